/** PostgreSQL of our own: attach to the server of a data folder or start it, with its roles and database; the last to leave stops it. */
import { join } from "node:path";
import pg from "pg";
import { findBinaries } from "./binaries.ts";
import { makeCluster, runningPort, startCluster, stopCluster, type Cluster } from "./cluster.ts";
import { addressOf, readCredentials, saveCredentials, type Credentials, type Role } from "./credentials.ts";
import { withLock } from "./lock.ts";
import { prepareDataFolder } from "./place.ts";
import { Problem, saying } from "./problem.ts";
import { prepareServer } from "./roles.ts";

export interface OwnServer {
  /** The address of a database on the server, as one of its three roles. */
  address(role: Role, database?: string): string;
  /** Whether this call started the server; false when it was running. */
  started: boolean;
  /** Leaves the server, and stops it when nobody else is here. */
  leave(): Promise<void>;
}

export interface OwnServerOptions {
  folder: string;
  /** Settings for the day the server is made, such as fsync off for tests. */
  settings?: Record<string, string>;
  /** Told in a sentence when the server had to be started again under us. */
  onRevived?: (what: string) => void;
}

/** Everyone who uses the server keeps one connection of this name open for as long as they live: the system itself counts us. */
const presenceName = "lade-presence";

/** Attaches to the server of the folder, or makes and starts it. Throws Problem in one sentence. */
export async function openOwnServer(options: OwnServerOptions): Promise<OwnServer> {
  const account = prepareDataFolder(options.folder);
  const cluster: Cluster = { folder: options.folder, account, binaries: findBinaries(account, options.folder) };
  const lock = join(options.folder, "postgres.lock");
  const credentialsFile = join(options.folder, "postgres.json");
  let credentials!: Credentials;
  let presence!: pg.Client;
  let leaving = false;

  const open = () =>
    withLock(lock, async () => {
      credentials = readCredentials(credentialsFile);
      await makeCluster(cluster, credentials.superuser, options.settings ?? {});
      const running = await runningPort(cluster);
      const port = running ?? (await startCluster(cluster, credentials.port));
      if (port !== credentials.port) saveCredentials(credentialsFile, (credentials = { ...credentials, port }));
      presence = await enter(addressOf(credentials, "superuser", "postgres"));
      await prepareServer(presence, credentials);
      presence.once("end", () => void revive());
      return running === undefined;
    });

  /** The server went away under us: start it again, so that the site answers as soon as it can. */
  const revive = async (): Promise<void> => {
    for (let attempt = 1; !leaving && attempt <= 5; attempt += 1) {
      try {
        await open();
        options.onRevived?.("PostgreSQL had stopped and runs again");
        return;
      } catch (error) {
        options.onRevived?.(`PostgreSQL stopped and does not start: ${saying(error)}`);
        await new Promise((resolve) => setTimeout(resolve, 1_000 * attempt));
      }
    }
  };

  const started = await open();
  return {
    started,
    address: (role, database = "lade") => addressOf(credentials, role, database),
    leave: () =>
      withLock(lock, async () => {
        leaving = true;
        const others = await countOthers(presence);
        await presence.end().catch(() => undefined);
        if (others === 0) await stopCluster(cluster);
      }),
  };
}

async function enter(address: string): Promise<pg.Client> {
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({ connectionString: address, application_name: presenceName, connectionTimeoutMillis: 5_000, keepAlive: true });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (attempt >= 40) throw new Problem(`Our own PostgreSQL runs and does not let us in (${saying(error)}).`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

async function countOthers(presence: pg.Client): Promise<number> {
  try {
    const { rows } = await presence.query<{ count: number }>(
      "select count(*)::int as count from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()",
      [presenceName],
    );
    return rows[0]!.count;
  } catch {
    return 0;
  }
}
