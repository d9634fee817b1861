/**
 * The answers that wait to be sent, as plain data: what comes first, what a later edit replaces, what an answer of the server means
 * for those behind it. Nothing here reaches the browser or the network.
 */

/** A field as a form posts it. */
export type Field = readonly [name: string, value: string];

/** What may lie on the device in the clear: never a word that somebody typed. */
export interface Label {
  /** The idempotency key, a new one for each new text: the server answers a repeated key as it did the first time. */
  key: string;
  application: string;
  person: string;
  section: string;
  question: string;
  /** The open page that looks after it. */
  tab: string;
  /** The field whose text it is: the page that it was typed in. A later text of the same line goes on from it; one of another does not. */
  line: string;
  /** Milliseconds of the device's clock. */
  at: number;
  /** The version of the answer that the text was written on. */
  base: number;
  /** It may have reached the server: from now on it is only ever sent again exactly as it is. */
  tried: boolean;
}
export interface Waiting extends Label {
  fields: readonly Field[];
  /** Two texts stand side by side: it waits for the person to choose. */
  held: boolean;
  /** A page that was closed wrote it: it is sent before what is typed on from it, never replaced by it. */
  left: boolean;
}
export type Queue = readonly Waiting[];

export interface Edit extends Omit<Label, "tried"> {
  fields: readonly Field[];
  held?: boolean;
}

const goesOn = (one: Pick<Label, "question" | "line">) => (other: Label): boolean => other.question === one.question && other.line === one.line;

/**
 * A text that was typed. It takes the place of an earlier one of its line that was never sent; behind one that may have reached the
 * server it queues, because that one's fate is not known. `drop` names the records that are no longer needed.
 */
export function write(queue: Queue, edit: Edit): { queue: Queue; put: Waiting; drop: string[] } {
  const last = queue.filter(goesOn(edit)).at(-1);
  const put: Waiting = { ...edit, base: last?.base ?? edit.base, tried: false, held: edit.held ?? last?.held ?? false, left: false };
  if (last && !last.tried && !last.left) return { queue: queue.map((one) => (one === last ? put : one)), put, drop: [last.key] };
  return { queue: [...queue, put], put, drop: [] };
}

/** The one to send now: the oldest that is not held back. */
export const first = (queue: Queue): Waiting | undefined => queue.find((one) => !one.held);

/** The record's text may be with the server from now on. */
export const tried = (queue: Queue, key: string): Queue => change(queue, (one) => one.key === key, { tried: true });

/** The server has it: it goes, and what was typed after it stands on the version that it became: `rebased`, to be kept anew. */
export function saved(queue: Queue, key: string, version: number): { queue: Queue; rebased: Waiting[] } {
  const done = queue.find((one) => one.key === key);
  if (!done) return { queue, rebased: [] };
  const follows = (one: Waiting) => goesOn(done)(one) && !one.tried;
  const next = change(queue.filter((one) => one !== done), follows, { base: version });
  return { queue: next, rebased: next.filter(follows) };
}

/** Somebody else was there first: the server keeps this text beside theirs, and what was typed after it waits for the choice. */
export function refused(queue: Queue, key: string): Queue {
  const done = queue.find((one) => one.key === key);
  return done ? change(queue.filter((one) => one !== done), goesOn(done), { held: true }) : queue;
}

/** What was typed after a text that was refused, in its order. */
export const since = (queue: Queue, of: Pick<Label, "question" | "line">): Waiting[] => queue.filter(goesOn(of));

/** The choice is made: what of this line waited for it is settled, in the text that was chosen. `drop` names what goes. */
export function settled(queue: Queue, of: Pick<Label, "question" | "line">): { queue: Queue; drop: string[] } {
  const gone = queue.filter(goesOn(of));
  return { queue: queue.filter((one) => !gone.includes(one)), drop: gone.map((one) => one.key) };
}

/** A key that the server knows with another text: the same text goes again under a new one. */
export const rekeyed = (queue: Queue, key: string, fresh: string): Queue => change(queue, (one) => one.key === key, { key: fresh, tried: false });

const change = (queue: Queue, which: (one: Waiting) => boolean, to: Partial<Waiting>): Queue => queue.map((one) => (which(one) ? { ...one, ...to } : one));

// ---- what lies on the device from before

/** Milliseconds after which what was never sent is thrown away. */
export const keptFor = 14 * 24 * 60 * 60 * 1_000;
export const isExpired = ({ at }: Pick<Label, "at">, now: number): boolean => now - at >= keptFor;

/**
 * The records of this person and this draft that no open page looks after, oldest first: they were left by a page that was closed.
 * @param open the pages that are open now; undefined where the browser can't say, then only this page's own are left out
 */
export function leftBehind<T extends Label>(records: readonly T[], { person, application, tab, open }: { person: string; application: string; tab: string; open: ReadonlySet<string> | undefined }): T[] {
  return records
    .filter((one) => one.person === person && one.application === application && one.tab !== tab && !(open?.has(one.tab) ?? false))
    .sort((a, b) => a.at - b.at || Number(b.tried) - Number(a.tried));
}

// ---- what an answer of the server means

export interface Standing<V> {
  id: string;
  version: number;
  standing: { value: V | null; by: string | null; at: string | null };
  mine: { value: V | null };
}
export type Outcome<V> =
  | { kind: "saved"; version: number; at: string }
  | ({ kind: "refused" } & Standing<V>)
  /** Sent or closed meanwhile. */
  | { kind: "late"; receipt: string | null }
  /** No connection, or nobody who answers: it goes again later. */
  | { kind: "away" }
  | { kind: "signed-out" }
  /** Somebody else is signed in here now. */
  | { kind: "other-person" }
  /** The right to write here has gone. */
  | { kind: "not-yours" }
  | { kind: "too-long" }
  /** The key is known with another text. */
  | { kind: "key-taken" };

/** What the resource answers to a save. */
export interface SaveAnswer<V> {
  saved: readonly { question: string; version: number; at: string }[];
  refused: readonly (Standing<V> & { question: string })[];
  errors: Readonly<Record<string, string>>;
  late: boolean;
  receipt: string | null;
  closed: boolean;
  /** Somebody else is signed in than the person whose answers these are: nothing was read. */
  otherPerson?: boolean;
}

/** @param body what was read as JSON; undefined where it was none */
export function outcomeOf<V>(question: string, status: number, body: Partial<SaveAnswer<V>> | undefined): Outcome<V> {
  if (status === 401) return { kind: "signed-out" };
  if (body?.otherPerson) return { kind: "other-person" };
  if (status === 403 || status === 404) return { kind: "not-yours" };
  if (status === 413) return { kind: "too-long" };
  if (status === 422) return { kind: "key-taken" };
  if (status !== 200 || !body) return { kind: "away" };
  if (body.late) return { kind: "late", receipt: body.receipt ?? null };
  const beside = body.refused?.find((one) => one.question === question);
  if (beside) return { kind: "refused", ...beside };
  const done = body.saved?.find((one) => one.question === question);
  return done ? { kind: "saved", version: done.version, at: done.at } : { kind: "away" };
}

/** Milliseconds until the next try: twice as long each time, up to half a minute, never all devices at once. @param chance 0 to 1 */
export const retryIn = (attempt: number, chance: number): number => Math.round(Math.min(30_000, 1_000 * 2 ** Math.min(attempt, 10)) * (0.75 + chance / 2));

// ---- when a text is taken

/** Milliseconds after the last keystroke. */
const pause = 800;
/** Milliseconds after the first keystroke that is not saved: with the way to the server less than two seconds. */
const longest = 1_500;
/** When what is being typed is taken, for a person who goes on typing. Milliseconds of the same clock. */
export const takeAt = (firstTyped: number, lastTyped: number): number => Math.min(lastTyped + pause, firstTyped + longest);

/** Whether two sets of fields say the same: empty fields say nothing, line ends are all one. */
export const sameFields = (a: readonly Field[], b: readonly Field[]): boolean => sign(a) === sign(b);
export const sign = (fields: readonly Field[]): string => JSON.stringify(fields.filter(([, value]) => value.trim() !== "").map(([name, value]) => [name, value.replace(/\r\n?/g, "\n")]));
