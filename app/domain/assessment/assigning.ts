/**
 * Sharing applications out among readers: even loads, nobody who may not read, enough readers with lived experience. Pure; it proposes and
 * a person decides. Loads are evened out by moving one application at a time along a chain of readers from the busiest to the least busy,
 * until no such chain is left (Harvey, Ladner, Lovász, Tamir: Semi-matchings for bipartite graphs and load balancing, 2006).
 */
import { z } from "zod";

/** So many applications are shared out at once; what is left comes next, with the loads that stand then. */
export const mostAtOnce = 300;

const wholeFrom = (least: number, most: number, words: string) =>
  z.string().default("").transform((typed) => typed.trim()).refine((typed) => /^\d{1,2}$/.test(typed) && Number(typed) >= least && Number(typed) <= most, words).transform(Number);
export const wantedSchema = z
  .object({ per_application: wholeFrom(1, 10, "Enter a number from 1 to 10"), lived_experience: wholeFrom(0, 3, "Enter a number from 0 to 3") })
  .refine(({ per_application, lived_experience }) => lived_experience <= per_application, { path: ["lived_experience"], message: "This can't be more than the readers of each application" });
export type Wanted = z.output<typeof wantedSchema>;

export interface Reader {
  id: string;
  livedExperience: boolean;
  /** What they read beyond these applications. */
  holds?: number;
}
export interface Pair {
  application_id: string;
  person_id: string;
}
export interface ToAssign {
  /** In the order in which they are listed. */
  applications: readonly string[];
  readers: readonly Reader[];
  /** Readers wanted for each application. */
  perApplication: number;
  /** How many of these have lived experience, at least. */
  livedExperience: number;
  /** Who may not read what, for whichever reason. */
  closed: readonly Pair[];
  /** Who reads already. They count for each application and in each reader's load, and are never moved. */
  already: readonly Pair[];
}
export interface Proposal {
  pairs: Pair[];
  /** Each reader's applications after the proposal, those of before included. */
  loads: Map<string, number>;
  /** What could not be met, by application. */
  unmet: { application_id: string; readers: number; livedExperience: number }[];
}

/** Which readers each application gets. The same input gives the same proposal. */
export function proposeAssignments(input: ToAssign): Proposal {
  const state = begin(input);
  // Where the choice is small it is made first: it can't be made up for later.
  const order = state.applications.map((_, index) => index).sort((a, b) => openTo(state, a).length - openTo(state, b).length || a - b);
  for (const application of order) give(state, application, Math.min(input.livedExperience, input.perApplication) - livedOf(state, application), true);
  for (const application of order) give(state, application, input.perApplication - state.on[application]!.size, false);
  evenOut(state, Math.min(input.livedExperience, input.perApplication));
  return {
    pairs: state.applications.flatMap((application_id, index) => [...state.given[index]!].sort((a, b) => a - b).map((reader) => ({ application_id, person_id: input.readers[reader]!.id }))),
    loads: new Map(input.readers.map(({ id }, index) => [id, state.loads[index]!])),
    unmet: state.applications.flatMap((application_id, index) => {
      const readers = Math.max(0, input.perApplication - state.on[index]!.size);
      const livedExperience = Math.max(0, Math.min(input.livedExperience, input.perApplication) - livedOf(state, index));
      return readers > 0 || livedExperience > 0 ? [{ application_id, readers, livedExperience }] : [];
    }),
  };
}

interface State {
  applications: readonly string[];
  lived: boolean[];
  /** By application, readers by their place: who may not, who is on it, who is new on it. */
  closed: Set<number>[];
  on: Set<number>[];
  given: Set<number>[];
  loads: number[];
  /** How often two readers meet on an application: mixing them makes readers comparable. */
  met: number[][];
}

function begin({ applications, readers, closed, already }: ToAssign): State {
  const placeOf = new Map(readers.map(({ id }, index) => [id, index]));
  const indexOf = new Map(applications.map((id, index) => [id, index]));
  const state: State = {
    applications,
    lived: readers.map(({ livedExperience }) => livedExperience),
    closed: applications.map(() => new Set()),
    on: applications.map(() => new Set()),
    given: applications.map(() => new Set()),
    loads: readers.map(({ holds = 0 }) => holds),
    met: readers.map(() => readers.map(() => 0)),
  };
  for (const { application_id, person_id } of closed) {
    const [application, reader] = [indexOf.get(application_id), placeOf.get(person_id)];
    if (application !== undefined && reader !== undefined) state.closed[application]!.add(reader);
  }
  for (const { application_id, person_id } of already) {
    const [application, reader] = [indexOf.get(application_id), placeOf.get(person_id)];
    if (application === undefined) continue;
    // A reader who is no longer on the panel still reads: a place beyond the others, without a load to even out.
    seat(state, application, reader ?? outsider(state, person_id, placeOf));
  }
  return state;
}

function outsider(state: State, person_id: string, placeOf: Map<string, number>): number {
  const place = state.met.length;
  placeOf.set(person_id, place);
  state.lived.push(false);
  for (const row of state.met) row.push(0);
  state.met.push(state.met.map(() => 0).concat(0));
  return place;
}

function seat(state: State, application: number, reader: number): void {
  for (const other of state.on[application]!) meet(state, reader, other, 1);
  state.on[application]!.add(reader);
  if (reader < state.loads.length) state.loads[reader]! += 1;
}

function meet({ met }: State, one: number, other: number, change: 1 | -1): void {
  met[one]![other]! += change;
  met[other]![one]! += change;
}

const openTo = ({ loads, closed, on }: State, application: number): number[] => loads.map((_, reader) => reader).filter((reader) => !closed[application]!.has(reader) && !on[application]!.has(reader));
const livedOf = ({ on, lived }: State, application: number): number => [...on[application]!].filter((reader) => lived[reader]).length;

/** Gives an application up to `count` more readers: the least busy first, of these who has met its other readers least. */
function give(state: State, application: number, count: number, livedOnly: boolean): void {
  for (let left = count; left > 0; left -= 1) {
    const meetings = (reader: number) => [...state.on[application]!].reduce((sum, other) => sum + state.met[reader]![other]!, 0);
    const [next] = openTo(state, application)
      .filter((reader) => !livedOnly || state.lived[reader])
      .sort((a, b) => state.loads[a]! - state.loads[b]! || meetings(a) - meetings(b) || a - b);
    if (next === undefined) return;
    seat(state, application, next);
    state.given[application]!.add(next);
  }
}

/** Moves applications along chains of readers while that brings a busy and a less busy one closer together. */
function evenOut(state: State, livedWanted: number): void {
  for (;;) {
    const byLoad = state.loads.map((_, reader) => reader).sort((a, b) => state.loads[b]! - state.loads[a]! || a - b);
    const chain = byLoad.map((from) => findChain(state, from, livedWanted)).find((found) => found !== undefined);
    if (!chain) return;
    for (const { application, from, to } of chain) hand(state, application, from, to);
  }
}

interface Hand {
  application: number;
  from: number;
  to: number;
}

/** The shortest chain of handings-over from a reader to one who has at least two applications fewer. */
function findChain(state: State, start: number, livedWanted: number): Hand[] | undefined {
  if (state.loads[start]! < 2) return undefined;
  const reached = new Map<number, Hand | undefined>([[start, undefined]]);
  const waiting = [start];
  for (let from = waiting.shift(); from !== undefined; from = waiting.shift())
    for (const [application, given] of state.given.entries()) {
      if (!given.has(from)) continue;
      const spare = !state.lived[from] || livedOf(state, application) > livedWanted;
      for (const to of openTo(state, application)) {
        if (reached.has(to) || (!spare && !state.lived[to])) continue;
        reached.set(to, { application, from, to });
        if (state.loads[to]! <= state.loads[start]! - 2) return unwind(reached, to);
        waiting.push(to);
      }
    }
  return undefined;
}

function unwind(reached: Map<number, Hand | undefined>, end: number): Hand[] {
  const hands: Hand[] = [];
  for (let hand = reached.get(end); hand; hand = reached.get(hand.from)) hands.unshift(hand);
  // From the far end, so that everybody has given before they take: no application is twice with one reader on the way.
  return hands.reverse();
}

function hand(state: State, application: number, from: number, to: number): void {
  const on = state.on[application]!;
  on.delete(from);
  for (const other of on) meet(state, from, other, -1);
  state.given[application]!.delete(from);
  state.loads[from]! -= 1;
  seat(state, application, to);
  state.given[application]!.add(to);
}
