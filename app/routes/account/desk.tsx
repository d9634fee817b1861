/** Each person's home: what is waiting for them, then their groups and their work. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
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
  const needsSecondFactor = hasStaffRole(person) && !person.secondFactor;
  return {
    name: person.name,
    needsSecondFactor,
    emailConfirmed: person.emailConfirmed,
    done: url.searchParams.get("done"),
    waiting: [...forVolunteer(desk, lade.now), ...forStaff(desk)],
    organisations: desk.organisations,
    sent: desk.applications.filter(({ status }) => status !== "draft").map((application) => ({ ...application, state: applicantState(application) })),
    pots: desk.pots.map(({ pot }) => ({ id: pot.id, name: `${pot.round_title}, ${pot.area_name}` })),
    releases: desk.releases,
    ways: {
      manage: desk.pots.length > 0 || (person.secondFactor && person.roles.some(({ role }) => role === "chair" || role === "finance")),
      panel: desk.panel !== undefined,
      national: desk.releases !== undefined,
      service: desk.failingMessages !== undefined,
    },
  };
});

type Desk = Awaited<ReturnType<typeof readDesk>>;

/** A decision is nobody's news before its release. */
function applicantState({ outcome, award_status }: Pick<Desk["applications"][number], "outcome" | "award_status">): "considered" | "offer" | "accepted" | "declined" | "ended" {
  if (outcome === null) return "considered";
  if (outcome === "decline") return "declined";
  if (award_status === "released") return "offer";
  return award_status === "accepted" ? "accepted" : "ended";
}

function forVolunteer(desk: Desk, now: Date): Waiting[] {
  const drafts = desk.applications
    .filter(({ status, closes_at }) => status === "draft" && closes_at !== null && closes_at > now)
    .map((draft) => ({
      text: `Finish the application to ${draft.round_title}, ${draft.area_name}`,
      to: paths.application(draft.id),
      detail: `${draft.organisation_name}. Closes ${formatUntil(draft.closes_at!, now)}, ${formatInstant(draft.closes_at!)}`,
    }));
  const offers = desk.applications
    .filter((application) => applicantState(application) === "offer")
    .map((offer) => ({
      text: `Accept the offer for “${offer.title ?? offer.reference}”`,
      to: paths.applicationDecision(offer.id),
      detail: `${offer.amount_pence === null ? "" : `${formatPence(offer.amount_pence)}. `}${offer.accept_by ? `Accept by ${formatDay(offer.accept_by)}` : ""}`,
    }));
  const monthAgo = now.getTime() - 30 * 86_400_000;
  const declined = desk.applications
    .filter((application) => applicantState(application) === "declined" && application.released_at!.getTime() > monthAgo)
    .map((decided) => ({ text: `Read the decision on “${decided.title ?? decided.reference}”`, to: paths.applicationDecision(decided.id), detail: decided.organisation_name }));
  const today = londonDay(now);
  const returns = desk.returns.map((due) => ({
    text: `${due.started_at ? "Finish" : "Write"} the return for “${due.title}”`,
    to: paths.grantReturn(due.id),
    detail: `${due.due_on < today ? "Was due" : "Due"} ${formatDay(due.due_on)}`,
  }));
  return [...drafts, ...offers, ...declined, ...returns];
}

const counted = (count: number, one: string, many: string): string => `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;

function forStaff(desk: Desk): Waiting[] {
  const pots = desk.pots.flatMap(({ pot, work }) => {
    const detail = `${pot.round_title}, ${pot.area_name}`;
    return [
      { count: work.to_check, text: counted(work.to_check, "application to check", "applications to check"), to: paths.potApplications(pot.id, { checks: "to-do" }), detail },
      { count: work.to_assign, text: counted(work.to_assign, "application needs assessors", "applications need assessors"), to: paths.potApplications(pot.id, { assessors: "short" }), detail },
      { count: work.to_decide, text: counted(work.to_decide, "application to decide", "applications to decide"), to: paths.potBoard(pot.id), detail },
      { count: work.to_release, text: counted(work.to_release, "decision to release", "decisions to release"), to: paths.potRelease(pot.id), detail },
    ];
  });
  const panel = desk.panel
    ? [
        { count: desk.panel.to_declare, text: counted(desk.panel.to_declare, "declaration of interest to make", "declarations of interest to make"), to: paths.panel() },
        { count: desk.panel.to_score, text: counted(desk.panel.to_score, "application to score", "applications to score"), to: paths.panel() },
      ]
    : [];
  const messages = desk.failingMessages ?? 0;
  const service = { count: messages, text: counted(messages, "e-mail could not be sent yet", "e-mails could not be sent yet"), to: paths.adminAudit(), detail: "Lade keeps trying" };
  return [...pots, ...panel, service].filter(({ count }) => count > 0).map(({ count: _count, ...line }) => line);
}

const states = {
  considered: { text: "Being considered", colour: "blue" },
  offer: { text: "Offer to accept", colour: "yellow" },
  accepted: { text: "Funded", colour: "green" },
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
  const { manage, panel, national, service } = data.ways;
  return (
    <>
      {manage || panel || national || service ? (
        <>
          <h2 className="ds_h3">Your work</h2>
          <ul className="ds_no-bullets">
            {data.pots.slice(0, 10).map((pot) => <li key={pot.id}><a href={paths.managePot(pot.id)}>{pot.name}</a></li>)}
            {manage ? <li><a href={paths.manage()}>All funds you look after</a></li> : null}
            {panel ? <li><a href={paths.panel()}>Your assessments</a></li> : null}
            {national ? <li><a href={paths.national()}>National figures and the Strategy</a></li> : null}
            {service ? <li><a href={paths.adminPeople()}>People and roles</a></li> : null}
            {service ? <li><a href={paths.adminAudit()}>Audit</a></li> : null}
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
