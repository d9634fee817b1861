/** An official prepares a plan that follows another. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, DateField, ErrorSummary, Form, Select, TextArea, TextField } from "#app/ui/forms.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { may } from "#app/domain/strategy/policy.ts";
import { planSchema } from "#app/domain/strategy/versions-model.ts";
import { createPlan, listPlans } from "#app/domain/strategy/versions.server.ts";
import { paths } from "#app/paths.ts";
import { dayFrom, formFields, parse } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Prepare a new plan");

export const loader = page(async ({ lade }) => {
  permit(may.preparePlan(staff(lade)));
  return { plans: (await listPlans(lade.db)).map(({ code, title: text }) => ({ value: code, text })) };
});

export const action = verb(async ({ lade, form }) => {
  permit(may.preparePlan(staff(lade)));
  const input = parse(planSchema, { code: "", title: "", follows: "", ...formFields(form), valid_from: dayFrom(form, "valid_from"), published_on: dayFrom(form, "published_on") });
  await createPlan(lade, input);
  return redirect(`${paths.plan(input.code)}?done=created`);
});

export default function NewPlan() {
  const { plans } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.plans()}>Plans</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Prepare a new plan" lead="It begins as a draft that only officials see. It takes over the priorities and outcomes of the plan it follows; its actions are brought in next." />
      <Form refused={refused}>
        <TextField name="title" label="Title of the plan" />
        <TextField name="code" label="Code for its address" hint="Like 2026-2029. It stays as it is." width={20} />
        <Select name="follows" label="Plan that it follows" options={plans} value={plans[0]?.value} />
        <DateField name="valid_from" legend="First day on which it holds" />
        <DateField name="published_on" legend="Day of publication, if it is known" />
        <TextArea name="note" label="Note" optional rows={3} limit={1000} />
        <Button>Create the draft</Button>
      </Form>
    </Article>
  );
}
