/** Explored figures: one cut, answered from one moment of the database, in bounded time, with what it rests on. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { permit, type Actor } from "../../kernel/actor.ts";
import { Invalid, NotAllowed, WrongState } from "../../kernel/errors.ts";
import type { AssertedTotal, Break } from "../model.ts";
import { may } from "../policy.ts";
import { publishedTotals } from "../rounds.server.ts";
import { axisOf, breaksOf, checkSize, isOnListOf } from "./axes.ts";
import { exploreChoices } from "./choices.server.ts";
import { filtersInWords, roundsMeeting, type Choice, type Choices, type RoundChoice } from "./choices.ts";
import { countGrid, type Counted, type Grid } from "./count.server.ts";
import { addUp, answeredFrom, dimensionFacts, factsOf, impossible, isList, type Addend, type Cell, type Dimension, type ExploreCut } from "./model.ts";
import { anyInvented, completenessOf, peopleLivingIn, type Completeness, type People } from "./scope.server.ts";
import { warningsOf } from "./warnings.ts";

export interface ExploredRow extends Choice {
  /** The number of the row; with a second dimension, over all of it, null where its values overlap. */
  cell: Cell | null;
  /** One for each column. */
  cells: Cell[];
  /** For a round: what the newest publication prints, never computed here. */
  published: number | null;
}
export interface ExploredColumn extends Choice {
  cell: Cell | null;
}
export interface Explored {
  cut: ExploreCut;
  from: "rollup" | "rows";
  chosen: (Choice & { dimension: Dimension })[];
  /** ISO 8601, UTC. */
  as_at: string;
  synthetic: boolean;
  whole: Cell;
  rows: ExploredRow[];
  columns: ExploredColumn[];
  /** The sum of the rows where they may be summed; else why they may not. */
  total: { sum: number } | { why: string };
  completeness: Completeness;
  warnings: string[];
  notes: string[];
  breaks: Break[];
  asserted: AssertedTotal[];
  living: People | null;
}

export const timeLimit = 5_000;
export interface ExploreOptions {
  now: Date;
  /** Milliseconds that any one statement may take. */
  limit?: number;
}

/** The way for anyone: public awards and the money of rounds. Throws as `exploreNationally`, and NotAllowed for what is for officials. */
export async function explorePublicly(db: Kysely<DB>, cut: ExploreCut, options: ExploreOptions): Promise<Explored & { choices: Choices }> {
  if (factsOf(cut.measure).audience !== "public") throw new NotAllowed(`${factsOf(cut.measure).title}: these numbers are for signed-in officials`);
  return explore(db, cut, options);
}

/**
 * The way for officials: applications, people reached, what is committed and spent too.
 * @throws NotAllowed; Invalid for a cut that makes no sense or a code that nothing has; WrongState where it takes too long
 */
export async function exploreNationally(db: Kysely<DB>, actor: Actor, cut: ExploreCut, options: ExploreOptions): Promise<Explored & { choices: Choices }> {
  permit(may.readPeople(actor));
  return explore(db, cut, options);
}

/** The values that a cut can be made of, for a form. */
export const choicesForExploring = (db: Kysely<DB>): Promise<Choices> => exploreChoices(db);

async function explore(db: Kysely<DB>, asked: ExploreCut, { now, limit = timeLimit }: ExploreOptions): Promise<Explored & { choices: Choices }> {
  const refused = impossible(asked);
  if (Object.keys(refused).length > 0) throw new Invalid(refused);
  return inTime(db, limit, async (snapshot) => {
    const choices = await exploreChoices(snapshot);
    const cut = await translated(snapshot, asked);
    const { chosen, problems } = filtersInWords(choices, cut.filters);
    for (const [field, dimension] of [["by", cut.by], ["then", cut.then]] as const) if (dimension !== undefined) Object.assign(problems, notLoaded(choices, field, dimension));
    if (Object.keys(problems).length > 0) throw new Invalid(problems);
    const rounds = roundsMeeting(choices.rounds, cut.filters);
    const grid = await countGrid(snapshot, cut);
    const table = tableOf(choices, cut, rounds, grid);
    const asserted = await assertedOf(snapshot, cut, rounds);
    const rows = withPublished(table.rows, cut, asserted);
    const completeness = await completenessOf(snapshot, rounds, cut.filters, factsOf(cut.measure).of === "returns");
    const living = cut.then === undefined && (cut.by === "area" || cut.by === "health-board") ? ((await peopleLivingIn(snapshot, cut.by)) ?? null) : null;
    const breaks = [cut.by, ...(cut.then ? [cut.then] : [])].flatMap((dimension) => breaksOf(choices, rounds, cut, dimension));
    const answer = {
      cut, chosen, rows, breaks, asserted, completeness, living,
      from: answeredFrom(cut),
      as_at: now.toISOString(),
      synthetic: await anyInvented(snapshot, rounds),
      whole: { ...cellOf(grid.whole, cut, rounds.some((round) => isKnown(cut, round))) },
      columns: table.columns,
      total: totalOf(rows, cut),
      notes: notesOf(choices, cut, rounds, rows),
    };
    return { ...answer, warnings: warningsOf(answer, rounds), choices };
  });
}

/** Reads of one moment, each statement within the limit. Throws WrongState in words where one is not. */
async function inTime<T>(db: Kysely<DB>, limit: number, read: (db: Kysely<DB>) => Promise<T>): Promise<T> {
  try {
    return await db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(async (snapshot) => {
      await sql`select set_config('statement_timeout', ${String(limit)}, true)`.execute(snapshot);
      return read(snapshot);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== "57014") throw error;
    throw new WrongState(`This takes longer than ${limit / 1000} seconds to count. Choose a fund, a round or a financial year, or count by one thing less`);
  }
}

/** A superseded council code is accepted and translated. */
async function translated(db: Kysely<DB>, cut: ExploreCut): Promise<ExploreCut> {
  const { area } = cut.filters;
  if (area === undefined) return cut;
  const old = await db.selectFrom("superseded_area_code").select("area_code").where("code", "=", area).executeTakeFirst();
  return old ? { ...cut, filters: { ...cut.filters, area: old.area_code } } : cut;
}

function notLoaded(choices: Choices, field: string, dimension: Dimension): Record<string, string> {
  if (dimension === "health-board" && choices.boards.length === 0) return { [field]: "No list of health boards and their council areas has been loaded yet, so nothing can be counted by health board" };
  if (dimension === "deprivation" && !choices.deprivation) return { [field]: "No data zones or no places of awards have been loaded yet, so nothing can be counted by deprivation" };
  return {};
}

/** Whether the measure can be known of a round at all: of one that is known from publications only, no award is kept here. */
function isKnown({ measure }: ExploreCut, round: RoundChoice): boolean {
  const { of } = factsOf(measure);
  if (of === "awards" || of === "standing-awards") return round.loaded;
  return of === "applications" && round.kind === "live";
}

/** A number that was counted; nought where nothing was though it would be known; else not known. Returns and money of rounds are known where there is one. */
function cellOf(counted: Counted | undefined, { measure }: ExploreCut, known: boolean): Cell {
  const { of } = factsOf(measure);
  const found = counted !== undefined && counted.base > 0 ? counted : undefined;
  if (of === "returns" || of === "pots" || of === "rounds" || of === "nothing") return found ? { ...found, qualifier: "" } : { value: null, base: 0, qualifier: "[x]" };
  if (!known && !found) return { value: null, base: 0, qualifier: "[x]" };
  return { value: found?.value ?? 0, base: found?.base ?? 0, qualifier: "" };
}

function tableOf(choices: Choices, cut: ExploreCut, rounds: readonly RoundChoice[], grid: Grid): { rows: ExploredRow[]; columns: ExploredColumn[] } {
  const { by, then } = cut;
  const foundBy = new Set([...grid.cells].filter(([, row]) => [...row.values()].some((one) => one.base > 0)).map(([code]) => code));
  const foundThen = new Set([...grid.cells.values()].flatMap((row) => [...row].filter(([, one]) => one.base > 0).map(([code]) => code)));
  const rowValues = axisOf(choices, cut, by, foundBy);
  const columnValues = then === undefined ? [] : axisOf(choices, cut, then, foundThen);
  checkSize(rowValues.length, Math.max(1, columnValues.length));
  const known = (places: Partial<Record<Dimension, string>>) => roundsMeeting(rounds, places).some((round) => isKnown(cut, round));
  const cell = (byCode: string, thenCode: string): Cell => {
    const counted = grid.cells.get(byCode)?.get(thenCode);
    const places = { [by]: byCode, ...(then === undefined ? {} : { [then]: thenCode }) };
    if (!counted?.base && isOffEveryList(choices, rounds, places)) return { value: null, base: 0, qualifier: "[z]" };
    return cellOf(counted, cut, known(places));
  };
  const margin = (counted: Counted | undefined, dimension: Dimension, code: string, over: Dimension): Cell | null =>
    dimensionFacts(over).many ? null : cellOf(counted, cut, known({ [dimension]: code }));
  return {
    rows: rowValues.map((value) => ({
      ...value,
      cell: then === undefined ? cell(value.code, "") : margin(grid.byTotals.get(value.code), by, value.code, then),
      cells: columnValues.map((column) => cell(value.code, column.code)),
      published: null,
    })),
    columns: columnValues.map((value) => ({ ...value, cell: margin(grid.thenTotals.get(value.code), then!, value.code, by) })),
  };
}

/** Whether a code is on no list that the rounds of its cell use: there it is not nought, it does not apply. */
function isOffEveryList(choices: Choices, rounds: readonly RoundChoice[], places: Partial<Record<Dimension, string>>): boolean {
  const list = (Object.keys(places) as Dimension[]).find(isList);
  if (list === undefined || places.round === undefined) return false;
  const code = places[list]!;
  return choices.items.some((item) => item.list === list && item.code === code) && roundsMeeting(rounds, places).every((round) => !isOnListOf(choices, round, list, code));
}

/** Published totals of the rounds, where the cut narrows them by nothing that a publication doesn't: the newest first. */
async function assertedOf(db: Kysely<DB>, { filters }: ExploreCut, rounds: readonly RoundChoice[]): Promise<AssertedTotal[]> {
  const { fund: _fund, round: _round, year, ...narrower } = filters;
  if (Object.values(narrower).some((value) => value !== undefined)) return [];
  const whole = rounds.filter((round) => year === undefined || round.financial_year === year);
  return publishedTotals(db, whole.map((round) => round.id));
}

const publishedField: Partial<Record<ExploreCut["measure"], "awards" | "organisations" | "projects" | "applications" | "amount_pence">> = {
  awards: "awards", organisations: "organisations", projects: "projects", applications: "applications", awarded: "amount_pence",
};

function withPublished(rows: ExploredRow[], { measure, by }: ExploreCut, asserted: readonly AssertedTotal[]): ExploredRow[] {
  const field = publishedField[measure];
  if (by !== "round" || field === undefined) return rows;
  return rows.map((row) => ({ ...row, published: asserted.find((total) => total.round === row.code && !total.superseded)?.[field] ?? null }));
}

function totalOf(rows: readonly ExploredRow[], { measure, by, then }: ExploreCut): { sum: number } | { why: string } {
  if (dimensionFacts(by).many) return { why: dimensionFacts(by).note };
  const { additive, title, basis } = factsOf(measure);
  if (!additive) return { why: `${title} of different rows can be the same, so these are not added.` };
  const cells = rows.map((row) => row.cell);
  if (then !== undefined && cells.some((cell) => cell === null)) return { why: dimensionFacts(then).note };
  return addUp(rows.map((row): Addend => (row.cell!.value === null && row.published !== null ? { value: row.published, basis: "published" } : { value: row.cell!.value, basis })));
}

function notesOf(choices: Choices, cut: ExploreCut, rounds: readonly RoundChoice[], rows: readonly ExploredRow[]): string[] {
  const { measure, by, then } = cut;
  const facts = factsOf(measure);
  const shownDimensions = [by, ...(then ? [then] : [])];
  const unconfirmed = choices.items.filter((item) => shownDimensions.includes(item.list as Dimension) && !item.confirmed && rows.some((row) => row.code === item.code)).map((item) => `“${item.title}”`);
  const ourOwn = shownDimensions.includes("band") && choices.bands.some((band) => band.fund === cut.filters.fund && band.basis === "our-own");
  return [
    ...shownDimensions.map((dimension) => dimensionFacts(dimension).note),
    ourOwn ? "The fund publishes no bands: these are our own." : "",
    facts.of === "applications" ? "Applications stay with the fund that they were made to: from here you can read those that an award followed from, through the award." : "",
    measure === "people" && (shownDimensions.includes("focus-group") || cut.filters["focus-group"]) ? "People in a focus group are those that the returns give for the group; a person can be in more than one." : "",
    facts.of === "awards" ? "Management information, not official statistics: the register as it stands." : "Management information, not official statistics.",
    unconfirmed.length > 0 ? `Not confirmed, because the source simplifies or cuts off the wording: ${[...new Set(unconfirmed)].join(", ")}.` : "",
    rounds.length === 0 ? "No round falls in what you chose." : "",
  ].filter((note) => note !== "");
}
