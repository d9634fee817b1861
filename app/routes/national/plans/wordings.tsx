/** How documents word the priorities and outcomes of a plan. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, Select, TextArea, TextField } from "#app/ui/forms.tsx";
import { Table } from "#app/ui/table.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { may } from "#app/domain/strategy/policy.ts";
import { getPlan, listOutcomes, listPriorities } from "#app/domain/strategy/read.server.ts";
import { wordingSchema } from "#app/domain/strategy/versions-model.ts";
import { addWording, listWordings } from "#app/domain/strategy/versions.server.ts";
import { paths } from "#app/paths.ts";
import { parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Wordings by document: ${data.plan.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  permit(may.editAction(staff(lade)));
  const plan = await getPlan(lade.db, params.plan ?? "", { drafts: true });
  return { plan, wordings: await listWordings(lade.db, plan.id), priorities: await listPriorities(lade.db, plan.id), outcomes: await listOutcomes(lade.db, plan.id) };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.editAction(staff(lade)));
  const plan = params.plan ?? "";
  await addWording(lade, plan, parseForm(wordingSchema, form));
  return redirect(`${paths.plan(plan)}?done=worded`);
});

export default function Wordings() {
  const { plan, wordings, priorities, outcomes } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const subjects = [
    ...priorities.map(({ number, title: words }) => ({ value: `priority/${number}`, text: `Priority ${number}: ${words}` })),
    ...outcomes.map(({ number, title: words }) => ({ value: `outcome/${number}`, text: `Outcome ${number}: ${words}` })),
  ];
  return (
    <Article>
      <BackLink to={paths.plan(plan.code)}>{plan.title}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={plan.title} title="Wordings by document" lead="The same priority is worded differently from document to document. Each wording is kept under a label, and a page prints the one it is asked for." />
      <Table
        caption="Kept so far"
        columns={[{ key: "subject", heading: "Of" }, { key: "label", heading: "Label" }, { key: "wording", heading: "Wording" }, { key: "document", heading: "Document" }]}
        rows={wordings.map((one) => ({ subject: one.priority === null ? `Outcome ${one.outcome}` : `Priority ${one.priority}`, label: one.label, wording: one.wording, document: one.document }))}
        empty="No wording but the plan’s own is kept yet."
      />
      <Form refused={refused}>
        <h2>Keep another</h2>
        <Select name="subject" label="Priority or outcome" options={subjects} />
        <TextField name="document" label="Document" hint="With its page, like Delivery Plan 2023-2025, page 16" />
        <TextField name="label" label="Label" hint="Like delivery-plan: it stands in addresses" width={20} />
        <TextArea name="wording" label="Wording" hint="Word for word" rows={5} limit={4000} />
        <Button>Keep this wording</Button>
      </Form>
    </Article>
  );
}
