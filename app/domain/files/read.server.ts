/** Questions asked about kept files. Each asks the policy first: for whom a document is hidden, it is not there. */
import { createHash } from "node:crypto";
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { holdsInOrganisation, permit, type Actor } from "../kernel/actor.ts";
import type { Context } from "../kernel/context.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { may, type SentApplication } from "./policy.ts";
import type { FileStore } from "./store.server.ts";

/** The documents that a group keeps, by kind, the newest of each first; none where the actor may not open them. */
export async function listDocuments({ db, actor }: Pick<Context, "db" | "actor">, organisationId: string) {
  if (!may.open(actor, { organisation_id: organisationId, applications: await sentApplications(db, actor, organisationId) }).allowed) return [];
  return db
    .selectFrom("stored_file")
    .select(["id", "kind", "name", "bytes", "media_type", "uploaded_at"])
    .where("owner_type", "=", "organisation")
    .where("owner_id", "=", organisationId)
    .where("removed_at", "is", null)
    .orderBy("kind")
    .orderBy("uploaded_at", "desc")
    .execute();
}
export type Document = Awaited<ReturnType<typeof listDocuments>>[number];

/** One document for who may open it. Throws NotFound for everyone else. */
export async function getDocument({ db, actor }: Pick<Context, "db" | "actor">, id: string | undefined) {
  const file = isId(id)
    ? await db.selectFrom("stored_file").selectAll().where("id", "=", id).where("owner_type", "=", "organisation").where("removed_at", "is", null).executeTakeFirst()
    : undefined;
  if (!file) throw new NotFound();
  permit(may.open(actor, { organisation_id: file.owner_id, applications: await sentApplications(db, actor, file.owner_id) }));
  return file;
}

/** The group's applications as the person stands to them. */
async function sentApplications(db: Kysely<DB>, actor: Actor, organisationId: string): Promise<SentApplication[]> {
  if (actor.kind !== "person" || holdsInOrganisation(actor, organisationId) || !isId(organisationId)) return [];
  return db
    .selectFrom("application as a")
    .innerJoin("pot", "pot.id", "a.pot_id")
    .innerJoin("round", "round.id", "pot.round_id")
    .select(["round.fund_id", "pot.area_code", sql<boolean>`conflicted(a.id, ${actor.id}::uuid)`.as("conflicted")])
    .select(
      sql<boolean>`exists (select 1 from assignment s join interest i on i.application_id = s.application_id and i.person_id = s.person_id
                            where s.application_id = a.id and s.person_id = ${actor.id}::uuid and s.ended_at is null and not i.has_interest)`.as("cleared"),
    )
    .where("a.organisation_id", "=", organisationId)
    .where("a.received_at", "is not", null)
    .where("a.status", "in", ["submitted", "in-assessment", "decided"])
    .execute();
}

/** Every document whose bytes are not there or not the same, a sentence each. Reads them all. */
export async function alteredDocuments(db: Kysely<DB>, store: FileStore): Promise<string[]> {
  const findings: string[] = [];
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const page = await db.selectFrom("stored_file").select(["id", "storage_key", "sha256"]).where("removed_at", "is", null).where("id", ">", after).orderBy("id").limit(200).execute();
    for (const { id, storage_key, sha256 } of page) {
      const hash = await hashOf(store, storage_key);
      if (hash === undefined) findings.push(`Document ${id} has lost its bytes`);
      else if (hash !== sha256) findings.push(`Document ${id} was changed where it is kept: its hash is ${hash.slice(0, 12)}…, the row says ${sha256.slice(0, 12)}…`);
    }
    const last = page.at(-1);
    if (!last) return findings;
    after = last.id;
  }
}

async function hashOf(store: FileStore, key: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of await store.open(key)) hash.update(chunk as Buffer);
    return hash.digest("hex");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
