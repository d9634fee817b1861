/** The list of a pot's applications: its filters and orders as they stand in an address, and the counts beside them. Pure. */
import { checkStates, type CheckState } from "./checks-model.ts";
import { listedStatuses, nextSteps, waitsFor, type ListedStatus, type NextStep, type WaitsFor } from "./next-step.ts";

export const assessorStates = { short: "Needs assessors", found: "Assessors found" } as const;
export type AssessorState = keyof typeof assessorStates;
export const flagStates = { open: "With an open flag", late: "With a flag that is late", none: "No open flag" } as const;
export type FlagState = keyof typeof flagStates;
export const alsoStates = { message: "New message from the group", change: "A change was asked for", unconfirmed: "Not confirmed by the group" } as const;
export type AlsoState = keyof typeof alsoStates;

export const sorts = {
  received: "First received", newest: "Last received", name: "Group’s name", amount: "Largest amount", "amount-up": "Smallest amount", score: "Highest score", "score-up": "Lowest score", flag: "Flag due first",
} as const;
export type Sort = keyof typeof sorts;
export const pageSizes = [50, 100] as const;
export type PageSize = (typeof pageSizes)[number];

/** Without a status the list leaves out what was withdrawn. */
export interface ListFilters {
  status?: ListedStatus | undefined;
  next?: NextStep | undefined;
  by?: WaitsFor | undefined;
  checks?: CheckState | undefined;
  assessors?: AssessorState | undefined;
  flags?: FlagState | undefined;
  also?: AlsoState | undefined;
  /** A sub-pot's key, or "none". */
  part?: string | undefined;
  /** The key of a person who was asked to assess. */
  reader?: string | undefined;
  /** A code of the round's list of focus groups. */
  group?: string | undefined;
  /** In per cent, both included. */
  score_from?: number | undefined;
  score_to?: number | undefined;
  /** In whole pounds, both included. */
  asks_from?: number | undefined;
  asks_to?: number | undefined;
  /** Words of a title, a group's name or a reference. */
  search: string;
  sort: Sort;
  /** From 1. */
  page: number;
  size: PageSize;
}

const isKey = (value: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
const isCode = (value: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) && value.length <= 80;

/** Filters from an address. What is not known is left out, so that an old link still opens the list. */
export function readFilters(query: URLSearchParams): ListFilters {
  const known = <T extends string>(name: string, words: Record<T, unknown>): T | undefined => {
    const value = query.get(name);
    return value !== null && Object.hasOwn(words, value) ? (value as T) : undefined;
  };
  const shaped = (name: string, fits: (value: string) => boolean): string | undefined => {
    const value = query.get(name) ?? "";
    return fits(value) ? value : undefined;
  };
  const whole = (name: string, most: number): number | undefined => {
    const typed = (query.get(name) ?? "").replace(/[£,%\s]/g, "");
    return /^\d{1,9}$/.test(typed) && Number(typed) <= most ? Number(typed) : undefined;
  };
  const page = whole("page", 99_999) ?? 1;
  return {
    status: known("status", listedStatuses), next: known("next", nextSteps), by: known("by", waitsFor), checks: known("checks", checkStates), assessors: known("assessors", assessorStates),
    flags: known("flags", flagStates), also: known("also", alsoStates),
    part: shaped("part", (value) => value === "none" || isKey(value)), reader: shaped("reader", isKey), group: shaped("group", isCode),
    score_from: whole("score_from", 100), score_to: whole("score_to", 100), asks_from: whole("asks_from", 99_999_999), asks_to: whole("asks_to", 99_999_999),
    search: (query.get("search") ?? "").trim().slice(0, 100),
    sort: known("sort", sorts) ?? "received",
    page: Math.max(1, page),
    size: query.get("size") === "100" ? 100 : 50,
  };
}

/** The same filters as an address's query, without what is at its default. */
export const filterQuery = ({ sort, page, search, size, ...rest }: ListFilters): Record<string, string | number | undefined> => ({
  ...rest,
  search: search || undefined,
  sort: sort === "received" ? undefined : sort,
  size: size === 50 ? undefined : size,
  page: page > 1 ? page : undefined,
});

/** Which applications are meant: those that were ticked, by reference, or everything that the filters find. */
export type Selection = { chosen: readonly string[] } | { found: ListFilters };
/** From the address of a page about several; undefined where none is chosen. */
export function readSelection(query: URLSearchParams): Selection | undefined {
  if (query.get("all") === "yes") return { found: { ...readFilters(query), page: 1 } };
  const chosen = [...new Set(query.getAll("chosen").filter((reference) => /^LA-[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(reference)))];
  return chosen.length > 0 ? { chosen } : undefined;
}
/** The same as a query's pairs. */
export const selectionPairs = (selection: Selection): [string, string][] =>
  "chosen" in selection
    ? selection.chosen.map((reference): [string, string] => ["chosen", reference])
    : [["all", "yes"], ...Object.entries(filterQuery(selection.found)).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]))];

/** Whether anything is left out beside what was withdrawn. */
export const isFiltered = ({ sort: _sort, page: _page, size: _size, search, ...rest }: ListFilters): boolean => search !== "" || Object.values(rest).some((value) => value !== undefined);

/** How many applications there are for one combination of states, under the same search, amounts, scores, reader and focus group. */
export interface StateCount {
  status: ListedStatus;
  next_step: NextStep;
  checks: CheckState;
  assessors: AssessorState;
  flags: FlagState;
  message: boolean;
  change: boolean;
  unconfirmed: boolean;
  /** A sub-pot's key; null where it is in none. */
  part: string | null;
  count: number;
}

/** What each counted filter looks at. A late flag is an open one too. */
const facets = {
  status: (row: StateCount, value: string) => row.status === value,
  next: (row: StateCount, value: string) => row.next_step === value,
  by: (row: StateCount, value: string) => nextSteps[row.next_step].by === value,
  checks: (row: StateCount, value: string) => row.checks === value,
  assessors: (row: StateCount, value: string) => row.assessors === value,
  flags: (row: StateCount, value: string) => row.flags === value || (value === "open" && row.flags === "late"),
  also: (row: StateCount, value: string) => row[value as AlsoState],
  part: (row: StateCount, value: string) => (row.part ?? "none") === value,
} as const;
export type Facet = keyof typeof facets;

/** Whether applications in these states are listed under these filters. `without` leaves one filter out. */
export function isListed(row: StateCount, filters: ListFilters, without?: Facet): boolean {
  if (!filters.status && without !== "status" && row.status === "withdrawn") return false;
  return (Object.keys(facets) as Facet[]).every((facet) => {
    const value = filters[facet];
    return facet === without || value === undefined || facets[facet](row, value);
  });
}

/** The count beside each choice of a filter: how many would be listed with that choice, the other filters staying as they are. */
export function facetCounts(counts: readonly StateCount[], filters: ListFilters, facet: Facet, values: readonly string[]): Record<string, number> {
  const others = counts.filter((row) => isListed(row, filters, facet) && (facet === "status" || filters.status !== undefined || row.status !== "withdrawn"));
  return Object.fromEntries(values.map((value) => [value, others.reduce((sum, row) => sum + (facets[facet](row, value) ? row.count : 0), 0)]));
}

/** The filters that are set, in words, for the line above the list. @param names titles of what is known by a key: sub-pots, people, focus groups */
export function filterWords(filters: ListFilters, names: Readonly<Record<string, string>>): string[] {
  const range = (word: string, from: number | undefined, to: number | undefined, unit: (value: number) => string) =>
    from === undefined && to === undefined ? undefined : `${word} ${[from !== undefined && `from ${unit(from)}`, to !== undefined && `up to ${unit(to)}`].filter(Boolean).join(" ")}`;
  return [
    filters.status && listedStatuses[filters.status],
    filters.next && `next: ${nextSteps[filters.next].text.toLowerCase()}`,
    filters.by && `waits for: ${waitsFor[filters.by].toLowerCase()}`,
    filters.checks && checkStates[filters.checks],
    filters.assessors && assessorStates[filters.assessors],
    filters.flags && flagStates[filters.flags],
    filters.also && alsoStates[filters.also],
    filters.part && (filters.part === "none" ? "in no part of the pot" : names[filters.part]),
    filters.reader && names[filters.reader] && `read by ${names[filters.reader]}`,
    filters.group && names[filters.group],
    range("scored", filters.score_from, filters.score_to, (value) => `${value}%`),
    range("asks", filters.asks_from, filters.asks_to, (value) => `£${value.toLocaleString("en-GB")}`),
    filters.search && `“${filters.search}”`,
  ].filter((word): word is string => Boolean(word));
}
