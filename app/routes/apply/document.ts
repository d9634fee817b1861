/** One document of a group, for saving: its own people, and the staff of a fund that it applied to. */
import { getDocument, toSend } from "#app/domain/files/read.server.ts";
import { download } from "#app/web/download.server.ts";
import { signedIn } from "#app/web/page.server.ts";

export const loader = download(async ({ lade, params }) => {
  signedIn(lade);
  return toSend(lade.files, await getDocument(lade, params.id));
});
