/** One document of a group, for saving: its own people, and the staff of a fund that it applied to. */
import { getDocument } from "#app/domain/files/read.server.ts";
import { download } from "#app/web/download.server.ts";
import { signedIn } from "#app/web/page.server.ts";

export const loader = download(async ({ lade, params }) => {
  signedIn(lade);
  const file = await getDocument(lade, params.id);
  return { name: file.name, media_type: file.media_type, bytes: file.bytes, open: () => lade.files.open(file.storage_key) };
});
