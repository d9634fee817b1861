/** A file of a publication, byte for byte as it was released. */
import { NotFound } from "#app/domain/kernel/errors.ts";
import { getReleasedFile } from "#app/domain/publications/read.server.ts";
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { inFile, openAnswer } from "#app/web/open.server.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "./award-counts-answer.server.ts";

export const loader = answer(async ({ lade, params }) => {
  const format = /^publication\.(html|csv|json)$/.exec(params.file ?? "")?.[1];
  if (!format) throw new NotFound();
  await releaseDue(lade);
  const { body, media_type, synthetic } = await getReleasedFile(lade.db, params.code ?? "", format);
  return openAnswer(lade, body, { "Content-Type": media_type, ...(format === "csv" ? { "Content-Disposition": inFile(`${params.code}${synthetic ? "-synthetic" : ""}.csv`) } : {}) });
});
export const action = () => onlyReading();
