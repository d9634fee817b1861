/** One way to open a pool and a Kysely over it: types parsed for money and days, limits set, the error listener in place. */
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { DB } from "./types.ts";

export type Database = Kysely<DB>;

/** bigint and numeric arrive as strings, days as local midnights; here they become numbers (pence stay exact below 2^53) and "YYYY-MM-DD". */
const types = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === 20 || oid === 1700) return (text: string) => Number(text);
    if (oid === 1082) return (text: string) => text;
    return pg.types.getTypeParser(oid, format as "text");
  },
};

export interface ConnectionOptions {
  /** At most so many connections; times the processes it must stay under max_connections. */
  max?: number;
  /** Called when PostgreSQL drops an idle connection. Without a listener the process would end. */
  onIdleError?: (error: Error) => void;
}

/** A pool that survives a restart of PostgreSQL. Close it with `pool.end()`. */
export function openPool(url: string, options: ConnectionOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    types,
  });
  pool.on("error", options.onIdleError ?? (() => undefined));
  // Set by a first statement, not by start-up options: PgBouncer in transaction mode refuses those.
  pool.on("connect", (client) => {
    client.query("set statement_timeout = '30s'; set idle_in_transaction_session_timeout = '30s'").catch(() => undefined);
  });
  return pool;
}

/** Kysely over a pool. `db.destroy()` ends the pool too. */
export function overPool(pool: pg.Pool): Database {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}
