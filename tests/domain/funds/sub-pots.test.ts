import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide } from "#app/domain/awards/decide.server.ts";
import { placeInSubPot } from "#app/domain/awards/second.server.ts";
import { previewAllocation } from "#app/domain/funds/allocate.server.ts";
import { changeSettings, commitFromPot } from "#app/domain/funds/change.server.ts";
import { listPotYears, listSubPots, savePotYears, saveSubPots } from "#app/domain/funds/sub-pots.server.ts";
import { readSubPots, subPotOf, subPotWords, type SubPotInput } from "#app/domain/funds/sub-pots.ts";
import { takenFromYears, yearsFrom, yearsRefused } from "#app/domain/funds/years.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { inTransaction } from "#app/domain/kernel/context.ts";
import { Conflict, Invalid, NotAllowed, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { anApplicant, aPot, as, awardOf, faults, inFull, inPart } from "../awards/world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ connections: 16 });
});
afterAll(() => test.close());

const size = (title: string, from_pence: number | null, to_pence: number | null, allocation_pence: number): SubPotInput => ({ title, kind: "grant-size", from_pence, to_pence, locality: "", allocation_pence });
const locality = (name: string, allocation_pence: number): SubPotInput => ({ title: name, kind: "locality", from_pence: null, to_pence: null, locality: name, allocation_pence });
const small = size("Small grants", null, 200_000, 400_000);
const large = size("Large grants", 200_001, null, 600_000);
const version = async (id: string) => (await getPot(test.db, id)).version;
const refusedBy = (work: Promise<unknown>) => work.then(() => "done", (error: unknown) => refusedConstraint(error));

describe("a pot in parts", () => {
  it("keeps each part's own limit and its own money when many decide at once", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 1_000_000);
    await saveSubPots(as(test.db, administrator), pot.id, { version: 1, parts: [small, large] });
    const applicants = await Promise.all([...Array.from({ length: 6 }, () => anApplicant(test.db, pot.id, 150_000)), ...Array.from({ length: 4 }, () => anApplicant(test.db, pot.id, 250_000))]);
    const deciders = await Promise.all(applicants.map(() => staff()));
    const answers = await Promise.allSettled(applicants.map((one, index) => decide(as(test.db, deciders[index]!), one.application_id, inFull)));
    expect(answers.slice(0, 6).filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    expect(answers.slice(6).filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    const refusals = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as Error] : []));
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(WrongState);
      expect(refusal.message).toMatch(/^£[12],[05]00 remains of the £(4,000 in “Small grants”|6,000 in “Large grants”|10,000 in this pot), and this needs £(1,500|2,500)$/);
    }
    expect((await listSubPots(test.db, pot.id)).map(({ committed_pence }) => committed_pence)).toEqual([300_000, 500_000]);
    expect((await getPot(test.db, pot.id)).committed_pence).toBe(800_000);
    expect(await faults(test.db)).toEqual([]);
  });

  it("never promises its parts more than it holds, or money that is committed outside of them, by no door", async () => {
    const { pot, administrator } = await aPot(test.db, 1_000_000);
    const me = as(test.db, administrator);
    await expect(saveSubPots(me, pot.id, { version: 1, parts: [small, { ...large, allocation_pence: 600_001 }] })).rejects.toThrow(/more than the pot/);
    await decide(me, (await anApplicant(test.db, pot.id, 150_000)).application_id, inFull);
    await expect(saveSubPots(me, pot.id, { version: 1, parts: [small, large] })).rejects.toThrow(/£1,500 is committed to awards outside/);
    await saveSubPots(me, pot.id, { version: 1, parts: [small, { ...large, allocation_pence: 450_000 }] });
    const [first] = await listSubPots(test.db, pot.id);
    expect(await refusedBy(test.db.updateTable("sub_pot").set({ allocation_pence: 600_000 }).where("id", "=", first!.id).execute())).toBe("sub_pots_within_pot");
    expect(await refusedBy(test.db.updateTable("pot").set({ allocation_pence: 849_999 }).where("id", "=", pot.id).execute())).toBe("sub_pots_within_pot");
    expect(await refusedBy(test.db.updateTable("pot").set({ committed_pence: 150_001 }).where("id", "=", pot.id).execute())).toBe("sub_pots_leave_room");
    expect(await refusedBy(test.db.updateTable("sub_pot").set({ committed_pence: 400_001 }).where("id", "=", first!.id).execute())).toBe("sub_pot_never_overcommitted");
    await expect(inTransaction(contextFor(test.db), (tx) => commitFromPot(tx, pot.id, 1))).rejects.toThrow(/shared out into its parts/);
  });

  it("divided by locality waits until somebody says where an application belongs, and then takes its money there", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 1_000_000);
    const me = as(test.db, administrator);
    await saveSubPots(me, pot.id, { version: 1, parts: [locality("North", 300_000), locality("South", 700_000)] });
    const [north, south] = await listSubPots(test.db, pot.id);
    const { application_id } = await anApplicant(test.db, pot.id, 250_000);
    await expect(decide(me, application_id, inFull)).rejects.toThrow(/divided by locality/);
    await expect(placeInSubPot(me, application_id, pot.id)).rejects.toBeInstanceOf(Invalid);
    await expect(placeInSubPot(as(test.db, await staff("finance")), application_id, north!.id)).rejects.toThrow();
    await placeInSubPot(me, application_id, north!.id);
    await decide(me, application_id, inFull);
    expect(await awardOf(test.db, application_id)).toMatchObject({ sub_pot_id: north!.id });
    await expect(placeInSubPot(me, application_id, south!.id)).rejects.toThrow(/decided/);
    expect((await listSubPots(test.db, pot.id)).map(({ committed_pence }) => committed_pence)).toEqual([250_000, 0]);
  });

  it("is changed by its administrator alone, on the page as it is now, and loses no part that something stands in", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 1_000_000);
    const me = as(test.db, administrator);
    await saveSubPots(me, pot.id, { version: 1, parts: [small, large] });
    await expect(saveSubPots(me, pot.id, { version: 1, parts: [] })).rejects.toBeInstanceOf(Conflict);
    await expect(saveSubPots(as(test.db, await staff("chair")), pot.id, { version: 2, parts: [] })).rejects.toBeInstanceOf(NotAllowed);
    await decide(me, (await anApplicant(test.db, pot.id, 150_000)).application_id, inFull);
    const [one, two] = await listSubPots(test.db, pot.id);
    await expect(saveSubPots(me, pot.id, { version: 2, parts: [{ ...large, id: two!.id }] })).rejects.toThrow(/Awards were made from “Small grants”/);
    await expect(saveSubPots(me, pot.id, { version: 2, parts: [{ ...small, id: one!.id, allocation_pence: 149_999 }, { ...large, id: two!.id }] })).rejects.toMatchObject({ fields: { "allocation_pence-0": expect.stringContaining("£1,500") } });
    await saveSubPots(me, pot.id, { version: 2, parts: [{ ...small, id: one!.id, allocation_pence: 500_000 }] });
    expect((await listSubPots(test.db, pot.id)).map(({ id, committed_pence }) => [id, committed_pence])).toEqual([[one!.id, 150_000]]);
    expect(await faults(test.db)).toEqual([]);
  });

  it("is not made smaller than its parts by its settings or by sharing the round out anew", async () => {
    const { pot, administrator } = await aPot(test.db, 1_000_000);
    await saveSubPots(as(test.db, administrator), pot.id, { version: 1, parts: [small, large] });
    await test.db.updateTable("pot").set({ opens_at: new Date("2031-01-08T10:00:00Z"), closes_at: new Date("2031-02-08T10:00:00Z") }).where("id", "=", pot.id).execute();
    const found = await getPot(test.db, pot.id);
    const settings = { ...found, opens_at: found.opens_at!, closes_at: found.closes_at!, sign_off: "none" as const, allocation_pence: 999_999 };
    await expect(changeSettings(as(test.db, administrator), pot.id, settings)).rejects.toMatchObject({ fields: { allocation_pence: expect.stringContaining("£10,000 together") } });
    const areas = await test.db.selectFrom("area").select("code").where("kind", "=", "council").execute();
    const { problems } = await previewAllocation(test.db, found.round_id, 999_999 * areas.length, areas.map(({ code }) => ({ area_code: code, share: 1 })));
    expect(problems).toEqual([expect.stringContaining("has divided £10,000 into parts")]);
  });

  it("names the same part in the program and in the database, for any ask and any parts", async () => {
    const { pot } = await aPot(test.db, 100_000_000);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 45 }), fc.boolean(), async (edges, asked, open) => {
        const sorted = edges.sort((a, b) => a - b);
        await test.db.deleteFrom("sub_pot").where("pot_id", "=", pot.id).execute();
        const parts = sorted.map((from, index) => size(`Part ${index}`, from, sorted[index + 1] === undefined ? (open ? null : 42) : sorted[index + 1]! - 1, 1_000));
        await test.db.insertInto("sub_pot").values(parts.map((part, position) => ({ ...part, position, id: crypto.randomUUID(), pot_id: pot.id }))).execute();
        const subPots = await listSubPots(test.db, pot.id);
        const { rows } = await sql<{ id: string | null }>`select sub_pot_of(${pot.id}::uuid, null, ${asked}::bigint) as id`.execute(test.db);
        expect(subPotOf(subPots, { sub_pot_id: null, asked_pence: asked })?.id ?? null).toBe(rows[0]!.id);
      }),
      { numRuns: 40 },
    );
  });
});

describe("a pot's years", () => {
  it("keep the limit of each when many decide at once, and say what remains", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 5_000_000);
    const own = (await getPot(test.db, pot.id)).financial_year;
    const next = yearsFrom(own)[1]!;
    await savePotYears(as(test.db, administrator), pot.id, { version: 1, years: [{ financial_year: own, allocation_pence: 700_000 }, { financial_year: next, allocation_pence: 300_000 }] });
    const applicants = await Promise.all(Array.from({ length: 8 }, () => anApplicant(test.db, pot.id, 200_000)));
    const deciders = await Promise.all(applicants.map(() => staff()));
    const split = [{ financial_year: own, amount_pence: 100_000 }, { financial_year: next, amount_pence: 100_000 }];
    const answers = await Promise.allSettled(applicants.map((one, index) => decide(as(test.db, deciders[index]!), one.application_id, { ...inFull, years: split })));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    for (const answer of answers) if (answer.status === "rejected") expect((answer.reason as Error).message).toBe(`£0 remains of the £3,000 that may be committed in ${next}, and this needs £1,000`);
    expect((await listPotYears(test.db, await getPot(test.db, pot.id))).slice(0, 2).map(({ committed_pence }) => committed_pence)).toEqual([300_000, 300_000]);
    expect(await refusedBy(test.db.updateTable("pot_year").set({ committed_pence: 300_001 }).where("pot_id", "=", pot.id).where("financial_year", "=", next).execute())).toBe("pot_year_never_overcommitted");
    await decide(as(test.db, administrator), applicants[answers.findIndex(({ status }) => status === "rejected")]!.application_id, inPart(150_000));
    expect(await faults(test.db)).toEqual([]);
  });

  it("are never limited below what is committed in them", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const own = (await getPot(test.db, pot.id)).financial_year;
    await decide(as(test.db, administrator), (await anApplicant(test.db, pot.id)).application_id, inFull);
    const limit = (allocation_pence: number, at: string) => savePotYears(as(test.db, administrator), pot.id, { version: 1, years: [{ financial_year: at, allocation_pence }] });
    await expect(limit(499_999, own)).rejects.toMatchObject({ fields: { [`year-${own}`]: expect.stringContaining("£5,000") } });
    await expect(limit(1, "1999-00")).rejects.toBeInstanceOf(Invalid);
    await limit(500_000, own);
    expect(await version(pot.id)).toBe(2);
  });
});

describe("pure", () => {
  it("years are written as they are said, also over a century", () => {
    expect(yearsFrom("2026-27")).toEqual(["2026-27", "2027-28", "2028-29", "2029-30", "2030-31"]);
    expect(yearsFrom("2098-99", 2)).toEqual(["2098-99", "2099-00"]);
  });
  it("a split is the award to the penny", () => {
    const years = [{ financial_year: "2026-27", amount_pence: 100 }, { financial_year: "2027-28", amount_pence: 50 }];
    expect(yearsRefused(150, years, yearsFrom("2026-27"))).toBeUndefined();
    expect(yearsRefused(151, years, yearsFrom("2026-27"))).toContain("£0.01 is missing");
    expect(yearsRefused(149, years, yearsFrom("2026-27"))).toContain("£0.01 is too much");
    expect(yearsRefused(200, [...years, years[1]!], yearsFrom("2026-27"))).toBe("Name each financial year once");
    expect(yearsRefused(150, [{ financial_year: "2026-27", amount_pence: 200 }, { financial_year: "2027-28", amount_pence: -50 }], yearsFrom("2026-27"))).toBeDefined();
  });
  it("what is taken from the years is what is given back, and no year goes below nothing", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 5 }), fc.nat(), (amounts, seed) => {
      const years = amounts.map((amount_pence, index) => ({ financial_year: yearsFrom("2026-27")[index]!, amount_pence }));
      const total = amounts.reduce((sum, amount) => sum + amount, 0);
      const pence = total === 0 ? 0 : seed % (total + 1);
      const taken = takenFromYears(years, pence);
      expect(taken.reduce((sum, { amount_pence }) => sum - amount_pence, 0)).toBe(pence);
      for (const { financial_year, amount_pence } of taken) expect(years.find((year) => year.financial_year === financial_year)!.amount_pence + amount_pence).toBeGreaterThanOrEqual(0);
    }));
  });
  it("parts are read from what was typed, and a message stands beside the field that it is about", () => {
    const row = { id: "", title: "Small", from_pence: "", to_pence: "2,000", allocation_pence: "40,000" };
    expect(readSubPots("grant-size", [row, { ...row, title: "", allocation_pence: "" }])).toEqual({ errors: {}, parts: [size("Small", null, 200_000, 4_000_000)] });
    expect(Object.keys(readSubPots("grant-size", [{ ...row, title: "", to_pence: "lots", allocation_pence: "-1" }]).errors).sort()).toEqual(["allocation_pence-0", "title-0", "to_pence-0"]);
    expect(readSubPots("locality", [{ ...row, title: "Arran" }]).parts).toEqual([locality("Arran", 4_000_000)]);
    expect([subPotWords(small), subPotWords(large), subPotWords(locality("Arran", 1))]).toEqual(["Up to £2,000", "£2,000.01 and more", "Arran"]);
  });
  it("parts that overlap or mix two ways of dividing are refused", async () => {
    const { pot, administrator } = await aPot(test.db, 1_000_000);
    const save = (...parts: SubPotInput[]) => saveSubPots(as(test.db, administrator), pot.id, { version: 1, parts });
    await expect(save(small, size("Middle", 200_000, 300_000, 1))).rejects.toMatchObject({ fields: { "from_pence-1": expect.stringContaining("Small grants") } });
    await expect(save(locality("Arran", 1), locality("arran", 1))).rejects.toMatchObject({ fields: { "title-1": expect.stringContaining("overlaps") } });
    await expect(save(small, locality("Arran", 1))).rejects.toThrow(/not by both/);
    await expect(save(size("Nothing", null, null, 1))).rejects.toMatchObject({ fields: { "from_pence-0": expect.any(String) } });
  });
});
