/** What a group has told us about itself, with an application: still right? */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { getApplication } from "#app/domain/applications/read.server.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { may } from "#app/domain/organisations/policy.ts";
import { factsHoldFor, isFact, isPart, toldSince, type Fact } from "#app/domain/organisations/profile.ts";
import { confirmFacts, getProfile } from "#app/domain/organisations/profile.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice, SummaryCard, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { text, texts } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `About ${data.group.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = signedIn(lade);
  const application = await getApplication(lade, params.id ?? "");
  const profile = await getProfile(lade, application.organisation_id);
  const since = toldSince(lade.now);
  const cards = profile.facts.map(({ fact, title: heading, lines, told, needed, confirmed_at, confirmed_by }) => {
    const holds = told && confirmed_at !== null && confirmed_at >= since;
    const day = confirmed_at ? formatDay(londonDay(confirmed_at)) : null;
    return { fact, heading, lines, told, needed, holds, told_on: day, told_by: confirmed_by, change: whereToChange(fact, application) };
  });
  return {
    done: url.searchParams.get("done") === "confirmed",
    id: application.id,
    synthetic: application.synthetic,
    sent: application.received_at !== null,
    group: { id: application.organisation_id, name: profile.name },
    version: profile.version,
    mayEdit: may.edit(person, { id: application.organisation_id }).allowed,
    cards: cards.filter(({ told, needed }) => told || needed),
    toTell: cards.filter(({ told, needed }) => needed && !told).length,
    toConfirm: cards.filter(({ told, holds }) => told && !holds).map(({ fact }) => fact),
  };
});

/** Where a fact is corrected, and back here. */
function whereToChange(fact: Fact, { id, organisation_id }: { id: string; organisation_id: string }): string {
  if (fact === "documents") return paths.organisationDocuments(organisation_id);
  return paths.editOrganisation(organisation_id, { part: isPart(fact) ? fact : undefined, next: paths.applicationProfile(id) });
}

export const action = verb(async ({ lade, params, form }) => {
  signedIn(lade);
  const application = await getApplication(lade, params.id ?? "");
  const version = Number(/^\d{1,9}$/.exec(text(form, "version"))?.[0] ?? 0);
  await confirmFacts(lade, application.organisation_id, texts(form, "fact").filter(isFact), version);
  return redirect(`${paths.applicationProfile(application.id)}?done=confirmed`);
});

export default function Profile() {
  const { done, id, synthetic, sent, group, version, mayEdit, cards, toTell, toConfirm } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const back = sent ? paths.applicationReceipt(id) : paths.application(id);
  const nextToTell = cards.find(({ told }) => !told);
  const settled = toTell === 0 && toConfirm.length === 0;
  return (
    <Article>
      <BackLink to={back}>{sent ? "Your application" : "Back to the application"}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      {done && settled ? <Notice kind="success" title="Thank you: that is all we need to know about your group">Your answers are used for every application. You can change them at any time.</Notice> : null}
      <PageHeader title={`About ${group.name}`} label="Your application" lead={settled ? "Nothing here needs you now." : toConfirm.length > 0 ? "We ask this once, not in every form. Is it still right?" : "We ask this once, not in every form."}>
        {synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {cards.map((card) => (
        <SummaryCard key={card.fact} level={2} title={card.heading} rows={card.lines.map(([key, value]) => ({ key, value: <span className="app-as-typed">{value}</span> }))} actions={mayEdit ? [{ to: card.change, text: card.told ? "Correct" : "Tell us", what: card.heading.toLowerCase() }] : []}>
          <p>
            {!card.told ? <Tag colour="blue">Not told yet</Tag> : card.holds ? <Tag colour="green">Up to date</Tag> : <Tag colour="yellow">Still right?</Tag>}{" "}
            {card.told && card.told_on ? `As ${card.told_by ? `${card.told_by} told us` : "you told us"} on ${card.told_on}.` : card.told ? "You told us before we kept the day." : "We need this before you send the application."}
          </p>
        </SummaryCard>
      ))}
      {mayEdit && toConfirm.length > 0 ? (
        <Form refused={refused}>
          <Hidden name="version" value={version} />
          {toConfirm.map((fact) => <Hidden key={fact} name="fact" value={fact} />)}
          <p>{toTell > 0 ? "What is marked “Still right?” is older than" : "Some of this is older than"} {factsHoldFor} days. If it has not changed, say so once for all of it.</p>
          <ButtonGroup><Button>Yes, this is still right</Button></ButtonGroup>
        </Form>
      ) : null}
      {mayEdit && toConfirm.length === 0 && nextToTell ? <ButtonGroup><Button to={nextToTell.change}>{`Tell us: ${nextToTell.heading.toLowerCase()}`}</Button></ButtonGroup> : null}
      {settled ? <ButtonGroup><Button to={back}>{sent ? "Back to your application" : "Go on with the application"}</Button></ButtonGroup> : null}
      {mayEdit ? null : <p>To correct something you need to be an editor: ask an owner of the group.</p>}
    </Article>
  );
}
