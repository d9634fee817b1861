/** An official writes a priority in Easy Read. Earlier versions are kept. */
import { publicPagesChanged, record } from "../../audit/change.server.ts";
import { permit } from "../../kernel/actor.ts";
import { inTransaction, type Context } from "../../kernel/context.ts";
import { Conflict, Invalid, refusedConstraint } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.server.ts";
import { getPlan, getPriority } from "../../strategy/read.server.ts";
import { may } from "../policy.ts";
import { slotsOf, type EasyReadInput } from "./model.ts";
import { standingText, unsayable } from "./read.server.ts";

/**
 * Puts a new version in the place of the one that stands; anyone reads it at once.
 * @throws NotFound; NotAllowed; Invalid for a slot without a figure; Conflict where somebody else wrote meanwhile
 */
export async function writeEasyRead(context: Context, planCode: string, number: number, input: EasyReadInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const plan = await getPlan(tx.db, planCode);
    const priority = await getPriority(tx.db, plan.id, number);
    await tx.db.selectFrom("priority").select("id").where("id", "=", priority.id).forUpdate().execute();
    permit(may.writeEasyRead(tx.actor));
    const standing = await standingText(tx.db, priority.id);
    const conflict = () => new Conflict("Somebody else wrote this page after you opened it. Nothing of yours is saved: look at theirs, then decide which words stand.");
    if ((standing?.version ?? 0) !== input.seen) throw conflict();
    const without = await unsayable(tx.db, plan.id, slotsOf(input.sentences), tx.now);
    if (without.length > 0) throw new Invalid({ sentences: `No figure can be said simply for ${without.map((code) => `{${code}}`).join(", ")}: choose measures from the list below` });
    const { seen, ...text } = input;
    await tx.db
      .insertInto("easy_read_text")
      .values({ id: newId(), priority_id: priority.id, version: seen + 1, ...text, written_by: tx.actor.kind === "person" ? tx.actor.id : null })
      .execute()
      .catch((error: unknown) => {
        if (refusedConstraint(error) === "easy_read_text_in_turn") throw conflict();
        throw error;
      });
    await publicPagesChanged(tx);
    await record(tx, "priority.easy-read-written", { type: "priority", id: priority.id }, { version: seen + 1, checked: text.checked_on !== null });
  });
}
