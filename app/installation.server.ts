/** Which mode a database was made in: the demonstration and the real thing never share one. */
import { sql, type Kysely } from "kysely";
import { Problem } from "#db/server/problem.ts";
import type { DB } from "#db/types.ts";
import type { Config } from "./config.server.ts";

/** Asked before anything is changed. Throws Problem when the database belongs to the other mode, or holds anything real. */
export async function refuseOtherMode(db: Kysely<DB>, mode: Config["mode"]): Promise<void> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('public.installation') is not null as there`.execute(db);
  if (!rows[0]!.there) return;
  const installation = await db.selectFrom("installation").select("mode").executeTakeFirst();
  if (installation?.mode === "production" && mode === "demonstration") throw new Problem("This database is a production one: the demonstration does not touch it. Give it another database, or set LADE_MODE=production.");
  if (installation?.mode === "demonstration" && mode === "production")
    throw new Problem("This database was filled by the demonstration: production needs a database of its own, so that nothing invented is ever among what is real.");
  if (mode === "demonstration" && (await holdsAnythingReal(db)))
    throw new Problem("This database holds records that are not marked as invented: the demonstration does not touch it. Give it a database of its own.");
}

/** Only rows that people make count: published facts are real in the demonstration too. */
async function holdsAnythingReal(db: Kysely<DB>): Promise<boolean> {
  const { rows } = await sql<{ real: boolean }>`
    select exists (select 1 from person where not synthetic) or exists (select 1 from organisation where not synthetic)
        or exists (select 1 from application where not synthetic) or exists (select 1 from award where not synthetic) as real`.execute(db);
  return rows[0]!.real;
}

/** Writes down the mode, the first time. */
export async function nameInstallation(db: Kysely<DB>, mode: Config["mode"]): Promise<void> {
  await db
    .insertInto("installation")
    .values({ mode })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
