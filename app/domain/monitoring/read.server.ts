/** Questions asked about returns. Counts of people leave this room only for signed-in staff, officials, and the group itself. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { AnswerValue, Answers } from "../forms/model.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { peopleList } from "./model.ts";

/** A return with the award it is about. Throws NotFound. Whoever calls asks the policy. */
export async function getReturn(db: Kysely<DB>, id: string) {
  const found = isId(id)
    ? await db
        .selectFrom("grant_return as r")
        .innerJoin("award as a", "a.id", "r.award_id")
        .innerJoin("round", "round.id", "a.round_id")
        .innerJoin("fund", "fund.id", "a.fund_id")
        .innerJoin("area", "area.code", "a.area_code")
        .innerJoin("organisation as o", "o.id", "a.organisation_id")
        .selectAll("r")
        .select([
          "a.reference as award_reference", "a.title", "a.amount_pence", "a.status as award_status", "a.application_id", "a.organisation_id", "a.fund_id", "a.area_code",
          "o.name as organisation_name", "fund.title as fund_title", "area.name as area_name",
        ])
        .select(sql<Record<string, number>>`round.lists`.as("lists"))
        .where("r.id", "=", id)
        .executeTakeFirst()
    : undefined;
  if (!found) throw new NotFound();
  return { ...found, answers: answersOf(found.answers) };
}
export type Return = Awaited<ReturnType<typeof getReturn>>;

/** Saved answers as a form reads them: emptied ones left out. */
export function answersOf(saved: unknown): Answers {
  return Object.fromEntries(Object.entries(saved as Record<string, AnswerValue | null>).filter(([, value]) => value !== null)) as Answers;
}

/** The return of an award, without its answers; undefined while there is none. */
export async function findReturnOfAward(db: Kysely<DB>, awardId: string) {
  return db.selectFrom("grant_return").select(["id", "status", "due_on", "sent_at", "spent_pence", "people_total"]).where("award_id", "=", awardId).executeTakeFirst();
}

/** The returns of a pot's awards, by award. */
export async function listReturnsOfPot(db: Kysely<DB>, potId: string) {
  return db
    .selectFrom("grant_return as r")
    .innerJoin("award as a", "a.id", "r.award_id")
    .select(["r.id", "r.award_id", "r.status", "r.due_on", "r.sent_at"])
    .where("a.pot_id", "=", potId)
    .execute();
}

/** Texts that came too late to be saved and between which and the saved ones nobody has chosen yet; the earliest first. */
export async function listRefusedTexts(db: Kysely<DB>, returnId: string) {
  const rows = await db
    .selectFrom("grant_return_history as h")
    .innerJoin("person", "person.id", "h.saved_by")
    .select(["h.id", "h.section", "h.answers", "h.kept_at", "person.name as saved_by_name"])
    .where("h.return_id", "=", returnId)
    .where("h.kept", "=", "refused")
    .where("h.settled_at", "is", null)
    .orderBy("h.kept_at")
    .execute();
  return rows.map(({ answers, ...row }) => {
    const [question_id, value] = Object.entries(answers as Record<string, AnswerValue | null>)[0]!;
    return { ...row, question_id, value };
  });
}

export interface PeopleReached {
  /** Returns received, of the returns that awards now standing owe; `due` of them by today. */
  received: number;
  expected: number;
  due: number;
  /** Null where nothing was received, never 0. */
  people_total: number | null;
  spent_pence: number | null;
  /** People by code and list version, in the list's order; a person can be in more than one group, so these do not add up to the total. */
  rows: { code: string; list_version: number; title: string; people: number; returns: number }[];
  synthetic: boolean;
}

/** People by focus group from the returns of a fund, of the funds that feed an action, or of all; with how complete that is. For officials. */
export async function peopleReached(db: Kysely<DB>, of: { fund_id?: string; action_id?: string; area_code?: string } = {}): Promise<PeopleReached> {
  const which = sql`a.status = 'accepted'
    ${of.fund_id ? sql`and a.fund_id = ${of.fund_id}` : sql``}
    ${of.area_code ? sql`and a.area_code = ${of.area_code}` : sql``}
    ${of.action_id ? sql`and a.fund_id in (select fund_id from fund_action where action_id = ${of.action_id})` : sql``}`;
  const totals = await sql<Omit<PeopleReached, "rows">>`
    select count(*) filter (where r.status = 'sent') as received, count(*) as expected,
           count(*) filter (where r.due_on <= (clock_timestamp() at time zone 'Europe/London')::date) as due,
           sum(r.people_total) as people_total, sum(r.spent_pence)::bigint as spent_pence, coalesce(bool_or(r.synthetic), false) as synthetic
      from grant_return r join award a on a.id = r.award_id where ${which}`.execute(db);
  const rows = await sql<PeopleReached["rows"][number]>`
    select i.code, i.version as list_version, i.title, sum(p.people) as people, count(*) as returns
      from grant_return_people p
      join grant_return r on r.id = p.return_id and r.status = 'sent'
      join award a on a.id = r.award_id
      join code_item i on i.list_code = p.list_code and i.version = p.list_version and i.code = p.code
     where p.list_code = ${peopleList} and ${which}
     group by i.code, i.version, i.title, i.position
     order by i.version, i.position`.execute(db);
  return { ...totals.rows[0]!, rows: rows.rows };
}
