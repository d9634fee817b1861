import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decisionLetter, type DecisionFacts } from "#app/domain/awards/letters.ts";
import { afterMove, amountRefused, awardStates, decisionForm, median, returnDueOn, suggestAwards, type AwardStatus } from "#app/domain/awards/model.ts";
import { applicationStates } from "#app/domain/applications/model.ts";
import { WrongState } from "#app/domain/kernel/errors.ts";

const line = (id: string, asked_pence: number, percent: number | null = 50) => ({ id, asked_pence, percent });

describe("what the money allows", () => {
  it("is each ask in full while it fits, the next in part, then nothing, and nothing without a score", () => {
    expect([...suggestAwards([line("a", 400), line("b", 500), line("c", 300), line("d", 50), line("e", 10, null)], 1_000, 50)]).toEqual([["a", 400], ["b", 500], ["c", 100], ["d", 0], ["e", 0]]);
    expect(suggestAwards([line("a", 400), line("b", 500)], 440, 50).get("b")).toBe(0);
  });
  it("never comes to more than remains, nor to more than anyone asked", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5_000_000 }), { maxLength: 30 }), fc.integer({ min: 0, max: 20_000_000 }), fc.option(fc.integer({ min: 1, max: 100_000 })), (asks, remaining, smallest) => {
        const given = suggestAwards(asks.map((ask, index) => line(String(index), ask)), remaining, smallest);
        expect([...given.values()].reduce((total, one) => total + one, 0)).toBeLessThanOrEqual(remaining);
        for (const [index, ask] of asks.entries()) expect(given.get(String(index))).toBeLessThanOrEqual(ask);
      }),
    );
  });
});

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

describe("the letter", () => {
  const facts: DecisionFacts = {
    application_reference: "LA-2345-6789", organisation: "Harbour Walkers", title: "Tuesday walks", fund_title: "Test Fund", area_name: "Fife", body_name: "Fife Helpers", outcome: "full",
    asked_pence: 500_000, amount_pence: 500_000, feedback: "{{admin}} ${secret} <b>bold</b>", conditions: "", accept_by: "2026-12-19", contact_email: "fund@test.example", address: "/applications/x/decision",
  };
  it("takes what people wrote as it is, and stands the address alone on its line", () => {
    const { body } = decisionLetter(facts);
    expect(body).toContain("{{admin}} ${secret} <b>bold</b>");
    expect(body.split("\n")).toContain("/applications/x/decision");
    expect(body).toContain("19 December 2026");
  });
  it("never says rejected, and offers nothing, when it declines", () => {
    const { body } = decisionLetter({ ...facts, outcome: "decline", amount_pence: null, accept_by: null });
    expect(body).toContain("We can't fund this application");
    expect(body).not.toMatch(/reject|unsuccessful|offer you|null|undefined/i);
  });
});
