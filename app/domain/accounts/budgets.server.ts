/**
 * How often something may be tried. Counts stand in PostgreSQL: they survive a restart and hold across processes. A try is counted
 * before it is judged, so that many at once cannot pass the limit together, and given back when it was right.
 */
import { CompiledQuery, type Kysely } from "kysely";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { DB } from "#db/types.ts";
import type { Context } from "../kernel/context.ts";
import { keyedHash } from "../kernel/ids.server.ts";
import { TooManyTries } from "./model.ts";

/** Points in so many seconds. */
const budgets = {
  /** One account from one client: strict. A second client of the owner's is not touched by it. */
  "sign-in-pair": { points: 5, duration: 15 * 60 },
  /** One client over all accounts: one guess at a thousand addresses ends here. An office shares one address, hence the size. */
  "sign-in-client": { points: 60, duration: 15 * 60 },
  /** One account over all clients: past it every try waits, none is refused, so a stranger can't lock the owner out. */
  "sign-in-account": { points: 10, duration: 60 * 60 },
  /** Codes of the second factor, which are asked for only after the right password. */
  "second-factor": { points: 5, duration: 5 * 60 },
  "second-factor-day": { points: 60, duration: 24 * 60 * 60 },
  /** Challenges for a passkey, which anyone may ask for, and answers to them that were not right. */
  "passkey-client": { points: 60, duration: 15 * 60 },
  /** New addresses that one account asks for. */
  "email-change": { points: 5, duration: 60 * 60 },
  /** E-mails that anyone can cause: to one address, and by one client. */
  "mail-address": { points: 5, duration: 60 * 60 },
  "mail-client": { points: 40, duration: 60 * 60 },
} as const;
export type Budget = keyof typeof budgets;

/** The limiter's own fixed statements through our pool, without the names that PgBouncer in transaction mode cannot keep. */
const storeOver = (db: Kysely<DB>) => ({
  async query({ text, values }: { text: string; values: unknown[] }) {
    const { rows, numAffectedRows } = await db.executeQuery(CompiledQuery.raw(text, values));
    return { rows, rowCount: numAffectedRows === undefined ? rows.length : Number(numAffectedRows) };
  },
});

const limiter = (db: Kysely<DB>, budget: Budget): RateLimiterPostgres =>
  new RateLimiterPostgres({
    ...budgets[budget],
    storeClient: storeOver(db),
    storeType: "client",
    tableName: "rate_budget",
    tableCreated: true,
    keyPrefix: budget,
    clearExpiredByTimeout: false,
  });

/** Neither addresses nor names stand in the table. */
const keyFor = ({ secret }: Context, budget: Budget, of: readonly string[]): string => keyedHash(secret, `budget-${budget}`, JSON.stringify(of)).slice(0, 40);

/** Counts one. Answers how many over the budget that is (0 within it) and in how many seconds the budget is full again. */
export async function spend(context: Context, budget: Budget, ...of: string[]): Promise<{ over: number; seconds: number }> {
  const result = await limiter(context.db, budget)
    .consume(keyFor(context, budget, of))
    .catch((refusal: unknown) => {
      if (refusal instanceof RateLimiterRes) return refusal;
      throw refusal;
    });
  return { over: Math.max(0, result.consumedPoints - budgets[budget].points), seconds: Math.ceil(result.msBeforeNext / 1000) };
}

/** Counts one. @throws TooManyTries with the time to wait in words */
export async function spendOrRefuse(context: Context, budget: Budget, ...of: string[]): Promise<void> {
  const { over, seconds } = await spend(context, budget, ...of);
  if (over > 0) throw new TooManyTries(seconds, `That was tried too often. Try again ${inWords(seconds)}.`);
}

/** Gives one back: what was counted turned out not to be a failure. */
export async function giveBack(context: Context, budget: Budget, ...of: string[]): Promise<void> {
  await limiter(context.db, budget).reward(keyFor(context, budget, of));
}

/** Forgets what was counted. */
export async function clear(context: Context, budget: Budget, ...of: string[]): Promise<void> {
  await limiter(context.db, budget).delete(keyFor(context, budget, of));
}

/** Removes counts whose time is over: they count for nothing. */
export async function removeSpentBudgets(db: Kysely<DB>): Promise<void> {
  await db.deleteFrom("rate_budget").where("expire", "<", Date.now()).execute();
}

const inWords = (seconds: number): string => {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  if (minutes < 120) return minutes === 1 ? "in a minute" : `in ${minutes} minutes`;
  return `in ${Math.ceil(minutes / 60)} hours`;
};

/** One household or office: an IPv6 client owns its whole /64, so that is who is counted. */
export function clientOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address);
  if (v4) return v4[1]!;
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("%")[0]!.toLowerCase().split("::") as [string, string?];
  const before = head.split(":").filter(Boolean);
  const after = tail.split(":").filter(Boolean);
  const groups = address.includes("::") ? [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0"), ...after] : before;
  return groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}
