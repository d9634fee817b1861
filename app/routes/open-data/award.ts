/** An award as JSON-LD, for programs that read schema.org: the alternate of its page. */
import { awardJsonLd } from "#app/domain/opendata/awards.server.ts";
import { openAnswer } from "#app/web/open.server.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "../api/award-counts-answer.server.ts";

export const loader = answer(async ({ lade, params }) =>
  openAnswer(lade, JSON.stringify(await awardJsonLd(lade.db, params.reference ?? "", lade.config.publicUrl.origin)), { "Content-Type": "application/ld+json; charset=utf-8" }),
);
export const action = () => onlyReading();
