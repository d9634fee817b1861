/**
 * The award counts: additive rows by day and by month that make a national figure cost the same with a thousand awards and with a million.
 * A row belongs to one round and one area, hence to one pot, and every verb that changes an award holds that pot's lock: two writers
 * never meet on a row. Rows that have fallen to zero are kept, because they add nothing to a sum and the next award may fill them
 * again; whoever counts rows instead of adding them up (organisations) asks for `awards > 0`. Rebuilding leaves the zeros out.
 */
import { sql, type Kysely, type RawBuilder, type Transaction } from "kysely";
import type { DB } from "#db/types.ts";
import { formatPence } from "../kernel/money.ts";

/** What the rows say: each award once under 'all', and once under each of its tags. */
const countedFrom = (which: RawBuilder<unknown>) => sql`
  select a.awarded_on as day, a.round_id, a.fund_id, a.area_code, t.list_code, t.list_version, t.code,
         count(*)::integer as awards, sum(a.amount_pence)::bigint as amount_pence
    from award a
   cross join lateral (
     select 'all' as list_code, 0 as list_version, 'all' as code
     union all
     select list_code, list_version, code from award_tag where award_id = a.id) t
   where ${which}
   group by 1, 2, 3, 4, 5, 6, 7`;

const organisationsFrom = (which: RawBuilder<unknown>) => sql`
  select a.round_id, a.organisation_id, a.area_code, count(*)::integer as awards
    from award a
   where ${which}
   group by 1, 2, 3`;

const monthsFrom = (days: RawBuilder<unknown>) => sql`
  select date_trunc('month', day)::date as month, round_id, fund_id, area_code, list_code, list_version, code,
         sum(awards)::integer as awards, sum(amount_pence)::bigint as amount_pence
    from ${days}
   group by 1, 2, 3, 4, 5, 6, 7`;

/**
 * Adds the awards, as they stand now, to the counts, or takes them away; with their tags and amounts. To change an award that is
 * counted: take it away, change it, add it again. Rows are visited in the order of their key, so that two transactions cannot wait
 * for each other even where no pot is held. The database does it in one call, by a definition of its own: comparing it with the one
 * above tells when either is wrong.
 * @throws Error when awards are to be taken from rows that do not hold them: then the counts are false and want rebuilding
 */
export async function addToCounts(tx: Transaction<DB>, awardIds: readonly string[], sign: 1 | -1): Promise<void> {
  if (awardIds.length === 0) return;
  const { rows } = await sql<{ fresh: boolean }>`select count_awards(${[...awardIds]}::uuid[], ${sign}::integer) as fresh`.execute(tx);
  if (sign === -1 && rows[0]!.fresh) throw new Error("The award counts do not hold an award that is to be taken from them: rebuild them");
}

/** Makes the counts anew from the awards that are public now. Writers wait meanwhile; readers see the old rows until it commits. */
export async function rebuildCounts(db: Kysely<DB>): Promise<void> {
  const rebuild = async (tx: Kysely<DB>) => {
    await sql`lock table award_count, award_month_count, award_organisation_count in exclusive mode`.execute(tx);
    await tx.deleteFrom("award_count").execute();
    await tx.deleteFrom("award_month_count").execute();
    await tx.deleteFrom("award_organisation_count").execute();
    await fillCounts(tx, sql`a.counted`, sql`award_count`);
  };
  await (db.isTransaction ? rebuild(db) : db.transaction().execute(rebuild));
}

/** Counts the awards of a round of which none is counted yet, such as a ledger that has just been loaded. */
export async function countRound(tx: Transaction<DB>, roundId: string): Promise<void> {
  await fillCounts(tx, sql`a.counted and a.round_id = ${roundId}`, sql`(select * from award_count where round_id = ${roundId}) of_round`);
}

/** In the order of their lists: what is asked of one list then lies together. */
async function fillCounts(tx: Kysely<DB>, which: RawBuilder<unknown>, days: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into award_count (day, round_id, fund_id, area_code, list_code, list_version, code, awards, amount_pence)
    ${countedFrom(which)} order by 5, 3, 1`.execute(tx);
  await sql`
    insert into award_month_count (month, round_id, fund_id, area_code, list_code, list_version, code, awards, amount_pence)
    ${monthsFrom(days)} order by 5, 3, 1`.execute(tx);
  await sql`insert into award_organisation_count (round_id, organisation_id, area_code, awards) ${organisationsFrom(which)}`.execute(tx);
}

interface CountDifference {
  day: string;
  round_code: string;
  area_code: string;
  list_code: string;
  list_version: number;
  code: string;
  kept_awards: number;
  kept_pence: number;
  rows_awards: number;
  rows_pence: number;
}

/** Every place where the counts differ from the awards, a sentence each; empty when they agree. One snapshot, no locks. */
export async function compareCounts(db: Kysely<DB>): Promise<string[]> {
  const counts = await sql<CountDifference>`
    select d.*, r.code as round_code
      from (select day, round_id, area_code, list_code, list_version, code,
                   coalesce(kept.awards, 0) as kept_awards, coalesce(kept.amount_pence, 0) as kept_pence,
                   coalesce(counted.awards, 0) as rows_awards, coalesce(counted.amount_pence, 0) as rows_pence
              from award_count kept
              full join (${countedFrom(sql`a.counted`)}) counted using (day, round_id, fund_id, area_code, list_code, list_version, code)) d
      join round r on r.id = d.round_id
     where d.kept_awards <> d.rows_awards or d.kept_pence <> d.rows_pence
     order by d.day, r.code, d.area_code, d.list_code, d.list_version, d.code`.execute(db);
  // Against the awards, not against the days: one fault is not to hide another.
  const months = await sql<CountDifference>`
    select d.*, r.code as round_code
      from (select month as day, round_id, area_code, list_code, list_version, code,
                   coalesce(kept.awards, 0) as kept_awards, coalesce(kept.amount_pence, 0) as kept_pence,
                   coalesce(counted.awards, 0) as rows_awards, coalesce(counted.amount_pence, 0) as rows_pence
              from award_month_count kept
              full join (${monthsFrom(sql`(${countedFrom(sql`a.counted`)}) days`)}) counted using (month, round_id, fund_id, area_code, list_code, list_version, code)) d
      join round r on r.id = d.round_id
     where d.kept_awards <> d.rows_awards or d.kept_pence <> d.rows_pence
     order by d.day, r.code, d.area_code, d.list_code, d.list_version, d.code`.execute(db);
  const organisations = await sql<{ round_code: string; area_code: string; organisation: string; kept: number; rows: number }>`
    select r.code as round_code, d.area_code, d.organisation_id::text as organisation, coalesce(d.kept, 0) as kept, coalesce(d.counted, 0) as rows
      from (select round_id, organisation_id, area_code, k.awards as kept, n.awards as counted
              from award_organisation_count k
              full join (${organisationsFrom(sql`a.counted`)}) n using (round_id, organisation_id, area_code)) d
      join round r on r.id = d.round_id
     where coalesce(d.kept, 0) <> coalesce(d.counted, 0)
     order by r.code, d.area_code, d.organisation_id`.execute(db);
  const differing = (of: (day: string) => string) => (row: CountDifference) =>
    `Award counts of ${of(row.day)}, ${row.round_code}, ${row.area_code}, ${row.list_code} ${row.code} (version ${row.list_version}): ` +
    `${row.kept_awards} awards, ${formatPence(row.kept_pence)} are kept; the awards say ${row.rows_awards}, ${formatPence(row.rows_pence)}`;
  return [
    ...counts.rows.map(differing((day) => day)),
    ...months.rows.map(differing((month) => `the month ${month.slice(0, 7)}`)),
    ...organisations.rows.map(
      (row) => `Award counts of organisation ${row.organisation}, ${row.round_code}, ${row.area_code}: ${row.kept} are kept; the awards say ${row.rows}`,
    ),
  ];
}

/** Every pot and award whose money differs from its events, a sentence each: a pot's commitment is the sum of what its awards' events changed. */
export async function compareCommitments(db: Kysely<DB>): Promise<string[]> {
  const pots = await sql<{ round_code: string; area_code: string; kept: number; events: number }>`
    select r.code as round_code, p.area_code, p.committed_pence as kept, coalesce(e.change_pence, 0)::bigint as events
      from pot p
      join round r on r.id = p.round_id
      left join (select a.pot_id, sum(e.change_pence) as change_pence from award_event e join award a on a.id = e.award_id group by 1) e on e.pot_id = p.id
     where p.committed_pence <> coalesce(e.change_pence, 0)
     order by 1, 2`.execute(db);
  const awards = await sql<{ reference: string; standing: number; events: number }>`
    select a.reference, case when a.status in ('decided', 'released', 'accepted') then a.amount_pence else 0 end as standing,
           coalesce(e.change_pence, 0)::bigint as events
      from award a
      left join (select award_id, sum(change_pence) as change_pence from award_event group by 1) e on e.award_id = a.id
     where case when a.status in ('decided', 'released', 'accepted') then a.amount_pence else 0 end <> coalesce(e.change_pence, 0)
     order by 1`.execute(db);
  return [
    ...pots.rows.map((row) => `The pot of ${row.round_code} in ${row.area_code} says ${formatPence(row.kept)} is committed; the events of its awards say ${formatPence(row.events)}`),
    ...awards.rows.map((row) => `Award ${row.reference} stands at ${formatPence(row.standing)}; its events say ${formatPence(row.events)}`),
  ];
}
