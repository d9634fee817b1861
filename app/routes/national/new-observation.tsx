/** An official records a figure that somebody reported under an action. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, Hidden, Select, TextField } from "#app/ui/forms.tsx";
import { recordObservation } from "#app/domain/figures/change.server.ts";
import { another, measureKinds, observationSchema } from "#app/domain/figures/observation-model.ts";
import { may } from "#app/domain/figures/policy.ts";
import { recordingChoices } from "#app/domain/figures/recording.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { defaultPlan } from "#app/domain/strategy/model.ts";
import { getAction, getPlan } from "#app/domain/strategy/read.server.ts";
import { choicesOf, ObservationFields } from "#app/routes/parts/observation-fields.tsx";
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
  const days = Object.fromEntries(["period_from", "period_to", "as_at", "released_on"].map((name) => [name, dayFrom(form, name)]));
  await recordObservation(lade, defaultPlan, ref, parse(observationSchema, { measure: "", source: "", ...formFields(form), ...days }));
  return redirect(`${paths.nationalAction(ref)}?done=recorded`);
});

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
        <Select name="measure_kind" label="What kind of figure, if it is another measure" options={choicesOf(measureKinds)} optional />
        <ObservationFields sources={sources} />
        <TextField name="other_actions" label="Other actions it is cited under" optional hint="By number, like 3.1" width={10} />
        <Button>Record the figure</Button>
      </Form>
    </Article>
  );
}
