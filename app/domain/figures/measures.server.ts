/** Measures and what has been observed of them: asserted by a source, or computed here from the register. */
import { sql, type Kysely } from "kysely";
import { jsonArrayFrom } from "kysely/helpers/postgres";
import type { DB } from "#db/types.ts";
import { awardCounts } from "./award-counts.server.ts";
import { readingOf } from "./computed.ts";
import { financialYearDays, type AwardCounts, type Breakdown } from "./model.ts";
import type { ResultType } from "./words.ts";

export interface Observation {
  id: string;
  value: number | null;
  value_to: number | null;
  qualifier: string | null;
  period: { from: string | null; to: string | null; stated: string | null };
  basis: string;
  /** A day for what a source asserts, an instant in UTC for what is computed here; null where the source gives none. */
  as_at: string | null;
  evidence_class: string;
  /** Of an official statistic: when it was released; null where that is not known here, and for everything else. */
  released_on: string | null;
  /** What was counted, where it is known; `value` is what is printed. */
  exact_value: number | null;
  /** Why a later figure stands in its place; null where it stands. */
  corrected: { reason: string } | null;
  origin: "asserted" | "computed";
  synthetic: boolean;
  /** The other actions under which the same figure is cited. */
  shared_with: string[];
  source: { title: string; ref: string };
}
export interface ObservationOnPage extends Observation {
  /** The line of the progress update that reports it, where it comes from one. */
  item_id: string | null;
  note: string;
  comparator: string | null;
  source_link: string;
  /** Publications that print another number. */
  differences: { value: number; note: string; source: string }[];
}
export interface MeasureWithObservations {
  id: string;
  title: string;
  unit: string;
  kind: string;
  result_type: ResultType | null;
  definition: string;
  population: string;
  geography: string;
  fund: { code: string; title: string } | null;
  observations: ObservationOnPage[];
}

const observationQuery = (db: Kysely<DB>) =>
  db
    .selectFrom("observation")
    .innerJoin("measure", "measure.id", "observation.measure_id")
    .innerJoin("source", "source.id", "observation.source_id")
    .leftJoin("observation as later", "later.replaces_id", "observation.id")
    .select(["later.correction_reason as corrected_because", "observation.exact_value", "observation.replaces_id"])
    .select((eb) =>
      jsonArrayFrom(
        eb
          .selectFrom("published_difference as other")
          .innerJoin("source as print", "print.id", "other.source_id")
          .select(["other.published_value as value", "other.note", "print.title as source"])
          .whereRef("other.observation_id", "=", "observation.id")
          .orderBy("other.recorded_at"),
      ).as("differences"),
    )
    .select(["observation.id", "observation.measure_id", "observation.item_id", "observation.value", "observation.value_to", "observation.qualifier"])
    .select(["observation.comparator", "observation.period_from", "observation.period_to", "observation.period_stated", "observation.basis", "observation.as_at"])
    .select(["observation.evidence_class", "observation.source_released_on", "observation.note", "observation.synthetic", "observation.source_ref"])
    .select(["source.title as source_title", "source.reference as source_link"])
    .orderBy("observation.source_ref")
    .orderBy("observation.recorded_at")
    .orderBy("observation.id");

type Row = Awaited<ReturnType<ReturnType<typeof observationQuery>["execute"]>>[number];

const asserted = (row: Row, sharedWith: string[]): ObservationOnPage => ({
  id: row.id,
  item_id: row.item_id,
  value: row.value,
  value_to: row.value_to,
  qualifier: row.qualifier,
  comparator: row.comparator,
  period: { from: row.period_from, to: row.period_to, stated: row.period_stated },
  basis: row.basis,
  as_at: row.as_at,
  evidence_class: row.evidence_class,
  released_on: row.source_released_on,
  exact_value: row.exact_value,
  corrected: row.corrected_because === null ? null : { reason: row.corrected_because },
  differences: row.differences,
  origin: "asserted",
  synthetic: row.synthetic,
  shared_with: sharedWith,
  note: row.note,
  source: { title: row.source_title, ref: row.source_ref },
  source_link: row.source_link,
});

const measureColumns = ["measure.id", "measure.code", "measure.title", "measure.unit", "measure.kind", "measure.result_type", "measure.definition", "measure.population", "measure.geography", "measure.computed_from", "measure.computed_code"] as const;

/**
 * The measures of an action with every figure reported against it, and the award counts computed here for the funds it links to.
 * Never counts of people from returns: those are `peopleFromReturns`.
 */
export async function observationsForAction(db: Kysely<DB>, actionId: string, now: Date): Promise<MeasureWithObservations[]> {
  const measures = await db
    .selectFrom("measure")
    .leftJoin("fund", "fund.id", "measure.fund_id")
    .select(measureColumns)
    .select(["fund.code as fund_code", "fund.title as fund_title"])
    .where(({ or, exists, selectFrom }) =>
      or([
        exists(
          selectFrom("observation_action as link")
            .innerJoin("observation", "observation.id", "link.observation_id")
            .select("link.action_id")
            .where("link.action_id", "=", actionId)
            .whereRef("observation.measure_id", "=", "measure.id"),
        ),
        exists(selectFrom("measure_action as link").select("link.action_id").where("link.action_id", "=", actionId).whereRef("link.measure_id", "=", "measure.id")),
      ]),
    )
    .orderBy("measure.position")
    .orderBy("measure.code")
    .execute();
  const rows = await observationQuery(db)
    .where("observation.id", "in", (eb) => eb.selectFrom("observation_action").select("observation_id").where("action_id", "=", actionId))
    .execute();
  const others = await otherActions(db, actionId, rows.map((row) => row.id));
  const computed = await computedObservations(db, measures, now);
  return measures
    .map(({ code, fund_code, fund_title, computed_from: _from, computed_code: _code, ...measure }) => ({
      ...measure,
      id: code,
      fund: fund_code !== null && fund_title !== null ? { code: fund_code, title: fund_title } : null,
      observations: [
        ...rows.filter((row) => row.measure_id === measure.id).map((row) => asserted(row, others.get(row.id) ?? [])),
        ...(computed.get(measure.id) ?? []),
      ],
    }))
    .filter((measure) => measure.observations.length > 0);
}

/** The figures about a plan as a whole, which no single action carries. */
export async function observationsForPlan(db: Kysely<DB>, planId: string): Promise<MeasureWithObservations[]> {
  const rows = await observationQuery(db)
    .where("observation.id", "in", (eb) => eb.selectFrom("observation_plan").select("observation_id").where("plan_id", "=", planId))
    .execute();
  if (rows.length === 0) return [];
  const measures = await db
    .selectFrom("measure")
    .select(measureColumns)
    .where("id", "in", rows.map((row) => row.measure_id))
    .orderBy("position")
    .orderBy("code")
    .execute();
  return measures.map(({ code, computed_from: _from, computed_code: _code, ...measure }) => ({
    ...measure,
    id: code,
    fund: null,
    observations: rows.filter((row) => row.measure_id === measure.id).map((row) => asserted(row, [])),
  }));
}

/** By observation: the references of the other actions that cite it. */
async function otherActions(db: Kysely<DB>, actionId: string, observationIds: readonly string[]): Promise<Map<string, string[]>> {
  const others = new Map<string, string[]>();
  if (observationIds.length === 0) return others;
  const rows = await db
    .selectFrom("observation_action as link")
    .innerJoin("action", "action.id", "link.action_id")
    .select(["link.observation_id", "action.ref"])
    .where("link.observation_id", "in", [...observationIds])
    .where("link.action_id", "<>", actionId)
    .orderBy("action.sort_order")
    .execute();
  for (const row of rows) others.set(row.observation_id, [...(others.get(row.observation_id) ?? []), row.ref]);
  return others;
}

interface ComputedMeasure {
  id: string;
  code: string;
  computed_from: "award-counts" | "returns" | null;
  computed_code: string | null;
  fund_code: string | null;
  fund_title: string | null;
}

/** The award-count measures, one observation for each financial year in which the fund has made an award. */
async function computedObservations(db: Kysely<DB>, measures: readonly ComputedMeasure[], now: Date): Promise<Map<string, ObservationOnPage[]>> {
  const answers = new Map<string, Promise<AwardCounts>>();
  const ask = (fund: string, year: string, by: Breakdown): Promise<AwardCounts> => {
    const key = `${fund} ${year} ${by}`;
    const answer = answers.get(key) ?? awardCounts(db, { fund, ...financialYearDays(year), by }, now);
    answers.set(key, answer);
    return answer;
  };
  const found = new Map<string, ObservationOnPage[]>();
  for (const measure of measures) {
    if (measure.computed_from !== "award-counts" || measure.fund_code === null) continue;
    const what = readingOf(measure.computed_code);
    const observations: ObservationOnPage[] = [];
    for (const year of await yearsWithAwards(db, measure.fund_code)) {
      const answer = await ask(measure.fund_code, year, what.by);
      observations.push(computedFrom(measure, year, answer, what.read(answer)));
    }
    found.set(measure.id, observations);
  }
  return found;
}

const computedFrom = (measure: ComputedMeasure, year: string, answer: AwardCounts, value: number | null): ObservationOnPage => ({
  id: `${measure.code}-${year}`,
  item_id: null,
  value,
  value_to: null,
  qualifier: null,
  comparator: "eq",
  period: { ...answer.period, stated: null },
  basis: "awarded-on",
  as_at: answer.as_at,
  evidence_class: "A",
  released_on: null,
  exact_value: value,
  corrected: null,
  differences: [],
  origin: "computed",
  synthetic: answer.synthetic,
  shared_with: [],
  note: answer.note,
  source: { title: "Lade: the register of released awards as it stands", ref: measure.fund_code ?? "" },
  source_link: "",
});

/** The financial years in which a fund has made an award that stands, oldest first. */
export async function yearsWithAwards(db: Kysely<DB>, fundCode: string): Promise<string[]> {
  const rows = await db
    .selectFrom("award_month_count")
    .innerJoin("fund", "fund.id", "award_month_count.fund_id")
    .select(sql<string>`to_char(month - interval '3 months', 'YYYY')`.as("begins"))
    .distinct()
    .where("fund.code", "=", fundCode)
    .where("list_code", "=", "all")
    .where("awards", ">", 0)
    .orderBy("begins")
    .execute();
  return rows.map(({ begins }) => `${begins}-${String((Number(begins) + 1) % 100).padStart(2, "0")}`);
}

/** Every figure of one measure, in order; those that are computed first asked of the register. Never counts of people from returns. */
export async function observationsOfMeasure(db: Kysely<DB>, code: string, now: Date): Promise<ObservationOnPage[]> {
  const measure = await db
    .selectFrom("measure")
    .leftJoin("fund", "fund.id", "measure.fund_id")
    .select(measureColumns)
    .select(["fund.code as fund_code", "fund.title as fund_title"])
    .where("measure.code", "=", code)
    .executeTakeFirst();
  if (!measure) return [];
  const rows = await observationQuery(db).where("observation.measure_id", "=", measure.id).execute();
  return [...rows.map((row) => asserted(row, [])), ...((await computedObservations(db, [measure], now)).get(measure.id) ?? [])];
}

/** How many figures stand under each action of a plan, by the action's key; and how many under each priority, each once. */
export async function countFigures(db: Kysely<DB>, planId: string): Promise<{ byAction: Map<string, number>; byPriority: Map<string, number> }> {
  const counted = db
    .selectFrom("observation_action as link")
    .innerJoin("action", "action.id", "link.action_id")
    .where("action.plan_id", "=", planId)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom("observation as later").select("later.id").whereRef("later.replaces_id", "=", "link.observation_id"))));
  const byAction = await counted.select(["action.id", sql<number>`count(*)`.as("figures")]).groupBy("action.id").execute();
  const byPriority = await counted
    .where("action.priority_id", "is not", null)
    .select([sql<string>`action.priority_id`.as("id"), sql<number>`count(distinct link.observation_id)`.as("figures")])
    .groupBy("action.priority_id")
    .execute();
  return {
    byAction: new Map(byAction.map((row) => [row.id, row.figures])),
    byPriority: new Map(byPriority.map((row) => [row.id, row.figures])),
  };
}
