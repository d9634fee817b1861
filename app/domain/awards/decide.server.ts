/** Decide, and take a decision back while nobody outside knows of it. */
import { record } from "../audit/change.server.ts";
import { lockApplication, moveApplication } from "../applications/change.server.ts";
import { getSubmission } from "../applications/read.server.ts";
import { commitFromPot, lockPot } from "../funds/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { newId, newReference } from "../kernel/ids.server.ts";
import { formatPence } from "../kernel/money.ts";
import { addEvent, decidable, lockAward, londonToday, writeTags } from "./ledger.server.ts";
import { afterMove, amountRefused, outcomes, type DecisionInput } from "./model.ts";
import { may } from "./policy.ts";
import { tagsOfApplication } from "./read.server.ts";

type Application = Awaited<ReturnType<typeof lockApplication>>;

/**
 * Decides on an application: once, however many press in the same moment. An award takes its money out of the pot and waits for release;
 * until then only staff know of it.
 * @returns the decision's key, the award's where there is one, and what then remains in the pot (pence)
 * @throws WrongState when it was decided before, withdrawn or never sent, or when the pot holds less (with what remains, in words)
 * @throws Invalid when the amount is above the ask or below the pot's smallest award, or a tag is not on the round's list
 */
export async function decide(context: Context, applicationId: string, input: DecisionInput): Promise<{ decision_id: string; award_id: string | null; remaining_pence: number }> {
  return inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, applicationId);
    const pot = await lockPot(tx, application.pot_id);
    permit(may.decide(tx.actor, await decidable(tx.db, tx.actor, { ...pot, application_id: application.id, organisation_id: application.organisation_id })));
    await refuseUndecidable(tx, application);
    const amount = amountOf(input, application, pot.min_amount_pence);
    const decision_id = newId();
    await tx.db
      .insertInto("decision")
      .values({
        id: decision_id, application_id: application.id, outcome: input.outcome, amount_pence: amount,
        reasons: input.reasons, feedback: input.feedback, decided_by: personId(tx),
      })
      .execute();
    const after = amount === null ? pot : await commitFromPot(tx, pot.id, amount);
    const award_id = amount === null ? null : await makeAward(tx, application, { ...input, decision_id, amount });
    await moveApplication(tx, application, "decide");
    await record(tx, "application.decided", { type: "application", id: application.id }, { decision_id, award_id, outcome: input.outcome, amount_pence: amount });
    if (award_id !== null) await record(tx, "award.made", { type: "award", id: award_id }, { application_id: application.id, decision_id, amount_pence: amount });
    return { decision_id, award_id, remaining_pence: after.allocation_pence - after.committed_pence };
  });
}

const personId = (tx: TransactionContext): string => {
  if (tx.actor.kind !== "person") throw new NotFound();
  return tx.actor.id;
};

async function refuseUndecidable(tx: TransactionContext, application: Application): Promise<void> {
  if (application.status === "withdrawn") throw new WrongState("The group has withdrawn this application, so there is nothing to decide");
  if (application.status === "draft") throw new WrongState("This application has not been sent yet");
  if (application.status !== "decided") return;
  const standing = await tx.db
    .selectFrom("decision")
    .innerJoin("person", "person.id", "decision.decided_by")
    .select(["decision.outcome", "decision.amount_pence", "decision.decided_by", "person.name"])
    .where("decision.application_id", "=", application.id)
    .where("decision.taken_back_at", "is", null)
    .executeTakeFirstOrThrow();
  const who = standing.decided_by === personId(tx) ? "You have" : `${standing.name} has`;
  const what = `${outcomes[standing.outcome].staff.toLowerCase()}${standing.amount_pence === null ? "" : `, ${formatPence(standing.amount_pence)}`}`;
  throw new WrongState(`${who} already decided on this application: ${what}. Take that decision back first if it should change`);
}

/** What is awarded, in pence; null for a decline. */
function amountOf(input: DecisionInput, application: Application, smallest: number | null): number | null {
  const ask = application.asked_pence!;
  if (input.outcome === "decline") return null;
  const amount = input.outcome === "full" ? ask : input.amount_pence;
  if (amount === null || !Number.isSafeInteger(amount) || amount <= 0) throw new Invalid({ amount_pence: "Enter the amount to award, in pounds" });
  const problem = amountRefused(amount, ask, smallest);
  if (problem) throw new Invalid({ amount_pence: problem });
  if (input.outcome === "part" && amount === ask) throw new Invalid({ amount_pence: `${formatPence(ask)} is all that was asked for: choose an award in full` });
  return amount;
}

async function makeAward(tx: TransactionContext, application: Application, input: DecisionInput & { decision_id: string; amount: number }): Promise<string> {
  const pot = await tx.db
    .selectFrom("pot")
    .innerJoin("round", "round.id", "pot.round_id")
    .select(["pot.area_code", "pot.round_id", "round.fund_id", "round.lists"])
    .where("pot.id", "=", application.pot_id)
    .executeTakeFirstOrThrow();
  const submission = await getSubmission(tx.db, application.id);
  const answer = (question: string): string | undefined => textAnswer(submission.answers, question);
  const { today } = await londonToday(tx);
  const award = { id: newId(), awarded_on: today, synthetic: application.synthetic };
  await tx.db
    .insertInto("award")
    .values({
      ...award,
      reference: newReference("LG"),
      fund_id: pot.fund_id,
      round_id: pot.round_id,
      pot_id: application.pot_id,
      area_code: pot.area_code,
      organisation_id: application.organisation_id,
      application_id: application.id,
      decision_id: input.decision_id,
      title: application.title!,
      description: answer("summary") ?? "",
      asked_pence: application.asked_pence,
      amount_pence: input.amount,
      status: "decided",
      reach: application.reach,
      project_standing: application.project_standing,
      starts_on: answer("starts-on") ?? null,
      ends_on: answer("ends-on") ?? null,
      conditions: input.conditions,
    })
    .execute();
  await writeTags(tx, award.id, input.tags ?? (await tagsOfApplication(tx.db, application.id)), pot.lists as Record<string, number>);
  await addEvent(tx, award, "made", { change_pence: input.amount });
  return award.id;
}

function textAnswer(answers: unknown, question: string): string | undefined {
  const value = (answers as Record<string, unknown>)[question];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * Takes a decision back before its release: the award's money is free again and the application is being assessed as before.
 * @throws WrongState when there is no decision, or once it has been released
 */
export async function takeBack(context: Context, applicationId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, applicationId);
    const pot = await lockPot(tx, application.pot_id);
    permit(may.takeBack(tx.actor, await decidable(tx.db, tx.actor, { ...pot, application_id: application.id, organisation_id: application.organisation_id })));
    const decision = await tx.db
      .selectFrom("decision")
      .select(["id", "released_at", "outcome"])
      .where("application_id", "=", application.id)
      .where("taken_back_at", "is", null)
      .executeTakeFirst();
    if (!decision) throw new WrongState("There is no decision on this application to take back");
    if (decision.released_at) throw new WrongState("The group has been told of this decision, so it can't be taken back. A released award can be reduced or withdrawn");
    const { at } = await londonToday(tx);
    await tx.db.updateTable("decision").set({ taken_back_at: at, taken_back_by: personId(tx) }).where("id", "=", decision.id).execute();
    const held = await tx.db.selectFrom("award").select("id").where("decision_id", "=", decision.id).executeTakeFirst();
    if (held) await giveBackUnreleased(tx, held.id);
    await moveApplication(tx, application, "reopen");
    await record(tx, "application.decision-taken-back", { type: "application", id: application.id }, { decision_id: decision.id, outcome: decision.outcome });
    if (held) await record(tx, "award.taken-back", { type: "award", id: held.id }, { application_id: application.id });
  });
}

async function giveBackUnreleased(tx: TransactionContext, awardId: string): Promise<void> {
  const { award } = await lockAward(tx, awardId);
  await tx.db.updateTable("award").set({ status: afterMove(award.status, "take-back"), version: award.version + 1 }).where("id", "=", award.id).execute();
  await commitFromPot(tx, award.pot_id, -award.amount_pence);
  await addEvent(tx, award, "taken-back", { change_pence: -award.amount_pence });
}
