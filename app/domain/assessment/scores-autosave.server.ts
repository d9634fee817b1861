/** Scores that save by themselves from a page that stays open: what can be kept is kept, and the page is told the rest. */
import { listCriteria } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import type { Context } from "../kernel/context.ts";
import { londonTime } from "../kernel/time.ts";
import { actingPerson } from "./change.server.ts";
import { criteriaLeft, readSheet, weightedPercent } from "./model.ts";
import { may } from "./policy.ts";
import { findOwnSheet, getApplicationHead, getStanding } from "./read.server.ts";
import { saveScores } from "./scores.server.ts";

export interface ScoresSaved {
  version: number;
  /** "10:42" in London. */
  at: string;
  /** Criteria that still miss points or a reason. */
  left: number;
  /** The draft's score in per cent; null while points are missing. */
  percent: number | null;
  /** Fields that were not kept, with what to do. They never stop the others. */
  errors: Record<string, string>;
}

/** Saves the fields of an open page, named as on the assessment's page. Throws as `saveScores`, except for single fields that can't be kept. */
export async function autosaveScores(context: Context, applicationId: string, fields: Record<string, string | string[]>): Promise<ScoresSaved> {
  const person = actingPerson(context);
  permit(may.score(person, await getStanding(context.db, applicationId, person.id)));
  const { pot_id } = await getApplicationHead(context.db, applicationId, person.id);
  const criteria = await listCriteria(context.db, pot_id);
  const { sheet, errors } = readSheet(criteria, fields);
  const kept = sheet.scores.filter(({ criterion_id }) => !errors[`points-${criterion_id}`] && !errors[`reason-${criterion_id}`]);
  const overall = errors.overall ? ((await findOwnSheet(context.db, applicationId, person.id))?.overall ?? "") : sheet.overall;
  const version = await saveScores(context, applicationId, { ...sheet, overall, scores: kept });
  const saved = await findOwnSheet(context.db, applicationId, person.id);
  const scores = saved?.scores ?? [];
  return { version, at: londonTime(new Date()), left: criteriaLeft(criteria, scores), percent: weightedPercent(criteria, scores) ?? null, errors };
}
