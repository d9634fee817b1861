/** An official brings a plan's actions in from a spreadsheet, all rows or none. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, TextArea } from "#app/ui/forms.tsx";
import { Details } from "#app/ui/show.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { may } from "#app/domain/strategy/policy.ts";
import { getPlan } from "#app/domain/strategy/read.server.ts";
import { schemeCodes, schemes } from "#app/domain/strategy/status.ts";
import { importColumns, importSchema } from "#app/domain/strategy/versions-model.ts";
import { importActions } from "#app/domain/strategy/versions.server.ts";
import { paths } from "#app/paths.ts";
import { parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Bring actions in: ${data.plan.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  permit(may.preparePlan(staff(lade)));
  return { plan: await getPlan(lade.db, params.plan ?? "", { drafts: true }) };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.preparePlan(staff(lade)));
  const plan = params.plan ?? "";
  const added = await importActions(lade, plan, parseForm(importSchema, form).rows);
  return redirect(`${paths.plan(plan)}?done=imported&added=${added}`);
});

export default function ImportActions() {
  const { plan } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.plan(plan.code)}>{plan.title}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={plan.title} title="Bring actions in" lead="Copy the cells from your spreadsheet, with the line of names, or paste a CSV file. Every row is checked; either all are taken or none." />
      <Details summary="What the columns hold">
        <ul>
          <li><strong>{importColumns.slice(0, 4).join(", ")}</strong> are needed: the reference, the title, the number of the priority (empty for the workforce plan), and how it is numbered.</li>
          <li>The scheme is one of {schemeCodes.map((code) => `${code} (${schemes[code].one.toLowerCase()})`).join(", ")}. The same reference may stand under several.</li>
          <li>{importColumns.slice(4).join(", ")} may be there too. A sub-action stands under the action that its reference begins with, unless parent names another.</li>
          <li>Rows that are there already with the same title are passed over: sending the file again does no harm.</li>
        </ul>
      </Details>
      <Form refused={refused}>
        <TextArea name="rows" label="Rows" hint="The first line names the columns: ref,title,priority,scheme" rows={14} />
        <Button>Check and bring in</Button>
      </Form>
    </Article>
  );
}
