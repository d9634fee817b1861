/** Measures: their definitions, written once, and what they are linked to. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { slugOf } from "../kernel/slug.ts";
import { getPlan } from "../strategy/read.server.ts";
import { computedReadings, type MeasureGaps, type MeasureInput } from "./define-model.ts";
import { isTaggedList } from "./model.ts";
import { splitReferences } from "./observation-model.ts";
import { may } from "./policy.ts";

/**
 * Defines a measure and links it to actions and outcomes of the plan.
 * @returns its code
 * @throws NotAllowed; Invalid with messages by field
 */
export async function defineMeasure(context: Context, planCode: string, input: MeasureInput): Promise<string> {
  return inTransaction(context, async (tx) => {
    permit(may.defineMeasure(tx.actor));
    const fund_id = await fundOf(tx, input);
    if (input.origin === "award-counts") await known(tx, input.computed_code);
    const id = newId();
    const code = `${slugOf(input.title) || "measure"}-${id.slice(-6)}`;
    const { title, unit, kind, result_type, definition, population, geography, period_basis } = input;
    const computed = input.origin === "asserted" ? { computed_from: null, computed_code: null } : { computed_from: input.origin, computed_code: input.origin === "returns" ? "people" : input.computed_code };
    await tx.db
      .insertInto("measure")
      .values({ id, code, title, unit, kind, result_type, definition, population, geography, period_basis, fund_id, ...computed, position: 1_000, defined_by: tx.actor.kind === "person" ? tx.actor.id : null, defined_at: tx.now })
      .execute();
    await link(tx, planCode, id, input);
    await publicPagesChanged(tx);
    await record(tx, "measure.defined", { type: "measure", id }, { measure: code });
    return code;
  });
}

const gapFields = ["definition", "population", "geography", "period_basis"] as const;

/**
 * Fills in what a definition leaves open, and sets its links anew. What is written stays: figures were recorded under it.
 * @throws NotFound; NotAllowed; WrongState where a word that stands would be changed
 */
export async function completeMeasure(context: Context, planCode: string, code: string, input: MeasureGaps): Promise<void> {
  await inTransaction(context, async (tx) => {
    const measure = await tx.db.selectFrom("measure").select(["id", "result_type", ...gapFields]).where("code", "=", code).forUpdate().executeTakeFirst();
    if (!measure) throw new NotFound();
    permit(may.defineMeasure(tx.actor));
    const filled = gapFields.filter((field) => input[field] !== "" && input[field] !== measure[field]);
    const changed = filled.filter((field) => measure[field] !== "");
    const retyped = input.result_type !== undefined && input.result_type !== measure.result_type;
    if (changed.length > 0 || (retyped && measure.result_type !== null))
      throw new WrongState("What this measure counts is written down and figures rest on it. Define a new measure for what counts differently, and leave this one as it is.");
    const values = { ...Object.fromEntries(filled.map((field) => [field, input[field]])), ...(retyped && { result_type: input.result_type }) };
    if (Object.keys(values).length > 0) await tx.db.updateTable("measure").set(values).where("id", "=", measure.id).execute();
    await link(tx, planCode, measure.id, input);
    await publicPagesChanged(tx);
    await record(tx, "measure.completed", { type: "measure", id: measure.id }, { fields: [...filled, ...(retyped ? ["result_type"] : [])] });
  });
}

async function fundOf(tx: TransactionContext, { origin, fund }: MeasureInput): Promise<string | null> {
  if (origin === "asserted" && fund === "") return null;
  const found = await tx.db.selectFrom("fund").select("id").where("code", "=", fund).executeTakeFirst();
  if (!found) throw new Invalid({ fund: "Choose a fund from the list" });
  return found.id;
}

/** A code that nobody counts would be nought for ever, and look like a figure. */
async function known(tx: TransactionContext, computedCode: string): Promise<void> {
  if (Object.hasOwn(computedReadings, computedCode)) return;
  const [list = "", code = ""] = computedCode.split("/", 2);
  const found = isTaggedList(list) ? await tx.db.selectFrom("code_item").select("code").where("list_code", "=", list).where("code", "=", code).executeTakeFirst() : undefined;
  if (!found) throw new Invalid({ computed_code: "Choose what is counted from the list" });
}

/** The measure's actions and outcomes of the plan become those named; those of other plans stay. */
async function link(tx: TransactionContext, planCode: string, measureId: string, { actions, outcomes }: { actions: string; outcomes: readonly number[] }): Promise<void> {
  const plan = await getPlan(tx.db, planCode);
  const refs = splitReferences(actions);
  const found = await tx.db.selectFrom("action").select(["id", "ref"]).where("plan_id", "=", plan.id).where("scheme", "=", "strategic").where("ref", "in", [...refs, ""]).execute();
  const unknown = refs.filter((ref) => !found.some((action) => action.ref === ref));
  if (unknown.length > 0) throw new Invalid({ actions: `The plan has no action that is known here as ${unknown.join(", ")}` });
  const ends = await tx.db.selectFrom("outcome").select(["id", "number"]).where("plan_id", "=", plan.id).where("number", "in", [...outcomes, -1]).execute();
  const missing = outcomes.filter((number) => !ends.some((outcome) => outcome.number === number));
  if (missing.length > 0) throw new Invalid({ outcomes: `The plan has no outcome ${missing.join(", ")}` });
  await tx.db.deleteFrom("measure_action").where("measure_id", "=", measureId).where("action_id", "in", (eb) => eb.selectFrom("action").select("id").where("plan_id", "=", plan.id)).execute();
  await tx.db.deleteFrom("measure_outcome").where("measure_id", "=", measureId).where("outcome_id", "in", (eb) => eb.selectFrom("outcome").select("id").where("plan_id", "=", plan.id)).execute();
  if (found.length > 0) await tx.db.insertInto("measure_action").values(found.map(({ id }) => ({ measure_id: measureId, action_id: id }))).execute();
  if (ends.length > 0) await tx.db.insertInto("measure_outcome").values(ends.map(({ id }) => ({ measure_id: measureId, outcome_id: id }))).execute();
}

/** Every measure in order, with how many figures stand under it. */
export async function listMeasures(db: Kysely<DB>) {
  return db
    .selectFrom("measure")
    .leftJoin("fund", "fund.id", "measure.fund_id")
    .select(["measure.code", "measure.title", "measure.unit", "measure.result_type", "measure.computed_from", "fund.short_title as fund"])
    .select((eb) =>
      eb
        .selectFrom("observation")
        .leftJoin("observation as later", "later.replaces_id", "observation.id")
        .select((one) => one.fn.countAll<number>().as("figures"))
        .whereRef("observation.measure_id", "=", "measure.id")
        .where("later.id", "is", null)
        .as("figures"),
    )
    .orderBy("measure.position")
    .orderBy("measure.title")
    .execute();
}

/** A measure with its definition and its links in a plan. Throws NotFound. */
export async function getMeasure(db: Kysely<DB>, planId: string, code: string) {
  const measure = await db
    .selectFrom("measure")
    .leftJoin("fund", "fund.id", "measure.fund_id")
    .leftJoin("person", "person.id", "measure.defined_by")
    .select(["measure.id", "measure.code", "measure.title", "measure.unit", "measure.kind", "measure.result_type", "measure.definition", "measure.population", "measure.geography"])
    .select(["measure.period_basis", "measure.computed_from", "measure.computed_code", "measure.defined_at", "fund.title as fund", "person.name as defined_by"])
    .where("measure.code", "=", code)
    .executeTakeFirst();
  if (!measure) throw new NotFound();
  const actions = await db
    .selectFrom("measure_action as link")
    .innerJoin("action", "action.id", "link.action_id")
    .select(["action.ref", "action.title"])
    .where("link.measure_id", "=", measure.id)
    .where("action.plan_id", "=", planId)
    .where("action.scheme", "=", "strategic")
    .orderBy("action.sort_order")
    .execute();
  const outcomes = await db
    .selectFrom("measure_outcome as link")
    .innerJoin("outcome", "outcome.id", "link.outcome_id")
    .select(["outcome.number", "outcome.title"])
    .where("link.measure_id", "=", measure.id)
    .where("outcome.plan_id", "=", planId)
    .orderBy("outcome.number")
    .execute();
  return { ...measure, actions, outcomes };
}

/** A plan's outcomes, each with the population metrics that are linked to it here: an outcome without one says so. */
export async function outcomesWithMetrics(db: Kysely<DB>, planId: string) {
  const rows = await db
    .selectFrom("outcome")
    .leftJoin("measure_outcome as link", "link.outcome_id", "outcome.id")
    .leftJoin("measure", (join) => join.onRef("measure.id", "=", "link.measure_id").on("measure.result_type", "=", "population-metric"))
    .select(["outcome.number", "outcome.title", "measure.code", "measure.title as measure"])
    .where("outcome.plan_id", "=", planId)
    .orderBy("outcome.number")
    .orderBy("measure.title")
    .execute();
  const numbers = [...new Set(rows.map((row) => row.number))];
  return numbers.map((number) => {
    const own = rows.filter((row) => row.number === number);
    return { number, title: own[0]!.title, metrics: own.flatMap(({ code, measure }) => (code === null || measure === null ? [] : [{ code, title: measure }])) };
  });
}
