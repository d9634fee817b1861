import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { correctObservation } from "#app/domain/figures/change.server.ts";
import { writeEasyRead } from "#app/domain/figures/easy-read/change.server.ts";
import { easyReadSchema, fillLines, lineFault, standingLines } from "#app/domain/figures/easy-read/model.ts";
import { plainNumber } from "#app/domain/figures/easy-read/numbers.ts";
import { easyReadDraft, easyReadPage } from "#app/domain/figures/easy-read/read.server.ts";
import { observationSchema } from "#app/domain/figures/observation-model.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "#app/domain/kernel/errors.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { getPlan } from "#app/domain/strategy/read.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { load } from "#tests/domain/seeds/support.ts";

describe("a number in plain words", () => {
  const people = (value: number, comparator = "eq", unit = "people") => plainNumber({ value, value_to: null, comparator, unit });
  it.each([
    [3, "eq", "people", "3"],
    [295, "eq", "people", "about 300"],
    [300, "eq", "people", "300"],
    [2_200, "gt", "employers", "more than 2,200"],
    [82_938, "eq", "people", "about 83 thousand"],
    [83_000, "lt", "people", "nearly 83 thousand"],
    [99_999, "eq", "people", "about 100 thousand"],
    [999_999, "eq", "people", "about 1 million"],
    [1_500_000, "eq", "GBP", "£1 and a half million"],
    [15_000_000, "eq", "GBP a year", "£15 million"],
    [9_000_000, "gt", "GBP", "more than £9 million"],
    [90.6, "eq", "percent of children", "about 9 out of every 10"],
    [50, "approx", "percent of participants", "about 5 out of every 10"],
    [60, "le", "percent of participants", "up to 6 out of every 10"],
    [100, "eq", "percent of prisons", "all"],
    [99, "eq", "percent of staff", "nearly all"],
    [1, "eq", "percent of staff", "very few"],
  ])("%s (%s) of %s is “%s”", (value, comparator, unit, words) => expect(people(value, comparator, unit)).toBe(words));

  it("never says more than the number bears: rounding takes the claim away where it no longer holds", () => {
    // “over 2,260” rounded to 2,300 would be false as “more than 2,300”.
    expect(people(2_260, "gt")).toBe("about 2,300");
    expect(people(2_240, "gt")).toBe("more than 2,200");
    expect(people(2_240, "lt")).toBe("about 2,200");
    expect(people(2_260, "lt")).toBe("nearly 2,300");
    expect(people(2_260, "le")).toBe("about 2,300");
  });

  it("a change in percent, no number and a range are not made into something they are not", () => {
    expect(people(93, "eq", "percent more visits")).toBeUndefined();
    expect(plainNumber({ value: null, value_to: null, comparator: null, unit: "people" })).toBeUndefined();
    expect(plainNumber({ value: 35, value_to: 54, comparator: "range", unit: "years of age" })).toBe("35 to 54");
  });

  it("for any count up to a hundred million the words are within a twentieth of it, or half a million", () => {
    for (let value = 1; value < 1e8; value = Math.ceil(value * 1.07)) {
      const said = people(value)!.replace(/about |,/g, "");
      const number = Number(/^\d+/.exec(said)![0]) * (said.includes("million") ? 1e6 : said.includes("thousand") ? 1e3 : 1) + (said.includes("and a half") ? 5e5 : 0);
      expect(Math.abs(number - value), `${value}: ${said}`).toBeLessThanOrEqual(Math.max(value / 20, value >= 750_000 ? 250_000 : 0));
      if (!people(value)!.startsWith("about")) expect(number).toBe(value);
    }
  });
});

describe("a line", () => {
  it.each([
    ["One idea. And another.", "One sentence"],
    ["Nine in ten (of those asked) agreed.", "brackets"],
    ["About 90% agreed.", "brackets"],
    ["No full stop", "full stop"],
    ["A {brace that stands alone.", "brace"],
    ["This sentence goes on and on until it has so many words that nobody wants to read it.", "words"],
  ])("“%s” is sent back", (line, why) => expect(lineFault(line)).toContain(why));

  it("keeps text as text: markup and slots inside a value are not read again", () => {
    const { lines } = fillLines("{one} <b>people</b> came.", new Map([["one", "{two} <i>3</i>"], ["two", "never"]]));
    expect(lines[0]!.text).toBe("{two} <i>3</i> <b>people</b> came.");
  });

  it("is left out whole where its number is not known", () => {
    expect(fillLines("{gone} people came.\nIt was good.", new Map([["gone", undefined]]))).toEqual({ lines: [{ text: "It was good.", measures: [] }], left_out: ["{gone} people came."] });
  });

  it("how things stand adds up to all actions, each word in its own sentence", () => {
    expect(standingLines(4, ["on-track", "on-track", "off-track"])).toEqual(["We know of 4 actions in this part of the plan.", "2 are going to plan.", "1 is not going to plan.", "We do not know about 1 of them."]);
  });
});

describe("writing a page", () => {
  let test: TestDatabase;
  let official: Context;
  beforeAll(async () => {
    test = await testDatabase({ seed: "reference" });
    await load(test.db, "history");
    official = contextFor(test.db, await an.actor(test.db, [{ role: "official" }]));
  });
  afterAll(() => test.close());

  const plan = "2023-2025";
  const text = (seen: number, sentences: string, changes: Record<string, string> = {}) => easyReadSchema.parse({ seen, title: "A title", sentences, checked_with: "", checked_on: "", ...changes });
  const lines = async (number: number) => (await easyReadPage(test.db, undefined, number, new Date())).lines.map((line) => line.text);

  it("is an official's, shows at once, and keeps the earlier version", async () => {
    const version = async () => (await test.db.selectFrom("public_version").select("version").executeTakeFirstOrThrow()).version;
    const before = await version();
    await expect(writeEasyRead(contextFor(test.db, await an.actor(test.db, [{ role: "publisher" }])), plan, 8, text(1, "It is new."))).rejects.toThrow(NotAllowed);
    await writeEasyRead(official, plan, 8, text(1, "It is new.\nIt is short.", { checked_with: "A reading group", checked_on: "2026-10-01" }));
    expect(await lines(8)).toEqual(["It is new.", "It is short."]);
    expect((await easyReadPage(test.db, undefined, 8, new Date())).checked).toEqual({ with: "A reading group", on: "2026-10-01" });
    expect(await version()).toBeGreaterThan(before);
    expect(await test.db.selectFrom("easy_read_text as t").innerJoin("priority as p", "p.id", "t.priority_id").select("t.version").where("p.number", "=", 8).execute()).toHaveLength(2);
    // Who read the old words has not read the new ones.
    await writeEasyRead(official, plan, 8, text(2, "It is newer."));
    expect((await easyReadPage(test.db, undefined, 8, new Date())).checked).toBeNull();
  });

  it("never loses the words of the first of two officials", async () => {
    await expect(writeEasyRead(official, plan, 9, text(0, "Mine."))).rejects.toThrow(Conflict);
    const both = await Promise.allSettled(["Mine.", "Mine too."].map((words) => writeEasyRead(official, plan, 9, text(1, words))));
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("takes only figures that can be said simply and that the plan has", async () => {
    for (const slot of ["no-such-measure", "time-to-talk-visits-change", "strategy-priorities"]) {
      const refused = writeEasyRead(official, plan, 1, text(1, `There were {${slot}} of them.`));
      await expect(refused, slot).rejects.toThrow(Invalid);
      await expect(refused).rejects.toMatchObject({ fields: { sentences: expect.stringContaining(slot) as string } });
    }
  });

  it("follows a correction at the next reading, and says the corrected number nowhere", async () => {
    expect(await lines(1)).toContain("See Me trained about 300 people.");
    const old = await test.db.selectFrom("observation").selectAll().where("source_ref", "=", "S10.6a").executeTakeFirstOrThrow();
    const input = observationSchema.parse({
      id: newId(), measure: "see-me-people-trained", source: "progress-update-2025", source_ref: "S10.6a, corrected", source_title: "", source_reference: "", other_actions: "", note: "", measure_title: "", measure_unit: "", measure_kind: "",
      value: "410", value_to: "", exact_value: "", rounded_to: "", qualifier: "", period_from: old.period_from!, period_to: old.period_to!, basis: "stated", as_at: "2025-06-01", evidence_class: "B",
    });
    await correctObservation(official, old.id, input, "A group of trainees had been left out.");
    expect(await lines(1)).toContain("See Me trained 410 people.");
    expect((await lines(1)).join(" ")).not.toContain("300");
  });

  it("finds no page for a priority that is not there or not written, nor for a plan that nobody has issued", async () => {
    await expect(easyReadPage(test.db, undefined, 11, new Date())).rejects.toThrow(NotFound);
    const draft = newId();
    await test.db.insertInto("plan").values({ id: draft, code: "2099", series: "other", title: "A draft", valid_from: "2099-01-01", state: "draft" }).execute();
    await test.db.insertInto("priority").values({ id: newId(), plan_id: draft, number: 1, title: "Secret", wording_status: "sourced" }).execute();
    await expect(easyReadPage(test.db, "2099", 1, new Date())).rejects.toThrow(NotFound);
    await test.db.updateTable("plan").set({ state: "in-force" }).where("id", "=", draft).execute();
    await expect(easyReadPage(test.db, "2099", 1, new Date())).rejects.toThrow(/not been written/);
  });

  it("offers an official the measures of the priority, without those that can't be said", async () => {
    const { measures } = await easyReadDraft(test.db, (await getPlan(test.db)).id, 1, new Date());
    const codes = measures.map(({ code }) => code);
    expect(codes).toContain("see-me-employers");
    expect(codes).not.toContain("time-to-talk-visits-change");
    expect(codes).not.toContain("mental-health-hub-calls");
  });
});
