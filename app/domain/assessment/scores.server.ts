/** The only code that writes score sheets: drafts that their author may change, and the sending that closes them. */
import { record } from "../audit/change.server.ts";
import { listCriteria, type Criterion } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { lockForActor } from "./change.server.ts";
import { missingScores, sheetErrors, weightedPercent, type SheetInput } from "./model.ts";
import { may } from "./policy.ts";
import { findOwnSheet } from "./read.server.ts";

/** Keeps a draft of the actor's own scores. Throws Invalid by field, Conflict when another window saved meanwhile, WrongState once sent. */
export async function saveScores(context: Context, applicationId: string, input: SheetInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    await writeDraft(tx, applicationId, input);
    await record(tx, "scores.saved", { type: "application", id: applicationId });
  });
}

/** Saves and sends: every criterion needs points and a reason. After this the sheet no longer changes and the others' scores can be read. */
export async function sendScores(context: Context, applicationId: string, input: SheetInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { sheetId, criteria } = await writeDraft(tx, applicationId, input);
    const missing = missingScores(criteria, input.scores);
    const weighted_percent = weightedPercent(criteria, input.scores);
    if (Object.keys(missing).length > 0 || weighted_percent === undefined) throw new Invalid(missing);
    await tx.db.updateTable("score_sheet").set({ status: "sent", weighted_percent, sent_at: new Date() }).where("id", "=", sheetId).execute();
    await record(tx, "scores.sent", { type: "application", id: applicationId });
  });
}

async function writeDraft(tx: TransactionContext, applicationId: string, input: SheetInput): Promise<{ sheetId: string; criteria: Criterion[] }> {
  const { actor, application, standing } = await lockForActor(tx, applicationId);
  permit(may.score(actor, standing));
  if (application.status !== "in-assessment") throw new WrongState("This application is no longer being assessed, so its scores stay as they are");
  const criteria = await listCriteria(tx.db, application.pot_id);
  const errors = sheetErrors(criteria, input);
  if (input.scores.some(({ criterion_id }) => !criteria.some(({ id }) => id === criterion_id))) errors[""] = "The criteria have changed. Open the page again";
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  const saved = await findOwnSheet(tx.db, application.id, actor.id);
  if (saved && saved.status !== "draft") throw new WrongState("You have sent these scores, so they no longer change");
  if ((saved?.version ?? 0) !== input.version)
    throw new Conflict("You saved this sheet in another window meanwhile. Nothing you typed is lost: compare both and save again", {
      version: saved?.version ?? 0,
      overall: saved?.overall ?? "",
      scores: saved?.scores ?? [],
    });
  const sheetId = saved?.id ?? newId();
  try {
    if (saved) await tx.db.updateTable("score_sheet").set({ overall: input.overall, version: saved.version + 1 }).where("id", "=", sheetId).execute();
    else await tx.db.insertInto("score_sheet").values({ id: sheetId, application_id: application.id, person_id: actor.id, overall: input.overall }).execute();
    for (const { criterion_id, points, reason } of input.scores)
      await tx.db
        .insertInto("score")
        .values({ sheet_id: sheetId, criterion_id, points, reason })
        .onConflict((conflict) => conflict.columns(["sheet_id", "criterion_id"]).doUpdateSet({ points, reason }))
        .execute();
  } catch (error) {
    if (refusedConstraint(error) === "score_without_interest") throw new WrongState("This application is closed to you, because you declared an interest");
    throw error;
  }
  return { sheetId, criteria };
}
