/** Setting up a group: once, before its first application. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { sameSitePath } from "#app/domain/accounts/model.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { createOrganisation } from "#app/domain/organisations/change.server.ts";
import { organisationSchema } from "#app/domain/organisations/model.ts";
import { may } from "#app/domain/organisations/policy.ts";
import { listChoices } from "#app/domain/organisations/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { OrganisationFields } from "../parts/organisation-fields.tsx";

export const meta: MetaFunction = () => title("Set up your group");

export const loader = page(async ({ lade, url }) => {
  permit(may.create(signedIn(lade)));
  return { choices: await listChoices(lade.db), next: sameSitePath(url.searchParams.get("next")) ?? "" };
});

export const action = verb(async ({ lade, form }) => {
  signedIn(lade);
  const id = await createOrganisation(lade, parseForm(organisationSchema, form));
  return redirect(sameSitePath(text(form, "next")) ?? `${paths.organisation(id)}?done=created`);
});

export default function NewOrganisation() {
  const { choices, next } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.desk()}>Your desk</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Set up your group" lead="We ask this once. You can change it at any time, and every application uses it." />
      <Form refused={refused}>
        {next ? <Hidden name="next" value={next} /> : null}
        <OrganisationFields choices={choices} hostOpen={Object.keys(refused?.errors ?? {}).some((field) => field.startsWith("host_"))} />
        <ButtonGroup><Button>Set up the group</Button></ButtonGroup>
      </Form>
    </Article>
  );
}
