/** The facts beside each check: what is known, in words, and what deserves a look. They never answer a check: a person does. Pure. */
import { formatPence } from "../kernel/money.ts";
import { formatDay } from "../kernel/time.ts";
import { unconstituted } from "../organisations/model.ts";
import { bankStates, policyStates } from "../organisations/profile.ts";
import { compareWithRegister, type Finding, type RegisterEntry } from "../organisations/register.ts";
import type { KnownCheck } from "./checks-model.ts";
import { fairWorkFinding, type FairWorkSaid } from "./fair-work.ts";
import { hintKinds, type Hint, type HintKind } from "./hints.ts";
import { financialYearStart, subsidySum, type PublicMoney } from "./subsidy.ts";

export type { Finding };

export interface Material {
  /** The group as it was when it applied; what a profile did not have then is missing. */
  group: {
    name: string; legal_form: string; legal_form_title: string; charity_number: string | null; company_number: string | null; postcode: string; annual_income_pence: number | null;
    host_name: string; host_charity_number: string | null;
    safeguarding_policy?: keyof typeof policyStates | null; safeguarding_lead?: string; bank_account?: keyof typeof bankStates | null;
  };
  pot: { income_cap_pence: number | null; unconstituted_max_pence: number | null; income_exceptions: boolean };
  asked_pence: number;
  /** Of the kept documents: their kind and the day each was added. */
  documents: readonly { kind: string; added_on: string }[];
  register: { entries: readonly RegisterEntry[]; dated_on: string | null };
  /** Lade's own awards and what the group has besides, without this application. */
  money: readonly PublicMoney[];
  exception: { agreed_by: string; agreed_on: string; reason: string } | undefined;
  fair_work: FairWorkSaid | undefined;
  subsidy: { economic: "yes" | "no"; notice_on: string | null; confirmed_on: string | null } | undefined;
  account_recorded: boolean;
  hints: readonly Hint[];
  /** The answer about the PVG scheme, as its code; null where the form does not ask. */
  protected_roles: string | null;
  today: string;
}

const fine = (words: string): Finding => ({ mood: "fine", words });
const look = (words: string): Finding => ({ mood: "look", words });
const wrong = (words: string): Finding => ({ mood: "wrong", words });

/** The facts for one check; none for a check of the fund's own. */
export function factsFor(code: string, material: Material): Finding[] {
  return Object.hasOwn(facts, code) ? facts[code as KnownCheck](material) : [];
}

const facts: Record<KnownCheck, (material: Material) => Finding[]> = {
  "governing-document": (material) => [
    ...documentFact(material, "governing-document", "governing document", "is"),
    ...(isUnconstituted(material) ? [look("The group says it has no constitution: its host’s document counts.")] : []),
  ],
  accounts: (material) => documentFact(material, "accounts", "accounts", "are"),
  "legal-form": ({ group, register }) => [
    fine(`${group.legal_form_title}${group.company_number ? `, company number ${group.company_number}` : ""}.`),
    ...(group.charity_number ? compareWithRegister(group, register.entries.filter(({ charity_number }) => charity_number === group.charity_number), register.dated_on) : [look("No charity number was given.")]),
  ],
  income: incomeFacts,
  host: hostFacts,
  safeguarding: safeguardingFacts,
  "fair-work": (material) => {
    const total = material.money.filter(({ given_on }) => given_on >= financialYearStart(material.today) && given_on <= material.today).reduce((sum, { amount_pence }) => sum + amount_pence, material.asked_pence);
    const finding = fairWorkFinding(total, material.fair_work);
    return finding.words.map((words, index) => (finding.enough ? fine(words) : index === 0 ? fine(words) : look(words)));
  },
  subsidy: subsidyFacts,
  "bank-account": ({ group, account_recorded, hints }) => [
    ...(group.bank_account ? [(group.bank_account === "two-signatories" || group.bank_account === "host" ? fine : look)(`The group says: ${bankStates[group.bank_account]}.`)] : [look("The group has not said what account it has.")]),
    account_recorded ? fine("The account of the statement is recorded, as a hash that nobody can read.") : look("The account of the statement is not recorded yet, so it is not compared."),
    ...ofKind(hints, "account"),
  ],
  "other-bids": ({ hints }) => {
    const found = ofKind(hints, "bid", "group", "overdue", "award");
    return found.length === 0 ? [fine("Lade knows of no other bid and no award of this group.")] : found;
  },
};

const isUnconstituted = ({ group }: Material): boolean => group.legal_form === unconstituted;
const sumOf = ({ money, asked_pence, today }: Material) => subsidySum(money, asked_pence, today);

function documentFact({ documents }: Material, kind: string, name: string, verb: "is" | "are"): Finding[] {
  const [newest] = documents.filter((one) => one.kind === kind).sort((a, b) => b.added_on.localeCompare(a.added_on));
  return [newest ? fine(`The group keeps its ${name} here, added ${formatDay(newest.added_on)}.`) : look(`No ${name} ${verb} kept here.`)];
}

function incomeFacts({ group, pot, exception, register }: Material): Finding[] {
  const { annual_income_pence: income } = group;
  const entry = register.entries.find(({ kind, charity_number }) => kind === "current" && charity_number === group.charity_number);
  const registered = entry?.income_pence != null ? [fine(`The charity register has ${formatPence(entry.income_pence)}${entry.year_end ? ` for the year to ${formatDay(entry.year_end)}` : ""}.`)] : [];
  const said = income === null ? [look("The group did not say what its income was.")] : [fine(`Income last year: ${formatPence(income)}.`)];
  const cap = pot.income_cap_pence;
  if (cap === null) return [...said, ...registered, fine("This area has no limit.")];
  const highest = Math.max(income ?? 0, entry?.income_pence ?? 0);
  if (highest <= cap) return [...said, ...registered, income === null ? look(`The limit here is ${formatPence(cap)}.`) : fine(`The limit here is ${formatPence(cap)}: it is ${formatPence(cap - highest)} below.`)];
  const over = `The limit here is ${formatPence(cap)}: it is ${formatPence(highest - cap)} above.`;
  if (exception) return [...said, ...registered, look(over), fine(`An exception was agreed by ${exception.agreed_by} on ${formatDay(exception.agreed_on)}: ${exception.reason}`)];
  return [...said, ...registered, wrong(over), pot.income_exceptions ? look("This area agrees to exceptions: none is recorded yet.") : wrong("This area agrees to no exceptions.")];
}

function hostFacts(material: Material): Finding[] {
  const { group, register, documents, pot, asked_pence } = material;
  if (!isUnconstituted(material)) return [fine("The group has a legal form of its own, so it needs no host.")];
  const limit = pot.unconstituted_max_pence;
  const [letter] = documents.filter(({ kind }) => kind === "partnership-letter");
  return [
    group.host_name ? fine(`Host: ${group.host_name}${group.host_charity_number ? `, ${group.host_charity_number}` : ", no charity number given"}.`) : wrong("No host is named."),
    ...compareWithRegister({ name: group.host_name, charity_number: group.host_charity_number, postcode: "" }, register.entries.filter(({ charity_number }) => charity_number === group.host_charity_number), register.dated_on),
    letter ? look(`A letter of partnership is kept here, added ${formatDay(letter.added_on)}. Look whether both signed it.`) : wrong("There is no letter of partnership."),
    ...(limit !== null && asked_pence > limit ? [wrong(`An unconstituted group can ask for ${formatPence(limit)} here, and this one asks for ${formatPence(asked_pence)}.`)] : []),
    ...ofKind(material.hints, "host"),
  ];
}

function safeguardingFacts({ group, protected_roles }: Material): Finding[] {
  const policy = group.safeguarding_policy;
  const pvg: Record<string, Finding> = {
    "yes-in-place": fine("PVG: people need it, and all of them are members."),
    "yes-before-start": look("PVG: people need it, and will be members before the start. Since 1 April 2025 nobody may begin without."),
    no: fine("PVG: nobody in the project needs it, they say. Look whether the work agrees."),
    "not-sure": wrong("PVG: they are not sure whether anybody needs it. Help them to find out."),
  };
  return [
    policy ? (policy === "agreed" ? fine : look)(`Safeguarding policy: ${policyStates[policy]}.${group.safeguarding_lead ? ` People go to ${group.safeguarding_lead}.` : ""}`) : look("The group has not said whether it has a safeguarding policy."),
    ...(protected_roles !== null && Object.hasOwn(pvg, protected_roles) ? [pvg[protected_roles]!] : protected_roles === null ? [look("The form did not ask about PVG.")] : []),
  ];
}

function subsidyFacts(material: Material): Finding[] {
  const { subsidy } = material;
  const sum = sumOf(material);
  if (subsidy?.economic === "no") return [fine("It pays for no economic activity, so it is no subsidy.")];
  const arithmetic = (sum.within ? fine : wrong)(sum.words);
  if (!subsidy) return [look("Whether it pays for economic activity is not recorded yet. If it does:"), arithmetic];
  return [
    look("It pays for economic activity, so it is Minimal Financial Assistance."),
    arithmetic,
    subsidy.notice_on ? fine(`The notice went out on ${formatDay(subsidy.notice_on)}.`) : look("The notice has not gone out yet: it goes before anything is given."),
    subsidy.confirmed_on ? fine(`It was confirmed on ${formatDay(subsidy.confirmed_on)}.`) : look("The confirmation follows once it is given."),
  ];
}

const moods: Record<HintKind, Finding["mood"]> = { bid: "wrong", account: "wrong", overdue: "wrong", group: "look", address: "look", host: "look", award: "fine" };
const ofKind = (hints: readonly Hint[], ...kinds: HintKind[]): Finding[] => hints.filter(({ kind }) => kinds.includes(kind)).map(({ kind, words }) => ({ mood: moods[kind], words: `${hintKinds[kind]}: ${words}` }));

/** The weightiest mood among facts: what a list of checks shows beside each. */
export const worstMood = (found: readonly Finding[]): Finding["mood"] => (found.some(({ mood }) => mood === "wrong") ? "wrong" : found.some(({ mood }) => mood === "look") ? "look" : "fine");
