/** What a slot's source is, in the words of the form and of the record, and what it gives when it is asked of the publication's own cuts. */
import type { Kysely } from "kysely";
import type { DB, JsonValue } from "#db/types.ts";
import { awardsBehind, hashOfRows, totalOfCut } from "../figures/cuts.server.ts";
import { isTaggedList, taggedLists } from "../figures/model.ts";
import { isId } from "../kernel/ids.server.ts";
import { financialYear } from "../kernel/time.ts";
import type { Styles } from "./model.ts";
import { printDay, printNumber, printPercent, printPounds, printYear } from "./template.ts";

/** A source that gives nothing: the message says which and what to do. */
export class Unresolved extends Error {
  override name = "Unresolved";
}

export interface Resolved {
  source: string;
  query: Record<string, JsonValue>;
  cut_id: string | null;
  observation_id: string | null;
  value: number | null;
  printed: string;
  rows_behind: number;
  rows_sha256: string;
}

/** The cuts that a publication rests on, by the code of their fund. */
export interface CutOfFund {
  cut_id: string;
  fund: string;
  fund_title: string;
  period_from: string;
  period_to: string;
  groups_known: boolean;
}

export async function cutsOf(db: Kysely<DB>, publicationId: string): Promise<CutOfFund[]> {
  return db
    .selectFrom("publication_cut as p")
    .innerJoin("award_cut as c", "c.id", "p.cut_id")
    .innerJoin("fund", "fund.id", "c.fund_id")
    .select(["c.id as cut_id", "fund.code as fund", "fund.title as fund_title", "c.period_from", "c.period_to", "c.groups_known"])
    .where("p.publication_id", "=", publicationId)
    .orderBy("fund.position")
    .orderBy("fund.code")
    .execute();
}

interface Asked {
  period_from: string;
  period_to: string;
  cuts: readonly CutOfFund[];
}

/**
 * What a source gives: `period:from`, `FUND:awards`, `FUND:focus-group/women`, `FUND:percent/focus-group/women`, `FUND:first`,
 * `figure:ID` and the like. Throws Unresolved.
 */
export async function resolveSlot(db: Kysely<DB>, publication: Asked, source: string, styles: Styles): Promise<Resolved> {
  const [kind, what] = splitOnce(source);
  if (kind === "period") return fromPeriod(publication, source, what, styles);
  if (kind === "figure" || kind === "figure-number" || kind === "figure-year") return fromFigure(db, source, kind, what, styles);
  const cut = publication.cuts.find((one) => one.fund === kind);
  if (!cut) throw new Unresolved(`This publication has no cut of the fund ${kind}: choose another source`);
  return fromCut(db, cut, source, what, styles);
}

function splitOnce(source: string): [string, string] {
  const at = source.indexOf(":");
  return at < 0 ? [source, ""] : [source.slice(0, at), source.slice(at + 1)];
}

function fromPeriod({ period_from, period_to }: Asked, source: string, what: string, styles: Styles): Resolved {
  const base = { source, query: { period: what }, cut_id: null, observation_id: null, value: null, rows_behind: 0, rows_sha256: hashOfRows([]) };
  if (what === "from") return { ...base, printed: printDay(period_from, styles) };
  if (what === "to") return { ...base, printed: printDay(period_to, styles) };
  if (what === "year" && financialYear(period_from) === financialYear(period_to)) return { ...base, printed: printYear(financialYear(period_from), styles) };
  throw new Unresolved(what === "year" ? "The period is not inside one financial year: name its days instead" : `There is no ${what} of the period`);
}

async function fromCut(db: Kysely<DB>, cut: CutOfFund, source: string, what: string, styles: Styles): Promise<Resolved> {
  const base = { source, cut_id: cut.cut_id, observation_id: null };
  const whole = async (query: Record<string, JsonValue>, value: number | null, printed: string): Promise<Resolved> => {
    const rows = await awardsBehind(db, cut.cut_id);
    return { ...base, query: { fund: cut.fund, ...query }, value, printed, rows_behind: rows.length, rows_sha256: hashOfRows(rows) };
  };
  const total = await totalOfCut(db, cut.cut_id);
  if (what === "awards") return whole({ count: "awards" }, total.awards, printNumber(total.awards, styles));
  if (what === "organisations") return whole({ count: "organisations" }, total.organisations, printNumber(total.organisations, styles));
  if (what === "amount") return whole({ sum: "amount" }, total.amount_pence / 100, printPounds(total.amount_pence / 100, styles));
  if (what === "first" || what === "last") {
    const day = await edgeOfCut(db, cut.cut_id, what);
    if (day === undefined) throw new Unresolved("The cut holds no award: choose another period or data date");
    return whole({ day: what }, null, printDay(day, styles));
  }
  const percent = what.startsWith("percent/");
  const [list = "", code = ""] = (percent ? what.slice("percent/".length) : what).split("/", 2);
  if (!isTaggedList(list) || code === "") throw new Unresolved(`There is no ${what} of a fund’s awards`);
  if (!cut.groups_known) throw new Unresolved("Counts by group are not known in this cut: choose a total");
  await onList(db, cut.cut_id, list, code);
  const rows = await awardsBehind(db, cut.cut_id, { tag: { list, code } });
  if (percent && total.awards === 0) throw new Unresolved("There is no award to take a share of");
  return {
    ...base,
    query: { fund: cut.fund, count: "awards", list, code, ...(percent ? { share_of: total.awards } : {}) },
    value: rows.length,
    printed: percent ? printPercent(rows.length, total.awards, styles) : printNumber(rows.length, styles),
    rows_behind: rows.length,
    rows_sha256: hashOfRows(rows),
  };
}

async function edgeOfCut(db: Kysely<DB>, cutId: string, edge: "first" | "last"): Promise<string | undefined> {
  const found = await db.selectFrom("award_cut_award").select("awarded_on").where("cut_id", "=", cutId).orderBy("awarded_on", edge === "first" ? "asc" : "desc").limit(1).executeTakeFirst();
  return found?.awarded_on;
}

/** Throws Unresolved where the code is on none of the list's versions that the cut's rounds use. */
async function onList(db: Kysely<DB>, cutId: string, list: string, code: string): Promise<void> {
  const item = await db.selectFrom("code_item").select("code").where("list_code", "=", list).where("code", "=", code).executeTakeFirst();
  if (!item) throw new Unresolved(`${list} has no code ${code} any more: choose another source`);
  const used = await db.selectFrom("award_cut_tag").select("list_version").distinct().where("cut_id", "=", cutId).where("list_code", "=", list).execute();
  if (used.length === 0) return;
  const there = await db.selectFrom("code_item").select("code").where("list_code", "=", list).where("code", "=", code).where("version", "in", used.map((row) => row.list_version)).executeTakeFirst();
  if (!there) throw new Unresolved(`${code} is not on the version of ${list} that these awards use: choose another source`);
}

async function fromFigure(db: Kysely<DB>, source: string, kind: "figure" | "figure-number" | "figure-year", id: string, styles: Styles): Promise<Resolved> {
  const found = isId(id)
    ? await db
        .selectFrom("observation")
        .innerJoin("measure", "measure.id", "observation.measure_id")
        .select(["observation.id", "observation.value", "observation.value_to", "observation.qualifier", "observation.comparator", "observation.period_from", "observation.period_to", "measure.unit", "measure.code"])
        .where("observation.id", "=", id)
        .executeTakeFirst()
    : undefined;
  if (!found) throw new Unresolved("That figure is not recorded: choose another source");
  if ((await standingFigure(db, found.id)) !== found.id) throw new Unresolved("That figure has been corrected since: choose it as corrected");
  const base = { source, query: { measure: found.code, figure: found.id }, cut_id: null, observation_id: found.id, rows_behind: 1, rows_sha256: hashOfRows([found.id]) };
  if (kind === "figure-year") {
    const { period_from, period_to } = found;
    if (!inOneYear(period_from, period_to)) throw new Unresolved("That figure is not about one financial year");
    return { ...base, value: null, printed: printYear(financialYear(period_from!), styles) };
  }
  if (found.value === null) throw new Unresolved("That figure has no number: choose another source");
  const one = (value: number): string => (/^GBP\b/.test(found.unit) ? printPounds(value, styles) : printNumber(value, styles));
  const number = found.value_to === null ? one(found.value) : `${one(found.value)} to ${one(found.value_to)}`;
  const sign = /^percent\b/.test(found.unit) ? "%" : "";
  if (kind === "figure-number" && isBound(found.comparator)) throw new Unresolved(`“${found.qualifier ?? found.comparator}” belongs to that number: choose it with its word`);
  if (kind === "figure-number") return { ...base, value: found.value, printed: `${number}${sign}` };
  return { ...base, value: found.value, printed: `${found.qualifier ? `${found.qualifier.toLowerCase()} ` : ""}${number}${sign}` };
}

/** The keys of the rows behind a slot: the awards of its cut, or its observation. */
export async function rowsBehindSlot(db: Kysely<DB>, slot: { query: JsonValue; cut_id: string | null; observation_id: string | null }): Promise<string[]> {
  if (slot.observation_id !== null) return [slot.observation_id];
  if (slot.cut_id === null) return [];
  const { list, code } = slot.query as { list?: string; code?: string };
  return awardsBehind(db, slot.cut_id, list !== undefined && code !== undefined ? { tag: { list, code } } : {});
}

export interface SourceChoice {
  value: string;
  text: string;
}
/** What a slot can be filled from in this publication, in words. */
export async function sourceChoices(db: Kysely<DB>, cuts: readonly CutOfFund[]): Promise<SourceChoice[]> {
  const period: SourceChoice[] = [
    { value: "period:from", text: "The first day of the period" },
    { value: "period:to", text: "The last day of the period" },
    { value: "period:year", text: "The financial year of the period" },
  ];
  const items = await db.selectFrom("code_item").select(["list_code", "code", "title"]).where("list_code", "in", [...taggedLists]).orderBy("list_code").orderBy("version", "desc").orderBy("position").execute();
  const codes = items.filter((item, index) => items.findIndex((other) => other.list_code === item.list_code && other.code === item.code) === index);
  const ofCuts = cuts.flatMap(({ fund, fund_title, groups_known }): SourceChoice[] => [
    { value: `${fund}:awards`, text: `${fund_title}: awards` },
    { value: `${fund}:organisations`, text: `${fund_title}: different organisations` },
    { value: `${fund}:amount`, text: `${fund_title}: money awarded` },
    { value: `${fund}:first`, text: `${fund_title}: when the first award was made` },
    { value: `${fund}:last`, text: `${fund_title}: when the last award was made` },
    ...(groups_known
      ? codes.flatMap(({ list_code, code, title }) => [
          { value: `${fund}:${list_code}/${code}`, text: `${fund_title}: awards, ${title}` },
          { value: `${fund}:percent/${list_code}/${code}`, text: `${fund_title}: share of awards, ${title}` },
        ])
      : []),
  ]);
  return [...period, ...ofCuts, ...(await figureChoices(db))];
}

/** The figures that stand: one that has been corrected is history. */
async function figureChoices(db: Kysely<DB>): Promise<SourceChoice[]> {
  const figures = await db
    .selectFrom("observation")
    .innerJoin("measure", "measure.id", "observation.measure_id")
    .select(["observation.id", "measure.title", "observation.source_ref", "observation.qualifier", "observation.comparator", "observation.period_from", "observation.period_to"])
    .where("observation.value", "is not", null)
    .where((eb) => eb.not(eb.exists(eb.selectFrom("observation as later").select("later.id").whereRef("later.replaces_id", "=", "observation.id"))))
    .orderBy("measure.position")
    .orderBy("measure.title")
    .orderBy("observation.id")
    .execute();
  return figures.flatMap(({ id, title, source_ref, qualifier, comparator, period_from, period_to }) => {
    const text = `${title}${source_ref ? ` (${source_ref})` : ""}`;
    return [
      { value: `figure:${id}`, text },
      ...(qualifier === null || isBound(comparator) ? [] : [{ value: `figure-number:${id}`, text: `${text}: its number alone` }]),
      ...(inOneYear(period_from, period_to) ? [{ value: `figure-year:${id}`, text: `${text}: its financial year` }] : []),
    ];
  });
}

/** A number of which its word is part: “over 2,200” is not 2,200. */
const isBound = (comparator: string | null): boolean => comparator !== null && comparator !== "eq" && comparator !== "range";
const inOneYear = (from: string | null, to: string | null): boolean => from !== null && to !== null && financialYear(from) === financialYear(to);

/** The figure that stands in the place of one that has been corrected, however often; itself where none has. */
export async function standingFigure(db: Kysely<DB>, id: string): Promise<string> {
  const next = await db.selectFrom("observation").select("id").where("replaces_id", "=", id).executeTakeFirst();
  return next ? standingFigure(db, next.id) : id;
}
