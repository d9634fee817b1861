/** A draft's home: whether it is sent, the one next thing to do and by when, and all its parts. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listOthersHere } from "#app/domain/applications/autosave.server.ts";
import { leaveAsSent, reopen, withdraw } from "#app/domain/applications/change.server.ts";
import { countOpenComments } from "#app/domain/applications/comments.server.ts";
import { confirmEntered } from "#app/domain/applications/on-behalf.server.ts";
import { extensionKinds } from "#app/domain/applications/extensions.ts";
import { findExtension } from "#app/domain/applications/extensions.server.ts";
import { applicationStates, signOffState, signOffWanted } from "#app/domain/applications/model.ts";
import { may } from "#app/domain/applications/policy.ts";
import { changesOf } from "#app/domain/applications/read.server.ts";
import { setReminders, wantsReminders } from "#app/domain/applications/reminders.server.ts";
import { findSignOff } from "#app/domain/applications/sign-off.server.ts";
import { missingAnswers, sectionsOnPath } from "#app/domain/forms/model.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { toldSince } from "#app/domain/organisations/profile.ts";
import { profileToConfirm } from "#app/domain/organisations/profile.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Form, Hidden } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, WithSidebar } from "#app/ui/layout.tsx";
import { Details, Notice, SyntheticMark, TaskList } from "#app/ui/show.tsx";
import { text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { nextStep, sectionTasks, sendTasks } from "../parts/application-tasks.ts";
import { readDraft } from "../parts/draft.server.ts";
import { profileTask } from "../parts/profile-task.ts";
import { OutgrownNotice } from "../parts/form-size.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Application: ${data.where}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = signedIn(lade);
  const { application, definition, lists, answers, saved, limits, where, deadline, organisation, pot, writable, outgrown, form_code } = await readDraft(lade, params.id ?? "");
  if (application.received_at && !writable) throw redirect(paths.applicationReceipt(application.id));
  const problems = missingAnswers(definition, answers, lists, limits);
  const comments = await countOpenComments(lade.db, application.id);
  const tasks = sectionTasks(application.id, sectionsOnPath(definition, answers), answers, problems, comments);
  const signOff = signOffWanted(pot, application) ? signOffState(await findSignOff(lade.db, application.id), changesOf(saved)) : null;
  const extension = deadline.extended ? await findExtension(lade.db, application) : undefined;
  const write = may.write(person, application);
  return {
    done: url.searchParams.get("done"),
    id: application.id,
    reference: application.reference,
    withdrawn: application.status === "withdrawn",
    /** Sent before and opened again: when the copy that counts was received. */
    sentBefore: application.received_at && formatInstant(application.received_at),
    state: application.received_at && writable ? { text: "Sent, and opened again", colour: "blue" as const } : { text: applicationStates[application.status].applicant, colour: applicationStates[application.status].colour },
    where,
    fund: pot.fund_title,
    place: { round: pot.round_code, area: pot.area_slug, form: form_code },
    organisation: { id: organisation.id, name: organisation.name },
    synthetic: application.synthetic,
    deadline,
    outgrown: writable ? outgrown : null,
    moreTime: extension ? extensionKinds[extension.kind].applicant : null,
    groups: [
      { heading: "Answer the questions", tasks },
      { heading: "About your group", tasks: [profileTask(application.id, organisation.name, await profileToConfirm(lade.db, organisation.id, toldSince(lade.now)))] },
      { heading: "Send it", tasks: sendTasks(application.id, { left: problems.length, closed: deadline.closed, signOff }) },
    ],
    left: problems.length,
    next: nextStep(application.id, tasks, signOff),
    here: (await listOthersHere(lade, application.id)).map(({ name, section }) => ({ name, where: definition.sections.find((one) => one.id === section)?.title ?? null })),
    reminders: await wantsReminders(lade.db, application.id, person.id),
    signOffShown: signOff !== null,
    may: { write, withdraw: may.withdraw(person, application).allowed },
    /** The fund types this in for the group: `mine` where this person does. */
    entered: application.entered_how && application.arrived_at && !application.received_at
      ? { how: application.entered_how === "paper" ? "on paper" : "by telephone", arrived: formatInstant(application.arrived_at), mine: application.entered_by === person.id, pot: pot.id }
      : null,
  };
});

export const action = verb(async ({ lade, params, form }) => {
  signedIn(lade);
  const id = params.id ?? "";
  const said = (word: string) => redirect(`${paths.application(id)}?done=${word}`);
  switch (text(form, "intent")) {
    case "withdraw":
      await withdraw(lade, id);
      return said("withdrawn");
    case "reopen":
      await reopen(lade, id);
      return said("reopened");
    case "leave-as-sent":
      await leaveAsSent(lade, id);
      return redirect(`${paths.applicationReceipt(id)}?done=left-as-sent`);
    case "confirm-entered":
      await confirmEntered(lade, id);
      return redirect(paths.applicationReceipt(id));
    case "reminders-on":
    case "reminders-off":
      await setReminders(lade, id, text(form, "intent") === "reminders-on");
      return said(text(form, "intent"));
    default:
      throw new NotFound();
  }
});

const said: Record<string, { title: string; text: string }> = {
  started: { title: "Your application has begun", text: "Nothing has been sent. Answer in any order, stop when you like, and come back." },
  entered: { title: "The application has begun", text: "Nothing is sent yet. Type it in as it came, add the signed form to the group's documents, then check it and send it." },
  longer: { title: "You go on in the longer form", text: "Every answer you had written is here. What is asked in addition is marked below." },
  saved: { title: "Saved", text: "What you wrote is kept. You can come back at any time before the round closes." },
  reopened: { title: "You can change your answers again", text: "What you sent goes on counting until you send again." },
  "reminders-on": { title: "You will be reminded", text: "We write to you seven days, two days and six hours before it closes, unless it is sent by then." },
  "reminders-off": { title: "You will not be reminded", text: "We write nothing about this deadline to you. You can switch it on again below." },
};

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function ApplicationPage() {
  const data = useLoaderData<typeof loader>();
  const notice = data.done ? said[data.done] : undefined;
  return (
    <>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: data.organisation.name, to: paths.organisation(data.organisation.id) }, { text: "Application" }]} />
      {notice && !data.withdrawn ? <Notice kind="success" title={notice.title}>{notice.text}</Notice> : null}
      <PageHeader title={`Application: ${data.where}`} label={`${data.organisation.name}, ${data.reference}`} state={data.state}>
        {data.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {data.withdrawn ? <Withdrawn data={data} /> : (
        <WithSidebar sidebar={<Beside data={data} />}>
          {data.entered ? <BeingEntered data={data} /> : data.deadline.closed ? <TooLate data={data} /> : <WhatIsNext data={data} />}
          {data.may.write.allowed ? <OutgrownNotice outgrown={data.outgrown} /> : <p>{data.may.write.because}.</p>}
          <TaskList groups={data.groups} />
          <GiveUp data={data} />
        </WithSidebar>
      )}
    </>
  );
}

/** Where they stand, by when, and one button. */
function WhatIsNext({ data }: { data: Data }) {
  const { deadline, left, next, sentBefore } = data;
  return (
    <>
      <Notice kind={sentBefore ? "info" : "warning"} title={sentBefore ? "You have applied, and you are changing your application" : "You have not applied yet"}>
        {sentBefore ? <p>{`What you sent, received on ${sentBefore}, counts until you send again. If you don't, it stands.`}</p> : null}
        <p>{left === 0 ? "All questions are answered." : `There ${left === 1 ? "is 1 thing" : `are ${left} things`} left to do before you can send it.`} {sentBefore || left === 0 ? null : "It counts only when you have pressed “Send application”."}</p>
        <ByWhen deadline={deadline} moreTime={data.moreTime} />
      </Notice>
      {data.may.write.allowed ? <ButtonGroup><Button to={next.to}>{next.text}</Button></ButtonGroup> : null}
    </>
  );
}

/** What came on paper or by telephone: typed in by the fund, and to be read by its group. */
function BeingEntered({ data: { organisation, entered, left, next, may: allowed } }: { data: Data }) {
  if (!entered) return null;
  return (
    <>
      <Notice kind="warning" title={entered.mine ? `You enter this for ${organisation.name}. It is not sent yet` : "The fund's team enters this for your group. It is not sent yet"}>
        <p>{`It came ${entered.how} on ${entered.arrived}, and counts as received then.`} {left === 0 ? "All questions are answered." : `${left === 1 ? "1 thing is" : `${left} things are`} left to do before it can be sent.`}</p>
        {entered.mine ? <p><a href={paths.organisationDocuments(organisation.id)}>Add the signed form to the group’s documents</a></p> : null}
      </Notice>
      {allowed.write.allowed ? <ButtonGroup><Button to={next.to}>{next.text}</Button></ButtonGroup> : null}
    </>
  );
}

function ByWhen({ deadline, moreTime }: { deadline: Data["deadline"]; moreTime: string | null }) {
  if (deadline.grace) return <p><strong>It closed on {deadline.closes}. This fund still takes what arrives before {deadline.grace}.</strong></p>;
  return (
    <>
      {moreTime ? <p>{moreTime}</p> : null}
      <p><strong>It closes {deadline.closesIn ?? "soon"}</strong>: {deadline.closes}, by the clock in Scotland.</p>
    </>
  );
}

/** Told kindly, with what is kept and whom to talk to. */
function TooLate({ data: { deadline } }: { data: Data }) {
  return (
    <Notice kind="warning" title="You did not apply: the round has closed">
      <p>It closed on {deadline.closes}, and this application had not been sent. Everything you wrote is kept here, and you can use it again.</p>
      <p>The fund can give one group, or all of them, more time where there is a good reason, such as an illness or a fault of this service. It decides that itself.{" "}
        {deadline.contact ? <>Write to <a href={`mailto:${deadline.contact}`}>{deadline.contact}</a> and say what happened.</> : "Talk to the fund's team and say what happened."} If you get more time, this page tells you, and you can send from here.</p>
    </Notice>
  );
}

function Beside({ data }: { data: Data }) {
  const { place, deadline, here, reminders, sentBefore, entered } = data;
  return (
    <>
      {here.length > 0 ? (
        <>
          <h2 className="ds_h3">Here now</h2>
          <ul>{here.map((one) => <li key={one.name}>{one.name}{one.where ? `, in “${one.where}”` : ""}</li>)}</ul>
        </>
      ) : null}
      <ul className="ds_no-bullets">
        <li><a href={paths.questions(place.round, place.area, { form: place.form })}>All the questions on one page</a></li>
        {entered?.mine ? <li><a href={paths.potApplications(entered.pot)}>Applications you look after</a></li> : <li><a href={paths.applicationMessages(data.id)}>Write to the fund&apos;s team</a></li>}
        {entered || deadline.closed || deadline.own ? null : <li><a href={paths.potDates(place.round, place.area)}>Add the deadline to your calendar</a></li>}
        {entered || data.signOffShown || deadline.closed ? null : <li><a href={paths.applicationSignOff(data.id)}>Have a second person sign it first</a></li>}
      </ul>
      {entered || deadline.closed || sentBefore ? null : (
        <Form>
          <p>{reminders ? "We remind you by e-mail before it closes, until it is sent." : "You have switched off reminders of this deadline."}</p>
          <Button plain name="intent" value={reminders ? "reminders-off" : "reminders-on"}>{reminders ? "Don't remind me" : "Remind me again"}</Button>
        </Form>
      )}
    </>
  );
}

function GiveUp({ data }: { data: Data }) {
  if (data.sentBefore)
    return data.may.write.allowed ? (
      <Details summary="Leave it as it was sent">
        <p>The application counts as you sent it. What you changed since is kept, but not sent.</p>
        <Form><Hidden name="intent" value="leave-as-sent" /><Button secondary>Leave it as it was sent</Button></Form>
      </Details>
    ) : null;
  return data.may.withdraw ? (
    <Details summary="Give this application up">
      <p>{data.entered ? "Nothing was sent, and nothing will be. What was typed in stays readable here." : "Your group can begin another to this round while it is open. What you wrote stays readable here."}</p>
      <Form><Hidden name="intent" value="withdraw" /><Button secondary>Give it up</Button></Form>
    </Details>
  ) : null;
}

function Withdrawn({ data }: { data: { id: string; place: { round: string; area: string }; deadline: { closed: boolean } } }) {
  return (
    <>
      <Notice kind="info" title="This application was given up">What you wrote is kept. Nothing was sent.</Notice>
      <p><a href={paths.checkApplication(data.id)}>Read what was written</a></p>
      {data.deadline.closed ? null : <p><a href={paths.startApplication(data.place.round, data.place.area)}>Begin another</a></p>}
    </>
  );
}

