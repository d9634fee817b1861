/** What the page of an action shows to anyone: its place in the plan, the items, the figures, the funds. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { issuedStatus } from "../strategy/status.server.ts";
import { otherReferences } from "../strategy/versions.server.ts";
import { getAction, getPlan, listFundsOfAction, listItems } from "../strategy/read.server.ts";
import { inSnapshot } from "./award-counts.server.ts";
import { observationsForAction } from "./measures.server.ts";

/** Throws NotFound for a plan or an action that is not known. Never counts of people from returns. */
export async function actionPage(db: Kysely<DB>, planCode: string | undefined, ref: string, now: Date) {
  return inSnapshot(db, async (snapshot) => {
    const plan = await getPlan(snapshot, planCode);
    const action = await getAction(snapshot, plan.id, ref);
    return {
      plan,
      action,
      items: await listItems(snapshot, action.id),
      measures: await observationsForAction(snapshot, action.id, now),
      funds: await listFundsOfAction(snapshot, action.id),
      issued: await issuedStatus(snapshot, action),
      references: await otherReferences(snapshot, action.id),
    };
  });
}
