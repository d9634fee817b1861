/** Questions asked about funds, rounds, pots and criteria. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { PersonActor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import type { PointsGuidance } from "./criteria.ts";

/** A pot with the names of everything around it. `id` and `pot_id` are the same key. */
export type Pot = Awaited<ReturnType<typeof getPot>>;
/** Code list → the version that holds in the round. */
export type ListVersions = Record<string, number>;

export const potQuery = (db: Kysely<DB>) =>
  db
    .selectFrom("pot")
    .innerJoin("round", "round.id", "pot.round_id")
    .innerJoin("fund", "fund.id", "round.fund_id")
    .innerJoin("area", "area.code", "pot.area_code")
    .leftJoin("body", "body.id", "pot.body_id")
    .selectAll("pot")
    .select([
      "pot.id as pot_id",
      "round.code as round_code",
      "round.title as round_title",
      "round.kind as round_kind",
      "round.financial_year",
      "round.form_version_id",
      "round.return_form_version_id",
      "round.one_per_group",
      "fund.id as fund_id",
      "fund.code as fund_code",
      "fund.title as fund_title",
      "fund.short_title as fund_short_title",
      "fund.shape",
      "fund.who_can_apply",
      "fund.not_funded",
      "area.name as area_name",
      "area.slug as area_slug",
      "area.short_name as area_short_name",
      "body.name as body_name",
    ])
    .select(sql<ListVersions>`round.lists`.as("lists"))
    // The closing that everyone is told: `closes_at`, or a later one that was recorded for all.
    .select(sql<Date | null>`closing_told(pot.id, null)`.as("closes_told"));

/** The pot by its key. Throws NotFound. */
export async function getPot(db: Kysely<DB>, id: string) {
  const pot = isId(id) ? await potQuery(db).where("pot.id", "=", id).executeTakeFirst() : undefined;
  if (!pot) throw new NotFound();
  return pot;
}

/** The pot of a round in an area, by the words in its address. */
export async function findPot(db: Kysely<DB>, roundCode: string, areaSlug: string): Promise<Pot | undefined> {
  return potQuery(db).where("round.code", "=", roundCode).where("area.slug", "=", areaSlug).executeTakeFirst();
}

const openNow = sql<boolean>`pot.opens_at <= clock_timestamp() and closing_told(pot.id, null) > clock_timestamp()`;

/** Pots that take applications now by the database's clock: by fund, then in the areas' order. */
export async function listOpenPots(db: Kysely<DB>): Promise<Pot[]> {
  return potQuery(db).where("round.kind", "=", "live").where(openNow).orderBy("fund.position").orderBy("area.position").orderBy("round.code").execute();
}

/** Every pot of a round, in the areas' order. */
export async function listPotsOfRound(db: Kysely<DB>, roundId: string): Promise<Pot[]> {
  return potQuery(db).where("pot.round_id", "=", roundId).orderBy("area.position").execute();
}

/** The live pots that a person has one of the roles in, newest round first: what their work is about. */
export async function listPotsOf(db: Kysely<DB>, actor: PersonActor, roles: readonly ("administrator" | "assessor" | "chair" | "finance")[]): Promise<Pot[]> {
  return potQuery(db)
    .where("round.kind", "=", "live")
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("role_held as held")
          .select("held.id")
          .where("held.person_id", "=", actor.id)
          .where("held.ended_at", "is", null)
          .where("held.role", "in", [...roles])
          .whereRef("held.fund_id", "=", "fund.id")
          .whereRef("held.area_code", "=", "pot.area_code"),
      ),
    )
    .orderBy("fund.position")
    .orderBy("round.financial_year", "desc")
    .orderBy("area.position")
    .execute();
}

const fundColumns = ["fund.id", "fund.code", "fund.title", "fund.short_title", "fund.summary", "fund.shape", "fund.who_can_apply", "fund.not_funded"] as const;

/** Every fund, with how many of its pots are open now. */
export async function listFunds(db: Kysely<DB>) {
  return db
    .selectFrom("fund")
    .select(fundColumns)
    .select(
      sql<number>`(select count(*) from pot join round on round.id = pot.round_id where round.fund_id = fund.id and round.kind = 'live' and ${openNow})`.as("open_pots"),
    )
    .orderBy("fund.position")
    .execute();
}
export type Fund = Awaited<ReturnType<typeof getFund>>;

/** The fund by its code. Throws NotFound. */
export async function getFund(db: Kysely<DB>, code: string) {
  const fund = await db.selectFrom("fund").select(fundColumns).where("fund.code", "=", code).executeTakeFirst();
  if (!fund) throw new NotFound();
  return fund;
}

const roundQuery = (db: Kysely<DB>) =>
  db
    .selectFrom("round")
    .innerJoin("fund", "fund.id", "round.fund_id")
    .selectAll("round")
    .select(["fund.code as fund_code", "fund.title as fund_title", "fund.shape"]);

/** The rounds of a fund, newest first. */
export async function listRounds(db: Kysely<DB>, fundId: string) {
  return roundQuery(db).where("round.fund_id", "=", fundId).orderBy("round.financial_year", "desc").orderBy("round.code").execute();
}

/** The round by the code in its address. Throws NotFound. */
export async function getRound(db: Kysely<DB>, code: string) {
  const round = await roundQuery(db).where("round.code", "=", code).executeTakeFirst();
  if (!round) throw new NotFound();
  return round;
}

/** What a pot's applications are scored on, in order, as the criteria stand now. */
export async function listCriteria(db: Kysely<DB>, potId: string) {
  const guidance = sql<PointsGuidance[]>`coalesce((select jsonb_agg(jsonb_build_object('points', g.points, 'text', g.text) order by g.points) from criterion_guidance g where g.criterion_id = criterion.id), '[]'::jsonb)`;
  return db
    .selectFrom("criterion")
    .select(["id", "position", "title", "guidance", "weight", "max_points", "minimum_points", "question_ids", guidance.as("points_guidance")])
    .where("pot_id", "=", potId)
    .where("ended_at", "is", null)
    .orderBy("position")
    .execute();
}
export type Criterion = Awaited<ReturnType<typeof listCriteria>>[number];
