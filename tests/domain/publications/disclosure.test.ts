import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSmall, protect, type Cell, type Equation } from "#app/domain/publications/disclosure.ts";
import { workedOut } from "./subtraction.ts";

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

interface World {
  cells: Cell[];
  equations: Equation[];
}

/** A table of rows and columns with all its totals. */
function table(name: string, grid: readonly (readonly number[])[]): World {
  const [height, width] = [grid.length, grid[0]!.length];
  const key = (row: number | "all", column: number | "all") => `${name}/${row}/${column}`;
  const cells: Cell[] = [];
  const equations: Equation[] = [];
  const columns = Array.from({ length: width }, (_, column) => column);
  for (let row = 0; row < height; row += 1) {
    for (const column of columns) cells.push({ key: key(row, column), value: grid[row]![column]!, standing: "open" });
    cells.push({ key: key(row, "all"), value: sum(grid[row]!), standing: "open", total: true });
    equations.push([...columns.map((column) => ({ key: key(row, column), times: 1 as const })), { key: key(row, "all"), times: -1 }]);
  }
  for (const column of columns) {
    cells.push({ key: key("all", column), value: sum(grid.map((row) => row[column]!)), standing: "open", total: true });
    equations.push([...grid.map((_, row) => ({ key: key(row, column), times: 1 as const })), { key: key("all", column), times: -1 }]);
  }
  cells.push({ key: key("all", "all"), value: sum(grid.flat()), standing: "open", total: true });
  equations.push([...columns.map((column) => ({ key: key("all", column), times: 1 as const })), { key: key("all", "all"), times: -1 }]);
  equations.push([...grid.map((_, row) => ({ key: key(row, "all"), times: 1 as const })), { key: key("all", "all"), times: -1 }]);
  return { cells, equations };
}

const grids = fc.integer({ min: 1, max: 5 }).chain((width) => fc.array(fc.array(fc.oneof(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 60 })), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));
const thresholds = fc.integer({ min: 3, max: 10 });

/** The small cells that somebody works out though they are not shown. */
function recovered({ cells, equations }: World, threshold: number) {
  const { primary, secondary, unprotected } = protect(cells, equations, threshold);
  const hidden = new Set([...primary, ...secondary, ...cells.filter((cell) => cell.standing === "hidden" || cell.standing === "difference").map((cell) => cell.key)]);
  const values = new Map(cells.map((cell) => [cell.key, cell.value]));
  const known = workedOut(values, [...hidden], equations);
  const small = cells.filter((cell) => hidden.has(cell.key) && isSmall(cell.value, threshold)).map((cell) => cell.key);
  return { found: small.filter((key) => known.has(key)), unprotected, hidden, known };
}

describe("what is suppressed", () => {
  it("can be worked out by nobody who subtracts, from any table with all its totals", () => {
    fc.assert(
      fc.property(grids, thresholds, (grid, threshold) => {
        const { found, unprotected } = recovered(table("t", grid), threshold);
        expect(found).toEqual([]);
        expect(unprotected).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("nor from a second publication that shows the same totals, or the same cells cut another way", () => {
    fc.assert(
      fc.property(grids, thresholds, thresholds, (grid, first, second) => {
        const before = table("t", grid);
        const decided = protect(before.cells, before.equations, first);
        // Later, halves of the rows are published beside what is public already.
        const public_ = before.cells.map((cell): Cell => ({ ...cell, standing: decided.primary.has(cell.key) || decided.secondary.has(cell.key) ? "hidden" : "shown" }));
        const half = grid.slice(0, Math.ceil(grid.length / 2));
        const halves = grid[0]!.map((_, column): Cell => ({ key: `half/${column}`, value: sum(half.map((row) => row[column]!)), standing: "open" }));
        const rests = halves.map((cell, column): Equation => [
          ...half.map((_, row) => ({ key: `t/${row}/${column}`, times: 1 as const })), { key: cell.key, times: -1 },
        ]);
        const world = { cells: [...public_, ...halves], equations: [...before.equations, ...rests] };
        const { found, unprotected } = recovered(world, Math.min(first, second));
        // What cannot be kept is named, and stops the publication.
        expect(found.filter((key) => !unprotected.includes(key))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("nor from the difference between a publication and its restatement", () => {
    fc.assert(
      fc.property(grids, fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 30, maxLength: 30 }), thresholds, (grid, added, threshold) => {
        const before = table("old", grid);
        const after = table("new", grid.map((row, index) => row.map((value, column) => value + added[(index * row.length + column) % added.length]!)));
        const decided = protect(before.cells, before.equations, threshold);
        const public_ = before.cells.map((cell): Cell => ({ ...cell, standing: decided.primary.has(cell.key) || decided.secondary.has(cell.key) ? "hidden" : "shown" }));
        const differences = after.cells.map((cell, index): Cell => ({ key: `difference/${cell.key}`, value: cell.value - before.cells[index]!.value, standing: "difference" }));
        const links = after.cells.map((cell, index): Equation => [{ key: public_[index]!.key, times: 1 }, { key: `difference/${cell.key}`, times: 1 }, { key: cell.key, times: -1 }]);
        const world = { cells: [...public_, ...after.cells, ...differences], equations: [...before.equations, ...after.equations, ...links] };
        const { found, unprotected } = recovered(world, threshold);
        expect(found.filter((key) => !unprotected.includes(key))).toEqual([]);
        expect(unprotected).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps the only small cell of a column by hiding one more of its column and of its row, and shows the rest", () => {
    const { hidden, known } = recovered(table("t", [[3, 20, 30], [40, 50, 60], [70, 80, 90]]), 5);
    expect(hidden.has("t/0/0")).toBe(true);
    expect(hidden.size).toBe(4);
    expect([...known.keys()]).toEqual([]);
  });

  it("does not tell of so few in two groups together", () => {
    const { hidden } = recovered(table("t", [[1], [2], [4], [9]]), 5);
    expect(hidden.has("t/3/0") || hidden.has("t/all/0")).toBe(false);
    const { hidden: few } = recovered(table("t", [[1, 1, 40], [50, 60, 70]]), 5);
    expect(few.size).toBeGreaterThan(4);
  });

  it("hides nothing where nothing is small, and never a nought for its own sake", () => {
    expect(recovered(table("t", [[0, 20], [40, 0]]), 5).hidden.size).toBe(0);
  });

  it("says so where what is public already gives a cell away", () => {
    const cells: Cell[] = [
      { key: "a", value: 2, standing: "open" },
      { key: "b", value: 10, standing: "shown" },
      { key: "all", value: 12, standing: "shown" },
    ];
    const equation: Equation = [{ key: "a", times: 1 }, { key: "b", times: 1 }, { key: "all", times: -1 }];
    expect(protect(cells, [equation], 5)).toMatchObject({ unprotected: ["a"] });
  });

  it("is not deceived by whole numbers: two ones in a row of two are told by their total, which goes too", () => {
    // 1 + 1 = 2 has only one answer in which nobody is nought.
    const { hidden } = recovered(table("t", [[1, 1, 40], [30, 40, 50]]), 3);
    expect(hidden.has("t/0/2") || hidden.has("t/0/all")).toBe(true);
  });
});
