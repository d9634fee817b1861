/** Asking a group to change the answers that are named, taking that back, and seeing what was changed. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { askForChange, askSchema, changeable, differences, listChangeRequests, takeBackRequest } from "#app/domain/applications/change-request.server.ts";
import { may } from "#app/domain/applications/policy.ts";
import { fundSideOf } from "#app/domain/applications/thread.server.ts";
import { readApplication } from "#app/domain/assessment/reading.server.ts";
import { shortTitle } from "#app/domain/forms/model.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Checkboxes, DateField, ErrorSummary, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { dayFrom, formFields, parse, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { Differences } from "../parts/differences.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Ask for a change: ${data.head.organisation_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const id = params.id ?? "";
  const { head, definition, answers, lists } = await readApplication(lade.db, id, person.id);
  permit(may.writeToGroup(person, await fundSideOf(lade.db, head, person.id)));
  const titles = new Map(definition.sections.flatMap((section) => section.questions).map((question) => [question.id, shortTitle(question)]));
  const requests = await listChangeRequests(lade.db, head.id);
  return {
    head,
    done: url.searchParams.get("done"),
    questions: changeable(definition, answers).map((question) => ({ value: question.id, text: shortTitle(question) })),
    requests: await Promise.all(
      requests.map(async (one) => ({
        id: one.id, message: one.message, asked: `${one.asked_by_name}, ${formatInstant(one.asked_at)}`, wanted: one.wanted_by && formatDay(one.wanted_by),
        questions: one.question_ids.map((question) => titles.get(question) ?? question),
        answered: one.answered_at ? formatInstant(one.answered_at) : null, takenBack: one.taken_back_at ? formatInstant(one.taken_back_at) : null,
        differences: one.after_number ? await differences(lade.db, head.id, one.before_number, one.after_number, lists) : [],
      })),
    ),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const id = params.id ?? "";
  const [intent, of = ""] = text(form, "intent").split(":");
  if (intent === "take-back") await takeBackRequest(lade, id, of);
  else await askForChange(lade, id, parse(askSchema, { ...formFields(form, ["question_ids"]), wanted_by: dayFrom(form, "wanted_by") || null }));
  return redirect(`${paths.askForChange(id)}?done=${intent === "take-back" ? "taken-back" : "asked"}`);
}, { keepTyped: true });

export default function AskForChange() {
  const { head, questions, requests, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  const open = requests.some((one) => !one.answered && !one.takenBack);
  return (
    <Article>
      <BackLink to={paths.manageApplication(head.id)}>{`${head.organisation_name}: ${head.title}`}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      {overtaken ? <Notice kind="warning" title="Nothing was changed">{overtaken}.</Notice> : null}
      {done === "asked" && !refused ? <Notice kind="success" title="The group is asked">Its owners and editors have an e-mail. What they sent goes on counting until they send the change.</Notice> : null}
      {done === "taken-back" && !refused ? <Notice kind="success" title="The request is taken back">What the group sent counts as it is.</Notice> : null}
      <PageHeader title={`Ask ${head.organisation_name} for a change`} label={head.reference} />
      {requests.map((one) => (
        <section key={one.id} aria-label={`Asked on ${one.asked}`}>
          <h2>{one.answered ? `Changed on ${one.answered}` : one.takenBack ? `Taken back on ${one.takenBack}` : "Waits for the group"}</h2>
          <p className="ds_hint-text">{`Asked by ${one.asked}${one.wanted ? `, wanted by ${one.wanted}` : ""}: ${one.questions.join("; ")}`}</p>
          <p className="app-as-typed">{one.message}</p>
          {one.answered ? <Differences changed={one.differences} /> : null}
          {!one.answered && !one.takenBack ? <Form><Hidden name="intent" value={`take-back:${one.id}`} /><Button secondary>Take this request back</Button></Form> : null}
        </section>
      ))}
      {open ? null : (
        <>
          {requests.length > 0 ? <h2>Ask again</h2> : null}
          <Form refused={refused}>
            <Checkboxes name="question_ids" legend="Which answers?" hint="The group can change these and no others." options={questions} small />
            <TextArea name="message" label="What would you like to be different?" hint="The group reads this. Say it as you would to a neighbour." rows={5} limit={5_000} />
            <DateField name="wanted_by" legend="By which day? (optional)" />
            <ButtonGroup><Button>Ask the group</Button></ButtonGroup>
          </Form>
        </>
      )}
    </Article>
  );
}
