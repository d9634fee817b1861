import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findBrokenSums, findRepeats, findUnaddable, type Figure } from "#app/domain/publications/checks.ts";
import { usualStyles } from "#app/domain/publications/model.ts";
import { fillTemplate, printDay, printNumber, printPercent, printPounds, printYear, slotNames, templateFault } from "#app/domain/publications/template.ts";

describe("a sentence", () => {
  it("prints numbers, money, days, years and shares in its own style (requirement 16)", () => {
    expect([printNumber(1430, { number_style: "plain" }), printNumber(5075, { number_style: "commas" }), printNumber(90.6, usualStyles)]).toEqual(["1430", "5,075", "90.6"]);
    expect((["hyphen", "slash", "whole", "dash"] as const).map((year_style) => printYear("2024-25", { year_style }))).toEqual(["2024-25", "2024/25", "2024-2025", "2024–25"]);
    expect([printPounds(1_500_000, { number_style: "commas", money_style: "millions" }), printPounds(1_500_000, usualStyles), printPounds(2_500.5, usualStyles)]).toEqual(["£1.5 million", "£1,500,000", "£2,500.50"]);
    expect([printDay("2023-11-01", { date_style: "month" }), printDay("2023-11-01", { date_style: "day" })]).toEqual(["November 2023", "1 November 2023"]);
  });

  it("computes a share from its counts: 554 of 1,430 is 39%, 38.7% or 38.74% (requirement 17)", () => {
    expect((["whole", "one", "two"] as const).map((percent_style) => printPercent(554, 1_430, { percent_style }))).toEqual(["39%", "38.7%", "38.74%"]);
    expect(printPercent(393, 1_515, { percent_style: "whole" })).toBe("26%");
  });

  it("takes everything literally but its slots, whatever is written and whatever fills it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (before, value, after) => {
        const text = (written: string) => written.replace(/[{}]/g, "");
        expect(fillTemplate(`${text(before)}{awards}${text(after)}`, { awards: value })).toBe(`${text(before)}${value}${text(after)}`);
      }),
    );
    expect(fillTemplate("{a} and {b}", { a: "{b}", b: "$&" })).toBe("{b} and $&");
    expect(slotNames("{from} {to} {from} {Not} {}")).toEqual(["from", "to"]);
    expect(() => fillTemplate("{constructor}", {})).toThrow("has no value");
  });

  it("with a brace that stands alone is not a sentence", () => {
    for (const template of ["{awards", "awards}", "{Awards}", "{}", "{a b}", " "]) expect(templateFault(template), template).toBeDefined();
    expect(templateFault("From {from} to {to}: 100% <b>sure</b>")).toBeUndefined();
  });
});

describe("the checks", () => {
  const figure = (changes: Partial<Figure>): Figure => ({
    id: "a", title: "People", as_at: null, measure: "people", unit: "people", kind: "count-people", result_type: null, value: 10, value_to: null, exact_value: null, qualifier: null, basis: "stated",
    period: { from: "2023-04-01", to: "2024-03-31" }, synthetic: false, corrected: false, ...changes,
  });

  it("find the 2,585 of two years, once, and no coincidence of small numbers or of two measures (requirement 12)", () => {
    const total = { fund: "f", what: "applications" as const, of: "Year 2", round: "2", value: 2_585 };
    expect(findRepeats([total, { ...total, of: "Year 3", round: "3" }, { ...total, of: "Year 3", round: "3" }])).toHaveLength(1);
    expect(findRepeats([{ ...total, value: 16 }, { ...total, round: "3", value: 16 }, { ...total, what: "awards" }, { ...total, fund: "g", round: "4" }])).toEqual([]);
  });

  it("warn of two figures of one measure that may not be added, and why (requirement 13)", () => {
    const [overlapping] = findUnaddable([figure({}), figure({ id: "b", period: { from: "2024-01-01", to: "2024-12-31" } })]);
    expect(overlapping?.message).toContain("overlap");
    expect(findUnaddable([figure({}), figure({ id: "b", basis: "open-ended", period: { from: "2024-04-01", to: null } })])[0]?.message).toContain("bases");
    expect(findUnaddable([figure({}), figure({ id: "b", period: { from: "2024-04-01", to: "2025-03-31" } })])).toEqual([]);
  });

  it("find rows that do not add up where they should, and leave overlapping groups alone (requirement 7, T4)", () => {
    const cell = (value: number) => ({ value, marks: [] });
    const table = (by: string, rows: number[], total: number) => ({
      key: `f/awards/${by}`, title: "T", fund: "f", measure: "awards" as const, heading: "Type", columns: [{ code: "awards", title: "Awards", unit: "count" as const }],
      rows: rows.map((value, index) => ({ code: String(index), title: "x", cells: [cell(value)] })), total: [cell(total)], note: "",
    });
    expect(findBrokenSums({ tables: [table("project-type", [893], 1_515)] })[0]?.message).toContain("893");
    expect(findBrokenSums({ tables: [table("focus-group", [554, 537, 316], 1_430), table("project-type", [1_430], 1_430)] })).toEqual([]);
  });
});
