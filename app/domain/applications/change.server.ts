/** The only code that writes applications: moving one between its states, withdrawing it. Starting, saving and sending have files of their own. */
import { sql } from "kysely";
import { record } from "../audit/change.server.ts";
import { getPot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { NotFound, WrongState } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { receivedInTime } from "./deadline.server.ts";
import { next, type ApplicationEvent } from "./model.ts";
import { may } from "./policy.ts";

/**
 * The application, locked until the transaction ends. Rows that only refer to it, such as a letter, are written meanwhile: whoever holds its
 * pot would else wait for one who waits for the pot. Throws NotFound.
 */
export async function lockApplication({ db }: Pick<TransactionContext, "db">, id: string) {
  const application = isId(id) ? await db.selectFrom("application").selectAll().where("id", "=", id).forNoKeyUpdate().executeTakeFirst() : undefined;
  if (!application) throw new NotFound();
  return application;
}
export type Application = Awaited<ReturnType<typeof lockApplication>>;

/**
 * Moves a locked application along one of its legal moves. Throws WrongState, also where the fund would begin with a copy that its group
 * has opened again and still has time to send anew. The caller records it.
 */
export async function moveApplication(tx: Pick<TransactionContext, "db">, application: Pick<Application, "id" | "status">, event: Exclude<ApplicationEvent, "submit">): Promise<void> {
  const status = next(application.status, event);
  const moved = await tx.db
    .updateTable("application")
    .set((eb) => ({ status, version: eb("version", "+", 1) }))
    .where("id", "=", application.id)
    .$if(event !== "withdraw", (query) => query.where(sql<boolean>`(reopened_at is null or last_moment(pot_id, id) <= clock_timestamp())`))
    .executeTakeFirst();
  if (moved.numUpdatedRows !== 1n) throw new WrongState("The group has opened this application again and can change it until the round closes. Wait until then");
}

/**
 * Opens a sent application again before its deadline. What was sent stays as it is and goes on counting until something is sent anew.
 * Throws Closed from the deadline on, WrongState where the fund has begun with it. Opened already: nothing happens.
 */
export async function reopen(context: Context, id: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.reopen(tx.actor, application));
    if (application.status !== "submitted") throw new WrongState(application.status === "draft" ? "This application has not been sent yet" : "This application can't be changed here any more");
    if (application.reopened_at) return;
    await receivedInTime(tx, await getPot(tx.db, application.pot_id), application.id);
    await tx.db.updateTable("application").set((eb) => ({ reopened_at: sql<Date>`clock_timestamp()`, version: eb("version", "+", 1) })).where("id", "=", application.id).execute();
    await record(tx, "application.reopened", { type: "application", id: application.id });
  });
}

/** Gives the reopening up: what was sent stands. What was written since stays in the draft's answers and their history. */
export async function leaveAsSent(context: Context, id: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.reopen(tx.actor, application));
    if (!application.reopened_at) return;
    await tx.db.updateTable("application").set((eb) => ({ reopened_at: null, version: eb("version", "+", 1) })).where("id", "=", application.id).execute();
    await record(tx, "application.left-as-sent", { type: "application", id: application.id });
  });
}

/** Takes an application back: a draft or one that waits for its decision. What was written stays readable to the group. Throws WrongState. */
export async function withdraw(context: Context, id: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.withdraw(tx.actor, application));
    // Decided and not released: the refusal must not tell that there is a decision.
    if (application.status === "decided") throw new WrongState("This application is being considered, and can't be taken back here any more. Write to the fund's team");
    await moveApplication(tx, application, "withdraw");
    await record(tx, "application.withdrawn", { type: "application", id: application.id }, { from: application.status });
  });
}
