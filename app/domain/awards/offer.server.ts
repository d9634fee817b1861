/** The offer: a group accepts it, or declines it and the money is free again. */
import { paths } from "#app/paths.ts";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import type { Pot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Closed, NotFound, WrongState } from "../kernel/errors.ts";
import { formatDay, londonDay } from "../kernel/time.ts";
import { addToCounts } from "./counts.server.ts";
import { addEvent, giveBack, lockAward, londonToday, writeToGroup, type Award } from "./ledger.server.ts";
import { acceptedLetter } from "./letters.ts";
import { afterMove, returnDueOn, type AcceptanceInput } from "./model.ts";
import { may } from "./policy.ts";

/** Opens the return of an award that has just been accepted, in the same transaction. Monitoring lies downstream, so it is handed in. */
export type OpenReturn = (tx: TransactionContext, award: Pick<Award, "id" | "round_id" | "synthetic">, due_on: string) => Promise<void>;

/**
 * An owner of the group accepts the offer in the name of a signatory. Accepting twice is the same as once.
 * Called through monitoring's `acceptOffer`, which opens the return.
 * @throws Closed after `accept_by`, by the database's clock in London
 * @throws WrongState when the offer was declined or withdrawn, or while its condition is not met
 */
export async function accept(context: Context, awardId: string, input: AcceptanceInput, openReturn: OpenReturn): Promise<{ return_due_on: string }> {
  return inTransaction(context, async (tx) => {
    const { award, pot } = await lockReleased(tx, awardId);
    const { today, at } = await londonToday(tx);
    if (award.status === "accepted") return { return_due_on: returnDueOn(award.ends_on, londonDay(award.accepted_at!)) };
    const status = afterMove(award.status, "accept");
    if (award.accept_by && today > award.accept_by)
      throw new Closed(`This offer could be accepted until ${formatDay(award.accept_by)}. ${pot.contact_email ? `Write to ${pot.contact_email}` : "Ask the fund's administrator"} if you still want it`);
    await refuseUnmet(tx, award);
    const return_due_on = returnDueOn(award.ends_on, today);
    await tx.db
      .updateTable("award")
      .set({
        status, accepted_at: at, accepted_by: tx.actor.kind === "person" ? tx.actor.id : null, version: award.version + 1,
        signatory_name: input.signatory_name, signatory_role: input.signatory_role,
      })
      .where("id", "=", award.id)
      .execute();
    await addEvent(tx, award, "accepted");
    await openReturn(tx, award, return_due_on);
    await writeToGroup(tx, award.organisation_id, "award.accepted", `award-accepted:${award.id}`, acceptedLetter({ ...(await letterFacts(tx, award, pot)), ...input, amount_pence: award.amount_pence, return_due_on }));
    await record(tx, "award.accepted", { type: "award", id: award.id }, { return_due_on });
    return { return_due_on };
  });
}

/** A conditional award waits for its condition, whoever would accept it sooner. */
async function refuseUnmet(tx: TransactionContext, award: Pick<Award, "decision_id">): Promise<void> {
  if (!award.decision_id) return;
  const decision = await tx.db.selectFrom("decision").select(["outcome", "conditions_met_at"]).where("id", "=", award.decision_id).executeTakeFirst();
  if (decision?.outcome === "conditional" && !decision.conditions_met_at)
    throw new WrongState("This offer can be accepted once its condition is met and the fund's team has recorded that. Your decision says what is needed");
}

/** An owner of the group declines the offer: it leaves the register and the counts, and its money is free for others. Declining twice is the same as once. */
export async function declineOffer(context: Context, awardId: string, input: { reason: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { award } = await lockReleased(tx, awardId);
    if (award.status === "not-taken-up") return;
    const status = afterMove(award.status, "decline");
    await addToCounts(tx.db, [award.id], -1);
    await tx.db.updateTable("award").set({ status, counted: false, version: award.version + 1 }).where("id", "=", award.id).execute();
    await giveBack(tx, award);
    await addEvent(tx, award, "not-taken-up", { change_pence: -award.amount_pence, reason: input.reason });
    await publicPagesChanged(tx);
    await record(tx, "award.not-taken-up", { type: "award", id: award.id }, { change_pence: -award.amount_pence });
  });
}

/** A released award that the actor may answer for; before its release it is not there. */
async function lockReleased(tx: TransactionContext, awardId: string): Promise<{ award: Award; pot: Pot }> {
  const locked = await lockAward(tx, awardId);
  if (!locked.award.released_at) throw new NotFound();
  permit(may.answerOffer(tx.actor, locked.award));
  return locked;
}

/** What every letter about an award needs. */
export async function letterFacts(tx: TransactionContext, award: Award, pot: Pot) {
  const { name } = await tx.db.selectFrom("organisation").select("name").where("id", "=", award.organisation_id).executeTakeFirstOrThrow();
  return {
    award_reference: award.reference,
    organisation: name,
    title: award.title,
    body_name: pot.body_name ?? pot.fund_title,
    contact_email: pot.contact_email,
    address: award.application_id ? paths.applicationDecision(award.application_id) : paths.award(award.reference),
  };
}
