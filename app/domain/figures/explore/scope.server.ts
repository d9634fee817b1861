/** What a cut rests on: who has reported, whether anything of it is invented, and the people who live where it counts. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { all, currentEdition, placeAndTime } from "../award-filter.server.ts";
import type { RoundChoice } from "./choices.ts";
import type { Filters } from "./model.ts";

export interface Completeness {
  /** Shares of areas in the rounds: whoever is to report. */
  expected: number;
  /** Of them, those that have signed; in a round that nobody has signed for yet, those from which an award is kept here. */
  reported: number;
  /** Of them, those who have signed that all their awards are here. */
  signed: number;
  missing: { round: string; area: string }[];
  /** Rounds of which no ledger is loaded. */
  unknown: string[];
  /** For what is taken from returns. */
  returns: { received: number; expected: number } | null;
}

/** One statement for the areas, one for the returns. */
export async function completenessOf(db: Kysely<DB>, rounds: readonly RoundChoice[], filters: Filters, fromReturns: boolean): Promise<Completeness> {
  const loaded = rounds.filter((round) => round.loaded);
  const place = all(placeAndTime({ area: filters.area, "health-board": filters["health-board"] }));
  const shares = loaded.length === 0 ? [] : (
    await sql<{ round: string; area: string; has_award: boolean; signed: boolean; round_signed: boolean }>`
      with counted as (select distinct round_id, area_code from award_month_count where list_code = 'all' and awards > 0),
           signature as (select p.round_id, s.pot_id, bool_or(s.ended_at is null) as stands from area_return s join pot p on p.id = s.pot_id group by 1, 2)
      select r.title as round, a.name as area,
             (award.round_id, award.area_code) in (select round_id, area_code from counted) as has_award,
             award.id in (select pot_id from signature where stands) as signed,
             award.round_id in (select round_id from signature) as round_signed
        from pot award join round r on r.id = award.round_id join area a on a.code = award.area_code
       where award.round_id = any(${loaded.map((round) => round.id)}::uuid[]) and ${place}
       order by r.financial_year, r.title, a.position`.execute(db)
  ).rows;
  const missing = shares.filter((share) => !(share.round_signed ? share.signed : share.has_award)).map(({ round, area }) => ({ round, area }));
  return {
    expected: shares.length,
    reported: shares.length - missing.length,
    signed: shares.filter((share) => share.signed).length,
    missing,
    unknown: rounds.filter((round) => !round.loaded).map((round) => round.title),
    returns: fromReturns ? await returnsOf(db, filters) : null,
  };
}

/** Of the awards in the place and time: the returns they owe, and those that have come. */
async function returnsOf(db: Kysely<DB>, filters: Filters): Promise<{ received: number; expected: number }> {
  const { rows } = await sql<{ received: number; expected: number }>`
    select count(*) filter (where r.status = 'sent') as received, count(*) as expected
      from award join grant_return r on r.award_id = award.id where award.status = 'accepted' and ${all(placeAndTime(filters))}`.execute(db);
  return rows[0]!;
}

/** Whether a record behind the cut is invented: one is enough to say so. */
export async function anyInvented(db: Kysely<DB>, rounds: readonly RoundChoice[]): Promise<boolean> {
  const ids = rounds.map((round) => round.id);
  const { rows } = await sql<{ invented: boolean }>`
    select exists (select 1 from round r where r.id = any(${ids}::uuid[]) and r.synthetic)
        or exists (select 1 from award a where a.round_id = any(${ids}::uuid[]) and a.synthetic) as invented`.execute(db);
  return rows[0]!.invented;
}

export interface People {
  edition: string;
  source: string;
  source_date: string;
  year: number;
  synthetic: boolean;
  /** By code of the area or the board; a board whose areas are not all known is left out. */
  people: Record<string, number>;
}

/** The people who live in each area, or in each health board's areas, in the newest year of the edition that holds; undefined while none is loaded. */
export async function peopleLivingIn(db: Kysely<DB>, by: "area" | "health-board"): Promise<People | undefined> {
  const edition = await db
    .selectFrom("lookup_edition")
    .select(["id", "edition", "source", "source_date", "synthetic", (eb) => eb.selectFrom("population").select(sql<number>`max(year)`.as("year")).whereRef("edition_id", "=", "lookup_edition.id").as("year")])
    .where("id", "=", currentEdition("population"))
    .executeTakeFirst();
  if (!edition?.year) return undefined;
  const { id, year, ...said } = edition;
  const living = sql`(select area_code, people from population where edition_id = ${id} and year = ${year})`;
  const { rows } = await sql<{ code: string; people: number }>`
    ${by === "area" ? sql`select area_code as code, people from ${living} l` : sql`
      select h.board_code as code, sum(l.people)::bigint as people
        from health_board_area h left join ${living} l on l.area_code = h.area_code
       where h.edition_id = ${currentEdition("health-board")}
       group by h.board_code having count(*) = count(l.people)`}`.execute(db);
  return { ...said, year, people: Object.fromEntries(rows.map((row) => [row.code, row.people])) };
}
