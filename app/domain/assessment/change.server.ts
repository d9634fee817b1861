/** The only code that writes checks, interests and assignments. Scores are in scores.server.ts. */
import { record } from "../audit/change.server.ts";
import { lockApplication, moveApplication } from "../applications/change.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import type { CheckInput, Declaration } from "./model.ts";
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

/**
 * Records the checks that differ from what is saved. Throws Conflict when a colleague answered one of these meanwhile: theirs
 * is never overwritten unseen.
 */
export async function recordChecks(context: Context, applicationId: string, input: readonly CheckInput[]): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { actor, application, standing } = await lockForActor(tx, applicationId);
    permit(may.administer(actor, standing));
    if (application.status === "withdrawn") throw new WrongState("The group withdrew this application, so there is nothing left to check");
    const saved = new Map((await tx.db.selectFrom("application_check").selectAll().where("application_id", "=", application.id).execute()).map((row) => [row.check_code, row]));
    const changed = input.filter(({ code, outcome, note }) => {
      const before = saved.get(code);
      return before ? before.outcome !== outcome || before.note !== note : outcome !== "to-do" || note !== "";
    });
    const overtaken = changed.filter(({ code, seen }) => (saved.get(code)?.recorded_at.toISOString() ?? "") !== seen);
    if (overtaken.length > 0)
      throw new Conflict("A colleague answered some of these checks since you opened the page. Compare both and save again", {
        checks: overtaken.map(({ code }) => ({ code, outcome: saved.get(code)?.outcome ?? "to-do", note: saved.get(code)?.note ?? "" })),
      });
    if (changed.length === 0) return;
    for (const { code, outcome, note } of changed) {
      const values = { outcome, note, recorded_by: actor.id, recorded_at: new Date() };
      await tx.db
        .insertInto("application_check")
        .values({ application_id: application.id, check_code: code, ...values })
        .onConflict((conflict) => conflict.columns(["application_id", "check_code"]).doUpdateSet(values))
        .execute();
    }
    await record(tx, "application.checked", { type: "application", id: application.id }, { checks: Object.fromEntries(changed.map(({ code, outcome }) => [code, outcome])) });
  });
}

const closedToThem = "This person belongs to the group that applied or declared an interest, so they can't assess this application";

/**
 * Asks a person to assess an application; the first one moves it into assessment. Throws Invalid on `person_id` when they hold
 * no assessor's role here, were asked already, or have an interest; the database refuses the last again by itself.
 */
export async function assign(context: Context, applicationId: string, personId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { actor, application, standing } = await lockForActor(tx, applicationId);
    permit(may.administer(actor, standing));
    if (application.status !== "submitted" && application.status !== "in-assessment")
      throw new WrongState("This application has been decided or withdrawn, so nobody can be asked to assess it");
    const person = (await listAssignable(tx.db, application.id)).find(({ id }) => id === personId);
    if (!person) throw new Invalid({ person_id: "Choose an assessor of this fund in this area who is not assessing it yet" });
    if (person.closed) throw new Invalid({ person_id: closedToThem });
    try {
      await tx.db.insertInto("assignment").values({ id: newId(), application_id: application.id, person_id: personId, assigned_by: actor.id }).execute();
    } catch (error) {
      const constraint = refusedConstraint(error);
      if (constraint === "assignment_without_interest") throw new Invalid({ person_id: closedToThem });
      if (constraint === "assignment_once") throw new Invalid({ person_id: "This person is assessing it already" });
      throw error;
    }
    if (application.status === "submitted") await moveApplication(tx, application, "assign");
    await tellAssessor(tx, application.id, personId);
    await record(tx, "application.assigned", { type: "application", id: application.id }, { person_id: personId });
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

async function endOpenAssignment(tx: TransactionContext, applicationId: string, personId: string, ended_reason: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable("assignment")
    .set({ ended_at: new Date(), ended_reason })
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

async function writeInterest(tx: TransactionContext, application_id: string, person_id: string, { has_interest, explanation }: Declaration): Promise<void> {
  const values = { has_interest, explanation, declared_at: new Date() };
  await tx.db
    .insertInto("interest")
    .values({ id: newId(), application_id, person_id, ...values })
    .onConflict((conflict) => conflict.columns(["application_id", "person_id"]).doUpdateSet(values))
    .execute();
}

/** Ends the assignment and voids the sheet. Says whether there was a sheet. */
async function closeTo(tx: TransactionContext, applicationId: string, personId: string): Promise<boolean> {
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

