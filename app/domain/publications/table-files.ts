/** Each table of a publication as files of its own: CSV with a qualifier column and its metadata, XLSX and ODS with shorthand in brackets. Pure. */
import { tableCsv, tableMetadata } from "../figures/tables/csv.ts";
import { figure, type DataTable, type TableColumn } from "../figures/tables/model.ts";
import { odsFile, odsType } from "../figures/tables/ods.ts";
import { tableSheets, xlsxChunks, xlsxType } from "../figures/tables/xlsx.ts";
import { slugOf } from "../kernel/slug.ts";
import { formatDay } from "../kernel/time.ts";
import type { Content, ContentTable } from "./content.ts";
import { basisInWords } from "./print.ts";

export interface TableFile {
  name: string;
  /** Which table of the publication, from 1. */
  table_number: number;
  media_type: string;
  body: Buffer;
}

/** The same content gives the same bytes. */
export async function printTableFiles(content: Content): Promise<TableFile[]> {
  const files: TableFile[] = [];
  for (const [index, table] of content.tables.entries()) {
    const data = asDataTable(content, table, index + 1);
    const add = (ending: string, media_type: string, body: Uint8Array | string) => files.push({ name: `${data.name}.${ending}`, table_number: index + 1, media_type, body: Buffer.from(body) });
    add("csv", "text/csv; charset=utf-8; header=present", tableCsv(data));
    // A relative address: the metadata lies beside its CSV wherever the publication is read.
    add("csv-metadata.json", "application/csvm+json; charset=utf-8", `${JSON.stringify(tableMetadata(data, `${data.name}.csv`), null, 2)}\n`);
    add("xlsx", xlsxType, await workbook(data));
    add("ods", odsType, odsFile([data]));
  }
  return files;
}

async function workbook(table: DataTable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of xlsxChunks(tableSheets([table]))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function asDataTable(content: Content, table: ContentTable, number: number): DataTable {
  const basis = content.basis.find((one) => one.fund === table.fund);
  const row = (code: string, title: string, cells: ContentTable["total"]): DataTable["rows"][number] => [code, title, ...cells.map((cell) => figure(cell.value, ...cell.marks))];
  return {
    name: ["table", number, slugOf(table.title)].filter((part) => part !== "").join("-"),
    title: table.title,
    source: `${content.title}, released on ${formatDay(content.release_on)}`,
    asAt: basis?.data_at ?? `${content.data_on}T00:00:00.000Z`,
    synthetic: content.synthetic,
    columns: [
      { name: "code", title: "Code", datatype: "string" },
      { name: "title", title: table.heading, datatype: "string" },
      ...table.columns.map(({ code, title, unit }): TableColumn => (unit === "pence" ? { name: `${asName(code)}_pence`, title: `${title} (pence)`, datatype: "integer" } : { name: asName(code), title, datatype: "integer" })),
    ],
    rows: [...table.rows.map((one) => row(one.code, one.title, one.cells)), ...(table.total.length > 0 ? [row("all", "All", table.total)] : [])],
    notes: [
      `Covers ${formatDay(content.period.from)} to ${formatDay(content.period.to)}, by the day of award.`,
      ...(table.note ? [table.note] : []),
      ...(basis ? [`${basis.title}: ${basisInWords(basis)}`] : []),
      ...(content.completeness_label ? [content.completeness_label] : []),
      ...(content.disclosure && table.measure === "people" ? [`Counts of fewer than ${content.disclosure.threshold} people are not shown, nor what would give them away.`] : []),
      ...(content.replaces ? [`Replaces “${content.replaces.title}”: ${content.replaces.reason}`] : []),
    ],
  };
}
const asName = (code: string): string => code.toLowerCase().replace(/[^a-z0-9]+/g, "_");
