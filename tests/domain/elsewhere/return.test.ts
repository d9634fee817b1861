import { unzipSync } from "fflate";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { returnCsv, returnXlsx } from "#app/domain/awards/national-return/files.server.ts";
import { amountBand, incomeBand, returnColumns, signForm } from "#app/domain/awards/national-return/model.ts";
import { findSigned, fourMeasures, listBodies, listReturnRows, listSignatures, returnTotals } from "#app/domain/awards/national-return/read.server.ts";
import { remindBodies, signReturn, takeBackReturn } from "#app/domain/awards/national-return/sign.server.ts";
import { reduce, retag, withdraw } from "#app/domain/awards/vary.server.ts";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { Conflict, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { as, faults } from "#tests/domain/awards/world.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { awardsOf, aWorld, fileOf, row, send, type World } from "./world.ts";

let test: TestDatabase;
let world: World;
let official: PersonActor;
beforeAll(async () => {
  test = await testDatabase({ connections: 14 });
  official = await an.actor(test.db, [{ role: "official" }]);
});
afterAll(() => test.close());
beforeEach(async () => {
  world = await aWorld(test.db);
});

const input = async (changes: Partial<Parameters<typeof signReturn>[2]> = {}, potId = world.pot.id) => {
  const { awards, amount_pence } = await returnTotals(test.db, potId);
  return { signatory_name: "Ailsa Muir", applications: 12, nil: awards === 0, seen_awards: awards, seen_pence: amount_pence, ...changes };
};
const sign = async (changes: Partial<Parameters<typeof signReturn>[2]> = {}) => signReturn(as(test.db, world.administrator), world.pot.id, await input(changes));
const signed = () => findSigned(test.db, world.pot.id);

describe("what the return says of each award", () => {
  it("has size, coverage, band, type, groups, themes, new or existing, reach and capital, from the award itself", async () => {
    const { fund_id } = world.round;
    await test.db.insertInto("amount_band").values([
      { fund_id, code: "small", title: "£2,000 or less", from_pence: 1, to_pence: 200_000, position: 1, basis: "our-own" },
      { fund_id, code: "large", title: "More than £2,000", from_pence: 200_001, to_pence: null, position: 2, basis: "our-own" },
    ]).execute();
    await send(test.db, world, fileOf([
      row({ reference: "R-1", amount: "2000", income: "25000", coverage: "several areas", capital: "0", families: "lone-parent-families" }),
      row({ reference: "R-2", amount: "2000.01", title: "=1+1", reach: "general", focus_groups: "" }),
    ]));
    const rows = await listReturnRows(test.db, await getPot(test.db, world.pot.id));
    const [one, two] = ["R-1", "R-2"].map((reference) => rows.find((found) => found.own_reference === reference)!);
    expect(one).toMatchObject({ income_pence: 2_500_000, coverage: "several-areas", band: "£2,000 or less", project_type: "social", focus_groups: ["women", "older-people"], issues: ["isolation"], families: ["lone-parent-families"], project_standing: "new", reach: "open-with-a-focus", capital_pence: 0, origin: "elsewhere" });
    expect(two).toMatchObject({ income_pence: null, coverage: null, band: "More than £2,000", capital_pence: null });
    const lines = returnCsv(rows).toString("utf8").replace(/^\uFEFF/, "").trimEnd().split("\r\n");
    expect(lines[0]!.split(",")).toHaveLength(returnColumns.length);
    expect(lines.find((line) => line.includes(",R-1,"))).toContain("£25,000 or less");
    expect(lines.find((line) => line.includes(",R-2,"))).toMatch(/\[x\].*'=1\+1.*\[x\].*synthetic$/);
    const book = unzipSync(await returnXlsx(rows, ["A title"]));
    const texts = Object.entries(book).filter(([name]) => /sheet1|sharedStrings/.test(name)).map(([, bytes]) => Buffer.from(bytes).toString("utf8")).join("");
    expect(texts).toContain("=1+1");
    expect(texts).not.toContain("<f>");
    expect(texts).toContain("2000.01");
  });

  it("puts exactly the edge into the band that names it, and a penny more into the next", () => {
    expect([2_500_000, 2_500_001, 0, 100_000_000, 100_000_001].map((pence) => incomeBand(pence)!.code)).toEqual(["up-to-25000", "25000-to-100000", "up-to-25000", "250000-to-1000000", "over-1000000"]);
    expect(incomeBand(null)).toBeUndefined();
    const bands = [{ title: "a", from_pence: 1, to_pence: 200 }, { title: "b", from_pence: 201, to_pence: null }];
    expect([1, 200, 201].map((pence) => amountBand(pence, bands)!.title)).toEqual(["a", "a", "b"]);
  });
});

describe("signing", () => {
  it("states what is complete, by whom, and is what stands", async () => {
    await send(test.db, world, fileOf([row({ amount: "1000" }), row({ amount: "2000" })]));
    await sign();
    expect(await signed()).toMatchObject({ nil: false, awards: 2, projects: 2, organisations: 2, amount_pence: 300_000, applications: 12, signatory_name: "Ailsa Muir", changed: 0, statement: expect.stringMatching(/^The 2 awards listed here \(2 projects, 2 organisations, £3,000\)/) });
    expect(await faults(test.db)).toEqual([]);
  });

  it("a nil return can be signed where no award is, and nowhere else", async () => {
    await expect(sign({ nil: false })).rejects.toMatchObject({ fields: { nil: expect.stringContaining("no awards") } });
    await sign({ nil: true });
    expect(await signed()).toMatchObject({ nil: true, awards: 0, statement: expect.stringContaining("No awards were made") });
    await send(test.db, world, fileOf([row()]));
    await expect(sign({ nil: true })).rejects.toMatchObject({ fields: { nil: expect.stringContaining("can't be a nil return") } });
  });

  it("is refused where awards changed since the page was opened, or decided ones wait for release", async () => {
    const before = await input();
    await send(test.db, world, fileOf([row()]));
    await expect(signReturn(as(test.db, world.administrator), world.pot.id, before)).rejects.toThrow(Conflict);
    await an.award(test.db, { pot_id: world.pot.id, status: "decided" });
    await expect(sign()).rejects.toThrow(/decided and not released/);
  });

  it("pressed twice in the same moment signs once", async () => {
    await send(test.db, world, fileOf([row()]));
    const same = await input();
    const ids = await Promise.all([1, 2, 3].map(() => signReturn(as(test.db, world.administrator), world.pot.id, same)));
    expect(new Set(ids).size).toBe(1);
    expect(await listSignatures(test.db, world.pot.id)).toHaveLength(1);
  });

  it("what changed since is counted, an award once however often, and signing again starts anew", async () => {
    await send(test.db, world, fileOf([row({ reference: "S-1" }), row({ reference: "S-2" }), row({ reference: "S-3" }), row({ reference: "S-4" })]));
    await sign();
    const [one, two, three] = await awardsOf(test.db, world.pot.id);
    const mine = as(test.db, world.administrator);
    await reduce(mine, one!.id, { amount_pence: 100_000, reason: "Less was needed" });
    await retag(mine, one!.id, { tags: { "focus-group": ["refugees"], "priority-issue": [], "family-group": [], "project-type": ["arts"] }, reason: "Tags were wrong" });
    await withdraw(mine, two!.id, { reason: "Handed back" });
    await send(test.db, world, fileOf([row({ reference: "S-5" })]));
    expect((await signed())!.changed).toBe(3);
    await sign();
    expect(await signed()).toMatchObject({ changed: 0, awards: 4 });
    expect((await listSignatures(test.db, world.pot.id)).map((one) => one.ended_as)).toEqual([null, "signed-again"]);
    expect(three!.status).toBe("accepted");
  });

  it("can be taken back with a reason, until a national publication has used it", async () => {
    await send(test.db, world, fileOf([row()]));
    await sign();
    await takeBackReturn(as(test.db, world.administrator), world.pot.id, { reason: "Two awards were forgotten" });
    expect(await signed()).toBeUndefined();
    await expect(takeBackReturn(as(test.db, world.administrator), world.pot.id, { reason: "Again" })).rejects.toThrow(WrongState);
    await sign();
    await publishedCut({ [world.pot.area_code]: true });
    expect((await signed())!.published_at).not.toBeNull();
    await expect(takeBackReturn(as(test.db, world.administrator), world.pot.id, { reason: "Too late" })).rejects.toThrow(/national publication has used/);
    await send(test.db, world, fileOf([row()]));
    await sign();
    expect(await signed()).toMatchObject({ awards: 2, published_at: null });
  });

  it("a publication that went without the area does not close its return", async () => {
    await send(test.db, world, fileOf([row()]));
    await sign();
    await publishedCut({ [world.pot.area_code]: false });
    expect((await signed())!.published_at).toBeNull();
  });

  it("is never changed afterwards, not even by us", async () => {
    await sign();
    const { id } = (await signed())!;
    await expect(test.db.updateTable("area_return").set({ awards: 9 }).where("id", "=", id).execute()).rejects.toMatchObject({ constraint: "area_return_as_signed" });
    await expect(test.db.deleteFrom("area_return").where("id", "=", id).execute()).rejects.toMatchObject({ constraint: "area_return_as_signed" });
  });

  it("is for the administrator of the area; a box that is not ticked signs nothing", async () => {
    await expect(signReturn(as(test.db, await world.staff("finance")), world.pot.id, await input())).rejects.toThrow(NotAllowed);
    await expect(signReturn(as(test.db, official), world.pot.id, await input())).rejects.toThrow(NotFound);
    expect(signForm.safeParse({ signatory_name: "A", seen_awards: "0", seen_pence: "0" }).success).toBe(false);
    expect(signForm.safeParse({ signatory_name: "A", agreed: "yes", seen_awards: "0", seen_pence: "0", applications: "many" }).success).toBe(false);
  });
});

/** A cut of the round's fund that a publication makes public, with the areas that had reported. */
async function publishedCut(areas: Record<string, boolean>) {
  const id = crypto.randomUUID();
  const { db } = test;
  await db.insertInto("award_cut").values({ id, fund_id: world.round.fund_id, data_at: new Date(), period_from: "2023-04-01", period_to: "2024-03-31", groups_known: true, synthetic: true }).execute();
  for (const [area_code, reported] of Object.entries(areas)) await db.insertInto("award_cut_area").values({ cut_id: id, area_code, reported }).execute();
  for (const award of await awardsOf(db, world.pot.id))
    await db.insertInto("award_cut_award").values({ cut_id: id, award_id: award.id, round_id: award.round_id, area_code: award.area_code, organisation_id: award.organisation_id, awarded_on: award.awarded_on, amount_pence: award.amount_pence, synthetic: true }).execute();
  await db.updateTable("award_cut").set({ published_as: "2026-05", published_title: "For the test", published_at: new Date() }).where("id", "=", id).execute();
}

describe("completeness", () => {
  it("counts signatures once a round has any, an award where it has none, and names who is missing", async () => {
    const fund = (await test.db.selectFrom("fund").select("code").where("id", "=", world.round.fund_id).executeTakeFirstOrThrow()).code;
    const second = await a.pot(test.db, { round_id: world.round.id, area_code: "S12000049" });
    const third = await a.pot(test.db, { round_id: world.round.id, area_code: "S12000041" });
    const neighbour = await an.actor(test.db, [{ role: "administrator", fund_id: world.round.fund_id, area_code: "S12000049" }]);
    await send(test.db, world, fileOf([row()]));
    await send(test.db, { pot: second, administrator: neighbour }, fileOf([row()]));
    const completeness = async () => (await awardCounts(test.db, { fund, by: "focus-group" }, new Date())).completeness;
    const missing = async () => (await completeness()).missing.map(({ code }) => code);
    expect(await completeness()).toMatchObject({ expected: 3, reported: 2 });
    await sign();
    expect(await completeness()).toMatchObject({ expected: 3, reported: 1 });
    expect((await missing()).sort()).toEqual(["S12000041", "S12000049"]);
    const third_administrator = await an.actor(test.db, [{ role: "administrator", fund_id: world.round.fund_id, area_code: "S12000041" }]);
    await signReturn(as(test.db, third_administrator), third.id, await input({}, third.id));
    expect(await missing()).toEqual(["S12000049"]);
    await takeBackReturn(as(test.db, world.administrator), world.pot.id, { reason: "Not all there" });
    await takeBackReturn(as(test.db, third_administrator), third.id, { reason: "Not all there" });
    expect(await completeness()).toMatchObject({ expected: 3, reported: 0 });
  });
});

describe("the officials' view", () => {
  it("shows who has signed, what changed since and who is missing, and reminds those once a day", async () => {
    const second = await a.pot(test.db, { round_id: world.round.id, area_code: "S12000049" });
    await a.pot(test.db, { round_id: world.round.id, area_code: "S12000041" });
    await an.actor(test.db, [{ role: "administrator", fund_id: world.round.fund_id, area_code: second.area_code }]);
    await send(test.db, world, fileOf([row()]));
    await sign();
    const line = async (code: string) => (await listBodies(test.db, world.round.id)).find((one) => one.area_code === code)!;
    expect(await line(world.pot.area_code)).toMatchObject({ awards: 1, signed_awards: 1, changed: 0, signatory_name: "Ailsa Muir" });
    expect(await line(second.area_code)).toMatchObject({ return_id: null, changed: 0, awards: 0 });
    await send(test.db, world, fileOf([row()]));
    expect((await line(world.pot.area_code)).changed).toBe(1);
    expect(await remindBodies(as(test.db, official), world.round.id)).toMatchObject({ areas: 2, messages: 2, nobody: [expect.any(String)] });
    expect(await remindBodies(as(test.db, official), world.round.id)).toMatchObject({ messages: 0 });
    const letters = await test.db.selectFrom("message").select(["to_person_id", "body"]).where("template", "=", "return.reminder").where("to_person_id", "=", world.administrator.id).execute();
    expect(letters[0]!.body).toContain(`/manage/pots/${world.pot.id}/return`);
    await expect(remindBodies(as(test.db, world.administrator), world.round.id)).rejects.toThrow(NotAllowed);
  });

  it("keeps applications, awards, projects and organisations apart: 2,691 applications, 1,842 awards, 1,775 projects", async () => {
    const { db } = test;
    const groups = Array.from({ length: 1_700 }, (_, index) => row({ organisation: `Year one group ${index}` }));
    const names = Array.from({ length: 1_775 }, (_, index) => groups[index % 1_700]!.organisation!);
    const projects = names.map((organisation, index) => row({ reference: `P-${index}`, organisation, amount: "100" }));
    const topUps = Array.from({ length: 67 }, (_, index) => row({ reference: `T-${index}`, organisation: names[index * 20]!, tops_up: `P-${index * 20}`, amount: "50" }));
    await send(db, world, fileOf([...topUps, ...projects]));
    expect(await fourMeasures(db, world.round.id)).toEqual({ applications: 0, awards: 1_842, projects: 1_775, organisations: 1_700 });
    await sign({ applications: 2_691 });
    expect(await fourMeasures(db, world.round.id)).toEqual({ applications: 2_691, awards: 1_842, projects: 1_775, organisations: 1_700 });
    expect(await signed()).toMatchObject({ awards: 1_842, projects: 1_775 });
    const history = await a.round(db, { fund_id: world.round.fund_id, kind: "history", form_version_id: world.round.form_version_id, return_form_version_id: world.round.return_form_version_id });
    await a.pot(db, { round_id: history.id });
    expect((await fourMeasures(db, history.id)).applications).toBeNull();
    expect(await faults(db)).toEqual([]);
  });
});
