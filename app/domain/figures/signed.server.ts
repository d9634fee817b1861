/** Who has reported: completeness counts signed returns. A round that nobody has signed for yet counts the areas that have an award. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";

/** Of the areas with a pot in rounds where returns are signed: those that have signed for each of them, and those that have not. */
export interface Signing {
  signed: Set<string>;
  unsigned: Set<string>;
}

/** @param at as the signatures stood at that instant; as they stand now without it */
export async function signingOf(db: Kysely<DB>, roundIds: readonly string[], at: Date | null = null): Promise<Signing> {
  if (roundIds.length === 0) return { signed: new Set(), unsigned: new Set() };
  const { rows } = await sql<{ area_code: string; signed: boolean }>`
    with signature as (
      select r.pot_id, p.round_id, r.ended_at is null or r.ended_at > ${at}::timestamptz as stands
        from area_return r join pot p on p.id = r.pot_id
       where p.round_id = any(${[...roundIds]}::uuid[]) and (${at}::timestamptz is null or r.signed_at <= ${at}::timestamptz))
    select p.area_code, bool_and(exists (select 1 from signature s where s.pot_id = p.id and s.stands)) as signed
      from pot p
     where p.round_id in (select round_id from signature)
     group by p.area_code`.execute(db);
  const codes = (signed: boolean) => new Set(rows.filter((row) => row.signed === signed).map((row) => row.area_code));
  return { signed: codes(true), unsigned: codes(false) };
}

/** Whether an area has reported: by its signature where its rounds are signed for, else by having an award. */
export const hasReported = ({ signed, unsigned }: Signing, withAwards: ReadonlySet<string>) => (area: string): boolean =>
  !unsigned.has(area) && (signed.has(area) || withAwards.has(area));
