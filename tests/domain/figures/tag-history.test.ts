/** T1: tags have a time of the record. A cut of a moment holds the tags of that moment, and nothing that was published moves. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replaceTags } from "#app/domain/awards/ledger.server.ts";
import { retag } from "#app/domain/awards/vary.server.ts";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { codesOfCut, takeCut } from "#app/domain/figures/cuts.server.ts";
import { inTransaction } from "#app/domain/kernel/context.ts";
import { findings } from "#app/domain/publications/checks.server.ts";
import { draftPublication } from "#app/domain/publications/draft.server.ts";
import { londonDay } from "#app/domain/kernel/time.ts";
import { aberdeen, anAward, asking, aWorld, focus, glasgow, type World } from "#tests/domain/figures/world.ts";
import { aDraft, aPublishing, released, soon, typed } from "#tests/domain/publications/world.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const moment = async (): Promise<Date> => (await sql<{ at: Date }>`select clock_timestamp() as at`.execute(test.db)).rows[0]!.at;
const focusOnly = (...codes: string[]) => ({ "focus-group": codes, "priority-issue": [], "family-group": [], "project-type": [] });
const administratorOf = async ({ fund }: World, area: string) => contextFor(test.db, await an.actor(test.db, [{ role: "administrator", fund_id: fund.id, area_code: area }]));

async function groupsAt(world: World, data_at: Date): Promise<Record<string, number>> {
  return inTransaction(contextFor(test.db), async (tx) => {
    const cut = await takeCut(tx, { fund_id: world.fund.id, data_at, period_from: "2023-11-01", period_to: "2024-03-31" });
    return Object.fromEntries((await codesOfCut(tx.db, cut, "focus-group")).map((row) => [row.code, row.awards]));
  });
}

describe("T1: a cut of a moment that has passed", () => {
  it("reads the tags of then, whatever has been retagged since, and each retag in between", async () => {
    const world = await aWorld(test.db);
    const one = await anAward(test.db, world, { area: aberdeen, on: "2023-12-01", tags: focus("women", "minority-ethnic") });
    await anAward(test.db, world, { area: glasgow, on: "2024-01-10", tags: focus("women") });
    const administrator = await administratorOf(world, aberdeen);
    const first = await moment();
    await retag(administrator, one.id, { reason: "Put right", tags: focusOnly("minority-ethnic", "socio-economic-disadvantage") });
    const second = await moment();
    await retag(administrator, one.id, { reason: "Put back", tags: focusOnly("women") });
    const third = await moment();
    expect(await groupsAt(world, first)).toEqual({ women: 2, "minority-ethnic": 1 });
    expect(await groupsAt(world, second)).toEqual({ women: 1, "minority-ethnic": 1, "socio-economic-disadvantage": 1 });
    expect(await groupsAt(world, third)).toEqual({ women: 2 });
    expect(await groupsAt(world, first)).toEqual({ women: 2, "minority-ethnic": 1 });
  });

  it("keeps a tag that stayed as one tag: its time does not begin again", async () => {
    const world = await aWorld(test.db);
    const award = await anAward(test.db, world, { area: aberdeen, on: "2023-12-01", tags: focus("women", "minority-ethnic") });
    await retag(await administratorOf(world, aberdeen), award.id, { reason: "One too many", tags: focusOnly("women") });
    expect(await test.db.selectFrom("award_tag").select(["code", "since"]).where("award_id", "=", award.id).execute()).toEqual([{ code: "women", since: null }]);
    expect(await test.db.selectFrom("award_tag_past").select(["code", "since"]).where("award_id", "=", award.id).execute()).toEqual([{ code: "minority-ethnic", since: null }]);
  });

  it("has the day of award as it was recorded then", async () => {
    const world = await aWorld(test.db);
    const award = await anAward(test.db, world, { area: aberdeen, on: "2023-12-01", tags: focus("women") });
    const before = await moment();
    await test.db.insertInto("award_event").values({ id: award.id, award_id: award.id, kind: "corrected", awarded_on: "2024-06-01", reason: "Another day", synthetic: true }).execute();
    await test.db.updateTable("award").set({ awarded_on: "2024-06-01" }).where("id", "=", award.id).execute();
    expect(await groupsAt(world, before)).toEqual({ women: 1 });
    expect(await groupsAt(world, await moment())).toEqual({});
  });
});

describe("T1: what was published", () => {
  it("gives the same counts by group after every award of it has been retagged", async () => {
    const publishing = await aPublishing(test.db);
    const { world } = publishing;
    await released(publishing, await aDraft(publishing));
    const as_published = soon().slice(0, 7);
    const ask = () => awardCounts(test.db, { ...asking(world), as_published }, new Date());
    const before = await ask();
    expect(Object.fromEntries(before.rows.map((row) => [row.code, row.awards]))).toMatchObject({ women: 2, "minority-ethnic": 1 });
    const awards = await test.db.selectFrom("award").select(["id", "area_code"]).where("fund_id", "=", world.fund.id).execute();
    for (const { id, area_code } of awards) await retag(await administratorOf(world, area_code), id, { reason: "Every one", tags: focusOnly("socio-economic-disadvantage") });
    expect(await ask()).toEqual(before);
    const now = await awardCounts(test.db, asking(world), new Date());
    expect(Object.fromEntries(now.rows.map((row) => [row.code, row.awards]))).toMatchObject({ women: 0, "socio-economic-disadvantage": 3 });
  });

  it("is drafted for a day in the past with the groups of that day, and the check says how many have been put right since", async () => {
    const publishing = await aPublishing(test.db);
    const { world, official } = publishing;
    // Everything of this fund was recorded a week ago; the retag is of today.
    await test.db.updateTable("award").set({ recorded_at: sql`recorded_at - interval '7 days'`, released_at: sql`released_at - interval '7 days'` }).where("fund_id", "=", world.fund.id).execute();
    const [award] = await test.db.selectFrom("award").select("id").where("fund_id", "=", world.fund.id).where("area_code", "=", aberdeen).execute();
    await retag(await administratorOf(world, aberdeen), award!.id, { reason: "Put right", tags: focusOnly("socio-economic-disadvantage") });
    const id = await draftPublication(official, typed(world, { data_on: londonDay(new Date(Date.now() - 2 * 86_400_000)) }));
    const { cut_id } = await test.db.selectFrom("publication_cut").select("cut_id").where("publication_id", "=", id).executeTakeFirstOrThrow();
    expect(Object.fromEntries((await codesOfCut(test.db, cut_id, "focus-group")).map((row) => [row.code, row.awards]))).toEqual({ women: 2, "minority-ethnic": 1 });
    expect((await findings(test.db, id)).find(({ code }) => code === "retagged")?.message).toBe("The groups of 1 award were put right after the data date; the counts by group are of the groups as they stood on it.");
  });
});

describe("the database", () => {
  it("lets no tag go that is not kept in the history, and no history be changed", async () => {
    const world = await aWorld(test.db);
    const award = await anAward(test.db, world, { area: aberdeen, on: "2023-12-01", tags: focus("women") });
    await expect(test.db.deleteFrom("award_tag").where("award_id", "=", award.id).execute()).rejects.toMatchObject({ constraint: "award_tag_leaves_a_trace" });
    await expect(test.db.updateTable("award_tag").set({ code: "minority-ethnic" }).where("award_id", "=", award.id).execute()).rejects.toMatchObject({ constraint: "award_tag_append_only" });
    await inTransaction(contextFor(test.db), (tx) => replaceTags(tx, [award.id], []));
    await expect(sql`update award_tag_past set until = now()`.execute(test.db)).rejects.toThrow(/permission denied|never changed/);
    await expect(sql`delete from award_tag_past`.execute(test.db)).rejects.toThrow(/permission denied|never changed/);
  });
});
