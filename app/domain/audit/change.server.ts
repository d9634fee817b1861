/**
 * The audit: one hash chain a subject, a sealed head for each chain, and the heads chained in order of first appearance.
 * Record last in a transaction: after the register is locked nothing else may be waited for, or two writers could wait for each other.
 */
import type { Transaction } from "kysely";
import { sql } from "kysely";
import type { DB, JsonValue } from "#db/types.ts";
import type { TransactionContext } from "../kernel/context.ts";
import { newId } from "../kernel/ids.server.ts";
import { eventHash, firstHash, headSeal, registerHash, registerSeal } from "./chain.server.ts";

export interface Subject {
  type: string;
  id: string;
}

/**
 * Appends one event to the subject's chain, in the caller's transaction.
 * @param action past tense with the noun first: "application.submitted"
 * @param detail ids, codes, field names, pence and keyed hashes; never a person's words
 */
export async function record(context: TransactionContext, action: string, subject: Subject, detail: Record<string, JsonValue> = {}): Promise<void> {
  const { db, actor, secret } = context;
  const head = (await lockHead(db, subject)) ?? (await startChain(context, subject));
  const sequence = head.count + 1;
  const event = {
    subject_type: subject.type,
    subject_id: subject.id,
    sequence,
    at: head.at,
    actor_kind: actor.kind,
    actor_id: actor.kind === "person" ? actor.id : null,
    action,
    detail,
  };
  const hash = eventHash(head.last_hash, event);
  const seal = headSeal(secret, { ...subject, count: sequence, last_hash: hash });
  // One statement: every change of anything ends with this, so a round trip here is one everywhere.
  await sql`
    with event as (
      insert into audit_event (id, subject_type, subject_id, sequence, at, actor_kind, actor_id, action, detail, previous_hash, hash)
      values (${newId()}, ${subject.type}, ${subject.id}, ${sequence}, ${event.at}, ${event.actor_kind}, ${event.actor_id}, ${action}, ${JSON.stringify(detail)}, ${head.last_hash}, ${hash}))
    update audit_head set count = ${sequence}, last_hash = ${hash}, seal = ${seal} where subject_type = ${subject.type} and subject_id = ${subject.id}`.execute(db);
}

interface Head {
  count: number;
  last_hash: string;
  /** The clock once the head is locked: events of one subject never run backwards. Whole milliseconds, as they are hashed. */
  at: Date;
}

async function lockHead(db: Transaction<DB>, { type, id }: Subject): Promise<Head | undefined> {
  const { rows } = await sql<Head>`
    select count, last_hash, date_trunc('milliseconds', clock_timestamp()) as at from audit_head where subject_type = ${type} and subject_id = ${id} for update`.execute(db);
  return rows[0];
}

/** Enters the subject in the register. `count` 0 is not a legal row, so the head is written with what its first event will make of it. */
async function startChain({ db, secret }: TransactionContext, subject: Subject): Promise<Head> {
  await db
    .insertInto("audit_register")
    .values({ count: 0, last_hash: firstHash, seal: registerSeal(secret, 0, firstHash) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const register = await db.selectFrom("audit_register").select(["count", "last_hash", sql<Date>`date_trunc('milliseconds', clock_timestamp())`.as("at")]).forUpdate().executeTakeFirstOrThrow();
  const meanwhile = await lockHead(db, subject);
  if (meanwhile) return meanwhile;
  const register_sequence = register.count + 1;
  const register_hash = registerHash(register.last_hash, register_sequence, subject);
  await db
    .insertInto("audit_head")
    .values({
      subject_type: subject.type,
      subject_id: subject.id,
      register_sequence,
      count: 1,
      last_hash: firstHash,
      register_previous: register.last_hash,
      register_hash,
      seal: "",
    })
    .execute();
  await db
    .updateTable("audit_register")
    .set({ count: register_sequence, last_hash: register_hash, seal: registerSeal(secret, register_sequence, register_hash) })
    .execute();
  return { count: 0, last_hash: firstHash, at: register.at };
}

/** Says that something a public page shows has changed: cached pages become stale when the transaction commits. Call it just before `record`. */
export async function publicPagesChanged({ db }: TransactionContext): Promise<void> {
  await db.updateTable("public_version").set((eb) => ({ version: eb("version", "+", 1) })).execute();
}
