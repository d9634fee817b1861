/** What a person does with their own account: register, confirm, sign in and out, choose a password. */
import type { Context, TransactionContext } from "../kernel/context.ts";
import { inTransaction } from "../kernel/context.ts";
import { Invalid, NotAllowed, WrongState } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { record } from "../audit/change.server.ts";
import { clear, clientOf, giveBack, spend, spendOrRefuse } from "./budgets.server.ts";
import { letters } from "./letters.ts";
import { getLink, newLink, useLink, voidLinks } from "./links.server.ts";
import { refuseOwnWords, type Credentials, type From, type Registration, type SigningIn } from "./model.ts";
import { recordFailure } from "./failures.server.ts";
import { claimAddress, confirmAddress, myself, person, write } from "./person.server.ts";
import { hashPassword, verifyPassword } from "./passwords.server.ts";
import { closeOtherSessions, closeSession, openKnownSession, type OpenedSession } from "./sessions.server.ts";

// Passwords, roles and memberships are verbs of this room too; their files keep this one short.
export { changePassword, choosePassword, hasPassword, requestPasswordReset, resetPassword, sendResetLink } from "./ownPassword.server.ts";
export { checkPassword, proveByPassword } from "./proof.server.ts";
export { addRole, disablePerson, enablePerson, endRole, grantRole, inviteToOrganisation, joinOrganisation } from "./roles.server.ts";

export type { From, SigningIn };

export interface SignedIn extends OpenedSession {
  person_id: string;
  /** A code is still to be asked for before anything opens. */
  secondFactorOwed: boolean;
}

/**
 * Registers a person, or tells the owner of a known address that they have an account. Both answer the same and do the same work: a
 * password is hashed where one was chosen, a letter is queued. An unconfirmed account keeps what it was registered with: who registers
 * a stranger's address again gains nothing.
 * @throws Invalid for a password made of the person's own name; TooManyTries for one client's flood
 */
export async function registerPerson(context: Context, input: Registration, from: From): Promise<void> {
  if (input.password !== "") refuseOwnWords(input.password, input);
  await spendOrRefuse(context, "mail-client", clientOf(from.client));
  const { over } = await spend(context, "mail-address", input.email);
  const hash = input.password === "" ? undefined : await hashPassword(input.password);
  if (over > 0) return;
  await inTransaction(context, async (tx) => {
    const id = newId();
    const isNew = await insertPerson(tx, { id, email: input.email, name: input.name }, hash);
    if (isNew) return sendConfirmLink(tx, { id, email: input.email }, "person.registered");
    const known = await tx.db.selectFrom("person").select(["id", "email", "name", "email_confirmed_at"]).where("email", "=", input.email).forUpdate().executeTakeFirstOrThrow();
    if (!known.email_confirmed_at) return sendConfirmLink(tx, known, "person.registered-again");
    await write(tx, known, letters.alreadyRegistered(known));
    await record(tx, "person.registered-again", person(known.id));
  });
}

async function insertPerson({ db, synthetic }: TransactionContext, row: { id: string; email: string; name: string }, hash: string | undefined): Promise<boolean> {
  const written = await db
    .insertInto("person")
    .values({ ...row, synthetic })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .executeTakeFirst();
  if (written.numInsertedOrUpdatedRows !== 1n) return false;
  if (hash) await db.insertInto("person_password").values({ person_id: row.id, hash }).execute();
  return true;
}

async function sendConfirmLink(tx: TransactionContext, to: { id: string; email: string }, event: string): Promise<void> {
  await voidLinks(tx, to.id, "confirm-email");
  const token = await newLink(tx, { purpose: "confirm-email", email: to.email, person_id: to.id });
  await write(tx, to, letters.confirmEmail(token));
  await record(tx, event, person(to.id));
}

/**
 * Adds a person whose address is confirmed: for loading the demonstration and the first service administrator. Answers their id.
 * @throws NotAllowed unless the system itself acts; WrongState when the address is known
 */
export async function addPerson(context: Context, input: { email: string; name: string; password: string }): Promise<string> {
  if (context.actor.kind !== "system") throw new NotAllowed("People register themselves");
  const hash = await hashPassword(input.password);
  return inTransaction(context, async (tx) => {
    const id = newId();
    if (!(await insertPerson(tx, { id, email: input.email, name: input.name }, hash))) throw new WrongState("There is an account with this address");
    await tx.db.updateTable("person").set({ email_confirmed_at: tx.now }).where("id", "=", id).execute();
    await record(tx, "person.added", person(id));
    return id;
  });
}

/** Sends the signed-in person another link to confirm their address. @throws TooManyTries */
export async function resendConfirmation(context: Context): Promise<void> {
  const me = myself(context);
  if (me.emailConfirmed) throw new WrongState("Your e-mail address is confirmed already");
  await spendOrRefuse(context, "mail-address", me.email);
  await inTransaction(context, (tx) => sendConfirmLink(tx, me, "person.confirmation-asked"));
}

/**
 * Confirms the address that a link was sent to. Whoever is not signed in as that person gives the password too, and is signed in:
 * so nobody confirms an account that a stranger opened in their name. An account without a password has nothing a stranger could
 * keep: there the link is enough.
 * @returns the session that was opened, or undefined where they were signed in
 * @throws WrongState for a link that no longer works; Invalid for the wrong password
 */
export async function confirmEmail(context: Context, input: { token: string; password?: string | undefined; shared_computer?: boolean }, from: SigningIn): Promise<SignedIn | undefined> {
  const link = await getLink(context.db, input.token);
  const mine = context.actor.kind === "person" && context.actor.id === link.person_id;
  if (!mine && link.purpose === "confirm-email" && !link.has_password) return confirmByLinkAlone(context, input, from);
  const opened = mine ? undefined : await signIn(context, { email: link.email, password: input.password ?? "" }, from, { password: "That isn't the password this account was opened with. You can choose a new one under “Forgotten password”." });
  await inTransaction(context, async (tx) => {
    const used = await useLink(tx, input.token, "confirm-email");
    await confirmAddress(tx, used.person_id!);
    await record(tx, "person.email-confirmed", person(used.person_id!));
  });
  return opened;
}

async function confirmByLinkAlone(context: Context, input: { token: string; shared_computer?: boolean }, from: SigningIn): Promise<SignedIn> {
  return inTransaction(context, async (tx) => {
    const { person_id } = await useLink(tx, input.token, "confirm-email");
    const owner = await tx.db.selectFrom("person").select("id").where("id", "=", person_id).where("disabled_at", "is", null).forUpdate().executeTakeFirst();
    if (!owner) throw new WrongState("This link no longer works. Ask for a new one.");
    await claimAddress(tx, owner.id);
    const opened = await openKnownSession(tx.db, { person_id: owner.id, device: from.device, replaces: from.replaces, shared_computer: input.shared_computer, proved_by: "email-link" });
    await record(tx, "person.email-confirmed", person(owner.id), { by: "email-link" });
    return opened;
  });
}

/** Milliseconds by which a try waits when an account has been tried from everywhere: longer each time, up to four seconds. */
const waitFor = (over: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.min(over * 250, 4_000)));

/**
 * Signs a person in with a new session. An unknown address takes the same work and gets the same answer as a wrong password.
 * @param wrong the messages for a pair that is not right
 * @throws Invalid with `wrong`; TooManyTries for this account from this client, or for this client
 */
export async function signIn(
  context: Context,
  { email, password, shared_computer = false }: Credentials,
  from: SigningIn,
  wrong: Record<string, string> = { "": "That e-mail address and password do not belong together" },
): Promise<SignedIn> {
  const client = clientOf(from.client);
  await spendOrRefuse(context, "sign-in-client", client);
  await spendOrRefuse(context, "sign-in-pair", email, client);
  const { over } = await spend(context, "sign-in-account", email);
  if (over > 0) await waitFor(over);
  const known = await context.db
    .selectFrom("person as p")
    .leftJoin("person_password as w", "w.person_id", "p.id")
    .select(["p.id", "p.disabled_at", "w.hash"])
    .where("p.email", "=", email)
    .executeTakeFirst();
  const right = await verifyPassword(known?.hash ?? undefined, password);
  if (!known || !right || known.disabled_at) {
    await recordFailure(context, { person_id: known?.id, email, client, by: "password" });
    throw new Invalid(wrong);
  }
  await clear(context, "sign-in-pair", email, client);
  await giveBack(context, "sign-in-client", client);
  await giveBack(context, "sign-in-account", email);
  return inTransaction(context, async (tx) => {
    const opened = await openKnownSession(tx.db, { person_id: known.id, device: from.device, replaces: from.replaces, shared_computer, proved_by: "password" });
    await record(tx, "person.signed-in", person(known.id), { by: "password" });
    return opened;
  });
}

/** Ends the session of this request. */
export async function signOut(context: Context, sessionId: string): Promise<void> {
  const me = myself(context);
  await inTransaction(context, async (tx) => {
    await closeSession(tx.db, sessionId);
    await record(tx, "person.signed-out", person(me.id));
  });
}

/** Ends every session of the person but this one. Answers how many. */
export async function signOutElsewhere(context: Context, sessionId: string): Promise<number> {
  const me = myself(context);
  return inTransaction(context, async (tx) => {
    const ended = await closeOtherSessions(tx.db, me.id, sessionId);
    await record(tx, "person.signed-out-elsewhere", person(me.id), { sessions: ended });
    return ended;
  });
}

/** Changes the name that others read. */
export async function changeName(context: Context, input: { name: string }): Promise<void> {
  const me = myself(context);
  await inTransaction(context, async (tx) => {
    await tx.db.updateTable("person").set({ name: input.name }).where("id", "=", me.id).execute();
    await record(tx, "person.name-changed", person(me.id));
  });
}
