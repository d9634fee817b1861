/** CSV after RFC 4180 that no spreadsheet takes for a formula. Pure. */

/** What a spreadsheet may run, also behind blanks or in its full-width form; and the apostrophe itself, so that the guard can be told from the text. */
const risky = /^[\s'=+\-@＝＋－＠]/;

/** Text as it stands in a cell: a leading apostrophe says to a spreadsheet that what follows is text. */
export const guardCell = (text: string): string => (risky.test(text) ? `'${text}` : text);
/** The text that `guardCell` was given. */
export const unguardCell = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell);

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Rows of cells as a CSV file, lines ended by CR LF. Null is an empty cell; numbers are written as they are. */
export function csvFile(rows: readonly (readonly (string | number | null)[])[]): string {
  const cell = (value: string | number | null) => (value === null ? "" : typeof value === "number" ? String(value) : quoted(guardCell(value)));
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
