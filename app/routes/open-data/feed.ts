/** Atom feeds: rounds that were announced, awards that were released. */
import { listNewAwards } from "#app/domain/opendata/awards.server.ts";
import { atomFeed, atomType } from "#app/domain/opendata/feed.server.ts";
import { listAnnounced } from "#app/domain/opendata/pots.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { openAnswer } from "#app/web/open.server.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "../api/award-counts-answer.server.ts";

const feeds = {
  "rounds.atom": { title: "Lade: rounds", path: paths.feed("rounds"), page: paths.funds(), entries: listAnnounced },
  "awards.atom": { title: "Lade: awards released", path: paths.feed("awards"), page: paths.awards(), entries: listNewAwards },
};
const isFeed = (name: string): name is keyof typeof feeds => Object.hasOwn(feeds, name);

export const loader = answer(async ({ lade, params }) => {
  const name = params.feed ?? "";
  if (!isFeed(name)) throw new NotFound();
  const { origin } = lade.config.publicUrl;
  const { entries, title, ...feed } = feeds[name];
  const invented = lade.synthetic ? " (invented for a demonstration)" : "";
  return openAnswer(lade, atomFeed({ ...feed, title: title + invented, origin, entries: await entries(lade.db, origin) }), { "Content-Type": atomType });
});
export const action = () => onlyReading();
