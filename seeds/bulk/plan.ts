/** What an invented ledger of any size is made of: its rounds, how many awards each area makes in each, and on which days. Pure. */
import { addDays } from "#app/domain/kernel/time.ts";
import { splitPence } from "#app/domain/kernel/money.ts";
import { chance, idOf, type Chance } from "../kit.ts";
import { readAreas } from "../reference/areas.ts";

export interface BulkOptions {
  awards: number;
  applications: number;
  /** The same seed and sizes give the same rows with the same keys. */
  seed: number;
}

/** A fund of its own: invented awards in thousands never mix with the counts of a real fund's rounds. */
export const bulkFund = { code: "invented-at-scale", id: idOf("fund/invented-at-scale") } as const;

export interface BulkRound {
  index: number;
  id: string;
  code: string;
  title: string;
  financial_year: string;
  year_number: number;
  lists: Readonly<Record<string, number>>;
  /** First day on which a panel may decide, and the last. */
  from: string;
  to: string;
}

const lists = { "focus-group": 1, "priority-issue": 1, "family-group": 1, "project-type": 2, "legal-form": 1 };
const halves = [
  { part: "spring", from: "04-15", to: "08-31" },
  { part: "winter", from: "11-01", to: "03-31" },
] as const;

/** Two rounds a year for five years: some fifty months. */
export const bulkRounds: readonly BulkRound[] = [2021, 2022, 2023, 2024, 2025].flatMap((year) =>
  halves.map(({ part, from, to }, half) => {
    const financial_year = `${year}-${String((year + 1) % 100).padStart(2, "0")}`;
    const code = `invented-${part}-${financial_year}`;
    return {
      index: (year - 2021) * 2 + half, id: idOf(`round/${code}`), code, title: `Invented grants, ${part} ${financial_year}`, financial_year,
      year_number: year - 2020, lists: year >= 2025 ? { ...lists, "focus-group": 2 } : lists,
      from: `${year}-${from}`, to: `${half === 0 ? year : year + 1}-${to}`,
    };
  }),
);

const shares = readAreas().map(({ code, body, allocation_2023_24 }) => ({ code, body, weight: allocation_2023_24 }));
export const areaBodies: ReadonlyMap<string, string> = new Map(shares.map(({ code, body }) => [code, body]));
export const potId = (round: BulkRound, area: string): string => idOf(`pot/${round.code}/${area}`);

/** How many awards each round makes: a little more from year to year. */
const awardsOfRounds = (awards: number): number[] => splitPence(awards, bulkRounds.map(({ index }) => 100 + 4 * index));

/** So many of something in each area, by its share of the money that the real fund gave out in 2023-24. */
export const byArea = (count: number): Map<string, number> => new Map(splitPence(count, shares.map(({ weight }) => weight)).map((part, index) => [shares[index]!.code, part]));

export interface PanelDay {
  day: string;
  area: string;
  awards: number;
}

/** Of a panel that sits for a day, about how many awards are made. */
const awardsOfADay = 20;

/** On which days each area's panel decides in a round, and how many awards it makes: in the order of the days. */
export function panelDays(round: BulkRound, { awards, seed }: BulkOptions): PanelDay[] {
  const luck = chance(seed * 7_919 + round.index);
  const open = workdays(round.from, round.to);
  return [...byArea(awardsOfRounds(awards)[round.index]!)]
    .flatMap(([area, count]) => {
      const days = daysOfPanel(luck, open, Math.ceil(count / awardsOfADay));
      return splitPence(count, days.map(() => 1 + luck.next())).map((part, index): PanelDay => ({ day: days[index]!, area, awards: part }));
    })
    .filter((day) => day.awards > 0)
    .sort((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : one.area < other.area ? -1 : 1));
}

const daysOfPanel = (luck: Chance, open: readonly string[], wanted: number): string[] => luck.some(open, Math.min(open.length, Math.max(1, wanted))).sort();

function workdays(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) if (![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay())) days.push(day);
  return days;
}
