/**
 * From a returned file to lines of text: the first sheet of an Excel workbook, or CSV. Formulas are not run: the value that the spreadsheet
 * saved beside one is read. ECMA-376 part 1, 18.3.1.4 (c), 18.4.8 (si).
 */
import { parse } from "csv-parse/sync";
import { unzipSync } from "fflate";
import { officeType } from "../files/office.server.ts";
import { Invalid } from "../kernel/errors.ts";

/** Bytes of the file, and of a part of it once unpacked. */
export const largestScoreFile = 2 * 1024 * 1024;
const largestPart = 8 * 1024 * 1024;
const mostRows = 5_000;
const mostColumns = 40;

const refuse = (message: string): never => {
  throw new Invalid({ file: message });
};

/** The lines of a file as text cells. Throws Invalid on `file` in words that say what to send. */
export function scoreCells(bytes: Uint8Array): string[][] {
  if (bytes.byteLength === 0) refuse("That file is empty. Choose the score sheet that was returned");
  if (bytes.byteLength > largestScoreFile) refuse("That file is larger than 2 MB. Send the score sheet by itself");
  const begins = (...signature: number[]) => signature.every((byte, place) => bytes[place] === byte);
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) refuse("That is an old or a locked Excel file. Save it as “Excel workbook (xlsx)” without a password and send that");
  if (begins(0x25, 0x50, 0x44, 0x46)) refuse("That is a PDF. Send the spreadsheet");
  const lines = begins(0x50, 0x4b) ? workbookCells(bytes) : textCells(bytes);
  if (lines.length > mostRows) refuse(`There are more than ${mostRows.toLocaleString("en-GB")} rows. Send the score sheet that was made here`);
  return lines.map((line) => line.slice(0, mostColumns).map((cell) => cell.replaceAll("\0", "").toWellFormed()));
}

function textCells(bytes: Uint8Array): string[][] {
  let text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    refuse("That file is not text that can be read. Save it as “Excel workbook (xlsx)” or “CSV UTF-8” and send that");
  }
  if (text.includes("\0")) refuse("That file is not a spreadsheet. Send the score sheet that was made here");
  try {
    return parse(text, { bom: true, delimiter: [",", ";", "\t"], relax_column_count: true, skip_empty_lines: false, to: mostRows + 1 });
  } catch {
    return refuse("The cells of that file can't be told apart: a quotation mark is left open. Send the Excel workbook instead");
  }
}

function workbookCells(bytes: Uint8Array): string[][] {
  const kind = fromFile(() => officeType(Buffer.from(bytes)));
  if (!kind.includes("spreadsheetml")) refuse("That is not a spreadsheet. Send the score sheet as an Excel workbook (xlsx)");
  const parts = fromFile(() => unzipSync(bytes, { filter: ({ name, originalSize }) => /^xl\/(?:workbook\.xml|sharedStrings\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]+\.xml)$/.test(name) && originalSize <= largestPart }));
  const read = (name: string): string | undefined => (parts[name] ? new TextDecoder().decode(parts[name]) : undefined);
  const sheet = read(firstSheet(read("xl/workbook.xml") ?? "", read("xl/_rels/workbook.xml.rels") ?? ""));
  if (sheet === undefined) return refuse("There is no sheet in that workbook that can be read. Save it again as “Excel workbook (xlsx)”");
  return sheetCells(sheet, sharedTexts(read("xl/sharedStrings.xml") ?? ""));
}

/** What is wrong with a file is said beside its field. */
function fromFile<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Invalid) throw new Invalid({ file: Object.values(error.fields)[0] ?? error.message });
    return refuse("That workbook is damaged or was cut off. Look whether it opens on your device, save it again and send that");
  }
}

interface Piece {
  /** The element's name without its prefix; "" is text. */
  name: string;
  kind: "open" | "close" | "text";
  /** Attributes as they stand, or the text. */
  text: string;
}
/** Tags and texts one after the other: in time that grows with the text and no faster, however it is broken. */
function* pieces(xml: string): Generator<Piece> {
  if (/<!DOCTYPE/i.test(xml)) refuse("That workbook holds what a score sheet has no need of. Save it again as “Excel workbook (xlsx)”");
  for (const [, tag, text] of xml.matchAll(/<([^<>]*)>|([^<]+)/g)) {
    if (tag === undefined) {
      yield { name: "", kind: "text", text: text! };
      continue;
    }
    const found = /^(\/?)(?:[\w.-]{1,40}:)?([\w.-]{1,60})([^]*)$/.exec(tag);
    if (!found) continue;
    const [, slash, name, attributes] = found as unknown as [string, string, string, string];
    yield { name, kind: slash ? "close" : "open", text: attributes };
    if (!slash && attributes.endsWith("/")) yield { name, kind: "close", text: "" };
  }
}
const attribute = (attributes: string, name: string): string | undefined => new RegExp(`(?:^|[\\s:])${name}="([^"]{0,500})"`).exec(attributes)?.[1];

function firstSheet(workbook: string, relations: string): string {
  const sheet = [...pieces(workbook)].find(({ name, kind }) => name === "sheet" && kind === "open");
  const id = sheet && /(?:^|\s)[\w.-]{1,40}:id="([^"]{1,100})"/.exec(sheet.text)?.[1];
  const target = [...pieces(relations)].find(({ name, kind, text }) => name === "Relationship" && kind === "open" && id !== undefined && attribute(text, "Id") === id);
  const path = target && attribute(target.text, "Target");
  return path ? (path.startsWith("/") ? path.slice(1) : `xl/${path}`) : "xl/worksheets/sheet1.xml";
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
/** Text of XML: entities, and the signs that spreadsheets write as _x000D_. */
const unescaped = (text: string): string =>
  text
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
      if (name) return entities[name] ?? whole;
      const code = decimal ? Number(decimal) : parseInt(hex!, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : "";
    })
    .replace(/_x([0-9A-F]{4})_/g, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** The texts of a workbook that cells refer to by number. How one is pronounced (rPh) is no part of it. */
function sharedTexts(xml: string): string[] {
  const texts: string[] = [];
  let [inText, aside] = [false, false];
  for (const { name, kind, text } of pieces(xml)) {
    if (name === "si" && kind === "open") texts.push("");
    else if (name === "t") inText = kind === "open";
    else if (name === "rPh") aside = kind === "open";
    else if (kind === "text" && inText && !aside && texts.length > 0) texts[texts.length - 1] += unescaped(text);
  }
  return texts;
}

interface Cell {
  column: number;
  type: string | undefined;
  text: string;
}
function sheetCells(xml: string, shared: readonly string[]): string[][] {
  const lines: string[][] = [];
  let line: string[] | undefined;
  let cell: Cell | undefined;
  let [inValue, aside] = [false, false];
  for (const { name, kind, text } of pieces(xml)) {
    if (name === "row") {
      line = kind === "open" ? rowAt(lines, Number(attribute(text, "r") ?? lines.length + 1)) : undefined;
    } else if (name === "c" && line) {
      if (kind === "open") cell = { column: columnOf(attribute(text, "r") ?? "") ?? line.length, type: attribute(text, "t"), text: "" };
      else if (cell && cell.column < mostColumns) {
        while (line.length <= cell.column) line.push("");
        line[cell.column] = valueOf(cell, shared);
      }
      if (kind === "close") cell = undefined;
    } else if (name === "v" || name === "t") inValue = kind === "open";
    else if (name === "rPh") aside = kind === "open";
    else if (kind === "text" && inValue && !aside && cell) cell.text += unescaped(text);
  }
  return lines;
}

/** The line of that number; undefined beyond what is read. */
function rowAt(lines: string[][], number: number): string[] | undefined {
  if (!Number.isInteger(number) || number < 1 || number > mostRows + 1) return undefined;
  while (lines.length < number) lines.push([]);
  return lines[number - 1];
}

/** 0 for A, 26 for AA. */
function columnOf(place: string): number | undefined {
  const letters = /^([A-Z]{1,3})\d+$/.exec(place)?.[1];
  return letters ? [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1 : undefined;
}

function valueOf({ type, text }: Cell, shared: readonly string[]): string {
  if (type === "s") return shared[Number(text)] ?? "";
  if (type === "b") return text === "1" ? "yes" : "no";
  return text;
}
