/** Declarations, criteria scored, and how points become a percentage. Pure. The checks are in checks-model.ts. */
import { z } from "zod";

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

export const sheetStates = { draft: "Not sent yet", sent: "Sent", cannot: "Can't assess", void: "Set aside" } as const;

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
  /** "I can't assess this": no points, and it is not a low score. */
  cannot?: boolean;
}
export interface SheetInput {
  /** Of the sheet that the page showed; 0 when none was begun. */
  version: number;
  overall: string;
  scores: ScoreInput[];
  /** The open page that sends this and the how-manieth save of that page it is: sent again, it is never somebody else's. */
  page?: { id: string; turn: number } | undefined;
}

/** What a page sends instead of points where its author can't assess a criterion. */
export const cannotValue = "cannot";

/** Reads a posted score sheet: `points-…` (a number, empty or "cannot"), `cannot-…` and `reason-…` for each criterion. Empty points are a draft's right. */
export function readSheet(criteria: readonly ScoredCriterion[], fields: Record<string, string | string[]>): { sheet: SheetInput; errors: Record<string, string> } {
  const one = (name: string) => (typeof fields[name] === "string" ? fields[name].trim() : "");
  const errors: Record<string, string> = {};
  const scores = criteria.map((criterion): ScoreInput => {
    const typed = one(`points-${criterion.id}`);
    const cannot = typed === cannotValue || one(`cannot-${criterion.id}`) !== "";
    if (!cannot && typed !== "" && !/^\d{1,3}$/.test(typed)) errors[`points-${criterion.id}`] = rangeMessage(criterion);
    const points = cannot || typed === "" || errors[`points-${criterion.id}`] ? null : Number(typed);
    return { criterion_id: criterion.id, points, reason: one(`reason-${criterion.id}`), cannot };
  });
  const [version, page, turn] = [one("version"), one("page"), one("turn")];
  const sheet = {
    version: /^\d{1,9}$/.test(version) ? Number(version) : -1,
    overall: one("overall"),
    scores,
    page: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(page) && /^\d{1,6}$/.test(turn) ? { id: page, turn: Number(turn) } : undefined,
  };
  return { sheet, errors: { ...sheetErrors(criteria, sheet), ...errors } };
}

const rangeMessage = ({ title, max_points }: ScoredCriterion): string => `Enter a whole number from 0 to ${max_points} for “${title}”`;
const tooLong = "Use 3,000 characters or fewer";

/** What makes a sheet unfit to keep: points out of range, text too long. By field. */
export function sheetErrors(criteria: readonly ScoredCriterion[], sheet: SheetInput): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const criterion of criteria) {
    const score = scoreOf(sheet.scores, criterion);
    if (!score) continue;
    if (score.points !== null && (!Number.isInteger(score.points) || score.points < 0 || score.points > criterion.max_points))
      errors[`points-${criterion.id}`] = rangeMessage(criterion);
    if (score.reason.length > 3000) errors[`reason-${criterion.id}`] = tooLong;
  }
  if (sheet.overall.length > 3000) errors.overall = tooLong;
  return errors;
}

const scoreOf = <T extends { criterion_id: string }>(scores: readonly T[], criterion: { id: string }): T | undefined => scores.find(({ criterion_id }) => criterion_id === criterion.id);

/** What is missing before a sheet can be sent: for every criterion a reason, and points or "I can't assess this"; points for one at least. By field. */
export function missingScores(criteria: readonly ScoredCriterion[], scores: readonly ScoreInput[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const criterion of criteria) {
    const score = scoreOf(scores, criterion);
    if (!score || (score.points === null && !score.cannot)) errors[`points-${criterion.id}`] = `Give points for “${criterion.title}”`;
    if (!score || score.reason.trim() === "")
      errors[`reason-${criterion.id}`] = score?.cannot ? `Say why you can't assess “${criterion.title}”` : `Give a reason for your points for “${criterion.title}”`;
  }
  const nothing = criteria.length > 0 && criteria.every((criterion) => scoreOf(scores, criterion)?.cannot);
  if (nothing) errors[`points-${criteria[0]!.id}`] = "You can't assess any of these criteria: say below that you can't assess this application";
  return errors;
}

/** How many criteria still miss a reason, or points and "I can't assess this". */
export const criteriaLeft = (criteria: readonly ScoredCriterion[], scores: readonly ScoreInput[]): number =>
  criteria.filter((criterion) => {
    const score = scoreOf(scores, criterion);
    return !score || (score.points === null && !score.cannot) || score.reason.trim() === "";
  }).length;

/**
 * The weighted score in per cent: each criterion's points as a share of its most, times its weight, over all weights. A criterion that
 * its author can't assess counts neither as points nor as weight. Two decimals, halves up, computed in whole numbers so that no sheet
 * gains or loses a hundredth. Undefined while points are missing, or where there are none at all.
 */
export function weightedPercent(criteria: readonly ScoredCriterion[], scores: readonly Pick<ScoreInput, "criterion_id" | "points" | "cannot">[]): number | undefined {
  const counted = criteria.filter((criterion) => !scoreOf(scores, criterion)?.cannot);
  if (counted.length === 0) return undefined;
  const common = counted.reduce((product, { max_points }) => product * BigInt(max_points), 1n);
  let sum = 0n;
  for (const criterion of counted) {
    const points = scoreOf(scores, criterion)?.points;
    if (points === null || points === undefined) return undefined;
    sum += BigInt(criterion.weight) * BigInt(points) * (common / BigInt(criterion.max_points));
  }
  const weights = BigInt(counted.reduce((total, { weight }) => total + weight, 0));
  const [top, bottom] = [sum * 10_000n, common * weights];
  return Number((2n * top + bottom) / (2n * bottom)) / 100;
}

/** "72.5%" */
export const formatPercent = (percent: number): string => `${Number(percent.toFixed(2))}%`;
