/** The table of award counts as XLSX and ODS, and the metadata of its CSV. */
import { awardCountsTables } from "#app/domain/figures/award-counts-table.ts";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { parseAwardCountsQuery } from "#app/domain/figures/model.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "../api/award-counts-answer.server.ts";
import { tableFile } from "./table-file.server.ts";

export const loader = answer(async ({ lade, params, url }) => {
  const format = /^award-counts\.(xlsx|ods|csv-metadata\.json)$/.exec(params.file ?? "")?.[1];
  if (!format) throw new NotFound();
  const query = parseAwardCountsQuery(url.searchParams);
  const tables = awardCountsTables(query, await awardCounts(lade.db, query, lade.now));
  return tableFile(lade, tables, format, `${lade.config.publicUrl.origin}${paths.apiAwardCountsCsv({ ...query })}`);
});
export const action = () => onlyReading();
