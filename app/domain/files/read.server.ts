/** Questions asked about kept files. Each asks the policy first: for whom a document is hidden, it is not there. */
import { createHash } from "node:crypto";
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { holdsInOrganisation, permit, type Actor } from "../kernel/actor.ts";
import type { Context } from "../kernel/context.ts";
import { NotFound, WrongState } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { scanStates, type DocumentKind, type ScanState } from "./model.ts";
import { may, type SentApplication } from "./policy.ts";
import type { FileStore } from "./store.server.ts";

/** The documents that a group keeps, by kind, the newest of each first; none where the actor may not open them. */
export async function listDocuments({ db, actor }: Pick<Context, "db" | "actor">, organisationId: string) {
  if (!may.open(actor, { organisation_id: organisationId, applications: await sentApplications(db, actor, organisationId) }).allowed) return [];
  return db
    .selectFrom("stored_file")
    .select(["id", "name", "bytes", "media_type", "uploaded_at", "uploaded_by", "scan"])
    .select(sql<DocumentKind>`kind`.as("kind"))
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

/** What a route sends: made by `toSend` only. */
export interface Sendable {
  name: string;
  media_type: string;
  bytes: number;
  open: () => ReturnType<FileStore["open"]>;
}
/**
 * The one gate through which the bytes of a kept file leave: whoever found the row has asked the policy; here it is asked whether anyone
 * may have them. Throws WrongState in words while it is held, and where a virus was found.
 */
export function toSend(store: FileStore, file: { name: string; media_type: string; bytes: number; storage_key: string; scan: ScanState }): Sendable {
  const { served, explains } = scanStates[file.scan];
  if (!served) throw new WrongState(explains);
  return { name: file.name, media_type: file.media_type, bytes: file.bytes, open: () => store.open(file.storage_key) };
}

/** The group's applications as the person stands to them. */
async function sentApplications(db: Kysely<DB>, actor: Actor, organisationId: string): Promise<SentApplication[]> {
  return holdsInOrganisation(actor, organisationId) || !isId(organisationId) ? [] : standingTo(db, actor, { organisation_id: organisationId });
}

/** How a person stands to the sent applications of a group, or to one application; none for who is not signed in. */
export async function standingTo(db: Kysely<DB>, actor: Actor, of: { organisation_id: string } | { application_id: string }): Promise<SentApplication[]> {
  if (actor.kind !== "person") return [];
  return db
    .selectFrom("application as a")
    .innerJoin("pot", "pot.id", "a.pot_id")
    .innerJoin("round", "round.id", "pot.round_id")
    .select(["round.fund_id", "pot.area_code", sql<boolean>`conflicted(a.id, ${actor.id}::uuid)`.as("conflicted")])
    .select(
      sql<boolean>`exists (select 1 from assignment s join interest i on i.application_id = s.application_id and i.person_id = s.person_id
                            where s.application_id = a.id and s.person_id = ${actor.id}::uuid and s.ended_at is null and not i.has_interest and not declaration_owed(a.pot_id, s.person_id))`.as("cleared"),
    )
    .where("organisation_id" in of ? "a.organisation_id" : "a.id", "=", "organisation_id" in of ? of.organisation_id : of.application_id)
    .where("a.received_at", "is not", null)
    .where("a.status", "in", ["submitted", "in-assessment", "decided"])
    // Who may not know the group's name may not open what it wrote on its own paper.
    .where(sql<boolean>`not names_hidden(a.pot_id, ${actor.id}::uuid)`)
    .execute();
}

/** Every document whose bytes are not there or not the same, a sentence each. Reads them all. */
export async function alteredDocuments(db: Kysely<DB>, store: FileStore): Promise<string[]> {
  const findings: string[] = [];
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const page = await db.selectFrom("stored_file").select(["id", "storage_key", "sha256"]).where("removed_at", "is", null).where("bytes_removed_at", "is", null).where("id", ">", after).orderBy("id").limit(200).execute();
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
