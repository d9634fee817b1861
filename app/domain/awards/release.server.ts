/** Release: the moment at which decisions become known, all of a pot together. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { lockPot } from "../funds/change.server.ts";
import type { Pot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Conflict, NotFound } from "../kernel/errors.ts";
import { addDays } from "../kernel/time.ts";
import { queueMessage } from "../messages/change.server.ts";
import { addToCounts } from "./counts.server.ts";
import { addEvent, listRecipients, londonToday } from "./ledger.server.ts";
import { decisionLetter, type Letter } from "./letters.ts";
import { daysToAccept } from "./model.ts";
import { may } from "./policy.ts";

export type Waiting = Awaited<ReturnType<typeof listWaiting>>[number];

/** The decisions of a pot that nobody outside knows of yet, by the name of the group. */
export async function listWaiting(db: Kysely<DB>, potId: string) {
  return db
    .selectFrom("decision")
    .innerJoin("application", "application.id", "decision.application_id")
    .innerJoin("organisation", "organisation.id", "application.organisation_id")
    .leftJoin("award", "award.decision_id", "decision.id")
    .select([
      "decision.id as decision_id", "decision.outcome", "decision.feedback", "decision.decided_by",
      "application.id as application_id", "application.reference as application_reference", "application.title", "application.asked_pence",
      "organisation.id as organisation_id", "organisation.name as organisation",
      "award.id as award_id", "award.amount_pence", "award.conditions",
    ])
    .where("application.pot_id", "=", potId)
    .where("decision.taken_back_at", "is", null)
    .where("decision.released_at", "is", null)
    .orderBy("organisation.name")
    .orderBy("decision.id")
    .execute();
}

/** The letter that a waiting decision will send if it is released on `today`. */
export function letterFor(waiting: Waiting, pot: Pot, today: string): Letter {
  return decisionLetter({
    application_reference: waiting.application_reference,
    organisation: waiting.organisation,
    title: waiting.title!,
    fund_title: pot.fund_title,
    area_name: pot.area_name,
    body_name: pot.body_name ?? pot.fund_title,
    outcome: waiting.outcome,
    asked_pence: waiting.asked_pence!,
    amount_pence: waiting.amount_pence,
    feedback: waiting.feedback,
    conditions: waiting.conditions ?? "",
    accept_by: waiting.award_id ? addDays(today, daysToAccept) : null,
    contact_email: pot.contact_email,
    address: paths.applicationDecision(waiting.application_id),
  });
}

export interface Released {
  decisions: number;
  awards: number;
  messages: number;
}

/**
 * Releases every waiting decision of the pot in one transaction: the register and the counts hold its awards from then on, and each
 * group gets its letter. Pressing twice releases once; the second answer is all zeros.
 * @param seen the decisions that the page showed. Where they are no longer the ones that wait, nothing is released
 * @throws Conflict when a decision was made or taken back since the page was opened
 */
export async function release(context: Context, potId: string, seen?: readonly string[]): Promise<Released> {
  return inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.release(tx.actor, pot));
    if (tx.actor.kind !== "person") throw new NotFound();
    const waiting = await listWaiting(tx.db, pot.id);
    if (waiting.length === 0) return { decisions: 0, awards: 0, messages: 0 };
    if (seen && !sameSet(seen, waiting.map((one) => one.decision_id)))
      throw new Conflict("Decisions were made or taken back since you opened this page. Nothing has been released: look at the list again");
    const { today, at } = await londonToday(tx);
    const awardIds = waiting.flatMap((one) => (one.award_id ? [one.award_id] : []));
    await tx.db
      .updateTable("decision")
      .set({ released_at: at, released_by: tx.actor.id })
      .where("id", "in", waiting.map((one) => one.decision_id))
      .execute();
    const awards = awardIds.length === 0 ? [] : await tx.db
      .updateTable("award")
      .set((eb) => ({ status: "released" as const, released_at: at, accept_by: addDays(today, daysToAccept), counted: true, version: eb("version", "+", 1) }))
      .where("id", "in", awardIds)
      .returning(["id", "awarded_on", "synthetic"])
      .execute();
    for (const award of awards) await addEvent(tx, award, "released");
    await addToCounts(tx.db, awardIds, 1);
    let messages = 0;
    const people = await listRecipients(tx.db, [...new Set(waiting.map((one) => one.organisation_id))]);
    for (const one of waiting) {
      const letter = letterFor(one, pot, today);
      for (const person of people.filter(({ organisation_id }) => organisation_id === one.organisation_id)) {
        await queueMessage(tx, { to_email: person.email, to_person_id: person.person_id, template: "decision.released", ...letter, dedupe_key: `decision-released:${one.decision_id}:${person.person_id}` });
        messages += 1;
      }
    }
    await publicPagesChanged(tx);
    for (const one of waiting) await record(tx, "application.decision-released", { type: "application", id: one.application_id }, { decision_id: one.decision_id, outcome: one.outcome });
    for (const award of awards) await record(tx, "award.released", { type: "award", id: award.id });
    await record(tx, "pot.decisions-released", { type: "pot", id: pot.id }, { decisions: waiting.length, awards: awards.length, messages });
    return { decisions: waiting.length, awards: awards.length, messages };
  });
}

const sameSet = (one: readonly string[], other: readonly string[]): boolean => new Set(one).size === other.length && other.every((id) => one.includes(id));
