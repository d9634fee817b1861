/** Going on in the longer form: what stays, what is asked in addition, and the one button that does it. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { may } from "#app/domain/applications/policy.ts";
import { formFit, goOnInLongerForm } from "#app/domain/applications/start.server.ts";
import { shortTitle } from "#app/domain/forms/model.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Form } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { readDraft } from "../parts/draft.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Your form: ${data.where}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  signedIn(lade);
  const { application, definition, pot, answers, where } = await readDraft(lade, params.id ?? "");
  permit(may.write(lade.actor, application));
  if (application.received_at && !application.reopened_at) throw redirect(paths.applicationReceipt(application.id));
  const { longer, up_to_pence } = await formFit(lade.db, application, pot.round_id, answers);
  const asked = new Set(definition.sections.flatMap((section) => section.questions.map((question) => question.id)));
  const more = longer?.definition.sections.flatMap((section) => section.questions).filter((question) => !asked.has(question.id)) ?? [];
  return {
    id: application.id,
    where,
    name: definition.name ?? definition.title,
    upTo: up_to_pence === null ? null : formatPence(up_to_pence),
    asked: typeof answers["asked"] === "number" ? formatPence(answers["asked"]) : null,
    answered: Object.keys(answers).length,
    longer: longer && { name: longer.definition.name ?? longer.definition.title, minutes: longer.definition.minutes ?? null, more: more.map((question) => ({ id: question.id, title: shortTitle(question) })) },
  };
});

export const action = verb(async ({ lade, params }) => {
  signedIn(lade);
  const id = params.id ?? "";
  await goOnInLongerForm(lade, id);
  return redirect(`${paths.application(id)}?done=longer`);
});

export default function FormPage() {
  const { id, where, name, upTo, asked, answered, longer } = useLoaderData<typeof loader>();
  return (
    <Article>
      <BackLink to={paths.application(id)}>All parts of the application</BackLink>
      {longer ? (
        <>
          <PageHeader title={`Go on in ${longer.name}`} label={where} lead={`${name.charAt(0).toUpperCase()}${name.slice(1)} is for grants up to ${upTo}, and you are asking for ${asked}.`} />
          <p>{answered === 1 ? "The answer you have written stays as it is." : `The ${answered} answers you have written stay as they are.`} These are asked in addition:</p>
          <ul>{longer.more.map((question) => <li key={question.id}>{question.title}</li>)}</ul>
          {longer.minutes === null ? null : <p>The whole of it takes about {longer.minutes} minutes. Nothing is sent until you send it.</p>}
          <Form>
            <ButtonGroup>
              <Button>{`Go on in ${longer.name}`}</Button>
              <a href={paths.application(id)}>Stay, and ask for less</a>
            </ButtonGroup>
          </Form>
        </>
      ) : (
        <>
          <PageHeader title="Your form fits" label={where} lead={upTo ? `You are in ${name}, for grants up to ${upTo}.` : `You are in ${name}.`} />
          <p>{upTo ? "If you ask for more than that, you can go on in the longer form from here, with every answer kept." : "There is no longer one."}</p>
        </>
      )}
    </Article>
  );
}
