/** What a publication says, as data: the one thing from which its page, its files and its bytes are made. Pure. */

/** What has to be known of a value beside it, in the shorthand of spreadsheets for statistics. */
export const marks = {
  c: "confidential: so few people that somebody could be recognised, or a number from which that could be worked out",
  p: "provisional: not every area had reported",
  r: "revised: differs from the publication that this one replaces",
  x: "not available",
  z: "not applicable",
} as const;
export type Mark = keyof typeof marks;

export interface ContentCell {
  value: number | null;
  marks: Mark[];
}
export interface ContentTable {
  /** The same for the same table of a restatement. */
  key: string;
  title: string;
  fund: string;
  measure: "awards" | "people";
  /** What the rows are. */
  heading: string;
  columns: { code: string; title: string; unit: "count" | "pence" }[];
  rows: { code: string; title: string; cells: ContentCell[] }[];
  total: ContentCell[];
  note: string;
}
export interface ContentStatement {
  heading: string;
  text: string;
  slots: { name: string; source: string; printed: string; value: number | null; rows_behind: number; rows_sha256: string }[];
}
export interface ContentBasis {
  fund: string;
  title: string;
  period: { from: string; to: string };
  /** The moment of the record, ISO 8601 in UTC. */
  data_at: string;
  awards: number;
  organisations: number;
  amount_pence: number;
  completeness: { expected: number; reported: number; missing: { code: string; title: string }[] };
  note: string;
}
export interface Content {
  kind: "publication";
  code: string;
  title: string;
  summary: string;
  badge: string;
  synthetic: boolean;
  period: { from: string; to: string };
  data_on: string;
  /** The day; the time is 09:30 in London. */
  release_on: string;
  replaces: { code: string; title: string; reason: string } | null;
  basis: ContentBasis[];
  completeness_label: string;
  statements: ContentStatement[];
  tables: ContentTable[];
  /** What the checks found, and the answer. */
  notes: { finding: string; answer: string }[];
  disclosure: { threshold: number; primary_suppressed: number; secondary_suppressed: number } | null;
  licence: { title: string; url: string };
}

/** A cell as people read it: "1,430", "£2,500 [r]", "[c]". */
export function cellInWords({ value, marks: of }: ContentCell, unit: "count" | "pence", money: (pence: number) => string): string {
  const shown = value === null ? [] : [unit === "pence" ? money(value) : grouped.format(value)];
  return [...shown, ...of.map((mark) => `[${mark}]`)].join(" ");
}
const grouped = new Intl.NumberFormat("en-GB");

/** The marks that a content uses, for its legend. */
export const marksUsed = (content: Content): Mark[] => {
  const used = new Set(content.tables.flatMap((table) => [...table.rows.flatMap((row) => row.cells), ...table.total].flatMap((cell) => cell.marks)));
  return (Object.keys(marks) as Mark[]).filter((mark) => used.has(mark));
};
