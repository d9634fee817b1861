/** What a draft is about, changed: another period or data date takes its cuts anew. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, ErrorSummary, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { countChoices } from "#app/domain/figures/choices.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { editPublication } from "#app/domain/publications/draft.server.ts";
import { may } from "#app/domain/publications/policy.ts";
import { getPublication } from "#app/domain/publications/read.server.ts";
import { paths } from "#app/paths.ts";
import { PublicationFields } from "#app/routes/parts/publication-fields.tsx";
import { publicationInput } from "#app/routes/parts/publication-form.server.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { text } from "#app/web/form.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Change: ${data.values.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const found = await getPublication(lade.db, person, params.id ?? "");
  permit(may.edit(person, found));
  const { title: name, summary, period_from, period_to, data_on, release_on, people_threshold, completeness_label } = found;
  return {
    id: found.id,
    version: found.version,
    funds: (await countChoices(lade.db)).funds,
    values: { title: name, summary, period_from, period_to, data_on, release_on, people_threshold, completeness_label, announce: found.announced_at !== null, funds: found.cuts.map((cut) => cut.fund) },
  };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.draft(staff(lade)));
  await editPublication(lade, params.id ?? "", publicationInput(form), Number(text(form, "version")));
  return redirect(paths.nationalPublication(params.id ?? "", { done: "changed" }));
}, { keepTyped: true });

export default function Edit() {
  const { id, version, funds, values } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  return (
    <Article>
      <BackLink to={paths.nationalPublication(id)}>{values.title}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Change: ${values.title}`} lead="Another period, data date or fund takes the cuts anew and asks every statement again." />
      {overtaken ? <Notice kind="warning" title="Nothing was saved"><p>{overtaken}.</p><p>It is called “{values.title}” now. <a href={paths.nationalPublication(id)}>See all that it says</a></p></Notice> : null}
      <Form refused={refused}>
        <Hidden name="version" value={version} />
        <PublicationFields funds={funds} values={values} />
        <Button>Save</Button>
      </Form>
    </Article>
  );
}
