/** What is pure about checks: the sum of a subsidy, fair work, the charity register's lines, facts in words. */
import { describe, expect, it } from "vitest";
import { readAssurances } from "#app/domain/assessment/checks-assurances.ts";
import { factsFor, worstMood, type Material } from "#app/domain/assessment/checks-facts.ts";
import { readChecklist } from "#app/domain/assessment/checks-model.ts";
import { evidenceFrom, fairWorkFinding, type FairWorkSaid } from "#app/domain/assessment/fair-work.ts";
import { alike, hintsFor, type OtherApplication } from "#app/domain/assessment/hints.ts";
import { countsSince, minimalAssistanceLimit, subsidySum } from "#app/domain/assessment/subsidy.ts";
import { compareWithRegister, plainName, readRegisterLine, type RegisterEntry } from "#app/domain/organisations/register.ts";

describe("subsidy control", () => {
  const money = (given_on: string, amount_pence: number, minimal_assistance = true) => ({ from: "A funder", given_on, amount_pence, minimal_assistance });

  it.each([["2026-03-31", "2023-04-01"], ["2026-04-01", "2024-04-01"], ["2026-12-31", "2024-04-01"], ["2027-01-01", "2024-04-01"]])("on %s money counts since %s: this financial year and the two before", (on, since) => {
    expect(countsSince(on)).toBe(since);
  });

  it("takes the first and the last day in, and leaves out what came before, comes after, or is no subsidy", () => {
    const sum = subsidySum([money("2024-04-01", 100), money("2024-03-31", 7_000), money("2026-11-22", 20), money("2026-11-23", 5_000), money("2025-01-01", 900, false)], 3, "2026-11-22");
    expect([sum.before_pence, sum.total_pence, sum.counted.length, sum.left_out.length]).toEqual([120, 123, 2, 3]);
  });

  it("exactly £315,000 is within, a penny more is not, and the words do the sum", () => {
    const at = subsidySum([money("2026-05-01", minimalAssistanceLimit - 1_000_000)], 1_000_000, "2026-11-22");
    expect(at.within).toBe(true);
    expect(at.words).toBe("Since 1 April 2024: £305,000 counted already, and £10,000 asked for now, make £315,000. That is £0 below the £315,000 of Minimal Financial Assistance.");
    expect(subsidySum([money("2026-05-01", minimalAssistanceLimit - 1_000_000)], 1_000_001, "2026-11-22").within).toBe(false);
  });
});

describe("Fair Work First", () => {
  const said = (changes: Partial<FairWorkSaid> = {}): FairWorkSaid => ({ workers: "some", wage: "paid", voice: "yes", evidence: "self-declaration", exception_by: "", exception_reason: "", ...changes });

  it("a declaration is enough a penny below £100,000 and not at it", () => {
    expect(fairWorkFinding(evidenceFrom - 1, said())).toMatchObject({ needs: "self-declaration", enough: true });
    expect(fairWorkFinding(evidenceFrom, said())).toMatchObject({ needs: "evidence", enough: false });
    for (const evidence of ["accreditation", "payroll", "accountant"] as const) expect(fairWorkFinding(evidenceFrom, said({ evidence })).enough).toBe(true);
  });
  it("a group that pays nobody needs nothing, at any sum", () => {
    expect(fairWorkFinding(evidenceFrom * 9, said({ workers: "none", wage: null, voice: null, evidence: "none" }))).toMatchObject({ needs: "nothing", enough: true });
  });
  it("there is an exception from the wage and none from the voice", () => {
    const exception = { wage: "exception" as const, exception_by: "The head of grants", exception_reason: "A bakery in its first year", evidence: "none" as const };
    expect(fairWorkFinding(evidenceFrom, said(exception)).enough).toBe(true);
    expect(fairWorkFinding(evidenceFrom, said({ ...exception, voice: "no" })).enough).toBe(false);
    expect(fairWorkFinding(0, said({ wage: "not-paid" })).enough).toBe(false);
  });
  it("nothing recorded is never enough", () => expect(fairWorkFinding(0, undefined).enough).toBe(false));
});

describe("the charity register", () => {
  const cells = (changes: Record<string, string> = {}) => ({ "Charity Number": " sc900123 ", "Charity Name": "The  Harbour Walkers", "Registered Date": "23/04/2010 00:00", "Most recent year income": "12345", "Year End": "31/3/2026", "Charity Status": "Active", ...changes });
  const entry = (changes: Partial<RegisterEntry> = {}): RegisterEntry => ({ ...(readRegisterLine(cells()) as RegisterEntry), kind: "current", dated_on: "2026-11-01", ...changes });
  const group = { name: "Harbour Walkers SCIO", charity_number: "SC900123", postcode: "" };

  it("reads the register's own days and sums", () => {
    expect(readRegisterLine(cells())).toMatchObject({ charity_number: "SC900123", name: "The Harbour Walkers", registered_on: "2010-04-23", income_pence: 1_234_500, year_end: "2026-03-31", ceased_on: null });
    expect(readRegisterLine(cells({ "Registered Date": "soon", "Most recent year income": "much" }))).toMatchObject({ registered_on: null, income_pence: null });
    expect(readRegisterLine(cells({ "Charity Number": "SC12345" }))).toHaveProperty("message");
    expect(readRegisterLine(cells({ "Charity Name": " " }))).toHaveProperty("message");
  });
  it("small words, signs and legal endings do not make another name; another word does", () => {
    expect(plainName("The Môr & Harbour Walkers Ltd.")).toBe(plainName("Mor and Harbour Walkers Limited"));
    expect(plainName("Harbour Walkers")).not.toBe(plainName("Harbour Talkers"));
    expect(plainName("The Trust")).toBe("trust");
  });
  it("says what agrees, what differs, what is gone and what was never there", () => {
    const moods = (...args: Parameters<typeof compareWithRegister>) => compareWithRegister(...args).map(({ mood }) => mood);
    expect(moods(group, [entry()], "2026-11-01")).toEqual(["fine"]);
    expect(moods(group, [entry({ name: "Harbour Talkers" })], "2026-11-01")).toEqual(["wrong"]);
    expect(moods(group, [entry({ name: "Harbour Talkers", known_as: "Harbour Walkers" })], "2026-11-01")).toEqual(["fine"]);
    expect(moods(group, [entry({ status: "Removed" })], "2026-11-01")).toEqual(["fine", "wrong"]);
    expect(compareWithRegister(group, [entry({ kind: "former", ceased_on: "2025-01-12" })], "2026-11-01")[0]!.words).toContain("left the register on 12 January 2025");
    expect(moods(group, [], "2026-11-01")).toEqual(["wrong"]);
    expect(moods(group, [], null)).toEqual(["look"]);
    expect(moods({ ...group, charity_number: null }, [entry()], "2026-11-01")).toEqual([]);
  });
});

describe("facts beside a check", () => {
  const material = (changes: Partial<Material> = {}, group: Partial<Material["group"]> = {}): Material => ({
    group: { name: "Harbour Walkers", legal_form: "scio", legal_form_title: "SCIO", charity_number: null, company_number: null, postcode: "", annual_income_pence: 2_000_000, host_name: "", host_charity_number: null, ...group },
    pot: { income_cap_pence: 2_500_000, unconstituted_max_pence: 200_000, income_exceptions: true },
    asked_pence: 300_000, documents: [], register: { entries: [], dated_on: null }, money: [], exception: undefined, fair_work: undefined, subsidy: undefined, account_recorded: false, hints: [], protected_roles: null, today: "2026-11-22",
    ...changes,
  });
  const worst = (code: string, ...args: Parameters<typeof material>) => worstMood(factsFor(code, material(...args)));

  it("an income at the limit is fine, a penny above is not, and an agreed exception is told with who and why", () => {
    expect(worst("income", {}, { annual_income_pence: 2_500_000 })).toBe("fine");
    expect(worst("income", {}, { annual_income_pence: 2_500_001 })).toBe("wrong");
    const exception = { agreed_by: "the steering group", agreed_on: "2026-11-02", reason: "Nobody else could do it" };
    const told = factsFor("income", material({ exception }, { annual_income_pence: 2_500_001 }));
    expect(worstMood(told)).toBe("look");
    expect(told.map(({ words }) => words).join(" ")).toContain("agreed by the steering group on 2 November 2026: Nobody else could do it");
  });
  it("the register's income counts where it is higher than what the group said", () => {
    const entries = [{ ...(readRegisterLine({ "Charity Number": "SC900123", "Charity Name": "Harbour Walkers", "Most recent year income": "90000" }) as RegisterEntry), kind: "current" as const, dated_on: "2026-11-01" }];
    expect(worst("income", { register: { entries, dated_on: "2026-11-01" } }, { charity_number: "SC900123" })).toBe("wrong");
  });
  it("an unconstituted group needs a host, a letter, and an amount that is open to it", () => {
    const alone = factsFor("host", material({}, { legal_form: "unconstituted-group" }));
    expect(alone.filter(({ mood }) => mood === "wrong")).toHaveLength(3);
    expect(worst("host", { asked_pence: 200_000, documents: [{ kind: "partnership-letter", added_on: "2026-10-01" }] }, { legal_form: "unconstituted-group", host_name: "The Trust" })).toBe("look");
    expect(worst("host")).toBe("fine");
  });
  it("money before the period counts neither as subsidy nor for fair work", () => {
    const old = { from: "Earlier", given_on: "2023-12-01", amount_pence: minimalAssistanceLimit, minimal_assistance: true };
    expect(worst("subsidy", { money: [old], subsidy: { economic: "yes", notice_on: null, confirmed_on: null } })).toBe("look");
    expect(worst("subsidy", { money: [{ ...old, given_on: "2024-04-01" }], subsidy: { economic: "yes", notice_on: null, confirmed_on: null } })).toBe("wrong");
    expect(factsFor("fair-work", material({ money: [old] }))[0]!.words).toContain("£3,000 of public money");
  });
  it("fair work asks by the money of one financial year, where subsidy looks back over three: a small grant is not asked for an accountant because of last year's", () => {
    const money = (given_on: string) => material({ money: [{ from: "Earlier", given_on, amount_pence: evidenceFrom, minimal_assistance: true }] });
    expect(factsFor("fair-work", money("2026-03-31"))[0]!.words).toContain("£3,000 of public money this financial year");
    expect(factsFor("fair-work", money("2026-04-01"))[0]!.words).toContain("£103,000 of public money this financial year");
  });
  it("a check of the fund's own has no facts, and no name from elsewhere finds any", () => {
    expect([factsFor("own-1", material()), factsFor("toString", material())]).toEqual([[], []]);
  });
});

describe("hints", () => {
  const other = (changes: Partial<OtherApplication> = {}): OtherApplication => ({
    id: "1", reference: "LA-1", title: "Harbour walks", summary: "Weekly walks by the harbour for anyone who feels alone", asked_pence: 100_000, received_on: "2026-10-01", organisation_name: "Other Group", round_title: "Round", area_name: "Fife",
    same_pot: false, same_group: false, same_account: false, same_address: false, same_host: false, same_title: false, own: false, ...changes,
  });
  const own = { title: "Harbour walks", summary: "Weekly walks by the harbour for anyone who feels alone" };
  const kinds = (...others: OtherApplication[]) => hintsFor(own, others, []).map(({ kind }) => kind);

  it("one other application gives one hint, its strongest", () => {
    expect(kinds(other({ same_group: true, same_account: true, same_address: true }))).toEqual(["bid"]);
    expect(kinds(other({ same_title: true, summary: "Something else altogether, with music" }))).toEqual([]);
    expect(kinds(other({ same_account: true, same_address: true, title: "Choir", summary: "" }))).toEqual(["account"]);
    expect(kinds(other({ same_address: true, title: "Choir" }), other({ id: "2", same_group: true, title: "Choir", summary: "" }))).toEqual(["group", "address"]);
  });
  it("says no title of another group's bid that only shares an account or an address", () => {
    for (const same of [{ same_account: true }, { same_address: true }, { same_host: true }]) expect(hintsFor(own, [other({ ...same, title: "A secret title", summary: "" })], [])[0]!.words).not.toContain("secret");
  });
  it("texts are alike by the words they share, whatever the order", () => {
    expect(alike("Walks by the harbour", "harbour: THE walks by")).toBe(1);
    expect(alike("one two", "")).toBe(0);
  });
});

describe("forms", () => {
  const known = [{ code: "income", title: "Income", asks: "Under the limit" }, { code: "host", title: "Host", asks: "A host" }];
  it("a checklist keeps the order, takes off what is not asked, and refuses to be empty", () => {
    const read = readChecklist(known, { ask: ["host"], version: "3", "asks-host": "A host with a letter", "asks-income": "x", "title-own-2": "Insurance", "asks-own-2": "It is insured", income_exceptions: "yes" });
    expect(read).toEqual({ errors: {}, checklist: { version: 3, income_exceptions: true, items: [{ code: "host", title: "Host", asks: "A host with a letter" }, { code: "own-2", title: "Insurance", asks: "It is insured" }] } });
    expect(Object.keys(readChecklist(known, { ask: [], version: "1" }).errors)).toEqual(["ask"]);
    expect(Object.keys(readChecklist(known, { ask: ["host"], version: "1", "asks-host": "", "title-own-1": "Insurance" }).errors)).toEqual(["asks-host", "asks-own-1"]);
  });
  it("a part that nobody touched is absent; one that was emptied is taken away; half an answer is refused", () => {
    expect(readAssurances({ "fair_work.workers": "", "fair_work.wage": "", "fair_work.voice": "", "fair_work.evidence": "none", "fair_work.exception_by": "", "fair_work.exception_reason": "", "seen.fair_work": "" }).assurances.fair_work).toBeUndefined();
    expect(readAssurances({ "exception.agreed_by": "", "exception.agreed_on": "", "exception.reason": "", "seen.exception": "2026-01-01T00:00:00.000Z" }).assurances.exception).toBeNull();
    expect(Object.keys(readAssurances({ "fair_work.workers": "", "fair_work.evidence": "payroll" }).errors)).toContain("fair_work.workers");
    expect(Object.keys(readAssurances({ "fair_work.workers": "some", "fair_work.wage": "exception", "fair_work.voice": "yes", "fair_work.evidence": "none", "fair_work.exception_by": "", "fair_work.exception_reason": "" }).errors)).toEqual(["fair_work.exception_by", "fair_work.exception_reason"]);
    expect(Object.keys(readAssurances({ "subsidy.economic": "yes", "subsidy.reason": "A shop", "subsidy.notice_on": "", "subsidy.confirmed_on": "2026-05-01" }).errors)).toEqual(["subsidy.confirmed_on"]);
    expect(Object.keys(readAssurances({ "account.sort_code": "12-34-56", "account.number": "1234567" }).errors)).toEqual(["account.number"]);
    expect(readAssurances({ "funding.funder": "", "funding.given_on": "", "funding.amount_pence": "", "funding.minimal_assistance": "yes" }).assurances.funding).toBeUndefined();
  });
});
