/** What people declare for a round, on which list, with which hints; and who has read others' scores. */
import { sql, type Kysely, type RawBuilder } from "kysely";
import type { DB } from "#db/types.ts";
import { newId } from "../kernel/ids.server.ts";
import type { ConnectionKind, HintKind } from "./panel.ts";

/**
 * Notes that a person sees others' scores of these applications before they have sent scores of their own: they can't be asked to assess
 * them any more. Call it wherever scores, means or ranks are shown. Left alone are applications
 * without others' scores, and people who sent their own or still owe them: they are shown none.
 */
export async function readOthersScores(db: Kysely<DB>, personId: string, applicationIds: readonly string[]): Promise<void> {
  if (applicationIds.length === 0) return;
  await sql`
    insert into scores_read (application_id, person_id)
    select seen.id, ${personId}::uuid from unnest(${[...new Set(applicationIds)]}::uuid[]) as seen (id)
     where exists (select 1 from score_sheet t where t.application_id = seen.id and t.status = 'sent' and t.person_id <> ${personId}::uuid)
       and not exists (select 1 from score_sheet own where own.application_id = seen.id and own.status = 'sent' and own.person_id = ${personId}::uuid)
       and not exists (select 1 from assignment owed where owed.application_id = seen.id and owed.person_id = ${personId}::uuid and owed.ended_at is null)
       and not exists (select 1 from scores_read known where known.application_id = seen.id and known.person_id = ${personId}::uuid)
     order by seen.id
    on conflict do nothing`.execute(db);
}

/** Whether somebody has still to declare for the round of a pot before anything opens to them. */
export async function owesDeclaration(db: Kysely<DB>, personId: string, potId: string): Promise<boolean> {
  const { rows } = await sql<{ owed: boolean }>`select declaration_owed(${potId}::uuid, ${personId}::uuid) as owed`.execute(db);
  return rows[0]!.owed;
}

export interface OwedRound {
  pot_id: string;
  round_title: string;
  area_name: string;
  /** They declared before: groups have applied since. */
  again: boolean;
}

/** The pots for which a person with a seat on the panel has to declare and something waits to be read or decided. */
export async function listOwedRounds(db: Kysely<DB>, personId: string): Promise<OwedRound[]> {
  const { rows } = await sql<OwedRound>`
    select pot.id as pot_id, round.title as round_title, area.name as area_name, d.pot_id is not null as again
      from pot join round on round.id = pot.round_id join area on area.code = pot.area_code
      left join round_declaration d on d.pot_id = pot.id and d.person_id = ${personId}::uuid
     where pot.declaration_needed and panel_seat(pot.id, ${personId}::uuid) is not null
       and exists (select 1 from role_held r where r.person_id = ${personId}::uuid and r.fund_id = round.fund_id and r.area_code = pot.area_code and r.role in ('assessor', 'chair') and r.ended_at is null)
       and exists (select 1 from application a where a.pot_id = pot.id and a.received_at is not null and a.status in ('submitted', 'in-assessment'))
       and declaration_owed(pot.id, ${personId}::uuid)
     order by round.title, area.name limit 50`.execute(db);
  return rows;
}

export interface ListedOrganisation {
  organisation_id: string;
  name: string;
  /** What they said of it for this round; null where they said nothing yet. */
  has_interest: false | null;
}

/**
 * The groups that applied and are not closed to the person, in the order that is theirs alone. For the declaration, and nothing else.
 * @param viewerId the administrator who types in what was declared on paper: what is closed to them is left out too
 */
export async function listToDeclare(db: Kysely<DB>, potId: string, personId: string, viewerId = personId): Promise<ListedOrganisation[]> {
  await db.insertInto("declaration_order").values({ pot_id: potId, person_id: personId, seed: newId() }).onConflict((conflict) => conflict.doNothing()).execute();
  const { rows } = await sql<ListedOrganisation>`
    select o.id as organisation_id, o.name, said.has_interest
      from (select a.organisation_id, bool_or(conflicted(a.id, ${personId}::uuid)${viewerId === personId ? sql`` : sql` or conflicted(a.id, ${viewerId}::uuid)`}) as closed from application a
             where a.pot_id = ${potId}::uuid and a.received_at is not null and a.status <> 'withdrawn' group by a.organisation_id) as applied
      join organisation o on o.id = applied.organisation_id
      join declaration_order mine on mine.pot_id = ${potId}::uuid and mine.person_id = ${personId}::uuid
      left join interest_in_organisation said on said.pot_id = ${potId}::uuid and said.person_id = ${personId}::uuid and said.organisation_id = o.id
     where not applied.closed
     order by md5(mine.seed::text || o.id::text)`.execute(db);
  return rows;
}

/** When and of how many groups a person declared for a round; undefined before. */
export const findRoundDeclaration = (db: Kysely<DB>, potId: string, personId: string) =>
  db.selectFrom("round_declaration").select(["declared_at", "organisations", "recorded_by"]).where("pot_id", "=", potId).where("person_id", "=", personId).executeTakeFirst();

/** The interests that somebody declared in groups or applications of a pot, for the administrator; without what is closed to them too. */
export async function listInterestsOf(db: Kysely<DB>, potId: string, personId: string, viewerId: string): Promise<{ organisation_id: string; name: string; explanation: string }[]> {
  const { rows } = await sql<{ organisation_id: string; name: string; explanation: string }>`
    select distinct on (o.name, o.id) o.id as organisation_id, o.name, said.explanation
      from (select d.organisation_id, d.explanation from interest_in_organisation d where d.pot_id = ${potId}::uuid and d.person_id = ${personId}::uuid and d.has_interest
            union all select a.organisation_id, i.explanation from interest i join application a on a.id = i.application_id where a.pot_id = ${potId}::uuid and i.person_id = ${personId}::uuid and i.has_interest) said
      join organisation o on o.id = said.organisation_id
     where not exists (select 1 from application b where b.pot_id = ${potId}::uuid and b.organisation_id = o.id and conflicted(b.id, ${viewerId}::uuid))
     order by o.name, o.id`.execute(db);
  return rows;
}

export interface Hint {
  person_id: string;
  organisation_id: string;
  kind: HintKind;
}

/** A domain by which thousands of unrelated people write says nothing about any two of them. */
const publicMailHosts = [
  "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "icloud.com", "me.com", "mac.com",
  "aol.com", "btinternet.com", "btopenworld.com", "sky.com", "talktalk.net", "virginmedia.com", "ntlworld.com", "proton.me", "protonmail.com", "gmx.com", "gmx.co.uk", "mail.com", "zoho.com", "fastmail.com",
] as const;
/** More groups than this behind one domain make it a host of many, whatever its name. */
const groupsBehindOneDomain = 3;

const plainName = (name: RawBuilder<unknown>): RawBuilder<string> => sql<string>`regexp_replace(lower(${name}), '[^[:alnum:]]+', ' ', 'g')`;

/**
 * Why people may be close to groups that applied to a pot, for the person themselves and for the administrator. Groups that are closed to
 * `viewerId` are left out; a hint is never more than that.
 */
export async function hintsFor(db: Kysely<DB>, potId: string, personIds: readonly string[], viewerId: string): Promise<Hint[]> {
  if (personIds.length === 0) return [];
  const people = sql`(${sql.join(personIds.map((id) => sql`${id}::uuid`))})`;
  const { rows } = await sql<Hint>`
    with applied as materialized (
      select o.id, o.name, o.host_name, o.charity_number, lower(trim(o.address)) as address, lower(replace(o.postcode, ' ', '')) as postcode, lower(o.host_contact_email) as host_email,
             lower(regexp_replace(o.website, '^(https?://)?(www\\.)?([^/:]*).*$', '\\3')) as site
        from organisation o
       where o.id in (select a.organisation_id from application a where a.pot_id = ${potId}::uuid and a.received_at is not null and a.status <> 'withdrawn' and not conflicted(a.id, ${viewerId}::uuid))
    ), asked as materialized (
      select p.id, split_part(p.email, '@', 2) as domain from person p where p.id in ${people}
    ), member as materialized (
      select r.organisation_id, r.person_id, split_part(p.email, '@', 2) as domain from role_held r join person p on p.id = r.person_id
       where r.organisation_id is not null and r.ended_at is null and r.role <> 'helper' and (r.organisation_id in (select id from applied) or r.person_id in ${people}
         or r.organisation_id in (select mine.organisation_id from role_held mine where mine.person_id in ${people} and mine.ended_at is null and mine.organisation_id is not null))
    ), telling as (
      select asked.id, asked.domain from asked
       where asked.domain <> all (${[...publicMailHosts]}::text[])
         and (select count(distinct r.organisation_id) from role_held r join person p on p.id = r.person_id where r.organisation_id is not null and r.ended_at is null and split_part(p.email, '@', 2) = asked.domain) <= ${groupsBehindOneDomain}
    ), hint as (
      select i.person_id, i.organisation_id, 'earlier-interest' as kind from interest_in_organisation i where i.person_id in ${people} and i.has_interest and i.pot_id <> ${potId}::uuid
      union select i.person_id, a.organisation_id, 'earlier-interest' from interest i join application a on a.id = i.application_id where i.person_id in ${people} and i.has_interest
      union select r.person_id, r.organisation_id, 'former-member' from role_held r where r.person_id in ${people} and r.organisation_id is not null and r.ended_at is not null and r.role <> 'helper'
      union select c.person_id, applied.id, 'connection' from person_connection c join applied
             on ${plainName(sql`applied.name`)} = ${plainName(sql`c.organisation_name`)} or (applied.host_name <> '' and ${plainName(sql`applied.host_name`)} = ${plainName(sql`c.organisation_name`)}) or applied.charity_number = c.charity_number
             where c.person_id in ${people}
      union select mine.person_id, theirs.organisation_id, 'shared-membership' from member mine join member beside on beside.organisation_id = mine.organisation_id and beside.person_id <> mine.person_id
             join member theirs on theirs.person_id = beside.person_id and theirs.organisation_id <> mine.organisation_id where mine.person_id in ${people}
      union select telling.id, member.organisation_id, 'e-mail-domain' from telling join member on member.domain = telling.domain and member.person_id <> telling.id
      union select telling.id, applied.id, 'e-mail-domain' from telling join applied on telling.domain in (split_part(applied.host_email, '@', 2), applied.site)
      union select mine.person_id, applied.id, 'address' from member mine join organisation o on o.id = mine.organisation_id
             join applied on applied.id <> o.id and applied.postcode <> '' and applied.postcode = lower(replace(o.postcode, ' ', '')) and applied.address = lower(trim(o.address)) where mine.person_id in ${people}
    )
    select distinct hint.person_id, hint.organisation_id, hint.kind from hint join applied on applied.id = hint.organisation_id
     where not exists (select 1 from role_held own where own.person_id = hint.person_id and own.organisation_id = hint.organisation_id and own.ended_at is null and own.role <> 'helper')
     order by hint.person_id, hint.organisation_id, hint.kind`.execute(db);
  return rows;
}

/** Where somebody works, worked or helps, as they told us. */
export const listConnections = (db: Kysely<DB>, personId: string) =>
  db
    .selectFrom("person_connection")
    .select((eb) => ["id", eb.ref("kind").$castTo<ConnectionKind>().as("kind"), "organisation_name", "charity_number"])
    .where("person_id", "=", personId)
    .orderBy("added_at")
    .limit(50)
    .execute();
