/** Brings a database to this version of the tables, as the owner, and says what the application's role may do there. */
import { Migrator, sql, type Kysely, type Transaction } from "kysely";
import { migrations } from "./migrations/index.ts";
import { openPool, overPool } from "./connection.ts";
import { Problem, saying } from "./server/problem.ts";
import type { DB } from "./types.ts";

/** Rows that are added and never changed: the application's role has no right to, the triggers stand behind it. */
const appendOnly = ["audit_event", "award_event", "award_tag_past", "submission", "submission_file", "form_version", "approach", "remark_answer", "remark_release", "easy_read_text", "score_history", "scoring_event"];
const notTheApplications = ["kysely_migration", "kysely_migration_lock"];

export interface MigrateOptions {
  /** Connects as the role that owns the tables. */
  ownerUrl: string;
  /** Makes the tables that are not ours to describe (the job queue's) and gives the application's role its rights on them. */
  alsoInstall?: (ownerUrl: string, applicationRole?: string) => Promise<void>;
  /** The role that the application signs in as; left out where it is the owner itself. */
  applicationRole?: string;
}

/**
 * Migrates to the newest version; two at once wait for each other. Each migration is all or nothing.
 * @returns the names of the migrations that were carried out
 * @throws Problem with the migration that failed and why, in one sentence
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  // A migration that waits for a long query would make every later query wait for it: it gives up instead, and can be repeated.
  const pool = openPool(options.ownerUrl, { max: 2, limits: { statement_timeout: "0", lock_timeout: "10s" } });
  const db = overPool(pool);
  try {
    await refuseForeign(db);
    if (options.applicationRole) await grantAhead(db, options.applicationRole);
    const { error, results } = await new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } }).migrateToLatest();
    const failed = results?.find((result) => result.status === "Error");
    if (error) throw new Problem(`The database was not migrated${failed ? `: ${failed.migrationName} failed` : ""} (${saying(error)}); nothing of it was kept.`);
    // Two that grant the same rights in the same moment trip over each other in PostgreSQL's own tables: one waits here.
    await db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended('lade: install', 0))`.execute(tx);
      await options.alsoInstall?.(options.ownerUrl, options.applicationRole);
      if (options.applicationRole) await grant(tx, options.applicationRole);
    });
    return (results ?? []).map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}

/** A database with another program's tables in it is not touched. */
async function refuseForeign(db: Kysely<DB>): Promise<void> {
  const { rows } = await sql<{ tables: number; ours: boolean; name: string }>`
    select count(*)::int as tables, coalesce(bool_or(tablename = 'kysely_migration'), false) as ours, current_database() as name
      from pg_tables where schemaname = 'public'`.execute(db);
  const { tables, ours, name } = rows[0]!;
  if (tables > 0 && !ours) throw new Problem(`The database “${name}” holds tables of another program: give Lade a database of its own.`);
}

/** What is made from now on is open to the application's role at once: triggers of a new version write to its tables for the old one that still runs. */
async function grantAhead(db: Kysely<DB>, roleName: string): Promise<void> {
  await sql`alter default privileges in schema public grant select, insert, update, delete on tables to ${sql.id(roleName)}`.execute(db);
}

/** Rights of the application's role on everything that is there now: repeated after every migration, so that new tables are never forgotten. */
async function grant(tx: Transaction<DB>, roleName: string): Promise<void> {
  const role = sql.id(roleName);
  const tables = (names: string[]) => sql.join(names.map((name) => sql.table(name)));
  await sql`revoke create on schema public from public`.execute(tx);
  await sql`grant usage on schema public to ${role}`.execute(tx);
  await sql`grant select, insert, update, delete on all tables in schema public to ${role}`.execute(tx);
  await sql`revoke update, delete on table ${tables(appendOnly)} from ${role}`.execute(tx);
  await sql`revoke insert, update, delete on table ${tables(notTheApplications)} from ${role}`.execute(tx);
  await sql`grant usage, select on all sequences in schema public to ${role}`.execute(tx);
}
