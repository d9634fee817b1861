/** The award counts as a CSV file, whatever the Accept header says. */
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { answer } from "#app/web/page.server.ts";
import { awardCountsAnswer, onlyReading } from "./award-counts-answer.server.ts";

export const loader = answer(async ({ lade, url }) => {
  if (url.searchParams.has("as_published")) await releaseDue(lade);
  return awardCountsAnswer(lade.db, url, lade.now, "csv");
});
export const action = () => onlyReading();
