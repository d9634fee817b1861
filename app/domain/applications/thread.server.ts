/** One thread of messages for each application, between the group and the staff of its fund, who answer as one. Assessors never read it. */
import { sql, type Kysely } from "kysely";
import { z } from "zod";
import type { DB } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { record } from "../audit/change.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import { lockApplication } from "./change.server.ts";
import { may, type FundSide } from "./policy.ts";

export type Side = "group" | "fund";

export const threadSchema = z.object({ text: z.string().trim().min(1, "Write your message").max(10_000, "This is longer than 10,000 characters: send it as two messages") });

/** The place that an application is made to and whether it is closed to this person: what decides who of a fund's staff may write about it. */
export async function fundSideOf(db: Kysely<DB>, application: { id: string; pot_id: string }, personId: string): Promise<FundSide> {
  const { rows } = await sql<FundSide>`
    select round.fund_id, pot.area_code, a.received_at is not null as received, conflicted(a.id, ${personId}::uuid) as closed
      from application a join pot on pot.id = a.pot_id join round on round.id = pot.round_id where a.id = ${application.id}`.execute(db);
  return rows[0]!;
}

/** The messages of an application, oldest first, with who wrote them. The caller has shown that the actor may read them. */
export async function listThread(db: Kysely<DB>, applicationId: string) {
  return db
    .selectFrom("application_message as m")
    .innerJoin("person", "person.id", "m.person_id")
    .select(["m.id", "m.side", "m.text", "m.at", "person.name"])
    .where("m.application_id", "=", applicationId)
    .orderBy("m.at")
    .orderBy("m.id")
    .execute();
}

/** How many messages of the other side nobody of this side has seen. */
export async function countUnread(db: Kysely<DB>, applicationId: string, side: Side): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from application_message m
     where m.application_id = ${applicationId} and m.side <> ${side}
       and m.at > coalesce((select r.read_until from application_message_read r where r.application_id = m.application_id and r.side = ${side}), '-infinity')`.execute(db);
  return rows[0]!.count;
}

/** Says something to the other side, and tells it by e-mail that there is something to read: never what. Throws NotFound, NotAllowed. */
export async function say(context: Context, applicationId: string, side: Side, { text }: z.output<typeof threadSchema>): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, applicationId);
    const person = await permitSide(tx, application, side);
    const id = newId();
    await tx.db.insertInto("application_message").values({ id, application_id: application.id, side, person_id: person.id, text, at: sql<Date>`clock_timestamp()` }).execute();
    await readUntilNow(tx, application.id, side);
    await (side === "fund" ? tellGroup(tx, application, id) : tellFund(tx, application, id));
    await record(tx, "application.message-sent", { type: "application", id: application.id }, { message_id: id, side });
  });
}

/** This side has seen what there is. */
export async function markRead(context: Context, applicationId: string, side: Side): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, applicationId);
    await permitSide(tx, application, side);
    await readUntilNow(tx, application.id, side);
  });
}

async function permitSide(tx: TransactionContext, application: { id: string; pot_id: string; organisation_id: string }, side: Side): Promise<PersonActor> {
  const person = tx.actor as PersonActor;
  permit(side === "group" ? may.writeToFund(person, application) : may.writeToGroup(person, await fundSideOf(tx.db, application, person.id)));
  return person;
}

const readUntilNow = async ({ db }: TransactionContext, application_id: string, side: Side): Promise<void> => {
  const read_until = sql<Date>`clock_timestamp()`;
  await db.insertInto("application_message_read").values({ application_id, side, read_until }).onConflict((conflict) => conflict.columns(["application_id", "side"]).doUpdateSet({ read_until })).execute();
};

interface Told {
  id: string;
  reference: string;
  organisation_id: string;
  pot_id: string;
}
async function tellGroup(tx: TransactionContext, application: Told, key: string): Promise<void> {
  for (const person of await listGroupWriters(tx.db, application.organisation_id))
    await queueMessage(tx, {
      to_email: person.email, to_person_id: person.id, template: "application.message",
      subject: `A message about your application ${application.reference}`,
      body: [`Hello ${person.name},`, "", `The fund's team wrote to you about application ${application.reference}. Read it and answer here:`, paths.applicationMessages(application.id)].join("\n"),
      dedupe_key: `application.message/${key}/${person.id}`,
    });
}

/** A group's owners and editors with a confirmed address. */
export const listGroupWriters = (db: Kysely<DB>, organisationId: string) =>
  db
    .selectFrom("role_held as held")
    .innerJoin("person as p", "p.id", "held.person_id")
    .select(["p.id", "p.name", "p.email"])
    .distinct()
    .where("held.organisation_id", "=", organisationId)
    .where("held.role", "in", ["owner", "editor"])
    .where("held.ended_at", "is", null)
    .where("p.disabled_at", "is", null)
    .where("p.email_confirmed_at", "is not", null)
    .execute();

/** The administrators of the pot to whom the application is not closed. */
async function tellFund(tx: TransactionContext, application: Told, key: string): Promise<void> {
  const { rows } = await sql<{ id: string; name: string; email: string }>`
    select distinct p.id, p.name, p.email
      from pot join round on round.id = pot.round_id
      join role_held held on held.fund_id = round.fund_id and held.area_code = pot.area_code and held.role = 'administrator' and held.ended_at is null
      join person p on p.id = held.person_id and p.disabled_at is null
     where pot.id = ${application.pot_id} and not conflicted(${application.id}, p.id)`.execute(tx.db);
  for (const person of rows)
    await queueMessage(tx, {
      to_email: person.email, to_person_id: person.id, template: "application.message",
      subject: `A message about application ${application.reference}`,
      body: [`Hello ${person.name},`, "", `The group wrote to you about application ${application.reference}. Read it and answer here:`, paths.manageMessages(application.id)].join("\n"),
      dedupe_key: `application.message/${key}/${person.id}`,
    });
}
