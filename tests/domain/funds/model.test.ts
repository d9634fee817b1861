/** Dates as typed, weights, and who may change a pot. */
import { describe, expect, it } from "vitest";
import { readCriteria, weightsMessage } from "#app/domain/funds/criteria.ts";
import { enteredInstant, openSettingsSchema, potState, settingsSchema } from "#app/domain/funds/model.ts";
import { may } from "#app/domain/funds/policy.ts";
import type { PersonActor, Role } from "#app/domain/kernel/actor.ts";

const typed = {
  version: "1",
  allocation_pence: "250,000",
  opens_on: "2027-01-11",
  opens_time: "10:00",
  closes_on: "2027-02-26",
  closes_time: "12:00",
  decisions_by: "",
  min_amount_pence: "500",
  max_amount_pence: "£10,000.50",
  income_cap_pence: "",
  unconstituted_max_pence: "",
  assessors_needed: "2",
  guidance: "",
  contact_email: "",
};
const messages = (changes: Partial<typeof typed>): Record<string, string> => {
  const result = settingsSchema.safeParse({ ...typed, ...changes });
  return result.success ? {} : Object.fromEntries(result.error.issues.map((issue) => [issue.path.join("."), issue.message]));
};

describe("a deadline on the clock in London", () => {
  it("means one instant in winter and one in summer", () => {
    expect(enteredInstant("2027-01-08", "12:00")).toEqual({ instant: new Date("2027-01-08T12:00:00Z") });
    expect(enteredInstant("2027-05-08", "12:00")).toEqual({ instant: new Date("2027-05-08T11:00:00Z") });
  });

  it("is refused in the hour that the spring change skips, and taken before and after it", () => {
    expect(enteredInstant("2027-03-28", "01:30")).toEqual({ message: expect.stringContaining("does not happen") });
    expect(enteredInstant("2027-03-28", "00:59")).toEqual({ instant: new Date("2027-03-28T00:59:00Z") });
    expect(enteredInstant("2027-03-28", "02:00")).toEqual({ instant: new Date("2027-03-28T01:00:00Z") });
  });

  it("is refused in the hour that the autumn change repeats, and taken before and after it", () => {
    expect(enteredInstant("2027-10-31", "01:00")).toEqual({ message: expect.stringContaining("happens twice") });
    expect(enteredInstant("2027-10-31", "00:59")).toEqual({ instant: new Date("2027-10-30T23:59:00Z") });
    expect(enteredInstant("2027-10-31", "02:00")).toEqual({ instant: new Date("2027-10-31T02:00:00Z") });
  });

  it.each([["31/2/2027", "12:00"], ["2027-02-29", "12:00"], ["2027-05-08", "24:00"], ["2027-05-08", "noon"], ["", ""]])("asks again for %s %s", (day, time) => {
    expect(enteredInstant(day, time)).toHaveProperty("message");
  });
});

describe("the settings form", () => {
  it("reads pounds as pence and London time as instants", () => {
    expect(settingsSchema.parse(typed)).toMatchObject({
      allocation_pence: 25_000_000,
      max_amount_pence: 1_000_050,
      income_cap_pence: null,
      opens_at: new Date("2027-01-11T10:00:00Z"),
      closes_at: new Date("2027-02-26T12:00:00Z"),
    });
  });

  it.each([
    [{ closes_on: "2027-01-11", closes_time: "10:00" }, "closes_on"],
    [{ opens_on: "2027-03-28", opens_time: "01:30", closes_on: "2027-06-01" }, "opens_on"],
    [{ closes_on: "2027-10-31", closes_time: "01:30" }, "closes_on"],
    [{ decisions_by: "2027-02-01" }, "decisions_by"],
    [{ max_amount_pence: "400" }, "max_amount_pence"],
    [{ allocation_pence: "a lot" }, "allocation_pence"],
    [{ assessors_needed: "0" }, "assessors_needed"],
    [{ contact_email: "nobody" }, "contact_email"],
  ])("says what to change beside the field for %o", (changes, field) => {
    expect(Object.keys(messages(changes))).toEqual([field]);
  });

  it("refuses the skipped hour for a later closing too", () => {
    const result = openSettingsSchema.safeParse({ version: "1", closes_on: "2027-03-28", closes_time: "01:15", guidance: "", contact_email: "" });
    expect(result.success).toBe(false);
  });
});

describe("criteria", () => {
  it.each([
    [[60, 40], undefined],
    [[60, 30], "The weights add to 90. Add 10 more to make 100"],
    [[60, 45], "The weights add to 105. Take away 5 to make 100"],
  ])("weights %o", (weights, message) => {
    expect(weightsMessage(weights)).toBe(message);
  });

  it("leaves out rows that are wholly empty and names the field that needs work", () => {
    const row = { id: "", title: "Need", guidance: "", weight: "100", max_points: "5" };
    const empty = { id: "", title: "", guidance: "", weight: "", max_points: "5" };
    expect(readCriteria([row, empty])).toEqual({ criteria: [{ title: "Need", guidance: "", weight: 100, max_points: 5, minimum_points: null, question_ids: [], points_guidance: [] }], errors: {} });
    expect(Object.keys(readCriteria([row, { ...row, title: "", weight: "1.5" }]).errors)).toEqual(["title-1", "weight-1"]);
    expect(readCriteria([empty]).errors).toHaveProperty("");
  });
});

describe("a pot over time", () => {
  const pot = { opens_at: new Date("2027-01-11T10:00:00Z"), closes_at: new Date("2027-02-26T12:00:00Z") };
  it.each([
    ["2027-01-11T09:59:59.999Z", "before"],
    ["2027-01-11T10:00:00.000Z", "open"],
    ["2027-02-26T11:59:59.999Z", "open"],
    ["2027-02-26T12:00:00.000Z", "closed"],
  ])("at %s it is %s", (now, state) => {
    expect(potState(pot, new Date(now))).toBe(state);
  });
  it("without dates it is not set", () => expect(potState({ opens_at: null, closes_at: null }, new Date())).toBe("not-set"));
});

describe("who may change a pot", () => {
  const place = { fund_id: "fund", area_code: "S12000033" };
  const person = (role: Role, where: { fund_id: string; area_code: string } | undefined = place, secondFactor = true): PersonActor => ({
    ...{ kind: "person", id: "p", name: "P", email: "p@test.example", emailConfirmed: true, secondFactor },
    roles: [{ role, organisation_id: null, fund_id: where?.fund_id ?? null, area_code: where?.area_code ?? null }],
  });
  it.each([
    ["its administrator", person("administrator"), "allowed"],
    ["its administrator without the second factor", person("administrator", place, false), "hidden"],
    ["an administrator of another area", person("administrator", { ...place, area_code: "S12000034" }), "hidden"],
    ["an administrator of another fund", person("administrator", { ...place, fund_id: "other" }), "hidden"],
    ["its assessor", person("assessor"), "refused"],
    ["its chair", person("chair"), "refused"],
    ["its finance officer", person("finance"), "refused"],
    ["an official", person("official", undefined), "hidden"],
    ["a visitor", { kind: "visitor" } as const, "hidden"],
  ])("%s: %s", (_who, actor, answer) => {
    for (const verdict of [may.changePot(actor, place), may.seeApplications(actor, place)])
      expect(verdict.allowed ? "allowed" : verdict.hidden ? "hidden" : "refused").toBe(answer);
  });
});
