/** What the page on open data says of the files as they are now. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { publicRecord } from "./files.server.ts";

/** Counted from the rollups: the page costs the same with a thousand awards and with a million. */
export async function aboutOpenData(db: Kysely<DB>) {
  const { changed_at } = await publicRecord(db);
  const funds = await db
    .selectFrom("award_month_count")
    .innerJoin("fund", "fund.id", "award_month_count.fund_id")
    .select(["fund.code", sql<number>`sum(award_month_count.awards)`.as("awards")])
    .where("award_month_count.list_code", "=", "all")
    .groupBy("fund.code")
    .orderBy("fund.code")
    .execute();
  const invented = await db.selectFrom("award").select("id").where("synthetic", "=", true).where("counted", "=", true).limit(1).executeTakeFirst();
  return {
    awards: funds.reduce((sum, fund) => sum + fund.awards, 0),
    fundsWithAwards: funds.filter((fund) => fund.awards > 0).map((fund) => fund.code),
    synthetic: invented !== undefined,
    changedAt: changed_at,
  };
}
