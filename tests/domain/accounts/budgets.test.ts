import { afterAll, beforeAll, expect, test } from "vitest";
import { registerPerson, resetPassword, signIn } from "#app/domain/accounts/change.server.ts";
import { clientOf, removeSpentBudgets, spend } from "#app/domain/accounts/budgets.server.ts";
import { newLink } from "#app/domain/accounts/links.server.ts";
import { TooManyTries } from "#app/domain/accounts/model.ts";
import { inTransaction } from "#app/domain/kernel/context.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { openPool, overPool, type Database } from "#db/connection.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { goodPassword, someone } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ connections: 25 });
});
afterAll(() => database.close());

const visitor = (db: Database = database.db) => contextFor(db, { kind: "visitor" });
const at = (client: string) => ({ client, device: "a test" });
const wrongly = (email: string, client: string, db?: Database) =>
  signIn(visitor(db), { email, password: "not the right password" }, at(client)).then(
    () => "in",
    (error: unknown) => (error instanceof TooManyTries ? "refused" : error instanceof Invalid ? "wrong" : Promise.reject(error as Error)),
  );

test("a sixth guess at one account from one client is refused, the right password too, and the message says when to come back", async () => {
  const person = await someone(database.db);
  for (let tries = 0; tries < 5; tries += 1) expect(await wrongly(person.email, "203.0.113.1")).toBe("wrong");
  expect(await wrongly(person.email, "203.0.113.1")).toBe("refused");
  const error: unknown = await signIn(visitor(), { email: person.email, password: goodPassword }, at("203.0.113.1")).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TooManyTries);
  expect((error as TooManyTries).message).toBe("That was tried too often. Try again in 15 minutes.");
  expect((error as TooManyTries).retryAfter).toBeGreaterThan(800);
});

test("an unknown address is refused after as many guesses as a known one", async () => {
  for (let tries = 0; tries < 5; tries += 1) expect(await wrongly("nobody@budgets.example", "203.0.113.2")).toBe("wrong");
  expect(await wrongly("nobody@budgets.example", "203.0.113.2")).toBe("refused");
});

test("many guesses at the same moment cannot pass the budget together", async () => {
  const person = await someone(database.db);
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => wrongly(person.email, "203.0.113.3")));
  expect(outcomes.filter((outcome) => outcome === "wrong")).toHaveLength(5);
  expect(outcomes.filter((outcome) => outcome === "refused")).toHaveLength(15);
});

test("what was counted holds in another process and after a restart", async () => {
  const person = await someone(database.db);
  for (let tries = 0; tries < 5; tries += 1) await wrongly(person.email, "203.0.113.4");
  const another = overPool(openPool(database.url, { max: 2 }));
  try {
    expect(await wrongly(person.email, "203.0.113.4", another)).toBe("refused");
  } finally {
    await another.destroy();
  }
});

test("a stranger who guesses from everywhere does not lock the owner out", async () => {
  const person = await someone(database.db);
  for (let tries = 0; tries < 12; tries += 1) expect(await wrongly(person.email, `203.0.113.${100 + tries}`)).toBe("wrong");
  const began = performance.now();
  await expect(signIn(visitor(), { email: person.email, password: goodPassword }, at("198.51.100.7"))).resolves.toMatchObject({ person_id: person.id });
  expect(performance.now() - began).toBeGreaterThan(700);
});

test("one guess at each of many accounts ends with the client's own budget", async () => {
  const outcomes: string[] = [];
  for (let number = 0; number < 62; number += 1) outcomes.push(await wrongly(`victim-${number}@budgets.example`, "203.0.113.5"));
  expect(outcomes.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => "wrong"));
  expect(outcomes.slice(60)).toEqual(["refused", "refused"]);
  expect(await wrongly("victim-0@budgets.example", "203.0.113.6")).toBe("wrong");
});

test("signing in well costs nothing, however often", async () => {
  const person = await someone(database.db);
  for (let times = 0; times < 8; times += 1) await expect(signIn(visitor(), { email: person.email, password: goodPassword }, at("203.0.113.8"))).resolves.toBeDefined();
  expect(await spend(visitor(), "sign-in-pair", person.email, "203.0.113.8")).toMatchObject({ over: 0 });
});

test("a new password by e-mail opens the way again for its owner", async () => {
  const person = await someone(database.db);
  for (let tries = 0; tries < 6; tries += 1) await wrongly(person.email, "203.0.113.9");
  const token = await inTransaction(contextFor(database.db), (tx) => newLink(tx, { purpose: "reset-password", email: person.email, person_id: person.id }));
  await resetPassword(visitor(), { token, password: "bracken turbine nephew salt" }, at("203.0.113.9"));
  await expect(signIn(visitor(), { email: person.email, password: "bracken turbine nephew salt" }, at("203.0.113.9"))).resolves.toBeDefined();
});

test("one client's flood of registrations is refused", async () => {
  const register = (number: number) => registerPerson(visitor(), { name: "Flood", email: `flood-${number}@budgets.example`, password: goodPassword }, at("203.0.113.10"));
  for (let number = 0; number < 40; number += 1) await spend(visitor(), "mail-client", "203.0.113.10");
  await expect(register(1)).rejects.toThrow(TooManyTries);
});

test("neither addresses nor clients stand in the table, and counts whose time is over are removed", async () => {
  await wrongly("readable@budgets.example", "203.0.113.11");
  const text = JSON.stringify(await database.db.selectFrom("rate_budget").selectAll().execute());
  expect(text).not.toContain("readable");
  expect(text).not.toContain("203.0.113");
  await database.db.updateTable("rate_budget").set({ expire: Date.now() - 1 }).execute();
  await spend(visitor(), "sign-in-client", "203.0.113.12");
  await removeSpentBudgets(database.db);
  expect(await database.db.selectFrom("rate_budget").selectAll().execute()).toHaveLength(1);
});

test("a client with a whole IPv6 network is one client", () => {
  expect(clientOf("2001:db8:1:2:aaaa::1")).toBe(clientOf("2001:0db8:0001:0002:ffff:ffff:ffff:ffff"));
  expect(clientOf("2001:db8:1:2::1")).not.toBe(clientOf("2001:db8:1:3::1"));
  expect(clientOf("::1")).toBe("0:0:0:0");
  expect(clientOf("::ffff:192.0.2.7")).toBe("192.0.2.7");
  expect(clientOf("192.0.2.7")).toBe("192.0.2.7");
});
