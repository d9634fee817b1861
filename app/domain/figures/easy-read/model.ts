/** Easy Read: short sentences, one idea each, with figures as slots. What an official may write, and how it is filled. Pure. */
import { z } from "zod";
import { isDay } from "../../kernel/time.ts";
import { statuses, type Status } from "../../strategy/status.ts";

export const mostWords = 15;
const slot = /\{([a-z0-9]+(?:-[a-z0-9]+)*)\}/g;

export const linesOf = (sentences: string): string[] => sentences.split("\n").map((line) => line.trim()).filter((line) => line !== "");
/** The measures that a text names, each once. */
export const slotsOf = (sentences: string): string[] => [...new Set([...sentences.matchAll(slot)].map(([, code]) => code!))];

/** A number in words takes two or three words to read. */
const wordsIn = (line: string): number => line.replace(slot, "about a number").split(/\s+/).filter(Boolean).length;

/** What makes a line hard to read; undefined when nothing does. */
export function lineFault(line: string): string | undefined {
  if (/[{}]/.test(line.replace(slot, ""))) return "A brace stands alone. Name a measure between two braces, like {dbi-people-referred}";
  if (!/[.?]$/.test(line)) return "End the sentence with a full stop";
  if (/[.?!]\s/.test(line)) return "One sentence a line: put the second one on a line of its own";
  if (/[;:()[\]%]|\be\.g\b|\bi\.e\b/i.test(line)) return "Leave out brackets, colons, per cent signs and short forms";
  if (wordsIn(line) > mostWords) return `That is ${wordsIn(line)} words. Use at most ${mostWords}: say one thing, then the next`;
  return undefined;
}

export const easyReadSchema = z
  .object({
    /** The version that the page was drawn from. */
    seen: z.coerce.number().int().min(0),
    title: z.string().trim().min(1, "Enter a short title").max(80, "Use 80 characters or fewer"),
    sentences: z.string().trim().min(1, "Write at least one sentence").max(4_000, "Use 4,000 characters or fewer"),
    checked_with: z.string().trim().max(200, "Use 200 characters or fewer"),
    checked_on: z.union([z.literal("").transform(() => null), z.string().refine(isDay, "Enter the day on which they read it")]),
  })
  .superRefine((typed, check) => {
    const faults = linesOf(typed.sentences).flatMap((line, index) => {
      const fault = lineFault(line);
      return fault ? [`Line ${index + 1}: ${fault}.`] : [];
    });
    if (faults.length > 0) check.addIssue({ code: "custom", path: ["sentences"], message: faults.slice(0, 5).join(" ") });
    if ((typed.checked_with === "") !== (typed.checked_on === null))
      check.addIssue({ code: "custom", path: [typed.checked_with === "" ? "checked_with" : "checked_on"], message: "Say both who read it and on which day, or neither" });
  });
export type EasyReadInput = z.output<typeof easyReadSchema>;

export interface FilledLine {
  text: string;
  /** The measures behind its numbers. */
  measures: string[];
}

/**
 * The lines with their numbers in words. A line whose number is not known any more is left out: half a sentence is no sentence.
 * @param values by measure's code; undefined where there is none that can be said plainly
 */
export function fillLines(sentences: string, values: ReadonlyMap<string, string | undefined>): { lines: FilledLine[]; left_out: string[] } {
  const lines: FilledLine[] = [];
  const left_out: string[] = [];
  for (const line of linesOf(sentences)) {
    const measures = slotsOf(line);
    if (measures.some((code) => values.get(code) === undefined)) {
      left_out.push(line);
      continue;
    }
    const text = line.replace(slot, (_, code: string) => values.get(code)!);
    lines.push({ text: `${text.charAt(0).toUpperCase()}${text.slice(1)}`, measures });
  }
  return { lines, left_out };
}

const plainStatus: Record<Status, (count: number) => string> = {
  delivered: (count) => (count === 1 ? "1 is done." : `${count} are done.`),
  "on-track": (count) => (count === 1 ? "1 is going to plan." : `${count} are going to plan.`),
  "at-risk": (count) => (count === 1 ? "1 might be late." : `${count} might be late.`),
  "off-track": (count) => (count === 1 ? "1 is not going to plan." : `${count} are not going to plan.`),
  "missed-no-risk": (count) => (count === 1 ? "1 is late." : `${count} are late.`),
  "missed-with-risk": (count) => (count === 1 ? "1 is late and might not get done." : `${count} are late and might not get done.`),
};

/** How the actions of a priority stand, one fact a sentence; counted from the last report to the Leadership Board. */
export function standingLines(actions: number, reported: readonly Status[]): string[] {
  const all = actions === 1 ? "We know of 1 action in this part of the plan." : `We know of ${actions} actions in this part of the plan.`;
  if (reported.length === 0) return [all, "We do not know yet how the work is going."];
  const rest = actions - reported.length;
  return [
    all,
    ...(Object.keys(statuses) as Status[]).flatMap((status) => {
      const count = reported.filter((one) => one === status).length;
      return count === 0 ? [] : [plainStatus[status](count)];
    }),
    ...(rest > 0 ? [rest === 1 ? "We do not know about 1 of them." : `We do not know about ${rest} of them.`] : []),
  ];
}
