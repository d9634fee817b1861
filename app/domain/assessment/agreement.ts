/**
 * How far a panel agrees: pure statistics over the scores that were sent. They stand beside the raw scores and never replace them.
 *
 * Krippendorff's alpha after K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011); the intraclass correlation after
 * P. E. Shrout and J. L. Fleiss, "Intraclass Correlations: Uses in Assessing Rater Reliability", Psychological Bulletin 86 (1979).
 */

import { numbersFrom } from "../kernel/chance.ts";

/** Scores by application (rows) and reader (columns); null where a reader did not score it. */
export type Ratings = readonly (readonly (number | null)[])[];
export type Metric = "nominal" | "ordinal" | "interval";

/** The fewest applications with two readers from which agreement is worth a number. */
export const fewestShared = 10;
/** The fewest scores of a reader, on applications that others scored too, from which severity is worth a number. */
export const fewestOfReader = 5;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const given = (row: readonly (number | null)[]): number[] => row.filter((value): value is number => value !== null);

/** Only applications that two readers or more scored can agree or disagree. */
const shared = (ratings: Ratings): number[][] => ratings.map(given).filter((row) => row.length >= 2);

/**
 * Krippendorff's alpha: 1 is perfect agreement, 0 what chance would give, below 0 systematic disagreement. Missing scores are allowed.
 * @returns null where no application was scored twice, or where all scores are the same (then there is nothing to tell apart)
 */
export function krippendorffAlpha(ratings: Ratings, metric: Metric): number | null {
  const rows = shared(ratings);
  if (metric === "interval") return intervalAlpha(sumsOf(rows));
  const values = [...new Set(rows.flat())].sort((a, b) => a - b);
  const totals = new Map(values.map((value) => [value, 0]));
  for (const value of rows.flat()) totals.set(value, totals.get(value)! + 1);
  const n = rows.flat().length;
  const far = distanceOf(metric, values, totals);
  // Observed: pairs within an application, each application weighing as its scores do. Expected: pairs among all scores.
  const observed = sum(rows.map((row) => sum(row.flatMap((a) => row.map((b) => far(a, b)))) / (row.length - 1))) / n;
  const expected = sum(values.flatMap((a) => values.map((b) => totals.get(a)! * totals.get(b)! * far(a, b)))) / (n * (n - 1));
  return expected > 0 ? 1 - observed / expected : null;
}

/** Of one application: how many scores, their sum and the sum of their squares. */
interface Sums {
  count: number;
  sum: number;
  squares: number;
}
/** Counted from the first score of all, so that equal scores differ by nothing at all. */
function sumsOf(rows: readonly (readonly number[])[]): Sums[] {
  const origin = rows[0]?.[0] ?? 0;
  return rows.map((row) => ({ count: row.length, sum: sum(row.map((value) => value - origin)), squares: sum(row.map((value) => (value - origin) ** 2)) }));
}

/** All squared differences among n scores add up to 2(n Σx² − (Σx)²): alpha in one pass, however many scores there are. */
function intervalAlpha(rows: readonly Sums[]): number | null {
  const pairs = ({ count, sum: total, squares }: Sums): number => 2 * (count * squares - total ** 2);
  const all = { count: 0, sum: 0, squares: 0 };
  let observed = 0;
  for (const row of rows) {
    observed += pairs(row) / (row.count - 1);
    all.count += row.count;
    all.sum += row.sum;
    all.squares += row.squares;
  }
  const expected = pairs(all) / (all.count * (all.count - 1));
  return expected > 0 ? 1 - observed / all.count / expected : null;
}

function distanceOf(metric: Exclude<Metric, "interval">, values: readonly number[], totals: ReadonlyMap<number, number>): (a: number, b: number) => number {
  if (metric === "nominal") return (a, b) => (a === b ? 0 : 1);
  // Ordinal: the scores that lie between the two, each end counting half.
  const before = new Map<number, number>();
  let counted = 0;
  for (const value of values) {
    before.set(value, counted + totals.get(value)! / 2);
    counted += totals.get(value)!;
  }
  return (a, b) => (before.get(a)! - before.get(b)!) ** 2;
}

export interface Interval {
  from: number;
  to: number;
}
/**
 * The 95% interval of alpha by resampling applications with replacement. The same scores give the same interval: the numbers drawn
 * come from a fixed seed.
 * @returns null where there are too few applications to say
 */
export function alphaInterval(ratings: Ratings, metric: Metric, draws = 1000): Interval | null {
  const rows = shared(ratings);
  if (rows.length < fewestShared) return null;
  const next = numbersFrom(20_240_401);
  const sums = metric === "interval" ? sumsOf(rows) : [];
  const again = <T>(from: readonly T[]): T[] => from.map(() => from[Math.floor(next() * from.length)]!);
  const alphas: number[] = [];
  for (let i = 0; i < draws; i++) {
    const alpha = metric === "interval" ? intervalAlpha(again(sums)) : krippendorffAlpha(again(rows), metric);
    if (alpha !== null) alphas.push(alpha);
  }
  if (alphas.length < draws / 2) return null;
  alphas.sort((a, b) => a - b);
  return { from: alphas[Math.floor(alphas.length * 0.025)]!, to: alphas[Math.ceil(alphas.length * 0.975) - 1]! };
}

export interface Icc {
  /** ICC(2,1): how well one reader's score stands for any reader's. */
  single: number;
  /** ICC(2,k): how well the mean of all readers stands for that of any such panel. */
  average: number;
}
/**
 * The intraclass correlation for readers drawn from many, absolute agreement. Only where every reader scored every application.
 * @returns null where a score is missing, below two applications or readers, or where nothing differs
 */
export function icc(ratings: Ratings): Icc | null {
  const rows = ratings.map(given);
  const n = rows.length;
  const k = rows[0]?.length ?? 0;
  if (n < 2 || k < 2 || ratings.some((row) => row.length !== k || given(row).length !== k)) return null;
  const all = mean(rows.flat());
  const total = sum(rows.flat().map((value) => (value - all) ** 2));
  const betweenRows = k * sum(rows.map((row) => (mean(row) - all) ** 2));
  const betweenReaders = n * sum(Array.from({ length: k }, (_, j) => (mean(rows.map((row) => row[j]!)) - all) ** 2));
  const msRows = betweenRows / (n - 1);
  const msReaders = betweenReaders / (k - 1);
  const msError = (total - betweenRows - betweenReaders) / ((n - 1) * (k - 1));
  const single = msRows + (k - 1) * msError + (k * (msReaders - msError)) / n;
  const average = msRows + (msReaders - msError) / n;
  return single > 0 && average > 0 ? { single: (msRows - msError) / single, average: (msRows - msError) / average } : null;
}

/** One score of one reader on one application; per cent. */
export interface Scored {
  application: string;
  reader: string;
  percent: number;
}
export interface ReaderManner {
  reader: string;
  /** Applications that this reader and at least one other scored. */
  shared: number;
  /** Percentage points by which the reader scores above (kinder) or below (more severe) the others on the same applications; null where there are too few. */
  severity: number | null;
  /** Correlation with the mean of the others on the same applications, −1 to 1; null where there are too few or where nothing differs. */
  consistency: number | null;
}

/** How each reader scores beside the others who read the same applications. */
export function mannersOf(scores: readonly Scored[]): ReaderManner[] {
  const byApplication = byKey(scores, (score) => score.application);
  return [...byKey(scores, (score) => score.reader)].map(([reader, given]) => {
    const pairs = given
      .flatMap((own): [own: number, others: number][] => {
        const others = byApplication.get(own.application)!.filter((score) => score.reader !== reader);
        return others.length > 0 ? [[own.percent, mean(others.map(({ percent }) => percent))]] : [];
      });
    const enough = pairs.length >= fewestOfReader;
    return { reader, shared: pairs.length, severity: enough ? mean(pairs.map(([own, others]) => own - others)) : null, consistency: enough ? correlation(pairs) : null };
  });
}

function byKey<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Pearson's correlation; null where one side does not differ. */
function correlation(pairs: readonly (readonly [number, number])[]): number | null {
  const [a, b] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
  const together = sum(pairs.map(([x, y]) => (x - a) * (y - b)));
  const apart = Math.sqrt(sum(pairs.map(([x]) => (x - a) ** 2)) * sum(pairs.map(([, y]) => (y - b) ** 2)));
  return apart > 1e-9 ? together / apart : null;
}

/**
 * What the means would be if every reader were as severe as the panel: the additive model score = application + reader, fitted by least
 * squares in turns, readers' effects adding up to nothing. Only a comparison: the raw mean is the score.
 * @returns per cent by application, within 0 to 100; null where a reader has too few shared scores, or where readers fall into
 * groups that share no application, because then their severity can't be told from their applications
 */
export function adjustedMeans(scores: readonly Scored[]): Map<string, number> | null {
  const byApplication = byKey(scores, (score) => score.application);
  const byReader = byKey(scores, (score) => score.reader);
  if (byReader.size < 2 || mannersOf(scores).some(({ severity }) => severity === null) || !isConnected(byApplication, byReader)) return null;
  const effect = new Map([...byReader.keys()].map((reader) => [reader, 0]));
  const level = new Map<string, number>();
  for (let turn = 0; turn < 1000; turn++) {
    for (const [application, own] of byApplication) level.set(application, mean(own.map((score) => score.percent - effect.get(score.reader)!)));
    let moved = 0;
    for (const [reader, own] of byReader) {
      const next = mean(own.map((score) => score.percent - level.get(score.application)!));
      moved = Math.max(moved, Math.abs(next - effect.get(reader)!));
      effect.set(reader, next);
    }
    if (moved < 1e-10) break;
  }
  const centre = mean([...effect.values()]);
  return new Map([...level].map(([application, value]) => [application, Math.min(100, Math.max(0, value + centre))]));
}

/** Whether every reader can be reached from every other over applications that both scored. */
function isConnected(byApplication: ReadonlyMap<string, readonly Scored[]>, byReader: ReadonlyMap<string, readonly Scored[]>): boolean {
  const [first] = byReader.keys();
  const reached = new Set([first!]);
  const waiting = [first!];
  for (let reader = waiting.pop(); reader !== undefined; reader = waiting.pop())
    for (const { application } of byReader.get(reader)!)
      for (const other of byApplication.get(application)!)
        if (!reached.has(other.reader)) {
          reached.add(other.reader);
          waiting.push(other.reader);
        }
  return reached.size === byReader.size;
}
