/** What an award count is: the question that may be asked, the answer that is given, and the sentences that go with it. Pure. */
import { z } from "zod";
import { Invalid } from "../kernel/errors.ts";
import { isDay } from "../kernel/time.ts";

/** What awards are counted by, with the words for it. The first is what is answered when nothing is asked. */
export const breakdowns = {
  "focus-group": { title: "Focus group", plural: "focus groups", overlap: "An award can have more than one focus, and some have none, so the rows do not add up to the total." },
  area: { title: "Council area", plural: "council areas", overlap: "Each award is counted once, in the area whose money it was made from." },
  month: { title: "Month", plural: "months", overlap: "Each award is counted once, in the month in which it was made." },
  "family-group": {
    title: "Priority family group",
    plural: "priority family groups",
    overlap: "An award can reach more than one priority family group, or none, so the rows do not add up to the total.",
  },
  "priority-issue": {
    title: "Priority issue",
    plural: "priority issues",
    overlap: "An award can be about more than one priority issue, or none, so the rows do not add up to the total.",
  },
  "project-type": { title: "Project type", plural: "project types", overlap: "Each award has at most one project type: the one that fits it best." },
} as const;
export type Breakdown = keyof typeof breakdowns;
export const breakdownCodes = Object.keys(breakdowns) as [Breakdown, ...Breakdown[]];
/** The breakdowns that are code lists: an award carries their codes as tags. */
export const taggedLists = ["focus-group", "family-group", "priority-issue", "project-type"] as const;
export type TaggedList = (typeof taggedLists)[number];
export const isTaggedList = (by: string): by is TaggedList => (taggedLists as readonly string[]).includes(by);

const parameterNames = ["fund", "from", "to", "by", "area", "as_published"] as const;
const day = z.string().refine(isDay, "Give a day of the calendar as year, month and day, like 2023-11-01");

export const awardCountsQuery = z
  .object({
    fund: z.string({ error: "Name the fund, for example fund=communities-adults" }).min(1, "Name the fund, for example fund=communities-adults"),
    from: day.optional(),
    to: day.optional(),
    by: z.enum(breakdownCodes, { error: `Choose one of ${breakdownCodes.join(", ")}` }).default("focus-group"),
    area: z.string().regex(/^S\d{8}$/, "Give the code of a council area, like S12000036").optional(),
    as_published: z.string().regex(/^\d{4}-\d{2}(-\d{2})?(-\d+)?$/, "Give the month of a publication, like 2025-06").optional(),
  })
  .refine((query) => !query.from || !query.to || query.from <= query.to, { path: ["to"], error: "The period ends before it begins: to comes before from" });
export type AwardCountsQuery = z.output<typeof awardCountsQuery>;

/**
 * Reads a question from an address. A parameter that is unknown or given twice is refused rather than passed over: the number
 * would answer another question than the one asked.
 * @throws Invalid with a message by parameter
 */
export function parseAwardCountsQuery(parameters: URLSearchParams): AwardCountsQuery {
  const names = [...parameters.keys()];
  const unknown = names.find((name) => !(parameterNames as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Invalid({ [unknown]: `There is no parameter called ${unknown}` });
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Invalid({ [twice]: `Give ${twice} once` });
  const parsed = awardCountsQuery.safeParse(Object.fromEntries(parameters));
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join(".")] ??= issue.message;
  throw new Invalid(fields);
}

/** The same question from a page's form, where an empty box means "not asked" and other parameters belong to the page. */
export function awardCountsQueryFromPage(parameters: URLSearchParams, fund: string): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of parameterNames) {
    const value = parameters.get(name)?.trim();
    if (value) query.set(name, value);
  }
  if (!query.has("fund")) query.set("fund", fund);
  return query;
}

export interface Source {
  title: string;
  ref: string;
}
export interface CountRow {
  code: string;
  title: string;
  awards: number | null;
  /** Pence. */
  amount_pence: number | null;
}
/** What a publication says of a round or of exactly the period asked for; never computed here. */
export interface AssertedTotal {
  kind: "published-total";
  round: string;
  title: string;
  published: string;
  superseded: boolean;
  applications: number | null;
  awards: number | null;
  organisations: number | null;
  projects: number | null;
  amount_pence: number | null;
  note: string;
  source: Source;
}
export interface AssertedObservation {
  kind: "observation";
  id: string;
  title: string;
  unit: string;
  value: number | null;
  qualifier: string | null;
  note: string;
  source: Source;
}
/** Where one version of a code list gave way to another inside the period: rows on the two sides are not one series. */
export interface Break {
  list: string;
  from: { version: number; title: string };
  to: { version: number; title: string; since: string };
  /** Codes that only the earlier version has. */
  ended: string[];
  /** Codes that only the later version has. */
  begun: string[];
}
export interface AwardCounts {
  measure: "award-counts";
  fund: string;
  /** Days, both included, as asked; null where that side is open. */
  period: { from: string | null; to: string | null };
  /** The council area it was narrowed to; absent when it was not. */
  area?: { code: string; title: string };
  /** ISO 8601, UTC. */
  as_at: string;
  /** The publication whose own cut was counted; absent where the register was counted as it stands. */
  as_published?: { code: string; title: string; published_on: string; superseded_by: string | null };
  synthetic: boolean;
  completeness: { expected: number; reported: number; missing: { code: string; title: string }[] };
  total: { awards: number | null; organisations: number | null; amount_pence: number | null };
  rows: CountRow[];
  note: string;
  asserted?: (AssertedTotal | AssertedObservation)[];
  breaks?: Break[];
}

/** First and last day of a financial year written "2023-24". */
export const financialYearDays = (year: string): { from: string; to: string } => ({
  from: `${year.slice(0, 4)}-04-01`,
  to: `${Number(year.slice(0, 4)) + 1}-03-31`,
});

/** Every month from one day's to another's, "2023-11" … */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  let [year, month] = from.split("-").map(Number) as [number, number];
  for (let code = from.slice(0, 7); code <= to.slice(0, 7); ) {
    months.push(code);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
    code = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
  }
  return months;
}

/** Whether a period begins and ends with a month, or is open there: then counts by month answer it. */
export const isOfWholeMonths = ({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean =>
  (from === undefined || from.endsWith("-01")) && (to === undefined || to === monthDays(to.slice(0, 7)).to);

/** First and last day of "2023-11". */
export function monthDays(month: string): { from: string; to: string } {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return { from: `${month}-01`, to: new Date(Date.UTC(year, number, 0, 12)).toISOString().slice(0, 10) };
}
