/** A balanced shortlist of 300 applications with 13 floors and 4 sub-pots: the choice, what is even, and what each condition costs. */
import { balancedShortlist } from "#app/domain/awards/shortlist/solve.server.ts";
import { generatedRound } from "#tests/support/shortlists.ts";
import { median } from "../measure.ts";
import type { Row } from "../row.ts";

/** Milliseconds. */
const patience = 5_000;

export const shortlist300: Row = {
  name: "shortlist-300",
  async measure() {
    const times: number[] = [];
    let proven = true;
    for (let seed = 1; seed <= 5; seed++) {
      const from = performance.now();
      const answer = await balancedShortlist(generatedRound({ applications: 300, floors: 13, subPots: 4, seed }), 60);
      times.push(performance.now() - from);
      proven &&= answer.status === "best" && answer.costs.every((cost) => cost.score_without !== null);
    }
    return [
      {
        name: "shortlist-300", what: "300 applications, 13 floors, 4 sub-pots, with the cost of each of the 17 conditions, against 5 s", ratio: median(times) / patience, limit: 1, sound: proven,
        details: [`five rounds of different seeds: ${times.map((time) => `${Math.round(time)} ms`).join(", ")}; ${proven ? "all proven best" : "not all proven"}`],
      },
    ];
  },
};
