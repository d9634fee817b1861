/**
 * The balanced shortlist: of the applications that can still be awarded, the set that reaches the most score for the money, with
 * so many awards at least for groups and places. An integer programme; it proposes and never decides.
 *
 * Each chosen application gets an amount between the least that is of use and what was asked, and is worth its share of its score:
 * score × amount ÷ ask. The money limits nest (a pot, and the sub-pots inside it), so that for a given choice the best amounts
 * are found exactly, in whole pence, by filling the highest score per pound first (the greedy solution of a nested knapsack).
 */

/** An application that could be awarded. */
export interface Candidate {
  id: string;
  /** 0 to 100. */
  score: number;
  asked_pence: number;
  /** The least that may be awarded; what was asked where it can't be awarded in part. */
  least_pence: number;
  /** The limits that its money comes out of: its pot, and a sub-pot inside it where it has one. */
  limits: readonly string[];
  /** What floors count: "focus-group/older-people", "place/S12000005". */
  codes: readonly string[];
}
export interface MoneyLimit {
  id: string;
  title: string;
  remaining_pence: number;
  /** The limit that this one lies inside of; null for the pot itself. */
  inside: string | null;
}
/** So many awards at least to applications with this code. */
export interface Floor {
  code: string;
  title: string;
  at_least: number;
}
export interface ShortlistRound {
  /** In the order that settles what is otherwise even. */
  candidates: readonly Candidate[];
  limits: readonly MoneyLimit[];
  floors: readonly Floor[];
}

export interface Chosen {
  id: string;
  amount_pence: number;
}
/** What another choice would award instead, or award another amount. */
export interface Swap {
  in: string[];
  out: string[];
  /** Chosen in both, with another amount. */
  changed: string[];
}
export interface ConditionCost {
  condition: { kind: "floor" | "limit"; code: string; title: string };
  /** The score that could be reached without it, and what that would swap; null where the time ran out before it was known. */
  score_without: number | null;
  swap: Swap | null;
}
export interface Shortlist {
  /** `best`: proven. `good`: the time ran out, and no choice can be better by more than `gap`. */
  status: "best" | "good";
  chosen: Chosen[];
  score: number;
  /** The distance to what could be reached at most, as a share of the score; 0 when proven. */
  gap: number;
  /** Another choice with the same score, where there is one; undefined where the time ran out before it was looked for. */
  tie: Swap | null | undefined;
  /** Applications with the same score per pound as the one that gets only a part: their order settled who gets the last money. */
  even: string[];
  costs: ConditionCost[];
}
export interface Impossible {
  status: "impossible";
  /** Floors that can't be met even alone; empty when only all together are too much. */
  floors: Floor[];
}
/** No answer within the time. */
export interface OutOfTime {
  status: "out-of-time";
}

export const worth = ({ score, asked_pence }: Pick<Candidate, "score" | "asked_pence">, amountPence: number): number => (score * amountPence) / asked_pence;

/** The score that a choice reaches. */
export function scoreOf({ candidates }: ShortlistRound, chosen: readonly Chosen[]): number {
  const byId = new Map(candidates.map((one) => [one.id, one]));
  return chosen.reduce((total, { id, amount_pence }) => total + worth(byId.get(id)!, amount_pence), 0);
}

/** Higher score per pound first; equal ones in the order given. */
const byWorth = (a: Candidate, b: Candidate): number => b.score * a.asked_pence - a.score * b.asked_pence;

/**
 * The best amounts for a set of applications, in whole pence: each its least, then the rest of the money by score per pound.
 * Undefined where the limits do not hold even the least of each.
 */
export function bestAmounts(round: ShortlistRound, ids: ReadonlySet<string>): Chosen[] | undefined {
  const left = new Map(round.limits.map((limit) => [limit.id, limit.remaining_pence]));
  // A limit that was lifted binds nobody.
  const limitsOf = (candidate: Candidate) => candidate.limits.filter((id) => left.has(id));
  const take = (candidate: Candidate, pence: number) => limitsOf(candidate).forEach((id) => left.set(id, left.get(id)! - pence));
  const chosen = round.candidates.filter((one) => ids.has(one.id));
  for (const candidate of chosen) take(candidate, candidate.least_pence);
  if ([...left.values()].some((pence) => pence < 0)) return undefined;
  const amounts = new Map(chosen.map((one) => [one.id, one.least_pence]));
  for (const candidate of chosen.filter((one) => one.score > 0).sort(byWorth)) {
    const more = Math.min(candidate.asked_pence - candidate.least_pence, ...limitsOf(candidate).map((id) => left.get(id)!));
    take(candidate, more);
    amounts.set(candidate.id, candidate.least_pence + more);
  }
  return chosen.map(({ id }) => ({ id, amount_pence: amounts.get(id)! }));
}

/** What one choice has that another has not. */
export function swapBetween(from: readonly Chosen[], to: readonly Chosen[]): Swap {
  const [before, after] = [from, to].map((chosen) => new Map(chosen.map((one) => [one.id, one.amount_pence])));
  return {
    in: to.filter(({ id }) => !before!.has(id)).map(({ id }) => id),
    out: from.filter(({ id }) => !after!.has(id)).map(({ id }) => id),
    changed: to.filter(({ id, amount_pence }) => before!.has(id) && before!.get(id) !== amount_pence).map(({ id }) => id),
  };
}

/** Applications whose order settled who gets the last money: the same score per pound as one that gets a part, with room for more. */
export function evenOnes(round: ShortlistRound, chosen: readonly Chosen[]): string[] {
  const byId = new Map(round.candidates.map((one) => [one.id, one]));
  const inPart = chosen.filter(({ id, amount_pence }) => amount_pence < byId.get(id)!.asked_pence).map(({ id }) => byId.get(id)!);
  const even = new Set<string>();
  for (const part of inPart)
    for (const { id } of chosen) {
      const other = byId.get(id)!;
      if (other !== part && byWorth(part, other) === 0 && other.limits.some((limit) => part.limits.includes(limit))) even.add(id).add(part.id);
    }
  return round.candidates.filter((one) => even.has(one.id)).map((one) => one.id);
}

/** How many of a choice count towards each floor. */
export const countTowards = (round: ShortlistRound, floor: Floor, chosen: ReadonlySet<string>): number =>
  round.candidates.filter((one) => chosen.has(one.id) && one.codes.includes(floor.code)).length;

/** A linear programme as the solver reads it: columns are the amounts in pounds, then one yes or no for each application. */
export interface Programme {
  numCols: number;
  numRows: number;
  colCost: number[];
  colLower: number[];
  colUpper: number[];
  /** A bound of null is none. */
  rowLower: (number | null)[];
  rowUpper: (number | null)[];
  /** Row by row. */
  starts: number[];
  indices: number[];
  values: number[];
  /** 1 where a column takes whole numbers. */
  integrality: number[];
}

/**
 * @param without sets of applications that are not to be chosen exactly so again
 * @param atLeast a score below which no choice is of interest
 */
export function programmeOf(round: ShortlistRound, without: readonly ReadonlySet<string>[] = [], atLeast?: number): Programme {
  const { candidates, limits, floors } = round;
  const n = candidates.length;
  const rows: { lower: number | null; upper: number | null; cells: [column: number, value: number][] }[] = [];
  const pounds = (pence: number) => pence / 100;
  for (const limit of limits) {
    const cells = candidates.flatMap((one, i): [number, number][] => (one.limits.includes(limit.id) ? [[i, 1]] : []));
    if (cells.length > 0) rows.push({ lower: null, upper: pounds(limit.remaining_pence), cells });
  }
  for (const floor of floors)
    rows.push({ lower: floor.at_least, upper: null, cells: candidates.flatMap((one, i): [number, number][] => (one.codes.includes(floor.code) ? [[n + i, 1]] : [])) });
  candidates.forEach((one, i) => {
    rows.push({ lower: null, upper: 0, cells: [[i, 1], [n + i, -pounds(one.asked_pence)]] });
    rows.push({ lower: 0, upper: null, cells: [[i, 1], [n + i, -pounds(one.least_pence)]] });
  });
  for (const set of without)
    rows.push({ lower: 1 - set.size, upper: null, cells: candidates.map((one, i): [number, number] => [n + i, set.has(one.id) ? -1 : 1]) });
  if (atLeast !== undefined) rows.push({ lower: atLeast, upper: null, cells: candidates.map((one, i): [number, number] => [i, one.score / pounds(one.asked_pence)]) });
  const starts = [0];
  for (const row of rows) starts.push(starts.at(-1)! + row.cells.length);
  return {
    numCols: 2 * n,
    numRows: rows.length,
    colCost: [...candidates.map((one) => one.score / pounds(one.asked_pence)), ...candidates.map(() => 0)],
    colLower: Array<number>(2 * n).fill(0),
    colUpper: [...candidates.map((one) => pounds(one.asked_pence)), ...candidates.map(() => 1)],
    rowLower: rows.map((row) => row.lower),
    rowUpper: rows.map((row) => row.upper),
    starts,
    indices: rows.flatMap((row) => row.cells.map(([column]) => column)),
    values: rows.flatMap((row) => row.cells.map(([, value]) => value)),
    integrality: [...candidates.map(() => 0), ...candidates.map(() => 1)],
  };
}
