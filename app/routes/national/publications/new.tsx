/** An official starts a publication: its cuts are taken at once. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, ErrorSummary, Form } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { countChoices } from "#app/domain/figures/choices.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { draftPublication } from "#app/domain/publications/draft.server.ts";
import { may } from "#app/domain/publications/policy.ts";
import { paths } from "#app/paths.ts";
import { PublicationFields } from "#app/routes/parts/publication-fields.tsx";
import { publicationInput } from "#app/routes/parts/publication-form.server.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Draft a publication");

export const loader = page(async ({ lade }) => {
  permit(may.draft(staff(lade)));
  return { funds: (await countChoices(lade.db)).funds };
});

export const action = verb(async ({ lade, form }) => {
  permit(may.draft(staff(lade)));
  const id = await draftPublication(lade, publicationInput(form));
  return redirect(paths.nationalPublication(id, { done: "drafted" }));
});

export default function New() {
  const { funds } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.nationalPublications()}>Publications</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Draft a publication" lead="The awards are cut as they were recorded at the data date. Nothing is public before its release." />
      <Form refused={refused}>
        <PublicationFields funds={funds} />
        <Button>Start the draft</Button>
      </Form>
    </Article>
  );
}
