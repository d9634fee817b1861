/** Drafting: what a publication is about, its cuts, its statements and tables. Nothing here is public. */
import { sql } from "kysely";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { takeCut } from "../figures/cuts.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { addDays, londonDay, londonInstant } from "../kernel/time.ts";
import { lockPublication, moved, noteAuthor, type Locked } from "./lock.server.ts";
import { releaseInstant, stylesSchema, type PublicationInput, type Styles, type TableInput } from "./model.ts";
import { may } from "./policy.ts";
import { cutsOf, resolveSlot, Unresolved, type Resolved } from "./slots.server.ts";
import { fillTemplate, slotNames, templateFault } from "./template.ts";

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

/** The publication locked, its authors joined by the one who acts. Throws NotFound, NotAllowed. */
async function lockDraft(tx: TransactionContext, id: string): Promise<Locked> {
  const publication = await lockPublication(tx, id);
  permit(may.edit(tx.actor, publication));
  moved(publication, "edit");
  await noteAuthor(tx, id);
  return publication;
}

/**
 * Changes what a draft is about. Another period, data date or fund takes its cuts anew, and every statement is asked again.
 * @throws Invalid where a statement's slot no longer resolves: then nothing is changed
 */
export async function editPublication(context: Context, id: string, input: PublicationInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const before = await lockDraft(tx, id);
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
async function freeCode(tx: TransactionContext, title: string, id: string): Promise<string> {
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

async function takeCuts(tx: TransactionContext, id: string, { period_from, period_to, data_on, funds }: CutsWanted): Promise<Map<string, string>> {
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

export interface StatementInput {
  /** Left out for a new statement. */
  id?: string;
  heading: string;
  template: string;
  styles: Styles;
  /** A source for each slot of the template. */
  sources: Record<string, string>;
  item_id?: string | null;
}

/**
 * Writes a statement: each slot is asked of the publication's cuts and kept with its question and the rows behind it.
 * @returns its key. Throws Invalid with a message by slot (`slot-NAME`) where one has no source or no longer resolves: nothing is saved then
 */
export async function writeStatement(context: Context, publicationId: string, input: StatementInput): Promise<string> {
  return inTransaction(context, async (tx) => {
    const publication = await lockDraft(tx, publicationId);
    const fault = templateFault(input.template);
    if (fault) throw new Invalid({ template: fault });
    const slots = await resolveAll(tx, publication, input);
    const { position: last } = await tx.db.selectFrom("publication_statement").select((eb) => eb.fn.coalesce(eb.fn.max("position"), eb.lit(0)).as("position")).where("publication_id", "=", publicationId).executeTakeFirstOrThrow();
    const values = { heading: input.heading, template: input.template, ...input.styles, printed: printedOf(input.template, slots), item_id: input.item_id ?? null };
    const id = input.id ?? newId();
    if (input.id) {
      const { numUpdatedRows } = await tx.db.updateTable("publication_statement").set(values).where("id", "=", id).where("publication_id", "=", publicationId).executeTakeFirst();
      if (numUpdatedRows === 0n) throw new NotFound();
    } else await tx.db.insertInto("publication_statement").values({ id, publication_id: publicationId, position: last + 1, ...values }).execute();
    await keepSlots(tx, id, slots);
    await record(tx, "publication.statement-written", { type: "publication", id: publicationId }, { statement: id, slots: Object.keys(slots) });
    return id;
  });
}

type Slots = Record<string, Resolved>;
const printedOf = (template: string, slots: Slots): string => fillTemplate(template, Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, slot.printed])));

async function resolveAll(tx: TransactionContext, publication: { id: string; period_from: string; period_to: string }, input: Pick<StatementInput, "template" | "sources" | "styles">): Promise<Slots> {
  const asked = { ...publication, cuts: await cutsOf(tx.db, publication.id) };
  const slots: Slots = {};
  const problems: Record<string, string> = {};
  for (const name of slotNames(input.template)) {
    const source = Object.hasOwn(input.sources, name) ? input.sources[name]! : "";
    if (source === "") problems[`slot-${name}`] = `Choose what {${name}} is filled from`;
    else
      try {
        slots[name] = await resolveSlot(tx.db, asked, source, input.styles);
      } catch (error) {
        if (!(error instanceof Unresolved)) throw error;
        problems[`slot-${name}`] = `{${name}}: ${error.message}`;
      }
  }
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  return slots;
}

async function keepSlots(tx: TransactionContext, statementId: string, slots: Slots): Promise<void> {
  await tx.db.deleteFrom("publication_slot").where("statement_id", "=", statementId).execute();
  const rows = Object.entries(slots).map(([name, slot]) => ({ statement_id: statementId, name, ...slot, query: JSON.stringify(slot.query) }));
  if (rows.length > 0) await tx.db.insertInto("publication_slot").values(rows).execute();
}

/** Asks every statement again. Throws Invalid naming the statement and the slot that no longer resolves. */
export async function reprint(tx: TransactionContext, publicationId: string): Promise<void> {
  const publication = await tx.db.selectFrom("publication").select(["id", "period_from", "period_to"]).where("id", "=", publicationId).executeTakeFirstOrThrow();
  const statements = await tx.db.selectFrom("publication_statement").selectAll().where("publication_id", "=", publicationId).orderBy("position").execute();
  for (const statement of statements) {
    const kept = await tx.db.selectFrom("publication_slot").select(["name", "source"]).where("statement_id", "=", statement.id).execute();
    const styles = stylesSchema.parse(statement);
    try {
      const slots = await resolveAll(tx, publication, { template: statement.template, styles, sources: Object.fromEntries(kept.map((slot) => [slot.name, slot.source])) });
      await tx.db.updateTable("publication_statement").set({ printed: printedOf(statement.template, slots) }).where("id", "=", statement.id).execute();
      await keepSlots(tx, statement.id, slots);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      throw new Invalid({ "": `Statement ${statement.position} no longer holds. ${error.message}` });
    }
  }
}

export async function removeStatement(context: Context, publicationId: string, statementId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    await lockDraft(tx, publicationId);
    const { numDeletedRows } = await tx.db.deleteFrom("publication_statement").where("id", "=", isId(statementId) ? statementId : newId()).where("publication_id", "=", publicationId).executeTakeFirst();
    if (numDeletedRows === 0n) throw new NotFound();
    await record(tx, "publication.statement-removed", { type: "publication", id: publicationId }, { statement: statementId });
  });
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

/**
 * Starts the restatement of a released publication: a publication of its own with the same statements and tables over new cuts. The old
 * one stands as it was.
 * @returns the new publication's key. Throws WrongState where it is not released or is restated already
 */
export async function restate(context: Context, id: string, input: { reason: string; data_on: string }): Promise<string> {
  return inTransaction(context, async (tx) => {
    const old = await lockPublication(tx, id);
    permit(may.restate(tx.actor));
    if (old.state !== "released") throw new WrongState("Only what has been released is restated. Change the draft instead");
    const already = await tx.db.selectFrom("publication").select("id").where("replaces_id", "=", id).executeTakeFirst();
    if (already) throw new WrongState("This publication has a restatement already: restate that one");
    if (input.data_on > londonDay(tx.now)) throw new Invalid({ data_on: "That day has not come: nothing of it is recorded yet" });
    const newPublication = newId();
    const { title, summary, period_from, period_to, people_threshold } = old;
    await tx.db
      .insertInto("publication")
      .values({
        id: newPublication, code: await freeCode(tx, `${title} restated`, newPublication), title, summary, period_from, period_to, people_threshold, data_on: input.data_on, replaces_id: id, restatement_reason: input.reason,
        drafted_by: tx.actor.kind === "person" ? tx.actor.id : null, synthetic: old.synthetic,
      })
      .execute();
    await noteAuthor(tx, newPublication);
    const cuts = await takeCuts(tx, newPublication, { period_from, period_to, data_on: input.data_on, funds: (await cutsOf(tx.db, id)).map((cut) => cut.fund) });
    await copyWords(tx, id, newPublication, cuts);
    await reprint(tx, newPublication);
    await record(tx, "publication.restatement-begun", { type: "publication", id: newPublication }, { replaces: id });
    return newPublication;
  });
}

async function copyWords(tx: TransactionContext, from: string, to: string, cuts: ReadonlyMap<string, string>): Promise<void> {
  const statements = await tx.db.selectFrom("publication_statement").selectAll().where("publication_id", "=", from).orderBy("position").execute();
  for (const statement of statements) {
    const id = newId();
    await tx.db.insertInto("publication_statement").values({ ...statement, id, publication_id: to }).execute();
    const slots = await tx.db.selectFrom("publication_slot").selectAll().where("statement_id", "=", statement.id).execute();
    if (slots.length > 0) await tx.db.insertInto("publication_slot").values(slots.map((slot) => ({ ...slot, statement_id: id, query: JSON.stringify(slot.query) }))).execute();
  }
  const tables = await tx.db.selectFrom("publication_table as t").innerJoin("award_cut as c", "c.id", "t.cut_id").selectAll("t").select("c.fund_id").where("t.publication_id", "=", from).orderBy("t.position").execute();
  for (const { fund_id, ...table } of tables) await tx.db.insertInto("publication_table").values({ ...table, id: newId(), publication_id: to, cut_id: cuts.get(fund_id)! }).execute();
}

