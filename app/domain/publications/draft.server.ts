/** Drafting: what a publication is about, its cuts and its tables. Nothing here is public. */
import { sql } from "kysely";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { takeCut } from "../figures/cuts.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { addDays, londonDay, londonInstant } from "../kernel/time.ts";
import { lockDraft, noteAuthor } from "./lock.server.ts";
import { releaseInstant, type PublicationInput, type TableInput } from "./model.ts";
import { may } from "./policy.ts";
import { cutsOf } from "./slots.server.ts";
import { reprint } from "./statements.server.ts";

/** Starts a publication and takes its cuts. @returns its key. Throws NotAllowed, Invalid */
export async function draftPublication(context: Context, input: PublicationInput): Promise<string> {
  return inTransaction(context, async (tx) => {
    permit(may.draft(tx.actor));
    const id = newId();
    const drafted_by = tx.actor.kind === "person" ? tx.actor.id : null;
    await tx.db.insertInto("publication").values({ id, code: await freeCode(tx, input.title, id), ...(await facts(tx, input, null)), drafted_by, synthetic: tx.synthetic }).execute();
    await noteAuthor(tx, id);
    await takeCuts(tx, id, input);
    if (input.announce) await publicPagesChanged(tx);
    await record(tx, "publication.drafted", { type: "publication", id }, { funds: input.funds });
    return id;
  });
}

/**
 * Changes what a draft is about. Another period, data date or fund takes its cuts anew, and every statement is asked again.
 * @param version the publication's as the page showed it; without it the change is made whatever happened since
 * @throws Invalid where a statement's slot no longer resolves, Conflict when the page was stale: then nothing is changed
 */
export async function editPublication(context: Context, id: string, input: PublicationInput, version?: number): Promise<void> {
  await inTransaction(context, async (tx) => {
    const before = await lockDraft(tx, id);
    if (version !== undefined && version !== before.version) throw new Conflict("This publication has been changed since you opened the page. Nothing of yours is saved yet: look at what it says now, then save again", { version: before.version });
    await tx.db.updateTable("publication").set({ ...(await facts(tx, input, before.announced_at)), version: before.version + 1 }).where("id", "=", id).execute();
    const funds = (await cutsOf(tx.db, id)).map((cut) => cut.fund);
    const same = before.period_from === input.period_from && before.period_to === input.period_to && before.data_on === input.data_on && [...input.funds].sort().join() === funds.sort().join();
    if (!same) await retake(tx, id, input);
    if (input.announce || before.announced_at) await publicPagesChanged(tx);
    await record(tx, "publication.edited", { type: "publication", id }, { cuts: same ? "kept" : "taken anew" });
  });
}

/** Takes the cuts of a draft again: the record may have been put right for days before the data date. */
export async function retakeCuts(context: Context, id: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const publication = await lockDraft(tx, id);
    await retake(tx, id, { ...publication, funds: (await cutsOf(tx.db, id)).map((cut) => cut.fund) });
    await record(tx, "publication.cuts-taken", { type: "publication", id });
  });
}

async function facts(tx: TransactionContext, input: PublicationInput, announced: Date | null) {
  const { title, summary, period_from, period_to, data_on, release_on, people_threshold, completeness_label } = input;
  if (data_on > londonDay(tx.now)) throw new Invalid({ data_on: "That day has not come: nothing of it is recorded yet" });
  const release_at = release_on === null ? null : (releaseInstant(release_on) ?? null);
  if (release_at && release_at <= (await databaseNow(tx))) throw new Invalid({ release_on: "9.30am on that day is past: choose a later one" });
  const announced_at = input.announce ? (announced ?? (await databaseNow(tx))) : null;
  return { title, summary, period_from, period_to, data_on, release_on, release_at, people_threshold, completeness_label, announced_at };
}

export async function databaseNow(tx: TransactionContext): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(tx.db);
  return rows[0]!.at;
}

/** An address made of the title; with a tail of the key where the title has been used before. */
export async function freeCode(tx: TransactionContext, title: string, id: string): Promise<string> {
  const plain = title.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 80).replace(/-+$/, "") || "publication";
  const taken = await tx.db.selectFrom("publication").select("id").where("code", "=", plain).executeTakeFirst();
  return taken ? `${plain}-${id.slice(-6)}` : plain;
}

type CutsWanted = Pick<PublicationInput, "period_from" | "period_to" | "data_on" | "funds">;

/** The end of the data date in London, or now where that is still to come. */
async function dataMoment(tx: TransactionContext, day: string): Promise<Date> {
  const end = londonInstant(addDays(day, 1), "00:00")!;
  const now = await databaseNow(tx);
  return end < now ? end : now;
}

export async function takeCuts(tx: TransactionContext, id: string, { period_from, period_to, data_on, funds }: CutsWanted): Promise<Map<string, string>> {
  const known = await tx.db.selectFrom("fund").select(["id", "code"]).where("code", "in", funds).execute();
  if (known.length !== new Set(funds).size) throw new Invalid({ funds: "Choose from the funds that are here" });
  const data_at = await dataMoment(tx, data_on);
  const { replaces_id } = await tx.db.selectFrom("publication").select("replaces_id").where("id", "=", id).executeTakeFirstOrThrow();
  const taken = new Map<string, string>();
  for (const fund of known) {
    const replaces = replaces_id
      ? await tx.db.selectFrom("publication_cut as p").innerJoin("award_cut as c", "c.id", "p.cut_id").select("c.id").where("p.publication_id", "=", replaces_id).where("c.fund_id", "=", fund.id).executeTakeFirst()
      : undefined;
    const cut = await takeCut(tx, { fund_id: fund.id, data_at, period_from, period_to, replaces_id: replaces?.id ?? null });
    await tx.db.insertInto("publication_cut").values({ publication_id: id, cut_id: cut }).execute();
    taken.set(fund.id, cut);
  }
  return taken;
}

async function retake(tx: TransactionContext, id: string, wanted: CutsWanted): Promise<void> {
  const old = await tx.db.selectFrom("publication_cut as p").innerJoin("award_cut as c", "c.id", "p.cut_id").select(["c.id", "c.fund_id"]).where("p.publication_id", "=", id).execute();
  await tx.db.deleteFrom("publication_cut").where("publication_id", "=", id).execute();
  const taken = await takeCuts(tx, id, wanted);
  const lost = old.filter((cut) => !taken.has(cut.fund_id)).map((cut) => cut.id);
  if (lost.length > 0) {
    const table = await tx.db.selectFrom("publication_table").select("title").where("publication_id", "=", id).where("cut_id", "in", lost).executeTakeFirst();
    if (table) throw new Invalid({ funds: `The table “${table.title}” counts a fund that is left out: remove the table first` });
  }
  for (const cut of old) {
    const now = taken.get(cut.fund_id);
    if (now) await tx.db.updateTable("publication_table").set({ cut_id: now }).where("publication_id", "=", id).where("cut_id", "=", cut.id).execute();
  }
  await reprint(tx, id);
  for (const cut of old) await dropCut(tx, cut.id);
}

/** An unpublished cut that nothing rests on any more. */
async function dropCut(tx: TransactionContext, cutId: string): Promise<void> {
  const { rows } = await sql<{ free: boolean }>`
    select published_at is null and not exists (select 1 from publication_cut where cut_id = ${cutId}) and not exists (select 1 from award_cut r where r.replaces_id = ${cutId}) as free from award_cut where id = ${cutId}`.execute(tx.db);
  if (!rows[0]?.free) return;
  for (const table of ["award_cut_people", "award_cut_tag", "award_cut_award", "award_cut_area"] as const) await tx.db.deleteFrom(table).where("cut_id", "=", cutId).execute();
  await tx.db.deleteFrom("award_cut").where("id", "=", cutId).execute();
}

/** Adds a table of one of the publication's cuts. @returns its key. Throws Invalid */
export async function addTable(context: Context, publicationId: string, input: TableInput): Promise<string> {
  return inTransaction(context, async (tx) => {
    await lockDraft(tx, publicationId);
    const cut = (await cutsOf(tx.db, publicationId)).find((one) => one.fund === input.fund);
    if (!cut) throw new Invalid({ fund: "Choose one of the publication’s funds" });
    const id = newId();
    const { position: last } = await tx.db.selectFrom("publication_table").select((eb) => eb.fn.coalesce(eb.fn.max("position"), eb.lit(0)).as("position")).where("publication_id", "=", publicationId).executeTakeFirstOrThrow();
    const { title, measure, by_code } = input;
    await tx.db.insertInto("publication_table").values({ id, publication_id: publicationId, position: last + 1, title, cut_id: cut.cut_id, measure, by_code, across_areas: input.across_areas === "yes" }).execute();
    await record(tx, "publication.table-added", { type: "publication", id: publicationId }, { table: id, measure, by: by_code });
    return id;
  });
}

export async function removeTable(context: Context, publicationId: string, tableId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    await lockDraft(tx, publicationId);
    const { numDeletedRows } = await tx.db.deleteFrom("publication_table").where("id", "=", isId(tableId) ? tableId : newId()).where("publication_id", "=", publicationId).executeTakeFirst();
    if (numDeletedRows === 0n) throw new NotFound();
    await record(tx, "publication.table-removed", { type: "publication", id: publicationId }, { table: tableId });
  });
}
