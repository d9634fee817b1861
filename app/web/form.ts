/** From a submitted form to a typed value: text in, the room's own zod schema, messages by field. */
import type { z } from "zod";
import { Invalid } from "#app/domain/kernel/errors.ts";

/** One field's text; "" when it was not sent. Line ends are \n, as they are counted and kept. */
export function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.replace(/\r\n?/g, "\n") : "";
}
export const texts = (form: FormData, name: string): string[] => form.getAll(name).filter((value): value is string => typeof value === "string");

/** Three boxes `${name}-day`, `-month`, `-year` as "YYYY-MM-DD"; "" when all are empty; the raw text "31/2/2026" when it is no date, for the schema to refuse. */
export function dayFrom(form: FormData, name: string): string {
  const [day, month, year] = ["day", "month", "year"].map((part) => text(form, `${name}-${part}`).trim()) as [string, string, string];
  if (!day && !month && !year) return "";
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return `${day}/${month}/${year}`;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

/** Every field of a form as plain text by name; the names in `many` as lists. NUL and lone surrogates, which PostgreSQL cannot keep, are taken out or replaced. */
export function formFields(form: FormData, many: readonly string[] = []): Record<string, string | string[]> {
  // By entries, because a field may be called __proto__.
  const names = new Set([...form.keys(), ...many]);
  return Object.fromEntries([...names].map((name) => [name, many.includes(name) ? texts(form, name).map(clean) : clean(text(form, name))]));
}
const clean = (value: string): string => value.replaceAll("\0", "").toWellFormed();

/** The form through a schema. Throws Invalid with the first message of each field. */
export function parseForm<S extends z.ZodType>(schema: S, form: FormData, { many = [] }: { many?: readonly string[] } = {}): z.output<S> {
  return parse(schema, formFields(form, many));
}

/** Any value through a schema. Throws Invalid with the first message of each field; "" is the value as a whole. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues) fields[issue.path.join(".")] ??= issue.message;
  throw new Invalid(fields);
}
