/** What somebody who looks for a fund needs: the rounds of their area that are open or to come, and who helps groups there. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { potQuery, type Pot } from "./read.server.ts";

/** Pots of an area, and of the whole of Scotland, that open later by the database's clock: the next one first. */
export async function listPotsToCome(db: Kysely<DB>, areaCode: string): Promise<Pot[]> {
  return potQuery(db)
    .where("round.kind", "=", "live")
    .where(sql<boolean>`pot.opens_at > clock_timestamp()`)
    .where((eb) => eb.or([eb("pot.area_code", "=", areaCode), eb("fund.shape", "=", "national")]))
    .orderBy("pot.opens_at")
    .execute();
}

/** The Third Sector Interface that serves an area today; undefined where none is known. */
export async function findHelper(db: Kysely<DB>, areaCode: string): Promise<{ name: string } | undefined> {
  return db
    .selectFrom("area_body")
    .innerJoin("body", "body.id", "area_body.body_id")
    .select("body.name")
    .where("area_body.area_code", "=", areaCode)
    .where("body.kind", "=", "third-sector-interface")
    .where("area_body.valid_from", "<=", sql<string>`current_date`)
    .where((eb) => eb.or([eb("area_body.valid_to", "is", null), eb("area_body.valid_to", ">=", sql<string>`current_date`)]))
    .orderBy("area_body.valid_from", "desc")
    .executeTakeFirst();
}
