/** Tables in the form that was asked for. */
import { tableCsv, tableMetadata } from "#app/domain/figures/tables/csv.ts";
import type { DataTable } from "#app/domain/figures/tables/model.ts";
import { odsFile, odsType } from "#app/domain/figures/tables/ods.ts";
import { tableSheets, xlsxChunks, xlsxType } from "#app/domain/figures/tables/xlsx.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { inFile, openAnswer } from "#app/web/open.server.ts";
import type { Lade } from "#app/web/page.server.ts";

/**
 * @param tables the first is the one that CSV and its metadata hold; workbooks hold them all
 * @param csvUrl where the CSV is
 */
export async function tableFile(lade: Lade, tables: readonly DataTable[], format: string, csvUrl: string): Promise<Response> {
  const [first] = tables;
  if (!first) throw new NotFound();
  const disposition = (ending: string) => ({ "Content-Disposition": inFile(`${first.name}${first.synthetic ? "-synthetic" : ""}.${ending}`) });
  if (format === "csv-metadata.json") return openAnswer(lade, JSON.stringify(tableMetadata(first, csvUrl)), { "Content-Type": "application/csvm+json; charset=utf-8" });
  if (format === "csv") {
    const { pathname, search } = new URL(csvUrl);
    const Link = `<${pathname}-metadata.json${search}>; rel="describedby"; type="application/csvm+json"`;
    return openAnswer(lade, tableCsv(first), { "Content-Type": "text/csv; charset=utf-8; header=present", ...disposition("csv"), Link });
  }
  if (format === "ods") return openAnswer(lade, new Uint8Array(odsFile(tables)), { "Content-Type": odsType, ...disposition("ods") });
  return openAnswer(lade, await workbook(tables), { "Content-Type": xlsxType, ...disposition("xlsx") });
}

async function workbook(tables: readonly DataTable[]): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of xlsxChunks(tableSheets(tables))) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
