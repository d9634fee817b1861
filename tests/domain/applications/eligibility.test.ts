/** Whether a group may apply: yes, no with a reason and a way on, or ask with whom. */
import { describe, expect, test } from "vitest";
import { eligibility, fitting, limitsFor, notGroups, type GroupFacts, type PotRules } from "#app/domain/applications/eligibility.ts";

const pot: PotRules = {
  area_code: "S12000013", area_name: "Na h-Eileanan Siar", shape: "areas", fund_code: "communities-adults", body_name: "The islands' interface", contact_email: "fund@interface.example",
  min_amount_pence: 50_000, max_amount_pence: 1_000_000, income_cap_pence: 100_000_000, unconstituted_max_pence: 200_000,
};
const national: PotRules = { ...pot, shape: "national", fund_code: "perinatal-infant", area_name: "Scotland", income_cap_pence: null, unconstituted_max_pence: null };
const answerFor = (group: GroupFacts, rules = pot) => eligibility(rules, group).answer;
const about = (group: GroupFacts, rules = pot) => eligibility(rules, group).against.map((finding) => finding.about);

describe("the answer", () => {
  test("an ordinary group may apply, and so may one that has said nothing yet", () => {
    expect(answerFor({ legal_form: "scio", annual_income_pence: 2_000_000, works_in_area: true, asked_pence: 500_000, purposes: [] })).toBe("yes");
    expect(answerFor({})).toBe("yes");
  });
  test.each(notGroups)("$text is told no", ({ value }) => expect(about({ legal_form: value })).toEqual(["legal_form"]));
  test("the income cap itself is within it; a penny more has to ask", () => {
    expect(answerFor({ annual_income_pence: 100_000_000 })).toBe("yes");
    expect(answerFor({ annual_income_pence: 100_000_001 })).toBe("ask");
    expect(answerFor({ annual_income_pence: 900_000_000 }, { ...pot, income_cap_pence: null })).toBe("yes");
  });
  test("an unconstituted group needs a host, and has its own limit", () => {
    expect(about({ legal_form: "unconstituted-group", has_host: false })).toEqual(["host"]);
    expect(answerFor({ legal_form: "unconstituted-group", has_host: true, asked_pence: 200_000 })).toBe("yes");
    expect(about({ legal_form: "unconstituted-group", has_host: true, asked_pence: 200_001 })).toEqual(["asked"]);
    expect(about({ legal_form: "unconstituted-group", has_host: true }, national)).toEqual(["legal_form"]);
  });
  test("elsewhere, too little, too much, and what is not funded are each named", () => {
    expect(about({ works_in_area: false })).toEqual(["area"]);
    expect(about({ asked_pence: 49_999 })).toEqual(["asked"]);
    expect(about({ asked_pence: 1_000_001 })).toEqual(["asked"]);
    expect(about({ purposes: ["debt"] })).toEqual(["purposes"]);
    expect(about({ purposes: ["a purpose nobody offered"] })).toEqual([]);
  });
  test("a fund for running services says no to a new one, and the other fund does not ask", () => {
    expect(about({ existing_service: false }, national)).toEqual(["existing_service"]);
    expect(about({ existing_service: false })).toEqual([]);
  });
  test("every no and every ask says what to do next, and the person to ask is named", () => {
    const everything: GroupFacts = { legal_form: "unconstituted-group", has_host: false, works_in_area: false, asked_pence: 1, annual_income_pence: 900_000_000, purposes: ["profit"] };
    const { against, ask } = eligibility(pot, everything);
    for (const finding of [...against, ...ask]) expect(finding.next).not.toBe("");
    expect([...against, ...ask].map((finding) => finding.next).join(" ")).toContain("fund@interface.example");
  });
});

test("the lower of two limits holds", () => {
  expect(limitsFor(pot, { legal_form: "unconstituted-group" }).max_amount_pence).toBe(200_000);
  expect(limitsFor({ ...pot, max_amount_pence: 100_000 }, { legal_form: "unconstituted-group" }).max_amount_pence).toBe(100_000);
  expect(limitsFor({ ...pot, max_amount_pence: null }, { legal_form: "unconstituted-group" }).max_amount_pence).toBe(200_000);
  expect(limitsFor(pot, { legal_form: "scio" }).max_amount_pence).toBe(1_000_000);
});

describe("the search for a fund", () => {
  const area = { code: "S12000013", helper: "The islands' helpers" };
  const elsewhere: PotRules = { ...pot, area_code: "S12000036", area_name: "Edinburgh" };
  const constituted: GroupFacts = { legal_form: "scio", aim: "parents-and-babies", existing_service: false };

  test("shows the rounds of the area and of all Scotland, those that are open to the group first, and counts the others", () => {
    const { here, elsewhere: others } = fitting([national, elsewhere, pot], constituted, area);
    expect(here.map(({ pot: { fund_code }, result }) => [fund_code, result.answer])).toEqual([["communities-adults", "yes"], ["perinatal-infant", "no"]]);
    expect(others).toBe(1);
  });
  test("every answer is that of the round's own check", () => {
    for (const legal_form of ["scio", "unconstituted-group", "person"])
      for (const aim of ["adults", "parents-and-babies", "children"] as const) {
        const group = { legal_form, aim, has_host: false, existing_service: true };
        for (const { pot: rules, result } of fitting([pot, national], group, area).here) expect(result.answer).toBe(answerFor({ ...group, works_in_area: true }, rules));
      }
  });
  test("a fund for others says so, and where children's groups can ask", () => {
    expect(eligibility(pot, { aim: "children" }).against).toEqual([expect.objectContaining({ about: "aim", next: expect.stringContaining("council") as string })]);
    expect(about({ aim: "adults" }, national)).toEqual(["aim"]);
    expect(about({ aim: "parents-and-babies" })).toEqual([]);
    expect(about({ aim: "children" }, { ...pot, fund_code: "a fund of another kind" })).toEqual([]);
  });
  test("who is not a group is sent to those who help in the area, where the fund's own team is far away", () => {
    const [fit] = fitting([national], { legal_form: "person" }, area).here;
    expect(fit!.result.against[0]!.next).toContain("The islands' helpers");
  });
});
