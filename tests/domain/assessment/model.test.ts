/** How points become a percentage, what a sheet needs before it is sent, and who may do what with an application. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checks, checkState, readChecks } from "#app/domain/assessment/checks-model.ts";
import { criteriaLeft, declarationSchema, missingScores, readSheet, weightedPercent, type ScoredCriterion } from "#app/domain/assessment/model.ts";
import { may, type Standing } from "#app/domain/assessment/policy.ts";
import type { Actor, PersonActor, Role, Verdict } from "#app/domain/kernel/actor.ts";

const criterion = (id: string, weight: number, max_points = 5): ScoredCriterion => ({ id, title: id, weight, max_points });
const score = (criterion_id: string, points: number | null, reason = "Because") => ({ criterion_id, points, reason });

describe("the weighted score", () => {
  it.each([
    [[criterion("a", 35, 35), criterion("b", 35, 35), criterion("c", 15, 15), criterion("d", 15, 15)], [30, 20, 10, 15], 75],
    [[criterion("a", 60), criterion("b", 40)], [5, 5], 100],
    [[criterion("a", 60), criterion("b", 40)], [0, 0], 0],
    [[criterion("a", 60), criterion("b", 40)], [3, 4], 68],
    [[criterion("a", 33, 3), criterion("b", 67, 7)], [1, 3], 39.71],
    [[criterion("a", 1, 8), criterion("b", 99, 100)], [1, 0], 0.13],
  ])("%o with %o is %d", (criteria, points, percent) => {
    expect(weightedPercent(criteria, criteria.map(({ id }, index) => score(id, points[index]!)))).toBe(percent);
  });

  it("is not given while points are missing", () => {
    expect(weightedPercent([criterion("a", 50), criterion("b", 50)], [score("a", 5), score("b", null)])).toBeUndefined();
    expect(weightedPercent([], [])).toBeUndefined();
  });

  it("never leaves 0 to 100, has at most two decimals, and grows with every point", () => {
    const sheet = fc.array(fc.record({ weight: fc.integer({ min: 1, max: 100 }), max: fc.integer({ min: 1, max: 100 }), share: fc.nat({ max: 1000 }) }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sheet, (rows) => {
        const criteria = rows.map(({ weight, max }, index) => criterion(String(index), weight, max));
        const points = rows.map(({ max, share }) => share % (max + 1));
        const percent = (given: number[]) => weightedPercent(criteria, given.map((value, index) => score(String(index), value)))!;
        const result = percent(points);
        expect(result).toBeGreaterThanOrEqual(0);
        expect(result).toBeLessThanOrEqual(100);
        expect(Number(result.toFixed(2))).toBe(result);
        const better = points.findIndex((value, index) => value < rows[index]!.max);
        if (better >= 0) expect(percent(points.map((value, index) => (index === better ? value + 1 : value)))).toBeGreaterThanOrEqual(result);
        else expect(result).toBe(100);
      }),
    );
  });
});

describe("a score sheet as typed", () => {
  const criteria = [criterion("a", 60), criterion("b", 40)];
  it("keeps a half-filled draft and names what is out of range", () => {
    expect(readSheet(criteria, { version: "2", "points-a": "3", "reason-a": " Good ", overall: "" })).toEqual({
      sheet: { version: 2, overall: "", scores: [{ ...score("a", 3, "Good"), cannot: false }, { ...score("b", null, ""), cannot: false }], page: undefined },
      errors: {},
    });
    expect(readSheet(criteria, { "points-a": "6", "points-b": "-1" }).errors).toEqual({ "points-a": "Enter a whole number from 0 to 5 for “a”", "points-b": "Enter a whole number from 0 to 5 for “b”" });
    expect(Object.keys(readSheet(criteria, { "points-a": "3.5" }).errors)).toEqual(["points-a"]);
  });
  it("takes “I can't assess this” for no points, not for nought: by the button or by the box beside a number", () => {
    for (const said of [{ "points-a": "cannot", "cannot-a": "" }, { "points-a": "3", "cannot-a": "yes" }]) {
      const { sheet, errors } = readSheet(criteria, { ...said, "reason-a": "No accounts", "points-b": "4", "reason-b": "Good" });
      expect([sheet.scores[0], errors, missingScores(criteria, sheet.scores)]).toEqual([{ criterion_id: "a", points: null, reason: "No accounts", cannot: true }, {}, {}]);
      expect([weightedPercent(criteria, sheet.scores), criteriaLeft(criteria, sheet.scores)]).toEqual([80, 0]);
    }
    expect(weightedPercent(criteria, [{ ...score("a", null), cannot: true }, { ...score("b", null), cannot: true }])).toBeUndefined();
  });
  it("needs points and a reason for every criterion before it is sent", () => {
    expect(Object.keys(missingScores(criteria, [score("a", 0), score("b", 3, " ")]))).toEqual(["reason-b"]);
    expect(Object.keys(missingScores(criteria, [score("a", 5)]))).toEqual(["points-b", "reason-b"]);
  });
});

describe("checks", () => {
  it("asks for a note where something is not met", () => {
    expect(Object.keys(readChecks(["income", "host"], { "outcome-income": "not-met" }).errors)).toEqual(["note-income"]);
    expect(Object.keys(readChecks(["income", "host"], { "outcome-income": "perhaps" }).errors)).toEqual(["outcome-income"]);
    expect(Object.keys(readChecks(["income", "host"], { "outcome-income": "toString" }).errors)).toEqual(["outcome-income"]);
  });
  it("leaves alone what was not on the form", () => {
    expect(readChecks(["income", "host"], { "outcome-income": "met", "note-host": "stray" }).checks).toEqual([{ code: "income", outcome: "met", note: "", seen: "" }]);
  });
  it.each([[0, 0, "to-do"], [3, 0, "to-do"], [3, 1, "problem"], [checks.length, 0, "done"], [checks.length, 1, "problem"]])("%d answered, %d not met: %s", (answered, notMet, state) => {
    expect(checkState(answered, notMet, checks.length)).toBe(state);
  });
});

it("a declared interest says what it is", () => {
  expect(declarationSchema.safeParse({ has_interest: "yes", explanation: " " }).success).toBe(false);
  expect(declarationSchema.parse({ has_interest: "no", explanation: "left over" })).toEqual({ has_interest: false, explanation: "" });
});

describe("who may do what with an application", () => {
  const place = { fund_id: "fund", area_code: "S12000033" };
  const holding = (role: Role, changes: Partial<PersonActor> = {}, area_code: string | null = place.area_code): PersonActor => ({
    ...{ kind: "person", id: "p", name: "P", email: "p@test.example", emailConfirmed: true, secondFactor: true },
    roles: [{ role, organisation_id: null, fund_id: area_code ? place.fund_id : null, area_code }],
    ...changes,
  });
  const standing = (changes: Partial<Standing> = {}): Standing => ({ ...place, status: "in-assessment", received: true, conflicted: false, assigned: true, has_interest: false, owes_round: false, ...changes });
  const word = (verdict: Verdict) => (verdict.allowed ? "allowed" : verdict.hidden ? "hidden" : "refused");
  const administrator = holding("administrator");
  const assessor = holding("assessor");
  const elsewhere = holding("administrator", {}, "S12000034");

  const table: [string, Actor, Partial<Standing>, string, string, string][] = [
    // who, actor, standing, administer, declare, read
    ["the administrator", administrator, { assigned: false, has_interest: null }, "allowed", "allowed", "hidden"],
    ["the administrator of another area", elsewhere, {}, "hidden", "hidden", "hidden"],
    ["the administrator with an interest", administrator, { conflicted: true, has_interest: true, assigned: false }, "refused", "refused", "hidden"],
    ["the administrator who belongs to the group", administrator, { conflicted: true, has_interest: null, assigned: false }, "refused", "refused", "hidden"],
    ["the administrator, of a draft", administrator, { received: false, status: "draft", assigned: false }, "hidden", "hidden", "hidden"],
    ["the administrator without the second factor", holding("administrator", { secondFactor: false }), {}, "hidden", "hidden", "hidden"],
    ["an assessor who was asked and has declared", assessor, {}, "refused", "allowed", "allowed"],
    ["an assessor who was asked and has not declared", assessor, { has_interest: null }, "refused", "allowed", "refused"],
    ["an assessor who was not asked", assessor, { assigned: false }, "refused", "hidden", "hidden"],
    ["an assessor with an interest", assessor, { conflicted: true, has_interest: true, assigned: false }, "refused", "hidden", "refused"],
    ["an assessor who joined the group later", assessor, { conflicted: true }, "refused", "refused", "refused"],
    ["an assessor of another area", holding("assessor", {}, "S12000034"), {}, "hidden", "hidden", "hidden"],
    ["a chair who was asked", holding("chair"), {}, "refused", "allowed", "allowed"],
    ["finance", holding("finance"), {}, "refused", "hidden", "hidden"],
    ["an official", holding("official", {}, null), {}, "hidden", "hidden", "hidden"],
    ["a visitor", { kind: "visitor" }, {}, "hidden", "hidden", "hidden"],
  ];
  it.each(table)("%s", (_who, actor, changes, administer, declare, read) => {
    const thing = standing(changes);
    expect([may.administer(actor, thing), may.declare(actor, thing), may.read(actor, thing), may.score(actor, thing)].map(word)).toEqual([administer, declare, read, read]);
  });
});
