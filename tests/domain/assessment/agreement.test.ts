import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adjustedMeans, alphaInterval, icc, krippendorffAlpha, mannersOf, type Ratings, type Scored } from "#app/domain/assessment/agreement.ts";

/** Krippendorff (2011): four observers, twelve units, some values missing. Rows here are units. */
const krippendorff2011: Ratings = [
  [1, 1, null, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
  [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [null, 5, 5, 5], [null, null, 1, 1], [null, 3, null, null],
];
/** Shrout and Fleiss (1979), table 2: six targets, four judges. */
const shroutFleiss1979: Ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];

/**
 * Alpha by its coincidence matrix, as the paper sets it out step by step: written apart from ours, which never makes that matrix.
 */
function alphaByCoincidences(ratings: Ratings, distance: (a: number, b: number, totals: Map<number, number>) => number): number {
  const cells = new Map<string, number>();
  const totals = new Map<number, number>();
  for (const unit of ratings) {
    const values = unit.filter((value): value is number => value !== null);
    if (values.length < 2) continue;
    values.forEach((a, i) => values.forEach((b, j) => {
      if (i === j) return;
      cells.set(`${a}/${b}`, (cells.get(`${a}/${b}`) ?? 0) + 1 / (values.length - 1));
      totals.set(a, (totals.get(a) ?? 0) + 1 / (values.length - 1));
    }));
  }
  const n = [...totals.values()].reduce((a, b) => a + b, 0);
  let observed = 0;
  let expected = 0;
  for (const [a, na] of totals) for (const [b, nb] of totals) {
    observed += (cells.get(`${a}/${b}`) ?? 0) * distance(a, b, totals);
    expected += na * nb * distance(a, b, totals);
  }
  return 1 - ((n - 1) * observed) / expected;
}
const ordinal = (a: number, b: number, totals: Map<number, number>): number => {
  const between = [...totals].filter(([value]) => value >= Math.min(a, b) && value <= Math.max(a, b)).reduce((total, [, count]) => total + count, 0);
  return (between - (totals.get(a)! + totals.get(b)!) / 2) ** 2;
};

describe("agreement of a panel", () => {
  test("Krippendorff's alpha equals the published example of 2011 for nominal, ordinal and interval scores", () => {
    expect(krippendorffAlpha(krippendorff2011, "nominal")).toBeCloseTo(0.7434, 4);
    expect(krippendorffAlpha(krippendorff2011, "ordinal")).toBeCloseTo(0.8154, 4);
    expect(krippendorffAlpha(krippendorff2011, "interval")).toBeCloseTo(0.8491, 4);
  });

  test("alpha equals an independent calculation by coincidences on random panels with missing scores", () => {
    const panel = fc.array(fc.array(fc.option(fc.integer({ min: 0, max: 5 }), { freq: 3 }), { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(panel, (ratings) => {
        const paired = ratings.filter((row) => row.filter((value) => value !== null).length >= 2);
        fc.pre(new Set(paired.flat().filter((value) => value !== null)).size > 1);
        expect(krippendorffAlpha(ratings, "interval")).toBeCloseTo(alphaByCoincidences(ratings, (a, b) => (a - b) ** 2), 9);
        expect(krippendorffAlpha(ratings, "ordinal")).toBeCloseTo(alphaByCoincidences(ratings, ordinal), 9);
        expect(krippendorffAlpha(ratings, "nominal")).toBeCloseTo(alphaByCoincidences(ratings, (a, b) => (a === b ? 0 : 1)), 9);
      }),
      { numRuns: 300 },
    );
  });

  test("the intraclass correlation equals Shrout and Fleiss's table of 1979", () => {
    expect(icc(shroutFleiss1979)!.single).toBeCloseTo(0.2898, 4);
    expect(icc(shroutFleiss1979)!.average).toBeCloseTo(0.6201, 4);
  });

  test("where there is nothing to tell, no number is made up", () => {
    expect(krippendorffAlpha([[3, null], [null, 4]], "interval")).toBeNull();
    expect(krippendorffAlpha([[3, 3], [3, 3]], "interval")).toBeNull();
    expect(icc([[1, 2], [3, null]])).toBeNull();
    expect(icc([[1, 2]])).toBeNull();
    expect(alphaInterval(shroutFleiss1979, "interval")).toBeNull();
  });

  test("the interval holds the number and comes out the same each time", () => {
    const ratings = Array.from({ length: 24 }, (_, i) => [i % 5, (i + (i % 3 === 0 ? 1 : 0)) % 5, i % 5]);
    const alpha = krippendorffAlpha(ratings, "interval")!;
    const interval = alphaInterval(ratings, "interval")!;
    expect(interval.from).toBeLessThan(alpha);
    expect(interval.to).toBeGreaterThan(alpha);
    expect(alphaInterval(ratings, "interval")).toEqual(interval);
  });
});

/** Five applications of known worth, each read by all: `severe` takes ten points off everything. */
const worths: Record<string, number> = { a: 80, b: 70, c: 60, d: 50, e: 40 };
const fair = (readers: Record<string, number>): Scored[] =>
  Object.entries(worths).flatMap(([application, worth]) => Object.entries(readers).map(([reader, off]) => ({ application, reader, percent: worth + off })));

describe("how readers score", () => {
  test("a reader who takes ten points off everything shows as severe and as consistent", () => {
    const manners = mannersOf(fair({ even: 0, mild: 0, severe: -10 }));
    const severe = manners.find(({ reader }) => reader === "severe")!;
    expect(severe.severity).toBeCloseTo(-10, 9);
    expect(severe.consistency).toBeCloseTo(1, 9);
    expect(manners.find(({ reader }) => reader === "even")!.severity).toBeCloseTo(5, 9);
  });

  test("a reader with four shared applications is not judged", () => {
    const few = fair({ even: 0, other: 1 }).filter(({ application, reader }) => !(reader === "other" && application === "e"));
    expect(mannersOf(few).find(({ reader }) => reader === "other")).toEqual({ reader: "other", shared: 4, severity: null, consistency: null });
  });

  test("the adjusted means find the worth again where a severe reader read only some: whoever drew that reader is seen to be unlucky", () => {
    const scores = [...fair({ one: 4, two: -4 }), ...Object.entries(worths).map(([application, worth]) => ({ application, reader: "severe", percent: worth - 30 }))];
    const some = [...scores, { application: "f", reader: "severe", percent: 40 }, { application: "f", reader: "one", percent: 74 }];
    const adjusted = adjustedMeans(some)!;
    // Readers' effects: 4, -4, -30, in the mean -10: so the panel's own level is ten below worth.
    for (const [application, worth] of Object.entries(worths)) expect(adjusted.get(application)).toBeCloseTo(worth - 10, 6);
    expect(adjusted.get("f")).toBeCloseTo(60, 6);
  });

  test("readers who share no application are not compared", () => {
    const apart = [...fair({ one: 0, two: 3 }), ...fair({ three: 0, four: 3 }).map((score) => ({ ...score, application: `other-${score.application}` }))];
    expect(adjustedMeans(apart)).toBeNull();
  });
});
