/** One member of a panel: what they were asked to read, reminding them, asking somebody else, hints that only the administrator sees. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { replaceReader } from "#app/domain/assessment/change.server.ts";
import { hintsFor, listInterestsOf, listToDeclare } from "#app/domain/assessment/interests.server.ts";
import { changeSeat, removeFromPanel } from "#app/domain/assessment/panel-change.server.ts";
import { hintWordsOfAnother, movableSeats, owesSomething, seats, seatSchema, type Seat } from "#app/domain/assessment/panel.ts";
import { listPanel, listReading, remind } from "#app/domain/assessment/progress.server.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ErrorSummary, Form, Hidden, Select } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, WithSidebar } from "#app/ui/layout.tsx";
import { Details, Notice, SummaryList, Tag, type TagColour } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `${data.member.name} on the panel` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.seePanel(person, pot));
  const member = (await listPanel(lade.db, pot.id, person.id)).find(({ person_id }) => person_id === params.person);
  if (!member) throw new NotFound();
  const mayChange = may.changePanel(person, pot).allowed;
  return {
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, declaration_needed: pot.declaration_needed },
    member: { ...member, owes: owesSomething(member) },
    reading: await listReading(lade.db, pot.id, member.person_id, person.id),
    hints: mayChange ? await readHints(lade.db, pot.id, member.person_id, person.id) : [],
    interests: mayChange ? await listInterestsOf(lade.db, pot.id, member.person_id, person.id) : [],
    mayChange,
    done: url.searchParams.get("done"),
  };
});

/** Groups with which they declared nothing, beside which a hint stands. Those closed to the viewer are not here. */
async function readHints(db: Parameters<typeof hintsFor>[0], potId: string, personId: string, viewerId: string) {
  const groups = new Map((await listToDeclare(db, potId, personId, viewerId)).map(({ organisation_id, name, has_interest }) => [organisation_id, { name, answered: has_interest !== null }]));
  return (await hintsFor(db, potId, [personId], viewerId)).flatMap(({ organisation_id, kind }) => {
    const group = groups.get(organisation_id);
    return group ? [{ key: `${organisation_id}-${kind}`, words: hintWordsOfAnother[kind], ...group }] : [];
  });
}

export const action = verb(async ({ lade, params, form }) => {
  const administrator = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.changePanel(administrator, pot));
  const person = params.person ?? "";
  const back = (done: string) => redirect(paths.panelMember(pot.id, person, { done }));
  switch (text(form, "intent")) {
    case "remind":
      await remind(lade, pot.id, person);
      return back("reminded");
    case "seat":
      await changeSeat(lade, pot.id, person, parseForm(seatSchema, form).seat);
      return back("seat");
    case "replace":
      await replaceReader(lade, text(form, "application"), person, text(form, "person_id"));
      return back("replaced");
    case "remove":
      await removeFromPanel(lade, pot.id, person);
      return redirect(paths.potPanel(pot.id, { done: "removed" }));
    default:
      throw new NotFound();
  }
});

const doneWords: Record<string, string> = {
  reminded: "The reminder is on its way. They get no other today.",
  seat: "The seat is changed.",
  replaced: "The other reader has been asked, with an e-mail.",
  declared: "What they declared on paper is recorded.",
};

export default function MemberPage() {
  const { pot, member, reading, hints, interests, mayChange, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <>
      <Breadcrumbs
        trail={[{ text: "Your desk", to: paths.desk() }, { text: "Funds you look after", to: paths.manage() }, { text: pot.area_name, to: paths.managePot(pot.id) }, { text: "Panel", to: paths.potPanel(pot.id) }, { text: member.name }]}
      />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={member.name} label={`The panel of ${pot.round_title}, ${pot.area_name}`} state={member.owes ? { text: "Has something to do", colour: "yellow" } : { text: "Owes nothing", colour: "green" }} />
      {done && doneWords[done] && !refused ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      <WithSidebar sidebar={mayChange ? <Doing potId={pot.id} member={member} needed={pot.declaration_needed} /> : null}>
        <SummaryList
          rows={[
            { key: "Seat", value: seats[member.seat as Seat].text },
            { key: "Declared for the round", value: !pot.declaration_needed ? "Not asked for in this round" : member.declared_at ? `${formatInstant(new Date(member.declared_at))}${member.owes_round ? ". Groups have applied since" : ""}` : "Not yet" },
            { key: "Read so far", value: `${member.sent} of ${member.asked} sent, ${member.begun} begun${member.cannot > 0 ? `, can’t assess ${member.cannot}` : ""}` },
            { key: "Last seen", value: member.last_seen ? formatDay(member.last_seen) : "Never" },
            ...(mayChange ? [{ key: "E-mail address", value: <span className="ds_break-word">{member.email}</span> }] : []),
          ]}
        />
        <h2>What they were asked to read</h2>
        <Reading reading={reading} mayChange={mayChange} refused={refused} />
        {interests.length > 0 ? (
          <>
            <h2>Interests they declared</h2>
            <ul>{interests.map(({ organisation_id, name, explanation }) => <li key={organisation_id}><strong>{name}</strong>{explanation ? <p className="app-as-typed">{explanation}</p> : null}</li>)}</ul>
          </>
        ) : null}
        {hints.length > 0 ? (
          <>
            <h2>Hints</h2>
            <p>Groups to which they may be close, and in which they declared no interest. A hint is no fact: ask them, and let them declare. They see the same hints on their own list.</p>
            <ul>{hints.map(({ key, name, words, answered }) => <li key={key}><strong>{name}</strong>: {words}. {answered ? "They declared that they are not close to it." : "They have not declared yet."}</li>)}</ul>
          </>
        ) : null}
        {mayChange ? <Leaving member={member} /> : null}
      </WithSidebar>
    </>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function Doing({ potId, member, needed }: { potId: string; member: Data["member"]; needed: boolean }) {
  return (
    <>
      {member.owes && !member.reminded_today ? <Form><Hidden name="intent" value="remind" /><Button>Send a reminder</Button></Form> : null}
      {member.owes && member.reminded_today ? <p>They had a reminder today.</p> : null}
      <p><a href={paths.potReader(potId, member.person_id)}>Reading pack and score sheet</a></p>
      {needed && member.owes_round ? <p><a href={paths.panelMemberDeclaration(potId, member.person_id)}>Record a declaration made on paper</a></p> : null}
      {member.seat === "chair" ? null : (
        <Form>
          <Hidden name="intent" value="seat" />
          <Select name="seat" label="Seat" value={member.seat} options={movableSeats.map((value) => ({ value, text: seats[value].text }))} />
          <Button secondary small>Change the seat</Button>
        </Form>
      )}
    </>
  );
}

function Reading({ reading, mayChange, refused }: { reading: Data["reading"]; mayChange: boolean; refused: ReturnType<typeof useRefused> }) {
  return (
    <Table
      caption="Applications they were asked to read" captionHidden
      columns={[{ key: "project", heading: "Project" }, { key: "group", heading: "Group" }, { key: "state", heading: "State" }, ...(mayChange ? [{ key: "replace", heading: "Ask somebody else" }] : [])]}
      rows={reading.map((row) => {
        const state = stateOf(row);
        return {
          project: mayChange ? <a href={paths.manageApplication(row.application_id)}>{row.title}</a> : row.title,
          group: row.organisation_name,
          state: <Tag colour={state.colour}>{state.text}</Tag>,
          replace: !row.replaceable ? "" : row.choices.length === 0 ? "Nobody else can" : (
            <Details summary={<>Choose<span className="visually-hidden"> another reader of {row.title}</span></>} open={refused?.values.application?.[0] === row.application_id}>
              <Form refused={refused?.values.application?.[0] === row.application_id ? refused : undefined}>
                <Hidden name="intent" value="replace" />
                <Hidden name="application" value={row.application_id} />
                <Select name="person_id" id={`person_id-${row.application_id}`} label="Reader" options={row.choices.map(({ id, name, holds }) => ({ value: id, text: `${name} (${holds})` }))} />
                <Button secondary small>Ask them instead</Button>
              </Form>
            </Details>
          ),
        };
      })}
      empty="They have not been asked to read anything that you may see."
    />
  );
}

function stateOf({ sheet_status, has_interest }: Data["reading"][number]): { text: string; colour: TagColour } {
  if (sheet_status === "sent") return { text: "Scores sent", colour: "green" };
  if (sheet_status === "cannot") return { text: "Can’t assess it", colour: "orange" };
  if (has_interest === null) return { text: "To declare", colour: "yellow" };
  return sheet_status === "draft" ? { text: "Begun", colour: "blue" } : { text: "To score", colour: "blue" };
}

const Leaving = ({ member }: { member: Data["member"] }) => (
  <Details summary={`Take ${member.name} off this panel`}>
    <p>
      What they have not scored yet needs another reader. Scores they sent stay and count.{" "}
      {member.role_of_its_own ? "Their role in this area was not given with this seat, so it stays: a service administrator ends it." : "The role that came with the seat ends with it."}
    </p>
    <Form><Hidden name="intent" value="remove" /><Button secondary>Take them off the panel</Button></Form>
  </Details>
);
