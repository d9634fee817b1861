/** The receipt: that it arrived, when, under which reference, and everything that was sent, as it was sent. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { applicationStates } from "#app/domain/applications/model.ts";
import { may } from "#app/domain/applications/policy.ts";
import { getApplication, getSubmission, listRefusedTexts } from "#app/domain/applications/read.server.ts";
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

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Receipt ${data.reference}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = signedIn(lade);
  const application = await getApplication(lade, params.id ?? "");
  if (!application.received_at) throw redirect(paths.application(application.id));
  const submission = await getSubmission(lade.db, application.id);
  const pot = await getPot(lade.db, application.pot_id);
  const { definition } = await getFormVersion(lade.db, submission.form_version_id);
  const lists = await listsFor(lade.db, pot.lists);
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
    by: submission.submitted_by_name,
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
    late: late.map((text) => {
      const question = questions.get(text.question_id);
      return { id: text.id, question: question ? shortTitle(question) : text.question_id, text: question ? describeAnswer(question, text.value ?? undefined, lists) : "", by: text.saved_by_name };
    }),
    mayWithdraw: ["submitted", "in-assessment"].includes(application.status) && may.withdraw(person, application).allowed,
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
      <SummaryList
        rows={[
          { key: "State", value: <Tag colour={data.state.colour}>{data.decided ? "Decided" : data.state.text}</Tag> },
          { key: "Round", value: data.where },
          { key: "Received", value: data.received },
          { key: "Sent by", value: data.by },
        ]}
      />
      {data.synthetic ? <p><SyntheticMark /></p> : null}
      <h2>What happens next</h2>
      {data.decided ? <p><a href={paths.applicationDecision(data.id)}>Read the decision</a></p> : data.withdrawn ? <p>Nothing more. The fund does not consider this application.</p> : (
        <>
          <p>You don&apos;t have to do anything now. We sent a receipt by e-mail to the person who sent this.</p>
          <p>{data.decisions ? `You will hear what was decided by ${data.decisions}.` : "You will hear from the fund's team."}</p>
        </>
      )}
      {data.late.length > 0 ? (
        <>
          <h2>Written too late to be sent</h2>
          {data.late.map((text) => <div key={text.id}><h3>{text.question}</h3><p className="app-as-typed">{text.text}</p><p className="ds_hint-text">{text.by}</p></div>)}
        </>
      ) : null}
      <h2>What you sent</h2>
      <SummaryList rows={data.group} />
      <AnswersView definition={data.definition} answers={data.answers} lists={data.lists} level={3} />
      <Details summary="How we know that this copy has not changed">
        <p>This code is made from everything you sent. If one letter were different, the code would be another.</p>
        <p><code className="app-as-typed">{data.hash}</code></p>
      </Details>
      {data.mayWithdraw ? (
        <Details summary="Withdraw this application">
          <p>The fund stops considering it. It can&apos;t be sent again, but you can begin another while the round is open.</p>
          <Form action={paths.application(data.id)}><Hidden name="intent" value="withdraw" /><Button secondary>Withdraw the application</Button></Form>
        </Details>
      ) : null}
    </Article>
  );
}
