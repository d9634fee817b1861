/** The form that fits an amount: what is explained before beginning, and what is offered when an amount has outgrown its form. */
import type { RoundForm } from "#app/domain/funds/round-forms.server.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { paths } from "#app/paths.ts";
import { Notice } from "#app/ui/show.tsx";

export interface FormChoice {
  code: string;
  name: string;
  /** "for grants up to £2,000" */
  amounts: string;
  questions: number;
  minutes: number | null;
}

/** The forms of a place, shortest first, in words. */
export const choicesFrom = (forms: readonly RoundForm[]): FormChoice[] =>
  forms.map(({ form_code, definition, up_to_pence }, place) => ({
    code: form_code,
    name: definition.name ?? definition.title,
    amounts: up_to_pence === null ? `for grants of more than ${formatPence(forms[place - 1]?.up_to_pence ?? 0)}` : `for grants up to ${formatPence(up_to_pence)}`,
    questions: definition.sections.flatMap((section) => section.questions).length,
    minutes: definition.minutes ?? null,
  }));

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function FormChoices({ forms, questions }: { forms: readonly FormChoice[]; questions: (code: string) => string }) {
  return (
    <ul>
      {forms.map((form) => (
        <li key={form.code}>
          <strong>{capital(form.name)}</strong>, {form.amounts}: {form.questions} questions{form.minutes === null ? "" : `, about ${form.minutes} minutes`}. <a href={questions(form.code)}>Read its questions</a>
        </li>
      ))}
    </ul>
  );
}

export interface Outgrown {
  id: string;
  /** The most that the form is for, and what is asked; pence. */
  up_to_pence: number;
  asked_pence: number;
  /** What the longer form is called. */
  name: string;
}

/** Beside the answers of a draft whose amount is too much for its form. Nothing changes until somebody says so. */
export function OutgrownNotice({ outgrown }: { outgrown: Outgrown | null }) {
  if (!outgrown) return null;
  return (
    <Notice kind="warning" title="You are asking for more than this form is for">
      <p>
        The short form is for grants up to {formatPence(outgrown.up_to_pence)}, and you are asking for {formatPence(outgrown.asked_pence)}. You can go on in {outgrown.name}, with every answer kept, or ask for less.
      </p>
      <p><a href={paths.applicationForm(outgrown.id)}>Go on in {outgrown.name}</a></p>
    </Notice>
  );
}
