import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide } from "#app/domain/awards/decide.server.ts";
import { draftLetters } from "#app/domain/awards/letters.server.ts";
import { confirmDecision, listReturned, listToConfirm, returnDecision } from "#app/domain/awards/second.server.ts";
import { Conflict, Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { releaseRead } from "#tests/support/letters.ts";
import { anApplicant, aPot, as, awardOf, declined, faults, inFull, inPart } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ connections: 8 });
});
afterAll(() => test.close());

const decisionOf = (applicationId: string) => test.db.selectFrom("decision").selectAll().where("application_id", "=", applicationId).orderBy("decided_at", "desc").executeTakeFirstOrThrow();
async function interestOf(application_id: string, person_id: string, has_interest: boolean) {
  await test.db.insertInto("interest").values({ id: newId(), application_id, person_id, has_interest }).execute();
}

describe("a second person", () => {
  it("is needed above the pot's amount and not at it, and not for a decline", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000, { second_person_above_pence: 300_000 });
    const me = as(test.db, administrator);
    const groups = await Promise.all([1, 2, 3].map(() => anApplicant(test.db, pot.id)));
    expect((await decide(me, groups[0]!.application_id, inPart(300_000))).needs_second).toBe(false);
    expect((await decide(me, groups[1]!.application_id, inPart(300_001))).needs_second).toBe(true);
    expect((await decide(me, groups[2]!.application_id, declined)).needs_second).toBe(false);
    expect((await decisionOf(groups[1]!.application_id)).needs_second_why).toBe("amount");
  });

  it("is needed whatever is decided by someone who assessed the application", async () => {
    const { pot, staff } = await aPot(test.db, 5_000_000);
    const chair = await staff("chair");
    const { application_id } = await anApplicant(test.db, pot.id);
    await interestOf(application_id, chair.id, false);
    await test.db.insertInto("score_sheet").values({ id: newId(), application_id, person_id: chair.id, status: "sent", weighted_percent: 40, sent_at: new Date() }).execute();
    expect((await decide(as(test.db, chair), application_id, declined)).needs_second).toBe(true);
    expect((await decisionOf(application_id)).needs_second_why).toBe("assessed");
  });

  it("is needed too of somebody who gave points and keeps the sheet to themselves until later, or had it set aside; not of somebody who only opened it", async () => {
    const { pot, staff } = await aPot(test.db, 5_000_000);
    const chair = await staff("chair");
    const criterion = await a.criterion(test.db, { pot_id: pot.id, max_points: 5 });
    const decidesWith = async (sheet: { status: "draft" | "sent" | "cannot" | "void"; sent_at?: Date; cannot_reason?: string }, points?: number | null) => {
      const { application_id } = await anApplicant(test.db, pot.id);
      await interestOf(application_id, chair.id, false);
      const id = newId();
      await test.db.insertInto("score_sheet").values({ id, application_id, person_id: chair.id, status: "draft" }).execute();
      if (points !== undefined) await test.db.insertInto("score").values({ sheet_id: id, criterion_id: criterion.id, points, reason: "" }).execute();
      if (sheet.status !== "draft") await test.db.updateTable("score_sheet").set(sheet).where("id", "=", id).execute();
      return (await decide(as(test.db, chair), application_id, inFull)).needs_second;
    };
    expect(await decidesWith({ status: "draft" }, 5), "a draft with points").toBe(true);
    expect(await decidesWith({ status: "void", sent_at: new Date() }), "sent and set aside").toBe(true);
    expect(await decidesWith({ status: "cannot", cannot_reason: "I know too little" }, 1), "given up after points").toBe(true);
    expect(await decidesWith({ status: "draft" })).toBe(false);
    expect(await decidesWith({ status: "cannot", cannot_reason: "I know too little" }, null)).toBe(false);
  });

  it("stands behind a decision before it can be released, and is never the one who made it", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 5_000_000, { second_person_above_pence: 0 });
    const me = as(test.db, administrator);
    const { application_id } = await anApplicant(test.db, pot.id);
    const { decision_id } = await decide(me, application_id, inFull);
    await expect(confirmDecision(me, decision_id)).rejects.toBeInstanceOf(NotAllowed);
    await expect(returnDecision(me, decision_id, { reason: "On second thoughts" })).rejects.toBeInstanceOf(NotAllowed);
    const forged = await test.db.updateTable("decision").set({ confirmed_at: new Date(), confirmed_by: administrator.id }).where("id", "=", decision_id).execute().catch((error: unknown) => refusedConstraint(error));
    expect(forged).toBe("decision_confirmed_by_another");
    const chair = await staff("chair");
    expect((await listToConfirm(test.db, chair)).map((one) => one.application_id)).toEqual([application_id]);
    expect(await listToConfirm(test.db, administrator)).toEqual([]);
    await confirmDecision(as(test.db, chair), decision_id);
    await expect(confirmDecision(as(test.db, await staff()), decision_id)).rejects.toThrow(/confirmed already/);
    expect(await listToConfirm(test.db, await staff("chair"))).toEqual([]);
    expect(await releaseRead(me, pot.id)).toMatchObject({ decisions: 1 });
    expect(await faults(test.db)).toEqual([]);
  });

  it("is asked for by the database too: a decision without one is not released, even with its letter on its way", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000, { second_person_above_pence: 0 });
    const { application_id } = await anApplicant(test.db, pot.id);
    const { decision_id } = await decide(as(test.db, administrator), application_id, inFull);
    await draftLetters(as(test.db, administrator), pot.id);
    const at = new Date();
    await test.db.updateTable("letter").set({ blocked: false, checked_at: at, checked_by: administrator.id, sent_at: at, sent_subject: "A", sent_body: "B" }).where("decision_id", "=", decision_id).execute();
    const forced = await test.db.updateTable("decision").set({ released_at: at, released_by: administrator.id }).where("id", "=", decision_id).execute().catch((error: unknown) => refusedConstraint(error));
    expect(forced).toBe("decision_released_confirmed");
  });

  it("has no interest in the application and a role in its place: nobody else sees that it waits, or confirms it", async () => {
    const { pot, administrator, staff, place } = await aPot(test.db, 5_000_000, { second_person_above_pence: 0 });
    const { application_id, organisation_id } = await anApplicant(test.db, pot.id);
    const { decision_id } = await decide(as(test.db, administrator), application_id, inFull);
    const interested = await staff();
    await interestOf(application_id, interested.id, true);
    const member = await an.actor(test.db, [{ role: "administrator", ...place }, { role: "viewer", organisation_id }]);
    for (const closed of [interested, member]) {
      expect(await listToConfirm(test.db, closed)).toEqual([]);
      await expect(confirmDecision(as(test.db, closed), decision_id)).rejects.toBeInstanceOf(NotAllowed);
    }
    const forced = await test.db.updateTable("decision").set({ confirmed_at: new Date(), confirmed_by: interested.id }).where("id", "=", decision_id).execute().catch((error: unknown) => refusedConstraint(error));
    expect(forced).toBe("decision_without_interest");
    for (const outsider of [await staff("finance"), await staff("assessor"), await an.actor(test.db, [{ role: "official" }])]) {
      expect(await listToConfirm(test.db, outsider)).toEqual([]);
      await expect(confirmDecision(as(test.db, outsider), decision_id)).rejects.toBeInstanceOf(NotFound);
    }
  });

  it("gives a decision back with a reason: the money is free, it is decided anew, and only the one who decided reads why", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 500_000, { second_person_above_pence: 0 });
    const { application_id } = await anApplicant(test.db, pot.id);
    const { decision_id } = await decide(as(test.db, administrator), application_id, inFull);
    const chair = await staff("chair");
    await expect(returnDecision(as(test.db, chair), decision_id, { reason: "  " })).rejects.toBeInstanceOf(Invalid);
    await returnDecision(as(test.db, chair), decision_id, { reason: "The budget counts the hall twice" });
    expect(await test.db.selectFrom("pot").select("committed_pence").where("id", "=", pot.id).executeTakeFirstOrThrow()).toEqual({ committed_pence: 0 });
    expect(await listReturned(test.db, administrator)).toMatchObject([{ application_id, reason: "The budget counts the hall twice", returned_by_name: chair.name }]);
    expect(await listReturned(test.db, chair)).toEqual([]);
    await expect(confirmDecision(as(test.db, chair), decision_id)).rejects.toBeInstanceOf(Conflict);
    await decide(as(test.db, administrator), application_id, inPart(400_000));
    expect(await listReturned(test.db, administrator)).toEqual([]);
    expect(await awardOf(test.db, application_id)).toMatchObject({ amount_pence: 400_000 });
    const told = await test.db.selectFrom("audit_event").select("detail").where("action", "=", "application.decision-returned").execute();
    expect(JSON.stringify(told)).not.toContain("hall");
    expect(await faults(test.db)).toEqual([]);
  });

  it("confirms or gives back, never both, when two press in the same moment", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 500_000, { second_person_above_pence: 0 });
    const { application_id } = await anApplicant(test.db, pot.id);
    const { decision_id } = await decide(as(test.db, administrator), application_id, inFull);
    const [one, other] = [await staff("chair"), await staff()];
    const answers = await Promise.allSettled([confirmDecision(as(test.db, one), decision_id), returnDecision(as(test.db, other), decision_id, { reason: "No" })]);
    const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as Error] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toSatisfy((error) => error instanceof WrongState || error instanceof Conflict);
    expect(await faults(test.db)).toEqual([]);
  });
});
