/** An explored cut as a CSV file, for anyone. */
import { download } from "#app/web/download.server.ts";
import { exploreFile } from "#app/routes/parts/explore.server.ts";

export const loader = download(async ({ lade, url }) => exploreFile(lade, url, "public"));
