/** What search engines may read; the sitemap's address must be whole, so this is no file. */
import { robots } from "#app/domain/opendata/robots.ts";
import { openAnswer } from "#app/web/open.server.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "../api/award-counts-answer.server.ts";

export const loader = answer(async ({ lade }) => openAnswer(lade, robots(lade.config.publicUrl.origin), { "Content-Type": "text/plain; charset=utf-8" }));
export const action = () => onlyReading();
