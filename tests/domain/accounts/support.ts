/** What the tests of accounts share: reading the post, running the jobs, people with passwords. */
import { runDueJobs, type JobsOptions } from "#app/jobs.ts";
import { addPerson } from "#app/domain/accounts/change.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { openPool, type Database } from "#db/connection.ts";
import { contextFor, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { actorOf } from "#tests/support/factories.ts";

export const goodPassword = "lantern ferry october sheep";
export const from = { client: "192.0.2.1", device: "a test" };

let counted = 0;
/** A person with a password and a confirmed address. */
export async function someone(db: Database, name = "Morag Tester"): Promise<PersonActor> {
  return actorOf(db, await addPerson(contextFor(db), { email: `someone-${(counted += 1)}@accounts.example`, name, password: goodPassword }));
}

/** The messages to an address, newest first. */
export const postOf = (db: Database, email: string) =>
  db.selectFrom("message").select(["template", "subject", "body", "sent_at", "to_person_id"]).where("to_email", "=", email).orderBy("created_at", "desc").orderBy("id", "desc").execute();

/** The token in the newest message to an address. */
export async function tokenFor(db: Database, email: string): Promise<string> {
  for (const { body } of await postOf(db, email)) {
    const token = /\/account\/link\/([\w-]+)/.exec(body)?.[1];
    if (token) return token;
  }
  throw new Error(`No link was sent to ${email}`);
}

/** Runs the jobs that are due, as the worker would. */
export async function runJobs(database: TestDatabase, config: Partial<JobsOptions["config"]> = {}): Promise<void> {
  const pool = openPool(database.url, { max: 2 });
  const nothing = () => undefined;
  try {
    await runDueJobs({ pool, db: database.db, config: { mode: "demonstration", publicUrl: new URL("http://lade.example"), secret: testSecret, dataDir: "", ...config }, log: { info: nothing, error: nothing } });
  } finally {
    await pool.end();
  }
}

/** How many rows each table of accounts and messages holds, and how many jobs wait. */
export async function rowCounts(db: Database): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of ["person", "person_password", "account_link", "message", "audit_event", "rate_budget", "session"] as const)
    counts[table] = (await db.selectFrom(table).select((eb) => eb.fn.countAll<number>().as("rows")).executeTakeFirstOrThrow()).rows;
  return counts;
}

/** Differences between two counts, without the tables that stayed as they were. */
export const added = (before: Record<string, number>, after: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(after).map(([table, rows]) => [table, rows - before[table]!] as const).filter(([, rows]) => rows !== 0));
