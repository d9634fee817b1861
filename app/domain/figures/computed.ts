/** What a measure that is computed from award counts reads of an answer: its `computed_code` in words a program understands. Pure. */
import { isTaggedList, type AwardCounts, type Breakdown } from "./model.ts";

interface Reading {
  by: Breakdown;
  read: (answer: AwardCounts) => number | null;
}

/**
 * null or "awards": every award once; "organisations": different organisations; "amount": pounds; "focus-group/minority-ethnic":
 * awards that carry the code of a list. A bare code is one of the focus groups.
 */
export function readingOf(code: string | null): Reading {
  if (code === null || code === "awards" || code === "all") return { by: "focus-group", read: (answer) => answer.total.awards };
  if (code === "organisations") return { by: "focus-group", read: (answer) => answer.total.organisations };
  if (code === "amount") return { by: "focus-group", read: (answer) => (answer.total.amount_pence === null ? null : answer.total.amount_pence / 100) };
  const [list, item] = code.includes("/") ? (code.split("/", 2) as [string, string]) : ["focus-group", code];
  return { by: isTaggedList(list) ? list : "focus-group", read: (answer) => answer.rows.find((row) => row.code === item)?.awards ?? null };
}
