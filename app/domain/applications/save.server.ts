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
import type { Patch } from "./model.ts";
import { may } from "./policy.ts";
import { listSavedAnswers, type SavedAnswer } from "./read.server.ts";

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
    const actor = tx.actor as PersonActor;
    const answers = await listSavedAnswers(tx.db, application.id);
    const late = application.status !== "draft";
    const result: Saved = { saved: [], refused: [], late };
    for (const patch of patches) {
      const current = answers.get(patch.question_id);
      if (same(patch.value, current?.value ?? null)) continue;
      const stale = patch.base_version !== (current?.version ?? 0);
      if (stale && (await isAsOnThePage(tx, application.id, patch))) continue;
      if (stale || late) {
        await keep(tx, application.id, { ...patch, version: patch.base_version, saved_by: actor.id, saved_at: undefined }, "refused");
        result.refused.push(patch.question_id);
      } else {
        await replace(tx, application, patch, current, actor.id);
        result.saved.push(patch.question_id);
      }
    }
    if (result.saved.length + result.refused.length > 0)
      await record(tx, late ? "application.save-refused" : "application.saved", { type: "application", id: application.id }, { saved: result.saved, refused: result.refused });
    return result;
  });
}

/**
 * Chooses between the two texts of an answer: `use` saves the one that was refused, `keep` confirms the one that stands.
 * Throws NotFound where there is no such text or the application has been sent.
 */
export async function chooseText(context: Context, id: string, refusedId: string, choice: "use" | "keep"): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.write(tx.actor, application));
    const refused = isId(refusedId)
      ? await tx.db.selectFrom("application_answer_history").selectAll().where("id", "=", refusedId).where("application_id", "=", application.id).where("kept", "=", "refused").executeTakeFirst()
      : undefined;
    if (!refused || application.status !== "draft") throw new NotFound();
    const current = (await listSavedAnswers(tx.db, application.id)).get(refused.question_id);
    const value = choice === "use" ? (refused.value as Patch["value"]) : (current?.value ?? null);
    await replace(tx, application, { question_id: refused.question_id, base_version: current?.version ?? 0, value }, current, (tx.actor as PersonActor).id);
    await record(tx, "application.text-chosen", { type: "application", id: application.id }, { question: refused.question_id, choice });
  });
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

// Times are the clock's, not the transaction's: whoever waited for the lock is later.
const now = sql<Date>`clock_timestamp()`;

async function replace(tx: TransactionContext, application: Application, patch: Patch, current: SavedAnswer | undefined, personId: string): Promise<void> {
  const { question_id } = patch;
  const value = JSON.stringify(patch.value);
  if (!current) {
    await tx.db.insertInto("application_answer").values({ application_id: application.id, question_id, value, saved_by: personId, saved_at: now }).execute();
    return;
  }
  await keep(tx, application.id, { question_id, ...current }, "replaced");
  await tx.db
    .updateTable("application_answer")
    .set({ value, version: current.version + 1, saved_by: personId, saved_at: now })
    .where("application_id", "=", application.id)
    .where("question_id", "=", question_id)
    .execute();
}

interface KeptText {
  question_id: string;
  version: number;
  value: Patch["value"];
  saved_by: string;
  saved_at: Date | undefined;
}
async function keep(tx: TransactionContext, applicationId: string, { question_id, version, value, saved_by, saved_at }: KeptText, kept: "replaced" | "refused"): Promise<void> {
  await tx.db
    .insertInto("application_answer_history")
    .values({ id: newId(), application_id: applicationId, question_id, version, value: JSON.stringify(value), saved_by, saved_at: saved_at ?? now, kept, kept_at: now })
    .execute();
}
