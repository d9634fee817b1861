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
import { lockApplication, type Application } from "./change.server.ts";
import { receivedInTime } from "./deadline.server.ts";
import { asJson, filesForSubmission, keepSentFiles, listAnswerFiles } from "./files-read.server.ts";
import { withFiles, type SentFile } from "./files-model.ts";
import { limitsHere } from "./limits.server.ts";
import { factsFrom, next, type Facts, type OrganisationFacts } from "./model.ts";
import { askToConfirm } from "./on-behalf.server.ts";
import { may } from "./policy.ts";
import { answersFrom, changesOf, listSavedAnswers } from "./read.server.ts";
import { refuseUnsigned } from "./sign-off.server.ts";

export interface Receipt {
  reference: string;
  /** 1 for what was sent first, 2 for what was sent after it was reopened, and so on. */
  number: number;
  received_at: Date;
  sha256: string;
  /** Whether this press sent it; false where it had been sent before. */
  first: boolean;
}

/** The hash of everything that was sent: the same for ever, because a submission never changes. */
export const snapshotHash = (sent: { reference: string; form_version_id: string; received_at: Date; answers: Answers; organisation: OrganisationFacts; files?: JsonValue }): string => {
  const files = Array.isArray(sent.files) && sent.files.length > 0 ? [sent.files] : [];
  return sha256(canonical([sent.reference, sent.form_version_id, sent.received_at.toISOString(), sent.answers as JsonValue, sent.organisation as unknown as JsonValue, ...files]));
};

/**
 * Sends a draft, or a sent application that was reopened. A second press gets the same receipt. Throws Closed outside the pot's dates
 * (the draft stays, and what was sent before goes on counting), Invalid by question with everything that is missing, WrongState where
 * it was withdrawn or a second person's signature is wanted and missing.
 */
export async function submit(context: Context, id: string): Promise<Receipt> {
  return inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.submit(tx.actor, application));
    const { reference } = application;
    const sent = await tx.db.selectFrom("submission").select(["number", "sha256", "received_at"]).where("application_id", "=", application.id).orderBy("number", "desc").limit(1).executeTakeFirst();
    const again = application.reopened_at !== null && application.status === "submitted";
    if (sent && !again) return { reference, ...sent, first: false };
    const status = again ? application.status : next(application.status, "submit");
    const pot = await getPot(tx.db, application.pot_id);
    const received_at = (again ? null : application.arrived_at) ?? (await receivedInTime(tx, pot, application.id));
    const { answers, organisation, facts, changes, files } = await readyToSend(tx, application, pot);
    await refuseUnsigned(tx, application, pot, changes);
    const number = (sent?.number ?? 0) + 1;
    const hash = await writeCopy(tx, application, { form_version_id: application.form_version_id, received_at, answers, organisation, files, number });
    const { tags, ...columns } = facts;
    await tx.db.updateTable("application").set({ ...columns, status, received_at, reopened_at: null, version: application.version + 1 }).where("id", "=", application.id).execute();
    if (again) await tx.db.deleteFrom("application_tag").where("application_id", "=", application.id).execute();
    if (tags.length > 0) await tx.db.insertInto("application_tag").values(tags.map((tag) => ({ ...tag, application_id: application.id }))).execute();
    if (application.entered_by !== null && number === 1) await askToConfirm(tx, application);
    await sendReceipt(tx, application, pot, { received_at, number, title: columns.title ?? "" });
    await record(tx, "application.submitted", { type: "application", id: application.id }, { pot_id: pot.id, asked_pence: columns.asked_pence, number, sha256: hash });
    return { reference, number, received_at, sha256: hash, first: true };
  });
}

/** `changes`: how many changes the answers have seen, which a signature was given to. */
async function readyToSend(tx: TransactionContext, application: Application, pot: Pot): Promise<{ answers: Answers; organisation: OrganisationFacts; facts: Facts; changes: number; files: SentFile[] }> {
  const { definition } = await getFormVersion(tx.db, application.form_version_id);
  const lists = withFiles(await listsFor(tx.db, pot.lists), await listAnswerFiles(tx.db, application.id));
  const rows = await listSavedAnswers(tx.db, application.id);
  const saved = answersFrom(rows);
  const group = await getOrganisation(tx, application.organisation_id);
  const problems = missingAnswers(definition, saved, lists, await limitsHere(tx.db, application, pot, group));
  if (problems.length > 0) throw new Invalid(Object.fromEntries(problems.map(({ field, message }) => [field, message])));
  const answers = answersOnPath(definition, saved);
  return { answers, organisation: await getOrganisationFacts(tx.db, group.id), facts: factsFrom(definition, answers, lists), changes: changesOf(rows), files: await filesForSubmission(tx.db, application.id, definition, saved) };
}

interface Copy {
  form_version_id: string;
  received_at: Date;
  answers: Answers;
  organisation: OrganisationFacts;
  files: readonly SentFile[];
  number: number;
}
/** Writes the next copy of what was sent, with its files. Answers its hash. The caller has decided that it may be sent. */
export async function writeCopy(tx: TransactionContext, application: Application, { files: sent, ...copy }: Copy): Promise<string> {
  const id = newId();
  const files = asJson(sent);
  const hash = snapshotHash({ ...copy, reference: application.reference, files });
  await tx.db
    .insertInto("submission")
    .values({
      id, application_id: application.id, number: copy.number, form_version_id: copy.form_version_id, answers: JSON.stringify(copy.answers),
      organisation: JSON.stringify(copy.organisation), files: JSON.stringify(files), sha256: hash, received_at: copy.received_at, submitted_by: (tx.actor as PersonActor).id,
    })
    .execute();
  await keepSentFiles(tx, id, sent);
  return hash;
}

async function sendReceipt(tx: TransactionContext, application: Application, pot: Pot, { received_at, number, title }: { received_at: Date; number: number; title: string }): Promise<void> {
  const person = tx.actor as PersonActor;
  const where = pot.shape === "national" ? pot.round_title : `${pot.round_title}, ${pot.area_name}`;
  const decisions = pot.decisions_by ? "You will hear what was decided after everyone's application has been read." : "You will hear from the fund's team.";
  await queueMessage(tx, {
    to_email: person.email,
    to_person_id: person.id,
    template: "application.received",
    subject: number === 1 ? `We have your application ${application.reference}` : `We have your changed application ${application.reference}`,
    body: [
      `Hello ${person.name},`,
      "",
      number === 1 ? "Your application has arrived." : "Your changed application has arrived. It takes the place of what you sent before.",
      "",
      `Reference: ${application.reference}`,
      `Project: ${title}`,
      `Fund: ${pot.fund_title}`,
      `Round: ${where}`,
      `Received: ${formatInstant(received_at)}`,
      "",
      "You don't have to do anything now.",
      decisions,
      "",
      "Everything you sent is here:",
      paths.applicationReceipt(application.id),
      "",
      "To keep, as a PDF:",
      paths.applicationCopy(application.id, "pdf"),
      "and as plain text:",
      paths.applicationCopy(application.id, "txt"),
    ].join("\n"),
    dedupe_key: number === 1 ? `application.received/${application.id}` : `application.received/${application.id}/${number}`,
  });
}
