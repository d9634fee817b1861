/**
 * Passkeys (WebAuthn): added by a signed-in person, then signing in on their own. The authenticator has always checked who holds it
 * (user verification), so a passkey is both factors at once. A challenge is taken out of its table by the answer to it.
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { hasStaffRole } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId, sha256 } from "../kernel/ids.server.ts";
import { clientOf, giveBack, spendOrRefuse } from "./budgets.server.ts";
import { recordFailure } from "./failures.server.ts";
import { letters } from "./letters.ts";
import type { SigningIn } from "./model.ts";
import { assertion, attestation, mostPasskeys, type AssertionJson, type AttestationJson, type PasskeyPurpose, type RelyingParty } from "./passkeys.ts";
import { myself, person, write } from "./person.server.ts";
import { requireProof } from "./proof.server.ts";
import { closeOtherSessions, openKnownSession, openSession, type OpenedSession } from "./sessions.server.ts";
import type { SignedIn } from "./change.server.ts";

/** Loaded when the first passkey is used: it brings readers of certificates that nothing else needs. */
const library = () => import("@simplewebauthn/server");

/** Milliseconds for which a challenge can be answered. */
const challengeLasts = 5 * 60_000;
const couldNotCheck = "That passkey could not be checked. Try again, or sign in another way";

export interface PasskeyShown {
  id: string;
  name: string;
  created_at: Date;
  last_used_at: Date | null;
  /** Kept by a password manager or an account of the telephone's maker, so that a lost device does not lose it. */
  synced: boolean;
}

/** A person's passkeys, the oldest first. */
export const listPasskeys = (db: Kysely<DB>, personId: string): Promise<PasskeyShown[]> =>
  db.selectFrom("passkey").select(["id", "name", "created_at", "last_used_at", "synced"]).where("person_id", "=", personId).orderBy("created_at").orderBy("id").execute();

/** Whether a person has any. */
export const hasPasskey = async (db: Kysely<DB>, personId: string): Promise<boolean> =>
  (await db.selectFrom("passkey").select("id").where("person_id", "=", personId).limit(1).executeTakeFirst()) !== undefined;

/** Writes a challenge for one purpose and one person (nobody, where it is to sign in). */
async function keepChallenge({ db }: Context, challenge: string, purpose: PasskeyPurpose, personId: string | null): Promise<void> {
  await db
    .insertInto("passkey_challenge")
    .values({ challenge_hash: sha256(challenge), purpose, person_id: personId, expires_at: sql<Date>`clock_timestamp() + ${challengeLasts} * interval '1 millisecond'` })
    .execute();
}

/** Takes the challenge out: of many answers to one challenge exactly one is looked at. Answers it, or undefined where it is unknown, old or another's. */
async function takeChallenge({ db }: Context, clientData: string, purpose: PasskeyPurpose, personId: string | null): Promise<string | undefined> {
  const challenge = challengeIn(clientData);
  if (challenge === undefined) return undefined;
  const taken = await db
    .deleteFrom("passkey_challenge")
    .where("challenge_hash", "=", sha256(challenge))
    .where("purpose", "=", purpose)
    .where("person_id", "is not distinct from", personId)
    .returning(sql<boolean>`expires_at > clock_timestamp()`.as("in_time"))
    .executeTakeFirst();
  return taken?.in_time ? challenge : undefined;
}

/** What the browser says it answered; undefined where that is no JSON, or came out of a frame of another site. */
function challengeIn(clientData: string): string | undefined {
  try {
    const { challenge, crossOrigin } = JSON.parse(Buffer.from(clientData, "base64url").toString("utf8")) as Record<string, unknown>;
    return typeof challenge === "string" && challenge !== "" && crossOrigin !== true ? challenge : undefined;
  } catch {
    return undefined;
  }
}

/** Removes challenges that nobody answered. */
export async function removeOldChallenges(db: Kysely<DB>): Promise<void> {
  await db.deleteFrom("passkey_challenge").where("expires_at", "<", sql<Date>`clock_timestamp()`).execute();
}

// ---- adding, naming, removing

/** What the browser needs to make a passkey. @throws NotAllowed when the last proof is too old or the address is not confirmed; WrongState with too many */
export async function beginPasskey(context: Context, site: RelyingParty) {
  const me = requireOwner(context);
  const known = await context.db.selectFrom("passkey").select("credential_id").where("person_id", "=", me.id).execute();
  if (known.length >= mostPasskeys) throw new WrongState(`You have ${mostPasskeys} passkeys. Remove one first`);
  const { generateRegistrationOptions } = await library();
  const options = await generateRegistrationOptions({
    rpName: "Lade",
    rpID: site.id,
    userID: new TextEncoder().encode(me.id),
    userName: me.email,
    userDisplayName: me.name,
    attestationType: "none",
    timeout: challengeLasts,
    excludeCredentials: known.map(({ credential_id }) => ({ id: credential_id })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  await keepChallenge(context, options.challenge, "add", me.id);
  return options;
}

/** Somebody whose address is theirs, who just showed who they are: a stranger's registration gets no passkey that would outlive it. */
function requireOwner(context: Context) {
  const me = requireProof(context);
  if (!me.emailConfirmed) throw new NotAllowed("Confirm your e-mail address first: we sent you a link");
  return me;
}

/**
 * Adds the passkey that the browser made. Making it showed who holds it, so the session that takes this one's place has passed the
 * second factor.
 * @throws Invalid when the answer is not to our challenge, for another site, or unverified; WrongState when it is known here
 */
export async function addPasskey(context: Context, site: RelyingParty, input: { response: string; name: string }, session: { sessionId: string; device: string }): Promise<OpenedSession> {
  const me = requireOwner(context);
  const response = readJson<AttestationJson>(attestation, input.response);
  const challenge = await takeChallenge(context, response.response.clientDataJSON, "add", me.id);
  const { verifyRegistrationResponse } = await library();
  const made = challenge
    ? await verifyRegistrationResponse({
        response: response as RegistrationResponseJSON, expectedChallenge: challenge, expectedOrigin: site.origin, expectedRPID: site.id, requireUserVerification: true,
      }).catch(() => undefined)
    : undefined;
  if (!made?.verified) {
    await recordFailure(context, { person_id: me.id, by: "passkey" });
    throw new Invalid({ "": couldNotCheck });
  }
  const { credential, credentialBackedUp } = made.registrationInfo;
  try {
    return await inTransaction(context, async (tx) => {
      await tx.db.selectFrom("person").select("id").where("id", "=", me.id).forUpdate().execute();
      const { count } = await tx.db.selectFrom("passkey").select((eb) => eb.fn.countAll<number>().as("count")).where("person_id", "=", me.id).executeTakeFirstOrThrow();
      if (count >= mostPasskeys) throw new WrongState(`You have ${mostPasskeys} passkeys. Remove one first`);
      const id = newId();
      await tx.db
        .insertInto("passkey")
        .values({
          id, person_id: me.id, credential_id: credential.id, public_key: Buffer.from(credential.publicKey).toString("base64url"), counter: credential.counter,
          transports: (credential.transports ?? []).join(","), synced: credentialBackedUp, name: input.name || `Passkey ${count + 1}`,
        })
        .execute();
      const opened = await openSession(tx.db, { person_id: me.id, device: session.device, second_factor: true, replaces: session.sessionId, shared_computer: me.sharedComputer, proved_by: "passkey" });
      await write(tx, me, letters.passkeyAdded(me));
      await record(tx, "passkey.added", person(me.id), { passkey_id: id });
      return opened;
    });
  } catch (error) {
    if (refusedConstraint(error) === "passkey_credential_once") throw new WrongState("This passkey is known here already");
    throw error;
  }
}

/** Gives a passkey another name. @throws NotFound */
export async function renamePasskey(context: Context, id: string, name: string): Promise<void> {
  const me = myself(context);
  await inTransaction(context, async (tx) => {
    const { numUpdatedRows } = isId(id) ? await tx.db.updateTable("passkey").set({ name }).where("id", "=", id).where("person_id", "=", me.id).executeTakeFirst() : { numUpdatedRows: 0n };
    if (numUpdatedRows === 0n) throw new NotFound();
    await record(tx, "passkey.renamed", person(me.id), { passkey_id: id });
  });
}

/**
 * Removes a passkey and ends the person's other sessions, which it may have opened. Where a second factor is asked of them, only a
 * session that passed it may: a password alone could otherwise clear the way for a second factor of its own.
 * @throws NotFound; NotAllowed
 */
export async function removePasskey(context: Context, id: string, sessionId: string): Promise<void> {
  const me = requireProof(context);
  if (hasStaffRole(me) && !me.secondFactor) throw new NotAllowed("Pass the second step of signing in first");
  await inTransaction(context, async (tx) => {
    const { numDeletedRows } = isId(id) ? await tx.db.deleteFrom("passkey").where("id", "=", id).where("person_id", "=", me.id).executeTakeFirst() : { numDeletedRows: 0n };
    if (numDeletedRows === 0n) throw new NotFound();
    await closeOtherSessions(tx.db, me.id, sessionId);
    await write(tx, me, letters.passkeyRemoved(me));
    await record(tx, "passkey.removed", person(me.id), { passkey_id: id });
  });
}

// ---- using one

/** What the browser needs to answer with a passkey: anybody's where somebody signs in, the person's own where they prove themselves. @throws TooManyTries */
export async function beginAssertion(context: Context, site: RelyingParty, purpose: "sign-in" | "prove", client: string) {
  const me = purpose === "prove" ? myself(context) : undefined;
  await spendOrRefuse(context, "passkey-client", clientOf(client));
  const own = me ? await context.db.selectFrom("passkey").select(["credential_id", "transports"]).where("person_id", "=", me.id).execute() : [];
  const { generateAuthenticationOptions } = await library();
  const options = await generateAuthenticationOptions({
    rpID: site.id,
    timeout: challengeLasts,
    userVerification: "required",
    allowCredentials: own.map(({ credential_id, transports }) => ({ id: credential_id, transports: transports.split(",").filter(Boolean) as ("usb" | "internal")[] })),
  });
  await keepChallenge(context, options.challenge, purpose, me?.id ?? null);
  return options;
}

interface Found {
  id: string;
  person_id: string;
}

/**
 * The passkey that answered, once its answer is right: ours to answer, for this site, verified, by an account that is on. Its counter
 * moves forward in the same step. Undefined for everything else.
 */
async function checkAssertion(context: Context, site: RelyingParty, response: AssertionJson, purpose: "sign-in" | "prove", personId: string | null): Promise<{ passkey: Found | undefined; right: boolean }> {
  const challenge = await takeChallenge(context, response.response.clientDataJSON, purpose, personId);
  const row = await context.db
    .selectFrom("passkey as k")
    .innerJoin("person as p", "p.id", "k.person_id")
    .select(["k.id", "k.person_id", "k.credential_id", "k.public_key", "k.counter"])
    .where("k.credential_id", "=", response.id)
    .where("p.disabled_at", "is", null)
    .executeTakeFirst();
  if (!challenge || !row || (personId !== null && row.person_id !== personId) || !belongsTo(row.person_id, response)) return { passkey: row, right: false };
  const { verifyAuthenticationResponse } = await library();
  const checked = await verifyAuthenticationResponse({
    response: response as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
    credential: { id: row.credential_id, publicKey: new Uint8Array(Buffer.from(row.public_key, "base64url")), counter: row.counter },
  }).catch(() => undefined);
  if (!checked?.verified || !checked.authenticationInfo.userVerified) return { passkey: row, right: false };
  const moved = await context.db
    .updateTable("passkey")
    .set({ counter: checked.authenticationInfo.newCounter, last_used_at: sql<Date>`clock_timestamp()`, synced: checked.authenticationInfo.credentialBackedUp })
    .where("id", "=", row.id)
    .where("counter", "=", row.counter)
    .executeTakeFirst();
  return { passkey: row, right: moved.numUpdatedRows === 1n };
}

/** The name that the authenticator keeps for its holder is our key of the person. */
const belongsTo = (personId: string, { response: { userHandle } }: AssertionJson): boolean => !userHandle || Buffer.from(userHandle, "base64url").toString("utf8") === personId;

/**
 * Signs in with a passkey alone.
 * @throws Invalid for every answer that is not right, in the same words; TooManyTries
 */
export async function signInByPasskey(context: Context, site: RelyingParty, input: { response: string; shared_computer: boolean }, from: SigningIn): Promise<SignedIn> {
  const client = clientOf(from.client);
  await spendOrRefuse(context, "sign-in-client", client);
  const response = readJson<AssertionJson>(assertion, input.response);
  const { passkey, right } = await checkAssertion(context, site, response, "sign-in", null);
  if (!passkey || !right) {
    await recordFailure(context, { person_id: passkey?.person_id, client, by: "passkey" });
    throw new Invalid({ "": couldNotCheck });
  }
  await giveBack(context, "sign-in-client", client);
  return inTransaction(context, async (tx) => {
    const opened = await openKnownSession(tx.db, {
      person_id: passkey.person_id, device: from.device, replaces: from.replaces, shared_computer: input.shared_computer, proved_by: "passkey", second_factor: true,
    });
    await record(tx, "person.signed-in", person(passkey.person_id), { by: "passkey", passkey_id: passkey.id });
    return opened;
  });
}

/** The signed-in person shows again who they are, or passes the second factor, with a passkey of theirs. A new session takes this one's place. @throws Invalid; TooManyTries */
export async function proveByPasskey(context: Context, site: RelyingParty, input: string, session: { sessionId: string; device: string }): Promise<OpenedSession> {
  const me = myself(context);
  await spendOrRefuse(context, "second-factor", me.id);
  const response = readJson<AssertionJson>(assertion, input);
  const { passkey, right } = await checkAssertion(context, site, response, "prove", me.id);
  if (!passkey || !right) {
    await recordFailure(context, { person_id: me.id, by: "passkey" });
    throw new Invalid({ "": couldNotCheck });
  }
  await giveBack(context, "second-factor", me.id);
  return inTransaction(context, async (tx) => {
    const opened = await openSession(tx.db, { person_id: me.id, device: session.device, second_factor: true, replaces: session.sessionId, shared_computer: me.sharedComputer, proved_by: "passkey" });
    await record(tx, me.secondFactor ? "person.proved-again" : "second-factor.passed", person(me.id), { by: "passkey", passkey_id: passkey.id });
    return opened;
  });
}

interface Reader<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}
/** What a browser's credential says of itself. @throws Invalid for anything that is not one */
function readJson<T>(schema: Reader<T>, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Invalid({ "": couldNotCheck });
  }
  const read = schema.safeParse(value);
  if (!read.success) throw new Invalid({ "": couldNotCheck });
  return read.data;
}
