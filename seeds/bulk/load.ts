/** `npm run seed -- bulk`: an invented ledger of any size, the same for the same seed, and applications to an invented round. */
import type { Kysely } from "kysely";
import pg from "pg";
import { inTransaction, type Context } from "#app/domain/kernel/context.ts";
import { poolOf, type Database } from "#db/connection.ts";
import type { DB } from "#db/types.ts";
import { insertMissing, SeedRefused, type Mode } from "../kit.ts";
import { loadSeed } from "../load.ts";
import { funds } from "../reference/funds.ts";
import { addApplications } from "./applications.ts";
import { bulkFund, bulkRounds, type BulkOptions, type BulkRound } from "./plan.ts";
import { onClient, writeGroups, writeRound } from "./write.ts";

export type { BulkOptions } from "./plan.ts";
export { bulkFund, bulkRounds } from "./plan.ts";

export interface BulkContext {
  db: Database;
  /** Connects as the owner of the tables, who alone may have them looked over for the planner. */
  ownerUrl: string;
  now: Date;
  mode: Mode;
  secret: string;
  /** Told how far it has come. */
  tell?: (line: string) => void;
}

/** Rounds that are written at the same time, each on a connection of its own. */
const atOnce = 3;
export const mostAwards = 20_000_000;

/**
 * Loads the reference data, then the ledger, round by round; each round is there whole, with its counts, or not at all. Asked again
 * for the same it goes on where it stopped.
 * @throws SeedRefused in production, and where another ledger of this kind is there already
 */
export async function loadBulk({ db, ownerUrl, now, mode, secret, tell = () => undefined }: BulkContext, options: BulkOptions): Promise<void> {
  if (mode === "production") throw new SeedRefused("The bulk seed holds invented organisations and awards: it is never loaded where LADE_MODE is production.");
  await loadSeed("reference", { db, now, mode, secret });
  const context: Context = { db, now, secret, actor: { kind: "system" }, elapsed: () => 0, synthetic: true };
  await addFund(context, options);
  await addGroups(db, options, tell);
  const waiting = [...bulkRounds];
  const writer = async () => {
    for (let round = waiting.shift(); round; round = waiting.shift()) await addRound(context, db, round, options, tell);
  };
  // Whoever asks again after a failure must not meet the writers that were still at work.
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, () => writer().finally(() => waiting.splice(0))));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  if (options.applications > 0) await addApplications(context, options, tell);
  await lookOver(ownerUrl);
}

const described = ({ awards, seed }: BulkOptions): string =>
  `Organisations and awards in any number, invented to see how Lade behaves with many: ${awards} awards drawn from seed ${seed}. Nobody applied for or received any of this money.`;

async function addFund(context: Context, options: BulkOptions): Promise<void> {
  const summary = described(options);
  const model = funds.find(({ code }) => code === "communities-adults")!;
  await inTransaction(context, async ({ db }) => {
    const there = await db.selectFrom("fund").select("summary").where("id", "=", bulkFund.id).executeTakeFirst();
    if (there && there.summary !== summary) throw new SeedRefused("Another bulk ledger is loaded in this database: give this one a database of its own.");
    await insertMissing(db, "fund", [
      { id: bulkFund.id, code: bulkFund.code, title: "Invented grants in great number", short_title: "Invented grants", summary, shape: "areas", who_can_apply: "Nobody: it is invented.", not_funded: "", position: 900 },
    ]);
    await insertMissing(db, "amount_band", model.bands.map(([code, title, from_pence, to_pence], index) => ({ fund_id: bulkFund.id, code, title, from_pence, to_pence, position: index + 1, basis: "our-own" as const })));
    await insertMissing(
      db,
      "round",
      bulkRounds.map(({ index: _index, from: _from, to: _to, lists, ...round }) => ({
        ...round, fund_id: bulkFund.id, kind: "history" as const, lists: JSON.stringify(lists), budget_pence: null, synthetic: true, note: "Invented in great number.",
      })),
    );
  });
}

async function addGroups(db: Database, options: BulkOptions, tell: (line: string) => void): Promise<void> {
  if (await holdsAwards(db)) return;
  await onConnection(db, async (client) => {
    await onClient(client, async (tx) => {
      const there = await tx.selectFrom("organisation").select("id").where("charity_number", "like", "SC91%").limit(1).executeTakeFirst();
      if (!there) tell(`${await writeGroups(client, options)} organisations`);
    });
  });
}

const holdsAwards = async (db: Kysely<DB>): Promise<boolean> =>
  (await db.selectFrom("award").select("id").where("fund_id", "=", bulkFund.id).limit(1).executeTakeFirst()) !== undefined;

async function addRound(context: Context, db: Database, round: BulkRound, options: BulkOptions, tell: (line: string) => void): Promise<void> {
  const made = await onConnection(db, (client) => writeRound(client, context, round, options));
  if (made > 0) tell(`${made} awards in ${round.title}`);
}

async function onConnection<T>(db: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await poolOf(db).connect();
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** What is new is looked over, so that the first question is planned as well as the thousandth. */
async function lookOver(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const table of ["organisation", "award", "award_tag", "award_event", "award_count", "award_month_count", "award_organisation_count", "pot", "application"])
      await client.query(`vacuum (analyze) ${table}`);
  } finally {
    await client.end();
  }
}
