/** Workbooks as XLSX, written row by row: as much as is asked for, never the whole. Pure. */
import { strToU8, Zip, ZipDeflate } from "fflate";
import { besideNumbers, coverLines, shown, type DataTable } from "./model.ts";
import { xml, xmlHead } from "./xml.ts";

export const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/** Rows that a sheet can hold, its head among them. */
export const mostSheetRows = 1_048_576;
/** Characters that a cell can hold. */
const longestCell = 32_767;

export type SheetCell = string | number | null;
export interface Sheet {
  /** At most 31 characters, without []:*?/\. */
  name: string;
  /** The first rows, shown in bold and kept in sight. */
  head?: readonly (readonly SheetCell[])[];
  rows: Iterable<readonly SheetCell[]> | AsyncIterable<readonly SheetCell[]>;
}

const letters = (column: number): string => (column < 26 ? "" : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));

function rowXml(number: number, cells: readonly SheetCell[], bold = false): string {
  const style = bold ? ' s="1"' : "";
  const written = cells.map((value, column) => {
    if (value === null || value === "") return "";
    const place = `<c r="${letters(column)}${number}"${style}`;
    // Text is always text: a cell that begins with = is never a formula here.
    return typeof value === "number" ? `${place}><v>${value}</v></c>` : `${place} t="inlineStr"><is><t xml:space="preserve">${xml(value.slice(0, longestCell))}</t></is></c>`;
  });
  return `<row r="${number}">${written.join("")}</row>`;
}

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006";

function parts(sheets: readonly Sheet[]): [path: string, text: string][] {
  const override = (path: string, type: string) => `<Override PartName="/${path}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`;
  const relation = (id: number, kind: string, target: string) => `<Relationship Id="rId${id}" Type="${relations}/${kind}" Target="${target}"/>`;
  return [
    [
      "[Content_Types].xml",
      `${xmlHead}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override("xl/workbook.xml", "sheet.main")}${override("xl/styles.xml", "styles")}${sheets.map((_, index) => override(`xl/worksheets/sheet${index + 1}.xml`, "worksheet")).join("")}</Types>`,
    ],
    ["_rels/.rels", `${xmlHead}<Relationships xmlns="${packages}/relationships">${relation(1, "officeDocument", "xl/workbook.xml")}</Relationships>`],
    [
      "xl/workbook.xml",
      `${xmlHead}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${sheets.map(({ name }, index) => `<sheet name="${xml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join("")}</sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `${xmlHead}<Relationships xmlns="${packages}/relationships">${sheets.map((_, index) => relation(index + 1, "worksheet", `worksheets/sheet${index + 1}.xml`)).join("")}${relation(sheets.length + 1, "styles", "styles.xml")}</Relationships>`,
    ],
    [
      "xl/styles.xml",
      `${xmlHead}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
    ],
  ];
}

/**
 * A workbook in chunks: rows are taken from their source as the chunks are. The same rows give the same bytes.
 * @throws RangeError when a sheet gets more rows than the format can hold
 */
export async function* xlsxChunks(sheets: readonly Sheet[]): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    waiting.push(chunk);
  });
  const add = (path: string): ZipDeflate => {
    const file = new ZipDeflate(path, { level: 6 });
    file.mtime = new Date("2000-01-01T12:00:00Z");
    zip.add(file);
    return file;
  };
  const taken = () => {
    const chunks = waiting;
    waiting = [];
    return chunks;
  };
  for (const [path, text] of parts(sheets)) add(path).push(strToU8(text), true);
  for (const [index, sheet] of sheets.entries()) {
    const file = add(`xl/worksheets/sheet${index + 1}.xml`);
    for await (const text of sheetXml(sheet)) {
      file.push(strToU8(text));
      yield* taken();
    }
    file.push(new Uint8Array(0), true);
  }
  zip.end();
  yield* taken();
}

/** The XML of a sheet, some hundred rows at a time. */
async function* sheetXml({ name, head = [], rows }: Sheet): AsyncGenerator<string> {
  const pane = head.length === 0 ? "" : `<sheetViews><sheetView workbookViewId="0"><pane ySplit="${head.length}" topLeftCell="A${head.length + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;
  let text = `${xmlHead}<worksheet xmlns="${main}">${pane}<sheetData>`;
  let number = 0;
  for (const cells of head) text += rowXml((number += 1), cells, true);
  for await (const cells of rows) {
    if (number === mostSheetRows) throw new RangeError(`The sheet "${name}" would have more than ${mostSheetRows} rows`);
    text += rowXml((number += 1), cells);
    if (text.length < 60_000) continue;
    yield text;
    text = "";
  }
  yield `${text}</sheetData></worksheet>`;
}

/** Tables as sheets of a workbook: "Cover", "Table 1", "Table 2" …; the cover says which is which. */
export function tableSheets(tables: readonly DataTable[]): Sheet[] {
  return [
    { name: "Cover", rows: coverLines(tables) },
    ...tables.map((table, index) => {
      const beside = table.rows.some((row) => besideNumbers(row) !== "");
      return {
        name: `Table ${index + 1}`,
        head: [[table.title], [...table.columns.map((column) => column.title), ...(beside ? ["Notes on the figures"] : [])]],
        rows: table.rows.map((row) => [...row.map(shown), ...(beside ? [besideNumbers(row)] : [])]),
      };
    }),
  ];
}
