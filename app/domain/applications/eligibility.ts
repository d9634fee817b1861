/** Whether a group may apply to a pot: yes, no with the reason and what to do next, or ask. Pure; the pot's rules are data. */
import { formatPence } from "../kernel/money.ts";
import { unconstituted } from "../organisations/model.ts";
import type { Limits } from "../forms/model.ts";

/** What somebody may say they are where there is no code for it, because such applicants are not funded. */
export const notGroups = [
  { value: "person", text: "One person, not a group" },
  { value: "business", text: "A business or a sole trader" },
  { value: "public-body", text: "A council, a health board or another public body" },
] as const;

/** What the funds usually do not pay for, whatever the group. A fund's own page says more. */
export const notFundedPurposes = [
  { value: "already-spent", text: "Something that has already happened or been paid for" },
  { value: "statutory", text: "Something that a council or the NHS must provide by law" },
  { value: "profit", text: "Making a profit for somebody" },
  { value: "party-or-faith", text: "Supporting a political party, or spreading a religion" },
  { value: "debt", text: "Paying off a debt" },
] as const;

export interface PotRules extends Limits {
  area_code: string;
  area_name: string;
  shape: "areas" | "national";
  fund_code: string;
  body_name: string | null;
  contact_email: string;
  income_cap_pence: number | null;
  unconstituted_max_pence: number | null;
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
}

export interface Finding {
  /** Which fact it is about, as the check's page names it. */
  about: "legal_form" | "annual_income" | "host" | "area" | "asked" | "purposes" | "existing_service";
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

/** Funds that support only what is already running. */
const existingOnly: readonly string[] = ["perinatal-infant"];
export const needsExistingService = (rules: { fund_code: string }): boolean => existingOnly.includes(rules.fund_code);

/** Who can be asked, in words that stand at the end of a sentence. */
export const whoToAsk = (rules: Pick<PotRules, "body_name" | "contact_email">): string => {
  const body = rules.body_name ?? "the fund's team";
  return rules.contact_email ? `${body} (${rules.contact_email})` : body;
};

/** Weighs what is known of a group against a pot's rules. What has not been said counts for nothing. */
export function eligibility(rules: PotRules, group: GroupFacts): Eligibility {
  const against: Finding[] = [];
  const ask: Finding[] = [];
  const help = whoToAsk(rules);
  aboutTheGroup(rules, group, help, against, ask);
  aboutTheMoney(rules, group, help, against, ask);
  if (group.purposes?.some((purpose) => notFundedPurposes.some((known) => known.value === purpose)))
    against.push({ about: "purposes", reason: "The fund does not pay for some of what you chose.", next: `If the rest of your project can go ahead without it, apply for the rest. To talk it over, ask ${help}.` });
  if (needsExistingService(rules) && group.existing_service === false)
    against.push({ about: "existing_service", reason: "This fund is for services that are already running.", next: "A new project may fit the Communities Fund. Look at the other rounds that are open." });
  return { answer: against.length > 0 ? "no" : ask.length > 0 ? "ask" : "yes", against, ask };
}

function aboutTheGroup(rules: PotRules, group: GroupFacts, help: string, against: Finding[], ask: Finding[]): void {
  const where = rules.shape === "national" ? "Scotland" : rules.area_name;
  if (group.works_in_area === false)
    against.push({
      about: "area", reason: `This round is for people in ${where}.`,
      next: rules.shape === "national" ? "Look at the other rounds that are open." : "Look for the round of the area where your project happens.",
    });
  const kind = notGroups.find((one) => one.value === group.legal_form);
  if (kind)
    against.push({
      about: "legal_form", reason: "Grants go to groups that are not run for profit: community and voluntary groups, charities, clubs.",
      next: kind.value === "public-body" ? `A community group may apply and work with you. Ask ${help}.` : `You could join with a group, or start one. Ask ${help}, who can help.`,
    });
  if (group.legal_form === "cic-limited-by-shares")
    ask.push({ about: "legal_form", reason: "A company with shares can be funded only where its assets are locked for the community.", next: `Ask ${help} before you begin, and have your articles to hand.` });
  if (group.legal_form !== unconstituted) return;
  if (rules.shape === "national")
    against.push({ about: "legal_form", reason: "This fund is for constituted organisations.", next: "A constituted organisation that you work with could apply." });
  else if (group.has_host === false)
    against.push({
      about: "host", reason: "A group without a constitution needs another group to hold the grant for it: a host.",
      next: `Ask ${help}. They can help you to find a host, or to become constituted, which is often one meeting and a page of rules.`,
    });
}

function aboutTheMoney(rules: PotRules, group: GroupFacts, help: string, against: Finding[], ask: Finding[]): void {
  const { annual_income_pence: income, asked_pence: asked } = group;
  if (rules.income_cap_pence !== null && income != null && income > rules.income_cap_pence)
    ask.push({
      about: "annual_income", reason: `This round is for groups with an income of ${formatPence(rules.income_cap_pence)} a year or less, and yours is more.`,
      next: `Now and then an exception is made for something that nobody else could do. Ask ${help} before you begin.`,
    });
  if (asked == null) return;
  const { min_amount_pence: least, max_amount_pence: most } = limitsFor(rules, { legal_form: group.legal_form ?? "" });
  if (least != null && asked < least)
    against.push({ about: "asked", reason: `The smallest grant here is ${formatPence(least)}.`, next: `If you need less than that, ask ${help} about smaller grants.` });
  if (most != null && asked > most)
    against.push({
      about: "asked",
      reason: group.legal_form === unconstituted && most === rules.unconstituted_max_pence ? `The largest grant to a group without a constitution is ${formatPence(most)} here.` : `The largest grant here is ${formatPence(most)}.`,
      next: "Plan for a smaller amount, or for a part of the project.",
    });
}

/** The least and the most that this group may ask for from this pot; pence. */
export function limitsFor(rules: Limits & { unconstituted_max_pence: number | null }, group: { legal_form: string }): Limits {
  const { min_amount_pence = null, max_amount_pence = null, unconstituted_max_pence } = rules;
  if (group.legal_form !== unconstituted || unconstituted_max_pence === null) return { min_amount_pence, max_amount_pence };
  return { min_amount_pence, max_amount_pence: Math.min(unconstituted_max_pence, max_amount_pence ?? unconstituted_max_pence) };
}
