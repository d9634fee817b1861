/** The parts that every question shares: its ids, its hint, its message, and what was typed before a refusal. */
import { createContext, useContext, type ReactNode } from "react";

/** What the server refused: a message by field, and what was typed. */
export interface Refused {
  errors: Record<string, string>;
  values: Record<string, string[]>;
}
export interface FieldProps {
  name: string;
  hint?: ReactNode;
  /** The message of this field. Inside `<Form refused>` it is found by the field's name. */
  error?: string;
  /** The control's id: its name unless two forms of a page share a name. */
  id?: string;
}

/** The few words that the fields themselves say, so that a page in another language says them in its own. */
export interface FieldWords {
  optional: string;
  error: string;
  problem: string;
  chooseOne: string;
  or: string;
  day: string;
  month: string;
  year: string;
}
export const FieldWordsContext = createContext<FieldWords>({
  optional: "(optional)", error: "Error:", problem: "There is a problem", chooseOne: "Choose one", or: "or", day: "Day", month: "Month", year: "Year",
});
export const useFieldWords = (): FieldWords => useContext(FieldWordsContext);

export const RefusedForm = createContext<Refused | undefined>(undefined);

/** The ids and the message of a field, and the refused form around it, if there is one. */
export function useField({ name, hint, error, id }: FieldProps) {
  const refused = useContext(RefusedForm);
  const controlId = id ?? name;
  const message = error ?? refused?.errors[name];
  const described = [hint ? `${controlId}-hint` : "", message ? `${controlId}-error` : ""].filter(Boolean).join(" ");
  return { refused, id: controlId, error: message, describedBy: described || undefined };
}

/** What was typed wins over what is saved: after a refusal nobody types twice. */
export const firstTyped = (refused: Refused | undefined, name: string, value: string | number | null | undefined): string =>
  refused?.values[name]?.[0] ?? (value === null || value === undefined ? "" : String(value));

export const Hint = ({ id, children }: { id: string; children?: ReactNode }) => (children ? <p className="ds_hint-text" id={`${id}-hint`}>{children}</p> : null);
export function Message({ id, children }: { id: string; children?: string }) {
  const { error } = useFieldWords();
  return children ? (
    <p className="ds_question__error-message" id={`${id}-error`}>
      <span className="visually-hidden">{error} </span>{children}
    </p>
  ) : null;
}
export function Optional({ when }: { when?: boolean }) {
  const { optional } = useFieldWords();
  return when ? <span className="app-optional"> {optional}</span> : null;
}

export function Question({ error, children }: { error?: string; children: ReactNode }) {
  return <div className={`ds_question${error ? " ds_question--error" : ""}`}>{children}</div>;
}
