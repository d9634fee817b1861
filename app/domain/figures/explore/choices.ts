/** What a cut can be made of: every value of every dimension by its code, in the order in which they are shown. Pure. */
import { financialYearDays } from "../model.ts";
import { daysOf } from "../register-model.ts";
import { dimensions, noneRecorded, reaches, standingsOfProjects, type Dimension, type Filters } from "./model.ts";

export interface Choice {
  code: string;
  title: string;
}
export interface AreaChoice extends Choice {
  kind: "council" | "nation";
  short: string;
  column: number | null;
  row: number | null;
}
export interface RoundChoice extends Choice {
  id: string;
  fund: string;
  financial_year: string;
  kind: "history" | "live";
  /** Whether its awards are kept here: it runs in Lade, or a ledger of it has been loaded. */
  loaded: boolean;
  lists: Record<string, number>;
  synthetic: boolean;
  /** First and last day of award; null where none counts. */
  first_day: string | null;
  last_day: string | null;
}
export interface ListItem extends Choice {
  list: string;
  version: number;
  confirmed: boolean;
}
export interface Choices {
  funds: (Choice & { short_title: string; shape: "areas" | "national" })[];
  rounds: RoundChoice[];
  areas: AreaChoice[];
  boards: Choice[];
  /** Every version of every list, the newest first. */
  items: ListItem[];
  versions: { list: string; version: number; title: string; valid_from: string }[];
  bands: (Choice & { fund: string; basis: string })[];
  deprivation: boolean;
}

const firstOfEach = (items: readonly Choice[]): Choice[] => items.filter((item, index) => items.findIndex((other) => other.code === item.code) === index).map(({ code, title }) => ({ code, title }));
const fromWords = (words: Record<string, string>): Choice[] => Object.entries(words).map(([code, title]) => ({ code, title }));

/** The values that a filter on a dimension can have. Of a time there are too many to list: null. */
export function valuesOf(choices: Choices, dimension: Dimension, fund?: string): Choice[] | null {
  switch (dimension) {
    case "fund":
      return choices.funds.map(({ code, short_title: title }) => ({ code, title }));
    case "round":
      return choices.rounds.filter((round) => fund === undefined || round.fund === fund).map(({ code, title }) => ({ code, title }));
    case "area":
      return choices.areas.map(({ code, title }) => ({ code, title }));
    case "health-board":
      return choices.boards;
    case "band":
      return firstOfEach(choices.bands.filter((band) => fund === undefined || band.fund === fund));
    case "reach":
      return fromWords(reaches);
    case "project-standing":
      return fromWords(standingsOfProjects);
    case "deprivation":
      return choices.deprivation ? tenths : [];
    case "year":
    case "month":
      return null;
    case "focus-group":
    case "priority-issue":
    case "family-group":
    case "project-type":
    case "legal-form":
      return firstOfEach(choices.items.filter((item) => item.list === dimension));
  }
}
const tenths: Choice[] = Array.from({ length: 10 }, (_, index) => ({ code: String(index + 1), title: index === 0 ? "1, the most deprived tenth" : index === 9 ? "10, the least deprived tenth" : String(index + 1) }));

/** The rounds that filters leave, or that a cell speaks of: those whose financial year or whose awards meet the period. */
export function roundsMeeting(rounds: readonly RoundChoice[], { fund, round: code, ...period }: Filters): RoundChoice[] {
  const { from, to } = daysOf(period);
  const meets = (first: string, last: string) => (!from || from <= last) && (!to || first <= to);
  return rounds.filter((round) => {
    if ((fund !== undefined && round.fund !== fund) || (code !== undefined && round.code !== code)) return false;
    const year = financialYearDays(round.financial_year);
    return meets(year.from, year.to) || (round.first_day !== null && round.last_day !== null && meets(round.first_day, round.last_day));
  });
}

/** What is filtered by, in words; a code that nothing has is named among the problems. */
export function filtersInWords(choices: Choices, filters: Filters): { chosen: (Choice & { dimension: Dimension })[]; problems: Record<string, string> } {
  const chosen: (Choice & { dimension: Dimension })[] = [];
  const problems: Record<string, string> = {};
  for (const [dimension, code] of Object.entries(filters) as [Dimension, string][]) {
    if (code === undefined || (dimension as string) === "from" || (dimension as string) === "to") continue;
    const values = valuesOf(choices, dimension, filters.fund);
    const found = values?.find((one) => one.code === code);
    if (values === null) chosen.push({ dimension, code, title: code });
    else if (found) chosen.push({ dimension, ...found });
    else if (code === noneRecorded && dimensions[dimension].none !== null) chosen.push({ dimension, code, title: dimensions[dimension].none.toLowerCase() });
    else if (valuesOf(choices, dimension)?.some((one) => one.code === code)) problems[dimension] = `This ${dimensions[dimension].title.toLowerCase()} belongs to another fund: change one of them`;
    else problems[dimension] = `There is no ${dimensions[dimension].title.toLowerCase()} called ${code}`;
  }
  return { chosen, problems };
}
