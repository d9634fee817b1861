/** Release: the moment at which decisions become known, all of a pot together, each with its letter. */
import { sql } from "kysely";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { boardChanged } from "../funds/board-version.server.ts";
import { lockPot } from "../funds/change.server.ts";
import type { Pot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, NotFound, WrongState } from "../kernel/errors.ts";
import { addDays } from "../kernel/time.ts";
import { queueMessage } from "../messages/change.server.ts";
import { addToCounts } from "./counts.server.ts";
import { addEvent, listRecipients, londonToday } from "./ledger.server.ts";
import { letterFor, listWaiting, type Waiting } from "./letter-facts.server.ts";
import { whatBlocks } from "./letter-model.ts";
import { closedApplications, countLetters, countWaiting, waitingDigest } from "./letters-read.server.ts";
import { lookThroughAgain } from "./letters.server.ts";
import { daysToAccept, sum } from "./model.ts";
import { may } from "./policy.ts";

/** What was released, as far as it is open to the one who released: the difference to all would tell of what is closed to them. */
export interface Released {
  decisions: number;
  awards: number;
  messages: number;
}

/**
 * Releases every waiting decision of the pot in one transaction: the register and the counts hold its awards from then on, and each
 * group gets its letter. Pressing twice releases once; the second answer is all zeros.
 * @param seen the digest of what the page showed (`waitingDigest`). Where anything of it has changed, nothing is released
 * @throws Conflict when a decision was made, confirmed or taken back, or a letter written in or marked, since the page was opened
 * @throws WrongState with what stands in the way: a letter that is missing, holds what it may not or was not read; a decision that waits for a second person
 */
export async function release(context: Context, potId: string, seen?: string): Promise<Released> {
  // In a transaction of its own, so that what is found now is there to read when the release is refused for it.
  await inTransaction(context, async (tx) => lookThroughAgain(tx, await lockForRelease(tx, potId)));
  return inTransaction(context, async (tx) => {
    const pot = await lockForRelease(tx, potId);
    if (tx.actor.kind !== "person") throw new NotFound();
    const waiting = await listWaiting(tx.db, pot.id);
    if (waiting.length === 0) return { decisions: 0, awards: 0, messages: 0 };
    if (seen !== undefined && seen !== (await waitingDigest(tx.db, pot.id)))
      throw new Conflict("A decision or a letter changed since you opened this page. Nothing has been released: look at it again");
    await refuseUnready(tx, pot, tx.actor.id);
    const { today, at } = await londonToday(tx);
    await writeDown(tx, pot, waiting, { today, at });
    await tx.db.updateTable("decision").set({ released_at: at, released_by: tx.actor.id }).where("id", "in", waiting.map((one) => one.decision_id)).execute();
    const awardIds = waiting.flatMap((one) => (one.award_id ? [one.award_id] : []));
    const awards = awardIds.length === 0 ? [] : await tx.db
      .updateTable("award")
      .set((eb) => ({ status: "released" as const, released_at: at, accept_by: addDays(today, daysToAccept), counted: true, version: eb("version", "+", 1) }))
      .where("id", "in", awardIds)
      .returning(["id", "awarded_on", "synthetic"])
      .execute();
    for (const award of awards) await addEvent(tx, award, "released");
    await addToCounts(tx.db, awardIds, 1);
    const sent = await sendLetters(tx, pot, waiting, today);
    const messages = sum([...sent.values()]);
    await publicPagesChanged(tx);
    await boardChanged(tx, pot.id);
    for (const one of waiting) await record(tx, "application.decision-released", { type: "application", id: one.application_id }, { decision_id: one.decision_id, outcome: one.outcome });
    for (const award of awards) await record(tx, "award.released", { type: "award", id: award.id });
    await record(tx, "pot.decisions-released", { type: "pot", id: pot.id }, { decisions: waiting.length, awards: awards.length, messages });
    const closed = await closedApplications(tx.db, pot.id, tx.actor.id);
    const open = waiting.filter(({ application_id }) => !closed.has(application_id));
    return { decisions: open.length, awards: open.filter(({ award_id }) => award_id).length, messages: sum(open.map(({ decision_id }) => sent.get(decision_id) ?? 0)) };
  });
}

async function lockForRelease(tx: TransactionContext, potId: string): Promise<Pot> {
  const pot = await lockPot(tx, potId);
  permit(may.release(tx.actor, pot));
  return pot;
}

/** Says what stands in the way, and of what is closed to the person only that somebody else has to look. */
async function refuseUnready(tx: TransactionContext, pot: Pot, viewerId: string): Promise<void> {
  const blocksFor = async (viewer: string | null) => whatBlocks({ ...(await countLetters(tx.db, pot.id, viewer)), ...(await countWaiting(tx.db, pot.id, viewer)) });
  if ((await blocksFor(null)).length === 0) return;
  const blocks = await blocksFor(viewerId);
  throw new WrongState(`Nothing has been released. ${blocks.length > 0 ? blocks.join(". ") : "Something that is closed to you is not ready: a colleague without an interest looks at it"}`);
}

const atOnce = 200;
/** Keeps each letter as it is sent. From then on the database lets nobody change it, and lets the decision be released. */
async function writeDown(tx: TransactionContext, pot: Pot, waiting: readonly Waiting[], { today, at }: { today: string; at: Date }): Promise<void> {
  for (let from = 0; from < waiting.length; from += atOnce) {
    const sent = waiting.slice(from, from + atOnce).map((one) => ({ id: one.letter_id, ...letterFor(one, pot, today) }));
    await sql`
      update letter set sent_at = ${at}::timestamptz, sent_subject = sent.subject, sent_body = sent.body
        from jsonb_to_recordset(${JSON.stringify(sent)}::jsonb) as sent (id uuid, subject text, body text) where letter.id = sent.id`.execute(tx.db);
  }
}

/** One letter to each owner and editor of the group. @returns how many messages, by decision */
async function sendLetters(tx: TransactionContext, pot: Pot, waiting: readonly Waiting[], today: string): Promise<Map<string, number>> {
  const people = new Map<string, Awaited<ReturnType<typeof listRecipients>>>();
  for (const person of await listRecipients(tx.db, [...new Set(waiting.map((one) => one.organisation_id))])) people.set(person.organisation_id!, [...(people.get(person.organisation_id!) ?? []), person]);
  const sent = new Map<string, number>();
  for (const one of waiting) {
    const { subject, body } = letterFor(one, pot, today);
    const readers = people.get(one.organisation_id) ?? [];
    sent.set(one.decision_id, readers.length);
    for (const person of readers)
      await queueMessage(tx, { to_email: person.email, to_person_id: person.person_id, template: "decision.released", subject, body, dedupe_key: `decision-released:${one.decision_id}:${person.person_id}` });
  }
  return sent;
}
