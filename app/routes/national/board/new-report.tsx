/** An official opens the report for a meeting of the Leadership Board. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, DateField, ErrorSummary, Form, Select, TextField } from "#app/ui/forms.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { openReport } from "#app/domain/publications/board/change.server.ts";
import { reportSchema } from "#app/domain/publications/board/model.ts";
import { may } from "#app/domain/publications/board/policy.ts";
import { listPlans } from "#app/domain/strategy/versions.server.ts";
import { paths } from "#app/paths.ts";
import { dayFrom, formFields, parse } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Open a report to the Leadership Board");

export const loader = page(async ({ lade }) => {
  permit(may.prepare(staff(lade)));
  return { plans: (await listPlans(lade.db)).map(({ code, title: text }) => ({ value: code, text })) };
});

export const action = verb(async ({ lade, form }) => {
  permit(may.prepare(staff(lade)));
  const input = parse(reportSchema, { code: "", title: "", plan: "", ...formFields(form), data_on: dayFrom(form, "data_on"), meeting_on: dayFrom(form, "meeting_on") });
  await openReport(lade, input);
  return redirect(`${paths.boardReport(input.code)}?done=opened`);
});

export default function NewReport() {
  const { plans } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.boardReports()}>Reports to the Leadership Board</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Open a report to the Leadership Board" lead="The data date is the day on which the statuses hold; the meeting is usually some weeks later. Both are printed on every page of the pack." />
      <Form refused={refused}>
        <TextField name="title" label="Title" hint="Like Delivery progress report 4, April 2026" />
        <TextField name="code" label="Code for its address" hint="Like 2026-04. It stays as it is." width={20} />
        <TextField name="reference" label="The Board’s own reference" optional hint="Like LB(26)06-02" width={20} />
        <Select name="plan" label="Plan that it reports on" options={plans} value={plans.length === 1 ? plans[0]!.value : ""} />
        <DateField name="data_on" legend="Data date" />
        <DateField name="meeting_on" legend="Meeting date" />
        <Button>Open the report</Button>
      </Form>
    </Article>
  );
}
