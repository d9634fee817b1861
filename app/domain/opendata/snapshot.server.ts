/** Reading much from one moment of the database, as fast as the reader takes it and no faster. */
import { sql, type CompiledQuery, type Kysely, type RawBuilder } from "kysely";
import { to as copyTo } from "pg-copy-streams";
import { poolOf, type Database } from "#db/connection.ts";
import type { DB } from "#db/types.ts";

/** So many at once, in a process: each holds a connection for as long as its reader takes. */
const mostAtOnce = 4;
const longest = "10min";
const running = new WeakMap<object, number>();

/** 503: others are reading as much as there is room for. */
export class TooManyReaders extends Error {
  override name = "TooManyReaders";
}

export interface Snapshot {
  rows<T>(query: CompiledQuery<T>): Promise<T[]>;
  /** What COPY writes for a query without parameters. `as`: "csv", or "lines" for one column of text without control characters. */
  copy(query: RawBuilder<unknown>, as: "csv" | "lines"): AsyncGenerator<Uint8Array>;
  /** Ends the transaction; the connection is thrown away when something was left unread. */
  close(): Promise<void>;
}

/**
 * Opens a read-only transaction of its own that sees one moment.
 * @throws TooManyReaders, and the driver's errors when the database is away
 */
export async function openSnapshot(db: Database): Promise<Snapshot> {
  const pool = poolOf(db);
  if ((running.get(pool) ?? 0) >= mostAtOnce) throw new TooManyReaders("Too many files are being read at this moment");
  running.set(pool, (running.get(pool) ?? 0) + 1);
  const free = () => running.set(pool, running.get(pool)! - 1);
  let state: "ready" | "reading" | "closed" = "ready";
  try {
    const client = await pool.connect();
    const close = async () => {
      if (state === "closed") return;
      const broken = state === "reading";
      state = "closed";
      free();
      if (!broken) await client.query("commit").catch(() => undefined);
      client.release(broken);
    };
    try {
      await client.query(`begin transaction isolation level repeatable read read only; set local statement_timeout = '${longest}'; set local idle_in_transaction_session_timeout = '${longest}'`);
    } catch (error) {
      client.release(true);
      throw error;
    }
    return {
      async rows<T>({ sql: text, parameters }: CompiledQuery<T>) {
        return (await client.query(text, [...parameters])).rows as T[];
      },
      async *copy(query, as) {
        // Control characters in the part of quotes and commas: JSON never holds them raw, so its lines come out as they are.
        const how = as === "csv" ? sql`format csv` : sql`format csv, delimiter E'\\x02', quote E'\\x01'`;
        const { sql: text, parameters } = sql`copy (${query}) to stdout with (${how})`.compile(db as Kysely<DB>);
        if (parameters.length > 0) throw new Error("COPY takes no parameters");
        state = "reading";
        for await (const chunk of client.query(copyTo(text))) yield chunk as Uint8Array;
        state = "ready";
      },
      close,
    };
  } catch (error) {
    free();
    throw error;
  }
}

/** The bytes of a file as they are asked for. Whoever stops before the end says so with `return()`. */
export interface Chunks extends AsyncIterable<Uint8Array> {
  next(): Promise<IteratorResult<Uint8Array, unknown>>;
  return(): Promise<unknown>;
}

/** The chunks, and at their end, at a fault, or when they are given up (even before the first one) the end of the snapshot. */
export function closing(snapshot: Snapshot, chunks: AsyncGenerator<Uint8Array>): Chunks {
  return {
    async next() {
      try {
        const result = await chunks.next();
        if (result.done) await snapshot.close();
        return result;
      } catch (error) {
        await snapshot.close();
        throw error;
      }
    },
    async return() {
      await chunks.return(undefined);
      await snapshot.close();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this as AsyncIterator<Uint8Array>;
    },
  };
}
