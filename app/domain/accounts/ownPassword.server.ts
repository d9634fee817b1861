/** A person's own password: chosen, changed, and chosen anew by a link. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { enqueue } from "../jobs/change.server.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { WrongState } from "../kernel/errors.ts";
import { clear, clientOf, spend, spendOrRefuse } from "./budgets.server.ts";
import { letters } from "./letters.ts";
import { newLink, useLink, voidLinks } from "./links.server.ts";
import { refuseOwnWords, type From, type PasswordChange } from "./model.ts";
import { hashPassword } from "./passwords.server.ts";
import { claimAddress, myself, person, write } from "./person.server.ts";
import { checkPassword, requireProof } from "./proof.server.ts";
import { closeOtherSessions } from "./sessions.server.ts";

/** Asks for a link to choose a new password. For every address the same is done here; whether it is known is looked up by the job. */
export async function requestPasswordReset(context: Context, input: { email: string }, from: From): Promise<void> {
  await spendOrRefuse(context, "mail-client", clientOf(from.client));
  const { over } = await spend(context, "mail-address", input.email);
  if (over === 0) await inTransaction(context, (tx) => enqueue(tx, "send-reset-link", { email: input.email }));
}

/** The job behind `requestPasswordReset`: sends the link where the address is known, else does nothing. */
export async function sendResetLink(context: Context, email: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const known = await tx.db.selectFrom("person").select(["id", "email", "name"]).where("email", "=", email).where("disabled_at", "is", null).forUpdate().executeTakeFirst();
    if (!known) return;
    const token = await newLink(tx, { purpose: "reset-password", email: known.email, person_id: known.id });
    await write(tx, known, letters.resetPassword(known, token));
    await record(tx, "person.reset-asked", person(known.id));
  });
}

/**
 * Sets a new password by a link. Every session ends, other links stop working, the address counts as confirmed; the second factor stays.
 * @throws WrongState for a link that no longer works; Invalid for a password made of the person's own name
 */
export async function resetPassword(context: Context, input: { token: string; password: string }, from: From): Promise<void> {
  const hash = await hashPassword(input.password);
  const email = await inTransaction(context, async (tx) => {
    const link = await useLink(tx, input.token, "reset-password");
    const owner = await tx.db.selectFrom("person").select(["id", "email", "name"]).where("id", "=", link.person_id).forUpdate().executeTakeFirstOrThrow();
    refuseOwnWords(input.password, owner);
    // Before the password: where the address was not confirmed, all that was set up until now may be a stranger's.
    await claimAddress(tx, owner.id);
    await setPassword(tx, owner.id, hash);
    for (const purpose of ["reset-password", "sign-in", "change-email"] as const) await voidLinks(tx, owner.id, purpose);
    await closeOtherSessions(tx.db, owner.id);
    await write(tx, owner, letters.passwordChanged(owner));
    await record(tx, "person.password-reset", person(owner.id));
    return owner.email;
  });
  await clear(context, "sign-in-account", email);
  await clear(context, "sign-in-pair", email, clientOf(from.client));
}

async function setPassword({ db, now }: TransactionContext, personId: string, hash: string): Promise<void> {
  await db
    .insertInto("person_password")
    .values({ person_id: personId, hash, changed_at: now })
    .onConflict((conflict) => conflict.column("person_id").doUpdateSet({ hash, changed_at: now }))
    .execute();
}

/**
 * Chooses a first password, for an account that was opened by a link. Other sessions end.
 * @throws NotAllowed when the last proof is too old; WrongState where there is a password; Invalid when it is made of their name
 */
export async function choosePassword(context: Context, input: { password: string }, sessionId: string): Promise<void> {
  const me = requireProof(context);
  refuseOwnWords(input.password, me);
  const hash = await hashPassword(input.password);
  await inTransaction(context, async (tx) => {
    await tx.db.selectFrom("person").select("id").where("id", "=", me.id).forUpdate().execute();
    if (await hasPassword(tx.db, me.id)) throw new WrongState("You have a password already. Enter it to change it");
    await setPassword(tx, me.id, hash);
    await closeOtherSessions(tx.db, me.id, sessionId);
    await write(tx, me, letters.passwordChosen(me));
    await record(tx, "person.password-chosen", person(me.id));
  });
}

/** Whether the person has a password, or signs in by links and passkeys only. */
export async function hasPassword(db: Kysely<DB>, personId: string): Promise<boolean> {
  return (await db.selectFrom("person_password").select("person_id").where("person_id", "=", personId).executeTakeFirst()) !== undefined;
}

/**
 * Changes the signed-in person's password and ends their other sessions.
 * @throws Invalid when the present one is wrong or the new one is made of their name; TooManyTries
 */
export async function changePassword(context: Context, input: PasswordChange, sessionId: string): Promise<void> {
  const me = myself(context);
  refuseOwnWords(input.password, me);
  await checkPassword(context, input.current_password, "current_password");
  const hash = await hashPassword(input.password);
  await inTransaction(context, async (tx) => {
    await setPassword(tx, me.id, hash);
    for (const purpose of ["reset-password", "change-email"] as const) await voidLinks(tx, me.id, purpose);
    await closeOtherSessions(tx.db, me.id, sessionId);
    await write(tx, me, letters.passwordChanged(me));
    await record(tx, "person.password-changed", person(me.id));
  });
}
