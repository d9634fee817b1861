/**
 * The balanced shortlist, solved by HiGHS (https://highs.dev) in a worker thread with a time limit: the best choice, what is even,
 * and what each condition costs.
 */
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import {
  bestAmounts, evenOnes, programmeOf, scoreOf, swapBetween,
  type Chosen, type ConditionCost, type Floor, type Impossible, type OutOfTime, type Programme, type Shortlist, type ShortlistRound,
} from "./model.ts";

/** Two scores closer than this are the same: percentages have two decimals, and shares of them are sums of fractions. */
const even = 1e-6;

interface Solved {
  status: "best" | "good" | "impossible" | "out-of-time";
  /** For each application whether it is chosen. */
  yes: boolean[];
  /** What no choice can exceed. */
  bound: number | null;
}
interface Found {
  status: "best" | "good";
  chosen: Chosen[];
  score: number;
  bound: number;
}

/**
 * The choice with the most score within the money, with every floor met.
 * @param seconds in all; what is not known by then is said to be unknown
 */
export async function balancedShortlist(round: ShortlistRound, seconds = 20): Promise<Shortlist | Impossible | OutOfTime> {
  const solver = startSolver(seconds);
  try {
    return await shortlistBy(solver, round);
  } finally {
    await solver.stop();
  }
}

/** The same with a solver that is running already. */
export async function shortlistBy(solver: Solver, round: ShortlistRound): Promise<Shortlist | Impossible | OutOfTime> {
  const best = await choose(solver, round);
  if (best === "out-of-time") return { status: "out-of-time" };
  if (best === "impossible") return { status: "impossible", floors: await floorsTooHigh(solver, round) };
  const tie = await tieOf(solver, round, best);
  return {
    status: best.status, chosen: best.chosen, score: best.score,
    gap: best.status === "best" ? 0 : Math.max(0, (best.bound - best.score) / Math.max(best.score, 1)),
    tie, even: evenOnes(round, best.chosen), costs: await costsOf(solver, round, best),
  };
}

export interface Solver {
  solve(programme: Programme): Promise<Solved>;
  stop(): Promise<unknown>;
}

/** A solver in a thread of its own. @param seconds that it may take in all, from now */
export function startSolver(seconds: number): Solver {
  const ends = performance.now() + seconds * 1000;
  // From the bundle of pages as from the sources: the address is that of the package, not of the file that asks.
  const worker = new Worker(createRequire(import.meta.url).resolve("#app/domain/awards/shortlist/worker.mjs"), { execArgv: [] });
  return {
    solve: (programme) => {
      const left = (ends - performance.now()) / 1000;
      if (left <= 0) return Promise.resolve({ status: "out-of-time", yes: [], bound: null });
      return new Promise((resolve, reject) => {
        // The solver looks at its clock between steps: one that runs over is ended with its thread.
        const over = setTimeout(() => settle(() => resolve({ status: "out-of-time", yes: [], bound: null })), left * 1000 + 1000);
        const failed = (error: Error) => settle(() => reject(error));
        const answered = (solved: Solved) => settle(() => resolve(solved));
        const settle = (end: () => void) => {
          clearTimeout(over);
          worker.off("error", failed).off("message", answered);
          end();
        };
        worker.once("error", failed).once("message", answered);
        worker.postMessage({ programme, seconds: left });
      });
    },
    stop: () => worker.terminate(),
  };
}

/**
 * The best choice that is not one of `without`. The solver's yes and no are taken; the amounts are worked out anew in whole pence. A
 * choice that only the solver's tolerance allowed is set aside and the next one asked for.
 */
async function choose(
  solver: Solver, round: ShortlistRound, without: readonly ReadonlySet<string>[] = [], atLeast?: number,
): Promise<Found | "impossible" | "out-of-time"> {
  const solved = await solver.solve(programmeOf(round, without, atLeast));
  if (solved.status === "impossible" || solved.status === "out-of-time") return solved.status;
  const ids = new Set(round.candidates.filter((_, i) => solved.yes[i]).map(({ id }) => id));
  const chosen = bestAmounts(round, ids);
  if (!chosen) return choose(solver, round, [...without, ids], atLeast);
  const score = scoreOf(round, chosen);
  return { status: solved.status, chosen, score, bound: Math.max(solved.bound ?? score, score) };
}

async function tieOf(solver: Solver, round: ShortlistRound, best: Found): Promise<Shortlist["tie"]> {
  const other = await choose(solver, round, [new Set(best.chosen.map(({ id }) => id))], best.score - even);
  if (other === "out-of-time") return undefined;
  return other === "impossible" ? null : swapBetween(best.chosen, other.chosen);
}

/** What could be reached without each floor and without each sub-pot. The pot itself is no condition: it is the money there is. */
async function costsOf(solver: Solver, round: ShortlistRound, best: Found): Promise<ConditionCost[]> {
  const subPots = round.limits.filter((limit) => limit.inside !== null);
  const relaxed: { condition: ConditionCost["condition"]; round: ShortlistRound }[] = [
    ...round.floors.map((floor) => ({
      condition: { kind: "floor" as const, code: floor.code, title: floor.title },
      round: { ...round, floors: round.floors.filter((one) => one !== floor) },
    })),
    ...subPots.map((limit) => ({
      condition: { kind: "limit" as const, code: limit.id, title: limit.title },
      round: { ...round, limits: round.limits.filter((one) => one !== limit) },
    })),
  ];
  const costs: ConditionCost[] = [];
  for (const one of relaxed) {
    const without = await choose(solver, one.round);
    if (without === "impossible" || without === "out-of-time") costs.push({ condition: one.condition, score_without: null, swap: null });
    else if (without.score <= best.score + even) costs.push({ condition: one.condition, score_without: best.score, swap: { in: [], out: [], changed: [] } });
    else costs.push({ condition: one.condition, score_without: without.score, swap: swapBetween(best.chosen, without.chosen) });
  }
  return costs;
}

async function floorsTooHigh(solver: Solver, round: ShortlistRound): Promise<Floor[]> {
  const tooHigh: Floor[] = [];
  for (const floor of round.floors) if ((await choose(solver, { ...round, floors: [floor] })) === "impossible") tooHigh.push(floor);
  return tooHigh;
}
