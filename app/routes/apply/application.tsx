/** A draft's home: what is done, what is left, by when, and that nothing has been sent. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { withdraw } from "#app/domain/applications/change.server.ts";
import { applicationStates } from "#app/domain/applications/model.ts";
import { may } from "#app/domain/applications/policy.ts";
import { missingAnswers, sectionsOnPath } from "#app/domain/forms/model.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Form, Hidden } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, WithSidebar } from "#app/ui/layout.tsx";
import { Details, Notice, SyntheticMark, TaskList, type TagColour } from "#app/ui/show.tsx";
import { text } from "#app/web/form.ts";
import { page, signedIn, verb } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { readDraft } from "../parts/draft.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Application: ${data.where}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  signedIn(lade);
  const { application, definition, lists, answers, limits, where, deadline, organisation, pot } = await readDraft(lade, params.id ?? "");
  if (application.received_at) throw redirect(paths.applicationReceipt(application.id));
  const problems = missingAnswers(definition, answers, lists, limits);
  const tasks = sectionsOnPath(definition, answers).map((section): SectionTask => {
    const left = problems.filter((problem) => problem.section === section.id);
    const begun = section.questions.some((question) => answers[question.id] !== undefined);
    const status = left.length === 0 ? done : begun ? { text: "In progress", colour: "blue" as const } : { text: "Not started", colour: "grey" as const };
    return { text: section.title, to: paths.applicationSection(application.id, section.id), status, ...(left.length > 0 && begun ? { hint: leftInWords(left.length) } : {}) };
  });
  return {
    done: url.searchParams.get("done"),
    id: application.id,
    reference: application.reference,
    withdrawn: application.status === "withdrawn",
    state: { text: applicationStates[application.status].applicant, colour: applicationStates[application.status].colour },
    where,
    fund: pot.fund_title,
    place: { round: pot.round_code, area: pot.area_slug },
    organisation: { id: organisation.id, name: organisation.name },
    synthetic: application.synthetic,
    deadline,
    tasks,
    left: problems.length,
    next: firstToDo(tasks),
    may: { write: may.write(lade.actor, application), withdraw: may.withdraw(lade.actor, application).allowed },
  };
});

interface SectionTask {
  text: string;
  to: string;
  hint?: string;
  status: { text: string; colour: TagColour };
}

const done = { text: "Done", colour: "green" } as const;
const leftInWords = (count: number): string => (count === 1 ? "1 thing left" : `${count} things left`);
const firstToDo = (tasks: readonly SectionTask[]): { text: string; to: string } | null => {
  const task = tasks.find((one) => one.status.text !== done.text);
  return task ? { text: task.text, to: task.to } : null;
};

export const action = verb(async ({ lade, params, form }) => {
  signedIn(lade);
  const id = params.id ?? "";
  if (text(form, "intent") !== "withdraw") throw new NotFound();
  await withdraw(lade, id);
  return redirect(`${paths.application(id)}?done=withdrawn`);
});

const said: Record<string, { title: string; text: string }> = {
  started: { title: "Your application has begun", text: "Nothing has been sent. Answer in any order, stop when you like, and come back." },
  saved: { title: "Saved", text: "What you wrote is kept. You can come back at any time before the round closes." },
};

export default function ApplicationPage() {
  const data = useLoaderData<typeof loader>();
  const { id, deadline, left, next } = data;
  const notice = data.done ? said[data.done] : undefined;
  const ready = left === 0 && !deadline.closed;
  return (
    <>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: data.organisation.name, to: paths.organisation(data.organisation.id) }, { text: "Application" }]} />
      {notice && !data.withdrawn ? <Notice kind="success" title={notice.title}>{notice.text}</Notice> : null}
      <PageHeader title={`Application: ${data.where}`} label={`${data.organisation.name}, ${data.reference}`} state={data.state}>
        {data.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {data.withdrawn ? <Withdrawn data={data} /> : (
        <WithSidebar sidebar={<p><a href={paths.questions(data.place.round, data.place.area)}>All the questions on one page</a></p>}>
          {deadline.closed ? (
            <Notice kind="warning" title="You did not apply: the round has closed">
              {`It closed on ${deadline.closes}, and this application had not been sent. What you wrote is kept here, to use again. Talk to the fund's team about what you can do.`}
            </Notice>
          ) : (
            <Notice kind="info" title="You have not applied yet">
              <p>{ready ? "All questions are answered. Check your answers and send the application." : `There ${left === 1 ? "is 1 thing" : `are ${left} things`} left to do before you can send it.`}</p>
              <p><strong>It closes {deadline.closesIn ?? "soon"}</strong>: {deadline.closes}.</p>
            </Notice>
          )}
          {data.may.write.allowed ? null : <p>{data.may.write.because}</p>}
          <TaskList
            groups={[
              { heading: "Answer the questions", tasks: data.tasks },
              { heading: "Send it", tasks: [{ text: "Check your answers and send", to: paths.checkApplication(id), status: ready ? { text: "Ready", colour: "blue" } : { text: "Not yet", colour: "grey" }, hint: ready ? undefined : "You can look at your answers at any time" }] },
            ]}
          />
          {data.may.write.allowed ? (
            <ButtonGroup>
              {next ? <Button to={next.to}>{`Go on with “${next.text}”`}</Button> : <Button to={paths.checkApplication(id)}>Check your answers</Button>}
            </ButtonGroup>
          ) : null}
          {data.may.withdraw ? (
            <Details summary="Give this application up">
              <p>Your group can begin another to this round while it is open. What you wrote stays readable here.</p>
              <Form><Hidden name="intent" value="withdraw" /><Button secondary>Give it up</Button></Form>
            </Details>
          ) : null}
        </WithSidebar>
      )}
    </>
  );
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
