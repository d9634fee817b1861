/** Flags: who may follow one up, and that what came of it stays. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listFlagOwners, listFlags, listOwnFlags, listPotFlags, passOnFlag, raiseFlag, resolveFlag } from "#app/domain/assessment/flags.server.ts";
import { Conflict, Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { assessmentWorld, caught, joined } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => void (test = await testDatabase()));
afterAll(() => test.close());

const today = londonDay(new Date());
const flag = (owner_id: string, due_on = addDays(today, 7)) => ({ title: "The letter", risk: "high" as const, words: "Only one of them signed it", owner_id, due_on });
async function withColleague() {
  const world = await assessmentWorld(test);
  return { ...world, colleague: await an.actor(test.db, [{ role: "administrator", ...world.place }]) };
}

describe("flags", () => {
  it("stand on the owner's desk until they are resolved, and then stay as they are", async () => {
    const { administrator, colleague, application, pot, as } = await withColleague();
    const id = await raiseFlag(as(administrator), application.id, flag(colleague.id));
    expect((await listOwnFlags(test.db, [pot.id], colleague.id)).map((one) => one.id)).toEqual([id]);
    expect(await listOwnFlags(test.db, [pot.id], administrator.id)).toEqual([]);
    await passOnFlag(as(colleague), application.id, id, { version: 1, owner_id: administrator.id, due_on: today });
    expect(await caught(resolveFlag(as(colleague), application.id, id, { version: 1, resolution: "Done" }))).toBeInstanceOf(Conflict);
    await resolveFlag(as(administrator), application.id, id, { version: 2, resolution: "Both signed" });
    expect(await caught(resolveFlag(as(administrator), application.id, id, { version: 3, resolution: "Again" }))).toBeInstanceOf(WrongState);
    expect(await listPotFlags(test.db, pot.id, administrator.id)).toEqual([]);
    expect((await listFlags(test.db, application.id))[0]).toMatchObject({ resolution: "Both signed", resolved_by_name: administrator.name });
    const rewrite = test.db.updateTable("application_flag").set({ resolution: "Nothing happened" }).where("id", "=", id).execute();
    expect(refusedConstraint(await caught(rewrite))).toBe("flag_resolved_stays");
  });

  it("are followed up by an administrator of the fund here who has no interest, and by nobody else", async () => {
    const { administrator, colleague, ann, application, as } = await withColleague();
    for (const person of [ann, await an.actor(test.db, [])]) expect(Object.keys(((await caught(raiseFlag(as(administrator), application.id, flag(person.id)))) as Invalid).fields)).toEqual(["owner_id"]);
    await joined(test, colleague, application.organisation_id);
    expect((await listFlagOwners(test.db, application.id)).map(({ id }) => id)).toEqual([administrator.id]);
    expect(await caught(raiseFlag(as(administrator), application.id, flag(colleague.id)))).toBeInstanceOf(Invalid);
    const direct = test.db.insertInto("application_flag").values({ ...flag(colleague.id), id: newId(), application_id: application.id, raised_by: administrator.id }).execute();
    expect(refusedConstraint(await caught(direct))).toBe("flag_owner_without_interest");
  });

  it("have a day that is still to come", async () => {
    const { administrator, application, as } = await withColleague();
    expect(Object.keys(((await caught(raiseFlag(as(administrator), application.id, flag(administrator.id, addDays(today, -1))))) as Invalid).fields)).toEqual(["due_on"]);
    await raiseFlag(as(administrator), application.id, flag(administrator.id, today));
  });

  it("of an application that is closed to someone reach them on no list, and they raise none", async () => {
    const { administrator, colleague, application, pot, as } = await withColleague();
    const id = await raiseFlag(as(administrator), application.id, flag(colleague.id));
    await test.db.insertInto("interest").values({ id: newId(), application_id: application.id, person_id: colleague.id, has_interest: true }).execute();
    expect(await listPotFlags(test.db, pot.id, colleague.id)).toEqual([]);
    expect(await listOwnFlags(test.db, [pot.id], colleague.id)).toEqual([]);
    expect(await caught(resolveFlag(as(colleague), application.id, id, { version: 1, resolution: "Done" }))).toBeInstanceOf(NotAllowed);
    await passOnFlag(as(administrator), application.id, id, { version: 1, owner_id: administrator.id, due_on: today });
    expect(await caught(resolveFlag(as(administrator), application.id, newId(), { version: 2, resolution: "Done" }))).toBeInstanceOf(NotFound);
  });
});
