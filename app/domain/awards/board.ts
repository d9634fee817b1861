/**
 * The board of a pot as arithmetic: the ranked list, a line in it, and what lies above. Pure, and one pass over the list, so that a move
 * of the line costs the same to the eye with fifty applications and with five thousand.
 */
import { isAward, median, type Outcome } from "./model.ts";

/** The lists whose coverage a board counts, and places. */
export const coverageLists = ["focus-group", "priority-issue", "family-group", "place"] as const;
export type CoverageList = (typeof coverageLists)[number];
export const coverageTitles: Record<CoverageList, string> = {
  "focus-group": "Focus groups", "priority-issue": "Issues", "family-group": "Families", place: "Places",
};

export interface CoverageCode {
  list: CoverageList;
  code: string;
  title: string;
  /** So many awards the fund wants at least; null where it set no target. */
  at_least: number | null;
}

/** What stands on a line once it was decided. */
export interface LineDecision {
  outcome: Outcome;
  /** Of the award that holds money; null for a decline, a reserve, and an award that ended. */
  amount_pence: number | null;
  award_status: string | null;
  released: boolean;
  needs_second: boolean;
  confirmed: boolean;
  reserve_position: number | null;
}
export interface BoardLine {
  application_id: string;
  reference: string;
  title: string;
  organisation_name: string;
  asked_pence: number;
  mean_percent: number | null;
  spread: number | null;
  sheets_sent: number;
  assigned: number;
  /** Which of the board's limits below the pot its money comes out of too; null for none. */
  sub_pot_id: string | null;
  /** Places in the board's list of codes. */
  codes: readonly number[];
  decision: LineDecision | null;
}
/**
 * Where a line is drawn: below the place in the order that a score and a reference have. So it stays where it is for everybody when an
 * application that is closed to some of them is scored again. An empty reference is above every application.
 */
export interface LineKey {
  percent: number | null;
  reference: string;
}
export const aboveAll: LineKey = { percent: null, reference: "" };

/** What a scenario says of one application, whatever its line says. `none`: nothing for now. */
export interface Proposal {
  outcome: Outcome | "none";
  /** For part, conditional and reserve. */
  amount_pence: number | null;
}
export type Proposals = ReadonlyMap<string, Proposal>;

/** A limit of money: the pot, a part of it, or a financial year. */
export interface Limit {
  kind: "pot" | "part" | "year" | "outside";
  id: string;
  title: string;
  /** Null where there is no limit of its own. */
  allocation_pence: number | null;
  committed_pence: number;
}
/** An award that stands in the pot and came of no application that is here. */
export interface OtherAward {
  amount_pence: number;
  codes: readonly number[];
}

/** The board of a pot as it is for everybody. */
export interface BoardFacts {
  lines: readonly BoardLine[];
  codes: readonly CoverageCode[];
  limits: readonly Limit[];
  others: readonly OtherAward[];
  /** The financial year that proposals are counted in. */
  year: string;
  smallest_pence: number | null;
}
/** The board as one person may see it. */
export interface SeenBoard {
  lines: readonly BoardLine[];
  /** Applications that are closed to them. */
  closed: number;
  /** How many lines at the top are ranked for them: the rest they still owe scores for. */
  ranked: number;
}

/**
 * Leaves out what is closed to a person; what they still owe scores for goes to the end with nothing that tells where it stands.
 */
export function seenBy({ lines }: Pick<BoardFacts, "lines">, closed: ReadonlySet<string>, owed: ReadonlySet<string>): SeenBoard {
  if (closed.size === 0 && owed.size === 0) return { lines, closed: 0, ranked: lines.length };
  const open = lines.filter((line) => !closed.has(line.application_id));
  const known = open.filter((line) => !owed.has(line.application_id));
  const hidden = open
    .filter((line) => owed.has(line.application_id))
    .map((line) => ({ ...line, mean_percent: null, spread: null }))
    .sort((a, b) => (a.reference < b.reference ? -1 : 1));
  return { lines: [...known, ...hidden], closed: lines.length - open.length, ranked: known.length };
}

/** Whether an application lies above a line: the order is by score, best first, unscored ones last, then by reference. */
export function isAbove({ mean_percent, reference }: Pick<BoardLine, "mean_percent" | "reference">, line: LineKey): boolean {
  if (line.reference === "") return false;
  if (mean_percent === null || line.percent === null) return mean_percent !== null || (line.percent === null && reference <= line.reference);
  return mean_percent > line.percent || (mean_percent === line.percent && reference <= line.reference);
}

/** How many of the lines that a person sees lie above a line. */
export function seenAbove({ lines, ranked }: SeenBoard, line: LineKey): number {
  let low = 0;
  let high = ranked;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAbove(lines[middle]!, line)) low = middle + 1;
    else high = middle;
  }
  return low;
}
/** The other way round: the line that a person draws after so many of those they see. */
export function lineAfter({ lines, ranked }: SeenBoard, above: number): LineKey {
  const last = lines[Math.max(0, Math.min(Math.trunc(above), ranked)) - 1];
  return last ? { percent: last.mean_percent, reference: last.reference } : aboveAll;
}

/** What is proposed for a line: as the scenario says, else its ask in full above the line and nothing below. Decided lines are decided. */
export function proposedFor(line: Pick<BoardLine, "application_id" | "asked_pence" | "decision">, above: boolean, proposals: Proposals): { outcome: Outcome; amount_pence: number } | null {
  if (line.decision) return null;
  const said = proposals.get(line.application_id);
  if (said) return said.outcome === "none" ? null : { outcome: said.outcome, amount_pence: said.outcome === "decline" ? 0 : (said.amount_pence ?? line.asked_pence) };
  return above ? { outcome: "full", amount_pence: line.asked_pence } : null;
}
/** Whether a line is declined with all that stands below the line: it was scored, is open and has nothing else proposed. What a person still owes scores for never is. */
export function declinesBelow({ lines, ranked }: SeenBoard, index: number, above: number, proposals: Proposals): boolean {
  const line = lines[index]!;
  if (index < above || index >= ranked || line.mean_percent === null || line.decision) return false;
  return (proposals.get(line.application_id)?.outcome ?? "decline") === "decline";
}
export interface LimitAt extends Limit {
  proposed_pence: number;
  /** Negative where the proposals are more than there is; null without a limit. */
  remaining_pence: number | null;
}
export interface CoverageAt extends CoverageCode {
  /** Decided and proposed awards that have the code. */
  awards: number;
  amount_pence: number;
  /** How many applications on the list have it. */
  applications: number;
}
export interface BoardAt {
  /** Lines that the person sees above the line. */
  above: number;
  limits: LimitAt[];
  coverage: CoverageAt[];
  /** Awards decided and proposed, and the middle one of them. */
  awards: number;
  proposed_awards: number;
  proposed_pence: number;
  median_pence: number | null;
  /** The sum of the mean scores of what is awarded or proposed, each worth its share of what it asked for. */
  score: number;
  /** Proposed reserves and declines. */
  reserves: number;
  declines: number;
  /** Proposed awards on a condition: each is decided by itself. */
  conditional: number;
  /** What would be declined with all that stands below the line. */
  below: number;
}

/** Everything that the board says of a line, in one pass. @param above how many of the seen lines lie above it */
export function boardAt(facts: BoardFacts, seen: SeenBoard, above: number, proposals: Proposals): BoardAt {
  const parts = new Map<string, number>();
  const counts = facts.codes.map((code) => ({ ...code, awards: 0, amount_pence: 0, applications: 0 }));
  const amounts: number[] = [];
  const sums = { proposed: 0, awards: 0, outside: 0, score: 0, reserves: 0, declines: 0, conditional: 0, below: 0 };
  const take = (codes: readonly number[], amount: number) => {
    amounts.push(amount);
    for (const code of codes) {
      counts[code]!.awards += 1;
      counts[code]!.amount_pence += amount;
    }
  };
  for (const other of facts.others) take(other.codes, other.amount_pence);
  seen.lines.forEach((line, index) => {
    for (const code of line.codes) counts[code]!.applications += 1;
    const proposed = proposedFor(line, index < above, proposals);
    const amount = line.decision ? line.decision.amount_pence : proposed && isAward(proposed.outcome) ? proposed.amount_pence : null;
    if (proposed?.outcome === "reserve") sums.reserves += 1;
    if (proposed?.outcome === "decline") sums.declines += 1;
    if (proposed?.outcome === "conditional") sums.conditional += 1;
    if (declinesBelow(seen, index, above, proposals)) sums.below += 1;
    if (amount === null) return;
    take(line.codes, amount);
    if (line.mean_percent !== null && line.asked_pence > 0) sums.score += (line.mean_percent * amount) / line.asked_pence;
    if (line.decision) return;
    sums.proposed += amount;
    sums.awards += 1;
    if (line.sub_pot_id === null) sums.outside += amount;
    else parts.set(line.sub_pot_id, (parts.get(line.sub_pot_id) ?? 0) + amount);
  });
  const proposedIn = ({ kind, id }: Limit) => (kind === "pot" ? sums.proposed : kind === "part" ? (parts.get(id) ?? 0) : kind === "outside" ? sums.outside : id === facts.year ? sums.proposed : 0);
  return {
    above,
    limits: facts.limits.map((limit) => {
      const proposed_pence = proposedIn(limit);
      return { ...limit, proposed_pence, remaining_pence: limit.allocation_pence === null ? null : limit.allocation_pence - limit.committed_pence - proposed_pence };
    }),
    // A place that nobody here comes from is not named: it could be that of an application that is closed to this person.
    coverage: counts.filter((row) => row.list !== "place" || row.applications > 0 || row.awards > 0 || row.at_least !== null),
    awards: amounts.length, proposed_awards: sums.awards, proposed_pence: sums.proposed, median_pence: median(amounts), score: sums.score,
    reserves: sums.reserves, declines: sums.declines, conditional: sums.conditional, below: sums.below,
  };
}

/**
 * After how many of the lines that a person sees the money runs out: going down until the first ask that does not fit its pot, its part or
 * its year. It never decides: where money is left because a part is full, people may draw the line lower.
 */
export function lineThatFits(facts: Pick<BoardFacts, "limits" | "year">, seen: SeenBoard, proposals: Proposals = new Map()): number {
  const left = new Map(facts.limits.flatMap((limit) => (limit.allocation_pence === null ? [] : [[`${limit.kind} ${limit.id}`, limit.allocation_pence - limit.committed_pence]])));
  const takes = (line: BoardLine, amount: number): boolean => {
    const keys = ["pot pot", line.sub_pot_id === null ? "outside outside" : `part ${line.sub_pot_id}`, `year ${facts.year}`].filter((key) => left.has(key));
    if (keys.some((key) => left.get(key)! < amount)) return false;
    for (const key of keys) left.set(key, left.get(key)! - amount);
    return true;
  };
  for (const line of seen.lines) {
    const proposed = proposals.has(line.application_id) ? proposedFor(line, true, proposals) : null;
    if (proposed && isAward(proposed.outcome)) takes(line, proposed.amount_pence);
  }
  const over = seen.lines.findIndex((line, index) => {
    if (index >= seen.ranked || line.mean_percent === null) return true;
    return line.decision === null && !proposals.has(line.application_id) && !takes(line, line.asked_pence);
  });
  return over < 0 ? seen.lines.length : over;
}
