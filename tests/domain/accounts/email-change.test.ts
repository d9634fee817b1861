/** A new e-mail address and proof again: whoever finds a screen open, or a slip of the finger, takes nobody's account. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { choosePassword, hasPassword, proveByPassword, requestPasswordReset, resetPassword, signIn } from "#app/domain/accounts/change.server.ts";
import { changeEmail, requestEmailChange } from "#app/domain/accounts/emailChange.server.ts";
import { beginSecondFactor, renewRecoveryCodes } from "#app/domain/accounts/secondFactor.server.ts";
import { openSession, readSession } from "#app/domain/accounts/sessions.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { Invalid, NotAllowed, WrongState } from "#app/domain/kernel/errors.ts";
import { sha256 } from "#app/domain/kernel/ids.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { goodPassword, postOf, runJobs, someone, tokenFor } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const as = (person: PersonActor) => contextFor(database.db, person);
const visitor = () => contextFor(database.db, { kind: "visitor" });
let clients = 0;
const elsewhere = () => ({ client: `203.0.113.${(clients += 1)}`, device: "a test" });
let counted = 0;
const newAddress = () => `new-${(counted += 1)}@moved.example`;
const emailOf = async (id: string) => (await database.db.selectFrom("person").select("email").where("id", "=", id).executeTakeFirstOrThrow()).email;

test("the new address counts once its link was used by the same person, the old one is told twice, other sessions end", async () => {
  const me = await someone(database.db);
  const email = newAddress();
  const elsewhereSession = await openSession(database.db, { person_id: me.id, device: "another" });
  const here = await openSession(database.db, { person_id: me.id, device: "this one" });
  await requestEmailChange(as(me), { email });
  expect(await emailOf(me.id)).toBe(me.email);
  expect((await postOf(database.db, me.email))[0]).toMatchObject({ template: "account.email-change-asked" });
  await changeEmail(as(me), await tokenFor(database.db, email), sha256(here.token));
  expect(await emailOf(me.id)).toBe(email);
  expect((await postOf(database.db, me.email))[0]).toMatchObject({ template: "account.email-changed" });
  expect((await postOf(database.db, email))[0]).toMatchObject({ template: "account.email-changed" });
  expect(await readSession(database.db, elsewhereSession.token)).toBeUndefined();
  expect((await readSession(database.db, here.token))?.actor).toMatchObject({ email, emailConfirmed: true });
  await expect(signIn(visitor(), { email, password: goodPassword }, elsewhere())).resolves.toMatchObject({ person_id: me.id });
  await expect(signIn(visitor(), { email: me.email, password: goodPassword }, elsewhere())).rejects.toThrow(Invalid);
});

test("a stranger whose mailbox the link went to by a slip of the finger gets no account with it", async () => {
  const [me, stranger] = [await someone(database.db), await someone(database.db)];
  const email = newAddress();
  await requestEmailChange(as(me), { email });
  const token = await tokenFor(database.db, email);
  await expect(changeEmail(as(stranger), token, "")).rejects.toThrow(NotAllowed);
  expect([await emailOf(me.id), await emailOf(stranger.id)]).toEqual([me.email, stranger.email]);
  // And their try has not used the link up.
  await changeEmail(as(me), token, "");
});

test("an address with an account is neither taken nor given away: the page hears nothing, its owner hears by e-mail", async () => {
  const [me, other] = [await someone(database.db), await someone(database.db)];
  await expect(requestEmailChange(as(me), { email: other.email })).resolves.toBeUndefined();
  const [letter] = await postOf(database.db, other.email);
  expect(letter).toMatchObject({ template: "account.email-has-account" });
  expect(letter!.body).not.toContain("/account/link/");
  expect(letter!.body).not.toContain(me.email);
});

test("two who move to one address at once: one does, the other keeps their own", async () => {
  const people = [await someone(database.db), await someone(database.db)];
  const email = newAddress();
  const tokens: string[] = [];
  for (const person of people) {
    await requestEmailChange(as(person), { email });
    tokens.push(await tokenFor(database.db, email));
  }
  const outcomes = await Promise.allSettled(people.map((person, index) => changeEmail(as(person), tokens[index]!, "")));
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(WrongState);
});

test("a link to an address that was asked for first stops working when another is asked for, and when a new password is chosen", async () => {
  const me = await someone(database.db);
  const [first, second] = [newAddress(), newAddress()];
  await requestEmailChange(as(me), { email: first });
  const token = await tokenFor(database.db, first);
  await requestEmailChange(as(me), { email: second });
  await expect(changeEmail(as(me), token, "")).rejects.toThrow(WrongState);
  // As the letter to the old address advises whoever did not ask.
  await requestPasswordReset(visitor(), { email: me.email }, elsewhere());
  await runJobs(database);
  await resetPassword(visitor(), { token: await tokenFor(database.db, me.email), password: "meadow anvil glacier moth" }, elsewhere());
  await expect(changeEmail(as(me), await tokenFor(database.db, second), "")).rejects.toThrow(WrongState);
});

test("a screen left open for longer than ten minutes changes no address and no second factor, and chooses no password", async () => {
  const me = await someone(database.db);
  const { token } = await openSession(database.db, { person_id: me.id, device: "a test" });
  const now = async () => (await readSession(database.db, token))!.actor;
  expect((await now()).recentlyProved).toBe(true);
  await sql`update session set proved_at = proved_at - interval '11 minutes' where person_id = ${me.id}`.execute(database.db);
  const stale = await now();
  expect(stale.recentlyProved).toBe(false);
  await expect(requestEmailChange(as(stale), { email: newAddress() })).rejects.toThrow(NotAllowed);
  await expect(beginSecondFactor(as(stale))).rejects.toThrow(NotAllowed);
  await expect(renewRecoveryCodes(as({ ...stale, secondFactor: true }))).rejects.toThrow(NotAllowed);
  await expect(choosePassword(as(stale), { password: "meadow anvil glacier moth" }, "")).rejects.toThrow(NotAllowed);
});

test("the password shows again who it is: with a new session in the old one's place, the second factor kept, a wrong one on record", async () => {
  const me = await someone(database.db);
  const { token } = await openSession(database.db, { person_id: me.id, device: "a test", second_factor: true, shared_computer: true });
  await sql`update session set proved_at = proved_at - interval '11 minutes' where person_id = ${me.id}`.execute(database.db);
  const { actor, sessionId } = (await readSession(database.db, token))!;
  await expect(proveByPassword(as(actor), "not the right one", { sessionId, device: "a test" })).rejects.toThrow(Invalid);
  expect(await database.db.selectFrom("audit_event").select("id").where("subject_id", "=", me.id).where("action", "=", "person.sign-in-failed").execute()).toHaveLength(1);
  const opened = await proveByPassword(as(actor), goodPassword, { sessionId, device: "a test" });
  expect(await readSession(database.db, token)).toBeUndefined();
  expect((await readSession(database.db, opened.token))?.actor).toMatchObject({ recentlyProved: true, secondFactor: true, sharedComputer: true });
});

test("an account without a password gets one from its owner, and not over one that is there", async () => {
  const me = await an.actor(database.db);
  expect(await hasPassword(database.db, me.id)).toBe(false);
  await choosePassword(as(me), { password: goodPassword }, "");
  expect((await postOf(database.db, me.email))[0]).toMatchObject({ template: "account.password-chosen" });
  await expect(signIn(visitor(), { email: me.email, password: goodPassword }, elsewhere())).resolves.toMatchObject({ person_id: me.id });
  await expect(choosePassword(as(me), { password: "meadow anvil glacier moth" }, "")).rejects.toThrow(WrongState);
});

test("no address stands in the record of a change", async () => {
  const me = await someone(database.db);
  const email = newAddress();
  await requestEmailChange(as(me), { email });
  await changeEmail(as(me), await tokenFor(database.db, email), "");
  const text = JSON.stringify(await database.db.selectFrom("audit_event").selectAll().where("subject_id", "=", me.id).execute());
  expect(text).toContain("person.email-changed");
  for (const address of [email, me.email]) expect(text).not.toContain(address);
});
