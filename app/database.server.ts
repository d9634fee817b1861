/** From the configuration to a database that is ready: our own server or the one given, checked, migrated, connected. */
import { sql } from "kysely";
import type pg from "pg";
import { openPool, overPool, type Database } from "#db/connection.ts";
import { openOwnServer } from "#db/server/own.ts";
import { Problem, saying } from "#db/server/problem.ts";
import type { Config } from "./config.server.ts";
import { installDatabase } from "./install.server.ts";
import { nameInstallation, refuseOtherMode } from "./installation.server.ts";

export interface ReadyDatabase {
  pool: pg.Pool;
  db: Database;
  /** Connects as the owner of the tables. */
  ownerUrl: string;
  /** What was migrated on the way. */
  migrated: string[];
  /** Protections that this database does not have, a sentence each. */
  warnings: string[];
  /** Ends the connections; our own server stops when nobody else uses it. */
  close(): Promise<void>;
}

/**
 * @param onTrouble told in a sentence what happens to the database later
 * @param options.change false leaves the tables as they are, for a command that only reads
 * @throws Problem in one sentence when the database cannot be reached or must not be used
 */
export async function openDatabase(config: Config, onTrouble: (what: string) => void, options: { change: boolean } = { change: true }): Promise<ReadyDatabase> {
  const own = config.ownPostgres ? await openOwnServer({ folder: config.dataDir, onRevived: onTrouble }) : undefined;
  const ownerUrl = own?.address("owner") ?? config.databaseOwnerUrl!;
  const url = own?.address("application") ?? config.databaseUrl!;
  try {
    if (!own) {
      await checkReachable(ownerUrl, config.databaseOwnerUrl === config.databaseUrl ? "DATABASE_URL" : "DATABASE_OWNER_URL");
      await checkReachable(url, "DATABASE_URL");
    }
    const migrated = options.change ? await prepareTables(config, { owner: ownerUrl, application: url }) : [];
    const pool = openPool(url, { onIdleError: (error) => onTrouble(`PostgreSQL dropped a connection: ${saying(error)}`) });
    return {
      pool,
      db: overPool(pool),
      ownerUrl,
      migrated,
      warnings: protectionsThatAreOff(ownerUrl, url),
      close: async () => {
        await pool.end();
        await own?.leave();
      },
    };
  } catch (error) {
    await own?.leave();
    throw error;
  }
}

async function prepareTables(config: Config, urls: { owner: string; application: string }): Promise<string[]> {
  const owner = overPool(openPool(urls.owner, { max: 1 }));
  try {
    await refuseOtherMode(owner, config.mode);
    const migrated = await installDatabase(urls);
    await nameInstallation(owner, config.mode);
    return migrated;
  } finally {
    await owner.destroy();
  }
}

async function checkReachable(url: string, name: string): Promise<void> {
  const db = overPool(openPool(url, { max: 1 }));
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new Problem(`The database at ${host}${pathname} does not answer (${inWords(error)}): check ${name}.`);
  } finally {
    await db.destroy();
  }
}

const reasons: Record<string, string> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the name of the host cannot be looked up",
  ETIMEDOUT: "no answer in time",
  "28P01": "the password is wrong",
  "28000": "the role may not sign in",
  "3D000": "there is no such database",
};
const inWords = (error: unknown): string => reasons[(error as { code?: string }).code ?? ""] ?? saying(error);

function protectionsThatAreOff(ownerUrl: string, url: string): string[] {
  return new URL(ownerUrl).username === new URL(url).username
    ? ["Protection that is off: the application signs in as the owner of the tables, so only triggers, not rights, keep the audit and the awards' history from being changed. Give DATABASE_OWNER_URL and another role in DATABASE_URL."]
    : [];
}
