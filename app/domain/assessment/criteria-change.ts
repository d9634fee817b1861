/** What a new version of the criteria does to the ranking: places before and after. Pure. */

export interface Placed {
  application_id: string;
  reference: string;
  title: string;
  organisation_name: string;
  /** Mean scores in per cent; null where there is none. */
  before: number | null;
  after: number | null;
}
export interface Move extends Placed {
  place_before: number | null;
  place_after: number | null;
}

/** Places from 1; the same score has the same place, and what has no score has none. */
function places(values: readonly (number | null)[]): (number | null)[] {
  return values.map((value) => (value === null ? null : 1 + values.filter((other) => other !== null && other > value).length));
}

/** Applications whose mean or place is another one afterwards, in the order of their places before. */
export function movesOf(rows: readonly Placed[]): Move[] {
  const before = places(rows.map((row) => row.before));
  const after = places(rows.map((row) => row.after));
  return rows
    .map((row, index) => ({ ...row, place_before: before[index]!, place_after: after[index]! }))
    .filter((row) => row.before !== row.after || row.place_before !== row.place_after)
    .sort((a, b) => (a.place_before ?? Infinity) - (b.place_before ?? Infinity) || a.reference.localeCompare(b.reference));
}
