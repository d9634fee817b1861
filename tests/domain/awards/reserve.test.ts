import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide, takeBack } from "#app/domain/awards/decide.server.ts";
import { lapseOffers } from "#app/domain/awards/lapse.server.ts";
import type { DecisionInput } from "#app/domain/awards/model.ts";
import { findReleasedDecision } from "#app/domain/awards/read.server.ts";
import { listReserves, listReserveTurns, moveUp } from "#app/domain/awards/reserve.server.ts";
import { readDesk } from "#app/domain/desk/read.server.ts";
import { Conflict, NotFound } from "#app/domain/kernel/errors.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { releaseRead } from "#tests/support/letters.ts";
import { anApplicant, aPot, as, awardOf, faults, inFull } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const reserve = (amount_pence: number | null = null): DecisionInput => ({ ...inFull, outcome: "reserve", amount_pence, feedback: "A good plan, just below the line" });
const messagesTo = (email: string) => test.db.selectFrom("message").selectAll().where("to_email", "=", email).orderBy("created_at").execute();

/** A pot for one award of £5,000: one is offered, two stand on the reserve list, all released. */
async function aList() {
  const world = await aPot(test.db, 500_000);
  const me = as(test.db, world.administrator);
  const [offered, first, second] = [await anApplicant(test.db, world.pot.id), await anApplicant(test.db, world.pot.id), await anApplicant(test.db, world.pot.id)];
  await decide(me, offered.application_id, inFull);
  const one = await decide(me, first.application_id, reserve());
  const two = await decide(me, second.application_id, reserve(300_000));
  await releaseRead(me, world.pot.id);
  const lapse = async () => {
    await test.db.updateTable("award").set({ accept_by: addDays(londonDay(new Date()), -1) }).where("id", "=", (await awardOf(test.db, offered.application_id)).id).execute();
    expect(await lapseOffers(contextFor(test.db, { kind: "system" }))).toBe(1);
  };
  return { ...world, me, offered, first, second, one: one.decision_id, two: two.decision_id, lapse };
}

describe("a lapsed offer", () => {
  it("is proposed to the administrator for the next on the list, and given to nobody by itself", async () => {
    const list = await aList();
    expect(await listReserveTurns(test.db, [list.pot.id], list.administrator.id)).toEqual([]);
    await list.lapse();
    expect(await listReserveTurns(test.db, [list.pot.id], list.administrator.id)).toEqual([{ pot_id: list.pot.id, amount_pence: 500_000 }]);
    expect((await readDesk(test.db, list.administrator)).reserveTurns).toEqual([{ pot_id: list.pot.id, amount_pence: 500_000 }]);
    const awards = await test.db.selectFrom("award").select("status").where("pot_id", "=", list.pot.id).execute();
    expect(awards).toEqual([{ status: "not-taken-up" }]);
    expect(await messagesTo(list.first.owner.email)).toHaveLength(1);
  });
});

describe("moving up", () => {
  it("commits the money at once and tells the group at the release: until then it reads that it is on the list", async () => {
    const list = await aList();
    await list.lapse();
    await moveUp(list.me, list.pot.id, list.one);
    const { committed_pence } = await test.db.selectFrom("pot").select("committed_pence").where("id", "=", list.pot.id).executeTakeFirstOrThrow();
    expect(committed_pence).toBe(500_000);
    expect(await findReleasedDecision(test.db, list.first.application_id)).toMatchObject({ outcome: "reserve", award_id: null });
    expect((await readDesk(test.db, list.first.owner)).applications.map(({ outcome, award_status }) => [outcome, award_status])).toEqual([["reserve", null]]);
    expect(await messagesTo(list.first.owner.email)).toHaveLength(1);
    await releaseRead(list.me, list.pot.id);
    expect(await findReleasedDecision(test.db, list.first.application_id)).toMatchObject({ outcome: "full", award_status: "released" });
    expect((await readDesk(test.db, list.first.owner)).applications.map(({ outcome, award_status }) => [outcome, award_status])).toEqual([["full", "released"]]);
    expect((await messagesTo(list.first.owner.email)).at(-1)!.body).toContain("We are glad to offer you £5,000");
    expect(await faults(test.db)).toEqual([]);
  });

  it("happens once, in the order of the list, and only with the money there", async () => {
    const list = await aList();
    await expect(moveUp(list.me, list.pot.id, list.one)).rejects.toBeInstanceOf(Conflict);
    await list.lapse();
    await expect(moveUp(list.me, list.pot.id, list.two)).rejects.toBeInstanceOf(Conflict);
    const answers = await Promise.allSettled([moveUp(list.me, list.pot.id, list.one), moveUp(as(test.db, await list.staff("chair")), list.pot.id, list.one)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(moveUp(list.me, list.pot.id, list.two)).rejects.toBeInstanceOf(Conflict);
    expect(await faults(test.db)).toEqual([]);
  });

  it("passes over one that is too large for the money that is free", async () => {
    const list = await aList();
    await list.lapse();
    await test.db.updateTable("pot").set({ allocation_pence: 400_000 }).where("id", "=", list.pot.id).execute();
    await moveUp(list.me, list.pot.id, list.two);
    expect(await awardOf(test.db, list.second.application_id)).toMatchObject({ amount_pence: 300_000, status: "decided" });
  });

  it("can be taken back before its release: the group stands on the list again and its turn comes again", async () => {
    const list = await aList();
    await list.lapse();
    await moveUp(list.me, list.pot.id, list.one);
    await takeBack(list.me, list.first.application_id);
    expect(await findReleasedDecision(test.db, list.first.application_id)).toMatchObject({ outcome: "reserve" });
    await moveUp(list.me, list.pot.id, list.one);
    expect(await faults(test.db)).toEqual([]);
  });

  it("is not for assessors, and an interested person neither sees nor moves the group", async () => {
    const list = await aList();
    await list.lapse();
    await expect(moveUp(as(test.db, await list.staff("assessor")), list.pot.id, list.one)).rejects.toBeInstanceOf(NotFound);
    const conflicted = await an.actor(test.db, [{ role: "administrator", ...list.place }, { role: "viewer", organisation_id: list.first.organisation_id }]);
    const seen = await listReserves(test.db, list.pot.id, conflicted.id);
    expect([seen.reserves.map(({ decision_id }) => decision_id), seen.closed]).toEqual([[list.two], 1]);
    expect(await listReserveTurns(test.db, [list.pot.id], conflicted.id)).toEqual([]);
    // Nor does that person move up whoever stands behind the group.
    for (const decision of [list.one, list.two]) await expect(moveUp(contextFor(test.db, conflicted), list.pot.id, decision)).rejects.toBeInstanceOf(Conflict);
    await expect(moveUp(list.me, list.pot.id, "00000000-0000-7000-8000-000000000000")).rejects.toBeInstanceOf(NotFound);
  });
});
