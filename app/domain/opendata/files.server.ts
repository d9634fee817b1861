/** The files of open data: JSON and CSV as PostgreSQL writes them, the workbook row by row. Nothing holds the whole of one. */
import { sql, type CompiledQuery, type Kysely } from "kysely";
import type { Database } from "#db/connection.ts";
import type { DB } from "#db/types.ts";
import { mostSheetRows, xlsxChunks, type SheetCell } from "../figures/tables/xlsx.ts";
import { Invalid, NotFound } from "../kernel/errors.ts";
import { chosen, classificationRows, classificationTitles, csvTitles, deiRows, deiTitles, fullestGrant, grantColumns, grantRows, grantsAsCsv, grantsAsJson, grantTitles } from "./fields.server.ts";
import { licence, publisher, publisherPrefix, standardVersion } from "./publisher.ts";
import { selectionParts, type Format, type Selection } from "./selection.ts";
import { closing, openSnapshot, type Chunks, type Snapshot } from "./snapshot.server.ts";

/** What a file says of itself. */
export interface PackageFacts {
  version: string;
  extensions: string[];
  title: string;
  description: string;
  issued: string;
  modified: string;
  identifier: string;
  publisher: { name: string; identifier: string; website: string };
  downloadURL: string;
  accessURL: string;
  license: string;
}

export interface About {
  selection: Selection;
  /** The selection in words: "Communities Fund, 2023-24, Glasgow City". "" for everything. */
  of: string;
  synthetic: boolean;
  /** Raised by every change of the public record. */
  version: number;
  /** @param record what is public, as the file's own moment saw it */
  facts: (format: Format, record?: PublicRecord) => PackageFacts;
}

/**
 * What the file of a selection will say; a superseded area code has been translated in it.
 * @throws NotFound for a fund or an area that is not known, and where no award has been released: a file without a grant is not valid
 */
export async function aboutFile(db: Kysely<DB>, asked: Selection, origin: string): Promise<About> {
  const selection = { ...asked };
  const words: string[] = [];
  if (selection.fund) {
    const fund = await db.selectFrom("fund").select("title").where("code", "=", selection.fund).executeTakeFirst();
    if (!fund) throw new NotFound(`There is no fund called ${selection.fund}`);
    words.push(fund.title);
  }
  if (selection.year) words.push(selection.year);
  if (selection.area) {
    const old = await db.selectFrom("superseded_area_code").select("area_code").where("code", "=", selection.area).executeTakeFirst();
    selection.area = old?.area_code ?? selection.area;
    const area = await db.selectFrom("area").select("name").where("code", "=", selection.area).executeTakeFirst();
    if (!area) throw new NotFound(`${selection.area} is not the code of a council area`);
    words.push(area.name);
  }
  const { rows } = await sql<{ some: boolean; synthetic: boolean }>`
    select exists (select 1 from award a where ${chosen(selection)}) as some,
           exists (select 1 from award a where a.synthetic and ${chosen(selection)}) as synthetic`.execute(db);
  const { some, synthetic } = rows[0]!;
  if (!some) throw new NotFound("No award of this selection has been released, so there is no file");
  const now = await publicRecord(db);
  const of = words.join(", ");
  const invented = synthetic ? " (invented for a demonstration)" : "";
  return {
    selection,
    of,
    synthetic,
    version: now.version,
    facts: (format, { changed_at, published_since } = now) => ({
      version: standardVersion,
      extensions: ["dei"],
      title: `Awards${of ? `: ${of}` : " of every fund"}${invented}`,
      description: `Every award in the register from its release until it is withdrawn.${synthetic ? " The organisations and awards are invented: nobody applied for or received any of this money." : ""} Management information, not official statistics.`,
      issued: published_since,
      modified: changed_at.toISOString(),
      identifier: [publisherPrefix, "awards", ...selectionParts(selection)].join("-"),
      publisher: { ...publisher, website: origin },
      downloadURL: `${origin}${filePath(selection, format)}`,
      accessURL: `${origin}/open-data`,
      license: licence.url,
    }),
  };
}

/** The version of what is public, when it last changed, and since when it is published as open data. */
const recordQuery = (db: Kysely<DB>) => db.selectFrom("public_version").select(["version", "changed_at", "published_since"]);
export const publicRecord = (db: Kysely<DB>) => recordQuery(db).executeTakeFirstOrThrow();
export type PublicRecord = Awaited<ReturnType<typeof publicRecord>>;

/** The address of a file. */
export const filePath = (selection: Selection, format: Format): string => `/open-data/${["360giving", ...selectionParts(selection)].join("/")}.${format}`;
/** The name under which it is saved. */
export const fileName = ({ selection, synthetic }: About, format: Format): string =>
  `${["360giving", ...selectionParts(selection), ...(synthetic ? ["synthetic"] : [])].join("-")}.${format}`;

/**
 * The bytes of a file, as they are asked for; they hold one connection until they are at their end or given up (`return()`).
 * @throws Invalid when a workbook could not hold so many rows, TooManyReaders
 */
export async function openFile(db: Database, about: About, format: Format, origin: string): Promise<Chunks> {
  if (format === "xlsx") await refuseTooLong(db, about);
  const snapshot = await openSnapshot(db);
  return closing(snapshot, written(db, snapshot, about, format, origin));
}

async function* written(db: Kysely<DB>, snapshot: Snapshot, { selection, facts }: About, format: Format, origin: string): AsyncGenerator<Uint8Array> {
  // The moment that the whole file shows begins with its first question.
  const [record] = await snapshot.rows(recordQuery(db).compile());
  const said = facts(format, record);
  if (format === "json") yield* jsonFile(snapshot, said, selection, origin);
  else if (format === "csv") yield* csvFile(db, snapshot, selection, origin);
  else yield* xlsxFile(db, snapshot, said, selection, origin);
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

async function* jsonFile(snapshot: Snapshot, facts: PackageFacts, selection: Selection, origin: string): AsyncGenerator<Uint8Array> {
  yield bytes(`${JSON.stringify(facts).slice(0, -1)},"grants":[\n`);
  let first = true;
  for await (const chunk of snapshot.copy(grantsAsJson(selection, origin), "lines")) {
    yield first ? chunk.subarray(1) : chunk;
    first = false;
  }
  yield bytes("]}\n");
}

async function* csvFile(db: Kysely<DB>, snapshot: Snapshot, selection: Selection, origin: string): AsyncGenerator<Uint8Array> {
  const [fullest] = await snapshot.rows(fullestGrant(selection).compile(db));
  const { slots } = fullest!;
  yield bytes(`${csvTitles(slots).join(",")}\n`);
  yield* snapshot.copy(grantsAsCsv(selection, origin, slots), "csv");
}

/** The head of a selection's CSV as it is now. */
export async function headOfCsv(db: Kysely<DB>, selection: Selection): Promise<string[]> {
  const { rows } = await fullestGrant(selection).execute(db);
  return csvTitles(rows[0]!.slots);
}

const metaTitles: readonly [string, (facts: PackageFacts) => string][] = [
  ["Version", (facts) => facts.version],
  ["Extensions", (facts) => facts.extensions.join(";")],
  ["Title", (facts) => facts.title],
  ["Description", (facts) => facts.description],
  ["Issued", (facts) => facts.issued],
  ["Identifier", (facts) => facts.identifier],
  ["Publisher:Name", (facts) => facts.publisher.name],
  ["Publisher:Website", (facts) => facts.publisher.website],
  ["Publisher:Identifier", (facts) => facts.publisher.identifier],
  ["Download URL", (facts) => facts.downloadURL],
  ["Access URL", (facts) => facts.accessURL],
  ["Modified", (facts) => facts.modified],
  ["License", (facts) => facts.license],
];

async function* xlsxFile(db: Kysely<DB>, snapshot: Snapshot, facts: PackageFacts, selection: Selection, origin: string): AsyncGenerator<Uint8Array> {
  const isNumber = grantColumns.map((column) => column.number === true);
  async function* grants(): AsyncGenerator<SheetCell[]> {
    for await (const { cells } of pages(snapshot, (after) => grantRows(selection, origin, after).compile(db)))
      yield cells.map((cell, index) => (cell !== null && isNumber[index] ? Number(cell) : cell));
  }
  async function* several(query: typeof classificationRows): AsyncGenerator<SheetCell[]> {
    for await (const { rows } of pages(snapshot, (after) => query(selection, origin, after).compile(db))) yield* rows;
  }
  yield* xlsxChunks([
    { name: "Meta", rows: metaTitles.map(([title, of]) => [title, of(facts)]) },
    { name: "grants", head: [grantTitles], rows: grants() },
    { name: "Classifications", head: [classificationTitles], rows: several(classificationRows) },
    { name: "deiDetails", head: [deiTitles], rows: several(deiRows) },
  ]);
}

const pageSize = 1_000;
/** Rows in the order of their key, a page at a time. */
async function* pages<T extends { key: string }>(snapshot: Snapshot, query: (after: { key: string; limit: number }) => CompiledQuery<T>): AsyncGenerator<T> {
  let key = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const rows = await snapshot.rows(query({ key, limit: pageSize }));
    yield* rows;
    if (rows.length < pageSize) return;
    key = rows.at(-1)!.key;
  }
}

async function refuseTooLong(db: Kysely<DB>, { selection }: About): Promise<void> {
  const { rows } = await sql<{ tags: number }>`select count(*) as tags from award a join award_tag t on t.award_id = a.id where ${chosen(selection)}`.execute(db);
  if (rows[0]!.tags >= mostSheetRows)
    throw new Invalid({ file: "These awards have more classifications than a sheet can hold: take the JSON, or a fund, a year or an area alone" });
}
