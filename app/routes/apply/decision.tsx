/** What the group reads after release: the decision, the feedback, and the offer to accept or decline. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { getApplication } from "#app/domain/applications/read.server.ts";
import { acceptanceForm, awardStates, declineOfferForm, outcomes, type AwardStatus } from "#app/domain/awards/model.ts";
import { declineOffer } from "#app/domain/awards/offer.server.ts";
import { may } from "#app/domain/awards/policy.ts";
import { findReleasedDecision, listToldReasons } from "#app/domain/awards/read.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { acceptOffer } from "#app/domain/monitoring/change.server.ts";
import { findReturnOfAward } from "#app/domain/monitoring/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Checkbox, ErrorSummary, Form, Hidden, TextArea, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Details, Notice, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { Paragraphs } from "../parts/pot-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Decision: ${data.application.title}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  signedIn(lade);
  const { db } = lade;
  const found = await getApplication(lade, params.id ?? "");
  if (!found.received_at || found.status === "withdrawn") throw new NotFound();
  const decision = (await findReleasedDecision(db, found.id)) ?? null;
  const pot = await getPot(db, found.pot_id);
  const back = decision?.award_id ? await findReturnOfAward(db, decision.award_id) : undefined;
  const answers = may.answerOffer(lade.actor, found);
  const { id, reference, organisation_name, asked_pence, synthetic } = found;
  return {
    application: { id, reference, title: found.title, organisation_name, asked_pence, synthetic },
    fund: { title: pot.fund_title, area: pot.area_name, contact: pot.contact_email, decisions_by: pot.decisions_by },
    decision,
    told: decision?.award_id ? await listToldReasons(db, decision.award_id) : [],
    back: back ? { id: back.id, due_on: back.due_on, sent: back.status === "sent" } : null,
    /** Why the offer can't be answered by this person now; empty when it can. */
    notAnswering: !answers.allowed ? answers.because : decision && awaitsCondition(decision) ? "You can accept the offer when the fund’s team has recorded that this is settled." : decision?.accept_by && londonDay(lade.now) > decision.accept_by ? `The offer could be accepted until ${formatDay(decision.accept_by)}.` : "",
    done: url.searchParams.get("done"),
  };
});

const awaitsCondition = ({ outcome, conditions_met_at }: { outcome: string; conditions_met_at: Date | string | null }): boolean => outcome === "conditional" && conditions_met_at === null;

export const action = verb(async ({ lade, params, form }) => {
  signedIn(lade);
  const { id } = await getApplication(lade, params.id ?? "");
  const decision = await findReleasedDecision(lade.db, id);
  if (!decision?.award_id) throw new NotFound();
  const intent = text(form, "intent");
  if (intent === "accept") await acceptOffer(lade, decision.award_id, parseForm(acceptanceForm, form));
  else if (intent === "decline") await declineOffer(lade, decision.award_id, parseForm(declineOfferForm, form));
  else throw new NotFound();
  return redirect(`${paths.applicationDecision(id)}?done=${intent}`);
});

export default function Decision() {
  const { application, fund, decision, told, back, notAnswering, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  if (!decision) return <Waiting application={application} decisionsBy={fund.decisions_by} />;
  const open = decision.award_status === "released";
  const lapsed = decision.lapsed_at !== null;
  return (
    <Article>
      <BackLink to={paths.application(application.id)}>Your application</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Decision: ${application.title}`} label={`${fund.title}, ${fund.area}, ${application.reference}`} lead={leadFor(decision)} state={stateOf(decision)}>
        {application.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {done === "accept" && decision.award_status === "accepted" ? (
        <Notice kind="success" title="You have accepted the offer">
          {back ? `We would like to hear how it went by ${formatDay(back.due_on)}. A receipt is on its way to your group’s owners and editors.` : "A receipt is on its way to your group’s owners and editors."}
        </Notice>
      ) : null}
      {lapsed ? <Notice kind="warning" title="The offer has ended">{`It could be accepted until ${formatDay(decision.accept_by!)}. If that comes as a surprise, write to the fund’s team.`}</Notice> : null}
      {done === "decline" && decision.award_status === "not-taken-up" && !lapsed ? <Notice kind="success" title="You have declined the offer">The money can go to another group. Thank you for telling us.</Notice> : null}
      <SummaryList
        rows={[
          { key: "Group", value: application.organisation_name },
          { key: "You asked for", value: formatPence(application.asked_pence ?? 0) },
          ...(decision.amount_pence === null ? [] : [{ key: decision.award_status === "withdrawn" ? "The award was" : "The award", value: formatPence(decision.amount_pence) }]),
          ...(decision.award_reference ? [{ key: "Reference of the award", value: decision.award_reference }] : []),
          { key: "Decision sent", value: formatDay(londonDay(new Date(decision.released_at!))) },
          ...(decision.accepted_at ? [{ key: "Accepted", value: `${decision.signatory_name}, ${decision.signatory_role}, ${formatDay(londonDay(new Date(decision.accepted_at)))}` }] : []),
        ]}
      />
      {told.map((event) => (
        <section key={event.recorded_at}>
          <h2>{event.kind === "reduced" ? `The award became ${formatPence(-event.change_pence)} smaller` : "The award was withdrawn"}</h2>
          <p>{formatDay(londonDay(new Date(event.recorded_at)))}</p>
          <p className="app-as-typed">{event.reason}</p>
        </section>
      ))}
      {decision.words ? <><h2>What we want to tell you about the decision</h2><Paragraphs text={decision.words} /></> : null}
      {decision.outcome === "conditional" ? (
        <>
          <h2>{awaitsCondition(decision) ? "What has to be settled first" : "What had to be settled first"}</h2>
          <p className="app-as-typed">{decision.conditions_to_meet}</p>
          <p>{decision.conditions_met_at ? `Settled, ${formatDay(londonDay(new Date(decision.conditions_met_at)))}.` : "Show the fund’s team that it is settled. The owner of your group can accept the offer once they have recorded it."}</p>
        </>
      ) : null}
      {decision.outcome === "decline" ? <><h2>What you can do next</h2><p>You do not need to do anything. You can apply again in a later round.</p></> : null}
      {decision.outcome === "reserve" ? <Reserve amount={decision.decided_pence} position={decision.reserve_position} /> : null}
      {decision.conditions ? <><h2>Conditions of the offer</h2><p className="app-as-typed">{decision.conditions}</p></> : null}
      {open ? <Offer acceptBy={decision.accept_by} amount={decision.amount_pence ?? 0} notAnswering={notAnswering} /> : null}
      {back && decision.award_status === "accepted" ? (
        <>
          <h2>Your return</h2>
          {back.sent ? <p><a href={paths.grantReturn(back.id)}>Read the return that you sent</a></p> : (
            <>
              <p>{`When the project has ended, tell us by ${formatDay(back.due_on)} what was done, how many people took part, what changed and what was spent.`}</p>
              <ButtonGroup><Button to={paths.grantReturn(back.id)}>Write your return</Button></ButtonGroup>
            </>
          )}
        </>
      ) : null}
      <h2>Questions</h2>
      <p>{fund.contact ? <>Write to <a href={`mailto:${fund.contact}`}>{fund.contact}</a></> : "Ask the fund’s administrator"} and give the reference {application.reference}.</p>
    </Article>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

type Decided = NonNullable<Data["decision"]>;

function stateOf(decision: Decided): { text: string; colour: (typeof awardStates)[AwardStatus]["colour"] } | undefined {
  if (decision.lapsed_at) return { text: "Offer ended", colour: "grey" };
  if (decision.award_status === "released" && awaitsCondition(decision)) return { text: "Something to settle first", colour: "yellow" };
  if (decision.award_status) return { text: awardStates[decision.award_status].applicant, colour: awardStates[decision.award_status].colour };
  return decision.outcome === "reserve" ? { text: "On the reserve list", colour: "blue" } : undefined;
}

const Reserve = ({ amount, position }: { amount: number | null; position: number | null }) => (
  <>
    <h2>What the reserve list means</h2>
    <p>{`If money comes free, ${amount === null ? "a grant" : formatPence(amount)} is offered in the order of the list. ${position === null ? "" : `Your place on it is ${position}. `}We write to you if it is your turn. You do not need to do anything.`}</p>
  </>
);

function leadFor(decision: Decided): string {
  if (decision.award_status === "withdrawn") return "This award has been withdrawn.";
  if (decision.lapsed_at) return "The offer was not accepted in its time.";
  return `${outcomes[decision.outcome].applicant}.`;
}

const Waiting = ({ application, decisionsBy }: { application: Data["application"]; decisionsBy: string | null }) => (
  <Article>
    <BackLink to={paths.application(application.id)}>Your application</BackLink>
    <PageHeader title={`Decision: ${application.title}`} label={application.reference} state={{ text: "Being considered", colour: "blue" }} />
    <p>{`We have not told any decision yet. ${decisionsBy ? `We aim to by ${formatDay(decisionsBy)}, and write` : "When we do, we write"} to your group’s owners and editors.`}</p>
  </Article>
);

function Offer({ acceptBy, amount, notAnswering }: { acceptBy: string | null; amount: number; notAnswering: string }) {
  const refused = useRefused();
  const intent = refused?.values.intent?.[0];
  if (notAnswering) return <><h2>The offer</h2><p>{notAnswering}</p></>;
  return (
    <>
      <h2>Accept the offer</h2>
      <p>{`The offer of ${formatPence(amount)} is open until ${acceptBy ? formatDay(acceptBy) : "you answer"}. No money is paid before it is accepted.`}</p>
      <Form refused={intent === "accept" ? refused : undefined}>
        <Hidden name="intent" value="accept" />
        <TextField name="signatory_name" label="Who signs for your group?" hint="The full name of someone your group has chosen to sign for it" autoComplete="name" />
        <TextField name="signatory_role" label="What is their role?" hint="For example, chair or treasurer" />
        <Checkbox name="agreed" label={`We accept ${formatPence(amount)} for this project and its conditions. We will spend it on the project only, tell the fund if something important changes, and send a return.`} />
        <Button>Accept the offer</Button>
      </Form>
      <Details summary="Decline the offer" open={intent === "decline"}>
        <Form refused={intent === "decline" ? refused : undefined}>
          <Hidden name="intent" value="decline" />
          <p>The money then goes to another group. You can’t accept it afterwards.</p>
          <TextArea name="reason" label="Why do you decline?" optional rows={3} limit={2000} />
          <Button secondary>Decline the offer</Button>
        </Form>
      </Details>
    </>
  );
}
