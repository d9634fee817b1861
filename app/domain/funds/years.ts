/** The financial years that money is committed in: which a pot may use, how an award is split, what a reduction takes from which. Pure. */
import { formatPence } from "../kernel/money.ts";

/** An amount, or a change of one where it can be negative, in a financial year. */
export interface YearAmount {
  /** "2026-27" */
  financial_year: string;
  amount_pence: number;
}

/** How many financial years an award may reach over, its round's own with them. */
export const yearsAhead = 5;

/** The financial years that an award of a round may be committed in: the round's own and the four after it. @param first "2026-27" */
export function yearsFrom(first: string, count = yearsAhead): string[] {
  const begins = Number(first.slice(0, 4));
  return Array.from({ length: count }, (_, index) => `${begins + index}-${String((begins + index + 1) % 100).padStart(2, "0")}`);
}

/**
 * Why an award can't be split like this, or undefined when it can: known years, each once, whole pence, and together the award.
 * @param amount the award, in pence
 */
export function yearsRefused(amount: number, years: readonly YearAmount[], allowed: readonly string[]): string | undefined {
  const unknown = years.find(({ financial_year }) => !allowed.includes(financial_year));
  if (unknown) return `An award of this round can be paid in ${allowed[0]} to ${allowed.at(-1)}, not in ${unknown.financial_year}`;
  if (new Set(years.map(({ financial_year }) => financial_year)).size !== years.length) return "Name each financial year once";
  if (years.some(({ amount_pence }) => !Number.isSafeInteger(amount_pence) || amount_pence < 0)) return "Enter the amount of each year in pounds, like 2,500";
  const sum = years.reduce((total, { amount_pence }) => total + amount_pence, 0);
  if (sum === amount) return undefined;
  return `The years add up to ${formatPence(sum)}. The award is ${formatPence(amount)}, so ${formatPence(Math.abs(amount - sum))} ${sum < amount ? "is missing" : "is too much"}`;
}

/**
 * What giving so much back takes from each year: from the latest first, because the years to come are the ones not yet promised firmly.
 * @param pence at most what the years hold
 * @returns negative amounts, latest year first; years that lose nothing are left out
 */
export function takenFromYears(years: readonly YearAmount[], pence: number): YearAmount[] {
  let left = pence;
  const changes: YearAmount[] = [];
  for (const { financial_year, amount_pence } of [...years].sort((a, b) => (a.financial_year < b.financial_year ? 1 : -1))) {
    const taken = Math.min(left, amount_pence);
    if (taken > 0) changes.push({ financial_year, amount_pence: -taken });
    left -= taken;
  }
  if (left > 0) throw new Error("The years of an award hold less than is taken from them");
  return changes;
}
