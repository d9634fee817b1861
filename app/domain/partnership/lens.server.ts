/** The Strategy's progress through other eyes: the Partnership's six aims, and how each action helps. Everything in it is public; nothing is computed twice. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { awardCounts, inSnapshot } from "../figures/award-counts.server.ts";
import { observationsForAction, type MeasureWithObservations } from "../figures/measures.server.ts";
import type { AwardCounts } from "../figures/model.ts";
import { NotFound } from "../kernel/errors.ts";
import { approachCodes, type Approach } from "../strategy/approach.ts";
import { standingReadings, type Reading } from "../strategy/approach.server.ts";
import type { Status } from "../strategy/status.ts";
import { issuedStatuses, type IssuedStatus } from "../strategy/status.server.ts";
import { getPlan, getPriority, listAims, listFundsOfAction, listItems, type ReportedItem } from "../strategy/read.server.ts";

/** How many things stand under an aim or an approach; a thing that is cited under two actions counts once. */
export interface Tally {
  actions: number;
  items: number;
  figures: number;
  /** Actions by the status that the last issued report gives. */
  statuses: Partial<Record<Status, number>>;
}

/** A fund's awards as they stand, with who has reported: what the figures counted here rest on. */
export interface FundCounts {
  fund: { code: string; title: string };
  total: AwardCounts["total"];
  completeness: AwardCounts["completeness"];
  as_at: string;
  synthetic: boolean;
}
async function fundCounts(db: Kysely<DB>, funds: readonly { code: string; title: string }[], now: Date): Promise<FundCounts[]> {
  const counts: FundCounts[] = [];
  for (const { code, title } of funds) {
    const { total, completeness, as_at, synthetic } = await awardCounts(db, { fund: code, by: "focus-group" }, now);
    counts.push({ fund: { code, title }, total, completeness, as_at, synthetic });
  }
  return counts;
}

/** By figure that is counted here: who had reported in its year. What a source asserts has no completeness but what the source says. */
export type Reporters = Record<string, { reported: number; expected: number; missing: string[] }>;

async function reportersOf(db: Kysely<DB>, measures: readonly MeasureWithObservations[], now: Date): Promise<Reporters> {
  const asked = new Map<string, Promise<AwardCounts>>();
  const found: Reporters = {};
  for (const measure of measures)
    for (const { id, origin, period } of measure.observations) {
      if (origin !== "computed" || !measure.fund || !period.from || !period.to) continue;
      const key = `${measure.fund.code} ${period.from} ${period.to}`;
      const answer = asked.get(key) ?? awardCounts(db, { fund: measure.fund.code, from: period.from, to: period.to, by: "focus-group" }, now);
      asked.set(key, answer);
      const { completeness } = await answer;
      found[id] = { reported: completeness.reported, expected: completeness.expected, missing: completeness.missing.map(({ title }) => title) };
    }
  return found;
}

interface ActionRow {
  id: string;
  ref: string;
  title: string;
  priority: number;
  figures: string[];
  items: string[];
}

/** Every strategic action with the keys of what is reported under it: once for the whole plan. */
async function actionRows(db: Kysely<DB>, planId: string): Promise<ActionRow[]> {
  const { rows } = await sql<ActionRow>`
    select a.id, a.ref, a.title, p.number as priority,
           coalesce((select json_agg(l.observation_id) from observation_action l
                      where l.action_id = a.id and not exists (select 1 from observation later where later.replaces_id = l.observation_id)), '[]'::json) as figures,
           coalesce((select json_agg(l.item_id) from reported_item_action l where l.action_id = a.id), '[]'::json) as items
      from action a join priority p on p.id = a.priority_id where a.plan_id = ${planId} and a.scheme = 'strategic' order by a.sort_order`.execute(db);
  return rows;
}

function tally(actions: readonly ActionRow[], issued: ReadonlyMap<string, IssuedStatus>): Tally {
  const statuses: Tally["statuses"] = {};
  for (const { id } of actions) {
    const status = issued.get(id)?.status;
    if (status) statuses[status] = (statuses[status] ?? 0) + 1;
  }
  const once = (keys: readonly string[]) => new Set(keys).size;
  return { actions: actions.length, items: once(actions.flatMap(({ items }) => items)), figures: once(actions.flatMap(({ figures }) => figures)), statuses };
}

/** The six aims with how much stands under each. */
export async function aimsOverview(db: Kysely<DB>, planCode?: string) {
  return inSnapshot(db, async (snapshot) => {
    const plan = await getPlan(snapshot, planCode);
    const [rows, issued] = [await actionRows(snapshot, plan.id), await issuedStatuses(snapshot, plan.id)];
    const aims = await listAims(snapshot, plan.id);
    return { plan, aims: aims.map((aim) => ({ ...aim, tally: tally(rows.filter(({ priority }) => aim.priorities.some(({ number }) => number === priority)), issued) })) };
  });
}

export interface ActionInLens {
  ref: string;
  title: string;
  priority: number;
  reading: Reading | null;
  status: IssuedStatus | null;
  items: ReportedItem[];
  measures: MeasureWithObservations[];
}

/** One aim: its priorities with their actions, everything reported and counted under each, and who has reported. Throws NotFound. */
export async function aimPage(db: Kysely<DB>, planCode: string | undefined, number: number, now: Date) {
  return inSnapshot(db, async (snapshot) => {
    const plan = await getPlan(snapshot, planCode);
    const aim = (await listAims(snapshot, plan.id)).find((one) => one.number === number);
    if (!aim) throw new NotFound();
    const [issued, readings] = [await issuedStatuses(snapshot, plan.id), await standingReadings(snapshot, plan.id)];
    const priorities = [];
    const funds = new Map<string, { code: string; title: string }>();
    for (const { number: of } of aim.priorities) {
      const priority = await getPriority(snapshot, plan.id, of);
      const actions: ActionInLens[] = [];
      for (const { id, ref, title } of priority.actions) {
        for (const fund of await listFundsOfAction(snapshot, id)) funds.set(fund.code, { code: fund.code, title: fund.title });
        actions.push({
          ref, title, priority: of, reading: readings.byAction.get(id) ?? null, status: issued.get(id) ?? null,
          items: await listItems(snapshot, id), measures: await observationsForAction(snapshot, id, now),
        });
      }
      priorities.push({ number: of, title: priority.title, actions });
    }
    const measures = priorities.flatMap(({ actions }) => actions.flatMap((action) => action.measures));
    return { plan, aim, priorities, counts: await fundCounts(snapshot, [...funds.values()], now), reporters: await reportersOf(snapshot, measures, now) };
  });
}

/** What stands under each approach; last, what has not been read yet. */
export async function approachesOverview(db: Kysely<DB>, planCode: string | undefined, now: Date) {
  return inSnapshot(db, async (snapshot) => {
    const plan = await getPlan(snapshot, planCode);
    const [rows, issued, { byAction }] = [await actionRows(snapshot, plan.id), await issuedStatuses(snapshot, plan.id), await standingReadings(snapshot, plan.id)];
    const { rows: focus } = await sql<{ number: number; title: string; focus: string[] }>`
      select p.number, p.title, coalesce((select json_agg(f.focus order by array_position(array['promote', 'prevent', 'provide'], f.focus)) from priority_focus f where f.priority_id = p.id), '[]'::json) as focus
        from priority p where p.plan_id = ${plan.id} order by p.number`.execute(snapshot);
    const parts = [];
    for (const code of [...approachCodes, null]) {
      const actions = rows.filter(({ id }) => (byAction.get(id)?.approach ?? null) === code);
      parts.push({ code, tally: tally(actions, issued), actions: actions.map(({ id, ref, title }) => ({ ref, title, reading: byAction.get(id) ?? null, status: issued.get(id)?.words ?? null })), money: await moneyOf(snapshot, actions, now) });
    }
    return { plan, parts, focus };
  });
}

/** Money reported under some actions, each sum as its source gives it, and the awards of their funds. Budget, commitment and award are never added. */
async function moneyOf(db: Kysely<DB>, actions: readonly ActionRow[], now: Date) {
  if (actions.length === 0) return { reported: [], awarded: [] };
  const ids = actions.map(({ id }) => id);
  const { rows } = await sql<{ id: string; title: string; unit: string; value: number; value_to: number | null; qualifier: string | null; period_from: string | null; period_to: string | null; period_stated: string | null; source: string; refs: string[] }>`
    select o.id, m.title, m.unit, o.value, o.value_to, o.qualifier, o.period_from, o.period_to, o.period_stated, s.title as source, json_agg(a.ref order by a.sort_order) as refs
      from observation o join measure m on m.id = o.measure_id join source s on s.id = o.source_id
      join observation_action l on l.observation_id = o.id join action a on a.id = l.action_id
     where m.unit ~ '^GBP' and l.action_id = any(${ids}::uuid[]) and not exists (select 1 from observation later where later.replaces_id = o.id)
     group by o.id, m.id, s.id order by min(a.sort_order), m.position`.execute(db);
  const funds = await db
    .selectFrom("fund_action as l")
    .innerJoin("fund", "fund.id", "l.fund_id")
    .innerJoin("action", "action.id", "l.action_id")
    .select(["fund.code", "fund.title"])
    .distinct()
    .where("l.action_id", "in", ids)
    .orderBy("fund.title")
    .execute();
  return { reported: rows, awarded: await fundCounts(db, funds, now) };
}

/** Everything reported under the actions of one approach; a measure that is read apart from its action comes and goes with its own reading. */
export async function approachPage(db: Kysely<DB>, planCode: string | undefined, approach: Approach, now: Date) {
  return inSnapshot(db, async (snapshot) => {
    const plan = await getPlan(snapshot, planCode);
    const [rows, issued, { byAction, byMeasure }] = [await actionRows(snapshot, plan.id), await issuedStatuses(snapshot, plan.id), await standingReadings(snapshot, plan.id)];
    const apart = new Map<string, Reading>();
    if (byMeasure.size > 0)
      for (const { id, code } of await snapshot.selectFrom("measure").select(["id", "code"]).where("id", "in", [...byMeasure.keys()]).execute()) apart.set(code, byMeasure.get(id)!);
    const actions: ActionInLens[] = [];
    for (const { id, ref, title, priority } of rows) {
      const reading = byAction.get(id) ?? null;
      const here = reading?.approach === approach;
      const all = here || [...apart.values()].some((one) => one.approach === approach) ? await observationsForAction(snapshot, id, now) : [];
      const measures = all.filter((measure) => (apart.has(measure.id) ? apart.get(measure.id)!.approach === approach : here));
      if (!here && measures.length === 0) continue;
      actions.push({ ref, title, priority, reading, status: issued.get(id) ?? null, items: here ? await listItems(snapshot, id) : [], measures });
    }
    return { plan, approach, actions, reporters: await reportersOf(snapshot, actions.flatMap(({ measures }) => measures), now) };
  });
}
