/** Changing what a group says about itself. What was sent with an application stays as it was. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { permit } from "#app/domain/kernel/actor.ts";
import { changeOrganisation } from "#app/domain/organisations/change.server.ts";
import { organisationSchema } from "#app/domain/organisations/model.ts";
import { may } from "#app/domain/organisations/policy.ts";
import { getOrganisation, listChoices } from "#app/domain/organisations/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { OrganisationFields } from "../parts/organisation-fields.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Change: ${data.saved.name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  signedIn(lade);
  const saved = await getOrganisation(lade, params.id ?? "");
  permit(may.edit(lade.actor, saved));
  return { saved, choices: await listChoices(lade.db) };
});

export const action = verb(async ({ lade, params, form }) => {
  signedIn(lade);
  const id = params.id ?? "";
  await changeOrganisation(lade, id, parseForm(organisationSchema, form), Number(/^\d{1,9}$/.exec(text(form, "version"))?.[0] ?? 0));
  return redirect(`${paths.organisation(id)}?done=changed`);
});

export default function EditOrganisation() {
  const { saved, choices } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.organisation(saved.id)}>{saved.name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Change: ${saved.name}`} lead="Applications that were sent keep what they said." />
      <Form refused={refused}>
        <Hidden name="version" value={saved.version} />
        <OrganisationFields choices={choices} saved={saved} hostOpen={Object.keys(refused?.errors ?? {}).some((field) => field.startsWith("host_"))} />
        <ButtonGroup>
          <Button>Save</Button>
          <a href={paths.organisation(saved.id)}>Leave without saving</a>
        </ButtonGroup>
      </Form>
    </Article>
  );
}
