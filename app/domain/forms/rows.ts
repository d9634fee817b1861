/** Rows of typed columns: how they are read from a form, understood, checked, typed again and told. A budget is rows of two columns. */
import * as z from "zod/mini";
import { formatPence, parsePounds, penceAsTyped } from "../kernel/money.ts";
import type { Column, Question, RowsQuestion, RowValue } from "./definition.ts";
import { cleanText, countCharacters } from "./texts.ts";
import type { Words } from "./words.ts";

export type Rows = Pick<RowsQuestion, "id" | "columns" | "maxRows" | "one" | "many" | "total">;
export type TypedRow = Readonly<Record<string, string>>;

/** The rows that a question asks for; undefined for other kinds. */
export function rowsOf(question: Question, words: Words): Rows | undefined {
  if (question.kind === "rows") return question;
  if (question.kind !== "budget") return undefined;
  return {
    id: question.id, maxRows: question.maxRows, one: words.budgetOne, many: words.budgetMany, total: "amount",
    columns: [
      { id: "item", kind: "text", limit: 200, title: words.budgetItemTitle, say: words.budgetItem },
      { id: "amount", kind: "money", min: 1, title: words.budgetAmountTitle, say: words.budgetAmount },
    ],
  };
}

/** The name of a cell's field. */
export const cellName = (id: string, row: number, column: string): string => `${id}.${row}.${column}`;

/** What was typed, row by row; rows in which nothing was are left out. A form has `id.0.item`, `id.0.amount`, … */
export function readRows({ id, columns }: Rows, form: FormData): TypedRow[] {
  const rows = new Map<number, Record<string, string>>();
  for (const [name, value] of form) {
    if (typeof value !== "string" || !name.startsWith(`${id}.`)) continue;
    const [, row, column] = /^(\d{1,6})\.([a-z0-9-]+)$/.exec(name.slice(id.length + 1)) ?? [];
    if (row === undefined || column === undefined || !columns.some((one) => one.id === column)) continue;
    const typed = rows.get(Number(row)) ?? {};
    // A field that is posted twice has its first value, as everywhere.
    typed[column] ??= cleanText(value);
    rows.set(Number(row), typed);
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([, typed]) => Object.fromEntries(columns.map((column) => [column.id, typed[column.id] ?? ""])))
    .filter((row) => Object.values(row).some((cell) => cell.trim() !== ""));
}

/** "1,200" and " 1 200 " are whole numbers too. */
export const wholeNumber = (typed: string): number | undefined => {
  const digits = typed.replace(/[,\s]/g, "");
  return /^\d{1,12}$/.test(digits) ? Number(digits) : undefined;
};

const sayOf = (column: Column, words: Words): string => column.say ?? words.cell[column.kind](column.title);

function cellValue(column: Column, typed: string): string | number | undefined {
  if (column.kind === "number") return wholeNumber(typed);
  if (column.kind === "money") return parsePounds(typed);
  return typed;
}

/** Typed rows as values, or messages by field where a cell is empty or can't be understood. */
export function understandRows({ id, columns }: Rows, typed: readonly TypedRow[], words: Words): { value: RowValue[] } | { errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const value = typed.map((row, index) => {
    const cells: Record<string, string | number> = {};
    for (const column of columns) {
      const text = (row[column.id] ?? "").trim();
      if (text === "" && column.optional) continue;
      const cell = text === "" ? undefined : cellValue(column, text);
      if (cell === undefined) errors[cellName(id, index, column.id)] = sayOf(column, words);
      else cells[column.id] = cell;
    }
    return cells;
  });
  return Object.keys(errors).length > 0 ? { errors } : { value };
}

/** The value again as somebody would type it. */
export const typeRows = ({ columns }: Rows, value: readonly RowValue[]): TypedRow[] =>
  value.map((row) =>
    Object.fromEntries(columns.map((column) => [column.id, row[column.id] === undefined ? "" : column.kind === "money" ? penceAsTyped(row[column.id] as number) : String(row[column.id])])),
  );

export function rowsSchema({ columns, maxRows }: Rows, words: Words) {
  const row = z.object(Object.fromEntries(columns.map((column) => [column.id, column.optional ? z.optional(cellSchema(column, words)) : cellSchema(column, words)])));
  return z.array(row).check(z.maxLength(maxRows, words.tooManyRows(maxRows)));
}

function cellSchema(column: Column, words: Words) {
  const say = sayOf(column, words);
  switch (column.kind) {
    case "text":
      return z.string(say).check(z.minLength(1, say), z.superRefine((typed, issues) => {
        const over = countCharacters(typed) - column.limit;
        if (over > 0) issues.addIssue({ code: "custom", message: words.tooLong(over, column.limit, "characters") });
      }));
    case "number": {
      const { min = 0, max = 10_000_000 } = column;
      return z.int(say).check(z.gte(min, words.atLeast(min)), z.lte(max, words.atMost(max)));
    }
    case "money": {
      const { min = 0, max = 100_000_000_000 } = column;
      return z.int(say).check(z.gte(min, column.say ?? words.moneyAtLeast(min)), z.lte(max, words.moneyAtMost(max)));
    }
    case "choice":
      return z.string(say).check(z.refine((code) => column.options.some((option) => option.value === code), say));
  }
}

/** A cell as it is read. */
export function cellText(column: Column, value: string | number | undefined, words: Words): string {
  if (value === undefined) return "";
  if (column.kind === "money") return formatPence(Number(value));
  if (column.kind === "number") return `${words.count(Number(value))}${column.unit ? ` ${column.unit}` : ""}`;
  return column.kind === "choice" ? (column.options.find((option) => option.value === value)?.text ?? String(value)) : String(value);
}

/** What a column adds up to; pence for money. */
export const totalOf = ({ total }: Rows, rows: readonly RowValue[]): number => rows.reduce((sum, row) => sum + Number((total && row[total]) || 0), 0);
/** The total as it is read; undefined where nothing is added up. */
export function totalText(rows: Rows, value: readonly RowValue[], words: Words): string | undefined {
  const column = rows.columns.find((one) => one.id === rows.total);
  return column && cellText(column, totalOf(rows, value), words);
}

/** One line for each row, and their total. */
export function describeRows(rows: Rows, value: readonly RowValue[], words: Words): string[] {
  const lines = value.map((row) => {
    const [first = "", ...others] = rows.columns.map((column) => cellText(column, row[column.id], words));
    const rest = others.filter(Boolean).join(", ");
    return rest ? `${first}: ${rest}` : first;
  });
  const total = totalText(rows, value, words);
  return total === undefined ? lines : [...lines, `${words.total}: ${total}`];
}
