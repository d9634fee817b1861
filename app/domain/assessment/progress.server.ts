/** How far a panel is: who has declared, who has read, who has to be reminded. Without what is closed to the one who looks. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { record } from "../audit/change.server.ts";
import { getPot, type Pot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { NotFound, WrongState } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { formatInstant } from "../kernel/time.ts";
import { queueMessage } from "../messages/change.server.ts";
import { namesFor } from "./anonymity.server.ts";
import { owesSomething, reminder, type ReaderProgress, type Seat } from "./panel.ts";
import { potFacts } from "./pot-facts.server.ts";
import { may } from "./policy.ts";

export interface PanelMember extends ReaderProgress {
  person_id: string;
  name: string;
  email: string;
  seat: Seat;
  invited_at: Date | null;
  /** They have signed in, so that the address is known to be theirs. */
  confirmed: boolean;
  declared_at: Date | null;
  /** Whether the role is held beyond this seat, by the word of a service administrator. */
  role_of_its_own: boolean;
  /** The day in London on which they last did anything here; null for never. */
  last_seen: string | null;
  reminded_today: boolean;
}

/** Everybody with a seat on the panel, by name, with how far they are. `viewerId` null: for reminding, with everything that they owe. */
export async function listPanel(db: Kysely<DB>, potId: string, viewerId: string | null): Promise<PanelMember[]> {
  const { rows } = await sql<PanelMember>`
    with ${potFacts([potId], viewerId)}, sitting as materialized (
      select distinct p.id, p.name, p.email, p.email_confirmed_at is not null as confirmed, panel_seat(pot.id, p.id) as seat
        from pot join round on round.id = pot.round_id
        join role_held r on r.fund_id = round.fund_id and r.area_code = pot.area_code and r.role in ('assessor', 'chair') and r.ended_at is null
        join person p on p.id = r.person_id and p.disabled_at is null
       where pot.id = ${potId}::uuid
    ), reading as materialized (
      select s.person_id, count(*) as asked, count(*) filter (where i.has_interest is null) as to_declare,
             count(*) filter (where t.status = 'draft') as begun, count(*) filter (where t.status = 'sent') as sent, count(*) filter (where t.status = 'cannot') as cannot
        from assignment s join application a on a.id = s.application_id
        left join interest i on i.application_id = s.application_id and i.person_id = s.person_id
        left join score_sheet t on t.application_id = s.application_id and t.person_id = s.person_id
       where a.pot_id = ${potId}::uuid and s.ended_at is null and a.status <> 'withdrawn' and s.application_id not in (select c.application_id from closed_to_viewer c)
         and (a.status = 'in-assessment' or t.status = 'sent')
       group by s.person_id
    )
    select sitting.id as person_id, sitting.name, sitting.email, sitting.confirmed, sitting.seat, m.invited_at, d.declared_at,
           m.id is null or m.role_held_id is null as role_of_its_own, declaration_owed(${potId}::uuid, sitting.id) as owes_round,
           (select pot.scoring_closed_at is not null from pot where pot.id = ${potId}::uuid) as scoring_closed,
           coalesce(reading.asked, 0) as asked, coalesce(reading.to_declare, 0) as to_declare, coalesce(reading.begun, 0) as begun, coalesce(reading.sent, 0) as sent, coalesce(reading.cannot, 0) as cannot,
           (select to_char(max(e.at) at time zone 'Europe/London', 'YYYY-MM-DD') from audit_event e where e.actor_id = sitting.id) as last_seen,
           exists (select 1 from message where dedupe_key = ${reminderKey(sql`sitting.id`)}) as reminded_today
      from sitting
      left join panel_member m on m.pot_id = ${potId}::uuid and m.person_id = sitting.id and m.ended_at is null
      left join round_declaration d on d.pot_id = ${potId}::uuid and d.person_id = sitting.id
      left join reading on reading.person_id = sitting.id
     where sitting.seat is not null
     order by sitting.name, sitting.id`.execute(db);
  return rows;
}

/** One reminder for a person and a day in London, whichever panels they sit on. */
const reminderKey = (person: ReturnType<typeof sql>) => sql<string>`'panel-reminder:' || ${person} || ':' || to_char(clock_timestamp() at time zone 'Europe/London', 'YYYY-MM-DD')`;

export interface ReadingRow {
  application_id: string;
  reference: string;
  title: string;
  organisation_name: string;
  has_interest: boolean | null;
  sheet_status: "draft" | "sent" | "cannot" | null;
  assigned_at: Date;
  /** Whether another reader can take it: it is in assessment and they have not sent their scores. */
  replaceable: boolean;
  choices: { id: string; name: string; holds: number }[];
}

/** What one member of the panel was asked to read and the viewer may know of, with who could read each in their place. */
export async function listReading(db: Kysely<DB>, potId: string, personId: string, viewerId: string): Promise<ReadingRow[]> {
  const { rows } = await sql<ReadingRow>`
    with ${potFacts([potId], viewerId)}, panel as materialized (
      select distinct p.id, p.name, (select count(*) from assignment h join application b on b.id = h.application_id where h.person_id = p.id and h.ended_at is null and b.pot_id = pot.id and b.id not in (select c.application_id from closed_to_viewer c)) as holds
        from pot join round on round.id = pot.round_id
        join role_held r on r.fund_id = round.fund_id and r.area_code = pot.area_code and r.role in ('assessor', 'chair') and r.ended_at is null
        join person p on p.id = r.person_id and p.disabled_at is null
       where pot.id = ${potId}::uuid and p.id <> ${personId}::uuid and panel_seat(pot.id, p.id) <> 'adviser'
    )
    select a.id as application_id, a.reference, a.title, o.name as organisation_name, i.has_interest, t.status as sheet_status, s.assigned_at,
           a.status = 'in-assessment' and coalesce(t.status, '') <> 'sent' as replaceable,
           coalesce((select jsonb_agg(jsonb_build_object('id', panel.id, 'name', panel.name, 'holds', panel.holds) order by panel.holds, panel.name) from panel
                      where not conflicted(a.id, panel.id) and declared_free_of(a.id, panel.id)
                        and not exists (select 1 from scores_read x where x.application_id = a.id and x.person_id = panel.id)
                        and not exists (select 1 from assignment x where x.application_id = a.id and x.person_id = panel.id and x.ended_at is null)), '[]'::jsonb) as choices
      from assignment s join application a on a.id = s.application_id join organisation o on o.id = a.organisation_id
      left join interest i on i.application_id = a.id and i.person_id = s.person_id
      left join score_sheet t on t.application_id = a.id and t.person_id = s.person_id
     where a.pot_id = ${potId}::uuid and s.person_id = ${personId}::uuid and s.ended_at is null and a.status <> 'withdrawn'
       and a.id not in (select c.application_id from closed_to_viewer c)
     order by coalesce(t.status, '') = 'sent', a.reference`.execute(db);
  return namesFor(db, viewerId, rows);
}

/** Reminds somebody of what they owe, once a day. Throws WrongState where they owe nothing or had a reminder today; NotFound without a seat. */
export async function remind(context: Context, potId: string, personId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await getPot(tx.db, potId);
    permit(may.changePanel(tx.actor, pot));
    const member = isId(personId) ? (await listPanel(tx.db, pot.id, null)).find(({ person_id }) => person_id === personId) : undefined;
    if (!member) throw new NotFound();
    if (!owesSomething(member)) throw new WrongState(`${member.name} owes nothing, so there is nothing to remind them of`);
    if (!(await sendReminder(tx, pot, member))) throw new WrongState(`${member.name} had a reminder today. One a day is enough`);
    await record(tx, "panel.reminded", { type: "pot", id: pot.id }, { person_id: personId });
  });
}

/** Reminds everybody who owes something and had no reminder today. Answers how many. */
export async function remindAll(context: Context, potId: string): Promise<number> {
  return inTransaction(context, async (tx) => {
    const pot = await getPot(tx.db, potId);
    permit(may.changePanel(tx.actor, pot));
    const reminded: string[] = [];
    for (const member of await listPanel(tx.db, pot.id, null)) if (owesSomething(member) && (await sendReminder(tx, pot, member))) reminded.push(member.person_id);
    if (reminded.length > 0) await record(tx, "panel.reminded", { type: "pot", id: pot.id }, { person_ids: reminded });
    return reminded.length;
  });
}

async function sendReminder(tx: TransactionContext, pot: Pot, member: PanelMember): Promise<boolean> {
  const { rows } = await sql<{ key: string }>`select ${reminderKey(sql`${member.person_id}::text`)} as key`.execute(tx.db);
  const place = `${pot.round_title}, ${pot.area_name}`;
  return queueMessage(tx, {
    to_email: member.email,
    to_person_id: member.person_id,
    template: "panel-reminder",
    subject: `Your part on the panel: ${place}`,
    body: [reminder(member.name, place, member, pot.scoring_closes_at ? formatInstant(pot.scoring_closes_at) : null), paths.signIn({ next: paths.panel() })].join("\n\n"),
    dedupe_key: rows[0]!.key,
  });
}

export interface PanelWork {
  pot_id: string;
  /** Members who have still to declare for the round. */
  to_declare: number;
  /** Members who said of an application that they can't assess it: somebody else has to. */
  to_replace: number;
}

/** For each pot, what its panel keeps the administrator waiting for; without what is closed to them. */
export async function countPanelWork(db: Kysely<DB>, potIds: readonly string[], viewerId: string): Promise<PanelWork[]> {
  if (potIds.length === 0) return [];
  const { rows } = await sql<PanelWork>`
    with ${potFacts(potIds, viewerId)}
    select pot.id as pot_id,
           (select count(distinct r.person_id) from round join role_held r on r.fund_id = round.fund_id and r.area_code = pot.area_code and r.role in ('assessor', 'chair') and r.ended_at is null
             where round.id = pot.round_id and pot.declaration_needed and panel_seat(pot.id, r.person_id) is not null and declaration_owed(pot.id, r.person_id)) as to_declare,
           (select count(*) from assignment s join application a on a.id = s.application_id join score_sheet t on t.application_id = s.application_id and t.person_id = s.person_id
             where a.pot_id = pot.id and a.status = 'in-assessment' and s.ended_at is null and t.status = 'cannot' and a.id not in (select c.application_id from closed_to_viewer c)) as to_replace
      from pot where pot.id in (${sql.join(potIds)}) and exists (select 1 from application a where a.pot_id = pot.id and a.status in ('submitted', 'in-assessment'))`.execute(db);
  return rows;
}
