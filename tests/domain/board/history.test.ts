import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionPage } from "#app/domain/figures/action-page.server.ts";
import { draftPack, getReport } from "#app/domain/publications/board/read.server.ts";
import { issuedStatuses } from "#app/domain/strategy/status.server.ts";
import { packSections } from "#app/domain/publications/board/sections.ts";
import { wordingsOfPriority } from "#app/domain/strategy/versions.server.ts";
import { getPlan, getPriority } from "#app/domain/strategy/read.server.ts";
import { loadSeed } from "#seeds/load.ts";
import { testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ seed: "reference" });
  for (let times = 0; times < 2; times += 1) await loadSeed("history", { db: test.db, now: new Date(), mode: "production", secret: testSecret });
});
afterAll(() => test.close());

describe("what is known of February 2025", () => {
  it("is there as it was printed: 11 strategic actions, four themes, one sub-action, and nothing that could not be read", async () => {
    const plan = await getPlan(test.db);
    expect((await issuedStatuses(test.db, plan.id)).size).toBe(16);
    const { issued } = await actionPage(test.db, undefined, "2.6", new Date());
    expect(issued).toMatchObject({ words: "At Risk", report: { data_stated: "February 2025", meeting_on: "2025-04-30", synthetic: false } });
    expect((await actionPage(test.db, undefined, "4.1", new Date())).issued).toBeNull();
    const pack = await draftPack(test.db, await getReport(test.db, "2025-02"));
    expect(pack.strategic.find(({ ref }) => ref === "1.1")!.split).toMatchObject({ basis: "published", shares: [{ status: "Delivered", count: null, percent: 40 }, { status: "On Track", percent: 40 }, { status: "At Risk", percent: 20 }] });
    expect(pack.strategic.find(({ ref }) => ref === "2.7")).toMatchObject({ status: "On Track", split: { shares: [{ status: "Delivered", percent: 100 }] } });
    expect(pack.strategic.find(({ ref }) => ref === "2.5")!.split.basis).toBe("none");
  });

  it("keeps the workforce slip: 29 printed, 26 of 66 held, 39.4% computed, with its note (requirement 17)", async () => {
    const pack = await draftPack(test.db, await getReport(test.db, "2025-02"));
    expect(pack.published.find(({ status, part }) => status === "On Track" && part === "Workforce delivery actions")).toMatchObject({ count: 29, percent: 39, held_count: 26, held_base: 66, held_percent: 39.4, note: expect.stringContaining("69") });
    expect(pack.published.filter(({ part }) => part === "Workforce delivery actions").reduce((sum, { held_count }) => sum + held_count, 0)).toBe(66);
    expect(packSections(pack)[0]!.lines.at(-1)).toBe("Workforce delivery actions: the printed counts add up to 69, and the printed percentages are not of 69. All are right of 66 with 26 for the printed 29.");
    expect(pack.published.find(({ part }) => part === "Strategic actions")).toMatchObject({ count: 25, percent: 73, held_base: 34, held_percent: 73.5 });
  });

  it("keeps 1.1 Stigma and 1.1 Workforce Data as two things (requirement 1)", async () => {
    const rows = await test.db.selectFrom("action").innerJoin("plan", "plan.id", "action.plan_id").select(["plan.series", "plan.version", "action.scheme", "action.ref", "action.title"]).where("action.ref", "=", "1.1").orderBy("action.scheme").execute();
    expect(rows).toEqual([
      { series: "delivery-plan", version: 1, scheme: "strategic", ref: "1.1", title: "Stigma & discrimination" },
      { series: "delivery-plan", version: 1, scheme: "workforce", ref: "1.1", title: "Workforce Data" },
    ]);
  });

  it("keeps each document's wording of a priority under its label (requirement 2)", async () => {
    const plan = await getPlan(test.db);
    const three = await getPriority(test.db, plan.id, 3);
    expect(three.official_wording).toContain("community-based");
    expect(await wordingsOfPriority(test.db, three.id)).toMatchObject([{ label: "board-report", wording: "Increase mental health capacity within GPs, PCC." }, { label: "delivery-plan", wording: expect.stringContaining("community based") }]);
    expect(await wordingsOfPriority(test.db, (await getPriority(test.db, plan.id, 1)).id)).toMatchObject([{ label: "easy-read" }]);
  });
});
