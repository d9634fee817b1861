/** Check your answers: everything that would be sent, what is missing with a link to it, and the one button that sends. */
import { json, redirect, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { signOffState, signOffWanted } from "#app/domain/applications/model.ts";
import { fileProblems } from "#app/domain/applications/files-model.ts";
import { may } from "#app/domain/applications/policy.ts";
import { changesOf } from "#app/domain/applications/read.server.ts";
import { findSignOff } from "#app/domain/applications/sign-off.server.ts";
import { submit } from "#app/domain/applications/submit.server.ts";
import { missingAnswers } from "#app/domain/forms/model.ts";
import { Closed, WrongState } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { Button, ButtonGroup, Form } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice, SummaryList } from "#app/ui/show.tsx";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { nextStep } from "../parts/application-tasks.ts";
import { readDraft } from "../parts/draft.server.ts";
import { OutgrownNotice } from "../parts/form-size.tsx";
import { FilesPlace } from "../parts/files-place.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Check your answers: ${data.where}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  signedIn(lade);
  const { application, pot, definition, answers, saved, lists, files, limits, organisation, where, deadline, writable, outgrown } = await readDraft(lade, params.id ?? "");
  if (application.received_at && !writable) throw redirect(paths.applicationReceipt(application.id));
  const signOff = signOffWanted(pot, application) ? signOffState(await findSignOff(lade.db, application.id), changesOf(saved)) : null;
  return {
    id: application.id,
    reference: application.reference,
    where,
    draft: writable,
    sentBefore: application.received_at && formatInstant(application.received_at),
    deadline,
    outgrown: writable ? outgrown : null,
    definition,
    answers,
    lists,
    files,
    problems: writable ? [...missingAnswers(definition, answers, lists, limits), ...fileProblems(definition, answers, files)] : [],
    signOff,
    group: [
      { key: "Name", value: organisation.name },
      { key: "Kind of group", value: organisation.legal_form_title },
      { key: "Charity number", value: organisation.charity_number ?? "None given" },
      { key: "Based in", value: organisation.area_name },
      { key: "Income last year", value: organisation.annual_income_pence === null ? "Not given" : formatPence(organisation.annual_income_pence) },
      ...(organisation.host_name ? [{ key: "Host", value: organisation.host_name }] : []),
    ],
    organisation: { id: organisation.id, name: organisation.name },
    write: may.submit(lade.actor, application),
    /** Came on paper or by telephone, and counts from then. */
    arrived: application.received_at ? null : application.arrived_at && formatInstant(application.arrived_at),
  };
});

export const action = verb(async ({ lade, params }) => {
  signedIn(lade);
  const id = params.id ?? "";
  try {
    await submit(lade, id);
  } catch (error) {
    // A refusal because of the time or of a signature is shown beside the answers, which are kept.
    if (error instanceof Closed) return json({ held: error.message, late: true }, { status: 409 });
    if (error instanceof WrongState) return json({ held: error.message, late: false }, { status: 409 });
    throw error;
  }
  return redirect(`${paths.applicationReceipt(id)}?done=sent`);
});

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Check() {
  const data = useLoaderData<typeof loader>();
  const { id, where, reference, draft, deadline, definition, answers, lists, files, problems, group, organisation, write } = data;
  const held = useActionData<{ held?: string; late?: boolean }>();
  const section = (sectionId: string, field: string) => `${paths.applicationSection(id, sectionId)}?missing=1#${encodeURIComponent(field)}`;
  return (
    <Article>
      <BackLink to={paths.application(id)}>All parts of the application</BackLink>
      {problems.length > 0 ? (
        <div className="ds_error-summary" id="error-summary" role="alert" aria-labelledby="error-summary-title" tabIndex={-1}>
          <h2 className="ds_error-summary__title" id="error-summary-title">{problems.length === 1 ? "1 thing is left to do" : `${problems.length} things are left to do`}</h2>
          <ul className="ds_error-summary__list">
            {problems.map((problem) => <li key={problem.field}><a href={section(problem.section, problem.field)}>{problem.message}</a></li>)}
          </ul>
        </div>
      ) : null}
      <PageHeader title={`Check your answers: ${where}`} label={`${organisation.name}, ${reference}`} />
      {held?.held ? <Notice kind="warning" title={held.late ? "This came too late to be sent" : "This could not be sent"}>{held.held}.</Notice> : draft ? <Standing data={data} /> : null}
      {write.allowed ? <OutgrownNotice outgrown={data.outgrown} /> : null}
      <h2>Your group</h2>
      <p>As you told us. Is it still right? <a href={paths.editOrganisation(organisation.id)}>Change these details</a></p>
      <SummaryList rows={group} />
      <FilesPlace application={id} files={files}>
      <AnswersView
        definition={definition}
        answers={answers}
        lists={lists}
        change={draft && write.allowed ? (one, question) => section(one.id, question.id) : undefined}
        beneath={(question) => problems.filter((problem) => problem.question === question.id && problem.kind === "wrong").map((problem) => <p key={problem.field}><strong>{problem.message}</strong></p>)}
      />
      </FilesPlace>
      {!draft || held?.late ? null : !write.allowed ? <p>{write.because}.</p> : problems.length > 0 ? (
        <ButtonGroup><Button to={section(problems[0]!.section, problems[0]!.field)}>Go to what is left</Button></ButtonGroup>
      ) : deadline.closed ? null : <Send data={data} />}
    </Article>
  );
}

function Standing({ data: { sentBefore, deadline, arrived } }: { data: Data }) {
  if (arrived) return <Notice kind="warning" title="This is not sent yet">{`It counts as received when it came: ${arrived}.`}</Notice>;
  const closing = deadline.closed ? `The round closed on ${deadline.closes}.` : deadline.grace ? `It closed on ${deadline.closes}. This fund still takes what arrives before ${deadline.grace}.` : `It closes ${deadline.closesIn ?? "soon"}: ${deadline.closes}.`;
  return sentBefore
    ? <Notice kind="info" title="You have applied, and you are changing your application">{`What you sent, received on ${sentBefore}, counts until you send again. ${closing}`}</Notice>
    : <Notice kind="warning" title="You have not applied yet">{closing}</Notice>;
}

/** The button, or what has to happen before there is one. */
function Send({ data: { id, organisation, signOff, sentBefore, arrived } }: { data: Data }) {
  if (signOff !== null && signOff !== "signed") {
    const step = nextStep(id, [], signOff);
    return (
      <>
        <h2>Before you can send it</h2>
        <p>{waiting[signOff]}</p>
        <ButtonGroup><Button to={step.to}>{step.text}</Button></ButtonGroup>
      </>
    );
  }
  return (
    <>
      <h2>{arrived ? "Send the application" : "Send your application"}</h2>
      {arrived ? <p>{`Is everything as it came, and is the signed form among the documents of ${organisation.name}? The group is then asked to confirm it.`}</p> : <p>It goes to the fund&apos;s team, and you get a receipt by e-mail. {sentBefore ? "It takes the place of what you sent before, of which a copy is kept." : "Until the round closes you can open it again and send it anew."}</p>}
      <Form><ButtonGroup><Button>{sentBefore ? "Send it again" : "Send application"}</Button></ButtonGroup></Form>
    </>
  );
}

const waiting = {
  none: "A second person of your group has to read it and sign it.",
  asked: "The person you asked has to read it and sign it.",
  void: "It was signed, and an answer was changed after that. It has to be signed again.",
  "sent-back": "It came back with a note. Change what is needed, then ask again.",
} as const;
