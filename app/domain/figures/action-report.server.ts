/** Everything reported against one action, as programs read it. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { getAction, getPlan, listItems } from "../strategy/read.server.ts";
import { inSnapshot } from "./award-counts.server.ts";
import { observationsForAction, type Observation } from "./measures.server.ts";

export interface ActionReport {
  plan: string;
  action: { ref: string; title: string };
  priority: number | null;
  items: { line: number; programme: string; summary: string; milestone: string | null; inherited: boolean; shared_with: string[]; source: { title: string; ref: string } }[];
  measures: { id: string; title: string; unit: string; kind: string; observations: Observation[] }[];
}

/** Throws NotFound for a plan or an action that is not known. Holds reported figures and award counts, never counts of people from returns. */
export async function actionReport(db: Kysely<DB>, planCode: string | undefined, ref: string, now: Date): Promise<ActionReport> {
  return inSnapshot(db, async (snapshot) => {
    const plan = await getPlan(snapshot, planCode);
    const action = await getAction(snapshot, plan.id, ref);
    const items = await listItems(snapshot, action.id);
    const measures = await observationsForAction(snapshot, action.id, now);
    return {
      plan: plan.code,
      action: { ref: action.ref, title: action.title },
      priority: action.priority_number,
      items: items.map(({ id: _id, milestone, ...item }) => ({ ...item, milestone: milestone === "" ? null : milestone })),
      measures: measures.map(({ id, title, unit, kind, observations }) => ({
        id,
        title,
        unit,
        kind,
        observations: observations.map(({ item_id: _item, note: _note, comparator: _comparator, source_link: _link, ...observation }) => observation),
      })),
    };
  });
}
