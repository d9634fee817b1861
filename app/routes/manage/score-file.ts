/** A reader's score sheet to fill in and return: for the administrator, or for the reader themself. */
import { Readable } from "node:stream";
import { scoreFile } from "#app/domain/assessment/score-file.server.ts";
import { download } from "#app/web/download.server.ts";
import { staff } from "#app/web/page.server.ts";

export const loader = download(async ({ lade, params }) => {
  const person = staff(lade);
  const { name, xlsx } = await scoreFile(lade, params.pot ?? "", params.person ?? person.id);
  return { name, media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes: xlsx.byteLength, open: () => Promise.resolve(Readable.from([xlsx])) };
});
