import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyAudit } from "#app/domain/audit/verify.server.ts";
import { actionReport } from "#app/domain/figures/action-report.server.ts";
import { actionPage } from "#app/domain/figures/action-page.server.ts";
import { recordObservation } from "#app/domain/figures/change.server.ts";
import { another, observationSchema, type ObservationInput } from "#app/domain/figures/observation-model.ts";
import { getReturnNationally, peopleFromReturns } from "#app/domain/figures/people.server.ts";
import { valueInWords } from "#app/domain/figures/words.ts";
import { Invalid, NotAllowed, NotFound } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { contextFor, testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { aberdeen, anAward, aNow, aWorld, focus } from "./world.ts";

let test: TestDatabase;
const planId = newId();
const actionIds: Record<string, string> = { "3.1": newId(), "3.2": newId() };
beforeAll(async () => {
  test = await testDatabase();
  await test.db.insertInto("plan").values({ id: planId, code: "2023-2025", title: "The plan", valid_from: "2023-11-07" }).execute();
  const priority = newId();
  await test.db.insertInto("priority").values({ id: priority, plan_id: planId, number: 3, title: "Third", wording_status: "sourced" }).execute();
  for (const [index, ref] of ["3.1", "3.2"].entries())
    await test.db.insertInto("action").values({ id: actionIds[ref]!, plan_id: planId, scheme: "strategic", ref, priority_id: priority, title: `Action ${ref}`, title_basis: "our-words", sort_order: index }).execute();
  await test.db.insertInto("source").values({ id: newId(), code: "update", title: "Progress update" }).execute();
});
afterAll(() => test.close());

const anInput = (changes: Record<string, string> = {}) => ({
  id: newId(), measure: another, measure_title: "People trained", measure_unit: "people", measure_kind: "count-people", value: "2,200", value_to: "", qualifier: "over",
  basis: "stated", period_from: "2024-04-01", period_to: "2025-03-31", as_at: "2025-03-31", evidence_class: "B", source: "update", source_title: "", source_reference: "", source_ref: "p. 3",
  other_actions: "", note: "", ...changes,
});
const typed = (changes?: Record<string, string>): ObservationInput => observationSchema.parse(anInput(changes));
const complaints = (changes: Record<string, string>) => {
  const result = observationSchema.safeParse(anInput(changes));
  return result.success ? [] : [...new Set(result.error.issues.map((issue) => issue.path.join(".")))];
};
const official = () => an.actor(test.db, [{ role: "official" }]);

describe("recording a figure", () => {
  it.each([
    [{ value: "" }, ["value"]],
    [{ value: "about 2,000" }, ["value"]],
    [{ as_at: "" }, ["as_at"]],
    [{ period_from: "" }, ["period_from"]],
    [{ period_to: "" }, ["period_to"]],
    [{ period_to: "2024-03-31" }, ["period_to"]],
    [{ as_at: "2025-03-30" }, ["as_at"]],
    [{ basis: "as-at" }, ["period_from", "period_to"]],
    [{ basis: "open-ended" }, ["period_to"]],
    [{ basis: "open-ended", period_to: "", as_at: "2024-03-31" }, ["as_at"]],
    [{ basis: "some day" }, ["basis"]],
    [{ period_from: "2024-02-30" }, ["period_from"]],
    [{ evidence_class: "" }, ["evidence_class"]],
    [{ source: "" }, ["source"]],
    [{ source: another }, ["source_title"]],
    [{ measure_title: "", measure_unit: "", measure_kind: "" }, ["measure_title", "measure_unit", "measure_kind"]],
    [{ value_to: "100" }, ["value_to", "qualifier"]],
    [{ qualifier: "nearly" }, ["qualifier"]],
  ])("refuses a half-filled or contradictory figure: %j", (changes, fields) => {
    expect(complaints(changes)).toEqual(fields);
  });

  it("takes each basis with the dates that belong to it", () => {
    expect(complaints({})).toEqual([]);
    expect(complaints({ basis: "open-ended", period_to: "" })).toEqual([]);
    expect(complaints({ basis: "as-at", period_from: "", period_to: "" })).toEqual([]);
  });

  it("stands under every action it is cited under, once, with who else cites it", async () => {
    const input = typed({ other_actions: "3.1, 3.2" });
    const context = contextFor(test.db, await official());
    await recordObservation(context, "2023-2025", "3.2", input);
    await recordObservation(context, "2023-2025", "3.2", input);
    for (const [ref, other] of [["3.2", "3.1"], ["3.1", "3.2"]] as const) {
      const report = await actionReport(test.db, undefined, ref, aNow);
      const observations = report.measures.flatMap((measure) => measure.observations).filter((one) => one.id === input.id);
      expect(observations).toMatchObject([
        {
          value: 2200, value_to: null, qualifier: "over", period: { from: "2024-04-01", to: "2025-03-31", stated: null }, basis: "stated", as_at: "2025-03-31",
          evidence_class: "B", origin: "asserted", synthetic: true, shared_with: [other], source: { title: "Progress update", ref: "p. 3" },
        },
      ]);
    }
    expect(await verifyAudit(test.db, testSecret)).toEqual([]);
  });

  it("is for officials with the second factor, on an action that the plan has, with a day that has come", async () => {
    const who = await official();
    const recorded = async () => (await test.db.selectFrom("observation").select("id").execute()).length;
    const before = await recorded();
    for (const actor of [{ kind: "visitor" } as const, { ...who, secondFactor: false }, await an.actor(test.db, [{ role: "publisher" }])])
      await expect(recordObservation(contextFor(test.db, actor), "2023-2025", "3.2", typed())).rejects.toBeInstanceOf(NotAllowed);
    const context = contextFor(test.db, who, { now: new Date("2025-03-30T12:00:00Z") });
    await expect(recordObservation(context, "2023-2025", "3.2", typed())).rejects.toMatchObject({ fields: { as_at: expect.any(String) as string } });
    await expect(recordObservation(contextFor(test.db, who), "2023-2025", "99.9", typed())).rejects.toBeInstanceOf(NotFound);
    await expect(recordObservation(contextFor(test.db, who), "2023-2025", "3.2", typed({ other_actions: "7.7" }))).rejects.toBeInstanceOf(Invalid);
    await expect(recordObservation(contextFor(test.db, who), "2023-2025", "3.2", typed({ source: "elsewhere" }))).rejects.toBeInstanceOf(Invalid);
    expect(await recorded()).toBe(before);
  });

  it("keeps nothing of a figure whose source is not known: no measure is left behind", async () => {
    await expect(recordObservation(contextFor(test.db, await official()), "2023-2025", "3.2", typed({ source: "elsewhere", measure_title: "Left behind" }))).rejects.toBeInstanceOf(Invalid);
    expect(await test.db.selectFrom("measure").select("id").where("title", "=", "Left behind").execute()).toEqual([]);
  });
});

describe("figures that are computed", () => {
  it("stand beside what was reported, by financial year, invented ones marked; people from returns never among them", async () => {
    const world = await aWorld(test.db);
    await test.db.insertInto("fund_action").values({ fund_id: world.fund.id, action_id: actionIds["3.2"]! }).execute();
    const measures = [
      { id: newId(), code: "test-awards", title: "Awards", unit: "awards", kind: "count-awards", fund_id: world.fund.id, computed_from: "award-counts" as const, computed_code: "awards" },
      { id: newId(), code: "test-women", title: "Awards for women", unit: "awards", kind: "count-awards-by-tag", fund_id: world.fund.id, computed_from: "award-counts" as const, computed_code: "focus-group/women" },
      { id: newId(), code: "test-people", title: "People reached", unit: "people", kind: "count-people", fund_id: world.fund.id, computed_from: "returns" as const, computed_code: "people" },
    ];
    await test.db.insertInto("measure").values(measures).execute();
    await test.db.insertInto("measure_action").values(measures.map((measure) => ({ measure_id: measure.id, action_id: actionIds["3.2"]! }))).execute();
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", tags: focus("women") });
    const award = await anAward(test.db, world, { area: aberdeen, on: "2024-04-01", status: "accepted" });
    const form = await a.formVersion(test.db);
    const returned = newId();
    await test.db
      .insertInto("grant_return")
      .values({ id: returned, award_id: award.id, form_version_id: form.id, due_on: "2025-01-01", status: "sent", people_total: 7654321, spent_pence: 100, sent_at: new Date(), synthetic: true })
      .execute();

    const report = await actionReport(test.db, undefined, "3.2", aNow);
    const computed = report.measures.filter((measure) => measure.id.startsWith("test-"));
    expect(computed.map((measure) => [measure.id, measure.observations.map((one) => [one.period.from, one.value, one.origin, one.synthetic])])).toEqual([
      ["test-awards", [["2023-04-01", 1, "computed", true], ["2024-04-01", 1, "computed", true]]],
      ["test-women", [["2023-04-01", 1, "computed", true], ["2024-04-01", 0, "computed", true]]],
    ]);
    for (const open of [report, await actionPage(test.db, undefined, "3.2", aNow)]) expect(JSON.stringify(open)).not.toContain("7654321");

    const who = await official();
    expect(await peopleFromReturns(test.db, who, world.fund.id)).toMatchObject({ people_total: 7654321, received: 1, returns: [{ id: returned, people_total: 7654321 }] });
    for (const actor of [{ kind: "visitor" } as const, { ...who, secondFactor: false }]) {
      await expect(peopleFromReturns(test.db, actor, world.fund.id)).rejects.toBeInstanceOf(NotAllowed);
      await expect(getReturnNationally(test.db, actor, returned)).rejects.toBeInstanceOf(NotAllowed);
    }
  });

  it("finds no action and no plan of another name", async () => {
    await expect(actionReport(test.db, undefined, "3.9", aNow)).rejects.toBeInstanceOf(NotFound);
    await expect(actionReport(test.db, "2030-2035", "3.2", aNow)).rejects.toBeInstanceOf(NotFound);
  });
});

describe("a figure in words", () => {
  it.each([
    [{ value: 83000, value_to: null, qualifier: "almost", unit: "people" }, "almost 83,000"],
    [{ value: 15000000, value_to: null, qualifier: null, unit: "GBP a year" }, "£15,000,000"],
    [{ value: 90.6, value_to: null, qualifier: null, unit: "percent of children" }, "90.6%"],
    [{ value: 35, value_to: 54, qualifier: null, unit: "years" }, "35 to 54"],
    [{ value: null, value_to: null, qualifier: null, unit: "people" }, "No number"],
  ])("%j reads %s", (figure, words) => {
    expect(valueInWords(figure)).toBe(words);
  });
});
