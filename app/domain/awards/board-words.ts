/** What the board says in words and figures, each under a key: the page is drawn with them, and an open page is told the ones that changed. Pure. */
import { formatPence } from "../kernel/money.ts";
import { coverageLists, type BoardAt, type CoverageAt, type Limit, type SeenBoard } from "./board.ts";

export interface BoardWords {
  /** Key → text. */
  texts: Record<string, string>;
  /** Key → how full a bar is, out of its `max` in the page. */
  values: Record<string, number>;
  /** Keys of what is overdrawn or short of its target. */
  off: string[];
}

const commas = new Intl.NumberFormat("en-GB");
export const counted = (number: number, one: string, many: string): string => `${commas.format(number)} ${number === 1 ? one : many}`;

export const limitKey = ({ kind, id }: Pick<Limit, "kind" | "id">): string => `${kind}-${id}`;
export const coverageKey = (index: number): string => `c${index}`;

/** Where the line is, in words. */
export function lineWords({ lines, ranked }: SeenBoard, above: number): string {
  if (above === 0) return "Above every application";
  const last = lines[above - 1]!.organisation_name;
  return above >= ranked ? `Below all ${commas.format(above)}` : `After ${commas.format(above)} of ${commas.format(lines.length)}, below ${last}`;
}

/** How an award count stands to its target; "" without one. */
export function targetWords({ awards, at_least }: Pick<CoverageAt, "awards" | "at_least">): string {
  if (at_least === null) return "";
  return awards >= at_least ? `of ${at_least}: reached` : `of ${at_least}: ${at_least - awards} short`;
}

/** What remains of a limit in words. */
export function remainsWords(remaining: number | null): string {
  if (remaining === null) return "No limit of its own";
  return remaining < 0 ? `${formatPence(-remaining)} too much` : formatPence(remaining);
}

/** A list in a few words: how many of its codes have an award, and how many targets are short. */
function coverWords(rows: readonly CoverageAt[]): string {
  const short = rows.filter(({ awards, at_least }) => at_least !== null && awards < at_least).length;
  return `${rows.filter(({ awards }) => awards > 0).length} of ${rows.length} with an award${short > 0 ? `, ${counted(short, "target", "targets")} short` : ""}`;
}

export function boardWords(at: BoardAt, seen: SeenBoard): BoardWords {
  const pot = at.limits.find(({ kind }) => kind === "pot")!;
  const remaining = pot.remaining_pence ?? 0;
  const together = at.proposed_awards - at.conditional + at.reserves + at.declines;
  const texts: Record<string, string> = {
    line: lineWords(seen, at.above),
    remains: remaining < 0 ? formatPence(-remaining) : formatPence(remaining),
    "remains-unit": remaining < 0 ? "more than the pot holds" : "would remain",
    awards: commas.format(at.awards),
    "awards-unit": at.proposed_awards === 0 ? "awards, all decided" : `awards, ${commas.format(at.awards - at.proposed_awards)} of them decided`,
    median: at.median_pence === null ? "None yet" : formatPence(at.median_pence),
    proposed: formatPence(at.proposed_pence),
    record: together === 0 ? "" : `Record ${counted(together, "decision", "decisions")}`,
    "one-by-one": at.conditional === 0 ? "" : `${counted(at.conditional, "award", "awards")} on a condition ${at.conditional === 1 ? "is" : "are"} not recorded with the others: decide ${at.conditional === 1 ? "it" : "each"} by itself, in words of its own.`,
    below: at.below === 0 ? "" : `Decline ${at.below === 1 ? "the one" : `the ${commas.format(at.below)}`} below the line`,
    said: `${lineWords(seen, at.above)}. ${remainsWords(remaining)}${remaining < 0 ? "" : " would remain"}. ${counted(at.awards, "award", "awards")}.`,
  };
  const values: Record<string, number> = { pot: Math.min(pot.allocation_pence ?? 0, pot.committed_pence + pot.proposed_pence) };
  const off = remaining < 0 ? ["remains"] : [];
  for (const limit of at.limits) {
    const key = limitKey(limit);
    texts[`${key}-proposed`] = formatPence(limit.proposed_pence);
    texts[`${key}-remains`] = remainsWords(limit.remaining_pence);
    if (limit.remaining_pence !== null && limit.remaining_pence < 0) off.push(key);
  }
  at.coverage.forEach((row, index) => {
    const key = coverageKey(index);
    texts[`${key}-awards`] = commas.format(row.awards);
    texts[`${key}-amount`] = formatPence(row.amount_pence);
    texts[`${key}-target`] = targetWords(row);
    if (row.at_least !== null && row.awards < row.at_least) off.push(key);
  });
  for (const list of coverageLists) texts[`cover-${list}`] = coverWords(at.coverage.filter((row) => row.list === list));
  return { texts, values, off };
}
