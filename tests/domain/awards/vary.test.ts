import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addToCounts, compareCounts, rebuildCounts } from "#app/domain/awards/counts.server.ts";
import { decide } from "#app/domain/awards/decide.server.ts";
import { releaseRead as release } from "#tests/support/letters.ts";
import { reduce, retag, withdraw } from "#app/domain/awards/vary.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { Conflict, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { anApplicant, aPot, as, awardOf, countOf, faults, inFull, type Applicant } from "./world.ts";

let test: TestDatabase;
let pot: { id: string };
let administrator: PersonActor;
let assessor: PersonActor;
let applicant: Applicant;
let award_id: string;
beforeAll(async () => {
  test = await testDatabase();
});
beforeEach(async () => {
  const made = await aPot(test.db, 5_000_000);
  ({ pot, administrator } = made);
  assessor = await made.staff("assessor");
  applicant = await anApplicant(test.db, pot.id);
  await decide(as(test.db, administrator), applicant.application_id, inFull);
  award_id = (await awardOf(test.db, applicant.application_id)).id;
  await release(as(test.db, administrator), pot.id);
});
afterAll(() => test.close());

const committed = async () => (await test.db.selectFrom("pot").select("committed_pence").where("id", "=", pot.id).executeTakeFirstOrThrow()).committed_pence;
const reason = "The hall is cheaper";

describe("after release", () => {
  it("a reduction gives the difference back to the pot and moves every count, and the group is told why", async () => {
    await reduce(as(test.db, administrator), award_id, { amount_pence: 350_000, reason });
    expect(await committed()).toBe(350_000);
    expect(await countOf(test.db, pot.id)).toEqual({ awards: 1, amount_pence: 350_000 });
    expect(await countOf(test.db, pot.id, "focus-group", "women")).toEqual({ awards: 1, amount_pence: 350_000 });
    const [letter] = await test.db.selectFrom("message").select("body").where("to_email", "=", applicant.owner.email).where("template", "=", "award.reduced").execute();
    expect(letter!.body).toContain(reason);
    await reduce(as(test.db, administrator), award_id, { amount_pence: 300_000, reason });
    expect(await test.db.selectFrom("message").select("id").where("to_email", "=", applicant.owner.email).where("template", "=", "award.reduced").execute()).toHaveLength(2);
    expect(await faults(test.db)).toEqual([]);
  });

  it("a reduction to nothing, to more, or below what was spent is refused and changes nothing", async () => {
    for (const amount_pence of [0, -100, 500_000, 600_000]) await expect(reduce(as(test.db, administrator), award_id, { amount_pence, reason })).rejects.toBeInstanceOf(Invalid);
    await expect(reduce(as(test.db, administrator), award_id, { amount_pence: 100_000, spent_pence: 200_000, reason })).rejects.toBeInstanceOf(Invalid);
    await expect(reduce(as(test.db, administrator), award_id, { amount_pence: 100_000, reason: " " })).rejects.toBeInstanceOf(Invalid);
    expect(await committed()).toBe(500_000);
    expect(await faults(test.db)).toEqual([]);
  });

  it("a withdrawal takes the award out of counts and pot and keeps its record with the reason", async () => {
    await withdraw(as(test.db, administrator), award_id, { reason: "The group has closed" });
    expect(await committed()).toBe(0);
    expect(await countOf(test.db, pot.id)).toEqual({ awards: 0, amount_pence: 0 });
    expect(await awardOf(test.db, applicant.application_id)).toMatchObject({ status: "withdrawn", counted: false, withdrawn_reason: "The group has closed", amount_pence: 500_000 });
    await expect(withdraw(as(test.db, administrator), award_id, { reason })).rejects.toBeInstanceOf(WrongState);
    await expect(reduce(as(test.db, administrator), award_id, { amount_pence: 1, reason })).rejects.toBeInstanceOf(WrongState);
    expect(await faults(test.db)).toEqual([]);
  });

  it("new tags move the counts from the old codes to the new ones, and the total stays", async () => {
    await retag(as(test.db, administrator), award_id, { reason: "Mistaken", tags: { "focus-group": ["refugees", "older-people"], "priority-issue": [], "family-group": [], "project-type": ["arts"] } });
    expect(await countOf(test.db, pot.id, "focus-group", "women")).toEqual({ awards: 0, amount_pence: 0 });
    expect(await countOf(test.db, pot.id, "focus-group", "refugees")).toEqual({ awards: 1, amount_pence: 500_000 });
    expect(await countOf(test.db, pot.id, "project-type", "arts")).toEqual({ awards: 1, amount_pence: 500_000 });
    expect(await countOf(test.db, pot.id)).toEqual({ awards: 1, amount_pence: 500_000 });
    await expect(retag(as(test.db, administrator), award_id, { reason, tags: { "focus-group": [], "priority-issue": [], "family-group": [], "project-type": ["arts", "social"] } })).rejects.toBeInstanceOf(Invalid);
    expect(await faults(test.db)).toEqual([]);
  });

  it("is refused from a page that is no longer true, and to those who may not", async () => {
    const { version } = await awardOf(test.db, applicant.application_id);
    await reduce(as(test.db, administrator), award_id, { amount_pence: 400_000, reason, version });
    await expect(withdraw(as(test.db, administrator), award_id, { reason, version })).rejects.toBeInstanceOf(Conflict);
    await expect(withdraw(as(test.db, assessor), award_id, { reason })).rejects.toBeInstanceOf(NotFound);
    await expect(withdraw(as(test.db, applicant.owner), award_id, { reason })).rejects.toBeInstanceOf(NotFound);
    await test.db.insertInto("interest").values({ id: newId(), application_id: applicant.application_id, person_id: administrator.id, has_interest: true }).execute();
    await expect(withdraw(as(test.db, administrator), award_id, { reason })).rejects.toBeInstanceOf(NotAllowed);
  });
});

describe("the counts", () => {
  it("that were changed by hand are named one by one, and rebuilding puts them right", async () => {
    await test.db.updateTable("award_count").set({ awards: 7 }).where("code", "=", "women").where("round_id", "=", (await awardOf(test.db, applicant.application_id)).round_id).execute();
    await test.db.deleteFrom("award_organisation_count").where("organisation_id", "=", applicant.organisation_id).execute();
    const found = await compareCounts(test.db);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/focus-group women \(version 1\): 7 awards, £5,000 are kept; the awards say 1, £5,000/);
    expect(found[1]).toContain(applicant.organisation_id);
    await rebuildCounts(test.db);
    expect(await compareCounts(test.db)).toEqual([]);
  });

  it("never give an award back that they do not hold", async () => {
    await test.db.deleteFrom("award_count").execute();
    await expect(test.db.transaction().execute((tx) => addToCounts(tx, [award_id], -1))).rejects.toThrow(/rebuild/);
    expect(await test.db.selectFrom("award_count").selectAll().execute()).toEqual([]);
    await rebuildCounts(test.db);
  });
});
