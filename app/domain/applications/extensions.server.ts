/** More time for one applicant or for all: recorded by the fund's administrator, never shorter than what was told, never taken back. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { lockPot } from "../funds/change.server.ts";
import { enqueue } from "../jobs/change.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { formatInstant } from "../kernel/time.ts";
import { queueMessage } from "../messages/change.server.ts";
import { extensionKinds, type ExtensionInput } from "./extensions.ts";
import { may } from "./policy.ts";

/** What was recorded for a pot, newest first, with the reference of the application it was for. */
export async function listExtensions(db: Kysely<DB>, potId: string) {
  return db
    .selectFrom("deadline_extension as e")
    .innerJoin("person", "person.id", "e.recorded_by")
    .leftJoin("application as a", "a.id", "e.application_id")
    .select(["e.id", "e.until", "e.reason", "e.kind", "e.recorded_at", "person.name as recorded_by_name", "a.reference"])
    .where("e.pot_id", "=", potId)
    .orderBy("e.recorded_at", "desc")
    .orderBy("e.id", "desc")
    .execute();
}

/** Why this application has more time than the round gives: the newest record of those that reach furthest. */
export async function findExtension(db: Kysely<DB>, application: { id: string; pot_id: string }) {
  return db
    .selectFrom("deadline_extension as e")
    .select(["e.kind", "e.until"])
    .where("e.pot_id", "=", application.pot_id)
    .where((eb) => eb.or([eb("e.application_id", "is", null), eb("e.application_id", "=", application.id)]))
    .orderBy("e.until", "desc")
    .orderBy("e.recorded_at", "desc")
    .limit(1)
    .executeTakeFirst();
}

/**
 * Records more time, which counts from this moment on, and lets those who are writing know. Throws Invalid where it is not later than
 * the closing that was told or the reference is of no unsent application to this pot, WrongState where the pot has no closing.
 */
export async function extendDeadline(context: Context, potId: string, input: ExtensionInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.extend(tx.actor, pot));
    if (!pot.closes_at) throw new WrongState("This round has no closing time yet. Set it before you give more time");
    const one = input.whom === "all" ? undefined : await tx.db.selectFrom("application").select(["id", "status"]).where("pot_id", "=", pot.id).where("reference", "=", input.reference).executeTakeFirst();
    if (input.whom === "one" && !one) throw new Invalid({ reference: "There is no application with this reference in this round" });
    if (one?.status === "withdrawn") throw new Invalid({ reference: "This application was given up" });
    const { now, told } = (await sql<{ now: Date; told: Date }>`select clock_timestamp() as now, closing_told(${pot.id}, ${one?.id ?? null}) as told`.execute(tx.db)).rows[0]!;
    if (input.until <= told) throw new Invalid({ until_on: `${one ? "This applicant" : "Everyone"} has until ${formatInstant(told)} already. It can be later than that, never earlier` });
    if (input.until <= now) throw new Invalid({ until_on: "This time has passed. Choose one that is still to come" });
    const id = newId();
    await tx.db
      .insertInto("deadline_extension")
      .values({ id, pot_id: pot.id, application_id: one?.id ?? null, until: input.until, reason: input.reason, kind: input.kind, recorded_by: (tx.actor as PersonActor).id, recorded_at: sql<Date>`clock_timestamp()` })
      .execute()
      .catch((error: unknown) => {
        if (refusedConstraint(error) === "deadline_extension_is_later") throw new Invalid({ until_on: "Meanwhile more time than that was given" });
        throw error;
      });
    await enqueue(tx, "tell-of-extension", { extension_id: id });
    const detail = { extension_id: id, until: input.until.toISOString(), kind: input.kind };
    if (one) return record(tx, "application.deadline-extended", { type: "application", id: one.id }, detail);
    await tx.db.updateTable("pot").set({ version: pot.version + 1 }).where("id", "=", pot.id).execute();
    await publicPagesChanged(tx);
    await record(tx, "pot.deadline-extended", { type: "pot", id: pot.id }, detail);
  });
}

/** Writes to the owners and editors of every unsent application that has more time by this record. A second run writes to nobody twice. */
export async function tellOfExtension(context: Context, extensionId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const extension = await tx.db.selectFrom("deadline_extension").select(["id", "pot_id", "application_id", "until", "kind"]).where("id", "=", extensionId).executeTakeFirst();
    if (!extension) return;
    const writers = await writersOfUnsent(tx.db)
      .where("a.pot_id", "=", extension.pot_id)
      .$if(extension.application_id !== null, (query) => query.where("a.id", "=", extension.application_id!))
      .execute();
    for (const writer of writers)
      await queueMessage(tx, {
        to_email: writer.email, to_person_id: writer.person_id, template: "application.more-time",
        subject: `More time for application ${writer.reference}`,
        body: [
          `Hello ${writer.name},`, "", `${extensionKinds[extension.kind].applicant} You can send application ${writer.reference} until ${formatInstant(extension.until)}.`, "",
          "You have not applied yet. Go on here:", paths.application(writer.application_id),
        ].join("\n"),
        dedupe_key: `application.more-time/${extension.id}/${writer.application_id}/${writer.person_id}`,
      });
  });
}

/** Who writes the applications that were not sent yet: owners and editors with a confirmed address, each once for each application. */
export const writersOfUnsent = (db: Kysely<DB>) =>
  db
    .selectFrom("application as a")
    .innerJoin("role_held as held", (join) => join.onRef("held.organisation_id", "=", "a.organisation_id").on("held.ended_at", "is", null).on("held.role", "in", ["owner", "editor"]))
    .innerJoin("person as p", "p.id", "held.person_id")
    .select(["a.id as application_id", "a.reference", "p.id as person_id", "p.name", "p.email"])
    .distinct()
    .where("a.status", "=", "draft")
    // What came on paper was in time when it came: no deadline hangs over it.
    .where("a.entered_by", "is", null)
    .where("p.disabled_at", "is", null)
    .where("p.email_confirmed_at", "is not", null);
