/** How actions stand by the latest issued report to the Leadership Board. What is not issued is never read here. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { statuses, type Status } from "./status.ts";

export interface IssuedStatus {
  status: Status;
  words: string;
  reason: string;
  mitigation: string;
  report: { title: string; reference: string; data_on: string; data_stated: string; meeting_on: string; synthetic: boolean };
}

/** By action's key, the status in the newest issued report of the plan that says one. */
export async function issuedStatuses(db: Kysely<DB>, planId: string): Promise<Map<string, IssuedStatus>> {
  const rows = await db
    .selectFrom("board_status as status")
    .innerJoin("board_report as report", "report.id", "status.report_id")
    .distinctOn("status.action_id")
    .select(["status.action_id", "status.status", "status.reason", "status.mitigation"])
    .select(["report.title", "report.reference", "report.data_on", "report.data_stated", "report.meeting_on", "report.synthetic"])
    .where("report.plan_id", "=", planId)
    .where("report.state", "=", "issued")
    .orderBy("status.action_id")
    .orderBy("report.meeting_on", "desc")
    .orderBy("status.sequence", "desc")
    .execute();
  return new Map(
    rows.map(({ action_id, status, reason, mitigation, ...report }) => [action_id, { status, words: statuses[status], reason, mitigation, report }]),
  );
}

/** One action's status by the newest issued report; null where none says one. */
export async function issuedStatus(db: Kysely<DB>, action: { id: string; plan_id: string }): Promise<IssuedStatus | null> {
  return (await issuedStatuses(db, action.plan_id)).get(action.id) ?? null;
}
