import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Conflict, NotAllowed, NotFound } from "#app/domain/kernel/errors.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import { approachesOverview, approachPage } from "#app/domain/partnership/lens.server.ts";
import { approachSchema, type ApproachInput } from "#app/domain/strategy/approach.ts";
import { readingsOf, setApproach } from "#app/domain/strategy/approach.server.ts";
import { editCrosswalk } from "#app/domain/strategy/change.server.ts";
import { aimsOverview } from "#app/domain/partnership/lens.server.ts";
import { getPlan } from "#app/domain/strategy/read.server.ts";
import { planSchema } from "#app/domain/strategy/versions-model.ts";
import { createPlan } from "#app/domain/strategy/versions.server.ts";
import { a, an } from "#tests/support/factories.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { load } from "#tests/domain/seeds/support.ts";

let test: TestDatabase;
let official: Context;
beforeAll(async () => {
  test = await testDatabase({ seed: "reference" });
  await load(test.db, "history");
  official = contextFor(test.db, await an.actor(test.db, [{ role: "official" }]));
});
afterAll(() => test.close());

const reading = (changes: Record<string, unknown> = {}): ApproachInput => approachSchema.parse({ seen: 1, approach: "prevention", basis: "own-reading", source: "", reason: "It keeps people well.", ...changes });
const refsUnder = async (code: string | null) => (await approachesOverview(test.db, undefined, new Date())).parts.find((part) => part.code === code)!.actions.map(({ ref }) => ref);
const plan = "2023-2025";

describe("how an action helps", () => {
  it("is an official's to say; the earlier reading is kept with whose it was", async () => {
    expect(await refsUnder("treatment")).toContain("3.3");
    await setApproach(official, plan, { kind: "action", code: "3.3" }, reading({ approach: "early-help", basis: "source", source: "The Fund’s guidance, page 4", reason: "It says so." }));
    expect(await refsUnder("early-help")).toContain("3.3");
    expect(await refsUnder("treatment")).not.toContain("3.3");
    const { readings } = await readingsOf(test.db, (await getPlan(test.db)).id, { kind: "action", code: "3.3" });
    expect(readings.map(({ approach, basis, source }) => [approach, basis, source])).toEqual([["early-help", "source", "The Fund’s guidance, page 4"], ["treatment", "own-reading", ""]]);
  });

  it("can be taken back to “not said”, and an action without a reading is never counted as prevention", async () => {
    await setApproach(official, plan, { kind: "action", code: "1.1" }, reading({ approach: "none" }));
    expect(await refsUnder(null)).toContain("1.1");
    expect(await refsUnder("prevention")).not.toContain("1.1");
  });

  it("does not cover another official's reading unseen, and is for officials", async () => {
    for (const seen of [0, 2, 7]) await expect(setApproach(official, plan, { kind: "action", code: "2.1" }, reading({ seen }))).rejects.toThrow(Conflict);
    for (const actor of [await an.actor(test.db, [{ role: "publisher" }]), await an.actor(test.db, [{ role: "partner", member_body_id: (await a.memberBody(test.db)).id }])])
      await expect(setApproach(contextFor(test.db, actor), plan, { kind: "action", code: "2.1" }, reading())).rejects.toThrow(NotAllowed);
    await expect(setApproach(official, plan, { kind: "action", code: "99.9" }, reading())).rejects.toThrow(NotFound);
    await expect(setApproach(official, plan, { kind: "measure", code: "no-such" }, reading({ seen: 0 }))).rejects.toThrow(NotFound);
  });

  it("needs a source where a source is claimed, and a reason always", () => {
    expect(approachSchema.safeParse({ seen: 0, approach: "crisis", basis: "source", source: " ", reason: "x" }).success).toBe(false);
    expect(approachSchema.safeParse({ seen: 0, approach: "crisis", basis: "own-reading", source: "", reason: "" }).success).toBe(false);
    expect(approachSchema.parse({ seen: 0, approach: "crisis", basis: "own-reading", source: "typed and then unticked", reason: "x" }).source).toBe("");
  });

  it("one measure can be read apart: its figures leave the one side and stand on the other, never on both", async () => {
    const measures = async (approach: "crisis" | "prevention") => (await approachPage(test.db, undefined, approach, new Date())).actions.flatMap((action) => action.measures.map(({ id }) => id));
    expect(await measures("crisis")).toContain("suicide-prevention-budget");
    await setApproach(official, plan, { kind: "measure", code: "suicide-prevention-budget" }, reading({ seen: 0 }));
    expect(await measures("crisis")).not.toContain("suicide-prevention-budget");
    expect(await measures("prevention")).toContain("suicide-prevention-budget");
    expect(await measures("crisis")).toContain("mental-health-hub-calls");
  });

  it("two officials at once leave one reading each in turn, or one is told", async () => {
    const both = await Promise.allSettled([0, 1].map(() => setApproach(official, plan, { kind: "action", code: "2.2" }, reading())));
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});

it("where an aim leads is an official's to edit, and the lens follows at once", async () => {
  await editCrosswalk(official, plan, { aim: 4, priorities: [8], outcomes: [], note: "Only for the test" });
  const { aims } = await aimsOverview(test.db);
  expect(aims[3]).toMatchObject({ priorities: [{ number: 8 }], tally: { actions: 1, items: 1, figures: 0 } });
});

it("the Strategy's own areas of focus are known for four priorities, go on under a later plan, and are guessed for none", async () => {
  const { focus } = await approachesOverview(test.db, undefined, new Date());
  expect(focus.map((one) => one.focus)).toEqual([["promote"], ["promote"], ["promote", "prevent", "provide"], ["prevent", "provide"], [], [], [], [], [], []]);
  await createPlan(official, planSchema.parse({ code: "2026-2029", title: "The next plan", follows: plan, valid_from: "2026-04-01", published_on: "", note: "" }));
  const next = await test.db.selectFrom("priority_focus as f").innerJoin("priority as p", "p.id", "f.priority_id").innerJoin("plan", "plan.id", "p.plan_id").select(["p.number", "f.focus"]).where("plan.code", "=", "2026-2029").execute();
  expect(next).toHaveLength(7);
});
