/** Award counts as a CSV file. Pure. */
import { csvFile } from "./csv.ts";
import type { AwardCounts, AwardCountsQuery, CountRow } from "./model.ts";

/** What has to be known of a value beside the value: bracketed shorthand for a missing one, and that it is invented. */
function qualifierOf(row: CountRow, synthetic: boolean): string {
  if (row.awards === null) return "[x] not available";
  return synthetic ? "synthetic" : "";
}

/** `code,title,awards,amount_pence,qualifier`, a row for each code. */
export const awardCountsCsv = (answer: AwardCounts): string =>
  csvFile([
    ["code", "title", "awards", "amount_pence", "qualifier"],
    ...answer.rows.map((row) => [row.code, row.title, row.awards, row.amount_pence, qualifierOf(row, answer.synthetic)]),
  ]);

/** A name that says what is in the file, and that it is invented where it is. */
export const csvName = (query: AwardCountsQuery, answer: AwardCounts): string =>
  `${["award-counts", query.fund, "by", query.by, query.area, query.from, query.to && `to-${query.to}`, query.as_published && `as-published-${query.as_published}`, answer.synthetic ? "synthetic" : undefined]
    .filter((part) => part !== undefined && part !== "")
    .join("-")}.csv`;
