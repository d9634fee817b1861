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
  const { rows } = await sql<{ at: Date }>`select date_trunc('milliseconds', clock_timestamp()) as at`.execute(db);
  const event = {
    subject_type: subject.type,
    subject_id: subject.id,
    sequence,
    at: rows[0]!.at,
    actor_kind: actor.kind,
    actor_id: actor.kind === "person" ? actor.id : null,
    action,
    detail,
  };
  const hash = eventHash(head.last_hash, event);
  await db
    .insertInto("audit_event")
    .values({ ...event, id: newId(), detail: JSON.stringify(detail), previous_hash: head.last_hash, hash })
    .execute();
  await db
    .updateTable("audit_head")
    .set({ count: sequence, last_hash: hash, seal: headSeal(secret, { ...subject, count: sequence, last_hash: hash }) })
    .where("subject_type", "=", subject.type)
    .where("subject_id", "=", subject.id)
    .execute();
}

const lockHead = (db: Transaction<DB>, subject: Subject) =>
  db
    .selectFrom("audit_head")
    .select(["count", "last_hash"])
    .where("subject_type", "=", subject.type)
    .where("subject_id", "=", subject.id)
    .forUpdate()
    .executeTakeFirst();

/** Enters the subject in the register. `count` 0 is not a legal row, so the head is written with what its first event will make of it. */
async function startChain({ db, secret }: TransactionContext, subject: Subject): Promise<{ count: number; last_hash: string }> {
  await db
    .insertInto("audit_register")
    .values({ count: 0, last_hash: firstHash, seal: registerSeal(secret, 0, firstHash) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const register = await db.selectFrom("audit_register").select(["count", "last_hash"]).forUpdate().executeTakeFirstOrThrow();
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
  return { count: 0, last_hash: firstHash };
}

/** Says that something a public page shows has changed: cached pages become stale when the transaction commits. Call it just before `record`. */
export async function publicPagesChanged({ db }: TransactionContext): Promise<void> {
  await db.updateTable("public_version").set((eb) => ({ version: eb("version", "+", 1) })).execute();
}
