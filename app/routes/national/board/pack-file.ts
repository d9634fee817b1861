/** The pack as a file: the bytes that were issued, or a draft of a report that is not. */
import { Readable } from "node:stream";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { drawPack } from "#app/domain/publications/board/issue.server.ts";
import { isPackFormat, packFormats } from "#app/domain/publications/board/model.ts";
import { may } from "#app/domain/publications/board/policy.ts";
import { draftPack, getReport, readFile } from "#app/domain/publications/board/read.server.ts";
import { download } from "#app/web/download.server.ts";
import { staff } from "#app/web/page.server.ts";

export const loader = download(async ({ lade, params }) => {
  permit(may.read(staff(lade)));
  const format = params.format ?? "";
  if (!isPackFormat(format)) throw new NotFound();
  const report = await getReport(lade.db, params.report ?? "");
  const kept = await readFile(lade.db, report.id, format);
  const body = kept?.body ?? (await drawPack(await draftPack(lade.db, report), format, lade.now));
  const name = `leadership-board-${report.code}${report.state === "issued" ? "" : "-draft"}.${format}`;
  return { name, media_type: packFormats[format].media_type, bytes: body.byteLength, open: () => Promise.resolve(Readable.from(body)) };
});
