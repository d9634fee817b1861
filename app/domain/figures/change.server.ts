/** Recording what was reported: the only code that writes observations and the sources they name. */
import { sql } from "kysely";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, refusedConstraint } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { slugOf } from "../kernel/slug.ts";
import { londonDay } from "../kernel/time.ts";
import { getAction, getPlan } from "../strategy/read.server.ts";
import { another, splitReferences, type DifferenceInput, type ObservationInput } from "./observation-model.ts";
import { may } from "./policy.ts";
import { qualifiers } from "./words.ts";

/**
 * Records one figure under an action and, where it is cited under more, under those too. Recording the same form twice records once.
 * @returns the observation's key
 * @throws NotFound for an action the plan does not have; NotAllowed; Invalid with messages by field
 */
export async function recordObservation(context: Context, planCode: string, ref: string, input: ObservationInput): Promise<string> {
  return inTransaction(context, async (tx) => {
    permit(may.recordObservation(tx.actor));
    const plan = await getPlan(tx.db, planCode);
    const action = await getAction(tx.db, plan.id, ref);
    const others = await otherActionIds(tx, plan.id, action.id, input.other_actions);
    hasCome(tx, input);
    const measure = await measureFor(tx, action.id, input);
    const source_id = await sourceFor(tx, input);
    const recorded = await tx.db
      .insertInto("observation")
      .values({ ...written(tx, input), measure_id: measure.id, source_id })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!recorded) return input.id;
    await tx.db
      .insertInto("observation_action")
      .values([action.id, ...others].map((action_id) => ({ observation_id: input.id, action_id })))
      .execute();
    await publicPagesChanged(tx);
    await record(tx, "observation.recorded", { type: "observation", id: input.id }, { measure: measure.code, actions: [action.id, ...others], source: source_id });
    return input.id;
  });
}

/**
 * Corrects a figure: the new one is added with its reason, under the same actions, and the old one stays beside it, marked.
 * @returns the new observation's key
 * @throws NotFound; NotAllowed; Conflict where another correction came first; Invalid with messages by field
 */
export async function correctObservation(context: Context, id: string, input: ObservationInput, reason: string): Promise<string> {
  return inTransaction(context, async (tx) => {
    const old = await tx.db
      .selectFrom("observation")
      .innerJoin("measure", "measure.id", "observation.measure_id")
      .select(["observation.id", "observation.measure_id", "observation.item_id", "observation.synthetic", "measure.code"])
      .where("observation.id", "=", id)
      .executeTakeFirst();
    if (!old) throw new NotFound();
    permit(may.recordObservation(tx.actor));
    hasCome(tx, input);
    const source_id = await sourceFor(tx, input);
    try {
      const recorded = await tx.db
        .insertInto("observation")
        .values({ ...written(tx, input), measure_id: old.measure_id, item_id: old.item_id, source_id, synthetic: old.synthetic, replaces_id: old.id, correction_reason: reason })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .returning("id")
        .executeTakeFirst();
      if (!recorded) return input.id;
    } catch (error) {
      if (refusedConstraint(error) !== "observation_replaced_once") throw error;
      throw new Conflict("This figure has been corrected already. Open the figure that stands now, and correct that one if it is wrong.");
    }
    for (const link of ["observation_action", "observation_plan"] as const)
      await sql`insert into ${sql.table(link)} select ${input.id}::uuid, ${sql.ref(link === "observation_action" ? "action_id" : "plan_id")} from ${sql.table(link)} where observation_id = ${old.id}`.execute(tx.db);
    await publicPagesChanged(tx);
    await record(tx, "observation.corrected", { type: "observation", id: input.id }, { measure: old.code, replaces: old.id, source: source_id });
    return input.id;
  });
}

/**
 * Records that a publication prints another number than the figure held here. Both stay.
 * @throws NotFound for a figure that is not there; NotAllowed; Invalid for an unknown source or the same number
 */
export async function recordDifference(context: Context, observationId: string, input: DifferenceInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const found = await tx.db.selectFrom("observation").select(["id", "value", "exact_value", "synthetic"]).where("id", "=", observationId).executeTakeFirst();
    if (!found) throw new NotFound();
    permit(may.recordObservation(tx.actor));
    if (input.published_value === null || input.published_value === (found.exact_value ?? found.value)) throw new Invalid({ published_value: "This is the number that is held here: enter the one that differs" });
    const source = await tx.db.selectFrom("source").select("id").where("code", "=", input.source).executeTakeFirst();
    if (!source) throw new Invalid({ source: "Choose the source from the list" });
    const recorded_by = tx.actor.kind === "person" ? tx.actor.id : null;
    const { published_value, source_ref, note } = input;
    await tx.db.insertInto("published_difference").values({ id: newId(), observation_id: found.id, source_id: source.id, source_ref, published_value, note, recorded_by, synthetic: found.synthetic }).execute();
    await publicPagesChanged(tx);
    await record(tx, "observation.differs", { type: "observation", id: found.id }, { source: source.id });
  });
}

function hasCome(tx: TransactionContext, { as_at, released_on }: ObservationInput): void {
  const today = londonDay(tx.now);
  if (released_on !== null && released_on > today) throw new Invalid({ released_on: "This statistic has not been released yet: nothing of it is held here before" });
  if (as_at !== null && as_at > today) throw new Invalid({ as_at: "This day has not come yet: enter the day on which the figure was true" });
}

/** What a form says of a figure, as columns. */
const written = (tx: TransactionContext, input: ObservationInput) => ({
  id: input.id,
  source_ref: input.source_ref,
  value: input.value,
  value_to: input.value_to,
  exact_value: input.exact_value,
  rounded_to: input.rounded_to,
  qualifier: input.qualifier === "" ? null : input.qualifier,
  comparator: input.value_to === null ? qualifiers[input.qualifier].comparator : ("range" as const),
  period_from: input.period_from,
  period_to: input.period_to,
  basis: input.basis,
  as_at: input.as_at,
  evidence_class: input.evidence_class,
  source_released_on: input.released_on,
  note: input.note,
  recorded_by: tx.actor.kind === "person" ? tx.actor.id : null,
  synthetic: tx.synthetic,
});

async function otherActionIds(tx: TransactionContext, planId: string, actionId: string, typed: string): Promise<string[]> {
  const refs = splitReferences(typed);
  if (refs.length === 0) return [];
  const known = await tx.db.selectFrom("action").select(["id", "ref"]).where("plan_id", "=", planId).where("scheme", "=", "strategic").where("ref", "in", refs).execute();
  const unknown = refs.filter((ref) => !known.some((action) => action.ref === ref));
  if (unknown.length > 0) throw new Invalid({ other_actions: `The plan has no action that is known here as ${unknown.join(", ")}` });
  return known.map((action) => action.id).filter((id) => id !== actionId);
}

/** The measure that was chosen, or the one that was described: linked to the action, so that the next figure finds it there. */
async function measureFor(tx: TransactionContext, actionId: string, input: ObservationInput): Promise<{ id: string; code: string }> {
  if (input.measure !== another) {
    const found = await tx.db.selectFrom("measure").select(["id", "code", "computed_from"]).where("code", "=", input.measure).executeTakeFirst();
    if (!found) throw new Invalid({ measure: "Choose what is counted from the list" });
    if (found.computed_from !== null) throw new Invalid({ measure: "This one is computed from the register and can't be entered: choose another, or describe what your source counts" });
    return found;
  }
  const already = await tx.db.selectFrom("observation").innerJoin("measure", "measure.id", "observation.measure_id").select(["measure.id", "measure.code"]).where("observation.id", "=", input.id).executeTakeFirst();
  if (already) return already;
  const id = newId();
  const code = `${slugOf(input.measure_title) || "figure"}-${id.slice(-6)}`;
  await tx.db.insertInto("measure").values({ id, code, title: input.measure_title, unit: input.measure_unit, kind: input.measure_kind, position: 1_000 }).execute();
  await tx.db.insertInto("measure_action").values({ measure_id: id, action_id: actionId }).execute();
  return { id, code };
}

async function sourceFor(tx: TransactionContext, input: ObservationInput): Promise<string> {
  if (input.source !== another) {
    const found = await tx.db.selectFrom("source").select("id").where("code", "=", input.source).executeTakeFirst();
    if (!found) throw new Invalid({ source: "Choose the source from the list" });
    return found.id;
  }
  const already = await tx.db.selectFrom("observation").select("source_id").where("id", "=", input.id).executeTakeFirst();
  if (already) return already.source_id;
  const id = newId();
  await tx.db.insertInto("source").values({ id, code: `${slugOf(input.source_title) || "source"}-${id.slice(-6)}`, title: input.source_title, reference: input.source_reference }).execute();
  return id;
}
