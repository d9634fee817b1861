/** What a decision and an award are: their states with legal moves, what a form may say, and the sums a board shows. */
import { z } from "zod";
import type { YearAmount } from "../funds/years.ts";
import { Invalid, WrongState } from "../kernel/errors.ts";
import { formatPence, parsePounds } from "../kernel/money.ts";
import { addDays } from "../kernel/time.ts";

export type AwardStatus = "decided" | "released" | "accepted" | "not-taken-up" | "withdrawn" | "taken-back";
export type AwardMove = "release" | "take-back" | "accept" | "decline" | "reduce" | "withdraw" | "retag";
export type Outcome = "full" | "part" | "conditional" | "reserve" | "decline";
type Colour = "grey" | "blue" | "yellow" | "green" | "red";

interface AwardState {
  staff: string;
  /** Nothing about a decision is known to the group before its release. */
  applicant: string;
  colour: Colour;
  on: Partial<Record<AwardMove, AwardStatus>>;
}

/** The life of an award. `reduce` and `retag` leave it where it is. */
export const awardStates: Record<AwardStatus, AwardState> = {
  decided: { staff: "Decided, not released", applicant: "Being considered", colour: "yellow", on: { release: "released", "take-back": "taken-back" } },
  released: {
    staff: "Released, offer open", applicant: "Offer to accept", colour: "blue",
    on: { accept: "accepted", decline: "not-taken-up", reduce: "released", withdraw: "withdrawn", retag: "released" },
  },
  accepted: { staff: "Accepted", applicant: "Offer accepted", colour: "green", on: { reduce: "accepted", withdraw: "withdrawn", retag: "accepted" } },
  "not-taken-up": { staff: "Not taken up", applicant: "Offer declined by you", colour: "grey", on: {} },
  withdrawn: { staff: "Withdrawn", applicant: "Award withdrawn", colour: "red", on: {} },
  "taken-back": { staff: "Decision taken back", applicant: "Being considered", colour: "grey", on: {} },
};
/** The states in which an award holds money of its pot. */
export const standing = ["decided", "released", "accepted"] as const satisfies readonly AwardStatus[];

/** The state after a move. @throws WrongState naming the state it is in */
export function afterMove(status: AwardStatus, move: AwardMove): AwardStatus {
  const next = awardStates[status].on[move];
  if (!next) throw new WrongState(`This award is ${awardStates[status].staff.toLowerCase()}: ${cannot[move]}`);
  return next;
}
const cannot: Record<AwardMove, string> = {
  release: "it can't be released",
  "take-back": "the decision can't be taken back any more. A released award can be reduced or withdrawn",
  accept: "the offer can't be accepted",
  decline: "the offer can't be declined",
  reduce: "the amount can't be reduced",
  withdraw: "it can't be withdrawn",
  retag: "its tags can't be changed",
};

export const outcomes: Record<Outcome, { staff: string; applicant: string; colour: Colour }> = {
  full: { staff: "Award in full", applicant: "We will fund this project", colour: "green" },
  part: { staff: "Award in part", applicant: "We will fund part of this project", colour: "green" },
  conditional: { staff: "Award once a condition is met", applicant: "We will fund this project once a condition is met", colour: "yellow" },
  reserve: { staff: "Reserve", applicant: "Your project is on our reserve list", colour: "blue" },
  decline: { staff: "Decline", applicant: "We can't fund this application", colour: "grey" },
};
/** Whether an outcome takes money out of the pot. A reserve says what would be offered, and takes nothing. */
export const isAward = (outcome: Outcome): boolean => outcome !== "reserve" && outcome !== "decline";

/** Why a decision needs a second person. */
export const secondWhy = {
  amount: "It is above the amount from which two people decide",
  assessed: "It was made by someone who assessed the application",
} as const;
export type SecondWhy = keyof typeof secondWhy;
/** The reasons as they are kept in one column, in words. */
export const secondReasons = (kept: string): string[] => kept.split(" ").flatMap((code) => (Object.hasOwn(secondWhy, code) ? [secondWhy[code as SecondWhy]] : []));

/** The code lists an award is tagged from; a project type is one, the others are many. */
export const tagLists = ["focus-group", "priority-issue", "family-group", "project-type"] as const;
export type TagList = (typeof tagLists)[number];
export type Tags = Record<TagList, string[]>;
export const emptyTags = (): Tags => ({ "focus-group": [], "priority-issue": [], "family-group": [], "project-type": [] });

/** Days that a group has to accept, and days after the project's end until the return is due. */
export const daysToAccept = 28;
export const daysToReturn = 28;
/** When the return of an award is due: four weeks after the project ends, and never sooner than four weeks after acceptance. */
export function returnDueOn(endsOn: string | null, acceptedOn: string): string {
  const earliest = addDays(acceptedOn, daysToReturn);
  if (!endsOn) return addDays(acceptedOn, 365);
  const due = addDays(endsOn, daysToReturn);
  return due > earliest ? due : earliest;
}

/** Pounds as typed → pence; null when nothing was typed. */
const pounds = z.string().default("").transform((typed, at) => {
  if (typed.trim() === "") return null;
  const pence = parsePounds(typed);
  if (pence === undefined || pence === 0) at.addIssue({ code: "custom", message: "Enter the amount in pounds, like 2,500" });
  return pence ?? null;
});
const words = (most: number) => z.string().default("").transform((text) => text.trim()).pipe(z.string().max(most, `Use at most ${most.toLocaleString("en-GB")} characters`));
const needed = (message: string, most = 5000) => words(most).pipe(z.string().min(1, message));
const codes = z.array(z.string()).default([]);
const tagFields = { "focus-group": codes, "priority-issue": codes, "family-group": codes, "project-type": z.string().default("").transform((code) => (code ? [code] : [])) };
/** The names that hold several values in a form. */
export const manyTagFields = ["focus-group", "priority-issue", "family-group"] as const;
const tagsOf = (fields: Tags): Tags => ({
  "focus-group": fields["focus-group"], "priority-issue": fields["priority-issue"], "family-group": fields["family-group"], "project-type": fields["project-type"],
});

const outcomeCodes = ["full", "part", "conditional", "reserve", "decline"] as const satisfies readonly Outcome[];
const place = z.string().trim().default("").pipe(z.string().regex(/^\d{0,4}$/, "Enter a whole number, like 3")).transform((typed) => (typed === "" ? undefined : Number(typed)));

/**
 * The decision form. `amount_pence` is typed in pounds: needed for an award in part, all that was asked where it is left empty for a condition or
 * a reserve. How an award is spread over years is read by `readYears`.
 */
export const decisionForm = z
  .object({
    outcome: z.enum(outcomeCodes, { error: "Choose what you decide: an award in full, in part or with a condition, a place on the reserve list, or to decline" }),
    amount_pence: pounds,
    reasons: needed("Say why, for the record. Only staff read this"),
    feedback: words(5000),
    conditions: words(2000),
    conditions_to_meet: words(2000),
    reserve_position: place,
    below_minimum_reason: words(2000),
    ...tagFields,
  })
  .superRefine((form, at) => {
    const ask = (path: string, message: string) => at.addIssue({ code: "custom", path: [path], message });
    if (form.outcome === "part" && form.amount_pence === null) ask("amount_pence", "Enter the amount to award, in pounds");
    if (form.outcome === "conditional" && form.conditions_to_meet === "") ask("conditions_to_meet", "Write what the group has to do before it can accept the offer");
    if (form.outcome === "reserve" && form.reserve_position === 0) ask("reserve_position", "The first place is 1");
    if (form.outcome !== "full" && form.outcome !== "conditional" && form.feedback === "")
      ask("feedback", "Write what the group will read: why, and what would help next time");
  })
  .transform((form): DecisionInput => ({
    outcome: form.outcome, amount_pence: form.outcome === "full" || form.outcome === "decline" ? null : form.amount_pence, reasons: form.reasons,
    feedback: form.feedback, conditions: isAward(form.outcome) ? form.conditions : "", tags: tagsOf(form),
    ...(form.outcome === "conditional" ? { conditions_to_meet: form.conditions_to_meet } : {}),
    ...(form.outcome === "reserve" && form.reserve_position !== undefined ? { reserve_position: form.reserve_position } : {}),
    ...(form.below_minimum_reason === "" ? {} : { below_minimum_reason: form.below_minimum_reason }),
  }));

/**
 * How an award is spread over financial years, from the fields `year-2026-27`, typed in pounds; undefined when all are empty.
 * @throws Invalid by field where one is no amount
 */
export function readYears(typed: (name: string) => string, years: readonly string[]): YearAmount[] | undefined {
  const errors: Record<string, string> = {};
  const read = years.flatMap((financial_year): YearAmount[] => {
    const words = typed(`year-${financial_year}`).trim();
    if (words === "") return [];
    const pence = parsePounds(words);
    if (pence === undefined) errors[`year-${financial_year}`] = "Enter the amount of this year in pounds, like 2,500, or leave it empty";
    return [{ financial_year, amount_pence: pence ?? 0 }];
  });
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  return read.length === 0 ? undefined : read;
}

export interface DecisionInput {
  outcome: Outcome;
  /**
   * In pence. Needed for an award in part; for a conditional award and a reserve null is all that was asked. An award in full is for what was
   * asked, a decline for nothing, whatever stands here.
   */
  amount_pence: number | null;
  /** For staff. */
  reasons: string;
  /** For the group. */
  feedback: string;
  /** What binds the group once it has accepted. */
  conditions: string;
  /** What has to be met before a conditional award can be accepted. */
  conditions_to_meet?: string;
  /** The place on the reserve list, from 1; without it the next free one. */
  reserve_position?: number;
  /** How the award is spread over financial years; without it all of it is the round's own year's. */
  years?: readonly YearAmount[] | undefined;
  /** Why an award is made below the pot's minimum score. */
  below_minimum_reason?: string;
  /** The released reserve decision in whose place this one comes: a reserve whose turn it is. */
  moves_up?: string;
  /** What the page showed that the group asks for: refused where it asks for something else by now. In pence. */
  seen_asked_pence?: number | undefined;
  /** As the administrator confirmed them; without them, as the application has them. */
  tags?: Tags;
}

export const acceptanceForm = z.object({
  signatory_name: needed("Enter the name of the person who signs for the group", 200),
  signatory_role: needed("Enter their role, like chair or treasurer", 200),
  agreed: z.literal("yes", { error: "Tick the box to accept the offer for your group" }),
});
export type AcceptanceInput = Pick<z.output<typeof acceptanceForm>, "signatory_name" | "signatory_role">;

const reason = needed("Say why. The group reads this", 2000);
export const reduceForm = z.object({
  amount_pence: pounds.pipe(z.number({ error: "Enter the new amount in pounds, like 2,500" })),
  reason,
});
export const withdrawForm = z.object({ reason });
export const declineOfferForm = z.object({ reason: words(2000) });
export const retagForm = z
  .object({ reason: needed("Say why the tags change. Only staff read this", 2000), ...tagFields })
  .transform((form) => ({ reason: form.reason, tags: tagsOf(form) }));

/** What may be awarded of what was asked. A message for the field, or undefined when the amount is fine. */
export function amountRefused(amount: number, ask: number, smallest: number | null): string | undefined {
  if (amount > ask) return `The group asked for ${formatPence(ask)}: an award can't be more than that`;
  if (smallest !== null && amount < Math.min(smallest, ask)) return `The smallest award from this pot is ${formatPence(smallest)}`;
  return undefined;
}

/** Why an award is below the least mean score that the pot awards at; undefined when it is not. @param percent null while nothing was scored */
export function belowMinimum(percent: number | null, minimum: number | null): string | undefined {
  if (minimum === null || (percent !== null && percent >= minimum)) return undefined;
  if (percent === null) return `This pot awards from a mean score of ${minimum}%, and this application has no score`;
  return `The mean score is ${percent}%, below the ${minimum}% that this pot awards from`;
}

/** The middle value; the mean of the two in the middle, in whole pence, when there is an even number; null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : Math.round((sorted[middle - 1]! + sorted[middle]!) / 2);
}
export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
