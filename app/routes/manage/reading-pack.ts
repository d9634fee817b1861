/** A reader's pack as a tagged PDF: for the administrator, or for the reader themself. */
import { Readable } from "node:stream";
import { readingPack } from "#app/domain/assessment/reading-pack.server.ts";
import { download } from "#app/web/download.server.ts";
import { staff } from "#app/web/page.server.ts";

export const loader = download(async ({ lade, params, url }) => {
  const person = staff(lade);
  const part = url.searchParams.get("part") ?? "1";
  const { name, pdf } = await readingPack(lade, params.pot ?? "", params.person ?? person.id, /^\d{1,3}$/.test(part) ? Number(part) : 0);
  return { name, media_type: "application/pdf", bytes: pdf.byteLength, open: () => Promise.resolve(Readable.from([pdf])) };
});
