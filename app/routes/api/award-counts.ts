/** For programs: how many awards, to how many organisations, for how much, by what. JSON, or CSV where Accept prefers it. */
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { answer } from "#app/web/page.server.ts";
import { awardCountsAnswer, onlyReading, prefersCsv } from "./award-counts-answer.server.ts";

export const loader = answer(async ({ lade, url, request }) => {
  if (url.searchParams.has("as_published")) await releaseDue(lade);
  return awardCountsAnswer(lade.db, url, lade.now, prefersCsv(request.headers.get("accept")) ? "csv" : "json");
});
export const action = () => onlyReading();
