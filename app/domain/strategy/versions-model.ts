/** A plan version as an official brings it in: its facts, its actions row by row, where old actions went, and wording by document. Pure. */
import { z } from "zod";
import { isDay } from "../kernel/time.ts";
import { schemeCodes, schemes, type Scheme } from "./status.ts";

const words = (limit: number) => z.string().trim().max(limit, `Use ${limit.toLocaleString("en-GB")} characters or fewer`);
const code = z.string().trim().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Use small letters, figures and hyphens, like 2026-2029").max(60, "Use 60 characters or fewer");
const day = (say: string) => z.string().refine(isDay, say);

export const planSchema = z.object({
  code,
  title: words(200).min(1, "Enter the title of the plan"),
  follows: z.string().min(1, "Choose the plan that it follows"),
  valid_from: day("Enter the day from which it holds"),
  published_on: z.union([z.literal("").transform(() => null), day("Enter the day on which it was published, or leave it empty")]).default(null),
  note: words(1000).default(""),
});
export type PlanInput = z.output<typeof planSchema>;

export const crosswalkLinkSchema = z.object({
  from: z.string().min(1, "Choose the earlier action"),
  to: words(200).min(1, "Enter the reference it has in the new plan; several with commas between them"),
  dated_on: day("Enter the day from which the new reference holds"),
  note: words(500).default(""),
});
export type CrosswalkLink = z.output<typeof crosswalkLinkSchema>;

export const wordingSchema = z.object({
  subject: z.string().regex(/^(priority|outcome)\/\d{1,3}$/, "Choose a priority or an outcome"),
  label: code,
  document: words(200).min(1, "Name the document, with its page"),
  wording: words(4000).min(1, "Enter the words as the document prints them"),
});
export type WordingInput = z.output<typeof wordingSchema>;

export const importSchema = z.object({ rows: z.string().min(1, "Paste the rows, with the line of names first").max(400_000, "That is more than can be taken at once: paste a part of it") });

/** The columns of the file; the first four are needed. */
export const importColumns = ["ref", "title", "priority", "scheme", "parent", "lead", "timescale", "wording"] as const;
type ImportColumn = (typeof importColumns)[number];

export interface ImportedAction {
  row: number;
  ref: string;
  title: string;
  scheme: Scheme;
  /** The number of its priority; null for the workforce plan. */
  priority: number | null;
  /** The reference of the strategic action or theme that it belongs to. */
  parent: string | null;
  lead: string;
  timescale: string;
  wording: string | null;
}
export interface RowProblem {
  /** As a spreadsheet numbers it; 0 is the file as a whole. */
  row: number;
  column: string;
  message: string;
}
/** What is there already: rows must fit it. */
export interface PlanSoFar {
  priorities: readonly number[];
  actions: readonly { scheme: Scheme; ref: string; title: string }[];
}

const reference = /^\d{1,3}(\.\d{1,3}){0,3}$/;
const plain = (text: string): string => text.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-");
const parentScheme: Partial<Record<Scheme, Scheme>> = { "sub-action": "strategic", "workforce-action": "workforce" };
const key = (scheme: string, ref: string): string => `${scheme} ${ref}`;

/** Checks a file's lines: either every row is good, or all that is wrong is named with its row and what to do. */
export function readActionRows(lines: readonly { row: number; cells: readonly string[] }[], soFar: PlanSoFar): { actions: ImportedAction[]; problems: RowProblem[] } {
  const [header, ...rows] = lines;
  const names = (header?.cells ?? []).map(plain);
  const missing = importColumns.slice(0, 4).filter((column) => !names.includes(column));
  const strange = names.filter((name) => name !== "" && !(importColumns as readonly string[]).includes(name));
  if (missing.length > 0) return { actions: [], problems: [{ row: 0, column: "", message: `The first line has to name the columns: it lacks ${missing.join(", ")}` }] };
  if (strange.length > 0) return { actions: [], problems: [{ row: 0, column: strange[0]!, message: `There is no column called “${strange[0]!}”. Take it out, or name it one of ${importColumns.join(", ")}` }] };
  if (rows.length === 0) return { actions: [], problems: [{ row: 0, column: "", message: "There are no rows under the line of names" }] };
  const problems: RowProblem[] = [];
  const actions = rows.flatMap(({ row, cells }) => {
    const cell = (column: ImportColumn) => (cells[names.indexOf(column)] ?? "").trim();
    const read = readAction(row, cell, soFar, (column, message) => problems.push({ row, column, message }));
    return read ? [read] : [];
  });
  checkTogether(actions, soFar, problems);
  return { actions, problems: problems.sort((a, b) => a.row - b.row) };
}

function readAction(row: number, cell: (column: ImportColumn) => string, soFar: PlanSoFar, complain: (column: string, message: string) => void): ImportedAction | undefined {
  const before = { told: false };
  const say = (column: string, message: string) => {
    before.told = true;
    complain(column, message);
  };
  const scheme = schemeCodes.find((one) => one === plain(cell("scheme")) || plain(schemes[one].one) === plain(cell("scheme")));
  if (!scheme) say("scheme", `“${cell("scheme").slice(0, 40)}” is no way of numbering. Write one of ${schemeCodes.join(", ")}`);
  if (!reference.test(cell("ref"))) say("ref", "Write the reference in figures and full stops, like 3.2, and format the column as text so that 3.10 keeps its nought");
  if (cell("title") === "") say("title", "Enter the title of the action");
  else if (cell("title").length > 200) say("title", "Use 200 characters or fewer for the title, and put the full text under wording");
  for (const [column, most] of [["lead", 300], ["timescale", 300], ["wording", 4000]] as const) if (cell(column).length > most) say(column, `Use ${most} characters or fewer`);
  const priority = /^\d{1,3}$/.test(cell("priority")) ? Number(cell("priority")) : null;
  if (scheme === "strategic" && (priority === null || !soFar.priorities.includes(priority))) say("priority", `Enter the number of one of the plan's priorities: ${soFar.priorities.join(", ")}`);
  if (scheme !== "strategic" && cell("priority") !== "" && (priority === null || !soFar.priorities.includes(priority))) say("priority", "Enter the number of a priority of the plan, or leave it empty");
  if (before.told || !scheme) return undefined;
  const parent = cell("parent") || (scheme === "sub-action" ? cell("ref").split(".").slice(0, -1).join(".") : "");
  return { row, ref: cell("ref"), title: cell("title"), scheme, priority, parent: parent === "" ? null : parent, lead: cell("lead"), timescale: cell("timescale"), wording: cell("wording") || null };
}

/** What has to hold between the rows, and between them and what the plan has already. */
function checkTogether(actions: readonly ImportedAction[], soFar: PlanSoFar, problems: RowProblem[]): void {
  const there = new Map(soFar.actions.map((action) => [key(action.scheme, action.ref), action.title]));
  const first = new Map<string, number>();
  for (const { row, scheme, ref, title } of actions) {
    const known = there.get(key(scheme, ref));
    const earlier = first.get(key(scheme, ref));
    if (earlier !== undefined) problems.push({ row, column: "ref", message: `${schemes[scheme].one} ${ref} is in row ${earlier} already. The same reference may stand twice only under different schemes` });
    else if (known !== undefined && known !== title) problems.push({ row, column: "ref", message: `The plan has ${schemes[scheme].one.toLowerCase()} ${ref} already, called “${known}”. Take the row out; its wording is edited on its own page` });
    first.set(key(scheme, ref), earlier ?? row);
  }
  for (const { row, scheme, parent } of actions) {
    const under = parentScheme[scheme];
    if (parent === null) continue;
    if (!under) problems.push({ row, column: "parent", message: `A ${schemes[scheme].one.toLowerCase()} stands under nothing: leave this empty` });
    else if (!there.has(key(under, parent)) && !first.has(key(under, parent))) problems.push({ row, column: "parent", message: `There is no ${schemes[under].one.toLowerCase()} ${parent} in the plan or in these rows` });
  }
}
