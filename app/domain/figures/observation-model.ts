/** What an official types to record a figure that somebody reported. Pure. */
import { z } from "zod";
import { isDay } from "../kernel/time.ts";
import { chooseQualifier, stepOf } from "./qualifier.ts";
import { evidenceClasses, qualifiers } from "./words.ts";

/** The bases on which a new figure can rest, and which dates each asks for. */
export const recordedBases = {
  stated: { text: "Between two dates", hint: "Give the first and the last day, both included" },
  "open-ended": { text: "Since a date, up to the as-at date", hint: "Give the first day only" },
  "as-at": { text: "As things stood on the as-at date", hint: "Give no first and no last day" },
} as const;
export type RecordedBasis = keyof typeof recordedBases;

export const measureKinds = {
  "count-people": "A count of people",
  "count-organisations": "A count of organisations",
  "count-events": "A count of events",
  "count-outputs": "A count of things made or done",
  "percent-share": "A share, in percent",
  "percent-change": "A change, in percent",
  coverage: "How much of the whole is covered",
  mean: "A mean",
  money: "Money, in pounds",
  hours: "Hours",
} as const;
export type MeasureKind = keyof typeof measureKinds;

const text = (limit: number) => z.string().trim().max(limit, `Use ${limit.toLocaleString("en-GB")} characters or fewer`);
const keyed = <T extends object>(known: T, message: string) => z.custom<keyof T & string>((value) => typeof value === "string" && Object.hasOwn(known, value), message);
const numberText = /^-?\d{1,12}(\.\d{1,6})?$/;

const number = (empty: "required" | "optional") =>
  z.string().default("").transform((typed, at) => {
    const plain = typed.replace(/[,\s£%]/g, "");
    if (plain === "" && empty === "optional") return null;
    if (numberText.test(plain)) return Number(plain);
    at.addIssue({ code: "custom", message: plain === "" ? "Enter the number as it was reported" : "Enter a number, like 2,200 or 90.6" });
    return z.NEVER;
  });
const day = z.string().default("").transform((typed, at) => {
  if (typed === "") return null;
  if (isDay(typed)) return typed;
  at.addIssue({ code: "custom", message: "Enter a day, a month and a year, like 31 3 2026" });
  return z.NEVER;
});

/** The code that stands for "another one, described below" among the measures and the sources. */
export const another = "another";

export const observationSchema = z
  .object({
    /** Made when the page was drawn: sending the form twice records once. */
    id: z.uuid({ error: "Open the page again" }),
    measure: text(200).min(1, "Choose what is counted"),
    measure_title: text(200).default(""),
    measure_unit: text(100).default(""),
    measure_kind: z.string().default(""),
    value: number("required"),
    value_to: number("optional"),
    qualifier: keyed(qualifiers, "Choose the word that the source puts before the number"),
    /** What was counted, where it is known: the word before the printed number is then checked, or chosen. */
    exact_value: number("optional"),
    rounded_to: number("optional"),
    basis: keyed(recordedBases, "Say what the period rests on"),
    period_from: day,
    period_to: day,
    as_at: day,
    evidence_class: keyed(evidenceClasses, "Say where the figure comes from"),
    /** Of an official statistic: it is recorded as released, and never before. */
    released_on: day,
    source: text(200).min(1, "Choose the source"),
    source_title: text(300).default(""),
    source_reference: text(500).default(""),
    source_ref: text(200).default(""),
    other_actions: text(200).default(""),
    note: text(2000).default(""),
  })
  .superRefine((typed, at) => {
    const complain = (path: string, message: string) => at.addIssue({ code: "custom", path: [path], message });
    if (typed.measure === another) {
      if (typed.measure_title === "") complain("measure_title", "Name what is counted");
      if (typed.measure_unit === "") complain("measure_unit", "Say in what it is counted, like people trained");
      if (!Object.hasOwn(measureKinds, typed.measure_kind)) complain("measure_kind", "Say what kind of figure it is");
    }
    if (typed.source === another && typed.source_title === "") complain("source_title", "Name the document or the body that reports it");
    if (typed.value !== null && typed.value_to !== null && typed.value_to <= typed.value) complain("value_to", "The end of the range has to be higher than its start");
    if (typed.value_to !== null && typed.qualifier !== "") complain("qualifier", "A range takes no such word: choose the exact number");
    if (typed.exact_value !== null && typed.value_to !== null) complain("exact_value", "A range has no one exact number: leave this empty");
    if (typed.rounded_to !== null && typed.rounded_to <= 0) complain("rounded_to", "Enter a step above nought, like 1,000");
    else if (typed.exact_value !== null && typed.value !== null && typed.value_to === null) {
      const chosen = wordFor(typed.qualifier, typed.exact_value, typed.value, typed.rounded_to);
      if ("message" in chosen) complain("qualifier", chosen.message);
    }
    if (typed.evidence_class === "C" && typed.released_on === null) complain("released_on", "Enter the day on which the statistic was released: it is recorded as released, and never before");
    if (typed.evidence_class !== "C" && typed.released_on !== null) complain("released_on", "Leave this empty: only an official statistic has a day of release");
    periodComplaints(typed, complain);
  })
  .transform((typed) => {
    const { exact_value, value, value_to } = typed;
    if (exact_value === null || value === null || value_to !== null) return { ...typed, rounded_to: null };
    const chosen = wordFor(typed.qualifier, exact_value, value, typed.rounded_to);
    return { ...typed, rounded_to: typed.rounded_to ?? stepOf(value), qualifier: "word" in chosen ? chosen.word : typed.qualifier };
  });
export type ObservationInput = z.output<typeof observationSchema>;

const wordFor = (word: keyof typeof qualifiers, exact: number, printed: number, step: number | null) => chooseQualifier(word, { exact, printed, step: step ?? stepOf(printed) });

export const correctionSchema = z.object({ reason: text(2000).min(1, "Say why the figure changes: the reason stands beside both") });

export const differenceSchema = z.object({
  published_value: number("required"),
  source: text(200).min(1, "Choose the source"),
  source_ref: text(200).default(""),
  note: text(2000).min(1, "Say what differs and why, as far as it is known"),
});
export type DifferenceInput = z.output<typeof differenceSchema>;

interface TypedPeriod {
  basis: RecordedBasis;
  period_from: string | null;
  period_to: string | null;
  as_at: string | null;
}

/** Each basis has its own dates: a period that is half filled would mean nothing a year later. */
function periodComplaints({ basis, period_from, period_to, as_at }: TypedPeriod, complain: (path: string, message: string) => void): void {
  if (as_at === null) complain("as_at", "Enter the day on which this was true: without it nobody can compare it later");
  if (basis === "as-at") {
    if (period_from !== null) complain("period_from", "Leave this empty, or choose a basis with dates");
    if (period_to !== null) complain("period_to", "Leave this empty, or choose a basis with dates");
    return;
  }
  if (period_from === null) complain("period_from", "Enter the first day of the period");
  if (basis === "open-ended" && period_to !== null) complain("period_to", "Leave this empty, or choose “Between two dates”");
  if (basis === "stated" && period_to === null) complain("period_to", "Enter the last day of the period");
  if (period_from !== null && period_to !== null && period_to < period_from) complain("period_to", "The period ends before it begins: change one of the dates");
  const end = basis === "stated" ? period_to : period_from;
  if (as_at !== null && end !== null && as_at < end) complain("as_at", basis === "stated" ? "This is before the period ends: choose a later day" : "This is before the period begins: choose a later day");
}

/** "3.1, 4.2" as references, each once. */
export const splitReferences = (typed: string): string[] => [...new Set(typed.split(/[\s,;]+/).filter((ref) => ref !== ""))];

