/** Questions asked about the files of applications. Each asks the policy first: for whom a file is hidden, it is not there. */
import { sql, type Kysely } from "kysely";
import type { DB, JsonValue } from "#db/types.ts";
import { may as mayOpen } from "../files/policy.ts";
import { standingTo } from "../files/read.server.ts";
import { answersOnPath, type Answers, type FormDefinition } from "../forms/model.ts";
import { permit } from "../kernel/actor.ts";
import type { Context, TransactionContext } from "../kernel/context.ts";
import { Invalid, NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { fileProblems, filesQuestions, type AnswerFile, type SentFile } from "./files-model.ts";
import { may } from "./policy.ts";
import { getApplication } from "./read.server.ts";

/** The files that stand in a draft's answers, in the order in which they came. The caller has shown that the actor may read the application. */
export async function listAnswerFiles(db: Kysely<DB>, applicationId: string, questionId?: string): Promise<AnswerFile[]> {
  return db
    .selectFrom("application_file as f")
    .innerJoin("stored_file as s", "s.id", "f.stored_file_id")
    .select(["s.id", "f.question_id", "s.name", "s.bytes", "s.media_type", "s.scan"])
    .where("f.application_id", "=", applicationId)
    .where("f.removed_at", "is", null)
    .$if(questionId !== undefined, (query) => query.where("f.question_id", "=", questionId!))
    .orderBy("f.added_at")
    .orderBy("s.id")
    .execute();
}

/** As `listAnswerFiles`, for the group's own people. Throws NotFound for everyone else. */
export async function listOwnFiles(context: Pick<Context, "db" | "actor">, applicationId: string): Promise<AnswerFile[]> {
  const { id } = await getApplication(context, applicationId);
  return listAnswerFiles(context.db, id);
}

/** The files that came with the copy that counts. The caller has shown that the actor may read what was sent. */
export async function listSentFiles(db: Kysely<DB>, applicationId: string): Promise<AnswerFile[]> {
  return db
    .selectFrom("submission_file as f")
    .innerJoin("submission", "submission.id", "f.submission_id")
    .innerJoin("stored_file as s", "s.id", "f.stored_file_id")
    .select(["s.id", "f.question_id", "s.name", "s.bytes", "s.media_type", "s.scan"])
    .where("submission.application_id", "=", applicationId)
    .where("submission.number", "=", ({ selectFrom }) => selectFrom("submission as last").select(({ fn }) => fn.max("last.number").as("number")).where("last.application_id", "=", applicationId))
    .orderBy("s.uploaded_at")
    .orderBy("s.id")
    .execute();
}

/**
 * One file of an application for who may open it: the group's people; and once it was sent, those of the fund, an assessor who was asked
 * and is free of interest, and officials where they may read the application. Throws NotFound for everyone else.
 */
export async function getApplicationFile({ db, actor }: Pick<Context, "db" | "actor">, applicationId: string | undefined, fileId: string | undefined) {
  if (!isId(applicationId) || !isId(fileId)) throw new NotFound();
  const file = await db
    .selectFrom("stored_file as s")
    .innerJoin("application as a", "a.id", "s.owner_id")
    .selectAll("s")
    .select(["a.organisation_id", "a.entered_by", "a.received_at", "a.reopened_at", "a.confirmed_at"])
    .select(sql<boolean>`exists (select 1 from award w where w.application_id = a.id and w.status <> 'taken-back')`.as("awarded"))
    .where("s.owner_type", "=", "application")
    .where("s.id", "=", fileId)
    .where("a.id", "=", applicationId)
    .where("s.removed_at", "is", null)
    .executeTakeFirst();
  if (!file) throw new NotFound();
  if (may.read(actor, file).allowed) return file;
  const counts = (await listSentFiles(db, applicationId)).some((sent) => sent.id === file.id);
  permit(mayOpen.openSent(actor, { counts, awarded: file.awarded, application: (await standingTo(db, actor, { application_id: applicationId }))[0] }));
  return file;
}

/**
 * The files of the answers that are being sent, with the hash of each: part of what was sent. Throws Invalid by question where an answer
 * names a file that is not there, or one in which a virus was found; one that still waits for the scanner is sent all the same.
 */
export async function filesForSubmission(db: Kysely<DB>, applicationId: string, definition: FormDefinition, answers: Answers): Promise<SentFile[]> {
  const files = await db
    .selectFrom("application_file as f")
    .innerJoin("stored_file as s", "s.id", "f.stored_file_id")
    .select(["s.id", "f.question_id", "s.name", "s.media_type", "s.bytes", "s.sha256", "s.scan"])
    .where("f.application_id", "=", applicationId)
    .where("f.removed_at", "is", null)
    .execute();
  const problems = fileProblems(definition, answers, files);
  if (problems.length > 0) throw new Invalid(Object.fromEntries(problems.map(({ field, message }) => [field, message])));
  const on = answersOnPath(definition, answers);
  const ids = filesQuestions(definition).flatMap(({ id }) => [on[id] ?? []].flat() as string[]);
  return ids.map((id) => {
    const { question_id: question, name, media_type, bytes, sha256 } = files.find((file) => file.id === id)!;
    return { question, id, name, media_type, bytes, sha256 };
  });
}

/** Ties what was sent to its files, which can then never be changed or removed. */
export async function keepSentFiles(tx: Pick<TransactionContext, "db">, submissionId: string, files: readonly SentFile[]): Promise<void> {
  if (files.length === 0) return;
  await tx.db.insertInto("submission_file").values(files.map(({ id, question, sha256 }) => ({ submission_id: submissionId, stored_file_id: id, question_id: question, sha256 }))).execute();
}

/** What stands in `submission.files`, as it is hashed. */
export const asJson = (files: readonly SentFile[]): JsonValue => files.map((file) => ({ ...file }));
