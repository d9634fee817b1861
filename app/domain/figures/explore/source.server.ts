/** Where the numbers of a measure come from, and what a dimension is of one record: all as SQL over a relation called `award`. */
import { sql, type RawBuilder } from "kysely";
import { all, applicationTags, awardTags, currentEdition, decileOfAward, ofRecord, placeAndTime, tagged, type Condition } from "../award-filter.server.ts";
import { monthsAsDays } from "../live-counts.server.ts";
import { isOfWholeMonths } from "../model.ts";
import { daysOf } from "../register-model.ts";
import { answeredFrom, factsOf, isList, noneRecorded, type Dimension, type ExploreCut, type Filters } from "./model.ts";

export interface Source {
  relation: RawBuilder<unknown>;
  where: Condition;
  value: RawBuilder<number | null>;
  /** What a group of records rests on. */
  base: RawBuilder<number>;
  /** Joins and the code for one dimension. `slot` keeps two of a kind apart. */
  piece: (dimension: Dimension, slot: "by" | "then") => Piece;
}
export interface Piece {
  join: RawBuilder<unknown>;
  code: RawBuilder<string | null>;
}

const nothing = sql``;
const counted = sql<number>`count(*)`;

/** The rows of the cut's measure inside its filters. Of `paid` there are none. */
export function sourceOf(cut: ExploreCut): Source {
  const { measure, filters } = cut;
  const { of } = factsOf(measure);
  if (of === "applications") return { relation: applications, where: inside(filters, applicationTags), value: counted, base: counted, piece: pieces(applicationTags) };
  if (of === "pots" || of === "rounds") return moneyOfRounds(of, filters);
  if (of === "returns") return returns(cut);
  if (answeredFrom(cut) === "rollup") return rollup(cut);
  const standing = of === "standing-awards" ? sql<boolean>`award.status in ('decided', 'released', 'accepted')` : sql<boolean>`award.counted`;
  return { relation: sql`award`, where: all([standing, inside(filters, awardTags)]), value: valueOfAwards[measure] ?? counted, base: counted, piece: pieces(awardTags) };
}

const valueOfAwards: Partial<Record<ExploreCut["measure"], RawBuilder<number | null>>> = {
  awarded: sql<number>`sum(amount_pence)::bigint`,
  committed: sql<number>`sum(amount_pence)::bigint`,
  organisations: sql<number>`count(distinct organisation_id)`,
  projects: sql<number>`count(distinct project_id)`,
};

const inside = (filters: Filters, tags: RawBuilder<unknown>): Condition => all([...placeAndTime(filters), ...tagged(filters, tags), ...ofRecord(filters)]);

/** Applications in the shape of awards: the day is that of receipt in London, the amount what was asked for. */
export const applications = sql`(
  select a.id, a.organisation_id, a.asked_pence as amount_pence, a.reach, a.project_standing, a.synthetic, p.round_id, p.area_code, r.fund_id,
         (a.received_at at time zone 'Europe/London')::date as awarded_on, null::uuid as tops_up_award_id
    from application a join pot p on p.id = a.pot_id join round r on r.id = p.round_id
   where a.received_at is not null and a.status <> 'draft') award`;

/** Returns received of accepted awards. People by focus group are those that the return gives for the group, not all of the project. */
function returns({ measure, by, then, filters }: ExploreCut): Source {
  const ofGroup = measure === "people" && (by === "focus-group" || then === "focus-group" || filters["focus-group"] !== undefined);
  const columns = sql`a.id, a.fund_id, a.round_id, a.area_code, a.organisation_id, a.amount_pence, a.reach, a.project_standing, a.awarded_on, a.tops_up_award_id, r.synthetic, r.spent_pence`;
  const relation = ofGroup
    ? sql`(select ${columns}, g.people, g.code as group_code from award a join grant_return r on r.award_id = a.id and r.status = 'sent'
             join grant_return_people g on g.return_id = r.id and g.list_code = 'focus-group' where a.status = 'accepted') award`
    : sql`(select ${columns}, r.people_total as people from award a join grant_return r on r.award_id = a.id and r.status = 'sent' where a.status = 'accepted') award`;
  const { "focus-group": group, ...others } = filters;
  const where = ofGroup ? all([inside(others, awardTags), group === undefined ? sql<boolean>`true` : sql<boolean>`award.group_code = ${group}`]) : inside(filters, awardTags);
  const usual = pieces(awardTags);
  return {
    relation, where, base: counted, value: measure === "people" ? sql<number>`sum(people)::bigint` : sql<number>`sum(spent_pence)::bigint`,
    piece: (dimension, slot) => (ofGroup && dimension === "focus-group" ? { join: nothing, code: sql<string>`award.group_code` } : usual(dimension, slot)),
  };
}

/** Budgets of rounds and the shares of areas. They belong to the financial year of their round, whole. */
function moneyOfRounds(of: "pots" | "rounds", filters: Filters): Source {
  const relation = of === "pots"
    ? sql`(select p.round_id, p.area_code, r.fund_id, r.financial_year, p.allocation_pence as amount_pence, p.synthetic from pot p join round r on r.id = p.round_id) award`
    : sql`(select r.id as round_id, r.fund_id, r.financial_year, r.budget_pence as amount_pence, r.synthetic from round r where r.budget_pence is not null) award`;
  const { year, ...others } = filters;
  const where = all([...placeAndTime(others), ...(year === undefined ? [] : [sql<boolean>`award.financial_year = ${year}`])]);
  const usual = pieces(awardTags);
  return {
    relation, where, value: sql<number>`sum(amount_pence)::bigint`, base: counted,
    piece: (dimension, slot) => (dimension === "year" ? { join: nothing, code: sql<string>`award.financial_year` } : usual(dimension, slot)),
  };
}

/**
 * The additive counts kept with the awards. Of a list, its codes; of the project type, of which an award has at most one, also what is
 * left when all that have one are taken from all.
 */
function rollup({ measure, by, then, filters }: ExploreCut): Source {
  const asked = [by, then].find((dimension) => dimension !== undefined && isList(dimension));
  const filtered = (["focus-group", "priority-issue", "family-group", "project-type"] as const).find((list) => filters[list] !== undefined);
  const list = asked ?? filtered ?? "all";
  const counts = isOfWholeMonths(daysOf(filters)) ? monthsAsDays : sql`award_count`;
  const rows = (which: string, sign: 1 | -1, code: RawBuilder<unknown>) =>
    sql`select round_id, fund_id, area_code, day as awarded_on, ${code} as code, ${sign}::integer * awards as awards, ${sign}::integer * amount_pence as amount_pence from ${counts} counts where list_code = ${which}`;
  const own = rows(list, 1, sql`code`);
  const left = sql`${noneRecorded}::text`;
  const relation = asked === "project-type" ? sql`(${own} union all ${rows("all", 1, left)} union all ${rows(list, -1, left)}) award` : sql`(${own}) award`;
  const usual = pieces(awardTags);
  return {
    relation,
    where: all([...placeAndTime(filters), ...(filtered ? [sql<boolean>`award.code = ${filters[filtered]!}`] : [])]),
    value: measure === "awards" ? sql<number>`sum(awards)::bigint` : sql<number>`sum(amount_pence)::bigint`,
    base: sql<number>`sum(awards)::bigint`,
    piece: (dimension, slot) => (isList(dimension) ? { join: nothing, code: sql<string>`award.code` } : usual(dimension, slot)),
  };
}

const pieces = (tags: RawBuilder<unknown>) => (dimension: Dimension, slot: "by" | "then"): Piece => {
  const at = sql.table(`${dimension.replace(/-/g, "_")}_of_${slot}`);
  const none = sql`${noneRecorded}::text`;
  switch (dimension) {
    case "fund":
      return { join: sql`join fund ${at} on ${at}.id = award.fund_id`, code: sql`${at}.code` };
    case "round":
      return { join: sql`join round ${at} on ${at}.id = award.round_id`, code: sql`${at}.code` };
    case "area":
      return { join: nothing, code: sql`award.area_code` };
    case "year":
      return { join: nothing, code: sql`to_char(award.awarded_on - interval '3 months', 'YYYY') || '-' || to_char(award.awarded_on + interval '9 months', 'YY')` };
    case "month":
      return { join: nothing, code: sql`to_char(award.awarded_on, 'YYYY-MM')` };
    case "health-board":
      return {
        join: sql`left join health_board_area ${at} on ${at}.area_code = award.area_code and ${at}.edition_id = ${currentEdition("health-board")}`,
        code: sql`coalesce(${at}.board_code, ${none})`,
      };
    case "deprivation":
      return { join: nothing, code: sql`coalesce(${decileOfAward}::text, ${none})` };
    case "legal-form":
      return { join: sql`join organisation ${at} on ${at}.id = award.organisation_id`, code: sql`${at}.legal_form` };
    case "band":
      return {
        join: sql`left join amount_band ${at} on ${at}.fund_id = award.fund_id and award.amount_pence >= ${at}.from_pence and (${at}.to_pence is null or award.amount_pence <= ${at}.to_pence)`,
        code: sql`coalesce(${at}.code, ${none})`,
      };
    case "reach":
      return { join: nothing, code: sql`coalesce(award.reach, ${none})` };
    case "project-standing":
      return { join: nothing, code: sql`coalesce(award.project_standing, ${none})` };
    case "project-type":
      return { join: sql`left join ${tags} ${at} on ${at}.owner_id = award.id and ${at}.list_code = ${dimension}`, code: sql`coalesce(${at}.code, ${none})` };
    case "focus-group":
    case "priority-issue":
    case "family-group":
      return { join: sql`join ${tags} ${at} on ${at}.owner_id = award.id and ${at}.list_code = ${dimension}`, code: sql`${at}.code` };
  }
};
