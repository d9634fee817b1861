/** For programs: how many awards, to how many organisations, for how much, by what. JSON, or CSV where Accept prefers it. */
import { answer } from "#app/web/page.server.ts";
import { awardCountsAnswer, onlyReading, prefersCsv } from "./award-counts-answer.server.ts";

export const loader = answer(async ({ lade, url, request }) =>
  awardCountsAnswer(lade.db, url, lade.now, prefersCsv(request.headers.get("accept")) ? "csv" : "json"),
);
export const action = () => onlyReading();
