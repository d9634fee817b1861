/** The demonstration's dates, reckoned from the moment of loading. Openings and closings are London's. */
import { addDays, londonDay, londonInstant } from "#app/domain/kernel/time.ts";

export interface PotDates {
  opens_at: Date;
  closes_at: Date;
  decisions_by: string;
}
/** How far an area has come: what its pot's dates and its applications show. */
export type Stage = "before" | "open" | "in-assessment" | "to-decide" | "released";

const weekdayOf = (day: string): number => new Date(`${day}T12:00:00Z`).getUTCDay();
const friday = 5;
const onFriday = (day: string): string => addDays(day, (friday - weekdayOf(day) + 7) % 7);
const onMonday = (day: string): string => addDays(day, (1 - weekdayOf(day) + 7) % 7);

/** Days from today on which a stage's pot opened and closed. */
const windows: Record<Stage, { opens: number; closes: number }> = {
  before: { opens: 10, closes: 52 },
  open: { opens: -21, closes: 18 },
  "in-assessment": { opens: -50, closes: -14 },
  "to-decide": { opens: -70, closes: -30 },
  released: { opens: -190, closes: -150 },
};

/** From 10 in the morning of a Monday to 12 noon of a Friday; decisions four weeks after. */
export function datesOf(stage: Stage, now: Date): PotDates {
  const today = londonDay(now);
  const { opens, closes } = windows[stage];
  const opensOn = onMonday(addDays(today, opens));
  const closesOn = onFriday(addDays(today, closes));
  return { opens_at: londonInstant(opensOn, "10:00")!, closes_at: londonInstant(closesOn, "12:00")!, decisions_by: addDays(closesOn, 28) };
}

/** The same share of the way from one instant to another. @param share 0 is the first, 1 the second */
export const between = (from: Date, to: Date, share: number): Date => new Date(from.getTime() + (to.getTime() - from.getTime()) * share);
/** Eleven in the morning of the last working day that lies so many days back. */
export function workdayBefore(now: Date, days: number): Date {
  const day = addDays(londonDay(now), -days);
  return [0, 6].includes(weekdayOf(day)) ? workdayBefore(now, days + 1) : londonInstant(day, "11:00")!;
}
/** Days after an instant, but never later than the last working day: staff have done their work, not planned it. */
export const doneAfter = (instant: Date, days: number, now: Date): Date => new Date(Math.min(daysAfter(instant, days).getTime(), workdayBefore(now, 1).getTime()));
export const daysAfter = (instant: Date, days: number): Date => new Date(instant.getTime() + days * 86_400_000);
