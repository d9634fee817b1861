/** Signing an area's national return, taking a signature back, and reminding those who have not signed. */
import { paths } from "#app/paths.ts";
import { publicPagesChanged, record } from "../../audit/change.server.ts";
import { lockPot } from "../../funds/change.server.ts";
import { permit, type PersonActor } from "../../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../../kernel/context.ts";
import { Conflict, Invalid, NotFound, WrongState } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.server.ts";
import { formatPence } from "../../kernel/money.ts";
import { queueMessage } from "../../messages/change.server.ts";
import { londonToday } from "../ledger.server.ts";
import { statementOf, type SignInput } from "./model.ts";
import { may } from "./policy.ts";
import { countUnreleased, findSigned, listBodies, returnTotals } from "./read.server.ts";

/**
 * Signs that a pot's awards are all there, or that none was made. One that stands already ends as signed again; where nothing has changed
 * since it was signed, it stays and is the answer.
 * @throws Conflict when the awards are no longer those that the page showed, WrongState while decided awards wait for release
 * @throws Invalid on `nil` when a nil return is signed over awards, or a full one over none
 */
export async function signReturn(context: Context, potId: string, input: SignInput): Promise<string> {
  return inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.sign(tx.actor, pot));
    const totals = await returnTotals(tx.db, pot.id);
    if (totals.awards !== input.seen_awards || totals.amount_pence !== input.seen_pence)
      throw new Conflict("Awards were made or changed since you opened this page. Nothing is signed: look at the return again");
    const waiting = await countUnreleased(tx.db, pot.id);
    if (waiting > 0) throw new WrongState(`${waiting === 1 ? "One award is" : `${waiting} awards are`} decided and not released, so the return would not be complete. Release first, then sign`);
    if (input.nil && totals.awards > 0) throw new Invalid({ nil: "Awards were made here, so this can't be a nil return. Untick the box" });
    if (!input.nil && totals.awards === 0) throw new Invalid({ nil: "There are no awards here. Tick the box to sign that none was made, or load them first" });

    const standing = await findSigned(tx.db, pot.id);
    if (standing && standing.changed === 0 && standing.applications === input.applications) return standing.id;
    const { at } = await londonToday(tx);
    const signed_by = (tx.actor as PersonActor).id;
    if (standing) await tx.db.updateTable("area_return").set({ ended_at: at, ended_as: "signed-again", ended_by: signed_by }).where("id", "=", standing.id).execute();
    const statement = statementOf({ nil: input.nil, totals, area: pot.area_name, round: pot.round_title, money: formatPence });
    const { id } = await tx.db
      .insertInto("area_return")
      .values({ ...totals, id: newId(), pot_id: pot.id, nil: input.nil, statement, signatory_name: input.signatory_name, signed_by, applications: input.applications, synthetic: pot.synthetic || tx.synthetic })
      .returning("id")
      .executeTakeFirstOrThrow();
    await publicPagesChanged(tx);
    await record(tx, "pot.return-signed", { type: "pot", id: pot.id }, { return_id: id, nil: input.nil, ...totals, applications: input.applications, replaces: standing?.id ?? null });
    return id;
  });
}

/**
 * Takes back a signature, with a reason: the area is missing again until it signs anew.
 * @throws WrongState when nothing is signed, or once a national publication has used the return
 */
export async function takeBackReturn(context: Context, potId: string, input: { reason: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.sign(tx.actor, pot));
    const standing = await findSigned(tx.db, pot.id);
    if (!standing) throw new WrongState("No return is signed here, so there is none to take back");
    if (standing.published_at) throw new WrongState("A national publication has used this return, so it stays. Put the awards right and sign again: the change then goes into a restatement");
    const { at } = await londonToday(tx);
    await tx.db
      .updateTable("area_return")
      .set({ ended_at: at, ended_as: "taken-back", ended_by: (tx.actor as PersonActor).id, ended_reason: input.reason })
      .where("id", "=", standing.id)
      .execute();
    await publicPagesChanged(tx);
    await record(tx, "pot.return-taken-back", { type: "pot", id: pot.id }, { return_id: standing.id });
  });
}

export interface Reminded {
  areas: number;
  messages: number;
  /** Areas without anybody here who could sign. */
  nobody: string[];
}

/**
 * Writes to the administrators of every area of a round whose return is not signed, or has changed since: each at most once a day.
 * @throws NotFound for an unknown round
 */
export async function remindBodies(context: Context, roundId: string): Promise<Reminded> {
  return inTransaction(context, async (tx) => {
    permit(may.remind(tx.actor));
    const round = await tx.db.selectFrom("round").select(["id", "title", "fund_id"]).where("id", "=", roundId).executeTakeFirst();
    if (!round) throw new NotFound();
    const { today } = await londonToday(tx);
    const reminded: Reminded = { areas: 0, messages: 0, nobody: [] };
    for (const line of (await listBodies(tx.db, round.id)).filter((one) => one.return_id === null || one.changed > 0)) {
      const people = await listAdministrators(tx, round.fund_id, line.area_code);
      if (people.length === 0) reminded.nobody.push(line.area_name);
      else reminded.areas += 1;
      for (const person of people) {
        const written = await queueMessage(tx, {
          to_email: person.email, to_person_id: person.id, template: "return.reminder", dedupe_key: `return-reminder:${line.pot_id}:${person.id}:${today}`,
          ...reminder({ name: person.name, round: round.title, area: line.area_name, changed: line.changed, pot_id: line.pot_id }),
        });
        if (written) reminded.messages += 1;
      }
    }
    await record(tx, "round.returns-reminded", { type: "round", id: round.id }, { areas: reminded.areas, messages: reminded.messages });
    return reminded;
  });
}

const listAdministrators = (tx: TransactionContext, fundId: string, areaCode: string) =>
  tx.db
    .selectFrom("role_held as held")
    .innerJoin("person", "person.id", "held.person_id")
    .select(["person.id", "person.email", "person.name"])
    .where("held.fund_id", "=", fundId)
    .where("held.area_code", "=", areaCode)
    .where("held.role", "=", "administrator")
    .where("held.ended_at", "is", null)
    .where("person.disabled_at", "is", null)
    .where("person.email_confirmed_at", "is not", null)
    .distinct()
    .orderBy("person.id")
    .execute();

function reminder({ name, round, area, changed, pot_id }: { name: string; round: string; area: string; changed: number; pot_id: string }): { subject: string; body: string } {
  const why = changed > 0
    ? `${changed === 1 ? "One award has" : `${changed} awards have`} changed since the national return of ${area} was signed. Please look at it and sign it again.`
    : `The national return of ${area} is not signed yet. National figures count an area as missing until it is. If no awards were made, that can be signed too.`;
  return { subject: `The national return of ${area}: ${round}`, body: [`Hello ${name}`, "", why, "", "Open the return here:", "", paths.potReturn(pot_id)].join("\n") };
}
