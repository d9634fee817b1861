import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide, takeBack } from "#app/domain/awards/decide.server.ts";
import { Conflict, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { londonDay } from "#app/domain/kernel/time.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { anApplicant, aPot, as, awardOf, declined, faults, inFull, inPart } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ connections: 20 });
});
afterAll(() => test.close());

describe("deciding", () => {
  it("gives three awards and seven clear refusals when ten people press at once on a pot with room for three", async () => {
    const { pot, staff } = await aPot(test.db, 1_600_000);
    const applicants = await Promise.all(Array.from({ length: 10 }, () => anApplicant(test.db, pot.id, 500_000)));
    const deciders = await Promise.all(applicants.map(() => staff()));
    const answers = await Promise.allSettled(applicants.map((one, index) => decide(as(test.db, deciders[index]!), one.application_id, inFull)));
    const refusals = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as Error] : []));
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(3);
    expect(refusals).toHaveLength(7);
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(WrongState);
      expect(refusal.message).toContain("£1,000");
    }
    const after = await test.db.selectFrom("pot").selectAll().where("id", "=", pot.id).executeTakeFirstOrThrow();
    expect(after.committed_pence).toBe(1_500_000);
    expect(await test.db.selectFrom("award").select("id").where("pot_id", "=", pot.id).execute()).toHaveLength(3);
    expect(await test.db.selectFrom("decision").innerJoin("application", "application.id", "decision.application_id").select("decision.id").where("pot_id", "=", pot.id).execute()).toHaveLength(3);
    expect(await faults(test.db)).toEqual([]);
  });

  it("takes one of two decisions made on one application in the same moment, and tells the other what was decided", async () => {
    const { pot, staff } = await aPot(test.db, 5_000_000);
    const { application_id } = await anApplicant(test.db, pot.id);
    const deciders = [await staff(), await staff("chair")] as const;
    const answers = await Promise.allSettled([decide(as(test.db, deciders[0]), application_id, inPart(200_000)), decide(as(test.db, deciders[1]), application_id, declined)]);
    const refused = answers.filter((answer) => answer.status === "rejected");
    expect(refused).toHaveLength(1);
    expect((refused[0] as PromiseRejectedResult).reason).toBeInstanceOf(WrongState);
    expect(((refused[0] as PromiseRejectedResult).reason as Error).message).toMatch(/already decided on this application: (award in part, £2,000|decline)/);
    await expect(decide(as(test.db, deciders[0]), application_id, inFull)).rejects.toThrow(/already decided/);
  });

  it("writes the award from what was sent: reference, London's day, dates, tags, and the event that commits the money", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const { application_id } = await anApplicant(test.db, pot.id);
    const { remaining_pence } = await decide(as(test.db, administrator), application_id, { ...inPart(300_000), conditions: "Send us the hall's agreement" });
    expect(remaining_pence).toBe(4_700_000);
    const award = await awardOf(test.db, application_id);
    expect(award).toMatchObject({
      status: "decided", amount_pence: 300_000, asked_pence: 500_000, awarded_on: londonDay(new Date()), starts_on: "2026-09-01", ends_on: "2027-08-31",
      description: "Walks by the harbour", conditions: "Send us the hall's agreement", counted: false, synthetic: true,
    });
    expect(award.reference).toMatch(/^LG-/);
    const tags = await test.db.selectFrom("award_tag").select(["list_code", "list_version", "code"]).where("award_id", "=", award.id).orderBy("list_code").execute();
    expect(tags).toEqual([{ list_code: "focus-group", list_version: 1, code: "women" }, { list_code: "project-type", list_version: 1, code: "social" }]);
    expect(await test.db.selectFrom("award_event").select(["kind", "change_pence"]).where("award_id", "=", award.id).execute()).toEqual([{ kind: "made", change_pence: 300_000 }]);
  });

  it("keeps the tags that the administrator confirmed, and refuses a code that is not on the round's list", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const { application_id } = await anApplicant(test.db, pot.id);
    const tags = { "focus-group": ["refugees", "older-people"], "priority-issue": ["poverty"], "family-group": [], "project-type": ["arts"] };
    await expect(decide(as(test.db, administrator), application_id, { ...inFull, tags: { ...tags, "focus-group": ["made-up"] } })).rejects.toMatchObject({ fields: { "focus-group": expect.any(String) } });
    await decide(as(test.db, administrator), application_id, { ...inFull, tags });
    const award = await awardOf(test.db, application_id);
    const codes = await test.db.selectFrom("award_tag").select("code").where("award_id", "=", award.id).orderBy("code").execute();
    expect(codes.map(({ code }) => code)).toEqual(["arts", "older-people", "poverty", "refugees"]);
  });

  it("refuses an award above the ask, below the pot's smallest award, and for nothing, and leaves the pot as it was", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000, { min_amount_pence: 100_000 });
    const { application_id } = await anApplicant(test.db, pot.id);
    for (const amount of [500_001, 99_999, 0, -1, 0.5])
      await expect(decide(as(test.db, administrator), application_id, inPart(amount)), String(amount)).rejects.toBeInstanceOf(Invalid);
    await expect(decide(as(test.db, administrator), application_id, inPart(600_000))).rejects.toThrow(/asked for £5,000/);
    const after = await test.db.selectFrom("pot").selectAll().where("id", "=", pot.id).executeTakeFirstOrThrow();
    expect(after.committed_pence).toBe(0);
    expect((await test.db.selectFrom("application").select("status").where("id", "=", application_id).executeTakeFirstOrThrow()).status).toBe("in-assessment");
  });

  it("refuses a withdrawn application and a draft", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const { application_id } = await anApplicant(test.db, pot.id);
    await test.db.updateTable("application").set({ status: "withdrawn" }).where("id", "=", application_id).execute();
    await expect(decide(as(test.db, administrator), application_id, inFull)).rejects.toThrow(/withdrawn/);
    const draft = await an.application(test.db, { pot_id: pot.id });
    await expect(decide(as(test.db, administrator), draft.id, inFull)).rejects.toBeInstanceOf(WrongState);
  });

  it("is for the administrator and the chair of that fund in that area, and not for someone with an interest", async () => {
    const { pot, place, staff, administrator } = await aPot(test.db, 5_000_000);
    const { application_id, organisation_id } = await anApplicant(test.db, pot.id);
    const elsewhere = await a.area(test.db, { code: "S12000034" });
    const outsiders = [await staff("assessor"), await staff("finance"), await an.actor(test.db, [{ role: "administrator", fund_id: place.fund_id, area_code: elsewhere.code }]), await an.actor(test.db, [{ role: "official" }])];
    for (const outsider of outsiders) await expect(decide(as(test.db, outsider), application_id, inFull)).rejects.toBeInstanceOf(NotFound);
    await expect(decide(as(test.db, { ...administrator, secondFactor: false }), application_id, inFull)).rejects.toBeInstanceOf(NotFound);
    const member = await an.actor(test.db, [{ role: "administrator", ...place }, { role: "viewer", organisation_id }]);
    await expect(decide(as(test.db, member), application_id, inFull)).rejects.toBeInstanceOf(NotAllowed);
    const interested = await staff();
    await test.db.insertInto("interest").values({ id: newId(), application_id, person_id: interested.id, has_interest: true }).execute();
    await expect(decide(as(test.db, interested), application_id, inFull)).rejects.toBeInstanceOf(NotAllowed);
    await decide(as(test.db, await staff("chair")), application_id, inFull);
  });
});

describe("taking a decision back", () => {
  it("frees the money and lets the application be decided again", async () => {
    const { pot, administrator } = await aPot(test.db, 500_000);
    const { application_id } = await anApplicant(test.db, pot.id);
    const other = await anApplicant(test.db, pot.id);
    await decide(as(test.db, administrator), application_id, inFull);
    await expect(decide(as(test.db, administrator), other.application_id, inFull)).rejects.toBeInstanceOf(WrongState);
    const first = await test.db.selectFrom("decision").select("id").where("application_id", "=", application_id).executeTakeFirstOrThrow();
    await takeBack(as(test.db, administrator), application_id, first.id);
    await expect(takeBack(as(test.db, administrator), application_id)).rejects.toThrow(/no decision/);
    await decide(as(test.db, administrator), other.application_id, inFull);
    await decide(as(test.db, administrator), application_id, declined);
    await expect(takeBack(as(test.db, administrator), application_id, first.id), "from a page that showed the first").rejects.toBeInstanceOf(Conflict);
    const awards = await test.db.selectFrom("award").select(["status"]).where("application_id", "=", application_id).execute();
    expect(awards).toEqual([{ status: "taken-back" }]);
    expect(await faults(test.db)).toEqual([]);
  });
});
