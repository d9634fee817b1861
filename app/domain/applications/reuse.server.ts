/** What a group answered to an earlier fund, offered again with its source: shown, and taken over only where somebody presses. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { valueSchema } from "../forms/kinds.ts";
import type { AnswerValue, Answers, FormDefinition, Question } from "../forms/model.ts";
import { getFormVersion, listsFor } from "../forms/read.server.ts";
import { getPot } from "../funds/read.server.ts";
import { londonDay } from "../kernel/time.ts";

export interface EarlierAnswer {
  value: AnswerValue;
  /** Where it was sent: the fund, and the round within it. */
  fund: string;
  round: string;
  /** The day it was sent, "YYYY-MM-DD" in London. */
  date: string;
  submission_id: string;
}

/** What speaks of one project only (its money, its days, its files) or is promised anew each time is never offered again. */
const reusable: ReadonlySet<string> = new Set(["short-text", "long-text", "choice", "choices", "code", "codes", "yes-no", "address"]);
const mostSubmissions = 20;

/**
 * The group's own latest answer, from applications it has sent before, to each question of this application's form: found by the
 * question's id, or by the topic under which two forms ask the same (`reuse`). A choice that this form does not offer is left out.
 * The caller has shown that the actor may write this application.
 */
export async function listEarlierAnswers(
  db: Kysely<DB>,
  application: { id: string; organisation_id: string; form_version_id: string; pot_id: string },
): Promise<Record<string, EarlierAnswer>> {
  const sent = await db
    .selectFrom("submission as s")
    .innerJoin("application as a", "a.id", "s.application_id")
    .innerJoin("pot", "pot.id", "a.pot_id")
    .innerJoin("round", "round.id", "pot.round_id")
    .innerJoin("fund", "fund.id", "round.fund_id")
    .innerJoin("form_version as f", "f.id", "s.form_version_id")
    .where("a.organisation_id", "=", application.organisation_id)
    .where("a.id", "<>", application.id)
    .select(["s.id", "s.received_at", "s.answers", "f.definition", "fund.title as fund", "round.title as round"])
    .orderBy("s.received_at", "desc")
    .orderBy("s.id", "desc")
    .limit(mostSubmissions)
    .execute();
  if (sent.length === 0) return {};
  const { definition } = await getFormVersion(db, application.form_version_id);
  const lists = await listsFor(db, (await getPot(db, application.pot_id)).lists);
  const found: Record<string, EarlierAnswer> = {};
  for (const { id, received_at, answers, definition: then, fund, round } of sent) {
    const earlier = { asked: questionsOf(then as unknown as FormDefinition), answers: answers as unknown as Answers };
    for (const question of questionsOf(definition)) {
      if (found[question.id] || !reusable.has(question.kind)) continue;
      const value = sameAnswer(question, earlier);
      if (value === undefined || !fits(question, value, lists)) continue;
      found[question.id] = { value, fund, round, date: londonDay(received_at), submission_id: id };
    }
  }
  return found;
}

const questionsOf = ({ sections }: FormDefinition): Question[] => sections.flatMap((section) => [...section.questions]);

const topicOf = (question: Question): string | undefined => (question as { reuse?: string }).reuse;

/** The same question's answer, else that of a question on the same topic; only of the same kind, because another kind reads otherwise. */
function sameAnswer(question: Question, { asked, answers }: { asked: readonly Question[]; answers: Answers }): AnswerValue | undefined {
  const topic = topicOf(question);
  const candidates = [...asked.filter(({ id }) => id === question.id), ...asked.filter((one) => topic !== undefined && one.id !== question.id && topicOf(one) === topic)];
  return candidates.filter(({ kind }) => kind === question.kind).map(({ id }) => answers[id]).find((value) => value !== undefined && value !== "");
}

/** Text of any length is offered, and asked to be shortened where it is too long here; a choice must be one of this form's. */
function fits(question: Question, value: AnswerValue, lists: Awaited<ReturnType<typeof listsFor>>): boolean {
  if (question.kind === "short-text" || question.kind === "long-text") return typeof value === "string";
  return valueSchema(question, lists).safeParse(value).success;
}
