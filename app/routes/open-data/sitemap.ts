/** The sitemap: an index, and the files that it names. */
import { sitemapFile, sitemapIndex } from "#app/domain/opendata/sitemap.server.ts";
import { openAnswer } from "#app/web/open.server.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "../api/award-counts-answer.server.ts";

export const loader = answer(async ({ lade, params }) => {
  const { origin } = lade.config.publicUrl;
  const text = params.file === undefined ? await sitemapIndex(lade.db, origin) : await sitemapFile(lade.db, params.file, origin);
  return openAnswer(lade, text, { "Content-Type": "application/xml; charset=utf-8" });
});
export const action = () => onlyReading();
