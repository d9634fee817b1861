/** `npm run verify` finds what is wrong: each fault is made by hand, by somebody with every right, and must be named. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { diskStore } from "#app/domain/files/store.server.ts";
import { verify } from "#app/verify.server.ts";
import { openPool, overPool, type Database } from "#db/connection.ts";
import { testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";

let database: TestDatabase;
let intruder: Database;
beforeAll(async () => {
  database = await testDatabase();
  intruder = overPool(openPool(database.superuserUrl, { max: 1 }));
});
afterAll(async () => {
  await intruder.destroy();
  await database.close();
});

/** Does to a table what its triggers forbid: what a restore of half a backup, or a clever hand, may leave. */
async function tamper(table: "award_event" | "score_sheet", work: () => Promise<unknown>): Promise<void> {
  await sql`alter table ${sql.table(table)} disable trigger user`.execute(intruder);
  await work();
  await sql`alter table ${sql.table(table)} enable trigger user`.execute(intruder);
}

/** The findings of the check with this name; every other check must hold. */
async function findings(name: string): Promise<string[]> {
  const all = await verify(database.db, testSecret, diskStore("none"));
  const found = all.find((checked) => checked.name === name);
  if (!found) throw new Error(`There is no check “${name}”`);
  expect(all.filter((checked) => checked !== found && checked.findings.length > 0)).toEqual([]);
  return found.findings;
}

test("an installation with awards that nobody touched holds in every check", async () => {
  await an.award(database.db);
  const pot = await a.pot(database.db);
  await an.application(database.db, { pot_id: pot.id });
  expect((await verify(database.db, testSecret, diskStore("none"))).flatMap((checked) => checked.findings)).toEqual([]);
});

test("a pot that says another sum than its awards' events is named", async () => {
  const award = await an.award(database.db, { amount_pence: 700_000 });
  await intruder.updateTable("pot").set({ committed_pence: 600_000 }).where("id", "=", award.pot_id).execute();
  const found = await findings("What each pot has committed is the sum of its awards' events");
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/£6,000 is committed.*£7,000/);
  await intruder.updateTable("pot").set({ committed_pence: 700_000 }).where("id", "=", award.pot_id).execute();
});

test("a part or a year of a pot that says another sum than its awards, or more than its limit, is named", async () => {
  const award = await an.award(database.db, { amount_pence: 700_000 });
  const pot = { pot_id: award.pot_id };
  const part = await intruder.insertInto("sub_pot").values({ ...pot, id: newId(), position: 0, title: "North", kind: "locality", locality: "North", allocation_pence: 800_000, committed_pence: 0 }).returning("id").executeTakeFirstOrThrow();
  const { financial_year } = await database.db.selectFrom("round").select("financial_year").where("id", "=", award.round_id).executeTakeFirstOrThrow();
  await intruder.insertInto("pot_year").values({ ...pot, financial_year, committed_pence: 700_000 }).execute();
  expect((await verify(database.db, testSecret, diskStore("none"))).flatMap((checked) => checked.findings)).toEqual([]);
  await intruder.updateTable("sub_pot").set({ committed_pence: 100_000 }).where("id", "=", part.id).execute();
  await intruder.updateTable("pot_year").set({ committed_pence: 600_000 }).where("pot_id", "=", award.pot_id).execute();
  const found = await findings("What each part and year of a pot has committed is what its awards hold");
  expect(found).toHaveLength(2);
  expect(found[0]).toMatch(/North.* has £1,000 committed; its awards hold £0/);
  expect(found[1]).toMatch(/year.* has £6,000 committed; its awards hold £7,000/);
  await intruder.deleteFrom("sub_pot").where("id", "=", part.id).execute();
  await intruder.deleteFrom("pot_year").where("pot_id", "=", award.pot_id).execute();
});

test("an award that was made twice, or moved where no step leads, is named", async () => {
  const award = await an.award(database.db);
  const event = (id: string, kind: "made" | "accepted") =>
    intruder.insertInto("award_event").values({ id, award_id: award.id, kind, awarded_on: award.awarded_on, synthetic: true }).execute();
  const id = newId();
  for (const kind of ["made", "accepted"] as const) {
    await event(id, kind);
    const all = await verify(database.db, testSecret, diskStore("none"));
    expect(all.find((checked) => checked.name === "Each award's history is a legal path")?.findings).toEqual([`Award ${award.reference}: “${kind}” follows “made”`]);
    await tamper("award_event", () => intruder.deleteFrom("award_event").where("id", "=", id).execute());
  }
});

test("an award whose state its history does not explain is named", async () => {
  const award = await an.award(database.db);
  await intruder.updateTable("award").set({ status: "taken-back" }).where("id", "=", award.id).execute();
  const all = await verify(database.db, testSecret, diskStore("none"));
  expect(all.find((checked) => checked.name === "Each award is in the state in which its history left it")?.findings).toEqual([`Award ${award.reference} is taken-back, its last move was “made”`]);
  await intruder.updateTable("award").set({ status: "decided" }).where("id", "=", award.id).execute();
});

test("an application that counts as sent without its submission is named", async () => {
  const application = await an.application(database.db, { status: "submitted" });
  expect(await findings("Each application is in a state that its records allow")).toEqual([`Application ${application.reference} is submitted, with no submission and no decision that stands`]);
  await intruder.deleteFrom("application").where("id", "=", application.id).execute();
});

test("a score by somebody with an interest is named, whether declared or held", async () => {
  const application = await an.application(database.db);
  for (const why of ["declared an interest", "belonged to the applying group"]) {
    const person = await a.person(database.db);
    if (why.startsWith("declared")) await intruder.insertInto("interest").values({ id: newId(), application_id: application.id, person_id: person.id, has_interest: true }).execute();
    else await a.role(database.db, { person_id: person.id, role: "viewer", organisation_id: application.organisation_id });
    const sheet = newId();
    await tamper("score_sheet", () =>
      intruder.insertInto("score_sheet").values({ id: sheet, application_id: application.id, person_id: person.id, status: "sent", weighted_percent: 80, sent_at: new Date() }).execute(),
    );
    expect(await findings("Nobody with an interest has scored")).toEqual([`Application ${application.reference} was scored by ${person.id}, who ${why}`]);
    await intruder.deleteFrom("score_sheet").where("id", "=", sheet).execute();
  }
});

test("a score that was changed behind its history is named", async () => {
  const application = await an.application(database.db);
  const person = await a.person(database.db);
  const sheet = newId();
  await intruder.insertInto("interest").values({ id: newId(), application_id: application.id, person_id: person.id, has_interest: false }).execute();
  await intruder.insertInto("score_sheet").values({ id: sheet, application_id: application.id, person_id: person.id, status: "sent", weighted_percent: 80, sent_at: new Date() }).execute();
  await intruder.insertInto("score_history").values({ sheet_id: sheet, version: 1, cause: "sent", status: "sent", overall: "", weighted_percent: 80, scores: "[]", kept_by: person.id, moderation_id: null }).execute();
  await tamper("score_sheet", () => intruder.updateTable("score_sheet").set({ weighted_percent: 90 }).where("id", "=", sheet).execute());
  expect(await findings("Scores that were sent are what their history kept last")).toEqual([`Application ${application.reference}: the scores of ${person.id} are not what was kept as version 1`]);
  await tamper("score_sheet", () => intruder.updateTable("score_sheet").set({ weighted_percent: 80 }).where("id", "=", sheet).execute());
});

test("an invented award to a group that is not invented is named", async () => {
  const group = await a.organisation(database.db, { synthetic: false });
  const award = await an.award(database.db, { organisation_id: group.id });
  expect(await findings("What is invented says so all the way")).toEqual([`Award ${award.reference} is invented, its group is real`]);
  await intruder.updateTable("organisation").set({ synthetic: true }).where("id", "=", group.id).execute();
});

test("a guard of the database that was switched off is named", async () => {
  await sql`alter table award_event disable trigger award_event_never_changes`.execute(intruder);
  expect(await findings("The database's own guards are on")).toEqual(["The trigger award_event_never_changes on award_event is switched off"]);
  await sql`alter table award_event enable trigger award_event_never_changes`.execute(intruder);
});
