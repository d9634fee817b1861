/** A database of its own for each test file, cloned from a template that is migrated once per run. */
import pg from "pg";
import { inject } from "vitest";
import { installDatabase } from "#app/install.server.ts";
import type { Actor } from "#app/domain/kernel/actor.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import { openPool, overPool, type Database } from "#db/connection.ts";

/** The LADE_SECRET of tests. */
export const testSecret = "a secret that only the tests know, and long enough";

export interface TestDatabase {
  /** As the application's role, which can't change what is only ever added to. */
  db: Database;
  url: string;
  /** As the role that owns the tables. */
  ownerUrl: string;
  /** To tamper with what nobody should be able to. On a server that is not ours, the owner. */
  superuserUrl: string;
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** "reference": with areas, code lists, the Strategy's skeleton and all else that `seed -- reference` loads. "demonstration": the whole invented world. */
  seed?: "reference" | "demonstration";
  /** Connections of the pool: a test of many at once wants many. */
  connections?: number;
}

/** Clones a template: about 100 ms. Close it in afterAll. */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const run = inject("run");
  const template = `${run.prefix}${options.seed ?? "empty"}`;
  const name = `${run.prefix}${process.pid}_${(made += 1)}`;
  await asSuperuser(async (client) => {
    await madeOnce(client, template, options.seed);
    await create(client, name, template);
  });
  const url = onDatabase(run.app, name);
  const db = overPool(openPool(url, { max: options.connections ?? 10 }));
  return {
    db,
    url,
    ownerUrl: onDatabase(run.owner, name),
    superuserUrl: onDatabase(run.superuser, name),
    close: async () => {
      await db.destroy();
      await asSuperuser((client) => client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`));
    },
  };
}
let made = 0;

/** What a verb takes first, for someone who acts now in the tests' own installation. */
export function contextFor(db: Database, actor: Actor = { kind: "system" }, changes: Partial<Context> = {}): Context {
  return { db, actor, now: new Date(), elapsed: () => 0, synthetic: true, secret: testSecret, ...changes };
}

const onDatabase = (address: string, name: string): string => {
  const url = new URL(address);
  url.pathname = `/${name}`;
  return url.href;
};

async function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject("run").superuser });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function create(client: pg.Client, name: string, template = "template1"): Promise<void> {
  const owner = decodeURIComponent(new URL(inject("run").owner).username);
  await client.query(`create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)} owner ${pg.escapeIdentifier(owner)}`);
}

/** Makes the template if no other worker of this run has; whoever comes meanwhile waits on the server's own lock. */
async function madeOnce(client: pg.Client, template: string, seed: TestDatabaseOptions["seed"]): Promise<void> {
  await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [template]);
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [template]);
    if (rowCount) return;
    const unfinished = `${template}_unfinished`;
    await client.query(`drop database if exists ${pg.escapeIdentifier(unfinished)} with (force)`);
    if (seed) {
      await madeOnce(client, `${inject("run").prefix}empty`, undefined);
      await create(client, unfinished, `${inject("run").prefix}empty`);
      await load(unfinished, seed);
    } else {
      await create(client, unfinished);
      await installDatabase({ owner: onDatabase(inject("run").owner, unfinished), application: onDatabase(inject("run").app, unfinished) });
    }
    await client.query(`alter database ${pg.escapeIdentifier(unfinished)} rename to ${pg.escapeIdentifier(template)}`);
  } finally {
    await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [template]);
  }
}

async function load(database: string, seed: "reference" | "demonstration"): Promise<void> {
  const { loadSeed } = await import("#seeds/load.ts");
  const db = overPool(openPool(onDatabase(inject("run").app, database), { max: 2 }));
  try {
    await loadSeed(seed, { db, now: new Date(), mode: "demonstration", secret: testSecret });
  } finally {
    await db.destroy();
  }
}
