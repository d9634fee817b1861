/** Publications as anyone reads them, and as those see them who make them. Nothing that is not released leaves here but by the national questions. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { permit, type Actor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import type { Content } from "./content.ts";
import { may } from "./policy.ts";
import { cutsOf } from "./slots.server.ts";

export interface Release {
  code: string;
  title: string;
  summary: string;
  release_on: string;
  release_at: Date;
  synthetic: boolean;
  replaced_by: { code: string; title: string } | null;
  replaces: { code: string; title: string } | null;
}

const released = (db: Kysely<DB>) =>
  db
    .selectFrom("publication as p")
    .leftJoin("publication as old", "old.id", "p.replaces_id")
    .leftJoin("publication as next", (join) => join.onRef("next.replaces_id", "=", "p.id").on("next.state", "=", "released"))
    .where("p.state", "=", "released")
    .select(["p.id", "p.code", "p.title", "p.summary", "p.release_on", "p.release_at", "p.synthetic", "p.period_from", "p.period_to", "p.data_on"])
    .select(["old.code as old_code", "old.title as old_title", "next.code as next_code", "next.title as next_title", "next.restatement_reason as next_reason", "next.release_on as next_release_on"]);
type Row = Awaited<ReturnType<ReturnType<typeof released>["execute"]>>[number];

const asRelease = (row: Row): Release => ({
  code: row.code,
  title: row.title,
  summary: row.summary,
  release_on: row.release_on!,
  release_at: row.release_at!,
  synthetic: row.synthetic,
  replaces: row.old_code !== null ? { code: row.old_code, title: row.old_title! } : null,
  replaced_by: row.next_code !== null ? { code: row.next_code, title: row.next_title! } : null,
});

/** What has been released, the newest first. */
export async function listReleased(db: Kysely<DB>): Promise<Release[]> {
  return (await released(db).orderBy("p.release_at", "desc").orderBy("p.id", "desc").execute()).map(asRelease);
}

export interface PublicPublication extends Release {
  content: Content;
  files: { format: "html" | "csv" | "json"; sha256: string; bytes: number }[];
  /** Of each table; none where it was released before tables had files. */
  table_files: { name: string; table_number: number; sha256: string; bytes: number }[];
  /** Why the one that replaces it does. */
  replaced_because: string | null;
  replaced_on: string | null;
}

/** One released publication, drawn from the bytes that were released. Throws NotFound. */
export async function getReleased(db: Kysely<DB>, code: string): Promise<PublicPublication> {
  const row = await released(db).where("p.code", "=", code).executeTakeFirst();
  if (!row) throw new NotFound();
  const files = await db.selectFrom("publication_file").select(["format", "sha256", "body"]).where("publication_id", "=", row.id).orderBy("format").execute();
  const content = JSON.parse(files.find((file) => file.format === "json")!.body) as Content;
  return {
    ...asRelease(row),
    content,
    files: files.map(({ format, sha256, body }) => ({ format, sha256, bytes: Buffer.byteLength(body) })),
    table_files: await db
      .selectFrom("publication_table_file")
      .select(["name", "table_number", "sha256", sql<number>`length(body)`.as("bytes")])
      .where("publication_id", "=", row.id)
      .orderBy("table_number")
      .orderBy("name")
      .execute(),
    replaced_because: row.next_reason,
    replaced_on: row.next_release_on,
  };
}

/** The bytes of a file as they were released. Throws NotFound. */
export async function getReleasedFile(db: Kysely<DB>, code: string, format: string) {
  const file = await db
    .selectFrom("publication_file as f")
    .innerJoin("publication as p", "p.id", "f.publication_id")
    .select(["f.media_type", "f.body", "f.sha256", "p.synthetic"])
    .where("p.state", "=", "released")
    .where("p.code", "=", code)
    .where(sql<boolean>`f.format = ${format}`)
    .executeTakeFirst();
  if (!file) throw new NotFound();
  return file;
}

/** The bytes of a file of one of its tables, as they were released. Throws NotFound. */
export async function getReleasedTableFile(db: Kysely<DB>, code: string, name: string) {
  const file = await db
    .selectFrom("publication_table_file as f")
    .innerJoin("publication as p", "p.id", "f.publication_id")
    .select(["f.media_type", "f.body", "f.sha256", "p.synthetic"])
    .where("p.state", "=", "released")
    .where("p.code", "=", code)
    .where("f.name", "=", name)
    .executeTakeFirst();
  if (!file) throw new NotFound();
  return file;
}

/** The newest released publication of the chain of restatements that this one is in. Throws NotFound. */
export async function latestOf(db: Kysely<DB>, code: string): Promise<string> {
  let current = await getCode(db, code);
  for (;;) {
    const next = await db.selectFrom("publication").select(["id", "code"]).where("replaces_id", "=", current.id).where("state", "=", "released").executeTakeFirst();
    if (!next) return current.code;
    current = next;
  }
}

async function getCode(db: Kysely<DB>, code: string): Promise<{ id: string; code: string }> {
  const found = await db.selectFrom("publication").select(["id", "code"]).where("code", "=", code).where("state", "=", "released").executeTakeFirst();
  if (!found) throw new NotFound();
  return found;
}

/** What is to come, by title and day only, as far as it has been announced; the soonest first. */
export async function listAnnounced(db: Kysely<DB>): Promise<{ id: string; title: string; release_on: string; release_at: Date; announced_at: Date; version: number; held: boolean }[]> {
  const rows = await db
    .selectFrom("publication as p")
    .select(["p.id", "p.title", "p.release_on", "p.release_at", "p.announced_at", "p.version"])
    .where("p.state", "in", ["draft", "awaiting-approval", "embargoed"])
    .where("p.announced_at", "is not", null)
    .where("p.release_at", "is not", null)
    .orderBy("p.release_at")
    .orderBy("p.id")
    .execute();
  const hold = await holdNow(db);
  return rows.map(({ release_on, release_at, announced_at, ...row }) => ({ ...row, release_on: release_on!, release_at: release_at!, announced_at: announced_at!, held: hold !== undefined }));
}

/** The hold on releases, if there is one. */
export const holdNow = (db: Kysely<DB>) =>
  db
    .selectFrom("release_hold as h")
    .leftJoin("person", "person.id", "h.started_by")
    .select(["h.reason", "h.started_at", "person.name as started_by_name"])
    .where("h.ended_at", "is", null)
    .executeTakeFirst();

/** Every publication, for those who make them. Throws NotAllowed. */
export async function listPublications(db: Kysely<DB>, actor: Actor) {
  permit(may.read(actor));
  return db
    .selectFrom("publication as p")
    .leftJoin("person", "person.id", "p.drafted_by")
    .select(["p.id", "p.code", "p.title", "p.state", "p.data_on", "p.release_on", "p.release_at", "p.announced_at", "p.synthetic", "p.replaces_id", "person.name as drafted_by_name"])
    .orderBy(sql`p.state in ('released', 'abandoned')`)
    .orderBy(sql`coalesce(p.release_at, p.drafted_at)`, "desc")
    .orderBy("p.id")
    .execute();
}

/** One publication in any state, with all it is made of. Throws NotAllowed, NotFound. */
export async function getPublication(db: Kysely<DB>, actor: Actor, id: string) {
  permit(may.read(actor));
  const found = isId(id)
    ? await db
        .selectFrom("publication as p")
        .leftJoin("person as drafter", "drafter.id", "p.drafted_by")
        .leftJoin("person as approver", "approver.id", "p.approved_by")
        .leftJoin("publication as old", "old.id", "p.replaces_id")
        .selectAll("p")
        .select(["drafter.name as drafted_by_name", "approver.name as approved_by_name", "old.title as old_title"])
        .where("p.id", "=", id)
        .executeTakeFirst()
    : undefined;
  if (!found) throw new NotFound();
  const restated = await db.selectFrom("publication").select(["id", "title", "state"]).where("replaces_id", "=", id).executeTakeFirst();
  const authored = actor.kind === "person" && (await db.selectFrom("publication_author").select("person_id").where("publication_id", "=", id).where("person_id", "=", actor.id).executeTakeFirst()) !== undefined;
  const statements = await db.selectFrom("publication_statement").selectAll().where("publication_id", "=", id).orderBy("position").execute();
  const slots = await db
    .selectFrom("publication_slot as slot")
    .innerJoin("publication_statement as s", "s.id", "slot.statement_id")
    .select(["slot.statement_id", "slot.name", "slot.source", "slot.printed", "slot.value", "slot.rows_behind"])
    .where("s.publication_id", "=", id)
    .orderBy("slot.name")
    .execute();
  const tables = await db
    .selectFrom("publication_table as t")
    .innerJoin("award_cut as c", "c.id", "t.cut_id")
    .innerJoin("fund", "fund.id", "c.fund_id")
    .select(["t.id", "t.title", "t.measure", "t.by_code", "t.across_areas", "fund.title as fund_title"])
    .where("t.publication_id", "=", id)
    .orderBy("t.position")
    .execute();
  return {
    ...found,
    authored,
    restated: restated ?? null,
    cuts: await cutsOf(db, id),
    statements: statements.map((statement) => ({ ...statement, slots: slots.filter((slot) => slot.statement_id === statement.id) })),
    tables,
  };
}

/** Who may read before release, and how often and when last they did. Throws NotAllowed. */
export async function listReaders(db: Kysely<DB>, actor: Actor, id: string) {
  permit(may.read(actor));
  return db
    .selectFrom("publication_reader as r")
    .innerJoin("person", "person.id", "r.person_id")
    .leftJoin("publication_reading as reading", (join) => join.onRef("reading.publication_id", "=", "r.publication_id").onRef("reading.person_id", "=", "r.person_id"))
    .select(["person.id", "person.name", "person.email", "r.post", "r.removed_at", sql<number>`count(reading.id)`.as("readings"), sql<Date | null>`max(reading.read_at)`.as("last_read_at")])
    .where("r.publication_id", "=", id)
    .groupBy(["person.id", "person.name", "person.email", "r.post", "r.removed_at", "r.added_at"])
    .orderBy("r.added_at")
    .execute();
}
