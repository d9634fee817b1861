/** What the register of awards can be asked: the filters that stand in its address. Pure. */
import { isDay } from "../kernel/time.ts";
import { financialYearDays, taggedLists, type TaggedList } from "./model.ts";

export interface AwardFilters {
  fund?: string;
  area?: string;
  /** A financial year, "2023-24", of the day of award. */
  year?: string;
  from?: string;
  to?: string;
  /** Part of an organisation's name. */
  q?: string;
  /** A code by list: awards that carry it, whatever version of the list they were tagged under. */
  tags: Partial<Record<TaggedList, string>>;
}

export const registerPageSize = 25;

/** Filters that make no sense are left out, and named, so that a page can say so; it never shows another selection than it says. */
export function readAwardFilters(parameters: URLSearchParams): { filters: AwardFilters; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const text = (name: string): string | undefined => parameters.get(name)?.replaceAll("\0", "").toWellFormed().trim().slice(0, 200) || undefined;
  const checked = (name: string, good: (value: string) => boolean, message: string): string | undefined => {
    const value = text(name);
    if (value === undefined || good(value)) return value;
    problems[name] = message;
    return undefined;
  };
  const isCode = (value: string) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value);
  const filters: AwardFilters = { tags: {} };
  const set = <K extends Exclude<keyof AwardFilters, "tags">>(name: K, value: string | undefined) => {
    if (value !== undefined) filters[name] = value;
  };
  set("fund", checked("fund", isCode, "Choose a fund from the list"));
  set("area", checked("area", (value) => /^S\d{8}$/.test(value), "Choose an area from the list"));
  set("year", checked("year", isFinancialYear, "Choose a financial year from the list"));
  set("from", checked("from", isDay, "Enter the first day as day, month and year"));
  set("to", checked("to", isDay, "Enter the last day as day, month and year"));
  set("q", text("q"));
  if (filters.from && filters.to && filters.to < filters.from) {
    problems.to = "The last day comes before the first: change one of them";
    delete filters.to;
  }
  for (const list of taggedLists) {
    const code = checked(list, isCode, "Choose from the list");
    if (code !== undefined) filters.tags[list] = code;
  }
  return { filters, problems };
}

const isFinancialYear = (year: string): boolean => /^\d{4}-\d{2}$/.test(year) && Number(year.slice(5)) === (Number(year.slice(0, 4)) + 1) % 100;

/** The filters as they stand in an address. */
export function filterQuery({ tags, ...filters }: AwardFilters): Record<string, string> {
  return { ...filters, ...tags };
}

/** First and last day that the filters allow: the year and the dates together. */
export function daysOf(filters: AwardFilters): { from: string | undefined; to: string | undefined } {
  const year = filters.year ? financialYearDays(filters.year) : undefined;
  const later = [filters.from, year?.from].filter((day) => day !== undefined).sort().at(-1);
  const earlier = [filters.to, year?.to].filter((day) => day !== undefined).sort()[0];
  return { from: later, to: earlier };
}

/** What a public page says of an award's state; decided and taken back are never public. */
export const publicStates: Record<string, string> = {
  released: "Awarded",
  accepted: "Awarded and accepted",
  "not-taken-up": "Not taken up",
  withdrawn: "Withdrawn",
};

/** Which awards an official looks at. The first is the register as the public sees it. */
export const standings = {
  public: { title: "In the register", statuses: ["released", "accepted"] },
  decided: { title: "Decided, not released", statuses: ["decided"] },
  gone: { title: "Withdrawn or not taken up", statuses: ["withdrawn", "not-taken-up"] },
} as const;
export type Standing = keyof typeof standings;
export const isStanding = (text: string): text is Standing => Object.hasOwn(standings, text);

/** What happened to an award, as its timeline says it. */
export const eventsInWords = {
  made: "Award decided",
  "taken-back": "Decision taken back",
  released: "Released",
  accepted: "Accepted by the group",
  "not-taken-up": "Not taken up by the group",
  reduced: "Amount reduced",
  withdrawn: "Withdrawn",
  retagged: "Tags changed",
} as const;
