/** Entering an application that came on paper or by telephone, for a group that is not here yet. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { enteredHow, enterSchema } from "#app/domain/applications/on-behalf.ts";
import { enterForGroup } from "#app/domain/applications/on-behalf.server.ts";
import { may } from "#app/domain/applications/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { organisationSchema } from "#app/domain/organisations/model.ts";
import { listChoices } from "#app/domain/organisations/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, DateField, ErrorSummary, Form, MoneyField, Radios, TextField, TimeField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { dayFrom, formFields, parse, parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { OrganisationFields } from "../parts/organisation-fields.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Enter an application: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.enterFor(person, pot));
  return { id: pot.id, name: `${pot.round_title}, ${pot.area_name}`, choices: await listChoices(lade.db) };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const [input, group] = both(() => parse(enterSchema, { ...formFields(form), arrived_on: dayFrom(form, "arrived_on") }), () => parseForm(organisationSchema, form));
  const application = await enterForGroup(lade, params.pot ?? "", input, group);
  return redirect(`${paths.application(application)}?done=entered`);
});

/** What two schemas read from one form. Throws Invalid with the messages of both, so that nobody corrects it twice. */
function both<A, B>(first: () => A, second: () => B): [A, B] {
  try {
    const one = first();
    return [one, second()];
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    throw new Invalid({ ...error.fields, ...refusalOf(second) });
  }
}
function refusalOf(read: () => unknown): Record<string, string> {
  try {
    read();
    return {};
  } catch (error) {
    if (error instanceof Invalid) return { ...error.fields };
    throw error;
  }
}

export default function EnterApplication() {
  const { id, name, choices } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.potApplications(id)}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="Enter an application for a group" label={name} lead="For what came on paper or by telephone. It counts as received when it came." />
      <p>You type it in, add the signed form to the group&apos;s documents, and send it. The group gets an e-mail, reads what you entered and confirms it. After that you can&apos;t see into its account any more.</p>
      <p>Is the group here already? Then one of its people has to write it: help them by telephone. Nobody outside a group may see what it keeps here.</p>
      <Form refused={refused}>
        <h2>How it came</h2>
        <Radios name="how" legend="How did it come?" options={Object.entries(enteredHow).map(([value, words]) => ({ value, text: words }))} />
        <DateField name="arrived_on" legend="On which day did it come?" />
        <TimeField name="arrived_time" label="At what time, on the clock in Scotland?" />
        <TextField name="contact_email" label="E-mail address of somebody in the group" hint="They get a link, become the group's owner here, and confirm what you enter." type="email" autoComplete="off" />
        <MoneyField name="about" label="About how much do they ask for?" hint="It chooses the form that fits." optional />
        <h2>The group</h2>
        <p>Fill this in as the group would: “you” is the group.</p>
        <OrganisationFields choices={choices} hostOpen={Object.keys(refused?.errors ?? {}).some((field) => field.startsWith("host_"))} />
        <ButtonGroup><Button>Begin the application</Button></ButtonGroup>
      </Form>
    </Article>
  );
}
