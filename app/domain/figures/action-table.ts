/** The figures of an action as a table to download. Pure. */
import type { ActionReport } from "./action-report.server.ts";
import { basisInWords } from "./words.ts";
import { figure, type DataTable } from "./tables/model.ts";

export function actionTable(report: ActionReport, asAt: string): DataTable {
  const observations = report.measures.flatMap((measure) => measure.observations.map((observation) => ({ measure, observation })));
  return {
    name: `action-${report.action.ref.replaceAll(".", "-")}`,
    title: `Figures reported against action ${report.action.ref}: ${report.action.title}`,
    asAt,
    source: "The source named in each row",
    synthetic: false,
    columns: [
      { name: "figure", title: "Figure", datatype: "string" },
      { name: "said", title: "Word that the source puts before it", datatype: "string" },
      { name: "value", title: "Value", datatype: "decimal" },
      { name: "value_to", title: "Value to", datatype: "decimal" },
      { name: "unit", title: "Unit", datatype: "string" },
      { name: "period_from", title: "First day", datatype: "string" },
      { name: "period_to", title: "Last day", datatype: "string" },
      { name: "period_stated", title: "Period as stated", datatype: "string" },
      { name: "basis", title: "What the period rests on", datatype: "string" },
      { name: "as_at", title: "As at", datatype: "string" },
      { name: "origin", title: "Reported or computed here", datatype: "string" },
      { name: "source", title: "Source", datatype: "string" },
      { name: "synthetic", title: "Invented", datatype: "string" },
    ],
    rows: observations.map(({ measure, observation: one }) => [
      measure.title,
      one.qualifier,
      figure(one.value),
      one.value_to ?? figure(null, "z"),
      measure.unit,
      one.period.from,
      one.period.to,
      one.period.stated,
      basisInWords(one.basis),
      one.as_at,
      one.origin,
      `${one.source.title}${one.source.ref ? ` (${one.source.ref})` : ""}`,
      one.synthetic ? "yes" : "no",
    ]),
    notes: ["A figure that is cited under several actions is one figure and is never added up across them.", "Figures on different bases are never added."],
  };
}
