/** The figures of an action as a table: CSV with its metadata, XLSX, ODS. */
import { actionReport } from "#app/domain/figures/action-report.server.ts";
import { actionTable } from "#app/domain/figures/action-table.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "../api/award-counts-answer.server.ts";
import { tableFile } from "./table-file.server.ts";

export const loader = answer(async ({ lade, params, url }) => {
  const format = /^figures\.(csv|xlsx|ods|csv-metadata\.json)$/.exec(params.file ?? "")?.[1];
  if (!format) throw new NotFound();
  const ref = params.ref ?? "";
  const plan = url.searchParams.get("plan") || undefined;
  const table = actionTable(await actionReport(lade.db, plan, ref, lade.now), lade.now.toISOString());
  return tableFile(lade, [table], format, `${lade.config.publicUrl.origin}${paths.apiActionFigures(ref, "csv", { plan })}`);
});
export const action = () => onlyReading();
