/** What staff saw and agreed while they checked: an exception, fair work, subsidy, other public money, an account. Pure. */
import { z } from "zod";
import { parsePounds } from "../kernel/money.ts";
import { isDay } from "../kernel/time.ts";

type Fields = Record<string, string | string[]>;

const line = (most: number) => z.string().trim().max(most, `Use ${most.toLocaleString("en-GB")} characters or fewer`);
const someLine = (most: number, missing: string) => line(most).min(1, missing);
const someDay = z.string().refine(isDay, "Enter a day, a month and a year, like 8 5 2026");
const optionalDay = z.string().transform((typed) => typed || null).pipe(someDay.nullable());
const pounds = z.string().transform((typed, issues): number => {
  const pence = parsePounds(typed);
  if (pence !== undefined && pence > 0) return pence;
  issues.addIssue({ code: "custom", message: "Enter the amount in pounds, like 2,500" });
  return z.NEVER;
});

const exceptionSchema = z.object({ agreed_by: someLine(200, "Say who agreed to the exception, like “the steering group”"), agreed_on: someDay, reason: someLine(2000, "Say why this group may be funded all the same") });
const fairWorkSchema = z
  .object({
    workers: z.enum(["none", "some"], { error: "Say whether it pays anyone" }),
    wage: z.enum(["", "paid", "exception", "not-paid"]).transform((chosen) => chosen || null),
    voice: z.enum(["", "yes", "no"]).transform((chosen) => chosen || null),
    evidence: z.enum(["none", "self-declaration", "accreditation", "payroll", "accountant"]),
    exception_by: line(200),
    exception_reason: line(2000),
  })
  .transform((said, issues) => {
    if (said.workers === "none") return { workers: said.workers, wage: null, voice: null, evidence: "none" as const, exception_by: "", exception_reason: "" };
    const need = (path: string, message: string) => issues.addIssue({ code: "custom", path: [path], message });
    if (said.wage === null) need("wage", "Say whether all are paid the real Living Wage");
    if (said.voice === null) need("voice", "Say whether workers have an effective voice");
    if (said.wage === "exception" && said.exception_by === "") need("exception_by", "Say which senior officer agreed to the exception");
    if (said.wage === "exception" && said.exception_reason === "") need("exception_reason", "Say why the exception was agreed");
    return said.wage === "exception" ? said : { ...said, exception_by: "", exception_reason: "" };
  });
const subsidySchema = z
  .object({ economic: z.enum(["yes", "no"], { error: "Say whether it pays for economic activity" }), reason: someLine(2000, "Say what the judgement rests on"), notice_on: optionalDay, confirmed_on: optionalDay })
  .superRefine(({ economic, notice_on, confirmed_on }, issues) => {
    if (economic === "no" && (notice_on ?? confirmed_on)) issues.addIssue({ code: "custom", path: ["notice_on"], message: "What pays for no economic activity needs no notice: leave the days empty" });
    if (confirmed_on && (!notice_on || notice_on > confirmed_on)) issues.addIssue({ code: "custom", path: ["confirmed_on"], message: "The confirmation comes after the notice: enter the day of the notice first" });
  });
const fundingSchema = z.object({ funder: someLine(200, "Say whose money it is"), given_on: someDay, amount_pence: pounds, minimal_assistance: z.enum(["yes", "no"]).transform((chosen) => chosen === "yes") });
const accountSchema = z.object({
  sort_code: z.string().transform((typed) => typed.replace(/[\s-]/g, "")).pipe(z.string().regex(/^\d{6}$/, "Enter the six digits of the sort code, like 12-34-56")),
  number: z.string().transform((typed) => typed.replace(/\s/g, "")).pipe(z.string().regex(/^\d{8}$/, "Enter the eight digits of the account number, with a 0 in front where it has seven")),
});

/** What was typed; a part that was left as it stood is absent, `null` takes it away. */
export interface Assurances {
  exception?: z.output<typeof exceptionSchema> | null;
  fair_work?: z.output<typeof fairWorkSchema> | null;
  subsidy?: z.output<typeof subsidySchema> | null;
  account?: z.output<typeof accountSchema> | null;
  funding?: z.output<typeof fundingSchema>;
  /** Public money to take off the list. */
  remove: string[];
  /** By part, when what the page showed was recorded; "" for nothing. */
  seen: Record<AssuredPart, string>;
}
export const assuredParts = ["exception", "fair_work", "subsidy", "account"] as const;
export type AssuredPart = (typeof assuredParts)[number];

const parts = {
  exception: { schema: exceptionSchema, fields: ["agreed_by", "agreed_on", "reason"] },
  fair_work: { schema: fairWorkSchema, fields: ["workers", "wage", "voice", "evidence", "exception_by", "exception_reason"] },
  subsidy: { schema: subsidySchema, fields: ["economic", "reason", "notice_on", "confirmed_on"] },
  account: { schema: accountSchema, fields: ["sort_code", "number"] },
  funding: { schema: fundingSchema, fields: ["funder", "given_on", "amount_pence", "minimal_assistance"] },
} as const;
/** What stands in a field before anybody typed, where it is not empty. */
const defaults: Record<string, string> = { evidence: "none", minimal_assistance: "yes" };

/**
 * Reads the parts of a posted form: fields `part.field`. A part in which nothing was typed is absent where it was empty before, and
 * taken away where something stood there; the account, which is never shown again, is taken away by `account.forget`.
 * @param fields with days as "YYYY-MM-DD"
 */
export function readAssurances(fields: Fields): { assurances: Assurances; errors: Record<string, string> } {
  const one = (name: string): string => (typeof fields[name] === "string" ? fields[name] : "");
  const errors: Record<string, string> = {};
  const seen = Object.fromEntries(assuredParts.map((part) => [part, one(`seen.${part}`)])) as Record<AssuredPart, string>;
  const read = <P extends keyof typeof parts>(part: P): z.output<(typeof parts)[P]["schema"]> | null | undefined => {
    const names: readonly string[] = parts[part].fields;
    if (!names.some((name) => `${part}.${name}` in fields)) return undefined;
    if (names.every((name) => one(`${part}.${name}`).trim() === "" || one(`${part}.${name}`) === defaults[name])) return part === "funding" || part === "account" || seen[part as AssuredPart] === "" ? undefined : null;
    const parsed = parts[part].schema.safeParse(Object.fromEntries(names.map((name) => [name, one(`${part}.${name}`)])));
    if (parsed.success) return parsed.data as z.output<(typeof parts)[P]["schema"]>;
    for (const issue of parsed.error.issues) errors[`${part}.${issue.path.join(".")}`] ??= issue.message;
    return undefined;
  };
  const [exception, fair_work, subsidy, funding, account] = [read("exception"), read("fair_work"), read("subsidy"), read("funding"), read("account")];
  const forget = one("account.forget") === "yes" ? null : undefined;
  const assurances: Assurances = {
    remove: [fields["funding.remove"] ?? []].flat(),
    seen,
    ...(exception !== undefined && { exception }),
    ...(fair_work !== undefined && { fair_work }),
    ...(subsidy !== undefined && { subsidy }),
    ...(funding && { funding }),
    ...((account ?? forget) !== undefined && { account: account ?? null }),
  };
  return { assurances, errors };
}
