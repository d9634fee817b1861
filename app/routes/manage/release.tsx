/** Before release: what will happen, to whom, which e-mails go out, each letter to read; and one button. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { conflictedApplicationIds } from "#app/domain/assessment/read.server.ts";
import { listRecipients } from "#app/domain/awards/ledger.server.ts";
import { outcomes, sum } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/awards/policy.ts";
import { letterFor, listWaiting, release } from "#app/domain/awards/release.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { londonDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Details, Inset, SyntheticMark, Tag, Warning } from "#app/ui/show.tsx";
import { texts } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Release decisions: ${data.pot.round_title}, ${data.pot.area_name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.release(person, pot));
  const waiting = await listWaiting(db, pot.id);
  const closed = new Set(await conflictedApplicationIds(db, person.id, pot.id));
  const people = await listRecipients(db, waiting.map((one) => one.organisation_id));
  const today = londonDay(lade.now);
  return {
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, synthetic: pot.synthetic },
    ids: waiting.map((one) => one.decision_id),
    closed: waiting.filter((one) => closed.has(one.application_id)).length,
    awards: waiting.filter((one) => one.award_id).length,
    total: sum(waiting.map((one) => one.amount_pence ?? 0)),
    messages: sum(waiting.map((one) => people.filter((who) => who.organisation_id === one.organisation_id).length)),
    shown: waiting
      .filter((one) => !closed.has(one.application_id))
      .map((one) => ({
        ...{ id: one.decision_id, application_id: one.application_id, organisation: one.organisation, title: one.title, outcome: one.outcome, amount_pence: one.amount_pence },
        recipients: people.filter((who) => who.organisation_id === one.organisation_id).map((who) => `${who.name}, ${who.email}`),
        letter: letterFor(one, pot, today),
      })),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const released = await release(lade, params.pot ?? "", texts(form, "decision"));
  if (released.decisions === 0) return redirect(paths.potBoard(params.pot ?? "", { done: "nothing" }));
  return redirect(`${paths.potAwards(params.pot ?? "")}?done=released&decisions=${released.decisions}&messages=${released.messages}`);
});

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

export default function Release() {
  const { pot, ids, closed, awards, total, messages, shown } = useLoaderData<typeof loader>();
  return (
    <Article>
      <Breadcrumbs trail={[{ text: `${pot.round_title}, ${pot.area_name}`, to: paths.managePot(pot.id) }, { text: "Decide", to: paths.potBoard(pot.id) }, { text: "Release" }]} />
      <PageHeader title={`Release decisions: ${pot.round_title}, ${pot.area_name}`}>{pot.synthetic ? <p><SyntheticMark /></p> : null}</PageHeader>
      {ids.length === 0 ? (
        <p>Nothing is waiting. Decisions that you record stand here until you release them.</p>
      ) : (
        <>
          <p>When you release:</p>
          <ul>
            <li>{count(awards, "award")}, {formatPence(total)} together, {awards === 1 ? "enters" : "enter"} the public register and the figures at once;</li>
            <li>{count(messages, "e-mail")} {messages === 1 ? "goes" : "go"} out: who gets which letter stands below;</li>
            <li>each group with an offer has 28 days to accept it.</li>
          </ul>
          <Warning>A released decision can’t be taken back. An award can be reduced or withdrawn later, with a reason.</Warning>
          {closed > 0 ? <p>{count(closed, "letter")} not shown to you, because you have an interest. {closed === 1 ? "It is" : "They are"} released with the others.</p> : null}
          <h2>The letters</h2>
          {shown.map((one) => (
            <section key={one.id} aria-labelledby={`letter-${one.id}`}>
              <h3 id={`letter-${one.id}`}><a href={paths.decideApplication(one.application_id)}>{one.organisation}</a></h3>
              <p>
                <Tag colour={outcomes[one.outcome].colour}>{outcomes[one.outcome].staff}</Tag> {one.amount_pence === null ? one.title : `${formatPence(one.amount_pence)}, ${one.title}`}
              </p>
              {one.recipients.length === 0 ? (
                <Inset>Nobody in this group has confirmed an e-mail address. They see the decision when they sign in; tell them by telephone or letter too.</Inset>
              ) : (
                <p>To {one.recipients.join("; ")}</p>
              )}
              <Details summary={<>Read the letter<span className="visually-hidden"> to {one.organisation}</span></>}>
                <p><strong>{one.letter.subject}</strong></p>
                <p className="app-as-typed">{one.letter.body}</p>
              </Details>
            </section>
          ))}
          <Form>
            {ids.map((id) => <Hidden key={id} name="decision" value={id} />)}
            <ButtonGroup><Button>{`Release ${count(ids.length, "decision")}`}</Button></ButtonGroup>
          </Form>
        </>
      )}
    </Article>
  );
}
