/** Offers that nobody answered in their time: a reminder before, and their end, by a job that may run as often as it likes. */
import { sql } from "kysely";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { addDays } from "../kernel/time.ts";
import { addToCounts } from "./counts.server.ts";
import { addEvent, giveBack, lockAward, londonToday, writeToGroup } from "./ledger.server.ts";
import { lapsedLetter, offerEndsSoonLetter } from "./letters.ts";
import { afterMove } from "./model.ts";
import { letterFacts } from "./offer.server.ts";

/** Days before its end on which a group is reminded of an offer. */
export const remindDaysBefore = 7;

/** Open offers that end before a day in London, the earliest first. */
async function openUntil(context: Context, before: "today" | "soon"): Promise<string[]> {
  const days = before === "today" ? 0 : remindDaysBefore + 1;
  const { rows } = await sql<{ id: string }>`
    select id from award
     where status = 'released' and accept_by < ((clock_timestamp() - ${context.elapsed()} * interval '1 millisecond') at time zone 'Europe/London')::date + ${days}::int
     order by accept_by, id limit 500`.execute(context.db);
  return rows.map(({ id }) => id);
}

/**
 * Ends every offer whose last day has passed in London, by the database's clock: each in a transaction of its own. It leaves the register and the
 * counts, its money is free for others, the group is told. Nobody on the reserve list is moved up by this: a person does that.
 * @returns how many ended now; running again ends none twice
 */
export async function lapseOffers(context: Context): Promise<number> {
  return eachAlone(await openUntil(context, "today"), async (id) => ((await lapse(context, id)) ? 1 : 0));
}

/** Does the same for each and goes on where one fails, so that one broken offer never holds up all that come after it. Throws what failed once all were tried. @returns the sum */
async function eachAlone(ids: readonly string[], work: (id: string) => Promise<number>): Promise<number> {
  let sum = 0;
  const failed: unknown[] = [];
  for (const id of ids) {
    try {
      sum += await work(id);
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} of ${ids.length} offers could not be dealt with`);
  return sum;
}

async function lapse(context: Context, awardId: string): Promise<boolean> {
  return inTransaction(context, async (tx) => {
    const { award, pot } = await lockAward(tx, awardId);
    const { today, at } = await londonToday(tx);
    // Accepted, declined or given more time while this waited for the lock.
    if (award.status !== "released" || !award.accept_by || today <= award.accept_by) return false;
    const status = afterMove(award.status, "decline");
    await addToCounts(tx.db, [award.id], -1);
    await tx.db.updateTable("award").set({ status, lapsed_at: at, counted: false, version: award.version + 1 }).where("id", "=", award.id).execute();
    await giveBack(tx, award);
    await addEvent(tx, award, "not-taken-up", { change_pence: -award.amount_pence });
    await writeToGroup(tx, award.organisation_id, "award.lapsed", `award-lapsed:${award.id}`, lapsedLetter({ ...(await letterFacts(tx, award, pot)), amount_pence: award.amount_pence, accept_by: award.accept_by }));
    await publicPagesChanged(tx);
    await record(tx, "award.lapsed", { type: "award", id: award.id }, { change_pence: -award.amount_pence, accept_by: award.accept_by });
    return true;
  });
}

/**
 * Reminds each group once of an offer that ends within a week.
 * @returns how many messages were queued now
 */
export async function remindOfOffers(context: Context): Promise<number> {
  return eachAlone(await openUntil(context, "soon"), (id) => remind(context, id));
}

async function remind(context: Context, awardId: string): Promise<number> {
  return inTransaction(context, async (tx) => {
    const { award, pot } = await lockAward(tx, awardId);
    const { today } = await londonToday(tx);
    if (award.status !== "released" || !award.accept_by || today > award.accept_by || addDays(today, remindDaysBefore) < award.accept_by) return 0;
    const dedupe = `offer-reminder:${award.id}:${award.accept_by}`;
    const told = await tx.db.selectFrom("message").select("id").where("dedupe_key", "like", `${dedupe}:%`).limit(1).executeTakeFirst();
    if (told) return 0;
    return writeToGroup(tx, award.organisation_id, "award.offer-ends-soon", dedupe, offerEndsSoonLetter({ ...(await letterFacts(tx, award, pot)), amount_pence: award.amount_pence, accept_by: award.accept_by }));
  });
}
