/** A new e-mail address: asked for by whoever just showed who they are, confirmed from the new mailbox, told to the old one. */
import { record } from "../audit/change.server.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid, NotAllowed, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import { spend, spendOrRefuse } from "./budgets.server.ts";
import { letters } from "./letters.ts";
import { newLink, useLink, voidLinks } from "./links.server.ts";
import { myself, person, write } from "./person.server.ts";
import { requireProof } from "./proof.server.ts";
import { closeOtherSessions } from "./sessions.server.ts";

/**
 * Sends a link to the new address and word to the old one. An address that has an account already is told so by e-mail; the page
 * says the same for both.
 * @throws NotAllowed when the last proof is too old; Invalid for the address they have; TooManyTries
 */
export async function requestEmailChange(context: Context, { email }: { email: string }): Promise<void> {
  const me = requireProof(context);
  if (email === me.email) throw new Invalid({ email: "That is the address you have now" });
  await spendOrRefuse(context, "email-change", me.id);
  const { over } = await spend(context, "mail-address", email);
  await inTransaction(context, async (tx) => {
    await voidLinks(tx, me.id, "change-email");
    const taken = await tx.db.selectFrom("person").select(["id", "email", "name"]).where("email", "=", email).executeTakeFirst();
    const token = taken ? undefined : await newLink(tx, { purpose: "change-email", email, person_id: me.id });
    if (over === 0) {
      const letter = token ? letters.confirmNewEmail(token) : letters.emailHasAccount();
      await queueMessage(tx, { ...letter, to_email: email, dedupe_key: `${letter.template}:${newId()}` });
    }
    if (me.emailConfirmed) await write(tx, me, letters.emailChangeAsked(me));
    await record(tx, "person.email-change-asked", person(me.id));
  });
}

/**
 * Makes the new address the person's own, by the link sent there, signed in as that person: so nobody to whose mailbox the link went
 * by a slip of the finger gets the account. Other sessions end, other links stop working.
 * @throws NotAllowed when somebody else is signed in; WrongState for a link that no longer works or an address that is taken by now
 */
export async function changeEmail(context: Context, token: string, sessionId: string): Promise<void> {
  const me = myself(context);
  try {
    await inTransaction(context, async (tx) => {
      const link = await useLink(tx, token, "change-email");
      if (link.person_id !== me.id) throw new NotAllowed("This link is for another account. Sign in with that one, then open the link again.");
      const before = await tx.db.selectFrom("person").select(["id", "email", "name", "email_confirmed_at"]).where("id", "=", me.id).forUpdate().executeTakeFirstOrThrow();
      await tx.db.updateTable("person").set({ email: link.email, email_confirmed_at: tx.now }).where("id", "=", me.id).execute();
      for (const purpose of ["confirm-email", "reset-password", "sign-in", "change-email"] as const) await voidLinks(tx, me.id, purpose);
      await closeOtherSessions(tx.db, me.id, sessionId);
      if (before.email_confirmed_at) await write(tx, before, letters.emailChanged(before));
      await write(tx, { id: me.id, email: link.email }, letters.emailChanged(before));
      await record(tx, "person.email-changed", person(me.id));
    });
  } catch (error) {
    if (refusedConstraint(error) === "person_email_once") throw new WrongState("This address has an account of its own by now.");
    throw error;
  }
}
