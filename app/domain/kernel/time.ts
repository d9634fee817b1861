/** Time: instants in UTC inside, Europe/London wherever a person reads or types one. */

const zone = "Europe/London";
const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});

interface WallClock { year: number; month: number; day: number; hour: number; minute: number; second: number }

/** What the clock on the wall in London shows at an instant. */
export function londonClock(instant: Date): WallClock {
  const found = Object.fromEntries(parts.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
  return found as unknown as WallClock;
}

/** The calendar day in London, "YYYY-MM-DD". */
export function londonDay(instant: Date): string {
  const { year, month, day } = londonClock(instant);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** "10:42" in London. */
export function londonTime(instant: Date): string {
  const { hour, minute } = londonClock(instant);
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/**
 * The instant at which the clock in London shows this day and time. Undefined where no clock ever shows it (the hour that is
 * skipped in spring) or shows it twice (the hour that is repeated in autumn): a deadline then would mean two things.
 * @param day "YYYY-MM-DD" @param time "HH:MM"
 */
export function londonInstant(day: string, time: string): Date | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  const clock = /^(\d{1,2}):(\d{2})$/.exec(time);
  if (!match || !clock || Number(clock[1]) > 23 || Number(clock[2]) > 59 || !isDay(day)) return undefined;
  const asIfUtc = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]), Number(clock[1]), Number(clock[2]));
  const candidates = [0, 1].map((hours) => new Date(asIfUtc - hours * 3_600_000)).filter(
    (candidate) => londonDay(candidate) === day && londonTime(candidate) === `${clock[1]!.padStart(2, "0")}:${clock[2]}`,
  );
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** Whether "YYYY-MM-DD" is a day of the calendar. */
export function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const date = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  return date.toISOString().slice(0, 10) === text;
}

const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** "3 May 2026" from "2026-05-03". */
export function formatDay(day: string): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return `${date} ${months[month - 1]} ${year}`;
}
/** "May 2026" from "2026-05". */
export function formatMonth(month: string): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return `${months[number - 1]} ${year}`;
}
/** "12 noon", "midnight", "10:42am". */
export function formatClock(instant: Date): string {
  const { hour, minute } = londonClock(instant);
  if (minute === 0 && hour === 12) return "12 noon";
  if (minute === 0 && hour === 0) return "midnight";
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  return `${twelve}${minute === 0 ? "" : `:${String(minute).padStart(2, "0")}`}${hour < 12 ? "am" : "pm"}`;
}
/** "Friday 8 May 2026, 12 noon", in London. */
export function formatInstant(instant: Date): string {
  const day = londonDay(instant);
  return `${weekdays[new Date(`${day}T12:00:00Z`).getUTCDay()]} ${formatDay(day)}, ${formatClock(instant)}`;
}
/** "in 2 days", "in 5 hours", "today" is never said: a deadline is counted in whole days from two days up. */
export function formatUntil(instant: Date, now: Date): string {
  const minutes = Math.floor((instant.getTime() - now.getTime()) / 60_000);
  if (minutes < 0) return "has passed";
  const one = (count: number, noun: string) => `in ${count} ${noun}${count === 1 ? "" : "s"}`;
  if (minutes < 60) return one(Math.max(1, minutes), "minute");
  if (minutes < 48 * 60) return one(Math.floor(minutes / 60), "hour");
  return one(Math.floor(minutes / 1440), "day");
}
/** The financial year of a day, "2026-27": it begins on 1 April. */
export function financialYear(day: string): string {
  const year = Number(day.slice(0, 4)) - (day.slice(5) < "04-01" ? 1 : 0);
  return `${year}-${String((year + 1) % 100).padStart(2, "0")}`;
}
/** The day that many days later (earlier when negative). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
