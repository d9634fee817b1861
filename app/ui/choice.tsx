/** One radio button or box to tick, and how answers that exclude each other behave. */
import type { ComponentPropsWithRef, FormEvent, ReactNode } from "react";
import { Hint } from "./field.tsx";

export interface Option {
  value: string;
  text: ReactNode;
  hint?: ReactNode;
}

/** The first control of a group has the id that an error summary links to. */
export const optionId = (id: string, index: number, value: string): string => (index === 0 ? id : `${id}-${value}`);

/** With a script on the page, an exclusive answer unticks the others and the other way round; the server refuses both in any case. */
export function keepExclusive(event: FormEvent<HTMLDivElement>): void {
  const changed = event.target as HTMLInputElement;
  if (!changed.checked) return;
  const exclusive = changed.dataset.behaviour === "exclusive";
  for (const other of event.currentTarget.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) {
    if (other !== changed && (exclusive || other.dataset.behaviour === "exclusive")) other.checked = false;
  }
}

interface OneChoice {
  kind: "radio" | "checkbox";
  id: string;
  name: string;
  option: Option;
  checked: boolean;
  small: boolean;
  exclusive?: boolean;
  describedBy?: string;
  inputProps?: ComponentPropsWithRef<"input">;
}
export function Choice({ kind, id, name, option, checked, small, exclusive = false, describedBy, inputProps }: OneChoice) {
  const described = [describedBy, option.hint ? `${id}-hint` : ""].filter(Boolean).join(" ") || undefined;
  return (
    <div className={`ds_${kind}${small ? ` ds_${kind}--small` : ""}`}>
      <input
        className={`ds_${kind}__input`} type={kind} id={id} name={name} value={option.value} defaultChecked={checked} aria-describedby={described}
        data-behaviour={exclusive ? "exclusive" : undefined} {...inputProps}
      />
      <label className={`ds_${kind}__label`} htmlFor={id}>{option.text}</label>
      <Hint id={id}>{option.hint}</Hint>
    </div>
  );
}
