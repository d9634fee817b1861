/** What a letter is to the staff who work on it: its states, what blocks it, and what its forms may say. Pure. */
import { z } from "zod";
import { findingKinds, standingFindings, type Finding } from "./forbidden.ts";

export const lettersPageSize = 25;

export const letterStates = {
  blocked: { words: "Something to look at", colour: "red" },
  "to-read": { words: "To read", colour: "blue" },
  right: { words: "Read and right", colour: "green" },
} as const;
export type LetterState = keyof typeof letterStates;
export const letterState = ({ blocked, checked_at }: { blocked: boolean; checked_at: Date | string | null }): LetterState => (blocked ? "blocked" : checked_at ? "right" : "to-read");

/** The finding in words: what it is and how it stands in the letter. */
export const findingWords = ({ kind, found }: Finding): string => (kind === "reading-age" ? `${findingKinds[kind].words}: written for readers of ${found}` : `${findingKinds[kind].words}: “${found}”`);

/** Findings as they are kept. What is not one, such as a kind that is no longer looked for, is left out. */
export const readFindings = (kept: unknown): Finding[] =>
  (Array.isArray(kept) ? kept : []).flatMap((one: unknown) => {
    if (typeof one !== "object" || one === null || !("kind" in one) || !("found" in one)) return [];
    const { kind, found } = one;
    return typeof kind === "string" && typeof found === "string" && Object.hasOwn(findingKinds, kind) ? [{ kind: kind as Finding["kind"], found }] : [];
  });

/** How far the letters of a pot are. */
export interface LettersCount {
  undrafted: number;
  blocked: number;
  to_read: number;
  right: number;
}
/** What a release would do. */
export interface WaitingCount {
  waiting: number;
  awards: number;
  amount_pence: number;
  unconfirmed: number;
}

const count = (number: number, one: string, many: string): string => `${number === 1 ? one : many.replace("#", number.toLocaleString("en-GB"))}`;
/** What stands in the way of a release, each in a sentence; none when nothing does. */
export function whatBlocks({ undrafted, blocked, to_read, unconfirmed }: LettersCount & WaitingCount): string[] {
  return [
    ...(undrafted > 0 ? [count(undrafted, "1 decision has no letter yet", "# decisions have no letter yet")] : []),
    ...(blocked > 0 ? [count(blocked, "1 letter holds something that must be looked at", "# letters hold something that must be looked at")] : []),
    ...(to_read > 0 ? [count(to_read, "1 letter has not been read and marked as right", "# letters have not been read and marked as right")] : []),
    ...(unconfirmed > 0 ? [count(unconfirmed, "1 decision waits for a second person", "# decisions wait for a second person")] : []),
  ];
}

export const letterForm = z.object({
  version: z.coerce.number().int().positive(),
  words: z.string().default("").transform((typed) => typed.replace(/\r\n?/g, "\n").trim()).pipe(z.string().min(1, "Write what the group will read").max(8000, "Use at most 8,000 characters")),
});
export type LetterInput = z.output<typeof letterForm>;

export interface SeenLetter {
  id: string;
  version: number;
}
/** "id:version" as the page of letters sends each one that was ticked. */
export function readSeen(sent: readonly string[]): SeenLetter[] {
  return sent.flatMap((one) => {
    const match = /^([0-9a-f-]{36}):(\d{1,9})$/.exec(one);
    return match ? [{ id: match[1]!, version: Number(match[2]) }] : [];
  });
}

/** Whether something stands in the letter that nobody has let stand. */
export const isBlocked = (findings: readonly Finding[], accepted: readonly string[]): boolean => standingFindings(findings, accepted).length > 0;
