/** The only code that writes returns. */
import { sql } from "kysely";
import type { JsonValue } from "#db/types.ts";
import { answersOnPath, missingAnswers, type Answers, type AnswerValue, type Section } from "../forms/model.ts";
import { getFormVersion, listsFor } from "../forms/read.server.ts";
import { canonical } from "../audit/chain.server.ts";
import { record } from "../audit/change.server.ts";
import { writeToGroup } from "../awards/ledger.server.ts";
import { awardStates, type AcceptanceInput } from "../awards/model.ts";
import { accept, type OpenReturn } from "../awards/offer.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { formatDay, londonDay } from "../kernel/time.ts";
import { paths } from "#app/paths.ts";
import { disagreements, figuresOf, peopleList } from "./model.ts";
import { may } from "./policy.ts";
import { answersOf, getReturn, listRefusedTexts, type Return } from "./read.server.ts";

/** Opens the return of an award with the form of its round. A round without one (known from publications only) asks for none. */
export const openReturn: OpenReturn = async (tx, award, due_on) => {
  const { return_form_version_id } = await tx.db.selectFrom("round").select("return_form_version_id").where("id", "=", award.round_id).executeTakeFirstOrThrow();
  if (!return_form_version_id) return;
  await tx.db
    .insertInto("grant_return")
    .values({ id: newId(), award_id: award.id, form_version_id: return_form_version_id, due_on, synthetic: award.synthetic })
    .onConflict((conflict) => conflict.constraint("grant_return_once").doNothing())
    .execute();
};

/** A group's owner accepts the offer; the return opens in the same transaction. Throws as awards' `accept`. */
export const acceptOffer = (context: Context, awardId: string, input: AcceptanceInput): Promise<{ return_due_on: string }> => accept(context, awardId, input, openReturn);

async function lockReturn(tx: TransactionContext, id: string): Promise<Return> {
  const locked = isId(id) ? await tx.db.selectFrom("grant_return").select("id").where("id", "=", id).forUpdate().executeTakeFirst() : undefined;
  if (!locked) throw new NotFound();
  const found = await getReturn(tx.db, id);
  permit(may.write(tx.actor, found));
  return found;
}

export interface Saved {
  version: number;
  /** Questions that somebody else answered meanwhile, in other words: what was typed here is kept beside what is saved. */
  kept_beside: string[];
}

/**
 * Saves one section of a return. It may be unfinished; sending asks for the rest. Two people who write at once lose nothing: an
 * answer that only one of them changed since `version` is taken, and where both did, the later text is kept beside the saved one
 * until somebody chooses.
 * @param input.answers as `readSection` gives them: null for a question without an answer
 * @throws WrongState once the return was sent, or where the award was withdrawn
 */
export async function saveReturn(context: Context, returnId: string, input: { section: string; version: number; answers: Record<string, AnswerValue | null> }): Promise<Saved> {
  return inTransaction(context, async (tx) => {
    const found = await lockReturn(tx, returnId);
    refuseClosed(found);
    const { definition } = await getFormVersion(tx.db, found.form_version_id);
    const section = definition.sections.find((one) => one.id === input.section);
    if (!section) throw new NotFound();
    const base = await sectionAt(tx, found, section.id, input.version);
    const changed: Record<string, AnswerValue | null> = {};
    const beside: string[] = [];
    for (const { id } of section.questions) {
      const mine = input.answers[id];
      const theirs = found.answers[id] ?? null;
      if (mine === undefined || same(mine, theirs) || same(mine, base[id] ?? null)) continue;
      if (same(theirs, base[id] ?? null)) changed[id] = mine;
      else beside.push(id);
    }
    for (const id of beside) await keep(tx, found, { section: section.id, version: input.version, answers: { [id]: input.answers[id]! }, kept: "refused" });
    const version = Object.keys(changed).length > 0 ? await write(tx, found, section, changed) : found.version;
    return { version, kept_beside: beside };
  });
}

const same = (one: AnswerValue | null, other: AnswerValue | null): boolean => canonical(one as JsonValue) === canonical(other as JsonValue);

/** What the section held at a version of the return: the first text that was replaced since, or what is saved now. */
async function sectionAt(tx: TransactionContext, found: Return, section: string, version: number): Promise<Answers> {
  if (version >= found.version) return found.answers;
  const replaced = await tx.db
    .selectFrom("grant_return_history")
    .select("answers")
    .where("return_id", "=", found.id)
    .where("section", "=", section)
    .where("kept", "=", "replaced")
    .where("version", ">=", version)
    .orderBy("version")
    .limit(1)
    .executeTakeFirst();
  return replaced ? answersOf(replaced.answers) : found.answers;
}

async function keep(tx: TransactionContext, found: Return, row: { section: string; version: number; answers: Answers | Record<string, AnswerValue | null>; kept: "replaced" | "refused" }): Promise<void> {
  const answers = JSON.stringify(row.answers);
  await tx.db.insertInto("grant_return_history").values({ id: newId(), return_id: found.id, saved_by: personId(tx), ...row, answers }).execute();
}

/** Writes changed answers of a section, keeps what stood there, and settles the texts that waited beside these answers. */
async function write(tx: TransactionContext, found: Return, section: Section, changed: Record<string, AnswerValue | null>): Promise<number> {
  const version = found.version + 1;
  const before = Object.fromEntries(section.questions.flatMap(({ id }) => (found.answers[id] === undefined ? [] : [[id, found.answers[id]]])));
  await keep(tx, found, { section: section.id, version: found.version, answers: before, kept: "replaced" });
  await tx.db
    .updateTable("grant_return_history")
    .set({ settled_at: tx.now })
    .where("return_id", "=", found.id)
    .where("kept", "=", "refused")
    .where("settled_at", "is", null)
    .where(sql<boolean>`answers ?| ${Object.keys(changed)}::text[]`)
    .execute();
  const answers = Object.fromEntries(Object.entries({ ...found.answers, ...changed }).filter(([, value]) => value !== null));
  await tx.db.updateTable("grant_return").set({ answers: JSON.stringify(answers), version, started_at: found.started_at ?? tx.now }).where("id", "=", found.id).execute();
  await record(tx, "grant-return.saved", { type: "grant-return", id: found.id }, { section: section.id, version, questions: Object.keys(changed) });
  return version;
}

/**
 * Chooses between a text that was kept beside an answer and the one that is saved.
 * @throws NotFound where the text is not there or somebody has chosen already
 */
export async function settleText(context: Context, returnId: string, textId: string, choice: "use" | "keep"): Promise<void> {
  await inTransaction(context, async (tx) => {
    const found = await lockReturn(tx, returnId);
    refuseClosed(found);
    const waiting = (await listRefusedTexts(tx.db, found.id)).find((text) => text.id === textId);
    const { definition } = await getFormVersion(tx.db, found.form_version_id);
    const section = definition.sections.find((one) => one.id === waiting?.section);
    if (!waiting || !section) throw new NotFound();
    await tx.db.updateTable("grant_return_history").set({ settled_at: tx.now }).where("id", "=", waiting.id).execute();
    if (choice === "use") await write(tx, found, section, { [waiting.question_id]: waiting.value });
  });
}

function refuseClosed(found: Return): void {
  if (found.status === "sent") throw new WrongState(`This return was sent on ${formatDay(londonDay(found.sent_at!))}, so it no longer changes`);
  if (found.award_status !== "accepted") throw new WrongState(`This award is ${awardStates[found.award_status].staff.toLowerCase()}, so there is no return to send`);
}

const personId = (tx: TransactionContext): string => {
  if (tx.actor.kind !== "person") throw new NotFound();
  return tx.actor.id;
};

/**
 * Sends a return: whole against its own form version, its numbers written as columns, and nothing changes it afterwards. Sending
 * twice is the same as once.
 * @param input.version as the page showed it; @param input.explained the rest of what was spent was other money
 * @throws Invalid by question; Conflict when the answers changed since the page was opened; WrongState when the award was withdrawn
 */
export async function sendReturn(context: Context, returnId: string, input: { version: number; explained: boolean }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const found = await lockReturn(tx, returnId);
    if (found.status === "sent") return;
    refuseClosed(found);
    if (found.version !== input.version) throw new Conflict("Someone saved other answers since you opened this page. Check them again before you send the return", { version: found.version });
    const { definition } = await getFormVersion(tx.db, found.form_version_id);
    const lists = await listsFor(tx.db, found.lists);
    const missing = missingAnswers(definition, found.answers, lists);
    if (missing.length > 0) throw new Invalid(Object.fromEntries(missing.map((problem) => [problem.field, problem.message])));
    const differing = disagreements(found.answers, found.amount_pence, input.explained);
    if (Object.keys(differing).length > 0) throw new Invalid(differing);
    const figures = figuresOf(found.answers);
    const people = Object.entries(figures.people).map(([code, count]) => ({ return_id: found.id, list_code: peopleList, list_version: found.lists[peopleList] ?? 1, code, people: count }));
    if (people.length > 0) await tx.db.insertInto("grant_return_people").values(people).execute();
    await tx.db
      .updateTable("grant_return")
      .set({ answers: JSON.stringify(answersOnPath(definition, found.answers)), status: "sent", sent_at: tx.now, sent_by: personId(tx), people_total: figures.people_total, spent_pence: figures.spent_pence, version: found.version + 1 })
      .where("id", "=", found.id)
      .execute();
    await writeToGroup(tx, found.organisation_id, "grant-return.sent", `grant-return-sent:${found.id}`, {
      subject: `We have your return for ${found.award_reference}`,
      body: [
        `To ${found.organisation_name}`,
        `Thank you. We have your return for ${found.title}. It can be read here at any time:\n${paths.grantReturn(found.id)}`,
        "Nothing else is needed unless we write to you.",
      ].join("\n\n"),
    });
    await record(tx, "grant-return.sent", { type: "grant-return", id: found.id }, { award_id: found.award_id, spent_pence: figures.spent_pence });
  });
}
