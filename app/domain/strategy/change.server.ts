/** What an official changes of the Strategy's pages: an action's wording, and where the Partnership's aims meet the plan. */
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound } from "../kernel/errors.ts";
import type { ActionWording, Crosswalk } from "./model.ts";
import { may } from "./policy.ts";
import { getPlan, wordingSeen } from "./read.server.ts";

/**
 * Enters the title and the official wording of a strategic action.
 * @throws NotFound, NotAllowed; Conflict with what stands now when another person changed it since the page was drawn
 */
export async function editActionWording(context: Context, planCode: string, ref: string, input: ActionWording): Promise<void> {
  await inTransaction(context, async (tx) => {
    const plan = await getPlan(tx.db, planCode);
    const action = await tx.db
      .selectFrom("action")
      .select(["id", "title", "title_basis", "official_wording"])
      .where("plan_id", "=", plan.id)
      .where("scheme", "=", "strategic")
      .where("ref", "=", ref)
      .forUpdate()
      .executeTakeFirst();
    if (!action) throw new NotFound();
    permit(may.editAction(tx.actor));
    const { seen, official_wording, ...words } = input;
    const next = { ...words, official_wording: official_wording === "" ? null : official_wording };
    const changed = (["title", "title_basis", "official_wording"] as const).filter((field) => next[field] !== action[field]);
    if (changed.length === 0) return;
    if (seen !== wordingSeen(action))
      throw new Conflict(`Somebody else changed the wording of action ${ref} after you opened the page. Nothing of yours was saved: go back, copy it, open the page again and decide which words stand.`, {
        title: action.title,
        official_wording: action.official_wording,
      });
    await tx.db.updateTable("action").set(next).where("id", "=", action.id).execute();
    await publicPagesChanged(tx);
    await record(tx, "action.worded", { type: "action", id: action.id }, { fields: changed });
  });
}

/**
 * Says to which priorities and outcomes of a plan an aim leads, in place of what was said before.
 * @throws Invalid for an aim, a priority or an outcome that is not there; NotAllowed
 */
export async function editCrosswalk(context: Context, planCode: string, input: Crosswalk): Promise<void> {
  await inTransaction(context, async (tx) => {
    const plan = await getPlan(tx.db, planCode);
    const aim = await tx.db.selectFrom("aim").select("id").where("number", "=", input.aim).forUpdate().executeTakeFirst();
    if (!aim) throw new Invalid({ aim: "Choose one of the six aims" });
    permit(may.editCrosswalk(tx.actor));
    const priorities = await tx.db.selectFrom("priority").select(["id", "number"]).where("plan_id", "=", plan.id).execute();
    const outcomes = await tx.db.selectFrom("outcome").select(["id", "number"]).where("plan_id", "=", plan.id).execute();
    const idsOf = (asked: readonly number[], known: readonly { id: string; number: number }[], field: string, noun: string) =>
      [...new Set(asked)].map((number) => {
        const found = known.find((one) => one.number === number);
        if (!found) throw new Invalid({ [field]: `The plan has no ${noun} ${number}` });
        return found.id;
      });
    const priorityIds = idsOf(input.priorities, priorities, "priorities", "priority");
    const outcomeIds = idsOf(input.outcomes, outcomes, "outcomes", "outcome");
    await tx.db
      .deleteFrom("aim_crosswalk")
      .where("aim_id", "=", aim.id)
      .where(({ or, eb }) =>
        or([
          eb("priority_id", "in", eb.selectFrom("priority").select("priority.id").where("priority.plan_id", "=", plan.id)),
          eb("outcome_id", "in", eb.selectFrom("outcome").select("outcome.id").where("outcome.plan_id", "=", plan.id)),
        ]),
      )
      .execute();
    const rows = [
      ...priorityIds.map((priority_id) => ({ aim_id: aim.id, priority_id, outcome_id: null, note: input.note })),
      ...outcomeIds.map((outcome_id) => ({ aim_id: aim.id, priority_id: null, outcome_id, note: input.note })),
    ];
    if (rows.length > 0) await tx.db.insertInto("aim_crosswalk").values(rows).execute();
    await record(tx, "aim.crosswalk-changed", { type: "aim", id: aim.id }, { plan: plan.code, priorities: [...new Set(input.priorities)], outcomes: [...new Set(input.outcomes)] });
  });
}
