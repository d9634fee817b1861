/** Award counts as a publication gave them: from its own cut, whatever has happened to the awards since. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { Invalid } from "../kernel/errors.ts";
import { formatDay, formatMonth, londonDay } from "../kernel/time.ts";
import { codeRows } from "./code-rows.server.ts";
import { areasOfCut, codesOfCut, completenessOfCut, findPublishedCut, listPublishedAs, monthsOfCut, totalOfCut, type AwardCut, type WithinCut } from "./cuts.server.ts";
import { filled } from "./filled.ts";
import { breakdowns, isTaggedList, monthsBetween, type AwardCounts, type AwardCountsQuery, type CountRow } from "./model.ts";
import { roundsInPeriod } from "./rounds.server.ts";

interface Asked {
  fund: { id: string; code: string; shape: "areas" | "national" };
  area: { code: string; title: string } | undefined;
}

/** Throws Invalid, naming the publications that are known, where there is none of that name. */
export async function countAsPublished(db: Kysely<DB>, query: AwardCountsQuery & { as_published: string }, { fund, area }: Asked): Promise<AwardCounts> {
  const cut = await findPublishedCut(db, fund.id, query.as_published);
  if (!cut) throw new Invalid({ as_published: await unknown(db, fund.id, query.as_published) });
  const within: WithinCut = { from: query.from, to: query.to, area_code: area?.code };
  const meets = (!query.from || query.from <= cut.period_to) && (!query.to || cut.period_from <= query.to);
  const whole = await completenessOfCut(db, cut.id);
  const missing = whole.missing.filter((place) => !area || place.code === area.code);
  const expected = area ? 1 : whole.expected;
  // An area that had not reported is not known, which is not nought.
  const known = meets && !(area && missing.length > 0);
  const total = known ? await totalOfCut(db, cut.id, within) : null;
  return {
    measure: "award-counts",
    fund: fund.code,
    period: { from: query.from ?? null, to: query.to ?? null },
    ...(area ? { area } : {}),
    as_at: cut.data_at.toISOString(),
    as_published: await nameOf(db, cut),
    synthetic: cut.synthetic,
    completeness: { expected, reported: expected - missing.length, missing },
    total: { awards: total?.awards ?? null, organisations: total?.organisations ?? null, amount_pence: total?.amount_pence ?? null },
    rows: await rowsOf(db, query, cut, within, known, fund.shape, new Set(missing.map((place) => place.code))),
    note: noteFor(query, cut, meets, missing),
  };
}

async function unknown(db: Kysely<DB>, fundId: string, asked: string): Promise<string> {
  const known = (await listPublishedAs(db, fundId)).map(({ code }) => code);
  const named = known.length === 0 ? "Nothing has been published of this fund's award counts" : `Known for this fund: ${known.join(", ")}`;
  return `No publication of this fund's award counts is known as ${asked}. ${named}`;
}

async function nameOf(db: Kysely<DB>, cut: AwardCut): Promise<NonNullable<AwardCounts["as_published"]>> {
  const later = await db.selectFrom("award_cut").select("published_as").where("replaces_id", "=", cut.id).where("published_as", "is not", null).executeTakeFirst();
  return { code: cut.published_as!, title: cut.published_title, published_on: londonDay(cut.published_at!), superseded_by: later?.published_as ?? null };
}

async function rowsOf(
  db: Kysely<DB>, query: AwardCountsQuery, cut: AwardCut, within: WithinCut, known: boolean, shape: "areas" | "national", missing: ReadonlySet<string>,
): Promise<CountRow[]> {
  if (isTaggedList(query.by)) {
    const list = query.by;
    const period = { fund_id: cut.fund_id, from: cut.period_from, to: cut.period_to, area_code: undefined };
    const rounds = await roundsInPeriod(db, period, []);
    const counted = cut.groups_known ? await codesOfCut(db, cut.id, list, within) : [];
    return (await codeRows(db, period, list, rounds, known && cut.groups_known, counted)).rows;
  }
  if (query.by === "month") {
    const from = query.from && query.from > cut.period_from ? query.from : cut.period_from;
    const to = query.to && query.to < cut.period_to ? query.to : cut.period_to;
    const months = from <= to ? monthsBetween(from, to).map((code) => ({ code, title: formatMonth(code) })) : [];
    return filled(months, await monthsOfCut(db, cut.id, within), known);
  }
  let areas = db.selectFrom("area").select(["code", "name as title"]).orderBy("kind").orderBy("position");
  if (shape === "areas") areas = areas.where("kind", "=", "council");
  const rows = filled(await areas.execute(), await areasOfCut(db, cut.id, within), known);
  return rows.map((row) => (missing.has(row.code) ? { ...row, awards: null, amount_pence: null } : row));
}

function noteFor(query: AwardCountsQuery, cut: AwardCut, meets: boolean, missing: readonly { title: string }[]): string {
  const beyond = (query.from !== undefined && query.from < cut.period_from) || (query.to !== undefined && query.to > cut.period_to);
  const sentences = [
    `As published in ${formatMonth(cut.published_as!.slice(0, 7))}: counted from the awards as they were recorded on ${formatDay(londonDay(cut.data_at))}, which are kept unchanged. Management information, not official statistics.`,
    ...(isTaggedList(query.by) && !cut.groups_known ? [`Counts by ${breakdowns[query.by].title.toLowerCase()} are not known for this publication.`] : [breakdowns[query.by].overlap]),
    ...(beyond || !meets ? [`The publication covers awards made from ${formatDay(cut.period_from)} to ${formatDay(cut.period_to)} and says nothing of other days.`] : []),
    ...(missing.length > 0 ? [`Without the awards of ${missing.map((place) => place.title).join(", ")}, which had not been reported.`] : []),
    ...(cut.note === "" ? [] : [cut.note]),
    ...(cut.synthetic ? ["The awards behind these counts are invented for the demonstration."] : []),
  ];
  return sentences.join(" ");
}
