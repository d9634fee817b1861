import { describe, expect, it } from "vitest";
import { afterMove, amountRefused, awardStates, decisionForm, median, returnDueOn, type AwardStatus } from "#app/domain/awards/model.ts";
import { applicationStates } from "#app/domain/applications/model.ts";
import { WrongState } from "#app/domain/kernel/errors.ts";

describe("an award's states", () => {
  it("let nothing be varied before release or after the end", () => {
    for (const status of ["decided", "not-taken-up", "withdrawn", "taken-back"] as const)
      for (const move of ["accept", "decline", "reduce", "withdraw", "retag"] as const) expect(() => afterMove(status, move), `${status} ${move}`).toThrow(WrongState);
    expect(afterMove("accepted", "withdraw")).toBe("withdrawn");
  });
  it("say to a group before release what every application under consideration says", () => {
    for (const status of ["decided", "taken-back"] satisfies AwardStatus[]) expect(awardStates[status].applicant).toBe(applicationStates["in-assessment"].applicant);
  });
});

describe("the decision form", () => {
  const typed = { outcome: "part", amount_pence: "2,500.50", reasons: " Because ", feedback: "Well done", "focus-group": ["women"], "project-type": "arts" };
  it("reads pounds as pence and tags by list", () => {
    expect(decisionForm.parse(typed)).toEqual({
      outcome: "part", amount_pence: 250_050, reasons: "Because", feedback: "Well done", conditions: "",
      tags: { "focus-group": ["women"], "priority-issue": [], "family-group": [], "project-type": ["arts"] },
    });
  });
  it.each([
    ["outcome", { ...typed, outcome: undefined }], ["amount_pence", { ...typed, amount_pence: "" }], ["amount_pence", { ...typed, amount_pence: "lots" }],
    ["reasons", { ...typed, reasons: " " }], ["feedback", { ...typed, outcome: "decline", feedback: "" }],
  ])("says what to do beside %s", (field, values) => {
    const result = decisionForm.safeParse(values);
    expect(result.error?.issues.map((issue) => issue.path.join("."))).toContain(field);
  });
});

describe("small sums and days", () => {
  it("find the middle of an odd and of an even number of awards", () => {
    expect([median([]), median([5]), median([9, 1, 5]), median([1, 2, 4, 9])]).toEqual([null, 5, 5, 3]);
  });
  it("let a small ask be met in full below the pot's smallest award", () => {
    expect(amountRefused(300, 300, 500)).toBeUndefined();
    expect(amountRefused(299, 300, 500)).toContain("£5");
  });
  it("give four weeks after the project's end, and never fewer than four after acceptance", () => {
    expect(returnDueOn("2027-08-31", "2026-12-01")).toBe("2027-09-28");
    expect(returnDueOn("2026-12-05", "2026-12-01")).toBe("2027-01-02");
    expect(returnDueOn("2026-11-01", "2026-12-01")).toBe("2026-12-29");
  });
});
