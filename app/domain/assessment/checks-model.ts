/** What an administrator checks before anyone scores: the list that a fund sets, the answers, how far they have come. Pure. */
import { z } from "zod";

/** The checks for which facts are gathered, in their usual order. Their titles and words stand with each pot, which may leave some out and add its own. */
export const checks = (
  ["governing-document", "accounts", "legal-form", "income", "host", "safeguarding", "fair-work", "subsidy", "bank-account", "other-bids"] as const
).map((code) => ({ code }));
export type KnownCheck = (typeof checks)[number]["code"];
/** Of a check that the fund wrote itself: "own-1" to "own-10". */
export const ownCheck = /^own-([1-9]|10)$/;
export const mostOwnChecks = 10;

export interface ChecklistItem {
  code: string;
  title: string;
  asks: string;
}

export const checkOutcomes = { "to-do": "To do", met: "Met", "not-met": "Not met", "not-needed": "Not needed" } as const;
export type CheckOutcome = keyof typeof checkOutcomes;

/** One check as it comes from the page. `seen` is when the shown answer was recorded ("" for none), so that nobody's answer is overwritten unseen. */
export interface CheckInput {
  code: string;
  outcome: CheckOutcome;
  note: string;
  seen: string;
}

type Fields = Record<string, string | string[]>;
const one = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === "string" ? value.trim() : "";
};

/** Reads the checks of a posted form: `outcome-…`, `note-…`, `seen-…` for each of these codes. A check that was not on the form is left alone. */
export function readChecks(codes: readonly string[], fields: Fields): { checks: CheckInput[]; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const read = codes.filter((code) => `outcome-${code}` in fields).map((code): CheckInput => {
    const outcome = one(fields, `outcome-${code}`);
    const note = one(fields, `note-${code}`);
    if (!Object.hasOwn(checkOutcomes, outcome)) errors[`outcome-${code}`] = "Choose one of the answers";
    if (note.length > 1000) errors[`note-${code}`] = "Use 1,000 characters or fewer";
    if (outcome === "not-met" && note === "") errors[`note-${code}`] = "Say what is missing, so that a colleague can follow it up";
    return { code, outcome: outcome as CheckOutcome, note, seen: one(fields, `seen-${code}`) };
  });
  return { checks: read, errors };
}

export const checkStates = { "to-do": "Checks to do", problem: "Something not met", done: "Checked" } as const;
export type CheckState = keyof typeof checkStates;
/**
 * How far the checks have come.
 * @param answered checks of the pot's list with another answer than "to do"
 * @param notMet those answered "not met"
 * @param asked checks on the list
 */
export function checkState(answered: number, notMet: number, asked: number): CheckState {
  if (notMet > 0) return "problem";
  return answered >= asked ? "done" : "to-do";
}

const version = z.string().regex(/^\d{1,9}$/, "Open the page again").transform(Number);
const words = (most: number, missing: string) => z.string().trim().min(1, missing).max(most, `Use ${most} characters or fewer`);

export interface ChecklistInput {
  version: number;
  income_exceptions: boolean;
  items: ChecklistItem[];
}

/**
 * Reads the checklist's page: `ask` names the checks that are asked, `asks-…` and `title-…` their words. A check of the fund's own
 * that is left wholly empty is taken off. `known` are the titles of the checks that have facts.
 */
export function readChecklist(known: readonly ChecklistItem[], fields: Fields): { checklist: ChecklistInput; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const asked = Array.isArray(fields.ask) ? fields.ask : [];
  const read = (schema: z.ZodType<string>, name: string): string => {
    const parsed = schema.safeParse(one(fields, name));
    if (!parsed.success) errors[name] = parsed.error.issues[0]!.message;
    return parsed.success ? parsed.data : "";
  };
  const items: ChecklistItem[] = known
    .filter(({ code }) => asked.includes(code))
    .map(({ code, title }) => ({ code, title, asks: read(words(500, "Say what has to be so for this check to be met"), `asks-${code}`) }));
  for (let number = 1; number <= mostOwnChecks; number += 1) {
    const code = `own-${number}`;
    if (one(fields, `title-${code}`) === "" && one(fields, `asks-${code}`) === "") continue;
    items.push({ code, title: read(words(120, "Name the check"), `title-${code}`), asks: read(words(500, "Say what has to be so for this check to be met"), `asks-${code}`) });
  }
  if (items.length === 0) errors.ask = "Keep at least one check";
  const seen = version.safeParse(one(fields, "version"));
  return { checklist: { version: seen.success ? seen.data : -1, income_exceptions: one(fields, "income_exceptions") === "yes", items }, errors };
}
