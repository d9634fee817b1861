/** What a fund wants its awards to cover, at least: a number by group, issue, family or place. Said before the panel meets, shown beside every line. */
import { record } from "../audit/change.server.ts";
import { boardChanged } from "../funds/board-version.server.ts";
import { lockPot } from "../funds/change.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid } from "../kernel/errors.ts";
import { readFacts } from "./board.server.ts";
import { may } from "./policy.ts";

/**
 * Sets a pot's targets, each under "list/code" as it was typed; what is left empty has none.
 * @throws Invalid by field where it is no whole number
 */
export async function setTargets(context: Context, potId: string, typed: Readonly<Record<string, string>>): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.setTargets(tx.actor, pot));
    const { codes } = await readFacts(tx.db, pot.id, "");
    const errors: Record<string, string> = {};
    const targets = codes.flatMap(({ list, code }) => {
      const field = `${list}/${code}`;
      const text = (typed[field] ?? "").trim();
      if (text !== "" && !/^\d{1,4}$/.test(text)) errors[field] = "Enter a whole number, or leave it empty";
      return Number(text) > 0 ? [{ pot_id: pot.id, list_code: list, code, at_least: Number(text), set_by: (tx.actor as PersonActor).id }] : [];
    });
    if (Object.keys(errors).length > 0) throw new Invalid(errors);
    await tx.db.deleteFrom("coverage_target").where("pot_id", "=", pot.id).execute();
    if (targets.length > 0) await tx.db.insertInto("coverage_target").values(targets).execute();
    await boardChanged(tx, pot.id);
    await record(tx, "pot.targets-set", { type: "pot", id: pot.id }, { targets: targets.map(({ list_code, code, at_least }) => `${list_code}/${code}:${at_least}`) });
  });
}
