/** Passkeys: whose they are decides, and nothing that was seen, forged or kept opens an account. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addPasskey, beginAssertion, beginPasskey, listPasskeys, proveByPasskey, removeOldChallenges, removePasskey, renamePasskey, signInByPasskey } from "#app/domain/accounts/passkeys.server.ts";
import { beginSecondFactor, removeSecondFactor } from "#app/domain/accounts/secondFactor.server.ts";
import { openSession, readSession } from "#app/domain/accounts/sessions.server.ts";
import { TooManyTries } from "#app/domain/accounts/model.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { sha256 } from "#app/domain/kernel/ids.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { anotherKey, Authenticator } from "./authenticator.ts";
import { from, postOf, someone } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ connections: 20 });
});
afterAll(() => database.close());

const site = { id: "lade.example", origin: "https://lade.example" };
const visitor = () => contextFor(database.db, { kind: "visitor" });
const as = (person: PersonActor) => contextFor(database.db, person);
let clients = 0;
const elsewhere = () => ({ client: `198.51.100.${(clients += 1)}`, device: "a test" });

async function signedIn(person: PersonActor) {
  const { token } = await openSession(database.db, { person_id: person.id, device: "a test" });
  return { sessionId: sha256(token), device: "a test" };
}
/** A person with a passkey, and the device that holds it. */
async function owner(counts = true) {
  const person = await someone(database.db);
  const device = new Authenticator(site, person.id, counts);
  const opened = await addPasskey(as(person), site, { response: device.create(await beginPasskey(as(person), site)), name: "Telephone" }, await signedIn(person));
  return { person, device, opened };
}
const challenge = () => beginAssertion(visitor(), site, "sign-in", "192.0.2.9");
const enter = (response: string) => signInByPasskey(visitor(), site, { response, shared_computer: false }, elsewhere());

describe("the way in", () => {
  test("a passkey signs its owner in, past the second factor, and says when it was used", async () => {
    const { person, device } = await owner();
    const signed = await enter(device.get(await challenge()));
    expect(signed).toMatchObject({ person_id: person.id, secondFactorOwed: false });
    expect((await readSession(database.db, signed.token))?.actor).toMatchObject({ id: person.id, secondFactor: true, recentlyProved: true });
    const [passkey] = await listPasskeys(database.db, person.id);
    expect(passkey).toMatchObject({ name: "Telephone", synced: true });
    expect(passkey!.last_used_at).not.toBeNull();
    expect((await postOf(database.db, person.email))[0]).toMatchObject({ template: "account.passkey-added" });
  });

  test("a passkey that keeps no count, as those in password managers, works again and again", async () => {
    const { person, device } = await owner(false);
    for (let time = 0; time < 3; time += 1) expect((await enter(device.get(await challenge()))).person_id).toBe(person.id);
  });

  test("on a shared computer the session is short and its cookie goes with the window", async () => {
    const { device } = await owner();
    const signed = await signInByPasskey(visitor(), site, { response: device.get(await challenge()), shared_computer: true }, elsewhere());
    expect(signed.expires_at).toBeUndefined();
    expect((await readSession(database.db, signed.token))?.actor.sharedComputer).toBe(true);
  });
});

describe("what opens nothing", () => {
  test("an answer that was sent once opens nothing a second time, and of ten at once exactly one", async () => {
    const { device } = await owner(false);
    const answer = device.get(await challenge());
    await enter(answer);
    await expect(enter(answer)).rejects.toThrow(Invalid);
    const again = device.get(await challenge());
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => enter(again)));
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  });

  test("a challenge whose time is over, one made up by the sender and one for another purpose are refused", async () => {
    const { person, device } = await owner();
    const old = await challenge();
    await database.db.updateTable("passkey_challenge").set({ expires_at: new Date(Date.now() - 1000) }).where("challenge_hash", "=", sha256(old.challenge)).execute();
    await expect(enter(device.get(old))).rejects.toThrow(Invalid);
    await expect(enter(device.get({ challenge: "bWFkZSB1cCBieSB0aGUgc2VuZGVy" }))).rejects.toThrow(Invalid);
    await expect(enter(device.get(await beginAssertion(as(person), site, "prove", "192.0.2.9")))).rejects.toThrow(Invalid);
    await expect(enter(device.get(await beginPasskey(as(person), site)))).rejects.toThrow(Invalid);
  });

  test.each([
    ["another site's page", { origin: "https://lade.example.evil.example" }],
    ["another site's name", { rpId: "evil.example" }],
    ["a frame of another site", { crossOrigin: true }],
    ["a key that is not the passkey's", { signer: anotherKey() }],
    ["somebody who was not asked for their finger", { verified: false }],
    ["a making taken for a using", { type: "webauthn.create" }],
    ["another person's name for it", { userHandle: "0190a000-0000-7000-8000-000000000000" }],
  ])("an answer from %s is refused, and the try is on record", async (_what, forged) => {
    const { person, device } = await owner();
    await expect(enter(device.get(await challenge(), forged))).rejects.toThrow(Invalid);
    const failed = await database.db.selectFrom("audit_event").select("detail").where("subject_id", "=", person.id).where("action", "=", "person.sign-in-failed").executeTakeFirstOrThrow();
    expect(failed.detail).toMatchObject({ by: "passkey" });
  });

  test("a copy of a passkey, whose count stands still, is refused", async () => {
    const { device } = await owner();
    await enter(device.get(await challenge()));
    await enter(device.get(await challenge()));
    device.counter = 0;
    await expect(enter(device.get(await challenge()))).rejects.toThrow(Invalid);
  });

  test("no JSON, other JSON, and parts too large are refused in words", async () => {
    const { device } = await owner();
    const real = JSON.parse(device.get(await challenge())) as { response: Record<string, unknown> };
    for (const response of ["", "{", "null", "[]", "{}", JSON.stringify({ ...real, id: 7 }), JSON.stringify({ ...real, response: { ...real.response, signature: "A".repeat(5_000) } }), JSON.stringify({ ...real, response: { ...real.response, clientDataJSON: "bm90IGpzb24" } })])
      await expect(enter(response), response.slice(0, 40)).rejects.toThrow(Invalid);
  });

  test("a passkey that nobody here knows, and that of an account that is switched off, are refused in the same words", async () => {
    const { person, device } = await owner();
    await database.db.updateTable("person").set({ disabled_at: new Date() }).where("id", "=", person.id).execute();
    const fields = async (response: string) => enter(response).catch((error: unknown) => (error as Invalid).fields);
    expect(await fields(device.get(await challenge()))).toEqual(await fields(new Authenticator(site, person.id).get(await challenge())));
  });

  test("nobody proves themselves with another person's passkey, nor with their own challenge at another's session", async () => {
    const [one, other] = [await owner(), await owner()];
    const asked = () => beginAssertion(as(one.person), site, "prove", "192.0.2.9");
    await expect(proveByPasskey(as(one.person), site, other.device.get(await asked()), await signedIn(one.person))).rejects.toThrow(Invalid);
    await expect(proveByPasskey(as(one.person), site, other.device.get(await asked(), { userHandle: one.person.id }), await signedIn(one.person))).rejects.toThrow(Invalid);
    await expect(proveByPasskey(as(one.person), site, one.device.get(await beginPasskey(as(one.person), site)), await signedIn(one.person))).rejects.toThrow(Invalid);
    const theirs = await beginAssertion(as(other.person), site, "prove", "192.0.2.9");
    await expect(proveByPasskey(as(one.person), site, one.device.get(theirs), await signedIn(one.person))).rejects.toThrow(Invalid);
  });

  test("one client's flood of challenges ends, and challenges that nobody answered are removed", async () => {
    await expect(
      (async () => {
        for (let time = 0; time < 70; time += 1) await beginAssertion(visitor(), site, "sign-in", "203.0.113.77");
      })(),
    ).rejects.toThrow(TooManyTries);
    await database.db.updateTable("passkey_challenge").set({ expires_at: new Date(Date.now() - 1000) }).execute();
    await removeOldChallenges(database.db);
    expect(await database.db.selectFrom("passkey_challenge").select("purpose").execute()).toEqual([]);
  });
});

describe("adding and removing", () => {
  test.each([
    ["another site's page", { origin: "https://evil.example" }],
    ["another site's name", { rpId: "evil.example" }],
    ["somebody who was not asked for their finger", { verified: false }],
    ["a challenge of their own", { challenge: "bWFkZSB1cCBieSB0aGUgc2VuZGVy" }],
    ["a using taken for a making", { type: "webauthn.get" }],
  ])("a passkey made by %s is not added", async (_what, forged) => {
    const person = await someone(database.db);
    const response = new Authenticator(site, person.id).create(await beginPasskey(as(person), site), forged);
    await expect(addPasskey(as(person), site, { response, name: "" }, await signedIn(person))).rejects.toThrow(Invalid);
    expect(await listPasskeys(database.db, person.id)).toEqual([]);
  });

  test("nobody finishes what another began: a passkey made for one account is not added to another", async () => {
    const [victim, thief] = [await someone(database.db), await someone(database.db)];
    const response = new Authenticator(site, thief.id).create(await beginPasskey(as(victim), site));
    await expect(addPasskey(as(thief), site, { response, name: "" }, await signedIn(thief))).rejects.toThrow(Invalid);
  });

  test("one device is added once, to one account", async () => {
    const { device } = await owner();
    const other = await someone(database.db);
    const response = device.create(await beginPasskey(as(other), site));
    await expect(addPasskey(as(other), site, { response, name: "" }, await signedIn(other))).rejects.toThrow(WrongState);
  });

  test("an old proof, an address that may be a stranger's and an owed second step add and remove nothing", async () => {
    const { person } = await owner();
    const [passkey] = await listPasskeys(database.db, person.id);
    for (const actor of [{ ...person, recentlyProved: false }, { ...person, secondFactorOwed: true }]) {
      await expect(beginPasskey(as(actor), site)).rejects.toThrow(NotAllowed);
      await expect(removePasskey(as(actor), passkey!.id, "")).rejects.toThrow(NotAllowed);
    }
    await expect(beginPasskey(as({ ...person, emailConfirmed: false }), site)).rejects.toThrow(NotAllowed);
    expect(await listPasskeys(database.db, person.id)).toHaveLength(1);
  });

  test("removing one ends other sessions, tells its owner, and it opens nothing any more", async () => {
    const { person, device } = await owner();
    const [passkey] = await listPasskeys(database.db, person.id);
    const opened = await enter(device.get(await challenge()));
    const here = await signedIn(person);
    await removePasskey(as(person), passkey!.id, here.sessionId);
    expect(await readSession(database.db, opened.token)).toBeUndefined();
    expect((await postOf(database.db, person.email))[0]).toMatchObject({ template: "account.passkey-removed" });
    await expect(enter(device.get(await challenge()))).rejects.toThrow(Invalid);
  });

  test("nobody names or removes another person's passkey", async () => {
    const [one, other] = [await owner(), await owner()];
    const [passkey] = await listPasskeys(database.db, one.person.id);
    await expect(removePasskey(as(other.person), passkey!.id, "")).rejects.toThrow(NotFound);
    await expect(renamePasskey(as(other.person), passkey!.id, "Mine now")).rejects.toThrow(NotFound);
    await renamePasskey(as(one.person), passkey!.id, "Old telephone");
    expect((await listPasskeys(database.db, one.person.id))[0]!.name).toBe("Old telephone");
  });
});

describe("as the second factor of staff", () => {
  const staffOwner = async () => {
    const made = await owner();
    const fund = await a.fund(database.db);
    const area = await a.area(database.db);
    await a.role(database.db, { person_id: made.person.id, role: "assessor", fund_id: fund.id, area_code: area.code });
    return made;
  };

  test("a password alone opens nothing of an account of staff that has a passkey; the passkey then does", async () => {
    const { person, device } = await staffOwner();
    const { token } = await openSession(database.db, { person_id: person.id, device: "a test" });
    const read = (await readSession(database.db, token))!;
    expect(read.actor).toMatchObject({ secondFactor: false, secondFactorOwed: true });
    const opened = await proveByPasskey(as(read.actor), site, device.get(await beginAssertion(as(read.actor), site, "prove", "192.0.2.9")), { sessionId: read.sessionId, device: "a test" });
    expect((await readSession(database.db, opened.token))?.actor).toMatchObject({ secondFactor: true, secondFactorOwed: false });
    expect(await readSession(database.db, token)).toBeUndefined();
  });

  test("a password that got out sets up no authenticator beside the passkey, and takes no passkey away", async () => {
    const { person } = await staffOwner();
    const { token } = await openSession(database.db, { person_id: person.id, device: "a test" });
    const thief = (await readSession(database.db, token))!.actor;
    await expect(beginSecondFactor(as(thief))).rejects.toThrow(NotAllowed);
    // Even where the page's own guard were gone.
    await expect(beginSecondFactor(as({ ...thief, secondFactorOwed: false }))).rejects.toThrow(NotAllowed);
    const [passkey] = await listPasskeys(database.db, person.id);
    await expect(removePasskey(as({ ...thief, secondFactorOwed: false }), passkey!.id, "")).rejects.toThrow(NotAllowed);
  });

  test("who has no staff role may still sign in with a password when the telephone is lost", async () => {
    const { person } = await owner();
    const { token } = await openSession(database.db, { person_id: person.id, device: "a test" });
    expect((await readSession(database.db, token))?.actor.secondFactorOwed).toBe(false);
  });

  test("an administrator who takes a lost second step away takes the passkeys too", async () => {
    const { person, device } = await staffOwner();
    await removeSecondFactor(as(await an.actor(database.db, [{ role: "service-administrator" }])), person.id);
    expect(await listPasskeys(database.db, person.id)).toEqual([]);
    await expect(enter(device.get(await challenge()))).rejects.toThrow(Invalid);
  });
});

test("no challenge, address or secret of a passkey stands in the audit", async () => {
  const { person, device } = await owner();
  const asked = await challenge();
  await signInByPasskey(visitor(), site, { response: device.get(asked), shared_computer: false }, from);
  const text = JSON.stringify(await database.db.selectFrom("audit_event").selectAll().execute());
  for (const secret of [asked.challenge, device.id, person.email, from.client]) expect(text).not.toContain(secret);
  expect(JSON.stringify(await database.db.selectFrom("passkey_challenge").selectAll().execute())).not.toContain(asked.challenge);
});
