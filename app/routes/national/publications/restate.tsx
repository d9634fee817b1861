/** The restatement of a released publication is begun: a new one beside the old, with its reason. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, DateField, ErrorSummary, Form, TextArea } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Inset } from "#app/ui/show.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { restate } from "#app/domain/publications/restate.server.ts";
import { restatementSchema } from "#app/domain/publications/model.ts";
import { may } from "#app/domain/publications/policy.ts";
import { getPublication } from "#app/domain/publications/read.server.ts";
import { paths } from "#app/paths.ts";
import { dayFrom, formFields, parse } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Restate: ${data.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  permit(may.restate(person));
  const publication = await getPublication(lade.db, person, params.id ?? "");
  return { id: publication.id, title: publication.title, possible: publication.state === "released" && publication.restated === null };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.restate(staff(lade)));
  const id = await restate(lade, params.id ?? "", parse(restatementSchema, { reason: "", ...formFields(form), data_on: dayFrom(form, "data_on") }));
  return redirect(paths.nationalPublication(id, { done: "drafted" }));
});

export default function Restate() {
  const { id, title: name, possible } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.nationalPublication(id)}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Restate: ${name}`} lead="The old publication stays as it was released. Beside it stands a new one with the same statements and tables, counted anew, and the reason." />
      {possible ? (
        <Form refused={refused}>
          <TextArea name="reason" label="Why the figures change" hint="Stands beside both publications" rows={4} limit={2000} />
          <DateField name="data_on" legend="New data date" />
          <Button>Begin the restatement</Button>
        </Form>
      ) : <Inset>It is not released, or it has a restatement already.</Inset>}
    </Article>
  );
}
