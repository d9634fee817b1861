/** The score sheet that a reader returns as a spreadsheet: made, kept while it waits, looked at, and entered whole or not at all. */
import type { Kysely } from "kysely";
import { sql } from "kysely";
import writeXlsxFile from "write-excel-file/node";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { lockApplication } from "../applications/change.server.ts";
import { getPot, listCriteria, type Criterion, type Pot } from "../funds/read.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { isId, newId, sha256 } from "../kernel/ids.server.ts";
import { namesFor } from "./anonymity.server.ts";
import { actingPerson } from "./change.server.ts";
import { readOthersScores } from "./interests.server.ts";
import { weightedPercent } from "./model.ts";
import { tellOnBehalf } from "./on-behalf.server.ts";
import { may } from "./policy.ts";
import { getReader, openRows, type ReaderRow } from "./reading-pack.server.ts";
import { getStanding } from "./read.server.ts";
import { scoreCells } from "./score-file-cells.server.ts";
import { overallRow, readScoreFile, readScoreHeader, scoreColumnKeys, scoreColumns, type Enterable, type FileProblem, type ReadSheet } from "./score-file.ts";
import { sendSheet } from "./scores.server.ts";

/** The sheet to fill in: a row for each application and criterion that is open to the reader. In the reader's eyes: without names where these are hidden. */
export async function scoreFile(context: Context, potId: string, personId: string): Promise<{ name: string; xlsx: Buffer }> {
  const { pot, reader, rows } = await getReader(context, potId, personId);
  const open = openRows(rows, reader.owes_round);
  const criteria = await listCriteria(context.db, pot.id);
  const shown = await namesFor(context.db, reader.id, open);
  const name = ["scores", pot.round_code, pot.area_slug, ...(pot.synthetic ? ["synthetic"] : [])].join("-");
  return { name: `${name}.xlsx`, xlsx: await workbook(pot, reader.name, shown, criteria) };
}

const widths: Record<string, number> = { reader: 18, reference: 14, project: 34, criterion: 28, most: 8, points: 8, cannot: 10, reason: 70 };

async function workbook(pot: Pot, reader: string, rows: readonly ReaderRow[], criteria: readonly Criterion[]): Promise<Buffer> {
  const bold = (value: string) => ({ value, type: String, fontWeight: "bold" as const, wrap: true });
  const words = (value: string) => ({ value, type: String, wrap: true, alignVertical: "top" as const });
  const number = (value: number) => ({ value, type: Number, alignVertical: "top" as const });
  const lines = rows.flatMap(({ reference, title }) => [
    ...criteria.map((criterion) => [words(reader), words(reference), words(title), words(criterion.title), number(criterion.max_points), null, null, null]),
    [words(reader), words(reference), words(title), words(overallRow), null, null, null, null],
  ]);
  const guidance = criteria.flatMap(({ title, guidance: looks, weight, max_points, points_guidance }) => [
    [bold(`${title} (weight ${weight}, up to ${max_points} points)`), words(looks)],
    ...points_guidance.map(({ points, text }) => [words(`${points} of ${max_points}`), words(text)]),
  ]);
  const about = [
    [bold("Score sheet"), words(`${pot.round_title}, ${pot.area_name}`)],
    [bold("For"), words(reader)],
    [bold("Return it to"), words(pot.contact_email || "the fund's team")],
    ...(pot.synthetic ? [[bold("Note"), words("Invented for the demonstration")]] : []),
    ...scoreColumnKeys.map((key) => [bold(scoreColumns[key].name), words(scoreColumns[key].help)]),
  ];
  const file = writeXlsxFile([
    { data: [scoreColumnKeys.map((key) => bold(scoreColumns[key].name)), ...lines], sheet: "Scores", columns: scoreColumnKeys.map((key) => ({ width: widths[key]! })), stickyRowsCount: 1 },
    { data: guidance, sheet: "What to look for", columns: [{ width: 40 }, { width: 90 }] },
    { data: about, sheet: "How to fill it in", columns: [{ width: 20 }, { width: 90 }] },
  ]);
  return file.toBuffer();
}

/** The reader and their rows, for who enters sheets: the administrator, and never of themself. */
async function forEntering(context: Context, potId: string, personId: string) {
  const found = await getReader(context, potId, personId);
  permit(may.changePanel(context.actor, found.pot));
  if (actingPerson(context).id === personId) throw new WrongState("Your own scores you give yourself, from your assessments");
  return found;
}

/**
 * Keeps a returned sheet until it is entered; another from the same person for the same reader takes its place. Nothing is scored.
 * @throws Invalid on `file` where it can't be read or has not the columns of a score sheet
 */
export async function stageScoreFile(context: Context, potId: string, personId: string, sent: { name: string; bytes: Uint8Array }): Promise<void> {
  const { pot } = await forEntering(context, potId, personId);
  const lines = scoreCells(sent.bytes);
  const { problems } = readScoreHeader(lines[0] ?? []);
  if (problems.length > 0) throw new Invalid({ file: `${problems.slice(0, 3).join(". ")}. Send the score sheet that was made here, filled in` });
  const file_name = sent.name.replace(/[\p{Cc}/\\]+/gu, " ").trim().toWellFormed().slice(-200) || "scores.xlsx";
  const fields = { file_name, sha256: sha256(sent.bytes), cells: JSON.stringify(lines), synthetic: pot.synthetic || context.synthetic };
  await context.db
    .insertInto("score_upload")
    .values({ ...fields, id: newId(), pot_id: pot.id, person_id: personId, uploaded_by: actingPerson(context).id })
    .onConflict((conflict) => conflict.columns(["pot_id", "person_id", "uploaded_by"]).where("entered_at", "is", null).doUpdateSet({ ...fields, uploaded_at: sql<Date>`clock_timestamp()` }))
    .execute();
}

/** Throws the actor's waiting sheet of a reader away. */
export async function discardScoreFile(context: Context, potId: string, personId: string): Promise<void> {
  await forEntering(context, potId, personId);
  await context.db.deleteFrom("score_upload").where("pot_id", "=", potId).where("person_id", "=", personId).where("uploaded_by", "=", actingPerson(context).id).where("entered_at", "is", null).execute();
}

export interface EnteredSheet extends ReadSheet {
  percent: number;
  /** What was entered before; null where nothing was. */
  before: number | null;
}
export interface ScorePlan {
  upload_id: string;
  file_name: string;
  sha256: string;
  sheets: EnteredSheet[];
  empty: string[];
  problems: FileProblem[];
}

/** What entering the actor's waiting sheet would do now; undefined where none waits. Writes nothing. */
export async function planScoreFile(context: Context, potId: string, personId: string): Promise<ScorePlan | undefined> {
  const { pot, reader, rows } = await forEntering(context, potId, personId);
  const upload = await context.db
    .selectFrom("score_upload")
    .selectAll()
    .where("pot_id", "=", pot.id)
    .where("person_id", "=", personId)
    .where("uploaded_by", "=", actingPerson(context).id)
    .where("entered_at", "is", null)
    .executeTakeFirst();
  if (!upload) return undefined;
  const criteria = await listCriteria(context.db, pot.id);
  const applications = rows.map((row): Enterable => ({ application_id: row.application_id, reference: row.reference, title: row.title, version: row.sheet_version, against: against(row, pot, reader.owes_round) }));
  const read = readScoreFile(upload.cells as string[][], { reader: reader.name, criteria, applications });
  const before = new Map(rows.map((row) => [row.application_id, row.sheet_status === "sent" ? row.weighted_percent : null]));
  return {
    upload_id: upload.id, file_name: upload.file_name, sha256: upload.sha256, empty: read.empty, problems: read.problems,
    sheets: read.sheets.map((sheet) => ({ ...sheet, percent: weightedPercent(criteria, sheet.scores) ?? 0, before: before.get(sheet.application_id) ?? null })),
  };
}

/** Why nothing can be entered for an application; null where it can. */
function against({ has_interest, status, sheet_status, entered_by_name, viewer_owes }: ReaderRow, { scoring_closed_at }: Pot, owesRound: boolean): string | null {
  if (viewer_owes) return "You have still to send scores of your own for it, so a colleague enters these";
  if (owesRound) return "They have not declared for the round. Type that in first, from the panel";
  if (has_interest === null) return "They have not said whether they have an interest in it. Type that in first";
  if (status !== "in-assessment") return "It is decided, so its scores stay as they are";
  if (scoring_closed_at !== null) return "The chair has closed scoring, so its scores stay as they are";
  if (sheet_status === "void" || sheet_status === "cannot") return "They said that they can't assess it, or their scores were set aside";
  if (sheet_status !== null && entered_by_name === null) return "They have begun scores here themselves, and those count. Take its rows out of the file";
  return null;
}

/**
 * Enters a waiting sheet in one transaction: each application's scores are sent for the reader, with who entered them and when, or none is.
 * What was entered before is changed, and kept.
 * @param input of the file that the page showed
 * @returns how many applications
 * @throws Conflict when another file took its place; Invalid with the first problems; NotFound where none waits
 */
export async function enterScoreFile(context: Context, potId: string, personId: string, input: { upload_id: string; sha256: string }): Promise<number> {
  return inTransaction(context, async (tx) => {
    const waiting = await planScoreFile(tx, potId, personId);
    if (!waiting || waiting.upload_id !== input.upload_id) throw new NotFound("This sheet is no longer waiting. Choose it again");
    // In one order for everybody, and before anything that decides is read.
    for (const { application_id } of [...waiting.sheets].sort((a, b) => a.application_id.localeCompare(b.application_id))) await lockApplication(tx, application_id);
    const plan = (await planScoreFile(tx, potId, personId))!;
    if (plan.sha256 !== input.sha256) throw new Conflict("You have sent another sheet since this page was opened. Nothing was entered: look at the new one first");
    if (plan.problems.length > 0) throw new Invalid({ "": plan.problems.slice(0, 3).map(({ row, column, message }) => `Row ${row}, ${column || "the row"}: ${message}`).join(". ") });
    if (plan.sheets.length === 0) throw new WrongState("Nothing is filled in, so there is nothing to enter");
    for (const sheet of plan.sheets) await enterSheet(tx, potId, personId, sheet, plan.upload_id);
    await tellOnBehalf(tx, await getPot(tx.db, potId), personId, `your scores for ${plan.sheets.length === 1 ? "1 application" : `${plan.sheets.length} applications`}`);
    // The scores are in their sheets now; of the file only that it came is kept.
    await tx.db.updateTable("score_upload").set({ entered_at: sql<Date>`clock_timestamp()`, sheets: plan.sheets.length, cells: "[]" }).where("id", "=", plan.upload_id).execute();
    await readOthersScores(tx.db, actingPerson(tx).id, plan.sheets.map(({ application_id }) => application_id));
    await record(tx, "pot.scores-entered", { type: "pot", id: potId }, { person_id: personId, upload_id: plan.upload_id, sha256: plan.sha256, sheets: plan.sheets.length });
    return plan.sheets.length;
  });
}

async function enterSheet(tx: TransactionContext, potId: string, personId: string, { application_id, overall, scores }: EnteredSheet, upload_id: string): Promise<void> {
  const actor = tx.actor as PersonActor;
  const application = await lockApplication(tx, application_id);
  permit(may.administer(actor, await getStanding(tx.db, application_id, actor.id)));
  const saved = await tx.db.selectFrom("score_sheet").select("version").where("application_id", "=", application_id).where("person_id", "=", personId).executeTakeFirst();
  await sendSheet(tx, { application, personId, by: actor.id }, { version: saved?.version ?? 0, overall, scores }, "entered");
  await tx.db.updateTable("score_sheet").set({ entered_by: actor.id, entered_at: sql<Date>`clock_timestamp()` }).where("application_id", "=", application_id).where("person_id", "=", personId).execute();
  await record(tx, "scores.entered", { type: "application", id: application.id }, { person_id: personId, upload_id, pot_id: potId });
}

/** Sheets of a reader that were entered, the newest first. */
export async function listEnteredFiles(db: Kysely<DB>, potId: string, personId: string) {
  if (!isId(personId)) return [];
  return db
    .selectFrom("score_upload as u")
    .innerJoin("person", "person.id", "u.uploaded_by")
    .select(["u.id", "u.file_name", "u.entered_at", "u.sheets", "person.name as person_name"])
    .where("u.pot_id", "=", potId)
    .where("u.person_id", "=", personId)
    .where("u.entered_at", "is not", null)
    .orderBy("u.entered_at", "desc")
    .limit(50)
    .execute();
}
