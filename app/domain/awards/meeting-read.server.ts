/** Questions asked about meetings. What is closed to the one who asks is left out. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { namesFor } from "../assessment/anonymity.server.ts";

/** The open meeting of a pot with how many are in the room and count towards its quorum; undefined while there is none. */
export async function findOpenMeeting(db: Kysely<DB>, potId: string) {
  return db
    .selectFrom("meeting as m")
    .select(["m.id", "m.quorum", "m.opened_at", "m.notes", "m.version"])
    .select(sql<number>`(select count(*)::int from meeting_attendance t where t.meeting_id = m.id and t.left_at is null and t.votes)`.as("present"))
    .where("m.pot_id", "=", potId)
    .where("m.closed_at", "is", null)
    .executeTakeFirst();
}

/** Everybody who was or is in the room, in the order in which they came. */
export async function listAttendance(db: Kysely<DB>, meetingId: string) {
  return db.selectFrom("meeting_attendance").select(["id", "person_id", "name", "role", "votes", "arrived_at", "left_at"]).where("meeting_id", "=", meetingId).orderBy("arrived_at").orderBy("name").execute();
}

/** Who left the room for which application, but for what is closed to the viewer. */
export async function listLeaves(db: Kysely<DB>, meetingId: string, viewerId: string) {
  const rows = await db
    .selectFrom("meeting_leave as l")
    .innerJoin("person", "person.id", "l.person_id")
    .innerJoin("application as a", "a.id", "l.application_id")
    .innerJoin("organisation as o", "o.id", "a.organisation_id")
    .select(["l.id", "l.person_id", "l.left_at", "l.returned_at", "person.name as person_name", "o.name as organisation_name", "a.title", "a.reference", "l.application_id"])
    .where("l.meeting_id", "=", meetingId)
    .where(sql<boolean>`not conflicted(l.application_id, ${viewerId}::uuid)`)
    .orderBy("l.left_at")
    .execute();
  return namesFor(db, viewerId, rows);
}
