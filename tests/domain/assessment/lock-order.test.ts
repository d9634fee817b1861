/**
 * Two who change the same round at once wait for each other in one order: application, pot, application_work, the audit. Each verb is stopped
 * where it waits for somebody else, and then holds nothing that comes later: else the two would wait for each other, a second at a time.
 */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withdraw } from "#app/domain/applications/change.server.ts";
import { applyAssignments, previewAssignments } from "#app/domain/assessment/assigning.server.ts";
import { assign, declare } from "#app/domain/assessment/change.server.ts";
import { saveChecks } from "#app/domain/assessment/checks.server.ts";
import { changeCriteria, draftCriteria, planCriteria } from "#app/domain/assessment/criteria-change.server.ts";
import { declareRound } from "#app/domain/assessment/declare.server.ts";
import { openModeration } from "#app/domain/assessment/moderation.server.ts";
import { sendScores } from "#app/domain/assessment/scores.server.ts";
import { asInput } from "#app/domain/funds/criteria.server.ts";
import { getPot, listCriteria } from "#app/domain/funds/read.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { assessmentWorld, caught, sentApplication } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => void (test = await testDatabase()));
afterAll(() => test.close());

const noInterest = { has_interest: false, explanation: "" };

async function untilOneWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ waiting: boolean }>`select count(*) > 0 as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(test.db);
    if (rows[0]!.waiting) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Stops a verb at a row that somebody else holds. @returns what was thrown when `free`, which waits for nothing, asked for a later row */
async function stoppedAt(held: ReturnType<typeof sql>, actor: PersonActor, verb: (context: Context) => Promise<unknown>, free: ReturnType<typeof sql>): Promise<unknown> {
  let going: Promise<unknown> | undefined;
  const refused = await test.db.transaction().execute(async (tx) => {
    await held.execute(tx);
    going = caught(verb(contextFor(test.db, actor)));
    await untilOneWaits();
    return test.db.transaction().execute((other) => caught(free.execute(other)));
  });
  expect(await going).toBeUndefined();
  return refused;
}

const pot = (id: string) => sql`select 1 from pot where id = ${id} for no key update`;
const work = (id: string) => sql`select 1 from application_work where application_id = ${id} for no key update nowait`;

/** One application in assessment, read by Ann, and one that was only sent. */
async function round() {
  const world = await assessmentWorld(test);
  await assign(world.as(world.administrator), world.application.id, world.ann.id);
  await declare(world.as(world.ann), world.application.id, noInterest);
  return { ...world, sent: await sentApplication(test, world.pot.id) };
}

describe("what waits for the pot holds nothing of application_work", () => {
  it("scores that are sent", async () => {
    const { pot: { id }, ann, application, sheet } = await round();
    expect(await stoppedAt(pot(id), ann, (context) => sendScores(context, application.id, sheet(0, [5, 0])), work(application.id))).toBeUndefined();
  });

  it("a reader who is asked, one by one and by proposal", async () => {
    const { pot: { id }, administrator, bob, sent } = await round();
    expect(await stoppedAt(pot(id), administrator, (context) => assign(context, sent.id, bob.id), work(sent.id))).toBeUndefined();
    const another = await sentApplication(test, id);
    const wanted = { per_application: 1, lived_experience: 0 };
    const { fingerprint } = await previewAssignments(test.db, id, administrator.id, wanted);
    expect(await stoppedAt(pot(id), administrator, (context) => applyAssignments(context, id, wanted, fingerprint), work(another.id))).toBeUndefined();
  });

  it("an application that is withdrawn", async () => {
    const { pot: { id }, sent } = await round();
    const owner = await an.actor(test.db, [{ role: "owner", organisation_id: sent.organisation_id }]);
    expect(await stoppedAt(pot(id), owner, (context) => withdraw(context, sent.id), work(sent.id))).toBeUndefined();
  });

  it("an interest in a group for the round", async () => {
    const { pot: { id }, ann, application } = await round();
    await test.db.updateTable("pot").set({ declaration_needed: true }).where("id", "=", id).execute();
    const close = [{ organisation_id: application.organisation_id, has_interest: true, explanation: "My sister runs it" }];
    expect(await stoppedAt(pot(id), ann, (context) => declareRound(context, id, close), work(application.id))).toBeUndefined();
  });

  it("a moderation that is opened", async () => {
    const { pot: { id }, administrator, ann, bob, application, sheet, as, chair } = await round();
    await assign(as(administrator), application.id, bob.id);
    await declare(as(bob), application.id, noInterest);
    for (const reader of [ann, bob]) await sendScores(as(reader), application.id, sheet(0, [5, 0]));
    expect(await stoppedAt(pot(id), chair, (context) => openModeration(context, application.id, "They differ"), work(application.id))).toBeUndefined();
  });
});

it("criteria that change lock no application against what only refers to it, such as a letter that whoever holds the pot writes", async () => {
  const { pot: { id }, administrator, ann, application, sheet, as } = await round();
  await sendScores(as(ann), application.id, sheet(0, [5, 0]));
  await test.db.updateTable("pot").set({ opens_at: new Date(Date.now() - 864e5), closes_at: new Date(Date.now() - 36e5) }).where("id", "=", id).execute();
  const criteria = (await listCriteria(test.db, id)).map(asInput).map((criterion, index) => ({ ...criterion, weight: [10, 90][index]! }));
  await draftCriteria(as(administrator), id, { version: (await getPot(test.db, id)).version, criteria });
  const { seen } = (await planCriteria(test.db, await getPot(test.db, id), administrator.id))!;
  const refers = sql`select 1 from application where id = ${application.id} for key share nowait`;
  expect(await stoppedAt(pot(id), administrator, (context) => changeCriteria(context, id, { seen, reason: "The panel agreed it" }), refers)).toBeUndefined();
});

it("a page of checks that waits for application_work, as a release holds it, has not begun to record", async () => {
  const { administrator, application } = await round();
  const assurances = { remove: [], seen: { exception: "", fair_work: "", subsidy: "", account: "" }, account: { sort_code: "987654", number: "13572468" } };
  const check = { code: "income", outcome: "met" as const, note: "", seen: "" };
  const head = sql`select 1 from audit_head where subject_type = 'application' and subject_id = ${application.id} for update nowait`;
  const held = sql`select 1 from application_work where application_id = ${application.id} for no key update`;
  expect(await stoppedAt(held, administrator, (context) => saveChecks(context, application.id, [check], assurances), head)).toBeUndefined();
});
