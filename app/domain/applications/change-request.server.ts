/**
 * Changes that a fund asks for after an application was sent: to the answers it names and to no others. What is sent in answer is a
 * new copy beside the old one, and both sides see what was changed.
 */
import { sql, type Kysely } from "kysely";
import { z } from "zod";
import type { DB, JsonValue } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { canonical } from "../audit/chain.server.ts";
import { record } from "../audit/change.server.ts";
import { answersOnPath, describeAnswer, missingAnswers, questionsOnPath, shortTitle, type Answers, type CodeLists, type FormDefinition, type Question } from "../forms/model.ts";
import { getFormVersion, listsFor } from "../forms/read.server.ts";
import { getPot } from "../funds/read.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { formatDay } from "../kernel/time.ts";
import { queueMessage } from "../messages/change.server.ts";
import { getOrganisation } from "../organisations/read.server.ts";
import { lockApplication, type Application } from "./change.server.ts";
import { withFiles, type SentFile } from "./files-model.ts";
import { listSentFiles } from "./files-read.server.ts";
import { limitsHere } from "./limits.server.ts";
import { factsFrom } from "./model.ts";
import { may } from "./policy.ts";
import { getSubmission, listSavedAnswers } from "./read.server.ts";
import { write } from "./save.server.ts";
import { writeCopy } from "./submit.server.ts";
import { fundSideOf, listGroupWriters } from "./thread.server.ts";

export const askSchema = z.object({
  question_ids: z.array(z.string()).min(1, "Choose at least one answer"),
  message: z.string().trim().min(1, "Say what you would like to be different. The group reads this").max(5_000, "Say it in 5,000 characters or fewer"),
  wanted_by: z.string().nullable(),
});

/** Questions whose answers can be asked for again: files are added at an address of their own and stay as they were sent. */
export const changeable = (definition: FormDefinition, answers: Answers): Question[] => questionsOnPath(definition, answers).filter((question) => question.kind !== "files");

export type ChangeRequest = Awaited<ReturnType<typeof listChangeRequests>>[number];

/** Everything that was asked of an application, newest first. The caller has shown that the actor may read it. */
export async function listChangeRequests(db: Kysely<DB>, applicationId: string) {
  return db
    .selectFrom("change_request as r")
    .innerJoin("person as asker", "asker.id", "r.asked_by")
    .leftJoin("person as answerer", "answerer.id", "r.answered_by")
    .select(["r.id", "r.question_ids", "r.message", "r.wanted_by", "r.asked_at", "r.answered_at", "r.taken_back_at", "r.before_number", "r.after_number"])
    .select(["asker.name as asked_by_name", "answerer.name as answered_by_name"])
    .where("r.application_id", "=", applicationId)
    .orderBy("r.asked_at", "desc")
    .execute();
}

/** The request that waits for the group's answer. */
export const findOpenRequest = async (db: Kysely<DB>, applicationId: string): Promise<ChangeRequest | undefined> =>
  (await listChangeRequests(db, applicationId)).find((one) => !one.answered_at && !one.taken_back_at);

/**
 * Asks the group to change the answers that are named. Throws WrongState where the application is not being considered or something is
 * asked already, Invalid by field.
 */
export async function askForChange(context: Context, applicationId: string, input: z.output<typeof askSchema>): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, applicationId);
    const person = tx.actor as PersonActor;
    permit(may.writeToGroup(person, await fundSideOf(tx.db, application, person.id)));
    refuseUnlessConsidered(application);
    const submission = await getSubmission(tx.db, application.id);
    const { definition } = await getFormVersion(tx.db, submission.form_version_id);
    const known = new Set(changeable(definition, submission.answers).map((question) => question.id));
    if (!input.question_ids.every((id) => known.has(id))) throw new Invalid({ question_ids: "Choose from the answers that this application has" });
    const id = newId();
    await tx.db
      .insertInto("change_request")
      .values({ id, application_id: application.id, question_ids: [...new Set(input.question_ids)], message: input.message, wanted_by: input.wanted_by, asked_by: person.id, before_number: submission.number })
      .execute()
      .catch((error: unknown) => {
        if (refusedConstraint(error) === "change_request_one_open") throw new WrongState("You have asked this group for a change already, and it has not answered. Take that request back first");
        throw error;
      });
    for (const writer of await listGroupWriters(tx.db, application.organisation_id))
      await queueMessage(tx, {
        to_email: writer.email, to_person_id: writer.id, template: "application.change-asked",
        subject: `Please change something in your application ${application.reference}`,
        body: [
          `Hello ${writer.name},`, "", `The fund's team asks your group to change ${input.question_ids.length === 1 ? "an answer" : "some answers"} in application ${application.reference}${input.wanted_by ? ` by ${formatDay(input.wanted_by)}` : ""}.`,
          "What you sent goes on counting until you send the change. See what is asked here:", paths.askedChange(application.id, id),
        ].join("\n"),
        dedupe_key: `application.change-asked/${id}/${writer.id}`,
      });
    await record(tx, "application.change-asked", { type: "application", id: application.id }, { request_id: id, questions: input.question_ids });
  });
}

/** Takes a request back that was not answered. Throws NotFound, WrongState. */
export async function takeBackRequest(context: Context, applicationId: string, requestId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, applicationId);
    const person = tx.actor as PersonActor;
    permit(may.writeToGroup(person, await fundSideOf(tx.db, application, person.id)));
    const request = await lockRequest(tx, application.id, requestId);
    if (request.answered_at) throw new WrongState("The group has answered meanwhile");
    if (request.taken_back_at) return;
    await tx.db.updateTable("change_request").set({ taken_back_at: sql<Date>`clock_timestamp()` }).where("id", "=", request.id).execute();
    await record(tx, "application.change-request-taken-back", { type: "application", id: application.id }, { request_id: request.id });
  });
}

/**
 * Sends the answers that were asked for: a new copy, in which nothing else differs. Throws Conflict where another copy was sent since
 * the page was opened, Invalid by field, WrongState where it was taken back, answered or decided meanwhile.
 */
export async function answerRequest(context: Context, applicationId: string, requestId: string, input: { seen_number: number; answers: Record<string, Answers[string] | null> }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, applicationId);
    permit(may.answerRequest(tx.actor, application));
    const request = await lockRequest(tx, application.id, requestId);
    if (request.answered_at) throw new WrongState(`${request.question_ids.length === 1 ? "This answer was" : "These answers were"} sent already`);
    if (request.taken_back_at) throw new WrongState("The fund's team has taken this request back. What you sent before counts");
    refuseUnlessConsidered(application);
    const before = await getSubmission(tx.db, application.id);
    if (before.number !== input.seen_number) throw new Conflict("This application was sent again since you opened the page. Open it again and look at what counts now");
    const { definition } = await getFormVersion(tx.db, before.form_version_id);
    const pot = await getPot(tx.db, application.pot_id);
    const lists = withFiles(await listsFor(tx.db, pot.lists), await listSentFiles(tx.db, application.id));
    const changed = Object.entries(input.answers).filter(([id]) => request.question_ids.includes(id));
    const all: Record<string, Answers[string]> = { ...before.answers };
    for (const [id, value] of changed) {
      if (value === null) delete all[id];
      else all[id] = value;
    }
    const group = await getOrganisation(tx, application.organisation_id);
    const problems = missingAnswers(definition, all, lists, await limitsHere(tx.db, application, pot, group)).filter(({ question }) => request.question_ids.includes(question));
    if (problems.length > 0) throw new Invalid(Object.fromEntries(problems.map(({ field, message }) => [field, message])));
    const answers = answersOnPath(definition, all);
    const saved = await listSavedAnswers(tx.db, application.id);
    await write(tx, application.id, changed.map(([question_id, value]) => ({ id: newId(), question_id, base_version: saved.get(question_id)?.version ?? 0, value, saves: true })));
    const received_at = (await sql<{ at: Date }>`select date_trunc('milliseconds', clock_timestamp() - ${tx.elapsed()} * interval '1 millisecond') as at`.execute(tx.db)).rows[0]!.at;
    const number = before.number + 1;
    // The group and its files stay as they were sent: only what was asked for differs.
    const hash = await writeCopy(tx, application, { form_version_id: before.form_version_id, received_at, answers, organisation: before.organisation, number, files: before.files as unknown as SentFile[] });
    const { tags, ...columns } = factsFrom(definition, answers, lists);
    await tx.db.updateTable("application").set({ ...columns, version: application.version + 1 }).where("id", "=", application.id).execute();
    await tx.db.deleteFrom("application_tag").where("application_id", "=", application.id).execute();
    if (tags.length > 0) await tx.db.insertInto("application_tag").values(tags.map((tag) => ({ ...tag, application_id: application.id }))).execute();
    await tx.db
      .updateTable("change_request")
      .set({ answered_at: sql<Date>`clock_timestamp()`, answered_by: (tx.actor as PersonActor).id, after_number: number })
      .where("id", "=", request.id)
      .execute();
    const asker = await tx.db.selectFrom("person").select(["name", "email"]).where("id", "=", request.asked_by).executeTakeFirstOrThrow();
    await queueMessage(tx, {
      to_email: asker.email, to_person_id: request.asked_by, template: "application.change-answered", subject: `Application ${application.reference} was changed as you asked`,
      body: [`Hello ${asker.name},`, "", `The group has sent what you asked for in application ${application.reference}. See what was changed:`, paths.askForChange(application.id)].join("\n"),
      dedupe_key: `application.change-answered/${request.id}`,
    });
    await record(tx, "application.change-answered", { type: "application", id: application.id }, { request_id: request.id, number, questions: changed.map(([id]) => id), sha256: hash });
  });
}

async function lockRequest({ db }: TransactionContext, applicationId: string, requestId: string) {
  const request = isId(requestId) ? await db.selectFrom("change_request").selectAll().where("id", "=", requestId).where("application_id", "=", applicationId).forUpdate().executeTakeFirst() : undefined;
  if (!request) throw new NotFound();
  return request;
}

function refuseUnlessConsidered({ status, reopened_at }: Pick<Application, "status" | "reopened_at">): void {
  if (status === "withdrawn") throw new WrongState("This application was withdrawn");
  // The words don't tell a group that there is a decision.
  if (status === "decided") throw new WrongState("This application can't be changed any more");
  if (reopened_at) throw new WrongState("The group has opened this application again itself. Wait until it is sent or the round closes");
}

export interface ChangedAnswer {
  question: string;
  title: string;
  before: string;
  after: string;
}
/** What differs between two copies of an application, answer by answer, as a person reads it. */
export async function differences(db: Kysely<DB>, applicationId: string, fromNumber: number, toNumber: number, lists: CodeLists): Promise<ChangedAnswer[]> {
  const copies = await db.selectFrom("submission").select(["number", "answers", "form_version_id"]).where("application_id", "=", applicationId).where("number", "in", [fromNumber, toNumber]).execute();
  const [from, to] = [fromNumber, toNumber].map((number) => copies.find((copy) => copy.number === number)!);
  const { definition } = await getFormVersion(db, to!.form_version_id);
  const [before, after] = [from!.answers as Answers, to!.answers as Answers];
  return definition.sections
    .flatMap((section) => section.questions)
    .filter((question) => canonical((before[question.id] ?? null) as JsonValue) !== canonical((after[question.id] ?? null) as JsonValue))
    .map((question) => ({ question: question.id, title: shortTitle(question), before: describeAnswer(question, before[question.id], lists), after: describeAnswer(question, after[question.id], lists) }));
}
