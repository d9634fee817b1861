/** An official says under which references of a new plan the earlier actions go on. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, DateField, ErrorSummary, Form, Select, TextField } from "#app/ui/forms.tsx";
import { Table } from "#app/ui/table.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { may } from "#app/domain/strategy/policy.ts";
import { byReference, schemes } from "#app/domain/strategy/status.ts";
import { crosswalkLinkSchema } from "#app/domain/strategy/versions-model.ts";
import { linkCrosswalk, listActions, listCrosswalk, listPlans } from "#app/domain/strategy/versions.server.ts";
import { paths } from "#app/paths.ts";
import { dayFrom, formFields, parse } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Where earlier actions went: ${data.plan.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  permit(may.preparePlan(staff(lade)));
  const plan = (await listPlans(lade.db, { drafts: true })).find(({ code }) => code === params.plan);
  if (!plan) throw new NotFound();
  const earlier = plan.follows_id === null ? [] : await listActions(lade.db, plan.follows_id);
  return { plan, earlier: earlier.sort((a, b) => a.scheme.localeCompare(b.scheme) || byReference(a.ref, b.ref)), links: await listCrosswalk(lade.db, plan.id) };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.preparePlan(staff(lade)));
  const plan = params.plan ?? "";
  await linkCrosswalk(lade, plan, parse(crosswalkLinkSchema, { from: "", to: "", ...formFields(form), dated_on: dayFrom(form, "dated_on") }));
  return redirect(`${paths.plan(plan)}?done=linked`);
});

export default function PlanCrosswalk() {
  const { plan, earlier, links } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.plan(plan.code)}>{plan.title}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={plan.title} title="Where earlier actions went" lead="One action may become several. Its figures stay where they are; each page says under which reference the work goes on, and from which it came." />
      <Form refused={refused}>
        <Select name="from" label="Earlier action" options={earlier.map(({ scheme, ref, title: words }) => ({ value: `${scheme} ${ref}`, text: `${schemes[scheme].one} ${ref}: ${words}` }))} />
        <TextField name="to" label="Its references in this plan" hint="Like 2.3, or 2.3, 2.4. They are numbered the same way: a strategic action becomes a strategic action." width={20} />
        <DateField name="dated_on" legend="From which day" value={plan.valid_from} />
        <TextField name="note" label="Note" optional />
        <Button>Keep it</Button>
      </Form>
      <Table
        caption="Kept so far"
        columns={[{ key: "from", heading: "Earlier" }, { key: "to", heading: "In this plan" }, { key: "on", heading: "From" }, { key: "note", heading: "Note" }]}
        rows={links.filter((link) => link.to_plan === plan.code).map((link) => ({ from: `${schemes[link.scheme].one} ${link.from_ref}`, to: link.to_ref, on: formatDay(link.dated_on), note: link.note }))}
        empty="Nothing has been kept yet."
      />
    </Article>
  );
}
