/**
 * Subsidy control: what counts towards Minimal Financial Assistance, and the sum in words. Pure.
 * Source: Subsidy Control Act 2022, section 36: up to £315,000 for an enterprise over the elapsed part of this financial year and the
 * two before it; section 37: a notice before it is given, a confirmation after.
 */
import { formatPence } from "../kernel/money.ts";
import { formatDay } from "../kernel/time.ts";

/** Pence. */
export const minimalAssistanceLimit = 31_500_000;

/** The first day of the financial year in which a day lies, "YYYY-04-01". */
export function financialYearStart(day: string): string {
  const year = Number(day.slice(0, 4));
  return `${day.slice(5) >= "04-01" ? year : year - 1}-04-01`;
}

/** The first day whose money still counts on a day: the beginning of the financial year two before. */
export function countsSince(day: string): string {
  const start = financialYearStart(day);
  return `${Number(start.slice(0, 4)) - 2}-04-01`;
}

export interface PublicMoney {
  /** Whose money it is, in words that may be shown. */
  from: string;
  given_on: string;
  amount_pence: number;
  /** False where it was judged to pay for no economic activity. */
  minimal_assistance: boolean;
}

export interface SubsidySum {
  since: string;
  counted: PublicMoney[];
  /** Known, but before the period, after the day, or no subsidy. */
  left_out: PublicMoney[];
  before_pence: number;
  asked_pence: number;
  total_pence: number;
  within: boolean;
  /** The arithmetic as one sentence. */
  words: string;
}

/** The sum on a day, with what is asked for now. @param asked_pence pence */
export function subsidySum(money: readonly PublicMoney[], asked_pence: number, on: string): SubsidySum {
  const since = countsSince(on);
  const counts = ({ given_on, minimal_assistance }: PublicMoney) => minimal_assistance && given_on >= since && given_on <= on;
  const counted = money.filter(counts);
  const before_pence = counted.reduce((sum, { amount_pence }) => sum + amount_pence, 0);
  const total_pence = before_pence + asked_pence;
  const within = total_pence <= minimalAssistanceLimit;
  const room = Math.abs(minimalAssistanceLimit - total_pence);
  const words =
    `Since ${formatDay(since)}: ${formatPence(before_pence)} counted already, and ${formatPence(asked_pence)} asked for now, make ${formatPence(total_pence)}. ` +
    (within ? `That is ${formatPence(room)} below the ${formatPence(minimalAssistanceLimit)} of Minimal Financial Assistance.` : `That is ${formatPence(room)} above the ${formatPence(minimalAssistanceLimit)} of Minimal Financial Assistance.`);
  return { since, counted, left_out: money.filter((one) => !counts(one)), before_pence, asked_pence, total_pence, within, words };
}
