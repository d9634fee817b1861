/** An explored cut as a table to take away: a line for each number, tidy. Pure. */
import { figure, type DataTable, type Mark } from "../tables/model.ts";
import { dimensions, factsOf, isList, type Cell } from "./model.ts";
import type { Explored } from "./query.server.ts";

type Answer = Pick<Explored, "cut" | "as_at" | "synthetic" | "rows" | "columns" | "whole" | "notes" | "breaks">;
interface Value {
  code: string;
  title: string;
}

/** Totals are not in it: they would be counted again by whoever sums a column. Money is in pence. */
export function exploredTable({ cut, as_at, synthetic, rows, columns, whole, notes, breaks }: Answer): DataTable {
  const { measure, by, then } = cut;
  const { money, title, definition } = factsOf(measure);
  const broken = new Set(breaks.flatMap((one) => [...one.ended, ...one.begun]));
  const marksOf = (cell: Cell, codes: readonly (Value | undefined)[]): Mark[] => {
    if (cell.qualifier === "[z]") return ["z"];
    if (cell.value === null) return ["x"];
    return [by, then].some((dimension, index) => dimension !== undefined && isList(dimension) && broken.has(codes[index]?.code ?? "")) ? ["b"] : [];
  };
  const line = (row: Answer["rows"][number], cell: Cell, column?: Value): DataTable["rows"][number] => [
    by, row.code, row.title, then ?? "", column?.code ?? "", column?.title ?? "", measure, figure(cell.value, ...marksOf(cell, [row, column])), cell.base, whole.base, column ? null : row.published, as_at,
  ];
  const words = `${title} by ${dimensions[by].title.toLowerCase()}${then ? ` and ${dimensions[then].title.toLowerCase()}` : ""}`;
  return {
    name: [measure, "by", by, ...(then ? ["and", then] : []), ...Object.values(cut.filters)].join("-").toLowerCase(),
    title: words,
    source: "Lade: the records that the definition names",
    asAt: as_at,
    synthetic,
    columns: [
      { name: "by", title: "Counted by", datatype: "string" }, { name: "code", title: "Code", datatype: "string" }, { name: "title", title: dimensions[by].title, datatype: "string" },
      { name: "then", title: "And by", datatype: "string" }, { name: "then_code", title: "Its code", datatype: "string" }, { name: "then_title", title: then ? dimensions[then].title : "Nothing else", datatype: "string" },
      { name: "measure", title: "What is counted", datatype: "string" }, { name: money ? "value_pence" : "value", title: money ? `${title} (pence)` : title, datatype: "integer" },
      { name: "base", title: "Records it rests on", datatype: "integer" }, { name: "base_of_all", title: "Records of all rows, each once", datatype: "integer" },
      { name: "published_elsewhere", title: "Printed elsewhere, not counted here", datatype: "integer" }, { name: "as_at", title: "As at", datatype: "string" },
    ],
    rows: rows.flatMap((row) => (columns.length > 0 ? columns.map((column, index) => line(row, row.cells[index]!, column)) : [line(row, row.cell!)])),
    notes: [definition, ...notes],
  };
}
