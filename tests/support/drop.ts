/** Drops databases of test runs, and never any other. */
import pg from "pg";

/** Drops the databases whose names begin so. Throws when the beginning is not one of ours. */
export async function dropDatabases(url: string, prefix: string): Promise<void> {
  if (!prefix.startsWith("lade_test_")) throw new Error(`${prefix} is not a name of ours to drop`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>("select datname from pg_database where starts_with(datname, $1)", [prefix]);
    for (const { datname } of rows) await client.query(`drop database if exists ${pg.escapeIdentifier(datname)} with (force)`);
  } finally {
    await client.end();
  }
}
