/** What the demonstration's mail page shows. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { isId } from "../kernel/ids.server.ts";
import { NotFound } from "../kernel/errors.ts";

/** Newest first; `to` narrows to one address. */
export async function listMessages(db: Kysely<DB>, { to = "", page = 1, size = 50 }: { to?: string; page?: number; size?: number }) {
  const matching = db.selectFrom("message").$if(to !== "", (query) => query.where("to_email", "=", to.trim().toLowerCase()));
  const { total } = await matching.select((eb) => eb.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const messages = await matching
    .select(["id", "to_email", "subject", "created_at", "sent_at"])
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(size)
    .offset((page - 1) * size)
    .execute();
  return { messages, total };
}

/** @throws NotFound */
export async function getMessage(db: Kysely<DB>, id: string) {
  if (!isId(id)) throw new NotFound();
  return db
    .selectFrom("message")
    .select(["id", "to_email", "subject", "body", "created_at", "sent_at"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow(() => new NotFound());
}
