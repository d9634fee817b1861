/** The board as a page shows it to one person: with a scenario, at its line, in words; and what of it may be recorded at once. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Conflict, Invalid, WrongState } from "../kernel/errors.ts";
import { sha256 } from "../kernel/ids.server.ts";
import { boardAt, declinesBelow, lineAfter, lineThatFits, proposedFor, seenAbove, type BoardAt, type BoardFacts, type BoardLine, type SeenBoard } from "./board.ts";
import { readBoard, readStamp, type BoardStamp } from "./board.server.ts";
import { boardWords, type BoardWords } from "./board-words.ts";
import { decide } from "./decide.server.ts";
import { findOpenMeeting } from "./meeting-read.server.ts";
import { isAward, type Outcome } from "./model.ts";
import { may } from "./policy.ts";
import { findScenario, shownScenario, type Scenario, type Shown } from "./scenario.server.ts";

type OpenMeeting = NonNullable<Awaited<ReturnType<typeof findOpenMeeting>>>;

export interface BoardView {
  facts: BoardFacts;
  seen: SeenBoard;
  scenario: Shown;
  at: BoardAt;
  words: BoardWords;
  /** What an open page sends back: nothing this person sees has changed while this is the same. */
  token: string;
  /** As the token, of the rows and the money alone: the same while just the line moved. */
  rows: string;
}

/** What a person was last shown of a board, and the state of the tables that it was read in: so that most questions cost two short queries. */
const lastShown = new Map<string, { state: string; token: string }>();
const personsKept = 2_000;

const stateOf = (stamp: BoardStamp, scenario: Pick<Shown, "id" | "version">): string => `${stamp.facts} ${scenario.id ?? "none"} ${scenario.version}`;
const viewerOf = (person: PersonActor, potId: string, scenarioId: string | null): string => `${person.id} ${potId} ${scenarioId ?? "board"}`;

/**
 * Whether nothing that this person sees has changed since a token was given. The token is made of what they see alone: from a token that
 * stays the same they learn nothing of what is closed to them. Throws NotFound and NotAllowed as the policy says.
 */
export async function boardIsSame(db: Kysely<DB>, person: PersonActor, potId: string, scenarioId: string | null, since: string): Promise<boolean> {
  const stamp = await readStamp(db, potId);
  permit(may.seeBoard(person, stamp));
  const scenario = await findScenario(db, potId, scenarioId);
  const last = lastShown.get(viewerOf(person, potId, scenarioId));
  return last?.token === since && last.state === stateOf(stamp, scenario ?? { id: null, version: 0 });
}

/** Throws NotFound and NotAllowed as the policy says. @param scenarioId null for the board's own */
export async function readBoardView(db: Kysely<DB>, person: PersonActor, potId: string, scenarioId: string | null): Promise<BoardView & { meeting: OpenMeeting | null }> {
  const stamp = await readStamp(db, potId);
  permit(may.seeBoard(person, stamp));
  const { facts, seen } = await readBoard(db, potId, person.id, stamp);
  const meeting = (await findOpenMeeting(db, potId)) ?? null;
  const view = { ...(await viewOf(db, { facts, seen }, await findScenario(db, potId, scenarioId), meeting)), meeting };
  const viewer = viewerOf(person, potId, scenarioId);
  lastShown.delete(viewer);
  lastShown.set(viewer, { state: stateOf(stamp, view.scenario), token: view.token });
  if (lastShown.size > personsKept) lastShown.delete(lastShown.keys().next().value!);
  return view;
}

/** Another scenario of the same board. */
export async function viewOf(db: Kysely<DB>, { facts, seen }: { facts: BoardFacts; seen: SeenBoard }, found: Scenario | null, meeting: OpenMeeting | null = null): Promise<BoardView> {
  const scenario = await shownScenario(db, found, () => lineAfter(seen, lineThatFits(facts, seen)));
  const at = boardAt(facts, seen, seenAbove(seen, scenario.line), scenario.proposals);
  const words = boardWords(at, seen);
  const proposals = seen.lines.flatMap((line) => scenario.proposals.has(line.application_id) ? [[line.application_id, scenario.proposals.get(line.application_id)]] : []);
  const rows = digest([hashOf(facts, seen), proposals, at.limits.map(({ allocation_pence, committed_pence }) => [allocation_pence, committed_pence]), meeting && [meeting.id, meeting.present]]);
  return { facts, seen, scenario, at, words, rows, token: digest([rows, at.above, words]) };
}

const digest = (value: unknown): string => sha256(JSON.stringify(value)).slice(0, 24);
/** A hash of the lines is made once for each list, which is read once for each version of the board. */
const hashes = new WeakMap<readonly BoardLine[], string>();
function hashOf(facts: BoardFacts, { lines }: SeenBoard): string {
  const known = hashes.get(lines);
  if (known) return known;
  const hash = digest([lines, facts.codes.filter((code) => code.list !== "place" || code.at_least !== null)]);
  hashes.set(lines, hash);
  return hash;
}

export interface ToRecord {
  application_id: string;
  organisation_name: string;
  title: string;
  asked_pence: number;
  outcome: Outcome;
  amount_pence: number;
}
/** So many are recorded with one press. */
export const mostAtOnce = 100;

/**
 * What the board proposes, in its order: awards, reserves and declines. A condition has words of its own, so awards with one are decided
 * by themselves.
 * @param below instead a decline for everything below the line that was scored, is open and has nothing else proposed
 */
export function toRecord({ seen, at, scenario }: BoardView, below = false): { lines: ToRecord[]; more: number; conditional: number } {
  const all = seen.lines.flatMap((line, index): ToRecord[] => {
    const proposed = !below ? proposedFor(line, index < at.above, scenario.proposals) : declinesBelow(seen, index, at.above, scenario.proposals) ? ({ outcome: "decline", amount_pence: 0 } as const) : null;
    return proposed ? [{ application_id: line.application_id, organisation_name: line.organisation_name, title: line.title, asked_pence: line.asked_pence, ...proposed }] : [];
  });
  const lines = all.filter(({ outcome }) => outcome !== "conditional");
  return { lines: lines.slice(0, mostAtOnce), more: Math.max(0, lines.length - mostAtOnce), conditional: all.length - lines.length };
}

/** What stands for these lines in the form: it is sent back, so that nothing is recorded that nobody looked at. */
export const previewOf = (lines: readonly ToRecord[]): string => sha256(JSON.stringify(lines.map(({ application_id, asked_pence, outcome, amount_pence }) => [application_id, asked_pence, outcome, amount_pence])));

/**
 * Records what the board proposes: all of it or nothing, each as if it had been decided by itself.
 * @param input.preview what the person looked at
 * @param input.below instead the declines of what stands below the line
 * @returns how many were recorded, and how many of them a second person confirms
 * @throws Conflict where the board moved on meanwhile, WrongState with the group whose decision was refused and why
 */
export async function recordBoard(
  context: Context, potId: string, scenarioId: string | null, input: { preview: string; reasons: string; feedback: string; below?: boolean },
): Promise<{ recorded: number; second: number }> {
  return inTransaction(context, async (tx) => {
    const { lines } = toRecord(await readBoardView(tx.db, tx.actor as PersonActor, potId, scenarioId), input.below);
    if (previewOf(lines) !== input.preview) throw new Conflict("The board changed since you opened this page. Look at the list again before you record it");
    // All at once and in one order, before the pot: else two who record wait for each other.
    if (lines.length > 0) await tx.db.selectFrom("application").select("id").where("id", "in", lines.map(({ application_id }) => application_id)).orderBy("id").forNoKeyUpdate().execute();
    let second = 0;
    for (const line of lines) {
      const { needs_second } = await decide(tx, line.application_id, {
        outcome: line.outcome, amount_pence: line.outcome === "part" || line.outcome === "reserve" ? line.amount_pence : null, reasons: input.reasons,
        feedback: isAward(line.outcome) && line.outcome === "full" ? "" : input.feedback, conditions: "", seen_asked_pence: line.asked_pence,
      }).catch((error: unknown) => {
        if (error instanceof WrongState || error instanceof Invalid) throw new WrongState(`${line.organisation_name}: ${error.message}. Nothing was recorded`);
        throw error;
      });
      if (needs_second) second += 1;
    }
    return { recorded: lines.length, second };
  });
}
