/** What the fund asked a group to change after sending: the named answers, to write again and send. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { answerRequest, changeable, differences, listChangeRequests } from "#app/domain/applications/change-request.server.ts";
import { withFiles } from "#app/domain/applications/files-model.ts";
import { listSentFiles } from "#app/domain/applications/files-read.server.ts";
import { may } from "#app/domain/applications/policy.ts";
import { getApplication, getSubmission } from "#app/domain/applications/read.server.ts";
import { readQuestion, type AnswerValue, type Question } from "#app/domain/forms/model.ts";
import { getFormVersion, listsFor } from "#app/domain/forms/read.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { QuestionField } from "#app/ui/form-engine/question.tsx";
import { Button, ButtonGroup, ErrorSummary, Hidden } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Notice } from "#app/ui/show.tsx";
import { text } from "#app/web/form.ts";
import { page, signedIn, verb, type Lade } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused, type Refused } from "#app/web/refused.ts";
import { Differences } from "../parts/differences.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `A change to your application ${data.reference}` : "Page not found");

async function readAsked(lade: Lade, id: string, requestId: string) {
  const application = await getApplication(lade, id);
  const request = (await listChangeRequests(lade.db, application.id)).find((one) => one.id === requestId);
  if (!request) throw new NotFound();
  const submission = await getSubmission(lade.db, application.id);
  const { definition } = await getFormVersion(lade.db, submission.form_version_id);
  const pot = await getPot(lade.db, application.pot_id);
  const lists = withFiles(await listsFor(lade.db, pot.lists), await listSentFiles(lade.db, application.id));
  const questions = changeable(definition, submission.answers).filter((question) => request.question_ids.includes(question.id));
  return { application, request, submission, lists, questions, checks: definition.checks ?? [] };
}

export const loader = page(async ({ lade, params, url }) => {
  const person = signedIn(lade);
  const { application, request, submission, lists, questions, checks } = await readAsked(lade, params.id ?? "", params.request ?? "");
  return {
    id: application.id,
    reference: application.reference,
    done: url.searchParams.get("done"),
    message: request.message,
    asked: formatInstant(request.asked_at),
    wanted: request.wanted_by && formatDay(request.wanted_by),
    state: request.answered_at ? ("answered" as const) : request.taken_back_at ? ("taken-back" as const) : ("open" as const),
    changed: request.after_number ? await differences(lade.db, application.id, request.before_number, request.after_number, lists) : [],
    number: submission.number,
    questions, lists, checks,
    answers: Object.fromEntries(questions.flatMap(({ id }) => (submission.answers[id] === undefined ? [] : [[id, submission.answers[id]]]))),
    may: may.answerRequest(person, application),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  signedIn(lade);
  const [id, requestId] = [params.id ?? "", params.request ?? ""];
  const { questions, lists } = await readAsked(lade, id, requestId);
  const answers = Object.fromEntries(questions.map((question) => [question.id, readQuestion(question, form, lists).value]));
  await answerRequest(lade, id, requestId, { seen_number: Number(text(form, "number")), answers });
  return redirect(`${paths.askedChange(id, requestId)}?done=sent`);
}, { keepTyped: true });

/** What stands in a field: what was typed, where the form came back, else what was sent. */
function valueOf(question: Question, answers: Readonly<Record<string, AnswerValue>>, refused: Refused | undefined): AnswerValue | undefined {
  if (!refused) return answers[question.id];
  const typed = new FormData();
  for (const [name, values] of Object.entries(refused.values)) for (const value of values) typed.append(name, value);
  return readQuestion(question, typed).value ?? undefined;
}

export default function AskedChange() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  const answers = data.answers as Readonly<Record<string, AnswerValue>>;
  return (
    <Article>
      <BackLink to={paths.applicationMessages(data.id)}>Messages with the fund</BackLink>
      <ErrorSummary errors={refused?.errors} />
      {overtaken ? <Notice kind="warning" title="This was not sent">{overtaken}. What you typed stands below.</Notice> : null}
      {data.done === "sent" && data.state === "answered" ? <Notice kind="success" title="The change is sent">It is part of your application from now on. What you had sent before is kept too.</Notice> : null}
      <PageHeader title="A change to your application" label={data.reference} />
      <p>{`The fund's team asked on ${data.asked}${data.wanted ? `, and would like to have it by ${data.wanted}` : ""}:`}</p>
      <Inset><p className="app-as-typed">{data.message}</p></Inset>
      {data.state === "answered" ? <><h2>What was changed</h2><Differences changed={data.changed} /></> : null}
      {data.state === "taken-back" ? <p>The fund&apos;s team took this back. What you sent counts as it is.</p> : null}
      {data.state === "open" && !data.may.allowed ? <p>{data.may.because}.</p> : null}
      {data.state === "open" && data.may.allowed ? (
        <form className="ds_form" method="post" noValidate>
          <p>What you sent goes on counting until you press “Send the change”. Only these answers can be changed.</p>
          <Hidden name="number" value={data.number} />
          {data.questions.map((question) => <QuestionField key={question.id} question={question} value={valueOf(question, answers, refused)} lists={data.lists} errors={refused?.errors ?? {}} checks={data.checks} />)}
          <ButtonGroup><Button>Send the change</Button></ButtonGroup>
        </form>
      ) : null}
    </Article>
  );
}
