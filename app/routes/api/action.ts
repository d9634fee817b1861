/** For programs: everything reported against one action of a plan. */
import { actionReport } from "#app/domain/figures/action-report.server.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "./award-counts-answer.server.ts";

export const loader = answer(async ({ lade, params, url }) =>
  Response.json(await actionReport(lade.db, url.searchParams.get("plan") || undefined, params.ref ?? "", lade.now)),
);
export const action = () => onlyReading();
