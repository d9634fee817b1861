/** What stands in the way of a decision, each refused with its reason before anything is written; and whether a second person is needed. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { lockApplication } from "../applications/change.server.ts";
import type { Pot } from "../funds/read.server.ts";
import { subPotOf, type SubPot } from "../funds/sub-pots.ts";
import { listSubPots } from "../funds/sub-pots.server.ts";
import { yearsFrom, yearsRefused, type YearAmount } from "../funds/years.ts";
import type { TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { formatPence } from "../kernel/money.ts";
import { amountRefused, belowMinimum, isAward, outcomes, type DecisionInput, type SecondWhy } from "./model.ts";

export type Application = Awaited<ReturnType<typeof lockApplication>>;
export type StandingDecision = NonNullable<Awaited<ReturnType<typeof findStanding>>>;

/** The person who acts. Throws NotFound for anybody else. */
export const personId = (tx: TransactionContext): string => {
  if (tx.actor.kind !== "person") throw new NotFound();
  return tx.actor.id;
};

/** The decision that stands on an application: neither taken back, nor a reserve in whose place another one came. */
export async function findStanding(db: Kysely<DB>, applicationId: string) {
  return db
    .selectFrom("decision")
    .innerJoin("person", "person.id", "decision.decided_by")
    .selectAll("decision")
    .select("person.name as decided_by_name")
    .where("decision.application_id", "=", applicationId)
    .where("decision.taken_back_at", "is", null)
    .where("decision.moved_up_at", "is", null)
    .executeTakeFirst();
}

/**
 * Refuses what can't be decided on.
 * @returns the reserve in whose place the decision comes, where it names one
 * @throws WrongState with what stands, Conflict where the reserve it names is not the one that stands
 */
export async function refuseUndecidable(tx: TransactionContext, application: Application, input: DecisionInput): Promise<StandingDecision | undefined> {
  if (application.status === "withdrawn") throw new WrongState("The group has withdrawn this application, so there is nothing to decide");
  if (application.status === "draft") throw new WrongState("This application has not been sent yet");
  if (application.status !== "decided") {
    if (input.seen_asked_pence !== undefined && input.seen_asked_pence !== application.asked_pence)
      throw new Conflict(`The group asks for ${formatPence(application.asked_pence ?? 0)} now, not ${formatPence(input.seen_asked_pence)} as when you opened the page. Read what it changed and decide then`);
    if (input.moves_up !== undefined) throw new Conflict("This application is not on the reserve list any more. Look at it again");
    return undefined;
  }
  const standing = await findStanding(tx.db, application.id);
  if (!standing) throw new WrongState("This application was decided");
  if (input.moves_up !== undefined) return reserveOf(standing, input);
  const who = standing.decided_by === personId(tx) ? "You have" : `${standing.decided_by_name} has`;
  const what = `${outcomes[standing.outcome].staff.toLowerCase()}${standing.amount_pence === null ? "" : `, ${formatPence(standing.amount_pence)}`}`;
  throw new WrongState(`${who} already decided on this application: ${what}. Take that decision back first if it should change`);
}

function reserveOf(standing: StandingDecision, input: DecisionInput): StandingDecision {
  if (standing.id !== input.moves_up || standing.outcome !== "reserve") throw new Conflict("Somebody has decided on this reserve since you opened the page. Look at it again");
  if (!standing.released_at) throw new WrongState("The group has not been told that it is on the reserve list. Take that decision back and decide anew");
  if (input.outcome === "reserve") throw new Invalid({ outcome: "It is on the reserve list already" });
  return standing;
}

/** What is awarded, or would be offered to a reserve, in pence; null for a decline. Throws Invalid. */
export function amountOf(input: DecisionInput, application: Application, smallest: number | null): number | null {
  const ask = application.asked_pence!;
  if (input.outcome === "decline") return null;
  const all = input.outcome === "full" || (input.outcome !== "part" && input.amount_pence === null);
  const amount = all ? ask : input.amount_pence;
  if (amount === null || !Number.isSafeInteger(amount) || amount <= 0) throw new Invalid({ amount_pence: "Enter the amount to award, in pounds" });
  const problem = amountRefused(amount, ask, smallest);
  if (problem) throw new Invalid({ amount_pence: problem });
  if (input.outcome === "part" && amount === ask) throw new Invalid({ amount_pence: `${formatPence(ask)} is all that was asked for: choose an award in full` });
  if (input.outcome === "conditional" && !input.conditions_to_meet?.trim()) throw new Invalid({ conditions_to_meet: "Write what the group has to do before it can accept the offer" });
  return amount;
}

/** The part of the pot that an award comes from; undefined where the pot is not divided. Throws WrongState where nobody has said which. */
export async function partOf(tx: TransactionContext, application: Application): Promise<SubPot | undefined> {
  const subPots = await listSubPots(tx.db, application.pot_id);
  const part = subPotOf(subPots, application);
  if (subPots.length > 0 && !part)
    throw new WrongState(
      subPots.some(({ kind }) => kind === "locality")
        ? "This pot is divided by locality: say first which one this application belongs to"
        : `No part of this pot takes applications for ${formatPence(application.asked_pence!)}: say first which part this one belongs to`,
    );
  return part;
}

/** The award by financial year: as it was split, or all of it in the round's own year. Throws Invalid. */
export function yearsOf(input: DecisionInput, amount: number, pot: Pot): YearAmount[] {
  if (!input.years) return [{ financial_year: pot.financial_year, amount_pence: amount }];
  const problem = yearsRefused(amount, input.years, yearsFrom(pot.financial_year));
  if (problem) throw new Invalid({ years: problem });
  return input.years.filter(({ amount_pence }) => amount_pence > 0);
}

/** The mean of the sheets that were sent by people without an interest, as the board ranks by it; null before the first. Who has only left the room goes on counting. */
export async function meanPercent(db: Kysely<DB>, applicationId: string): Promise<number | null> {
  const { rows } = await sql<{ mean: number | null }>`
    select round(avg(weighted_percent), 2)::float8 as mean from score_sheet
     where application_id = ${applicationId}::uuid and status = 'sent' and not conflicted_by_interest(application_id, person_id)`.execute(db);
  return rows[0]!.mean;
}

/**
 * Why an award of an application would be below the pot's least mean score; undefined when it would not. Who still owes scores of their own
 * does not hear the mean from it.
 */
export async function lowScore(db: Kysely<DB>, applicationId: string, person: string, minimum: number | null): Promise<string | undefined> {
  const low = minimum === null ? undefined : belowMinimum(await meanPercent(db, applicationId), minimum);
  if (low === undefined) return undefined;
  const asked = await db.selectFrom("assignment").select("id").where("application_id", "=", applicationId).where("person_id", "=", person).where("ended_at", "is", null).executeTakeFirst();
  return asked && !(await sentSheet(db, applicationId, person)) ? `This pot awards from a mean score of ${minimum}%` : low;
}

/** Refuses an award below the pot's least mean score, unless it says why. Throws Invalid. */
export async function refuseBelowMinimum(tx: TransactionContext, application: Application, pot: Pick<Pot, "minimum_percent">, input: DecisionInput): Promise<void> {
  if (!isAward(input.outcome) || input.below_minimum_reason?.trim()) return;
  const problem = await lowScore(tx.db, application.id, personId(tx), pot.minimum_percent);
  if (problem) throw new Invalid({ below_minimum_reason: `${problem}. Say why it is awarded all the same` });
}

/** Whether a person sent scores of an application. */
export async function sentSheet(db: Kysely<DB>, applicationId: string, personId: string): Promise<boolean> {
  const sheet = await db.selectFrom("score_sheet").select("id").where("application_id", "=", applicationId).where("person_id", "=", personId).where("status", "=", "sent").executeTakeFirst();
  return sheet !== undefined;
}

/**
 * Whether a person assessed an application: sent scores of it, or gave points that they have not sent, or have taken back since. Who decides
 * first and sends afterwards is no other person for it.
 */
export async function hasAssessed(db: Kysely<DB>, applicationId: string, personId: string): Promise<boolean> {
  const sheet = await db.selectFrom("score_sheet as t").select("t.id").where("t.application_id", "=", applicationId).where("t.person_id", "=", personId)
    .where((eb) => eb.or([eb("t.sent_at", "is not", null), eb.exists(eb.selectFrom("score as s").select("s.sheet_id").whereRef("s.sheet_id", "=", "t.id").where("s.points", "is not", null))]))
    .executeTakeFirst();
  return sheet !== undefined;
}

/** Why a second person has to confirm a decision: codes of `secondWhy`; none when one person is enough. */
export async function secondNeeded(tx: TransactionContext, applicationId: string, pot: Pick<Pot, "second_person_above_pence">, award: number | null): Promise<SecondWhy[]> {
  const assessed = await hasAssessed(tx.db, applicationId, personId(tx));
  const above = award !== null && pot.second_person_above_pence !== null && award > pot.second_person_above_pence;
  return [...(above ? (["amount"] as const) : []), ...(assessed ? (["assessed"] as const) : [])];
}

/** The places on a pot's reserve list that are taken. */
async function takenPlaces(db: Kysely<DB>, potId: string): Promise<number[]> {
  const taken = await db
    .selectFrom("decision")
    .innerJoin("application", "application.id", "decision.application_id")
    .select("decision.reserve_position")
    .where("application.pot_id", "=", potId)
    .where("decision.outcome", "=", "reserve")
    .where("decision.taken_back_at", "is", null)
    .where("decision.moved_up_at", "is", null)
    .execute();
  return taken.map(({ reserve_position }) => reserve_position!);
}
export const nextReservePlace = async (db: Kysely<DB>, potId: string): Promise<number> => Math.max(0, ...(await takenPlaces(db, potId))) + 1;
/** A place again, where nobody has it meanwhile; else the last one. */
export const placeAgain = async (db: Kysely<DB>, potId: string, place: number): Promise<number> => ((await takenPlaces(db, potId)).includes(place) ? nextReservePlace(db, potId) : place);

/** The place on the pot's reserve list: the one asked for, else the next. Throws Invalid where it is taken. */
export async function reservePlace(tx: TransactionContext, potId: string, wanted: number | undefined): Promise<number> {
  const next = await nextReservePlace(tx.db, potId);
  if (wanted === undefined) return next;
  if (!Number.isSafeInteger(wanted) || wanted < 1) throw new Invalid({ reserve_position: "The first place is 1" });
  if ((await takenPlaces(tx.db, potId)).includes(wanted)) throw new Invalid({ reserve_position: `Place ${wanted} on the reserve list is taken. The next free one is ${next}` });
  return wanted;
}
