/** The reserve list of a pot: who stands on it, what the money that is free would reach, and moving one up. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { may } from "#app/domain/awards/policy.ts";
import { canBeOffered, type Reserve } from "#app/domain/awards/reserve.ts";
import { listReserves, moveUp } from "#app/domain/awards/reserve.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { boardTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Reserve list: ${data.pot.round_title}, ${data.pot.area_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.release(person, pot));
  const { reserves, turn, closed, remaining_pence } = await listReserves(lade.db, pot.id, person.id);
  return {
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, synthetic: pot.synthetic },
    reserves, someClosed: closed > 0, remaining_pence, turn: turn?.decision_id ?? null,
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.release(person, pot));
  if (text(form, "intent") !== "move-up") throw new NotFound();
  await moveUp(lade, pot.id, text(form, "decision"));
  return redirect(paths.potReserve(pot.id, { done: "moved-up" }));
}, { keepTyped: true });

export default function ReserveList() {
  const { pot, reserves, someClosed, remaining_pence, turn, done } = useLoaderData<typeof loader>();
  const overtaken = useOvertaken();
  const refused = useRefused();
  return (
    <Article>
      <Breadcrumbs trail={boardTrail(pot, { text: "Reserve list" })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Reserve list: ${pot.area_name}`} label={pot.round_title} lead={`${formatPence(remaining_pence)} of the pot is free.`}>{pot.synthetic ? <p><SyntheticMark /></p> : null}</PageHeader>
      {overtaken ? <Notice kind="warning" title="Nobody was moved up">{overtaken}.</Notice> : null}
      {done === "moved-up" ? (
        <Notice kind="success" title="Moved up"><p>The decision is recorded. The group hears of it when you release it: <a href={paths.potLetters(pot.id)}>draft its letter</a>.</p></Notice>
      ) : null}
      {someClosed ? <Inset>Projects in which you have an interest are not shown here. A colleague decides on them.</Inset> : null}
      {reserves.length === 0 ? (
        <p>Nobody stands on the list. A place on it is one of the decisions you can make on an application. <a href={paths.potBoard(pot.id)}>Go to the ranked list</a></p>
      ) : (
        <p>{turn ? "When an offer lapses, is declined or withdrawn, its money is free again. It is offered to nobody until you say so." : "Nobody can be offered a grant now: the money is not there, or the group has not been told that it is on the list."}</p>
      )}
      {reserves.map((one) => <OneReserve key={one.decision_id} one={one} potId={pot.id} turn={turn === one.decision_id} />)}
    </Article>
  );
}

function OneReserve({ one, potId, turn }: { one: Reserve; potId: string; turn: boolean }) {
  const refused = useRefused();
  return (
    <section aria-labelledby={`reserve-${one.decision_id}`}>
      <h2 id={`reserve-${one.decision_id}`}>{`${one.position}. `}<a href={paths.decideApplication(one.application_id)}>{one.organisation_name}</a></h2>
      <p>
        {turn ? <><Tag colour="green">Its turn</Tag>{" "}</> : null}
        {`${formatPence(one.amount_pence)} would be offered${one.amount_pence < one.asked_pence ? `, of ${formatPence(one.asked_pence)} asked for` : ""}: ${one.title ?? one.reference}`}
      </p>
      {one.told ? null : <p>The group has not been told that it is on the list. It hears of it when you <a href={paths.potRelease(potId)}>release the decision</a>.</p>}
      {one.told && one.amount_pence > one.fits_pence ? <p>{`${formatPence(one.fits_pence)} is free for it, ${formatPence(one.amount_pence - one.fits_pence)} too little.`}</p> : null}
      {turn ? (
        <Form refused={refused}>
          <Hidden name="decision" value={one.decision_id} />
          <Button name="intent" value="move-up">{`Offer ${formatPence(one.amount_pence)}`}<span className="visually-hidden"> to {one.organisation_name}</span></Button>
        </Form>
      ) : canBeOffered(one) ? <p><a href={paths.decideApplication(one.application_id)}>Decide on it out of its turn<span className="visually-hidden">: {one.organisation_name}</span></a></p> : null}
    </section>
  );
}
