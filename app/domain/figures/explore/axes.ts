/** The rows and columns of a cut: every value that has a place in it, counted or not, in the order of its list. Pure. */
import { Invalid } from "../../kernel/errors.ts";
import { formatMonth } from "../../kernel/time.ts";
import { monthsBetween, type Break } from "../model.ts";
import { daysOf } from "../register-model.ts";
import { roundsMeeting, valuesOf, type Choice, type Choices, type RoundChoice } from "./choices.ts";
import { dimensionFacts, isList, noneRecorded, type Dimension, type ExploreCut } from "./model.ts";

const mostMonths = 600;
const mostCells = 20_000;

/**
 * @param found the codes that something was counted under
 * @throws Invalid where the period has too many months to be shown
 */
export function axisOf(choices: Choices, cut: ExploreCut, dimension: Dimension, found: ReadonlySet<string>): Choice[] {
  const only = cut.filters[dimension];
  const { many, none } = dimensionFacts(dimension);
  const values = shown(choices, cut, dimension, found);
  const unnamed = [...found].filter((code) => code !== noneRecorded && !values.some((one) => one.code === code)).map((code) => ({ code, title: code }));
  const last = none !== null && found.has(noneRecorded) ? [{ code: noneRecorded, title: none }] : [];
  const every = [...values, ...unnamed, ...last];
  return only === undefined || many ? every : every.filter((one) => one.code === only);
}

function shown(choices: Choices, cut: ExploreCut, dimension: Dimension, found: ReadonlySet<string>): Choice[] {
  const { filters } = cut;
  const rounds = roundsMeeting(choices.rounds, filters);
  if (isList(dimension)) {
    const inUse = versionsInUse(choices, rounds, cut, dimension);
    return (valuesOf(choices, dimension) ?? []).filter(({ code }) => found.has(code) || choices.items.some((item) => item.list === dimension && item.code === code && inUse.includes(item.version)));
  }
  switch (dimension) {
    case "round":
      return rounds.map(({ code, title }) => ({ code, title }));
    case "year":
      return [...new Set([...found, ...rounds.map((round) => round.financial_year)])].sort().filter((year) => !filters.year || year === filters.year).map((code) => ({ code, title: code }));
    case "month":
      return months(filters, found);
    case "area":
      return choices.areas.filter((area) => area.kind === "council" || found.has(area.code)).map(({ code, title }) => ({ code, title }));
    case "band":
      return valuesOf(choices, dimension, filters.fund) ?? [];
    default:
      return valuesOf(choices, dimension) ?? [];
  }
}

/** Every month from the first to the last that has something, or of the days asked for. */
function months(filters: ExploreCut["filters"], found: ReadonlySet<string>): Choice[] {
  const counted = [...found].sort();
  const { from = counted[0], to = counted.at(-1) } = daysOf(filters);
  if (from === undefined || to === undefined || to.slice(0, 7) < from.slice(0, 7)) return [];
  if ((Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 > mostMonths) throw new Invalid({ from: `Ask for at most ${mostMonths / 12} years by month` });
  return monthsBetween(from, to).map((code) => ({ code, title: formatMonth(code) }));
}

/** Throws Invalid where a table would have more cells than anybody reads. */
export function checkSize(rows: number, columns: number): void {
  if (rows * columns > mostCells) throw new Invalid({ then: `This table would have ${(rows * columns).toLocaleString("en-GB")} cells, and we show at most ${mostCells.toLocaleString("en-GB")}. Choose a fund, a round or a shorter period` });
}

/** The versions of a list that the rounds use whose awards are kept here, or all of them where each round is shown; where none says, the newest. */
function versionsInUse(choices: Choices, rounds: readonly RoundChoice[], { by, then }: ExploreCut, list: string): number[] {
  const each = by === "round" || then === "round";
  const said = [...new Set(rounds.filter((round) => each || round.loaded).flatMap((round) => round.lists[list] ?? []))].sort((a, b) => a - b);
  if (said.length > 0) return said;
  return choices.versions.filter((one) => one.list === list).map((one) => one.version).slice(-1);
}

/** Where one version of a list gives way to another between the rounds of the cut. */
export function breaksOf(choices: Choices, rounds: readonly RoundChoice[], cut: ExploreCut, dimension: Dimension): Break[] {
  if (!isList(dimension)) return [];
  const versions = choices.versions.filter((one) => one.list === dimension && versionsInUse(choices, rounds, cut, dimension).includes(one.version));
  const codesOf = (version: number) => choices.items.filter((item) => item.list === dimension && item.version === version).map((item) => item.code);
  return versions.slice(1).map((later, index) => {
    const earlier = versions[index]!;
    const [before, after] = [codesOf(earlier.version), codesOf(later.version)];
    return {
      list: dimension,
      from: { version: earlier.version, title: earlier.title },
      to: { version: later.version, title: later.title, since: later.valid_from },
      ended: before.filter((code) => !after.includes(code)),
      begun: after.filter((code) => !before.includes(code)),
    };
  });
}

/** Whether a code is on the list that a round uses; true where the round says nothing of the list. */
export function isOnListOf(choices: Choices, round: RoundChoice, dimension: Dimension, code: string): boolean {
  const version = round.lists[dimension];
  return version === undefined || choices.items.some((item) => item.list === dimension && item.version === version && item.code === code);
}
