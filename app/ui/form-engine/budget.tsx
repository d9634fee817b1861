/** Costs in rows, with their total. Without a script "add another" is a submit button that saves and comes back with one more row. */
import { useEffect, useRef, useState, type FormEvent } from "react";
import type { BudgetQuestion } from "#app/domain/forms/model.ts";
import { words } from "#app/domain/forms/words.ts";
import { parsePounds } from "#app/domain/kernel/money.ts";
import { Fieldset } from "../forms.tsx";
import { Message, useField } from "../field.tsx";
import type { CostRow } from "./fields.ts";

interface BudgetProps {
  question: BudgetQuestion;
  rows: readonly CostRow[];
  /** How many rows stand on the page at least. */
  atLeast: number;
  /** The amount that the rows are to add up to: the field's name. */
  against?: string;
}

const empty: CostRow = { item: "", amount: "" };
interface ShownRow extends CostRow {
  key: number;
}

export function Budget({ question, rows, atLeast, against }: BudgetProps) {
  const { id } = question;
  const { refused } = useField({ name: id });
  const frame = useRef<HTMLDivElement>(null);
  const nextKey = useRef(Math.max(rows.length, atLeast));
  const [shown, setShown] = useState<ShownRow[]>(() => Array.from({ length: Math.min(nextKey.current, question.maxRows) }, (_, key) => ({ ...(rows[key] ?? empty), key })));
  const [live, setLive] = useState(false);
  const [total, setTotal] = useState(() => totalOf(rows.map((row) => row.amount)));
  const [asked, setAsked] = useState<number>();
  useEffect(() => setLive(true), []);
  useEffect(() => {
    const field = against ? frame.current?.closest("form")?.elements.namedItem(against) : undefined;
    if (!(field instanceof HTMLInputElement)) return undefined;
    const read = () => setAsked(parsePounds(field.value));
    read();
    field.addEventListener("input", read);
    return () => field.removeEventListener("input", read);
  }, [against]);
  const addUp = (within: HTMLElement | null) => setTotal(totalOf([...(within?.querySelectorAll<HTMLInputElement>("input[data-cost]") ?? [])].map((input) => input.value)));
  useEffect(() => addUp(frame.current), [shown]);

  const add = (event: FormEvent) => {
    event.preventDefault();
    setShown([...shown, { ...empty, key: (nextKey.current += 1) }]);
  };
  const remove = (key: number) => {
    setShown(shown.filter((row) => row.key !== key));
    frame.current?.querySelector<HTMLButtonElement>("button[data-add]")?.focus();
  };
  return (
    <Fieldset name={id} id={`${id}-group`} legend={question.title} hint={question.hint} error={refused?.errors[id]}>
      <div className="app-costs" id={id} tabIndex={-1} ref={frame} onInput={(event) => addUp(event.currentTarget)}>
        {shown.map((row, index) => (
          <div className="app-costs__row" key={row.key}>
            <CostField name={`${id}.${index}.item`} id={`${id}.${index}.item`} label={words.costItem(index + 1)} value={row.item} />
            <CostField name={`${id}.${index}.amount`} id={`${id}.${index}.amount`} label={words.costAmount(index + 1)} value={row.amount} money />
            {live && shown.length > 1 ? <button className="ds_link app-costs__remove" type="button" onClick={() => remove(row.key)}>{words.removeRow(index + 1)}</button> : null}
          </div>
        ))}
        {shown.length < question.maxRows ? (
          <button className="ds_button ds_button--secondary ds_button--small" type="submit" name="intent" value={`add-row:${id}`} data-add onClick={live ? add : undefined}>
            {words.addRow}
          </button>
        ) : null}
        <p className="app-costs__total" aria-live="polite">{words.totalSoFar(total)}{asked === undefined ? "" : ` ${words.askedSoFar(asked)}`}</p>
      </div>
    </Fieldset>
  );
}

const totalOf = (amounts: readonly string[]): number => amounts.reduce((sum, typed) => sum + (parsePounds(typed) ?? 0), 0);

function CostField({ name, id, label, value, money = false }: { name: string; id: string; label: string; value: string; money?: boolean }) {
  const { refused } = useField({ name });
  const error = refused?.errors[name];
  const input = (
    <input
      className={`ds_input${error ? " ds_input--error" : ""}${money ? " ds_input--fixed-10" : ""}`} id={id} name={name} defaultValue={value} autoComplete="off"
      inputMode={money ? "decimal" : undefined} data-cost={money ? "" : undefined} aria-invalid={error ? true : undefined} aria-describedby={error ? `${id}-error` : undefined}
    />
  );
  return (
    <div className={`app-costs__field${error ? " ds_question--error" : ""}`}>
      <label className="ds_label" htmlFor={id}>{label}</label>
      <Message id={id}>{error}</Message>
      {money ? <div className="ds_currency-wrapper" data-symbol="£">{input}</div> : input}
    </div>
  );
}
