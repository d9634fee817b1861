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
  /** Limits of each connection; a migration waits otherwise than a request. */
  limits?: { statement_timeout?: string; lock_timeout?: string };
}

/** A pool that survives a restart of PostgreSQL. Close it with `pool.end()`. */
export function openPool(url: string, options: ConnectionOptions = {}): pg.Pool {
  const { statement_timeout = "30s", lock_timeout = "0" } = options.limits ?? {};
  const config: pg.PoolConfig & { onConnect: (client: pg.PoolClient) => Promise<void> } = {
    connectionString: url,
    max: options.max ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    types,
    // Set by a first statement, not by start-up options: PgBouncer in transaction mode refuses those.
    onConnect: async (client) => {
      // Between two statements of a transaction nobody listens: a server that dies then would end this process.
      client.on("error", () => undefined);
      await client.query(`set statement_timeout = '${statement_timeout}'; set lock_timeout = '${lock_timeout}'; set idle_in_transaction_session_timeout = '30s'`);
    },
  };
  const pool = new pg.Pool(config);
  pool.on("error", options.onIdleError ?? (() => undefined));
  return pool;
}

/** Known to every copy of this file: the built site has one of its own. */
const underneath = Symbol.for("lade.pool");

/** Kysely over a pool. `db.destroy()` ends the pool too. */
export function overPool(pool: pg.Pool): Database {
  return Object.assign(new Kysely<DB>({ dialect: new PostgresDialect({ pool }) }), { [underneath]: pool });
}

/** The pool under a Kysely that `overPool` made, for what Kysely has no words for (COPY). Throws inside a transaction. */
export function poolOf(db: Database): pg.Pool {
  const pool = (db as Database & { [underneath]?: pg.Pool })[underneath];
  if (!pool) throw new Error("This Kysely was not made over a pool");
  return pool;
}
