/** What the tests of the seeds share. */
import { sql } from "kysely";
import { loadSeed, type SeedName, type SeedOptions } from "#seeds/load.ts";
import { testSecret } from "#tests/support/database.ts";
import type { Database } from "#db/connection.ts";

export const load = (db: Database, name: SeedName, options: Partial<SeedOptions> = {}): Promise<void> =>
  loadSeed(name, { db, now: new Date(), mode: "demonstration", secret: testSecret, ...options });

/** Rows of a query as they come. */
export async function ask<T>(db: Database, query: ReturnType<typeof sql<T>>): Promise<T[]> {
  return (await query.execute(db)).rows;
}

/** How many rows each table has and a hash of all of them: any change shows. */
export async function fingerprint(db: Database, only?: readonly string[]): Promise<Record<string, string>> {
  const tables = await ask(db, sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`);
  const prints: Record<string, string> = {};
  for (const { name } of tables.filter((table) => !only || only.includes(table.name))) {
    const [row] = await ask(db, sql<{ print: string }>`select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print from ${sql.table(name)} t`);
    prints[name] = row!.print;
  }
  return prints;
}
