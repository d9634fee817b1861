/** Writing a report to the Leadership Board: judgements, risks, handing it over. Its audit says who and when, never how an action stands. */
import { record } from "../../audit/change.server.ts";
import { permit } from "../../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../../kernel/context.ts";
import { Conflict, Invalid, NotFound, refusedConstraint, WrongState } from "../../kernel/errors.ts";
import { isId, newId } from "../../kernel/ids.server.ts";
import { formatDay } from "../../kernel/time.ts";
import { getPlan } from "../../strategy/read.server.ts";
import { isScheme } from "../../strategy/status.ts";
import { judgementFaults, reportStates, type ReportInput, type RiskInput, type StatusInput } from "./model.ts";
import { may } from "./policy.ts";
import { splitOf } from "./read.server.ts";

const personOf = ({ actor }: Context): string | null => (actor.kind === "person" ? actor.id : null);

/** Locks a report. Throws NotFound. */
export async function lockReport(tx: TransactionContext, code: string) {
  const report = await tx.db.selectFrom("board_report").select(["id", "code", "plan_id", "state", "meeting_on", "synthetic"]).where("code", "=", code).forUpdate().executeTakeFirst();
  if (!report) throw new NotFound();
  return report;
}

async function lockForWriting(tx: TransactionContext, code: string) {
  const report = await lockReport(tx, code);
  permit(may.prepare(tx.actor));
  if (report.state !== "preparing") throw new WrongState(`This report is no longer being prepared (${reportStates[report.state].text.toLowerCase()}). What is in it stays as it is${report.state === "ready" ? "; a publisher can give it back" : ""}.`);
  return report;
}

async function writes(tx: TransactionContext, reportId: string): Promise<void> {
  const person_id = personOf(tx);
  if (person_id !== null) await tx.db.insertInto("board_author").values({ report_id: reportId, person_id }).onConflict((conflict) => conflict.doNothing()).execute();
}

/**
 * Opens the report for a meeting.
 * @throws NotAllowed; NotFound for the plan; Invalid for a code or a meeting that has one already
 */
export async function openReport(context: Context, input: ReportInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    permit(may.prepare(tx.actor));
    const plan = await getPlan(tx.db, input.plan);
    const id = newId();
    const { code, reference, title, data_on, meeting_on } = input;
    try {
      await tx.db.insertInto("board_report").values({ id, code, reference, title, data_on, meeting_on, plan_id: plan.id, opened_by: personOf(tx), synthetic: tx.synthetic }).execute();
    } catch (error) {
      if (refusedConstraint(error) === "board_report_code_key") throw new Invalid({ code: "Another report has this code: choose another" });
      if (refusedConstraint(error) === "board_report_meeting_once") throw new Invalid({ meeting_on: `There is a report for the meeting of ${formatDay(meeting_on)} already` });
      throw error;
    }
    await writes(tx, id);
    await record(tx, "board.report-opened", { type: "board-report", id }, { report: code, plan: plan.code });
  });
}

/**
 * Signs how an action stands. Every judgement is kept; the last one stands. Pressing twice signs once.
 * @throws NotFound; NotAllowed; WrongState; Conflict where somebody else signed meanwhile; Invalid with messages by field
 */
export async function signStatus(context: Context, code: string, scheme: string, ref: string, input: StatusInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const report = await lockForWriting(tx, code);
    if (!isScheme(scheme)) throw new NotFound();
    const action = await tx.db.selectFrom("action").select("id").where("plan_id", "=", report.plan_id).where("scheme", "=", scheme).where("ref", "=", ref).executeTakeFirst();
    if (!action) throw new NotFound();
    const last = await tx.db.selectFrom("board_status").select(["id", "sequence", "status", "reason", "mitigation", "achievement"]).where("report_id", "=", report.id).where("action_id", "=", action.id).orderBy("sequence", "desc").limit(1).executeTakeFirst();
    const { seen, ...said } = input;
    if (last && (["status", "reason", "mitigation", "achievement"] as const).every((field) => last[field] === said[field])) return;
    if (seen !== (last?.id ?? "")) throw new Conflict(`Somebody else signed how ${ref} stands after you opened the page. Nothing of yours was saved: go back, copy it, open the page again and decide which judgement stands.`);
    const faults = judgementFaults(scheme, said, scheme === "strategic" || scheme === "workforce" ? await splitOf(tx.db, report.id, action.id) : []);
    if (Object.keys(faults).length > 0) throw new Invalid(faults);
    await tx.db.insertInto("board_status").values({ id: newId(), report_id: report.id, action_id: action.id, sequence: (last?.sequence ?? 0) + 1, ...said, signed_by: personOf(tx) }).execute();
    await writes(tx, report.id);
    await record(tx, "board.status-signed", { type: "board-report", id: report.id }, { action: action.id });
  });
}

/** Enters a risk or an issue. Throws NotFound, NotAllowed, WrongState. */
export async function addRisk(context: Context, code: string, input: RiskInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const report = await lockForWriting(tx, code);
    const id = newId();
    await tx.db.insertInto("board_risk").values({ id, report_id: report.id, ...input, recorded_by: personOf(tx) }).execute();
    await writes(tx, report.id);
    await record(tx, "board.risk-added", { type: "board-report", id: report.id }, { risk: id });
  });
}

/** Takes a risk or an issue out of a report that is being prepared; one that is gone already is no fault. */
export async function removeRisk(context: Context, code: string, riskId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const report = await lockForWriting(tx, code);
    if (!isId(riskId)) return;
    const gone = await tx.db.deleteFrom("board_risk").where("report_id", "=", report.id).where("id", "=", riskId).returning("id").executeTakeFirst();
    if (!gone) return;
    await writes(tx, report.id);
    await record(tx, "board.risk-removed", { type: "board-report", id: report.id }, { risk: riskId });
  });
}

/**
 * Hands the report to a publisher; from now nothing in it changes.
 * @throws NotFound; NotAllowed; WrongState while a strategic action has no status
 */
export async function markReady(context: Context, code: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const report = await lockForWriting(tx, code);
    const open = await tx.db
      .selectFrom("action")
      .select("ref")
      .where("plan_id", "=", report.plan_id)
      .where("scheme", "=", "strategic")
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom("board_status").select("id").where("report_id", "=", report.id).whereRef("board_status.action_id", "=", "action.id"))))
      .orderBy("sort_order")
      .execute();
    if (open.length > 0) throw new WrongState(`${open.length === 1 ? "A strategic action has" : `${open.length} strategic actions have`} no status yet: ${open.map(({ ref }) => ref).join(", ")}. Sign how each stands first.`);
    await writes(tx, report.id);
    await tx.db.updateTable("board_report").set({ state: "ready", ready_by: personOf(tx), ready_at: tx.now, given_back_reason: "" }).where("id", "=", report.id).execute();
    await record(tx, "board.report-ready", { type: "board-report", id: report.id }, { report: report.code });
  });
}

/** Gives a report back to those who prepare it, with the reason. Throws NotFound, NotAllowed, WrongState. */
export async function giveBack(context: Context, code: string, reason: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const report = await lockReport(tx, code);
    permit(may.giveBack(tx.actor));
    if (report.state !== "ready") throw new WrongState("Only a report that waits for a publisher is given back.");
    await tx.db.updateTable("board_report").set({ state: "preparing", ready_by: null, ready_at: null, given_back_reason: reason }).where("id", "=", report.id).execute();
    await record(tx, "board.report-given-back", { type: "board-report", id: report.id }, { report: report.code });
  });
}
