import { afterAll, beforeAll, describe, expect, it } from "vitest";
import fc from "fast-check";
import { sql } from "kysely";
import { allocateRound, increaseAllocation, listAllocationChanges, previewAllocation, sharesOfRound, type Share } from "#app/domain/funds/allocate.server.ts";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { Conflict, NotAllowed, NotFound } from "#app/domain/kernel/errors.ts";
import { splitPence } from "#app/domain/kernel/money.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { readAreas } from "#seeds/reference/areas.ts";
import { load } from "#tests/domain/seeds/support.ts";
import { as, faults } from "#tests/domain/awards/world.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";

let test: TestDatabase;
let official: PersonActor;
let shares: Share[];
const whole = 1_500_000_000;
beforeAll(async () => {
  test = await testDatabase({ seed: "reference" });
  await load(test.db, "ledger-communities-2023-24");
  official = await an.actor(test.db, [{ role: "official" }]);
  shares = await sharesOfRound(test.db, (await roundOf("communities-2023-24")).id);
});
afterAll(() => test.close());

const roundOf = (code: string) => test.db.selectFrom("round").selectAll().where("code", "=", code).executeTakeFirstOrThrow();
const aRound = async () => {
  const { fund_id } = await roundOf("communities-2023-24");
  return a.round(test.db, { fund_id, budget_pence: null });
};
const potsOf = (roundId: string) => test.db.selectFrom("pot").selectAll().where("round_id", "=", roundId).execute();

describe("sharing a round's money out", () => {
  it("gives 32 parts that are the whole to the penny, where the published table of year 3 is two pence short", async () => {
    expect(readAreas().reduce((sum, area) => sum + area.allocation_2023_24, 0)).toBe(whole - 2);
    expect(shares).toHaveLength(32);
    const { lines, total_pence, problems } = await previewAllocation(test.db, (await aRound()).id, whole, shares);
    expect(lines).toHaveLength(32);
    expect(lines.reduce((sum, line) => sum + line.then_pence, 0)).toBe(whole);
    expect(total_pence).toBe(whole);
    expect(problems).toEqual([]);
    for (const line of lines) expect(Math.abs(line.then_pence - line.share)).toBeLessThanOrEqual(1);
  });

  it("is exact whatever the total and the shares, and no part is a penny from its exact value", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), fc.array(fc.integer({ min: 1, max: 200_000_000 }), { minLength: 1, maxLength: 40 }), (total, weights) => {
        const parts = splitPence(total, weights);
        const sum = weights.reduce((x, y) => x + y, 0);
        expect(parts.reduce((x, y) => x + y, 0)).toBe(total);
        for (const [index, part] of parts.entries()) expect(Math.abs(part - (total * weights[index]!) / sum)).toBeLessThan(1.000_01);
      }),
      { numRuns: 300 },
    );
  });

  it("makes the pots that are missing, sets the rest, keeps a reason for each, and the budget is the total", async () => {
    const round = await aRound();
    const before = await a.pot(test.db, { round_id: round.id, area_code: "S12000047", allocation_pence: 5_000 });
    const seen = 5_000;
    await allocateRound(as(test.db, official), round.code, { total_pence: whole, shares, reason: "The minister's letter of 3 May" }, seen);
    const pots = await potsOf(round.id);
    expect(pots).toHaveLength(32);
    expect(pots.reduce((sum, pot) => sum + pot.allocation_pence, 0)).toBe(whole);
    expect(pots.every((pot) => pot.body_id !== null || pot.id === before.id)).toBe(true);
    expect((await roundOf(round.code)).budget_pence).toBe(whole);
    const changes = await listAllocationChanges(test.db, round.id);
    expect(changes).toHaveLength(33);
    expect(changes.every((change) => change.reason === "The minister's letter of 3 May" && change.person_name === official.name)).toBe(true);
    await expect(test.db.deleteFrom("allocation_change").execute()).rejects.toThrow();
    await expect(allocateRound(as(test.db, official), round.code, { total_pence: whole, shares, reason: "Again" }, seen)).rejects.toThrow(Conflict);
    expect(await faults(test.db)).toEqual([]);
  });

  it("changes nothing where one area would fall below what it has committed, and names it", async () => {
    const round = await aRound();
    await a.pot(test.db, { round_id: round.id, area_code: "S12000023", allocation_pence: 20_000_000, committed_pence: 20_000_000 });
    await expect(allocateRound(as(test.db, official), round.code, { total_pence: whole, shares, reason: "A reason" }, 20_000_000)).rejects.toMatchObject({ fields: { "": expect.stringMatching(/Orkney Islands has £200,000 committed/) } });
    expect(await potsOf(round.id)).toHaveLength(1);
    await sql`update pot set committed_pence = 0 where round_id = ${round.id}`.execute(test.db);
  });

  it("wants a reason, a share for every area, an amount, and an official", async () => {
    const round = await aRound();
    const go = (changes: object, who = official) => allocateRound(as(test.db, who), round.code, { total_pence: whole, shares, reason: "A reason", ...changes }, 0);
    await expect(go({ reason: " " })).rejects.toMatchObject({ fields: { reason: expect.anything() } });
    await expect(go({ shares: shares.slice(1) })).rejects.toMatchObject({ fields: { shares: expect.stringContaining("no share for") } });
    await expect(go({ total_pence: 0.5 })).rejects.toMatchObject({ fields: { total_pence: expect.anything() } });
    await expect(go({}, await an.actor(test.db, [{ role: "publisher" }]))).rejects.toThrow(NotAllowed);
    expect(await potsOf(round.id)).toEqual([]);
  });
});

describe("raising it in the year", () => {
  it("gives each area its part of £6 million more, exactly, and the budget rises by the same", async () => {
    const round = await aRound();
    await allocateRound(as(test.db, official), round.code, { total_pence: whole, shares, reason: "First part" }, 0);
    const added = await increaseAllocation(as(test.db, official), round.code, { by_pence: 600_000_000, reason: "Second tranche, February" });
    expect(added.reduce((sum, one) => sum + one.added_pence, 0)).toBe(600_000_000);
    expect((await potsOf(round.id)).reduce((sum, pot) => sum + pot.allocation_pence, 0)).toBe(2_100_000_000);
    expect((await roundOf(round.code)).budget_pence).toBe(2_100_000_000);
  });

  it("raises one pot alone, never one of another round, and never two at once into one another", async () => {
    const round = await aRound();
    const pot = await a.pot(test.db, { round_id: round.id, area_code: "S12000049", allocation_pence: 1_000 });
    const other = await a.pot(test.db, { area_code: "S12000049" });
    await expect(increaseAllocation(as(test.db, official), round.code, { by_pence: 1, reason: "R", pot_id: other.id })).rejects.toThrow(NotFound);
    await expect(increaseAllocation(as(test.db, official), round.code, { by_pence: -1, reason: "R", pot_id: pot.id })).rejects.toMatchObject({ fields: { by_pence: expect.anything() } });
    await Promise.all([1, 2, 3, 4].map(() => increaseAllocation(as(test.db, official), round.code, { by_pence: 500, reason: "At once", pot_id: pot.id })));
    expect((await potsOf(round.id))[0]!.allocation_pence).toBe(3_000);
    expect(await faults(test.db)).toEqual([]);
  });
});

describe("money for running the round", () => {
  it("is kept beside the budget and is in no allocation and no figure of awards", async () => {
    const rounds = await test.db.selectFrom("round").select(["code", "budget_pence", "administration_pence"]).where("administration_pence", "is not", null).orderBy("code").execute();
    expect(rounds).toEqual([
      { code: "communities-2022-23", budget_pence: whole, administration_pence: 110_000_000 },
      { code: "communities-2023-24", budget_pence: whole, administration_pence: 73_400_000 },
    ]);
    const ask = async () => (await awardCounts(test.db, { fund: "communities-adults", by: "area", from: "2023-04-01", to: "2024-03-31" }, new Date())).total;
    const before = await ask();
    await test.db.updateTable("round").set({ administration_pence: 99_999_999_900 }).where("code", "=", "communities-2023-24").execute();
    expect(await ask()).toEqual(before);
    const { allocated } = await test.db.selectFrom("pot").select(sql<number>`sum(allocation_pence)`.as("allocated")).where("round_id", "=", (await roundOf("communities-2023-24")).id).executeTakeFirstOrThrow();
    expect(allocated).toBeLessThanOrEqual(whole);
  });

  it("the ledger's 32 areas have signed, so its answer is complete", async () => {
    const { completeness } = await awardCounts(test.db, { fund: "communities-adults", by: "area", from: "2023-11-01", to: "2024-03-31" }, new Date());
    expect(completeness).toEqual({ expected: 32, reported: 32, missing: [] });
    expect(await test.db.selectFrom("area_return").select("id").where("ended_at", "is", null).execute()).toHaveLength(32);
  });
});
