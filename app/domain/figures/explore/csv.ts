/** An explored cut as a CSV file: a line for each number, tidy. Pure. */
import { csvFile } from "../csv.ts";
import { factsOf, qualifiersInWords, type Cell, type ExploreCut } from "./model.ts";

interface Value {
  code: string;
  title: string;
}
interface Answer {
  cut: ExploreCut;
  as_at: string;
  synthetic: boolean;
  rows: readonly (Value & { cell: Cell | null; cells: readonly Cell[]; published: number | null })[];
  columns: readonly Value[];
  whole: Cell;
}

/** `by,code,title,then,then_code,then_title,measure,value (pence where it is money),base,as_at,qualifier`. Totals are not in it. */
export function exploredCsv({ cut, as_at, synthetic, rows, columns, whole }: Answer): string {
  const { money } = factsOf(cut.measure);
  const head = ["by", "code", "title", "then", "then_code", "then_title", "measure", money ? "value_pence" : "value", "base", "base_of_all", "published_elsewhere", "as_at", "qualifier"];
  const line = (row: Answer["rows"][number], cell: Cell, column?: Value) => [
    cut.by, row.code, row.title, cut.then ?? "", column?.code ?? "", column?.title ?? "", cut.measure, cell.value, cell.base, whole.base,
    column ? null : row.published, as_at, qualifierOf(cell, synthetic),
  ];
  const lines = rows.flatMap((row) => (columns.length > 0 ? columns.map((column, index) => line(row, row.cells[index]!, column)) : [line(row, row.cell!)]));
  return csvFile([head, ...lines]);
}

const qualifierOf = (cell: Cell, synthetic: boolean): string =>
  cell.qualifier !== "" ? `${cell.qualifier} ${qualifiersInWords[cell.qualifier]}` : synthetic ? "synthetic" : "";

/** A name that says what is in the file, and that it is invented where it is. */
export const exploredCsvName = ({ cut, synthetic }: Pick<Answer, "cut" | "synthetic">): string =>
  `${[cut.measure, "by", cut.by, ...(cut.then ? ["and", cut.then] : []), ...Object.values(cut.filters), ...(synthetic ? ["synthetic"] : [])].join("-")}.csv`;
