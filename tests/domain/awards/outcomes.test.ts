import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide, takeBack } from "#app/domain/awards/decide.server.ts";
import { declineOffer } from "#app/domain/awards/offer.server.ts";
import { findReleasedDecision } from "#app/domain/awards/read.server.ts";
import { metCondition } from "#app/domain/awards/second.server.ts";
import { reduce, withdraw } from "#app/domain/awards/vary.server.ts";
import { listOwnApplications } from "#app/domain/desk/read.server.ts";
import { Conflict, Invalid, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { acceptOffer } from "#app/domain/monitoring/change.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { releaseRead } from "#tests/support/letters.ts";
import { anApplicant, aPot, as, awardOf, declined, faults, inFull, inPart, inReserve, withCondition } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ connections: 8 });
});
afterAll(() => test.close());

const committed = async (potId: string) => (await test.db.selectFrom("pot").select("committed_pence").where("id", "=", potId).executeTakeFirstOrThrow()).committed_pence;
const decisionOf = (applicationId: string) =>
  test.db.selectFrom("decision").selectAll().where("application_id", "=", applicationId).where("taken_back_at", "is", null).where("moved_up_at", "is", null).executeTakeFirstOrThrow();
const signed = { signatory_name: "Morven", signatory_role: "Chair" };

describe("an award once a condition is met", () => {
  it("keeps its money from the moment it is decided, for all that was asked or for less", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const [whole, part] = [await anApplicant(test.db, pot.id), await anApplicant(test.db, pot.id)];
    await decide(as(test.db, administrator), whole.application_id, withCondition("Show us the lease of the hall"));
    await decide(as(test.db, administrator), part.application_id, withCondition("Show us the lease of the hall", 200_000));
    expect(await committed(pot.id)).toBe(700_000);
    expect(await decisionOf(part.application_id)).toMatchObject({ outcome: "conditional", amount_pence: 200_000, conditions_to_meet: "Show us the lease of the hall", conditions_met_at: null });
    await expect(decide(as(test.db, administrator), (await anApplicant(test.db, pot.id)).application_id, withCondition("  "))).rejects.toMatchObject({ fields: { conditions_to_meet: expect.any(String) } });
    expect(await faults(test.db)).toEqual([]);
  });

  it("is not recorded as met once the offer has ended: nobody could accept it, and the record would say otherwise", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const { application_id, owner } = await anApplicant(test.db, pot.id);
    const me = as(test.db, administrator);
    const { decision_id } = await decide(me, application_id, withCondition("Show us the lease of the hall"));
    await releaseRead(me, pot.id);
    await declineOffer(as(test.db, owner), (await awardOf(test.db, application_id)).id, { reason: "" });
    await expect(metCondition(me, decision_id)).rejects.toThrow(/has ended/);
    expect((await decisionOf(application_id)).conditions_met_at).toBeNull();
  });

  it("is accepted by nobody before its condition is met, by no door, and in full time once it is", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const { application_id, owner } = await anApplicant(test.db, pot.id);
    const me = as(test.db, administrator);
    const { decision_id } = await decide(me, application_id, withCondition("Show us the lease of the hall"));
    await releaseRead(me, pot.id);
    const award = await awardOf(test.db, application_id);
    const refusal = await acceptOffer(as(test.db, owner), award.id, signed).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(WrongState);
    expect((refusal as Error).message).toMatch(/once its condition is met/);
    const forced = await test.db.updateTable("award").set({ status: "accepted", accepted_at: new Date() }).where("id", "=", award.id).execute().catch((error: unknown) => refusedConstraint(error));
    expect(forced).toBe("award_condition_met_first");
    await test.db.updateTable("award").set({ accept_by: addDays(londonDay(new Date()), 2) }).where("id", "=", award.id).execute();
    await metCondition(me, decision_id);
    expect((await awardOf(test.db, application_id)).accept_by).toBe(addDays(londonDay(new Date()), 28));
    await expect(metCondition(me, decision_id)).rejects.toThrow(/already/);
    const told = await test.db.selectFrom("message").select("body").where("template", "=", "award.condition-met").where("to_email", "=", owner.email).execute();
    expect(told).toHaveLength(1);
    await acceptOffer(as(test.db, owner), award.id, signed);
    expect((await awardOf(test.db, application_id)).status).toBe("accepted");
    expect(await faults(test.db)).toEqual([]);
  });

  it("tells nobody of a condition that is met before the release", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const { application_id, owner } = await anApplicant(test.db, pot.id);
    const { decision_id } = await decide(as(test.db, administrator), application_id, withCondition("Show us the lease of the hall"));
    await metCondition(as(test.db, administrator), decision_id);
    expect(await test.db.selectFrom("message").select("id").where("to_email", "=", owner.email).execute()).toEqual([]);
    await expect(metCondition(as(test.db, administrator), newId())).rejects.toThrow();
  });
});

describe("a reserve", () => {
  it("takes no money and has a place of its own, which the database keeps for it too", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const me = as(test.db, administrator);
    const groups = await Promise.all([1, 2, 3, 4].map(() => anApplicant(test.db, pot.id)));
    await decide(me, groups[0]!.application_id, inReserve());
    await decide(me, groups[1]!.application_id, inReserve(5));
    await expect(decide(me, groups[2]!.application_id, inReserve(5))).rejects.toMatchObject({ fields: { reserve_position: expect.stringContaining("next free one is 6") } });
    await decide(me, groups[2]!.application_id, inReserve());
    expect((await decisionOf(groups[2]!.application_id)).reserve_position).toBe(6);
    expect(await committed(pot.id)).toBe(0);
    expect(await test.db.selectFrom("award").select("id").where("pot_id", "=", pot.id).execute()).toEqual([]);
    const twice = await test.db.updateTable("decision").set({ reserve_position: 5 }).where("application_id", "=", groups[2]!.application_id).execute().catch((error: unknown) => refusedConstraint(error));
    expect(twice).toBe("decision_reserve_place_once");
    await takeBack(me, groups[1]!.application_id);
    await decide(me, groups[3]!.application_id, inReserve(5));
  });

  it("is moved up once, into an award, and its group goes on reading that it is on the list until that is released", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 500_000);
    const me = as(test.db, administrator);
    const { application_id, owner } = await anApplicant(test.db, pot.id);
    const { decision_id } = await decide(me, application_id, inReserve());
    await expect(decide(me, application_id, { ...inFull, moves_up: decision_id })).rejects.toThrow(/has not been told/);
    await releaseRead(me, pot.id);
    await expect(decide(me, application_id, inFull)).rejects.toThrow(/already decided on this application: reserve, £5,000/);
    const up = { ...inFull, moves_up: decision_id };
    const both = await Promise.allSettled([decide(me, application_id, up), decide(as(test.db, await staff("chair")), application_id, up)]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((both.find(({ status }) => status === "rejected") as PromiseRejectedResult).reason).toBeInstanceOf(Conflict);
    expect(await committed(pot.id)).toBe(500_000);
    expect(await findReleasedDecision(test.db, application_id)).toMatchObject({ outcome: "reserve", award_id: null });
    expect((await listOwnApplications(test.db, owner.id)).map(({ outcome, amount_pence }) => [outcome, amount_pence])).toEqual([["reserve", null]]);
    await releaseRead(me, pot.id);
    expect(await findReleasedDecision(test.db, application_id)).toMatchObject({ outcome: "full", amount_pence: 500_000 });
    expect((await listOwnApplications(test.db, owner.id)).map(({ outcome }) => outcome)).toEqual(["full"]);
    expect(await faults(test.db)).toEqual([]);
  });

  it("stands on the list again when its moving up is taken back, last where its place was given away", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const me = as(test.db, administrator);
    const [first, second] = [await anApplicant(test.db, pot.id), await anApplicant(test.db, pot.id)];
    const { decision_id } = await decide(me, first.application_id, inReserve(1));
    await releaseRead(me, pot.id);
    await decide(me, first.application_id, { ...inPart(300_000), moves_up: decision_id });
    await decide(me, second.application_id, inReserve(1));
    await takeBack(me, first.application_id);
    expect(await decisionOf(first.application_id)).toMatchObject({ id: decision_id, reserve_position: 2 });
    expect((await test.db.selectFrom("application").select("status").where("id", "=", first.application_id).executeTakeFirstOrThrow()).status).toBe("decided");
    expect(await committed(pot.id)).toBe(0);
    expect(await faults(test.db)).toEqual([]);
  });
});

describe("a financial year", () => {
  const years = (...amounts: [string, number][]) => amounts.map(([financial_year, amount_pence]) => ({ financial_year, amount_pence }));
  const yearOf = async (potId: string) => Object.fromEntries((await test.db.selectFrom("pot_year").select(["financial_year", "committed_pence"]).where("pot_id", "=", potId).execute()).map((year) => [year.financial_year, year.committed_pence]));

  it("holds its share of an award over several, and gives back the last one first", async () => {
    const { pot, round, administrator } = await aPot(test.db, 5_000_000);
    const me = as(test.db, administrator);
    const { application_id } = await anApplicant(test.db, pot.id, 900_000);
    const own = round.financial_year;
    const next = `${Number(own.slice(0, 4)) + 1}-${String((Number(own.slice(0, 4)) + 2) % 100).padStart(2, "0")}`;
    await expect(decide(me, application_id, { ...inFull, years: years([own, 400_000], [next, 400_000]) })).rejects.toMatchObject({ fields: { years: expect.stringContaining("£1,000 is missing") } });
    await expect(decide(me, application_id, { ...inFull, years: years(["2001-02", 900_000]) })).rejects.toBeInstanceOf(Invalid);
    await decide(me, application_id, { ...inFull, years: years([own, 400_000], [next, 500_000]) });
    expect(await yearOf(pot.id)).toEqual({ [own]: 400_000, [next]: 500_000 });
    await releaseRead(me, pot.id);
    const award = await awardOf(test.db, application_id);
    await reduce(me, award.id, { amount_pence: 350_000, reason: "Less is needed" });
    expect(await yearOf(pot.id)).toEqual({ [own]: 350_000, [next]: 0 });
    await withdraw(me, award.id, { reason: "Closed" });
    expect(await yearOf(pot.id)).toEqual({ [own]: 0, [next]: 0 });
    expect(await faults(test.db)).toEqual([]);
  });

  it("that an award's rows don't add up to is refused by the database", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const { application_id } = await anApplicant(test.db, pot.id);
    await decide(as(test.db, administrator), application_id, inFull);
    const award = await awardOf(test.db, application_id);
    const refused = await test.db.updateTable("award_year").set({ amount_pence: 1 }).where("award_id", "=", award.id).execute().catch((error: unknown) => refusedConstraint(error));
    expect(refused).toBe("award_years_add_up");
  });

  it("takes over what was committed before years were kept", async () => {
    const { pot, round, administrator } = await aPot(test.db, 5_000_000);
    await an.award(test.db, { pot_id: pot.id, amount_pence: 250_000, status: "decided" });
    await decide(as(test.db, administrator), (await anApplicant(test.db, pot.id)).application_id, inFull);
    expect(await yearOf(pot.id)).toEqual({ [round.financial_year]: 750_000 });
    expect(await faults(test.db)).toEqual([]);
  });
});

describe("the least score of a pot", () => {
  it("stops every award below it without a reason, keeps the reason, and lets everything else be decided", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 5_000_000, { minimum_percent: 60 });
    const me = as(test.db, administrator);
    const assessor = await staff("assessor");
    const [low, high, unscored] = [await anApplicant(test.db, pot.id), await anApplicant(test.db, pot.id), await anApplicant(test.db, pot.id)];
    for (const [one, percent] of [[low, 59.99], [high, 60]] as const) {
      await test.db.insertInto("interest").values({ id: newId(), application_id: one.application_id, person_id: assessor.id, has_interest: false }).execute();
      await test.db.insertInto("score_sheet").values({ id: newId(), application_id: one.application_id, person_id: assessor.id, status: "sent", weighted_percent: percent, sent_at: new Date() }).execute();
    }
    for (const input of [inFull, inPart(100_000), withCondition("Show us the lease of the hall")])
      await expect(decide(me, low.application_id, input)).rejects.toMatchObject({ fields: { below_minimum_reason: expect.stringContaining("59.99%, below the 60%") } });
    await expect(decide(me, unscored.application_id, inFull)).rejects.toMatchObject({ fields: { below_minimum_reason: expect.stringContaining("no score") } });
    expect(await committed(pot.id)).toBe(0);
    await decide(me, unscored.application_id, declined);
    await decide(me, high.application_id, inFull);
    await decide(me, low.application_id, { ...inFull, below_minimum_reason: "The only bid from the island" });
    expect((await decisionOf(low.application_id)).below_minimum_reason).toBe("The only bid from the island");
  });
});

it("nothing is decided on a meeting that was closed, and a reserve's turn comes without one", async () => {
  const { pot, administrator } = await aPot(test.db, 5_000_000);
  const me = as(test.db, administrator);
  const [reserve, late] = [await anApplicant(test.db, pot.id), await anApplicant(test.db, pot.id)];
  const { decision_id } = await decide(me, reserve.application_id, inReserve());
  await releaseRead(me, pot.id);
  const at = new Date();
  await test.db.insertInto("meeting").values({ id: newId(), pot_id: pot.id, quorum: 3, opened_by: administrator.id, closed_at: at, closed_by: administrator.id }).execute();
  await expect(decide(me, late.application_id, inFull)).rejects.toThrow(/meeting on this round is closed/);
  expect(await committed(pot.id)).toBe(0);
  await decide(me, reserve.application_id, { ...inFull, moves_up: decision_id });
  expect(await committed(pot.id)).toBe(500_000);
});

it("a decision that is refused leaves nothing behind: no decision, no award, no money, no state", async () => {
  const { pot, administrator } = await aPot(test.db, 300_000);
  const me = as(test.db, administrator);
  const { application_id, owner } = await anApplicant(test.db, pot.id);
  const refusals: [unknown, Parameters<typeof decide>[2]][] = [
    [WrongState, inFull], [Invalid, inPart(500_001)], [Invalid, { ...inPart(200_000), years: [{ financial_year: "1999-00", amount_pence: 200_000 }] }],
    [Invalid, { ...inPart(200_000), tags: { "focus-group": ["made-up"], "priority-issue": [], "family-group": [], "project-type": [] } }], [Conflict, { ...inPart(200_000), moves_up: newId() }],
  ];
  for (const [kind, input] of refusals) await expect(decide(me, application_id, input)).rejects.toBeInstanceOf(kind);
  expect(await test.db.selectFrom("decision").select("id").where("application_id", "=", application_id).execute()).toEqual([]);
  expect(await test.db.selectFrom("award").select("id").where("pot_id", "=", pot.id).execute()).toEqual([]);
  expect(await test.db.selectFrom("pot_year").selectAll().where("pot_id", "=", pot.id).execute()).toEqual([]);
  expect(await committed(pot.id)).toBe(0);
  expect((await test.db.selectFrom("application").select("status").where("id", "=", application_id).executeTakeFirstOrThrow()).status).toBe("in-assessment");
  await expect(declineOffer(as(test.db, owner), newId(), { reason: "" })).rejects.toThrow();
  expect(await faults(test.db)).toEqual([]);
});
