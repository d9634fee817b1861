/** The checklist that a fund sets for a pot: reading it and changing it. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { may as mayFund } from "../funds/policy.ts";
import { getPot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Conflict, Invalid } from "../kernel/errors.ts";
import type { ChecklistInput, ChecklistItem } from "./checks-model.ts";

/** What is checked of every application to a pot, in order. */
export const listChecklist = (db: Kysely<DB>, potId: string): Promise<ChecklistItem[]> =>
  db.selectFrom("pot_check").select(["code", "title", "asks"]).where("pot_id", "=", potId).orderBy("position").execute();

/** The checks for which facts are gathered, in their usual words. */
export const listKnownChecks = (db: Kysely<DB>): Promise<ChecklistItem[]> => db.selectFrom("check_item").select(["code", "title", "asks"]).orderBy("position").execute();

/**
 * The checklist from now on. Answers that were given stay with their applications; those to a check that is taken off no longer count.
 * @throws NotAllowed; Conflict where somebody changed it since the page was opened; Invalid for a check that is not known
 */
export async function saveChecklist(context: Context, potId: string, input: ChecklistInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await getPot(tx.db, potId);
    const locked = await tx.db.selectFrom("pot").select(["checks_version", "income_exceptions"]).where("id", "=", pot.id).forNoKeyUpdate().executeTakeFirstOrThrow();
    permit(mayFund.changePot(tx.actor, pot));
    if (locked.checks_version !== input.version) throw new Conflict("A colleague changed the checklist since you opened the page. Compare both and save again");
    if (new Set(input.items.map(({ code }) => code)).size !== input.items.length) throw new Invalid({ ask: "A check stands on the list twice" });
    const before = await listChecklist(tx.db, pot.id);
    if (locked.income_exceptions === input.income_exceptions && JSON.stringify(before) === JSON.stringify(input.items)) return;
    await tx.db.deleteFrom("pot_check").where("pot_id", "=", pot.id).execute();
    await tx.db.insertInto("pot_check").values(input.items.map(({ code, title, asks }, index) => ({ pot_id: pot.id, code, title, asks, position: index + 1 }))).execute();
    await tx.db.updateTable("pot").set({ checks_version: input.version + 1, income_exceptions: input.income_exceptions }).where("id", "=", pot.id).execute();
    const added = input.items.filter(({ code }) => !before.some((one) => one.code === code)).map(({ code }) => code);
    const removed = before.filter(({ code }) => !input.items.some((one) => one.code === code)).map(({ code }) => code);
    await record(tx, "pot.checklist-changed", { type: "pot", id: pot.id }, { added, removed, income_exceptions: input.income_exceptions });
  });
}
