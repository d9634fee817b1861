/** Decide, and take a decision back while nobody outside knows of it. */
import { record } from "../audit/change.server.ts";
import { lockApplication, moveApplication } from "../applications/change.server.ts";
import { getSubmission } from "../applications/read.server.ts";
import { boardChanged } from "../funds/board-version.server.ts";
import { commitFromPot, lockPot } from "../funds/change.server.ts";
import type { Pot } from "../funds/read.server.ts";
import type { YearAmount } from "../funds/years.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, WrongState } from "../kernel/errors.ts";
import { newId, newReference } from "../kernel/ids.server.ts";
import {
  amountOf, findStanding, partOf, personId, placeAgain, refuseBelowMinimum, refuseUndecidable, reservePlace, secondNeeded, yearsOf, type Application, type StandingDecision,
} from "./decide-checks.server.ts";
import { addEvent, decidable, giveBack, lockAward, londonToday, writeTags } from "./ledger.server.ts";
import { requireMeeting } from "./meeting-check.server.ts";
import { afterMove, isAward, type DecisionInput } from "./model.ts";
import { may } from "./policy.ts";
import { tagsOfApplication } from "./read.server.ts";

export interface Decided {
  decision_id: string;
  /** Null for a reserve and a decline. */
  award_id: string | null;
  /** What then remains in the pot, in pence. */
  remaining_pence: number;
  needs_second: boolean;
}

/**
 * Decides on an application: once, however many press in the same moment. An award takes its money out of the pot, its part and its years,
 * and waits for release; until then only staff know of it. A reserve says what would be offered and takes nothing.
 * @throws WrongState when it was decided before, withdrawn or never sent, or when the pot, its part or a year holds less (with what remains, in words)
 * @throws Invalid when the amount is above the ask or below the pot's smallest award, the years don't add up, the score is below the pot's
 * minimum and no reason is given, the place on the reserve list is taken, or a tag is not on the round's list
 * @throws Conflict when the reserve that it moves up is not the one that stands, or the group asks for something else than the page showed
 */
export async function decide(context: Context, applicationId: string, input: DecisionInput): Promise<Decided> {
  return inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, applicationId);
    const pot = await lockPot(tx, application.pot_id);
    permit(may.decide(tx.actor, await decidable(tx.db, tx.actor, { ...pot, application_id: application.id, organisation_id: application.organisation_id })));
    const reserve = await refuseUndecidable(tx, application, input);
    // A reserve moves up when another offer lapses, long after the meeting.
    if (!reserve) await requireMeeting(tx, pot.id, application.id);
    const amount = amountOf(input, application, pot.min_amount_pence);
    await refuseBelowMinimum(tx, application, pot, input);
    const award = isAward(input.outcome) ? amount : null;
    const why = await secondNeeded(tx, application.id, pot, award);
    if (reserve) await moveUp(tx, reserve);
    const decision_id = newId();
    await tx.db
      .insertInto("decision")
      .values({
        id: decision_id, application_id: application.id, outcome: input.outcome, amount_pence: amount,
        reasons: input.reasons, feedback: input.feedback, decided_by: personId(tx),
        conditions_to_meet: input.outcome === "conditional" ? input.conditions_to_meet! : "",
        reserve_position: input.outcome === "reserve" ? await reservePlace(tx, pot.id, input.reserve_position) : null,
        below_minimum_reason: award === null ? "" : (input.below_minimum_reason ?? ""),
        needs_second: why.length > 0, needs_second_why: why.join(" "),
      })
      .execute();
    const made = award === null ? null : await makeAward(tx, { application, pot, input, decision_id, amount: award });
    if (!reserve) await moveApplication(tx, application, "decide");
    await boardChanged(tx, pot.id);
    await record(tx, "application.decided", { type: "application", id: application.id }, {
      decision_id, award_id: made?.award_id ?? null, outcome: input.outcome, amount_pence: amount, needs_second: why.length > 0, ...(reserve ? { moves_up: reserve.id } : {}),
    });
    if (made) await record(tx, "award.made", { type: "award", id: made.award_id }, { application_id: application.id, decision_id, amount_pence: award, sub_pot_id: made.sub_pot_id, years: made.years.map(({ financial_year, amount_pence }) => `${financial_year}:${amount_pence}`) });
    return { decision_id, award_id: made?.award_id ?? null, remaining_pence: made?.remaining_pence ?? pot.allocation_pence - pot.committed_pence, needs_second: why.length > 0 };
  });
}

/** The reserve's turn has come: another decision stands in its place from now on. */
async function moveUp(tx: TransactionContext, reserve: StandingDecision): Promise<void> {
  const { at } = await londonToday(tx);
  await tx.db.updateTable("decision").set({ moved_up_at: at, moved_up_by: personId(tx) }).where("id", "=", reserve.id).execute();
}

interface Making {
  application: Application;
  pot: Pot;
  input: DecisionInput;
  decision_id: string;
  /** In pence. */
  amount: number;
}

/** Takes the money and writes the award. @returns what then remains in the pot, in pence, and where the money came from */
async function makeAward(tx: TransactionContext, { application, pot, input, decision_id, amount }: Making) {
  const years = yearsOf(input, amount, pot);
  const part = await partOf(tx, application);
  const after = await commitFromPot(tx, pot.id, amount, { subPotId: part?.id, years });
  const award_id = await writeAward(tx, { application, pot, input, decision_id, amount }, part?.id ?? null, years);
  return { award_id, years, sub_pot_id: part?.id ?? null, remaining_pence: after.allocation_pence - after.committed_pence };
}

async function writeAward(tx: TransactionContext, { application, pot, input, decision_id, amount }: Making, sub_pot_id: string | null, years: readonly YearAmount[]): Promise<string> {
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
      pot_id: pot.id,
      sub_pot_id,
      area_code: pot.area_code,
      organisation_id: application.organisation_id,
      application_id: application.id,
      decision_id,
      title: application.title!,
      description: answer("summary") ?? "",
      asked_pence: application.asked_pence,
      amount_pence: amount,
      status: "decided",
      reach: application.reach,
      project_standing: application.project_standing,
      starts_on: answer("starts-on") ?? null,
      ends_on: answer("ends-on") ?? null,
      conditions: input.conditions,
    })
    .execute();
  await tx.db.insertInto("award_year").values(years.map((year) => ({ ...year, award_id: award.id }))).execute();
  await writeTags(tx, award.id, input.tags ?? (await tagsOfApplication(tx.db, application.id)), pot.lists);
  await addEvent(tx, award, "made", { change_pence: amount });
  return award.id;
}

function textAnswer(answers: unknown, question: string): string | undefined {
  const value = (answers as Record<string, unknown>)[question];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * Takes a decision back before its release: the award's money is free again and the application is being assessed as before, or on the
 * reserve list again where the decision had moved it up.
 * @param seen the decision that the page showed: another one in its place is left alone
 * @throws WrongState when there is no decision, or once it has been released; Conflict when it is another one by now
 */
export async function takeBack(context: Context, applicationId: string, seen?: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, applicationId);
    const pot = await lockPot(tx, application.pot_id);
    permit(may.takeBack(tx.actor, await decidable(tx.db, tx.actor, { ...pot, application_id: application.id, organisation_id: application.organisation_id })));
    const decision = await findStanding(tx.db, application.id);
    if (decision && seen !== undefined && decision.id !== seen) throw new Conflict("Somebody has decided anew since you opened the page. Look at it again");
    await undo(tx, application, decision, "");
  });
}

/** Undoes a decision that nobody outside knows of. The application and its pot are locked and the policy is asked. @param returned why a second person gives it back; "" otherwise */
export async function undo(tx: TransactionContext, application: Application, decision: StandingDecision | undefined, returned: string): Promise<void> {
  if (!decision) throw new WrongState("There is no decision on this application to take back");
  if (decision.released_at) throw new WrongState("The group has been told of this decision, so it can't be taken back. A released award can be reduced or withdrawn");
  const { at } = await londonToday(tx);
  await tx.db.updateTable("decision").set({ taken_back_at: at, taken_back_by: personId(tx), returned_reason: returned }).where("id", "=", decision.id).execute();
  const held = await tx.db.selectFrom("award").select("id").where("decision_id", "=", decision.id).executeTakeFirst();
  if (held) await giveBackUnreleased(tx, held.id);
  if (!(await restoreReserve(tx, application))) await moveApplication(tx, application, "reopen");
  await boardChanged(tx, application.pot_id);
  await record(tx, returned ? "application.decision-returned" : "application.decision-taken-back", { type: "application", id: application.id }, { decision_id: decision.id, outcome: decision.outcome });
  if (held) await record(tx, "award.taken-back", { type: "award", id: held.id }, { application_id: application.id });
}

async function giveBackUnreleased(tx: TransactionContext, awardId: string): Promise<void> {
  const { award } = await lockAward(tx, awardId);
  await tx.db.updateTable("award").set({ status: afterMove(award.status, "take-back"), version: award.version + 1 }).where("id", "=", award.id).execute();
  await giveBack(tx, award);
  await addEvent(tx, award, "taken-back", { change_pence: -award.amount_pence });
}

/** A reserve whose moving up is undone stands on the list again: in its old place, or last where somebody has that now. */
async function restoreReserve(tx: TransactionContext, application: Application): Promise<boolean> {
  const moved = await tx.db.selectFrom("decision").select(["id", "reserve_position"]).where("application_id", "=", application.id).where("moved_up_at", "is not", null).executeTakeFirst();
  if (!moved) return false;
  const reserve_position = await placeAgain(tx.db, application.pot_id, moved.reserve_position!);
  await tx.db.updateTable("decision").set({ moved_up_at: null, moved_up_by: null, reserve_position }).where("id", "=", moved.id).execute();
  return true;
}
