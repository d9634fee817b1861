/** Checks against the database: the list a fund sets, what is seen and agreed, and what none of it may let through. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Assurances } from "#app/domain/assessment/checks-assurances.ts";
import { readMaterial } from "#app/domain/assessment/checks-facts.server.ts";
import { listChecklist, listKnownChecks, saveChecklist } from "#app/domain/assessment/checks-list.server.ts";
import { checks } from "#app/domain/assessment/checks-model.ts";
import { recordAssurances, recordChecks, saveChecks } from "#app/domain/assessment/checks.server.ts";
import { readApplication } from "#app/domain/assessment/reading.server.ts";
import { countPotWork } from "#app/domain/desk/read.server.ts";
import { Conflict, Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf, an } from "#tests/support/factories.ts";
import { assessmentWorld, caught, sentApplication } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => void (test = await testDatabase()));
afterAll(() => test.close());

const nothingSeen = { exception: "", fair_work: "", subsidy: "", account: "" };
const assured = (parts: Partial<Assurances>): Assurances => ({ remove: [], seen: nothingSeen, ...parts });
const met = (code: string) => ({ code, outcome: "met" as const, note: "", seen: "" });
const today = londonDay(new Date());

describe("the checklist", () => {
  it("a new pot asks every check for which facts are gathered, and the code knows the same ones", async () => {
    const { pot } = await assessmentWorld(test);
    expect((await listChecklist(test.db, pot.id)).map(({ code }) => code)).toEqual(checks.map(({ code }) => code));
    expect(await listKnownChecks(test.db)).toEqual(await listChecklist(test.db, pot.id));
  });

  it("the next round of the same fund and area begins with the list that the last one used, and no other does", async () => {
    const { pot, place, administrator, as } = await assessmentWorld(test);
    await saveChecklist(as(administrator), pot.id, { version: 1, income_exceptions: true, items: [{ code: "income", title: "Income", asks: "Under the limit" }, { code: "own-1", title: "Insurance", asks: "It is insured" }] });
    const round = await a.round(test.db, { fund_id: place.fund_id, financial_year: "2027-28" });
    const next = await a.pot(test.db, { round_id: round.id, area_code: pot.area_code });
    expect((await listChecklist(test.db, next.id)).map(({ code }) => code)).toEqual(["income", "own-1"]);
    expect(await test.db.selectFrom("pot").select("income_exceptions").where("id", "=", next.id).executeTakeFirst()).toEqual({ income_exceptions: true });
    const elsewhere = await a.pot(test.db, { round_id: round.id, area_code: "S12000042" });
    expect(await listChecklist(test.db, elsewhere.id)).toHaveLength(checks.length);
  });

  it("two administrators who change it at once: the second is told, and the first list stands", async () => {
    const { pot, administrator, ann, as } = await assessmentWorld(test);
    const list = (title: string) => ({ version: 1, income_exceptions: false, items: [{ code: "own-1", title, asks: "So it is" }] });
    await saveChecklist(as(administrator), pot.id, list("First"));
    expect(await caught(saveChecklist(as(administrator), pot.id, list("Second")))).toBeInstanceOf(Conflict);
    expect((await listChecklist(test.db, pot.id)).map(({ title }) => title)).toEqual(["First"]);
    expect(await caught(saveChecklist(as(ann), pot.id, { ...list("Third"), version: 2 }))).toBeInstanceOf(NotAllowed);
  });

  it("an application is checked when all that is asked is answered, and an answer to what is no longer asked does not count", async () => {
    const { pot, administrator, application, as } = await assessmentWorld(test);
    const state = async () => (await countPotWork(test.db, [pot.id], administrator.id))[0]!.to_check;
    await recordChecks(as(administrator), application.id, [{ code: "subsidy", outcome: "not-met", note: "Too much", seen: "" }, ...checks.filter(({ code }) => code !== "subsidy" && code !== "host").map(({ code }) => met(code))]);
    expect(await state()).toBe(0);
    const kept = (await listChecklist(test.db, pot.id)).filter(({ code }) => code !== "subsidy");
    await saveChecklist(as(administrator), pot.id, { version: 1, income_exceptions: false, items: kept });
    expect(await state()).toBe(1);
    await recordChecks(as(administrator), application.id, [met("host")]);
    expect(await state()).toBe(0);
    expect(await caught(recordChecks(as(administrator), application.id, [{ code: "subsidy", outcome: "met", note: "", seen: "" }]))).toBeInstanceOf(Invalid);
  });
});

describe("what is seen and agreed", () => {
  const exception = { agreed_by: "The steering group", agreed_on: today, reason: "Nobody else could do it" };

  it("an exception is taken only where the area agrees to any", async () => {
    const { pot, administrator, application, as } = await assessmentWorld(test);
    const write = (agreed_on = today) => recordAssurances(as(administrator), application.id, assured({ exception: { ...exception, agreed_on } }));
    expect(Object.keys(((await caught(write())) as Invalid).fields)).toEqual(["exception.agreed_by"]);
    await test.db.updateTable("pot").set({ income_exceptions: true }).where("id", "=", pot.id).execute();
    expect(Object.keys(((await caught(write(addDays(today, 2)))) as Invalid).fields)).toEqual(["exception.agreed_on"]);
    await write();
    expect(await test.db.selectFrom("income_exception").select(["agreed_by", "recorded_by"]).where("application_id", "=", application.id).executeTakeFirst()).toEqual({ agreed_by: "The steering group", recorded_by: administrator.id });
  });

  it("a page of checks is saved whole or not at all", async () => {
    const { administrator, application, as } = await assessmentWorld(test);
    expect(await caught(saveChecks(as(administrator), application.id, [met("income")], assured({ exception })))).toBeInstanceOf(Invalid);
    expect(await test.db.selectFrom("application_check").select("check_code").where("application_id", "=", application.id).execute()).toEqual([]);
  });

  it("what a colleague recorded meanwhile is not overwritten unseen", async () => {
    const { place, administrator, application, as } = await assessmentWorld(test);
    const colleague = await an.actor(test.db, [{ role: "administrator", ...place }]);
    const view = (reason: string) => ({ economic: "no" as const, reason, notice_on: null, confirmed_on: null });
    await recordAssurances(as(administrator), application.id, assured({ subsidy: view("A walking group") }));
    expect(await caught(recordAssurances(as(colleague), application.id, assured({ subsidy: view("Not sure") })))).toBeInstanceOf(Conflict);
    await recordAssurances(as(colleague), application.id, assured({ subsidy: view("A walking group") }));
    const saved = await test.db.selectFrom("subsidy_view").selectAll().where("application_id", "=", application.id).executeTakeFirstOrThrow();
    expect([saved.reason, saved.recorded_by]).toEqual(["A walking group", administrator.id]);
    await recordAssurances(as(colleague), application.id, assured({ subsidy: null, seen: { ...nothingSeen, subsidy: saved.recorded_at.toISOString() } }));
    expect(await test.db.selectFrom("subsidy_view").select("reason").where("application_id", "=", application.id).execute()).toEqual([]);
  });

  it("an account is kept as a hash that is not its number, and its number stands nowhere", async () => {
    const { administrator, application, as } = await assessmentWorld(test);
    await recordAssurances(as(administrator), application.id, assured({ account: { sort_code: "987654", number: "13572468" } }));
    const { account_hash } = await test.db.selectFrom("account_seen").select("account_hash").where("application_id", "=", application.id).executeTakeFirstOrThrow();
    expect(account_hash).toMatch(/^[0-9a-f]{64}$/);
    const told = await test.db.selectFrom("audit_event").select("detail").where("subject_id", "=", application.id).execute();
    expect(JSON.stringify([account_hash, told])).not.toMatch(/13572468|987654/);
    expect(JSON.stringify(told)).not.toContain(account_hash);
  });

  it("nobody else's staff records anything, and nothing is recorded of what was withdrawn", async () => {
    const { administrator, ann, application, as } = await assessmentWorld(test);
    const part = assured({ account: { sort_code: "987654", number: "13572468" } });
    expect(await caught(recordAssurances(as(ann), application.id, part))).toBeInstanceOf(NotAllowed);
    expect(await caught(recordAssurances(as(await an.actor(test.db, [])), application.id, part))).toBeInstanceOf(NotFound);
    await test.db.updateTable("application").set({ status: "withdrawn" }).where("id", "=", application.id).execute();
    expect(await caught(recordAssurances(as(administrator), application.id, part))).toBeInstanceOf(WrongState);
  });

  it("the database itself refuses a confirmation before its notice, and an exception from the wage without a reason", async () => {
    const { administrator, application } = await assessmentWorld(test);
    const by = { application_id: application.id, recorded_by: administrator.id };
    const early = test.db.insertInto("subsidy_view").values({ ...by, economic: "yes", reason: "x", notice_on: "2026-05-02", confirmed_on: "2026-05-01" }).execute();
    expect(refusedConstraint(await caught(early))).toBe("subsidy_notice_before_confirmation");
    const bare = test.db.insertInto("fair_work").values({ ...by, workers: "some", wage: "exception", voice: "yes" }).execute();
    expect(refusedConstraint(await caught(bare))).toBe("fair_work_exception_is_whole");
  });
});

describe("public money beside a check", () => {
  const material = async (applicationId: string, viewerId: string) => (await readMaterial(test.db, await readApplication(test.db, applicationId, viewerId), [], viewerId)).material;
  const amounts = async (applicationId: string, viewerId: string) => (await material(applicationId, viewerId)).money.map(({ amount_pence }) => amount_pence).sort((x, y) => x - y);

  it("counts released awards and what was recorded, and no decision of another area that is not released", async () => {
    const { pot, administrator, application, as } = await assessmentWorld(test);
    const { organisation_id } = application;
    await an.award(test.db, { organisation_id, amount_pence: 101, status: "accepted" });
    await an.award(test.db, { organisation_id, amount_pence: 102, status: "decided" });
    await an.award(test.db, { organisation_id, amount_pence: 103, status: "withdrawn" });
    await an.award(test.db, { organisation_id, pot_id: pot.id, amount_pence: 104, status: "decided" });
    await recordAssurances(as(administrator), application.id, assured({ funding: { funder: "A council", given_on: today, amount_pence: 105, minimal_assistance: true } }));
    expect(await amounts(application.id, administrator.id)).toEqual([101, 104, 105]);
    const [{ id }] = await test.db.selectFrom("public_funding").select("id").where("application_id", "=", application.id).execute() as [{ id: string }];
    await recordAssurances(as(administrator), application.id, assured({ remove: [id, "nonsense"] }));
    expect(await amounts(application.id, administrator.id)).toEqual([101, 104]);
  });

  it("what was recorded with an application that is closed to the one who looks is not counted, and its judgement is not used", async () => {
    const { pot, place, administrator, application, as } = await assessmentWorld(test);
    const later = await a.round(test.db, { fund_id: place.fund_id });
    const other = await sentApplication(test, (await a.pot(test.db, { round_id: later.id, area_code: pot.area_code })).id);
    await test.db.updateTable("application").set({ organisation_id: application.organisation_id }).where("id", "=", other.id).execute();
    await recordAssurances(as(administrator), other.id, assured({ funding: { funder: "A canary", given_on: today, amount_pence: 777, minimal_assistance: true }, subsidy: { economic: "no", reason: "x", notice_on: null, confirmed_on: null } }));
    await an.award(test.db, { organisation_id: application.organisation_id, application_id: other.id, amount_pence: 555, status: "accepted" });
    const shut = await an.actor(test.db, [{ role: "administrator", ...place }]);
    expect(await amounts(application.id, shut.id)).toEqual([555, 777]);
    expect((await material(application.id, shut.id)).money.find(({ amount_pence }) => amount_pence === 555)?.minimal_assistance).toBe(false);
    await test.db.insertInto("interest").values({ id: newId(), application_id: other.id, person_id: shut.id, has_interest: true }).execute();
    const seen = await material(application.id, (await actorOf(test.db, shut.id)).id);
    expect(JSON.stringify(seen)).not.toMatch(/canary|777/);
    expect(seen.money).toMatchObject([{ amount_pence: 555, minimal_assistance: true }]);
  });
});
