/** What a commitment does to the part of a pot and to its financial years. Only `commitFromPot` calls it, which holds the pot's row. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { TransactionContext } from "../kernel/context.ts";
import { NotFound, WrongState } from "../kernel/errors.ts";
import { formatPence } from "../kernel/money.ts";
import { remainingPence } from "./model.ts";
import type { YearAmount } from "./years.ts";

/** Takes pence out of a part of the pot, or gives them back: one conditional update. Throws WrongState with what remains, NotFound. */
export async function commitFromSubPot(tx: TransactionContext, potId: string, subPotId: string, changePence: number): Promise<void> {
  const after = await tx.db
    .updateTable("sub_pot")
    .set((eb) => ({ committed_pence: eb("committed_pence", "+", changePence) }))
    .where("id", "=", subPotId)
    .where("pot_id", "=", potId)
    .where(sql<boolean>`committed_pence + ${changePence}::bigint between 0 and allocation_pence`)
    .returning("id")
    .executeTakeFirst();
  if (after) return;
  const part = await tx.db.selectFrom("sub_pot").select(["title", "allocation_pence", "committed_pence"]).where("id", "=", subPotId).where("pot_id", "=", potId).executeTakeFirst();
  if (!part) throw new NotFound();
  throw new WrongState(
    changePence < 0
      ? `Only ${formatPence(part.committed_pence)} is committed from “${part.title}”, so ${formatPence(-changePence)} cannot be given back`
      : `${formatPence(remainingPence(part))} remains of the ${formatPence(part.allocation_pence)} in “${part.title}”, and this needs ${formatPence(changePence)}`,
  );
}

/**
 * Refuses a commitment outside of every part where it would take money that the parts were promised. The pot's row is held and changed already.
 * @throws WrongState with what remains outside of the parts
 */
export async function leaveRoomForParts(tx: TransactionContext, pot: { id: string; allocation_pence: number; committed_pence: number }): Promise<void> {
  const parts = await tx.db
    .selectFrom("sub_pot")
    .select((eb) => [eb.fn.countAll<number>().as("count"), eb.fn.coalesce(eb.fn.sum<number>("allocation_pence"), sql<number>`0`).as("allocation"), eb.fn.coalesce(eb.fn.sum<number>("committed_pence"), sql<number>`0`).as("committed")])
    .where("pot_id", "=", pot.id)
    .executeTakeFirstOrThrow();
  if (Number(parts.count) === 0) return;
  const over = pot.committed_pence - Number(parts.committed) - (pot.allocation_pence - Number(parts.allocation));
  if (over > 0) throw new WrongState(`The rest of this pot is shared out into its parts: this takes ${formatPence(over)} more than is free outside of them`);
}

/** What the parts of a pot hold together, in pence: the pot can't be smaller. */
export async function promisedToParts(db: Kysely<DB>, potId: string): Promise<number> {
  const { promised } = await db.selectFrom("sub_pot").select((eb) => eb.fn.coalesce(eb.fn.sum<number>("allocation_pence"), sql<number>`0`).as("promised")).where("pot_id", "=", potId).executeTakeFirstOrThrow();
  return Number(promised);
}

/**
 * Adds the changes to the pot's financial years, each by one conditional update. A year that was never used gets its row; what was
 * committed before there were rows is the round's own year's.
 * @param committedBefore what the pot had committed before this change, in pence
 * @param years what is added to each, negative where it is given back; without them all of it is the round's own year's
 * @throws WrongState with what remains in the year
 */
export async function commitInYears(tx: TransactionContext, potId: string, changePence: number, committedBefore: number, years?: readonly YearAmount[]): Promise<void> {
  const { financial_year: own } = await tx.db.selectFrom("pot").innerJoin("round", "round.id", "pot.round_id").select("round.financial_year").where("pot.id", "=", potId).executeTakeFirstOrThrow();
  const changes = years ?? [{ financial_year: own, amount_pence: changePence }];
  if (changes.reduce((sum, { amount_pence }) => sum + amount_pence, 0) !== changePence) throw new Error("The years of a commitment don't add up to it");
  await keepYears(tx, potId, own, changes.map(({ financial_year }) => financial_year), committedBefore);
  for (const { financial_year, amount_pence } of [...changes].sort((a, b) => (a.financial_year < b.financial_year ? -1 : 1))) await commitInYear(tx, potId, financial_year, amount_pence);
}

/** Makes the rows that are missing: the round's own year with what no other year holds, the others with nothing. The pot's row is held. */
export async function keepYears(tx: TransactionContext, potId: string, own: string, wanted: readonly string[], committedBefore: number): Promise<void> {
  const kept = await tx.db.selectFrom("pot_year").select(["financial_year", "committed_pence"]).where("pot_id", "=", potId).execute();
  const missing = [...new Set([own, ...wanted])].filter((year) => !kept.some(({ financial_year }) => financial_year === year));
  if (missing.length === 0) return;
  const elsewhere = kept.reduce((sum, { committed_pence }) => sum + committed_pence, 0);
  await tx.db
    .insertInto("pot_year")
    .values(missing.map((financial_year) => ({ pot_id: potId, financial_year, allocation_pence: null, committed_pence: financial_year === own ? committedBefore - elsewhere : 0 })))
    .execute();
}

async function commitInYear(tx: TransactionContext, potId: string, financialYear: string, changePence: number): Promise<void> {
  const after = await tx.db
    .updateTable("pot_year")
    .set((eb) => ({ committed_pence: eb("committed_pence", "+", changePence) }))
    .where("pot_id", "=", potId)
    .where("financial_year", "=", financialYear)
    .where(sql<boolean>`committed_pence + ${changePence}::bigint >= 0 and (allocation_pence is null or committed_pence + ${changePence}::bigint <= allocation_pence)`)
    .returning("committed_pence")
    .executeTakeFirst();
  if (after) return;
  const { allocation_pence, committed_pence } = await tx.db.selectFrom("pot_year").selectAll().where("pot_id", "=", potId).where("financial_year", "=", financialYear).executeTakeFirstOrThrow();
  throw new WrongState(
    changePence < 0
      ? `Only ${formatPence(committed_pence)} is committed in ${financialYear}, so ${formatPence(-changePence)} cannot be given back`
      : `${formatPence(Math.max(0, (allocation_pence ?? 0) - committed_pence))} remains of the ${formatPence(allocation_pence ?? 0)} that may be committed in ${financialYear}, and this needs ${formatPence(changePence)}`,
  );
}
