/** An explored cut as a CSV file, for officials. */
import { may } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { download } from "#app/web/download.server.ts";
import { staff } from "#app/web/page.server.ts";
import { exploreFile } from "#app/routes/parts/explore.server.ts";

export const loader = download(async ({ lade, url }) => {
  permit(may.readPeople(staff(lade)));
  return exploreFile(lade, url, "national");
});
