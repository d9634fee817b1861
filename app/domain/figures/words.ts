/** The words for what a figure is: its evidence, the basis of its period, its qualifier. Pure. */
import { formatPence } from "../kernel/money.ts";
import { formatDay } from "../kernel/time.ts";

export const evidenceClasses = {
  A: "Can be computed from an award ledger",
  B: "From monitoring returns of grantees or partners",
  C: "Imported official statistic",
  D: "From a survey",
  E: "Management information of another body",
  F: "Budget or commitment",
  G: "A rule, a definition or the shape of something",
} as const;
export type EvidenceClass = keyof typeof evidenceClasses;

/** What the period of a figure rests on. Figures on different bases are never added. */
export const bases: Record<string, string> = {
  stated: "Between the dates stated",
  "financial-year": "A financial year",
  context: "Dates taken from the sentences around it",
  "year-bound": "Some time in that year",
  "open-ended": "Since a date, with no end stated",
  "cumulative-no-start": "Cumulative, with no start stated",
  "as-at": "As things stood at one moment",
  "undated-duration": "A length of time without dates",
  derived: "Dates derived, not stated",
  unstated: "No period stated",
  none: "Not tied to a period",
  "awarded-on": "By the day of award",
};
/** What a measure is of. They are kept apart: none is ever added to another, and a population metric says nothing of what caused it. */
export const resultTypes = {
  output: { text: "An output", says: "What was done." },
  outcome: { text: "An outcome", says: "What changed for the people reached." },
  "population-metric": { text: "A population metric", says: "How things stand for everyone. It does not show what any action caused." },
} as const;
export type ResultType = keyof typeof resultTypes;

export const basisInWords = (basis: string): string => bases[basis] ?? basis;

/** The qualifiers that can be recorded, and what each claims. */
export const qualifiers = {
  "": { text: "The exact number", comparator: "eq" },
  over: { text: "over: the true number is higher", comparator: "gt" },
  "more than": { text: "more than: the true number is higher", comparator: "gt" },
  almost: { text: "almost: the true number is a little lower", comparator: "lt" },
  "just under": { text: "just under: the true number is a little lower", comparator: "lt" },
  "at least": { text: "at least: this number or higher", comparator: "ge" },
  "up to": { text: "up to: this number or lower", comparator: "le" },
  around: { text: "around: the nearest round number", comparator: "approx" },
  some: { text: "some: the nearest round number", comparator: "approx" },
} as const;
export type Qualifier = keyof typeof qualifiers;

const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 4 });

interface Value {
  value: number | null;
  value_to: number | null;
  qualifier: string | null;
  unit: string;
}
const amount = (value: number, unit: string): string => (/^GBP\b/.test(unit) ? formatPence(Math.round(value * 100)) : number.format(value));

/** "almost 83,000", "35 to 54", "over £9,000,000"; without the unit, except money. */
export function valueInWords({ value, value_to, qualifier, unit }: Value): string {
  if (value === null) return "No number";
  const plain = value_to === null ? amount(value, unit) : `${amount(value, unit)} to ${amount(value_to, unit)}`;
  const percent = /^percent\b/.test(unit) ? "%" : "";
  return `${qualifier ? `${qualifier.toLowerCase()} ` : ""}${plain}${percent}`;
}

/** The unit as it follows the value: money and percentages have shown theirs already. */
export const unitInWords = (unit: string): string =>
  unit.replace(/^GBP\s*/, "").replace(/^percent\s*/, "").replace(/^per annum$/, "a year").replace(/^\((.*)\)$/, "$1");

/** "1 November 2023 to 31 March 2024", "since 1 November 2023", or what the source says. */
export function periodInWords(period: { from: string | null; to: string | null; stated: string | null }): string {
  if (period.stated) return period.stated;
  if (period.from && period.to) return `${formatDay(period.from)} to ${formatDay(period.to)}`;
  if (period.from) return `since ${formatDay(period.from)}`;
  if (period.to) return `to ${formatDay(period.to)}`;
  return "no period stated";
}

interface Reported {
  expected: number;
  reported: number;
  missing: readonly { title: string }[];
}
/**
 * "31 of 32 areas have reported; missing: Angus": the one wording of completeness. An area has reported once it has signed that its awards
 * are all here or, in rounds that nobody has signed for yet, once an award of it is.
 * @param had of a publication: as it was at the data date
 */
export const completenessInWords = ({ expected, reported, missing }: Reported, { had = false } = {}): string =>
  `${reported} of ${expected} areas ${had ? "had" : "have"} reported${missing.length > 0 ? `; missing: ${missing.map((place) => place.title).join(", ")}` : ""}`;
/** How an area comes to count as one that has reported. */
export const howReported = "An area reports by signing that its awards are all here; in rounds that nobody has signed for yet, by an award that is";
