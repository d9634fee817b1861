/** Each person's home: what is waiting for them, then their groups and their work. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listInvitationsTo } from "#app/domain/accounts/roles.server.ts";
import { readDesk } from "#app/domain/desk/read.server.ts";
import { hasStaffRole } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, formatInstant, formatUntil, londonDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button } from "#app/ui/forms.tsx";
import { PageHeader, WithSidebar } from "#app/ui/layout.tsx";
import { Notice, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page, signedIn } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = () => title("Your desk");

interface Waiting {
  text: string;
  to: string;
  detail?: string | undefined;
}

export const loader = page(async ({ lade, url }) => {
  const person = signedIn(lade);
  const desk = await readDesk(lade.db, person);
  const invitations = await listInvitationsTo(lade);
  const needsSecondFactor = hasStaffRole(person) && !person.secondFactor;
  return {
    name: person.name,
    needsSecondFactor,
    emailConfirmed: person.emailConfirmed,
    done: url.searchParams.get("done"),
    waiting: [...invitations.map(({ organisation }) => ({ text: `Join ${organisation}`, to: paths.account(), detail: "You are invited" })), ...forVolunteer(desk, lade.now), ...fromFund(desk), ...forStaff(desk), ...fromFlags(desk), ...fromGroups(desk), ...forSecond(desk), ...forReleases(desk), ...fromRemarks(desk)],
    organisations: desk.organisations,
    sent: desk.applications.filter(({ status }) => status !== "draft").map((application) => ({ ...application, state: applicantState(application) })),
    pots: desk.pots.map(({ pot }) => ({ id: pot.id, name: `${pot.round_title}, ${pot.area_name}` })),
    releases: desk.releases,
    ways: {
      manage: desk.pots.length > 0 || (person.secondFactor && person.roles.some(({ role }) => role === "chair" || role === "finance")),
      panel: desk.panel !== undefined,
      national: desk.releases !== undefined,
      partnership: person.secondFactor && person.roles.some(({ role }) => role === "partner"),
      service: desk.failingMessages !== undefined,
    },
  };
});

type Desk = Awaited<ReturnType<typeof readDesk>>;

/** A decision is nobody's news before its release. */
function applicantState({ outcome, award_status }: Pick<Desk["applications"][number], "outcome" | "award_status">): keyof typeof states {
  if (outcome === null) return "considered";
  if (outcome === "reserve") return "reserve";
  if (outcome === "decline") return "declined";
  if (award_status === "released") return "offer";
  return award_status === "accepted" ? "accepted" : "ended";
}

function forVolunteer(desk: Desk, now: Date): Waiting[] {
  const drafts = desk.applications
    .filter(({ status, closes_at, entered }) => status === "draft" && !entered && closes_at !== null && closes_at > now)
    .map((draft) => ({
      text: `Finish the application to ${draft.round_title}, ${draft.area_name}`,
      to: paths.application(draft.id),
      detail: `${draft.organisation_name}. Closes ${formatUntil(draft.closes_at!, now)}, ${formatInstant(draft.closes_at!)}`,
    }));
  const offers = desk.applications
    .filter((application) => applicantState(application) === "offer")
    .map((offer) => ({
      text: `${offer.outcome === "conditional" && !offer.conditions_met_at ? "Meet the condition of" : "Accept"} the offer for “${offer.title ?? offer.reference}”`,
      to: paths.applicationDecision(offer.id),
      detail: `${offer.amount_pence === null ? "" : `${formatPence(offer.amount_pence)}. `}${offer.accept_by ? `Accept by ${formatDay(offer.accept_by)}` : ""}`,
    }));
  const monthAgo = now.getTime() - 30 * 86_400_000;
  const declined = desk.applications
    .filter((application) => ["declined", "reserve"].includes(applicantState(application)) && application.released_at!.getTime() > monthAgo)
    .map((decided) => ({ text: `Read the decision on “${decided.title ?? decided.reference}”`, to: paths.applicationDecision(decided.id), detail: decided.organisation_name }));
  const today = londonDay(now);
  const returns = desk.returns.map((due) => ({
    text: `${due.started_at ? "Finish" : "Write"} the return for “${due.title}”`,
    to: paths.grantReturn(due.id),
    detail: `${due.due_on < today ? "Was due" : "Due"} ${formatDay(due.due_on)}`,
  }));
  return [...drafts, ...offers, ...declined, ...returns];
}

/** A word that the fund waits for, and what it wrote. */
const fromFund = ({ follows }: Desk): Waiting[] =>
  follows.flatMap(({ id, name, organisation_name, request_id, wanted_by, unread, to_confirm }) => [
    ...(to_confirm ? [{ text: `Confirm what the fund’s team entered for you: “${name}”`, to: paths.applicationReceipt(id), detail: organisation_name }] : []),
    ...(request_id ? [{ text: `Change what the fund asks in “${name}”`, to: paths.askedChange(id, request_id), detail: `${organisation_name}${wanted_by ? `. Wanted by ${formatDay(wanted_by)}` : ""}` }] : []),
    ...(unread > 0 ? [{ text: `${counted(unread, "new message", "new messages")} from the fund about “${name}”`, to: paths.applicationMessages(id), detail: organisation_name }] : []),
  ]);

/** Flags that this person follows up. */
const fromFlags = ({ flags }: Desk): Waiting[] =>
  flags.map((flag) => ({ text: `Follow up “${flag.title}”`, to: `${paths.manageApplication(flag.application_id)}#flags`, detail: `${flag.organisation_name}. ${flag.late ? "Was due" : "Due"} ${formatDay(flag.due_on)}` }));

/** What is entered for groups and not sent, and what groups wrote. */
const fromGroups = ({ toEnter, unread }: Desk): Waiting[] => [
  ...toEnter.map((draft) => ({ text: `Finish entering the application of ${draft.organisation_name}`, to: paths.application(draft.id), detail: `${draft.round_title}. Came ${draft.entered_how === "paper" ? "on paper" : "by telephone"} on ${formatInstant(draft.arrived_at!)}` })),
  ...unread.map((thread) => ({ text: `${counted(thread.unread, "new message", "new messages")} from ${thread.organisation_name}`, to: paths.manageMessages(thread.id) })),
];

const counted = (count: number, one: string, many: string): string => `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;

function forStaff(desk: Desk): Waiting[] {
  const pots = desk.pots.flatMap(({ pot, work }) => {
    const detail = `${pot.round_title}, ${pot.area_name}`;
    return [
      { count: work.to_check, text: counted(work.to_check, "application to check", "applications to check"), to: paths.potApplications(pot.id, { checks: "to-do" }), detail },
      { count: work.to_assign, text: counted(work.to_assign, "application needs assessors", "applications need assessors"), to: paths.potApplications(pot.id, { assessors: "short" }), detail },
      { count: work.to_decide, text: counted(work.to_decide, "application to decide", "applications to decide"), to: paths.potBoard(pot.id), detail },
      { count: work.to_release, text: counted(work.to_release, "decision to release", "decisions to release"), to: paths.potRelease(pot.id), detail },
      ...desk.reserveTurns.filter(({ pot_id }) => pot_id === pot.id).map(({ amount_pence }) => ({ count: 1, text: `${formatPence(amount_pence)} is free for the next on the reserve list`, to: paths.potReserve(pot.id), detail })),
    ];
  });
  const chaired = desk.chaired.map(({ pot, work }) => ({
    count: work.to_decide, text: counted(work.to_decide, "application to decide", "applications to decide"), to: paths.potBoard(pot.id), detail: `${pot.round_title}, ${pot.area_name}`,
  }));
  const panels = desk.pots.flatMap(({ pot }) => {
    const { to_declare = 0, to_replace = 0 } = desk.panelWork.find(({ pot_id }) => pot_id === pot.id) ?? {};
    const detail = `${pot.round_title}, ${pot.area_name}`;
    return [
      { count: to_declare, text: counted(to_declare, "panel member has to declare", "panel members have to declare"), to: paths.potPanel(pot.id), detail },
      { count: to_replace, text: counted(to_replace, "reader can’t assess an application", "readers can’t assess an application"), to: paths.potAssign(pot.id), detail },
    ];
  });
  const rounds = desk.owedRounds.map(({ pot_id, round_title, area_name, again }) => ({
    count: 1, text: again ? "New groups applied: say whether you are close to one" : "Say whether you are close to a group that applied", to: paths.declareRound(pot_id), detail: `${round_title}, ${area_name}`,
  }));
  const panel = desk.panel
    ? [
        { count: desk.panel.to_declare, text: counted(desk.panel.to_declare, "declaration of interest to make", "declarations of interest to make"), to: paths.panel() },
        { count: desk.panel.to_score, text: counted(desk.panel.to_score, "application to score", "applications to score"), to: paths.panel() },
        { count: desk.panel.to_talk, text: counted(desk.panel.to_talk, "application whose readers talk about their scores", "applications whose readers talk about their scores"), to: paths.panel(), detail: "Look at yours again" },
      ]
    : [];
  const messages = desk.failingMessages ?? 0;
  const service = { count: messages, text: counted(messages, "e-mail could not be sent yet", "e-mails could not be sent yet"), to: paths.adminAudit(), detail: "Lade keeps trying" };
  return [...pots, ...chaired, ...panels, ...rounds, ...panel, service].filter(({ count }) => count > 0).map(({ count: _count, ...line }) => line);
}

/** Decisions that need this person as the second one, and what a second person gave back to them. */
const forSecond = ({ toConfirm, returned }: Desk): Waiting[] => [
  ...toConfirm.map((one) => ({ text: `Confirm a decision: ${one.organisation_name}, ${one.reference}`, to: paths.confirmDecision(one.application_id), detail: `Decided by ${one.decided_by_name}, ${formatInstant(one.decided_at)}` })),
  ...returned.map((one) => ({ text: `Decide anew: ${one.organisation_name}, ${one.reference}`, to: paths.decideApplication(one.application_id), detail: `${one.returned_by_name} did not confirm it: ${one.reason}` })),
];

/** What a second person approves or issues, and what has been given back to its authors. */
function forReleases({ toApprove, givenBack }: Desk): Waiting[] {
  return [
    ...toApprove.map(({ what, at, title: name, day }) =>
      what === "publication"
        ? { text: `A publication waits for your approval: ${name}`, to: paths.publicationApproval(at), detail: day ? `To be released at 9.30am on ${formatDay(day)}` : undefined }
        : { text: `A report to the Board waits to be issued: ${name}`, to: paths.issueBoardReport(at), detail: day ? `For the meeting of ${formatDay(day)}` : undefined },
    ),
    ...givenBack.map(({ id, title: name, given_back_reason }) => ({ text: `A publication was given back to you: ${name}`, to: paths.nationalPublication(id), detail: given_back_reason })),
  ];
}

/** Disputes and annotations of the Partnership, and the answers to them. */
function fromRemarks({ remarks }: Desk): Waiting[] {
  if (!remarks) return [];
  const { disputes, annotations, to_release, answers } = remarks;
  return [
    ...(disputes > 0 ? [{ text: counted(disputes, "disputed figure to answer", "disputed figures to answer"), to: paths.nationalRemarks(), detail: "A member of the Partnership disputes it" }] : []),
    ...(annotations > 0 ? [{ text: counted(annotations, "annotation of a figure to answer", "annotations of figures to answer"), to: paths.nationalRemarks() }] : []),
    ...(to_release > 0 ? [{ text: counted(to_release, "answer to a remark to make public", "answers to remarks to make public"), to: paths.nationalRemarks(), detail: "Read both, then make them public together" }] : []),
    ...answers.map((answer) => ({ text: `Read the answer on “${answer.title}”`, to: paths.remark(answer.id), detail: `Answered ${formatDay(londonDay(answer.answered_at))}` })),
  ];
}

const states = {
  considered: { text: "Being considered", colour: "blue" },
  offer: { text: "Offer to accept", colour: "yellow" },
  accepted: { text: "Funded", colour: "green" },
  reserve: { text: "On the reserve list", colour: "blue" },
  declined: { text: "Not funded", colour: "grey" },
  ended: { text: "Ended", colour: "grey" },
} as const;

export default function DeskPage() {
  const data = useLoaderData<typeof loader>();
  const waiting: Waiting[] = data.waiting;
  return (
    <WithSidebar sidebar={<Ways data={data} />}>
      <PageHeader title={`Your desk, ${data.name}`} lead={waiting.length === 0 ? "Nothing is waiting for you." : `${counted(waiting.length, "thing is", "things are")} waiting for you.`} />
      {data.done === "interest" ? <Notice kind="success" title="Your interest is recorded">That application is closed to you now.</Notice> : null}
      {data.emailConfirmed ? null : <Notice kind="info" title="Confirm your e-mail address">We sent you a link. You need it before you can send an application.</Notice>}
      {data.needsSecondFactor ? (
        <Notice kind="info" title="Your staff work opens with your second code">
          <p><a href={paths.secondFactor({ next: paths.desk() })}>Enter your code</a></p>
        </Notice>
      ) : null}
      {waiting.length > 0 ? (
        <>
          <h2>Waiting for you</h2>
          <ul className="app-waiting">
            {waiting.map((line) => (
              <li key={line.to + line.text}>
                <a href={line.to}>{line.text}</a>
                {line.detail ? <p className="ds_hint-text">{line.detail}</p> : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {data.sent.length > 0 ? <Sent data={data} /> : null}
      {data.releases ? <Releases releases={data.releases} /> : null}
    </WithSidebar>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function Sent({ data }: { data: Data }) {
  return (
    <>
      <h2>Your groups’ applications</h2>
      <Table
        caption="Applications that were sent" captionHidden
        columns={[{ key: "title", heading: "Project" }, { key: "group", heading: "Group" }, { key: "round", heading: "Round and area" }, { key: "state", heading: "State" }]}
        rows={data.sent.map((application) => ({
          title: <a href={application.state === "considered" ? paths.applicationReceipt(application.id) : paths.applicationDecision(application.id)}>{application.title ?? application.reference}</a>,
          group: application.organisation_name,
          round: `${application.round_title}, ${application.area_name}`,
          state: <Tag colour={states[application.state].colour}>{states[application.state].text}</Tag>,
        }))}
      />
    </>
  );
}

function Releases({ releases }: { releases: NonNullable<Data["releases"]> }) {
  return (
    <>
      <h2>The latest releases</h2>
      <Table
        caption="Awards released" captionHidden
        columns={[{ key: "day", heading: "Day" }, { key: "round", heading: "Round and area" }, { key: "awards", heading: "Awards", numeric: true }, { key: "amount", heading: "Amount", numeric: true }]}
        rows={releases.map((release) => ({
          day: formatDay(release.released_on),
          round: `${release.round_title}, ${release.area_name}`,
          awards: release.awards,
          amount: formatPence(release.amount_pence),
        }))}
        empty="No awards have been released yet."
      />
    </>
  );
}

function Ways({ data }: { data: Data }) {
  const { manage, panel, national, partnership, service } = data.ways;
  return (
    <>
      {manage || panel || national || partnership || service ? (
        <>
          <h2 className="ds_h3">Your work</h2>
          <ul className="ds_no-bullets">
            {data.pots.slice(0, 10).map((pot) => <li key={pot.id}><a href={paths.managePot(pot.id)}>{pot.name}</a></li>)}
            {manage ? <li><a href={paths.manage()}>All funds you look after</a></li> : null}
            {panel ? <li><a href={paths.panel()}>Your assessments</a></li> : null}
            {national ? <li><a href={paths.national()}>National figures and the Strategy</a></li> : null}
            {partnership ? <li><a href={paths.partnership()}>The Strategy through the Partnership’s six aims</a></li> : null}
            {service ? <li><a href={paths.adminPeople()}>People and roles</a></li> : null}
            {service ? <li><a href={paths.adminAudit()}>Audit</a></li> : null}
            {service ? <li><a href={paths.charityRegister()}>Charity register</a></li> : null}
          </ul>
        </>
      ) : null}
      <h2 className="ds_h3">Your groups</h2>
      {data.organisations.length === 0 ? <p>You belong to no group yet.</p> : null}
      <ul className="ds_no-bullets">
        {data.organisations.map((organisation) => <li key={organisation.id}><a href={paths.organisation(organisation.id)}>{organisation.name}</a></li>)}
      </ul>
      <p><Button to={paths.newOrganisation()} secondary small>Set up a group</Button></p>
      <p><a href={paths.funds()}>Open rounds</a></p>
    </>
  );
}
