/** Every measure, and which outcomes have a population metric. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Button } from "#app/ui/forms.tsx";
import { Table } from "#app/ui/table.tsx";
import { listMeasures, outcomesWithMetrics } from "#app/domain/figures/define.server.ts";
import { may } from "#app/domain/figures/policy.ts";
import { resultTypes } from "#app/domain/figures/words.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { getPlan } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";

export const meta: MetaFunction = () => title("Measures");

export const loader = page(async ({ lade }) => {
  const person = staff(lade);
  permit(may.readNational(person));
  const plan = await getPlan(lade.db);
  return { measures: await listMeasures(lade.db), outcomes: await outcomesWithMetrics(lade.db, plan.id), mayDefine: may.defineMeasure(person).allowed };
});

const from = { "award-counts": "The register of awards", returns: "Returns" } as const;

export default function Measures() {
  const { measures, outcomes, mayDefine } = useLoaderData<typeof loader>();
  const without = outcomes.filter(({ metrics }) => metrics.length === 0).length;
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "Measures" }]} />
      <PageHeader title="Measures" lead="What each figure counts, of whom, where and over what time. A definition is written once: what counts differently is another measure." />
      {mayDefine ? <Button to={paths.newMeasure()}>Define a measure</Button> : null}
      <Table
        caption="Outcomes and their population metrics"
        columns={[{ key: "outcome", heading: "Outcome" }, { key: "metrics", heading: "Population metrics linked here" }]}
        rows={outcomes.map(({ number, title: words, metrics }) => ({
          outcome: `${number}. ${words}`,
          metrics: metrics.length === 0 ? "None" : <ul>{metrics.map((one) => <li key={one.code}><a href={paths.measure(one.code)}>{one.title}</a></li>)}</ul>,
        }))}
      />
      <p className="ds_hint-text">{`${without} of ${outcomes.length} summary outcomes have none here. The Strategy’s initial monitoring report links national data to 32 of 43 outcomes, summary and sequenced; the other 11 have none (9 do not suit routine figures, for 2 there are no data). A population metric shows how things stand: it does not show what an action caused.`}</p>
      <Table
        caption="Measures"
        columns={[{ key: "measure", heading: "Measure" }, { key: "unit", heading: "Unit" }, { key: "type", heading: "Kind" }, { key: "from", heading: "Figures from" }, { key: "figures", heading: "Figures that stand", numeric: true }]}
        rows={measures.map((one) => ({
          measure: <a href={paths.measure(one.code)}>{one.title}</a>,
          unit: one.unit,
          type: one.result_type ? resultTypes[one.result_type].text : "Not said yet",
          from: one.computed_from ? `${from[one.computed_from]}${one.fund ? `: ${one.fund}` : ""}` : "Sources",
          figures: one.figures ?? 0,
        }))}
      />
    </Wide>
  );
}
