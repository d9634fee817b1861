import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "kysely";
import { confirmEmail, registerPerson, requestPasswordReset, resetPassword, signIn } from "#app/domain/accounts/change.server.ts";
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
/** Another client each time, so that one test's tries do not count for the next. */
const elsewhere = () => ({ client: `198.51.100.${(clients += 1)}`, device: "a test" });
const registerAs = (email: string, password = goodPassword) => registerPerson(visitor(), { name: "Morag Tester", email, password }, elsewhere());

test("registering a known address answers as for an unknown one, writes no more and no less to its mailbox, and changes nothing of the account", async () => {
  const known = await someone(database.db);
  const before = await rowCounts(database.db);
  await expect(registerAs(known.email, "quite another password here")).resolves.toBeUndefined();
  const between = await rowCounts(database.db);
  await expect(registerAs("nobody-yet@accounts.example")).resolves.toBeUndefined();
  const after = await rowCounts(database.db);

  expect(added(before, between)).toEqual({ message: 1, audit_event: 1, rate_budget: 2 });
  expect(added(between, after)).toEqual({ person: 1, person_password: 1, account_link: 1, message: 1, audit_event: 1, rate_budget: 2 });
  const [letter] = await postOf(database.db, known.email);
  expect(letter).toMatchObject({ template: "account.already-registered", to_person_id: known.id });
  expect(letter!.body).not.toContain("/account/link/");
  await expect(signIn(visitor(), { email: known.email, password: goodPassword }, elsewhere())).resolves.toMatchObject({ person_id: known.id });
});

test("a known address costs as much work as an unknown one, because the password is hashed for both", async () => {
  const known = await someone(database.db);
  // The processor's time, not the clock's: what else the machine does is no matter. In turns, and the least of each.
  const work = async (email: string) => {
    const before = process.cpuUsage();
    await registerAs(email);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const [unknown, again]: [number[], number[]] = [[], []];
  for (let turn = 1; turn <= 6; turn++) {
    unknown.push(await work(`timing-${turn}@accounts.example`));
    again.push(await work(known.email));
  }
  expect(Math.min(...again)).toBeGreaterThan(Math.min(...unknown) * 0.5);
  expect(Math.min(...again)).toBeLessThan(Math.min(...unknown) * 2);
});

test("sign-in says the same for an unknown address, a wrong password and a disabled account, and hashes for each", async () => {
  const known = await someone(database.db);
  const off = await someone(database.db);
  await database.db.updateTable("person").set({ disabled_at: new Date() }).where("id", "=", off.id).execute();
  const refusal = async (email: string, password: string) => {
    const before = process.cpuUsage();
    const error: unknown = await signIn(visitor(), { email, password }, elsewhere()).catch((caught: unknown) => caught);
    const { user, system } = process.cpuUsage(before);
    expect(error).toBeInstanceOf(Invalid);
    return { fields: (error as Invalid).fields, work: user + system };
  };
  const work: Record<"unknown" | "wrong", number[]> = { unknown: [], wrong: [] };
  for (let turn = 1; turn <= 4; turn++) {
    const unknown = await refusal(`nobody-${turn}@accounts.example`, goodPassword);
    const wrong = await refusal(known.email, "not the right password");
    expect(unknown.fields).toEqual(wrong.fields);
    work.unknown.push(unknown.work);
    work.wrong.push(wrong.work);
  }
  const disabled = await refusal(off.email, goodPassword);
  expect(disabled.fields).toEqual((await refusal(known.email, "not the right password")).fields);
  expect(Math.min(...work.unknown)).toBeGreaterThan(Math.min(...work.wrong) * 0.4);
});

test("a confirmation link works once, opening it uses nothing up, and it needs the password of whoever registered", async () => {
  const email = "confirm@accounts.example";
  await registerAs(email);
  const token = await tokenFor(database.db, email);
  await getLink(database.db, token);
  await getLink(database.db, token);
  await expect(confirmEmail(visitor(), { token, password: "a stranger's guess" }, elsewhere())).rejects.toThrow(Invalid);
  const opened = await confirmEmail(visitor(), { token, password: goodPassword }, elsewhere());
  const session = await readSession(database.db, opened!.token);
  expect(session?.actor).toMatchObject({ email, emailConfirmed: true });
  await expect(confirmEmail(visitor(), { token, password: goodPassword }, elsewhere())).rejects.toThrow(NotFound);
});

test("who registers a stranger's unconfirmed address again does not replace the password, and earlier links stop working", async () => {
  const email = "twice@accounts.example";
  await registerAs(email);
  const first = await tokenFor(database.db, email);
  await registerAs(email, "the second comer's password");
  const second = await tokenFor(database.db, email);
  expect(second).not.toBe(first);
  await expect(getLink(database.db, first)).rejects.toThrow(NotFound);
  await expect(signIn(visitor(), { email, password: "the second comer's password" }, elsewhere())).rejects.toThrow(Invalid);
  await expect(confirmEmail(visitor(), { token: second, password: goodPassword }, elsewhere())).resolves.toBeDefined();
});

test("of twenty people who use one reset link at once exactly one sets a password", async () => {
  const known = await someone(database.db);
  await requestPasswordReset(visitor(), { email: known.email }, elsewhere());
  await runJobs(database);
  const token = await tokenFor(database.db, known.email);
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, number) => resetPassword(visitor(), { token, password: `meadow ${number} anvil glacier` }, elsewhere())));
  const won = outcomes.flatMap((outcome, number) => (outcome.status === "fulfilled" ? [number] : []));
  expect(won).toHaveLength(1);
  for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(WrongState);
  await expect(signIn(visitor(), { email: known.email, password: `meadow ${won[0]} anvil glacier` }, elsewhere())).resolves.toMatchObject({ person_id: known.id });
});

test("a reset ends every session, keeps the second factor and tells the owner", async () => {
  const known = await someone(database.db);
  const { token: session } = await signIn(visitor(), { email: known.email, password: goodPassword }, elsewhere());
  await database.db.insertInto("second_factor").values({ person_id: known.id, secret_sealed: "kept as it is", confirmed_at: new Date() }).execute();
  await requestPasswordReset(visitor(), { email: known.email }, elsewhere());
  await runJobs(database);
  await resetPassword(visitor(), { token: await tokenFor(database.db, known.email), password: "meadow anvil glacier moth" }, elsewhere());
  expect(await readSession(database.db, session)).toBeUndefined();
  expect(await signIn(visitor(), { email: known.email, password: "meadow anvil glacier moth" }, elsewhere())).toMatchObject({ secondFactorOwed: true });
  expect((await postOf(database.db, known.email))[0]).toMatchObject({ template: "account.password-changed" });
});

test("asking for a reset does the same work for an address without an account, and sends nothing to it", async () => {
  const known = await someone(database.db);
  const jobs = async () => Number((await sql<{ n: number }>`select count(*) as n from graphile_worker.jobs`.execute(database.db)).rows[0]!.n);
  const start = { rows: await rowCounts(database.db), jobs: await jobs() };
  await requestPasswordReset(visitor(), { email: known.email }, elsewhere());
  const one = { rows: await rowCounts(database.db), jobs: await jobs() };
  await requestPasswordReset(visitor(), { email: "no-account@accounts.example" }, elsewhere());
  const two = { rows: await rowCounts(database.db), jobs: await jobs() };
  expect(added(start.rows, one.rows)).toEqual({ rate_budget: 2 });
  expect(added(one.rows, two.rows)).toEqual({ rate_budget: 2 });
  expect([one.jobs - start.jobs, two.jobs - one.jobs]).toEqual([1, 1]);
  await runJobs(database);
  expect(await postOf(database.db, known.email)).toHaveLength(1);
  expect(await postOf(database.db, "no-account@accounts.example")).toHaveLength(0);
});

test("a link whose time is over sets no password", async () => {
  const known = await someone(database.db);
  await requestPasswordReset(visitor(), { email: known.email }, elsewhere());
  await runJobs(database);
  const token = await tokenFor(database.db, known.email);
  const { expires_at, created_at } = await database.db.selectFrom("account_link").select(["expires_at", "created_at"]).where("person_id", "=", known.id).executeTakeFirstOrThrow();
  expect(Math.round((expires_at.getTime() - created_at.getTime()) / 60_000)).toBe(30);
  await database.db.updateTable("account_link").set({ expires_at: new Date(Date.now() - 1000) }).where("person_id", "=", known.id).execute();
  await expect(resetPassword(visitor(), { token, password: "meadow anvil glacier moth" }, elsewhere())).rejects.toThrow(WrongState);
});

test("one address is not flooded with mail, and whoever asks cannot tell", async () => {
  const known = await someone(database.db);
  for (let tries = 0; tries < 12; tries += 1) await expect(requestPasswordReset(visitor(), { email: known.email }, elsewhere())).resolves.toBeUndefined();
  await runJobs(database);
  expect(await postOf(database.db, known.email)).toHaveLength(5);
});

test("no password and no link's secret stands in the audit, in the links or among what is kept of the mail", async () => {
  const email = "canary@accounts.example";
  const canary = "canary walks over seven bridges";
  await registerAs(email, canary);
  const token = await tokenFor(database.db, email);
  const opened = await confirmEmail(visitor(), { token, password: canary }, elsewhere());
  const me = await actorOf(database.db, opened!.person_id);
  expect(me.emailConfirmed).toBe(true);
  for (const table of ["audit_event", "account_link", "person_password", "session", "rate_budget"] as const) {
    const text = JSON.stringify(await database.db.selectFrom(table).selectAll().execute());
    expect(text).not.toContain(canary);
    expect(text).not.toContain(token);
    expect(text).not.toContain(opened!.token);
  }
  expect(JSON.stringify(await database.db.selectFrom("message").select(["subject", "body"]).execute())).not.toContain(canary);
  const words = JSON.stringify(await database.db.selectFrom("audit_event").select("detail").where("subject_id", "=", me.id).execute());
  expect(words).not.toContain(email);
  expect(words).not.toContain("Morag");
});
