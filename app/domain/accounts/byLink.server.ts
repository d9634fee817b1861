/** Beginning with an address alone: a link signs in whom it knows and opens an account for whom it does not. */
import { record } from "../audit/change.server.ts";
import { enqueue } from "../jobs/change.server.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { WrongState } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import { clientOf, spend, spendOrRefuse } from "./budgets.server.ts";
import type { SignedIn } from "./change.server.ts";
import { letters } from "./letters.ts";
import { newLink, useLink, voidLinks, voidLinksTo, waitForLinksTo } from "./links.server.ts";
import { sameSitePath, type From, type SigningIn } from "./model.ts";
import { claimAddress, person, write } from "./person.server.ts";
import { openKnownSession } from "./sessions.server.ts";

/** Asks for a link. For every address the same is done here; whether it is known is looked up by the job. @throws TooManyTries for one client's flood */
export async function requestLink(context: Context, input: { email: string; next?: string | undefined }, from: From): Promise<void> {
  await spendOrRefuse(context, "mail-client", clientOf(from.client));
  const { over } = await spend(context, "mail-address", input.email);
  if (over === 0) await inTransaction(context, (tx) => enqueue(tx, "send-sign-in-link", { email: input.email, next: input.next ?? "" }));
}

/** The job behind `requestLink`. An account that is switched off is sent nothing. */
export async function sendSignInLink(context: Context, { email, next }: { email: string; next: string }): Promise<void> {
  const next_path = sameSitePath(next) ?? "";
  await inTransaction(context, async (tx) => {
    const known = await tx.db.selectFrom("person").select(["id", "email", "name", "disabled_at"]).where("email", "=", email).forUpdate().executeTakeFirst();
    if (known?.disabled_at) return;
    if (!known) {
      const token = await newLink(tx, { purpose: "register", email, next_path });
      const letter = letters.begin(token);
      await queueMessage(tx, { ...letter, to_email: email, dedupe_key: `${letter.template}:${newId()}` });
      return;
    }
    const token = await newLink(tx, { purpose: "sign-in", email, person_id: known.id, next_path });
    await write(tx, known, letters.signIn(known, token));
    await record(tx, "person.link-asked", person(known.id));
  });
}

export interface ByLink extends SignedIn {
  /** Where the person was going when they asked for the link. */
  next: string | undefined;
  /** The address was not confirmed before, so a password that somebody chose for it is gone. */
  claimed: boolean;
}

/**
 * Signs in by a link. It proves the mailbox, so an address that was not confirmed is now, and whatever else opened that account
 * until then is taken away: a stranger may have registered it. The second factor is asked for next where there is one.
 * @throws WrongState when the link no longer works
 */
export async function signInByLink(context: Context, { token, shared_computer }: { token: string; shared_computer: boolean }, from: SigningIn): Promise<ByLink> {
  return inTransaction(context, async (tx) => {
    await waitForLinksTo(tx, token);
    const link = await useLink(tx, token, "sign-in");
    const owner = await tx.db.selectFrom("person").select(["id", "email"]).where("id", "=", link.person_id).where("disabled_at", "is", null).forUpdate().executeTakeFirst();
    if (!owner || owner.email !== link.email) throw new WrongState("This link no longer works. Ask for a new one.");
    const claimed = await claimAddress(tx, owner.id);
    await voidLinks(tx, owner.id, "sign-in");
    const opened = await openKnownSession(tx.db, { person_id: owner.id, device: from.device, replaces: from.replaces, shared_computer, proved_by: "email-link" });
    await record(tx, "person.signed-in", person(owner.id), { by: "email-link", ...(claimed && { address_confirmed: true }) });
    return { ...opened, next: sameSitePath(link.next_path), claimed };
  });
}

/**
 * Opens an account by a link that was sent to an address without one, and signs its owner in. The address is confirmed by the link.
 * @throws WrongState when the link no longer works, or the address has an account by now
 */
export async function registerByLink(context: Context, { token, name, shared_computer }: { token: string; name: string; shared_computer: boolean }, from: SigningIn): Promise<ByLink> {
  return inTransaction(context, async (tx) => {
    await waitForLinksTo(tx, token);
    const link = await useLink(tx, token, "register");
    const id = newId();
    const written = await tx.db
      .insertInto("person")
      .values({ id, email: link.email, name, email_confirmed_at: tx.now, synthetic: tx.synthetic })
      .onConflict((conflict) => conflict.column("email").doNothing())
      .executeTakeFirst();
    if (written.numInsertedOrUpdatedRows !== 1n) throw new WrongState("This address has an account by now. Ask for a link to sign in.");
    await voidLinksTo(tx, link.email, "register");
    const opened = await openKnownSession(tx.db, { person_id: id, device: from.device, replaces: from.replaces, shared_computer, proved_by: "email-link" });
    await record(tx, "person.registered", person(id), { by: "email-link" });
    return { ...opened, next: sameSitePath(link.next_path), claimed: false };
  });
}
