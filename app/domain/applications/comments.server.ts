/** What a group's people say to each other about a question while they write. The fund never sees it. */
import { sql, type Kysely } from "kysely";
import { z } from "zod";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { getFormVersion } from "../forms/read.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { lockApplication } from "./change.server.ts";
import { may } from "./policy.ts";

export const commentSchema = z.object({ text: z.string().trim().min(1, "Write what you want to say").max(5_000, "This is longer than 5,000 characters: say it in two comments") });

/** The comments on one question, oldest first. The caller has shown that the actor may read the application. */
export async function listComments(db: Kysely<DB>, applicationId: string, questionId: string) {
  return db
    .selectFrom("application_comment as c")
    .innerJoin("person", "person.id", "c.person_id")
    .leftJoin("person as resolver", "resolver.id", "c.resolved_by")
    .select(["c.id", "c.text", "c.at", "c.resolved_at", "person.name", "resolver.name as resolved_by_name"])
    .where("c.application_id", "=", applicationId)
    .where("c.question_id", "=", questionId)
    .orderBy("c.at")
    .orderBy("c.id")
    .execute();
}

/** How many comments of each question are not settled yet. */
export async function countOpenComments(db: Kysely<DB>, applicationId: string): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom("application_comment")
    .select((eb) => ["question_id", eb.fn.countAll<number>().as("count")])
    .where("application_id", "=", applicationId)
    .where("resolved_at", "is", null)
    .groupBy("question_id")
    .execute();
  return Object.fromEntries(rows.map(({ question_id, count }) => [question_id, Number(count)]));
}

/** Says something about a question, for everyone of the group. Throws NotFound for a question that the form does not ask. */
export async function comment(context: Context, id: string, questionId: string, input: z.output<typeof commentSchema>): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.comment(tx.actor, application));
    const { definition } = await getFormVersion(tx.db, application.form_version_id);
    if (!definition.sections.some((section) => section.questions.some((question) => question.id === questionId))) throw new NotFound();
    const comment_id = newId();
    const person_id = (tx.actor as PersonActor).id;
    await tx.db.insertInto("application_comment").values({ id: comment_id, application_id: application.id, question_id: questionId, person_id, text: input.text, at: sql<Date>`clock_timestamp()` }).execute();
    await record(tx, "application.commented", { type: "application", id: application.id }, { question: questionId, comment_id });
  });
}

/** Settles a comment, or opens it again. Throws NotFound where there is none. */
export async function resolveComment(context: Context, id: string, commentId: string, resolved: boolean): Promise<void> {
  await inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, id);
    permit(may.comment(tx.actor, application));
    const changed = isId(commentId)
      ? await tx.db
          .updateTable("application_comment")
          .set(resolved ? { resolved_at: sql<Date>`clock_timestamp()`, resolved_by: (tx.actor as PersonActor).id } : { resolved_at: null, resolved_by: null })
          .where("id", "=", commentId)
          .where("application_id", "=", application.id)
          .where("resolved_at", resolved ? "is" : "is not", null)
          .returning("question_id")
          .executeTakeFirst()
      : undefined;
    if (changed) return record(tx, resolved ? "application.comment-settled" : "application.comment-opened", { type: "application", id: application.id }, { question: changed.question_id, comment_id: commentId });
    const known = isId(commentId) && (await tx.db.selectFrom("application_comment").select("id").where("id", "=", commentId).where("application_id", "=", application.id).executeTakeFirst());
    if (!known) throw new NotFound();
  });
}
