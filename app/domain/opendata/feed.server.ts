/** Atom feeds after RFC 4287. */
import { Feed } from "feed";

export const atomType = "application/atom+xml; charset=utf-8";
export interface FeedEntry {
  title: string;
  /** Also the entry's identity. */
  link: string;
  updated: Date;
  summary: string;
}

/** @param path the feed's own path, and its identity @param page the path of the page that shows the same to people */
export function atomFeed({ title, path, page, origin, entries }: { title: string; path: string; page: string; origin: string; entries: readonly FeedEntry[] }): string {
  const feed = new Feed({
    id: `${origin}${path}`,
    title,
    link: `${origin}${page}`,
    feedLinks: { atom: `${origin}${path}` },
    language: "en-GB",
    generator: false,
    author: { name: "Lade", link: origin },
    copyright: "Open Government Licence v3.0",
    // A feed without entries says when it was asked for the first time that there is nothing: the beginning of time will do.
    updated: entries.reduce((latest, entry) => (entry.updated > latest ? entry.updated : latest), new Date(0)),
  });
  for (const { title: heading, link, updated, summary } of entries) feed.addItem({ title: heading, id: link, link, date: updated, description: summary });
  return feed.atom1();
}
