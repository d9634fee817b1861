/**
 * What else a group, an account, an address or a bid stands in. Nothing of an application that is closed to the one who looks, and of
 * other areas' applications no decision: only what was asked, where and when.
 */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { keyedHash } from "../kernel/ids.server.ts";
import { hintsFor, type EarlierAward, type Hint, type OtherApplication } from "./hints.ts";

/** The keyed hash under which an account is compared: it says nothing to whoever has not the service's secret. */
export const accountHash = (secret: string, sortCode: string, number: string): string => keyedHash(secret, "bank account", `${sortCode.replace(/\D/g, "")}/${number.replace(/\D/g, "")}`);

const plain = (text: ReturnType<typeof sql.ref>) => sql`regexp_replace(lower(${text}), '[^a-z0-9]', '', 'g')`;

async function listOthers(db: Kysely<DB>, applicationId: string, viewerId: string): Promise<(OtherApplication & { own_title: string; own_summary: string })[]> {
  const { rows } = await sql<OtherApplication & { own_title: string; own_summary: string }>`
    with this as (
      select a.id, a.pot_id, a.organisation_id, lower(a.title) as title, a.title as own_title, o.host_charity_number, o.charity_number, seen.account_hash,
             replace(upper(o.postcode), ' ', '') as postcode, ${plain(sql.ref("o.address"))} as address,
             coalesce((select s.answers ->> 'summary' from submission s where s.application_id = a.id order by s.number desc limit 1), '') as summary
        from application a join organisation o on o.id = a.organisation_id left join account_seen seen on seen.application_id = a.id
       where a.id = ${applicationId}::uuid
    ), candidate as materialized (
      select b.id from this join application b on b.organisation_id = this.organisation_id
      union select seen.application_id from this join account_seen seen on seen.account_hash = this.account_hash
      union select b.id from this join application b on lower(b.title) = this.title and b.received_at is not null
      union select b.id from this join organisation g on replace(upper(g.postcode), ' ', '') = this.postcode and g.postcode <> '' and this.address <> '' and ${plain(sql.ref("g.address"))} = this.address
              join application b on b.organisation_id = g.id
      union select b.id from this join organisation g on g.host_charity_number = this.host_charity_number join application b on b.organisation_id = g.id
    )
    select b.id, b.reference, coalesce(b.title, '') as title, coalesce(b.asked_pence, 0) as asked_pence, (b.received_at at time zone 'Europe/London')::date as received_on,
           coalesce((select s.answers ->> 'summary' from submission s where s.application_id = b.id order by s.number desc limit 1), '') as summary,
           g.name as organisation_name, round.title as round_title, area.name as area_name, this.own_title, this.summary as own_summary,
           b.pot_id = this.pot_id as same_pot, b.organisation_id = this.organisation_id as same_group, coalesce(seen.account_hash = this.account_hash, false) as same_account,
           g.postcode <> '' and this.address <> '' and replace(upper(g.postcode), ' ', '') = this.postcode and ${plain(sql.ref("g.address"))} = this.address as same_address,
           coalesce(g.host_charity_number = this.host_charity_number, false) as same_host, coalesce(lower(b.title) = this.title, false) as same_title,
           exists (select 1 from role_held r where r.person_id = ${viewerId}::uuid and r.role = 'administrator' and r.fund_id = round.fund_id and r.area_code = pot.area_code and r.ended_at is null) as own
      from candidate join application b on b.id = candidate.id cross join this
      join organisation g on g.id = b.organisation_id join pot on pot.id = b.pot_id join round on round.id = pot.round_id join area on area.code = pot.area_code
      left join account_seen seen on seen.application_id = b.id
     where b.id <> this.id and b.received_at is not null and b.status not in ('draft', 'withdrawn') and not conflicted(b.id, ${viewerId}::uuid)
     order by b.received_at desc, b.id limit 100`.execute(db);
  return rows;
}

/** The group's awards that were released, and which of their returns are overdue by the database's day. */
async function listAwards(db: Kysely<DB>, applicationId: string, viewerId: string): Promise<EarlierAward[]> {
  const { rows } = await sql<EarlierAward>`
    select w.reference, w.title, w.amount_pence, w.awarded_on, area.name as area_name, round.title as round_title, w.status in ('withdrawn', 'not-taken-up') as ended,
           (select min(g.due_on) from grant_return g where g.award_id = w.id and g.status = 'due' and w.status = 'accepted'
                and g.due_on < (clock_timestamp() at time zone 'Europe/London')::date) as overdue_since
      from application a join award w on w.organisation_id = a.organisation_id join round on round.id = w.round_id join area on area.code = w.area_code
     where a.id = ${applicationId}::uuid and w.released_at is not null and w.status in ('released', 'accepted', 'withdrawn', 'not-taken-up')
       and w.application_id is distinct from a.id and (w.application_id is null or not conflicted(w.application_id, ${viewerId}::uuid))
     order by w.awarded_on desc, w.id limit 50`.execute(db);
  return rows;
}

/** The hints that the one who looks may have. The caller has shown that they may administer this application. */
export async function listHints(db: Kysely<DB>, applicationId: string, viewerId: string): Promise<Hint[]> {
  const others = await listOthers(db, applicationId, viewerId);
  const [first] = others;
  return hintsFor({ title: first?.own_title ?? "", summary: first?.own_summary ?? "" }, others, await listAwards(db, applicationId, viewerId));
}
