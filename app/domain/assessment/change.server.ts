/** The only code that writes interests and assignments. Checks are in checks.server.ts. Scores are in scores.server.ts. */
import { sql } from "kysely";
import { record } from "../audit/change.server.ts";
import { lockApplication, moveApplication, type Application } from "../applications/change.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import type { Declaration } from "./model.ts";
import { may } from "./policy.ts";
import { getApplicationHead, getStanding, listAssignable } from "./read.server.ts";

/** The person who acts: a visitor has no place here, and jobs neither check nor score. */
export function actingPerson({ actor }: Context): PersonActor {
  if (actor.kind !== "person") throw new NotAllowed("Sign in first");
  return actor;
}

/** Locks the application and says how the actor stands to it. */
export async function lockForActor(tx: TransactionContext, applicationId: string) {
  const actor = actingPerson(tx);
  if (!isId(applicationId)) throw new NotFound();
  const application = await lockApplication(tx, applicationId);
  return { actor, application, standing: await getStanding(tx.db, applicationId, actor.id) };
}

const closedToThem = "This person belongs to the group that applied or declared an interest, so they can't assess this application";
/** Why somebody can't be asked, by the constraint with which the database says so too. */
const cannotBeAsked: Record<string, string> = {
  assignment_without_interest: closedToThem,
  assignment_after_declaration: "This person has not declared for this round yet. They do so first, then they can be asked",
  assignment_unread: "This person has read what others scored, so they can no longer assess this application for themselves",
  assignment_once: "This person is assessing it already",
};

/**
 * Asks a person to assess an application; the first one moves it into assessment. Throws Invalid on `person_id` when they have
 * no seat on the panel, were asked already, have an interest, have not declared for the round or have read others' scores; the
 * database refuses all of these again by itself.
 * @param tell false where the caller writes to them about several at once
 */
export async function assign(context: Context, applicationId: string, personId: string, { tell = true } = {}): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { actor, application, standing } = await lockForActor(tx, applicationId);
    permit(may.administer(actor, standing));
    await ask(tx, actor.id, application, personId);
    if (tell) await tellAssessor(tx, application.id, personId);
    await record(tx, "application.assigned", { type: "application", id: application.id }, { person_id: personId });
  });
}

/** The asking itself, of an application that is locked. Throws as `assign`. */
async function ask(tx: TransactionContext, assigned_by: string, application: Application, personId: string): Promise<void> {
  if (application.status !== "submitted" && application.status !== "in-assessment")
    throw new WrongState("This application has been decided or withdrawn, so nobody can be asked to assess it");
  const person = (await listAssignable(tx.db, application.id)).find(({ id }) => id === personId);
  if (!person) throw new Invalid({ person_id: "Choose an assessor of this fund in this area who is not assessing it yet" });
  if (person.closed) throw new Invalid({ person_id: closedToThem });
  // Before the assignment: the move locks the pot, what is summed up in application_work comes after it.
  if (application.status === "submitted") await moveApplication(tx, application, "assign");
  await insertAssignment(tx, { application_id: application.id, person_id: personId, assigned_by });
}

/** Writes an assignment. Throws Invalid on `person_id` with the reason where the database refuses it. */
export async function insertAssignment(tx: TransactionContext, row: { application_id: string; person_id: string; assigned_by: string }): Promise<void> {
  try {
    await tx.db.insertInto("assignment").values({ id: newId(), ...row }).execute();
  } catch (error) {
    const because = cannotBeAsked[refusedConstraint(error) ?? ""];
    if (because) throw new Invalid({ person_id: because });
    throw error;
  }
}

/**
 * Takes an application from one reader and asks another, at once: it never stands with one reader too few in between. Throws
 * WrongState where the first has sent their scores, which count, or no longer assesses it; as `assign` for the other.
 */
export async function replaceReader(context: Context, applicationId: string, fromPersonId: string, toPersonId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { actor, application, standing } = await lockForActor(tx, applicationId);
    permit(may.administer(actor, standing));
    if (!isId(fromPersonId)) throw new NotFound();
    const sent = await tx.db.selectFrom("score_sheet").select("id").where("application_id", "=", application.id).where("person_id", "=", fromPersonId).where("status", "=", "sent").executeTakeFirst();
    if (sent) throw new WrongState("They have sent their scores, and these count. Ask one more reader instead");
    if (!(await endOpenAssignment(tx, application.id, fromPersonId, "Another reader was asked"))) throw new WrongState("They no longer assess this application");
    await ask(tx, actor.id, application, toPersonId);
    await tellAssessor(tx, application.id, toPersonId);
    const subject = { type: "application", id: application.id };
    await record(tx, "application.unassigned", subject, { person_id: fromPersonId });
    await record(tx, "application.assigned", subject, { person_id: toPersonId });
  });
}

async function tellAssessor(tx: TransactionContext, applicationId: string, personId: string): Promise<void> {
  const head = await getApplicationHead(tx.db, applicationId, personId);
  const { email, name } = await tx.db.selectFrom("person").select(["email", "name"]).where("id", "=", personId).executeTakeFirstOrThrow();
  await queueMessage(tx, {
    to_email: email,
    to_person_id: personId,
    template: "assessment-asked",
    subject: `An application to assess: ${head.reference}`,
    body: [
      `Hello ${name},`,
      `You have been asked to assess an application to ${head.round_title} in ${head.area_name}.`,
      "Sign in to Lade and open your assessments. First say whether you have an interest in it: if you do, it is closed to you and somebody else will be asked.",
    ].join("\n\n"),
    dedupe_key: `assessment-asked:${newId()}`,
  });
}

/** Ends a person's assignment. A sheet they already sent stays and counts. Throws WrongState when there is none to end. */
export async function endAssignment(context: Context, applicationId: string, personId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { actor, application, standing } = await lockForActor(tx, applicationId);
    permit(may.administer(actor, standing));
    if (!isId(personId) || !(await endOpenAssignment(tx, application.id, personId, "Ended by the administrator"))) throw new WrongState("This assignment has ended already");
    await record(tx, "application.unassigned", { type: "application", id: application.id }, { person_id: personId });
  });
}

/** Ends the assignment that a person holds. Says whether there was one. */
export async function endOpenAssignment(tx: TransactionContext, applicationId: string, personId: string, ended_reason: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable("assignment")
    .set({ ended_at: sql<Date>`clock_timestamp()`, ended_reason })
    .where("application_id", "=", applicationId)
    .where("person_id", "=", personId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * Declares an interest in an application, or that there is none. An interest closes the application to the person everywhere,
 * ends their assignment, and sets aside the scores they gave, which stay on the record. It is not taken back.
 */
export async function declare(context: Context, applicationId: string, input: Declaration): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { actor, application, standing } = await lockForActor(tx, applicationId);
    permit(may.declare(actor, standing));
    if (!input.has_interest && standing.has_interest === false) return;
    await writeInterest(tx, application.id, actor.id, input);
    const voided = input.has_interest && (await closeTo(tx, application.id, actor.id));
    await record(tx, "interest.declared", { type: "application", id: application.id }, { person_id: actor.id, has_interest: input.has_interest, scores_voided: voided });
  });
}

/** Keeps what somebody said of one application. @param recorded_by who types in what the person declared on paper; null where they do so themselves */
export async function writeInterest(tx: TransactionContext, application_id: string, person_id: string, { has_interest, explanation }: Declaration, recorded_by: string | null = null): Promise<void> {
  const values = { has_interest, explanation, declared_at: sql<Date>`clock_timestamp()`, recorded_by };
  await tx.db
    .insertInto("interest")
    .values({ id: newId(), application_id, person_id, ...values })
    .onConflict((conflict) => conflict.columns(["application_id", "person_id"]).doUpdateSet(values))
    .execute();
}

/** Ends the assignment and voids the sheet, which stays on the record. Says whether there was a sheet. */
export async function closeTo(tx: TransactionContext, applicationId: string, personId: string): Promise<boolean> {
  await endOpenAssignment(tx, applicationId, personId, "An interest was declared");
  const { numUpdatedRows } = await tx.db
    .updateTable("score_sheet")
    .set((eb) => ({ status: "void" as const, version: eb("version", "+", 1) }))
    .where("application_id", "=", applicationId)
    .where("person_id", "=", personId)
    .where("status", "<>", "void")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

