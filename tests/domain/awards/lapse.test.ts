import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide } from "#app/domain/awards/decide.server.ts";
import { lapseOffers, remindOfOffers } from "#app/domain/awards/lapse.server.ts";
import { declineOffer } from "#app/domain/awards/offer.server.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { WrongState } from "#app/domain/kernel/errors.ts";
import { acceptOffer } from "#app/domain/monitoring/change.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { releaseRead } from "#tests/support/letters.ts";
import { anApplicant, aPot, as, awardOf, countOf, faults, inFull } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const service = () => contextFor(test.db, { kind: "system" });
const today = () => londonDay(new Date());
const messagesTo = (email: string, template: string) => test.db.selectFrom("message").selectAll().where("to_email", "=", email).where("template", "=", template).execute();
const signed = { signatory_name: "Ailsa Muir", signatory_role: "Treasurer" };

/** A released offer that ends on this day. */
async function anOffer(endsOn: string) {
  const world = await aPot(test.db, 5_000_000);
  const applicant = await anApplicant(test.db, world.pot.id);
  await decide(as(test.db, world.administrator), applicant.application_id, inFull);
  await releaseRead(as(test.db, world.administrator), world.pot.id);
  const award = await awardOf(test.db, applicant.application_id);
  await test.db.updateTable("award").set({ accept_by: endsOn }).where("id", "=", award.id).execute();
  const committed = async () => (await test.db.selectFrom("pot").select("committed_pence").where("id", "=", world.pot.id).executeTakeFirstOrThrow()).committed_pence;
  return { ...world, applicant, award_id: award.id, committed, award: () => test.db.selectFrom("award").selectAll().where("id", "=", award.id).executeTakeFirstOrThrow() };
}

describe("an offer that nobody answered", () => {
  it("ends the day after its last, once however often the job runs: the money is free, the counts have lost it, the group is told", async () => {
    const offer = await anOffer(addDays(today(), -1));
    const { board_version } = await test.db.selectFrom("pot").select("board_version").where("id", "=", offer.pot.id).executeTakeFirstOrThrow();
    const ended = await Promise.all([lapseOffers(service()), lapseOffers(service())]);
    expect(ended.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await lapseOffers(service())).toBe(0);
    expect(await offer.award()).toMatchObject({ status: "not-taken-up", counted: false });
    expect((await offer.award()).lapsed_at).not.toBeNull();
    expect(await offer.committed()).toBe(0);
    expect(await countOf(test.db, offer.pot.id)).toEqual({ awards: 0, amount_pence: 0 });
    const letters = await messagesTo(offer.applicant.owner.email, "award.lapsed");
    expect(letters).toHaveLength(1);
    expect(letters[0]!.body).toContain("has ended");
    expect((await test.db.selectFrom("pot").select("board_version").where("id", "=", offer.pot.id).executeTakeFirstOrThrow()).board_version).toBeGreaterThan(board_version);
    await expect(acceptOffer(as(test.db, offer.applicant.owner), offer.award_id, signed)).rejects.toBeInstanceOf(WrongState);
    expect(await faults(test.db)).toEqual([]);
  });

  it("ends though another before it can't: one group's broken address holds up nobody's money, and the job says that it failed", async () => {
    const broken = await anOffer(addDays(today(), -9));
    const after = await anOffer(addDays(today(), -1));
    await test.db.updateTable("person").set({ email: "not a mailbox" }).where("id", "=", broken.applicant.owner.id).execute();
    await expect(lapseOffers(service())).rejects.toThrow(/1 of \d+ offers/);
    expect(await after.award()).toMatchObject({ status: "not-taken-up" });
    expect([await broken.committed(), await after.committed()]).toEqual([500_000, 0]);
    expect(await broken.award(), "whole or not at all").toMatchObject({ status: "released", counted: true });
    await test.db.updateTable("person").set({ email: broken.applicant.owner.email }).where("id", "=", broken.applicant.owner.id).execute();
    expect(await lapseOffers(service())).toBe(1);
    expect(await faults(test.db)).toEqual([]);
  });

  it("stands on its last day, when it was accepted or declined, and while it has no last day", async () => {
    const last = await anOffer(today());
    const accepted = await anOffer(today());
    await acceptOffer(as(test.db, accepted.applicant.owner), accepted.award_id, signed);
    const declinedOffer = await anOffer(today());
    await declineOffer(as(test.db, declinedOffer.applicant.owner), declinedOffer.award_id, { reason: "" });
    for (const one of [accepted, declinedOffer]) await test.db.updateTable("award").set({ accept_by: addDays(today(), -9) }).where("id", "=", one.award_id).execute();
    expect(await lapseOffers(service())).toBe(0);
    expect((await last.award()).status).toBe("released");
    expect((await accepted.award()).status).toBe("accepted");
    expect((await declinedOffer.award()).lapsed_at).toBeNull();
    await test.db.updateTable("award").set({ accept_by: null }).where("id", "=", last.award_id).execute();
    expect(await lapseOffers(service())).toBe(0);
    expect(await faults(test.db)).toEqual([]);
  });

  it("ends or is accepted, never both, when both come in the same moment", async () => {
    const offers = await Promise.all([1, 2, 3, 4].map(() => anOffer(addDays(today(), -1))));
    const declines = offers.map((one) => declineOffer(as(test.db, one.applicant.owner), one.award_id, { reason: "" }));
    await Promise.allSettled([lapseOffers(service()), ...declines]);
    for (const one of offers) {
      expect((await one.award()).status).toBe("not-taken-up");
      expect(await one.committed()).toBe(0);
    }
    expect(await faults(test.db)).toEqual([]);
  });
});

describe("a reminder", () => {
  it("goes out once in the last week of an offer, and not before it", async () => {
    const [soon, later] = [await anOffer(addDays(today(), 7)), await anOffer(addDays(today(), 8))];
    expect(await remindOfOffers(service())).toBeGreaterThan(0);
    expect(await remindOfOffers(service())).toBe(0);
    expect(await messagesTo(soon.applicant.owner.email, "award.offer-ends-soon")).toHaveLength(1);
    expect(await messagesTo(later.applicant.owner.email, "award.offer-ends-soon")).toHaveLength(0);
  });
});
