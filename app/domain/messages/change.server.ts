/** The outbox: a message is a row and a job in the transaction that causes it, so mail leaves after the commit or not at all. */
import { enqueue } from "../jobs/change.server.ts";
import type { TransactionContext } from "../kernel/context.ts";
import { newId } from "../kernel/ids.server.ts";
import { isMailbox, type NewMessage, oneLine } from "./model.ts";

/**
 * Queues one message. A message whose key is already there is not queued again; answers whether this one is new.
 * @throws Error when `to_email` is anything but one plain mailbox (a line end in it would write headers)
 */
export async function queueMessage(tx: Pick<TransactionContext, "db">, message: NewMessage): Promise<boolean> {
  if (!isMailbox(message.to_email)) throw new Error("A message is addressed to one mailbox");
  const id = newId();
  const written = await tx.db
    .insertInto("message")
    .values({ ...message, id, to_person_id: message.to_person_id ?? null, subject: oneLine(message.subject), body: message.body.replace(/\r\n?/g, "\n") })
    .onConflict((conflict) => conflict.column("dedupe_key").doNothing())
    .executeTakeFirst();
  if (written.numInsertedOrUpdatedRows !== 1n) return false;
  await enqueue(tx, "send-message", { message_id: id });
  return true;
}
