/** Changing what a group says about itself. What was sent with an application stays as it was. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { permit } from "#app/domain/kernel/actor.ts";
import { sameSitePath } from "#app/domain/accounts/model.ts";
import { changeOrganisation } from "#app/domain/organisations/change.server.ts";
import { organisationSchema } from "#app/domain/organisations/model.ts";
import { factTitles, isPart, partSchemas } from "#app/domain/organisations/profile.ts";
import { changePart } from "#app/domain/organisations/profile.server.ts";
import { may } from "#app/domain/organisations/policy.ts";
import { getOrganisation, listChoices } from "#app/domain/organisations/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { OrganisationFields } from "../parts/organisation-fields.tsx";
import { ProfileFields } from "../parts/profile-fields.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Change: ${data.saved.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  signedIn(lade);
  const saved = await getOrganisation(lade, params.id ?? "");
  permit(may.edit(lade.actor, saved));
  const part = url.searchParams.get("part");
  return { saved, part: isPart(part) ? part : null, next: sameSitePath(url.searchParams.get("next")), choices: await listChoices(lade.db) };
});

export const action = verb(async ({ lade, params, form }) => {
  signedIn(lade);
  const id = params.id ?? "";
  const version = Number(/^\d{1,9}$/.exec(text(form, "version"))?.[0] ?? 0);
  switch (text(form, "part")) {
    case "people": await changePart(lade, id, { part: "people", input: parseForm(partSchemas.people, form) }, version); break;
    case "safeguarding": await changePart(lade, id, { part: "safeguarding", input: parseForm(partSchemas.safeguarding, form) }, version); break;
    case "bank": await changePart(lade, id, { part: "bank", input: parseForm(partSchemas.bank, form) }, version); break;
    default: await changeOrganisation(lade, id, parseForm(organisationSchema, form), version);
  }
  return redirect(sameSitePath(text(form, "next")) ?? `${paths.organisation(id)}?done=changed`);
});

export default function EditOrganisation() {
  const { saved, part, next, choices } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const back = next ?? paths.organisation(saved.id);
  return (
    <Article>
      <BackLink to={back}>{next ? "Back" : saved.name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={part ? factTitles[part] : `Change: ${saved.name}`} label={part ? saved.name : undefined} lead={part ? "We ask this once. Every application uses it." : "Applications that were sent keep what they said."} />
      <Form refused={refused}>
        <Hidden name="version" value={saved.version} />
        {next ? <Hidden name="next" value={next} /> : null}
        {part ? <Hidden name="part" value={part} /> : null}
        {part ? <ProfileFields part={part} saved={saved} /> : <OrganisationFields choices={choices} saved={saved} hostOpen={Object.keys(refused?.errors ?? {}).some((field) => field.startsWith("host_"))} />}
        <ButtonGroup>
          <Button>Save</Button>
          <a href={back}>Leave without saving</a>
        </ButtonGroup>
      </Form>
    </Article>
  );
}
