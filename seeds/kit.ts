/** What every seed uses: its context, keys made from names, chance that repeats, and inserts that leave what is there alone. */
import { numbersFrom } from "#app/domain/kernel/chance.ts";
import { createHash } from "node:crypto";
import { sql, type Insertable, type Transaction } from "kysely";
import type { TransactionContext } from "#app/domain/kernel/context.ts";
import type { DB } from "#db/types.ts";

export type Mode = "demonstration" | "production";

/** A seed works inside one transaction, as the system itself. */
export interface SeedContext extends TransactionContext {
  mode: Mode;
  /** Bring the dates of what is already loaded up to date again (the demonstration only). */
  refresh: boolean;
}

/** Thrown where a seed may not be loaded; the message is one sentence for the person at the terminal. */
export class SeedRefused extends Error {
  override name = "SeedRefused";
}

/** Invented rows never enter a production database. */
export function refuseInProduction({ mode }: SeedContext, name: string): void {
  if (mode === "production")
    throw new SeedRefused(`The seed "${name}" holds invented organisations and awards: it is never loaded where LADE_MODE is production.`);
}

/** The day from which keys of reference data count: the day on which the Strategy was published. */
const referenceDay = new Date("2023-06-29T09:00:00Z");

/**
 * A key in the shape of a UUIDv7 that is always the same for the same name, so that a second load meets its own rows.
 * @param name unique among all seeds, such as "award/communities-2023-24/17"
 * @param at the instant in the key's first 48 bits: rows of one time lie together in the index
 */
export function idOf(name: string, at: Date = referenceDay): string {
  const time = at.getTime().toString(16).padStart(12, "0");
  const rest = createHash("sha256").update(name).digest("hex");
  const variant = ((parseInt(rest[3]!, 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-${variant}${rest.slice(4, 7)}-${rest.slice(7, 19)}`;
}

const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
/** A reference as `newReference` makes them, but always the same for the same name. */
export function referenceOf(prefix: string, name: string): string {
  const bytes = createHash("sha256").update(`reference/${name}`).digest();
  const letters = Array.from({ length: 8 }, (_, index) => alphabet[bytes[index]! % alphabet.length]);
  return `${prefix}-${letters.slice(0, 4).join("")}-${letters.slice(4).join("")}`;
}

/** Chance that repeats itself: the same seed gives the same numbers everywhere. */
export interface Chance {
  /** At least 0, less than 1. */
  next: () => number;
  /** A whole number between both, both included. */
  between: (from: number, to: number) => number;
  /** Whether something with this probability happens. */
  happens: (probability: number) => boolean;
  one: <T>(items: readonly T[]) => T;
  /** `count` different items; with weights, heavier ones more often. */
  some: <T>(items: readonly T[], count: number, weight?: (item: T) => number) => T[];
  shuffled: <T>(items: readonly T[]) => T[];
}

/** Chance from a 32-bit seed. */
export function chance(seed: number): Chance {
  const next = numbersFrom(seed);
  const some: Chance["some"] = (items, count, weight = () => 1) =>
    items
      .map((item, index) => ({ item, index, key: Math.pow(next(), 1 / weight(item)) }))
      .sort((a, b) => b.key - a.key || a.index - b.index)
      .slice(0, count)
      .map(({ item }) => item);
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    happens: (probability) => next() < probability,
    one: (items) => items[Math.floor(next() * items.length)]!,
    some,
    shuffled: (items) => some(items, items.length),
  };
}

/** Inserts what is not there yet, a thousand rows a statement; rows that are there stay as they are. */
export async function insertMissing<T extends keyof DB & string>(db: Transaction<DB>, table: T, rows: readonly Insertable<DB[T]>[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 1_000) {
    await db
      .insertInto(table)
      .values(rows.slice(from, from + 1_000) as never)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/**
 * The same for thousands of rows at once: they travel as one JSON text, which PostgreSQL takes apart far faster than parameters.
 * All rows have the same columns; not for tables with JSON columns of their own.
 */
export async function insertBulk<T extends keyof DB & string>(db: Transaction<DB>, table: T, rows: readonly Insertable<DB[T]>[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = sql.join(Object.keys(rows[0]!).map((column) => sql.ref(column)));
  for (let from = 0; from < rows.length; from += 5_000) {
    const json = JSON.stringify(rows.slice(from, from + 5_000));
    await sql`insert into ${sql.table(table)} (${columns}) select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${json}::json) on conflict do nothing`.execute(db);
  }
}
