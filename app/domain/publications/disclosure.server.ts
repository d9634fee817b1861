/** Disclosure control over everything that is or will be public: this publication's tables, and all before it about the same fund. */
import type { Kysely } from "kysely";
import type { DB, JsonValue } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid } from "../kernel/errors.ts";
import { newId, sha256 } from "../kernel/ids.server.ts";
import { protect, type Cell, type Equation } from "./disclosure.ts";
import type { ContentTable } from "./content.ts";
import { lockPublication } from "./lock.server.ts";
import { may } from "./policy.ts";
import { countTable, peopleCellsOf, tablesOf, type TableWanted } from "./tables.server.ts";

export interface Control {
  threshold: number;
  /** Counts of people in the tables, each once. */
  cells: { key: string; value: number }[];
  primary: Set<string>;
  secondary: Set<string>;
  unprotected: string[];
  /** Of all that was weighed: a decision stands as long as this does. */
  basis_sha256: string;
}

interface Known {
  key: string;
  value: number;
  suppressed: boolean;
}

/** What has to be suppressed in a publication's tables as they are now; undefined where they hold no count of people. */
export async function controlOf(db: Kysely<DB>, publication: { id: string; people_threshold: number }): Promise<Control | undefined> {
  const wanted = (await tablesOf(db, publication.id)).filter((table) => table.measure === "people");
  if (wanted.length === 0) return undefined;
  const open = new Map<string, Cell>();
  for (const table of wanted) for (const { key, value, total } of peopleCellsOf(await countTable(db, table), table.cut_id)) open.set(key, { key, value, total, standing: "open" });
  const known = await publicElsewhere(db, publication.id, wanted);
  const { cells, equations } = system([...open.values()], known, await cutsByFund(db, [...open.keys(), ...known.map((cell) => cell.key)]));
  const { primary, secondary, unprotected } = protect(cells, equations, publication.people_threshold);
  const weighed = [publication.people_threshold, [...open.values()].map(({ key, value }) => [key, value]).sort(), known.map(({ key, value, suppressed }) => [key, value, suppressed]).sort()];
  // What is concealed in something public already stays so here.
  for (const cell of cells) if (cell.standing === "hidden" && open.has(cell.key)) secondary.add(cell.key);
  return { threshold: publication.people_threshold, cells: [...open.values()].map(({ key, value }) => ({ key, value })), primary, secondary, unprotected, basis_sha256: sha256(JSON.stringify(weighed)) };
}

/** The counts of people in what is released or under embargo about the same funds. */
async function publicElsewhere(db: Kysely<DB>, publicationId: string, tables: readonly TableWanted[]): Promise<Known[]> {
  const rows = await db
    .selectFrom("publication_cell as cell")
    .innerJoin("publication as p", "p.id", "cell.publication_id")
    .select(["cell.key", "cell.value", "cell.suppressed"])
    .where("p.id", "<>", publicationId)
    .where("p.state", "in", ["embargoed", "released"])
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("publication_cut as link").innerJoin("award_cut as c", "c.id", "link.cut_id").select("c.id").whereRef("link.publication_id", "=", "p.id").where("c.fund_id", "in", tables.map((table) => table.fund_id)),
      ),
    )
    .orderBy("cell.key")
    .execute();
  // Shown once is public for good, whatever another publication did.
  const merged = new Map<string, Known>();
  for (const row of rows) merged.set(row.key, { ...row, suppressed: row.suppressed && (merged.get(row.key)?.suppressed ?? true) });
  return [...merged.values()];
}

/** The fund of each cut that the keys name. */
async function cutsByFund(db: Kysely<DB>, keys: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(keys.map((key) => key.split("/")[0]!))];
  const rows = await db.selectFrom("award_cut").select(["id", "fund_id"]).where("id", "in", ids).orderBy("data_at").orderBy("id").execute();
  return new Map(rows.map((row) => [row.id, row.fund_id]));
}

/** One system of all cells: areas add up to their total, and the same cell of two cuts differs by a number that must not be small and known. */
function system(open: readonly Cell[], known: readonly Known[], fundOf: ReadonlyMap<string, string>): { cells: Cell[]; equations: Equation[] } {
  const cells = new Map<string, Cell>();
  for (const { key, value, suppressed } of known) cells.set(key, { key, value, standing: suppressed ? "hidden" : "shown", total: key.endsWith("/all") });
  for (const cell of open) if (!cells.has(cell.key)) cells.set(cell.key, cell);
  const groups = grouped([...cells.values()], (cell) => cell.key.slice(0, cell.key.lastIndexOf("/")));
  const equations: Equation[] = [];
  for (const [group, members] of groups) {
    const total = cells.get(`${group}/all`);
    const areas = members.filter((cell) => cell !== total);
    if (total && areas.length > 0 && areas.reduce((sum, cell) => sum + cell.value, 0) === total.value)
      equations.push([...areas.map((cell) => ({ key: cell.key, times: 1 as const })), { key: total.key, times: -1 }]);
  }
  const order = [...fundOf.keys()];
  for (const [, same] of grouped([...cells.values()], (cell) => `${fundOf.get(cell.key.split("/")[0]!)}/${cell.key.split("/").slice(1).join("/")}`)) {
    const sorted = [...same].sort((a, b) => order.indexOf(a.key.split("/")[0]!) - order.indexOf(b.key.split("/")[0]!));
    for (let later = 1; later < sorted.length; later += 1)
      for (let earlier = 0; earlier < later; earlier += 1) {
        const [from, to] = [sorted[earlier]!, sorted[later]!];
        if (from.value === to.value) {
          // Whoever compares the two takes them for the same.
          equations.push([{ key: from.key, times: 1 }, { key: to.key, times: -1 }]);
          continue;
        }
        const difference: Cell = { key: `difference/${from.key}/${to.key}`, value: to.value - from.value, standing: "difference" };
        cells.set(difference.key, difference);
        equations.push([{ key: from.key, times: 1 }, { key: difference.key, times: 1 }, { key: to.key, times: -1 }]);
      }
  }
  return { cells: [...cells.values()], equations };
}

function grouped(cells: readonly Cell[], by: (cell: Cell) => string): Map<string, Cell[]> {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) groups.set(by(cell), [...(groups.get(by(cell)) ?? []), cell]);
  return groups;
}

/** The table with [c] in place of what is suppressed. */
export function concealIn(table: ContentTable, cutId: string, control: Control | undefined): ContentTable {
  if (!control) return table;
  const hidden = peopleCellsOf(table, cutId).filter((one) => control.primary.has(one.key) || control.secondary.has(one.key));
  const isHidden = (row: number | "total", column: number) => hidden.some(({ at }) => at[0] === row && at[1] === column);
  const conceal = (cells: ContentTable["total"], row: number | "total") => cells.map((cell, column) => (isHidden(row, column) ? { value: null, marks: ["c" as const] } : cell));
  return { ...table, rows: table.rows.map((row, index) => ({ ...row, cells: conceal(row.cells, index) })), total: conceal(table.total, "total") };
}

/** The last decision about a publication, whether or not it still stands. */
export const lastDecision = (db: Kysely<DB>, publicationId: string) =>
  db
    .selectFrom("publication_disclosure as d")
    .leftJoin("person", "person.id", "d.decided_by")
    .select(["d.threshold", "d.cells", "d.primary_suppressed", "d.secondary_suppressed", "d.basis_sha256", "d.assessment", "d.decided_at", "person.name as decided_by_name"])
    .where("d.publication_id", "=", publicationId)
    .orderBy("d.decided_at", "desc")
    .orderBy("d.id", "desc")
    .limit(1)
    .executeTakeFirst();

/**
 * Records what is suppressed and why that is enough, as a decision that is never changed.
 * @throws NotAllowed, WrongState; Invalid where something small cannot be kept because of what is public already
 */
export async function decideDisclosure(context: Context, publicationId: string, input: { assessment: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const publication = await lockPublication(tx, publicationId);
    permit(may.edit(tx.actor, publication));
    const control = await controlOf(tx.db, publication);
    if (!control) throw new Invalid({ "": "No table here counts people: there is nothing to decide" });
    if (control.unprotected.length > 0) throw new Invalid({ "": `${control.unprotected.length} small counts could be worked out from what is public already. Leave the table out, or count it by fewer groups` });
    const suppressed: JsonValue = { primary: [...control.primary].sort(), secondary: [...control.secondary].sort() };
    await tx.db
      .insertInto("publication_disclosure")
      .values({
        id: newId(), publication_id: publication.id, threshold: control.threshold, cells: control.cells.length, primary_suppressed: control.primary.size, secondary_suppressed: control.secondary.size,
        basis_sha256: control.basis_sha256, suppressed: JSON.stringify(suppressed), assessment: input.assessment, decided_by: tx.actor.kind === "person" ? tx.actor.id : null,
      })
      .execute();
    await record(tx, "publication.disclosure-decided", { type: "publication", id: publication.id }, { threshold: control.threshold, primary: control.primary.size, secondary: control.secondary.size });
  });
}
