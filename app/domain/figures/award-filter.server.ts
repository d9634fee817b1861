/**
 * The filters of figures as SQL, over whatever is called `award` in a query: awards, applications in the shape of awards, rollup rows.
 * The register and the explored figures ask here alike, so that a number and the list behind it mean the same.
 */
import { sql, type RawBuilder } from "kysely";
import type { LookupEditionTable } from "#db/types.ts";
import { taggedLists, type TaggedList } from "./model.ts";
import { daysOf, type FigureFilter } from "./register-model.ts";

export type Condition = RawBuilder<boolean>;
export type FigureFilters = Partial<Record<FigureFilter | TaggedList | "fund" | "area" | "year" | "from" | "to", string>>;
const none = "none-recorded";

/** The edition of a look-up that holds: the one loaded last. */
export const currentEdition = (kind: LookupEditionTable["kind"]): RawBuilder<string> =>
  sql<string>`(select e.id from lookup_edition e where e.kind = ${kind} order by e.loaded_at desc, e.id desc limit 1)`;

/** The tenth of deprivation of the award's data zone; null where its place is not known. */
export const decileOfAward = sql<number | null>`(
  select z.decile from award_place p join data_zone z on z.code = p.data_zone_code and z.edition_id = ${currentEdition("deprivation")}
   where p.award_id = award.id and p.edition_id = ${currentEdition("award-places")})`;

/** The fund, the place and the time, which the rollups know too. A superseded area code is translated. */
export function placeAndTime(filters: FigureFilters): Condition[] {
  const { fund, round, area } = filters;
  const board = filters["health-board"];
  const { from, to } = daysOf(filters);
  const boardOf = sql`(select h.board_code from health_board_area h where h.edition_id = ${currentEdition("health-board")} and h.area_code = award.area_code)`;
  return given([
    fund && sql`award.fund_id = (select f.id from fund f where f.code = ${fund})`,
    round && sql`award.round_id = (select r.id from round r where r.code = ${round})`,
    area && sql`award.area_code = coalesce((select s.area_code from superseded_area_code s where s.code = ${area}), ${area})`,
    board && (board === none ? sql`${boardOf} is null` : sql`${boardOf} = ${board}`),
    from && sql`award.awarded_on >= ${from}`,
    to && sql`award.awarded_on <= ${to}`,
  ]);
}

/** The codes that the record itself carries, whatever version of the list they were given under. */
export function tagged(filters: FigureFilters, tags: RawBuilder<unknown>): Condition[] {
  return given(
    taggedLists.map((list) => {
      const code = filters[list];
      if (!code) return undefined;
      if (code === none) return sql`not exists (select 1 from ${tags} t where t.owner_id = award.id and t.list_code = ${list})`;
      return sql`exists (select 1 from ${tags} t where t.owner_id = award.id and t.list_code = ${list} and t.code = ${code})`;
    }),
  );
}
export const awardTags = sql`(select award_id as owner_id, list_code, code from award_tag)`;
export const applicationTags = sql`(select application_id as owner_id, list_code, code from application_tag)`;

/** What else is kept with the record. */
export function ofRecord(filters: FigureFilters): Condition[] {
  const { band, reach, deprivation } = filters;
  const standing = filters["project-standing"];
  const form = filters["legal-form"];
  const inBand = (which: RawBuilder<unknown>) => sql`exists (
    select 1 from amount_band b where b.fund_id = award.fund_id and ${which} and award.amount_pence >= b.from_pence and (b.to_pence is null or award.amount_pence <= b.to_pence))`;
  return given([
    form && sql`award.organisation_id in (select o.id from organisation o where o.legal_form = ${form})`,
    band && (band === none ? sql`not ${inBand(sql`true`)}` : inBand(sql`b.code = ${band}`)),
    reach && (reach === none ? sql`award.reach is null` : sql`award.reach = ${reach}`),
    standing && (standing === none ? sql`award.project_standing is null` : sql`award.project_standing = ${standing}`),
    deprivation && (deprivation === none ? sql`${decileOfAward} is null` : sql`${decileOfAward} = ${Number(deprivation)}`),
  ]);
}

const given = (conditions: readonly (RawBuilder<unknown> | "" | undefined)[]): Condition[] => conditions.filter((one): one is RawBuilder<boolean> => one !== undefined && one !== "");

export const all = (conditions: readonly Condition[]): Condition => (conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`);
