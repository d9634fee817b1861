/** What the form's own fields hold for an answer: the values by field name, as a browser would post them. */
import { typeAgain } from "#app/domain/forms/kinds.ts";
import type { AnswerValue, Question, Typed } from "#app/domain/forms/model.ts";

export interface CostRow {
  item: string;
  amount: string;
}

/** The rows of a budget as typed. */
export const costRows = (question: Question, value: AnswerValue | undefined): CostRow[] => (question.kind === "budget" ? [...(typeAgain(question, value) as readonly CostRow[])] : []);

export function fieldValues(question: Question, value: AnswerValue | undefined): Record<string, string[]> {
  const typed: Typed = typeAgain(question, value);
  const { id } = question;
  if (typeof typed === "string") return typed === "" ? {} : { [id]: [typed] };
  if (question.kind === "choices" || question.kind === "codes") return { [id]: [...(typed as readonly string[])] };
  if (question.kind === "date") return Object.fromEntries(Object.entries(typed).map(([part, text]) => [`${id}-${part}`, [String(text)]]));
  if (question.kind === "people-by-code") return Object.fromEntries(Object.entries(typed).map(([code, text]) => [`${id}.${code}`, [String(text)]]));
  return {};
}

/** The messages that belong to a question: its own and those of its rows or boxes. */
export const errorsOf = (question: Question, errors: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(errors).filter(([field]) => field === question.id || field.startsWith(`${question.id}.`)));
