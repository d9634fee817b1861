/** An official defines a measure. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, Radios, Select, TextField } from "#app/ui/forms.tsx";
import { computedReadings, measureSchema, origins } from "#app/domain/figures/define-model.ts";
import { defineMeasure } from "#app/domain/figures/define.server.ts";
import { measureKinds } from "#app/domain/figures/observation-model.ts";
import { may } from "#app/domain/figures/policy.ts";
import { listFunds } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { defaultPlan } from "#app/domain/strategy/model.ts";
import { getPlan, listOutcomes } from "#app/domain/strategy/read.server.ts";
import { MeasureFields } from "#app/routes/parts/measure-fields.tsx";
import { choicesOf } from "#app/routes/parts/observation-fields.tsx";
import { paths } from "#app/paths.ts";
import { parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Define a measure");

export const loader = page(async ({ lade }) => {
  permit(may.defineMeasure(staff(lade)));
  const plan = await getPlan(lade.db);
  return { funds: (await listFunds(lade.db)).map(({ code, title: text }) => ({ value: code, text })), outcomes: await listOutcomes(lade.db, plan.id) };
});

export const action = verb(async ({ lade, form }) => {
  permit(may.defineMeasure(staff(lade)));
  const code = await defineMeasure(lade, defaultPlan, parseForm(measureSchema, form, { many: ["outcomes"] }));
  return redirect(`${paths.measure(code)}?done=defined`);
});

export default function NewMeasure() {
  const { funds, outcomes } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.measures()}>Measures</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Define a measure" lead="So exactly that two people would count the same. What is written here stays: figures will rest on it." />
      <Form refused={refused}>
        <TextField name="title" label="What is counted" hint="Like People at drop-in sessions" />
        <TextField name="unit" label="Unit" hint="Like people, or percent of respondents; GBP for pounds" width="half" />
        <Select name="kind" label="What kind of figure" options={choicesOf(measureKinds)} />
        <MeasureFields outcomes={outcomes} />
        <h2>Where its figures come from</h2>
        <Radios name="origin" legend="Its figures" options={Object.entries(origins).map(([value, { text, hint }]) => ({ value, text, hint }))} />
        <Select name="fund" label="Fund" options={funds} optional />
        <Select name="computed_code" label="What is counted in the register, if it is computed from awards" options={choicesOf(computedReadings)} optional />
        <Button>Define the measure</Button>
      </Form>
    </Article>
  );
}
