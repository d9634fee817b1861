/** One thing done with many applications: what would happen to each, in words, before anything does. Pure. */
import { z } from "zod";
import { isDay } from "../kernel/time.ts";

export const bulkKinds = {
  assign: "Ask an assessor to read them",
  "end-assignment": "End an assessor’s reading of them",
  "ask-checks": "Ask a colleague to check them",
  remind: "Remind the assessors who owe something",
} as const;
export type BulkKind = keyof typeof bulkKinds;

/** As many as are done at once: each is a change of its own, with its own e-mails and its own line on the record. */
export const mostAtOnce = 200;

/** What becomes of one application. `done` where something happens to it; the others are left as they are, and say why. */
export const outcomes = {
  ask: { done: true, text: "Will be asked to assess it" },
  end: { done: true, text: "Will no longer be asked for it" },
  "end-begun": { done: true, text: "Will no longer be asked for it. What they have begun does not count" },
  "end-sent": { done: true, text: "Will no longer be asked for it. The scores they sent stay and count" },
  flag: { done: true, text: "Will have a flag to do the checks" },
  remind: { done: true, text: "Whoever owes something on it is reminded" },
  "has-it": { done: false, text: "Is assessing it already" },
  closed: { done: false, text: "Has an interest in it, or belongs to the group" },
  "no-seat": { done: false, text: "Has no seat on this panel from which one reads" },
  "round-owed": { done: false, text: "Has not declared for this round yet" },
  "read-others": { done: false, text: "Has read what others scored" },
  "not-asked": { done: false, text: "Is not asked to assess it" },
  checked: { done: false, text: "Its checks are done" },
  flagged: { done: false, text: "Somebody follows up a flag on it already" },
  nobody: { done: false, text: "Nobody owes anything on it" },
  reminded: { done: false, text: "Who owes something had a reminder today" },
  reopened: { done: false, text: "The group has opened it again and can still change it" },
  over: { done: false, text: "It has been decided or withdrawn" },
  changed: { done: false, text: "It changed meanwhile, so it was left as it is" },
} as const satisfies Record<string, { done: boolean; text: string }>;
export type Outcome = keyof typeof outcomes;

/** The same, once it has happened. */
export const donePast: Partial<Record<Outcome, string>> = {
  ask: "Was asked to assess it", end: "Is no longer asked for it", "end-begun": "Is no longer asked for it. What they had begun does not count",
  "end-sent": "Is no longer asked for it. The scores they sent stay and count", flag: "Has a flag to do the checks", remind: "Whoever owed something on it was reminded",
};

/** What stands between one application and the person that the action is about. */
export interface BulkFacts {
  status: "submitted" | "in-assessment" | "decided" | "withdrawn";
  closed: boolean;
  /** The person has a seat on the panel from which one is asked to read. */
  sits: boolean;
  assigned: boolean;
  sheet: string | null;
  declared: boolean;
  read_others: boolean;
  /** The group opened it again and still has time. */
  reopened: boolean;
  checked: boolean;
  flagged: boolean;
  /** People who owe a declaration or scores on it, and those of them who had no reminder today. */
  owing: number;
  to_remind: number;
}

/** What the action would do with an application. */
export function outcomeOf(kind: BulkKind, facts: BulkFacts): Outcome {
  const over = facts.status === "decided" || facts.status === "withdrawn";
  if (kind === "end-assignment") return !facts.assigned ? "not-asked" : facts.sheet === "sent" ? "end-sent" : facts.sheet === "draft" ? "end-begun" : "end";
  if (over) return "over";
  if (kind === "remind") return facts.owing === 0 ? "nobody" : facts.to_remind === 0 ? "reminded" : "remind";
  if (kind === "ask-checks") return facts.checked ? "checked" : facts.flagged ? "flagged" : facts.closed ? "closed" : "flag";
  if (facts.assigned) return "has-it";
  if (facts.closed) return "closed";
  if (!facts.sits) return "no-seat";
  if (!facts.declared) return "round-owed";
  if (facts.read_others) return "read-others";
  return facts.status === "submitted" && facts.reopened ? "reopened" : "ask";
}

/** What is asked for, as it stands in an address. */
export const bulkSchema = z
  .object({
    what: z.enum(["assign", "end-assignment", "ask-checks", "remind"], { error: "Choose what to do" }),
    who: z.string().default(""),
    colleague: z.string().default(""),
    due: z.string().default(""),
  })
  .superRefine(({ what, who, colleague, due }, context) => {
    const missing = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
    if ((what === "assign" || what === "end-assignment") && who === "") missing("who", "Choose an assessor");
    if (what === "ask-checks" && colleague === "") missing("colleague", "Choose who checks them");
    if (what === "ask-checks" && !isDay(due)) missing("due", "Enter a day, a month and a year, like 8 5 2027");
  })
  .transform(({ what, who, colleague, due }) => ({ kind: what, person_id: what === "ask-checks" ? colleague : what === "remind" ? null : who, due_on: what === "ask-checks" ? due : null }));
export type BulkRequest = z.output<typeof bulkSchema>;

/** "37 applications" */
export const applicationsWord = (count: number): string => `${count.toLocaleString("en-GB")} application${count === 1 ? "" : "s"}`;
