/** An explored cut as CSV with its metadata, XLSX or ODS, for anyone. */
import { paths } from "#app/paths.ts";
import { answer } from "#app/web/page.server.ts";
import { tableFile } from "../open-data/table-file.server.ts";
import { exploredFile } from "../parts/explore.server.ts";
import { onlyReading } from "./award-counts-answer.server.ts";

export const loader = answer(async ({ lade, url }) => {
  const { tables, format } = await exploredFile(lade, url, "public");
  return tableFile(lade, tables, format, `${lade.config.publicUrl.origin}${paths.exploreFile("csv")}${url.search}`);
});
export const action = () => onlyReading();
