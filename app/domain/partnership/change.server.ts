/** A member body remarks on a figure or withdraws what it said; an official answers; a second person makes both public. The figure itself is never touched. */
import { sql } from "kysely";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { permit, speaksFor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { findFigure } from "./figures.server.ts";
import type { About, AnswerInput, RemarkInput } from "./model.ts";
import { may } from "./policy.ts";

const me = ({ actor }: Context): string | null => (actor.kind === "person" ? actor.id : null);

/**
 * Keeps what a body says of a public figure, with the figure's words as they stand now. Sent twice with the same key it is one remark.
 * @throws NotAllowed; NotFound for a figure that is not there or not public
 */
export async function makeRemark(context: Context, about: About, input: RemarkInput): Promise<string> {
  return inTransaction(context, async (tx) => {
    permit(may.remark(tx.actor));
    const body = speaksFor(tx.actor)!;
    const member = await tx.db.selectFrom("member_body").select(["id", "synthetic"]).where("id", "=", body).where("ended_at", "is", null).forShare().executeTakeFirst();
    if (!member) throw new NotAllowed("This body is no member of the Partnership any more.");
    const { title: _title, says, shown: _shown, synthetic: _invented, ...figure } = await findFigure(tx.db, about, tx.now);
    const { id, kind, said } = input;
    const kept = await tx.db
      .insertInto("remark")
      .values({ id, kind, said, ...figure, member_body_id: body, figure_said: says, said_by: me(tx), synthetic: member.synthetic || tx.synthetic })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!kept) {
      const same = await tx.db.selectFrom("remark").select("id").where("id", "=", id).where("said_by", "=", me(tx)).where("said", "=", said).where("kind", "=", kind).executeTakeFirst();
      if (!same) throw new Invalid({ said: "Something else was sent from this page before. Open it again and send this one from there" });
      return id;
    }
    await record(tx, "remark.made", { type: "remark", id }, { kind, member_body_id: body, ...Object.fromEntries(Object.entries(figure).filter(([, value]) => value !== null)) });
    return id;
  });
}

async function lockRemark({ db }: TransactionContext, id: string) {
  const remark = isId(id) ? await db.selectFrom("remark").select(["id", "member_body_id", "withdrawn_at"]).where("id", "=", id).forUpdate().executeTakeFirst() : undefined;
  if (!remark) throw new NotFound();
  return remark;
}

const withdrawn = () => new WrongState("This remark has been withdrawn. What was said stays, and nothing is added to it.");
const releases = ({ db }: TransactionContext, remarkId: string) =>
  db.selectFrom("remark_release as l").innerJoin("remark_answer as a", "a.id", "l.answer_id").select("l.id").where("a.remark_id", "=", remarkId).executeTakeFirst();

/**
 * Marks a remark as withdrawn, with the body's reason. It stays where it stood.
 * @throws NotFound; NotAllowed for another body; WrongState when it is withdrawn already
 */
export async function withdrawRemark(context: Context, id: string, input: { reason: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    permit(may.read(tx.actor));
    const remark = await lockRemark(tx, id);
    permit(may.withdraw(tx.actor, remark));
    if (remark.withdrawn_at) throw withdrawn();
    await tx.db.updateTable("remark").set({ withdrawn_at: sql<Date>`clock_timestamp()`, withdrawn_by: me(tx), withdrawn_reason: input.reason }).where("id", "=", id).execute();
    if (await releases(tx, id)) await publicPagesChanged(tx);
    await record(tx, "remark.withdrawn", { type: "remark", id });
  });
}

/**
 * Answers a remark, or answers it anew: each answer is a version of its own beside the earlier ones.
 * @throws NotFound; NotAllowed; WrongState for a withdrawn remark; Conflict where somebody else answered meanwhile
 */
export async function answerRemark(context: Context, id: string, input: AnswerInput): Promise<string> {
  return inTransaction(context, async (tx) => {
    permit(may.read(tx.actor));
    const remark = await lockRemark(tx, id);
    permit(may.answer(tx.actor));
    if (remark.withdrawn_at) throw withdrawn();
    const { answers } = await tx.db.selectFrom("remark_answer").select((eb) => eb.fn.countAll<number>().as("answers")).where("remark_id", "=", id).executeTakeFirstOrThrow();
    if (answers !== input.seen) throw new Conflict("Somebody else answered after you opened the page. Nothing of yours is saved: read their answer first.");
    const answer = newId();
    const { finding, answer: words } = input;
    await tx.db.insertInto("remark_answer").values({ id: answer, remark_id: id, version: answers + 1, finding, answer: words, answered_by: me(tx)! }).execute();
    await record(tx, "remark.answered", { type: "remark", id }, { answer, version: answers + 1, finding });
    return answer;
  });
}

/**
 * Makes a remark public together with its latest answer, beside the figure.
 * @throws NotFound; NotAllowed for who wrote the answer; WrongState for a withdrawn remark, an answer that is public or has a later one
 */
export async function releaseRemark(context: Context, id: string, answerId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    permit(may.read(tx.actor));
    const remark = await lockRemark(tx, id);
    const last = await tx.db.selectFrom("remark_answer").select(["id", "answered_by"]).where("remark_id", "=", id).orderBy("version", "desc").limit(1).executeTakeFirst();
    if (!last) throw new WrongState("There is no answer yet. A remark becomes public together with its answer.");
    permit(may.release(tx.actor, last));
    if (remark.withdrawn_at) throw withdrawn();
    if (last.id !== answerId) throw new WrongState("There is a later answer than the one you read. Open the page again.");
    await tx.db
      .insertInto("remark_release")
      .values({ id: newId(), answer_id: last.id, answered_by: last.answered_by, released_by: me(tx)! })
      .execute()
      .catch((error: unknown) => {
        if (refusedConstraint(error) === "remark_release_once") throw new WrongState("This answer is public already.");
        throw error;
      });
    await publicPagesChanged(tx);
    await record(tx, "remark.released", { type: "remark", id }, { answer: last.id });
  });
}
