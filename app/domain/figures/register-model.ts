/** What the register of awards can be asked: the filters that stand in its address. Pure. */
import { isDay } from "../kernel/time.ts";
import { financialYearDays, monthDays, taggedLists, type TaggedList } from "./model.ts";

/** Filters that the register takes over from an explored figure. `none-recorded` asks for the awards without one. */
export const figureFilters = ["round", "month", "health-board", "deprivation", "legal-form", "band", "reach", "project-standing"] as const;
export type FigureFilter = (typeof figureFilters)[number];

export interface AwardFilters extends Partial<Record<FigureFilter, string>> {
  fund?: string;
  area?: string;
  /** A financial year, "2023-24", of the day of award. */
  year?: string;
  from?: string;
  to?: string;
  /** Part of an organisation's name. */
  q?: string;
  /** A second code of a list beside the one that is asked for, "focus-group.women": awards that carry both. */
  with?: string;
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
  const patterns: Partial<Record<FigureFilter, RegExp>> = { month: /^[12]\d{3}-(0[1-9]|1[0-2])$/, "health-board": /^(S08\d{6}|none-recorded)$/, deprivation: /^([1-9]|10|none-recorded)$/ };
  for (const name of figureFilters) set(name, checked(name, (value) => patterns[name]?.test(value) ?? isCode(value), "Choose from the list"));
  set("with", checked("with", (value) => secondTag(value) !== undefined, "Choose from the list"));
  for (const list of taggedLists) {
    const code = checked(list, isCode, "Choose from the list");
    if (code !== undefined) filters.tags[list] = code;
  }
  return { filters, problems };
}

/** The list and the code of `with`. */
export function secondTag(text: string | undefined): Partial<Record<TaggedList, string>> | undefined {
  const [, list, code] = /^([a-z-]+)\.([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(text ?? "") ?? [];
  const known = taggedLists.find((one) => one === list);
  return known === undefined || code === undefined ? undefined : { [known]: code };
}

const isFinancialYear = (year: string): boolean => /^[12]\d{3}-\d{2}$/.test(year) && Number(year.slice(5)) === (Number(year.slice(0, 4)) + 1) % 100;

/** The filters as they stand in an address. */
export function filterQuery({ tags, ...filters }: AwardFilters): Record<string, string> {
  return { ...filters, ...tags };
}

/** First and last day that the filters allow: the year, the month and the dates together. */
export function daysOf(filters: Pick<AwardFilters, "from" | "to" | "year" | "month">): { from: string | undefined; to: string | undefined } {
  const year = filters.year ? financialYearDays(filters.year) : undefined;
  const month = filters.month ? monthDays(filters.month) : undefined;
  const later = [filters.from, year?.from, month?.from].filter((day) => day !== undefined).sort().at(-1);
  const earlier = [filters.to, year?.to, month?.to].filter((day) => day !== undefined).sort()[0];
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
  committed: { title: "Holding money: decided or in the register", statuses: ["decided", "released", "accepted"] },
  reported: { title: "Accepted, with a return received", statuses: ["accepted"] },
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
  corrected: "Corrected by the area's body",
} as const;
