/** Questions asked about groups. A group's profile is hidden from everyone outside it. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import type { Context } from "../kernel/context.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { may } from "./policy.ts";

const organisationQuery = (db: Kysely<DB>) =>
  db
    .selectFrom("organisation")
    .innerJoin("area", "area.code", "organisation.area_code")
    .innerJoin("code_item as form", (join) =>
      join
        .onRef("form.list_code", "=", "organisation.legal_form_list")
        .onRef("form.version", "=", "organisation.legal_form_version")
        .onRef("form.code", "=", "organisation.legal_form"),
    )
    .selectAll("organisation")
    .select(["area.name as area_name", "area.slug as area_slug", "form.title as legal_form_title"]);

/** The group with the names of its area and legal form, for its own people. Throws NotFound for everyone else. */
export async function getOrganisation({ db, actor }: Pick<Context, "db" | "actor">, id: string) {
  const organisation = isId(id) ? await organisationQuery(db).where("organisation.id", "=", id).executeTakeFirst() : undefined;
  if (!organisation) throw new NotFound();
  permit(may.read(actor, organisation));
  return organisation;
}
export type Organisation = Awaited<ReturnType<typeof getOrganisation>>;

/** The group as its profile reads it. The caller decides who may see it. */
export const organisationForProfile = (db: Kysely<DB>, id: string) => organisationQuery(db).where("organisation.id", "=", id).executeTakeFirstOrThrow(() => new NotFound());

/** What is kept of a group with its submission. The caller decides who may see it. */
export async function getOrganisationFacts(db: Kysely<DB>, id: string) {
  // No instants: what is kept is hashed, and JSON gives an instant back as text.
  const { legal_form_list: _list, legal_form_version: _form, version: _version, created_at: _created, published_facts_at: _published, synthetic: _synthetic, area_slug: _slug, ...facts } = await organisationQuery(db)
    .where("organisation.id", "=", id)
    .executeTakeFirstOrThrow();
  return facts;
}

/** The groups a person belongs to, with their role in each, by name. */
export async function listOrganisationsOf(db: Kysely<DB>, person: PersonActor) {
  return organisationQuery(db)
    .innerJoin("role_held as held", "held.organisation_id", "organisation.id")
    .select("held.role")
    .where("held.person_id", "=", person.id)
    .where("held.role", "<>", "helper")
    .where("held.ended_at", "is", null)
    .orderBy("organisation.name")
    .execute();
}

/** The people of a group, and who helps it from a fund. The caller has shown that the actor belongs to it. */
export async function listPeople(db: Kysely<DB>, organisationId: string) {
  return db
    .selectFrom("role_held as held")
    .innerJoin("person", "person.id", "held.person_id")
    .select(["held.id as role_id", "held.role", "held.granted_at", "person.id as person_id", "person.name", "person.email"])
    .where("held.organisation_id", "=", organisationId)
    .where("held.ended_at", "is", null)
    .orderBy("person.name")
    .execute();
}

/** The invitations that nobody has used yet and that still hold. */
export async function listInvitations(db: Kysely<DB>, organisationId: string, now: Date) {
  return db
    .selectFrom("account_link")
    .select(["id", "email", "role", "expires_at"])
    .where("organisation_id", "=", organisationId)
    .where("purpose", "=", "join-organisation")
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .orderBy("created_at")
    .execute();
}

/** The council areas a group may be based in, and the newest list of legal forms, for the group's form. */
export async function listChoices(db: Kysely<DB>) {
  const areas = await db.selectFrom("area").select(["code", "name"]).where("kind", "=", "council").orderBy("name").execute();
  const items = await db
    .selectFrom("code_item")
    .select(["code", "title", "version"])
    .where("list_code", "=", "legal-form")
    .where("version", "=", ({ selectFrom }) => selectFrom("code_list_version").select(({ fn }) => fn.max("version").as("newest")).where("list_code", "=", "legal-form"))
    .orderBy("position")
    .execute();
  return { areas, legal_forms: items.map(({ code, title }) => ({ code, title })), legal_form_version: items[0]?.version ?? 1 };
}
