/** What a pot's applications are scored on, as an administrator writes it: read from a form, and what a change of it means. Pure. */

/** What an application shows that is given this number of points. */
export interface PointsGuidance {
  points: number;
  text: string;
}
export interface CriterionInput {
  /** Absent for a criterion that is new. */
  id?: string | undefined;
  title: string;
  guidance: string;
  weight: number;
  max_points: number;
  /** The least mean of points that is wanted here; null or absent for none. */
  minimum_points?: number | null;
  /** The form's questions that it concerns. */
  question_ids?: readonly string[];
  points_guidance?: readonly PointsGuidance[];
}
export interface CriteriaInput {
  version: number;
  criteria: CriterionInput[];
  /** The least mean score that is awarded, per cent; null for none, absent to leave it as it is. */
  minimum_percent?: number | null;
}

/** Undefined when the weights add to 100; else a sentence that says by how much they miss. */
export function weightsMessage(weights: readonly number[]): string | undefined {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 100) return undefined;
  return sum < 100 ? `The weights add to ${sum}. Add ${100 - sum} more to make 100` : `The weights add to ${sum}. Take away ${sum - 100} to make 100`;
}

/** Why these criteria can't stand together; undefined where they can. */
export function togetherMessage(criteria: readonly CriterionInput[]): string | undefined {
  if (criteria.length === 0) return "Add at least one criterion";
  const twice = criteria.find(({ title }, index) => criteria.findIndex((other) => plain(other.title) === plain(title)) < index);
  if (twice) return `Two criteria are called “${twice.title}”. Give each a name of its own`;
  return weightsMessage(criteria.map(({ weight }) => weight));
}
const plain = (title: string): string => title.trim().toLowerCase().replace(/\s+/g, " ");

export interface CriterionRow {
  id: string;
  title: string;
  guidance: string;
  weight: string;
  max_points: string;
  minimum_points?: string;
  /** One line for each number of points: "3: Shown by what people said". */
  points_guidance?: string;
  question_ids?: readonly string[];
}

/** Reads the criteria as typed: messages by field (`title-0`, `weight-2`, "" for all together). A row left wholly empty is left out. */
export function readCriteria(rows: readonly CriterionRow[]): { criteria: CriterionInput[]; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const criteria: CriterionInput[] = [];
  for (const [index, row] of rows.entries()) {
    const title = row.title.trim();
    if (title === "" && row.weight.trim() === "" && row.guidance.trim() === "" && !row.points_guidance?.trim()) continue;
    if (title === "" || title.length > 120) errors[`title-${index}`] = "Name the criterion in 120 characters or fewer";
    if (row.guidance.length > 2000) errors[`guidance-${index}`] = "Use 2,000 characters or fewer";
    if (!/^([1-9]\d?|100)$/.test(row.weight.trim())) errors[`weight-${index}`] = "Enter a whole number from 1 to 100";
    if (!/^([1-9]\d?|100)$/.test(row.max_points.trim())) errors[`max_points-${index}`] = "Enter a whole number from 1 to 100";
    const max_points = Number(row.max_points);
    const minimum = (row.minimum_points ?? "").trim();
    if (minimum !== "" && (!/^\d{1,3}$/.test(minimum) || Number(minimum) > max_points)) errors[`minimum_points-${index}`] = `Enter a whole number from 0 to ${max_points}, or leave it empty`;
    const guided = readPointsGuidance(row.points_guidance ?? "", max_points);
    if (guided.message) errors[`points_guidance-${index}`] = guided.message;
    criteria.push({
      ...(row.id ? { id: row.id } : {}), title, guidance: row.guidance.trim(), weight: Number(row.weight), max_points,
      minimum_points: minimum === "" ? null : Number(minimum), question_ids: [...(row.question_ids ?? [])], points_guidance: guided.lines,
    });
  }
  if (criteria.length === 0 || Object.keys(errors).length === 0) {
    const message = togetherMessage(criteria);
    if (message) errors[""] = message;
  }
  return { criteria, errors };
}

/** Lines such as "3: Shown by what people said", in the order of their points. A line without a number goes on from the one above. */
export function readPointsGuidance(typed: string, maxPoints: number): { lines: PointsGuidance[]; message?: string } {
  const lines: PointsGuidance[] = [];
  for (const line of typed.split(/\r?\n/).map((one) => one.trim()).filter(Boolean)) {
    const begun = /^(\d{1,3})\s*[:.)–-]\s*(.*)$/.exec(line);
    if (begun) lines.push({ points: Number(begun[1]), text: begun[2]!.trim() });
    else if (lines.length === 0) return { lines, message: "Begin each line with its number of points, like “3: Shown by what people said”" };
    else lines[lines.length - 1]!.text = `${lines[lines.length - 1]!.text} ${line}`.trim();
  }
  const outside = lines.find(({ points }) => points > maxPoints);
  if (outside) return { lines, message: `${outside.points} is more than the most points, ${maxPoints}` };
  const twice = lines.find(({ points }, index) => lines.findIndex((one) => one.points === points) < index);
  if (twice) return { lines, message: `There are two lines for ${twice.points}. Make them one` };
  const long = lines.find(({ text }) => text.length === 0 || text.length > 500);
  if (long) return { lines, message: long.text === "" ? `Say what an application shows that is given ${long.points}` : `The line for ${long.points} is too long. Use 500 characters or fewer` };
  return { lines: [...lines].sort((a, b) => a.points - b.points) };
}

/** As `readPointsGuidance` reads it. */
export const typePointsGuidance = (lines: readonly PointsGuidance[]): string => lines.map(({ points, text }) => `${points}: ${text}`).join("\n");

/**
 * What a change of criteria does to scores that were given:
 * - `nothing`: only words, minimums or the questions differ
 * - `recomputed`: every criterion that stays keeps its points; weights differ, or one is left out
 * - `reopened`: there is a criterion without points yet. One whose most points differ is such a one: 3 of 5 is not 3 of 10
 */
export type Touch = "nothing" | "recomputed" | "reopened";
export interface CriteriaChange {
  touch: Touch;
  /** What applicants were told differs: names, what is looked for, weights, most points, which there are. */
  told: boolean;
  /** Anything at all. */
  any: boolean;
  added: string[];
  left_out: string[];
}
export type SavedCriterion = CriterionInput & { id: string };

export function compareCriteria(before: readonly SavedCriterion[], after: readonly CriterionInput[]): CriteriaChange {
  const kept = after.filter((criterion) => before.some((one) => one.id === criterion.id && one.max_points === criterion.max_points));
  const added = after.filter((criterion) => !kept.includes(criterion));
  const left_out = before.filter(({ id }) => !kept.some((criterion) => criterion.id === id));
  const differs = (parts: (criterion: CriterionInput) => unknown): boolean => JSON.stringify(before.map(parts)) !== JSON.stringify(after.map(parts));
  const weights = kept.some((criterion) => before.find(({ id }) => id === criterion.id)!.weight !== criterion.weight);
  const told = added.length + left_out.length > 0 || differs(({ title, guidance, weight, max_points }) => [title, guidance, weight, max_points]);
  return {
    touch: added.length > 0 ? "reopened" : weights || left_out.length > 0 ? "recomputed" : "nothing",
    told,
    any: told || differs(({ id, minimum_points, question_ids, points_guidance }) => [id, minimum_points ?? null, question_ids ?? [], points_guidance ?? []]),
    added: added.map(({ title }) => title),
    left_out: left_out.map(({ title }) => title),
  };
}

/** The criteria on which these means of points fall short, by title. A criterion without a mean falls short of nothing. @param means criterion → mean points */
export const belowMinimum = (criteria: readonly { id: string; title: string; minimum_points: number | null }[], means: ReadonlyMap<string, number>): string[] =>
  criteria.filter(({ id, minimum_points }) => minimum_points !== null && (means.get(id) ?? minimum_points) < minimum_points).map(({ title }) => title);
