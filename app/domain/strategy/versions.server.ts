/** Plan versions: a new one with new numbers beside the old, where each action went, and how documents word the same thing. */
import { CsvError, parse } from "csv-parse/sync";
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { unguardCell } from "../kernel/csv.ts";
import { Conflict, Invalid, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { addDays } from "../kernel/time.ts";
import { may } from "./policy.ts";
import { getPlan } from "./read.server.ts";
import { schemes, type Scheme } from "./status.ts";
import { readActionRows, type CrosswalkLink, type ImportedAction, type PlanInput, type RowProblem, type WordingInput } from "./versions-model.ts";

/** Every plan, newest version first; drafts only where asked for. */
export async function listPlans(db: Kysely<DB>, { drafts = false } = {}) {
  return db
    .selectFrom("plan")
    .leftJoin("plan as earlier", "earlier.id", "plan.follows_id")
    .leftJoin("person as preparer", "preparer.id", "plan.prepared_by")
    .select(["plan.id", "plan.code", "plan.title", "plan.version", "plan.state", "plan.valid_from", "plan.valid_to", "plan.prepared_by", "plan.follows_id"])
    .select(["earlier.code as follows", "earlier.title as follows_title", "preparer.name as preparer"])
    .select((eb) => eb.selectFrom("action").select((one) => one.fn.countAll<number>().as("n")).whereRef("action.plan_id", "=", "plan.id").as("actions"))
    .$if(!drafts, (query) => query.where("plan.state", "=", "in-force"))
    .orderBy("plan.version", "desc")
    .execute();
}
export type PlanListed = Awaited<ReturnType<typeof listPlans>>[number];

/** Every action of a plan under all its schemes, with where it came from and what became of it. */
export async function listActions(db: Kysely<DB>, planId: string) {
  return db
    .selectFrom("action")
    .leftJoin("priority", "priority.id", "action.priority_id")
    .leftJoin("action as parent", "parent.id", "action.parent_id")
    .select(["action.id", "action.scheme", "action.ref", "action.title", "action.title_basis", "action.lead", "action.parent_id", "parent.ref as parent_ref", "priority.number as priority"])
    .where("action.plan_id", "=", planId)
    .orderBy("action.scheme")
    .orderBy("action.sort_order")
    .execute();
}

/**
 * Creates a draft that follows another plan and takes over its priorities and outcomes; its actions are brought in after.
 * @throws NotAllowed; NotFound for the earlier plan; Invalid for a code that is taken or a day that is too early
 */
export async function createPlan(context: Context, input: PlanInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    permit(may.preparePlan(tx.actor));
    const earlier = await tx.db.selectFrom("plan").select(["id", "series", "valid_from"]).where("code", "=", input.follows).forUpdate().executeTakeFirst();
    if (!earlier) throw new Invalid({ follows: "Choose a plan from the list" });
    if (input.valid_from <= earlier.valid_from) throw new Invalid({ valid_from: "This is before the earlier plan began: choose a later day" });
    const { version } = await tx.db.selectFrom("plan").select((eb) => eb.fn.max("version").as("version")).where("series", "=", earlier.series).executeTakeFirstOrThrow();
    const id = newId();
    const { code, title, valid_from, published_on, note } = input;
    const prepared_by = tx.actor.kind === "person" ? tx.actor.id : null;
    try {
      await tx.db.insertInto("plan").values({ id, code, title, valid_from, published_on, note, series: earlier.series, version: version + 1, state: "draft", follows_id: earlier.id, prepared_by }).execute();
    } catch (error) {
      if (refusedConstraint(error) === "plan_code_key") throw new Invalid({ code: "Another plan has this code: choose another" });
      if (refusedConstraint(error) === "plan_version_once") throw new Conflict("Somebody else created a plan at the same moment. Look at the list before you create another.");
      throw error;
    }
    await takeOver(tx, earlier.id, id);
    await record(tx, "plan.drafted", { type: "plan", id }, { plan: code });
  });
}

/** The Strategy's priorities and outcomes go on under each delivery plan, with the words they have now. */
async function takeOver(tx: TransactionContext, from: string, to: string): Promise<void> {
  const priorities = await tx.db.selectFrom("priority").select(["id", "number", "title", "official_wording", "wording_status", "note"]).where("plan_id", "=", from).execute();
  const outcomes = await tx.db.selectFrom("outcome").select(["id", "number", "title", "official_wording"]).where("plan_id", "=", from).execute();
  const mapped = await tx.db.selectFrom("priority_outcome").innerJoin("priority", "priority.id", "priority_outcome.priority_id").select(["priority_id", "outcome_id"]).where("priority.plan_id", "=", from).execute();
  const focus = await tx.db.selectFrom("priority_focus").innerJoin("priority", "priority.id", "priority_focus.priority_id").select(["priority_id", "focus"]).where("priority.plan_id", "=", from).execute();
  const ids = new Map([...priorities, ...outcomes].map((one) => [one.id, newId()]));
  const anew = <T extends { id: string }>(rows: readonly T[]) => rows.map((row) => ({ ...row, id: ids.get(row.id)!, plan_id: to }));
  if (priorities.length > 0) await tx.db.insertInto("priority").values(anew(priorities)).execute();
  if (outcomes.length > 0) await tx.db.insertInto("outcome").values(anew(outcomes)).execute();
  if (focus.length > 0) await tx.db.insertInto("priority_focus").values(focus.map((one) => ({ ...one, priority_id: ids.get(one.priority_id)! }))).execute();
  if (mapped.length > 0) await tx.db.insertInto("priority_outcome").values(mapped.map((link) => ({ priority_id: ids.get(link.priority_id)!, outcome_id: ids.get(link.outcome_id)! }))).execute();
}

/** Thrown with every problem of the rows; nothing of them was kept. */
export class RowsRefused extends Invalid {
  override name = "RowsRefused";
  constructor(readonly problems: readonly RowProblem[]) {
    super({ rows: `${problems.length === 1 ? "One row has" : `${problems.length} things have`} to be put right; nothing was brought in. ${problems.slice(0, 12).map(({ row, column, message }) => `${row === 0 ? "The file" : `Row ${row}`}${column ? `, ${column}` : ""}: ${message}.`).join(" ")}` });
  }
}

/**
 * Brings actions into a plan from rows of a spreadsheet, all or none. Rows that are there already with the same title are passed over.
 * @returns how many actions were added
 * @throws NotFound; NotAllowed; RowsRefused with every problem
 */
export async function importActions(context: Context, planCode: string, csv: string): Promise<number> {
  return inTransaction(context, async (tx) => {
    const plan = await getPlan(tx.db, planCode, { drafts: true });
    permit(may.preparePlan(tx.actor));
    await tx.db.selectFrom("plan").select("id").where("id", "=", plan.id).forUpdate().execute();
    const priorities = await tx.db.selectFrom("priority").select(["id", "number"]).where("plan_id", "=", plan.id).orderBy("number").execute();
    const there = await tx.db.selectFrom("action").select(["id", "scheme", "ref", "title", "sort_order"]).where("plan_id", "=", plan.id).execute();
    const { actions, problems } = readActionRows(takeApart(csv), { priorities: priorities.map(({ number }) => number), actions: there });
    if (problems.length > 0) throw new RowsRefused(problems);
    const ids = new Map(there.map(({ scheme, ref, id }) => [`${scheme} ${ref}`, id]));
    const added = actions.filter(({ scheme, ref }) => !ids.has(`${scheme} ${ref}`));
    for (const { scheme, ref } of added) ids.set(`${scheme} ${ref}`, newId());
    let last = Math.max(0, ...there.map(({ sort_order }) => sort_order));
    // What stands above comes first: a sub-action points at its strategic action.
    for (const action of [...added].sort((a, b) => Number(a.parent !== null) - Number(b.parent !== null)))
      await tx.db.insertInto("action").values({ ...rowOf(action, ids), plan_id: plan.id, sort_order: (last += 1), priority_id: priorities.find(({ number }) => number === action.priority)?.id ?? null }).execute();
    if (plan.state === "in-force" && added.length > 0) await publicPagesChanged(tx);
    await record(tx, "plan.actions-imported", { type: "plan", id: plan.id }, { plan: plan.code, added: added.length });
    return added.length;
  });
}

function rowOf({ scheme, ref, title, parent, lead, timescale, wording }: ImportedAction, ids: ReadonlyMap<string, string>) {
  const above: Scheme = scheme === "sub-action" ? "strategic" : "workforce";
  return { id: ids.get(`${scheme} ${ref}`)!, scheme, ref, title, title_basis: "official-short-label" as const, official_wording: wording, lead, timescale, parent_id: parent === null ? null : (ids.get(`${above} ${parent}`) ?? null) };
}

/** Lines with their numbers as a spreadsheet counts them. Tabs where the first line has them: cells pasted from a spreadsheet. */
function takeApart(text: string): { row: number; cells: string[] }[] {
  const clean = text.replace(/^\uFEFF/, "").replaceAll("\0", "").toWellFormed();
  const first = clean.split(/\r?\n/, 1)[0] ?? "";
  const delimiter = first.includes("\t") ? "\t" : first.includes(";") && !first.includes(",") ? ";" : ",";
  try {
    const records: string[][] = parse(clean, { delimiter, relax_column_count: true, record_delimiter: ["\r\n", "\n", "\r"] });
    return records.map((cells, index) => ({ row: index + 1, cells: cells.map(unguardCell) })).filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new RowsRefused([{ row: 0, column: "", message: "A quotation mark does not close, or stands inside a cell. Write it twice inside a cell, or save the file again as CSV" }]);
  }
}

/**
 * Says under which references of the new plan an earlier action goes on, from which day. One may become several.
 * @throws NotFound; NotAllowed; WrongState for a plan that follows none; Invalid with messages by field
 */
export async function linkCrosswalk(context: Context, planCode: string, input: CrosswalkLink): Promise<void> {
  await inTransaction(context, async (tx) => {
    const plan = await getPlan(tx.db, planCode, { drafts: true });
    permit(may.preparePlan(tx.actor));
    const { follows_id } = await tx.db.selectFrom("plan").select("follows_id").where("id", "=", plan.id).executeTakeFirstOrThrow();
    if (follows_id === null) throw new WrongState("This plan follows no earlier one: there is nothing to lead on from.");
    const [scheme, ref] = input.from.split(" ", 2) as [Scheme, string];
    const from = await tx.db.selectFrom("action").select("id").where("plan_id", "=", follows_id).where("scheme", "=", scheme).where("ref", "=", ref ?? "").executeTakeFirst();
    if (!from) throw new Invalid({ from: "Choose an action of the earlier plan" });
    const refs = [...new Set(input.to.split(/[\s,;]+/).filter(Boolean))];
    const to = await tx.db.selectFrom("action").select(["id", "ref"]).where("plan_id", "=", plan.id).where("scheme", "=", scheme).where("ref", "in", refs).execute();
    const unknown = refs.filter((one) => !to.some((action) => action.ref === one));
    if (unknown.length > 0) throw new Invalid({ to: `The new plan has no ${schemes[scheme].one.toLowerCase()} ${unknown.join(", ")}` });
    const recorded_by = tx.actor.kind === "person" ? tx.actor.id : null;
    const { dated_on, note } = input;
    await tx.db
      .insertInto("action_crosswalk")
      .values(to.map(({ id }) => ({ id: newId(), from_action_id: from.id, to_action_id: id, dated_on, note, recorded_by })))
      .onConflict((conflict) => conflict.constraint("action_crosswalk_once").doNothing())
      .execute();
    if (plan.state === "in-force") await publicPagesChanged(tx);
    await record(tx, "plan.crosswalk-linked", { type: "plan", id: plan.id }, { from: from.id, to: to.map(({ id }) => id) });
  });
}

/**
 * Brings a draft into force: from now its pages are public, and old actions say what became of them.
 * @throws NotFound; NotAllowed for one who prepared it; WrongState when it is in force already or has no actions
 */
export async function issuePlan(context: Context, planCode: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const plan = await tx.db.selectFrom("plan").select(["id", "code", "state", "prepared_by", "valid_from", "follows_id"]).where("code", "=", planCode).forUpdate().executeTakeFirst();
    if (!plan) throw new NotFound();
    permit(may.issuePlan(tx.actor, plan));
    if (plan.state === "in-force") throw new WrongState("This plan is in force already.");
    const some = await tx.db.selectFrom("action").select("id").where("plan_id", "=", plan.id).where("scheme", "=", "strategic").limit(1).executeTakeFirst();
    if (!some) throw new WrongState("This plan has no strategic action yet: bring its actions in first.");
    await tx.db.updateTable("plan").set({ state: "in-force", issued_by: tx.actor.kind === "person" ? tx.actor.id : null, issued_at: tx.now }).where("id", "=", plan.id).execute();
    if (plan.follows_id !== null) await tx.db.updateTable("plan").set({ valid_to: addDays(plan.valid_from, -1) }).where("id", "=", plan.follows_id).where("valid_to", "is", null).execute();
    await publicPagesChanged(tx);
    await record(tx, "plan.issued", { type: "plan", id: plan.id }, { plan: plan.code });
  });
}

export interface OtherReference {
  plan: string;
  plan_title: string;
  scheme: Scheme;
  ref: string;
  title: string;
  dated_on: string;
  note: string;
}
/** Under which references an action goes on in a later plan in force, and from which it came. */
export async function otherReferences(db: Kysely<DB>, actionId: string, { drafts = false } = {}): Promise<{ became: OtherReference[]; came_from: OtherReference[] }> {
  const along = (here: "from_action_id" | "to_action_id", there: "from_action_id" | "to_action_id") =>
    db
      .selectFrom("action_crosswalk as link")
      .innerJoin("action", "action.id", `link.${there}`)
      .innerJoin("plan", "plan.id", "action.plan_id")
      .select(["plan.code as plan", "plan.title as plan_title", "action.scheme", "action.ref", "action.title", "link.dated_on", "link.note"])
      .where(`link.${here}`, "=", actionId)
      .$if(!drafts, (query) => query.where("plan.state", "=", "in-force"))
      .orderBy("link.dated_on")
      .orderBy("action.sort_order")
      .execute();
  return { became: await along("from_action_id", "to_action_id"), came_from: await along("to_action_id", "from_action_id") };
}

/**
 * Keeps how one document words a priority or an outcome.
 * @throws NotFound; NotAllowed; Invalid for a label that is taken
 */
export async function addWording(context: Context, planCode: string, input: WordingInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const plan = await getPlan(tx.db, planCode, { drafts: true });
    permit(may.editAction(tx.actor));
    const [kind, number] = input.subject.split("/") as ["priority" | "outcome", string];
    const subject = await tx.db.selectFrom(kind).select("id").where("plan_id", "=", plan.id).where("number", "=", Number(number)).executeTakeFirst();
    if (!subject) throw new Invalid({ subject: "Choose a priority or an outcome of this plan" });
    const { label, document, wording } = input;
    try {
      await tx.db
        .insertInto("wording")
        .values({ id: newId(), priority_id: kind === "priority" ? subject.id : null, outcome_id: kind === "outcome" ? subject.id : null, label, document, wording, recorded_by: tx.actor.kind === "person" ? tx.actor.id : null })
        .execute();
    } catch (error) {
      if (!/^wording_of_(priority|outcome)_once$/.test(refusedConstraint(error) ?? "")) throw error;
      throw new Invalid({ label: "This document's wording is kept already: choose another label" });
    }
    await publicPagesChanged(tx);
    await record(tx, "wording.added", { type: "plan", id: plan.id }, { subject: input.subject, label });
  });
}

export interface Wording {
  label: string;
  document: string;
  wording: string;
}
/** How documents word a priority, by label. */
export const wordingsOfPriority = (db: Kysely<DB>, priorityId: string): Promise<Wording[]> =>
  db.selectFrom("wording").select(["label", "document", "wording"]).where("priority_id", "=", priorityId).orderBy("label").execute();

/** Every kept wording of a plan's priorities and outcomes. */
export async function listWordings(db: Kysely<DB>, planId: string) {
  return db
    .selectFrom("wording")
    .leftJoin("priority", "priority.id", "wording.priority_id")
    .leftJoin("outcome", "outcome.id", "wording.outcome_id")
    .select(["wording.label", "wording.document", "wording.wording", "priority.number as priority", "outcome.number as outcome"])
    .where(({ or, eb }) => or([eb("priority.plan_id", "=", planId), eb("outcome.plan_id", "=", planId)]))
    .orderBy("priority.number")
    .orderBy("outcome.number")
    .orderBy("wording.label")
    .execute();
}

/** Every link of the crosswalk into or out of a plan. */
export async function listCrosswalk(db: Kysely<DB>, planId: string) {
  return db
    .selectFrom("action_crosswalk as link")
    .innerJoin("action as earlier", "earlier.id", "link.from_action_id")
    .innerJoin("action as later", "later.id", "link.to_action_id")
    .innerJoin("plan", "plan.id", "later.plan_id")
    .select(["link.from_action_id", "link.to_action_id", "earlier.ref as from_ref", "later.ref as to_ref", "later.scheme", "plan.code as to_plan", "link.dated_on", "link.note"])
    .where(({ or, eb }) => or([eb("earlier.plan_id", "=", planId), eb("later.plan_id", "=", planId)]))
    .orderBy("earlier.sort_order")
    .orderBy("later.sort_order")
    .execute();
}
