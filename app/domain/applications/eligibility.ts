/** Whether a group may apply to a pot: yes, no with the reason and what to do next, or ask. Pure; the pot's rules are data. */
import type { Limits } from "../forms/model.ts";
import { unconstituted } from "../organisations/model.ts";
import { findingWords, type FindingWords } from "./eligibility-words.ts";

type Reasons = FindingWords["reasons"];
const options = <T extends string>(texts: Readonly<Record<T, string>>): { value: T; text: string }[] => (Object.entries(texts) as [T, string][]).map(([value, text]) => ({ value, text }));

/** What somebody may say they are where there is no code for it, because such applicants are not funded. */
export const notGroupsIn = (words: FindingWords) => options(words.notGroups);
export const notGroups = notGroupsIn(findingWords);

/** What the funds usually do not pay for, whatever the group. A fund's own page says more. */
export const notFundedPurposesIn = (words: FindingWords) => options(words.purposes);
export const notFundedPurposes = notFundedPurposesIn(findingWords);

/** Whom a project is mainly for. */
export type Aim = keyof FindingWords["aims"];
export const aimsIn = (words: FindingWords) => options(words.aims);
export const isAim = (text: string): text is Aim => Object.hasOwn(findingWords.aims, text);

export interface PotRules extends Limits {
  area_code: string;
  area_name: string;
  shape: "areas" | "national";
  fund_code: string;
  body_name: string | null;
  contact_email: string;
  income_cap_pence: number | null;
  unconstituted_max_pence: number | null;
  /** Who helps the groups of the area where this group is, where that is known. */
  helper?: string | null;
}

/** What is known of a group; undefined or null where it has not been said. */
export interface GroupFacts {
  legal_form?: string | null;
  annual_income_pence?: number | null;
  /** Whether another, constituted group has agreed to hold the grant. */
  has_host?: boolean | null;
  works_in_area?: boolean | null;
  asked_pence?: number | null;
  purposes?: readonly string[];
  /** Whether the service is already running, where the fund supports nothing else. */
  existing_service?: boolean | null;
  aim?: Aim | null;
}

export interface Finding {
  /** Which fact it is about, as the check's page names it. */
  about: "legal_form" | "annual_income" | "host" | "area" | "asked" | "purposes" | "existing_service" | "aim";
  reason: string;
  next: string;
}
export interface Eligibility {
  answer: "yes" | "no" | "ask";
  /** Why not. */
  against: Finding[];
  /** What someone has to be asked about. */
  ask: Finding[];
}

/** Whom a fund is for, and whether it supports only what is already running. A fund that is not named here is for everyone. */
const fundRules: Readonly<Record<string, { aims: readonly Aim[]; existingOnly: boolean; reason: "adultsOnly" | "familiesOnly" }>> = {
  "communities-adults": { aims: ["adults", "parents-and-babies"], existingOnly: false, reason: "adultsOnly" },
  "perinatal-infant": { aims: ["parents-and-babies"], existingOnly: true, reason: "familiesOnly" },
};
export const needsExistingService = (rules: { fund_code: string }): boolean => fundRules[rules.fund_code]?.existingOnly ?? false;

/** Who can be asked, in words that stand at the end of a sentence. */
export function whoToAsk(rules: Pick<PotRules, "body_name" | "contact_email">, says: Reasons = findingWords.reasons): string {
  const body = rules.body_name ?? says.theFundsTeam;
  return rules.contact_email ? `${body} (${rules.contact_email})` : body;
}

/** Weighs what is known of a group against a pot's rules. What has not been said counts for nothing. */
export function eligibility(rules: PotRules, group: GroupFacts, words: FindingWords = findingWords): Eligibility {
  const against: Finding[] = [];
  const ask: Finding[] = [];
  const says = words.reasons;
  const help = whoToAsk(rules, says);
  aboutTheGroup(rules, group, help, says, against, ask);
  aboutTheMoney(rules, group, help, says, against, ask);
  if (group.purposes?.some((purpose) => Object.hasOwn(words.purposes, purpose)))
    against.push({ about: "purposes", reason: says.purposes, next: says.purposesNext(help) });
  const fund = fundRules[rules.fund_code];
  if (fund && group.aim && !fund.aims.includes(group.aim))
    against.push({ about: "aim", reason: says[fund.reason], next: group.aim === "children" ? says.childrenNext : says.otherRounds });
  if (fund?.existingOnly && group.existing_service === false)
    against.push({ about: "existing_service", reason: says.existingOnly, next: says.existingOnlyNext });
  return { answer: against.length > 0 ? "no" : ask.length > 0 ? "ask" : "yes", against, ask };
}

function aboutTheGroup(rules: PotRules, group: GroupFacts, help: string, says: Reasons, against: Finding[], ask: Finding[]): void {
  // A national fund's team is far away: whoever helps groups where this one is can do more.
  const near = rules.shape === "national" ? (rules.helper ?? help) : help;
  if (group.works_in_area === false)
    against.push({ about: "area", reason: says.area(rules.shape === "national" ? "Scotland" : rules.area_name), next: rules.shape === "national" ? says.otherRounds : says.areaNext });
  if (group.legal_form && Object.hasOwn(findingWords.notGroups, group.legal_form))
    against.push({ about: "legal_form", reason: says.notAGroup, next: group.legal_form === "public-body" ? says.publicBodyNext(near) : says.notAGroupNext(near) });
  if (group.legal_form === "cic-limited-by-shares") ask.push({ about: "legal_form", reason: says.shares, next: says.sharesNext(help) });
  if (group.legal_form !== unconstituted) return;
  if (rules.shape === "national") against.push({ about: "legal_form", reason: says.constitutedOnly, next: says.constitutedOnlyNext });
  else if (group.has_host === false) against.push({ about: "host", reason: says.noHost, next: says.noHostNext(help) });
}

function aboutTheMoney(rules: PotRules, group: GroupFacts, help: string, says: Reasons, against: Finding[], ask: Finding[]): void {
  const { annual_income_pence: income, asked_pence: asked } = group;
  if (rules.income_cap_pence !== null && income != null && income > rules.income_cap_pence)
    ask.push({ about: "annual_income", reason: says.income(rules.income_cap_pence), next: says.incomeNext(help) });
  if (asked == null) return;
  const { min_amount_pence: least, max_amount_pence: most } = limitsFor(rules, { legal_form: group.legal_form ?? "" });
  if (least != null && asked < least) against.push({ about: "asked", reason: says.tooLittle(least), next: says.tooLittleNext(help) });
  if (most != null && asked > most) {
    const own = group.legal_form === unconstituted && most === rules.unconstituted_max_pence;
    against.push({ about: "asked", reason: own ? says.tooMuchUnconstituted(most) : says.tooMuch(most), next: says.tooMuchNext });
  }
}

/** The least and the most that this group may ask for from this pot; pence. */
export function limitsFor(rules: Limits & { unconstituted_max_pence: number | null }, group: { legal_form: string }): Limits {
  const { min_amount_pence = null, max_amount_pence = null, unconstituted_max_pence } = rules;
  if (group.legal_form !== unconstituted || unconstituted_max_pence === null) return { min_amount_pence, max_amount_pence };
  return { min_amount_pence, max_amount_pence: Math.min(unconstituted_max_pence, max_amount_pence ?? unconstituted_max_pence) };
}

export interface Fit<P> {
  pot: P;
  result: Eligibility;
}
const order = { yes: 0, ask: 1, no: 2 };

/**
 * The pots that a group in an area could look at, each with its answer, those it may apply to first; and how many there are for
 * other areas only.
 */
export function fitting<P extends PotRules>(pots: readonly P[], group: GroupFacts, area: { code: string; helper: string | null }, words: FindingWords = findingWords): { here: Fit<P>[]; elsewhere: number } {
  const near = pots.filter((pot) => pot.shape === "national" || pot.area_code === area.code);
  const here = near.map((pot) => ({ pot, result: eligibility({ ...pot, helper: area.helper }, { ...group, works_in_area: true }, words) }));
  return { here: here.sort((a, b) => order[a.result.answer] - order[b.result.answer]), elsewhere: pots.length - near.length };
}
