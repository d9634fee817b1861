/** Check your answers: everything that would be sent, what is missing with a link to it, and the one button that sends. */
import { json, redirect, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { may } from "#app/domain/applications/policy.ts";
import { submit } from "#app/domain/applications/submit.server.ts";
import { missingAnswers } from "#app/domain/forms/model.ts";
import { Closed } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { paths } from "#app/paths.ts";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { Button, ButtonGroup, Form } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice, SummaryList } from "#app/ui/show.tsx";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { readDraft } from "../parts/draft.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Check your answers: ${data.where}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  signedIn(lade);
  const { application, definition, answers, lists, limits, organisation, where, deadline } = await readDraft(lade, params.id ?? "");
  if (application.received_at) throw redirect(paths.applicationReceipt(application.id));
  const draft = application.status === "draft";
  return {
    id: application.id,
    reference: application.reference,
    where,
    draft,
    deadline,
    definition,
    answers,
    lists,
    problems: draft ? missingAnswers(definition, answers, lists, limits) : [],
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
  };
});

export const action = verb(async ({ lade, params }) => {
  signedIn(lade);
  const id = params.id ?? "";
  try {
    await submit(lade, id);
  } catch (error) {
    // A refusal because of the time is shown beside the answers, which are kept.
    if (error instanceof Closed) return json({ late: error.message }, { status: 409 });
    throw error;
  }
  return redirect(`${paths.applicationReceipt(id)}?done=sent`);
});

export default function Check() {
  const { id, where, reference, draft, deadline, definition, answers, lists, problems, group, organisation, write } = useLoaderData<typeof loader>();
  const late = useActionData<{ late?: string }>()?.late;
  const section = (sectionId: string, field: string) => `${paths.applicationSection(id, sectionId)}?missing=1#${encodeURIComponent(field)}`;
  const ready = draft && problems.length === 0 && !deadline.closed && write.allowed && !late;
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
      {late ? <Notice kind="warning" title="This could not be sent">{late}.</Notice> : null}
      {draft && !late ? (
        <Notice kind="info" title="You have not applied yet">{deadline.closed ? `The round closed on ${deadline.closes}.` : `It closes ${deadline.closesIn ?? "soon"}: ${deadline.closes}.`}</Notice>
      ) : null}
      <h2>Your group</h2>
      <p>As you told us. Is it still right? <a href={paths.editOrganisation(organisation.id)}>Change these details</a></p>
      <SummaryList rows={group} />
      <AnswersView
        definition={definition}
        answers={answers}
        lists={lists}
        change={draft && write.allowed ? (one, question) => section(one.id, question.id) : undefined}
        beneath={(question) => problems.filter((problem) => problem.question === question.id && problem.kind === "wrong").map((problem) => <p key={problem.field}><strong>{problem.message}</strong></p>)}
      />
      {ready ? (
        <>
          <h2>Send your application</h2>
          <p>It goes to the fund&apos;s team, and you get a receipt by e-mail. After that your answers can&apos;t be changed here.</p>
          <Form><ButtonGroup><Button>Send application</Button></ButtonGroup></Form>
        </>
      ) : draft && !write.allowed ? <p>{write.because}</p> : draft && problems.length > 0 ? (
        <ButtonGroup><Button to={section(problems[0]!.section, problems[0]!.field)}>Go to what is left</Button></ButtonGroup>
      ) : null}
    </Article>
  );
}
