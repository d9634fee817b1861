/** What was sent, to keep: as a tagged PDF or as plain text. For the group's own people, always of the submission. */
import { Readable } from "node:stream";
import { copyPdf, copyText, getSentCopy } from "#app/domain/applications/copy.server.ts";
import { download } from "#app/web/download.server.ts";
import { signedIn } from "#app/web/page.server.ts";

export const loader = download(async ({ lade, params, url }) => {
  signedIn(lade);
  const copy = await getSentCopy(lade, params.id ?? "");
  const asText = url.pathname.endsWith(".txt");
  const body = asText ? Buffer.from(copyText(copy)) : await copyPdf(copy);
  return { name: `${copy.reference}.${asText ? "txt" : "pdf"}`, media_type: asText ? "text/plain; charset=utf-8" : "application/pdf", bytes: body.byteLength, open: () => Promise.resolve(Readable.from(body)) };
});
