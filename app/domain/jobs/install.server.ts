/** The queue's tables: made by the owner, used by the application's role. */
import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";

const quiet = new Logger(() => () => undefined);

/**
 * Brings the queue's schema (`graphile_worker`) up to date and lets the application's role use it. Safe to run again.
 * @param ownerConnectionString signs in as a role that may make schemas
 * @param appRole the role that serves requests and runs jobs; left out where the owner does both
 */
export async function installJobSchema(ownerConnectionString: string, appRole?: string): Promise<void> {
  await runMigrations({ connectionString: ownerConnectionString, logger: quiet });
  if (!appRole) return;
  const client = new pg.Client({ connectionString: ownerConnectionString });
  await client.connect();
  try {
    await grantQueue(client, appRole);
  } finally {
    await client.end();
  }
}

/** The queue's tables have row-level security without a policy, so a grant alone would show the application nothing. */
async function grantQueue(client: pg.Client, appRole: string): Promise<void> {
  const role = pg.escapeIdentifier(appRole);
  await client.query("begin");
  await client.query(`
    grant usage on schema graphile_worker to ${role};
    grant select, insert, update, delete on all tables in schema graphile_worker to ${role};
    revoke insert, update, delete on graphile_worker.migrations from ${role};
    grant usage, select on all sequences in schema graphile_worker to ${role};
    grant execute on all functions in schema graphile_worker to ${role};`);
  const { rows } = await client.query<{ tablename: string }>("select tablename from pg_tables where schemaname = 'graphile_worker' and rowsecurity");
  for (const { tablename } of rows) {
    const table = `graphile_worker.${pg.escapeIdentifier(tablename)}`;
    await client.query(`drop policy if exists lade_application on ${table}; create policy lade_application on ${table} to ${role} using (true) with check (true)`);
  }
  await client.query("commit");
}
