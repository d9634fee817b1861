/** What the audit page shows: events by subject or actor, newest first. They hold ids, codes and pence, never a person's words. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";

export interface EventsSought {
  subject_type?: string;
  subject_id?: string;
  actor_id?: string;
  page?: number;
  size?: number;
}

/** One page of events and whether there are older ones. Counting them all would cost more than anyone asks. */
export async function listEvents(db: Kysely<DB>, { subject_type, subject_id, actor_id, page = 1, size = 50 }: EventsSought) {
  const found = await db
    .selectFrom("audit_event")
    .select(["id", "at", "subject_type", "subject_id", "sequence", "actor_kind", "actor_id", "action", "detail"])
    .$if(Boolean(subject_type), (query) => query.where("subject_type", "=", subject_type!))
    .$if(Boolean(subject_id), (query) => query.where("subject_id", "=", subject_id!))
    .$if(Boolean(actor_id), (query) => query.where("actor_id", "=", actor_id!))
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(size + 1)
    .offset((page - 1) * size)
    .execute();
  return { events: found.slice(0, size), older: found.length > size };
}
