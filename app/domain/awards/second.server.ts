/** What happens between a decision and its release: a second person confirms it or gives it back, a condition is met, a part of the pot is named. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { lockApplication } from "../applications/change.server.ts";
import { namesFor } from "../assessment/anonymity.server.ts";
import { record } from "../audit/change.server.ts";
import { boardChanged } from "../funds/board-version.server.ts";
import { lockPot } from "../funds/change.server.ts";
import type { Pot } from "../funds/read.server.ts";
import { listSubPots } from "../funds/sub-pots.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { addDays } from "../kernel/time.ts";
import { findStanding, personId, type Application, type StandingDecision } from "./decide-checks.server.ts";
import { undo } from "./decide.server.ts";
import { decidable, lockAward, londonToday, writeToGroup } from "./ledger.server.ts";
import { conditionMetLetter } from "./letters.ts";
import { daysToAccept, standing } from "./model.ts";
import { letterFacts } from "./offer.server.ts";
import { may } from "./policy.ts";

interface Locked {
  application: Application;
  pot: Pot;
  decision: StandingDecision;
}

/** A decision that stands, with its application and pot, locked in that order. Throws NotFound, and Conflict where it no longer stands. */
async function lockDecision(tx: TransactionContext, decisionId: string): Promise<Locked> {
  const found = isId(decisionId) ? await tx.db.selectFrom("decision").select("application_id").where("id", "=", decisionId).executeTakeFirst() : undefined;
  if (!found) throw new NotFound();
  const application = await lockApplication(tx, found.application_id);
  const pot = await lockPot(tx, application.pot_id);
  const thing = await decidable(tx.db, tx.actor, { ...pot, application_id: application.id, organisation_id: application.organisation_id });
  permit(may.decide(tx.actor, thing));
  const decision = await findStanding(tx.db, application.id);
  if (decision?.id !== decisionId) throw new Conflict("This decision was taken back or changed since you opened the page. Look at it again");
  return { application, pot, decision };
}

async function lockUnconfirmed(tx: TransactionContext, decisionId: string): Promise<Locked> {
  const locked = await lockDecision(tx, decisionId);
  const { decision, pot, application } = locked;
  const thing = { ...(await decidable(tx.db, tx.actor, { ...pot, application_id: application.id, organisation_id: application.organisation_id })), decided_by: decision.decided_by };
  permit(may.confirm(tx.actor, thing));
  if (!decision.needs_second) throw new WrongState("This decision doesn't need a second person");
  if (decision.confirmed_at) throw new WrongState("This decision is confirmed already");
  return locked;
}

/**
 * A second person, without an interest and not the one who decided, stands behind a decision. Only then can it be released.
 * @throws WrongState when it needs nobody or is confirmed already, Conflict when it was taken back meanwhile
 */
export async function confirmDecision(context: Context, decisionId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { application, pot, decision } = await lockUnconfirmed(tx, decisionId);
    const { at } = await londonToday(tx);
    await tx.db.updateTable("decision").set({ confirmed_at: at, confirmed_by: personId(tx) }).where("id", "=", decision.id).execute();
    await boardChanged(tx, pot.id);
    await record(tx, "application.decision-confirmed", { type: "application", id: application.id }, { decision_id: decision.id });
  });
}

/**
 * A second person does not stand behind a decision: it is taken back with the reason, its money is free, and whoever made it sees why.
 * @throws Invalid without a reason; WrongState and Conflict as `confirmDecision`
 */
export async function returnDecision(context: Context, decisionId: string, input: { reason: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { application, decision } = await lockUnconfirmed(tx, decisionId);
    const reason = input.reason.trim();
    if (reason === "") throw new Invalid({ reason: "Say why you don't confirm it. The person who made the decision reads this" });
    if (reason.length > 2_000) throw new Invalid({ reason: "Use at most 2,000 characters" });
    await undo(tx, application, decision, reason);
  });
}

/**
 * Records that the condition of a conditional award is met. Where the offer is out already, the group is told, and has its full time to
 * accept from today.
 * @throws WrongState when there is no condition, it is met already or the offer has ended
 */
export async function metCondition(context: Context, decisionId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { application, pot, decision } = await lockDecision(tx, decisionId);
    if (decision.outcome !== "conditional") throw new WrongState("This decision has no condition that has to be met first");
    if (decision.conditions_met_at) throw new WrongState("It is recorded already that the condition is met");
    const { today, at } = await londonToday(tx);
    await tx.db.updateTable("decision").set({ conditions_met_at: at, conditions_met_by: personId(tx) }).where("id", "=", decision.id).execute();
    const found = await tx.db.selectFrom("award").select(["id", "status"]).where("decision_id", "=", decision.id).executeTakeFirst();
    if (found && !standing.some((status) => status === found.status)) throw new WrongState("This offer has ended: it lapsed, was declined or withdrawn. Nobody could accept it any more");
    if (found) await giveTime(tx, found.id, pot, today);
    await boardChanged(tx, pot.id);
    await record(tx, "application.condition-met", { type: "application", id: application.id }, { decision_id: decision.id });
  });
}

async function giveTime(tx: TransactionContext, awardId: string, pot: Pot, today: string): Promise<void> {
  const { award } = await lockAward(tx, awardId);
  if (award.status !== "released") return;
  const accept_by = [award.accept_by ?? today, addDays(today, daysToAccept)].sort().at(-1)!;
  await tx.db.updateTable("award").set({ accept_by, version: award.version + 1 }).where("id", "=", award.id).execute();
  const facts = await letterFacts(tx, award, pot);
  await writeToGroup(tx, award.organisation_id, "award.condition-met", `award-condition-met:${award.id}`, conditionMetLetter({ ...facts, accept_by }));
}

/**
 * Says by hand which part of the pot an application belongs to; null for the one that follows from what it asks for.
 * @throws WrongState once it is decided, NotFound where the part is not this pot's
 */
export async function placeInSubPot(context: Context, applicationId: string, subPotId: string | null): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, applicationId);
    const pot = await lockPot(tx, application.pot_id);
    permit(may.decide(tx.actor, await decidable(tx.db, tx.actor, { ...pot, application_id: application.id, organisation_id: application.organisation_id })));
    if (application.status === "decided") throw new WrongState("This application is decided. Take the decision back before you place it in another part of the pot");
    if (subPotId !== null && !(await listSubPots(tx.db, pot.id)).some(({ id }) => id === subPotId)) throw new Invalid({ sub_pot_id: "Choose a part of this pot" });
    if (application.sub_pot_id === subPotId) return;
    await tx.db.updateTable("application").set((eb) => ({ sub_pot_id: subPotId, version: eb("version", "+", 1) })).where("id", "=", application.id).execute();
    await boardChanged(tx, pot.id);
    await record(tx, "application.placed", { type: "application", id: application.id }, { sub_pot_id: subPotId });
  });
}

export interface WaitingForSecond {
  decision_id: string;
  application_id: string;
  reference: string;
  organisation_name: string;
  pot_id: string;
  decided_at: Date;
  decided_by_name: string;
}

/** The decisions that a person could confirm now: they decide there, made none of them themselves, and have no interest. Oldest first. */
export async function listToConfirm(db: Kysely<DB>, person: Pick<PersonActor, "id">, potId?: string): Promise<WaitingForSecond[]> {
  const { rows } = await sql<WaitingForSecond>`
    select d.id as decision_id, a.id as application_id, a.reference, o.name as organisation_name, a.pot_id, d.decided_at, p.name as decided_by_name
      from decision d join application a on a.id = d.application_id join organisation o on o.id = a.organisation_id
      join pot on pot.id = a.pot_id join round on round.id = pot.round_id join person p on p.id = d.decided_by
     where d.needs_second and d.confirmed_at is null and d.taken_back_at is null and d.released_at is null and d.decided_by <> ${person.id}::uuid
       and exists (select 1 from role_held r where r.person_id = ${person.id}::uuid and r.ended_at is null and r.role in ('administrator', 'chair')
                                               and r.fund_id = round.fund_id and r.area_code = pot.area_code)
       and not conflicted(a.id, ${person.id}::uuid) ${potId === undefined ? sql`` : sql`and a.pot_id = ${potId}::uuid`}
     order by d.decided_at, d.id limit 100`.execute(db);
  return namesFor(db, person.id, rows);
}

export interface ReturnedDecision {
  application_id: string;
  reference: string;
  organisation_name: string;
  reason: string;
  taken_back_at: Date;
  returned_by_name: string;
}

/** The decisions of a person that a second one gave back and nobody has decided anew since; without what is closed to them now. */
export async function listReturned(db: Kysely<DB>, person: Pick<PersonActor, "id">): Promise<ReturnedDecision[]> {
  const { rows } = await sql<ReturnedDecision>`
    select a.id as application_id, a.reference, o.name as organisation_name, d.returned_reason as reason, d.taken_back_at, p.name as returned_by_name
      from decision d join application a on a.id = d.application_id join organisation o on o.id = a.organisation_id join person p on p.id = d.taken_back_by
     where d.returned_reason <> '' and d.decided_by = ${person.id}::uuid and a.status in ('submitted', 'in-assessment') and not conflicted(a.id, ${person.id}::uuid)
       and not exists (select 1 from decision later where later.application_id = a.id and later.decided_at > d.decided_at)
     order by d.taken_back_at desc limit 50`.execute(db);
  return namesFor(db, person.id, rows);
}
