/** The register of awards: what anyone may see of them, and what an official sees beside that. */
import { sql, type Kysely } from "kysely";
import { jsonArrayFrom } from "kysely/helpers/postgres";
import type { DB } from "#db/types.ts";
import { permit, type Actor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { awardTags, ofRecord, placeAndTime, tagged } from "./award-filter.server.ts";
import { may } from "./policy.ts";
import { daysOf, registerPageSize, secondTag, standings, type AwardFilters, type Standing } from "./register-model.ts";
import { taggedLists } from "./model.ts";

export interface RegisterRow {
  id: string;
  reference: string;
  title: string;
  status: string;
  awarded_on: string;
  amount_pence: number;
  organisation: string;
  area: string;
  fund: string;
  synthetic: boolean;
}
export interface RegisterPage {
  awards: RegisterRow[];
  count: number;
  amount_pence: number;
  page: number;
  pages: number;
}

/** One page of the public register, newest awards first. Only awards that are released and stand. */
export async function listAwards(db: Kysely<DB>, filters: AwardFilters, page = 1): Promise<RegisterPage> {
  return registerPage(db, filters, "public", page);
}

/**
 * The same for an official, who can also look at what is decided and not released, and at what was withdrawn. Throws NotAllowed.
 * @param peopleIn only awards whose return received gives a number of people in this focus group
 */
export async function listAwardsNationally(db: Kysely<DB>, actor: Actor, filters: AwardFilters, standing: Standing, page = 1, peopleIn?: string): Promise<RegisterPage> {
  permit(may.readNational(actor));
  return registerPage(db, filters, standing, page, peopleIn);
}

async function registerPage(db: Kysely<DB>, filters: AwardFilters, standing: Standing, asked: number, peopleIn?: string): Promise<RegisterPage> {
  const area = filters.area ? await currentAreaCode(db, filters.area) : undefined;
  let chosen = selection(db, { ...filters, ...(area ? { area } : {}) }, standing);
  if (standing === "reported") chosen = chosen.where(sql<boolean>`exists (select 1 from grant_return r where r.award_id = award.id and r.status = 'sent')`);
  if (peopleIn)
    chosen = chosen.where(sql<boolean>`exists (
      select 1 from grant_return r join grant_return_people p on p.return_id = r.id
       where r.award_id = award.id and r.status = 'sent' and p.list_code = 'focus-group' and p.code = ${peopleIn})`);
  const { count, amount_pence } = await chosen
    .select([sql<number>`count(*)`.as("count"), sql<number>`coalesce(sum(award.amount_pence), 0)`.as("amount_pence")])
    .executeTakeFirstOrThrow();
  const pages = Math.max(1, Math.ceil(count / registerPageSize));
  const page = Math.min(Math.max(1, Math.trunc(asked) || 1), pages);
  const keys = chosen
    .select("award.id")
    .orderBy("award.awarded_on", "desc")
    .orderBy("award.id", "desc")
    .limit(registerPageSize)
    .offset((page - 1) * registerPageSize);
  const awards = await db
    .selectFrom("award")
    .innerJoin("organisation", "organisation.id", "award.organisation_id")
    .innerJoin("area", "area.code", "award.area_code")
    .innerJoin("fund", "fund.id", "award.fund_id")
    .select(["award.id", "award.reference", "award.title", "award.status", "award.awarded_on", "award.amount_pence", "award.synthetic"])
    .select(["organisation.name as organisation", "area.name as area", "fund.short_title as fund"])
    .where("award.id", "in", keys)
    .orderBy("award.awarded_on", "desc")
    .orderBy("award.id", "desc")
    .execute();
  return { awards, count, amount_pence, page, pages };
}

/** The awards that filters leave, as a query to select from. */
export function selection(db: Kysely<DB>, filters: AwardFilters, standing: Standing) {
  const { from, to } = daysOf(filters);
  let rows = db.selectFrom("award").where("award.status", "in", [...standings[standing].statuses]);
  if (filters.fund) rows = rows.where("award.fund_id", "=", (eb) => eb.selectFrom("fund").select("fund.id").where("fund.code", "=", filters.fund!));
  if (filters.area) rows = rows.where("award.area_code", "=", filters.area);
  if (from) rows = rows.where("award.awarded_on", ">=", from);
  if (to) rows = rows.where("award.awarded_on", "<=", to);
  if (filters.q) {
    const pattern = `%${filters.q.replace(/[\\%_]/g, "\\$&")}%`;
    rows = rows.where(({ exists, selectFrom }) =>
      exists(selectFrom("organisation").select("organisation.id").whereRef("organisation.id", "=", "award.organisation_id").where("organisation.name", "ilike", pattern)),
    );
  }
  const { round } = filters;
  const conditions = [...placeAndTime({ round, "health-board": filters["health-board"] }), ...ofRecord(filters), ...tagged(filters.tags, awardTags), ...tagged(secondTag(filters.with) ?? {}, awardTags)];
  for (const condition of conditions) rows = rows.where(condition);
  return rows;
}

async function currentAreaCode(db: Kysely<DB>, code: string): Promise<string> {
  const old = await db.selectFrom("superseded_area_code").select("area_code").where("code", "=", code).executeTakeFirst();
  return old?.area_code ?? code;
}

/** What the register's filters offer: every fund, every area, the financial years that have an award, every code under its newest title. One statement. */
export async function registerChoices(db: Kysely<DB>) {
  const { years, versions, ...choices } = await db
    .selectNoFrom([
      jsonArrayFrom(db.selectFrom("fund").select(["code", "title"]).orderBy("position")).as("funds"),
      jsonArrayFrom(db.selectFrom("area").select(["code", "name as title"]).orderBy("kind").orderBy("position")).as("areas"),
      jsonArrayFrom(
        db
          .selectFrom("award_month_count")
          .select(sql<string>`to_char(month - interval '3 months', 'YYYY')`.as("begins"))
          .distinct()
          .where("list_code", "=", "all")
          .where("awards", ">", 0)
          .orderBy("begins", "desc"),
      ).as("years"),
      jsonArrayFrom(
        db.selectFrom("code_item").select(["list_code", "code", "title"]).where("list_code", "in", [...taggedLists]).orderBy("version", "desc").orderBy("position"),
      ).as("versions"),
    ])
    .executeTakeFirstOrThrow();
  const items = versions.filter((item, index) => versions.findIndex((other) => other.list_code === item.list_code && other.code === item.code) === index);
  return {
    ...choices,
    years: years.map(({ begins }) => `${begins}-${String((Number(begins) + 1) % 100).padStart(2, "0")}`),
    lists: taggedLists.map((list) => ({ list, items: items.filter((item) => item.list_code === list).map(({ code, title }) => ({ code, title })) })),
  };
}

const awardQuery = (db: Kysely<DB>) =>
  db
    .selectFrom("award")
    .innerJoin("organisation", "organisation.id", "award.organisation_id")
    .innerJoin("area", "area.code", "award.area_code")
    .innerJoin("fund", "fund.id", "award.fund_id")
    .innerJoin("round", "round.id", "award.round_id")
    .select(["award.id", "award.reference", "award.title", "award.description", "award.status", "award.amount_pence", "award.awarded_on", "award.released_at"])
    .select(["award.starts_on", "award.ends_on", "award.reach", "award.project_standing", "award.withdrawn_at", "award.synthetic"])
    .select(["organisation.name as organisation", "organisation.charity_number", "area.name as area", "area.code as area_code"])
    .select(["fund.title as fund", "fund.code as fund_code", "round.title as round"]);

async function tagsOf(db: Kysely<DB>, awardId: string) {
  return db
    .selectFrom("award_tag as tag")
    .innerJoin("code_item as item", (join) => join.onRef("item.list_code", "=", "tag.list_code").onRef("item.version", "=", "tag.list_version").onRef("item.code", "=", "tag.code"))
    .innerJoin("code_list", "code_list.code", "tag.list_code")
    .select(["tag.list_code", "code_list.title as list", "item.code", "item.title"])
    .where("tag.award_id", "=", awardId)
    .orderBy("code_list.title")
    .orderBy("item.position")
    .execute();
}

/**
 * An award as anyone may read it. Once withdrawn or not taken up, that and the day is all that its page still says beside who was
 * to receive it: the project's own words are gone. Throws NotFound before release and for what was taken back.
 */
export async function getAwardByReference(db: Kysely<DB>, reference: string) {
  const award = await awardQuery(db).where("award.reference", "=", reference).where("award.status", "in", ["released", "accepted", "withdrawn", "not-taken-up"]).executeTakeFirst();
  if (!award) throw new NotFound();
  const stands = award.status === "released" || award.status === "accepted";
  const { id, ...shown } = award;
  return {
    ...shown,
    stands,
    title: stands ? award.title : "",
    description: stands ? award.description : "",
    tags: stands ? await tagsOf(db, id) : [],
  };
}

/** An award as an official reads it, whatever its state, with the way down to its application and returns. Throws NotFound, NotAllowed. */
export async function getAwardNationally(db: Kysely<DB>, actor: Actor, reference: string) {
  permit(may.readNational(actor));
  const award = await awardQuery(db)
    .select(["award.application_id", "award.asked_pence", "award.accepted_at", "award.withdrawn_reason", "award.recorded_at", "award.organisation_id"])
    .where("award.reference", "=", reference)
    .executeTakeFirst();
  if (!award) throw new NotFound();
  const returns = await db
    .selectFrom("grant_return")
    .select(["id", "kind", "status", "due_on", "sent_at", "people_total", "spent_pence"])
    .where("award_id", "=", award.id)
    .orderBy("due_on")
    .execute();
  const events = await db
    .selectFrom("award_event")
    .select(["id", "kind", "change_pence", "recorded_at", "reason"])
    .where("award_id", "=", award.id)
    .orderBy("recorded_at")
    .orderBy("id")
    .execute();
  return { ...award, tags: await tagsOf(db, award.id), returns, events };
}
