/** From a draft to what is public: a second person approves, the bytes are made and kept, and the service releases them at their moment. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { publishCut } from "../figures/cuts.server.ts";
import { enqueue } from "../jobs/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId, sha256 } from "../kernel/ids.server.ts";
import { findings, standing } from "./checks.server.ts";
import { composeContent } from "./content.server.ts";
import { controlOf } from "./disclosure.server.ts";
import { databaseNow } from "./draft.server.ts";
import { lockPublication, moved, type Locked } from "./lock.server.ts";
import { releaseInstant } from "./model.ts";
import { may } from "./policy.ts";
import { printFiles } from "./print.ts";
import { reprint } from "./statements.server.ts";
import { printTableFiles } from "./table-files.ts";

const me = (tx: TransactionContext): string | null => (tx.actor.kind === "person" ? tx.actor.id : null);

/** Hands a draft to a second person. Throws WrongState with what the checks have found and nobody has answered. */
export async function submitPublication(context: Context, id: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const publication = await lockPublication(tx, id);
    permit(may.submit(tx.actor));
    const state = moved(publication, "submit");
    await reprint(tx, id);
    const found = await findings(tx.db, id);
    refuseStanding(found);
    await tx.db.deleteFrom("publication_finding_answer").where("publication_id", "=", id).where("finding", "not in", [...found.map((finding) => finding.code), ""]).execute();
    await tx.db.updateTable("publication").set({ state, submitted_by: me(tx), submitted_at: await databaseNow(tx), given_back_reason: "", version: publication.version + 1 }).where("id", "=", id).execute();
    await record(tx, "publication.submitted", { type: "publication", id });
  });
}

function refuseStanding(found: Awaited<ReturnType<typeof findings>>): void {
  const left = standing(found);
  if (left.length > 0) throw new WrongState(`The checks found ${left.length === 1 ? "something that is" : `${left.length} things that are`} not settled. ${left[0]!.message}`);
}

/** Gives it back to its authors with what is to be done. */
export async function giveBackPublication(context: Context, id: string, input: { reason: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const publication = await lockPublication(tx, id);
    permit(may.giveBack(tx.actor));
    const state = moved(publication, publication.state === "embargoed" ? "recall" : "give-back");
    if (publication.state === "embargoed") await unfreeze(tx, publication);
    await tx.db.updateTable("publication").set({ state, given_back_reason: input.reason, approved_by: null, approved_at: null, version: publication.version + 1 }).where("id", "=", id).execute();
    if (publication.announced_at) await publicPagesChanged(tx);
    await record(tx, "publication.given-back", { type: "publication", id });
  });
}

/** Taken back from under its embargo: before its moment only, and its bytes go. */
async function unfreeze(tx: TransactionContext, publication: Locked): Promise<void> {
  if (publication.release_at! <= (await databaseNow(tx))) throw new WrongState("Its moment has come: what is released is restated, never taken back");
  await dropFiles(tx, publication.id);
  await tx.db.deleteFrom("publication_cell").where("publication_id", "=", publication.id).execute();
}

export async function abandonPublication(context: Context, id: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const publication = await lockPublication(tx, id);
    permit(may.abandon(tx.actor));
    // A restatement that is given up leaves the way free for another.
    await tx.db.updateTable("publication").set({ state: moved(publication, "abandon"), announced_at: null, replaces_id: null, version: publication.version + 1 }).where("id", "=", id).execute();
    if (publication.announced_at) await publicPagesChanged(tx);
    await record(tx, "publication.abandoned", { type: "publication", id });
  });
}

/**
 * A second person approves: everything is counted and checked once more, the bytes are made and kept, and the release is set for 09:30
 * in London on its day.
 * @throws NotAllowed for an author; WrongState where a check is not settled or the moment has passed
 */
export async function approvePublication(context: Context, id: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    // Two approvals at once could each give away what the other conceals.
    await sql`select pg_advisory_xact_lock(hashtextextended('publication-approval', 0))`.execute(tx.db);
    const publication = await lockPublication(tx, id);
    permit(may.approve(tx.actor, publication));
    const state = moved(publication, "approve");
    refuseStanding(await findings(tx.db, id));
    if (!publication.release_at || publication.release_at <= (await databaseNow(tx))) throw new WrongState("Its day of release has passed: give it back and choose another");
    await keepCells(tx, publication);
    await freeze(tx, id);
    await tx.db
      .updateTable("publication")
      .set({ state, approved_by: me(tx), approved_at: await databaseNow(tx), version: publication.version + 1 })
      .where("id", "=", id)
      .execute()
      .catch((error: unknown) => {
        if (refusedConstraint(error) === "publication_second_person") throw new WrongState("A second person approves: somebody who did not draft it");
        throw error;
      });
    await enqueue(tx, "release-publications", {}, { key: `release-publications:${publication.release_at.toISOString()}`, runAt: publication.release_at });
    if (publication.announced_at) await publicPagesChanged(tx);
    await record(tx, "publication.approved", { type: "publication", id }, { release_at: publication.release_at.toISOString() });
  });
}

async function keepCells(tx: TransactionContext, publication: Locked): Promise<void> {
  const control = await controlOf(tx.db, publication);
  if (!control || control.cells.length === 0) return;
  const rows = control.cells.map(({ key, value }) => ({ publication_id: publication.id, key, value, suppressed: control.primary.has(key) || control.secondary.has(key) }));
  for (let from = 0; from < rows.length; from += 1_000) await tx.db.insertInto("publication_cell").values(rows.slice(from, from + 1_000)).execute();
}

/** Makes the bytes, of the whole and of each table, and keeps them with their hash. */
export async function freeze(tx: TransactionContext, id: string): Promise<void> {
  const content = await composeContent(tx.db, id);
  await tx.db.insertInto("publication_file").values(printFiles(content).map((file) => ({ publication_id: id, ...file, sha256: sha256(file.body) }))).execute();
  for (const file of await printTableFiles(content)) await tx.db.insertInto("publication_table_file").values({ publication_id: id, ...file, sha256: sha256(file.body) }).execute();
}

/** What has not been released may be made again. */
async function dropFiles(tx: TransactionContext, id: string): Promise<void> {
  await tx.db.deleteFrom("publication_table_file").where("publication_id", "=", id).execute();
  await tx.db.deleteFrom("publication_file").where("publication_id", "=", id).execute();
}

/**
 * Another day for what is under embargo, for example after a hold. The numbers stay; the bytes say the new day.
 * @throws Invalid where the day has passed
 */
export async function reschedulePublication(context: Context, id: string, release_on: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const publication = await lockPublication(tx, id);
    permit(may.approve(tx.actor, publication));
    if (publication.state !== "embargoed") throw new WrongState("Only what is under embargo gets another day");
    const release_at = releaseInstant(release_on);
    if (!release_at || release_at <= (await databaseNow(tx))) throw new Invalid({ release_on: "9.30am on that day is past, or is no moment of that day: choose another" });
    await tx.db.updateTable("publication").set({ release_on, release_at, version: publication.version + 1 }).where("id", "=", id).execute();
    await dropFiles(tx, id);
    await freeze(tx, id);
    await enqueue(tx, "release-publications", {}, { key: `release-publications:${release_at.toISOString()}`, runAt: release_at });
    if (publication.announced_at) await publicPagesChanged(tx);
    await record(tx, "publication.rescheduled", { type: "publication", id }, { release_at: release_at.toISOString() });
  });
}

/** Approved, its moment come by the database's clock, and no hold on it then or now. */
const due = (elapsed: number) => sql<boolean>`
  p.state = 'embargoed' and p.release_at <= clock_timestamp() - ${elapsed} * interval '1 millisecond'
  and not exists (select 1 from release_hold h where h.ended_at is null or (h.started_at <= p.release_at and h.ended_at > p.release_at))`;

/**
 * Releases what is due: called by the job at its moment and by every request that shows publications, so that neither a late job nor a
 * missing one keeps anything back.
 * @returns how many were released
 */
export async function releaseDue(context: Context): Promise<number> {
  const { rows } = await sql<{ id: string }>`select p.id from publication p where ${due(context.elapsed())} order by p.release_at, p.id`.execute(context.db);
  let released = 0;
  for (const { id } of rows) if (await releaseOne({ ...context, actor: { kind: "system" } }, id)) released += 1;
  return released;
}

async function releaseOne(context: Context, id: string): Promise<boolean> {
  return inTransaction(context, async (tx) => {
    permit(may.release(tx.actor));
    const publication = await lockPublication(tx, id);
    const { rows } = await sql<{ due: boolean }>`select ${due(tx.elapsed())} as due from publication p where p.id = ${id}`.execute(tx.db);
    if (!rows[0]?.due) return false;
    await putOut(tx, publication, await databaseNow(tx));
    await publicPagesChanged(tx);
    await record(tx, "publication.released", { type: "publication", id }, { files: await hashesOf(tx.db, id) });
    return true;
  });
}

/** Makes the cuts public under the release's name, then the publication: from here on nothing of it can be changed. */
export async function putOut(tx: TransactionContext, publication: { id: string; title: string; release_on: string | null; state: Locked["state"] }, at: Date): Promise<void> {
  const cuts = await tx.db.selectFrom("publication_cut").select("cut_id").where("publication_id", "=", publication.id).orderBy("cut_id").execute();
  for (const { cut_id } of cuts) await publishCut(tx, cut_id, { day: publication.release_on!, at, title: publication.title });
  await tx.db.updateTable("publication").set({ state: moved(publication, "release"), released_at: at }).where("id", "=", publication.id).execute();
}

async function hashesOf(db: Kysely<DB>, id: string): Promise<Record<string, string>> {
  const files = await db.selectFrom("publication_file").select(["format", "sha256"]).where("publication_id", "=", id).execute();
  const tables = await db.selectFrom("publication_table_file").select(["name", "sha256"]).where("publication_id", "=", id).orderBy("name").execute();
  return Object.fromEntries([...files.map((file) => [file.format, file.sha256]), ...tables.map((file) => [file.name, file.sha256])]) as Record<string, string>;
}

/** Stops every release until it is ended. Throws WrongState where one is on already. */
export async function startHold(context: Context, input: { reason: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    permit(may.hold(tx.actor));
    const id = newId();
    await tx.db
      .insertInto("release_hold")
      .values({ id, reason: input.reason, started_by: me(tx) })
      .execute()
      .catch((error: unknown) => {
        if (refusedConstraint(error) === "release_hold_one_at_a_time") throw new WrongState("Releases are on hold already");
        throw error;
      });
    await publicPagesChanged(tx);
    await record(tx, "release-hold.started", { type: "release-hold", id });
  });
}

/** Lets releases go on. What should have come out meanwhile waits until it gets another day. */
export async function endHold(context: Context): Promise<void> {
  await inTransaction(context, async (tx) => {
    permit(may.hold(tx.actor));
    const ended = await tx.db.updateTable("release_hold").set({ ended_by: me(tx), ended_at: await databaseNow(tx) }).where("ended_at", "is", null).returning("id").executeTakeFirst();
    if (!ended) throw new WrongState("Releases are not on hold");
    await publicPagesChanged(tx);
    await record(tx, "release-hold.ended", { type: "release-hold", id: ended.id });
  });
}

/** Names somebody who may read before release. Throws Invalid where nobody has that address. */
export async function addReader(context: Context, id: string, input: { email: string; post: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const publication = await lockPublication(tx, id);
    permit(may.keepReaders(tx.actor));
    const person = await tx.db.selectFrom("person").select("id").where("email", "=", input.email.toLowerCase()).where("disabled_at", "is", null).executeTakeFirst();
    if (!person) throw new Invalid({ email: "Nobody has an account with that address: ask them to register first" });
    const named = { post: input.post, added_by: me(tx), removed_at: null };
    await tx.db.insertInto("publication_reader").values({ publication_id: publication.id, person_id: person.id, ...named }).onConflict((conflict) => conflict.columns(["publication_id", "person_id"]).doUpdateSet(named)).execute();
    await record(tx, "publication.reader-named", { type: "publication", id }, { person: person.id });
  });
}

export async function removeReader(context: Context, id: string, personId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    await lockPublication(tx, id);
    permit(may.keepReaders(tx.actor));
    await tx.db.updateTable("publication_reader").set({ removed_at: await databaseNow(tx) }).where("publication_id", "=", id).where("person_id", "=", isId(personId) ? personId : newId()).where("removed_at", "is", null).execute();
    await record(tx, "publication.reader-removed", { type: "publication", id }, { person: personId });
  });
}

/**
 * What is under embargo, for somebody named on its list; that they read it is recorded.
 * @throws NotFound for everybody else, and when it is not under embargo
 */
export async function readBeforeRelease(context: Context, id: string): Promise<{ title: string; release_at: Date; body: string }> {
  return inTransaction(context, async (tx) => {
    const { actor } = tx;
    const found = isId(id) ? await tx.db.selectFrom("publication").select(["id", "title", "state", "release_at"]).where("id", "=", id).executeTakeFirst() : undefined;
    if (!found) throw new NotFound();
    const listed =
      actor.kind === "person" &&
      (await tx.db.selectFrom("publication_reader").select("person_id").where("publication_id", "=", id).where("person_id", "=", actor.id).where("removed_at", "is", null).executeTakeFirst()) !== undefined;
    permit(may.readBeforeRelease(actor, { state: found.state, listed }));
    const { body } = await tx.db.selectFrom("publication_file").select("body").where("publication_id", "=", id).where("format", "=", "json").executeTakeFirstOrThrow();
    await tx.db.insertInto("publication_reading").values({ id: newId(), publication_id: id, person_id: me(tx)! }).execute();
    await record(tx, "publication.read-before-release", { type: "publication", id });
    return { title: found.title, release_at: found.release_at!, body };
  });
}
