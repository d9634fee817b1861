/** Saving answers: each with its own version, so that two people never overwrite each other and every text typed stays somewhere. */
import { sql } from "kysely";
import type { JsonValue } from "#db/types.ts";
import { canonical } from "../audit/chain.server.ts";
import { record } from "../audit/change.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { lockApplication, type Application } from "./change.server.ts";
import { isWritable, type Deadline, type Patch } from "./model.ts";
import { may } from "./policy.ts";
import type { SavedAnswer } from "./read.server.ts";

export interface Saved {
  /** Questions whose answer changed. */
  saved: string[];
  /** Questions whose answer somebody else changed meanwhile: both texts are kept, theirs stands. */
  refused: string[];
  /** Whether the application had been sent or withdrawn already: nothing was changed, every text is kept. */
  late: boolean;
}

/**
 * Saves the answers of one page. Nothing is refused for being incomplete. An answer written on an older version than the saved
 * one is not saved but kept beside it; one that the person did not touch is left alone. After sending, every text is kept and none saved.
 */
export async function saveSection(context: Context, id: string, patches: readonly Patch[]): Promise<Saved> {
  return inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.write(tx.actor, application));
    const standing = await readStanding(tx, application, patches.map((patch) => patch.question_id));
    const { changes, late } = await settle(tx, application, standing, patches);
    await write(tx, application.id, changes);
    await recordSave(tx, application.id, changes, late);
    return { ...idsOf(changes), late };
  });
}

/**
 * Chooses between the two texts of an answer: `use` saves the one that was refused, `keep` confirms the one that stands.
 * Throws NotFound where there is no such text or the application can no longer be changed.
 */
export async function chooseText(context: Context, id: string, refusedId: string, choice: "use" | "keep"): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.write(tx.actor, application));
    await settleChoice(tx, application, refusedId, choice);
  });
}

/** As `chooseText`, of an application that is locked. Answers what the answer has become. */
export async function settleChoice(tx: TransactionContext, application: Application, refusedId: string, choice: "use" | "keep"): Promise<{ question_id: string; version: number }> {
  const refused = isId(refusedId)
    ? await tx.db.selectFrom("application_answer_history").selectAll().where("id", "=", refusedId).where("application_id", "=", application.id).where("kept", "=", "refused").executeTakeFirst()
    : undefined;
  if (!refused) throw new NotFound();
  const { question_id } = refused;
  const { answers, deadline } = await readStanding(tx, application, [question_id]);
  if (!isWritable(application, deadline)) throw new NotFound();
  const current = answers.get(question_id);
  const base_version = current?.version ?? 0;
  await write(tx, application.id, [{ id: newId(), question_id, base_version, value: choice === "use" ? (refused.value as Patch["value"]) : (current?.value ?? null), saves: true }]);
  await record(tx, "application.text-chosen", { type: "application", id: application.id }, { question: question_id, choice });
  return { question_id, version: base_version + 1 };
}

/**
 * Puts an earlier text of an answer back, as a new version: the one that stands joins the history. Throws NotFound where there is
 * no such text or the application can no longer be changed; answers false where somebody changed the answer since the page was opened.
 */
export async function putBack(context: Context, id: string, input: { text_id: string; base_version: number }): Promise<boolean> {
  return inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.write(tx.actor, application));
    const earlier = isId(input.text_id)
      ? await tx.db.selectFrom("application_answer_history").select(["question_id", "value"]).where("id", "=", input.text_id).where("application_id", "=", application.id).executeTakeFirst()
      : undefined;
    if (!earlier) throw new NotFound();
    const { question_id } = earlier;
    const { answers, deadline } = await readStanding(tx, application, [question_id]);
    if (!isWritable(application, deadline)) throw new NotFound();
    if (input.base_version !== (answers.get(question_id)?.version ?? 0)) return false;
    await write(tx, application.id, [{ id: newId(), question_id, base_version: input.base_version, value: earlier.value as Patch["value"], saves: true }]);
    await record(tx, "application.text-put-back", { type: "application", id: application.id }, { question: question_id, text: input.text_id });
    return true;
  });
}

export interface Standing {
  answers: ReadonlyMap<string, SavedAnswer>;
  deadline: Deadline;
  /** What the save with this key was answered, where there was one. */
  replay: { content_hash: string; response: JsonValue } | null;
}

/**
 * The named answers, the deadline, and what was answered to a save of this key: one statement, after the application is locked, so
 * that nothing of it can change before the transaction ends.
 */
export async function readStanding(tx: TransactionContext, { id, pot_id }: Pick<Application, "id" | "pot_id">, questions: readonly string[], key: string | null = null): Promise<Standing> {
  type Row = Deadline & { answers: Record<string, Omit<SavedAnswer, "saved_at"> & { saved_at: string }> | null; replay: Standing["replay"] };
  const { rows } = await sql<Row>`
    select clock_timestamp() - ${tx.elapsed()} * interval '1 millisecond' as now, closing_told(${pot_id}, ${id}) as closes_at, last_moment(${pot_id}, ${id}) as last_moment,
      (select jsonb_object_agg(a.question_id, jsonb_build_object('value', a.value, 'version', a.version, 'saved_by', a.saved_by, 'saved_at', a.saved_at))
         from application_answer a where a.application_id = ${id} and a.question_id = any(${questions}::text[])) as answers,
      (select jsonb_build_object('content_hash', s.content_hash, 'response', s.response) from application_save s where s.application_id = ${id} and s.key = ${key}::uuid) as replay`.execute(tx.db);
  const { answers, replay, ...deadline } = rows[0]!;
  return { answers: new Map(Object.entries(answers ?? {}).map(([question, answer]) => [question, { ...answer, saved_at: new Date(answer.saved_at) }])), deadline, replay };
}

/** One text on its way into the tables: saved as the answer, or kept beside it. `id`: the key of the row that it makes in the history. */
export interface Change extends Patch {
  id: string;
  saves: boolean;
}

/** What becomes of each patch. A patch that changes nothing is in none of `changes`; `asSaved` names those that say what is saved already. */
export async function settle(
  tx: TransactionContext, application: Application, { answers, deadline }: Standing, patches: readonly Patch[],
): Promise<{ changes: Change[]; asSaved: string[]; late: boolean }> {
  const late = !isWritable(application, deadline);
  const changes: Change[] = [];
  const asSaved: string[] = [];
  for (const patch of patches) {
    const current = answers.get(patch.question_id);
    const stale = patch.base_version !== (current?.version ?? 0);
    if (same(patch.value, current?.value ?? null)) asSaved.push(patch.question_id);
    else if (!stale || !(await isAsOnThePage(tx, application.id, patch))) changes.push({ ...patch, id: newId(), saves: !stale && !late });
  }
  return { changes, asSaved, late };
}

export const idsOf = (changes: readonly Change[]): { saved: string[]; refused: string[] } => ({
  saved: changes.filter((change) => change.saves).map((change) => change.question_id),
  refused: changes.filter((change) => !change.saves).map((change) => change.question_id),
});

export async function recordSave(tx: TransactionContext, id: string, changes: readonly Change[], late: boolean): Promise<void> {
  if (changes.length > 0) await record(tx, late ? "application.save-refused" : "application.saved", { type: "application", id }, idsOf(changes));
}

const same = (a: Patch["value"], b: Patch["value"]): boolean => canonical(a as JsonValue) === canonical(b as JsonValue);

/** Whether the text is what the page showed when it was opened: then the person did not touch it. */
async function isAsOnThePage(tx: TransactionContext, applicationId: string, { question_id, base_version, value }: Patch): Promise<boolean> {
  if (base_version === 0) return value === null;
  const shown = await tx.db
    .selectFrom("application_answer_history")
    .select("value")
    .where("application_id", "=", applicationId)
    .where("question_id", "=", question_id)
    .where("version", "=", base_version)
    .where("kept", "=", "replaced")
    .executeTakeFirst();
  return shown !== undefined && same(value, shown.value as Patch["value"]);
}

/** What a save was answered, to be kept with it. */
export interface Remembered {
  key: string;
  content_hash: string;
  response: JsonValue;
}

/**
 * Writes all changes in one statement: the texts that they replace and those that are refused into the history, the others as the
 * answers. Times are the clock's, not the transaction's: whoever waited for the lock is later.
 */
export async function write(tx: TransactionContext, applicationId: string, changes: readonly Change[], remembered?: Remembered): Promise<void> {
  if (changes.length === 0 && !remembered) return;
  const person = (tx.actor as PersonActor).id;
  const remember = remembered
    ? sql`, remembered as (
      insert into application_save (application_id, key, person_id, content_hash, response)
      values (${applicationId}, ${remembered.key}, ${person}, ${remembered.content_hash}, ${JSON.stringify(remembered.response)}::jsonb))`
    : sql``;
  await sql`
    with change as (
      select c.id, c.question_id, coalesce(c.value, 'null'::jsonb) as value, c.base_version, c.saves
        from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c(id uuid, question_id text, value jsonb, base_version integer, saves boolean)
    ), kept as (
      insert into application_answer_history (id, application_id, question_id, version, value, saved_at, saved_by, kept, kept_at)
      select c.id, a.application_id, a.question_id, a.version, a.value, a.saved_at, a.saved_by, 'replaced', clock_timestamp()
        from change c join application_answer a on a.application_id = ${applicationId} and a.question_id = c.question_id where c.saves
      union all
      select c.id, ${applicationId}::uuid, c.question_id, c.base_version, c.value, clock_timestamp(), ${person}::uuid, 'refused', clock_timestamp()
        from change c where not c.saves
    )${remember}
    insert into application_answer (application_id, question_id, value, saved_by, saved_at)
    select ${applicationId}, c.question_id, c.value, ${person}, clock_timestamp() from change c where c.saves
    on conflict (application_id, question_id)
      do update set value = excluded.value, version = application_answer.version + 1, saved_by = excluded.saved_by, saved_at = excluded.saved_at`.execute(tx.db);
}
