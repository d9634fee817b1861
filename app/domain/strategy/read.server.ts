/** Questions asked about a plan: its priorities, actions, outcomes, what was reported under each, and the Partnership's aims. */
import { createHash } from "node:crypto";
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { NotFound } from "../kernel/errors.ts";
import { defaultPlan } from "./model.ts";

/** The plan in force by its code; a draft only where it is asked for, by pages of officials. Throws NotFound. */
export async function getPlan(db: Kysely<DB>, code = defaultPlan, { drafts = false } = {}) {
  const plan = await db.selectFrom("plan").select(["id", "code", "title", "published_on", "note", "state"]).where("code", "=", code).executeTakeFirst();
  if (!plan || (plan.state === "draft" && !drafts)) throw new NotFound(`There is no plan called ${code}`);
  return plan;
}

/** The plan's priorities in their order, with how many actions are known and how many items are reported under each. */
export async function listPriorities(db: Kysely<DB>, planId: string) {
  return db
    .selectFrom("priority")
    .select(["id", "number", "title", "official_wording", "wording_status"])
    .select([
      sql<number>`(select count(*) from action where action.priority_id = priority.id and action.scheme = 'strategic')`.as("actions"),
      sql<number>`(select count(distinct link.item_id) from reported_item_action link join action on action.id = link.action_id where action.priority_id = priority.id)`.as("items"),
    ])
    .where("plan_id", "=", planId)
    .orderBy("number")
    .execute();
}

const actionColumns = ["action.id", "action.plan_id", "action.ref", "action.scheme", "action.title", "action.title_basis", "action.official_wording", "action.note"] as const;

/** A priority with its outcomes and its actions. Throws NotFound. */
export async function getPriority(db: Kysely<DB>, planId: string, number: number) {
  const priority = await db
    .selectFrom("priority")
    .select(["id", "number", "title", "official_wording", "wording_status", "note"])
    .where("plan_id", "=", planId)
    .where("number", "=", Number.isSafeInteger(number) && number < 1_000 ? number : -1)
    .executeTakeFirst();
  if (!priority) throw new NotFound();
  const outcomes = await db
    .selectFrom("priority_outcome")
    .innerJoin("outcome", "outcome.id", "priority_outcome.outcome_id")
    .select(["outcome.number", "outcome.title", "outcome.official_wording"])
    .where("priority_outcome.priority_id", "=", priority.id)
    .orderBy("outcome.number")
    .execute();
  const actions = await db
    .selectFrom("action")
    .select(actionColumns)
    .select(sql<number>`(select count(*) from reported_item_action link where link.action_id = action.id)`.as("items"))
    .where("action.priority_id", "=", priority.id)
    .where("action.scheme", "=", "strategic")
    .orderBy("action.sort_order")
    .execute();
  return { ...priority, outcomes, actions };
}

export interface ReportedItem {
  id: string;
  line: number;
  programme: string;
  summary: string;
  milestone: string;
  /** The source gave this item no reference of its own: it follows from the item beside it. */
  inherited: boolean;
  /** The other actions under which the same item is cited. */
  shared_with: string[];
  source: { title: string; ref: string };
}

/** A strategic action by its reference. Throws NotFound. */
export async function getAction(db: Kysely<DB>, planId: string, ref: string) {
  const action = await db
    .selectFrom("action")
    .leftJoin("priority", "priority.id", "action.priority_id")
    .select(actionColumns)
    .select(["priority.number as priority_number", "priority.title as priority_title"])
    .where("action.plan_id", "=", planId)
    .where("action.scheme", "=", "strategic")
    .where("action.ref", "=", ref)
    .executeTakeFirst();
  if (!action) throw new NotFound(`The plan has no action that is known here as ${ref}`);
  return { ...action, seen: wordingSeen(action) };
}

/** A short mark of an action's words as they stand: a form carries it, so that a change in between is noticed. */
export const wordingSeen = (action: { title: string; title_basis: string; official_wording: string | null }): string =>
  createHash("sha256").update(JSON.stringify([action.title, action.title_basis, action.official_wording])).digest("base64url").slice(0, 22);

/** Everything that was reported against an action in words, in the order of its source. */
export async function listItems(db: Kysely<DB>, actionId: string): Promise<ReportedItem[]> {
  const items = await db
    .selectFrom("reported_item_action as link")
    .innerJoin("reported_item as item", "item.id", "link.item_id")
    .innerJoin("source", "source.id", "item.source_id")
    .select(["item.id", "item.line", "item.programme", "item.summary", "item.milestone", "link.inherited"])
    .select(["source.title as source_title", "source.reference as source_ref"])
    .where("link.action_id", "=", actionId)
    .orderBy("source.title")
    .orderBy("item.line")
    .execute();
  if (items.length === 0) return [];
  const others = await db
    .selectFrom("reported_item_action as link")
    .innerJoin("action", "action.id", "link.action_id")
    .select(["link.item_id", "action.ref"])
    .where("link.item_id", "in", items.map((item) => item.id))
    .where("link.action_id", "<>", actionId)
    .orderBy("action.sort_order")
    .execute();
  return items.map(({ source_title, source_ref, ...item }) => ({
    ...item,
    shared_with: others.filter((other) => other.item_id === item.id).map((other) => other.ref),
    source: { title: source_title, ref: source_ref },
  }));
}

/** The funds that an action links to, with why. */
export async function listFundsOfAction(db: Kysely<DB>, actionId: string) {
  return db
    .selectFrom("fund_action")
    .innerJoin("fund", "fund.id", "fund_action.fund_id")
    .select(["fund.id", "fund.code", "fund.title", "fund_action.note"])
    .where("fund_action.action_id", "=", actionId)
    .orderBy("fund.position")
    .execute();
}

export async function listOutcomes(db: Kysely<DB>, planId: string) {
  return db.selectFrom("outcome").select(["number", "title", "official_wording"]).where("plan_id", "=", planId).orderBy("number").execute();
}

/** The Partnership's aims in their order, each with the priorities and outcomes of the plan that the crosswalk leads to. */
export async function listAims(db: Kysely<DB>, planId: string) {
  const aims = await db.selectFrom("aim").select(["id", "number", "title", "description"]).orderBy("number").execute();
  const priorities = await db
    .selectFrom("aim_crosswalk as link")
    .innerJoin("priority", "priority.id", "link.priority_id")
    .select(["link.aim_id", "priority.id", "priority.number", "priority.title", "link.note"])
    .where("priority.plan_id", "=", planId)
    .orderBy("priority.number")
    .execute();
  const outcomes = await db
    .selectFrom("aim_crosswalk as link")
    .innerJoin("outcome", "outcome.id", "link.outcome_id")
    .select(["link.aim_id", "outcome.number", "outcome.title", "link.note"])
    .where("outcome.plan_id", "=", planId)
    .orderBy("outcome.number")
    .execute();
  return aims.map(({ id, ...aim }) => {
    const toPriorities = priorities.filter((link) => link.aim_id === id);
    const toOutcomes = outcomes.filter((link) => link.aim_id === id);
    return {
      ...aim,
      priorities: toPriorities.map((link) => ({ id: link.id, number: link.number, title: link.title })),
      outcomes: toOutcomes.map((link) => ({ number: link.number, title: link.title })),
      note: [...toPriorities, ...toOutcomes].find((link) => link.note !== "")?.note ?? "",
    };
  });
}
export type Aim = Awaited<ReturnType<typeof listAims>>[number];
