/** Puts a publication's content together from its own cuts and words: the same before its release and ever after. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { completenessOfCut, totalOfCut } from "../figures/cuts.server.ts";
import { NotFound } from "../kernel/errors.ts";
import type { Content, ContentBasis, ContentCell, ContentTable, Mark } from "./content.ts";
import { concealIn, controlOf } from "./disclosure.server.ts";
import { badge, licence } from "./model.ts";
import { countTable, tablesOf } from "./tables.server.ts";

/** Throws NotFound. */
export async function composeContent(db: Kysely<DB>, publicationId: string): Promise<Content> {
  const publication = await db.selectFrom("publication").selectAll().where("id", "=", publicationId).executeTakeFirst();
  if (!publication) throw new NotFound();
  const before = publication.replaces_id ? await replaced(db, publication.replaces_id) : undefined;
  const basis = await basisOf(db, publicationId);
  const control = await decidedControl(db, publication);
  return {
    kind: "publication",
    code: publication.code,
    title: publication.title,
    summary: publication.summary,
    badge,
    synthetic: publication.synthetic,
    period: { from: publication.period_from, to: publication.period_to },
    data_on: publication.data_on,
    release_on: publication.release_on ?? publication.data_on,
    replaces: before ? { code: before.code, title: before.title, reason: publication.restatement_reason } : null,
    basis: basis.map(({ cut_id: _cut, ...one }) => one),
    completeness_label: publication.completeness_label,
    statements: await statementsOf(db, publicationId),
    tables: await marked(db, publication, basis, control, before?.content),
    notes: await notesOf(db, publicationId),
    disclosure: control ? { threshold: control.threshold, primary_suppressed: control.primary.size, secondary_suppressed: control.secondary.size } : null,
    licence,
  };
}

async function replaced(db: Kysely<DB>, id: string): Promise<{ code: string; title: string; content: Content | undefined }> {
  const { code, title } = await db.selectFrom("publication").select(["code", "title"]).where("id", "=", id).executeTakeFirstOrThrow();
  const file = await db.selectFrom("publication_file").select("body").where("publication_id", "=", id).where("format", "=", "json").executeTakeFirst();
  return { code, title, content: file ? (JSON.parse(file.body) as Content) : undefined };
}

async function basisOf(db: Kysely<DB>, publicationId: string): Promise<(ContentBasis & { cut_id: string })[]> {
  const cuts = await db
    .selectFrom("publication_cut as p")
    .innerJoin("award_cut as c", "c.id", "p.cut_id")
    .innerJoin("fund", "fund.id", "c.fund_id")
    .select(["c.id", "fund.code as fund", "fund.title", "c.period_from", "c.period_to", "c.data_at", "c.note"])
    .where("p.publication_id", "=", publicationId)
    .orderBy("fund.position")
    .orderBy("fund.code")
    .execute();
  const basis = [];
  for (const cut of cuts)
    basis.push({
      cut_id: cut.id, fund: cut.fund, title: cut.title, period: { from: cut.period_from, to: cut.period_to }, data_at: cut.data_at.toISOString(),
      ...(await totalOfCut(db, cut.id)), completeness: await completenessOfCut(db, cut.id), note: cut.note,
    });
  return basis;
}

async function statementsOf(db: Kysely<DB>, publicationId: string): Promise<Content["statements"]> {
  const statements = await db.selectFrom("publication_statement").select(["id", "heading", "printed"]).where("publication_id", "=", publicationId).orderBy("position").execute();
  const slots = await db
    .selectFrom("publication_slot as slot")
    .innerJoin("publication_statement as s", "s.id", "slot.statement_id")
    .select(["slot.statement_id", "slot.name", "slot.source", "slot.printed", "slot.value", "slot.rows_behind", "slot.rows_sha256"])
    .where("s.publication_id", "=", publicationId)
    .orderBy("slot.name")
    .execute();
  return statements.map(({ id, heading, printed }) => ({
    heading,
    text: printed,
    slots: slots.filter((slot) => slot.statement_id === id).map(({ statement_id: _statement, ...slot }) => slot),
  }));
}

interface Publication {
  id: string;
  state: string;
  people_threshold: number;
}
type Control = Awaited<ReturnType<typeof controlOf>>;

/** Once the cells are kept they alone decide: what came later does not change what was released. */
async function decidedControl(db: Kysely<DB>, publication: Publication): Promise<Control> {
  const kept = await db.selectFrom("publication_cell").select(["key", "value", "suppressed"]).where("publication_id", "=", publication.id).orderBy("key").execute();
  if (kept.length === 0) return controlOf(db, publication);
  const suppressed = kept.filter((cell) => cell.suppressed).map((cell) => cell.key);
  const primary = kept.filter((cell) => cell.suppressed && cell.value > 0 && cell.value < publication.people_threshold).map((cell) => cell.key);
  return { threshold: publication.people_threshold, cells: kept, primary: new Set(primary), secondary: new Set(suppressed.filter((key) => !primary.includes(key))), unprotected: [], basis_sha256: "" };
}

async function marked(db: Kysely<DB>, publication: Publication, basis: readonly (ContentBasis & { cut_id: string })[], control: Control, before: Content | undefined): Promise<ContentTable[]> {
  const tables: ContentTable[] = [];
  for (const wanted of await tablesOf(db, publication.id)) {
    const provisional = basis.some((one) => one.cut_id === wanted.cut_id && one.completeness.missing.length > 0);
    const table = concealIn(await countTable(db, wanted), wanted.cut_id, control);
    const earlier = before?.tables.find((one) => one.key === table.key);
    const mark = (cells: readonly ContentCell[], was: readonly ContentCell[] | undefined): ContentCell[] =>
      cells.map((cell, index) => {
        const marks: Mark[] = [...cell.marks];
        const old = was?.[index]?.value;
        if (provisional && cell.value !== null) marks.push("p");
        // A number that was never printed before is not a revision of one.
        if (cell.value !== null && old !== null && old !== undefined && old !== cell.value) marks.push("r");
        return { value: cell.value, marks };
      });
    const columnsAgree = earlier && JSON.stringify(earlier.columns.map((one) => one.code)) === JSON.stringify(table.columns.map((one) => one.code));
    tables.push({
      ...table,
      rows: table.rows.map((row) => ({ ...row, cells: mark(row.cells, columnsAgree ? earlier.rows.find((one) => one.code === row.code)?.cells : undefined) })),
      total: mark(table.total, columnsAgree ? earlier.total : undefined),
    });
  }
  return tables;
}

async function notesOf(db: Kysely<DB>, publicationId: string): Promise<Content["notes"]> {
  const rows = await db.selectFrom("publication_finding_answer").select(["finding", "message", "answer"]).where("publication_id", "=", publicationId).orderBy("finding").execute();
  return rows.map(({ message, answer }) => ({ finding: message, answer }));
}
