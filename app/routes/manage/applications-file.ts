/** The list of applications as CSV: those that were ticked, or everything that the filters find. */
import { Readable } from "node:stream";
import { readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { applicationsCsv } from "#app/domain/assessment/list-file.ts";
import { listChosen, listFound } from "#app/domain/assessment/list.server.ts";
import { readFilters, readSelection } from "#app/domain/assessment/list.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { download } from "#app/web/download.server.ts";
import { staff } from "#app/web/page.server.ts";

/** More than any pot has had; a file longer than this no longer opens well in a spreadsheet. */
const most = 100_000;

export const loader = download(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.seeApplications(person, pot));
  const selection = readSelection(url.searchParams) ?? { found: readFilters(url.searchParams) };
  const lines = "chosen" in selection ? await listChosen(lade.db, pot.id, person.id, selection.chosen) : await listFound(lade.db, pot.id, person.id, selection.found, lade.now, most);
  await readOthersScores(lade.db, person.id, lines.filter(({ mean_percent }) => mean_percent !== null).map(({ id }) => id));
  const bytes = Buffer.from(applicationsCsv(lines), "utf8");
  const name = ["applications", pot.round_code, pot.area_slug, ...(lines.some((line) => line.synthetic) ? ["synthetic"] : [])].join("-");
  return { name: `${name}.csv`, media_type: "text/csv; charset=utf-8; header=present", bytes: bytes.length, open: () => Promise.resolve(Readable.from([bytes])) };
});
