/** Checks, criteria scored, and how points become a percentage. Pure. */
import { z } from "zod";

/** What an administrator looks at before anyone scores. The order is the order of the page. */
export const checks = [
  { code: "governing-document", title: "Governing document", asks: "The group has a constitution or another governing document, or applies through a host." },
  { code: "legal-form", title: "Legal form and numbers", asks: "The legal form can be funded here, and a charity or company number is that group's own." },
  { code: "income", title: "Income against the limit", asks: "Last year's income is under this area's limit, or an exception was agreed." },
  { code: "host", title: "Host and partnership letter", asks: "An unconstituted group has a constituted host that keeps the money, with a letter both signed." },
  { code: "safeguarding", title: "Safeguarding", asks: "The answers fit the work: a policy, and PVG membership where the roles need it." },
  { code: "bank-account", title: "Bank account", asks: "The account is in the group's own name, or the host's. Details are asked for after an award." },
  { code: "other-bids", title: "Other bids and interests", asks: "The same project is not paid for twice, and nobody deciding belongs to the group." },
] as const;
export type CheckCode = (typeof checks)[number]["code"];

export const checkOutcomes = { "to-do": "To do", met: "Met", "not-met": "Not met", "not-needed": "Not needed" } as const;
export type CheckOutcome = keyof typeof checkOutcomes;

/** One check as it comes from the page. `seen` is when the shown answer was recorded ("" for none), so that nobody's answer is overwritten unseen. */
export interface CheckInput {
  code: CheckCode;
  outcome: CheckOutcome;
  note: string;
  seen: string;
}

/** Reads the checks of a posted form: `outcome-…`, `note-…`, `seen-…` for each code. A check that was not on the form is left alone. */
export function readChecks(fields: Record<string, string | string[]>): { checks: CheckInput[]; errors: Record<string, string> } {
  const one = (name: string) => (typeof fields[name] === "string" ? fields[name].trim() : "");
  const errors: Record<string, string> = {};
  const read = checks.filter(({ code }) => `outcome-${code}` in fields).map(({ code }): CheckInput => {
    const outcome = one(`outcome-${code}`);
    const note = one(`note-${code}`);
    if (!Object.hasOwn(checkOutcomes, outcome)) errors[`outcome-${code}`] = "Choose one of the answers";
    if (note.length > 1000) errors[`note-${code}`] = "Use 1,000 characters or fewer";
    if (outcome === "not-met" && note === "") errors[`note-${code}`] = "Say what is missing, so that a colleague can follow it up";
    return { code, outcome: outcome as CheckOutcome, note, seen: one(`seen-${code}`) };
  });
  return { checks: read, errors };
}

export const checkStates = { "to-do": "Checks to do", problem: "Something not met", done: "Checked" } as const;
export type CheckState = keyof typeof checkStates;
/** How far the checks have come. @param answered checks with another answer than "to do" @param notMet those answered "not met" */
export function checkState(answered: number, notMet: number): CheckState {
  if (notMet > 0) return "problem";
  return answered >= checks.length ? "done" : "to-do";
}

export const declarationSchema = z
  .object({
    has_interest: z.enum(["yes", "no"], { error: "Say whether you have an interest" }),
    explanation: z.string().default("").transform((typed) => typed.trim()).pipe(z.string().max(1000, "Use 1,000 characters or fewer")),
  })
  .transform(({ has_interest, explanation }, context) => {
    if (has_interest === "yes" && explanation === "")
      context.addIssue({ code: "custom", path: ["explanation"], message: "Say in a few words what the interest is" });
    return { has_interest: has_interest === "yes", explanation: has_interest === "yes" ? explanation : "" };
  });
export type Declaration = z.output<typeof declarationSchema>;

export const sheetStates = { draft: "Not sent yet", sent: "Sent", void: "Set aside" } as const;

export interface ScoredCriterion {
  id: string;
  title: string;
  weight: number;
  max_points: number;
}
export interface ScoreInput {
  criterion_id: string;
  points: number | null;
  reason: string;
}
export interface SheetInput {
  /** Of the sheet that the page showed; 0 when none was begun. */
  version: number;
  overall: string;
  scores: ScoreInput[];
}

/** Reads a posted score sheet: `points-…` and `reason-…` for each criterion. Empty points are a draft's right. */
export function readSheet(criteria: readonly ScoredCriterion[], fields: Record<string, string | string[]>): { sheet: SheetInput; errors: Record<string, string> } {
  const one = (name: string) => (typeof fields[name] === "string" ? fields[name].trim() : "");
  const errors: Record<string, string> = {};
  const scores = criteria.map((criterion): ScoreInput => {
    const typed = one(`points-${criterion.id}`);
    if (typed !== "" && !/^\d{1,3}$/.test(typed)) errors[`points-${criterion.id}`] = rangeMessage(criterion);
    return { criterion_id: criterion.id, points: typed === "" || errors[`points-${criterion.id}`] ? null : Number(typed), reason: one(`reason-${criterion.id}`) };
  });
  const version = one("version");
  const sheet = { version: /^\d{1,9}$/.test(version) ? Number(version) : -1, overall: one("overall"), scores };
  return { sheet, errors: { ...sheetErrors(criteria, sheet), ...errors } };
}

const rangeMessage = ({ title, max_points }: ScoredCriterion): string => `Enter a whole number from 0 to ${max_points} for “${title}”`;

/** What makes a sheet unfit to keep: points out of range, text too long. By field. */
export function sheetErrors(criteria: readonly ScoredCriterion[], sheet: SheetInput): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const criterion of criteria) {
    const score = sheet.scores.find(({ criterion_id }) => criterion_id === criterion.id);
    if (!score) continue;
    if (score.points !== null && (!Number.isInteger(score.points) || score.points < 0 || score.points > criterion.max_points))
      errors[`points-${criterion.id}`] = rangeMessage(criterion);
    if (score.reason.length > 3000) errors[`reason-${criterion.id}`] = "Use 3,000 characters or fewer";
  }
  if (sheet.overall.length > 3000) errors.overall = "Use 3,000 characters or fewer";
  return errors;
}

/** What is missing before a sheet can be sent: points and a reason for every criterion. By field. */
export function missingScores(criteria: readonly ScoredCriterion[], scores: readonly ScoreInput[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const criterion of criteria) {
    const score = scores.find(({ criterion_id }) => criterion_id === criterion.id);
    if (!score || score.points === null) errors[`points-${criterion.id}`] = `Give points for “${criterion.title}”`;
    if (!score || score.reason.trim() === "") errors[`reason-${criterion.id}`] = `Give a reason for your points for “${criterion.title}”`;
  }
  return errors;
}

/**
 * The weighted score in per cent: each criterion's points as a share of its most, times its weight, over all weights.
 * Two decimals, halves up, computed in whole numbers so that no sheet gains or loses a hundredth. Undefined while points are missing.
 */
export function weightedPercent(criteria: readonly ScoredCriterion[], scores: readonly ScoreInput[]): number | undefined {
  if (criteria.length === 0) return undefined;
  const common = criteria.reduce((product, { max_points }) => product * BigInt(max_points), 1n);
  let sum = 0n;
  for (const criterion of criteria) {
    const points = scores.find(({ criterion_id }) => criterion_id === criterion.id)?.points;
    if (points === null || points === undefined) return undefined;
    sum += BigInt(criterion.weight) * BigInt(points) * (common / BigInt(criterion.max_points));
  }
  const weights = BigInt(criteria.reduce((total, { weight }) => total + weight, 0));
  const [top, bottom] = [sum * 10_000n, common * weights];
  return Number((2n * top + bottom) / (2n * bottom)) / 100;
}

/** "72.5%" */
export const formatPercent = (percent: number): string => `${Number(percent.toFixed(2))}%`;
