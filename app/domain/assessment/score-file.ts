/** A reader's score sheet as a spreadsheet: its columns, and how a returned one is read. Strict: what could be read in two ways is asked about. Pure. */
import { missingScores, type ScoredCriterion, type ScoreInput } from "./model.ts";

export const scoreColumns = {
  reader: { name: "For", help: "Whose sheet this is. Leave it." },
  reference: { name: "Reference", help: "Of the application. Leave it." },
  project: { name: "Project", help: "So that you know which it is. It is not read." },
  criterion: { name: "Criterion", help: "What you give points on. Leave it." },
  most: { name: "Most points", help: "The most that this criterion can have. Leave it." },
  points: { name: "Points", help: "A whole number from 0 to the most points." },
  cannot: { name: "Can't assess", help: "Write yes where you can't say anything about this criterion. That is not a low score." },
  reason: { name: "Reason", help: "A sentence or two. The group may be told the gist of it." },
} as const;
export type ScoreColumn = keyof typeof scoreColumns;
export const scoreColumnKeys = Object.keys(scoreColumns) as ScoreColumn[];
/** In the criterion's place, on the last row of each application. */
export const overallRow = "Anything about the whole application";

/** How one of the reader's applications stands, for what may be entered. */
export interface Enterable {
  application_id: string;
  reference: string;
  title: string;
  /** Why nothing can be entered for it; null where it can. */
  against: string | null;
  /** Of the sheet that was entered before; 0 for none. */
  version: number;
}
export interface ReadSheet {
  application_id: string;
  reference: string;
  title: string;
  overall: string;
  scores: ScoreInput[];
}
export interface FileProblem {
  /** As the spreadsheet numbers it; 0 is the file as a whole. */
  row: number;
  column: string;
  message: string;
}
export interface ReadFile {
  sheets: ReadSheet[];
  /** References of applications on which nothing was written. */
  empty: string[];
  problems: FileProblem[];
}

const plain = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/[’‘`]/g, "'").replace(/\s+/g, " ").trim();
type Cells = Record<ScoreColumn, string>;

/** Where each column stands. Spaces and capitals do not matter; others may stand between. */
export function readScoreHeader(header: readonly string[]): { places: Partial<Record<ScoreColumn, number>>; problems: string[] } {
  const places: Partial<Record<ScoreColumn, number>> = {};
  const problems: string[] = [];
  for (const key of scoreColumnKeys) {
    const found = header.flatMap((cell, index) => (plain(cell) === plain(scoreColumns[key].name) ? [index] : []));
    if (found.length > 1) problems.push(`There are two columns called “${scoreColumns[key].name}”`);
    if (found.length === 0 && key !== "project" && key !== "cannot") problems.push(`There is no column called “${scoreColumns[key].name}”`);
    if (found.length === 1) places[key] = found[0]!;
  }
  return { places, problems };
}

/**
 * Reads the rows beneath the header: whole sheets, or every problem with its row and what to do. An application on which nothing was
 * written is left out, and named.
 */
export function readScoreFile(lines: readonly (readonly string[])[], expected: { reader: string; criteria: readonly ScoredCriterion[]; applications: readonly Enterable[] }): ReadFile {
  const { places, problems: missing } = readScoreHeader(lines[0] ?? []);
  if (missing.length > 0) return { sheets: [], empty: [], problems: missing.map((message) => ({ row: 1, column: "", message: `${message}. Send the sheet that was made here, filled in` })) };
  const problems: FileProblem[] = [];
  const rows = new Map<string, Map<string, { row: number; cells: Cells }>>();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.every((cell) => cell.trim() === "")) continue;
    const cells = Object.fromEntries(scoreColumnKeys.map((key) => [key, (places[key] === undefined ? "" : (line[places[key]] ?? "")).replace(/\r\n?/g, "\n").trim()])) as Cells;
    place(index + 1, cells, expected, rows, (row, column, message) => problems.push({ row, column, message }));
  }
  const sheets: ReadSheet[] = [];
  const empty: string[] = [];
  for (const application of expected.applications) {
    const own = rows.get(application.application_id);
    if (!own) continue;
    const written = [...own.values()].some(({ cells }) => cells.points !== "" || cells.cannot !== "" || cells.reason !== "");
    if (!written) empty.push(application.reference);
    // What may not be entered is not shown either.
    else if (application.against !== null) problems.push({ row: Math.min(...[...own.values()].map(({ row }) => row)), column: scoreColumns.reference.name, message: `${application.reference}: ${application.against}` });
    else sheets.push(readSheetRows(application, own, expected.criteria, (row, column, message) => problems.push({ row, column, message })));
  }
  problems.sort((a, b) => a.row - b.row);
  return { sheets, empty, problems };
}

type Complain = (row: number, column: string, message: string) => void;

/** Puts a row where it belongs, or says why it belongs nowhere. */
function place(row: number, cells: Cells, { reader, criteria, applications }: Parameters<typeof readScoreFile>[1], rows: Map<string, Map<string, { row: number; cells: Cells }>>, complain: Complain): void {
  if (plain(cells.reader) !== plain(reader)) return complain(row, scoreColumns.reader.name, cells.reader === "" ? `It does not say whose row this is. Write ${reader}, or take the row out` : `This row is for “${cells.reader.slice(0, 80)}”, and the page is for ${reader}`);
  const application = applications.find(({ reference }) => plain(reference) === plain(cells.reference));
  // The same for what does not exist and for what is closed to the reader or to whoever sends the file; rows left empty stop nothing.
  if (!application && cells.points === "" && cells.cannot === "" && cells.reason === "") return;
  if (!application) return complain(row, scoreColumns.reference.name, `“${cells.reference.slice(0, 40)}” is not among the applications of this reader that you can enter. Take the row out, or let a colleague enter it`);
  const criterion = criteria.find(({ title }) => plain(title) === plain(cells.criterion));
  const key = criterion?.id ?? (plain(cells.criterion) === plain(overallRow) ? "" : undefined);
  if (key === undefined) return complain(row, scoreColumns.criterion.name, `“${cells.criterion.slice(0, 80)}” is not a criterion of this round as it stands now. Download the sheet again and copy the points over`);
  if (criterion && wholeNumber(cells.most) !== criterion.max_points) return complain(row, scoreColumns.most.name, `The most points are ${criterion.max_points} now. Download the sheet again and look at the points`);
  const own = rows.get(application.application_id) ?? new Map<string, { row: number; cells: Cells }>();
  const before = own.get(key);
  if (before) return complain(row, scoreColumns.criterion.name, `This is on row ${before.row} too. Keep one of them`);
  rows.set(application.application_id, own.set(key, { row, cells }));
}

function readSheetRows(application: Enterable, own: ReadonlyMap<string, { row: number; cells: Cells }>, criteria: readonly ScoredCriterion[], complain: Complain): ReadSheet {
  const first = Math.min(...[...own.values()].map(({ row }) => row));
  const complained = new Set<string>();
  const scores = criteria.map((criterion): ScoreInput => {
    const found = own.get(criterion.id);
    const say = (column: ScoreColumn, message: string) => {
      complained.add(criterion.id);
      complain(found?.row ?? first, scoreColumns[column].name, message);
    };
    if (!found) say("criterion", `${application.reference} has no row for “${criterion.title}”. Every criterion needs one`);
    const { points: typed, cannot: said, reason } = found?.cells ?? { points: "", cannot: "", reason: "" };
    const cannot = ["yes", "y", "x"].includes(plain(said));
    if (!cannot && !["", "no", "n"].includes(plain(said))) say("cannot", `Write yes, or leave it empty. “${said.slice(0, 40)}” could mean either`);
    const points = wholeNumber(typed);
    if (typed !== "" && (points === undefined || points > criterion.max_points)) say("points", `“${typed.slice(0, 40)}” is not a whole number from 0 to ${criterion.max_points}`);
    if (cannot && typed !== "") say("points", "There are points and “can't assess”. Keep one of them");
    if (reason.length > 3000) say("reason", "Use 3,000 characters or fewer");
    return { criterion_id: criterion.id, points: cannot ? null : (points ?? null), cannot, reason };
  });
  for (const [field, message] of Object.entries(missingScores(criteria, scores))) {
    const id = field.replace(/^(points|reason)-/, "");
    if (!complained.has(id)) complain(own.get(id)?.row ?? first, scoreColumns[field.startsWith("points") ? "points" : "reason"].name, message);
  }
  const overall = own.get("")?.cells.reason ?? "";
  if (overall.length > 3000) complain(own.get("")!.row, scoreColumns.reason.name, "Use 3,000 characters or fewer");
  return { application_id: application.application_id, reference: application.reference, title: application.title, overall, scores };
}

/** 4 from "4", "4.0" and " 4 "; undefined for everything else: nothing is rounded. */
function wholeNumber(typed: string): number | undefined {
  const found = /^(\d{1,3})(?:[.,]0{1,6})?$/.exec(typed.trim());
  return found ? Number(found[1]) : undefined;
}
