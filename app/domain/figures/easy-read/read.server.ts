/** The Strategy's progress in Easy Read: an official's plain sentences, filled from what was reported, and how the actions stand. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { NotFound } from "../../kernel/errors.ts";
import { issuedStatuses, type IssuedStatus } from "../../strategy/status.server.ts";
import { getPlan, getPriority, listPriorities } from "../../strategy/read.server.ts";
import { inSnapshot } from "../award-counts.server.ts";
import { observationsOfMeasure, type ObservationOnPage } from "../measures.server.ts";
import { fillLines, slotsOf, standingLines, type FilledLine } from "./model.ts";
import { plainNumber } from "./numbers.ts";

export interface EasyReadText {
  version: number;
  title: string;
  sentences: string;
  checked_with: string;
  checked_on: string | null;
}

/** The text that stands for a priority; undefined where none has been written. */
export const standingText = (db: Kysely<DB>, priorityId: string): Promise<EasyReadText | undefined> =>
  db.selectFrom("easy_read_text").select(["version", "title", "sentences", "checked_with", "checked_on"]).where("priority_id", "=", priorityId).orderBy("version", "desc").limit(1).executeTakeFirst();

export interface FigureBehind {
  measure: string;
  title: string;
  unit: string;
  observation: ObservationOnPage;
  said: string;
  /** The first action under which it was reported. */
  action: string;
}

/**
 * The figure that stands for each measure, the newest first by the end of its period: what a sentence's number is taken from.
 * A corrected figure never is, nor one that no action of the plan has.
 */
async function figuresBehind(db: Kysely<DB>, planId: string, codes: readonly string[], now: Date): Promise<Map<string, FigureBehind>> {
  const found = new Map<string, FigureBehind>();
  if (codes.length === 0) return found;
  const { rows } = await sql<{ code: string; title: string; unit: string; action: string }>`
    select distinct on (m.code) m.code, m.title, m.unit, a.ref as action
      from measure m join action a on a.plan_id = ${planId} and a.scheme = 'strategic' and (exists (select 1 from measure_action l where l.measure_id = m.id and l.action_id = a.id)
               or exists (select 1 from observation o join observation_action l on l.observation_id = o.id where o.measure_id = m.id and l.action_id = a.id))
     where m.code = any(${[...codes]}::text[])
     order by m.code, a.sort_order`.execute(db);
  for (const { code, title, unit, action } of rows) {
    const newest = (await observationsOfMeasure(db, code, now)).filter((one) => one.corrected === null).sort((a, b) => endOf(b).localeCompare(endOf(a)))[0];
    const said = newest && plainNumber({ ...newest, unit });
    if (newest && said !== undefined) found.set(code, { measure: code, title, unit, observation: newest, said, action });
  }
  return found;
}
const endOf = ({ period, as_at }: ObservationOnPage): string => period.to ?? as_at ?? period.from ?? "";

export interface EasyReadPage {
  plan: { code: string; title: string };
  number: number;
  title: string;
  /** The title on the page in plain English, for finding one from the other. */
  priority_title: string;
  lines: FilledLine[];
  standing: string[];
  report: IssuedStatus["report"] | null;
  figures: FigureBehind[];
  checked: { with: string; on: string } | null;
  version: number;
}

/** One priority. Throws NotFound where the plan has none of that number or nobody has written it yet. */
export async function easyReadPage(db: Kysely<DB>, planCode: string | undefined, number: number, now: Date): Promise<EasyReadPage> {
  return inSnapshot(db, async (snapshot) => {
    const plan = await getPlan(snapshot, planCode);
    const priority = await getPriority(snapshot, plan.id, number);
    const text = await standingText(snapshot, priority.id);
    if (!text) throw new NotFound("This part of the Strategy has not been written in Easy Read yet");
    const figures = await figuresBehind(snapshot, plan.id, slotsOf(text.sentences), now);
    const { lines } = fillLines(text.sentences, new Map([...figures].map(([code, { said }]) => [code, said])));
    const issued = await issuedStatuses(snapshot, plan.id);
    const reported = priority.actions.flatMap((action) => issued.get(action.id) ?? []);
    const used = new Set(lines.flatMap((line) => line.measures));
    return {
      plan: { code: plan.code, title: plan.title },
      number: priority.number,
      title: text.title,
      priority_title: priority.title,
      lines,
      standing: standingLines(priority.actions.length, reported.map(({ status }) => status)),
      report: reported[0]?.report ?? null,
      figures: [...figures.values()].filter(({ measure }) => used.has(measure)),
      checked: text.checked_on ? { with: text.checked_with, on: text.checked_on } : null,
      version: text.version,
    };
  });
}

/** The priorities of a plan with their Easy Read title, where one is written. */
export async function easyReadContents(db: Kysely<DB>, planId: string) {
  const priorities = await listPriorities(db, planId);
  const texts = await db
    .selectFrom("easy_read_text as t")
    .innerJoin("priority", "priority.id", "t.priority_id")
    .distinctOn("t.priority_id")
    .select(["t.priority_id", "t.title", "t.version", "t.checked_on"])
    .where("priority.plan_id", "=", planId)
    .orderBy("t.priority_id")
    .orderBy("t.version", "desc")
    .execute();
  return priorities.map(({ id, number, title }) => {
    const text = texts.find((one) => one.priority_id === id);
    return { number, priority_title: title, title: text?.title ?? null, version: text?.version ?? 0, checked_on: text?.checked_on ?? null };
  });
}

/** What an official edits: the text, what its slots say now, the lines left out, and the measures that can be named. */
export async function easyReadDraft(db: Kysely<DB>, planId: string, number: number, now: Date) {
  const priority = await getPriority(db, planId, number);
  const text = (await standingText(db, priority.id)) ?? null;
  const figures = await figuresBehind(db, planId, slotsOf(text?.sentences ?? ""), now);
  const { left_out } = fillLines(text?.sentences ?? "", new Map([...figures].map(([code, { said }]) => [code, said])));
  const measures = await sql<{ code: string; title: string }>`
    select distinct m.code, m.title, m.position from measure m
     where m.unit !~ '^percent (more|fewer|less)' and m.computed_from is distinct from 'returns'
       and exists (select 1 from action a where a.priority_id = ${priority.id}
         and (exists (select 1 from measure_action l where l.measure_id = m.id and l.action_id = a.id)
           or exists (select 1 from observation o join observation_action l on l.observation_id = o.id where o.measure_id = m.id and l.action_id = a.id)))
     order by m.position, m.code`.execute(db);
  return { priority: { id: priority.id, number: priority.number, title: priority.title }, text, left_out, measures: measures.rows.map(({ code, title }) => ({ code, title, said: figures.get(code)?.said ?? null })) };
}

/** The measures among these whose number can't be said in plain words. */
export async function unsayable(db: Kysely<DB>, planId: string, codes: readonly string[], now: Date): Promise<string[]> {
  const found = await figuresBehind(db, planId, codes, now);
  return codes.filter((code) => !found.has(code));
}
