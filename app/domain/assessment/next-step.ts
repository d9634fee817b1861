/** What is to be done next with an application, and by whom: one answer, from the facts of it. Pure. The column application_work.next_step says the same in SQL. */
import type { CheckState } from "./checks-model.ts";

export const listedStatuses = { submitted: "Received", "in-assessment": "In assessment", decided: "Decided", withdrawn: "Withdrawn" } as const;
export type ListedStatus = keyof typeof listedStatuses;

/** Who it waits for. */
export const waitsFor = {
  administrator: "The administrator",
  assessors: "The assessors",
  chair: "The chair",
  deciders: "Those who decide",
  second: "A second person",
  group: "The group",
  nobody: "Nobody",
} as const;
export type WaitsFor = keyof typeof waitsFor;

/** In the order in which the work goes. */
export const nextSteps = {
  "answer-change": { text: "Answer the change that was asked for", by: "group" },
  "settle-check": { text: "Settle what a check found", by: "administrator" },
  "settle-flag": { text: "Resolve a flag", by: "administrator" },
  check: { text: "Record the checks", by: "administrator" },
  moderate: { text: "Finish the moderation", by: "chair" },
  assign: { text: "Ask assessors", by: "administrator" },
  declare: { text: "Declare interests", by: "assessors" },
  score: { text: "Score", by: "assessors" },
  decide: { text: "Decide", by: "deciders" },
  confirm: { text: "Confirm the decision", by: "second" },
  release: { text: "Release the decision", by: "administrator" },
  "meet-condition": { text: "Meet the condition", by: "group" },
  accept: { text: "Accept the offer", by: "group" },
  wait: { text: "Waits in reserve", by: "nobody" },
  nothing: { text: "Nothing left to do", by: "nobody" },
} as const satisfies Record<string, { text: string; by: WaitsFor }>;
export type NextStep = keyof typeof nextSteps;

/** The steps that wait for this one. */
export const stepsOf = (who: WaitsFor): NextStep[] => (Object.keys(nextSteps) as NextStep[]).filter((step) => nextSteps[step].by === who);

export interface WorkFacts {
  status: ListedStatus;
  /** A change was asked for that the group has not sent. */
  change_asked: boolean;
  checks: CheckState;
  flags_open: number;
  moderating: boolean;
  /** Assessors that the fund wants for each application. */
  needed: number;
  /** Asked, not ended, and not saying that they cannot assess it. */
  readers: number;
  /** Of them, who has not declared. */
  to_declare: number;
  /** By people without an interest. */
  sheets_sent: number;
  /** Of the decision that stands; null before. */
  outcome: string | null;
  /** It needs a second person who has not confirmed it. */
  to_confirm: boolean;
  released: boolean;
  /** It has a condition that is not met. */
  to_meet: boolean;
  award_status: string | null;
}

/** What comes first holds: what others wait for before what waits for them. */
export function nextStep(facts: WorkFacts): NextStep {
  if (facts.status === "withdrawn") return "nothing";
  if (facts.status === "decided") return afterDeciding(facts);
  if (facts.change_asked) return "answer-change";
  if (facts.checks === "problem") return "settle-check";
  if (facts.flags_open > 0) return "settle-flag";
  if (facts.checks === "to-do") return "check";
  if (facts.moderating) return "moderate";
  if (Math.max(facts.readers, facts.sheets_sent) < facts.needed) return "assign";
  if (facts.sheets_sent < facts.needed) return facts.to_declare > 0 ? "declare" : "score";
  return "decide";
}

function afterDeciding({ to_confirm, released, outcome, to_meet, award_status }: WorkFacts): NextStep {
  if (to_confirm) return "confirm";
  if (!released) return "release";
  if (outcome === "reserve") return "wait";
  if (to_meet) return "meet-condition";
  return award_status === "released" ? "accept" : "nothing";
}
