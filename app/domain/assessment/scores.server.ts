/** The only code that writes score sheets: drafts that save by themselves, the sending, and what changes afterwards, with its history. */
import { sql } from "kysely";
import { record } from "../audit/change.server.ts";
import { listCriteria, type Criterion } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { formatInstant } from "../kernel/time.ts";
import { lockForActor } from "./change.server.ts";
import { missingScores, sheetErrors, weightedPercent, type SheetInput } from "./model.ts";
import { may } from "./policy.ts";
import { findOwnSheet } from "./read.server.ts";
import { keepBefore, keepSheet, type KeptCause } from "./scores-history.server.ts";

/** Whose sheet of which application, and who writes it: the author, or who enters it for them. The application is locked. */
export interface Writing {
  application: { id: string; status: string; pot_id: string };
  personId: string;
  by: string;
}
type Sheet = NonNullable<Awaited<ReturnType<typeof findOwnSheet>>>;

/**
 * Keeps a draft of the actor's own scores.
 * @returns the sheet's version now
 * @throws Invalid by field; Conflict when another window saved meanwhile; WrongState once sent, closed or given up
 */
export async function saveScores(context: Context, applicationId: string, input: SheetInput): Promise<number> {
  return inTransaction(context, async (tx) => {
    const writing = await ownWriting(tx, applicationId);
    const { version, changed } = await writeDraft(tx, writing, input);
    if (changed) await record(tx, "scores.saved", { type: "application", id: applicationId });
    return version;
  });
}

/** Saves and sends: every criterion needs a reason, and points or "I can't assess this". After this the others' scores can be read. Throws as `saveScores`. */
export async function sendScores(context: Context, applicationId: string, input: SheetInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    await sendSheet(tx, await ownWriting(tx, applicationId), input, "sent");
    await record(tx, "scores.sent", { type: "application", id: applicationId });
  });
}

/**
 * Changes scores that were sent; what they were is kept. Possible until the chair closes scoring, and in a moderation.
 * @param why in the author's words; may be empty
 */
export async function changeScores(context: Context, applicationId: string, input: SheetInput, why = ""): Promise<void> {
  await inTransaction(context, async (tx) => {
    if (why.length > 2000) throw new Invalid({ why: "Use 2,000 characters or fewer" });
    const writing = await ownWriting(tx, applicationId);
    const saved = await findOwnSheet(tx.db, applicationId, writing.personId);
    if (saved?.status !== "sent") throw new WrongState("You have not sent scores for this application, so there is nothing to change");
    if (await changeSheet(tx, writing, saved, input, { cause: "changed", why: why.trim() })) await record(tx, "scores.changed", { type: "application", id: applicationId });
  });
}

/** "I can't assess this application": not a low score, it counts in no mean. What was scored so far is kept. Throws Invalid on `cannot_reason`. */
export async function cannotAssess(context: Context, applicationId: string, reason: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const writing = await ownWriting(tx, applicationId);
    const cannot_reason = reason.trim();
    if (cannot_reason === "") throw new Invalid({ cannot_reason: "Say in a few words why you can't assess it, so that somebody else can be asked" });
    if (cannot_reason.length > 3000) throw new Invalid({ cannot_reason: "Use 3,000 characters or fewer" });
    const saved = await findOwnSheet(tx.db, applicationId, writing.personId);
    if (saved?.status === "cannot" || saved?.status === "void") throw new WrongState("This is on the record already");
    const { closed_at, moderation_id } = await lockScoring(tx, writing.application);
    refuseClosed(closed_at, moderation_id !== null && saved?.status === "sent");
    const id = saved?.id ?? newId();
    if (saved) await keepBefore(tx, id);
    const values = { status: "cannot" as const, cannot_reason, weighted_percent: null, ...forgetPage };
    await guarded(async () => {
      if (saved) await tx.db.updateTable("score_sheet").set({ ...values, version: saved.version + 1 }).where("id", "=", id).execute();
      else await tx.db.insertInto("score_sheet").values({ ...values, id, application_id: applicationId, person_id: writing.personId }).execute();
    });
    await keepSheet(tx, id, { cause: "cannot", by: writing.by, why: cannot_reason, moderationId: moderation_id });
    await record(tx, "scores.cannot", { type: "application", id: applicationId }, { person_id: writing.personId });
  });
}

/** "I can assess it after all": the sheet is a draft again, with what was scored before. */
export async function resumeAssessing(context: Context, applicationId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const writing = await ownWriting(tx, applicationId);
    const saved = await findOwnSheet(tx.db, applicationId, writing.personId);
    if (saved?.status !== "cannot") throw new WrongState("This application is yours to score already");
    refuseClosed((await lockScoring(tx, writing.application)).closed_at);
    await guarded(() => tx.db.updateTable("score_sheet").set({ status: "draft", version: saved.version + 1 }).where("id", "=", saved.id).execute());
    await keepSheet(tx, saved.id, { cause: "resumed", by: writing.by });
    await record(tx, "scores.resumed", { type: "application", id: applicationId }, { person_id: writing.personId });
  });
}

async function ownWriting(tx: TransactionContext, applicationId: string): Promise<Writing> {
  const { actor, application, standing } = await lockForActor(tx, applicationId);
  permit(may.score(actor, standing));
  if (application.status !== "in-assessment") throw new WrongState("This application is no longer being assessed, so its scores stay as they are");
  return { application, personId: actor.id, by: actor.id };
}

/** Writes a whole sheet and sends it, its author's or for its author. A sheet that was sent before is changed. The caller has asked the policy and records. */
export async function sendSheet(tx: TransactionContext, writing: Writing, input: SheetInput, cause: Extract<KeptCause, "sent" | "entered">): Promise<void> {
  const saved = await findOwnSheet(tx.db, writing.application.id, writing.personId);
  if (saved?.status === "sent" && cause === "entered") {
    await changeSheet(tx, writing, saved, input, { cause, why: "" });
    return;
  }
  const weighted_percent = wholePercent(await checked(tx, writing.application.pot_id, input), input);
  // Once nothing can be missing, and before anything is written: application, pot, application_work is the order of every verb.
  const { closed_at } = await lockScoring(tx, writing.application);
  refuseClosed(closed_at);
  const { sheetId } = await writeDraft(tx, writing, input);
  await guarded(() => tx.db.updateTable("score_sheet").set({ status: "sent", weighted_percent, sent_at: sql<Date>`clock_timestamp()`, ...forgetPage }).where("id", "=", sheetId).execute());
  await keepSheet(tx, sheetId, { cause, by: writing.by });
}

/** Answers whether anything is different. */
async function changeSheet(tx: TransactionContext, writing: Writing, saved: Sheet, input: SheetInput, { cause, why }: { cause: KeptCause; why: string }): Promise<boolean> {
  const { application } = writing;
  const criteria = await checked(tx, application.pot_id, input);
  const weighted_percent = wholePercent(criteria, input);
  if (input.version !== saved.version) throw overtaken(saved);
  const { closed_at, moderation_id } = await lockScoring(tx, application);
  refuseClosed(closed_at, moderation_id !== null);
  if (isSame(saved, input)) return false;
  await keepBefore(tx, saved.id);
  await guarded(async () => {
    await writeScores(tx, saved.id, input);
    await tx.db.updateTable("score_sheet").set({ overall: input.overall, weighted_percent, version: saved.version + 1, ...forgetPage, ...whoseNow(writing) }).where("id", "=", saved.id).execute();
  });
  await keepSheet(tx, saved.id, { cause: moderation_id === null || cause !== "changed" ? cause : "moderated", by: writing.by, why, moderationId: moderation_id });
  return true;
}

function wholePercent(criteria: readonly Criterion[], input: SheetInput): number {
  const missing = missingScores(criteria, input.scores);
  const percent = weightedPercent(criteria, input.scores);
  if (Object.keys(missing).length > 0 || percent === undefined) throw new Invalid(missing);
  return percent;
}

/** Writes a draft of a sheet. The caller has asked the policy and records. Throws as `saveScores`. */
export async function writeDraft(tx: TransactionContext, writing: Writing, input: SheetInput): Promise<{ sheetId: string; criteria: Criterion[]; version: number; changed: boolean }> {
  const { application, personId } = writing;
  const criteria = await checked(tx, application.pot_id, input);
  const saved = await findOwnSheet(tx.db, application.id, personId);
  if (saved && saved.status !== "draft") throw new WrongState(saved.status === "sent" ? "These scores were sent meanwhile. Open the page again to change them" : "This sheet was given up meanwhile. Open the page again");
  refuseClosed((await scoringOf(tx, application)).closed_at);
  const sheetId = saved?.id ?? newId();
  const ownPage = saved && input.page !== undefined && saved.saved_page === input.page.id;
  if (saved && ownPage && saved.saved_turn! > input.page!.turn) return { sheetId, criteria, version: saved.version, changed: false };
  if ((saved?.version ?? 0) !== input.version && !ownPage && !(saved && isSame(saved, input))) throw overtaken(saved);
  const changed = !saved || !isSame(saved, input);
  const page = input.page ? { saved_page: input.page.id, saved_turn: input.page.turn } : forgetPage;
  const version = (saved?.version ?? 0) + (changed ? 1 : 0);
  await guarded(async () => {
    if (saved) await tx.db.updateTable("score_sheet").set({ overall: input.overall, version, ...page, ...whoseNow(writing) }).where("id", "=", sheetId).execute();
    else await tx.db.insertInto("score_sheet").values({ id: sheetId, application_id: application.id, person_id: personId, overall: input.overall, ...page }).execute();
    if (changed) await writeScores(tx, sheetId, input);
  });
  return { sheetId, criteria, version, changed };
}

const forgetPage = { saved_page: null, saved_turn: null };
/** What its author writes themself is no longer what somebody entered for them; the history keeps that. */
const whoseNow = ({ by, personId }: Writing) => (by === personId ? { entered_by: null, entered_at: null } : {});

async function checked(tx: TransactionContext, potId: string, input: SheetInput): Promise<Criterion[]> {
  const criteria = await listCriteria(tx.db, potId);
  const errors = sheetErrors(criteria, input);
  if (input.scores.some(({ criterion_id }) => !criteria.some(({ id }) => id === criterion_id))) errors[""] = "The criteria have changed. Open the page again";
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  return criteria;
}

const overtaken = (saved: Sheet | undefined): Conflict =>
  new Conflict("You saved this sheet in another window meanwhile. Nothing you typed is lost: compare both and save again", {
    version: saved?.version ?? 0,
    overall: saved?.overall ?? "",
    scores: saved?.scores ?? [],
  });

/** Whether the sheet says already what is sent: what is not among the scores sent stays as it is. */
function isSame(saved: Sheet, input: SheetInput): boolean {
  if (saved.overall !== input.overall) return false;
  return input.scores.every(({ criterion_id, points, reason, cannot = false }) => {
    const before = saved.scores.find((score) => score.criterion_id === criterion_id);
    return before !== undefined && before.points === points && before.reason === reason && before.cannot === cannot;
  });
}

async function writeScores(tx: TransactionContext, sheet_id: string, { scores }: SheetInput): Promise<void> {
  for (const { criterion_id, points, reason, cannot = false } of scores)
    await tx.db
      .insertInto("score")
      .values({ sheet_id, criterion_id, points, reason, cannot })
      .onConflict((conflict) => conflict.columns(["sheet_id", "criterion_id"]).doUpdateSet({ points, reason, cannot }))
      .execute();
}

/** The database's own refusals in words. */
async function guarded(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const constraint = refusedConstraint(error);
    if (constraint === "score_without_interest") throw new WrongState("This application is closed to you, because you declared an interest");
    if (constraint === "score_sheet_sent_is_closed") throw new WrongState("These scores no longer change");
    throw error;
  }
}

interface Scoring {
  closed_at: Date | null;
  /** The moderation of the application that is open. */
  moderation_id: string | null;
}
const scoringQuery = (tx: TransactionContext, { id, pot_id }: Writing["application"]) =>
  tx.db
    .selectFrom("pot")
    .select("pot.scoring_closed_at as closed_at")
    .select(({ selectFrom }) => selectFrom("moderation").select("id").where("application_id", "=", id).where("finished_at", "is", null).as("moderation_id"))
    .where("pot.id", "=", pot_id);

const scoringOf = (tx: TransactionContext, application: Writing["application"]): Promise<Scoring> => scoringQuery(tx, application).executeTakeFirstOrThrow();

/** As `scoringOf`, and nobody closes or opens the pot's scoring until this transaction ends. */
const lockScoring = (tx: TransactionContext, application: Writing["application"]): Promise<Scoring> => scoringQuery(tx, application).forNoKeyUpdate("pot").executeTakeFirstOrThrow();

function refuseClosed(closedAt: Date | null, openAllTheSame = false): void {
  if (closedAt && !openAllTheSame) throw new WrongState(`The chair closed scoring ${formatInstant(closedAt)}, so scores no longer change`);
}
