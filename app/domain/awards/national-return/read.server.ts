/** Questions asked about national returns: the awards in one, who has signed, what changed since. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { Pot } from "../../funds/read.server.ts";
import { amountBand, type ReturnRow, type ReturnTotals } from "./model.ts";

/** Every award of the pot that is public now, by day of award: the rows of its return. */
export async function listReturnRows(db: Kysely<DB>, pot: Pick<Pot, "id" | "fund_id">): Promise<ReturnRow[]> {
  const bands = await db.selectFrom("amount_band").select(["title", "from_pence", "to_pence"]).where("fund_id", "=", pot.fund_id).orderBy("position").execute();
  const titles = (list: string) => sql<string[]>`array(
    select i.title from award_tag t join code_item i on i.list_code = t.list_code and i.version = t.list_version and i.code = t.code
     where t.award_id = award.id and t.list_code = ${list} order by i.position)`;
  const awards = await db
    .selectFrom("award")
    .innerJoin("organisation", "organisation.id", "award.organisation_id")
    .leftJoin("award as first", "first.id", "award.tops_up_award_id")
    .select(["award.reference", "award.elsewhere_reference as own_reference", "organisation.name as organisation", "organisation.charity_number", "organisation.company_number"])
    .select((eb) => eb.fn.coalesce("award.recipient_income_pence", "organisation.annual_income_pence").as("income_pence"))
    .select(["award.coverage", "award.title", "award.amount_pence", "award.capital_pence", "award.awarded_on", "award.project_standing", "award.reach", "first.reference as tops_up", "award.origin", "award.synthetic"])
    .select([titles("project-type").as("types"), titles("focus-group").as("focus_groups"), titles("priority-issue").as("issues"), titles("family-group").as("families")])
    .where("award.pot_id", "=", pot.id)
    .where("award.counted", "=", true)
    .orderBy("award.awarded_on")
    .orderBy("award.reference")
    .execute();
  return awards.map(({ types, ...award }) => ({ ...award, project_type: types[0] ?? null, band: amountBand(award.amount_pence, bands)?.title ?? null }));
}

/** Awards, projects (top-ups belong to their first award's), organisations and pence of a pot, as public now. */
export async function returnTotals(db: Kysely<DB>, potId: string): Promise<ReturnTotals> {
  return db
    .selectFrom("award")
    .select([
      sql<number>`count(*)`.as("awards"),
      sql<number>`count(distinct coalesce(tops_up_award_id, id))`.as("projects"),
      sql<number>`count(distinct organisation_id)`.as("organisations"),
      sql<number>`coalesce(sum(amount_pence), 0)::bigint`.as("amount_pence"),
    ])
    .where("pot_id", "=", potId)
    .where("counted", "=", true)
    .executeTakeFirstOrThrow();
}

/** Awards that are decided and that nobody outside knows of yet: a return without them would not be complete. */
export async function countUnreleased(db: Kysely<DB>, potId: string): Promise<number> {
  const { waiting } = await db.selectFrom("award").select((eb) => eb.fn.countAll<number>().as("waiting")).where("pot_id", "=", potId).where("status", "=", "decided").executeTakeFirstOrThrow();
  return waiting;
}

/** Applications that came in through Lade. */
export async function countReceived(db: Kysely<DB>, potId: string): Promise<number> {
  const { received } = await db.selectFrom("application").select((eb) => eb.fn.countAll<number>().as("received")).where("pot_id", "=", potId).where("received_at", "is not", null).executeTakeFirstOrThrow();
  return received;
}

/**
 * The awards that changed what a return says since it was signed. Whoever changes an award and whoever signs hold the pot's lock, so
 * the order of their instants is the order in which it happened.
 */
const changedSince = sql<number>`(
  select count(distinct e.award_id) from award_event e join award a on a.id = e.award_id
   where a.pot_id = r.pot_id and e.recorded_at > r.signed_at and e.kind in ('released', 'not-taken-up', 'reduced', 'withdrawn', 'retagged', 'corrected'))`;

/** The return that stands, with how many awards changed since; undefined where none is signed. */
export async function findSigned(db: Kysely<DB>, potId: string) {
  return db.selectFrom("area_return as r").selectAll("r").select(changedSince.as("changed")).where("r.pot_id", "=", potId).where("r.ended_at", "is", null).executeTakeFirst();
}

/** Every signature of a pot, the newest first. */
export async function listSignatures(db: Kysely<DB>, potId: string) {
  return db
    .selectFrom("area_return as r")
    .select(["r.id", "r.nil", "r.statement", "r.signatory_name", "r.signed_at", "r.awards", "r.amount_pence", "r.ended_at", "r.ended_as", "r.ended_reason", "r.published_at"])
    .where("r.pot_id", "=", potId)
    .orderBy("r.signed_at", "desc")
    .execute();
}

/** Every area with a pot in the round: its body, its return if one stands, what changed since, and what is public now. */
export async function listBodies(db: Kysely<DB>, roundId: string) {
  return db
    .selectFrom("pot")
    .innerJoin("area", "area.code", "pot.area_code")
    .leftJoin("body", "body.id", "pot.body_id")
    .leftJoin("area_return as r", (join) => join.onRef("r.pot_id", "=", "pot.id").on("r.ended_at", "is", null))
    .select(["pot.id as pot_id", "area.code as area_code", "area.name as area_name", "body.name as body_name", "pot.synthetic"])
    .select(["r.id as return_id", "r.nil", "r.signatory_name", "r.signed_at", "r.awards as signed_awards", "r.applications", "r.published_at"])
    .select(sql<number>`case when r.id is null then 0 else ${changedSince} end`.as("changed"))
    .select(sql<number>`(select count(*) from award w where w.pot_id = pot.id and w.counted)`.as("awards"))
    .select(sql<number>`(select count(*) from area_return b where b.pot_id = pot.id and b.ended_as = 'taken-back')`.as("times_taken_back"))
    .where("pot.round_id", "=", roundId)
    .orderBy("area.kind")
    .orderBy("area.position")
    .execute();
}
export type BodyLine = Awaited<ReturnType<typeof listBodies>>[number];

/** The rounds that have pots, the newest first: those whose bodies can sign. */
export async function listRoundsWithPots(db: Kysely<DB>) {
  return db
    .selectFrom("round")
    .select(["id", "code", "title", "synthetic"])
    .where(({ exists, selectFrom }) => exists(selectFrom("pot").select("pot.id").whereRef("pot.round_id", "=", "round.id")))
    .orderBy("financial_year", "desc")
    .orderBy("code")
    .execute();
}

export interface FourMeasures {
  /** What the signed returns say, or came in through Lade; null where that is not known of every area. */
  applications: number | null;
  awards: number;
  /** Awards that top up a project are one project with its first award. */
  projects: number;
  organisations: number;
}
/** Applications, awards, projects and organisations of a round: four measures that never stand for one another. */
export async function fourMeasures(db: Kysely<DB>, roundId: string): Promise<FourMeasures> {
  const counted = await db
    .selectFrom("award")
    .select([sql<number>`count(*)`.as("awards"), sql<number>`count(distinct coalesce(tops_up_award_id, id))`.as("projects"), sql<number>`count(distinct organisation_id)`.as("organisations")])
    .where("round_id", "=", roundId)
    .where("counted", "=", true)
    .executeTakeFirstOrThrow();
  const { rows } = await sql<{ areas: number; known: number; applications: number }>`
    select count(*) as areas, count(a.applications) as known, coalesce(sum(a.applications), 0)::integer as applications
      from (select coalesce(r.applications, case when round.kind = 'live' then (select count(*) from application b where b.pot_id = pot.id and b.received_at is not null) end) as applications
              from pot join round on round.id = pot.round_id
              left join area_return r on r.pot_id = pot.id and r.ended_at is null
             where pot.round_id = ${roundId}) a`.execute(db);
  const { areas, known, applications } = rows[0]!;
  return { ...counted, applications: areas > 0 && areas === known ? applications : null };
}
