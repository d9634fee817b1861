/** A table as it is downloaded: the same rows as CSV, XLSX and ODS, what is missing or provisional said in bracketed shorthand. Pure. */

/** The shorthand of the Government Statistical Service's guidance on symbols in tables: read aloud sensibly, and never taken for a number. */
export const marks = {
  c: "confidential",
  p: "provisional",
  r: "revised",
  b: "break in the series",
  x: "not available",
  z: "not applicable",
} as const;
export type Mark = keyof typeof marks;

export interface Figure {
  /** Null where a mark stands in its place. */
  value: number | null;
  marks: readonly Mark[];
}
export type Value = string | number | null | Figure;

export interface TableColumn {
  /** As it stands in the head of the CSV, and in its metadata: a-z, 0-9 and _. */
  name: string;
  /** As people read it, with the unit. */
  title: string;
  datatype: "string" | "integer" | "decimal" | "date";
}
export interface DataTable {
  /** The stem of the file's name; a-z, 0-9 and -. */
  name: string;
  title: string;
  columns: readonly TableColumn[];
  rows: readonly (readonly Value[])[];
  /** What has to be known to read the table: coverage, overlap, breaks. */
  notes: readonly string[];
  source: string;
  /** ISO 8601, UTC. */
  asAt: string;
  synthetic: boolean;
}

export const openGovernmentLicence = {
  title: "Open Government Licence v3.0",
  url: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
} as const;

const isFigure = (value: Value): value is Figure => typeof value === "object" && value !== null;
/** A figure that is known and needs no word beside it is just its number; null is not available. */
export const figure = (value: number | null, ...said: Mark[]): Value => (value !== null && said.length === 0 ? value : { value, marks: said.length > 0 ? said : ["x"] });

/** The number or text of a cell; the mark in its place where there is none. */
export function shown(value: Value): string | number {
  if (value === null) return "";
  if (!isFigure(value)) return value;
  return value.value ?? value.marks.map((mark) => `[${mark}]`).join("");
}
/** The number alone, for files in which a column holds one type; null where there is none. */
export const bare = (value: Value): string | number | null => (isFigure(value) ? value.value : value);

/** The marks of a row in words: by column where they are not of all its figures. "" where there are none. */
export function qualifierOf(table: DataTable, row: readonly Value[]): string {
  const figures = table.columns.map((column, index) => ({ column, value: row[index] ?? null })).filter(({ column }) => column.datatype === "integer" || column.datatype === "decimal");
  const said = figures.map(({ column, value }) => ({ column, text: isFigure(value) ? value.marks.map((mark) => `[${mark}] ${marks[mark]}`).join(", ") : "" }));
  const texts = new Set(said.map(({ text }) => text));
  const inWords = texts.size === 1 ? [...texts] : said.filter(({ text }) => text !== "").map(({ column, text }) => `${column.name}: ${text}`);
  return [...inWords.filter((text) => text !== ""), ...(table.synthetic ? ["synthetic"] : [])].join("; ");
}
/** The marks of the figures that are there: in a spreadsheet they stand beside the number, the others in its place. */
export function besideNumbers(row: readonly Value[]): string {
  const said = row.flatMap((value) => (isFigure(value) && value.value !== null ? value.marks : []));
  return [...new Set(said)].map((mark) => `[${mark}]`).join(" ");
}
export const marksIn = (table: DataTable): Mark[] =>
  (Object.keys(marks) as Mark[]).filter((mark) => table.rows.some((row) => row.some((value) => isFigure(value) && value.marks.includes(mark))));

/** Title, source, licence, notes and shorthand: the first sheet of a workbook. */
export function coverLines(tables: readonly DataTable[]): [label: string, text: string][] {
  const [first] = tables;
  if (!first) return [];
  const used = [...new Set(tables.flatMap(marksIn))];
  return [
    ["Title", first.title],
    ...(first.synthetic ? [["Invented", "The rows behind these figures are invented for a demonstration"] as [string, string]] : []),
    ["As at", first.asAt],
    ["Source", first.source],
    ["Standing", "Management information, not official statistics"],
    ["Licence", `${openGovernmentLicence.title}, ${openGovernmentLicence.url}`],
    ...tables.flatMap((table) => table.notes.map((note): [string, string] => ["Note", note])),
    ...used.map((mark): [string, string] => [`[${mark}]`, marks[mark]]),
    ...tables.map((table, index): [string, string] => [`Table ${index + 1}`, table.title]),
  ];
}
