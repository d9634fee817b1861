/** The address that stays: leads to the newest restatement of a publication. */
import { redirect } from "@remix-run/node";
import { latestOf } from "#app/domain/publications/read.server.ts";
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { paths } from "#app/paths.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "./award-counts-answer.server.ts";

export const loader = answer(async ({ lade, params }) => {
  await releaseDue(lade);
  return redirect(paths.publication(await latestOf(lade.db, params.code ?? "")));
});
export const action = () => onlyReading();
