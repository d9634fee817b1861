/** The panel of one pot: who sits on it, what they have declared and read, reminding them, inviting one more. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { inviteToPanel, needDeclaration, planReading } from "#app/domain/assessment/panel-change.server.ts";
import { invitationSchema, owesSomething, readingPlanSchema, seats, type Seat } from "#app/domain/assessment/panel.ts";
import { listPanel, remindAll } from "#app/domain/assessment/progress.server.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatDay, formatInstant, londonDay, londonTime } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, DateField, ErrorSummary, Form, Hidden, Radios, TextField, TimeField } from "#app/ui/forms.tsx";
import { Article, Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Inset, Notice, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { dayFrom, formFields, parse, parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `The panel: ${data.pot.area_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.seePanel(person, pot));
  const members = await listPanel(lade.db, pot.id, person.id);
  return {
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, synthetic: pot.synthetic, declaration_needed: pot.declaration_needed },
    plan: { version: pot.version, readers: pot.assessors_needed, lived: pot.lived_experience_readers, on: pot.scoring_closes_at ? londonDay(pot.scoring_closes_at) : "", time: pot.scoring_closes_at ? londonTime(pot.scoring_closes_at) : "" },
    scoringCloses: pot.scoring_closes_at ? formatInstant(pot.scoring_closes_at) : null,
    members: members.map(({ email: _email, ...member }) => ({ ...member, owes: owesSomething(member) })),
    mayChange: may.changePanel(person, pot).allowed,
    done: url.searchParams.get("done"),
    reminded: Number(url.searchParams.get("reminded") ?? "0"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.changePanel(person, pot));
  const intent = text(form, "intent");
  if (intent === "invite") {
    await inviteToPanel(lade, pot.id, parseForm(invitationSchema, form));
    return redirect(paths.potPanel(pot.id, { done: "invited" }));
  }
  if (intent === "remind") return redirect(paths.potPanel(pot.id, { done: "reminded", reminded: await remindAll(lade, pot.id) }));
  if (intent === "plan") {
    await planReading(lade, pot.id, parse(readingPlanSchema, { ...formFields(form), scoring_closes_on: dayFrom(form, "scoring_closes_on") }));
    return redirect(paths.potPanel(pot.id, { done: "planned" }));
  }
  if (intent !== "need-declaration") throw new NotFound();
  await needDeclaration(lade, pot.id);
  return redirect(paths.potPanel(pot.id, { done: "asked" }));
});

const doneWords: Record<string, string> = {
  invited: "They have an e-mail. First they declare, then you can ask them to read.",
  planned: "What the panel is asked for is changed.",
  asked: "From now on the panel declares for the round before anything opens to them.",
  removed: "They are off the panel. Scores they sent stay and count.",
};

export default function PanelPage() {
  const data = useLoaderData<typeof loader>();
  const { pot, members, mayChange, done, reminded } = data;
  const refused = useRefused();
  const owing = members.filter(({ owes }) => owes).length;
  const toRemind = members.filter(({ owes, reminded_today }) => owes && !reminded_today).length;
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "Funds you look after", to: paths.manage() }, { text: pot.area_name, to: paths.managePot(pot.id) }, { text: "Panel" }]} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader
        title={`The panel: ${pot.area_name}`} label={pot.round_title}
        lead={`${members.length === 1 ? "1 person" : `${members.length} people`}. ${owing === 0 ? "Nobody owes anything." : `${owing} ${owing === 1 ? "has" : "have"} something to do.`}${data.scoringCloses ? ` Scores are wanted by ${data.scoringCloses}.` : ""}`}
      >
        {pot.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {done && doneWords[done] && !refused ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      {done === "reminded" && !refused ? <Notice kind={reminded > 0 ? "success" : "info"} title={reminded === 0 ? "Nobody was reminded" : reminded === 1 ? "1 reminder is on its way" : `${reminded} reminders are on their way`}>{reminded === 0 ? "Whoever owes something had a reminder today, and one a day is enough." : "Nobody gets more than one a day."}</Notice> : null}
      <Ways potId={pot.id} mayChange={mayChange} toRemind={toRemind} />
      <Members potId={pot.id} members={members} needed={pot.declaration_needed} />
      <p className="ds_hint-text">Which seat somebody has is shown to you and the chair alone. Applications that are closed to you are in none of these numbers.</p>
      {pot.declaration_needed || !mayChange ? null : (
        <Inset>
          <p>This panel declares for each application, and not yet for the round. Ask for both, and nothing opens to anybody before they have said to which of the groups they are close.</p>
          <Form><Hidden name="intent" value="need-declaration" /><Button secondary>Ask the panel to declare for the round</Button></Form>
        </Inset>
      )}
      {mayChange ? <Invite refused={refused} /> : null}
      {mayChange ? <Plan plan={data.plan} refused={refused} /> : null}
    </Wide>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function Members({ potId, members, needed }: { potId: string; members: Data["members"]; needed: boolean }) {
  return (
    <Table
      caption="Who sits on the panel and how far they are" captionHidden
      columns={[
        { key: "name", heading: "Name" },
        { key: "seat", heading: "Seat" },
        { key: "declared", heading: "Declared for the round" },
        { key: "asked", heading: "Asked to read", numeric: true },
        { key: "begun", heading: "Begun", numeric: true },
        { key: "sent", heading: "Sent", numeric: true },
        { key: "seen", heading: "Last seen" },
      ]}
      rows={members.map((member) => ({
        name: <><a href={paths.panelMember(potId, member.person_id)}>{member.name}</a>{member.confirmed ? null : <> <Tag colour="grey">Not signed in yet</Tag></>}</>,
        seat: seats[member.seat as Seat].text,
        declared: !needed ? "Not asked" : member.owes_round ? <Tag colour="yellow">{member.declared_at ? "New groups" : "To declare"}</Tag> : <Tag colour="green">Declared</Tag>,
        asked: member.asked,
        begun: member.begun,
        sent: <>{member.sent}{member.cannot > 0 ? <> <Tag colour="orange">{`Can’t assess ${member.cannot}`}</Tag></> : null}</>,
        seen: member.last_seen ? formatDay(member.last_seen) : "Never",
      }))}
      empty="Nobody sits on this panel yet."
    />
  );
}

function Ways({ potId, mayChange, toRemind }: { potId: string; mayChange: boolean; toRemind: number }) {
  return (
    <>
      {mayChange ? (
        <Form>
          <Hidden name="intent" value="remind" />
          <ButtonGroup>
            <Button to={paths.potAssign(potId)}>Share applications out</Button>
            {toRemind > 0 ? <Button secondary>{toRemind === 1 ? "Remind the one who owes something" : `Remind the ${toRemind} who owe something`}</Button> : null}
          </ButtonGroup>
        </Form>
      ) : null}
      <p><a href={paths.declareRound(potId)}>Your own declaration</a></p>
    </>
  );
}

const Invite = ({ refused }: { refused: ReturnType<typeof useRefused> }) => (
  <Article>
    <h2>Invite somebody</h2>
    <p>They get an e-mail and, where they have none, an account that only their mailbox opens. For somebody who reads on paper, record their declaration and enter their scores from their own page.</p>
    <Form refused={refused?.values.intent?.[0] === "invite" ? refused : undefined}>
      <Hidden name="intent" value="invite" />
      <TextField name="name" label="Name" autoComplete="off" />
      <TextField name="email" label="E-mail address" type="email" autoComplete="off" />
      <Radios name="seat" legend="Seat" small options={(Object.keys(seats) as Seat[]).map((value) => ({ value, ...seats[value] }))} />
      <Button secondary>Invite to the panel</Button>
    </Form>
  </Article>
);

const Plan = ({ plan, refused }: { plan: Data["plan"]; refused: ReturnType<typeof useRefused> }) => (
  <Article>
    <h2>What the panel is asked for</h2>
    <p>{plan.readers === 1 ? "One person reads each application" : `${plan.readers} people read each application`}, as the pot’s settings say.</p>
    <Form refused={refused?.values.intent?.[0] === "plan" ? refused : undefined}>
      <Hidden name="intent" value="plan" />
      <Hidden name="version" value={String(plan.version)} />
      <DateField name="scoring_closes_on" legend="Scores wanted by (optional)" hint="Readers and reminders name it. Scores can be changed until the chair closes scoring" value={plan.on} />
      <TimeField name="scoring_closes_time" label="Time of that day, on the clock in Scotland" value={plan.time} />
      <Radios
        name="lived_experience_readers" legend="Readers of each application who have lived experience, at least" small inline value={String(plan.lived)}
        options={["0", "1", "2", "3"].map((value) => ({ value, text: value }))}
      />
      <Button secondary>Save</Button>
    </Form>
  </Article>
);
