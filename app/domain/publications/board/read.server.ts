/** Questions about reports to the Leadership Board, issued or not: for those who prepare them. Public pages ask `strategy/status.server.ts`. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { Actor } from "../../kernel/actor.ts";
import { NotFound } from "../../kernel/errors.ts";
import { isScheme, schemes, type Status } from "../../strategy/status.ts";
import { listActions } from "../../strategy/versions.server.ts";
import { buildPack, type Pack } from "./pack.ts";

const reports = (db: Kysely<DB>) =>
  db
    .selectFrom("board_report as report")
    .innerJoin("plan", "plan.id", "report.plan_id")
    .leftJoin("source", "source.id", "report.source_id")
    .select(["report.id", "report.code", "report.reference", "report.title", "report.plan_id", "report.data_on", "report.data_stated", "report.meeting_on", "report.state"])
    .select(["report.origin", "report.note", "report.given_back_reason", "report.issued_at", "report.ready_at", "report.synthetic"])
    .select(["plan.code as plan_code", "plan.title as plan_title", "source.title as source"]);

/** Every report, the newest meeting first. */
export const listReports = (db: Kysely<DB>) => reports(db).orderBy("report.meeting_on", "desc").execute();

/** Throws NotFound. */
export async function getReport(db: Kysely<DB>, code: string) {
  const report = await reports(db).where("report.code", "=", code).executeTakeFirst();
  if (!report) throw new NotFound();
  return report;
}
export type BoardReport = Awaited<ReturnType<typeof getReport>>;

/** The report that went before: the newest issued one of the same plan with an earlier meeting. */
export const previousReport = (db: Kysely<DB>, { plan_id, meeting_on }: Pick<BoardReport, "plan_id" | "meeting_on">) =>
  reports(db).where("report.plan_id", "=", plan_id).where("report.state", "=", "issued").where("report.meeting_on", "<", meeting_on).orderBy("report.meeting_on", "desc").executeTakeFirst();

/** The judgement that stands for each action of a report. */
export async function standingStatuses(db: Kysely<DB>, reportId: string) {
  return db
    .selectFrom("board_status as status")
    .leftJoin("person", "person.id", "status.signed_by")
    .distinctOn("status.action_id")
    .select(["status.id", "status.action_id", "status.sequence", "status.status", "status.reason", "status.mitigation", "status.achievement", "status.signed_at", "person.name as signed_by"])
    .where("status.report_id", "=", reportId)
    .orderBy("status.action_id")
    .orderBy("status.sequence", "desc")
    .execute();
}

/** Whether the person wrote anything in the report. */
export async function hasWritten(db: Kysely<DB>, reportId: string, actor: Actor): Promise<boolean> {
  if (actor.kind !== "person") return false;
  return (await db.selectFrom("board_author").select("person_id").where("report_id", "=", reportId).where("person_id", "=", actor.id).executeTakeFirst()) !== undefined;
}

export const listRisks = (db: Kysely<DB>, reportId: string) =>
  db.selectFrom("board_risk").select(["id", "kind", "description", "owner", "response"]).where("report_id", "=", reportId).orderBy("kind", "desc").orderBy("recorded_at").orderBy("id").execute();

/** One action as its form shows it: what stands, what stood before, and how its parts stand. Throws NotFound. */
export async function statusPage(db: Kysely<DB>, report: BoardReport, scheme: string, ref: string) {
  if (!isScheme(scheme)) throw new NotFound();
  const actions = await listActions(db, report.plan_id);
  const action = actions.find((one) => one.scheme === scheme && one.ref === ref);
  if (!action) throw new NotFound(`The plan has no ${schemes[scheme].one.toLowerCase()} ${ref}`);
  const statuses = await standingStatuses(db, report.id);
  const before = await previousReport(db, report);
  const earlier = before ? (await standingStatuses(db, before.id)).find((one) => one.action_id === action.id) : undefined;
  const parts = actions.filter((one) => one.parent_id === action.id).map(({ id, ref: part, title }) => ({ ref: part, title, status: statuses.find((one) => one.action_id === id)?.status ?? null }));
  const stands = statuses.find((one) => one.action_id === action.id);
  return { action, stands: stands ?? null, earlier: earlier && before ? { ...earlier, meeting_on: before.meeting_on } : null, parts };
}

/** How what stands under an action is judged in a report. */
export async function splitOf(db: Kysely<DB>, reportId: string, actionId: string): Promise<Status[]> {
  const rows = await db
    .selectFrom("board_status as status")
    .innerJoin("action", "action.id", "status.action_id")
    .distinctOn("status.action_id")
    .select(["status.action_id", "status.status"])
    .where("status.report_id", "=", reportId)
    .where("action.parent_id", "=", actionId)
    .orderBy("status.action_id")
    .orderBy("status.sequence", "desc")
    .execute();
  return rows.map(({ status }) => status);
}

/** The pack worked out of the rows as they are. */
export async function draftPack(db: Kysely<DB>, report: BoardReport): Promise<Pack> {
  const previous = await previousReport(db, report);
  return buildPack({
    report: {
      title: report.title, reference: report.reference, note: report.note, state: report.state, origin: report.origin, plan: { code: report.plan_code, title: report.plan_title },
      data_on: report.data_on, data_stated: report.data_stated, meeting_on: report.meeting_on, issued_at: report.issued_at?.toISOString() ?? null, synthetic: report.synthetic, source: report.source,
    },
    actions: await listActions(db, report.plan_id),
    statuses: await standingStatuses(db, report.id),
    splits: await db.selectFrom("board_split").select(["action_id", "status", "percent"]).where("report_id", "=", report.id).execute(),
    published: await db.selectFrom("board_published_count").select(["part", "status", "published_count", "published_percent", "held_count", "held_base", "note"]).where("report_id", "=", report.id).orderBy("part").orderBy("position").execute(),
    risks: await listRisks(db, report.id),
    previous: previous ? { ...previous, statuses: await standingStatuses(db, previous.id) } : null,
  });
}

/** The pack as it was issued; of a report that is not, or was brought in, worked out of its rows. */
export async function readPack(db: Kysely<DB>, report: BoardReport): Promise<{ pack: Pack; frozen: boolean }> {
  const file = await db.selectFrom("board_file").select("body").where("report_id", "=", report.id).where("format", "=", "json").executeTakeFirst();
  if (file) return { pack: JSON.parse(file.body.toString("utf8")) as Pack, frozen: true };
  return { pack: await draftPack(db, report), frozen: false };
}

/** The bytes of an issued format, with their hash; undefined where none are kept. */
export const readFile = (db: Kysely<DB>, reportId: string, format: "html" | "pdf" | "ods") =>
  db.selectFrom("board_file").select(["body", "sha256", "media_type"]).where("report_id", "=", reportId).where("format", "=", format).executeTakeFirst();

/** Which formats are kept, how large, and their hashes. */
export const listFiles = (db: Kysely<DB>, reportId: string) =>
  db.selectFrom("board_file").select(["format", "sha256", sql<number>`length(body)`.as("bytes")]).where("report_id", "=", reportId).where("format", "<>", "json").orderBy("format").execute();
