/** Money is whole pence in a number (exact below 2^53) and bigint in PostgreSQL; pounds exist only on the page. */

const pounds = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const poundsAndPence = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** "£2,500"; pence only where there are some: "£2,500.50". `pence` may be negative ("−£20"). */
export function formatPence(pence: number): string {
  const sign = pence < 0 ? "−" : "";
  const whole = Math.abs(pence);
  return `${sign}£${whole % 100 === 0 ? pounds.format(whole / 100) : poundsAndPence.format(whole / 100)}`;
}

/** Pounds as a person fills them into a field again: "2500" or "2500.50". */
export const penceAsTyped = (pence: number | null | undefined): string =>
  pence === null || pence === undefined ? "" : pence % 100 === 0 ? String(pence / 100) : (pence / 100).toFixed(2);

/** "2,500", "£2500.50", " 2 500 " → pence; undefined when it is not an amount of money. */
export function parsePounds(typed: string): number | undefined {
  const text = typed.replace(/[£,\s]/g, "");
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0") || 0);
}

/**
 * Splits pence by shares so that the parts add up to the whole: largest remainder, ties to the earlier share.
 * @param total pence, at least 0
 * @param shares relative weights, at least one of them positive
 */
export function splitPence(total: number, shares: readonly number[]): number[] {
  const sum = shares.reduce((a, b) => a + b, 0);
  const exact = shares.map((share) => (total * share) / sum);
  const parts = exact.map(Math.floor);
  const left = total - parts.reduce((a, b) => a + b, 0);
  const order = exact.map((value, index) => ({ index, rest: value - Math.floor(value) })).sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (let i = 0; i < left; i += 1) parts[order[i % order.length]!.index]! += 1;
  return parts;
}
