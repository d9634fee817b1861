import { afterAll, beforeAll, expect, test } from "vitest";
import { askForShortlist, getShortlist, listShortlists, readShortlistable } from "#app/domain/awards/shortlist/ask.server.ts";
import { Invalid, NotFound } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import type { Database } from "#db/connection.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an, a } from "#tests/support/factories.ts";
import { anApplicant, aPot, as, faults } from "./world.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

async function scored(db: Database, potId: string, assessorId: string, percent: number, asked: number) {
  const applicant = await anApplicant(db, potId, asked);
  await db.insertInto("interest").values({ id: newId(), application_id: applicant.application_id, person_id: assessorId, has_interest: false }).execute();
  await db.insertInto("score_sheet").values({ id: newId(), application_id: applicant.application_id, person_id: assessorId, status: "sent", weighted_percent: percent, sent_at: new Date() }).execute();
  return applicant;
}

/** A pot for £10,000 and three scored applications of £5,000, the last of them the only one for older people. */
async function round() {
  const { db } = database;
  const there = await aPot(db, 1_000_000);
  const assessor = await there.staff("assessor");
  const applications = [];
  for (const percent of [90, 80, 40]) applications.push(await scored(db, there.pot.id, assessor.id, percent, 500_000));
  const [first, second, third] = applications.map(({ application_id }) => application_id) as [string, string, string];
  await db.insertInto("application_tag").values({ application_id: third, list_code: "focus-group", list_version: 1, code: "older-people" }).execute();
  return { ...there, db, assessor, first, second, third };
}
const whole = (floors: Record<string, string> = {}) => ({ least_percent: 100, floors });

test("a shortlist is kept with its conditions and who asked, and decides nothing: no money moves and no application", async () => {
  const { db, pot, administrator, first, second, third } = await round();
  const id = await askForShortlist(as(db, administrator), pot.id, whole({ "focus-group/older-people": "1" }));
  const kept = await getShortlist(db, pot.id, id, administrator.id);
  if (kept.answer.status !== "best") throw new Error(kept.answer.status);
  expect(kept.answer.chosen).toEqual([{ id: first, amount_pence: 500_000 }, { id: third, amount_pence: 500_000 }]);
  expect(kept.answer.costs).toMatchObject([{ condition: { code: "focus-group/older-people" }, score_without: 170, swap: { in: [second], out: [third] } }]);
  expect(kept.conditions.remaining_pence).toBe(1_000_000);
  expect((await listShortlists(db, pot.id)).map((one) => one.asked_by_name)).toEqual([administrator.name]);
  expect(await db.selectFrom("pot").select("committed_pence").where("id", "=", pot.id).executeTakeFirstOrThrow()).toEqual({ committed_pence: 0 });
  expect(await db.selectFrom("decision").innerJoin("application", "application.id", "decision.application_id").select("decision.id").where("application.pot_id", "=", pot.id).execute()).toEqual([]);
  await expect(db.updateTable("shortlist").set({ answer: "{}" }).where("id", "=", id).execute()).rejects.toThrow();
  expect(await faults(db)).toEqual([]);
});

test("an application that is closed to the reader is neither shortlisted for them nor named in one that a colleague asked for", async () => {
  const { db, pot, administrator, staff, first, third } = await round();
  const chair = await staff("chair");
  await db.insertInto("interest").values({ id: newId(), application_id: first, person_id: chair.id, has_interest: true }).execute();
  expect((await readShortlistable(db, pot.id, chair.id)).applications.map((one) => one.id)).not.toContain(first);
  const id = await askForShortlist(as(db, administrator), pot.id, whole({ "focus-group/older-people": "1" }));
  const seen = await getShortlist(db, pot.id, id, chair.id);
  expect(JSON.stringify(seen)).not.toContain(first);
  expect(JSON.stringify(seen)).toContain(third);
  expect(seen.hidden).toBe(1);
});

test("an assessor, a stranger and another area neither ask nor learn that there is a shortlist", async () => {
  const { db, pot, assessor } = await round();
  const elsewhere = await aPot(db, 1_000_000);
  for (const person of [assessor, elsewhere.administrator, await an.actor(db, [{ role: "owner", organisation_id: (await a.organisation(db)).id }])])
    await expect(askForShortlist(as(db, person), pot.id, whole())).rejects.toThrow(NotFound);
  expect(await listShortlists(db, pot.id)).toEqual([]);
});

test("without a score there is nothing to compare, and that is said beside the field", async () => {
  const { db } = database;
  const { pot, administrator } = await aPot(db, 1_000_000);
  await anApplicant(db, pot.id);
  await expect(askForShortlist(as(db, administrator), pot.id, whole())).rejects.toThrow(Invalid);
  expect((await readShortlistable(db, pot.id, administrator.id)).unscored).toBe(1);
});
