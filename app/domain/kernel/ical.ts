/** Calendars after RFC 5545. Pure. */

export interface CalendarEvent {
  /** Stays the same when the event changes. */
  uid: string;
  /** Raised with every change. */
  sequence: number;
  /** When what is said here last changed. */
  stamp: Date;
  /** An instant, or a whole day "YYYY-MM-DD". */
  at: Date | string;
  summary: string;
  description?: string;
  url?: string;
  cancelled?: boolean;
}

const utc = (instant: Date): string => `${instant.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
const text = (words: string): string => words.replace(/[\\;,]/g, "\\$&").replace(/\r\n?|\n/g, "\\n");

/** Lines of at most 75 octets, a character never cut in two; the rest follows after a blank. */
function folded(line: string): string {
  const lines: string[] = [];
  let [current, octets] = ["", 0];
  for (const character of line) {
    const size = new TextEncoder().encode(character).length;
    if (octets + size > 75) {
      lines.push(current);
      [current, octets] = [" ", 1];
    }
    current += character;
    octets += size;
  }
  return [...lines, current].join("\r\n");
}

export function calendar(name: string, events: readonly CalendarEvent[]): string {
  const lines = events.flatMap((event) => [
    "BEGIN:VEVENT",
    `UID:${event.uid}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTAMP:${utc(event.stamp)}`,
    typeof event.at === "string" ? `DTSTART;VALUE=DATE:${event.at.replaceAll("-", "")}` : `DTSTART:${utc(event.at)}`,
    `SUMMARY:${text(event.summary)}`,
    ...(event.description ? [`DESCRIPTION:${text(event.description)}`] : []),
    ...(event.url ? [`URL:${event.url}`] : []),
    ...(event.cancelled ? ["STATUS:CANCELLED"] : []),
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lade//Lade//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", `X-WR-CALNAME:${text(name)}`, ...lines, "END:VCALENDAR"].map((line) => `${folded(line)}\r\n`).join("");
}
export const calendarType = "text/calendar; charset=utf-8";
