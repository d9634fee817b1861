/** Sentences with slots, and how the numbers, dates and years in them are printed. What people write is literal: only `{name}` is more. Pure. */
import { formatDay, formatMonth } from "../kernel/time.ts";
import type { Styles } from "./model.ts";

const slot = /\{([a-z][a-z0-9-]{0,40})\}/g;

/** The names of a template's slots, each once, in the order of the text. */
export const slotNames = (template: string): string[] => [...new Set([...template.matchAll(slot)].map(([, name]) => name!))];

/** What is wrong with a template; undefined when nothing is. */
export function templateFault(template: string): string | undefined {
  if (template.trim() === "") return "Write the sentence";
  const rest = template.replace(slot, "");
  if (/[{}]/.test(rest)) return "A brace stands alone. Write a slot as a name in small letters between braces, like {awards}";
  return undefined;
}

/** The sentence as it is printed. Filled in one pass, so that nothing in a value is taken for a slot. Throws where a slot has no value. */
export function fillTemplate(template: string, printed: Readonly<Record<string, string>>): string {
  return template.replace(slot, (_, name: string) => {
    if (!Object.hasOwn(printed, name)) throw new Error(`The slot ${name} has no value`);
    return printed[name]!;
  });
}

const grouped = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 4 });
const plain = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 4, useGrouping: false });

export const printNumber = (value: number, { number_style }: Pick<Styles, "number_style">): string => (number_style === "plain" ? plain : grouped).format(value);

/** "£1,500,000", "£1500000" where numbers are plain, or "£1.5 million" (from a million up, to two decimals). */
export function printPounds(pounds: number, styles: Pick<Styles, "number_style" | "money_style">): string {
  if (styles.money_style === "millions" && Math.abs(pounds) >= 1_000_000) return `£${plain.format(Math.round(pounds / 10_000) / 100)} million`;
  const [whole, pence] = Number.isInteger(pounds) ? [pounds, ""] : [Math.trunc(pounds), `.${(Math.abs(pounds) % 1).toFixed(2).slice(2)}`];
  return `£${printNumber(whole, styles)}${pence}`;
}

/** "1 November 2023" or "November 2023". */
export const printDay = (day: string, { date_style }: Pick<Styles, "date_style">): string => (date_style === "day" ? formatDay(day) : formatMonth(day.slice(0, 7)));

const joins = { hyphen: "-", slash: "/", dash: "–" } as const;
/** A financial year given as "2024-25": "2024/25", "2024-2025", "2024–25". */
export function printYear(year: string, { year_style }: Pick<Styles, "year_style">): string {
  const [first, last] = year.split("-") as [string, string];
  return year_style === "whole" ? `${first}-${first.slice(0, 2)}${last}` : `${first}${joins[year_style]}${last}`;
}

const places = { whole: 0, one: 1, two: 2 } as const;
/** A share, computed from its counts and rounded half up; the base is never nought. */
export function printPercent(part: number, base: number, { percent_style }: Pick<Styles, "percent_style">): string {
  const scale = 10 ** places[percent_style];
  return `${(Math.round((part * 100 * scale) / base + Number.EPSILON) / scale).toFixed(places[percent_style])}%`;
}
