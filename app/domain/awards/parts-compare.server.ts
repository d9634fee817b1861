/** Whether the parts and years of every pot have committed what the awards in them hold, and stay within their limits. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { formatPence } from "../kernel/money.ts";

interface Difference {
  place: string;
  kept: number;
  awards: number;
}
const words = (row: Difference): string => `${row.place} has ${formatPence(row.kept)} committed; its awards hold ${formatPence(row.awards)}`;

/** Every part and year of a pot that differs from its awards, a sentence each; empty when all agree. */
export async function compareParts(db: Kysely<DB>): Promise<string[]> {
  const parts = await sql<Difference>`
    select format('Part “%s” of %s in %s', s.title, r.code, p.area_code) as place, s.committed_pence as kept, coalesce(held.amount_pence, 0)::bigint as awards
      from sub_pot s join pot p on p.id = s.pot_id join round r on r.id = p.round_id
      left join (select sub_pot_id, sum(amount_pence) as amount_pence from award where sub_pot_id is not null and status in ('decided', 'released', 'accepted') group by 1) held on held.sub_pot_id = s.id
     where s.committed_pence <> coalesce(held.amount_pence, 0) order by 1 limit 100`.execute(db);
  // Awards from before years were kept are of their round's own year; a pot without a row for a year was never committed from in one.
  const years = await sql<Difference>`
    with held as (
      select a.pot_id, coalesce(y.financial_year, r.financial_year) as financial_year, sum(coalesce(y.amount_pence, a.amount_pence)) as amount_pence
        from award a join round r on r.id = a.round_id left join award_year y on y.award_id = a.id
       where a.status in ('decided', 'released', 'accepted') and exists (select 1 from pot_year k where k.pot_id = a.pot_id) group by 1, 2
    )
    select format('The year %s of %s in %s', of_year.financial_year, r.code, p.area_code) as place, of_year.kept, of_year.awards
      from (select pot_id, financial_year, coalesce(k.committed_pence, 0) as kept, coalesce(held.amount_pence, 0)::bigint as awards
              from pot_year k full join held using (pot_id, financial_year)) of_year
      join pot p on p.id = of_year.pot_id join round r on r.id = p.round_id
     where of_year.kept <> of_year.awards order by 1 limit 100`.execute(db);
  const split = await sql<Difference>`
    select format('Award %s by its years', a.reference) as place, sum(y.amount_pence)::bigint as kept, a.amount_pence as awards
      from award a join award_year y on y.award_id = a.id group by a.id having sum(y.amount_pence) <> a.amount_pence order by 1 limit 100`.execute(db);
  return [...parts.rows, ...years.rows, ...split.rows].map(words);
}

/** Every pot whose parts or years are overdrawn or promise more than there is, a sentence each. */
export async function overdrawnParts(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`
    select format('Part %s has committed %s pence of %s', id, committed_pence, allocation_pence) as finding from sub_pot where committed_pence > allocation_pence or committed_pence < 0
    union all
    select format('The year %s of pot %s has committed %s pence of %s', financial_year, pot_id, committed_pence, allocation_pence) from pot_year
     where committed_pence > coalesce(allocation_pence, committed_pence) or committed_pence < 0
    union all
    select format('The parts of pot %s hold %s pence of its %s, and %s pence is committed outside of them', p.id, s.allocation, p.allocation_pence, p.committed_pence - s.committed)
      from pot p join (select pot_id, sum(allocation_pence) as allocation, sum(committed_pence) as committed from sub_pot group by 1) s on s.pot_id = p.id
     where s.allocation > p.allocation_pence or p.committed_pence - s.committed not between 0 and p.allocation_pence - s.allocation
    limit 100`.execute(db);
  return rows.map(({ finding }) => finding);
}
