/** Puts a job in the queue in the caller's own transaction: it is there when that commits, and never was when it does not. */
import { sql } from "kysely";
import type { TransactionContext } from "../kernel/context.ts";
import { attempts, type JobName, type JobPayloads } from "./model.ts";

/**
 * @param options.key a second job with the same key replaces the first that has not begun
 * @param options.runAt not before this instant
 */
export async function enqueue<Name extends JobName>(
  { db }: Pick<TransactionContext, "db">,
  name: Name,
  payload: JobPayloads[Name],
  options: { key?: string; runAt?: Date } = {},
): Promise<void> {
  await sql`select from graphile_worker.add_job(
    ${name}::text, ${JSON.stringify(payload)}::json,
    run_at := ${options.runAt ?? null}::timestamptz, max_attempts := ${attempts}::int, job_key := ${options.key ?? null}::text)`.execute(db);
}
