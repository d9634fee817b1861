/** People whom a fund knows by name and address before they have signed in. */
import type { TransactionContext } from "../kernel/context.ts";
import { Invalid } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { record } from "../audit/change.server.ts";
import { spendOrRefuse } from "./budgets.server.ts";
import { person } from "./person.server.ts";

/**
 * The account of an address, locked; where there is none, a new one without a password, which only the mailbox opens. The caller has the
 * permission and writes the letter.
 * @throws Invalid on `email` for an account that is switched off, or that somebody opened without showing that the address is theirs: a
 * role must not fall to whoever typed in another's address. TooManyTries
 */
export async function findOrAddPerson(tx: TransactionContext, { email, name }: { email: string; name: string }): Promise<{ id: string; email: string; name: string; isNew: boolean }> {
  await spendOrRefuse(tx, "mail-address", email);
  const id = newId();
  const added = await tx.db
    .insertInto("person")
    .values({ id, email, name, synthetic: tx.synthetic })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 1n) {
    await record(tx, "person.added", person(id));
    return { id, email, name, isNew: true };
  }
  const known = await tx.db.selectFrom("person").select(["id", "email", "name", "email_confirmed_at", "disabled_at"]).where("email", "=", email).forUpdate().executeTakeFirstOrThrow();
  if (known.disabled_at) throw new Invalid({ email: "The account of this address is switched off. Ask a service administrator" });
  if (!known.email_confirmed_at && (await hasBeenOpened(tx, known.id)))
    throw new Invalid({ email: "Somebody opened an account with this address and has not confirmed that it is theirs. Ask them to confirm it, then invite them" });
  return { id: known.id, email: known.email, name: known.name, isNew: false };
}

/** Whether anybody can get into an account otherwise than by its mailbox. */
async function hasBeenOpened({ db }: TransactionContext, personId: string): Promise<boolean> {
  for (const table of ["person_password", "passkey", "session"] as const)
    if (await db.selectFrom(table).select("person_id").where("person_id", "=", personId).limit(1).executeTakeFirst()) return true;
  return false;
}
