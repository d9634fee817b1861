/** Views: the filters of the list of applications under a name, one's own or for every administrator of the fund in the area. Pure. */
import { z } from "zod";
import { filterQuery, readFilters } from "./list.ts";

/** As many as a person may keep for themselves, and as many as may be shared. */
export const mostViews = 30;

/** The part of an address that a view keeps: filters, order and size, not the page. Anything that is no filter is left out. */
export function viewQuery(query: string): string {
  const kept = Object.entries(filterQuery({ ...readFilters(new URLSearchParams(query)), page: 1 })).filter(([, value]) => value !== undefined);
  return new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString();
}

export const viewSchema = z
  .object({
    name: z.string().trim().min(1, "Give the view a name").max(60, "Use 60 characters or fewer"),
    query: z.string().max(1000).default("").transform(viewQuery),
    shared: z.enum(["yes"]).optional().transform((ticked) => ticked === "yes"),
  })
  .superRefine(({ query, shared }, context) => {
    if (query === "") context.addIssue({ code: "custom", path: ["name"], message: "Set a filter or another order first: this is the whole list" });
    // A colleague may have an interest in the group whose name was looked for.
    if (shared && new URLSearchParams(query).has("search")) context.addIssue({ code: "custom", path: ["shared"], message: "A view with words that you searched for stays your own. Clear the search to share it" });
  });
export type ViewInput = z.output<typeof viewSchema>;
