/** What every verb takes first: the database, who acts, when; and how a transaction is opened and retried. */
import type { Kysely, Transaction } from "kysely";
import type { DB } from "#db/types.ts";
import type { Actor } from "./actor.ts";

export interface Context {
  db: Kysely<DB>;
  actor: Actor;
  /** The instant the request began, for showing and for dates. Deadlines are decided by the database's clock. */
  now: Date;
  /** Monotonic milliseconds since the request's first byte: what counts for a deadline is when we began to receive. */
  elapsed: () => number;
  /** Whether rows made here are invented: true in the demonstration, always false in production. */
  synthetic: boolean;
  /** The key from which seals and keyed hashes are derived (LADE_SECRET). */
  secret: string;
}

export interface TransactionContext extends Context {
  db: Transaction<DB>;
}

const worthAnotherTry = new Set(["40001", "40P01"]);

/**
 * Runs `work` in one transaction; inside a transaction it joins that one. A deadlock or a serialisation failure is tried
 * again, at most four times, so `work` must touch nothing but the database.
 */
export async function inTransaction<T>(context: Context, work: (context: TransactionContext) => Promise<T>): Promise<T> {
  if (context.db.isTransaction) return work(context as TransactionContext);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await context.db.transaction().execute((db) => work({ ...context, db }));
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (attempt >= 5 || !code || !worthAnotherTry.has(code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 * attempt + Math.random() * 40));
    }
  }
}
