/** Restating what has been released: a publication of its own beside the old one, never over it. */
import { record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { londonDay } from "../kernel/time.ts";
import { freeCode, takeCuts } from "./draft.server.ts";
import { lockPublication, noteAuthor } from "./lock.server.ts";
import { may } from "./policy.ts";
import { cutsOf, standingFigure } from "./slots.server.ts";
import { reprint } from "./statements.server.ts";

/**
 * Starts the restatement of a released publication: a publication of its own with the same statements and tables over new cuts. The old
 * one stands as it was.
 * @returns the new publication's key. Throws WrongState where it is not released or is restated already
 */
export async function restate(context: Context, id: string, input: { reason: string; data_on: string }): Promise<string> {
  return inTransaction(context, async (tx) => {
    const old = await lockPublication(tx, id);
    permit(may.restate(tx.actor));
    if (old.state !== "released") throw new WrongState("Only what has been released is restated. Change the draft instead");
    const already = await tx.db.selectFrom("publication").select("id").where("replaces_id", "=", id).executeTakeFirst();
    if (already) throw new WrongState("This publication has a restatement already: restate that one");
    if (input.data_on > londonDay(tx.now)) throw new Invalid({ data_on: "That day has not come: nothing of it is recorded yet" });
    const newPublication = newId();
    const { summary, period_from, period_to, people_threshold } = old;
    const title = asRestated(old.title);
    await tx.db
      .insertInto("publication")
      .values({
        id: newPublication, code: await freeCode(tx, title, newPublication), title, summary, period_from, period_to, people_threshold, data_on: input.data_on, replaces_id: id, restatement_reason: input.reason,
        drafted_by: tx.actor.kind === "person" ? tx.actor.id : null, synthetic: old.synthetic,
      })
      .execute();
    await noteAuthor(tx, newPublication);
    const cuts = await takeCuts(tx, newPublication, { period_from, period_to, data_on: input.data_on, funds: (await cutsOf(tx.db, id)).map((cut) => cut.fund) });
    await copyWords(tx, id, newPublication, cuts);
    await reprint(tx, newPublication);
    await record(tx, "publication.restatement-begun", { type: "publication", id: newPublication }, { replaces: id });
    return newPublication;
  });
}

/** The source as a restatement asks it: of the figure in the place of one that has been corrected since. */
async function asItStands(tx: TransactionContext, source: string): Promise<string> {
  const [, kind, id] = /^(figure(?:-number|-year)?):(.+)$/.exec(source) ?? [];
  return kind !== undefined && isId(id) ? `${kind}:${await standingFigure(tx.db, id)}` : source;
}

/** Two titles that stand beside one another have to be told apart. */
const asRestated = (title: string): string => (/, restated$/.test(title) ? title : `${title.slice(0, 190)}, restated`);

async function copyWords(tx: TransactionContext, from: string, to: string, cuts: ReadonlyMap<string, string>): Promise<void> {
  const statements = await tx.db.selectFrom("publication_statement").selectAll().where("publication_id", "=", from).orderBy("position").execute();
  for (const statement of statements) {
    const id = newId();
    await tx.db.insertInto("publication_statement").values({ ...statement, id, publication_id: to }).execute();
    const slots = await tx.db.selectFrom("publication_slot").selectAll().where("statement_id", "=", statement.id).execute();
    const standing = await Promise.all(slots.map((slot) => asItStands(tx, slot.source)));
    if (slots.length > 0) await tx.db.insertInto("publication_slot").values(slots.map((slot, index) => ({ ...slot, source: standing[index]!, statement_id: id, query: JSON.stringify(slot.query) }))).execute();
  }
  const tables = await tx.db.selectFrom("publication_table as t").innerJoin("award_cut as c", "c.id", "t.cut_id").selectAll("t").select("c.fund_id").where("t.publication_id", "=", from).orderBy("t.position").execute();
  for (const { fund_id, ...table } of tables) await tx.db.insertInto("publication_table").values({ ...table, id: newId(), publication_id: to, cut_id: cuts.get(fund_id)! }).execute();
}
