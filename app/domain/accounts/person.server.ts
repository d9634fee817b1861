/** The small steps that several verbs of this room take with a person. */
import type { Context, TransactionContext } from "../kernel/context.ts";
import { NotFound } from "../kernel/errors.ts";
import type { PersonActor } from "../kernel/actor.ts";
import { newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import type { NewMessage } from "../messages/model.ts";

/** A person as the subject of an audit event. */
export const person = (id: string) => ({ type: "person", id });

/** Queues a letter to a person. Each is a message of its own. */
export async function write(tx: TransactionContext, to: { id: string; email: string }, letter: Pick<NewMessage, "template" | "subject" | "body">): Promise<void> {
  await queueMessage(tx, { ...letter, to_email: to.email, to_person_id: to.id, dedupe_key: `${letter.template}:${newId()}` });
}

/** Marks a person's address as theirs, where it is not yet. Answers whether it is news. */
export async function confirmAddress({ db, now }: TransactionContext, personId: string): Promise<boolean> {
  const { numUpdatedRows } = await db.updateTable("person").set({ email_confirmed_at: now }).where("id", "=", personId).where("email_confirmed_at", "is", null).executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Confirms an address by its mailbox alone. Where it was not confirmed before, somebody else may have registered it: their password,
 * second factor, passkeys and sessions go. Answers whether that was so.
 */
export async function claimAddress(tx: TransactionContext, personId: string): Promise<boolean> {
  if (!(await confirmAddress(tx, personId))) return false;
  for (const table of ["person_password", "second_factor", "recovery_code", "passkey", "session"] as const) await tx.db.deleteFrom(table).where("person_id", "=", personId).execute();
  return true;
}

/** The person acting. @throws NotFound when nobody is signed in */
export function myself({ actor }: Context): PersonActor {
  if (actor.kind !== "person") throw new NotFound();
  return actor;
}
