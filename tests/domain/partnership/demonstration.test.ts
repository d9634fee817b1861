/** The member of the Partnership in the demonstration: one that applies for grants itself, with remarks at every stage. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { listRemarks, publicRemarks, publicRemarksOnPublication } from "#app/domain/partnership/read.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { actorOf, an } from "#tests/support/factories.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ seed: "demonstration" });
});
afterAll(() => test.close());

it("stand at every stage, and only what two people stand behind is public", async () => {
  const official = await an.actor(test.db, [{ role: "official" }]);
  const remarks = await listRemarks(test.db, official);
  expect(remarks.map(({ state, kind }) => [state, kind])).toEqual([["open", "dispute"], ["answered", "annotation"], ["public", "dispute"], ["public", "annotation"]]);
  const shown = remarks.filter(({ publication }) => publication === null).map(({ figure }) => ({ id: figure, origin: figure.length === 36 ? ("asserted" as const) : ("computed" as const) }));
  expect(Object.values(await publicRemarks(test.db, shown)).flat().map(({ kind, answers }) => [kind, answers.length])).toEqual([["annotation", 1]]);
  expect(Object.keys(await publicRemarksOnPublication(test.db, "communities-fund-year-3-restated"))).toEqual(["statement/1"]);
  expect(remarks.every(({ synthetic }) => synthetic)).toBe(true);
});

it("whoever speaks for it owns its group and has a bid of its own among others", async () => {
  const { id } = await test.db.selectFrom("person").select("id").where("email", "=", "partner@lade.example").executeTakeFirstOrThrow();
  const partner = await actorOf(test.db, id);
  expect(partner.roles.map(({ role }) => role).sort()).toEqual(["owner", "partner"]);
  const own = await test.db.selectFrom("application").select(["pot_id", "status"]).where("organisation_id", "=", partner.roles.find(({ role }) => role === "owner")!.organisation_id!).execute();
  expect(own).toHaveLength(1);
  const rivals = await test.db.selectFrom("application").select("id").where("pot_id", "=", own[0]!.pot_id).where("received_at", "is not", null).execute();
  expect(rivals.length).toBeGreaterThan(1);
});
