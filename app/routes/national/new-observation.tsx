/** An official records a figure that somebody reported under an action. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, DateField, ErrorSummary, Form, Hidden, Radios, Select, TextArea, TextField } from "#app/ui/forms.tsx";
import { recordObservation } from "#app/domain/figures/change.server.ts";
import { another, measureKinds, observationSchema, recordedBases } from "#app/domain/figures/observation-model.ts";
import { may } from "#app/domain/figures/policy.ts";
import { recordingChoices } from "#app/domain/figures/recording.server.ts";
import { evidenceClasses, qualifiers } from "#app/domain/figures/words.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { defaultPlan } from "#app/domain/strategy/model.ts";
import { getAction, getPlan } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { dayFrom, formFields, parse } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Record a figure for action ${data.action.ref}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  permit(may.recordObservation(staff(lade)));
  const plan = await getPlan(lade.db);
  const action = await getAction(lade.db, plan.id, params.ref ?? "");
  return { id: newId(), action: { ref: action.ref, title: action.title }, choices: await recordingChoices(lade.db, action.id) };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.recordObservation(staff(lade)));
  const ref = params.ref ?? "";
  const days = Object.fromEntries(["period_from", "period_to", "as_at"].map((name) => [name, dayFrom(form, name)]));
  await recordObservation(lade, defaultPlan, ref, parse(observationSchema, { measure: "", source: "", ...formFields(form), ...days }));
  return redirect(`${paths.nationalAction(ref)}?done=recorded`);
});

const choices = <T extends Record<string, string>>(known: T) => Object.entries(known).map(([value, text]) => ({ value, text }));

export default function NewObservation() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  const { measures, sources } = data.choices;
  return (
    <Article>
      <BackLink to={paths.nationalAction(data.action.ref)}>Action {data.action.ref}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={`Action ${data.action.ref}: ${data.action.title}`} title={`Record a figure for action ${data.action.ref}`} lead="As its source reports it. It stands on the action’s public page at once." />
      <Form refused={refused}>
        <Hidden name="id" value={refused?.values.id?.[0] ?? data.id} />
        <h2>What is counted</h2>
        <Select name="measure" label="Measure" options={[...measures.map((one) => ({ value: one.code, text: `${one.title} (${one.unit})` })), { value: another, text: "Another: described below" }]} />
        <TextField name="measure_title" label="What is counted, if it is another measure" />
        <TextField name="measure_unit" label="In what it is counted, if it is another measure" hint="Like people trained, or percent of respondents" width="half" />
        <Select name="measure_kind" label="What kind of figure, if it is another measure" options={choices(measureKinds)} optional />
        <h2>The number</h2>
        <Select name="qualifier" label="The word before the number" options={Object.entries(qualifiers).map(([value, { text }]) => ({ value, text }))} value="" />
        <TextField name="value" label="Number" inputMode="decimal" width={10} />
        <TextField name="value_to" label="End of the range" optional hint="Only where the source gives a range, like 35 to 54" inputMode="decimal" width={10} />
        <h2>When it was true</h2>
        <Radios name="basis" legend="What the period rests on" options={Object.entries(recordedBases).map(([value, { text, hint }]) => ({ value, text, hint }))} />
        <DateField name="period_from" legend="First day of the period" />
        <DateField name="period_to" legend="Last day of the period" />
        <DateField name="as_at" legend="As-at date" hint="The day on which the figure was true. Every figure needs one." />
        <h2>Where it comes from</h2>
        <Radios name="evidence_class" legend="Evidence" options={choices(evidenceClasses)} />
        <Select name="source" label="Source" options={[...sources.map((one) => ({ value: one.code, text: one.title })), { value: another, text: "Another: named below" }]} />
        <TextField name="source_title" label="Name of the document or body, if it is another source" />
        <TextField name="source_reference" label="Its address or reference, if it is another source" />
        <TextField name="source_ref" label="Page, line or table in the source" optional width="half" />
        <TextField name="other_actions" label="Other actions it is cited under" optional hint="By number, like 3.1" width={10} />
        <TextArea name="note" label="Note" optional hint="What it is not, or what to know before comparing it" rows={3} limit={2000} />
        <Button>Record the figure</Button>
      </Form>
    </Article>
  );
}
