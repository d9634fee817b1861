/** Reads what a cut can be made of. */
import { sql, type Kysely } from "kysely";
import { jsonArrayFrom } from "kysely/helpers/postgres";
import type { DB } from "#db/types.ts";
import { currentEdition } from "../award-filter.server.ts";
import { edgeOfRound, holdsAwards } from "../live-counts.server.ts";
import { taggedLists } from "../model.ts";
import type { Choices } from "./choices.ts";

/** One statement, whatever is loaded. */
export async function exploreChoices(db: Kysely<DB>): Promise<Choices> {
  const lists = [...taggedLists, "legal-form"];
  return db
    .selectNoFrom([
      jsonArrayFrom(db.selectFrom("fund").select(["code", "title", "short_title", "shape"]).orderBy("position")).as("funds"),
      jsonArrayFrom(
        db
          .selectFrom("round")
          .innerJoin("fund", "fund.id", "round.fund_id")
          .select(["round.id", "round.code", "round.title", "round.financial_year", "round.kind", "round.synthetic", "fund.code as fund"])
          .select([edgeOfRound("first", sql`round.id`).as("first_day"), edgeOfRound("last", sql`round.id`).as("last_day")])
          .select(sql<Record<string, number>>`round.lists`.as("lists"))
          .select(sql<boolean>`(round.kind = 'live' or ${holdsAwards(sql`round.id`)})`.as("loaded"))
          .orderBy("fund.position")
          .orderBy("round.financial_year")
          .orderBy("round.code"),
      ).as("rounds"),
      jsonArrayFrom(
        db
          .selectFrom("area")
          .select(["code", "name as title", "kind", "short_name as short", "tile_column as column", "tile_row as row"])
          .orderBy("kind")
          .orderBy("position"),
      ).as("areas"),
      jsonArrayFrom(
        db
          .selectFrom("health_board_area")
          .select(["board_code as code", "board_name as title"])
          .distinct()
          .where("edition_id", "=", currentEdition("health-board"))
          .orderBy("board_name"),
      ).as("boards"),
      jsonArrayFrom(
        db
          .selectFrom("code_item")
          .select(["list_code as list", "version", "code", "title", "confirmed"])
          .where("list_code", "in", lists)
          .orderBy("version", "desc")
          .orderBy("position"),
      ).as("items"),
      jsonArrayFrom(
        db.selectFrom("code_list_version").select(["list_code as list", "version", "title", "valid_from"]).where("list_code", "in", lists).orderBy("version"),
      ).as("versions"),
      jsonArrayFrom(
        db
          .selectFrom("amount_band")
          .innerJoin("fund", "fund.id", "amount_band.fund_id")
          .select(["amount_band.code", "amount_band.title", "amount_band.basis", "fund.code as fund"])
          .orderBy("fund.position")
          .orderBy("amount_band.position"),
      ).as("bands"),
      sql<boolean>`${currentEdition("deprivation")} is not null and ${currentEdition("award-places")} is not null`.as("deprivation"),
    ])
    .executeTakeFirstOrThrow();
}
