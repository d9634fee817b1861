/** What a chair who also reads sees of the board. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBoardView, toRecord } from "#app/domain/awards/board-view.server.ts";
import { decide } from "#app/domain/awards/decide.server.ts";
import { refuseWithoutNames } from "#app/domain/awards/letters-read.server.ts";
import { listReserves } from "#app/domain/awards/reserve.server.ts";
import { listToConfirm } from "#app/domain/awards/second.server.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { anApplicant, aPot, as, inFull, inReserve } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

async function scored(application_id: string, person_id: string, weighted_percent: number) {
  await test.db.insertInto("interest").values({ id: newId(), application_id, person_id, has_interest: false }).execute();
  await test.db.insertInto("score_sheet").values({ id: newId(), application_id, person_id, status: "sent", weighted_percent, sent_at: new Date() }).execute();
}

describe("the board of a round that is read without names", () => {
  it("names no group to a chair who reads too, in no row, word or list beside it, until scoring is closed; to the administrator it does", async () => {
    const { pot, place, administrator, staff } = await aPot(test.db, 5_000_000, { second_person_above_pence: 0 });
    const chair = await an.actor(test.db, [{ role: "chair", ...place }, { role: "assessor", ...place }]);
    const reader = await staff("assessor");
    const names: string[] = [];
    for (const percent of [90, 80, 70]) {
      const group = await anApplicant(test.db, pot.id);
      const name = `Kittiwake Club ${group.application_id.slice(-6)}`;
      names.push(name);
      await test.db.updateTable("organisation").set({ name }).where("id", "=", group.organisation_id).execute();
      await test.db.updateTable("application").set({ title: `Boats for ${name}` }).where("id", "=", group.application_id).execute();
      await scored(group.application_id, reader.id, percent);
      if (percent === 80) await decide(as(test.db, administrator), group.application_id, inFull);
      if (percent === 70) await decide(as(test.db, administrator), group.application_id, inReserve());
    }
    await test.db.updateTable("pot").set({ declaration_needed: true, anonymous_reading: true }).where("id", "=", pot.id).execute();
    const everything = async (person: typeof chair) => {
      const { seen, words, scenario, at, ...view } = await readBoardView(test.db, person, pot.id, null);
      return JSON.stringify([seen, words, at, toRecord({ seen, words, scenario, at, ...view }), await listToConfirm(test.db, person, pot.id), await listReserves(test.db, pot.id, person.id)]);
    };
    expect(await everything(chair)).not.toMatch(/Kittiwake/);
    await expect(refuseWithoutNames(test.db, pot.id, chair.id)).rejects.toThrow(/read without names/);
    await refuseWithoutNames(test.db, pot.id, administrator.id);
    expect((await listToConfirm(test.db, chair, pot.id))[0]!.organisation_name).toMatch(/^Group LA-/);
    await test.db.updateTable("pot").set({ scoring_closed_at: new Date(), scoring_closed_by: chair.id }).where("id", "=", pot.id).execute();
    expect(await everything(chair)).toContain(names[1]);
    await test.db.updateTable("pot").set({ scoring_closed_at: null, scoring_closed_by: null }).where("id", "=", pot.id).execute();
    const another = await staff();
    expect(await everything(another)).toContain(names[1]);
  });
});

describe("who says that they can't assess an application that they were given", () => {
  it("sees nothing of others' scores of it on the board while they could still begin after all", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 5_000_000);
    const chair = await staff("chair");
    const { application_id } = await anApplicant(test.db, pot.id);
    await scored(application_id, (await staff("assessor")).id, 85);
    await test.db.insertInto("interest").values({ id: newId(), application_id, person_id: chair.id, has_interest: false }).execute();
    const assignment = newId();
    await test.db.insertInto("assignment").values({ id: assignment, application_id, person_id: chair.id, assigned_by: administrator.id }).execute();
    await test.db.insertInto("score_sheet").values({ id: newId(), application_id, person_id: chair.id, status: "cannot", cannot_reason: "I know too little" }).execute();
    const line = async () => (await readBoardView(test.db, chair, pot.id, null)).seen.lines[0]!;
    expect((await line()).mean_percent).toBeNull();
    await test.db.updateTable("assignment").set({ ended_at: new Date(), ended_reason: "Somebody else reads it" }).where("id", "=", assignment).execute();
    expect((await line()).mean_percent).toBe(85);
  });
});
