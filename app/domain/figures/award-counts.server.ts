/** Award counts: the answer to "how many awards, to how many organisations, for how much, by what", with what it rests on. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { Invalid, NotFound } from "../kernel/errors.ts";
import { formatMonth, londonDay } from "../kernel/time.ts";
import { countAsPublished } from "./as-published.server.ts";
import { countByArea, countByMonth, countOrganisations, countTotal, anySynthetic, reportedAreas, roundSpans, type Cut, type Span } from "./live-counts.server.ts";
import { codeRows } from "./code-rows.server.ts";
import { filled } from "./filled.ts";
import { breakdowns, isTaggedList, monthsBetween, type AwardCounts, type AwardCountsQuery, type Break, type CountRow } from "./model.ts";
import { expectedAreas, observationsOfPeriod, publishedTotals, roundsInPeriod, type RoundInPeriod } from "./rounds.server.ts";

const mostMonths = 600;

/**
 * Answers one question from the register as it stands now, all of it from one moment of the database; `as_published` from that
 * publication's own cut. Totals are null, never 0, where no ledger of the period is loaded.
 * @throws NotFound for an unknown fund; Invalid for an unknown area or publication, or a period of months that is too long
 */
export async function awardCounts(db: Kysely<DB>, query: AwardCountsQuery, now: Date): Promise<AwardCounts> {
  return inSnapshot(db, (snapshot) => count(snapshot, query, now));
}

/** Several reads that see the same moment. Inside a transaction they already do as well as it allows. */
export async function inSnapshot<T>(db: Kysely<DB>, read: (db: Kysely<DB>) => Promise<T>): Promise<T> {
  if (db.isTransaction) return read(db);
  return db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(read);
}

async function count(db: Kysely<DB>, query: AwardCountsQuery, now: Date): Promise<AwardCounts> {
  const fund = await db.selectFrom("fund").select(["id", "code", "shape"]).where("code", "=", query.fund).executeTakeFirst();
  if (!fund) throw new NotFound(`There is no fund called ${query.fund}`);
  const area = query.area === undefined ? undefined : await findArea(db, query.area);
  const { as_published } = query;
  if (as_published !== undefined) return countAsPublished(db, { ...query, as_published }, { fund, area });
  const cut: Cut = { fund_id: fund.id, from: query.from, to: query.to, area_code: area?.code };

  const spans = await roundSpans(db, cut);
  const rounds = await roundsInPeriod(db, cut, spans);
  const loaded = rounds.filter((round) => round.loaded);
  const counted = loaded.flatMap((round) => (round.span && meets(cut, round.span) ? [round.span] : []));
  const known = loaded.length > 0;
  const total = known ? { ...(await countTotal(db, cut)), organisations: await countOrganisations(db, cut, counted) } : null;
  const synthetic = await anySynthetic(db, counted.map((span) => span.round_id));
  const { rows, breaks, remarks } = await rowsOf(db, query, cut, rounds, known, fund.shape, now);

  const expected = (await expectedAreas(db, rounds, fund.shape)).filter((place) => !area || place.code === area.code);
  const reported = new Set(await reportedAreas(db, fund.id, loaded.map((round) => round.id)));
  const missing = expected.filter((place) => !reported.has(place.code));
  const asserted = area ? [] : await assertedBeside(db, query, cut, rounds);

  return {
    measure: "award-counts",
    fund: fund.code,
    period: { from: query.from ?? null, to: query.to ?? null },
    ...(area ? { area } : {}),
    as_at: now.toISOString(),
    synthetic,
    completeness: { expected: expected.length, reported: expected.length - missing.length, missing },
    total: { awards: total?.awards ?? null, organisations: total?.organisations ?? null, amount_pence: total?.amount_pence ?? null },
    rows,
    note: noteFor(query, rounds, synthetic, remarks),
    ...(asserted.length > 0 ? { asserted } : {}),
    ...(breaks.length > 0 ? { breaks } : {}),
  };
}

const meets = (cut: Cut, span: Span): boolean => (!cut.from || cut.from <= span.last_day) && (!cut.to || span.first_day <= cut.to);

/** The area by its code; a superseded council code is translated. Throws Invalid. */
async function findArea(db: Kysely<DB>, code: string): Promise<{ code: string; title: string }> {
  const old = await db.selectFrom("superseded_area_code").select("area_code").where("code", "=", code).executeTakeFirst();
  const area = await db.selectFrom("area").select(["code", "name as title"]).where("code", "=", old?.area_code ?? code).executeTakeFirst();
  if (!area) throw new Invalid({ area: `${code} is not the code of a council area` });
  return area;
}

interface Rows {
  rows: CountRow[];
  breaks: Break[];
  remarks: string[];
}

async function rowsOf(db: Kysely<DB>, query: AwardCountsQuery, cut: Cut, rounds: readonly RoundInPeriod[], known: boolean, shape: "areas" | "national", now: Date): Promise<Rows> {
  if (isTaggedList(query.by)) return codeRows(db, cut, query.by, rounds, known);
  if (query.by === "area") return areaRows(db, cut, known, shape);
  return { rows: await monthRows(db, cut, rounds, known, now), breaks: [], remarks: [] };
}

/** All 32 council areas; Scotland after them for a fund whose awards belong to no single area. */
async function areaRows(db: Kysely<DB>, cut: Cut, known: boolean, shape: "areas" | "national"): Promise<Rows> {
  let areas = db.selectFrom("area").select(["code", "name as title"]).orderBy("kind").orderBy("position");
  if (shape === "areas") areas = areas.where("kind", "=", "council");
  return {
    rows: filled(await areas.execute(), await countByArea(db, cut), known),
    breaks: [],
    remarks: shape === "national" ? ["This fund is one competition for the whole of Scotland: its awards are counted there and in no council area."] : [],
  };
}

/** Every month of the period; where a side is open, from the first award or to the last. */
async function monthRows(db: Kysely<DB>, cut: Cut, rounds: readonly RoundInPeriod[], known: boolean, now: Date): Promise<CountRow[]> {
  const spans = rounds.flatMap((round) => (round.span ? [round.span] : []));
  const today = londonDay(now);
  const from = cut.from ?? spans.map((span) => span.first_day).sort()[0] ?? cut.to ?? today;
  const to = cut.to ?? spans.map((span) => span.last_day).sort().at(-1) ?? today;
  if (Number(to.slice(0, 4)) - Number(from.slice(0, 4)) > mostMonths / 12) throw new Invalid({ from: `Ask for at most ${mostMonths / 12} years by month` });
  const months = monthsBetween(from, to > from ? to : from).map((code) => ({ code, title: formatMonth(code) }));
  return filled(months, await countByMonth(db, cut), known);
}

/** What publications say beside these counts: of the rounds without a ledger here, and of exactly what was asked for. */
async function assertedBeside(db: Kysely<DB>, query: AwardCountsQuery, cut: Cut, rounds: readonly RoundInPeriod[]) {
  const onlyRound = rounds.length === 1 ? rounds[0] : undefined;
  const isWhole = onlyRound?.span !== undefined && (!cut.from || cut.from <= onlyRound.span.first_day) && (!cut.to || onlyRound.span.last_day <= cut.to);
  const ids = rounds.filter((round) => !round.loaded || (round === onlyRound && isWhole)).map((round) => round.id);
  const totals = await publishedTotals(db, ids);
  const observations = query.from && query.to ? await observationsOfPeriod(db, cut.fund_id, query.from, query.to) : [];
  return [...totals, ...observations];
}

function noteFor(query: AwardCountsQuery, rounds: readonly RoundInPeriod[], synthetic: boolean, remarks: readonly string[]): string {
  const unknown = rounds.filter((round) => !round.loaded).map((round) => round.title);
  const sentences = [
    breakdowns[query.by].overlap,
    "Counted by the day of award in Europe/London, from the register of released awards as it stands: management information, not official statistics.",
    ...(unknown.length === 0 ? [] : [`No ledger of awards is loaded for ${unknown.join("; ")}: ${unknown.length === 1 ? "its" : "their"} awards are not counted here.`]),
    ...(rounds.length === 0 ? ["No round of this fund falls in the period."] : []),
    ...remarks,
    ...(synthetic ? ["The awards behind these counts are invented for the demonstration."] : []),
  ];
  return sentences.join(" ");
}
