/** What can be explored: measures, the dimensions they may be cut by, and which cuts make no sense, each with its reason. Pure. */
import { taggedLists, type TaggedList } from "../model.ts";

/** What a number's time rests on. Numbers on different bases are never added. */
export type Basis = "awarded-on" | "received-on" | "round-year" | "whole-project" | "published";

interface MeasureFacts {
  title: string;
  /** What follows the number. */
  unit: string;
  money: boolean;
  /** For anyone, or for signed-in officials. */
  audience: "public" | "national";
  /** Whose rows are counted. */
  of: "awards" | "standing-awards" | "applications" | "returns" | "pots" | "rounds" | "nothing";
  basis: Basis;
  /** Whether two rows that share nothing may be added. Different organisations of two rows may be the same ones. */
  additive: boolean;
  definition: string;
}

export const measures = {
  awards: {
    title: "Awards", unit: "awards", money: false, audience: "public", of: "awards", basis: "awarded-on", additive: true,
    definition: "An award counts once, from its release until it is withdrawn or not taken up.",
  },
  organisations: {
    title: "Organisations", unit: "different organisations", money: false, audience: "public", of: "awards", basis: "awarded-on", additive: false,
    definition: "Organisations that hold an award which counts, each once in every number, however many awards it has. An organisation can stand in several rows.",
  },
  projects: {
    title: "Projects", unit: "projects", money: false, audience: "public", of: "awards", basis: "awarded-on", additive: false,
    definition: "Projects that hold an award which counts. An award that tops up an earlier one adds to the same project: it is another award and no other project.",
  },
  awarded: {
    title: "Money awarded", unit: "awarded", money: true, audience: "public", of: "awards", basis: "awarded-on", additive: true,
    definition: "What the awards that count are for, after reductions. Neither the budget, nor what has been committed, paid or spent.",
  },
  budget: {
    title: "Money budgeted", unit: "budgeted", money: true, audience: "public", of: "rounds", basis: "round-year", additive: true,
    definition:
      "The money announced for a round, whole in the financial year under which the round is kept, also where it is spent over more than one: how it was split over years is not kept here.",
  },
  allocated: {
    title: "Money allocated to areas", unit: "allocated", money: true, audience: "public", of: "pots", basis: "round-year", additive: true,
    definition: "The share of a round's money that each area has, in the financial year under which the round is kept.",
  },
  committed: {
    title: "Money committed", unit: "committed", money: true, audience: "national", of: "standing-awards", basis: "awarded-on", additive: true,
    definition: "What decided awards hold of the money, released or not, in the financial year of the decision. It holds decisions that are not public.",
  },
  paid: {
    title: "Money paid", unit: "paid", money: true, audience: "national", of: "nothing", basis: "awarded-on", additive: true,
    definition: "Payments to the organisations. No payment is kept here yet, so nothing is known: that is not £0.",
  },
  spent: {
    title: "Money spent", unit: "spent", money: true, audience: "national", of: "returns", basis: "whole-project", additive: true,
    definition: "What organisations say in the returns received that they spent, over the whole of their projects. A return does not say in which year: years here are those of the award.",
  },
  applications: {
    title: "Applications", unit: "applications", money: false, audience: "national", of: "applications", basis: "received-on", additive: true,
    definition: "Applications received, each once, whatever became of them, by the day they came. Drafts do not count. Sizes are the amount asked for.",
  },
  people: {
    title: "People reached", unit: "people", money: false, audience: "national", of: "returns", basis: "whole-project", additive: true,
    definition: "People who took part, as the returns received say, over the whole of their projects. Somebody who took part in two projects is counted in both.",
  },
} as const satisfies Record<string, MeasureFacts>;
export type Measure = keyof typeof measures;
export const measureCodes = Object.keys(measures) as [Measure, ...Measure[]];
export const isMeasure = (text: string): text is Measure => Object.hasOwn(measures, text);
export const factsOf = (measure: Measure): MeasureFacts => measures[measure];
export type Audience = "public" | "national";
export const measuresFor = (audience: Audience): Measure[] => measureCodes.filter((code) => audience === "national" || measures[code].audience === "public");

interface DimensionFacts {
  title: string;
  plural: string;
  /** Whether a record can stand under several of its values. Their numbers never add up to the whole. */
  many: boolean;
  /** What a record without a value is shown under; null where each has one, or where "none" is no value. */
  none: string | null;
  note: string;
}

export const dimensions = {
  fund: { title: "Fund", plural: "funds", many: false, none: null, note: "" },
  round: { title: "Round", plural: "rounds", many: false, none: null, note: "A round belongs to one fund: rounds of different funds are never one series." },
  year: { title: "Financial year", plural: "financial years", many: false, none: null, note: "A financial year begins on 1 April." },
  month: { title: "Month", plural: "months", many: false, none: null, note: "" },
  area: { title: "Council area", plural: "council areas", many: false, none: null, note: "Each award stands in the area whose money it was made from." },
  "health-board": { title: "Health board", plural: "health boards", many: false, none: "In no health board's area alone", note: "The health board of the council area, as the list of boards that is loaded says." },
  deprivation: {
    title: "Deprivation", plural: "tenths of deprivation", many: false, none: "Place not known",
    note: "The tenth of the data zone in which the project takes place, where that is known. 1 is the most deprived tenth. Nothing is guessed from an area or an address.",
  },
  "focus-group": { title: "Focus group", plural: "focus groups", many: true, none: null, note: "An award can have more than one focus, and some have none, so these do not add up to the total." },
  "priority-issue": { title: "Priority issue", plural: "priority issues", many: true, none: null, note: "An award can be about more than one priority issue, or none, so these do not add up to the total." },
  "family-group": { title: "Priority family group", plural: "priority family groups", many: true, none: null, note: "An award can reach more than one priority family group, or none, so these do not add up to the total." },
  "project-type": { title: "Project type", plural: "project types", many: false, none: "No project type recorded", note: "Each award has at most one project type: the one that fits it best." },
  "legal-form": { title: "Legal form", plural: "legal forms", many: false, none: null, note: "The organisation's legal form as its profile says today." },
  band: {
    title: "Size band", plural: "size bands", many: false, none: "In no band of the fund",
    note: "Each band holds its upper edge: an amount of exactly the upper edge is in that band, and one penny more is in the next.",
  },
  reach: { title: "For whom", plural: "answers", many: false, none: "Not stated", note: "" },
  "project-standing": { title: "New or existing project", plural: "answers", many: false, none: "Not stated", note: "" },
} as const satisfies Record<string, DimensionFacts>;
export type Dimension = keyof typeof dimensions;
export const dimensionCodes = Object.keys(dimensions) as [Dimension, ...Dimension[]];
export const isDimension = (text: string): text is Dimension => Object.hasOwn(dimensions, text);
export const dimensionFacts = (dimension: Dimension): DimensionFacts => dimensions[dimension];
export const isList = (dimension: Dimension): dimension is TaggedList => (taggedLists as readonly string[]).includes(dimension);
/** In an address: the records that have no value of a dimension. */
export const noneRecorded = "none-recorded";

export const reaches: Record<string, string> = {
  general: "The general population",
  "open-with-a-focus": "Open to all, with a focus on some groups",
  targeted: "Aimed at particular groups",
};
export const standingsOfProjects: Record<string, string> = { new: "New project", existing: "Existing project" };

export type Filters = Partial<Record<Dimension, string>> & { from?: string; to?: string };
/** A question: what is counted, by what, by what else, of which. Days are both included. */
export interface ExploreCut {
  measure: Measure;
  by: Dimension;
  then?: Dimension;
  filters: Filters;
}

/** The dimensions that a measure can be cut by. */
export function dimensionsOf(measure: Measure): readonly Dimension[] {
  const { of } = factsOf(measure);
  if (of === "rounds") return ["fund", "round", "year"];
  if (of === "pots" || of === "nothing") return ["fund", "round", "year", "area", "health-board"];
  if (measure === "people") return dimensionCodes.filter((code) => code !== "month" && code !== "priority-issue" && code !== "family-group");
  if (of === "returns") return dimensionCodes.filter((code) => code !== "month");
  if (of === "applications") return dimensionCodes.filter((code) => code !== "deprivation");
  return dimensionCodes;
}

/** Why a measure can't be cut by a dimension; undefined where it can. */
export function whyNotBy(measure: Measure, dimension: Dimension): string | undefined {
  const { of, title } = factsOf(measure);
  if (dimensionsOf(measure).includes(dimension)) return undefined;
  const by = dimensions[dimension].title.toLowerCase();
  if (of === "returns" && dimension === "month") return `${title} can't be cut by month: a return speaks of the whole of a project, not of its months`;
  if (of === "returns") return `${title} can't be cut by ${by}: returns count people by focus group only`;
  if (of === "applications") return `Applications can't be cut by ${by}: places are known of awards only`;
  if (of === "pots") return `${title} can't be cut by ${by}: the money is shared out by round and area, before anybody is chosen`;
  return `${title} can't be cut by ${by}: it is kept by ${dimensionsOf(measure).map((code) => dimensions[code].title.toLowerCase()).join(", ")}`;
}

/** The pairs of which one already says the other. */
const within: readonly (readonly [Dimension, Dimension, string])[] = [
  ["round", "fund", "A round belongs to one fund: count by round, or choose a fund"],
  ["area", "health-board", "A council area lies in one health board: count by one of them and choose the other"],
  ["month", "year", "A month lies in one financial year: count by month and choose the year"],
];

/** What is wrong with a cut, by the field to change; empty where it can be answered. */
export function impossible({ measure, by, then, filters }: ExploreCut): Record<string, string> {
  const problems: Record<string, string> = {};
  const set = (field: string, message: string | undefined) => {
    if (message !== undefined) problems[field] ??= message;
  };
  set("by", whyNotBy(measure, by));
  if (then !== undefined) {
    set("then", whyNotBy(measure, then));
    if (by === then)
      set("then", isList(by) && dimensions[by].many ? `Choose something else than ${dimensions[by].title.toLowerCase()} again: to see which go together, choose one of them as a filter` : `Choose something else than ${dimensions[by].title.toLowerCase()} again`);
    for (const [inner, outer, why] of within) if ((by === inner && then === outer) || (by === outer && then === inner)) set("then", why);
  }
  if (filters.fund === undefined) for (const [field, dimension] of [["by", by], ["then", then], ["band", filters.band && "band"]]) if (dimension === "band") set(field!, "Choose a fund first: each fund has size bands of its own");
  for (const dimension of dimensionCodes) if (filters[dimension] !== undefined) set(dimension, whyNotBy(measure, dimension));
  if ((filters.from || filters.to) && !dimensionsOf(measure).includes("month"))
    set("from", `${measures[measure].title} can't be cut by day${factsOf(measure).of === "returns" ? ": a return speaks of the whole of a project" : ": it belongs to a round as a whole"}. Choose a financial year`);
  if (filters.from && filters.to && filters.to < filters.from) set("to", "The last day comes before the first: change one of them");
  return problems;
}

/** What the rollups answer: counts and sums of public awards by day, round, area and one code list. Everything else is counted on the rows. */
export function answeredFrom({ measure, by, then, filters }: ExploreCut): "rollup" | "rows" {
  if (measure !== "awards" && measure !== "awarded") return "rows";
  const asked = [by, ...(then ? [then] : []), ...dimensionCodes.filter((dimension) => filters[dimension] !== undefined)];
  const kept: readonly Dimension[] = ["fund", "round", "year", "month", "area", "health-board", ...taggedLists];
  if (asked.some((dimension) => !kept.includes(dimension))) return "rows";
  // One list at a time; and "which carry this code too" is not kept.
  return asked.filter(isList).length <= 1 && taggedLists.every((list) => filters[list] !== noneRecorded) ? "rollup" : "rows";
}

export type Qualifier = "" | "[x]" | "[z]";
export const qualifiersInWords: Record<Qualifier, string> = { "": "", "[x]": "not available", "[z]": "not applicable" };
export interface Cell {
  /** Null where nothing is known, or where the row does not apply there: `qualifier` says which. Pence for money. */
  value: number | null;
  /** How many records it rests on: awards, applications or returns. */
  base: number;
  qualifier: Qualifier;
}

/** Per cent to one decimal, half up, from whole numbers alone: 38.7 is 387. Null without a base. */
export const tenthsOfPercent = (part: number, base: number): number | null => (base <= 0 ? null : divideHalfUp(part * 1000, base));
/** For 1,000 people, to two decimals, half up: 1.25 is 125. */
export const perThousandInHundredths = (value: number, people: number): number | null => (people <= 0 ? null : divideHalfUp(value * 100_000, people));
function divideHalfUp(dividend: number, divisor: number): number {
  const [above, below] = [BigInt(dividend), BigInt(divisor)];
  return Number((2n * above + below) / (2n * below));
}
export const percentInWords = (tenths: number): string => `${Math.floor(tenths / 10)}.${tenths % 10}%`;

export interface Addend {
  value: number | null;
  basis: Basis;
}
/** The sum, or why there is none: numbers on different bases are never added, and nothing is added to what is not known. */
export function addUp(addends: readonly Addend[]): { sum: number } | { why: string } {
  const bases = [...new Set(addends.map((one) => one.basis))];
  if (bases.length > 1) return { why: `There is no total: ${bases.map((basis) => basesInWords[basis]).join(" and ")} rest on different bases and are not added.` };
  if (addends.some((one) => one.value === null)) return { why: "There is no total: part of it is not known." };
  return { sum: addends.reduce((sum, one) => sum + one.value!, 0) };
}
export const basesInWords: Record<Basis, string> = {
  "awarded-on": "numbers by day of award",
  "received-on": "numbers by day of receipt",
  "round-year": "the money of rounds",
  "whole-project": "what returns say of whole projects",
  published: "totals printed in publications",
};
