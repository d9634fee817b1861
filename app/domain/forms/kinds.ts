/** Each kind of question: how it is read from a form, when it is blank, its zod schema, how it is typed again and how it reads. */
// The small zod: these schemas go to every page on which somebody writes.
import * as z from "zod/mini";
import { formatPence, parsePounds, penceAsTyped } from "../kernel/money.ts";
import { isDay } from "../kernel/time.ts";
import { addressParts, addressSchema, describeAddress, readAddress, understandAddress, type TypedAddress } from "./address.ts";
import { filesList, type Address, type AnswerValue, type CodeLists, type Option, type Question, type RowValue, type Typed, type Unread } from "./definition.ts";
import { describeRows, readRows, rowsOf, rowsSchema, typeRows, understandRows, wholeNumber, type TypedRow } from "./rows.ts";
import { cleanText, overLimit, type TextLimits } from "./texts.ts";
import { words as english, type Words } from "./words.ts";

export const isUnread = (value: unknown): value is Unread =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "typed" in value && typeof value.typed !== "number";

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? cleanText(value) : "";
};
const texts = (form: FormData, name: string): string[] => form.getAll(name).filter((value) => typeof value === "string").map(cleanText);
const dateParts = ["day", "month", "year"] as const;

/** The form's own fields of a question: what `readTyped` looks at. Rows are `id.0.column`, people `id.code`, an address `id.town`. */
export const isFieldOf = (question: Pick<Question, "id" | "kind">, name: string): boolean =>
  name === question.id || name.startsWith(`${question.id}.`) || (question.kind === "date" && dateParts.some((part) => name === `${question.id}-${part}`));

/** What the form's own fields hold for this question. */
export function readTyped(question: Question, form: FormData): Typed {
  const { id } = question;
  switch (question.kind) {
    case "choices":
    case "codes":
    case "files":
      return [...new Set(texts(form, id))].filter((one) => one !== "");
    case "date":
      return Object.fromEntries(dateParts.map((part) => [part, text(form, `${id}-${part}`)]));
    case "people-by-code": {
      const named = [...form.keys()].filter((key) => key.startsWith(`${id}.`));
      return Object.fromEntries(named.map((key) => [key.slice(id.length + 1), text(form, key)] as const).filter(([code, typed]) => /^[a-z0-9-]{1,80}$/.test(code) && typed.trim() !== ""));
    }
    case "address":
      return readAddress(question, form);
    case "rows":
    case "budget":
      return readRows(rowsOf(question, english)!, form);
    default:
      return text(form, id);
  }
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

const chosen = (question: Question, lists: CodeLists, words: Words) => z.string().check(z.refine((code) => codesOf(question, lists)?.includes(code) ?? true, words.option));
const several = (question: Question, lists: CodeLists, words: Words) =>
  z.array(chosen(question, lists, words)).check(z.superRefine((codes, issues) => {
    const alone = exclusiveOf(question).find((option) => codes.includes(option.value));
    if (alone && codes.length > 1) issues.addIssue({ code: "custom", message: words.exclusive(alone.text) });
  }));
const writing = (limits: TextLimits, words: Words) =>
  z.string().check(z.superRefine((typed, issues) => {
    const found = overLimit(typed, limits);
    if (found) issues.addIssue({ code: "custom", message: words.tooLong(found.over, found.most, found.unit) });
  }));
/** Far beyond any true answer, and inside what an integer column holds. */
const mostPeople = 10_000_000;
const whole = (words: Words) => z.int(words.number).check(z.gte(0, words.atLeast(0)), z.lte(mostPeople, words.atMost(mostPeople)));
const fileId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The zod schema of an understood value: what must be true of it when it is sent. */
export function valueSchema(question: Question, lists: CodeLists, words: Words = english): z.ZodMiniType<AnswerValue> {
  switch (question.kind) {
    case "short-text":
    case "long-text":
      return writing(question, words);
    case "number":
      return whole(words).check(z.gte(question.min ?? 0, words.atLeast(question.min ?? 0)), z.lte(question.max ?? mostPeople, words.atMost(question.max ?? mostPeople)));
    case "money": {
      const { min = 0, max = 100_000_000_000 } = question;
      return z.int(words.money).check(z.gte(min, words.moneyAtLeast(min)), z.lte(max, words.moneyAtMost(max)));
    }
    case "date":
      return z.string().check(z.refine(isDay, words.date), z.refine((day) => day >= "1900-01-01" && day <= "2199-12-31", words.year));
    case "choice":
    case "code":
      return chosen(question, lists, words);
    case "choices":
    case "codes":
      return several(question, lists, words);
    case "yes-no":
      return z.boolean(words.option);
    case "declaration":
      return z.literal(true, words.missing.declaration(""));
    case "people-by-code":
      return z.record(chosen(question, lists, words), whole(words));
    case "address":
      return addressSchema(question, words);
    case "rows":
    case "budget":
      return rowsSchema(rowsOf(question, words)!, words) as unknown as z.ZodMiniType<AnswerValue>;
    case "files":
      // Whose files these are, and whether they are still there, is for whoever keeps them.
      return z.array(z.string().check(z.regex(fileId, words.files.unknown))).check(z.maxLength(question.maxFiles, words.files.tooMany(question.maxFiles)));
  }
}

type Understood = { value: AnswerValue } | { errors: Record<string, string> };

/** What was typed as a value, or messages by field where it is not one. Nothing is guessed. */
function understand(question: Question, typed: Typed, words: Words): Understood {
  const { id } = question;
  const not = (message: string): Understood => ({ errors: { [id]: message } });
  switch (question.kind) {
    case "choices":
    case "codes":
    case "files":
      return Array.isArray(typed) ? { value: typed as string[] } : not(words.option);
    case "rows":
    case "budget":
      return understandRows(rowsOf(question, words)!, typed as TypedRow[], words);
    case "people-by-code":
      return understandPeople(id, typed as Record<string, string>, words);
    case "address":
      return { value: understandAddress(typed as TypedAddress) };
    case "date":
      return understandDate(typed as Record<(typeof dateParts)[number], string>, words, not);
    default:
      return typeof typed === "string" ? understandText(question, typed, words, not) : not(words.option);
  }
}

function understandDate({ day, month, year }: Record<(typeof dateParts)[number], string>, words: Words, not: (message: string) => Understood): Understood {
  if (!/^\d{4}$/.test(year.trim()) && /^\d+$/.test(year.trim())) return not(words.year);
  const value = `${year.trim()}-${month.trim().padStart(2, "0")}-${day.trim().padStart(2, "0")}`;
  return isDay(value) ? { value } : not(words.date);
}

function understandText(question: Question, typed: string, words: Words, not: (message: string) => Understood): Understood {
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
      return typed === "agreed" ? { value: true } : not(words.missing.declaration(""));
    default:
      return { value: typed };
  }
}

function understandPeople(id: string, typed: Readonly<Record<string, string>>, words: Words): Understood {
  const counted = Object.entries(typed).filter(([, count]) => count.trim() !== "").map(([code, count]) => [code, wholeNumber(count)] as const);
  const errors = Object.fromEntries(counted.filter(([, count]) => count === undefined).map(([code]) => [`${id}.${code}`, words.people]));
  return Object.keys(errors).length > 0 ? { errors } : { value: Object.fromEntries(counted) as Record<string, number> };
}

/** Kinds with a field for each part of the value: a message belongs to its part. */
const inParts: readonly Question["kind"][] = ["rows", "budget", "people-by-code", "address"];
/** The field a zod issue belongs to: a row's cell, a code's box, an address's line, or the question. */
const fieldOf = (question: Question, path: readonly PropertyKey[]): string =>
  path.length > 0 && inParts.includes(question.kind) ? [question.id, ...path.map(String)].join(".") : question.id;

/** One question's schema, from what was typed to a value: used by the server on every save and by the page on leaving a field. */
export function answerSchema(question: Question, lists: CodeLists, words: Words = english) {
  const schema = valueSchema(question, lists, words);
  const problems = (value: AnswerValue): Record<string, string> => {
    const parsed = schema.safeParse(value);
    return parsed.success ? {} : Object.fromEntries(parsed.error.issues.map((issue) => [fieldOf(question, issue.path), issue.message] as const).reverse());
  };
  return {
    /** Messages about an understood value, by field; none when it may be sent. */
    problems,
    /** A value where there is one, and messages by field. A value out of bounds is still a value: it is kept. */
    understand(typed: Typed): { value: AnswerValue | undefined; errors: Record<string, string> } {
      const understood = understand(question, typed, words);
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
    case "files":
      return (value as readonly string[] | undefined) ?? [];
    case "date": {
      const [year = "", month = "", day = ""] = typeof value === "string" ? value.split("-") : [];
      return { day: day.replace(/^0/, ""), month: month.replace(/^0/, ""), year };
    }
    case "people-by-code":
      return Object.fromEntries(Object.entries((value ?? {}) as Record<string, number>).map(([code, people]) => [code, String(people)]));
    case "address":
      return Object.fromEntries(addressParts.map((part) => [part, (value as Address | undefined)?.[part] ?? ""]));
    case "rows":
    case "budget":
      return typeRows(rowsOf(question, english)!, (value ?? []) as readonly RowValue[]);
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

/** The name of a file; "File 2" where its name is not known here. */
export const fileText = (id: string, place: number, lists: CodeLists, words: Words): string => lists[filesList]?.items.find((item) => item.code === id)?.title ?? words.files.one(place + 1);

/** An answer in plain words: one line for each thing said. A question's own line ends stay. */
export function describeValue(question: Question, value: AnswerValue | undefined, lists: CodeLists, words: Words = english): string[] {
  if (value === undefined) return [];
  if (isUnread(value)) return typedLines(value.typed);
  switch (question.kind) {
    case "number":
      return [`${words.count(value as number)}${question.unit ? ` ${question.unit}` : ""}`];
    case "money":
      return [formatPence(value as number)];
    case "date":
      return [words.day(value as string)];
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
      return Object.entries(value as Record<string, number>).map(([code, people]) => `${optionText(question, code, lists)}: ${words.count(people)}`);
    case "address":
      return describeAddress(question, value as Address);
    case "rows":
    case "budget":
      return describeRows(rowsOf(question, words)!, value as readonly RowValue[], words);
    case "files":
      return (value as readonly string[]).map((id, place) => fileText(id, place, lists, words));
    default:
      return [String(value)];
  }
}

function typedLines(typed: Typed): string[] {
  if (typeof typed === "string") return [typed];
  if (Array.isArray(typed)) return typed.map((one: string | TypedRow) => (typeof one === "string" ? one : Object.values(one).filter(Boolean).join(": ")));
  return [Object.values(typed as Record<string, string>).filter(Boolean).join(" ")];
}
