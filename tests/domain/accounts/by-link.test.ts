/** Beginning and signing in with an address alone: the mailbox decides, once, and nobody learns who has an account. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerByLink, requestLink, signInByLink } from "#app/domain/accounts/byLink.server.ts";
import { confirmEmail, registerPerson, resetPassword, requestPasswordReset, signIn } from "#app/domain/accounts/change.server.ts";
import { getLink } from "#app/domain/accounts/links.server.ts";
import { readSession } from "#app/domain/accounts/sessions.server.ts";
import { Invalid, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { actorOf } from "#tests/support/factories.ts";
import { added, goodPassword, postOf, rowCounts, runJobs, someone, tokenFor } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ connections: 25 });
});
afterAll(() => database.close());

const visitor = () => contextFor(database.db, { kind: "visitor" });
let clients = 0;
const elsewhere = () => ({ client: `198.51.100.${(clients += 1)}`, device: "a test" });
const asks = async (email: string, next?: string) => {
  await requestLink(visitor(), { email, next }, elsewhere());
  await runJobs(database);
  return tokenFor(database.db, email);
};
const enter = (token: string, shared_computer = false) => signInByLink(visitor(), { token, shared_computer }, elsewhere());
const begin = (token: string, name = "Morag Tester") => registerByLink(visitor(), { token, name, shared_computer: false }, elsewhere());

test("asking for a link does the same work for an address with an account and one without", async () => {
  const known = await someone(database.db);
  const jobs = async () => Number((await sql<{ n: number }>`select count(*) as n from graphile_worker.jobs`.execute(database.db)).rows[0]!.n);
  const start = { rows: await rowCounts(database.db), jobs: await jobs() };
  await requestLink(visitor(), { email: known.email }, elsewhere());
  const one = { rows: await rowCounts(database.db), jobs: await jobs() };
  await requestLink(visitor(), { email: "nobody-knows@accounts.example" }, elsewhere());
  const two = { rows: await rowCounts(database.db), jobs: await jobs() };
  expect(added(start.rows, one.rows)).toEqual(added(one.rows, two.rows));
  expect([one.jobs - start.jobs, two.jobs - one.jobs]).toEqual([1, 1]);
});

test("a link signs its owner in once, within half an hour, and brings them where they were going", async () => {
  const known = await someone(database.db);
  const token = await asks(known.email, "/rounds/communities-2026-27/moray/start");
  const { expires_at, created_at } = await database.db.selectFrom("account_link").select(["expires_at", "created_at"]).where("person_id", "=", known.id).executeTakeFirstOrThrow();
  expect(Math.round((expires_at.getTime() - created_at.getTime()) / 60_000)).toBe(30);
  // Opening it, as a scanner does, uses nothing up.
  await getLink(database.db, token);
  await getLink(database.db, token);
  const opened = await enter(token);
  expect(opened).toMatchObject({ person_id: known.id, next: "/rounds/communities-2026-27/moray/start", secondFactorOwed: false, claimed: false });
  await expect(enter(token)).rejects.toThrow(WrongState);
  await expect(getLink(database.db, token)).rejects.toThrow(NotFound);
});

test("of twenty uses of one link at once exactly one signs in, and the others that were asked for stop working", async () => {
  const known = await someone(database.db);
  const older = await asks(known.email);
  const token = await asks(known.email);
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => enter(token)));
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  await expect(enter(older)).rejects.toThrow(WrongState);
});

test("a link whose time is over, one of an account switched off, and one to an address the account no longer has sign nobody in", async () => {
  const [late, off, moved] = [await someone(database.db), await someone(database.db), await someone(database.db)];
  const tokens = [await asks(late.email), await asks(off.email), await asks(moved.email)];
  await database.db.updateTable("account_link").set({ expires_at: new Date(Date.now() - 1000) }).where("person_id", "=", late.id).execute();
  await database.db.updateTable("person").set({ disabled_at: new Date() }).where("id", "=", off.id).execute();
  await database.db.updateTable("person").set({ email: "moved-on@accounts.example" }).where("id", "=", moved.id).execute();
  for (const token of tokens) await expect(enter(token)).rejects.toThrow(WrongState);
});

test("an account that is switched off is sent no link", async () => {
  const known = await someone(database.db);
  await database.db.updateTable("person").set({ disabled_at: new Date() }).where("id", "=", known.id).execute();
  await requestLink(visitor(), { email: known.email }, elsewhere());
  await runJobs(database);
  expect(await postOf(database.db, known.email)).toEqual([]);
});

test("a link counts like a password: a second factor is still owed", async () => {
  const known = await someone(database.db);
  await database.db.insertInto("second_factor").values({ person_id: known.id, secret_sealed: "kept as it is", confirmed_at: new Date() }).execute();
  const opened = await enter(await asks(known.email));
  expect(opened.secondFactorOwed).toBe(true);
  expect((await readSession(database.db, opened.token))?.actor).toMatchObject({ secondFactor: false, secondFactorOwed: true });
});

test("an address without an account gets one by its link, confirmed, without a password, and only when the button is pressed", async () => {
  const email = "begins@accounts.example";
  const token = await asks(email);
  expect(await database.db.selectFrom("person").select("id").where("email", "=", email).execute()).toEqual([]);
  const opened = await begin(token, "Catriona Begins");
  expect((await readSession(database.db, opened.token))?.actor).toMatchObject({ email, name: "Catriona Begins", emailConfirmed: true, recentlyProved: true });
  await expect(signIn(visitor(), { email, password: "" }, elsewhere())).rejects.toThrow(Invalid);
  await expect(begin(token)).rejects.toThrow(WrongState);
});

test("many links to one address, used at once, make one account and no second", async () => {
  const email = "many-links@accounts.example";
  const tokens: string[] = [];
  for (let time = 0; time < 4; time += 1) tokens.push(await asks(email));
  const outcomes = await Promise.allSettled(tokens.map((token) => begin(token)));
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  expect(await database.db.selectFrom("person").select("id").where("email", "=", email).execute()).toHaveLength(1);
});

test("one address written in many ways is one account, however it is registered", async () => {
  const { emailField, registration } = await import("#app/domain/accounts/model.ts");
  const email = emailField.parse("  Mairi.One@Accounts.EXAMPLE ");
  expect(email).toBe("mairi.one@accounts.example");
  await registerPerson(visitor(), registration.parse({ name: "Mairi", email: "Mairi.One@accounts.example", password: goodPassword }), elsewhere());
  await registerPerson(visitor(), registration.parse({ name: "Mairi again", email: "MAIRI.ONE@accounts.example", password: "" }), elsewhere());
  await requestLink(visitor(), { email }, elsewhere());
  await runJobs(database);
  expect(await database.db.selectFrom("person").select("name").where("email", "=", email).execute()).toEqual([{ name: "Mairi" }]);
});

test("who registered a stranger's address with a password is out once its owner comes by a link: password, passkeys, second factor and sessions are gone", async () => {
  const email = "taken-early@accounts.example";
  await registerPerson(visitor(), { name: "A Stranger", email, password: goodPassword }, elsewhere());
  const stranger = await signIn(visitor(), { email, password: goodPassword }, elsewhere());
  await database.db.insertInto("second_factor").values({ person_id: stranger.person_id, secret_sealed: "the stranger's", confirmed_at: new Date() }).execute();
  await database.db.insertInto("passkey").values({ id: crypto.randomUUID(), person_id: stranger.person_id, credential_id: "strangers", public_key: "x", name: "The stranger's" }).execute();
  const opened = await enter(await asks(email));
  expect(opened).toMatchObject({ person_id: stranger.person_id, claimed: true, secondFactorOwed: false });
  expect(await readSession(database.db, stranger.token)).toBeUndefined();
  await expect(signIn(visitor(), { email, password: goodPassword }, elsewhere())).rejects.toThrow(Invalid);
  for (const table of ["passkey", "second_factor"] as const) expect(await database.db.selectFrom(table).select("person_id").where("person_id", "=", stranger.person_id).execute()).toEqual([]);
});

test("a new password chosen by the mailbox's owner leaves the stranger who registered it nothing either", async () => {
  const email = "taken-too@accounts.example";
  await registerPerson(visitor(), { name: "A Stranger", email, password: goodPassword }, elsewhere());
  const stranger = await signIn(visitor(), { email, password: goodPassword }, elsewhere());
  await database.db.insertInto("passkey").values({ id: crypto.randomUUID(), person_id: stranger.person_id, credential_id: "strangers-too", public_key: "x", name: "The stranger's" }).execute();
  await requestPasswordReset(visitor(), { email }, elsewhere());
  await runJobs(database);
  await resetPassword(visitor(), { token: await tokenFor(database.db, email), password: "meadow anvil glacier moth" }, elsewhere());
  expect(await database.db.selectFrom("passkey").select("id").where("person_id", "=", stranger.person_id).execute()).toEqual([]);
});

test("a confirmed account keeps its passkeys and second factor when its owner comes by a link", async () => {
  const known = await someone(database.db);
  await database.db.insertInto("passkey").values({ id: crypto.randomUUID(), person_id: known.id, credential_id: "own", public_key: "x", name: "Own" }).execute();
  expect((await enter(await asks(known.email))).claimed).toBe(false);
  expect(await database.db.selectFrom("passkey").select("id").where("person_id", "=", known.id).execute()).toHaveLength(1);
  await expect(signIn(visitor(), { email: known.email, password: goodPassword }, elsewhere())).resolves.toMatchObject({ person_id: known.id });
});

test("who registers without a password is let in by the link alone; who registers with one is still asked for it", async () => {
  await registerPerson(visitor(), { name: "Without", email: "without@accounts.example", password: "" }, elsewhere());
  const opened = await confirmEmail(visitor(), { token: await tokenFor(database.db, "without@accounts.example") }, elsewhere());
  expect((await readSession(database.db, opened!.token))?.actor).toMatchObject({ email: "without@accounts.example", emailConfirmed: true });
  await registerPerson(visitor(), { name: "With", email: "with@accounts.example", password: goodPassword }, elsewhere());
  const token = await tokenFor(database.db, "with@accounts.example");
  await expect(confirmEmail(visitor(), { token }, elsewhere())).rejects.toThrow(Invalid);
  await expect(confirmEmail(visitor(), { token, password: goodPassword }, elsewhere())).resolves.toBeDefined();
});

test("a link for one purpose does nothing for another", async () => {
  const known = await someone(database.db);
  const toSignIn = await asks(known.email);
  await expect(begin(toSignIn)).rejects.toThrow(WrongState);
  await expect(resetPassword(visitor(), { token: toSignIn, password: "meadow anvil glacier moth" }, elsewhere())).rejects.toThrow(WrongState);
  const toBegin = await asks("purpose@accounts.example");
  await expect(enter(toBegin)).rejects.toThrow(WrongState);
});

test("after a link nobody is sent to another site", async () => {
  const known = await someone(database.db);
  for (const next of ["//evil.example", "https://evil.example/", "/\\evil.example"]) expect((await enter(await asks(known.email, next))).next, next).toBeUndefined();
});

test("one address is not flooded with links, and whoever asks cannot tell", async () => {
  const known = await someone(database.db);
  for (let tries = 0; tries < 12; tries += 1) await expect(requestLink(visitor(), { email: known.email }, elsewhere())).resolves.toBeUndefined();
  await runJobs(database);
  expect(await postOf(database.db, known.email)).toHaveLength(5);
});

test("tries that failed are on record for the person they were made at, without anybody's address, client or password", async () => {
  const known = await someone(database.db);
  const from = elsewhere();
  await expect(signIn(visitor(), { email: known.email, password: "canary guess number one" }, from)).rejects.toThrow(Invalid);
  await expect(signIn(visitor(), { email: "canary-address@accounts.example", password: "canary guess number two" }, from)).rejects.toThrow(Invalid);
  const events = await database.db.selectFrom("audit_event").selectAll().where("action", "=", "person.sign-in-failed").execute();
  const mine = events.filter(({ subject_id }) => subject_id === known.id);
  expect(mine.map(({ detail }) => detail)).toEqual([{ by: "password", client: expect.stringMatching(/^[0-9a-f]{24}$/) }]);
  const unknown = events.filter(({ subject_type }) => subject_type === "sign-in").at(-1)!;
  expect(unknown.detail).toEqual({ by: "password", client: (mine[0]!.detail as { client: string }).client, address: expect.stringMatching(/^[0-9a-f]{24}$/) });
  const text = JSON.stringify(events);
  for (const secret of ["canary", from.client, known.email]) expect(text).not.toContain(secret);
});

test("somebody's own account keeps its name and place when a link is used on a shared computer: only the session is short", async () => {
  const known = await someone(database.db);
  const opened = await enter(await asks(known.email), true);
  expect(opened.expires_at).toBeUndefined();
  const { expires_at, ends_at, created_at } = await database.db.selectFrom("session").select(["expires_at", "ends_at", "created_at"]).where("person_id", "=", known.id).executeTakeFirstOrThrow();
  const minutes = (to: Date) => Math.round((to.getTime() - created_at.getTime()) / 60_000);
  expect([minutes(expires_at), minutes(ends_at)]).toEqual([30, 12 * 60]);
  expect((await readSession(database.db, opened.token))?.actor).toMatchObject({ ...(await actorOf(database.db, known.id)), secondFactor: false, sharedComputer: true });
});
