/** Counts and percentages of a report: computed from counts, rounded in one stated way, and what is wrong with published ones. Pure. */

/** What the pack prints under its percentages. */
export const roundingNote = "Percentages are computed from the counts beside them and rounded half up to one decimal place, so they may not add up to exactly 100.";

/** The share in percent, rounded half up to so many decimal places in whole numbers; null of nothing. 25 of 34 is 73.5. */
export function percentOf(count: number, base: number, decimals = 1): number | null {
  if (base === 0) return null;
  const scale = 10 ** decimals;
  return Math.floor((2 * 100 * scale * count + base) / (2 * base)) / scale;
}

/** Whether a published whole percentage could be that count's of the base: rounded half up, or cut off as older reports do. */
const fits = (count: number, base: number, percent: number): boolean => percentOf(count, base, 0) === percent || Math.floor((100 * count) / base) === percent;
const rounds = (count: number, base: number, percent: number): boolean => percentOf(count, base, 0) === percent;

export interface PublishedRow {
  count: number;
  /** A whole number. */
  percent: number;
}
export interface Checked {
  /** What the counts add up to. */
  sum: number;
  /** Whether every percentage is right of that sum. */
  right: boolean;
  /** The base of which most percentages are right, where it is not the sum, and the count that each row would then have. */
  likely: { base: number; rows: { count: number; slip: boolean }[] } | null;
}

/** Looks for the base that the printed percentages were worked out of. A slip in one count leaves the others telling the true base. */
export function checkPublished(rows: readonly PublishedRow[]): Checked {
  const sum = rows.reduce((total, row) => total + row.count, 0);
  if (rows.every((row) => fits(row.count, sum, row.percent))) return { sum, right: true, likely: null };
  const largest = Math.max(...rows.map((row) => row.count), 1);
  const candidates = Array.from({ length: sum * 2 - largest + 1 }, (_, index) => largest + index).map((base) => ({ base, right: rows.filter((row) => rounds(row.count, base, row.percent)).length }));
  const best = candidates.reduce((a, b) => (b.right > a.right || (b.right === a.right && Math.abs(b.base - sum) < Math.abs(a.base - sum)) ? b : a));
  if (best.base === sum || best.right < rows.length - 1) return { sum, right: false, likely: null };
  const others = rows.filter((row) => rounds(row.count, best.base, row.percent)).reduce((total, row) => total + row.count, 0);
  return { sum, right: false, likely: { base: best.base, rows: rows.map((row) => (rounds(row.count, best.base, row.percent) ? { count: row.count, slip: false } : { count: best.base - others, slip: true })) } };
}
