/** Award counts as tables to download: the counts, and beside them what publications say. Pure. */
import { completenessInWords, howReported, periodInWords } from "./words.ts";
import { breakdowns, type AssertedTotal, type AwardCounts, type AwardCountsQuery } from "./model.ts";
import { figure, type DataTable, type Mark } from "./tables/model.ts";

/** Codes that only one side of a break has are marked; the columns are those of the CSV. */
export function awardCountsTables(query: AwardCountsQuery, answer: AwardCounts): DataTable[] {
  const by = breakdowns[query.by];
  const period = query.from || query.to ? periodInWords({ ...answer.period, stated: null }) : "everything released so far";
  const broken = new Set((answer.breaks ?? []).flatMap((one) => [...one.ended, ...one.begun]));
  const base = {
    name: ["award-counts", query.fund, "by", query.by, query.area?.toLowerCase(), query.from, query.to].filter((part) => part !== undefined).join("-"),
    asAt: answer.as_at,
    synthetic: answer.synthetic,
  };
  const counts: DataTable = {
    ...base,
    title: `Awards by ${by.title.toLowerCase()}: ${query.fund}${answer.area ? `, ${answer.area.title}` : ""}, ${period}`,
    source: "Lade: the register of released awards",
    columns: [
      { name: "code", title: "Code", datatype: "string" },
      { name: "title", title: by.title, datatype: "string" },
      { name: "awards", title: "Awards", datatype: "integer" },
      { name: "amount_pence", title: "Amount (pence)", datatype: "integer" },
    ],
    rows: answer.rows.map((row) => {
      const said: Mark[] = row.awards !== null && broken.has(row.code) ? ["b"] : [];
      return [row.code, row.title, figure(row.awards, ...said), figure(row.amount_pence, ...said)];
    }),
    notes: [
      answer.note,
      `${completenessInWords(answer.completeness)}. ${howReported}.`,
      ...(answer.total.awards === null ? [] : [`The base is ${answer.total.awards} awards, each counted once.`]),
    ],
  };
  const totals = (answer.asserted ?? []).filter((one) => one.kind === "published-total");
  return totals.length === 0 ? [counts] : [counts, publishedTotals(totals, base)];
}

function publishedTotals(totals: readonly AssertedTotal[], base: Pick<DataTable, "name" | "asAt">): DataTable {
  return {
    ...base,
    synthetic: false,
    title: "Published totals by round, as their sources print them",
    source: "The publications named in each row; nothing here is computed from them",
    columns: [
      { name: "round", title: "Round", datatype: "string" },
      { name: "awards", title: "Awards", datatype: "integer" },
      { name: "organisations", title: "Organisations", datatype: "integer" },
      { name: "applications", title: "Applications", datatype: "integer" },
      { name: "amount_pence", title: "Money (pence)", datatype: "integer" },
      { name: "source", title: "Source", datatype: "string" },
      { name: "standing", title: "Standing", datatype: "string" },
    ],
    rows: totals.map((total) => {
      const restated = totals.some((other) => other !== total && other.round === total.round && other.superseded) && !total.superseded;
      const said: Mark[] = restated ? ["r"] : [];
      const of = (value: number | null) => (value === null ? figure(null) : figure(value, ...said));
      return [total.title, of(total.awards), of(total.organisations), of(total.applications), of(total.amount_pence), `${total.source.title}${total.published ? `, ${total.published}` : ""}`, total.superseded ? "Superseded" : "Stands"];
    }),
    notes: [],
  };
}
