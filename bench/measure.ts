/** Measuring two things in turns, so that whatever else the machine does falls on both. */

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

export interface Turns {
  ours: number[];
  theirs: number[];
  /** The median of the ratios, each of two measurements that stood side by side. */
  ratio: number;
}

/**
 * Takes both once unmeasured, then `rounds` times in turns, who begins changing from round to round. The ratio is ours to theirs.
 * @param options.warm false where what is measured takes so long that a first time unmeasured would tell nothing
 */
export async function inTurns(rounds: number, ours: () => Promise<number>, theirs: () => Promise<number>, { warm = true } = {}): Promise<Turns> {
  if (warm) {
    await ours();
    await theirs();
  }
  const taken: Turns = { ours: [], theirs: [], ratio: Number.NaN };
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) taken.ours.push(await ours());
    taken.theirs.push(await theirs());
    if (round % 2 === 1) taken.ours.push(await ours());
  }
  taken.ratio = median(taken.ours.map((value, index) => value / taken.theirs[index]!));
  return taken;
}

/** Milliseconds that a piece of work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
/** "median 12.3 ms (11.9 to 14.0)". */
export const described = (values: readonly number[], unit: string): string =>
  `median ${digits(median(values))} ${unit} (${digits(Math.min(...values))} to ${digits(Math.max(...values))})`;
