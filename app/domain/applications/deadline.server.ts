/** When an application's time is over: by the database's clock, with what was recorded in its favour. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { Pot } from "../funds/read.server.ts";
import type { TransactionContext } from "../kernel/context.ts";
import { Closed } from "../kernel/errors.ts";
import { formatInstant } from "../kernel/time.ts";
import type { Deadline } from "./model.ts";

/** The deadline of an application as it is now. @param elapsed milliseconds since the request began to arrive */
export async function readDeadline(db: Kysely<DB>, application: { id: string; pot_id: string }, elapsed = 0): Promise<Deadline> {
  const { rows } = await sql<Deadline>`
    select clock_timestamp() - ${elapsed} * interval '1 millisecond' as now,
      closing_told(${application.pot_id}, ${application.id}) as closes_at, last_moment(${application.pot_id}, ${application.id}) as last_moment`.execute(db);
  return rows[0]!;
}

/**
 * When the request began to arrive, by the database's clock, and whether the pot was open then. Throws Closed before the
 * opening and from the last moment on: the time that we took over the request never counts against anybody, and an extension
 * for everyone or for this application, and the round's grace, count in its favour.
 */
export async function receivedInTime(tx: Pick<TransactionContext, "db" | "elapsed">, pot: Pick<Pot, "id" | "opens_at" | "contact_email">, applicationId?: string): Promise<Date> {
  const { rows } = await sql<{ received_at: Date; opened: boolean | null; in_time: boolean | null; closes_at: Date | null }>`
    with received as materialized (select clock_timestamp() - ${tx.elapsed()} * interval '1 millisecond' as at)
    select date_trunc('milliseconds', received.at) as received_at, received.at >= pot.opens_at as opened,
      received.at < last_moment(pot.id, ${applicationId ?? null}) as in_time, closing_told(pot.id, ${applicationId ?? null}) as closes_at
    from received, pot where pot.id = ${pot.id}`.execute(tx.db);
  const { received_at, opened, in_time, closes_at } = rows[0]!;
  if (!opened) throw new Closed(pot.opens_at ? `This round opens on ${formatInstant(pot.opens_at)}. You can read all the questions now` : "The dates of this round have not been announced yet");
  if (!in_time) throw new Closed(`This round closed on ${formatInstant(closes_at!)}, and this came after that. What you wrote is kept. The fund may give more time where there is a good reason: ${askWhom(pot)}`);
  return received_at;
}

/** "write to team@fund.example" */
const askWhom = ({ contact_email }: Pick<Pot, "contact_email">): string => (contact_email ? `write to ${contact_email} and say what happened` : "talk to the fund's team and say what happened");
