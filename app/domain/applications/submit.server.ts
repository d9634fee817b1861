/** Sending an application: once, in time, whole; and the copy that never changes. */
import type { JsonValue } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { canonical } from "../audit/chain.server.ts";
import { record } from "../audit/change.server.ts";
import { answersOnPath, missingAnswers, type Answers } from "../forms/model.ts";
import { getFormVersion, listsFor } from "../forms/read.server.ts";
import { getPot, type Pot } from "../funds/read.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid } from "../kernel/errors.ts";
import { newId, sha256 } from "../kernel/ids.server.ts";
import { formatInstant } from "../kernel/time.ts";
import { queueMessage } from "../messages/change.server.ts";
import { getOrganisation, getOrganisationFacts } from "../organisations/read.server.ts";
import { lockApplication, receivedInTime, type Application } from "./change.server.ts";
import { limitsFor } from "./eligibility.ts";
import { factsFrom, next, type Facts, type OrganisationFacts } from "./model.ts";
import { may } from "./policy.ts";
import { answersFrom, listSavedAnswers } from "./read.server.ts";

export interface Receipt {
  reference: string;
  received_at: Date;
  sha256: string;
  /** Whether this press sent it; false where it had been sent before. */
  first: boolean;
}

/** The hash of everything that was sent: the same for ever, because a submission never changes. */
export const snapshotHash = (sent: { reference: string; form_version_id: string; received_at: Date; answers: Answers; organisation: OrganisationFacts }): string =>
  sha256(canonical([sent.reference, sent.form_version_id, sent.received_at.toISOString(), sent.answers as JsonValue, sent.organisation as unknown as JsonValue]));

/**
 * Sends a draft. A second press gets the same receipt. Throws Closed outside the pot's dates (the draft stays), Invalid by
 * question with everything that is missing, WrongState where it was withdrawn.
 */
export async function submit(context: Context, id: string): Promise<Receipt> {
  return inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.submit(tx.actor, application));
    const sent = await tx.db.selectFrom("submission").select(["sha256", "received_at"]).where("application_id", "=", application.id).executeTakeFirst();
    if (sent) return { reference: application.reference, ...sent, first: false };
    const status = next(application.status, "submit");
    const pot = await getPot(tx.db, application.pot_id);
    const received_at = await receivedInTime(tx, pot);
    const { answers, organisation, facts } = await readyToSend(tx, application, pot);
    const snapshot = { reference: application.reference, form_version_id: application.form_version_id, received_at, answers, organisation };
    const hash = snapshotHash(snapshot);
    await writeSubmission(tx, application, { ...snapshot, sha256: hash });
    const { tags, ...columns } = facts;
    await tx.db.updateTable("application").set({ ...columns, status, received_at, version: application.version + 1 }).where("id", "=", application.id).execute();
    if (tags.length > 0) await tx.db.insertInto("application_tag").values(tags.map((tag) => ({ ...tag, application_id: application.id }))).execute();
    await sendReceipt(tx, application, pot, received_at, columns.title ?? "");
    await record(tx, "application.submitted", { type: "application", id: application.id }, { pot_id: pot.id, asked_pence: columns.asked_pence, sha256: hash });
    return { reference: application.reference, received_at, sha256: hash, first: true };
  });
}

async function readyToSend(tx: TransactionContext, application: Application, pot: Pot): Promise<{ answers: Answers; organisation: OrganisationFacts; facts: Facts }> {
  const { definition } = await getFormVersion(tx.db, application.form_version_id);
  const lists = await listsFor(tx.db, pot.lists);
  const saved = answersFrom(await listSavedAnswers(tx.db, application.id));
  const group = await getOrganisation(tx, application.organisation_id);
  const problems = missingAnswers(definition, saved, lists, limitsFor(pot, group));
  if (problems.length > 0) throw new Invalid(Object.fromEntries(problems.map(({ field, message }) => [field, message])));
  const answers = answersOnPath(definition, saved);
  return { answers, organisation: await getOrganisationFacts(tx.db, group.id), facts: factsFrom(definition, answers, lists) };
}

async function writeSubmission(
  tx: TransactionContext, application: Application,
  sent: { form_version_id: string; received_at: Date; answers: Answers; organisation: OrganisationFacts; sha256: string },
): Promise<void> {
  await tx.db
    .insertInto("submission")
    .values({
      id: newId(), application_id: application.id, form_version_id: sent.form_version_id, answers: JSON.stringify(sent.answers),
      organisation: JSON.stringify(sent.organisation), sha256: sent.sha256, received_at: sent.received_at, submitted_by: (tx.actor as PersonActor).id,
    })
    .execute();
}

async function sendReceipt(tx: TransactionContext, application: Application, pot: Pot, receivedAt: Date, title: string): Promise<void> {
  const person = tx.actor as PersonActor;
  const where = pot.shape === "national" ? pot.round_title : `${pot.round_title}, ${pot.area_name}`;
  const decisions = pot.decisions_by ? "You will hear what was decided after everyone's application has been read." : "You will hear from the fund's team.";
  await queueMessage(tx, {
    to_email: person.email,
    to_person_id: person.id,
    template: "application.received",
    subject: `We have your application ${application.reference}`,
    body: [
      `Hello ${person.name},`,
      "",
      "Your application has arrived.",
      "",
      `Reference: ${application.reference}`,
      `Project: ${title}`,
      `Fund: ${pot.fund_title}`,
      `Round: ${where}`,
      `Received: ${formatInstant(receivedAt)}`,
      "",
      "You don't have to do anything now.",
      decisions,
      "",
      "Everything you sent is here:",
      paths.applicationReceipt(application.id),
    ].join("\n"),
    dedupe_key: `application.received/${application.id}`,
  });
}
