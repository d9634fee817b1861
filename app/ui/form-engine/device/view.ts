/** What a page that saves by itself shows, and what it is asked to show. */
import type { Field, Standing } from "./queue.ts";

export type AnswerState =
  /** `was`: when an earlier text of it was saved. */
  | { kind: "waiting"; was: string | undefined }
  | { kind: "saved"; at: string }
  | { kind: "choose" }
  | { kind: "too-long" }
  /** Somebody else's words, shown since; `pending` while the person's own cursor stands in the answer. */
  | { kind: "changed"; by: string; at: string; pending: boolean };
export type Trouble = "slow" | "offline" | "away" | "signed-out" | "other-person" | "not-yours" | "late";

export interface Conflict<V> extends Standing<V> {
  line: string;
  /** Whether the person's own text is the one in the field, or one that an earlier page left behind. */
  inField: boolean;
  /** The person's own text now, where more was typed since. */
  typed?: readonly Field[];
}

/** What the page shows. Replaced as a whole at each change. */
export interface View<V> {
  trouble: Trouble | undefined;
  /** Whether what is unsent outlives this page. */
  keeps: boolean;
  unsent: number;
  answers: Readonly<Record<string, AnswerState>>;
  conflicts: Readonly<Record<string, Conflict<V>>>;
  here: readonly { name: string; section: string }[];
  /** Once the application is sent. */
  receipt: string | null;
  /** When an answer was last saved from this page: "10:42". */
  savedAt: string | undefined;
  /** What came too late to be saved here, to be copied. */
  leftOver: readonly { question: string; fields: readonly Field[] }[];
}

export const atFirst: View<never> = { trouble: undefined, keeps: false, unsent: 0, answers: {}, conflicts: {}, here: [], receipt: null, savedAt: undefined, leftOver: [] };

/** The page that the saver works for. */
export interface Page<V> {
  /** Another text now stands in this answer. */
  replace(question: string, value: V | null): void;
  /** As `replace`, from fields that were kept on the device. */
  restore(question: string, fields: readonly Field[]): void;
  version(question: string, version: number): void;
  /** "typed": something is typed that was not handed over yet. "in": untouched, and the cursor stands in it. */
  touched(question: string): "typed" | "in" | "no";
}
