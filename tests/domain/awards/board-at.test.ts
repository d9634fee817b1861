import { describe, expect, test } from "vitest";
import { boardAt, isAbove, lineAfter, lineThatFits, seenAbove, seenBy, type BoardFacts, type BoardLine, type Proposal } from "#app/domain/awards/board.ts";
import { boardWords } from "#app/domain/awards/board-words.ts";
import { numbersFrom } from "#app/domain/kernel/chance.ts";

const line = (rank: number, asked_pence: number, values: Partial<BoardLine> = {}): BoardLine => ({
  application_id: `a${rank}`, reference: `LA-${rank}`, title: `Project ${rank}`, organisation_name: `Group ${rank}`, asked_pence, mean_percent: 100 - rank, spread: null,
  sheets_sent: 1, assigned: 1, sub_pot_id: null, codes: [], decision: null, ...values,
});
const facts = (lines: BoardLine[], values: Partial<BoardFacts> = {}): BoardFacts => ({
  lines, codes: [], others: [], year: "2026-27", smallest_pence: null, limits: [{ kind: "pot", id: "pot", title: "The pot", allocation_pence: 1_000, committed_pence: 0 }], ...values,
});
const all = (board: BoardFacts) => seenBy(board, new Set(), new Set());
const proposing = (proposals: Record<string, Proposal>) => new Map(Object.entries(proposals));
const decided = (amount_pence: number | null, outcome: "full" | "reserve" | "decline" = "full") => ({ outcome, amount_pence, award_status: null, released: false, needs_second: false, confirmed: false, reserve_position: null });

describe("at every line the board says what money and cover there would be", () => {
  test("a proposal takes its ask above the line and nothing below it; what is decided counts once, wherever the line is", () => {
    const board = facts([line(1, 400), line(2, 300, { decision: decided(300) }), line(3, 500)], { limits: [{ kind: "pot", id: "pot", title: "The pot", allocation_pence: 1_000, committed_pence: 300 }] });
    const remains = [0, 1, 2, 3].map((above) => boardAt(board, all(board), above, new Map()).limits[0]!.remaining_pence);
    expect(remains).toEqual([700, 300, 300, -200]);
    expect(boardAt(board, all(board), 3, new Map())).toMatchObject({ awards: 3, proposed_awards: 2, proposed_pence: 900, median_pence: 400 });
  });

  test("a part of the pot, what is outside of the parts and the financial year each lose only what is theirs", () => {
    const board = facts([line(1, 400, { sub_pot_id: "small" }), line(2, 100)], {
      limits: [
        { kind: "pot", id: "pot", title: "The pot", allocation_pence: 1_000, committed_pence: 0 },
        { kind: "part", id: "small", title: "Small", allocation_pence: 300, committed_pence: 0 },
        { kind: "outside", id: "outside", title: "Outside", allocation_pence: 700, committed_pence: 0 },
        { kind: "year", id: "2026-27", title: "2026-27", allocation_pence: null, committed_pence: 0 },
        { kind: "year", id: "2027-28", title: "2027-28", allocation_pence: 50, committed_pence: 20 },
      ],
    });
    const { limits } = boardAt(board, all(board), 2, new Map());
    expect(limits.map(({ proposed_pence, remaining_pence }) => [proposed_pence, remaining_pence])).toEqual([[500, 500], [400, -100], [100, 600], [500, null], [0, 30]]);
    expect(boardWords(boardAt(board, all(board), 2, new Map()), all(board)).off).toEqual(["part-small"]);
  });

  test("an award with two groups counts under both, so that rows overlap and are never added up; targets say what is short", () => {
    const codes = [{ list: "focus-group" as const, code: "women", title: "Women", at_least: 2 }, { list: "place" as const, code: "p", title: "Here", at_least: null }];
    const board = facts([line(1, 400, { codes: [0, 1] }), line(2, 300, { codes: [0] })], { codes, others: [{ amount_pence: 50, codes: [1] }] });
    const { coverage, awards } = boardAt(board, all(board), 1, new Map());
    expect(awards).toBe(2);
    expect(coverage.map((row) => [row.awards, row.amount_pence, row.applications])).toEqual([[1, 400, 2], [2, 450, 1]]);
    expect(boardWords(boardAt(board, all(board), 1, new Map()), all(board)).texts).toMatchObject({ "c0-target": "of 2: 1 short", "c1-target": "" });
    expect(boardWords(boardAt(board, all(board), 2, new Map()), all(board)).texts["c0-target"]).toBe("of 2: reached");
  });

  test("what a scenario says of one application stands on either side of the line; reserves and declines take no money", () => {
    const board = facts([line(1, 400), line(2, 300), line(3, 200), line(4, 100)]);
    const at = (above: number) => boardAt(board, all(board), above, proposing({ a1: { outcome: "none", amount_pence: null }, a2: { outcome: "reserve", amount_pence: 300 }, a3: { outcome: "decline", amount_pence: null }, a4: { outcome: "part", amount_pence: 60 } }));
    expect(at(4)).toMatchObject({ awards: 1, proposed_pence: 60, reserves: 1, declines: 1 });
    expect(at(0).proposed_pence).toBe(60);
  });

  test("score counts an award in part for its share", () => {
    const board = facts([line(1, 400, { mean_percent: 80 })]);
    expect(boardAt(board, all(board), 0, proposing({ a1: { outcome: "part", amount_pence: 100 } })).score).toBe(20);
  });
});

describe("one line for people who see different lists", () => {
  test("what is closed to a person is in no count of theirs, and the line they draw means the same to the others", () => {
    const board = facts([line(1, 400), line(2, 300), line(3, 200)]);
    const seen = seenBy(board, new Set(["a2"]), new Set());
    expect(seen.lines.map(({ application_id }) => application_id)).toEqual(["a1", "a3"]);
    expect(boardAt(board, seen, 2, new Map())).toMatchObject({ awards: 2, proposed_pence: 600, score: 196 });
    expect([0, 1, 2].map((above) => seenAbove(all(board), lineAfter(seen, above)))).toEqual([0, 1, 3]);
    expect([0, 1, 2, 3].map((above) => seenAbove(seen, lineAfter(all(board), above)))).toEqual([0, 1, 1, 2]);
  });

  test("an application that is closed to a person is scored again: their line stays where it was", () => {
    const board = facts([line(1, 400), line(2, 300), line(3, 200)]);
    const drawn = lineAfter(all(board), 2);
    const again = facts([line(2, 300), line(3, 200), line(1, 400, { mean_percent: 10 })]);
    const above = (now: BoardFacts) => seenAbove(seenBy(now, new Set(["a1"]), new Set()), drawn);
    expect([above(board), above(again)]).toEqual([1, 1]);
    expect(isAbove({ mean_percent: null, reference: "LA-0" }, drawn)).toBe(false);
  });

  test("what a person still owes scores for stands at the end in the order of its reference: its place tells nothing of others' scores", () => {
    const board = facts([line(1, 400), line(2, 300), line(3, 200)]);
    const seen = seenBy(board, new Set(), new Set(["a1"]));
    expect(seen.lines.map(({ application_id, mean_percent }) => [application_id, mean_percent])).toEqual([["a2", 98], ["a3", 97], ["a1", null]]);
    expect(seenAbove(seen, lineAfter(all(board), 3))).toBe(2);
    expect(lineAfter(seen, 99)).toEqual({ percent: 97, reference: "LA-3" });
  });

  test("drawing a line where one sees it draws it there again, in a hundred random lists", () => {
    const next = numbersFrom(7);
    for (let round = 0; round < 100; round += 1) {
      const board = facts(Array.from({ length: 12 }, (_, index) => line(index + 1, 100)));
      const some = () => new Set(board.lines.filter(() => next() < 0.3).map((one) => one.application_id));
      const seen = seenBy(board, some(), some());
      for (let above = 0; above <= seen.ranked; above += 1) expect(seenAbove(seen, lineAfter(seen, above))).toBe(above);
    }
  });
});

test("the line that fits never overdraws the pot, a part or the year, in two hundred random rounds", () => {
  const next = numbersFrom(11);
  const number = (most: number) => Math.floor(next() * most);
  for (let round = 0; round < 200; round += 1) {
    const lines = Array.from({ length: 15 }, (_, index) => line(index + 1, 50 + number(300), { sub_pot_id: next() < 0.4 ? "part" : null, decision: next() < 0.1 ? decided(null, "decline") : null }));
    const board = facts(lines, {
      limits: [
        { kind: "pot", id: "pot", title: "", allocation_pence: 1_000 + number(1_000), committed_pence: number(500) },
        { kind: "part", id: "part", title: "", allocation_pence: number(800), committed_pence: 0 },
        { kind: "year", id: "2026-27", title: "", allocation_pence: next() < 0.5 ? null : number(1_500), committed_pence: 0 },
      ],
    });
    const fits = lineThatFits(board, all(board));
    expect(boardAt(board, all(board), fits, new Map()).limits.filter(({ remaining_pence }) => remaining_pence !== null && remaining_pence < 0)).toEqual([]);
    const free = lines.findIndex((one, index) => index >= fits && one.decision === null);
    if (free >= 0) expect(boardAt(board, all(board), free + 1, new Map()).limits.some(({ remaining_pence }) => remaining_pence !== null && remaining_pence < 0)).toBe(true);
  }
});
