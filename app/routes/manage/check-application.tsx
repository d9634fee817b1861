/** The checks of one application: each with what is known beside it, what the group answered, and what is recorded on the way. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { readAssurances } from "#app/domain/assessment/checks-assurances.ts";
import { factsFor } from "#app/domain/assessment/checks-facts.ts";
import { readMaterial } from "#app/domain/assessment/checks-facts.server.ts";
import { listChecklist } from "#app/domain/assessment/checks-list.server.ts";
import { checkOutcomes, readChecks, type CheckOutcome } from "#app/domain/assessment/checks-model.ts";
import { saveChecks } from "#app/domain/assessment/checks.server.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { getStanding, listChecks } from "#app/domain/assessment/read.server.ts";
import { readApplication } from "#app/domain/assessment/reading.server.ts";
import { describeAnswer, shortTitle } from "#app/domain/forms/model.ts";
import { listDocuments } from "#app/domain/files/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { registerHeld } from "#app/domain/organisations/register.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, Select, TextField } from "#app/ui/forms.tsx";
import { BackLink, PageHeader, WithSidebar } from "#app/ui/layout.tsx";
import { Details, Notice } from "#app/ui/show.tsx";
import { dayFrom, formFields } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { CheckFields } from "../parts/check-fields.tsx";
import { Facts } from "../parts/checks.tsx";
import { DocumentList } from "../parts/documents.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Checks: ${data.name}` : "Page not found");

/** The group's own answers that a check is about, by the ids of its form's questions. */
const answersOf: Record<string, readonly string[]> = {
  safeguarding: ["safeguarding", "protected-roles"],
  "other-bids": ["other-areas", "which-areas", "has-other-funding", "other-funding"],
};
/** Documents that a check is about, by kind. */
const documentsOf: Record<string, string> = { "governing-document": "governing-document", accounts: "accounts", host: "partnership-letter" };

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const id = params.id ?? "";
  permit(may.administer(person, await getStanding(lade.db, id, person.id)));
  const application = await readApplication(lade.db, id, person.id);
  const { head, definition, lists, answers } = application;
  const documents = await listDocuments(lade, head.organisation_id);
  const { material, assured } = await readMaterial(lade.db, application, documents, person.id);
  const saved = await listChecks(lade.db, id);
  const questions = definition.sections.flatMap((section) => section.questions);
  return {
    id: head.id,
    pot: head.pot_id,
    name: `${head.organisation_name}: ${head.title}`,
    reference: head.reference,
    open: head.status !== "withdrawn",
    exceptions: material.pot.income_exceptions,
    assured,
    registerOn: (await registerHeld(lade.db)).dated_on,
    checks: (await listChecklist(lade.db, head.pot_id)).map((item) => ({
      ...item,
      facts: factsFor(item.code, material),
      answer: saved.find(({ check_code }) => check_code === item.code),
      said: questions
        .filter((question) => answersOf[item.code]?.includes(question.id) && answers[question.id] !== undefined)
        .map((question) => ({ title: shortTitle(question), text: describeAnswer(question, answers[question.id], lists) })),
      documents: documents.filter(({ kind }) => kind === documentsOf[item.code]),
    })),
  };
});

const days = ["exception.agreed_on", "subsidy.notice_on", "subsidy.confirmed_on", "funding.given_on"];

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const id = params.id ?? "";
  const standing = await getStanding(lade.db, id, person.id);
  permit(may.administer(person, standing));
  const { pot } = await readApplication(lade.db, id, person.id);
  const fields = { ...formFields(form, ["funding.remove"]), ...Object.fromEntries(days.filter((name) => form.has(`${name}-day`)).map((name) => [name, dayFrom(form, name)])) };
  const { checks, errors } = readChecks((await listChecklist(lade.db, pot.id)).map(({ code }) => code), fields);
  const { assurances, errors: unclear } = readAssurances(fields);
  if (Object.keys(errors).length + Object.keys(unclear).length > 0) throw new Invalid({ ...errors, ...unclear });
  await saveChecks(lade, id, checks, assurances);
  return redirect(`${paths.manageApplication(id)}?done=checked`);
}, { keepTyped: true });

const outcomeOptions = (Object.keys(checkOutcomes) as CheckOutcome[]).map((value) => ({ value, text: checkOutcomes[value] }));
/** The parts that are recorded with a check: whose errors open its fields. */
const partsOf: Record<string, readonly string[]> = { income: ["exception."], "fair-work": ["fair_work."], subsidy: ["subsidy.", "funding."], "bank-account": ["account."] };

export default function CheckApplication() {
  const { id, pot, name, reference, open, exceptions, assured, checks, registerOn } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  const wrong = (code: string) => Object.keys(refused?.errors ?? {}).some((field) => partsOf[code]?.some((part) => field.startsWith(part)));
  return (
    <>
      <BackLink to={paths.manageApplication(id)}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Check: ${name}`} label={reference} lead="What is known stands beside each check. Only you can say whether it is met." />
      {overtaken ? <Notice kind="warning" title="Nothing is saved yet">{overtaken}.</Notice> : null}
      <WithSidebar
        sidebar={
          <nav aria-label="Checks">
            <h2>On this page</h2>
            <ul className="ds_no-bullets">{checks.map((check) => <li key={check.code}><a href={`#${check.code}`}>{check.title}</a></li>)}</ul>
            <p><a href={paths.askForChange(id)}>Ask the group for a change to named answers</a></p>
            <p><a href={paths.charityRegister()}>Look up a charity</a></p>
            <p><a href={paths.potChecklist(pot)}>What is checked in this round</a></p>
          </nav>
        }
      >
        {registerOn === null ? <Notice kind="info" title="No charity register is loaded">Numbers can’t be compared by Lade until whoever runs the service loads it.</Notice> : null}
        <Form refused={refused}>
          {checks.map(({ code, title: heading, asks, facts, answer, said, documents }) => (
            <section key={code} aria-labelledby={code}>
              <h2 id={code} tabIndex={-1}>{heading}</h2>
              <p>{asks}</p>
              <Facts facts={facts} />
              {documents.length > 0 ? <DocumentList documents={documents} empty="" /> : null}
              {said.length > 0 ? (
                <Details summary={<>What they answered<span className="visually-hidden"> about {heading.toLowerCase()}</span></>}>
                  {said.map((one) => <div key={one.title}><h3>{one.title}</h3><p className="app-as-typed">{one.text}</p></div>)}
                </Details>
              ) : null}
              <CheckFields code={code} exceptions={exceptions} assured={assured} open={wrong(code)} />
              <Hidden name={`seen-${code}`} value={answer?.recorded_at ?? ""} />
              <div className="app-filters__fields">
                <Select name={`outcome-${code}`} label={<>Is it met?<span className="visually-hidden"> {heading}</span></>} options={outcomeOptions} value={answer?.outcome ?? "to-do"} />
                <TextField name={`note-${code}`} label={<>Note<span className="visually-hidden"> on {heading.toLowerCase()}</span></>} value={answer?.note} optional />
              </div>
              {answer ? (
                <p className="ds_hint-text">
                  {overtaken ? `Saved now: ${checkOutcomes[answer.outcome]}${answer.note ? `, “${answer.note}”` : ""}. ` : ""}
                  {`${answer.recorded_by_name}, ${formatInstant(new Date(answer.recorded_at))}`}
                </p>
              ) : null}
            </section>
          ))}
          {open ? <ButtonGroup><Button>Save checks</Button><a href={paths.manageApplication(id)}>Leave without saving</a></ButtonGroup> : <p>The group withdrew this application, so nothing more is recorded.</p>}
        </Form>
      </WithSidebar>
    </>
  );
}
