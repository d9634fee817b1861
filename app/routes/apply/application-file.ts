/** One file of an application, for saving: its group, and once it was sent whoever may read the application. */
import { getApplicationFile } from "#app/domain/applications/files-read.server.ts";
import { toSend } from "#app/domain/files/read.server.ts";
import { download } from "#app/web/download.server.ts";
import { signedIn } from "#app/web/page.server.ts";

export const loader = download(async ({ lade, params }) => {
  signedIn(lade);
  return toSend(lade.files, await getApplicationFile(lade, params.id, params.file));
});
