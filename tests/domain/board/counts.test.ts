import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPublished, percentOf } from "#app/domain/publications/board/counts.ts";
import { judgementFaults } from "#app/domain/publications/board/model.ts";
import { byReference, schemeCodes, schemes, statusCodes, statuses, takesStatus } from "#app/domain/strategy/status.ts";

describe("percentages (requirement 17)", () => {
  it("are computed from counts: 25 of 34 is 73.5 and 26 of 66 is 39.4", () => {
    expect([percentOf(25, 34), percentOf(26, 66), percentOf(1, 3), percentOf(2, 3), percentOf(0, 7), percentOf(7, 7)]).toEqual([73.5, 39.4, 33.3, 66.7, 0, 100]);
    expect(percentOf(1, 2_000)).toBe(0.1);
    expect(percentOf(0, 0)).toBeNull();
  });

  it("are never further from the share than half of the last place", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(100_000), (base, count) => {
      expect(Math.abs(percentOf(count, base)! - (100 * count) / base)).toBeLessThanOrEqual(0.05 + 1e-9);
    }));
  });

  it("show the slip of the workforce overview: the counts make 69, the percentages are right of 66 with 26 for the printed 29", () => {
    const printed = [[29, 39], [10, 15], [3, 5], [1, 2], [26, 39]].map(([count, percent]) => ({ count: count!, percent: percent! }));
    const checked = checkPublished(printed);
    expect(checked).toMatchObject({ sum: 69, right: false, likely: { base: 66 } });
    expect(checked.likely!.rows.map(({ count }) => count)).toEqual([26, 10, 3, 1, 26]);
    expect(checked.likely!.rows.map(({ slip }) => slip)).toEqual([true, false, false, false, false]);
  });

  it("find nothing amiss where the counts and percentages agree, rounded or cut off", () => {
    expect(checkPublished([{ count: 25, percent: 73 }, { count: 9, percent: 26 }])).toMatchObject({ sum: 34, right: true, likely: null });
    expect(checkPublished([{ count: 25, percent: 74 }, { count: 9, percent: 26 }]).right).toBe(true);
  });
});

describe("how an action stands (requirement 23)", () => {
  it("is said in three official words for strategic actions and six for sub-actions, and delivered is none of the three", () => {
    expect(schemes.strategic.statuses.map((status) => statuses[status])).toEqual(["On Track", "At Risk", "Off Track"]);
    expect(schemes["sub-action"].statuses.map((status) => statuses[status])).toEqual(["Delivered", "On Track", "At Risk", "Off Track", "Delivery Date Missed no Risk", "Delivery Date Missed with Risk"]);
    for (const scheme of schemeCodes) for (const status of statusCodes) expect(takesStatus(scheme, status)).toBe((schemes[scheme].statuses as readonly string[]).includes(status));
  });

  it("needs a reason where it is not well, a mitigation where something can be done, and a reason where the whole is better than its parts", () => {
    const fields = (status: (typeof statusCodes)[number], said = {}, split: (typeof statusCodes)[number][] = []) => Object.keys(judgementFaults("strategic", { status, reason: "", mitigation: "", ...said }, split));
    expect(fields("on-track")).toEqual([]);
    expect(fields("at-risk")).toEqual(["reason", "mitigation"]);
    expect(fields("off-track", { reason: "Because" })).toEqual(["mitigation"]);
    expect(fields("delivered")).toEqual(["status"]);
    expect(fields("on-track", {}, ["on-track", "at-risk"])).toEqual(["reason"]);
    expect(fields("on-track", { reason: "The rest is delivered" }, ["on-track", "at-risk"])).toEqual([]);
    expect(Object.keys(judgementFaults("sub-action", { status: "missed-no-risk", reason: "", mitigation: "" }, []))).toEqual(["reason"]);
  });

  it("sorts references by their numbers", () => {
    expect(["10.1", "2.10", "2.9", "1.1.3", "1.1"].sort(byReference)).toEqual(["1.1", "1.1.3", "2.9", "2.10", "10.1"]);
  });
});
