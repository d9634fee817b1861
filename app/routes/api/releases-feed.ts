/** Atom feed of releases, restatements too. */
import { atomFeed, atomType } from "#app/domain/opendata/feed.server.ts";
import { feedEntries } from "#app/domain/publications/feeds.ts";
import { listReleased } from "#app/domain/publications/read.server.ts";
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { paths } from "#app/paths.ts";
import { openAnswer } from "#app/web/open.server.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "./award-counts-answer.server.ts";

export const loader = answer(async ({ lade }) => {
  await releaseDue(lade);
  const { origin } = lade.config.publicUrl;
  const entries = feedEntries((await listReleased(lade.db)).slice(0, 50), origin);
  return openAnswer(lade, atomFeed({ title: "Lade: publications", path: paths.releasesFeed(), page: paths.publications(), origin, entries }), { "Content-Type": atomType });
});
export const action = () => onlyReading();
