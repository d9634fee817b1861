/** One measure: its definition, its links, every figure with its corrections, and whether they add up. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form } from "#app/ui/forms.tsx";
import { Details, Inset, Notice, SummaryList, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { addable } from "#app/domain/figures/addable.ts";
import { gapsSchema } from "#app/domain/figures/define-model.ts";
import { completeMeasure, getMeasure } from "#app/domain/figures/define.server.ts";
import { observationsOfMeasure } from "#app/domain/figures/measures.server.ts";
import { may } from "#app/domain/figures/policy.ts";
import { basisInWords, periodInWords, resultTypes, unitInWords, valueInWords } from "#app/domain/figures/words.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatDay, formatInstant, isDay } from "#app/domain/kernel/time.ts";
import { defaultPlan } from "#app/domain/strategy/model.ts";
import { getPlan, listOutcomes } from "#app/domain/strategy/read.server.ts";
import { MeasureFields } from "#app/routes/parts/measure-fields.tsx";
import { paths } from "#app/paths.ts";
import { parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Measure: ${data.measure.title}` : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  permit(may.readNational(person));
  const plan = await getPlan(lade.db);
  const measure = await getMeasure(lade.db, plan.id, params.measure ?? "");
  const observations = await observationsOfMeasure(lade.db, measure.code, lade.now);
  const sum = addable(observations.map((one) => ({ ...one, measure: measure.code, unit: measure.unit, kind: measure.kind, result_type: measure.result_type, corrected: one.corrected !== null })));
  return { measure, observations, sum, outcomes: await listOutcomes(lade.db, plan.id), mayDefine: may.defineMeasure(person).allowed, mayRecord: may.recordObservation(person).allowed, done: url.searchParams.get("done") };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.defineMeasure(staff(lade)));
  const code = params.measure ?? "";
  await completeMeasure(lade, defaultPlan, code, parseForm(gapsSchema, form, { many: ["outcomes"] }));
  return redirect(`${paths.measure(code)}?done=completed`);
});

const doneWords: Record<string, string> = {
  defined: "The measure is defined. Figures can be recorded under its actions now.",
  completed: "The measure is saved.",
  corrected: "The correction stands beside the old figure, with its reason.",
  differs: "The published figure that differs is kept with its note.",
};

export default function Measure() {
  const { measure, observations, sum, outcomes, mayDefine, mayRecord, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const type = measure.result_type ? resultTypes[measure.result_type] : null;
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "Measures", to: paths.measures() }, { text: measure.title }]} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label="Measure" title={measure.title} />
      {done && doneWords[done] ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      <SummaryList
        rows={[
          { key: "Kind", value: type ? `${type.text}. ${type.says}` : "Not said yet" },
          { key: "What counts", value: measure.definition || "Not written yet" },
          { key: "Unit", value: measure.unit },
          { key: "Of whom or of what", value: measure.population || "Not written yet" },
          { key: "Where it holds", value: measure.geography || "Not written yet" },
          { key: "Over what time", value: measure.period_basis || "Not written yet" },
          { key: "Figures from", value: measure.computed_from === "award-counts" ? `The register of awards of the ${measure.fund}` : measure.computed_from === "returns" ? `Returns of the ${measure.fund}: read on the action’s page` : "Sources that assert them" },
          { key: "Actions", value: measure.actions.length === 0 ? "None" : measure.actions.map(({ ref }, index) => <span key={ref}>{index > 0 ? ", " : ""}<a href={paths.nationalAction(ref)}>{ref}</a></span>) },
          { key: "Outcomes", value: measure.outcomes.length === 0 ? "None" : measure.outcomes.map(({ number, title: words }) => `${number}. ${words}`).join("; ") },
        ]}
      />
      <Table
        caption="Figures"
        columns={[{ key: "value", heading: "Figure" }, { key: "exact", heading: "Counted exactly", numeric: true }, { key: "period", heading: "Period" }, { key: "asAt", heading: "As at" }, { key: "source", heading: "Source" }, { key: "said", heading: "To know" }, { key: "do", heading: "Change", headingHidden: true }]}
        rows={observations.map((one) => ({
          value: <>{valueInWords({ ...one, unit: measure.unit })} {unitInWords(measure.unit)}{one.corrected ? <> <Tag colour="grey">Corrected</Tag></> : null}</>,
          exact: one.origin === "asserted" && one.exact_value !== null ? one.exact_value.toLocaleString("en-GB") : "",
          period: `${periodInWords(one.period)} (${basisInWords(one.basis).toLowerCase()})`,
          asAt: one.as_at === null ? "not given" : isDay(one.as_at) ? formatDay(one.as_at) : formatInstant(new Date(one.as_at)),
          source: `${one.source.title}${one.source.ref ? ` (${one.source.ref})` : ""}`,
          said: (
            <>
              {one.corrected ? <p>Corrected: {one.corrected.reason}</p> : null}
              {one.differences.map((other) => <p key={`${other.source} ${other.value}`}>{other.source} prints {other.value.toLocaleString("en-GB")}: {other.note}</p>)}
            </>
          ),
          do: mayRecord && one.origin === "asserted" ? (
            <>
              {one.corrected ? null : <p><a href={paths.correctObservation(one.id)}>Correct it<span className="visually-hidden">: {valueInWords({ ...one, unit: measure.unit })}</span></a></p>}
              <p><a href={paths.recordDifference(one.id)}>A publication differs<span className="visually-hidden">: {valueInWords({ ...one, unit: measure.unit })}</span></a></p>
            </>
          ) : "",
        }))}
        empty="No figure is recorded yet. Record one on the page of an action."
      />
      {observations.length > 1 ? <Inset>{sum.addable ? `Together: ${sum.total.toLocaleString("en-GB")} ${unitInWords(measure.unit)}. The periods lie side by side; something counted in several of them is in the sum several times.` : `These figures are not added up. ${sum.because}.`}</Inset> : null}
      {mayDefine ? (
        <Details summary="Fill in what is open, and link it" open={refused !== undefined}>
          <Form refused={refused}>
            <MeasureFields outcomes={outcomes} saved={measure} gaps />
            <Button secondary>Save</Button>
          </Form>
        </Details>
      ) : null}
    </Wide>
  );
}
