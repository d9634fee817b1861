/**
 * Sixty people decide in twenty pots at once: in full, in part, over years, with conditions, as reserves; they take back, confirm, give back,
 * release, reduce and withdraw; groups accept and decline; offers lapse. Meanwhile somebody looks again and again, at one moment of everything at
 * a time. For the tests, for a few seconds, and for the bench, for a minute.
 */
import { sql, type Kysely } from "kysely";
import { compareCommitments } from "#app/domain/awards/counts.server.ts";
import { decide, takeBack } from "#app/domain/awards/decide.server.ts";
import { lapseOffers } from "#app/domain/awards/lapse.server.ts";
import type { AwardStatus, DecisionInput } from "#app/domain/awards/model.ts";
import { declineOffer } from "#app/domain/awards/offer.server.ts";
import { compareParts, overdrawnParts } from "#app/domain/awards/parts-compare.server.ts";
import { moveUp } from "#app/domain/awards/reserve.server.ts";
import { confirmDecision, metCondition, returnDecision } from "#app/domain/awards/second.server.ts";
import { reduce, retag, withdraw } from "#app/domain/awards/vary.server.ts";
import type { Actor, PersonActor } from "#app/domain/kernel/actor.ts";
import { numbersFrom } from "#app/domain/kernel/chance.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import { DomainError } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { acceptOffer } from "#app/domain/monitoring/change.server.ts";
import type { Database } from "#db/connection.ts";
import type { DB } from "#db/types.ts";
import { a, actorOf, an } from "./factories.ts";
import { releaseRead } from "./letters.ts";

export interface RacePot {
  id: string;
  own_year: string;
  next_year: string;
  groups: { application_id: string; owner: PersonActor }[];
}
export interface Decider {
  actor: PersonActor;
  pots: RacePot[];
}
export interface RaceWorld {
  pots: RacePot[];
  deciders: Decider[];
}

/** Of the race alone, whatever reference data the database has. */
const listVersion = 99;
const lists = { "focus-group": listVersion, "priority-issue": listVersion, "family-group": listVersion, "project-type": listVersion };
const pounds = (amount: number): number => amount * 100;

/** Pots of £17,000 that 6 groups ask about £30,000 of: two of three are divided by size, and the next year of all is limited. Each decider works in two. */
export async function makeRace(db: Database, { pots: many, deciders: people, groups }: { pots: number; deciders: number; groups: number }): Promise<RaceWorld> {
  for (const [list, codes] of Object.entries({ "focus-group": ["women", "older-people"], "priority-issue": ["poverty"], "family-group": ["lone-parent-families"], "project-type": ["social", "arts"] })) await a.codeList(db, list, codes, listVersion);
  const form = await a.formVersion(db, { definition: JSON.stringify({ code: "grant-return", title: "How it went", sections: [] }), form_code: `grant-return-${newId().slice(-8)}` });
  const made: { pot: RacePot; place: { fund_id: string; area_code: string } }[] = [];
  for (let index = 0; index < many; index += 1) {
    const round = await a.round(db, { lists, return_form_version_id: form.id });
    const row = await a.pot(db, { round_id: round.id, allocation_pence: pounds(17_000), second_person_above_pence: index % 2 === 0 ? pounds(4_000) : null });
    const begins = Number(round.financial_year.slice(0, 4));
    const next_year = `${begins + 1}-${String((begins + 2) % 100).padStart(2, "0")}`;
    if (index % 3 !== 2) await divide(db, row.id);
    await db.insertInto("pot_year").values([{ pot_id: row.id, financial_year: round.financial_year, allocation_pence: null }, { pot_id: row.id, financial_year: next_year, allocation_pence: pounds(3_000) }]).execute();
    const place = { fund_id: round.fund_id, area_code: row.area_code };
    made.push({ pot: { id: row.id, own_year: round.financial_year, next_year, groups: await Promise.all(Array.from({ length: groups }, (_, at) => addGroup(db, row.id, pounds(at % 2 === 0 ? 2_500 : 7_500)))) }, place });
  }
  const deciders = await Promise.all(
    Array.from({ length: people }, async (_, index): Promise<Decider> => {
      const [one, other] = [made[index % many]!, made[(index * 7 + 3) % many]!];
      const role = index % 3 === 0 ? ("chair" as const) : ("administrator" as const);
      return { actor: await an.actor(db, [{ role, ...one.place }, ...(one === other ? [] : [{ role, ...other.place }])]), pots: [one.pot, other.pot] };
    }),
  );
  return { pots: made.map(({ pot }) => pot), deciders };
}

async function divide(db: Database, pot_id: string): Promise<void> {
  const part = (position: number, title: string, from_pence: number | null, to_pence: number | null, allocation_pence: number) =>
    ({ id: newId(), pot_id, position, title, kind: "grant-size" as const, from_pence, to_pence, allocation_pence });
  await db.insertInto("sub_pot").values([part(0, "Small", null, pounds(5_000), pounds(6_000)), part(1, "Large", pounds(5_000) + 1, null, pounds(11_000))]).execute();
}

async function addGroup(db: Database, pot_id: string, asked_pence: number) {
  const organisation = await a.organisation(db, { charity_number: null });
  const owner = await an.actor(db, [{ role: "owner", organisation_id: organisation.id }]);
  const application = await an.application(db, { pot_id, organisation_id: organisation.id, created_by: owner.id, status: "in-assessment", asked_pence, project_type: "social" });
  const answers = JSON.stringify({ summary: "Walks by the harbour", "starts-on": "2026-09-01", "ends-on": "2027-08-31" });
  await db.insertInto("submission").values({ id: newId(), application_id: application.id, form_version_id: application.form_version_id, sha256: "0", received_at: new Date(), submitted_by: owner.id, answers, organisation: "{}" }).execute();
  return { application_id: application.id, owner: await actorOf(db, owner.id) };
}

const contextOf = (db: Database, secret: string) => (actor: Actor): Context => ({ db, actor, now: new Date(), elapsed: () => 0, synthetic: true, secret });

export interface RaceResult {
  /** How often each move was carried out. */
  done: Map<string, number>;
  /** Moves that were refused with a reason. */
  refused: number;
  /** Everything else that was thrown: nothing should be. */
  surprises: unknown[];
  snapshots: number;
  /** What was wrong at some snapshot, a sentence each. */
  faults: string[];
  /** The most that any pot, part or year had committed of its limit at any snapshot. */
  fullest: number;
}

/**
 * Lets them decide.
 * @param goOn asked before each turn of each decider, with how many it has had
 */
export async function race(db: Database, secret: string, world: RaceWorld, goOn: (turn: number) => boolean): Promise<RaceResult> {
  const result: RaceResult = { done: new Map(), refused: 0, surprises: [], snapshots: 0, faults: [], fullest: 0 };
  let running = true;
  const watching = watch(db, result, () => running);
  await Promise.all(world.deciders.map((decider, index) => work(db, secret, decider, numbersFrom(index + 1), result, goOn)));
  running = false;
  await watching;
  return result;
}

/** Looks at everything at one moment, over and over. */
async function watch(db: Database, result: RaceResult, running: () => boolean): Promise<void> {
  do {
    const seen = await db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(async (moment) => ({
      faults: [...(await compareCommitments(moment)), ...(await compareParts(moment)), ...(await overdrawnParts(moment))], fullest: await fullest(moment),
    }));
    result.snapshots += 1;
    result.faults.push(...seen.faults);
    result.fullest = Math.max(result.fullest, seen.fullest);
  } while (running());
}

async function fullest(db: Kysely<DB>): Promise<number> {
  const { rows } = await sql<{ most: number | null }>`
    select max(committed_pence::float8 / allocation_pence) as most
      from (select committed_pence, allocation_pence from pot union all select committed_pence, allocation_pence from sub_pot union all select committed_pence, allocation_pence from pot_year) limits
     where allocation_pence > 0`.execute(db);
  return rows[0]!.most ?? 0;
}

async function work(db: Database, secret: string, { actor, pots }: Decider, random: () => number, result: RaceResult, goOn: (turn: number) => boolean): Promise<void> {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const as = contextOf(db, secret);
  const me = as(actor);
  for (let turn = 0; goOn(turn); turn += 1) {
    const pot = pick(pots)!;
    const group = pick(pot.groups)!;
    const moves = movesOn(db, { me, as, pot, group, pick, random });
    // Much is decided and released, so that pots fill up; the rest is drawn evenly.
    const luck = random();
    const name = luck < 0.3 ? "decide" : luck < 0.45 ? "release" : pick(Object.keys(moves))!;
    try {
      await moves[name]!();
      result.done.set(name, (result.done.get(name) ?? 0) + 1);
    } catch (error) {
      if (error instanceof DomainError) result.refused += 1;
      else result.surprises.push(error);
    }
  }
}

interface Turn {
  me: Context;
  as: (actor: Actor) => Context;
  pot: RacePot;
  group: RacePot["groups"][number];
  /** Undefined of an empty list. */
  pick: <T>(list: readonly T[]) => T | undefined;
  random: () => number;
}

/** Each move goes for something that stood in the right state a moment ago: what happens in between is the race. */
function movesOn(db: Database, { me, as, pot, group: { application_id }, pick, random }: Turn): Record<string, () => Promise<unknown>> {
  const nothing = newId();
  const award = async (...statuses: AwardStatus[]): Promise<{ id: string; owner: PersonActor }> => {
    const held = pick(await db.selectFrom("award").select(["id", "application_id"]).where("pot_id", "=", pot.id).where("status", "in", statuses).execute());
    return { id: held?.id ?? nothing, owner: (pot.groups.find((one) => one.application_id === held?.application_id) ?? pot.groups[0]!).owner };
  };
  const decision = async (state: "unconfirmed" | "condition" | "reserve"): Promise<string> => {
    const standing = db.selectFrom("decision").innerJoin("application", "application.id", "decision.application_id").select("decision.id").where("application.pot_id", "=", pot.id).where("taken_back_at", "is", null).where("moved_up_at", "is", null);
    const found = state === "unconfirmed" ? standing.where("needs_second", "=", true).where("decision.confirmed_at", "is", null) : state === "condition" ? standing.where("outcome", "=", "conditional").where("conditions_met_at", "is", null) : standing.where("outcome", "=", "reserve").where("released_at", "is not", null);
    return pick(await found.execute())?.id ?? nothing;
  };
  const unreleased = async (): Promise<string> =>
    pick(await db.selectFrom("decision").innerJoin("application", "application.id", "decision.application_id").select("application_id").where("application.pot_id", "=", pot.id).where("taken_back_at", "is", null).where("released_at", "is", null).execute())?.application_id ?? application_id;
  const whole = (amount: number): number => Math.round(amount / 1_000) * 1_000;
  return {
    decide: () => decide(me, application_id, pick(inputs(pot, whole(100_000 + random() * 150_000)))!),
    takeBack: async () => takeBack(me, await unreleased()),
    confirm: async () => confirmDecision(me, await decision("unconfirmed")),
    giveBack: async () => returnDecision(me, await decision("unconfirmed"), { reason: "The budget does not add up" }),
    conditionMet: async () => metCondition(me, await decision("condition")),
    release: () => releaseRead(me, pot.id),
    moveUp: async () => moveUp(me, pot.id, await decision("reserve")),
    accept: async () => {
      const { id, owner } = await award("released");
      await acceptOffer(as(owner), id, { signatory_name: "A", signatory_role: "B" });
    },
    declineOffer: async () => {
      const { id, owner } = await award("released");
      await declineOffer(as(owner), id, { reason: "" });
    },
    reduce: async () => reduce(me, (await award("released", "accepted")).id, { amount_pence: whole(50_000 + random() * 150_000), reason: "Less is needed" }),
    withdraw: async () => withdraw(me, (await award("released", "accepted")).id, { reason: "Closed" }),
    retag: async () => retag(me, (await award("released", "accepted")).id, { reason: "Mistaken", tags: { "focus-group": random() < 0.5 ? ["women"] : ["older-people"], "priority-issue": [], "family-group": [], "project-type": ["arts"] } }),
    lapse: async () => {
      await db.updateTable("award").set({ accept_by: "2020-01-01" }).where("id", "=", (await award("released")).id).where("status", "=", "released").execute();
      if ((await lapseOffers(as({ kind: "system" }))) === 0) throw new DomainError("Nothing lapsed");
    },
  };
}

function inputs(pot: RacePot, amount_pence: number): DecisionInput[] {
  const words = { reasons: "As discussed", feedback: "What we liked, and what we missed", conditions: "" };
  const next = Math.floor(amount_pence / 2);
  return [
    { ...words, outcome: "full", amount_pence: null },
    { ...words, outcome: "part", amount_pence },
    { ...words, outcome: "part", amount_pence, years: [{ financial_year: pot.own_year, amount_pence: amount_pence - next }, { financial_year: pot.next_year, amount_pence: next }] },
    { ...words, outcome: "conditional", amount_pence: null, conditions_to_meet: "Show us the lease" },
    { ...words, outcome: "reserve", amount_pence },
    { ...words, outcome: "decline", amount_pence: null },
  ];
}

/** Moves without which a race would prove little. */
export const movesThatMatter = ["decide", "takeBack", "confirm", "release", "accept", "declineOffer", "reduce", "withdraw", "lapse"];
