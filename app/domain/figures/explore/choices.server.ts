/** Reads what a cut can be made of. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { currentEdition } from "../award-filter.server.ts";
import { taggedLists } from "../model.ts";
import type { Choices } from "./choices.ts";

/** Eight statements, whatever is loaded. */
export async function exploreChoices(db: Kysely<DB>): Promise<Choices> {
  const lists = [...taggedLists, "legal-form"];
  const zones = await sql<{ known: boolean }>`
    select ${currentEdition("deprivation")} is not null and ${currentEdition("award-places")} is not null as known`.execute(db);
  return {
    funds: await db.selectFrom("fund").select(["code", "title", "short_title", "shape"]).orderBy("position").execute(),
    rounds: await db
      .selectFrom("round")
      .innerJoin("fund", "fund.id", "round.fund_id")
      .leftJoin(
        (eb) =>
          eb
            .selectFrom("award_count")
            .select(["round_id", sql<string>`min(day)`.as("first_day"), sql<string>`max(day)`.as("last_day")])
            .where("list_code", "=", "all")
            .where("awards", ">", 0)
            .groupBy("round_id")
            .as("span"),
        (join) => join.onRef("span.round_id", "=", "round.id"),
      )
      .select(["round.id", "round.code", "round.title", "round.financial_year", "round.kind", "round.synthetic", "fund.code as fund", "span.first_day", "span.last_day"])
      .select(sql<Record<string, number>>`round.lists`.as("lists"))
      .select(sql<boolean>`(round.kind = 'live' or exists (select 1 from award a where a.round_id = round.id and a.released_at is not null))`.as("loaded"))
      .orderBy("fund.position")
      .orderBy("round.financial_year")
      .orderBy("round.code")
      .execute(),
    areas: await db
      .selectFrom("area")
      .select(["code", "name as title", "kind", "short_name as short", "tile_column as column", "tile_row as row"])
      .orderBy("kind")
      .orderBy("position")
      .execute(),
    boards: await db
      .selectFrom("health_board_area")
      .select(["board_code as code", "board_name as title"])
      .distinct()
      .where("edition_id", "=", currentEdition("health-board"))
      .orderBy("board_name")
      .execute(),
    items: await db
      .selectFrom("code_item")
      .select(["list_code as list", "version", "code", "title", "confirmed"])
      .where("list_code", "in", lists)
      .orderBy("version", "desc")
      .orderBy("position")
      .execute(),
    versions: await db.selectFrom("code_list_version").select(["list_code as list", "version", "title", "valid_from"]).where("list_code", "in", lists).orderBy("version").execute(),
    bands: await db
      .selectFrom("amount_band")
      .innerJoin("fund", "fund.id", "amount_band.fund_id")
      .select(["amount_band.code", "amount_band.title", "amount_band.basis", "fund.code as fund"])
      .orderBy("fund.position")
      .orderBy("amount_band.position")
      .execute(),
    deprivation: zones.rows[0]!.known,
  };
}
