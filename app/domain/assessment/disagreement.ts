/** Where readers differ, before any mean: spread by application and criterion, how each reader scores, how far the panel agrees, two ranks. Pure. */
import { adjustedMeans, alphaInterval, fewestOfReader, fewestShared, krippendorffAlpha, mannersOf, type Interval, type ReaderManner } from "./agreement.ts";

/** One sheet that was sent and counts. */
export interface CountedSheet {
  application_id: string;
  person_id: string;
  /** Per cent. */
  percent: number;
  /** By criterion; null where its author can't assess it. */
  points: Readonly<Record<string, number | null>>;
}

export interface Spread {
  lowest: number;
  highest: number;
  /** Highest less lowest, in the scores' own unit. */
  spread: number;
}
/** Null below two scores: one reader can't differ. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length < 2) return null;
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  return { lowest, highest, spread: Math.round((highest - lowest) * 100) / 100 };
}

export interface Disagreement {
  application_id: string;
  /** Of the sheets, in percentage points. */
  overall: Spread | null;
  /** Of the points, by criterion. */
  criteria: Record<string, Spread | null>;
}
/** By application, those first whose readers differ most. */
export function disagreements(criteria: readonly { id: string }[], sheets: readonly CountedSheet[]): Disagreement[] {
  return [...groupBy(sheets, ({ application_id }) => application_id)]
    .map(([application_id, own]) => ({
      application_id,
      overall: spreadOf(own.map(({ percent }) => percent)),
      criteria: Object.fromEntries(criteria.map(({ id }) => [id, spreadOf(own.flatMap(({ points }) => points[id] ?? []))])),
    }))
    .sort((a, b) => (b.overall?.spread ?? -1) - (a.overall?.spread ?? -1));
}

export interface Agreement {
  /** Krippendorff's alpha for scores on an interval scale; null where there is nothing to tell apart, or too little. */
  alpha: number | null;
  interval: Interval | null;
  /** Applications that two readers or more scored. */
  shared: number;
  enough: boolean;
}
/** How far the panel agrees on these scores. Below the stated minimum no number is worth saying. */
function agreementOn(sheets: readonly CountedSheet[], valueOf: (sheet: CountedSheet) => number | null | undefined): Agreement {
  const ratings = [...groupBy(sheets, ({ application_id }) => application_id).values()].map((own) => own.map((sheet) => valueOf(sheet) ?? null));
  const shared = ratings.filter((row) => row.filter((value) => value !== null).length >= 2).length;
  const enough = shared >= fewestShared;
  return { shared, enough, alpha: enough ? krippendorffAlpha(ratings, "interval") : null, interval: enough ? alphaInterval(ratings, "interval") : null };
}

export interface PanelAgreement {
  whole: Agreement;
  criteria: ({ id: string } & Agreement)[];
}
export const panelAgreement = (criteria: readonly { id: string }[], sheets: readonly CountedSheet[]): PanelAgreement => ({
  whole: agreementOn(sheets, ({ percent }) => percent),
  criteria: criteria.map(({ id }) => ({ id, ...agreementOn(sheets, ({ points }) => points[id]) })),
});

const scored = (sheets: readonly CountedSheet[]) => sheets.map(({ application_id, person_id, percent }) => ({ application: application_id, reader: person_id, percent }));

/** How each reader scores beside the others of the same applications, the most severe first and those of whom there is too little to say last. */
export const readerManners = (sheets: readonly CountedSheet[]): ReaderManner[] => mannersOf(scored(sheets)).sort((a, b) => (a.severity ?? Infinity) - (b.severity ?? Infinity));

/** Why no adjusted rank can be told; null where it can. */
export type NotAdjusted = "too-few" | "apart" | null;
export interface Ranked {
  application_id: string;
  mean: number;
  rank: number;
  adjusted: number | null;
  adjusted_rank: number | null;
}
/**
 * The rank by the raw mean, and beside it the rank if every reader were as severe as the panel. The second never replaces the first.
 * @param means the raw means by application, per cent, as the board shows them
 */
export function ranksOf(means: ReadonlyMap<string, number>, sheets: readonly CountedSheet[]): { rows: Ranked[]; why: NotAdjusted } {
  const adjusted = adjustedMeans(scored(sheets));
  const rank = rankOf(means);
  const adjustedRank = adjusted && rankOf(adjusted);
  const rows = [...means].map(([application_id, mean]) => ({
    ...{ application_id, mean, rank: rank.get(application_id)! },
    ...{ adjusted: adjusted?.get(application_id) ?? null, adjusted_rank: adjustedRank?.get(application_id) ?? null },
  }));
  const tooFew = mannersOf(scored(sheets)).some(({ severity }) => severity === null);
  return { rows: rows.sort((a, b) => a.rank - b.rank), why: adjusted ? null : tooFew ? "too-few" : "apart" };
}

/** 1 for the highest; equal values, to two decimals as they are shown, share a rank and the next ones are left out. */
function rankOf(values: ReadonlyMap<string, number>): Map<string, number> {
  const rounded = [...values].map(([key, value]): [string, number] => [key, Math.round(value * 100)]);
  const sorted = rounded.map(([, value]) => value).sort((a, b) => b - a);
  const first = new Map<number, number>();
  sorted.forEach((value, index) => first.has(value) || first.set(value, index + 1));
  return new Map(rounded.map(([key, value]) => [key, first.get(value)!]));
}

export const fewest = { shared: fewestShared, ofReader: fewestOfReader };

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
