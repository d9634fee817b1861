/** Counting a cut: the cells, the margins that may be shown, and the whole, by two statements. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { answeredFrom, dimensionFacts, factsOf, type Dimension, type ExploreCut } from "./model.ts";
import { sourceOf } from "./source.server.ts";

export interface Counted {
  value: number | null;
  base: number;
}
export interface Grid {
  /** By code of the first dimension, then of the second ("" where there is none). */
  cells: Map<string, Map<string, Counted>>;
  /** Over the whole of the second dimension, by the first: only where a record stands in one of its values. */
  byTotals: Map<string, Counted>;
  thenTotals: Map<string, Counted>;
  /** All records of the filters, each once. */
  whole: Counted;
}

interface Row {
  by: string | null;
  then: string | null;
  over_by: number;
  over_then: number;
  value: number | null;
  base: number;
}

export async function countGrid(db: Kysely<DB>, cut: ExploreCut): Promise<Grid> {
  const grid: Grid = { cells: new Map(), byTotals: new Map(), thenTotals: new Map(), whole: { value: null, base: 0 } };
  if (factsOf(cut.measure).of === "nothing") return grid;
  grid.whole = await countWhole(db, cut);
  for (const row of await countCells(db, cut)) {
    const counted = { value: row.value, base: row.base };
    if (row.over_then) grid.byTotals.set(row.by!, counted);
    else if (row.over_by) grid.thenTotals.set(row.then!, counted);
    else grid.cells.set(row.by!, (grid.cells.get(row.by!) ?? new Map<string, Counted>()).set(row.then ?? "", counted));
  }
  if (cut.then !== undefined && answeredFrom(cut) === "rollup") addMargins(grid, cut.by, cut.then);
  return grid;
}

/** What the rollups answer adds up, so its margins are added here. Everything else is asked for its margins too: organisations of two cells may be the same. */
function addMargins({ cells, byTotals, thenTotals }: Grid, by: Dimension, then: Dimension): void {
  const add = (totals: Map<string, Counted>, code: string, { value, base }: Counted) => {
    const before = totals.get(code);
    totals.set(code, { value: (before?.value ?? 0) + (value ?? 0), base: (before?.base ?? 0) + base });
  };
  for (const [byCode, row] of cells)
    for (const [thenCode, counted] of row) {
      if (!dimensionFacts(then).many) add(byTotals, byCode, counted);
      if (!dimensionFacts(by).many) add(thenTotals, thenCode, counted);
    }
}

async function countCells(db: Kysely<DB>, cut: ExploreCut): Promise<Row[]> {
  const source = sourceOf(cut);
  const by = source.piece(cut.by, "by");
  if (cut.then === undefined) {
    const { rows } = await sql<Row>`
      select by_code as by, null as then, 0 as over_by, 0 as over_then, ${source.value} as value, ${source.base} as base
        from (select ${by.code} as by_code, award.*${projectOf(cut)} from ${source.relation} ${by.join} where ${source.where}) record
       group by by_code`.execute(db);
    return rows;
  }
  const then = source.piece(cut.then, "then");
  const margins = answeredFrom(cut) === "rows";
  const sets = [
    sql`(by_code, then_code)`,
    ...(margins && !dimensionFacts(cut.then).many ? [sql`(by_code)`] : []),
    ...(margins && !dimensionFacts(cut.by).many ? [sql`(then_code)`] : []),
  ];
  const { rows } = await sql<Row>`
    select by_code as by, then_code as then, grouping(by_code) as over_by, grouping(then_code) as over_then, ${source.value} as value, ${source.base} as base
      from (select ${by.code} as by_code, ${then.code} as then_code, award.*${projectOf(cut)}
              from ${source.relation} ${by.join} ${then.join} where ${source.where}) record
     group by grouping sets (${sql.join(sets)})`.execute(db);
  return rows;
}

/** The whole is counted by itself: where a record stands in several rows, the rows do not add up to it. */
async function countWhole(db: Kysely<DB>, cut: ExploreCut): Promise<Counted> {
  const source = sourceOf(withoutDimensions(cut));
  const { rows } = await sql<Counted>`
    select ${source.value} as value, coalesce(${source.base}, 0) as base
      from (select award.*${projectOf(cut)} from ${source.relation} where ${source.where}) record`.execute(db);
  return rows[0]!;
}

/** The same filters, counted by nothing that would leave a record out or take it twice. */
const withoutDimensions = ({ then: _, ...cut }: ExploreCut): ExploreCut => ({ ...cut, by: "fund" });

const projectOf = ({ measure }: ExploreCut) => (measure === "projects" ? sql`, coalesce(award.tops_up_award_id, award.id) as project_id` : sql``);
