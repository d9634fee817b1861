/** Numbers as Easy Read says them: few figures, no percentages, and no word that the number does not bear. Pure. */

export interface PlainValue {
  value: number | null;
  value_to: number | null;
  /** How the exact number stands to the one printed: "lt" for "almost", "gt" for "over". */
  comparator: string | null;
  unit: string;
}

const digits = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const before: Record<string, string> = { lt: "nearly", gt: "more than", ge: "at least", le: "up to", approx: "about" };

/** A count in at most two figures that carry meaning, a million and more by halves. */
function rounded(value: number): number {
  if (value < 100) return Math.round(value);
  if (value >= 1_000_000) return Math.round(value / 500_000) * 500_000;
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.round(value / step) * step;
}

/** "1 and a half million", "83 thousand", "1,400", "16". */
function counted(value: number): string {
  if (value >= 1_000_000) {
    const millions = Math.floor(value / 1_000_000);
    return `${millions}${value % 1_000_000 === 0 ? "" : " and a half"} million`;
  }
  return value >= 10_000 ? `${digits.format(value / 1_000)} thousand` : digits.format(value);
}

/** The word before a number that was rounded again: the claim of the printed one where it still holds, else "about". */
function word(printed: number, shown: number, comparator: string | null): string {
  if (printed === shown) return before[comparator ?? "eq"] ?? "";
  if (comparator === "gt" && shown < printed) return "more than";
  if (comparator === "lt" && shown > printed) return "nearly";
  return "about";
}

/** A share as so many out of ten. */
function share(value: number, comparator: string | null): string {
  if (value >= 100) return "all";
  if (value > 95) return "nearly all";
  if (value < 5) return "very few";
  const tenths = Math.min(9, Math.max(1, Math.round(value / 10)));
  const say = word(value, tenths * 10, comparator);
  return `${say === "" ? "" : `${say} `}${tenths} out of every 10`;
}

/** The number in plain words, without its unit (money has its sign); undefined where no plain words are true of it. */
export function plainNumber({ value, value_to, comparator, unit }: PlainValue): string | undefined {
  if (value === null || value < 0) return undefined;
  if (value_to !== null) return `${digits.format(value)} to ${digits.format(value_to)}`;
  if (/^percent of\b/.test(unit)) return share(value, comparator);
  // A rise or a fall of so many percent is a share of something that is not said.
  if (/^percent\b/.test(unit)) return undefined;
  const shown = rounded(value);
  const say = word(value, shown, comparator);
  return `${say === "" ? "" : `${say} `}${/^GBP\b/.test(unit) ? "£" : ""}${counted(shown)}`;
}
