/** One application as its fund's administrator works on it: what was sent, the checks, who assesses it, the scores, what happened. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { findOpenRequest } from "#app/domain/applications/change-request.server.ts";
import { invitedSchema } from "#app/domain/applications/on-behalf.ts";
import { findEntered, inviteAgain } from "#app/domain/applications/on-behalf.server.ts";
import { countUnread } from "#app/domain/applications/thread.server.ts";
import { assign, endAssignment, recordChecks } from "#app/domain/assessment/change.server.ts";
import { readChecks } from "#app/domain/assessment/model.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { getStanding, listAssessors, listAssignable, listChecks, scoresOf } from "#app/domain/assessment/read.server.ts";
import { readApplication } from "#app/domain/assessment/reading.server.ts";
import { listedStatuses, type ListedStatus } from "#app/domain/desk/model.ts";
import { listTimeline } from "#app/domain/desk/read.server.ts";
import { listDocuments } from "#app/domain/files/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid, NotFound } from "#app/domain/kernel/errors.ts";
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
import { AssessorsPart, ChecksPart, ScoresPart } from "../parts/assessment.tsx";
import { formFields, parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `${data.head.organisation_name}: ${data.head.title}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const id = params.id ?? "";
  permit(may.administer(person, await getStanding(lade.db, id, person.id)));
  const { db } = lade;
  const application = await readApplication(db, id, person.id);
  return {
    ...application,
    documents: await listDocuments(lade, application.head.organisation_id),
    checks: await listChecks(db, id),
    assessors: await listAssessors(db, id),
    assignable: await listAssignable(db, id),
    sheets: await scoresOf(db, id, person),
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
  if (intent !== "checks") throw new NotFound();
  const { checks, errors } = readChecks(formFields(form));
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  await recordChecks(lade, id, checks);
  return back("checked");
}, { keepTyped: true });

const doneWords: Record<string, string> = {
  checked: "The checks are saved.",
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
            <NextStep id={head.id} status={head.status} sheets={data.sheets.length} needed={head.assessors_needed} />
            <ul className="ds_no-bullets">
              <li><a href={paths.manageMessages(head.id)}>Messages with the group</a>{data.unread > 0 ? ` (${data.unread} new)` : ""}</li>
              <li><a href={paths.askForChange(head.id)}>{data.asked ? "A change was asked for, and waits for the group" : "Ask for a change to named answers"}</a></li>
            </ul>
            <EnteredPart entered={data.entered} refused={refused} />
            <AssessorsPart assessors={data.assessors} assignable={data.assignable} needed={head.assessors_needed} open={head.status === "submitted" || head.status === "in-assessment"} refused={refused} />
            <ChecksPart saved={data.checks} refused={refused} overtaken={overtaken !== undefined} facts={checkFacts(pot, organisation)} />
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
        <h2>What happened</h2>
        <p>The newest first.</p>
        <Timeline events={data.timeline.map((event) => ({ title: event.text, at: event.at, who: event.by }))} />
      </SideBySide>
    </>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function NextStep({ id, status, sheets, needed }: { id: string; status: string; sheets: number; needed: number }) {
  if (status === "withdrawn") return <p>The group withdrew this application. There is nothing left to do.</p>;
  if (status === "in-assessment" && sheets < needed) return <p>{`${sheets} of ${needed} score sheets can be read so far.`}</p>;
  if (status === "submitted") return <p>Record the checks, then ask {needed} assessors.</p>;
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

/** What is known for a check, beside it. */
function checkFacts(pot: Data["pot"], organisation: Data["organisation"]): Record<string, string> {
  const income = organisation.annual_income_pence === null ? "Income not stated." : `Income ${formatPence(organisation.annual_income_pence)}.`;
  const numbers = [organisation.charity_number, organisation.company_number].filter(Boolean).join(", ");
  return {
    "legal-form": `${organisation.legal_form_title}${numbers ? `, ${numbers}` : ", no number given"}.`,
    income: `${income} ${pot.income_cap_pence === null ? "This area has no limit." : `The limit is ${formatPence(pot.income_cap_pence)}.`}`,
    host: organisation.host_name ? `Host: ${organisation.host_name}.` : "No host named.",
  };
}
