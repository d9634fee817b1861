/**
 * The letters a group receives, drafted from the record. What people wrote is put in as it is, never read as a template. A letter
 * names neither an assessor nor another applicant.
 */
import { formatPence } from "../kernel/money.ts";
import { formatDay } from "../kernel/time.ts";
import { isSiteAddress } from "../messages/model.ts";
import { daysToAccept, type Outcome } from "./model.ts";

export interface Letter {
  subject: string;
  body: string;
}

/** What the record says of a decision, as its letter says it. */
export interface DecisionFacts {
  application_reference: string;
  organisation: string;
  title: string;
  fund_title: string;
  area_name: string;
  /** Who decided and writes. */
  body_name: string;
  outcome: Outcome;
  asked_pence: number;
  /** What is offered; for a reserve what would be. */
  amount_pence: number | null;
  conditions: string;
  conditions_to_meet: string;
  reserve_position: number | null;
  /** The last day to accept; null where nothing is offered. */
  accept_by: string | null;
  contact_email: string;
  /** Where the decision can be read and the offer accepted: a path, alone on its line, which is sent with the site's name before it. */
  address: string;
}

const paragraphs = (...parts: (string | false)[]): string => parts.filter((part) => part !== false && part !== "").join("\n\n");
/** What a person typed, with no line in it that would be sent as an address of this site. */
const literal = (typed: string): string => typed.replace(/\r\n?/g, "\n").split("\n").map((line) => (isSiteAddress(line) ? ` ${line}` : line)).join("\n");

function decided({ outcome, amount_pence, asked_pence, reserve_position }: DecisionFacts): string {
  const money = formatPence(amount_pence ?? 0);
  if (outcome === "full") return `We are glad to offer you ${money}, the whole amount that you asked for.`;
  if (outcome === "part") return `We are glad to offer you ${money}. You asked for ${formatPence(asked_pence)}; we can fund part of it.`;
  if (outcome === "conditional") return `We are glad to offer you ${money}${amount_pence === asked_pence ? ", the whole amount that you asked for" : `. You asked for ${formatPence(asked_pence)}`}. The offer holds once something is settled: it stands below.`;
  if (outcome === "reserve") return `We would like to fund this project with ${money}, but the money is given to other projects. You are number ${reserve_position} on our reserve list.`;
  return "Thank you for applying. We can't fund this application.\nWe know how much work goes into one, and we are sorry to bring this news.";
}

function next({ outcome, accept_by }: DecisionFacts): string {
  if (outcome === "decline") return "You do not need to do anything. You can apply again in a later round.";
  if (outcome === "reserve") return "You do not need to do anything. If money comes free, we go down the list and write to you. If none does, you can apply again in a later round.";
  const by = formatDay(accept_by!);
  if (outcome === "conditional") return `Show us that it is settled. When we agree that it is, the owner of your group accepts or declines the offer by ${by}, ${daysToAccept} days from today. No money is paid before that.`;
  return `The owner of your group accepts or declines the offer by ${by}, ${daysToAccept} days from today. When you accept, we tell you when we need to hear how the project went. No money is paid before the offer is accepted.`;
}

/**
 * The decision as it is sent at release: what the record says, around what a person wrote.
 * @param words of a person, taken as they are
 * @returns `prose` is the part that is measured for how hard it is to read: without addresses and names
 */
export function decisionLetter(facts: DecisionFacts, words: string): Letter & { prose: string } {
  const said = [
    decided(facts),
    literal(words),
    facts.outcome === "conditional" && `What has to be settled first:\n${literal(facts.conditions_to_meet)}`,
    facts.conditions !== "" && `The offer has these conditions:\n${literal(facts.conditions)}`,
    "What happens next",
    next(facts),
  ];
  return {
    subject: `Decision on your application ${facts.application_reference}`,
    body: paragraphs(
      literal(`To ${facts.organisation}`),
      `${literal(facts.title)}\n${facts.fund_title}, ${facts.area_name}\nApplication ${facts.application_reference}`,
      ...said,
      `Read the decision:\n${facts.address}`,
      `Questions, or would you like to talk it through? ${facts.contact_email ? `Write to ${facts.contact_email}` : `Ask ${facts.body_name}`} and give the reference ${facts.application_reference}.`,
      facts.body_name,
    ),
    prose: paragraphs(...said),
  };
}

export interface DraftFacts {
  outcome: Outcome;
  /** What whoever decided wrote for the group. */
  feedback: string;
  /** Titles of criteria, the best first. */
  strong: readonly string[];
  weak: readonly string[];
}
const listed = (heading: string, titles: readonly string[]): string | false => titles.length > 0 && `${heading}\n${titles.map((title) => `- ${title}`).join("\n")}`;

/** The part of a letter that a person goes on with: why, what was strong and what was weak. No reason of an assessor is copied into it. */
export const draftWords = ({ outcome, feedback, strong, weak }: DraftFacts): string =>
  paragraphs(
    feedback === "" ? (outcome === "decline" ? "We read your application beside all the others. The money does not reach every good project." : "Your project fits what this fund is for.") : `Why we decided this:\n${feedback}`,
    listed("What was strong in your application:", strong),
    listed(outcome === "decline" || outcome === "reserve" ? "What would have made it stronger:" : "What could be stronger:", weak),
  );

interface AwardFacts {
  award_reference: string;
  organisation: string;
  title: string;
  body_name: string;
  contact_email: string;
  address: string;
}
const close = (facts: AwardFacts): string =>
  paragraphs(`Read it here:\n${facts.address}`, `Questions? ${facts.contact_email ? `Write to ${facts.contact_email}` : `Ask ${facts.body_name}`} and give the reference ${facts.award_reference}.`, facts.body_name);

/** The receipt for an acceptance. */
export const acceptedLetter = (facts: AwardFacts & { amount_pence: number; signatory_name: string; signatory_role: string; return_due_on: string }): Letter => ({
  subject: `You accepted the offer ${facts.award_reference}`,
  body: paragraphs(
    `To ${facts.organisation}`,
    `${facts.signatory_name}, ${facts.signatory_role}, accepted our offer of ${formatPence(facts.amount_pence)} for ${facts.title}.`,
    `By ${formatDay(facts.return_due_on)} we would like to hear what was done, how many people took part, what changed and what was spent. The questions are there to read from today.`,
    close(facts),
  ),
});

/** Says that an award was made smaller. */
export const reducedLetter = (facts: AwardFacts & { from_pence: number; to_pence: number; reason: string }): Letter => ({
  subject: `Your award ${facts.award_reference} has changed`,
  body: paragraphs(
    `To ${facts.organisation}`,
    `The award for ${facts.title} is now ${formatPence(facts.to_pence)}. It was ${formatPence(facts.from_pence)}.`,
    `Why:\n${literal(facts.reason)}`,
    close(facts),
  ),
});

/** Says that an award was withdrawn. */
export const withdrawnLetter = (facts: AwardFacts & { amount_pence: number; reason: string }): Letter => ({
  subject: `Your award ${facts.award_reference} has been withdrawn`,
  body: paragraphs(
    `To ${facts.organisation}`,
    `We have withdrawn the award of ${formatPence(facts.amount_pence)} for ${facts.title}.`,
    `Why:\n${literal(facts.reason)}`,
    close(facts),
  ),
});

/** Says that nobody answered the offer in its time. */
export const lapsedLetter = (facts: AwardFacts & { amount_pence: number; accept_by: string }): Letter => ({
  subject: `The offer ${facts.award_reference} has ended`,
  body: paragraphs(
    `To ${facts.organisation}`,
    `Our offer of ${formatPence(facts.amount_pence)} for ${facts.title} could be accepted until ${formatDay(facts.accept_by)}. It was not accepted in that time, so it has ended and the money can go to another group.`,
    "If that comes as a surprise, tell us as soon as you can.",
    close(facts),
  ),
});

/** Reminds of an offer that ends soon. */
export const offerEndsSoonLetter = (facts: AwardFacts & { amount_pence: number; accept_by: string }): Letter => ({
  subject: `Our offer ${facts.award_reference} waits for your answer`,
  body: paragraphs(
    `To ${facts.organisation}`,
    `Our offer of ${formatPence(facts.amount_pence)} for ${facts.title} can be accepted until ${formatDay(facts.accept_by)}. After that day it ends and the money goes to another group.`,
    "The owner of your group accepts or declines it.",
    close(facts),
  ),
});

/** Says that the condition of an offer is met, so that it can be accepted now. */
export const conditionMetLetter = (facts: AwardFacts & { accept_by: string }): Letter => ({
  subject: `You can accept the offer ${facts.award_reference}`,
  body: paragraphs(
    `To ${facts.organisation}`,
    `What had to be settled before you could accept our offer for ${facts.title} is settled. The owner of your group can accept or decline it by ${formatDay(facts.accept_by)}.`,
    close(facts),
  ),
});
