/** What may happen to an award after its release: reduced, withdrawn, its tags put right. Pot, register and counts follow in the same moment. */
import { publicPagesChanged, record } from "../audit/change.server.ts";
import type { Pot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid } from "../kernel/errors.ts";
import { formatPence } from "../kernel/money.ts";
import { addToCounts } from "./counts.server.ts";
import { addEvent, decidable, giveBack, lockAward, londonToday, writeTags, writeToGroup, type Award } from "./ledger.server.ts";
import { reducedLetter, withdrawnLetter } from "./letters.ts";
import { afterMove, type AwardMove, type Tags } from "./model.ts";
import { letterFacts } from "./offer.server.ts";
import { may } from "./policy.ts";

/** `version` is the award's as the page showed it; without it the change is made whatever happened since. */
interface Varying {
  reason: string;
  version?: number;
}

/**
 * Makes a released award smaller; the difference is free in the pot. The group is told why.
 * @param input.amount_pence the new amount: above nothing, below the present one, and not below what is already accounted for
 * @param input.spent_pence what the group's return says was spent, where one was sent: monitoring lies downstream, so the page passes it in
 * @throws Invalid when the amount is not between, WrongState when the award no longer stands, Conflict when the page was stale
 */
export async function reduce(context: Context, awardId: string, input: Varying & { amount_pence: number; spent_pence?: number }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { award, pot, status } = await lockVaried(tx, awardId, "reduce", input);
    const { amount_pence, reason } = input;
    if (!Number.isSafeInteger(amount_pence) || amount_pence <= 0) throw new Invalid({ amount_pence: "Enter the new amount in pounds. To take the whole award away, withdraw it" });
    if (amount_pence >= award.amount_pence) throw new Invalid({ amount_pence: `The award is ${formatPence(award.amount_pence)} now: enter less than that` });
    if (input.spent_pence !== undefined && amount_pence < input.spent_pence)
      throw new Invalid({ amount_pence: `The group's return says that ${formatPence(input.spent_pence)} was spent: the award can't be less than that` });
    const change_pence = amount_pence - award.amount_pence;
    await recount(tx, award, { status, amount_pence });
    await giveBack(tx, award, -change_pence);
    await addEvent(tx, award, "reduced", { change_pence, reason });
    await writeToGroup(
      tx, award.organisation_id, "award.reduced", `award-reduced:${award.id}:${award.version + 1}`,
      reducedLetter({ ...(await letterFacts(tx, award, pot)), from_pence: award.amount_pence, to_pence: amount_pence, reason }),
    );
    await publicPagesChanged(tx);
    await record(tx, "award.reduced", { type: "award", id: award.id }, { change_pence, amount_pence });
  });
}

/**
 * Withdraws a released award: it leaves the register and the counts, its money is free in the pot, the record stays. The group is told why.
 * @throws WrongState when the award no longer stands, Conflict when the page was stale
 */
export async function withdraw(context: Context, awardId: string, input: Varying): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { award, pot, status } = await lockVaried(tx, awardId, "withdraw", input);
    const { at } = await londonToday(tx);
    await recount(tx, award, { status, counted: false, withdrawn_at: at, withdrawn_reason: input.reason });
    await giveBack(tx, award);
    await addEvent(tx, award, "withdrawn", { change_pence: -award.amount_pence, reason: input.reason });
    await writeToGroup(
      tx, award.organisation_id, "award.withdrawn", `award-withdrawn:${award.id}`,
      withdrawnLetter({ ...(await letterFacts(tx, award, pot)), amount_pence: award.amount_pence, reason: input.reason }),
    );
    await publicPagesChanged(tx);
    await record(tx, "award.withdrawn", { type: "award", id: award.id }, { change_pence: -award.amount_pence });
  });
}

/**
 * Puts the tags of a released award right, in the list versions of its round.
 * @throws Invalid by list where a code is not on it, WrongState when the award no longer stands, Conflict when the page was stale
 */
export async function retag(context: Context, awardId: string, input: Varying & { tags: Tags }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { award, pot, status } = await lockVaried(tx, awardId, "retag", input);
    await recount(tx, award, { status }, () => writeTags(tx, award.id, input.tags, pot.lists));
    await addEvent(tx, award, "retagged", { reason: input.reason });
    await publicPagesChanged(tx);
    await record(tx, "award.retagged", { type: "award", id: award.id }, { tags: input.tags as unknown as Record<string, string[]> });
  });
}

async function lockVaried(tx: TransactionContext, awardId: string, move: AwardMove, input: Varying): Promise<{ award: Award; pot: Pot; status: Award["status"] }> {
  const { award, pot } = await lockAward(tx, awardId);
  permit(may.vary(tx.actor, await decidable(tx.db, tx.actor, award)));
  const status = afterMove(award.status, move);
  if (input.version !== undefined && input.version !== award.version)
    throw new Conflict("This award has changed since you opened the page. Look at it again before you change it", { version: award.version });
  if (input.reason.trim() === "") throw new Invalid({ reason: "Say why" });
  return { award, pot, status };
}

/** Takes the award out of the counts as it was, changes it, and counts it again where it is still public. */
async function recount(tx: TransactionContext, award: Award, change: Partial<Award>, alsoChange?: () => Promise<void>): Promise<void> {
  await addToCounts(tx.db, [award.id], -1);
  await tx.db.updateTable("award").set({ ...change, version: award.version + 1 }).where("id", "=", award.id).execute();
  await alsoChange?.();
  if (change.counted !== false) await addToCounts(tx.db, [award.id], 1);
}
