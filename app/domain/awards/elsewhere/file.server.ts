/** From the bytes of a file, or pasted cells, to lines of text cells: encodings, separators and what spreadsheets do to them. */
import { CsvError, parse } from "csv-parse/sync";
import { Invalid } from "../../kernel/errors.ts";
import { columnKeys, columns, plainWords } from "./columns.ts";

/** Bytes. Five thousand awards with long descriptions stay under it. */
export const largestUpload = 2 * 1024 * 1024;
export const mostRows = 5_000;

export interface Sent {
  file_name: string;
  encoding: "utf-8" | "utf-16" | "windows-1252" | "typed";
  content: string;
}

const refuse = (message: string): never => {
  throw new Invalid({ file: message });
};

/**
 * The text of a file. UTF-8 with or without a mark, UTF-16 with one, else Windows-1252, which is what Excel's plain “CSV” is here.
 * @throws Invalid on `file` for what is no text, in words that say how to save it
 */
export function decodeFile(name: string, bytes: Uint8Array): Sent {
  const file_name = name.replace(/[\p{Cc}/\\]+/gu, " ").trim().toWellFormed().slice(-200) || "awards.csv";
  if (bytes.byteLength === 0) refuse("That file is empty. Choose the file that holds the awards");
  if (bytes.byteLength > largestUpload) refuse("That file is larger than 2 MB. Split it: each part can be loaded by itself");
  const begins = (...signature: number[]) => signature.every((byte, place) => bytes[place] === byte);
  if (begins(0x50, 0x4b) || begins(0xd0, 0xcf, 0x11, 0xe0)) refuse("That is a workbook, not a CSV file. In your spreadsheet choose Save as, then “CSV UTF-8”");
  if (begins(0x25, 0x50, 0x44, 0x46)) refuse("That is a PDF, not a CSV file. Send the spreadsheet it was made from, saved as “CSV UTF-8”");
  const sent = (encoding: Sent["encoding"], text: string): Sent => ({ file_name, encoding, content: clean(text) });
  if (begins(0xff, 0xfe)) return sent("utf-16", new TextDecoder("utf-16le").decode(bytes));
  if (begins(0xfe, 0xff)) return sent("utf-16", new TextDecoder("utf-16be").decode(bytes));
  if (bytes.includes(0)) refuse("That file is not text. In your spreadsheet choose Save as, then “CSV UTF-8”");
  try {
    return sent("utf-8", new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return sent("windows-1252", fromWindows1252(bytes));
  }
}

/** What the bytes 0x80 to 0x9F mean in Windows-1252. Node 20's own decoder takes them for control characters. */
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const fromWindows1252 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1").replace(/[\x80-\x9f]/g, (sign) => windows1252[sign.charCodeAt(0) - 0x80]!);

/** Cells pasted from a spreadsheet, or a file's text. @throws Invalid on `pasted` */
export function decodePasted(text: string): Sent {
  if (Buffer.byteLength(text) > largestUpload) throw new Invalid({ pasted: "That is more than 2 MB. Paste a part of it: each part can be loaded by itself" });
  return { file_name: "Pasted cells", encoding: "typed", content: clean(text.toWellFormed()) };
}

/** PostgreSQL keeps no NUL; a mark at the beginning is no part of the first cell. */
const clean = (text: string): string => text.replace(/^\uFEFF/, "").replaceAll("\0", "");

export interface Lines {
  /** The file's first line of names, and where it stands, counted from 1 as a spreadsheet counts. */
  header: string[];
  rows: { row: number; cells: string[] }[];
  separator: string;
}

/**
 * Takes the text apart. Rows are numbered as a spreadsheet numbers them; empty ones are passed over.
 * @throws Invalid on `file` where quotation marks do not close, where there is nothing under the first line, or too much
 */
export function readLines(content: string): Lines {
  const declared = /^sep=(.)\r?\n/i.exec(content);
  const separator = declared?.[1] ?? likelySeparator(content);
  const records = takeApart(content, separator);
  const numbered = records.map((cells, index) => ({ row: index + 1, cells: cells.map(unguarded) })).filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  const [header, ...rows] = declared ? numbered.slice(1) : numbered;
  if (!header) return refuse("That file is empty. Choose the file that holds the awards");
  if (rows.length === 0) refuse("There are no awards under the first line. Put one award on each line");
  if (rows.length > mostRows) refuse(`There are ${rows.length.toLocaleString("en-GB")} awards in that file, and ${mostRows.toLocaleString("en-GB")} can be loaded at a time. Split the file: each part can be loaded by itself`);
  return { header: header.cells, rows, separator };
}

/** A leading apostrophe before what a spreadsheet might run was put there by us or by the spreadsheet: the text is what follows it. */
const unguarded = (cell: string): string => (/^'[\s'=+\-@＝＋－＠]/.test(cell) ? cell.slice(1) : cell);

/** The separator under which most of the template's names are found in the first line. */
function likelySeparator(content: string): string {
  const first = content.slice(0, 4_000).split(/\r?\n|\r/, 1)[0] ?? "";
  const names = new Set(columnKeys.map((key) => plainWords(columns[key].name)));
  const found = [",", ";", "\t"].map((separator) => ({ separator, names: first.split(separator).filter((cell) => names.has(plainWords(cell))).length }));
  return found.sort((a, b) => b.names - a.names)[0]!.separator;
}

function takeApart(content: string, delimiter: string): string[][] {
  try {
    return parse(content, { delimiter, relax_column_count: true, skip_empty_lines: false, max_record_size: 100_000, record_delimiter: ["\r\n", "\n", "\r"] });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? ` near line ${error.lines}` : "";
    if (error.code === "CSV_MAX_RECORD_SIZE") return refuse(`A row${line} is longer than an award can be. A quotation mark that is never closed can cause this: look at the cells there`);
    return refuse(`A quotation mark${line} does not close, or stands inside a cell. Write it twice inside a cell, or save the file again as CSV from your spreadsheet`);
  }
}
