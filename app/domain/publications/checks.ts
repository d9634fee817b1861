/** The checks of quality, each on facts that were read before. Pure. */
import { addable, type Addend } from "../figures/addable.ts";
import { completenessInWords } from "../figures/words.ts";
import { formatDay } from "../kernel/time.ts";
import type { Content } from "./content.ts";
import type { Finding } from "./model.ts";

/** Every area that had not reported is named, and stops the release until the label that is printed names it too. */
export function findMissingAreas(content: Pick<Content, "basis" | "completeness_label">): Finding[] {
  return content.basis.flatMap(({ fund, title, completeness }) => {
    const unnamed = completeness.missing.filter((place) => !content.completeness_label.includes(place.title)).map((place) => place.title);
    if (unnamed.length === 0) return [];
    return [{ code: `missing/${fund}`, level: "stops" as const, message: `${title}: ${completenessInWords({ ...completeness, missing: [] }, { had: true })}. The label on completeness has to name ${unnamed.join(", ")}.` }];
  });
}

export interface Total {
  fund: string;
  what: "applications" | "awards" | "organisations" | "projects";
  /** The round, in words. */
  of: string;
  round: string;
  value: number;
}
/** The same large number for two rounds of a fund: more likely a copy than a coincidence. */
export function findRepeats(totals: readonly Total[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const [index, one] of totals.entries())
    for (const other of totals.slice(index + 1))
      if (one.fund === other.fund && one.what === other.what && one.round !== other.round && one.value === other.value && one.value >= 100) {
        const [first, second] = [one, other].sort((a, b) => (a.round < b.round ? -1 : 1)) as [Total, Total];
        const code = `repeat/${one.fund}/${one.what}/${first.round}/${second.round}`;
        findings.set(code, { code, level: "answer", message: `${one.value.toLocaleString("en-GB")} ${one.what} are given for ${first.of} and for ${second.of} alike: which is it?` });
      }
  return [...findings.values()];
}

/** The breakdowns in which each award is counted at most once, so that the rows add up to all. */
const additive = new Set(["project-type", "area", "month"]);

/** Rows of a table that ought to add up to its total and don't. */
export function findBrokenSums(content: Pick<Content, "tables">): Finding[] {
  return content.tables.flatMap((table) => {
    const by = table.key.split("/").slice(2).join("/");
    const across = table.heading === "Council area";
    if (table.measure === "people" || (!additive.has(by) && !across)) return [];
    return table.columns.flatMap((column, index) => {
      const cells = table.rows.map((row) => row.cells[index]!);
      const total = table.total[index]?.value;
      if (total === undefined || total === null || cells.some((cell) => cell.value === null && !cell.marks.includes("x"))) return [];
      const sum = cells.reduce((all, cell) => all + (cell.value ?? 0), 0);
      if (sum === total) return [];
      return [{ code: `sum/${table.key}/${column.code}`, level: "answer" as const, message: `${table.title}, ${column.title}: the rows add up to ${sum.toLocaleString("en-GB")}, the total is ${total.toLocaleString("en-GB")}.` }];
    });
  });
}

export interface Figure extends Addend {
  id: string;
  title: string;
  as_at: string | null;
}

/** Two figures of one measure stand in the same publication and may not be summed: said before somebody does. */
export function findUnaddable(figures: readonly Figure[]): Finding[] {
  return figures.flatMap((one, index) =>
    figures.slice(index + 1).flatMap((other) => {
      if (one.measure !== other.measure) return [];
      const sum = addable([one, other]);
      return sum.addable ? [] : [{ code: `unaddable/${one.id}/${other.id}`, level: "answer" as const, message: `${one.title} is given twice, and the two may not be added. ${sum.because}.` }];
    }),
  );
}

/** A count that goes on, without the day on which it stood so. */
export function findOpenEnded(figures: readonly Figure[]): Finding[] {
  return figures
    .filter((figure) => ["open-ended", "cumulative-no-start", "as-at"].includes(figure.basis) && figure.as_at === null)
    .map((figure) => ({ code: `open-ended/${figure.id}`, level: "answer" as const, message: `${figure.title} goes on without an end, and its source gives no day on which it stood so.` }));
}

/** Four weeks' notice is the custom. */
export function findShortNotice(release_on: string | null, announced_on: string | null): Finding[] {
  if (release_on === null) return [{ code: "no-day", level: "stops", message: "It has no day of release." }];
  const from = announced_on ?? release_on;
  const days = Math.round((Date.parse(release_on) - Date.parse(from)) / 86_400_000);
  if (announced_on !== null && days >= 28) return [];
  return [{ code: "notice", level: "answer", message: announced_on === null ? `The release on ${formatDay(release_on)} is not announced in the calendar.` : `Announced on ${formatDay(announced_on)}, ${days} days before its release: the custom is four weeks.` }];
}
