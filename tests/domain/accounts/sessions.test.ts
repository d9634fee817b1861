import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "kysely";
import { changePassword, disablePerson, endRole, grantRole, signIn, signOut } from "#app/domain/accounts/change.server.ts";
import { closeOtherSessions, listSessions, openSession, readSession, removeExpiredSessions } from "#app/domain/accounts/sessions.server.ts";
import { sha256 } from "#app/domain/kernel/ids.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { from, goodPassword, someone } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const system = () => contextFor(database.db);
const row = (token: string) => database.db.selectFrom("session").selectAll().where("id", "=", sha256(token)).executeTakeFirst();
const minutes = (from_: Date, to: Date) => Math.round((to.getTime() - from_.getTime()) / 60_000);
/** Lets time pass for one session: every instant of it moves back. */
const later = (token: string, interval: string) =>
  sql`update session set created_at = created_at - ${interval}::interval, expires_at = expires_at - ${interval}::interval, ends_at = ends_at - ${interval}::interval where id = ${sha256(token)}`.execute(database.db);

test("the table alone signs nobody in: neither the token nor what stands in the table works as the other", async () => {
  const person = await someone(database.db);
  const { token } = await openSession(database.db, { person_id: person.id, device: "a test" });
  const all = JSON.stringify(await database.db.selectFrom("session").selectAll().execute());
  expect(all).not.toContain(token);
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  expect(await readSession(database.db, sha256(token))).toBeUndefined();
  expect((await readSession(database.db, token))?.actor.id).toBe(person.id);
});

test("a volunteer is signed out after seven idle days, and after thirty whatever they do", async () => {
  const person = await someone(database.db);
  const { token, expires_at } = await openSession(database.db, { person_id: person.id, device: "a test" });
  const opened = (await row(token))!;
  expect(minutes(opened.created_at, opened.expires_at)).toBe(7 * 24 * 60);
  expect(minutes(opened.created_at, opened.ends_at)).toBe(30 * 24 * 60);
  expect(expires_at).toEqual(opened.ends_at);
  for (let days = 0; days < 24; days += 6) {
    await later(token, "6 days");
    expect(await readSession(database.db, token)).toMatchObject({ fresh: true });
  }
  await later(token, "5 days");
  expect(await readSession(database.db, token)).toMatchObject({ fresh: true });
  expect((await row(token))!.expires_at).toEqual((await row(token))!.ends_at);
  await later(token, "25 hours");
  expect(await readSession(database.db, token)).toBeUndefined();

  const { token: used } = await openSession(database.db, { person_id: person.id, device: "a test" });
  await sql`update session set ends_at = now() - interval '1 second' where id = ${sha256(used)}`.execute(database.db);
  expect(await readSession(database.db, used)).toBeUndefined();

  const { token: idle } = await openSession(database.db, { person_id: person.id, device: "a test" });
  await later(idle, "7 days 1 second");
  expect(await readSession(database.db, idle)).toBeUndefined();
});

test("staff are signed out after thirty idle minutes counted from their last use, and after twelve hours", async () => {
  const official = await someone(database.db);
  await grantRole(system(), { person_id: official.id, role: "official" });
  const { token } = await openSession(database.db, { person_id: official.id, device: "a test", second_factor: true });
  const opened = (await row(token))!;
  expect(minutes(opened.created_at, opened.expires_at)).toBe(30);
  expect(minutes(opened.created_at, opened.ends_at)).toBe(12 * 60);
  await later(token, "14 minutes");
  expect(await readSession(database.db, token)).toMatchObject({ fresh: true, secondFactorNeeded: false });
  await later(token, "29 minutes");
  expect(await readSession(database.db, token)).toBeDefined();
  await later(token, "30 minutes 1 second");
  expect(await readSession(database.db, token)).toBeUndefined();
});

test("reading a session again at once writes nothing", async () => {
  const person = await someone(database.db);
  const { token } = await openSession(database.db, { person_id: person.id, device: "a test" });
  const before = await row(token);
  expect(await readSession(database.db, token)).toMatchObject({ fresh: false });
  expect(await row(token)).toEqual(before);
});

test("who becomes staff keeps no long session", async () => {
  const person = await someone(database.db);
  const { token } = await openSession(database.db, { person_id: person.id, device: "a test" });
  await grantRole(system(), { person_id: person.id, role: "publisher" });
  const shortened = (await row(token))!;
  expect(minutes(shortened.created_at, shortened.expires_at)).toBeLessThanOrEqual(30);
  expect(minutes(shortened.created_at, shortened.ends_at)).toBe(12 * 60);
  expect(await readSession(database.db, token)).toMatchObject({ secondFactorNeeded: true, actor: { secondFactor: false, secondFactorOwed: false } });
});

test("a disabled person is signed out at once and cannot sign in", async () => {
  const person = await someone(database.db);
  const { token } = await openSession(database.db, { person_id: person.id, device: "a test" });
  await database.db.updateTable("person").set({ disabled_at: new Date() }).where("id", "=", person.id).execute();
  expect(await readSession(database.db, token)).toBeUndefined();
  await database.db.updateTable("person").set({ disabled_at: null }).where("id", "=", person.id).execute();
  const admin = await an.actor(database.db, [{ role: "service-administrator" }]);
  await disablePerson(contextFor(database.db, admin), person.id);
  expect(await row(token)).toBeUndefined();
  await expect(signIn(contextFor(database.db, { kind: "visitor" }), { email: person.email, password: goodPassword }, from)).rejects.toThrow("do not belong together");
});

test("a role that ended is gone at the person's next request", async () => {
  const person = await someone(database.db);
  const fund = await a.fund(database.db);
  const area = await a.area(database.db);
  const role = await grantRole(system(), { person_id: person.id, role: "assessor", fund_id: fund.id, area_code: area.code });
  const { token } = await openSession(database.db, { person_id: person.id, device: "a test", second_factor: true });
  expect((await readSession(database.db, token))?.actor.roles).toEqual([{ role: "assessor", organisation_id: null, fund_id: fund.id, area_code: area.code, member_body_id: null }]);
  await endRole(system(), role);
  expect((await readSession(database.db, token))?.actor.roles).toEqual([]);
});

test("signing in with a session ends that session: a token known before is worth nothing after", async () => {
  const person = await someone(database.db);
  const planted = await openSession(database.db, { person_id: person.id, device: "a test" });
  const { sessionId } = (await readSession(database.db, planted.token))!;
  const { token } = await signIn(contextFor(database.db, { kind: "visitor" }), { email: person.email, password: goodPassword }, { ...from, replaces: sessionId });
  expect(token).not.toBe(planted.token);
  expect(await readSession(database.db, planted.token)).toBeUndefined();
  expect(await readSession(database.db, token)).toBeDefined();
});

test("signing out ends this session and no other; changing the password ends the others", async () => {
  const person = await someone(database.db);
  const context = contextFor(database.db, person);
  const open = () => openSession(database.db, { person_id: person.id, device: "a test" });
  const [one, two, three] = [await open(), await open(), await open()];
  await signOut(context, sha256(one.token));
  expect(await readSession(database.db, one.token)).toBeUndefined();
  expect(await listSessions(database.db, person.id, sha256(two.token))).toHaveLength(2);
  await changePassword(context, { current_password: goodPassword, password: "harbour violin thistle cloud" }, sha256(two.token));
  expect(await readSession(database.db, two.token)).toBeDefined();
  expect(await readSession(database.db, three.token)).toBeUndefined();
  await expect(changePassword(context, { current_password: goodPassword, password: "harbour violin thistle cloud" }, sha256(two.token))).rejects.toThrow("isn't the password you use now");
});

test("what no longer signs anybody in is removed, and nothing else", async () => {
  const person = await someone(database.db);
  await closeOtherSessions(database.db, person.id);
  const old = await openSession(database.db, { person_id: person.id, device: "a test" });
  const live = await openSession(database.db, { person_id: person.id, device: "a test" });
  await later(old.token, "8 days");
  await removeExpiredSessions(database.db);
  expect(await row(old.token)).toBeUndefined();
  expect(await row(live.token)).toBeDefined();
});
