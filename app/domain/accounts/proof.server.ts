/** Showing again who one is, before what a person whose screen was left open could not undo: address, second factor, passkeys. */
import { record } from "../audit/change.server.ts";
import type { PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid, NotAllowed } from "../kernel/errors.ts";
import { clear, spendOrRefuse } from "./budgets.server.ts";
import { recordFailure } from "./failures.server.ts";
import { verifyPassword } from "./passwords.server.ts";
import { myself, person } from "./person.server.ts";
import { openSession, type OpenedSession } from "./sessions.server.ts";

/** The signed-in person, who showed within the last ten minutes who they are. @throws NotAllowed */
export function requireProof(context: Context): PersonActor {
  const me = myself(context);
  if (me.secondFactorOwed) throw new NotAllowed("Pass the second step of signing in first");
  if (!me.recentlyProved) throw new NotAllowed("Show once more that it is you: sign in again");
  return me;
}

/** The signed-in person shows again that they know their password. @throws Invalid for the field; TooManyTries */
export async function checkPassword(context: Context, password: string, field: string): Promise<void> {
  const me = myself(context);
  await spendOrRefuse(context, "sign-in-pair", me.id, "again");
  const row = await context.db.selectFrom("person_password").select("hash").where("person_id", "=", me.id).executeTakeFirst();
  if (!(await verifyPassword(row?.hash, password))) {
    await recordFailure(context, { person_id: me.id, by: "password" });
    throw new Invalid({ [field]: "That isn't the password you use now" });
  }
  await clear(context, "sign-in-pair", me.id, "again");
}

/** Proof by the password. A new session takes this one's place. @throws Invalid for the wrong one; TooManyTries */
export async function proveByPassword(context: Context, password: string, session: { sessionId: string; device: string }): Promise<OpenedSession> {
  const me = myself(context);
  await checkPassword(context, password, "password");
  return inTransaction(context, async (tx) => {
    const opened = await openSession(tx.db, { person_id: me.id, device: session.device, second_factor: me.secondFactor, replaces: session.sessionId, shared_computer: me.sharedComputer, proved_by: "password" });
    await record(tx, "person.proved-again", person(me.id), { by: "password" });
    return opened;
  });
}
