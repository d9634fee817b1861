/** Files as answers of an application: added one by one while it is written, kept for ever once it is sent. */
import { sql } from "kysely";
import { record } from "../audit/change.server.ts";
import { checkQuota, fileFacts, lockGroup, lookInto, writeFile, type Arrived, type LookedInto } from "../files/change.server.ts";
import { refusal, type ScanState } from "../files/model.ts";
import type { FileStore, Kept } from "../files/store.server.ts";
import type { FilesQuestion } from "../forms/model.ts";
import { getFormVersion } from "../forms/read.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { DomainError, Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { lockApplication, type Application } from "./change.server.ts";
import { filesQuestion } from "./files-model.ts";
import { isWritable } from "./model.ts";
import { may } from "./policy.ts";
import { readStanding, saveSection, type Standing } from "./save.server.ts";

export interface Added {
  id: string;
  name: string;
  bytes: number;
  media_type: string;
  scan: ScanState;
  /** The same bytes were there already: kept once. */
  already: boolean;
}

/**
 * Makes bytes that are in the store a file of an answer. Sent again under the same key, or the same bytes for the same answer, it is
 * there once. Where it is refused, its bytes are removed again.
 * @throws Invalid for `file`, NotFound and NotAllowed as the policy says, WrongState where the answers can no longer be changed
 */
export async function addApplicationFile(context: Context, store: FileStore, id: string, { question_id, arrived, key }: { question_id: string; arrived: Arrived; key: string }): Promise<Added> {
  let kept: Kept = arrived;
  try {
    if (!isId(key)) throw new Invalid({ key: "Each file has a key of its own: a UUID in small letters" });
    const looked = await lookInto(store, arrived, (replacing) => (kept = replacing));
    const added = await inTransaction(context, async (tx) => {
      const open = await openAnswer(tx, id, question_id);
      return (await findAgain(tx, open.application.id, question_id, { key, sha256: looked.kept.sha256 })) ?? (await addNew(tx, store, open, { ...looked, key, name_given: arrived.name }));
    });
    if (added.already) await store.remove(kept.key);
    return added;
  } catch (error) {
    // Only a refusal of ours is sure to have left no row. After anything else the sweep decides.
    if (error instanceof DomainError) await store.remove(kept.key);
    throw error;
  }
}

/** Takes a file out of an answer. What was sent with it keeps its copy; otherwise the bytes go at once. Throws as `addApplicationFile`. */
export async function removeApplicationFile(context: Context, store: FileStore, id: string, fileId: string): Promise<void> {
  const key = await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.write(tx.actor, application));
    const file = isId(fileId) ? await liveFiles(tx, application.id).where("f.stored_file_id", "=", fileId).executeTakeFirst() : undefined;
    if (!file) throw new NotFound();
    const standing = await writableStanding(tx, application, file.question_id);
    await tx.db.updateTable("application_file").set({ removed_at: sql<Date>`now()` }).where("stored_file_id", "=", file.id).execute();
    const gone = await tx.db
      .updateTable("stored_file")
      .set({ removed_at: sql<Date>`now()` })
      .where("id", "=", file.id)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom("submission_file").select("submission_id").where("stored_file_id", "=", file.id))))
      .returning("storage_key")
      .executeTakeFirst();
    await saveAnswer(tx, application, file.question_id, standing);
    await record(tx, "application.file-removed", { type: "application", id: application.id }, { ...fileFacts(tx, file), question: file.question_id });
    return gone?.storage_key;
  });
  if (key) await store.remove(key);
}

interface Open {
  application: Application;
  question: FilesQuestion;
  standing: Standing;
}

async function openAnswer(tx: TransactionContext, id: string, questionId: string): Promise<Open> {
  const application = await lockApplication(tx, id);
  permit(may.write(tx.actor, application));
  const { definition } = await getFormVersion(tx.db, application.form_version_id);
  const question = filesQuestion(definition, questionId);
  if (!question) throw new NotFound();
  return { application, question, standing: await writableStanding(tx, application, questionId) };
}

async function writableStanding(tx: TransactionContext, application: Application, questionId: string): Promise<Standing> {
  const standing = await readStanding(tx, application, [questionId]);
  if (!isWritable(application, standing.deadline)) throw new WrongState("This application has been sent or taken back, so its files can't be changed. You can still open them");
  return standing;
}

/** The file that an earlier try has added already: the same upload once more, or the same bytes in the same answer. */
async function findAgain(tx: TransactionContext, applicationId: string, questionId: string, { key, sha256 }: { key: string; sha256: string }): Promise<Added | undefined> {
  const found = await tx.db
    .selectFrom("application_file as f")
    .innerJoin("stored_file as s", "s.id", "f.stored_file_id")
    .select(["s.id", "s.name", "s.bytes", "s.media_type", "s.scan", "f.question_id", "f.sha256", "f.removed_at", "f.upload_key"])
    .where("f.application_id", "=", applicationId)
    .where((eb) => eb.or([eb("f.upload_key", "=", key), eb.and([eb("f.question_id", "=", questionId), eb("f.sha256", "=", sha256), eb("f.removed_at", "is", null)])]))
    .orderBy((eb) => eb("f.upload_key", "=", key), "desc")
    .executeTakeFirst();
  if (!found) return undefined;
  if (found.upload_key === key && (found.sha256 !== sha256 || found.question_id !== questionId)) throw refusal("Another file was sent under the same key. Choose the file again");
  if (found.removed_at) throw refusal("This file was removed meanwhile. Choose it again to add it");
  const { id, name, bytes, media_type, scan } = found;
  return { id, name, bytes, media_type, scan, already: true };
}

async function addNew(tx: TransactionContext, store: FileStore, { application, question, standing }: Open, file: LookedInto & { key: string; name_given: string }): Promise<Added> {
  const live = await liveFiles(tx, application.id).where("f.question_id", "=", question.id).execute();
  if (live.length >= question.maxFiles) throw refusal(`There is room for ${question.maxFiles === 1 ? "one file" : `${question.maxFiles} files`} here. Remove one first`);
  await lockGroup(tx, application.organisation_id);
  await checkQuota(tx, application.organisation_id, file.kept.bytes);
  const { id, kind, name, bytes, media_type, scan, sha256 } = await writeFile(tx, store, { ...file, kind: "answer", owner_type: "application", owner_id: application.id });
  await tx.db
    .insertInto("application_file")
    .values({ stored_file_id: id, application_id: application.id, question_id: question.id, upload_key: file.key, name_given: asGiven(file.name_given), sha256, added_by: (tx.actor as PersonActor).id, added_at: sql<Date>`clock_timestamp()` })
    .execute();
  await saveAnswer(tx, application, question.id, standing);
  await record(tx, "application.file-added", { type: "application", id: application.id }, { ...fileFacts(tx, { id, kind, media_type, bytes, sha256 }), question: question.id });
  return { id, name, bytes, media_type, scan, already: false };
}

/** The name as it came, as far as PostgreSQL can keep it: never shown, for finding out later what somebody meant. */
const asGiven = (name: string): string => Array.from(name.toWellFormed().replaceAll("\0", "")).slice(0, 300).join("");

const liveFiles = ({ db }: TransactionContext, applicationId: string) =>
  db
    .selectFrom("application_file as f")
    .innerJoin("stored_file as s", "s.id", "f.stored_file_id")
    .select(["s.id", "s.kind", "s.media_type", "s.bytes", "s.sha256", "f.question_id"])
    .where("f.application_id", "=", applicationId)
    .where("f.removed_at", "is", null);

/** The answer is the list of what is there: written with its version and history as every other answer. */
async function saveAnswer(tx: TransactionContext, application: Application, questionId: string, { answers }: Standing): Promise<void> {
  const live = await liveFiles(tx, application.id).where("f.question_id", "=", questionId).orderBy("f.added_at").orderBy("s.id").execute();
  const value = live.length > 0 ? live.map((file) => file.id) : null;
  await saveSection(tx, application.id, [{ question_id: questionId, base_version: answers.get(questionId)?.version ?? 0, value }]);
}
