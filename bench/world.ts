/** What the rows measure on: databases of any size, each made once, and the servers over them. All of it goes when the bench ends. */
import pg from "pg";
import { installDatabase } from "#app/install.server.ts";
import { nameInstallation } from "#app/installation.server.ts";
import { openPool, overPool, type Database } from "#db/connection.ts";
import { openOwnServer } from "#db/server/own.ts";
import { defaultDataFolder } from "#db/server/place.ts";
import { loadBulk } from "#seeds/bulk/load.ts";
import { startChild, type Child } from "./child.ts";

/** Where the site says that it is: it stands in the addresses of its files. */
export const publicOrigin = "http://lade.bench.example";
export const benchSecret = "a secret of the bench, which guards nothing at all";

export interface Sizes {
  /** The large ledger. */
  awards: number;
  /** The ledger of the register and the smaller one of two. */
  fewer: number;
  rounds: number;
  /** How much is asked in each measurement: 1 for a real one, less to try it. */
  effort: number;
}

export interface Ledger {
  db: Database;
  /** The database as the application's role reaches it, and as its owner. */
  url: string;
  ownerUrl: string;
}

export interface World {
  sizes: Sizes;
  tell(line: string): void;
  /** A database with a bulk ledger of so many awards. Who changes its rows takes one under a name of its own. */
  ledger(awards: number, use?: string): Promise<Ledger>;
  /** The built site over a ledger. */
  site(ledger: Ledger): Promise<Child>;
  /** A bare server by its file under bare/. */
  bare(file: string, ledger: Ledger, more?: Readonly<Record<string, string>>): Promise<Child>;
  close(): Promise<void>;
}

export interface WorldOptions {
  sizes: Sizes;
  tell: (line: string) => void;
  /** Another server than our own: the address of a database on it, as a role that may make databases. */
  databaseUrl?: string | undefined;
  /** Leaves the ledgers for the next run. */
  keep?: boolean;
}

export async function openWorld({ sizes, tell, databaseUrl, keep = false }: WorldOptions): Promise<World> {
  const server = databaseUrl ? givenServer(databaseUrl) : await ownServer();
  const made = new Map<string, Promise<Ledger>>();
  const children = new Map<string, Promise<Child>>();
  const once = <T>(all: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
    const there = all.get(key) ?? make();
    all.set(key, there);
    return there;
  };
  const name = (awards: number, use: string) => `lade_bench_${keep ? "kept" : process.pid}_${awards}_${use}`;
  const connected = (database: string): Ledger => ({ url: server.app(database), ownerUrl: server.owner(database), db: overPool(openPool(server.app(database), { max: 4 })) });
  const ledger = (awards: number, use = "read") => once(made, name(awards, use), async () => {
    const database = name(awards, use);
    const known = await server.create(database);
    if (!known) tell(`making a ledger of ${awards.toLocaleString("en-GB")} awards`);
    await installDatabase({ owner: server.owner(database), application: server.app(database) });
    const there = connected(database);
    await withOwner(there, (owner) => nameInstallation(owner, "demonstration"));
    if (!known) await loadBulk({ db: there.db, ownerUrl: there.ownerUrl, now: new Date(), mode: "demonstration", secret: benchSecret }, { awards, applications: 0, seed: 1 });
    return there;
  });
  return {
    sizes,
    tell,
    ledger,
    site: ({ url }) => once(children, url, () => startChild("./site.ts", { database: url, secret: benchSecret, site: publicOrigin })),
    bare: (file, { url }, more = {}) => once(children, `${file} ${url}`, () => startChild(`./bare/${file}.ts`, { database: url, site: publicOrigin, ...more })),
    async close() {
      for (const child of await settled(children)) await child.stop();
      for (const { db } of await settled(made)) await db.destroy();
      for (const database of made.keys()) if (!keep || !database.endsWith("_read")) await server.drop(database);
      await server.leave();
    },
  };
}

const settled = async <T>(all: ReadonlyMap<string, Promise<T>>): Promise<T[]> =>
  (await Promise.allSettled(all.values())).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));

async function withOwner(ledger: Ledger, work: (owner: Database) => Promise<void>): Promise<void> {
  const owner = overPool(openPool(ledger.ownerUrl, { max: 1 }));
  try {
    await work(owner);
  } finally {
    await owner.destroy();
  }
}

interface Server {
  owner(database: string): string;
  app(database: string): string;
  /** @returns whether it was there already */
  create(database: string): Promise<boolean>;
  drop(database: string): Promise<void>;
  leave(): Promise<void>;
}

/** With the settings that Lade's own PostgreSQL has everywhere: nothing is made safe or fast for the bench alone. */
async function ownServer(): Promise<Server> {
  const own = await openOwnServer({ folder: defaultDataFolder("bench") });
  const maker = making(own.address("superuser", "postgres"), decodeURIComponent(new URL(own.address("owner")).username));
  for (const database of await maker.list()) if (isLeft(database)) await maker.drop(database);
  return {
    ...maker,
    owner: (database) => own.address("owner", database),
    app: (database) => own.address("application", database),
    leave: () => own.leave(),
  };
}

/** Whether a database belongs to a bench that was killed before it could tidy up. */
function isLeft(database: string): boolean {
  const maker = Number(/^lade_bench_(\d+)_/.exec(database)?.[1] ?? process.pid);
  try {
    process.kill(maker, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function givenServer(address: string): Server {
  const on = (database: string) => {
    const url = new URL(address);
    url.pathname = `/${database}`;
    return url.href;
  };
  return { ...making(address, decodeURIComponent(new URL(address).username)), owner: on, app: on, leave: () => Promise.resolve() };
}

function making(address: string, owner: string): Pick<Server, "create" | "drop"> & { list(): Promise<string[]> } {
  const run = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: address });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  return {
    list: () => run(async (client) => (await client.query<{ datname: string }>("select datname from pg_database where datname like 'lade_bench_%'")).rows.map((row) => row.datname)),
    create: (database) =>
      run(async (client) => {
        const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [database]);
        if (rowCount) return true;
        await client.query(`create database ${pg.escapeIdentifier(database)} owner ${pg.escapeIdentifier(owner)}`);
        return false;
      }),
    drop: (database) => run(async (client) => void (await client.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`))),
  };
}
