/** Forms: native HTML that works with no script. Order in a question: label or legend, hint, error, control. */
import { Fragment, useState, type ComponentPropsWithRef, type FormEvent, type ReactNode } from "react";
import { penceAsTyped } from "#app/domain/kernel/money.ts";
import { Choice, keepExclusive, optionId, type Option } from "./choice.tsx";
import { firstTyped, Hint, Message, Optional, Question, RefusedForm, useField, useFieldWords, type FieldProps, type Refused } from "./field.tsx";

export type InputWidth = 2 | 3 | 4 | 5 | 10 | 20 | "one-quarter" | "one-third" | "half" | "two-thirds" | "three-quarters";

const widthClass = (width: InputWidth | undefined): string =>
  width === undefined ? "" : typeof width === "number" ? ` ds_input--fixed-${width}` : ` ds_input--fluid-${width}`;

interface FormProps {
  action?: string;
  method?: "post" | "get";
  children: ReactNode;
  refused?: Refused;
  multipart?: boolean;
  className?: string;
}
/** A native form. Given `refused`, every field in it shows its own message and keeps what was typed. */
export function Form({ action, method = "post", children, refused, multipart = false, className = "" }: FormProps) {
  return (
    <RefusedForm.Provider value={refused}>
      <form className={`ds_form ${className}`.trim()} method={method} action={action} noValidate encType={multipart ? "multipart/form-data" : undefined}>
        {children}
      </form>
    </RefusedForm.Provider>
  );
}

export const Hidden = ({ name, value }: { name: string; value: string | number }) => <input type="hidden" name={name} value={value} />;

/**
 * All messages of a refused form, each a link to its control; nothing when there are none. Put it first, above the page's title.
 * @param ids control ids by field name, where they differ
 */
export function ErrorSummary({ errors, ids = {} }: { errors?: Record<string, string>; ids?: Record<string, string> }) {
  const found = Object.entries(errors ?? {});
  const { problem } = useFieldWords();
  if (found.length === 0) return null;
  return (
    <div className="ds_error-summary" id="error-summary" role="alert" aria-labelledby="error-summary-title" tabIndex={-1} autoFocus>
      <h2 className="ds_error-summary__title" id="error-summary-title">{problem}</h2>
      <ul className="ds_error-summary__list">
        {found.map(([name, message]) => (
          <li key={name}>{name === "" ? message : <a href={`#${encodeURIComponent(ids[name] ?? name)}`}>{message}</a>}</li>
        ))}
      </ul>
    </div>
  );
}

export interface TextFieldProps extends FieldProps {
  label: ReactNode;
  value?: string | number | null;
  width?: InputWidth;
  inputMode?: "text" | "numeric" | "decimal" | "email" | "tel" | "url" | "search";
  autoComplete?: string;
  type?: "text" | "email" | "password" | "tel" | "url" | "search";
  optional?: boolean;
  /** A sign before the input ("£"). It is not read aloud: the label must name the unit. */
  symbol?: string;
  /** For a page that enhances: what react-hook-form registers. */
  inputProps?: ComponentPropsWithRef<"input">;
}
export function TextField({ label, value, width, inputMode, autoComplete, type = "text", optional, symbol, inputProps, ...field }: TextFieldProps) {
  const { refused, id, error, describedBy } = useField(field);
  const kept = type === "password" ? undefined : firstTyped(refused, field.name, value);
  const input = (
    <input
      className={`ds_input${error ? " ds_input--error" : ""}${widthClass(width)}`}
      id={id} name={field.name} type={type} defaultValue={kept} inputMode={inputMode} autoComplete={autoComplete}
      aria-describedby={describedBy} aria-invalid={error ? true : undefined} spellCheck={type === "text" && !inputMode ? undefined : false}
      {...inputProps}
    />
  );
  return (
    <Question error={error}>
      <label className="ds_label" htmlFor={id}>{label}<Optional when={optional} /></label>
      <Hint id={id}>{field.hint}</Hint>
      <Message id={id}>{error}</Message>
      {symbol ? <div className="ds_currency-wrapper" data-symbol={symbol}>{input}</div> : input}
    </Question>
  );
}

/** An amount in pounds. `value` is pence when it is a number, and what was typed when it is text. */
export function MoneyField({ value, ...field }: Omit<TextFieldProps, "type" | "symbol">) {
  return <TextField width={10} inputMode="decimal" autoComplete="off" {...field} symbol="£" value={typeof value === "number" ? penceAsTyped(value) : value} />;
}

/** A time of day, "17:30", on the clock in London. */
export function TimeField({ hint = "Use the 24-hour clock, like 12:00 or 17:30", ...field }: Omit<TextFieldProps, "type" | "symbol">) {
  return <TextField width={5} autoComplete="off" {...field} hint={hint} />;
}

/** Characters as the server counts them in what it keeps: a line break is one, however it is posted, and so is an emoji of one sign. */
export const lengthAsKept = (text: string): number => [...text.replace(/\r\n?/g, "\n")].length;
const commas = new Intl.NumberFormat("en-GB");

export interface TextAreaProps extends FieldProps {
  label: ReactNode;
  value?: string | null;
  rows?: number;
  /** The most characters that are taken. Longer text can still be typed, and is refused with a message: nothing is cut. */
  limit?: number;
  optional?: boolean;
  inputProps?: ComponentPropsWithRef<"textarea">;
}
export function TextArea({ label, value, rows = 6, limit, optional, inputProps, ...field }: TextAreaProps) {
  const { refused, id, error, describedBy } = useField(field);
  const [left, setLeft] = useState<number>();
  const over = left !== undefined && left < 0;
  const words = left === undefined ? "" : `${commas.format(Math.abs(left))} character${Math.abs(left) === 1 ? "" : "s"} ${over ? "too many" : "left"}`;
  return (
    <Question error={error}>
      <label className="ds_label" htmlFor={id}>{label}<Optional when={optional} /></label>
      <Hint id={id}>{field.hint}</Hint>
      <Message id={id}>{error}</Message>
      <textarea
        className={`ds_input${error || over ? " ds_input--error" : ""}`}
        id={id} name={field.name} rows={rows} defaultValue={firstTyped(refused, field.name, value)}
        aria-describedby={[describedBy, limit ? `${id}-limit` : ""].filter(Boolean).join(" ") || undefined} aria-invalid={error ? true : undefined}
        onInput={limit ? (event: FormEvent<HTMLTextAreaElement>) => setLeft(limit - lengthAsKept(event.currentTarget.value)) : undefined}
        {...inputProps}
      />
      {limit ? (
        <p className={`ds_input__message ds_hint-text${over ? " ds_input__message--error" : ""}`} id={`${id}-limit`}>
          {words || `Up to ${commas.format(limit)} characters`}
        </p>
      ) : null}
    </Question>
  );
}

export interface SelectProps extends FieldProps {
  label: ReactNode;
  options: readonly { value: string; text: string }[];
  value?: string | null;
  /** The words of the empty choice; there is none where an option is empty or something is chosen already. */
  choose?: string;
  optional?: boolean;
  inputProps?: ComponentPropsWithRef<"select">;
}
export function Select({ label, options, value, choose, optional, inputProps, ...field }: SelectProps) {
  const { refused, id, error, describedBy } = useField(field);
  const { chooseOne } = useFieldWords();
  const chosen = firstTyped(refused, field.name, value);
  const needsEmpty = !options.some((option) => option.value === "") && (optional || !value);
  return (
    <Question error={error}>
      <label className="ds_label" htmlFor={id}>{label}<Optional when={optional} /></label>
      <Hint id={id}>{field.hint}</Hint>
      <Message id={id}>{error}</Message>
      <div className={`ds_select-wrapper${error ? " ds_select--error" : ""}`}>
        <select className="ds_select" id={id} name={field.name} defaultValue={chosen} aria-describedby={describedBy} aria-invalid={error ? true : undefined} {...inputProps}>
          {needsEmpty ? <option value="">{choose ?? chooseOne}</option> : null}
          {options.map((option) => <option key={option.value} value={option.value}>{option.text}</option>)}
        </select>
        <span className="ds_select-arrow" aria-hidden="true" />
      </div>
    </Question>
  );
}

/** A fieldset with its legend, hint and message; for a group of controls of your own. */
export function Fieldset({ legend, children, heading = false, ...field }: FieldProps & { legend: ReactNode; children: ReactNode; heading?: boolean }) {
  const { id, error, describedBy } = useField(field);
  return (
    <Question error={error}>
      <fieldset aria-describedby={describedBy}>
        <legend className={heading ? "ds_page-header" : undefined}>{heading ? <h1 className="ds_page-header__title">{legend}</h1> : legend}</legend>
        <Hint id={id}>{field.hint}</Hint>
        <Message id={id}>{error}</Message>
        {children}
      </fieldset>
    </Question>
  );
}

/**
 * A day in three boxes, `${name}-day`, `-month`, `-year`. The first box has the id that an error summary links to.
 * @param value "YYYY-MM-DD"
 */
export function DateField({ legend, value, ...field }: FieldProps & { legend: ReactNode; value?: string | null }) {
  const { refused, id, error } = useField(field);
  const words = useFieldWords();
  const [year = "", month = "", day = ""] = value?.split("-") ?? [];
  const boxes = [
    { part: "day", text: words.day, width: 2, saved: day.replace(/^0/, "") },
    { part: "month", text: words.month, width: 2, saved: month.replace(/^0/, "") },
    { part: "year", text: words.year, width: 4, saved: year },
  ];
  return (
    <Fieldset {...field} id={id} legend={legend}>
      <div className="ds_datepicker__input-wrapper">
        {boxes.map(({ part, text, width, saved }, index) => {
          const boxId = index === 0 ? id : `${id}-${part}`;
          const name = `${field.name}-${part}`;
          return (
            <div key={part}>
              <label className="ds_label" htmlFor={boxId}>{text}</label>
              <input
                className={`ds_input ds_input--fixed-${width}${error ? " ds_input--error" : ""}`} id={boxId} name={name} inputMode="numeric" autoComplete="off"
                defaultValue={firstTyped(refused, name, saved)} aria-invalid={error ? true : undefined} aria-describedby={error ? `${id}-error` : undefined}
              />
            </div>
          );
        })}
      </div>
    </Fieldset>
  );
}

interface ChoiceProps extends FieldProps {
  legend: ReactNode;
  options: readonly Option[];
  small?: boolean;
  /** Makes the legend the title of the page. */
  heading?: boolean;
  inputProps?: ComponentPropsWithRef<"input">;
}

export function Radios({ options, value, inline = false, small = false, inputProps, ...field }: ChoiceProps & { value?: string | null; inline?: boolean }) {
  const { refused, id } = useField(field);
  const chosen = refused ? refused.values[field.name]?.[0] : value;
  return (
    <Fieldset {...field} id={id}>
      <div className={`ds_field-group${inline ? " ds_field-group--inline" : ""}`}>
        {options.map((option, index) => (
          <Choice key={option.value} kind="radio" id={optionId(id, index, option.value)} name={field.name} option={option} checked={chosen === option.value} small={small} inputProps={inputProps} />
        ))}
      </div>
    </Fieldset>
  );
}

type CheckboxesProps = ChoiceProps & {
  values?: readonly string[];
  /** The values that exclude all others ("none of these"): shown last, after "or". */
  exclusive?: readonly string[];
};
export function Checkboxes({ options, values = [], exclusive = [], small = false, inputProps, ...field }: CheckboxesProps) {
  const { refused, id } = useField(field);
  const { or } = useFieldWords();
  const ticked = refused ? (refused.values[field.name] ?? []) : values;
  const excludes = (option: Option) => exclusive.includes(option.value);
  const ordered = [...options.filter((option) => !excludes(option)), ...options.filter(excludes)];
  const firstExclusive = ordered.findIndex(excludes);
  return (
    <Fieldset {...field} id={id}>
      <div className="ds_checkboxes ds_field-group" onChange={exclusive.length > 0 ? keepExclusive : undefined}>
        {ordered.map((option, index) => (
          <Fragment key={option.value}>
            {index === firstExclusive && index > 0 ? <p className="ds_checkbox-separator">{or}</p> : null}
            <Choice
              kind="checkbox" id={optionId(id, index, option.value)} name={field.name} option={option} checked={ticked.includes(option.value)} small={small}
              exclusive={excludes(option)} inputProps={inputProps}
            />
          </Fragment>
        ))}
      </div>
    </Fieldset>
  );
}

type CheckboxProps = FieldProps & { label: ReactNode; value?: string; checked?: boolean; small?: boolean; inputProps?: ComponentPropsWithRef<"input"> };
/** One box to tick by itself. */
export function Checkbox({ label, value = "yes", checked = false, small = false, inputProps, ...field }: CheckboxProps) {
  const { refused, id, error } = useField(field);
  const ticked = refused ? (refused.values[field.name] ?? []).includes(value) : checked;
  return (
    <Question error={error}>
      <Message id={id}>{error}</Message>
      <Choice
        kind="checkbox" id={id} name={field.name} option={{ value, text: label, hint: field.hint }} checked={ticked} small={small}
        describedBy={error ? `${id}-error` : undefined} inputProps={inputProps}
      />
    </Question>
  );
}

interface ButtonProps {
  children: ReactNode;
  secondary?: boolean;
  small?: boolean;
  /** Looks like a link: for the least of several actions. */
  plain?: boolean;
  name?: string;
  value?: string;
  /** An address makes it a link that looks like a button. */
  to?: string;
}
export function Button({ children, secondary = false, small = false, plain = false, name, value, to }: ButtonProps) {
  const look = plain ? "ds_link" : `ds_button${secondary ? " ds_button--secondary" : ""}${small ? " ds_button--small" : ""}`;
  if (to !== undefined) return <a className={look} href={to}>{children}</a>;
  return <button className={look} type="submit" name={name} value={value}>{children}</button>;
}

/** Buttons side by side; the first is the primary one. */
export const ButtonGroup = ({ children }: { children: ReactNode }) => <div className="ds_button-group">{children}</div>;

interface FiltersProps {
  children: ReactNode;
  action?: string;
  /** The address without filters, when some are set. */
  clear?: string;
  summary?: string;
  apply?: string;
}
/** The filters of a list: a form whose answers stand in the address. */
export function Filters({ children, action, clear, summary = "Filters", apply = "Apply filters" }: FiltersProps) {
  return (
    <details className="ds_details app-filters" open>
      <summary className="ds_details__summary">{summary}</summary>
      <div className="ds_details__text">
        <Form method="get" action={action}>
          <div className="app-filters__fields">{children}</div>
          <div className="ds_button-group ds_button-group--inline">
            <Button small secondary>{apply}</Button>
            {clear ? <a href={clear}>Clear filters</a> : null}
          </div>
        </Form>
      </div>
    </details>
  );
}
