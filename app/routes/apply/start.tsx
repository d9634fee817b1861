/** Choosing the group that applies and the form that fits the amount, and beginning. Beginning twice leads to the same application. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { eligibility } from "#app/domain/applications/eligibility.ts";
import { may } from "#app/domain/applications/policy.ts";
import { formsOpenTo, groupFactsOf, startApplication } from "#app/domain/applications/start.server.ts";
import { findPot } from "#app/domain/funds/read.server.ts";
import { listFormsOf } from "#app/domain/funds/round-forms.server.ts";
import { formsWithin } from "#app/domain/funds/round-forms.ts";
import { Invalid, NotFound } from "#app/domain/kernel/errors.ts";
import { parsePounds } from "#app/domain/kernel/money.ts";
import { getOrganisation, listOrganisationsOf } from "#app/domain/organisations/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, MoneyField, Radios } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Notice } from "#app/ui/show.tsx";
import { text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { choicesFrom, FormChoices } from "../parts/form-size.tsx";
import { potForPage } from "../parts/pot-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Apply: ${data.pot.name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = signedIn(lade);
  const pot = await findPot(lade.db, params.round ?? "", params.area ?? "");
  if (!pot || pot.round_kind !== "live") throw new NotFound();
  const organisations = await listOrganisationsOf(lade.db, person);
  const { name, round, area, national, open, opens, closes, closesIn, body } = potForPage(pot, lade.now);
  return {
    pot: { name, round, area, national, open, opens, closes, closesIn, body },
    forms: choicesFrom(formsWithin(await listFormsOf(lade.db, pot.round_id), pot)),
    emailConfirmed: person.emailConfirmed,
    groups: organisations.map((group) => {
      const verdict = may.start(person, { organisation_id: group.id });
      const { against, ask } = eligibility(pot, groupFactsOf(group));
      const elsewhere = !national && group.area_code !== pot.area_code ? `Your group is based in ${group.area_name}, and this round is for people in ${pot.area_name}.` : "";
      const note = verdict.allowed ? (against[0] ?? ask[0]) : undefined;
      return { id: group.id, name: group.name, can: verdict.allowed && against.length === 0, hint: [verdict.allowed ? "" : verdict.because, note ? `${note.reason} ${note.next}` : "", elsewhere].filter(Boolean).join(" ") };
    }),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  signedIn(lade);
  const pot = await findPot(lade.db, params.round ?? "", params.area ?? "");
  if (!pot) throw new NotFound();
  const organisation_id = text(form, "organisation_id");
  const typed = text(form, "about").trim();
  const about = typed === "" ? undefined : parsePounds(typed);
  const errors: Record<string, string> = {};
  if (organisation_id === "") errors["organisation_id"] = "Choose the group that applies";
  if (typed !== "" && (about === undefined || about === 0)) errors["about"] = "Enter the amount in pounds, like 2,500";
  if (typed === "" && organisation_id !== "") {
    // Only where the amount decides between forms is it needed.
    const forms = await formsOpenTo(lade.db, pot, await getOrganisation(lade, organisation_id));
    if (forms.length > 1) errors["about"] = "Enter about how much you will ask for. A guess will do, and you can change it";
  }
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  const { id, started } = await startApplication(lade, { pot_id: pot.id, organisation_id, about_pence: about ?? null });
  return redirect(started ? `${paths.application(id)}?done=started` : paths.application(id));
});

export default function Start() {
  const { pot, forms, groups, emailConfirmed } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const place = [pot.round.code, pot.area.slug] as const;
  const here = paths.startApplication(...place);
  const can = groups.filter((group) => group.can);
  return (
    <Article>
      <BackLink to={paths.pot(...place)}>{pot.name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Apply: ${pot.name}`} lead={pot.open ? `Open until ${pot.closes}: it closes ${pot.closesIn}.` : undefined} />
      {pot.open ? null : <Notice kind="info" title="This round is not open now">{pot.opens ? `It opens, or opened, on ${pot.opens}. Applications that were begun in time are on your desk.` : "Its dates have not been announced yet."}</Notice>}
      {emailConfirmed ? null : <Notice kind="warning" title="Confirm your e-mail address first"><p>We sent you a link. If it has not come, <a href={paths.account()}>ask for another</a>.</p></Notice>}
      {groups.length === 0 ? (
        <>
          <p>You apply on behalf of a group. Tell us about yours first: it takes about five minutes, and you only do it once.</p>
          <ButtonGroup><Button to={paths.newOrganisation({ next: here })}>Set up your group</Button></ButtonGroup>
        </>
      ) : (
        <>
          {groups.filter((group) => !group.can).map((group) => <Inset key={group.id}><p><strong>{group.name}</strong></p><p>{group.hint}</p><p><a href={paths.organisation(group.id)}>Look at this group's details</a></p></Inset>)}
          {can.length > 0 ? (
            <Form refused={refused}>
              <Radios name="organisation_id" legend="Which group is applying?" value={can.length === 1 ? can[0]!.id : undefined} options={can.map((group) => ({ value: group.id, text: group.name, hint: group.hint || undefined }))} />
              {forms.length > 1 ? (
                <>
                  <h2>A small grant, a short form</h2>
                  <p>The amount you ask for decides which form you fill in.</p>
                  <FormChoices forms={forms} questions={(code) => paths.questions(...place, { form: code })} />
                  <MoneyField name="about" label="About how much will you ask for, in pounds?" hint="A guess will do. If it grows, you can go on in the longer form with every answer kept." />
                </>
              ) : null}
              {pot.open ? <ButtonGroup><Button>Begin</Button></ButtonGroup> : null}
            </Form>
          ) : null}
          <p><a href={paths.newOrganisation({ next: here })}>Set up another group</a></p>
        </>
      )}
      {pot.open && can.length > 0 ? <p>Beginning sends nothing. You can stop, come back, and let others in your group help.</p> : null}
    </Article>
  );
}
