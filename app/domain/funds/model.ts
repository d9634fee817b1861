/** What a pot is: its states over time, the settings a fund's administrator enters. Pure. */
import { z } from "zod";
import { formatPence, parsePounds } from "../kernel/money.ts";
import { formatDay, isDay, londonInstant } from "../kernel/time.ts";

export const potStates = {
  "not-set": { staff: "Dates not set", public: "Dates not yet announced" },
  before: { staff: "Not open yet", public: "Opens soon" },
  open: { staff: "Open", public: "Open" },
  closed: { staff: "Closed", public: "Closed" },
} as const;
export type PotState = keyof typeof potStates;

/** Where a pot stands at an instant: open from `opens_at` until just before the closing that everyone is told. For showing; the database's clock decides. */
export function potState(pot: { opens_at: Date | string | null; closes_at: Date | string | null; closes_told?: Date | string | null }, now: Date): PotState {
  if (!pot.opens_at || !pot.closes_at) return "not-set";
  if (now < new Date(pot.opens_at)) return "before";
  return now < new Date(pot.closes_told ?? pot.closes_at) ? "open" : "closed";
}

/** What is left to award, in pence. */
export const remainingPence = (pot: { allocation_pence: number; committed_pence: number }): number => pot.allocation_pence - pot.committed_pence;

/**
 * The instant that a day and a time in London mean, or the message for the person who typed them: an hour that the clocks
 * skip or show twice is refused, because a deadline then would mean two things or nothing.
 */
export function enteredInstant(day: string, time: string): { instant: Date } | { message: string } {
  if (!isDay(day)) return { message: "Enter a day, a month and a year, like 8 5 2026" };
  if (!/^\d{1,2}:\d{2}$/.test(time) || Number(time.split(":")[0]) > 23 || Number(time.split(":")[1]) > 59)
    return { message: "Enter a time by the 24-hour clock, like 12:00" };
  const instant = londonInstant(day, time);
  if (instant) return { instant };
  const happens = day.slice(5, 7) === "03" ? "does not happen, because the clocks go forward that night" : "happens twice, because the clocks go back that night";
  return { message: `${time} on ${formatDay(day)} ${happens}. Choose a time before 1am or after 2am` };
}

/** A field of a form, as typed; one that was not sent counts as left empty. */
const field = z.string().default("").transform((typed) => typed.trim());
const line = (limit: number) => field.pipe(z.string().max(limit, `Use ${limit.toLocaleString("en-GB")} characters or fewer`));
const version = field.pipe(z.string().regex(/^\d{1,9}$/, "Open the page again")).transform(Number);
const email = line(254).refine((typed) => typed === "" || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed), "Enter an e-mail address, like fund@example.org");

const optionalPence = field.transform((typed, context) => {
  if (typed === "") return null;
  const pence = parsePounds(typed);
  if (pence !== undefined && pence > 0) return pence;
  context.addIssue({ code: "custom", message: "Enter an amount in pounds, like 2,500, or leave it empty" });
  return z.NEVER;
});
const requiredPence = field.transform((typed, context) => {
  const pence = parsePounds(typed);
  if (pence !== undefined) return pence;
  context.addIssue({ code: "custom", message: "Enter an amount in pounds, like 250,000" });
  return z.NEVER;
});
/** An amount from nothing on; null where it is left empty. */
const optionalFrom = field.transform((typed, context) => {
  if (typed === "") return null;
  const pence = parsePounds(typed);
  if (pence !== undefined) return pence;
  context.addIssue({ code: "custom", message: "Enter an amount in pounds, like 10,000, or leave it empty" });
  return z.NEVER;
});
const optionalDay = field.transform((typed, context) => {
  if (typed === "") return null;
  if (isDay(typed)) return typed;
  context.addIssue({ code: "custom", message: "Enter a day, a month and a year, like 8 5 2026" });
  return z.NEVER;
});

/** The settings form while the pot has not opened. Money is typed in pounds, days are "YYYY-MM-DD", times "HH:MM" in London. */
export const settingsSchema = z
  .object({
    version,
    allocation_pence: requiredPence,
    opens_on: field,
    opens_time: field,
    closes_on: field,
    closes_time: field,
    decisions_by: optionalDay,
    min_amount_pence: optionalPence,
    max_amount_pence: optionalPence,
    income_cap_pence: optionalPence,
    unconstituted_max_pence: optionalPence,
    grace_minutes: field.transform((typed) => typed || "0").pipe(z.string().regex(/^\d{1,3}$/, "Enter a number of minutes from 0 to 999")).transform(Number),
    sign_off: field.transform((typed) => typed || "none").pipe(z.enum(["none", "second-person"], { error: "Choose whether a second person signs" })),
    assessors_needed: field.pipe(z.string().regex(/^([1-9]|10)$/, "Enter a number from 1 to 10")).transform(Number),
    second_person_above_pence: optionalFrom,
    guidance: line(5000),
    contact_email: email,
  })
  .transform((typed, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const opens = enteredInstant(typed.opens_on, typed.opens_time);
    const closes = enteredInstant(typed.closes_on, typed.closes_time);
    if ("message" in opens) complain("opens_on", opens.message);
    if ("message" in closes) complain("closes_on", closes.message);
    if ("instant" in opens && "instant" in closes && closes.instant <= opens.instant) complain("closes_on", "It has to close after it opens");
    if (typed.decisions_by && isDay(typed.closes_on) && typed.decisions_by < typed.closes_on) complain("decisions_by", "Decisions come after the closing day");
    if (typed.min_amount_pence && typed.max_amount_pence && typed.max_amount_pence < typed.min_amount_pence)
      complain("max_amount_pence", "The largest grant is smaller than the smallest: change one of them");
    if (!("instant" in opens) || !("instant" in closes)) return z.NEVER;
    const { opens_on: _opensOn, opens_time: _opensTime, closes_on: _closesOn, closes_time: _closesTime, ...rest } = typed;
    return { ...rest, opens_at: opens.instant, closes_at: closes.instant };
  });
export type Settings = z.output<typeof settingsSchema>;
export type TypedSettings = z.input<typeof settingsSchema>;

/** The settings form once the pot has opened: what applicants rely on no longer changes, but a later closing helps everyone. */
export const openSettingsSchema = z
  .object({ version, closes_on: field, closes_time: field, second_person_above_pence: optionalFrom, guidance: line(5000), contact_email: email })
  .transform(({ closes_on, closes_time, ...rest }, context) => {
    const closes = enteredInstant(closes_on, closes_time);
    if ("instant" in closes) return { ...rest, closes_at: closes.instant };
    context.addIssue({ code: "custom", path: ["closes_on"], message: closes.message });
    return z.NEVER;
  });
export type OpenSettings = z.output<typeof openSettingsSchema>;

/** Why a pot cannot take an amount, in words that say what remains. @param changePence what was to be added (or given back, negative) */
export function overcommitMessage(pot: { allocation_pence: number; committed_pence: number }, changePence: number): string {
  if (changePence < 0) return `Only ${formatPence(pot.committed_pence)} is committed from this pot, so ${formatPence(-changePence)} cannot be given back`;
  return `${formatPence(remainingPence(pot))} remains of the ${formatPence(pot.allocation_pence)} in this pot, and this needs ${formatPence(changePence)}`;
}

/** The first day of a financial year written "2023-24". */
export const financialYearBegins = (year: string): string => `${year.slice(0, 4)}-04-01`;
