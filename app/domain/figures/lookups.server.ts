/** Loading look-ups for places: whole files under their edition, or nothing of them. An edition that is loaded never changes. */
import { parse } from "csv-parse/sync";
import type { Insertable, Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { permit, type Actor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, refusedConstraint } from "../kernel/errors.ts";
import { newId, sha256 } from "../kernel/ids.server.ts";
import { keyOfLine, lookupKinds, lookupLines, type LookupInput, type LookupKind, type LookupLine } from "./lookups-model.ts";
import { may } from "./policy.ts";

const mostLines = 100_000;
const mostProblems = 20;
const atOnce = 5_000;

export interface LoadedEdition {
  id: string;
  lines: number;
  /** False where exactly this file was loaded before: then nothing was done. */
  fresh: boolean;
}

/**
 * Loads a file as an edition; from then on it holds. Loading the same file again changes nothing.
 * @throws NotAllowed; Invalid, naming each wrong line and the remedy, or where another file has that edition's name
 */
export async function loadLookup(context: Context, input: LookupInput): Promise<LoadedEdition> {
  return inTransaction(context, async (tx) => {
    if (tx.actor.kind !== "system") permit(may.loadLookups(tx.actor));
    const { kind, edition } = input;
    const digest = sha256(input.lines.replaceAll("\r\n", "\n"));
    const before = await tx.db.selectFrom("lookup_edition").select(["id", "sha256", "line_count"]).where("kind", "=", kind).where("edition", "=", edition).executeTakeFirst();
    if (before?.sha256 === digest) return { id: before.id, lines: before.line_count, fresh: false };
    if (before) throw new Invalid({ edition: "An edition of this name is loaded already and its lines are others. Give a corrected file a name of its own: the earlier one is kept" });
    const id = newId();
    const lines = readLines(kind, input.lines);
    const write = writers[kind] as (tx: TransactionContext, id: string, lines: readonly LookupLine<LookupKind>[]) => Promise<void>;
    const row: Insertable<DB["lookup_edition"]> = {
      id, kind, edition, source: input.source, source_date: input.source_date, line_count: lines.length, sha256: digest, synthetic: tx.synthetic,
      loaded_by: tx.actor.kind === "person" ? tx.actor.id : null,
    };
    await tx.db.insertInto("lookup_edition").values(row).execute().catch((error: unknown) => {
      throw refusedConstraint(error) === "lookup_edition_once" ? new Invalid({ edition: "An edition of this name was loaded a moment ago: look at it before you load another" }) : error;
    });
    await write(tx, id, lines);
    await publicPagesChanged(tx);
    await record(tx, "lookup.loaded", { type: "lookup", id }, { kind, lines: lines.length });
    return { id, lines: lines.length, fresh: true };
  });
}

/** The lines of a file through their schema. Throws Invalid with the number of each wrong line, as a spreadsheet counts them. */
function readLines<Kind extends LookupKind>(kind: Kind, text: string): LookupLine<Kind>[] {
  const { columns } = lookupKinds[kind];
  const problems: string[] = [];
  const [head = [], ...rows] = cellsOf(text);
  const names = head.map((name) => name.trim().toLowerCase());
  const absent = columns.filter((name) => !names.includes(name));
  if (absent.length > 0) throw new Invalid({ lines: `The first line names the columns ${columns.join(",")}. Missing: ${absent.join(", ")}` });
  if (rows.length === 0) throw new Invalid({ lines: "There is no line under the names of the columns" });
  if (rows.length > mostLines) throw new Invalid({ lines: `A file holds at most ${mostLines.toLocaleString("en-GB")} lines` });
  const lines: LookupLine<Kind>[] = [];
  const seen = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const number = index + 2;
    const parsed = lookupLines[kind].safeParse(Object.fromEntries(columns.map((name) => [name, (row[names.indexOf(name)] ?? "").trim()])));
    if (!parsed.success) {
      problems.push(...parsed.error.issues.map((issue) => `Line ${number}, ${issue.path.join(".")}: ${issue.message}`));
      continue;
    }
    const line = parsed.data as LookupLine<Kind>;
    const key = keyOfLine[kind](line);
    const earlier = seen.get(key);
    if (earlier !== undefined) problems.push(`Line ${number}: ${key} stands in line ${earlier} already. Leave one of them out`);
    seen.set(key, number);
    lines.push(line);
  }
  refuse(problems);
  return lines;
}

function cellsOf(text: string): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true }) as string[][];
  } catch {
    throw new Invalid({ lines: "This can't be read as CSV: check the quotation marks" });
  }
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const more = problems.length > mostProblems ? [`and ${problems.length - mostProblems} more`] : [];
  throw new Invalid({ lines: `Nothing was loaded. ${[...problems.slice(0, mostProblems), ...more].join(". ")}` });
}

/** Writes the lines of each kind; council codes that were superseded are translated, unknown ones refused by line. */
const writers: { [Kind in LookupKind]: (tx: TransactionContext, edition_id: string, lines: readonly LookupLine<Kind>[]) => Promise<void> } = {
  population: async (tx, edition_id, lines) => {
    const areas = await areasOf(tx, lines);
    await inParts(lines, (part) => tx.db.insertInto("population").values(part.map((line) => ({ edition_id, area_code: areas.get(line.area_code)!, year: line.year, people: line.people }))).execute());
  },
  "health-board": async (tx, edition_id, lines) => {
    const areas = await areasOf(tx, lines);
    const names = new Map<string, string>();
    refuse(lines.flatMap((line, index) => {
      const name = names.get(line.health_board_code) ?? line.health_board;
      names.set(line.health_board_code, name);
      return name === line.health_board ? [] : [`Line ${index + 2}: ${line.health_board_code} is called “${name}” above. Write one name`];
    }));
    const rows = lines.map((line): Insertable<DB["health_board_area"]> => ({ edition_id, area_code: areas.get(line.area_code)!, board_code: line.health_board_code, board_name: line.health_board }));
    await tx.db.insertInto("health_board_area").values(rows).execute();
  },
  deprivation: async (tx, edition_id, lines) => {
    const areas = await areasOf(tx, lines);
    await inParts(lines, (part) => tx.db.insertInto("data_zone").values(part.map((line) => ({ edition_id, code: line.data_zone_code, area_code: areas.get(line.area_code)!, decile: line.decile }))).execute());
  },
  "award-places": async (tx, edition_id, lines) => {
    const found = new Map<string, string>();
    await inParts(lines, async (part) => {
      const awards = await tx.db.selectFrom("award").select(["id", "reference"]).where("reference", "in", part.map((line) => line.award_reference)).execute();
      for (const award of awards) found.set(award.reference, award.id);
    });
    refuse(lines.flatMap((line, index) => (found.has(line.award_reference) ? [] : [`Line ${index + 2}: there is no award ${line.award_reference}. Correct the reference or leave the line out`])));
    await inParts(lines, (part) => tx.db.insertInto("award_place").values(part.map((line) => ({ edition_id, award_id: found.get(line.award_reference)!, data_zone_code: line.data_zone_code }))).execute());
  },
};

async function inParts<T>(lines: readonly T[], work: (part: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < lines.length; start += atOnce) await work(lines.slice(start, start + atOnce));
}

/** By the code in the file: the code that holds today. Throws Invalid by line; and where two codes of a file mean the same area. */
async function areasOf(tx: TransactionContext, lines: readonly { area_code: string }[]): Promise<Map<string, string>> {
  const current = await tx.db.selectFrom("area").select("code").execute();
  const superseded = await tx.db.selectFrom("superseded_area_code").select(["code", "area_code"]).execute();
  const known = new Map([...current.map(({ code }) => [code, code] as const), ...superseded.map(({ code, area_code }) => [code, area_code] as const)]);
  refuse(lines.flatMap((line, index) => (known.has(line.area_code) ? [] : [`Line ${index + 2}: ${line.area_code} is not the code of a council area`])));
  const used = new Set(lines.map((line) => line.area_code));
  refuse([...used].filter((code) => known.get(code) !== code && used.has(known.get(code)!)).map((code) => `${code} and ${known.get(code)!} are the same area, before and after its code changed. Use one of them`));
  return known;
}

/** Every edition that was loaded, the one that holds first of its kind. Throws NotAllowed. */
export async function listLookups(db: Kysely<DB>, actor: Actor) {
  permit(may.readNational(actor));
  const editions = await db
    .selectFrom("lookup_edition as e")
    .leftJoin("person", "person.id", "e.loaded_by")
    .select(["e.id", "e.kind", "e.edition", "e.source", "e.source_date", "e.line_count", "e.loaded_at", "e.synthetic", "person.name as loaded_by"])
    .orderBy("e.kind")
    .orderBy("e.loaded_at", "desc")
    .orderBy("e.id", "desc")
    .execute();
  return editions.map((edition, index) => ({ ...edition, holds: editions.findIndex((other) => other.kind === edition.kind) === index }));
}
