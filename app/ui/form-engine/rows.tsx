/** Rows of the same columns, with their total. Without a script "add another" is a submit button that saves and comes back with one more row. */
import { useEffect, useRef, useState, type FormEvent, type RefObject } from "react";
import type { Column, Question } from "#app/domain/forms/model.ts";
import { cellName, cellText, wholeNumber, type Rows, type TypedRow } from "#app/domain/forms/rows.ts";
import { parsePounds } from "#app/domain/kernel/money.ts";
import { Message, Optional, useField } from "../field.tsx";
import { Fieldset } from "../forms.tsx";
import { useWords } from "./place.ts";

interface RowsFieldProps {
  question: Question;
  rows: Rows;
  typed: readonly TypedRow[];
  /** How many rows stand on the page at least. */
  atLeast: number;
  /** The amount that the rows are to add up to: the field's name. */
  against?: string;
}
interface ShownRow {
  key: number;
  typed: TypedRow;
}

export function RowsField({ question, rows, typed, atLeast, against }: RowsFieldProps) {
  const { id } = question;
  const { refused } = useField({ name: id });
  const words = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const nextKey = useRef(Math.max(typed.length, Math.min(atLeast, rows.maxRows)));
  // More rows than there is room for are shown too: what was typed is never hidden.
  const [shown, setShown] = useState<ShownRow[]>(() => Array.from({ length: nextKey.current }, (_, key) => ({ key, typed: typed[key] ?? {} })));
  const [live, setLive] = useState(false);
  useEffect(() => setLive(true), []);
  const change = (next: ShownRow[]) => {
    setShown(next);
    // Whoever watches the form for what is typed (a count, a save) sees that rows came or went.
    window.setTimeout(() => frame.current?.querySelector("input, textarea, select")?.dispatchEvent(new Event("input", { bubbles: true })), 0);
  };
  const add = (event: FormEvent) => {
    event.preventDefault();
    const key = (nextKey.current += 1);
    change([...shown, { key, typed: {} }]);
    window.setTimeout(() => document.getElementById(cellName(id, shown.length, rows.columns[0]!.id))?.focus(), 0);
  };
  const remove = (key: number) => {
    change(shown.filter((row) => row.key !== key));
    frame.current?.querySelector<HTMLButtonElement>("button[data-add]")?.focus();
  };
  return (
    <Fieldset name={id} id={`${id}-group`} legend={<>{question.title}<Optional when={question.optional} /></>} hint={question.hint} error={refused?.errors[id]}>
      <div className="app-rows" id={id} tabIndex={-1} ref={frame}>
        {shown.map((row, index) => (
          <div className={`app-rows__row${rows.columns.length <= 2 ? " app-rows__row--short" : ""}`} key={row.key}>
            {rows.columns.map((column) => (
              <Cell key={column.id} column={column} name={cellName(id, index, column.id)} label={words.inRow(rows.one, index + 1, column.title)} value={row.typed[column.id] ?? ""} adds={column.id === rows.total} />
            ))}
            {live && shown.length > 1 ? <button className="ds_link app-rows__remove" type="button" onClick={() => remove(row.key)}>{words.removeRow(rows.one, index + 1)}</button> : null}
          </div>
        ))}
        {shown.length < rows.maxRows ? (
          <button className="ds_button ds_button--secondary ds_button--small" type="submit" name="intent" value={`add-row:${id}`} data-add onClick={live ? add : undefined}>
            {words.addRow(rows.one)}
          </button>
        ) : null}
        <Total rows={rows} typed={typed} frame={frame} against={against} />
      </div>
    </Fieldset>
  );
}

function Total({ rows, typed, frame, against }: { rows: Rows; typed: readonly TypedRow[]; frame: RefObject<HTMLDivElement>; against?: string }) {
  const words = useWords();
  const column = rows.columns.find((one) => one.id === rows.total);
  const [total, setTotal] = useState(() => sum(column, typed.map((row) => row[rows.total ?? ""] ?? "")));
  const [asked, setAsked] = useState<number>();
  useEffect(() => {
    const within = frame.current;
    const other = against ? within?.closest("form")?.elements.namedItem(against) : undefined;
    const addUp = () => setTotal(sum(column, [...(within?.querySelectorAll<HTMLInputElement>("input[data-adds]") ?? [])].map((input) => input.value)));
    const read = () => setAsked(other instanceof HTMLInputElement ? parsePounds(other.value) : undefined);
    addUp();
    read();
    within?.addEventListener("input", addUp);
    if (other instanceof HTMLInputElement) other.addEventListener("input", read);
    return () => {
      within?.removeEventListener("input", addUp);
      if (other instanceof HTMLInputElement) other.removeEventListener("input", read);
    };
  }, [against, column, frame]);
  if (!column) return null;
  return <p className="app-rows__total" aria-live="polite">{words.totalSoFar(rows.many, cellText(column, total, words))}{asked === undefined ? "" : ` ${words.askedSoFar(asked)}`}</p>;
}

const sum = (column: Column | undefined, typed: readonly string[]): number =>
  typed.reduce((total, text) => total + ((column?.kind === "money" ? parsePounds(text) : wholeNumber(text)) ?? 0), 0);

function Cell({ column, name, label, value, adds }: { column: Column; name: string; label: string; value: string; adds: boolean }) {
  const { refused } = useField({ name });
  const error = refused?.errors[name];
  return (
    <div className={`app-rows__field${column.kind === "text" ? " app-rows__field--wide" : ""}${error ? " ds_question--error" : ""}`}>
      <label className="ds_label" htmlFor={name}>{label}<Optional when={column.optional} /></label>
      <Message id={name}>{error}</Message>
      <CellInput column={column} name={name} value={value} error={error} adds={adds} />
    </div>
  );
}

function CellInput({ column, name, value, error, adds }: { column: Column; name: string; value: string; error: string | undefined; adds: boolean }) {
  const words = useWords();
  const field = { id: name, name, defaultValue: value, "aria-invalid": error ? (true as const) : undefined, "aria-describedby": error ? `${name}-error` : undefined };
  const input = `ds_input${error ? " ds_input--error" : ""}`;
  if (column.kind === "choice")
    return (
      <div className={`ds_select-wrapper${error ? " ds_select--error" : ""}`}>
        <select className="ds_select" {...field}>
          <option value="">{words.chooseOne}</option>
          {column.options.map((option) => <option key={option.value} value={option.value}>{option.text}</option>)}
        </select>
        <span className="ds_select-arrow" aria-hidden="true" />
      </div>
    );
  if (column.kind === "text" && (column.rows !== undefined || value.includes("\n"))) return <textarea className={input} rows={column.rows ?? 2} {...field} />;
  const money = column.kind === "money";
  const plain = (
    <input
      className={`${input}${money ? " ds_input--fixed-10" : column.kind === "number" ? " ds_input--fixed-5" : ""}`} autoComplete="off"
      inputMode={money ? "decimal" : column.kind === "number" ? "numeric" : undefined} data-adds={adds ? "" : undefined} {...field}
    />
  );
  return money ? <div className="ds_currency-wrapper" data-symbol="£">{plain}</div> : plain;
}
