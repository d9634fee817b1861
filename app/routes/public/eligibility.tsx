/** Two minutes, no account: whether a group may apply here; if not why, and what to do next. The answers stand in the address, nowhere else. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { eligibility, needsExistingService, notFundedPurposes, notGroups, whoToAsk, type Eligibility, type GroupFacts } from "#app/domain/applications/eligibility.ts";
import { findPot, listOpenPots } from "#app/domain/funds/read.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { parsePounds } from "#app/domain/kernel/money.ts";
import { unconstituted } from "#app/domain/organisations/model.ts";
import { listChoices } from "#app/domain/organisations/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Checkboxes, ErrorSummary, Form, MoneyField, Radios, Select } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { page } from "#app/web/page.server.ts";
import { title, type Refused } from "#app/web/refused.ts";
import { potForPage } from "../parts/pot-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Can you apply? ${data.pot.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const pot = await findPot(lade.db, params.round ?? "", params.area ?? "");
  if (!pot || pot.round_kind !== "live") throw new NotFound();
  const { name, round, area, national, open, opens, state } = potForPage(pot, lade.now);
  const { legal_forms } = await listChoices(lade.db);
  const typed = url.searchParams;
  const checked = typed.has("checked");
  const { facts, errors } = readFacts(typed, legal_forms.map((form) => form.code), needsExistingService(pot));
  const whole = checked && Object.keys(errors).length === 0;
  const others = whole ? (await listOpenPots(lade.db)).filter((other) => other.id !== pot.id).slice(0, 6).map((other) => potForPage(other, lade.now)) : [];
  return {
    pot: { name, round, area, national, open, opens, state },
    legal_forms,
    existing: needsExistingService(pot),
    ask: whoToAsk(pot),
    result: whole ? eligibility(pot, facts) : null,
    unconstituted: facts.legal_form === unconstituted,
    others: others.map((other) => ({ text: other.name, to: paths.pot(other.round.code, other.area.slug) })),
    refused: checked ? { errors: whole ? {} : errors, values: Object.fromEntries([...new Set(typed.keys())].map((key) => [key, typed.getAll(key)])) } satisfies Refused : null,
  };
});

/** Every answer is needed but the amounts; a wrong amount is said. */
function readFacts(typed: URLSearchParams, forms: readonly string[], existing: boolean): { facts: GroupFacts; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const yesOrNo = (name: string, message: string): boolean | null => {
    const value = typed.get(name);
    if (value !== "yes" && value !== "no") errors[name] = message;
    return value === "yes" ? true : value === "no" ? false : null;
  };
  const amount = (name: string): number | null => {
    const text = typed.get(name)?.trim() ?? "";
    const pence = text === "" ? undefined : parsePounds(text);
    if (text !== "" && pence === undefined) errors[name] = "Enter an amount in pounds, like 2,500, or leave it empty";
    return pence ?? null;
  };
  const legal_form = typed.get("legal_form") ?? "";
  if (!forms.includes(legal_form) && !notGroups.some((one) => one.value === legal_form)) errors["legal_form"] = "Choose what you are";
  const facts: GroupFacts = {
    legal_form,
    works_in_area: yesOrNo("area", "Say whether it is for people here"),
    has_host: legal_form === unconstituted ? typed.get("host") === "yes" : null,
    annual_income_pence: amount("income"),
    asked_pence: amount("asked"),
    purposes: typed.getAll("purposes"),
    existing_service: existing ? yesOrNo("existing_service", "Say whether the service is running now") : null,
  };
  return { facts, errors };
}

export default function EligibilityCheck() {
  const { pot, legal_forms, existing, refused, result, ask, others } = useLoaderData<typeof loader>();
  const place = [pot.round.code, pot.area.slug] as const;
  return (
    <Article>
      <BackLink to={paths.pot(...place)}>{pot.name}</BackLink>
      <ErrorSummary errors={refused?.errors} ids={{ area: "works_here" }} />
      <PageHeader title="Can your group apply?" label={pot.name} lead="A few questions, no account. We don't keep your answers." />
      {result ? <Result result={result} pot={pot} ask={ask} others={others} /> : null}
      {result ? <h2>Your answers</h2> : null}
      <Form method="get" refused={refused ?? undefined}>
        <input type="hidden" name="checked" value="yes" />
        <Select
          name="legal_form" label="What are you?" hint="If you are not sure, “voluntary group or unincorporated association” has rules that its members agreed. An unconstituted group has none yet."
          options={[...legal_forms.map((form) => ({ value: form.code, text: form.title })), ...notGroups]}
        />
        <Radios name="host" legend="If your group has no constitution: has a constituted group agreed to hold the grant for you? (optional)" options={yesNo} inline />
        <Radios name="area" id="works_here" legend={pot.national ? "Is it for people in Scotland?" : `Is it for people in ${pot.area.name}?`} options={yesNo} inline />
        {existing ? <Radios name="existing_service" legend="Is the service running now?" options={yesNo} inline /> : null}
        <MoneyField name="income" label="Your group's income last year, in pounds" hint="A rough figure will do." optional />
        <MoneyField name="asked" label="How much you would ask for, in pounds" optional />
        <Checkboxes name="purposes" legend="Would you spend any of the grant on these? (optional)" hint="Leave them all empty if not." options={notFundedPurposes} />
        <ButtonGroup><Button>{result ? "Check again" : "Check"}</Button></ButtonGroup>
      </Form>
    </Article>
  );
}
const yesNo = [{ value: "yes", text: "Yes" }, { value: "no", text: "No" }];

type Data = ReturnType<typeof useLoaderData<typeof loader>>;
function Result({ result, pot, ask, others }: { result: Eligibility; pot: Data["pot"]; ask: string; others: Data["others"] }) {
  const place = [pot.round.code, pot.area.slug] as const;
  if (result.answer === "yes") {
    return (
      <Notice kind="success" title={pot.open ? "Yes, it looks as if you can apply" : "Yes, it looks as if you could apply"}>
        {pot.open ? (
          <>
            <p>This is what the rules say. Who gets a grant is decided later, by people who read every application.</p>
            <ButtonGroup><Button to={paths.startApplication(...place)}>Apply</Button><a href={paths.questions(...place)}>Read all the questions</a></ButtonGroup>
          </>
        ) : <p>{pot.opens && pot.state.text !== "Closed" ? `This round opens on ${pot.opens}.` : "This round is not open now."} <a href={paths.questions(...place)}>Read all the questions</a></p>}
      </Notice>
    );
  }
  const no = result.answer === "no";
  return (
    <Notice kind={no ? "warning" : "info"} title={no ? "Not as it stands, and here is what you can do" : "It may be possible: ask first"}>
      {[...result.against, ...result.ask].map((finding) => <div key={finding.reason}><p><strong>{finding.reason}</strong></p><p>{finding.next}</p></div>)}
      {no ? null : <p>You can ask {ask}.</p>}
      {no && others.length > 0 ? (
        <>
          <p>Other rounds that are open:</p>
          <ul>{others.map((other) => <li key={other.to}><a href={other.to}>{other.text}</a></li>)}</ul>
        </>
      ) : null}
    </Notice>
  );
}
