import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide } from "#app/domain/awards/decide.server.ts";
import { declineOffer } from "#app/domain/awards/offer.server.ts";
import { releaseRead as release } from "#tests/support/letters.ts";
import { Closed, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { acceptOffer } from "#app/domain/monitoring/change.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { anApplicant, aPot, as, awardOf, countOf, faults, inFull } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const signed = { signatory_name: "Ailsa Muir", signatory_role: "Treasurer" };

async function anOffer() {
  const { pot, administrator } = await aPot(test.db, 5_000_000);
  const applicant = await anApplicant(test.db, pot.id);
  await decide(as(test.db, administrator), applicant.application_id, inFull);
  const decided = await awardOf(test.db, applicant.application_id);
  return { pot, administrator, applicant, award_id: decided.id, releaseIt: () => release(as(test.db, administrator), pot.id) };
}

describe("an offer", () => {
  it("cannot be found before its release, not even by its own group", async () => {
    const { applicant, award_id } = await anOffer();
    await expect(acceptOffer(as(test.db, applicant.owner), award_id, signed)).rejects.toBeInstanceOf(NotFound);
    await expect(declineOffer(as(test.db, applicant.owner), award_id, { reason: "" })).rejects.toBeInstanceOf(NotFound);
  });

  it("accepted twice is accepted once: one return, one receipt, the first signatory", async () => {
    const { applicant, award_id, releaseIt } = await anOffer();
    await releaseIt();
    const answers = await Promise.all([acceptOffer(as(test.db, applicant.owner), award_id, signed), acceptOffer(as(test.db, applicant.owner), award_id, signed)]);
    await acceptOffer(as(test.db, applicant.owner), award_id, { signatory_name: "Someone Else", signatory_role: "Chair" });
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0].return_due_on).toBe("2027-09-28");
    expect(await awardOf(test.db, applicant.application_id)).toMatchObject({ status: "accepted", counted: true, ...signed });
    expect(await test.db.selectFrom("grant_return").select(["due_on", "status"]).where("award_id", "=", award_id).execute()).toEqual([{ due_on: "2027-09-28", status: "due" }]);
    expect(await test.db.selectFrom("message").select("id").where("to_email", "=", applicant.owner.email).where("template", "=", "award.accepted").execute()).toHaveLength(1);
    expect(await faults(test.db)).toEqual([]);
  });

  it("is answered by an owner, until the last day by the database's clock", async () => {
    const { applicant, award_id, releaseIt } = await anOffer();
    await releaseIt();
    const editor = await an.actor(test.db, [{ role: "editor", organisation_id: applicant.organisation_id }]);
    await expect(acceptOffer(as(test.db, editor), award_id, signed)).rejects.toBeInstanceOf(NotAllowed);
    await expect(acceptOffer(as(test.db, await an.actor(test.db)), award_id, signed)).rejects.toBeInstanceOf(NotFound);
    await test.db.updateTable("award").set({ accept_by: addDays(londonDay(new Date()), -1) }).where("id", "=", award_id).execute();
    await expect(acceptOffer({ ...as(test.db, applicant.owner), now: new Date("2020-01-01") }, award_id, signed)).rejects.toBeInstanceOf(Closed);
  });

  it("declined leaves register and counts, and its money can be awarded again", async () => {
    const { pot, applicant, award_id, releaseIt } = await anOffer();
    await releaseIt();
    await declineOffer(as(test.db, applicant.owner), award_id, { reason: "We found other money" });
    await declineOffer(as(test.db, applicant.owner), award_id, { reason: "again" });
    expect(await awardOf(test.db, applicant.application_id)).toMatchObject({ status: "not-taken-up", counted: false });
    expect(await countOf(test.db, pot.id)).toEqual({ awards: 0, amount_pence: 0 });
    expect((await test.db.selectFrom("pot").select("committed_pence").where("id", "=", pot.id).executeTakeFirstOrThrow()).committed_pence).toBe(0);
    await expect(acceptOffer(as(test.db, applicant.owner), award_id, signed)).rejects.toBeInstanceOf(WrongState);
    expect(await faults(test.db)).toEqual([]);
  });
});
