/** Counts of people, and money spent, from the returns of groups: for signed-in officials only. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { permit, type Actor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { may } from "./policy.ts";

const returnQuery = (db: Kysely<DB>) =>
  db
    .selectFrom("grant_return")
    .innerJoin("award", "award.id", "grant_return.award_id")
    .innerJoin("organisation", "organisation.id", "award.organisation_id")
    .innerJoin("area", "area.code", "award.area_code")
    .select(["grant_return.id", "grant_return.status", "grant_return.due_on", "grant_return.sent_at", "grant_return.people_total", "grant_return.spent_pence"])
    .select(["grant_return.synthetic", "award.reference", "award.title", "award.amount_pence", "organisation.name as organisation", "area.name as area"]);

/**
 * What the returns of a fund say so far: how many are in, the people they count in all and by focus group, what was spent. People
 * counted by two groups are counted twice, and one person may be in several focus groups. Throws NotAllowed.
 */
export async function peopleFromReturns(db: Kysely<DB>, actor: Actor, fundId: string) {
  permit(may.readPeople(actor));
  const summary = await db
    .selectFrom("grant_return")
    .innerJoin("award", "award.id", "grant_return.award_id")
    .where("award.fund_id", "=", fundId)
    .select([
      sql<number>`count(*)`.as("expected"),
      sql<number>`count(*) filter (where grant_return.status = 'sent')`.as("sent"),
      sql<number | null>`sum(grant_return.people_total) filter (where grant_return.status = 'sent')`.as("people"),
      sql<number | null>`sum(grant_return.spent_pence) filter (where grant_return.status = 'sent')`.as("spent_pence"),
      sql<boolean>`coalesce(bool_or(grant_return.synthetic), false)`.as("synthetic"),
    ])
    .executeTakeFirstOrThrow();
  const byGroup = await db
    .selectFrom("grant_return_people as people")
    .innerJoin("grant_return", "grant_return.id", "people.return_id")
    .innerJoin("award", "award.id", "grant_return.award_id")
    .innerJoin("code_item as item", (join) => join.onRef("item.list_code", "=", "people.list_code").onRef("item.version", "=", "people.list_version").onRef("item.code", "=", "people.code"))
    .where("award.fund_id", "=", fundId)
    .where("grant_return.status", "=", "sent")
    .where("people.list_code", "=", "focus-group")
    .select(["people.code", sql<string>`max(item.title)`.as("title"), sql<number>`sum(people.people)`.as("people")])
    .groupBy("people.code")
    .orderBy(sql`min(item.position)`)
    .execute();
  const returns = await returnQuery(db).where("award.fund_id", "=", fundId).where("grant_return.status", "=", "sent").orderBy("grant_return.sent_at", "desc").limit(100).execute();
  return { ...summary, byGroup, returns };
}

/** One return as a group sent it, with its answers. Throws NotFound for one that has not been sent, and NotAllowed. */
export async function getReturnNationally(db: Kysely<DB>, actor: Actor, id: string) {
  permit(may.readPeople(actor));
  const found = isId(id)
    ? await returnQuery(db)
        .select(["grant_return.answers", "grant_return.form_version_id", "award.starts_on", "award.ends_on"])
        .where("grant_return.id", "=", id)
        .where("grant_return.status", "=", "sent")
        .executeTakeFirst()
    : undefined;
  if (!found) throw new NotFound();
  const people = await db
    .selectFrom("grant_return_people as people")
    .innerJoin("code_item as item", (join) => join.onRef("item.list_code", "=", "people.list_code").onRef("item.version", "=", "people.list_version").onRef("item.code", "=", "people.code"))
    .select(["people.list_code", "people.code", "item.title", "people.people"])
    .where("people.return_id", "=", id)
    .orderBy("people.list_code")
    .orderBy("item.position")
    .execute();
  return { ...found, people };
}
