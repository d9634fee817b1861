/** The parts of a pot and its financial years: read, and set by the fund's administrator. Money moves through `commitFromPot` alone. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { formatPence } from "../kernel/money.ts";
import { boardChanged } from "./board-version.server.ts";
import { lockPot } from "./change.server.ts";
import { keepYears } from "./commit-parts.server.ts";
import { may } from "./policy.ts";
import type { Pot } from "./read.server.ts";
import { subPotsRefused, type SubPot, type SubPotInput } from "./sub-pots.ts";
import { yearsFrom } from "./years.ts";

/** The parts of a pot in their order; none where it is not divided. */
export async function listSubPots(db: Kysely<DB>, potId: string): Promise<SubPot[]> {
  return db
    .selectFrom("sub_pot")
    .select(["id", "position", "title", "kind", "from_pence", "to_pence", "locality", "allocation_pence", "committed_pence"])
    .where("pot_id", "=", potId)
    .orderBy("position")
    .orderBy("id")
    .execute();
}

export interface PotYear {
  financial_year: string;
  /** Null where only the pot as a whole has a limit. */
  allocation_pence: number | null;
  committed_pence: number;
}

/** The years that awards of a pot may be committed in, each with its limit and what is committed. */
export async function listPotYears(db: Kysely<DB>, pot: Pick<Pot, "id" | "financial_year" | "committed_pence">): Promise<PotYear[]> {
  const kept = await db.selectFrom("pot_year").select(["financial_year", "allocation_pence", "committed_pence"]).where("pot_id", "=", pot.id).execute();
  return yearsFrom(pot.financial_year).map((financial_year) => {
    const untouched = kept.length === 0 && financial_year === pot.financial_year;
    return kept.find((year) => year.financial_year === financial_year) ?? { financial_year, allocation_pence: null, committed_pence: untouched ? pot.committed_pence : 0 };
  });
}

/** What is committed to awards outside of every part, in pence. */
export const outsideOf = (pot: Pick<Pot, "committed_pence">, subPots: readonly Pick<SubPot, "committed_pence">[]): number =>
  pot.committed_pence - subPots.reduce((sum, { committed_pence }) => sum + committed_pence, 0);

const staleMessage = "Someone else changed this since you opened the page. Nothing you typed is lost: compare both and save again";

/**
 * Divides a pot into parts, or changes them: their limits, sizes and order. A part that an award or an application stands in stays.
 * @param input.parts in their order; with the key of the part that each one is, none for a new one
 * @throws Conflict when the page was stale, Invalid by field
 */
export async function saveSubPots(context: Context, potId: string, input: { version: number; parts: readonly SubPotInput[] }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.changePot(tx.actor, pot));
    const saved = await listSubPots(tx.db, pot.id);
    if (pot.version !== input.version) throw new Conflict(staleMessage, { version: pot.version, parts: saved });
    const known = new Map(saved.map((part) => [part.id, part]));
    const parts = input.parts.map((part) => (part.id !== undefined && known.has(part.id) ? part : { ...part, id: undefined }));
    const errors = subPotsRefused(parts, { allocation_pence: pot.allocation_pence, outside_pence: outsideOf(pot, saved) }, (id) => known.get(id)!.committed_pence);
    if (Object.keys(errors).length > 0) throw new Invalid(errors);
    for (const gone of saved.filter(({ id }) => !parts.some((part) => part.id === id))) await dropPart(tx, gone);
    for (const [position, { id, ...part }] of parts.entries()) {
      if (id) await tx.db.updateTable("sub_pot").set({ ...part, position }).where("id", "=", id).execute();
      else await tx.db.insertInto("sub_pot").values({ ...part, position, id: newId(), pot_id: pot.id }).execute();
    }
    await changed(tx, pot);
    await record(tx, "pot.divided", { type: "pot", id: pot.id }, { kind: parts[0]?.kind ?? null, allocations: parts.map(({ allocation_pence }) => allocation_pence) });
  });
}

/** Takes a part away that nothing stands in. Throws Invalid. */
async function dropPart(tx: TransactionContext, part: SubPot): Promise<void> {
  const award = await tx.db.selectFrom("award").select("id").where("sub_pot_id", "=", part.id).limit(1).executeTakeFirst();
  if (award) throw new Invalid({ "": `Awards were made from “${part.title}”, so it stays. Its money can be made less instead` });
  const placed = await tx.db.selectFrom("application").select("id").where("sub_pot_id", "=", part.id).limit(1).executeTakeFirst();
  if (placed) throw new Invalid({ "": `Applications were placed in “${part.title}” by hand, so it stays. Place them elsewhere first` });
  await tx.db.deleteFrom("sub_pot").where("id", "=", part.id).execute();
}

/**
 * Limits what may be committed in each financial year; null for no limit but the pot's.
 * @throws Conflict when the page was stale, Invalid by field (`year-2026-27`) where a limit is below what is committed
 */
export async function savePotYears(context: Context, potId: string, input: { version: number; years: readonly { financial_year: string; allocation_pence: number | null }[] }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.changePot(tx.actor, pot));
    const saved = await listPotYears(tx.db, pot);
    if (pot.version !== input.version) throw new Conflict(staleMessage, { version: pot.version, years: saved });
    const errors: Record<string, string> = {};
    for (const { financial_year, allocation_pence } of input.years) {
      const committed = saved.find((year) => year.financial_year === financial_year)?.committed_pence;
      if (committed === undefined) errors[""] = `Awards of this round can't be committed in ${financial_year}`;
      else if (allocation_pence !== null && allocation_pence < committed) errors[`year-${financial_year}`] = `${formatPence(committed)} is committed in this year already`;
    }
    if (Object.keys(errors).length > 0) throw new Invalid(errors);
    await keepYears(tx, pot.id, pot.financial_year, input.years.map(({ financial_year }) => financial_year), pot.committed_pence);
    for (const { financial_year, allocation_pence } of input.years)
      await tx.db.updateTable("pot_year").set({ allocation_pence }).where("pot_id", "=", pot.id).where("financial_year", "=", financial_year).execute();
    await changed(tx, pot);
    await record(tx, "pot.years-limited", { type: "pot", id: pot.id }, { years: input.years.map(({ financial_year, allocation_pence }) => `${financial_year}:${allocation_pence ?? "none"}`) });
  });
}

async function changed(tx: TransactionContext, pot: Pot): Promise<void> {
  await tx.db.updateTable("pot").set({ version: pot.version + 1 }).where("id", "=", pot.id).execute();
  await boardChanged(tx, pot.id);
  await publicPagesChanged(tx);
}
