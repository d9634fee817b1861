/** The published template for awards that were made elsewhere: its columns in the field's own words, and an example of each. Pure. */
import { csvFile } from "../../kernel/csv.ts";

export interface TemplateColumn {
  /** As it stands in the file's first line. Spaces, capitals and hyphens do not matter when a file is read. */
  name: string;
  needed: "always" | "new organisation" | "no";
  /** What to write, in one or two sentences. */
  help: string;
  example: string;
}

export const columns = {
  reference: { name: "reference", needed: "always", help: "Your own reference for the award, up to 60 characters. The same reference again in this round and area means the same award.", example: "CF-2024-001" },
  organisation: { name: "organisation name", needed: "always", help: "The name of the organisation that the award was made to.", example: "Harbour Lights Choir" },
  charity_number: { name: "charity number", needed: "no", help: "SC and six digits, from the Scottish Charity Register. It tells two organisations of one name apart.", example: "SC900123" },
  company_number: { name: "company number", needed: "no", help: "Eight digits, or two letters and six digits. Format the column as text, so that a leading 0 stays.", example: "" },
  legal_form: { name: "legal form", needed: "new organisation", help: "The code or the name of a legal form from the list. Needed where the organisation is not known here yet.", example: "scio" },
  income: { name: "organisation income", needed: "no", help: "The organisation's yearly income in pounds at the time of the award. Leave it empty if it was not asked.", example: "18500" },
  coverage: { name: "coverage", needed: "no", help: "Where the organisation works: part of the area, whole area, several areas, or Scotland.", example: "whole area" },
  area: { name: "council area", needed: "no", help: "The code or the name of the council area. Only to be sure: it has to be the area of this page.", example: "" },
  title: { name: "project title", needed: "always", help: "The name of the project, up to 200 characters. It is published.", example: "Singing on Tuesdays" },
  description: { name: "description", needed: "always", help: "What the money is for, up to 2,000 characters. It is published, so name no private person.", example: "A weekly choir for anyone who lives alone, with tea afterwards." },
  amount: { name: "amount", needed: "always", help: "What was awarded, in pounds: 2500 or 2,500.50.", example: "2500" },
  capital: { name: "capital amount", needed: "no", help: "How much of the amount is for buying or building things, in pounds. 0 if none; empty if not known.", example: "0" },
  awarded_on: { name: "awarded on", needed: "always", help: "The day of the award, as day/month/year or year-month-day.", example: "14/02/2024" },
  starts_on: { name: "starts on", needed: "no", help: "The first day of the project.", example: "01/03/2024" },
  ends_on: { name: "ends on", needed: "no", help: "The last day of the project.", example: "28/02/2025" },
  project_type: { name: "project type", needed: "always", help: "The one type that fits best: its code or name.", example: "social" },
  focus_groups: { name: "focus groups", needed: "no", help: "Codes or names, with a semicolon between them. Empty for a project that is for everyone.", example: "older-people; geographical-disadvantage" },
  issues: { name: "issues", needed: "no", help: "Priority issues: codes or names, with a semicolon between them.", example: "social-isolation-and-loneliness" },
  families: { name: "families", needed: "no", help: "Priority family groups: codes or names, with a semicolon between them; or none of these; or not known.", example: "none of these" },
  reach: { name: "reach", needed: "always", help: "general, open with a focus, or targeted.", example: "open with a focus" },
  standing: { name: "new or existing", needed: "always", help: "Whether the project is new or carries on an existing one: new, or existing.", example: "new" },
  tops_up: { name: "tops up", needed: "no", help: "Where the award adds to a project that had one already: the reference of that earlier award. Both count as one project.", example: "" },
} as const satisfies Record<string, TemplateColumn>;
export type ColumnKey = keyof typeof columns;
export const columnKeys = Object.keys(columns) as ColumnKey[];

/** The first line and one example, for a spreadsheet: a byte order mark tells Excel that the file is UTF-8. */
export const templateCsv = (): string => `\uFEFF${csvFile([columnKeys.map((key) => columns[key].name), columnKeys.map((key) => columns[key].example)])}`;
/** The example's reference: a file that still holds it is asked about. */
export const exampleReference = columns.reference.example;

/** Words as they are compared: without capitals, marks and double spaces. */
export const plainWords = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

export interface Header {
  /** Where each column that is known stands. */
  places: Partial<Record<ColumnKey, number>>;
  /** Sentences that say what has to change before the file can be read. */
  problems: string[];
}

/** Reads a file's first line. */
export function readHeader(cells: readonly string[]): Header {
  const known = new Map(columnKeys.map((key) => [plainWords(columns[key].name), key]));
  const places: Header["places"] = {};
  const problems: string[] = [];
  for (const [place, cell] of cells.entries()) {
    const words = plainWords(cell);
    if (words === "") continue;
    const key = known.get(words);
    if (!key) problems.push(`There is no column called “${cell.trim().slice(0, 60)}” in the template. Take the column out, or give it the template's name`);
    else if (places[key] !== undefined) problems.push(`The column “${columns[key].name}” is there twice. Take one of them out`);
    else places[key] = place;
  }
  const missing = columnKeys.filter((key) => columns[key].needed === "always" && places[key] === undefined).map((key) => `“${columns[key].name}”`);
  if (missing.length > 0) problems.push(`The first line has no column ${missing.join(", ")}. Copy the first line of the template into the file`);
  return { places, problems };
}
