/** What a desk says: filters of the list of applications, and the sentences of a timeline. Pure. */
import type { JsonValue } from "#db/types.ts";
import { checkStates, type CheckState } from "../assessment/model.ts";

export const listedStatuses = { submitted: "Received", "in-assessment": "In assessment", decided: "Decided", withdrawn: "Withdrawn" } as const;
export type ListedStatus = keyof typeof listedStatuses;
export const assessorStates = { short: "Needs assessors", found: "Assessors found" } as const;
export type AssessorState = keyof typeof assessorStates;
export const sorts = { score: "Highest score", amount: "Largest amount", received: "First received", name: "Group’s name" } as const;
export type Sort = keyof typeof sorts;

/** Without a status the list leaves out what was withdrawn. */
export interface ListFilters {
  status?: ListedStatus | undefined;
  checks?: CheckState | undefined;
  assessors?: AssessorState | undefined;
  /** Words of a title, a group's name or a reference. */
  search: string;
  sort: Sort;
  /** From 1. */
  page: number;
}

/** Filters from an address. What is not known is left out, so that an old link still opens the list. */
export function readFilters(query: URLSearchParams): ListFilters {
  const known = <T extends string>(name: string, words: Record<T, string>): T | undefined => {
    const value = query.get(name);
    return value !== null && Object.hasOwn(words, value) ? (value as T) : undefined;
  };
  const page = Number(query.get("page"));
  return {
    status: known("status", listedStatuses),
    checks: known("checks", checkStates),
    assessors: known("assessors", assessorStates),
    search: (query.get("search") ?? "").trim().slice(0, 100),
    sort: known("sort", sorts) ?? "received",
    page: Number.isSafeInteger(page) && page > 0 && page < 100_000 ? page : 1,
  };
}

/** The same filters as an address's query, without what is at its default. */
export const filterQuery = ({ sort, page, search, ...rest }: ListFilters): Record<string, string | number | undefined> => ({
  ...rest,
  search: search || undefined,
  sort: sort === "received" ? undefined : sort,
  page: page > 1 ? page : undefined,
});

/** How many applications there are for one combination of states, under the same search. */
export interface StateCount {
  status: ListedStatus;
  checks: CheckState;
  assessors: AssessorState;
  count: number;
}
type Facet = "status" | "checks" | "assessors";

/** Whether applications in these states are listed under these filters. */
export const isListed = (row: Omit<StateCount, "count">, { status, checks, assessors }: ListFilters): boolean =>
  (status ? row.status === status : row.status !== "withdrawn") && (!checks || row.checks === checks) && (!assessors || row.assessors === assessors);

/** The count beside each choice of a filter: how many would be listed with that choice, the other filters staying as they are. */
export function facetCounts<F extends Facet>(counts: readonly StateCount[], filters: ListFilters, facet: F): Partial<Record<StateCount[F], number>> {
  const found: Partial<Record<StateCount[F], number>> = {};
  for (const row of counts) {
    if (!isListed(row, { ...filters, [facet]: row[facet] })) continue;
    found[row[facet]] = (found[row[facet]] ?? 0) + row.count;
  }
  return found;
}

const sentences: Record<string, string> = {
  "application.started": "Application started",
  "application.form-changed": "Gone on in the longer form",
  "application.submitted": "Application sent",
  "application.withdrawn": "Application withdrawn",
  "application.reopened": "Opened again by the group",
  "application.left-as-sent": "Left as it was sent",
  "application.entered-for-group": "Begun by the fund’s team for the group",
  "application.confirmed-by-group": "Confirmed by the group",
  "application.change-asked": "Asked the group for a change",
  "application.change-request-taken-back": "Took back the request for a change",
  "application.change-answered": "The group sent the change that was asked for",
  "application.checked": "Checks recorded",
  "application.assigned": "Asked {person} to assess",
  "application.unassigned": "Ended the assessment by {person}",
  "application.moved": "Moved to {to}",
  "scores.sent": "Scores sent",
  "application.decided": "Decided",
  "application.decision-taken-back": "Decision taken back",
  "application.decision-released": "Decision released to the group",
};
/** Events that say nothing to a reader: each keeping of a draft. */
export const quietActions = ["scores.saved", "application.saved", "application.answers-saved", "application.section-saved"];

/** One event as a sentence. @param personName whom the event is about, where it names one */
export function sentence(action: string, detail: JsonValue, personName: string | undefined): string {
  const facts = typeof detail === "object" && detail !== null && !Array.isArray(detail) ? detail : {};
  if (action === "interest.declared") return facts.has_interest === true ? "Declared an interest: the application is closed to them" : "Declared that there is no interest";
  if (action === "application.message-sent") return facts.side === "group" ? "The group wrote a message" : "Wrote a message to the group";
  const known = sentences[action];
  if (known) return known.replace("{person}", personName ?? "somebody").replace("{to}", String(facts.to ?? facts.status ?? "the next stage").replaceAll("-", " "));
  const words = action.replaceAll(".", " ").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
