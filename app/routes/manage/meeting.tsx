/** The meeting on a pot: who is in the room, who leaves for which application, notes, and the close that freezes the board. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { readBoard } from "#app/domain/awards/board.server.ts";
import { arrivalForm, arrive, closeMeeting, comeBack, depart, listMeetingPeople, notesForm, openMeeting, openMeetingForm, saveNotes, stepOut, stepOutForm } from "#app/domain/awards/meeting.server.ts";
import { findOpenMeeting, listAttendance, listLeaves } from "#app/domain/awards/meeting-read.server.ts";
import { may } from "#app/domain/awards/policy.ts";
import { listMeetings } from "#app/domain/awards/snapshot.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatClock, formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Checkbox, Checkboxes, ErrorSummary, Form, Hidden, Select, TextArea, TextField } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, WithSidebar } from "#app/ui/layout.tsx";
import { Details, Notice, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { boardTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Meeting: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.holdMeeting(person, pot));
  const open = await findOpenMeeting(db, pot.id);
  const { seen } = await readBoard(db, pot.id, person.id);
  return {
    id: pot.id, name: `${pot.round_title}, ${pot.area_name}`, round_title: pot.round_title, area_name: pot.area_name, me: person.id,
    open: open && { ...open, since: formatClock(open.opened_at) },
    people: await listMeetingPeople(lade, pot),
    attendance: open ? (await listAttendance(db, open.id)).map((one) => ({ ...one, came: formatClock(one.arrived_at), went: one.left_at && formatClock(one.left_at) })) : [],
    leaves: open ? (await listLeaves(db, open.id, person.id)).map((one) => ({ ...one, out: formatClock(one.left_at), back: one.returned_at && formatClock(one.returned_at) })) : [],
    applications: open ? seen.lines.map((line) => ({ value: line.application_id, text: `${line.organisation_name}, ${line.title}` })).sort((a, b) => a.text.localeCompare(b.text, "en-GB")) : [],
    earlier: (await listMeetings(db, pot.id)).filter((one) => one.closed_at).map((one) => ({ id: one.id, text: formatInstant(one.opened_at), by: one.opened_by_name })),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const pot = params.pot ?? "";
  const intent = text(form, "intent");
  if (intent === "open") await openMeeting(lade, pot, parseForm(openMeetingForm, form, { many: ["present"] }));
  else if (intent === "arrive") await arrive(lade, pot, parseForm(arrivalForm, form));
  else if (intent === "depart") await depart(lade, pot, text(form, "attendance"));
  else if (intent === "step-out") await stepOut(lade, pot, parseForm(stepOutForm, form));
  else if (intent === "come-back") await comeBack(lade, pot, text(form, "leave"));
  else if (intent === "notes") await saveNotes(lade, pot, parseForm(notesForm, form));
  else if (intent === "close") return redirect(paths.potSnapshot(pot, await closeMeeting(lade, pot)));
  else throw new NotFound();
  return redirect(paths.potMeeting(pot));
}, { keepTyped: true });

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Meeting() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  const { open } = data;
  return (
    <>
      <Breadcrumbs trail={boardTrail(data, { text: "The meeting" })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="The meeting" label={data.name} state={open ? { text: `Open since ${open.since}`, colour: "green" } : { text: "None is open", colour: "grey" }} />
      {overtaken ? <Notice kind="warning" title="This was not done">{overtaken}.</Notice> : null}
      <WithSidebar sidebar={<Earlier data={data} />}>{open ? <OpenMeeting data={data} open={open} /> : <NewMeeting data={data} />}</WithSidebar>
    </>
  );
}

function NewMeeting({ data: { people } }: { data: Data }) {
  return (
    <>
      <p>Once this round has a meeting, decisions are recorded only while one is open and enough people are in the room.</p>
      <Form refused={useRefused()}>
        <Hidden name="intent" value="open" />
        <TextField name="quorum" label="How many have to be in the room for a decision" width={3} inputMode="numeric" autoComplete="off" />
        {people.length > 0 ? <Checkboxes name="present" legend="Who is here" small options={people.map((person) => ({ value: person.id, text: `${person.name}, ${person.role}` }))} /> : null}
        <ButtonGroup><Button>Open the meeting</Button></ButtonGroup>
      </Form>
    </>
  );
}

function OpenMeeting({ data, open }: { data: Data; open: NonNullable<Data["open"]> }) {
  const { people, attendance, leaves, applications, me } = data;
  const refused = useRefused();
  const here = attendance.filter((one) => !one.left_at);
  const enough = open.present >= open.quorum;
  return (
    <>
      <p><Tag colour={enough ? "green" : "red"}>{`${open.present} present, ${open.quorum} needed`}</Tag>{enough ? " Decisions can be recorded." : " Decisions can’t be recorded until more people are here."}</p>
      <h2>In the room</h2>
      <Table
        caption="In the room" captionHidden dense
        columns={[{ key: "name", heading: "Name" }, { key: "role", heading: "Role" }, { key: "came", heading: "Came" }, { key: "went", heading: "Left" }]}
        rows={attendance.map((one) => ({
          name: one.name, role: `${one.role || "Not said"}${one.votes ? "" : ", not counted"}`, came: one.came,
          went: one.went ?? <form method="post"><Hidden name="intent" value="depart" /><Hidden name="attendance" value={one.id} /><button className="ds_link" type="submit">Leaves now<span className="visually-hidden">: {one.name}</span></button></form>,
        }))}
        empty="Nobody is recorded as present yet."
      />
      <Details summary="Somebody comes in" open={Boolean(refused?.errors.name)}>
        <Form refused={refused}>
          <Hidden name="intent" value="arrive" />
          <Select name="person" id="arrives" label="One of the fund’s people" optional choose="None of these" options={people.filter((person) => !here.some((one) => one.person_id === person.id)).map((person) => ({ value: person.id, text: person.name }))} />
          <TextField name="name" label="Or the name of somebody without an account" optional autoComplete="off" width={20} />
          <TextField name="role" label="Role" optional autoComplete="off" width={20} />
          <Checkbox name="votes" label="Counts towards the number that is needed" checked small />
          <ButtonGroup><Button secondary>Add them</Button></ButtonGroup>
        </Form>
      </Details>
      <h2>Out of the room for an application</h2>
      <p>Whoever leaves sees nothing of that application anywhere until somebody records that they are back.</p>
      <Table
        caption="Out of the room" captionHidden dense
        columns={[{ key: "who", heading: "Who" }, { key: "application", heading: "Application" }, { key: "out", heading: "Left" }, { key: "back", heading: "Back" }]}
        rows={leaves.map((one) => ({
          who: one.person_name, application: <>{one.organisation_name}<br />{one.title}</>, out: one.out,
          back: one.back ?? <form method="post"><Hidden name="intent" value="come-back" /><Hidden name="leave" value={one.id} /><button className="ds_link" type="submit">Is back<span className="visually-hidden">: {one.person_name}</span></button></form>,
        }))}
        empty="Nobody has left the room for an application."
      />
      <Details summary="Somebody leaves for an application" open={Boolean(refused?.errors.application || refused?.errors.person)}>
        <Form refused={refused}>
          <Hidden name="intent" value="step-out" />
          <Select name="person" label="Who leaves" options={here.flatMap((one) => (one.person_id ? [{ value: one.person_id, text: one.person_id === me ? `${one.name} (you)` : one.name }] : []))} />
          <Select name="application" label="For which application" options={applications} />
          <ButtonGroup><Button secondary>They leave now</Button></ButtonGroup>
        </Form>
      </Details>
      <h2>Notes</h2>
      <Form refused={refused}>
        <Hidden name="intent" value="notes" /><Hidden name="version" value={open.version} />
        <TextArea name="notes" label="Notes of the meeting" hint="Staff read them, also in the snapshot. Write nothing about a group that somebody here may not read" value={open.notes} rows={8} limit={20_000} optional />
        <ButtonGroup><Button secondary>Save the notes</Button></ButtonGroup>
      </Form>
      <h2>Close</h2>
      <p>The board as it is now is frozen with scores, order, line, coverage and who was here. Nothing of it changes after. To decide more, open another meeting.</p>
      <Form><Hidden name="intent" value="close" /><ButtonGroup><Button>Close the meeting</Button></ButtonGroup></Form>
    </>
  );
}

function Earlier({ data: { earlier, id } }: { data: Data }) {
  return (
    <>
      <p><a href={paths.potBoard(id)}>Go to the board</a></p>
      {earlier.length > 0 ? <><h2 className="app-board__beside">Closed meetings</h2><ul>{earlier.map((one) => <li key={one.id}><a href={paths.potSnapshot(id, one.id)}>{one.text}</a>{`, opened by ${one.by}`}</li>)}</ul></> : null}
    </>
  );
}
