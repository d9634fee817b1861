/**
 * The letters a group receives, drafted from the record. What people wrote is put in as it is, never read as a template. A letter
 * names neither an assessor nor another applicant.
 */
import { formatPence } from "../kernel/money.ts";
import { formatDay } from "../kernel/time.ts";
import { daysToAccept, type Outcome } from "./model.ts";

export interface Letter {
  subject: string;
  body: string;
}

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
  amount_pence: number | null;
  feedback: string;
  conditions: string;
  /** The last day to accept; null for a decline. */
  accept_by: string | null;
  contact_email: string;
  /** Where the decision can be read and the offer accepted: a path, alone on its line, which is sent with the site's name before it. */
  address: string;
}

const paragraphs = (...parts: (string | false)[]): string => parts.filter((part) => part !== false && part !== "").join("\n\n");

/** The decision as it is sent at release. */
export function decisionLetter(facts: DecisionFacts): Letter {
  const award = facts.amount_pence !== null;
  const money = award ? formatPence(facts.amount_pence!) : "";
  return {
    subject: `Decision on your application ${facts.application_reference}`,
    body: paragraphs(
      `To ${facts.organisation}`,
      `${facts.title}\n${facts.fund_title}, ${facts.area_name}\nApplication ${facts.application_reference}`,
      facts.outcome === "full" && `We are glad to offer you ${money}, the whole amount that you asked for.`,
      facts.outcome === "part" && `We are glad to offer you ${money}. You asked for ${formatPence(facts.asked_pence)}; we can fund part of it.`,
      facts.outcome === "decline" && `Thank you for applying. We can't fund this application.\nWe know how much work goes into one, and we are sorry to bring this news.`,
      facts.feedback !== "" && `What we want to tell you about the decision:\n${facts.feedback}`,
      facts.conditions !== "" && `The offer has these conditions:\n${facts.conditions}`,
      "What happens next",
      award && `The owner of your group accepts or declines the offer by ${formatDay(facts.accept_by!)}, ${daysToAccept} days from today. When you accept, we tell you when we need to hear how the project went. No money is paid before the offer is accepted.`,
      !award && "You do not need to do anything. You can apply again in a later round.",
      `Read the decision:\n${facts.address}`,
      `Questions? ${facts.contact_email ? `Write to ${facts.contact_email}` : `Ask ${facts.body_name}`} and give the reference ${facts.application_reference}.`,
      facts.body_name,
    ),
  };
}

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
    `Why:\n${facts.reason}`,
    close(facts),
  ),
});

/** Says that an award was withdrawn. */
export const withdrawnLetter = (facts: AwardFacts & { amount_pence: number; reason: string }): Letter => ({
  subject: `Your award ${facts.award_reference} has been withdrawn`,
  body: paragraphs(
    `To ${facts.organisation}`,
    `We have withdrawn the award of ${formatPence(facts.amount_pence)} for ${facts.title}.`,
    `Why:\n${facts.reason}`,
    close(facts),
  ),
});
