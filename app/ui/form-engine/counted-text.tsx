/** A text with a live count of its characters or words, counted by the function that the server counts with. */
import { useState, type FormEvent } from "react";
import { shortTitle, type LongTextQuestion, type ShortTextQuestion } from "#app/domain/forms/model.ts";
import { roomLeft } from "#app/domain/forms/texts.ts";
import { Hint, Message, Optional, Question, useField } from "../field.tsx";
import { useWords } from "./place.ts";

export function CountedText({ question }: { question: ShortTextQuestion | LongTextQuestion }) {
  const { refused, id, error, describedBy } = useField({ name: question.id, hint: question.hint });
  const words = useWords();
  const [room, setRoom] = useState<ReturnType<typeof roomLeft>>();
  const over = room !== undefined && room.left < 0;
  const count = (event: FormEvent<HTMLTextAreaElement | HTMLInputElement>) => setRoom(roomLeft(event.currentTarget.value, question));
  const limit = question.words === undefined ? words.upTo(question.limit, "characters") : words.upTo(question.words, "words");
  const typed = refused?.values[question.id]?.[0] ?? "";
  const field = {
    className: `ds_input${error || over ? " ds_input--error" : ""}`, id, name: question.id, defaultValue: typed, onInput: count, onFocus: count,
    "aria-describedby": [describedBy, `${id}-limit`].filter(Boolean).join(" "), "aria-invalid": error ? (true as const) : undefined,
  };
  return (
    <Question error={error}>
      <label className="ds_label" htmlFor={id}>{question.title}<Optional when={question.optional} /></label>
      <Hint id={id}>{question.hint}</Hint>
      <Message id={id}>{error}</Message>
      {/* A browser would take the line ends out of a text that is longer than a line, and with them the paragraphs somebody pasted. */}
      {question.kind === "long-text" || typed.includes("\n") ? <textarea {...field} rows={question.kind === "long-text" ? (question.rows ?? 6) : 2} /> : <input {...field} type="text" autoComplete="off" />}
      <p className={`ds_input__message ds_hint-text${over ? " ds_input__message--error" : ""}`} id={`${id}-limit`}>
        {room === undefined ? limit : over ? words.over(-room.left, room.unit) : words.left(room.left, room.unit)}
      </p>
      {/* Said aloud once, on crossing the limit: not at every letter. */}
      <span className="visually-hidden" role="status">{over ? `${shortTitle(question)}: ${limit}` : ""}</span>
    </Question>
  );
}
