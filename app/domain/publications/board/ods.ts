/** The pack as an OpenDocument spreadsheet: a cover, then each table on a sheet of its own. Pure. */
import { figure, type DataTable, type TableColumn } from "../../figures/tables/model.ts";
import { odsFile } from "../../figures/tables/ods.ts";
import { slugOf } from "../../kernel/slug.ts";
import type { Pack } from "./pack.ts";
import { packFacts, packSections } from "./sections.ts";

/** The same pack gives the same bytes. */
export function packOds(pack: Pack): Uint8Array {
  const { report } = pack;
  const common = { source: report.source ?? "Judgements signed by officials, as recorded in Lade", asAt: report.data_on, synthetic: report.synthetic };
  const facts: DataTable = {
    ...common,
    name: "report",
    title: report.title,
    columns: [{ name: "fact", title: "Fact", datatype: "string" }, { name: "text", title: "Text", datatype: "string" }],
    rows: packFacts(pack),
    notes: report.note ? [report.note] : [],
  };
  const tables = packSections(pack).flatMap(({ lines, tables: found }) =>
    found.map(({ caption, columns, rows }, index): DataTable => ({
      ...common,
      name: slugOf(caption),
      title: caption,
      columns: columns.map(({ heading, numeric }): TableColumn => ({ name: slugOf(heading).replaceAll("-", "_"), title: heading, datatype: numeric ? "decimal" : "string" })),
      rows: rows.map((cells) => cells.map((cell, column) => (columns[column]?.numeric ? figure(typeof cell === "number" ? cell : null) : cell))),
      notes: index === 0 ? lines : [],
    })),
  );
  return odsFile([facts, ...tables]);
}
