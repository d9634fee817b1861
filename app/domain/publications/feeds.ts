/** Releases for programs that watch: what a feed and a calendar say of them. Pure. */
import { paths } from "#app/paths.ts";
import type { CalendarEvent } from "../kernel/ical.ts";
import { badge } from "./model.ts";

interface Released {
  code: string;
  title: string;
  summary: string;
  release_at: Date;
  synthetic: boolean;
  replaces: { title: string } | null;
  replaced_by: { title: string } | null;
}

/** One entry a release; its identity is the publication's address, which never changes. A restatement is an entry of its own. */
export const feedEntries = (releases: readonly Released[], origin: string) =>
  releases.map((release) => ({
    title: release.title,
    link: `${origin}${paths.publication(release.code)}`,
    updated: release.release_at,
    summary: [
      `${badge}.`,
      ...(release.synthetic ? ["Invented for the demonstration."] : []),
      ...(release.replaces ? [`Replaces “${release.replaces.title}”.`] : []),
      ...(release.replaced_by ? [`Replaced by “${release.replaced_by.title}”.`] : []),
      release.summary,
    ].join(" "),
  }));

interface Announced {
  id: string;
  title: string;
  release_at: Date;
  announced_at: Date;
  version: number;
  held: boolean;
}

/** The moments of what is to come; nothing but title and time is said of it. */
export const calendarEvents = (announced: readonly Announced[], origin: string): CalendarEvent[] =>
  announced.map(({ id, title, release_at, announced_at, version, held }) => ({
    uid: `release-${id}@${new URL(origin).hostname}`,
    sequence: version,
    stamp: announced_at,
    at: release_at,
    summary: title,
    description: `${badge}.${held ? " Releases are on hold." : ""}`,
    url: `${origin}${paths.releaseCalendar()}`,
  }));
