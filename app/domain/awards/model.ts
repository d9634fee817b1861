/** What a decision and an award are: their states with legal moves, what a form may say, and the sums a board shows. */
import { z } from "zod";
import { addDays } from "../kernel/time.ts";
import { WrongState } from "../kernel/errors.ts";
import { formatPence, parsePounds } from "../kernel/money.ts";

export type AwardStatus = "decided" | "released" | "accepted" | "not-taken-up" | "withdrawn" | "taken-back";
export type AwardMove = "release" | "take-back" | "accept" | "decline" | "reduce" | "withdraw" | "retag";
export type Outcome = "full" | "part" | "decline";
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
  decline: { staff: "Decline", applicant: "We can't fund this application", colour: "grey" },
};

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

/** The decision form. `amount_pence` is typed in pounds and counts only for an award in part. */
export const decisionForm = z
  .object({
    outcome: z.enum(["full", "part", "decline"], { error: "Choose whether to award in full, in part, or to decline" }),
    amount_pence: pounds,
    reasons: needed("Say why, for the record. Only staff read this"),
    feedback: words(5000),
    conditions: words(2000),
    ...tagFields,
  })
  .superRefine((form, at) => {
    if (form.outcome === "part" && form.amount_pence === null)
      at.addIssue({ code: "custom", path: ["amount_pence"], message: "Enter the amount to award, in pounds" });
    if (form.outcome !== "full" && form.feedback === "")
      at.addIssue({ code: "custom", path: ["feedback"], message: "Write what the group will read: why, and what would help next time" });
  })
  .transform((form): DecisionInput => ({
    outcome: form.outcome, amount_pence: form.outcome === "part" ? form.amount_pence : null, reasons: form.reasons,
    feedback: form.feedback, conditions: form.outcome === "decline" ? "" : form.conditions, tags: tagsOf(form),
  }));

export interface DecisionInput {
  outcome: Outcome;
  /** For an award in part; an award in full is for what was asked. */
  amount_pence: number | null;
  /** For staff. */
  reasons: string;
  /** For the group. */
  feedback: string;
  conditions: string;
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

export interface Ranked {
  id: string;
  asked_pence: number;
  /** Mean weighted percent of the sheets that were sent; null while there is none. */
  percent: number | null;
}
/**
 * What the money that remains would allow, going down the ranked list: each ask in full while it fits, the first that doesn't in part
 * where what is left is at least the pot's smallest award, and no line after that. It never decides.
 * @param ranked undecided applications, best first
 * @param remaining pence
 * @returns pence by application; 0 below the line
 */
export function suggestAwards(ranked: readonly Ranked[], remaining: number, smallest: number | null): Map<string, number> {
  const suggested = new Map<string, number>();
  let left = remaining;
  let open = true;
  for (const { id, asked_pence, percent } of ranked) {
    const fits = open && percent !== null ? Math.min(asked_pence, left) : 0;
    const whole = fits === asked_pence;
    const given = whole || fits >= Math.max(smallest ?? 1, 1) ? fits : 0;
    suggested.set(id, given);
    left -= given;
    if (percent !== null && !whole) open = false;
  }
  return suggested;
}

/** The middle value; the mean of the two in the middle, in whole pence, when there is an even number; null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : Math.round((sorted[middle - 1]! + sorted[middle]!) / 2);
}
export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
