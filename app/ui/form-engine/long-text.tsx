/** A long text with a live count of characters, counted by the function that the server counts with. */
import { useState, type FormEvent } from "react";
import { countCharacters } from "#app/domain/forms/kinds.ts";
import { shortTitle, type LongTextQuestion } from "#app/domain/forms/model.ts";
import { words } from "#app/domain/forms/words.ts";
import { Hint, Message, Optional, Question, useField } from "../field.tsx";

export function LongText({ question }: { question: LongTextQuestion }) {
  const { refused, id, error, describedBy } = useField({ name: question.id, hint: question.hint });
  const [left, setLeft] = useState<number>();
  const over = left !== undefined && left < 0;
  const count = (event: FormEvent<HTMLTextAreaElement>) => setLeft(question.limit - countCharacters(event.currentTarget.value));
  return (
    <Question error={error}>
      <label className="ds_label" htmlFor={id}>{question.title}<Optional when={question.optional} /></label>
      <Hint id={id}>{question.hint}</Hint>
      <Message id={id}>{error}</Message>
      <textarea
        className={`ds_input${error || over ? " ds_input--error" : ""}`} id={id} name={question.id} rows={question.rows ?? 6}
        defaultValue={refused?.values[question.id]?.[0] ?? ""} aria-describedby={[describedBy, `${id}-limit`].filter(Boolean).join(" ")}
        aria-invalid={error ? true : undefined} onInput={count} onFocus={count}
      />
      <p className={`ds_input__message ds_hint-text${over ? " ds_input__message--error" : ""}`} id={`${id}-limit`}>
        {left === undefined ? words.upTo(question.limit) : over ? words.over(-left) : words.left(left)}
      </p>
      <Crossing over={over} limit={question.limit} name={shortTitle(question)} />
    </Question>
  );
}

/** Said aloud once, on crossing the limit: not at every letter. */
const Crossing = ({ over, limit, name }: { over: boolean; limit: number; name: string }) => (
  <span className="visually-hidden" role="status">{over ? `${name}: ${words.upTo(limit)}` : ""}</span>
);
