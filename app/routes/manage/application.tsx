/** One application as its fund's administrator works on it: what was sent, the checks, who assesses it, the scores, what happened. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { findOpenRequest } from "#app/domain/applications/change-request.server.ts";
import { invitedSchema } from "#app/domain/applications/on-behalf.ts";
import { findEntered, inviteAgain } from "#app/domain/applications/on-behalf.server.ts";
import { countUnread } from "#app/domain/applications/thread.server.ts";
import { assign, endAssignment } from "#app/domain/assessment/change.server.ts";
import { factsFor } from "#app/domain/assessment/checks-facts.ts";
import { readMaterial } from "#app/domain/assessment/checks-facts.server.ts";
import { listChecklist } from "#app/domain/assessment/checks-list.server.ts";
import { passOnSchema, raiseSchema, resolveSchema } from "#app/domain/assessment/flags.ts";
import { listFlagOwners, listFlags, passOnFlag, raiseFlag, resolveFlag } from "#app/domain/assessment/flags.server.ts";
import { readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { listedStatuses, type ListedStatus } from "#app/domain/assessment/next-step.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { getStanding, listAssessors, listAssignable, listChecks, scoresOf } from "#app/domain/assessment/read.server.ts";
import { readApplication } from "#app/domain/assessment/reading.server.ts";
import { listTimeline } from "#app/domain/desk/read.server.ts";
import { listDocuments } from "#app/domain/files/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { Button, ButtonGroup, ErrorSummary } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, SideBySide } from "#app/ui/layout.tsx";
import { Notice, SummaryList, SyntheticMark, Timeline } from "#app/ui/show.tsx";
import { DocumentList } from "../parts/documents.tsx";
import { FilesPlace } from "../parts/files-place.tsx";
import { EnteredPart } from "../parts/entered.tsx";
import { AssessorsPart, ScoresPart } from "../parts/assessment.tsx";
import { ChecksPart, FlagsPart, HintsPart } from "../parts/checks.tsx";
import { dayFrom, formFields, parse, parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `${data.head.organisation_name}: ${data.head.title}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const id = params.id ?? "";
  permit(may.administer(person, await getStanding(lade.db, id, person.id)));
  const { db } = lade;
  const application = await readApplication(db, id, person.id);
  const sheets = await scoresOf(db, id, person);
  if (sheets.length > 0) await readOthersScores(db, person.id, [id]);
  const documents = await listDocuments(lade, application.head.organisation_id);
  const { material } = await readMaterial(db, application, documents, person.id);
  const answered = await listChecks(db, id);
  const checklist = await listChecklist(db, application.head.pot_id);
  return {
    ...application,
    me: person.id,
    documents,
    checks: checklist.map(({ code, title: name }) => {
      const answer = answered.find(({ check_code }) => check_code === code);
      return { code, title: name, outcome: answer?.outcome ?? ("to-do" as const), note: answer?.note ?? "", facts: factsFor(code, material) };
    }),
    hints: material.hints,
    flags: await listFlags(db, id),
    owners: await listFlagOwners(db, id),
    assessors: await listAssessors(db, id),
    assignable: await listAssignable(db, id, person.id),
    sheets,
    timeline: await listTimeline(db, { type: "application", id }),
    unread: await countUnread(db, id, "fund"),
    asked: (await findOpenRequest(db, id)) !== undefined,
    entered: await findEntered(db, id),
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const id = params.id ?? "";
  const intent = text(form, "intent");
  const back = (done: string) => redirect(`${paths.manageApplication(id)}?done=${done}`);
  if (intent === "assign") {
    await assign(lade, id, text(form, "person_id"));
    return back("assigned");
  }
  if (intent === "end") {
    await endAssignment(lade, id, text(form, "person_id"));
    return back("ended");
  }
  if (intent === "invite-again") {
    await inviteAgain(lade, id, parseForm(invitedSchema, form).contact_email);
    return back("invited");
  }
  const typed = { ...formFields(form), due_on: dayFrom(form, "due_on") };
  if (intent === "raise-flag") await raiseFlag(lade, id, parse(raiseSchema, typed));
  else if (intent === "pass-on-flag") await passOnFlag(lade, id, text(form, "flag"), parse(passOnSchema, typed));
  else if (intent === "resolve-flag") await resolveFlag(lade, id, text(form, "flag"), parse(resolveSchema, typed));
  else throw new NotFound();
  return redirect(`${paths.manageApplication(id)}?done=${intent}#flags`);
}, { keepTyped: true });

const doneWords: Record<string, string> = {
  checked: "The checks are saved.",
  "raise-flag": "The flag is raised. It stands on the desk of whoever follows it up.",
  "pass-on-flag": "The flag is passed on.",
  "resolve-flag": "The flag is resolved, and stays with the application.",
  assigned: "The assessor is asked, with an e-mail. They declare first whether they have an interest.",
  ended: "The assignment has ended. Scores that were sent stay and count.",
  invited: "A new invitation is on its way. Earlier ones no longer work.",
  declared: "You declared that you have no interest in this application.",
};

export default function Application() {
  const data = useLoaderData<typeof loader>();
  const { head, pot, organisation, done } = data;
  const refused = useRefused();
  const overtaken = useOvertaken();
  return (
    <>
      <Breadcrumbs
        trail={[
          { text: "Your desk", to: paths.desk() },
          { text: "Funds you look after", to: paths.manage() },
          { text: head.area_name, to: paths.managePot(pot.id) },
          { text: "Applications", to: paths.potApplications(pot.id) },
          { text: head.reference },
        ]}
      />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`${head.organisation_name}: ${head.title}`} label={`${head.round_title}, ${head.reference}`} state={{ text: listedStatuses[head.status as ListedStatus] ?? head.status, colour: "darkblue" }}>
        {head.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {overtaken ? <Notice kind="warning" title="Nothing is saved yet">{overtaken}.</Notice> : null}
      {done && doneWords[done] ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      <SideBySide
        beside={
          <>
            <NextStep id={head.id} status={head.status} sheets={data.sheets.length} needed={head.assessors_needed} toCheck={data.checks.filter(({ outcome }) => outcome === "to-do").length} />
            <ul className="ds_no-bullets">
              <li><a href={paths.manageMessages(head.id)}>Messages with the group</a>{data.unread > 0 ? ` (${data.unread} new)` : ""}</li>
              <li><a href={paths.askForChange(head.id)}>{data.asked ? "A change was asked for, and waits for the group" : "Ask for a change to named answers"}</a></li>
            </ul>
            <EnteredPart entered={data.entered} refused={refused} />
            <ChecksPart id={head.id} checks={data.checks} open={head.status !== "withdrawn"} />
            <HintsPart hints={data.hints} />
            <FlagsPart flags={data.flags} owners={data.owners} me={data.me} refused={refused} />
            <AssessorsPart assessors={data.assessors} assignable={data.assignable} needed={head.assessors_needed} open={head.status === "submitted" || head.status === "in-assessment"} refused={refused} />
            <p><a href={paths.declareInterest(head.id)}>Declare your own interest in this application</a></p>
          </>
        }
      >
        <SummaryList
          rows={[
            { key: "Asks for", value: head.asked_pence === null ? "Not stated" : formatPence(head.asked_pence) },
            { key: "Received", value: head.received_at ? formatInstant(new Date(head.received_at)) : "Not recorded" },
            ...(data.entered ? [{ key: "Came", value: `${data.entered.how === "paper" ? "On paper" : "By telephone"}. Entered by ${data.entered.entered_by_name}` }] : []),
            { key: "Sent by", value: data.submitted_by_name },
          ]}
        />
        <h2>The group, as it was when it applied</h2>
        <SummaryList rows={organisationRows(organisation)} />
        <h2>Documents</h2>
        <DocumentList documents={data.documents} empty="The group keeps no documents here." />
        <h2>What they wrote</h2>
        <FilesPlace application={data.head.id} files={data.files}><AnswersView definition={data.definition} answers={data.answers} lists={data.lists} /></FilesPlace>
        <ScoresPart criteria={data.criteria} sheets={data.sheets} heading="Scores" empty="No scores can be read yet. Each assessor’s appear here once they are sent." />
        {data.sheets.length > 1 ? <p><a href={paths.moderate(data.head.id)}>Put the scores side by side, or ask the readers to talk</a></p> : null}
        <h2>What happened</h2>
        <p>The newest first.</p>
        <Timeline events={data.timeline.map((event) => ({ title: event.text, at: event.at, who: event.by }))} />
      </SideBySide>
    </>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

interface Step { id: string; status: string; sheets: number; needed: number; toCheck: number }
function NextStep({ id, status, sheets, needed, toCheck }: Step) {
  if (status === "withdrawn") return <p>The group withdrew this application. There is nothing left to do.</p>;
  if (status === "submitted" && toCheck > 0) return <ButtonGroup><Button to={paths.applicationChecks(id)}>Check this application</Button></ButtonGroup>;
  if (status === "submitted") return <p>It is checked. Ask {needed} assessors next.</p>;
  if (status === "in-assessment" && sheets < needed) return <p>{`${sheets} of ${needed} score sheets can be read so far.`}</p>;
  return <ButtonGroup><Button to={paths.decideApplication(id)}>{status === "decided" ? "See the decision" : "Decide"}</Button></ButtonGroup>;
}

function organisationRows(organisation: Data["organisation"]) {
  const rows = [
    { key: "Name", value: organisation.name },
    { key: "Legal form", value: organisation.legal_form_title },
    { key: "Charity number", value: organisation.charity_number },
    { key: "Company number", value: organisation.company_number },
    { key: "Area", value: organisation.area_name },
    { key: "Address", value: [organisation.address, organisation.postcode].filter(Boolean).join(", ") },
    { key: "Purpose", value: organisation.purpose },
    { key: "Income last year", value: organisation.annual_income_pence === null ? null : formatPence(organisation.annual_income_pence) },
    { key: "Founded", value: organisation.founded_year },
    { key: "Host", value: [organisation.host_name, organisation.host_charity_number].filter(Boolean).join(", ") },
    { key: "Host’s contact", value: [organisation.host_contact_name, organisation.host_contact_email].filter(Boolean).join(", ") },
  ];
  return rows.filter(({ value }) => value !== null && value !== "");
}
