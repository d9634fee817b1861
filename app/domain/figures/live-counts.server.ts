/**
 * The register as it stands, counted: additive rollups by day, and distinct organisations, which do not add up. Everything that
 * `awardCounts` asks about awards it asks here, so that a past publication can be answered from its own cut by other means.
 */
import { sql, type Kysely, type RawBuilder } from "kysely";
import type { AwardCountTable, DB } from "#db/types.ts";
import { isOfWholeMonths } from "./model.ts";
import { hasReported, signingOf } from "./signed.server.ts";

/** Which awards are meant. Days are days of award in Europe/London, both included. */
export interface Cut {
  fund_id: string;
  from: string | undefined;
  to: string | undefined;
  area_code: string | undefined;
}
export interface Counted {
  awards: number;
  amount_pence: number;
}

/** The counts by month in the shape of those by day: each stands on the first day of its month. */
export const monthsAsDays = sql<AwardCountTable>`(select month as day, round_id, fund_id, area_code, list_code, list_version, code, awards, amount_pence from award_month_count)`;

/** The rollup rows of one list inside the cut: by month where that answers it, which is many times fewer. */
function rollup(db: Kysely<DB>, cut: Cut, list: string) {
  const counts = isOfWholeMonths(cut) ? monthsAsDays : sql<AwardCountTable>`award_count`;
  let rows = db.selectFrom(counts.as("counts")).where("fund_id", "=", cut.fund_id).where("list_code", "=", list);
  if (cut.area_code) rows = rows.where("area_code", "=", cut.area_code);
  if (cut.from) rows = rows.where("day", ">=", cut.from);
  if (cut.to) rows = rows.where("day", "<=", cut.to);
  return rows;
}
const awards = sql<number>`coalesce(sum(awards), 0)`.as("awards");
const amount = sql<number>`coalesce(sum(amount_pence), 0)`.as("amount_pence");

export async function countTotal(db: Kysely<DB>, cut: Cut): Promise<Counted> {
  return rollup(db, cut, "all").select([awards, amount]).executeTakeFirstOrThrow();
}

/** By code of a list; codes without an award are left out. `list_version` tells which version the awards were tagged under. */
export async function countByCode(db: Kysely<DB>, cut: Cut, list: string): Promise<({ code: string; list_version: number } & Counted)[]> {
  return rollup(db, cut, list).select(["code", "list_version", awards, amount]).groupBy(["code", "list_version"]).execute();
}

export async function countByArea(db: Kysely<DB>, cut: Cut): Promise<({ code: string } & Counted)[]> {
  return rollup(db, cut, "all").select(["area_code as code", awards, amount]).groupBy("area_code").execute();
}

export async function countByMonth(db: Kysely<DB>, cut: Cut): Promise<({ code: string } & Counted)[]> {
  const month = sql<string>`to_char(day, 'YYYY-MM')`;
  return rollup(db, cut, "all").select([month.as("code"), awards, amount]).groupBy(month).execute();
}

export interface Span {
  round_id: string;
  first_day: string;
  last_day: string;
}
/** The first or the last day on which a round has a counted award, in one area or in any: read off the end of an index. */
export function edgeOfRound(edge: "first" | "last", round: RawBuilder<unknown>, areaCode?: string): RawBuilder<string | null> {
  return sql<string | null>`(
    select c.day from award_count c
     where c.round_id = ${round} and c.list_code = 'all' and c.awards > 0 ${areaCode === undefined ? sql`` : sql`and c.area_code = ${areaCode}`}
     order by c.day ${edge === "first" ? sql`asc` : sql`desc`} limit 1)`;
}

/** Whether an award of a round has ever been public here. The order makes it one look at an index: without it every award may be read. */
export const holdsAwards = (round: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`coalesce((select true from award a where a.round_id = ${round} and a.released_at is not null order by a.area_code limit 1), false)`;

/** The first and last day on which each round of the fund has a counted award, in the cut's area but whatever its period. */
export async function roundSpans(db: Kysely<DB>, { fund_id, area_code }: Cut): Promise<Span[]> {
  const { rows } = await sql<Span>`
    select * from (
      select r.id as round_id, ${edgeOfRound("first", sql`r.id`, area_code)} as first_day, ${edgeOfRound("last", sql`r.id`, area_code)} as last_day
        from round r where r.fund_id = ${fund_id}) span
     where first_day is not null`.execute(db);
  return rows;
}

/** The areas that have reported for these rounds: signed that their return is complete or, in rounds that nobody has signed for yet, have a counted award. */
export async function reportedAreas(db: Kysely<DB>, fundId: string, roundIds: readonly string[]): Promise<string[]> {
  if (roundIds.length === 0) return [];
  const rows = await db
    .selectFrom("award_month_count")
    .select("area_code")
    .distinct()
    .where("fund_id", "=", fundId)
    .where("list_code", "=", "all")
    .where("awards", ">", 0)
    .where("round_id", "in", [...roundIds])
    .execute();
  const withAwards = new Set(rows.map((row) => row.area_code));
  const signing = await signingOf(db, roundIds);
  return [...new Set([...withAwards, ...signing.signed])].filter(hasReported(signing, withAwards));
}

/**
 * How many different organisations hold the awards of the cut. Where the cut holds its rounds whole they are known by round; other
 * cuts are counted on the awards themselves, because distinct organisations of two days do not add up.
 * @param spans the rounds that have an award in the cut
 */
export async function countOrganisations(db: Kysely<DB>, cut: Cut, spans: readonly Span[]): Promise<number> {
  if (spans.length === 0) return 0;
  const whole = spans.every((span) => (!cut.from || cut.from <= span.first_day) && (!cut.to || span.last_day <= cut.to));
  return whole ? organisationsOfRounds(db, cut, spans) : organisationsOfAwards(db, cut);
}

async function organisationsOfRounds(db: Kysely<DB>, cut: Cut, spans: readonly Span[]): Promise<number> {
  let rows = db
    .selectFrom("award_organisation_count")
    .where("awards", ">", 0)
    .where("round_id", "in", spans.map((span) => span.round_id));
  if (cut.area_code) rows = rows.where("area_code", "=", cut.area_code);
  const { organisations } = await rows.select(sql<number>`count(distinct organisation_id)`.as("organisations")).executeTakeFirstOrThrow();
  return organisations;
}

async function organisationsOfAwards(db: Kysely<DB>, cut: Cut): Promise<number> {
  let rows = db.selectFrom("award").where("fund_id", "=", cut.fund_id).where("counted", "=", true);
  if (cut.area_code) rows = rows.where("area_code", "=", cut.area_code);
  if (cut.from) rows = rows.where("awarded_on", ">=", cut.from);
  if (cut.to) rows = rows.where("awarded_on", "<=", cut.to);
  const { organisations } = await rows.select(sql<number>`count(distinct organisation_id)`.as("organisations")).executeTakeFirstOrThrow();
  return organisations;
}

/** Whether any public award of these rounds is invented. */
export async function anySynthetic(db: Kysely<DB>, roundIds: readonly string[]): Promise<boolean> {
  if (roundIds.length === 0) return false;
  const found = await db.selectFrom("award").select("id").where("round_id", "in", [...roundIds]).where("synthetic", "=", true).where("counted", "=", true).limit(1).executeTakeFirst();
  return found !== undefined;
}
