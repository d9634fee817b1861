/** Reminders of a deadline to those whose application is not sent: few, in good time, and none after it is sent or given up. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { record } from "../audit/change.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { formatInstant, formatUntil } from "../kernel/time.ts";
import { queueMessage } from "../messages/change.server.ts";
import { lockApplication } from "./change.server.ts";
import { writersOfUnsent } from "./extensions.server.ts";
import { may } from "./policy.ts";

/** Hours before the closing at which somebody is reminded, the nearest first. */
export const reminderHours = [6, 48, 168] as const;

/**
 * Queues the reminders that are due: for each unsent application the nearest of the three moments that has come since it was begun.
 * Run as often as one likes: each is queued once for each person and closing. Answers how many were queued.
 */
export async function remindOfDeadlines(context: Context): Promise<number> {
  return inTransaction(context, async (tx) => {
    const due = await writersOfUnsent(tx.db)
      .innerJoin("pot", "pot.id", "a.pot_id")
      .innerJoin("round", "round.id", "pot.round_id")
      .innerJoin("fund", "fund.id", "round.fund_id")
      .innerJoin("area", "area.code", "pot.area_code")
      .select(["round.title as round_title", "fund.shape", "area.name as area_name"])
      .select([sql<Date>`closing_told(a.pot_id, a.id)`.as("closes_at"), sql<Date>`now()`.as("now"), dueHours.as("hours")])
      .where(dueHours, "is not", null)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom("application_reminder_off as off").select("off.person_id").whereRef("off.application_id", "=", "a.id").whereRef("off.person_id", "=", "p.id"))))
      .execute();
    let queued = 0;
    for (const one of due) if (await remind(tx, one)) queued += 1;
    return queued;
  });
}

/** The nearest moment that has come: of the hours that now lie behind, and that had not passed when the draft was begun. Null where none has. */
const dueHours = sql<number | null>`(
  select min(h) from unnest(${[...reminderHours]}::int[]) as h
   where closing_told(a.pot_id, a.id) > now() and closing_told(a.pot_id, a.id) - h * interval '1 hour' <= now()
     and closing_told(a.pot_id, a.id) - h * interval '1 hour' > a.created_at)`;

interface Due { application_id: string; reference: string; person_id: string; name: string; email: string; round_title: string; shape: "areas" | "national"; area_name: string; closes_at: Date; now: Date; hours: number | null }

async function remind(tx: Parameters<typeof queueMessage>[0], due: Due): Promise<boolean> {
  const where = due.shape === "national" ? due.round_title : `${due.round_title}, ${due.area_name}`;
  return queueMessage(tx, {
    to_email: due.email, to_person_id: due.person_id, template: "application.reminder",
    subject: `You have not applied yet: ${where} closes ${formatUntil(due.closes_at, due.now)}`,
    body: [
      `Hello ${due.name},`, "", `Your group has begun application ${due.reference} and has not sent it. If it is not sent, you have not applied.`, "",
      `Round: ${where}`, `It closes ${formatUntil(due.closes_at, due.now)}: ${formatInstant(due.closes_at)}.`, "", "Go on here. You can also switch these reminders off there:", paths.application(due.application_id),
    ].join("\n"),
    dedupe_key: `application.reminder/${due.application_id}/${due.person_id}/${due.hours}/${due.closes_at.toISOString()}`,
  });
}

/** Whether this person is reminded of this application's deadline. */
export async function wantsReminders(db: Kysely<DB>, applicationId: string, personId: string): Promise<boolean> {
  return !(await db.selectFrom("application_reminder_off").select("at").where("application_id", "=", applicationId).where("person_id", "=", personId).executeTakeFirst());
}

/** Switches the reminders of one application on or off for oneself. */
export async function setReminders(context: Context, id: string, wanted: boolean): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.read(tx.actor, application));
    const row = { application_id: application.id, person_id: (tx.actor as PersonActor).id };
    if (wanted) await tx.db.deleteFrom("application_reminder_off").where("application_id", "=", row.application_id).where("person_id", "=", row.person_id).execute();
    else await tx.db.insertInto("application_reminder_off").values(row).onConflict((conflict) => conflict.doNothing()).execute();
    await record(tx, "application.reminders", { type: "application", id: application.id }, { wanted });
  });
}
