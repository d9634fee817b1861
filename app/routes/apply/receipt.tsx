/** The receipt: that it arrived, when, under which reference, and everything that was sent, as it was sent. */
import { findOpenRequest } from "#app/domain/applications/change-request.server.ts";
import { countUnread } from "#app/domain/applications/thread.server.ts";
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { withFiles } from "#app/domain/applications/files-model.ts";
import { listSentFiles } from "#app/domain/applications/files-read.server.ts";
import { applicationStates, isPast, isWritable } from "#app/domain/applications/model.ts";
import { may } from "#app/domain/applications/policy.ts";
import { readDeadline } from "#app/domain/applications/deadline.server.ts";
import { getApplication, getSubmission, listRefusedTexts, listSubmissions } from "#app/domain/applications/read.server.ts";
import { listOwnApplications } from "#app/domain/desk/read.server.ts";
import { describeAnswer, questionsOnPath, shortTitle } from "#app/domain/forms/model.ts";
import { getFormVersion, listsFor } from "#app/domain/forms/read.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { Button, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, BackLink } from "#app/ui/layout.tsx";
import { Details, Notice, Panel, SummaryList, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { page, signedIn } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { FilesPlace } from "../parts/files-place.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Receipt ${data.reference}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = signedIn(lade);
  const application = await getApplication(lade, params.id ?? "");
  if (!application.received_at) throw redirect(paths.application(application.id));
  const deadline = await readDeadline(lade.db, application);
  const open = application.status === "submitted" && !isPast(deadline);
  const submission = await getSubmission(lade.db, application.id);
  const pot = await getPot(lade.db, application.pot_id);
  const { definition } = await getFormVersion(lade.db, submission.form_version_id);
  const files = await listSentFiles(lade.db, application.id);
  const lists = withFiles(await listsFor(lade.db, pot.lists), files);
  const { organisation } = submission;
  const decided = (await listOwnApplications(lade.db, person.id)).some((one) => one.id === application.id && one.outcome !== null);
  const questions = new Map(questionsOnPath(definition, submission.answers).map((question) => [question.id, question]));
  const late = (await listRefusedTexts(lade.db, application.id)).filter((text) => text.kept_at > submission.received_at);
  return {
    id: application.id,
    done: url.searchParams.get("done"),
    reference: application.reference,
    state: { text: applicationStates[application.status].applicant, colour: applicationStates[application.status].colour },
    withdrawn: application.status === "withdrawn",
    decided,
    synthetic: application.synthetic,
    where: pot.shape === "national" ? pot.round_title : `${pot.round_title}, ${pot.area_name}`,
    received: formatInstant(submission.received_at),
    // Staff act as the fund's team here, without their names.
    by: submission.submitted_by === application.entered_by ? "The fund’s team, for the group" : submission.submitted_by_name,
    hash: submission.sha256,
    decisions: pot.decisions_by && formatDay(pot.decisions_by),
    group: [
      { key: "Name", value: organisation.name },
      { key: "Kind of group", value: organisation.legal_form_title },
      { key: "Charity number", value: organisation.charity_number ?? "None given" },
      { key: "Based in", value: organisation.area_name },
      ...(organisation.host_name ? [{ key: "Host", value: organisation.host_name }] : []),
    ],
    definition,
    answers: submission.answers,
    lists,
    files,
    closes: open && deadline.closes_at && deadline.now < deadline.closes_at ? formatInstant(deadline.closes_at) : null,
    mayReopen: open && application.reopened_at === null && may.reopen(person, application).allowed,
    reopened: isWritable(application, deadline),
    /** Opened again and not sent anew before the deadline came. */
    stands: application.reopened_at !== null && !open && application.status !== "withdrawn",
    before: (await listSubmissions(lade.db, application.id)).slice(1).map((one) => ({ number: one.number, received: formatInstant(one.received_at), by: one.submitted_by === application.entered_by ? "the fund’s team" : one.submitted_by_name, hash: one.sha256 })),
    late: late.map((text) => {
      const question = questions.get(text.question_id);
      return { id: text.id, question: question ? shortTitle(question) : text.question_id, text: question ? describeAnswer(question, text.value ?? undefined, lists) : "", by: text.saved_by_name };
    }),
    entered: application.entered_how && { how: application.entered_how, confirmed: application.confirmed_at !== null, mayConfirm: application.confirmed_at === null && may.confirmEntered(person, application).allowed, mine: application.entered_by === person.id, documents: paths.organisationDocuments(application.organisation_id) },
    asked: (await findOpenRequest(lade.db, application.id))?.id ?? null,
    unread: await countUnread(lade.db, application.id, "group"),
    // Until a decision is released nothing may tell that there is one: not even a button that is gone.
    mayWithdraw: !decided && ["submitted", "in-assessment", "decided"].includes(application.status) && may.withdraw(person, application).allowed,
  };
});

export default function Receipt() {
  const data = useLoaderData<typeof loader>();
  return (
    <Article>
      <BackLink to={paths.desk()}>Your desk</BackLink>
      {data.done === "late" ? <Notice kind="warning" title="This came after the application was sent">What you wrote just now is kept and shown below. It is not part of the application.</Notice> : null}
      <Panel title={data.withdrawn ? "Application withdrawn" : "Application sent"}>
        <p>Your reference<br /><strong className="ds_notification-panel__reference">{data.reference}</strong></p>
      </Panel>
      {data.done === "left-as-sent" ? <Notice kind="success" title="Left as it was sent">The application counts as you sent it. What you changed since is kept, but not sent.</Notice> : null}
      {data.reopened ? <Notice kind="info" title="You have opened this application again"><p>What is below counts until you send again. <a href={paths.application(data.id)}>Go on changing it</a></p></Notice> : null}
      {data.stands ? <Notice kind="info" title="What you sent stands">You opened this application again and did not send it anew before the deadline. It counts as it is below.</Notice> : null}
      <SummaryList
        rows={[
          { key: "State", value: <Tag colour={data.state.colour}>{data.decided ? "Decided" : data.state.text}</Tag> },
          { key: "Round", value: data.where },
          { key: "Received", value: data.received },
          { key: "Sent by", value: data.by },
        ]}
      />
      {data.synthetic ? <p><SyntheticMark /></p> : null}
      {data.entered ? <Entered data={data} /> : null}
      {data.asked ? <Notice kind="warning" title="The fund asks you to change something"><p>What you sent counts until you send the change. <a href={paths.askedChange(data.id, data.asked)}>See what is asked</a></p></Notice> : null}
      <h2>What happens next</h2>
      {data.decided ? <p><a href={paths.applicationDecision(data.id)}>Read the decision</a></p> : data.withdrawn ? <p>Nothing more. The fund does not consider this application.</p> : (
        <>
          {data.entered && !data.entered.confirmed ? null : <p>You don&apos;t have to do anything now. We sent a receipt by e-mail to the person who sent this.</p>}
          {data.entered?.mine && !data.entered.confirmed ? null : <p>Do you have a question, or has something changed? <a href={paths.applicationMessages(data.id)}>Write to the fund&apos;s team</a>{data.unread > 0 ? ` (${data.unread} new from them)` : ""}.</p>}
          <p>{data.decisions ? `You will hear what was decided by ${data.decisions}.` : "You will hear from the fund's team."}</p>
        </>
      )}
      {data.mayReopen ? (
        <Details summary="Change something that you sent">
          <p>You can open it again{data.closes ? ` until ${data.closes}` : ""}. What you sent goes on counting until you send again, and a copy of it is kept.</p>
          <Form action={paths.application(data.id)}><Hidden name="intent" value="reopen" /><Button secondary>Open it again</Button></Form>
        </Details>
      ) : null}
      {data.late.length > 0 ? (
        <>
          <h2>Written too late to be sent</h2>
          {data.late.map((text) => <div key={text.id}><h3>{text.question}</h3><p className="app-as-typed">{text.text}</p><p className="ds_hint-text">{text.by}</p></div>)}
        </>
      ) : null}
      <h2>What you sent</h2>
      <p>A copy to keep: <a href={paths.applicationCopy(data.id, "pdf")}>PDF</a> or <a href={paths.applicationCopy(data.id, "txt")}>plain text</a>.</p>
      <SummaryList rows={data.group} />
      <FilesPlace application={data.id} files={data.files}><AnswersView definition={data.definition} answers={data.answers} lists={data.lists} level={3} /></FilesPlace>
      <Details summary="How we know that this copy has not changed">
        <p>This code is made from everything you sent. If one letter were different, the code would be another.</p>
        <p><code className="app-as-typed">{data.hash}</code></p>
      </Details>
      {data.before.length > 0 ? (
        <Details summary="What you sent before">
          <p>These were replaced by what you see above. They are kept as they were.</p>
          <ul>{data.before.map((one) => <li key={one.number}>{one.received}, by {one.by}. Code: <code className="app-as-typed">{one.hash}</code></li>)}</ul>
        </Details>
      ) : null}
      {data.mayWithdraw ? (
        <Details summary="Withdraw this application">
          <p>The fund stops considering it. It can&apos;t be sent again, but you can begin another while the round is open.</p>
          <Form action={paths.application(data.id)}><Hidden name="intent" value="withdraw" /><Button secondary>Withdraw the application</Button></Form>
        </Details>
      ) : null}
    </Article>
  );
}

/** The fund typed this in for the group: the group looks at it and says that it is right. */
function Entered({ data: { id, entered } }: { data: { id: string; entered: { how: "paper" | "telephone"; confirmed: boolean; mayConfirm: boolean; mine: boolean; documents: string } | null } }) {
  if (!entered) return null;
  if (entered.mine && !entered.confirmed)
    return (
      <Notice kind="info" title="It waits for the group’s word">
        <p>You entered this for the group. Somebody of the group has an e-mail, and reads and confirms it. From then on you work on it as on every other.</p>
        <p><a href={entered.documents}>The group’s documents, with the signed form</a></p>
        <p><a href={paths.manageApplication(id)}>The application as you look after it</a></p>
      </Notice>
    );
  if (entered.confirmed) return <p className="ds_hint-text">{`The fund's team entered this for the group, as it came ${entered.how === "paper" ? "on paper" : "by telephone"}. The group has confirmed it.`}</p>;
  return (
    <Notice kind="info" title="The fund's team entered this for the group">
      <p>{`It came ${entered.how === "paper" ? "on paper" : "by telephone"}. Please read it. If something is not as you said it, write to the team before you confirm.`}</p>
      <p><a href={paths.applicationMessages(id)}>Write to the fund&apos;s team</a>, or look at the <a href={entered.documents}>signed form</a>.</p>
      {entered.mayConfirm ? <Form action={paths.application(id)}><Hidden name="intent" value="confirm-entered" /><Button>Yes, this is what we said</Button></Form> : null}
    </Notice>
  );
}
