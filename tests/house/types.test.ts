/** db/types.ts is written by hand: it is compared here with the tables as they really are. */
import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

interface Column {
  type: string;
  nullable: boolean;
  generated: boolean;
}
type Tables = Record<string, Record<string, Column>>;

/** What the file says: tables from `interface DB`, columns from the interfaces it names. */
function written(): Tables {
  const text = readFileSync(new URL("../../db/types.ts", import.meta.url), "utf8");
  const interfaces: Record<string, (readonly [string, string])[]> = Object.fromEntries(
    [...text.matchAll(/^export interface (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, name, body]) => [name!, [...body!.matchAll(/^ {2}(\w+): (.+);$/gm)].map(([, column, type]) => [column!, type!] as const)]),
  );
  return Object.fromEntries(interfaces.DB!.map(([table, name]) => [table, Object.fromEntries(interfaces[name]!.map(([column, type]) => [column, understood(type)]))]));
}

const plain: Record<string, string> = { string: "text", number: "number", boolean: "boolean", Date: "instant", Day: "day", Json: "json", Buffer: "bytes", "string[]": "texts" };

function understood(typed: string): Column {
  const generated = /^Generated<(.*)>$/.exec(typed);
  const inner = generated?.[1] ?? typed;
  const parts = inner.startsWith("ColumnType<") ? [inner] : inner.split(" | ");
  const nullable = parts.includes("null");
  const [type, ...union] = parts.filter((part) => part !== "null");
  const json = type!.startsWith("ColumnType<JsonValue, string");
  const literal = [type!, ...union].every((part) => part.startsWith('"'));
  return { type: json ? "json" : literal ? "text" : (plain[type!] ?? `not understood: ${typed}`), nullable, generated: generated !== null || type!.includes("string | undefined") };
}

const really: Record<string, string> = {
  uuid: "text", text: "text", "character varying": "text", integer: "number", bigint: "number", numeric: "number", boolean: "boolean",
  "timestamp with time zone": "instant", date: "day", jsonb: "json", bytea: "bytes", ARRAY: "texts",
};

async function real(): Promise<Tables> {
  const { rows } = await sql<{ table: string; column: string; type: string; nullable: boolean; generated: boolean }>`
    select c.table_name as table, c.column_name as column, c.data_type as type, c.is_nullable = 'YES' as nullable, c.column_default is not null as generated
      from information_schema.columns c join pg_tables t on t.schemaname = c.table_schema and t.tablename = c.table_name
     where c.table_schema = 'public' and c.table_name not like 'kysely%'`.execute(database.db);
  const tables: Tables = {};
  for (const { table, column, type, nullable, generated } of rows) (tables[table] ??= {})[column] = { type: really[type] ?? type, nullable, generated };
  return tables;
}

test("every table and column is typed as it is: no null, default or column that TypeScript does not know of", async () => {
  expect(written()).toEqual(await real());
});

test("a value that a union leaves out is refused by the database, and none is written that the union lacks", async () => {
  const text = readFileSync(new URL("../../db/types.ts", import.meta.url), "utf8");
  const { rows } = await sql<{ table: string; definition: string }>`
    select conrelid::regclass::text as table, pg_get_constraintdef(oid) as definition from pg_constraint
     where contype = 'c' and connamespace = 'public'::regnamespace`.execute(database.db);
  const differing: string[] = [];
  for (const { table, definition } of rows) {
    // CHECK ((status = ANY (ARRAY['draft'::text, 'sent'::text]))) and nothing more: a closed list of one column.
    const match = /^CHECK \(\((\w+) = ANY \(ARRAY\[([^\]]*)\]\)\)\)$/.exec(definition) ?? /^CHECK \(\((\w+) = '([^']*)'::text\)\)$/.exec(definition);
    if (!match) continue;
    const allowed = definition.includes("ARRAY") ? [...match[2]!.matchAll(/'([^']*)'::text/g)].map(([, value]) => value!) : [match[2]!];
    const name = new RegExp(`^  ${table}: (\\w+);$`, "m").exec(text)?.[1];
    const type = new RegExp(`export interface ${name} \\{[\\s\\S]*?^  ${match[1]}: (.+);$`, "m").exec(text)?.[1] ?? "";
    const typed = [...type.matchAll(/"([^"]+)"/g)].map(([, value]) => value!);
    if (typed.length > 0 && JSON.stringify([...typed].sort()) !== JSON.stringify([...allowed].sort())) differing.push(`${table}.${match[1]}: ${typed.join(", ")} / ${allowed.join(", ")}`);
  }
  expect(differing).toEqual([]);
});
