/** The national return as files: CSV and a workbook, from the same rows that the page shows. */
import writeXlsxFile from "write-excel-file/node";
import { csvFile } from "../../kernel/csv.ts";
import { edgeRule, notKnownMeans, returnCells, returnColumns, type ReturnRow } from "./model.ts";

/** UTF-8 with a byte order mark, so that Excel reads it as that. */
export const returnCsv = (rows: readonly ReturnRow[]): Buffer =>
  Buffer.from(`\uFEFF${csvFile([returnColumns.map(({ heading }) => heading), ...returnCells(rows)])}`);

/** @param about what the file is, a line each: the round, the area, whether it is signed */
export async function returnXlsx(rows: readonly ReturnRow[], about: readonly string[]): Promise<Buffer> {
  // In a workbook text is text: a cell of type String is never run, so nothing needs an apostrophe.
  const cells = returnCells(rows).map((row) => row.map((value) => (typeof value === "number" ? { value, type: Number, format: "#,##0.00" } : { value, type: String })));
  const headings = returnColumns.map(({ heading }) => ({ value: heading, type: String, fontWeight: "bold" as const, wrap: true }));
  const notes = [...about, edgeRule, notKnownMeans, "An award can have more than one focus, so the groups do not add up to the awards."].map((value) => [{ value, type: String }]);
  const file = writeXlsxFile([
    { data: [headings, ...cells], sheet: "Awards", columns: returnColumns.map(({ width }) => ({ width })), stickyRowsCount: 1 },
    { data: notes, sheet: "About", columns: [{ width: 110 }] },
  ]);
  return file.toBuffer();
}
