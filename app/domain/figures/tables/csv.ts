/** A table as CSV with a qualifier column, and the metadata file beside it (CSV on the Web). Pure. */
import { csvFile } from "../csv.ts";
import { bare, openGovernmentLicence, qualifierOf, type DataTable } from "./model.ts";

export const tableCsv = (table: DataTable): string =>
  csvFile([
    [...table.columns.map((column) => column.name), "qualifier"],
    ...table.rows.map((row) => [...row.map(bare), qualifierOf(table, row)]),
  ]);

/**
 * Metadata after the W3C's recommendation on metadata for tabular data: what each column holds, the licence, the notes.
 * @param csvUrl the address of the CSV that it describes
 */
export function tableMetadata(table: DataTable, csvUrl: string): Record<string, unknown> {
  return {
    "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
    url: csvUrl,
    "dc:title": table.title,
    "dc:description": table.notes.join(" "),
    "dc:source": table.source,
    "dc:license": { "@id": openGovernmentLicence.url },
    "dc:modified": { "@value": table.asAt, "@type": "xsd:dateTime" },
    dialect: { header: true, encoding: "utf-8", delimiter: ",", lineTerminators: ["\r\n"], quoteChar: "\"", doubleQuote: true },
    tableSchema: {
      columns: [
        ...table.columns.map(({ name, title, datatype }) => ({ name, titles: [name, title], datatype })),
        { name: "qualifier", titles: ["qualifier"], datatype: "string", "dc:description": "What has to be known of the figures beside them: shorthand such as [x] for one that is not available; synthetic where they are invented" },
      ],
    },
  };
}
