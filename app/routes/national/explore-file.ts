/** An explored cut as CSV with its metadata, XLSX or ODS, for officials. */
import { Readable } from "node:stream";
import { may } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { download } from "#app/web/download.server.ts";
import { staff } from "#app/web/page.server.ts";
import { tableBytes } from "../open-data/table-file.server.ts";
import { exploredFile } from "../parts/explore.server.ts";

export const loader = download(async ({ lade, url }) => {
  permit(may.readPeople(staff(lade)));
  const { tables, format } = await exploredFile(lade, url, "national");
  const { name, type, body } = await tableBytes(tables, format, `${lade.config.publicUrl.origin}${paths.nationalExploreFile("csv")}${url.search}`);
  return { name, media_type: type, bytes: body.byteLength, open: () => Promise.resolve(Readable.from([body])) };
});
