/** Subtraction as somebody does it who has every published table: independent of the code that suppresses. */
import type { Equation } from "#app/domain/publications/disclosure.ts";

/** Exact fractions, so that nothing here rests on the arithmetic of what it checks. */
type Fraction = readonly [bigint, bigint];
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));
const simple = ([n, d]: Fraction): Fraction => {
  const by = gcd(n, d) * (d < 0n ? -1n : 1n);
  return by === 0n ? [0n, 1n] : [n / by, d / by];
};
const minus = ([a, b]: Fraction, [c, d]: Fraction): Fraction => simple([a * d - c * b, b * d]);
const times = ([a, b]: Fraction, [c, d]: Fraction): Fraction => simple([a * c, b * d]);
const over = ([a, b]: Fraction, [c, d]: Fraction): Fraction => simple([a * d, b * c]);

/** What somebody who has every published table works out by subtraction: all unknown cells that the equations fix. */
export function workedOut(values: ReadonlyMap<string, number>, unknown: readonly string[], equations: readonly Equation[]): Map<string, number> {
  const rows = equations.map((equation) => {
    const row: Fraction[] = unknown.map(() => [0n, 1n]);
    let right: Fraction = [0n, 1n];
    for (const term of equation) {
      const index = unknown.indexOf(term.key);
      const by: Fraction = [BigInt(term.times), 1n];
      if (index >= 0) row[index] = minus(row[index]!, times(by, [-1n, 1n]));
      else right = minus(right, times(by, [BigInt(values.get(term.key)!), 1n]));
    }
    return [...row, right];
  });
  let lead = 0;
  for (let column = 0; column < unknown.length; column += 1) {
    const found = rows.findIndex((row, index) => index >= lead && row[column]![0] !== 0n);
    if (found < 0) continue;
    [rows[lead], rows[found]] = [rows[found]!, rows[lead]!];
    const by = rows[lead]![column]!;
    rows[lead] = rows[lead]!.map((one) => over(one, by));
    rows.forEach((row, index) => {
      if (index === lead || row[column]![0] === 0n) return;
      const factor = row[column]!;
      rows[index] = row.map((one, at) => minus(one, times(factor, rows[lead]![at]!)));
    });
    lead += 1;
  }
  const known = new Map<string, number>();
  for (const row of rows) {
    const with_ = unknown.filter((_, index) => row[index]![0] !== 0n);
    if (with_.length === 1) known.set(with_[0]!, Number(row[unknown.length]![0] / row[unknown.length]![1]));
  }
  return known;
}
