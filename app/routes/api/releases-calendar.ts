/** The release calendar for calendars: what is announced, by title and moment. */
import { calendar, calendarType } from "#app/domain/kernel/ical.ts";
import { calendarEvents } from "#app/domain/publications/feeds.ts";
import { listAnnounced } from "#app/domain/publications/read.server.ts";
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { inFile, openAnswer } from "#app/web/open.server.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "./award-counts-answer.server.ts";

export const loader = answer(async ({ lade }) => {
  await releaseDue(lade);
  const events = calendarEvents(await listAnnounced(lade.db), lade.config.publicUrl.origin);
  return openAnswer(lade, calendar("Lade: releases", events), { "Content-Type": calendarType, "Content-Disposition": inFile("releases.ics") });
});
export const action = () => onlyReading();
