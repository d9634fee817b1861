/** A file of a publication or of one of its tables, byte for byte as it was released. */
import { getReleasedFile, getReleasedTableFile } from "#app/domain/publications/read.server.ts";
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { paths } from "#app/paths.ts";
import { inFile, openAnswer } from "#app/web/open.server.ts";
import { answer, type Lade } from "#app/web/page.server.ts";
import { onlyReading } from "./award-counts-answer.server.ts";

export const loader = answer(async ({ lade, params }) => {
  await releaseDue(lade);
  const { code = "", file = "" } = params;
  const format = /^publication\.(html|csv|json)$/.exec(file)?.[1];
  if (!format) return tableFile(lade, code, file);
  const { body, media_type, synthetic } = await getReleasedFile(lade.db, code, format);
  return openAnswer(lade, body, { "Content-Type": media_type, ...(format === "csv" ? { "Content-Disposition": inFile(`${code}${synthetic ? "-synthetic" : ""}.csv`) } : {}) });
});
export const action = () => onlyReading();

async function tableFile(lade: Lade, code: string, name: string): Promise<Response> {
  const { body, media_type, synthetic } = await getReleasedTableFile(lade.db, code, name);
  const [, stem, ending] = /^([^.]+)\.(.+)$/.exec(name) ?? [];
  return openAnswer(lade, new Uint8Array(body), {
    "Content-Type": media_type,
    "Content-Disposition": inFile(`${code}-${stem}${synthetic ? "-synthetic" : ""}.${ending}`),
    ...(ending === "csv" ? { Link: `<${paths.publicationTableFile(code, `${name}-metadata.json`)}>; rel="describedby"; type="application/csvm+json"` } : {}),
  });
}
