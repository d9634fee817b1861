/**
 * The second factor: codes from an authenticator (TOTP, RFC 6238: SHA-1, 6 digits, 30 seconds) and recovery codes. The secret is
 * sealed for its person; a code counts once, decided by one conditional update.
 */
import { randomInt } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { create as drawCode } from "qrcode";
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { hasStaffRole, permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, NotAllowed, NotFound, WrongState } from "../kernel/errors.ts";
import { isId, keyedHash, newId, seal, unseal } from "../kernel/ids.server.ts";
import { clear, spendOrRefuse } from "./budgets.server.ts";
import { recordFailure } from "./failures.server.ts";
import { letters } from "./letters.ts";
import { hasPasskey } from "./passkeys.server.ts";
import { myself, person, write } from "./person.server.ts";
import { may } from "./policy.ts";
import { requireProof } from "./proof.server.ts";
import { closeOtherSessions, openSession, type OpenedSession } from "./sessions.server.ts";

const purpose = "second-factor";
const stepSeconds = 30;
const recoveryCodes = 10;

const totp = (secret: string, label = ""): TOTP => new TOTP({ issuer: "Lade", label, secret: Secret.fromBase32(secret), period: stepSeconds });
const stepAt = (instant: Date): number => Math.floor(instant.getTime() / 1000 / stepSeconds);

/** Whether the person has a second factor, is setting one up, or neither. */
export async function secondFactorState(db: Kysely<DB>, personId: string): Promise<"none" | "begun" | "set-up"> {
  const row = await db.selectFrom("second_factor").select("confirmed_at").where("person_id", "=", personId).executeTakeFirst();
  return !row ? "none" : row.confirmed_at ? "set-up" : "begun";
}

/**
 * Begins to set up a second factor for the signed-in person; what was begun before is begun anew. One that is in use is replaced only
 * from a session that has passed it.
 * @throws NotAllowed, also when the last proof is too old
 */
export async function beginSecondFactor(context: Context): Promise<void> {
  const me = requireProof(context);
  await inTransaction(context, async (tx) => {
    await refuseUnpassed(tx);
    const sealed = seal(context.secret, purpose, me.id, new Secret({ size: 20 }).base32);
    await tx.db
      .insertInto("second_factor")
      .values({ person_id: me.id, secret_sealed: sealed })
      .onConflict((conflict) => conflict.column("person_id").doUpdateSet({ secret_sealed: sealed, confirmed_at: null, last_step: 0 }))
      .execute();
    await record(tx, "second-factor.begun", person(me.id));
  });
}

async function refuseUnpassed(tx: TransactionContext): Promise<void> {
  const me = myself(tx);
  const row = await tx.db.selectFrom("second_factor").select("confirmed_at").where("person_id", "=", me.id).forUpdate().executeTakeFirst();
  if (me.secondFactor) return;
  if (row?.confirmed_at) throw new NotAllowed("Enter a code from the authenticator you use now first");
  // A passkey is a second factor too: a password that got out must not set up another beside it.
  if (hasStaffRole(me) && (await hasPasskey(tx.db, me.id))) throw new NotAllowed("Use your passkey first");
}

/** What the page shows while a second factor is being set up: the secret to type and the same as a picture to scan. Undefined when nothing is begun. */
export async function secondFactorToScan(context: Context): Promise<{ secret: string; picture: { size: number; path: string } } | undefined> {
  const me = myself(context);
  const row = await context.db.selectFrom("second_factor").select("secret_sealed").where("person_id", "=", me.id).where("confirmed_at", "is", null).executeTakeFirst();
  if (!row) return undefined;
  const secret = unseal(context.secret, purpose, me.id, row.secret_sealed);
  return { secret: secret.replace(/(.{4})(?=.)/g, "$1 "), picture: picture(totp(secret, me.email).toString()) };
}

/** A QR code as one SVG path in squares of size 1. */
function picture(text: string): { size: number; path: string } {
  const { modules } = drawCode(text, { errorCorrectionLevel: "M" });
  let path = "";
  for (let row = 0; row < modules.size; row += 1) for (let column = 0; column < modules.size; column += 1) if (modules.get(row, column)) path += `M${column} ${row}h1v1h-1z`;
  return { size: modules.size, path };
}

export interface SecondFactorSession {
  sessionId: string;
  device: string;
}

/**
 * Ends setting up: the first code is right. Answers the recovery codes, which are shown this once, and the session that has passed.
 * @throws Invalid for a wrong code; WrongState when nothing was begun; TooManyTries
 */
export async function confirmSecondFactor(context: Context, code: string, session: SecondFactorSession): Promise<{ codes: string[]; opened: OpenedSession }> {
  const me = myself(context);
  await spendOrRefuse(context, "second-factor", me.id);
  const confirmed = await inTransaction(context, async (tx) => {
    const state = await secondFactorState(tx.db, me.id);
    if (state !== "begun") throw new WrongState(state === "none" ? "Begin setting up the second step first" : "Your second step is set up already");
    if (!(await useStep(tx, me.id, code))) throw new Invalid({ code: "That code isn't right. Codes change every 30 seconds: enter the one you see now" });
    await tx.db.updateTable("second_factor").set({ confirmed_at: sql<Date>`clock_timestamp()` }).where("person_id", "=", me.id).execute();
    const codes = await newRecoveryCodes(tx, me.id);
    await closeOtherSessions(tx.db, me.id);
    const opened = await openSession(tx.db, { person_id: me.id, device: session.device, second_factor: true, shared_computer: me.sharedComputer });
    await write(tx, me, letters.secondFactorSetUp(me));
    await record(tx, "second-factor.set-up", person(me.id));
    return { codes, opened };
  });
  await clear(context, "second-factor", me.id);
  return confirmed;
}

/** Replaces a person's recovery codes and answers the new ones: 16 of 32 signs, 80 bits each. */
async function newRecoveryCodes(tx: TransactionContext, personId: string): Promise<string[]> {
  const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const codes = Array.from({ length: recoveryCodes }, () => Array.from({ length: 16 }, () => signs[randomInt(signs.length)]).join(""));
  await tx.db.deleteFrom("recovery_code").where("person_id", "=", personId).execute();
  await tx.db.insertInto("recovery_code").values(codes.map((code) => ({ id: newId(), person_id: personId, code_hash: recoveryHash(tx, personId, code) }))).execute();
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, "$1-"));
}

const recoveryHash = ({ secret }: Context, personId: string, code: string): string => keyedHash(secret, "recovery-code", `${personId}:${code}`);

/** Makes new recovery codes; the old ones stop working. Only from a session that has passed the second factor, with a recent proof. @throws NotAllowed, WrongState */
export async function renewRecoveryCodes(context: Context): Promise<string[]> {
  const me = requireProof(context);
  return inTransaction(context, async (tx) => {
    await refuseUnpassed(tx);
    if ((await secondFactorState(tx.db, me.id)) !== "set-up") throw new WrongState("Set up the second step first");
    const codes = await newRecoveryCodes(tx, me.id);
    await write(tx, me, letters.recoveryCodesRenewed(me));
    await record(tx, "second-factor.codes-renewed", person(me.id));
    return codes;
  });
}

/**
 * Passes the second factor with a code of the authenticator or a recovery code; each works once. A new session takes this one's place.
 * @param code as `codeField` leaves it
 * @throws Invalid for a code that is wrong or was used; TooManyTries
 */
export async function passSecondFactor(context: Context, code: string, session: SecondFactorSession): Promise<OpenedSession> {
  const me = myself(context);
  await spendOrRefuse(context, "second-factor-day", me.id);
  await spendOrRefuse(context, "second-factor", me.id);
  const recovery = code.length > 6;
  const opened = await inTransaction(context, async (tx) => {
    const passed = recovery ? await useRecoveryCode(tx, me.id, code) : (await secondFactorState(tx.db, me.id)) === "set-up" && (await useStep(tx, me.id, code));
    if (!passed) return undefined;
    const next = await openSession(tx.db, { person_id: me.id, device: session.device, second_factor: true, replaces: session.sessionId, shared_computer: me.sharedComputer });
    if (recovery) await write(tx, me, letters.recoveryCodeUsed(me, await countRecoveryCodes(tx.db, me.id)));
    await record(tx, "second-factor.passed", person(me.id), { by: recovery ? "recovery-code" : "authenticator" });
    return next;
  });
  if (!opened) {
    await recordFailure(context, { person_id: me.id, by: recovery ? "recovery-code" : "authenticator" });
    throw new Invalid({ code: recovery ? "That recovery code isn't right or was used before" : "That code isn't right or was used before. Wait for the next one" });
  }
  await clear(context, "second-factor", me.id);
  await clear(context, "second-factor-day", me.id);
  return opened;
}

/** Whether the code is right now, give or take one step, and its step was not used: moving `last_step` forward decides. */
async function useStep({ db, secret, now }: TransactionContext, personId: string, code: string): Promise<boolean> {
  const row = await db.selectFrom("second_factor").select("secret_sealed").where("person_id", "=", personId).executeTakeFirst();
  if (!row) return false;
  const delta = totp(unseal(secret, purpose, personId, row.secret_sealed)).validate({ token: code, timestamp: now.getTime(), window: 1 });
  if (delta === null) return false;
  const step = stepAt(now) + delta;
  const moved = await db.updateTable("second_factor").set({ last_step: step }).where("person_id", "=", personId).where("last_step", "<", step).executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

async function useRecoveryCode(tx: TransactionContext, personId: string, code: string): Promise<boolean> {
  const used = await tx.db
    .updateTable("recovery_code")
    .set({ used_at: sql<Date>`clock_timestamp()` })
    .where("person_id", "=", personId)
    .where("code_hash", "=", recoveryHash(tx, personId, code))
    .where("used_at", "is", null)
    .executeTakeFirst();
  return used.numUpdatedRows === 1n;
}

/** How many recovery codes are left. */
export async function countRecoveryCodes(db: Kysely<DB>, personId: string): Promise<number> {
  const { left } = await db.selectFrom("recovery_code").where("person_id", "=", personId).where("used_at", "is", null).select((eb) => eb.fn.countAll<number>().as("left")).executeTakeFirstOrThrow();
  return left;
}

/**
 * Takes away a second factor that a person lost (authenticator, recovery codes, passkeys), with their sessions: at the next sign-in they set up another.
 * @throws NotFound, NotAllowed
 */
export async function removeSecondFactor(context: Context, personId: string): Promise<void> {
  if (!isId(personId)) throw new NotFound();
  permit(may.manageAccount(context.actor, personId));
  await inTransaction(context, async (tx) => {
    const owner = await tx.db.selectFrom("person").select(["id", "email", "name"]).where("id", "=", personId).forUpdate().executeTakeFirstOrThrow(() => new NotFound());
    await tx.db.deleteFrom("second_factor").where("person_id", "=", personId).execute();
    await tx.db.deleteFrom("recovery_code").where("person_id", "=", personId).execute();
    await tx.db.deleteFrom("passkey").where("person_id", "=", personId).execute();
    await closeOtherSessions(tx.db, personId);
    await write(tx, owner, letters.secondFactorRemoved(owner));
    await record(tx, "second-factor.removed", person(personId));
  });
}

/** Gives an account of the demonstration a second factor without a telephone. @throws NotAllowed unless the system acts and rows are invented */
export async function setUpForDemonstration(context: Context, personId: string): Promise<void> {
  if (context.actor.kind !== "system" || !context.synthetic) throw new NotAllowed("People set up their own second step");
  const secret_sealed = seal(context.secret, purpose, personId, new Secret({ size: 20 }).base32);
  await inTransaction(context, async (tx) => {
    await tx.db.insertInto("second_factor").values({ person_id: personId, secret_sealed, confirmed_at: tx.now }).execute();
    await record(tx, "second-factor.set-up", person(personId));
  });
}

export interface DemonstrationCode {
  name: string;
  email: string;
  /** The next code that will be taken; undefined for some seconds when every one that is valid now was used. */
  code: string | undefined;
}

/** A code that works now for each of the demonstration's accounts that need one. Empty where rows are not invented. */
export async function listDemonstrationCodes(context: Context): Promise<DemonstrationCode[]> {
  if (!context.synthetic) return [];
  const rows = await context.db
    .selectFrom("second_factor as f")
    .innerJoin("person as p", "p.id", "f.person_id")
    .where("p.synthetic", "=", true)
    .where("p.disabled_at", "is", null)
    .where("f.confirmed_at", "is not", null)
    .select(["p.id", "p.name", "p.email", "f.secret_sealed", "f.last_step"])
    .orderBy("p.name")
    .limit(200)
    .execute();
  const current = stepAt(context.now);
  return rows.map(({ id, name, email, secret_sealed, last_step }) => {
    const step = Math.max(current, last_step + 1);
    const code = step > current + 1 ? undefined : totp(unseal(context.secret, purpose, id, secret_sealed)).generate({ timestamp: step * stepSeconds * 1000 });
    return { name, email, code };
  });
}
