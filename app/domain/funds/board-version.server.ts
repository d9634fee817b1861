/** The number by which an open decision board hears, cheaply, that something it shows has changed. */
import { sql, type Transaction } from "kysely";
import type { DB } from "#db/types.ts";

/**
 * Says that the decision board of a pot shows something else from now on: a decision, scores, money, a meeting, a scenario. In the same
 * transaction as the change, late in it (the pot's row stays locked until the end), before `record`.
 */
export async function boardChanged(tx: { db: Transaction<DB> } | Transaction<DB>, potId: string): Promise<void> {
  const db = "db" in tx ? tx.db : tx;
  await sql`update pot set board_version = board_version + 1 where id = ${potId}::uuid`.execute(db);
}
