import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awardCountsCsv, csvName } from "#app/domain/figures/award-counts-csv.ts";
import { csvFile, unguardCell } from "#app/domain/figures/csv.ts";
import type { AwardCounts } from "#app/domain/figures/model.ts";

/** RFC 4180, as strictly as it is written. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted, position] = [[] as string[], "", false, 0];
  while (position < text.length) {
    const here = text[position]!;
    if (quoted && here === '"' && text[position + 1] === '"') [cell, position] = [`${cell}"`, position + 2];
    else if (here === '"') [quoted, position] = [!quoted, position + 1];
    else if (!quoted && here === ",") [row, cell, position] = [[...row, cell], "", position + 1];
    else if (!quoted && here === "\r" && text[position + 1] === "\n") {
      rows.push([...row, cell]);
      [row, cell, position] = [[], "", position + 2];
    } else [cell, position] = [cell + here, position + 1];
  }
  return rows;
}

const risky = fc.tuple(fc.constantFrom("=", "+", "-", "@", "'", "\t", "\r", "\n", " ", "＝", '"', ",", ""), fc.string({ unit: "grapheme" })).map(([first, rest]) => first + rest);

describe("a CSV file", () => {
  it("holds no cell that a spreadsheet would run, and every text comes back as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.array(risky, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const parsed = parseCsv(csvFile(rows));
        for (const cell of parsed.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect(parsed.map((row) => row.map(unguardCell))).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  it("writes numbers as numbers and what is not known as nothing", () => {
    expect(csvFile([["a", 0, null]])).toBe("a,0,\r\n");
  });
});

describe("award counts as CSV", () => {
  const answer: AwardCounts = {
    measure: "award-counts", fund: "f", period: { from: null, to: null }, as_at: "2026-01-01T00:00:00.000Z", synthetic: true,
    completeness: { expected: 1, reported: 1, missing: [] }, total: { awards: 2, organisations: 1, amount_pence: 300 },
    rows: [{ code: "women", title: '=HYPERLINK("x"), women', awards: 2, amount_pence: 300 }], note: "",
  };

  it("says in every row that it is invented", () => {
    expect(parseCsv(awardCountsCsv(answer))).toEqual([
      ["code", "title", "awards", "amount_pence", "qualifier"],
      ["women", `'=HYPERLINK("x"), women`, "2", "300", "synthetic"],
    ]);
    expect(csvName({ fund: "f", by: "focus-group" }, answer)).toBe("award-counts-f-by-focus-group-synthetic.csv");
  });

  it("marks what is not available instead of writing nought", () => {
    const unknown = { ...answer, synthetic: false, rows: [{ code: "women", title: "Women", awards: null, amount_pence: null }] };
    expect(parseCsv(awardCountsCsv(unknown))[1]).toEqual(["women", "Women", "", "", "[x] not available"]);
  });
});
