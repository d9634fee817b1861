/** Each kind of question: how it is read from a form, when it is blank, its zod schema, how it is typed again and how it reads. */
import { z } from "zod";
import { formatPence, parsePounds, penceAsTyped } from "../kernel/money.ts";
import { formatDay, isDay } from "../kernel/time.ts";
import type { AnswerValue, BudgetRow, CodeLists, Option, Question, Typed, Unread } from "./model.ts";
import { words } from "./words.ts";

/** Text as we keep it: line ends as \n, and the few characters PostgreSQL cannot hold (NUL, half of a pair) shown as missing. */
export const cleanText = (text: string): string => text.replace(/\r\n?/g, "\n").replace(/\0|\p{Surrogate}/gu, "\uFFFD");
/** Characters as people count them, line ends once, after cleaning: the page counts with the same function. */
export const countCharacters = (text: string): number => [...cleanText(text)].length;

export const isUnread = (value: unknown): value is Unread =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "typed" in value && typeof value.typed !== "number";

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? cleanText(value) : "";
};
const texts = (form: FormData, name: string): string[] => form.getAll(name).filter((value) => typeof value === "string").map(cleanText);

/** More rows than anybody needs; a form that posts more is not one of ours. */
const mostRowsRead = 200;

/** What the form's own fields hold for this question. Rows are `id.0.item`, `id.0.amount`, …; people are `id.code`. */
export function readTyped(question: Question, form: FormData): Typed {
  const { id } = question;
  if (question.kind === "choices" || question.kind === "codes") return [...new Set(texts(form, id))];
  if (question.kind === "date") return { day: text(form, `${id}-day`), month: text(form, `${id}-month`), year: text(form, `${id}-year`) };
  if (question.kind === "people-by-code") {
    const named = [...form.keys()].filter((key) => key.startsWith(`${id}.`)).slice(0, mostRowsRead);
    return Object.fromEntries(named.map((key) => [key.slice(id.length + 1), text(form, key)] as const).filter(([code, typed]) => /^[a-z0-9-]{1,80}$/.test(code) && typed.trim() !== ""));
  }
  if (question.kind === "budget") {
    const numbers = [...form.keys()].flatMap((key) => (key.startsWith(`${id}.`) ? [/^(\d{1,4})\.(?:item|amount)$/.exec(key.slice(id.length + 1))?.[1]] : []));
    const rows = [...new Set(numbers)].filter((row) => row !== undefined).map(Number).sort((a, b) => a - b).slice(0, mostRowsRead);
    return rows
      .map((row) => ({ item: text(form, `${id}.${row}.item`), amount: text(form, `${id}.${row}.amount`) }))
      .filter((row) => row.item.trim() !== "" || row.amount.trim() !== "");
  }
  return text(form, id);
}

/** Whether nothing at all was typed or chosen. */
export function isBlank(typed: Typed): boolean {
  if (typeof typed === "string") return typed.trim() === "";
  if (Array.isArray(typed)) return typed.length === 0;
  return Object.values(typed as Record<string, string>).every((part) => part.trim() === "");
}

const codesOf = (question: Question, lists: CodeLists): string[] | undefined => {
  if (question.kind === "choice" || question.kind === "choices") return [...question.options, ...exclusiveOf(question)].map((option) => option.value);
  if (question.kind === "code" || question.kind === "codes" || question.kind === "people-by-code") {
    const list = lists[question.list];
    return list && [...list.items.map((item) => item.code), ...exclusiveOf(question).map((option) => option.value)];
  }
  return undefined;
};
/** The answers that stand alone, such as "none of these". */
export const exclusiveOf = (question: Question): readonly Option[] => ("exclusive" in question && question.exclusive) || [];

const chosen = (question: Question, lists: CodeLists) => z.string().refine((code) => codesOf(question, lists)?.includes(code) ?? true, words.option);
const several = (question: Question, lists: CodeLists) =>
  z.array(chosen(question, lists)).superRefine((codes, issues) => {
    const alone = exclusiveOf(question).find((option) => codes.includes(option.value));
    if (alone && codes.length > 1) issues.addIssue({ code: "custom", message: words.exclusive(alone.text) });
  });
const writing = (limit: number) =>
  z.string().superRefine((typed, issues) => {
    const over = countCharacters(typed) - limit;
    if (over > 0) issues.addIssue({ code: "custom", message: words.tooLong(over, limit) });
  });
/** Far beyond any true answer, and inside what an integer column holds. */
const mostPeople = 10_000_000;
const whole = z.int(words.number).min(0, words.atLeast(0)).max(mostPeople, words.atMost(mostPeople));

/** The zod schema of an understood value: what must be true of it when it is sent. */
export function valueSchema(question: Question, lists: CodeLists): z.ZodType<AnswerValue> {
  switch (question.kind) {
    case "short-text":
    case "long-text":
      return writing(question.limit);
    case "number":
      return whole.min(question.min ?? 0, words.atLeast(question.min ?? 0)).max(question.max ?? mostPeople, words.atMost(question.max ?? mostPeople));
    case "money": {
      const { min = 0, max = 100_000_000_000 } = question;
      return z.int(words.money).min(min, words.moneyAtLeast(min)).max(max, words.moneyAtMost(max));
    }
    case "date":
      return z.string().refine(isDay, words.date).refine((day) => day >= "1900-01-01" && day <= "2199-12-31", words.year);
    case "choice":
    case "code":
      return chosen(question, lists);
    case "choices":
    case "codes":
      return several(question, lists);
    case "yes-no":
      return z.boolean(words.option);
    case "declaration":
      return z.literal(true, words.missing.declaration());
    case "people-by-code":
      return z.record(chosen(question, lists), whole);
    case "budget":
      return z.array(z.object({ item: z.string().min(1, words.budgetItem).max(200, words.budgetItemLong), amount: z.int(words.budgetAmount).min(1, words.budgetAmount) }))
        .max(question.maxRows, words.budgetRows(question.maxRows));
  }
}

type Understood = { value: AnswerValue } | { errors: Record<string, string> };

/** What was typed as a value, or messages by field where it is not one. Nothing is guessed. */
function understand(question: Question, typed: Typed): Understood {
  const { id } = question;
  const not = (message: string): Understood => ({ errors: { [id]: message } });
  if (question.kind === "choices" || question.kind === "codes") return Array.isArray(typed) ? { value: typed as string[] } : not(words.option);
  if (question.kind === "budget") return understandBudget(id, typed as { item: string; amount: string }[]);
  if (question.kind === "people-by-code") return understandPeople(id, typed as Record<string, string>);
  if (question.kind === "date") {
    const { day, month, year } = typed as { day: string; month: string; year: string };
    if (!/^\d{4}$/.test(year.trim()) && /^\d+$/.test(year.trim())) return not(words.year);
    const value = `${year.trim()}-${month.trim().padStart(2, "0")}-${day.trim().padStart(2, "0")}`;
    return isDay(value) ? { value } : not(words.date);
  }
  if (typeof typed !== "string") return not(words.option);
  switch (question.kind) {
    case "number": {
      const value = wholeNumber(typed);
      return value === undefined ? not(words.number) : { value };
    }
    case "money": {
      const value = parsePounds(typed);
      return value === undefined ? not(words.money) : { value };
    }
    case "yes-no":
      return typed === "yes" || typed === "no" ? { value: typed === "yes" } : not(words.option);
    case "declaration":
      return typed === "agreed" ? { value: true } : not(words.missing.declaration());
    default:
      return { value: typed };
  }
}

/** "1,200" and " 1 200 " are whole numbers too. */
const wholeNumber = (typed: string): number | undefined => {
  const digits = typed.replace(/[,\s]/g, "");
  return /^\d{1,12}$/.test(digits) ? Number(digits) : undefined;
};

function understandBudget(id: string, rows: readonly { item: string; amount: string }[]): Understood {
  const errors: Record<string, string> = {};
  const value = rows.map((row, index): BudgetRow => {
    const amount = parsePounds(row.amount);
    if (row.item.trim() === "") errors[`${id}.${index}.item`] = words.budgetItem;
    if (amount === undefined || amount === 0) errors[`${id}.${index}.amount`] = words.budgetAmount;
    return { item: row.item.trim(), amount: amount ?? 0 };
  });
  return Object.keys(errors).length > 0 ? { errors } : { value };
}

function understandPeople(id: string, typed: Readonly<Record<string, string>>): Understood {
  const counted = Object.entries(typed).filter(([, count]) => count.trim() !== "").map(([code, count]) => [code, wholeNumber(count)] as const);
  const errors = Object.fromEntries(counted.filter(([, count]) => count === undefined).map(([code]) => [`${id}.${code}`, words.people]));
  return Object.keys(errors).length > 0 ? { errors } : { value: Object.fromEntries(counted) as Record<string, number> };
}

/** The field a zod issue belongs to: a row's box, a code's box, or the question. */
const fieldOf = (question: Question, path: readonly PropertyKey[]): string =>
  path.length > 0 && (question.kind === "budget" || question.kind === "people-by-code") ? [question.id, ...path.map(String)].join(".") : question.id;

/** One question's schema, from what was typed to a value: used by the server on every save and by the page on leaving a field. */
export function answerSchema(question: Question, lists: CodeLists) {
  const schema = valueSchema(question, lists);
  const problems = (value: AnswerValue): Record<string, string> => {
    const parsed = schema.safeParse(value);
    return parsed.success ? {} : Object.fromEntries(parsed.error.issues.map((issue) => [fieldOf(question, issue.path), issue.message] as const).reverse());
  };
  return {
    /** Messages about an understood value, by field; none when it may be sent. */
    problems,
    /** A value where there is one, and messages by field. A value out of bounds is still a value: it is kept. */
    understand(typed: Typed): { value: AnswerValue | undefined; errors: Record<string, string> } {
      const understood = understand(question, typed);
      return "errors" in understood ? { value: undefined, errors: understood.errors } : { value: understood.value, errors: problems(understood.value) };
    },
  };
}

/** A value as a person would type it again, for filling the fields. */
export function typeAgain(question: Question, value: AnswerValue | undefined): Typed {
  if (isUnread(value)) return value.typed;
  switch (question.kind) {
    case "choices":
    case "codes":
      return (value as readonly string[] | undefined) ?? [];
    case "date": {
      const [year = "", month = "", day = ""] = typeof value === "string" ? value.split("-") : [];
      return { day: day.replace(/^0/, ""), month: month.replace(/^0/, ""), year };
    }
    case "people-by-code":
      return Object.fromEntries(Object.entries((value ?? {}) as Record<string, number>).map(([code, people]) => [code, String(people)]));
    case "budget":
      return ((value ?? []) as readonly BudgetRow[]).map((row) => ({ item: row.item, amount: penceAsTyped(row.amount) }));
    case "money":
      return penceAsTyped(value as number | undefined);
    case "yes-no":
      return value === undefined ? "" : value ? "yes" : "no";
    case "declaration":
      return value === true ? "agreed" : "";
    default:
      return value === undefined ? "" : String(value);
  }
}

/** The title of a code or an option; the code itself where the list does not have it. */
export function optionText(question: Question, code: string, lists: CodeLists): string {
  const options = "options" in question ? question.options : [];
  const option = [...options, ...exclusiveOf(question)].find((one) => one.value === code);
  const list = "list" in question ? lists[question.list] : undefined;
  return option?.text ?? list?.items.find((item) => item.code === code)?.title ?? code;
}

/** An answer as lines of plain words. No line where nothing was answered. */
export function describeValue(question: Question, value: AnswerValue | undefined, lists: CodeLists): string[] {
  if (value === undefined) return [];
  if (isUnread(value)) return typedLines(value.typed);
  switch (question.kind) {
    case "number":
      return [`${new Intl.NumberFormat("en-GB").format(value as number)}${question.unit ? ` ${question.unit}` : ""}`];
    case "money":
      return [formatPence(value as number)];
    case "date":
      return [formatDay(value as string)];
    case "choice":
    case "code":
      return [optionText(question, value as string, lists)];
    case "choices":
    case "codes":
      return (value as readonly string[]).map((code) => optionText(question, code, lists));
    case "yes-no":
      return [value ? words.yes : words.no];
    case "declaration":
      return value ? [words.agreed] : [];
    case "people-by-code":
      return Object.entries(value as Record<string, number>).map(([code, people]) => `${optionText(question, code, lists)}: ${new Intl.NumberFormat("en-GB").format(people)}`);
    case "budget": {
      const rows = value as readonly BudgetRow[];
      return [...rows.map((row) => `${row.item}: ${formatPence(row.amount)}`), `${words.total}: ${formatPence(rows.reduce((sum, row) => sum + row.amount, 0))}`];
    }
    default:
      return [String(value)];
  }
}

function typedLines(typed: Typed): string[] {
  if (typeof typed === "string") return [typed];
  if (Array.isArray(typed)) return typed.map((one: string | { item: string; amount: string }) => (typeof one === "string" ? one : `${one.item}: ${one.amount}`));
  return [Object.values(typed as Record<string, string>).filter(Boolean).join(" ")];
}
