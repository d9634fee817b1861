/** What the form's own fields hold for an answer: the values by field name, as a browser would post them. */
import { typeAgain } from "#app/domain/forms/kinds.ts";
import type { AnswerValue, Question, Typed } from "#app/domain/forms/model.ts";
import type { TypedRow } from "#app/domain/forms/rows.ts";

/** The rows as typed. */
export const typedRows = (question: Question, value: AnswerValue | undefined): readonly TypedRow[] =>
  question.kind === "rows" || question.kind === "budget" ? (typeAgain(question, value) as readonly TypedRow[]) : [];

/** Rows fill their fields themselves: how many there are is theirs to decide. */
export function fieldValues(question: Question, value: AnswerValue | undefined): Record<string, string[]> {
  const typed: Typed = typeAgain(question, value);
  const { id } = question;
  if (typeof typed === "string") return typed === "" ? {} : { [id]: [typed] };
  switch (question.kind) {
    case "choices":
    case "codes":
    case "files":
      return { [id]: [...(typed as readonly string[])] };
    case "date":
      return Object.fromEntries(Object.entries(typed).map(([part, text]) => [`${id}-${part}`, [String(text)]]));
    case "people-by-code":
    case "address":
      return Object.fromEntries(Object.entries(typed).map(([part, text]) => [`${id}.${part}`, [String(text)]]));
    default:
      return {};
  }
}

/** The messages that belong to a question: its own and those of its rows or boxes. */
export const errorsOf = (question: Question, errors: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(errors).filter(([field]) => field === question.id || field.startsWith(`${question.id}.`)));
