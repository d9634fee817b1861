/** What waits on applications that were sent, or that a fund enters: messages, changes that were asked for, a group's word. Writes nothing. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { potFacts } from "../assessment/pot-facts.server.ts";

export interface GroupFollow {
  id: string;
  name: string;
  organisation_name: string;
  /** The change that the fund waits for; null where it asks for none. */
  request_id: string | null;
  wanted_by: string | null;
  unread: number;
  to_confirm: boolean;
}

/** The applications of a person's groups in which the fund waits for a word of theirs. For owners and editors, who can give it. */
export async function listGroupFollows(db: Kysely<DB>, personId: string): Promise<GroupFollow[]> {
  const { rows } = await sql<GroupFollow>`
    with mine as (
      select r.organisation_id, bool_or(r.role = 'owner') as owner from role_held r
       where r.person_id = ${personId}::uuid and r.ended_at is null and r.role in ('owner', 'editor') group by r.organisation_id
    ), follow as (
      select a.id, coalesce(a.title, a.reference) as name, o.name as organisation_name, c.id as request_id, c.wanted_by, ${unreadOf("group")} as unread,
             mine.owner and a.received_at is not null and a.entered_by is not null and a.confirmed_at is null and a.status <> 'withdrawn' as to_confirm
        from mine join application a on a.organisation_id = mine.organisation_id join organisation o on o.id = a.organisation_id
        -- It stays until the decision is released: that it is gone would say that there is one.
        left join change_request c on c.application_id = a.id and c.answered_at is null and c.taken_back_at is null and a.status <> 'withdrawn'
          and not exists (select 1 from decision d where d.application_id = a.id and d.released_at is not null and d.taken_back_at is null)
    )
    select * from follow where request_id is not null or unread > 0 or to_confirm order by wanted_by nulls last, name limit 50`.execute(db);
  return rows;
}

/** What a person has begun to enter for groups and not sent. */
export async function listToEnter(db: Kysely<DB>, personId: string) {
  return db
    .selectFrom("application as a")
    .innerJoin("organisation as o", "o.id", "a.organisation_id")
    .innerJoin("role_held as r", (join) => join.onRef("r.organisation_id", "=", "a.organisation_id").onRef("r.person_id", "=", "a.entered_by").on("r.role", "=", "helper").on("r.ended_at", "is", null))
    .innerJoin("pot", "pot.id", "a.pot_id")
    .innerJoin("round", "round.id", "pot.round_id")
    .select(["a.id", "a.entered_how", "a.arrived_at", "o.name as organisation_name", "round.title as round_title"])
    .where("a.entered_by", "=", personId)
    .where("a.status", "=", "draft")
    .orderBy("a.arrived_at")
    .limit(50)
    .execute();
}

/** The applications of these pots in which the group wrote what nobody of the fund has read; without what is closed to the viewer. */
export async function listUnreadOfPots(db: Kysely<DB>, potIds: readonly string[], viewerId: string): Promise<{ id: string; organisation_name: string; unread: number }[]> {
  if (potIds.length === 0) return [];
  const { rows } = await sql<{ id: string; organisation_name: string; unread: number }>`
    with ${potFacts(potIds, viewerId)}, written as (
      select distinct m.application_id from application_message m join application b on b.id = m.application_id
       where b.pot_id in (${sql.join(potIds)}) and b.received_at is not null and m.side = 'group'
    ), thread as (
      select a.id, o.name as organisation_name, ${unreadOf("fund")} as unread
        from written join application a on a.id = written.application_id join organisation o on o.id = a.organisation_id
        left join closed_to_viewer on closed_to_viewer.application_id = a.id
       where closed_to_viewer.application_id is null
    )
    select * from thread where unread > 0 order by organisation_name limit 50`.execute(db);
  return rows;
}

/** How many messages of the other side nobody of this side has seen, of the application in scope as `a`. */
export const unreadOf = (side: "group" | "fund") => sql<number>`(
  select count(*)::int from application_message m
   where m.application_id = a.id and m.side <> ${side}
     and m.at > coalesce((select seen.read_until from application_message_read seen where seen.application_id = a.id and seen.side = ${side}), '-infinity'))`;
