/** What looks wrong in an answer and wants a question before it is passed on. Pure. */
import { formatPence } from "../../kernel/money.ts";
import type { AssertedTotal } from "../model.ts";
import type { RoundChoice } from "./choices.ts";
import { dimensionFacts, factsOf, noneRecorded, tenthsOfPercent, percentInWords, type Cell, type ExploreCut } from "./model.ts";

interface Answer {
  cut: ExploreCut;
  rows: readonly { code: string; title: string; cell: Cell | null; published: number | null }[];
  whole: Cell;
  asserted: readonly AssertedTotal[];
}
const commas = new Intl.NumberFormat("en-GB");
/** Below this two rounds have the same count often enough by chance. */
const worthAQuestion = 10;

export function warningsOf(answer: Answer, rounds: readonly RoundChoice[]): string[] {
  return [...repeats(answer, rounds), ...differences(answer), ...bases(answer)];
}

/** The same count in two consecutive rounds of a fund, printed or counted. */
function repeats({ cut, rows, asserted }: Answer, rounds: readonly RoundChoice[]): string[] {
  const series: { what: string; valueOf: (round: RoundChoice) => number | null }[] = (["applications", "awards", "organisations", "projects"] as const).map((what) => ({
    what, valueOf: (round) => asserted.find((total) => total.round === round.code && !total.superseded)?.[what] ?? null,
  }));
  if (cut.by === "round" && cut.then === undefined && !factsOf(cut.measure).money)
    series.push({ what: factsOf(cut.measure).unit, valueOf: (round) => rows.find((row) => row.code === round.code)?.cell?.value ?? rows.find((row) => row.code === round.code)?.published ?? null });
  const found = series.flatMap(({ what, valueOf }) =>
    rounds.flatMap((later, index) => {
      const earlier = rounds.slice(0, index).findLast((round) => round.fund === later.fund);
      const value = valueOf(later);
      if (!earlier || value === null || value < worthAQuestion || valueOf(earlier) !== value) return [];
      return [`The same number of ${what}, ${commas.format(value)}, stands in two rounds running: “${earlier.title}” and “${later.title}”. Check both before you use either.`];
    }),
  );
  return [...new Set(found)];
}

/** What is counted here against what the newest publication prints of the same round. */
function differences({ cut, rows }: Answer): string[] {
  if (cut.by !== "round" || cut.then !== undefined) return [];
  const { money, title } = factsOf(cut.measure);
  const words = (value: number) => (money ? formatPence(value) : commas.format(value));
  return rows.flatMap((row) => {
    const counted = row.cell?.value ?? null;
    if (counted === null || row.published === null || counted === row.published) return [];
    return [`${title} of “${row.title}”: ${words(counted)} are counted here, and the newest publication prints ${words(row.published)}.`];
  });
}

/** Rows that rest on less than the whole, or do not add up to it though they should. */
function bases({ cut, rows, whole }: Answer): string[] {
  if (cut.then !== undefined || whole.value === null) return [];
  const { of, additive, title } = factsOf(cut.measure);
  const { many, title: dimension } = dimensionFacts(cut.by);
  const found: string[] = [];
  const none = rows.find((row) => row.code === noneRecorded)?.cell;
  const share = none ? tenthsOfPercent(none.base, whole.base) : null;
  if (share !== null && share >= 50) found.push(`${dimension} is not recorded for ${commas.format(none!.base)} of ${commas.format(whole.base)} (${percentInWords(share)}): shares of the others rest on the rest.`);
  if (of === "returns" && many && rows.some((row) => row.cell !== null && row.cell.base > 0 && row.cell.base < whole.base))
    found.push("The groups rest on different numbers of returns, because not every return gives every group: they are not shares of one whole.");
  const sum = rows.reduce((total, row) => total + (row.cell?.value ?? 0), 0);
  if (!many && additive && sum !== whole.value && cut.filters[cut.by] === undefined) found.push(`${title}: the rows add up to another number than the whole. Tell us: one of them is wrong.`);
  return found;
}
