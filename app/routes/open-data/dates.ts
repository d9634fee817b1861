/** The dates of a round in an area, as a calendar. */
import { potCalendar } from "#app/domain/opendata/pots.server.ts";
import { calendarType } from "#app/domain/kernel/ical.ts";
import { inFile, openAnswer } from "#app/web/open.server.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "../api/award-counts-answer.server.ts";

export const loader = answer(async ({ lade, params }) => {
  const text = await potCalendar(lade.db, params.round ?? "", params.area ?? "", lade.config.publicUrl.origin);
  return openAnswer(lade, text, { "Content-Type": calendarType, "Content-Disposition": inFile(`${params.round}-${params.area}.ics`) });
});
export const action = () => onlyReading();
