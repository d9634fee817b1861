/**
 * Fair Work First: which evidence the sum of public money asks for, and whether what was recorded is enough. Pure.
 * Source: Fair Work First guidance (since 1 July 2023): the real Living Wage and effective voice are conditions of public grants; below
 * £100,000 in one financial year a declaration of the group's own, from £100,000 accreditation, an anonymised payroll or an accountant's
 * certificate; an exception from the wage is recorded for the grant, and there is none from the voice.
 */
import { formatPence } from "../kernel/money.ts";

/** Pence of public money in one financial year from which a declaration is not enough. */
export const evidenceFrom = 10_000_000;

export const workersWords = { none: "Nobody is paid", some: "It pays at least one worker, apprentices among them" } as const;
export const wageWords = { paid: "All are paid the real Living Wage", exception: "An exception was agreed for this grant", "not-paid": "Not all are paid it" } as const;
export const voiceWords = { yes: "Workers have an effective voice", no: "Not yet" } as const;
export const evidenceWords = {
  none: "None yet",
  "self-declaration": "The group’s own declaration",
  accreditation: "Living Wage accreditation",
  payroll: "An anonymised payroll",
  accountant: "An accountant’s certificate",
} as const;

export interface FairWorkSaid {
  workers: keyof typeof workersWords;
  wage: keyof typeof wageWords | null;
  voice: keyof typeof voiceWords | null;
  evidence: keyof typeof evidenceWords;
  exception_by: string;
  exception_reason: string;
}
export interface FairWorkFinding {
  needs: "nothing" | "self-declaration" | "evidence";
  enough: boolean;
  /** What the sum asks for, and then what is missing. */
  words: string[];
}

/** @param total_pence public money of this financial year, this grant with it; pence @param said undefined while nothing is recorded */
export function fairWorkFinding(total_pence: number, said: FairWorkSaid | undefined): FairWorkFinding {
  const high = total_pence >= evidenceFrom;
  const asks = high
    ? `${formatPence(total_pence)} of public money this financial year, with this grant: from ${formatPence(evidenceFrom)} accreditation, an anonymised payroll or an accountant’s certificate is needed.`
    : `${formatPence(total_pence)} of public money this financial year, with this grant: below ${formatPence(evidenceFrom)} the group’s own declaration is enough, with spot checks.`;
  const needs = high ? ("evidence" as const) : ("self-declaration" as const);
  if (!said) return { needs, enough: false, words: [asks, "Whether it pays anyone is not recorded yet."] };
  if (said.workers === "none") return { needs: "nothing", enough: true, words: ["Nobody is paid, so Fair Work First does not apply."] };
  const missing: string[] = [];
  if (said.wage === "not-paid") missing.push("Not all workers are paid the real Living Wage, and no exception was agreed.");
  if (said.voice === "no") missing.push("Workers have no effective voice yet. There is no exception from that.");
  const proves = said.evidence === "none" ? false : high ? said.evidence !== "self-declaration" : true;
  // An agreed exception stands in for proof of the wage; the voice is the group's own word in either case.
  if (!proves && said.wage !== "exception") missing.push(high && said.evidence === "self-declaration" ? "A declaration alone is not enough at this sum." : "The evidence is not here yet.");
  return { needs, enough: missing.length === 0, words: [asks, ...(missing.length === 0 ? ["What is recorded is enough."] : missing)] };
}
