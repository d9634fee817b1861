import { afterAll, beforeAll, expect, test } from "vitest";
import { Secret, TOTP } from "otpauth";
import { removeSecondFactor, beginSecondFactor, confirmSecondFactor, countRecoveryCodes, listDemonstrationCodes, passSecondFactor, renewRecoveryCodes, secondFactorToScan, setUpForDemonstration } from "#app/domain/accounts/secondFactor.server.ts";
import { codeField, TooManyTries } from "#app/domain/accounts/model.ts";
import { openSession, readSession } from "#app/domain/accounts/sessions.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { Invalid, NotAllowed, NotFound } from "#app/domain/kernel/errors.ts";
import { sha256 } from "#app/domain/kernel/ids.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { postOf, someone } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ connections: 25 });
});
afterAll(() => database.close());

const noon = new Date("2026-05-01T11:00:00Z");
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1000);
const acting = (person: PersonActor, now = noon) => contextFor(database.db, person, { now });
const codeAt = (key: string, at: Date) => new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: at.getTime() });

/** A person with a password-only session. */
async function atTheDoor() {
  const person = { ...(await someone(database.db)), secondFactor: false };
  const opened = await openSession(database.db, { person_id: person.id, device: "a test" });
  return { person, token: opened.token, session: { sessionId: sha256(opened.token), device: "a test" } };
}
/** The same with a second factor set up at noon, signed in by password again. */
async function withSecondFactor() {
  const { person, session } = await atTheDoor();
  await beginSecondFactor(acting(person));
  const key = (await secondFactorToScan(acting(person)))!.secret.replaceAll(" ", "");
  const { codes, opened } = await confirmSecondFactor(acting(person), codeAt(key, noon), session);
  const again = await openSession(database.db, { person_id: person.id, device: "a test" });
  return { person, key, codes, passed: opened.token, token: again.token, session: { sessionId: sha256(again.token), device: "a test" } };
}

test("of twenty parallel uses of one code exactly one opens a session", async () => {
  const { person, key } = await withSecondFactor();
  const now = after(60);
  // Each try is another browser that got past the password, so only the code's single use decides.
  await database.db.deleteFrom("rate_budget").execute();
  const doors = await Promise.all(Array.from({ length: 5 }, () => openSession(database.db, { person_id: person.id, device: "a test" })));
  const tries = Array.from({ length: 20 }, (_, number) => passSecondFactor(acting(person, now), codeAt(key, now), { sessionId: sha256(doors[number % 5]!.token), device: "a test" }));
  const outcomes = await Promise.allSettled(tries);
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(Invalid);
});

test("five tries in parallel, all within the budget, still let one code through once", async () => {
  const { person, key, session } = await withSecondFactor();
  const now = after(60);
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => passSecondFactor(acting(person, now), codeAt(key, now), session)));
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).not.toBeInstanceOf(TooManyTries);
});

test("the code that set the second factor up does not sign in, nor does one of an earlier step", async () => {
  const { person, key, session } = await withSecondFactor();
  await expect(passSecondFactor(acting(person), codeAt(key, noon), session)).rejects.toThrow(Invalid);
  await expect(passSecondFactor(acting(person, after(30)), codeAt(key, after(30)), session)).resolves.toBeDefined();
  await expect(passSecondFactor(acting(person, after(31)), codeAt(key, noon), session)).rejects.toThrow(Invalid);
});

test("a code is right for its half minute and the neighbours, not later", async () => {
  const { person, key, session } = await withSecondFactor();
  const old = codeAt(key, after(90));
  await expect(passSecondFactor(acting(person, after(90 + 61)), old, session)).rejects.toThrow(Invalid);
  await expect(passSecondFactor(acting(person, after(90 + 29)), old, session)).resolves.toBeDefined();
});

test("passing the second factor gives a new token and the old one is worth nothing", async () => {
  const { person, key, token, session } = await withSecondFactor();
  expect(await readSession(database.db, token)).toMatchObject({ secondFactorNeeded: true, actor: { secondFactor: false, secondFactorOwed: true } });
  const opened = await passSecondFactor(acting(person, after(60)), codeAt(key, after(60)), session);
  expect(opened.token).not.toBe(token);
  expect(await readSession(database.db, token)).toBeUndefined();
  expect(await readSession(database.db, opened.token)).toMatchObject({ secondFactorNeeded: false, actor: { secondFactor: true, secondFactorOwed: false } });
});

test("of twenty parallel uses of one recovery code exactly one is let in, and the owner is told", async () => {
  const { person, codes, session } = await withSecondFactor();
  const typed = codeField.parse(` ${codes[0]!.toLowerCase()} `);
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => passSecondFactor(acting(person), typed, session)));
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  expect(await countRecoveryCodes(database.db, person.id)).toBe(9);
  expect((await postOf(database.db, person.email))[0]).toMatchObject({ template: "account.recovery-code-used", body: expect.stringContaining("9 are left") });
});

test("no code that works stands in the database, and one person's recovery code is not another's", async () => {
  const one = await withSecondFactor();
  const two = await withSecondFactor();
  const dump = JSON.stringify([await database.db.selectFrom("recovery_code").selectAll().execute(), await database.db.selectFrom("second_factor").selectAll().execute(), await database.db.selectFrom("audit_event").selectAll().execute()]);
  expect(dump).not.toContain(one.key);
  for (const code of one.codes) for (const text of [code, code.replaceAll("-", "")]) expect(dump).not.toContain(text);
  await expect(passSecondFactor(acting(two.person), codeField.parse(one.codes[0]), two.session)).rejects.toThrow(Invalid);
});

test("a sealed secret moved to another person's row does not open", async () => {
  const mine = await withSecondFactor();
  const theirs = await withSecondFactor();
  const { secret_sealed } = await database.db.selectFrom("second_factor").select("secret_sealed").where("person_id", "=", mine.person.id).executeTakeFirstOrThrow();
  await database.db.updateTable("second_factor").set({ secret_sealed }).where("person_id", "=", theirs.person.id).execute();
  await expect(passSecondFactor(acting(theirs.person, after(60)), codeAt(mine.key, after(60)), theirs.session)).rejects.toThrow("unable to authenticate");
  await database.db.deleteFrom("second_factor").where("person_id", "=", theirs.person.id).execute();
});

test("guessing codes ends after five tries, the right one then too", async () => {
  const { person, key, session } = await withSecondFactor();
  const right = codeAt(key, after(60));
  const wrong = right === "000000" ? "000001" : "000000";
  for (let tries = 0; tries < 5; tries += 1) await expect(passSecondFactor(acting(person, after(60)), wrong, session)).rejects.toThrow("isn't right");
  await expect(passSecondFactor(acting(person, after(60)), right, session)).rejects.toThrow(TooManyTries);
});

test("the password alone neither replaces a second factor nor reads or renews its codes", async () => {
  const { person } = await withSecondFactor();
  await expect(beginSecondFactor(acting(person))).rejects.toThrow(NotAllowed);
  await expect(renewRecoveryCodes(acting(person))).rejects.toThrow(NotAllowed);
  expect(await secondFactorToScan(acting(person))).toBeUndefined();
});

test("setting up ends the sessions that were opened with the password alone", async () => {
  const { person, token, session } = await atTheDoor();
  const other = await openSession(database.db, { person_id: person.id, device: "elsewhere" });
  await beginSecondFactor(acting(person));
  const key = (await secondFactorToScan(acting(person)))!.secret.replaceAll(" ", "");
  const { opened, codes } = await confirmSecondFactor(acting(person), codeAt(key, noon), session);
  expect(await readSession(database.db, token)).toBeUndefined();
  expect(await readSession(database.db, other.token)).toBeUndefined();
  expect(await readSession(database.db, opened.token)).toMatchObject({ actor: { secondFactor: true } });
  expect(new Set(codes).size).toBe(10);
});

test("new recovery codes make the old ones worthless", async () => {
  const { person, codes, session } = await withSecondFactor();
  const fresh = await renewRecoveryCodes(acting({ ...person, secondFactor: true }));
  await expect(passSecondFactor(acting(person), codeField.parse(codes[3]), session)).rejects.toThrow(Invalid);
  await expect(passSecondFactor(acting(person), codeField.parse(fresh[3]), session)).resolves.toBeDefined();
});

test("a service administrator takes away somebody else's second factor, never their own; others do not know that they could", async () => {
  const { person, passed } = await withSecondFactor();
  const admin = await an.actor(database.db, [{ role: "service-administrator" }]);
  await expect(removeSecondFactor(contextFor(database.db, { ...admin, secondFactor: false }), person.id)).rejects.toThrow(NotFound);
  await expect(removeSecondFactor(contextFor(database.db, person), person.id)).rejects.toThrow(NotFound);
  await expect(removeSecondFactor(contextFor(database.db, admin), admin.id)).rejects.toThrow(NotAllowed);
  await removeSecondFactor(contextFor(database.db, admin), person.id);
  expect(await readSession(database.db, passed)).toBeUndefined();
  expect(await countRecoveryCodes(database.db, person.id)).toBe(0);
});

test("the codes page of the demonstration shows a code that works, a fresh one after its use, and nothing in production", async () => {
  const person = { ...(await someone(database.db)), secondFactor: false };
  const opened = await openSession(database.db, { person_id: person.id, device: "a test" });
  const session = { sessionId: sha256(opened.token), device: "a test" };
  await expect(setUpForDemonstration(contextFor(database.db, { kind: "system" }, { synthetic: false }), person.id)).rejects.toThrow(NotAllowed);
  await setUpForDemonstration(contextFor(database.db), person.id);
  const shown = async (now: Date) => (await listDemonstrationCodes(contextFor(database.db, { kind: "visitor" }, { now }))).find((account) => account.email === person.email)?.code;
  const first = await shown(noon);
  await passSecondFactor(acting(person), first!, session);
  const second = await shown(noon);
  expect(second).not.toBe(first);
  await passSecondFactor(acting(person), second!, session);
  expect(await shown(noon)).toBeUndefined();
  expect(await shown(after(60))).toMatch(/^\d{6}$/);
  expect(await listDemonstrationCodes(contextFor(database.db, { kind: "visitor" }, { synthetic: false }))).toEqual([]);
});
