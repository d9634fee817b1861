import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addable, type Addend } from "#app/domain/figures/addable.ts";
import { chooseQualifier, derivedQualifier, isTrue, qualifierClaims, qualifierWords, stepOf } from "#app/domain/figures/qualifier.ts";
import { qualifiers } from "#app/domain/figures/words.ts";

describe("the word before a printed number (requirement 15, T10)", () => {
  it("is derived from what was counted: 82,938 is almost 83,000, and over would be false", () => {
    const rounded = { exact: 82_938, printed: 83_000, step: 1_000 };
    expect(derivedQualifier(rounded)).toBe("almost");
    expect(chooseQualifier("", rounded)).toEqual({ word: "almost" });
    for (const word of ["almost", "just under", "around", "some", "up to"] as const) expect(chooseQualifier(word, rounded)).toEqual({ word });
    for (const word of ["over", "more than", "at least"] as const) expect(chooseQualifier(word, rounded)).toHaveProperty("message", expect.stringContaining("would be false"));
  });

  it("refuses almost 83,000 where 83,000 or more was counted", () => {
    for (const exact of [83_000, 83_001, 83_400]) expect(isTrue("almost", { exact, printed: 83_000, step: 1_000 })).toBe(false);
  });

  it("refuses a printed number that is no rounding of what was counted, whatever the word", () => {
    expect(chooseQualifier("almost", { exact: 60_000, printed: 83_000, step: 1_000 })).toHaveProperty("message");
    expect(chooseQualifier("over", { exact: 9_000, printed: 2_200, step: 100 })).toHaveProperty("message");
  });

  it("never lets a false word through: whatever is chosen, the word that comes out holds of the numbers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 0, max: 3_000 }), fc.constantFrom(1, 10, 100, 1_000), fc.constantFrom(...qualifierWords), (exact, times, step, word) => {
        const printed = times * step;
        const chosen = chooseQualifier(word, { exact, printed, step });
        if ("message" in chosen) return;
        const claim = qualifierClaims[chosen.word].comparator;
        if (claim === "eq") expect(exact).toBe(printed);
        if (claim === "lt") expect(exact).toBeLessThan(printed);
        if (claim === "gt") expect(exact).toBeGreaterThan(printed);
        if (claim === "le") expect(exact).toBeLessThanOrEqual(printed);
        if (claim === "ge") expect(exact).toBeGreaterThanOrEqual(printed);
        if (claim === "approx") expect(Math.abs(exact - printed) * 2).toBeLessThanOrEqual(step);
      }),
      { numRuns: 2_000 },
    );
  });

  it("always finds a true word for a number rounded to its step, up or down", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000_000 }), fc.constantFrom(1, 10, 100, 1_000), fc.boolean(), (exact, step, up) => {
        const printed = (up ? Math.ceil : Math.floor)(exact / step) * step;
        expect(chooseQualifier("", { exact, printed, step })).toHaveProperty("word", exact === printed ? "" : up ? "almost" : "over");
      }),
    );
  });

  it("reads the step from the noughts, and decimals from their places", () => {
    expect([83_000, 520, 2_200, 15_000_000, 7, 0].map(stepOf)).toEqual([1_000, 10, 100, 1_000_000, 1, 1]);
    expect([90.6, 33.33].map(stepOf)).toEqual([0.1, 0.01]);
    expect(derivedQualifier({ exact: 0.1 + 0.2, printed: 0.3, step: 0.1 })).toBe("");
  });

  it("offers on the form exactly the words that are checked", () => {
    expect(Object.keys(qualifiers).sort()).toEqual([...qualifierWords].sort());
    for (const word of qualifierWords) expect(qualifiers[word].comparator).toBe(qualifierClaims[word].comparator);
  });
});

describe("adding figures (requirements 13 and 25, T8)", () => {
  const one: Addend = { measure: "m", unit: "people", kind: "count-people", result_type: "output", value: 100, value_to: null, exact_value: null, qualifier: null, basis: "stated", period: { from: "2023-04-01", to: "2024-03-31" }, synthetic: false, corrected: false };
  const next: Addend = { ...one, value: 50, period: { from: "2024-04-01", to: "2025-03-31" } };

  it("is allowed for one measure on one closed basis over periods that do not overlap", () => {
    expect(addable([next, one])).toEqual({ addable: true, total: 150 });
    expect(addable([{ ...one, qualifier: "almost", exact_value: 99 }, next])).toEqual({ addable: true, total: 149 });
    expect(addable([one, next, { ...one, value: 90, corrected: true }])).toEqual({ addable: true, total: 150 });
  });

  it.each<[string, Partial<Addend>, RegExp]>([
    ["another measure", { measure: "n" }, /different things/],
    ["another unit", { unit: "GBP" }, /units/],
    ["an outcome and an output", { result_type: "population-metric" }, /never added to one another/],
    ["another basis", { basis: "financial-year" }, /different bases/],
    ["an invented figure", { synthetic: true }, /invented/],
    ["an overlap of one day", { period: { from: "2024-03-31", to: "2025-03-31" } }, /overlap/],
    ["an open period", { period: { from: "2024-04-01", to: null } }, /no stated beginning and end/],
    ["a number that is not exact", { qualifier: "over" }, /not known exactly/],
    ["no number", { value: null }, /not known exactly/],
  ])("is refused for %s, and says why", (_what, changes, because) => {
    const sum = addable([one, { ...next, ...changes }]);
    expect(sum.addable).toBe(false);
    expect(sum).toHaveProperty("because", expect.stringMatching(because));
  });

  it.each<[string, Partial<Addend>]>([["since a date", { basis: "open-ended" }], ["as at a moment", { basis: "as-at" }], ["a percentage", { kind: "percent-share" }], ["a change", { kind: "percent-change" }], ["a mean", { kind: "mean" }], ["organisations", { kind: "count-organisations" }]])(
    "is refused for %s even among themselves",
    (_what, changes) => expect(addable([{ ...one, ...changes }, { ...next, ...changes }]).addable).toBe(false),
  );
});
