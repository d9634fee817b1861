/** The questions by which somebody finds out whether their group may apply: the same words and the same rules on every page that asks them. */
import { aimsIn, isAim, notFundedPurposesIn, notGroups, notGroupsIn, type Finding, type GroupFacts } from "#app/domain/applications/eligibility.ts";
import type { FindingWords } from "#app/domain/applications/eligibility-words.ts";
import { parsePounds } from "#app/domain/kernel/money.ts";
import { unconstituted } from "#app/domain/organisations/model.ts";
import { Checkboxes, MoneyField, Radios, Select } from "#app/ui/forms.tsx";

interface Known {
  legal_forms: readonly string[];
  words: FindingWords;
}

/** What stands in the address, and messages by field where it can't be used. Amounts may be left out. */
export function readFacts(typed: URLSearchParams, { legal_forms, words }: Known): { facts: GroupFacts; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const amount = (name: string): number | null => {
    const text = typed.get(name)?.trim() ?? "";
    const pence = text === "" ? undefined : parsePounds(text);
    if (text !== "" && pence === undefined) errors[name] = words.ask.amount_error;
    return pence ?? null;
  };
  const legal_form = typed.get("legal_form") ?? "";
  if (!legal_forms.includes(legal_form) && !notGroups.some((one) => one.value === legal_form)) errors["legal_form"] = words.ask.legal_form_error;
  const aim = typed.get("aim") ?? "";
  const facts: GroupFacts = {
    legal_form,
    has_host: legal_form === unconstituted ? typed.get("host") === "yes" : null,
    annual_income_pence: amount("income"),
    asked_pence: amount("asked"),
    purposes: typed.getAll("purposes"),
    existing_service: yesOrNo(typed, "existing_service"),
    aim: isAim(aim) ? aim : null,
  };
  return { facts, errors };
}

export const yesOrNo = (typed: URLSearchParams, name: string): boolean | null => ({ yes: true, no: false })[typed.get(name) ?? ""] ?? null;
export const yesNoIn = ({ ask }: FindingWords) => [{ value: "yes", text: ask.yes }, { value: "no", text: ask.no }];
/** Every value of every name, as a form that came back has them. */
export const typedValues = (typed: URLSearchParams): Record<string, string[]> => Object.fromEntries([...new Set(typed.keys())].map((key) => [key, typed.getAll(key)]));

export function GroupFields({ legal_forms, words }: { legal_forms: readonly { code: string; title: string }[]; words: FindingWords }) {
  const { ask } = words;
  return (
    <>
      <Select name="legal_form" label={ask.legal_form} hint={ask.legal_form_hint} options={[...legal_forms.map((form) => ({ value: form.code, text: form.title })), ...notGroupsIn(words)]} />
      <Radios name="host" legend={`${ask.host} ${ask.optional}`} options={yesNoIn(words)} inline />
    </>
  );
}
export const AimField = ({ words }: { words: FindingWords }) => <Radios name="aim" legend={words.ask.aim} options={aimsIn(words)} />;

export function MoneyFields({ words }: { words: FindingWords }) {
  const { ask } = words;
  return (
    <>
      <MoneyField name="income" label={ask.income} hint={ask.income_hint} optional />
      <MoneyField name="asked" label={ask.asked} optional />
      <Checkboxes name="purposes" legend={`${ask.purposes} ${ask.optional}`} hint={ask.purposes_hint} options={notFundedPurposesIn(words)} />
    </>
  );
}

export const Findings = ({ findings }: { findings: readonly Finding[] }) => (
  <>{findings.map((finding) => <div key={finding.reason}><p><strong>{finding.reason}</strong></p><p>{finding.next}</p></div>)}</>
);
