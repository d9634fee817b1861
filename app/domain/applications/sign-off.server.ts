/** A second person's signature before an application is sent: asked for, given or sent back, and worth nothing once an answer has changed. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { record } from "../audit/change.server.ts";
import { getPot, type Pot } from "../funds/read.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import { lockApplication, type Application } from "./change.server.ts";
import { readDeadline } from "./deadline.server.ts";
import { isWritable, signOffState, signOffWanted, type SignOff } from "./model.ts";
import { may } from "./policy.ts";

/** The newest request for a signature, whatever became of it. */
export async function findSignOff(db: Kysely<DB>, applicationId: string): Promise<SignOff | undefined> {
  return db
    .selectFrom("sign_off as s")
    .innerJoin("person as p", "p.id", "s.person_id")
    .innerJoin("person as asker", "asker.id", "s.asked_by")
    .select(["s.id", "s.person_id", "p.name as person_name", "s.asked_by", "asker.name as asked_by_name", "s.asked_at", "s.state", "s.changes", "s.note", "s.answered_at"])
    .where("s.application_id", "=", applicationId)
    .orderBy("s.asked_at", "desc")
    .orderBy("s.id", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** Who can be asked: everyone of the group with a confirmed address but the one who asks. */
export async function listPossibleSigners(db: Kysely<DB>, organisationId: string, askerId: string) {
  return db
    .selectFrom("role_held as held")
    .innerJoin("person", "person.id", "held.person_id")
    .select(["person.id", "person.name", "person.email"])
    .distinct()
    .where("held.organisation_id", "=", organisationId)
    .where("held.role", "<>", "helper")
    .where("held.ended_at", "is", null)
    .where("person.disabled_at", "is", null)
    .where("person.email_confirmed_at", "is not", null)
    .where("person.id", "<>", askerId)
    .orderBy("person.name")
    .orderBy("person.id")
    .execute();
}

/** Says whether this application wants a signature, beside what its fund wants. For owners of the group. */
export async function wantSignOff(context: Context, id: string, wanted: boolean): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockChangeable(tx, id);
    permit(may.wantSignature(tx.actor, application));
    if (application.sign_off_wanted === wanted) return;
    await tx.db.updateTable("application").set({ sign_off_wanted: wanted }).where("id", "=", application.id).execute();
    await record(tx, "application.sign-off-wanted", { type: "application", id: application.id }, { wanted });
  });
}

/** Asks a member of the group to sign. An earlier request is over with it. Throws Invalid where that person can't be asked. */
export async function askForSignOff(context: Context, id: string, personId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockChangeable(tx, id);
    permit(may.askForSignature(tx.actor, application));
    const asker = tx.actor as PersonActor;
    const asked = (await listPossibleSigners(tx.db, application.organisation_id, asker.id)).find((person) => person.id === personId);
    if (!asked) throw new Invalid({ person_id: "Choose a person of your group" });
    await endLive(tx, application.id);
    const signOff = newId();
    await tx.db.insertInto("sign_off").values({ id: signOff, application_id: application.id, person_id: asked.id, asked_by: asker.id, asked_at: now }).execute();
    const pot = await getPot(tx.db, application.pot_id);
    await queueMessage(tx, {
      to_email: asked.email, to_person_id: asked.id, template: "application.sign-off-asked",
      subject: `Please read and sign application ${application.reference}`,
      body: [
        `Hello ${asked.name},`, "", `${asker.name} asks you to read an application of your group and to sign it before it is sent.`, "",
        `Reference: ${application.reference}`, `Round: ${whereOf(pot)}`, "", "Read it, then sign it or send it back with a note:", paths.applicationSignOff(application.id),
      ].join("\n"),
      dedupe_key: `application.sign-off-asked/${signOff}`,
    });
    await record(tx, "application.sign-off-asked", { type: "application", id: application.id }, { person_id: asked.id });
  });
}

/**
 * Signs, or sends back with a note. `changes` is what the page showed: where an answer has changed since, nothing is signed and
 * Conflict is thrown. Throws NotFound where nothing was asked, Invalid where a note is missing.
 */
export async function answerSignOff(context: Context, id: string, input: { signs: boolean; note: string; changes: number }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockChangeable(tx, id);
    permit(may.read(tx.actor, application));
    const asked = await findSignOff(tx.db, application.id);
    if (!asked || asked.state !== "asked") throw new NotFound("Nobody is asked to sign this application now");
    permit(may.sign(tx.actor, application, asked));
    if (!input.signs && input.note.trim() === "") throw new Invalid({ note: "Say what should be changed before you would sign" });
    const changes = await countChanges(tx.db, application.id);
    if (input.signs && input.changes !== changes) throw new Conflict("An answer was changed since you opened the page. Read it again, then sign");
    const state = input.signs ? "signed" : "sent-back";
    await tx.db.updateTable("sign_off").set({ state, note: input.note.trim(), changes, answered_at: now }).where("id", "=", asked.id).execute();
    const signer = tx.actor as PersonActor;
    const asker = await tx.db.selectFrom("person").select(["id", "email", "name"]).where("id", "=", asked.asked_by).executeTakeFirstOrThrow();
    await queueMessage(tx, {
      to_email: asker.email, to_person_id: asker.id, template: `application.sign-off-${state}`,
      subject: input.signs ? `Application ${application.reference} is signed` : `Application ${application.reference} came back with a note`,
      body: [
        `Hello ${asker.name},`, "",
        ...(input.signs
          ? [`${signer.name} has read your group's application and signed it. It has not been sent yet. If an answer is changed now, it has to be signed again.`, "", "Check it and send it:", paths.checkApplication(application.id)]
          : [`${signer.name} has read your group's application and would like something changed first.`, "", "Read the note:", paths.applicationSignOff(application.id)]),
      ].join("\n"),
      dedupe_key: `application.sign-off-${state}/${asked.id}`,
    });
    await record(tx, input.signs ? "application.signed" : "application.sign-off-sent-back", { type: "application", id: application.id }, { changes });
  });
}

/** Throws WrongState, in words, where a signature is wanted and there is none for these answers. @param changes how many changes they have seen */
export async function refuseUnsigned(tx: Pick<TransactionContext, "db">, application: Pick<Application, "id" | "sign_off_wanted" | "entered_by" | "received_at">, pot: Pick<Pot, "sign_off">, changes: number): Promise<void> {
  if (!signOffWanted(pot, application)) return;
  const latest = await findSignOff(tx.db, application.id);
  const state = signOffState(latest, changes);
  if (state !== "signed") throw new WrongState(unsigned[state](latest?.person_name ?? ""));
}

const unsigned = {
  none: () => "Before this can be sent, a second person of your group has to read and sign it. Ask one of them",
  asked: (name: string) => `Before this can be sent, ${name} has to read and sign it. They were asked and have not answered yet`,
  "sent-back": (name: string) => `${name} did not sign this and left a note. Change what is needed, then ask again`,
  void: (name: string) => `${name} signed this, and an answer was changed after that. It has to be signed again before it can be sent`,
} as const;

/** As `changesOf`, asked of the database. */
export async function countChanges(db: Kysely<DB>, applicationId: string): Promise<number> {
  const { sum } = await db.selectFrom("application_answer").select((eb) => eb.fn.sum<number>("version").as("sum")).where("application_id", "=", applicationId).executeTakeFirstOrThrow();
  return Number(sum ?? 0);
}

const now = sql<Date>`clock_timestamp()`;
const whereOf = (pot: Pot): string => (pot.shape === "national" ? pot.round_title : `${pot.round_title}, ${pot.area_name}`);

async function endLive({ db }: TransactionContext, applicationId: string): Promise<void> {
  await db.updateTable("sign_off").set({ state: "over" }).where("application_id", "=", applicationId).where("state", "in", ["asked", "signed"]).execute();
}

/** Locked, and still to be sent. Throws WrongState once it is sent; what is hidden from the actor is NotFound first. */
async function lockChangeable(tx: TransactionContext, id: string): Promise<Application> {
  if (!isId(id)) throw new NotFound();
  const application = await lockApplication(tx, id);
  permit(may.read(tx.actor, application));
  if (!isWritable(application, await readDeadline(tx.db, application, tx.elapsed()))) throw new WrongState("This application has been sent or given up, so there is nothing to sign");
  return application;
}
