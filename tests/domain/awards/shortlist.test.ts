import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bestAmounts, countTowards, scoreOf, type Candidate, type Chosen, type ShortlistRound } from "#app/domain/awards/shortlist/model.ts";
import { balancedShortlist, shortlistBy, startSolver } from "#app/domain/awards/shortlist/solve.server.ts";
import { generatedRound } from "#tests/support/shortlists.ts";

/** Pounds in pence, so that the rounds below read easily. */
const pounds = (amount: number) => amount * 100;
const candidate = (id: string, score: number, ask: number, more: Partial<Candidate> = {}): Candidate => ({
  id, score, asked_pence: pounds(ask), least_pence: pounds(ask), limits: ["pot"], codes: [], ...more,
});
const pot = (remaining: number) => ({ id: "pot", title: "The pot", remaining_pence: pounds(remaining), inside: null });

async function solved(round: ShortlistRound) {
  const answer = await balancedShortlist(round);
  if (answer.status !== "best") throw new Error(`not solved: ${answer.status}`);
  return answer;
}
const ids = (chosen: readonly Chosen[]) => chosen.map(({ id }) => id);

/**
 * Every amount of every application tried, a penny at a time: knows nothing of programmes, of greed or of whole choices. The asks are
 * a few pence, so that this ends.
 */
function bruteForce(round: ShortlistRound): number | null {
  const left = new Map(round.limits.map((limit) => [limit.id, limit.remaining_pence]));
  const floors = round.floors.map((floor) => ({ ...floor, missing: floor.at_least }));
  let best: number | null = null;
  const go = (at: number, score: number): void => {
    if (at === round.candidates.length) {
      if (floors.every(({ missing }) => missing <= 0) && (best === null || score > best)) best = score;
      return;
    }
    const one = round.candidates[at]!;
    go(at + 1, score);
    const most = Math.min(one.asked_pence, ...one.limits.map((id) => left.get(id)!));
    for (let pence = one.least_pence; pence <= most; pence++) {
      for (const id of one.limits) left.set(id, left.get(id)! - pence);
      for (const floor of floors) if (one.codes.includes(floor.code)) floor.missing--;
      go(at + 1, score + (one.score * pence) / one.asked_pence);
      for (const id of one.limits) left.set(id, left.get(id)! + pence);
      for (const floor of floors) if (one.codes.includes(floor.code)) floor.missing++;
    }
  };
  go(0, 0);
  return best;
}

const smallRound: fc.Arbitrary<ShortlistRound> = fc
  .record({
    apps: fc.array(
      fc.record({ ask: fc.integer({ min: 1, max: 5 }), least: fc.integer({ min: 1, max: 5 }), score: fc.integer({ min: 0, max: 10000 }), sub: fc.constantFrom(null, "a", "b"), codes: fc.subarray(["x", "y"]) }),
      { minLength: 1, maxLength: 6 },
    ),
    pot: fc.integer({ min: 0, max: 18 }), a: fc.integer({ min: 0, max: 10 }), b: fc.integer({ min: 0, max: 10 }),
    x: fc.integer({ min: 0, max: 3 }), y: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ apps, pot: money, a, b, x, y }) => ({
    candidates: apps.map((one, i) => ({
      id: `${i}`, score: one.score / 100, asked_pence: one.ask, least_pence: Math.min(one.least, one.ask), limits: one.sub ? ["pot", one.sub] : ["pot"], codes: one.codes,
    })),
    limits: [
      { id: "pot", title: "The pot", remaining_pence: money, inside: null },
      { id: "a", title: "Small grants", remaining_pence: a, inside: "pot" },
      { id: "b", title: "Larger grants", remaining_pence: b, inside: "pot" },
    ],
    floors: [{ code: "x", title: "X", at_least: x }, { code: "y", title: "Y", at_least: y }],
  }));

describe("the balanced shortlist", () => {
  test("reaches what trying every amount reaches on 500 random small rounds: no better choice is ever missed", { timeout: 240_000 }, async () => {
    let impossible = 0;
    const solver = startSolver(240);
    await fc.assert(
      fc.asyncProperty(smallRound, async (round) => {
        const answer = await shortlistBy(solver, round);
        const best = bruteForce(round);
        if (best === null) {
          impossible++;
          expect(answer.status).toBe("impossible");
          return;
        }
        if (answer.status !== "best") throw new Error(`expected a proven choice, got ${answer.status}`);
        expect(answer.score).toBeCloseTo(best, 6);
        expect(answer.score).toBeCloseTo(scoreOf(round, answer.chosen), 9);
        const chosen = new Set(ids(answer.chosen));
        for (const floor of round.floors) expect(countTowards(round, floor, chosen)).toBeGreaterThanOrEqual(floor.at_least);
        for (const limit of round.limits) {
          const spent = answer.chosen.filter(({ id }) => round.candidates[Number(id)]!.limits.includes(limit.id)).reduce((sum, one) => sum + one.amount_pence, 0);
          expect(spent).toBeLessThanOrEqual(limit.remaining_pence);
        }
        for (const { id, amount_pence } of answer.chosen) {
          const { least_pence, asked_pence } = round.candidates[Number(id)]!;
          expect(amount_pence).toBeGreaterThanOrEqual(least_pence);
          expect(amount_pence).toBeLessThanOrEqual(asked_pence);
        }
      }),
      { numRuns: 500 },
    ).finally(() => solver.stop());
    expect(impossible).toBeGreaterThan(10);
  });

  test("a floor says what it costs in score and which applications it swaps: its price is never hidden", async () => {
    const answer = await solved({
      candidates: [candidate("strong", 90, 600), candidate("good", 80, 400), candidate("islands", 50, 400, { codes: ["place/islands"] })],
      limits: [pot(1000)],
      floors: [{ code: "place/islands", title: "The islands", at_least: 1 }],
    });
    expect(ids(answer.chosen)).toEqual(["strong", "islands"]);
    expect(answer.costs).toEqual([
      { condition: { kind: "floor", code: "place/islands", title: "The islands" }, score_without: 170, swap: { in: ["good"], out: ["islands"], changed: [] } },
    ]);
  });

  test("a sub-pot that stops nothing costs nothing", async () => {
    const answer = await solved({
      candidates: [candidate("one", 90, 600, { limits: ["pot", "small"] })],
      limits: [pot(1000), { id: "small", title: "Small grants", remaining_pence: pounds(800), inside: "pot" }],
      floors: [],
    });
    expect(answer.costs).toEqual([{ condition: { kind: "limit", code: "small", title: "Small grants" }, score_without: 90, swap: { in: [], out: [], changed: [] } }]);
  });

  test("two choices with the same score are called even: neither is passed off as the better one", async () => {
    const answer = await solved({ candidates: [candidate("first", 70, 500), candidate("second", 70, 500)], limits: [pot(500)], floors: [] });
    expect(answer.chosen).toHaveLength(1);
    const [chosen] = ids(answer.chosen);
    const other = chosen === "first" ? "second" : "first";
    expect(answer.tie).toEqual({ in: [other], out: [chosen], changed: [] });
    const clear = await solved({ candidates: [candidate("first", 71, 500), candidate("second", 70, 500)], limits: [pot(500)], floors: [] });
    expect(ids(clear.chosen)).toEqual(["first"]);
    expect(clear.tie).toBeNull();
  });

  test("where two are worth the same for each pound and one gets only a part, both are named", async () => {
    const answer = await solved({
      candidates: [candidate("first", 60, 600, { least_pence: pounds(100) }), candidate("second", 60, 600, { least_pence: pounds(100) })],
      limits: [pot(1000)],
      floors: [],
    });
    expect(answer.chosen).toEqual([{ id: "first", amount_pence: pounds(600) }, { id: "second", amount_pence: pounds(400) }]);
    expect(answer.even).toEqual(["first", "second"]);
  });

  test("part awards go down to their floor and no further, and are worth their share", async () => {
    const round: ShortlistRound = { candidates: [candidate("whole", 80, 800), candidate("part", 60, 600, { least_pence: pounds(300) })], limits: [pot(1000)], floors: [] };
    const answer = await solved(round);
    // 80 for the whole one alone; 60 for the other; both would need 1,100.
    expect(answer.chosen).toEqual([{ id: "whole", amount_pence: pounds(800) }]);
    const wider = await solved({ ...round, limits: [pot(1150)] });
    expect(wider.chosen).toEqual([{ id: "whole", amount_pence: pounds(800) }, { id: "part", amount_pence: pounds(350) }]);
    expect(wider.score).toBeCloseTo(80 + 35, 9);
  });

  test("conditions that can't be met are named: nobody is left with an empty answer", async () => {
    const answer = await balancedShortlist({
      candidates: [candidate("one", 90, 600, { codes: ["older"] }), candidate("two", 80, 600, { codes: ["carers"] })],
      limits: [pot(700)],
      floors: [{ code: "older", title: "Older people", at_least: 2 }, { code: "carers", title: "Carers", at_least: 1 }],
    });
    expect(answer).toEqual({ status: "impossible", floors: [{ code: "older", title: "Older people", at_least: 2 }] });
    const together = await balancedShortlist({
      candidates: [candidate("one", 90, 600, { codes: ["older"] }), candidate("two", 80, 600, { codes: ["carers"] })],
      limits: [pot(700)],
      floors: [{ code: "older", title: "Older people", at_least: 1 }, { code: "carers", title: "Carers", at_least: 1 }],
    });
    expect(together).toEqual({ status: "impossible", floors: [] });
  });

  test("without time there is no answer rather than a wrong one", async () => {
    expect(await balancedShortlist(generatedRound({ applications: 300, floors: 13, subPots: 4, seed: 1 }), 0)).toEqual({ status: "out-of-time" });
  });

  test("a round of 300 applications with 13 floors and 4 sub-pots is solved and proven, within its money and its floors", { timeout: 120_000 }, async () => {
    const round = generatedRound({ applications: 300, floors: 13, subPots: 4, seed: 1 });
    const answer = await balancedShortlist(round, 60);
    if (answer.status !== "best") throw new Error(`not proven: ${answer.status}`);
    expect(answer.costs).toHaveLength(17);
    const chosen = new Set(ids(answer.chosen));
    for (const floor of round.floors) expect(countTowards(round, floor, chosen)).toBeGreaterThanOrEqual(floor.at_least);
    expect(answer.chosen).toEqual(bestAmounts(round, chosen));
    // Each condition costs something or nothing, and never gives.
    for (const cost of answer.costs) expect(cost.score_without).toBeGreaterThanOrEqual(answer.score);
    expect(answer.costs.some((cost) => cost.score_without! > answer.score)).toBe(true);
  });
});
