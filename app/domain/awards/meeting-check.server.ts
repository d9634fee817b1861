/** What a decision asks of the meeting: that it is open, and that enough people are in the room for this application. */
import { sql } from "kysely";
import type { TransactionContext } from "../kernel/context.ts";
import { WrongState } from "../kernel/errors.ts";

/**
 * Refuses a decision outside of an open meeting, in a pot that has meetings, and one without a quorum: who left the room for this application
 * or has an interest in it counts for nothing here. The pot is locked: whoever closes the
 * meeting waits. A pot that is decided without meetings is left alone.
 * @throws WrongState with what is missing
 */
export async function requireMeeting({ db }: TransactionContext, potId: string, applicationId: string): Promise<void> {
  const { rows } = await sql<{ meetings: number; id: string | null; quorum: number | null; present: number; out: number }>`
    select (select count(*) from meeting where pot_id = ${potId}) as meetings, m.id, m.quorum,
           (select count(*) from meeting_attendance t where t.meeting_id = m.id and t.left_at is null and t.votes) as present,
           (select count(*) from meeting_attendance t where t.meeting_id = m.id and t.left_at is null and t.votes and conflicted(${applicationId}::uuid, t.person_id)) as out
      from (select 1) one left join meeting m on m.pot_id = ${potId} and m.closed_at is null`.execute(db);
  const { meetings, id, quorum, present, out } = rows[0]!;
  if (Number(meetings) === 0) return;
  if (id === null) throw new WrongState("The meeting on this round is closed, so nothing is decided now. Open a meeting first");
  const there = Number(present) - Number(out);
  if (there < quorum!) throw new WrongState(`${there} of the ${quorum} people that a decision needs are in the room for this application`);
}
