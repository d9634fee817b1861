/** What a question about award counts can be made of, and the other wordings of what it answers. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { listPublishedAs } from "./cuts.server.ts";
import { isTaggedList, type Breakdown } from "./model.ts";

/** The funds and the council areas, these with their place on the tile map. */
export async function countChoices(db: Kysely<DB>) {
  const funds = await db.selectFrom("fund").select(["code", "title", "short_title", "shape"]).orderBy("position").execute();
  const areas = await db
    .selectFrom("area")
    .select(["code", "name as title", "short_name as short", "tile_column as column", "tile_row as row"])
    .where("kind", "=", "council")
    .orderBy("position")
    .execute();
  return { funds, areas };
}

/** Other wordings that documents use for the codes of a list: "minority ethnic families" for a focus group. Empty where it is no list. */
export async function labelVariants(db: Kysely<DB>, by: Breakdown) {
  if (!isTaggedList(by)) return [];
  return db.selectFrom("code_item_variant").select(["code", "label", "used_in"]).distinct().where("list_code", "=", by).orderBy("code").orderBy("label").execute();
}

/** The publications from whose own cut a fund's counts can be asked for, the newest first. */
export async function publicationsOfFund(db: Kysely<DB>, fundCode: string) {
  const fund = await db.selectFrom("fund").select("id").where("code", "=", fundCode).executeTakeFirst();
  return fund ? (await listPublishedAs(db, fund.id)).reverse() : [];
}
