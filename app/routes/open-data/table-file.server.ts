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
  const { body, type, name } = await tableBytes(tables, format, csvUrl);
  const { pathname, search } = new URL(csvUrl);
  return openAnswer(lade, body, {
    "Content-Type": type,
    ...(format === "csv-metadata.json" ? {} : { "Content-Disposition": inFile(name) }),
    ...(format === "csv" ? { Link: `<${pathname}-metadata.json${search}>; rel="describedby"; type="application/csvm+json"` } : {}),
  });
}

/** The same as bytes with their type and a name. */
export async function tableBytes(tables: readonly DataTable[], format: string, csvUrl: string): Promise<{ body: Uint8Array<ArrayBuffer>; type: string; name: string }> {
  const [first] = tables;
  if (!first) throw new NotFound();
  const name = `${first.name}${first.synthetic ? "-synthetic" : ""}.${format}`;
  const text = (written: string) => new Uint8Array(Buffer.from(written));
  if (format === "csv-metadata.json") return { name, type: "application/csvm+json; charset=utf-8", body: text(JSON.stringify(tableMetadata(first, csvUrl))) };
  if (format === "csv") return { name, type: "text/csv; charset=utf-8; header=present", body: text(tableCsv(first)) };
  if (format === "ods") return { name, type: odsType, body: new Uint8Array(odsFile(tables)) };
  return { name, type: xlsxType, body: await workbook(tables) };
}

async function workbook(tables: readonly DataTable[]): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of xlsxChunks(tableSheets(tables))) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
