/** Choosing that a round is read without names, until its first score. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { boardChanged } from "../funds/board-version.server.ts";
import { lockPot } from "../funds/change.server.ts";
import { may } from "../funds/policy.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid, WrongState } from "../kernel/errors.ts";

/** Whether anybody has begun to score in the pot: then it stays as it was chosen, so that all are read alike. */
export async function scoringBegun(db: Kysely<DB>, potId: string): Promise<boolean> {
  const begun = await db.selectFrom("score_sheet as t").innerJoin("application as a", "a.id", "t.application_id").select("t.id").where("a.pot_id", "=", potId).limit(1).executeTakeFirst();
  return begun !== undefined;
}

/**
 * Hides the names of groups from the panel of a pot, or shows them again.
 * @throws Invalid on `anonymous` where the panel does not declare for the round: nobody could then say to whom they are close; WrongState once somebody scored
 */
export async function chooseAnonymousReading(context: Context, potId: string, anonymous: boolean): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.changePot(tx.actor, pot));
    if (pot.anonymous_reading === anonymous) return;
    if (await scoringBegun(tx.db, pot.id)) throw new WrongState("Somebody has begun to score, so this stays as it is: everyone is read in the same way");
    if (anonymous && !pot.declaration_needed) throw new Invalid({ anonymous: "The panel has to declare for the round first, on a list of all groups. Ask for that on the panel's page" });
    await tx.db.updateTable("pot").set({ anonymous_reading: anonymous }).where("id", "=", pot.id).execute();
    await boardChanged(tx, pot.id);
    await record(tx, "pot.anonymous-reading", { type: "pot", id: pot.id }, { anonymous });
  });
}
