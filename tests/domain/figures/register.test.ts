import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withdraw } from "#app/domain/awards/vary.server.ts";
import { readAwardFilters } from "#app/domain/figures/register-model.ts";
import { getAwardByReference, getAwardNationally, listAwards, listAwardsNationally } from "#app/domain/figures/registers.server.ts";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { NotAllowed, NotFound } from "#app/domain/kernel/errors.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { aberdeen, angus, anAward, aNow, asking, aWorld, focus, glasgow, groups } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const filtersOf = (query: Record<string, string>) => readAwardFilters(new URLSearchParams(query)).filters;

describe("the register", () => {
  it("shows nobody outside an award that is decided and not released, by list or by reference", async () => {
    const world = await aWorld(test.db);
    const secret = await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", status: "decided", title: "Not yet known" });
    const register = await listAwards(test.db, filtersOf({ fund: world.fund.code }));
    expect(register).toMatchObject({ awards: [], count: 0, amount_pence: 0 });
    await expect(getAwardByReference(test.db, secret.reference)).rejects.toBeInstanceOf(NotFound);
    const official = await an.actor(test.db, [{ role: "official" }]);
    const decided = await listAwardsNationally(test.db, official, filtersOf({ fund: world.fund.code }), "decided");
    expect(decided.awards.map((award) => award.reference)).toEqual([secret.reference]);
    expect(decided.awards[0]?.status).toBe("decided");
  });

  it("opens what is not public to officials with the second factor only", async () => {
    const world = await aWorld(test.db);
    const award = await anAward(test.db, world, { area: aberdeen, on: "2023-11-01" });
    const official = await an.actor(test.db, [{ role: "official" }]);
    const administrator = await an.actor(test.db, [{ role: "administrator", fund_id: world.fund.id, area_code: aberdeen }]);
    for (const actor of [{ kind: "visitor" } as const, administrator, { ...official, secondFactor: false }]) {
      await expect(getAwardNationally(test.db, actor, award.reference)).rejects.toBeInstanceOf(NotAllowed);
      await expect(listAwardsNationally(test.db, actor, filtersOf({}), "decided")).rejects.toBeInstanceOf(NotAllowed);
    }
    expect((await getAwardNationally(test.db, official, award.reference)).reference).toBe(award.reference);
  });

  it("leads from every number of a breakdown to exactly the awards behind it", async () => {
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", tags: focus("women", "minority-ethnic") });
    await anAward(test.db, world, { area: glasgow, on: "2023-11-30", tags: focus("women") });
    await anAward(test.db, world, { area: glasgow, on: "2024-04-01", tags: focus("women") });
    const answer = await awardCounts(test.db, asking(world, { from: "2023-11-01", to: "2024-03-31" }), aNow);
    for (const row of answer.rows) {
      const register = await listAwards(test.db, filtersOf({ fund: world.fund.code, from: "2023-11-01", to: "2024-03-31", "focus-group": row.code }));
      expect({ code: row.code, awards: register.count, amount_pence: register.amount_pence }).toEqual({ code: row.code, awards: row.awards, amount_pence: row.amount_pence });
    }
    expect(answer.rows.map((row) => row.awards)).toEqual([2, 1, 0]);
  });

  it("filters by area, financial year, focus group and part of a name, whatever signs the name holds", async () => {
    const world = await aWorld(test.db);
    const odd = await an.organisation(test.db, { name: "100% Wool_Craft \\ Angus" });
    await anAward(test.db, world, { area: angus, on: "2024-03-31", organisation_id: odd.id, tags: focus("women") });
    await anAward(test.db, world, { area: aberdeen, on: "2024-04-01" });
    const count = async (query: Record<string, string>) => (await listAwards(test.db, filtersOf({ fund: world.fund.code, ...query }))).count;
    expect(await count({ area: angus })).toBe(1);
    expect(await count({ year: "2023-24" })).toBe(1);
    expect(await count({ year: "2024-25" })).toBe(1);
    expect(await count({ year: "2023-24", from: "2024-04-01" })).toBe(0);
    expect(await count({ "focus-group": "women" })).toBe(1);
    for (const q of ["0% wool", "L_C", "\\ ang"]) expect(await count({ q })).toBe(1);
    for (const q of ["1_0%", "%%", "' or 1=1 --"]) expect(await count({ q })).toBe(0);
  });

  it("leaves out a filter that makes no sense and says so", () => {
    const { filters, problems } = readAwardFilters(new URLSearchParams({ from: "31/3/2024", year: "2023-25", area: "Glasgow", fund: "communities-adults" }));
    expect(filters).toEqual({ fund: "communities-adults", tags: {} });
    expect(Object.keys(problems).sort()).toEqual(["area", "from", "year"]);
  });

  it("pages without losing or doubling an award, and answers a page that is far beyond the last with the last", async () => {
    const world = await aWorld(test.db);
    for (let number = 0; number < 28; number += 1) await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", amount_pence: 1_000 });
    const pages = await Promise.all([1, 2].map((page) => listAwards(test.db, filtersOf({ fund: world.fund.code }), page)));
    expect(pages.map((page) => page.awards.length)).toEqual([25, 3]);
    expect(new Set(pages.flatMap((page) => page.awards.map((award) => award.reference))).size).toBe(28);
    expect((await listAwards(test.db, filtersOf({ fund: world.fund.code }), 1e12)).page).toBe(2);
    expect((await listAwards(test.db, filtersOf({ fund: world.fund.code }), Number.NaN)).page).toBe(1);
  });

  it("says of a withdrawn award that it was withdrawn and when, and nothing of the project's own words", async () => {
    const world = await aWorld(test.db);
    const award = await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", title: "Walks for Morag", description: "Morag leads them", tags: focus(groups[0]) });
    const chair = await an.actor(test.db, [{ role: "chair", fund_id: world.fund.id, area_code: aberdeen }]);
    await withdraw(contextFor(test.db, chair), award.id, { version: award.version, reason: "Morag moved away" });
    const shown = await getAwardByReference(test.db, award.reference);
    expect(shown).toMatchObject({ stands: false, status: "withdrawn", title: "", description: "", tags: [] });
    expect(shown.withdrawn_at).toBeInstanceOf(Date);
    expect(JSON.stringify(shown)).not.toContain("Morag");
    expect((await listAwards(test.db, filtersOf({ fund: world.fund.code }))).count).toBe(0);
  });
});

describe("what a public award page says", () => {
  it("holds no more of an award than the register's facts", async () => {
    const world = await aWorld(test.db);
    const person = await a.person(test.db, { name: "Iona Signatory" });
    const award = await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", status: "accepted", accepted_by: person.id, signatory_name: "Iona Signatory", signatory_role: "Treasurer", conditions: "Send the tenancy", asked_pence: 900_000 });
    const text = JSON.stringify(await getAwardByReference(test.db, award.reference));
    for (const secret of ["Iona", "Treasurer", "tenancy", "900000", person.id, award.id]) expect(text).not.toContain(secret);
  });
});
