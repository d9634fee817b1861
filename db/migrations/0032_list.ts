/** What stands about each application that was received, in one row: so that a list of thousands costs what its page costs. Views by name; bulk actions. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table application_work (
  application_id uuid primary key references application on delete cascade,
  pot_id uuid not null references pot,
  status text not null check (status in ('submitted', 'in-assessment', 'decided', 'withdrawn')),
  received_at timestamptz not null,
  asked_pence bigint not null,
  sub_pot_id uuid,
  unconfirmed boolean not null,
  change_asked boolean not null,
  unread integer not null,
  checks text not null check (checks in ('to-do', 'problem', 'done')),
  flags_open integer not null,
  flag_due date,
  needed integer not null,
  readers integer not null,
  to_declare integer not null,
  sheets_sent integer not null,
  mean_percent numeric(5, 2),
  moderating boolean not null,
  outcome text,
  to_confirm boolean not null,
  released boolean not null,
  to_meet boolean not null,
  award_status text,
  words text not null,
  next_step text not null generated always as (case
    when status = 'withdrawn' then 'nothing'
    when status = 'decided' and to_confirm then 'confirm'
    when status = 'decided' and not released then 'release'
    when status = 'decided' and outcome = 'reserve' then 'wait'
    when status = 'decided' and to_meet then 'meet-condition'
    when status = 'decided' and award_status = 'released' then 'accept'
    when status = 'decided' then 'nothing'
    when change_asked then 'answer-change'
    when checks = 'problem' then 'settle-check'
    when flags_open > 0 then 'settle-flag'
    when checks = 'to-do' then 'check'
    when moderating then 'moderate'
    when greatest(readers, sheets_sent) < needed then 'assign'
    when sheets_sent < needed and to_declare > 0 then 'declare'
    when sheets_sent < needed then 'score'
    else 'decide' end) stored
);
create index application_work_pot on application_work (pot_id);
comment on table application_work is 'Worked out again, by triggers, from the tables that it sums up, whenever one of them changes; application_work_of() says how, and verify compares.';
comment on column application_work.next_step is 'The same as nextStep() in assessment/next-step.ts.';
comment on column application_work.words is 'Title, name of the group and reference in small letters: what a search looks through.';
comment on column application_work.readers is 'Asked, not ended, and able to: who said that they cannot assess it is not one.';

create function application_work_of(the_applications uuid[]) returns table (
  application_id uuid, pot_id uuid, status text, received_at timestamptz, asked_pence bigint, sub_pot_id uuid, unconfirmed boolean, change_asked boolean, unread integer,
  checks text, flags_open integer, flag_due date, needed integer, readers integer, to_declare integer, sheets_sent integer, mean_percent numeric, moderating boolean,
  outcome text, to_confirm boolean, released boolean, to_meet boolean, award_status text, words text) language sql stable as $$
  select a.id, a.pot_id, a.status, a.received_at, coalesce(a.asked_pence, 0), sub_pot_of(a.pot_id, a.sub_pot_id, a.asked_pence),
         a.entered_by is not null and a.confirmed_at is null,
         exists (select 1 from change_request c where c.application_id = a.id and c.answered_at is null and c.taken_back_at is null),
         (select count(*)::integer from application_message m where m.application_id = a.id and m.side = 'group'
             and m.at > coalesce((select s.read_until from application_message_read s where s.application_id = a.id and s.side = 'fund'), '-infinity')),
         case when checked.not_met > 0 then 'problem' when checked.answered >= checked.asked then 'done' else 'to-do' end,
         flag.open, flag.due, pot.assessors_needed, reader.able, reader.to_declare, sheet.sent, sheet.mean,
         exists (select 1 from moderation m where m.application_id = a.id and m.finished_at is null),
         d.outcome, coalesce(d.needs_second and d.confirmed_at is null, false), d.released_at is not null,
         coalesce(d.outcome = 'conditional' and d.conditions_met_at is null, false), w.status,
         lower(concat_ws(E'\\n', a.title, o.name, a.reference))
    from application a join pot on pot.id = a.pot_id join organisation o on o.id = a.organisation_id
    cross join lateral (
      select count(*)::integer as asked, count(*) filter (where c.outcome <> 'to-do')::integer as answered, count(*) filter (where c.outcome = 'not-met')::integer as not_met
        from pot_check p left join application_check c on c.application_id = a.id and c.check_code = p.code where p.pot_id = a.pot_id) checked
    cross join lateral (
      select count(*)::integer as open, min(f.due_on) as due from application_flag f where f.application_id = a.id and f.resolved_at is null) flag
    cross join lateral (
      select count(*) filter (where t.status is distinct from 'cannot')::integer as able,
             count(*) filter (where t.status is distinct from 'cannot' and i.has_interest is null)::integer as to_declare
        from assignment s
        left join score_sheet t on t.application_id = s.application_id and t.person_id = s.person_id
        left join interest i on i.application_id = s.application_id and i.person_id = s.person_id
       where s.application_id = a.id and s.ended_at is null) reader
    cross join lateral (
      select count(*)::integer as sent, round(avg(t.weighted_percent), 2) as mean
        from score_sheet t where t.application_id = a.id and t.status = 'sent' and not conflicted_by_interest(a.id, t.person_id)) sheet
    left join decision d on d.application_id = a.id and d.taken_back_at is null and d.moved_up_at is null
    left join award w on w.decision_id = d.id and w.status <> 'taken-back'
   where a.id = any(the_applications) and a.received_at is not null and a.status <> 'draft'
$$;

create function keep_application_work(the_applications uuid[]) returns void language plpgsql as $$
begin
  if coalesce(cardinality(the_applications), 0) = 0 then return; end if;
  -- Whoever else changes something about these waits here, and then sees what we wrote: each statement looks anew.
  perform 1 from application_work w where w.application_id = any(the_applications) order by w.application_id for no key update;
  insert into application_work as w (application_id, pot_id, status, received_at, asked_pence, sub_pot_id, unconfirmed, change_asked, unread, checks, flags_open, flag_due, needed,
      readers, to_declare, sheets_sent, mean_percent, moderating, outcome, to_confirm, released, to_meet, award_status, words)
    select * from application_work_of(the_applications) order by application_id
  on conflict (application_id) do update set
    pot_id = excluded.pot_id, status = excluded.status, received_at = excluded.received_at, asked_pence = excluded.asked_pence, sub_pot_id = excluded.sub_pot_id,
    unconfirmed = excluded.unconfirmed, change_asked = excluded.change_asked, unread = excluded.unread, checks = excluded.checks, flags_open = excluded.flags_open,
    flag_due = excluded.flag_due, needed = excluded.needed, readers = excluded.readers, to_declare = excluded.to_declare, sheets_sent = excluded.sheets_sent,
    mean_percent = excluded.mean_percent, moderating = excluded.moderating, outcome = excluded.outcome, to_confirm = excluded.to_confirm, released = excluded.released,
    to_meet = excluded.to_meet, award_status = excluded.award_status, words = excluded.words;
end $$;

create function work_of_row() returns trigger language plpgsql as $$
begin
  perform keep_application_work(array[new.id]);
  return null;
end $$;
create trigger work_of_new_application after insert on application for each row when (new.received_at is not null and new.status <> 'draft') execute function work_of_row();
create trigger work_of_application after update on application for each row
  when (new.received_at is not null and new.status <> 'draft'
        and (old.title, old.organisation_id, old.status, old.received_at, old.asked_pence, old.sub_pot_id, old.pot_id, old.entered_by, old.confirmed_at)
            is distinct from (new.title, new.organisation_id, new.status, new.received_at, new.asked_pence, new.sub_pot_id, new.pot_id, new.entered_by, new.confirmed_at))
  execute function work_of_row();

create function work_of_changed() returns trigger language plpgsql as $$
begin
  perform keep_application_work(array(select distinct application_id from changed where application_id is not null));
  return null;
end $$;
create function work_of_gone() returns trigger language plpgsql as $$
begin
  perform keep_application_work(array(select distinct application_id from gone where application_id is not null));
  return null;
end $$;
create function work_of_groups() returns trigger language plpgsql as $$
begin
  perform keep_application_work(array(select a.id from application a join changed on changed.organisation_id = a.organisation_id where a.received_at is not null));
  return null;
end $$;
create function work_of_pots() returns trigger language plpgsql as $$
begin
  perform keep_application_work(array(select a.id from application a where a.received_at is not null and a.pot_id in (select pot_id from changed)));
  return null;
end $$;
create function work_of_pots_gone() returns trigger language plpgsql as $$
begin
  perform keep_application_work(array(select a.id from application a where a.received_at is not null and a.pot_id in (select pot_id from gone)));
  return null;
end $$;
create function work_of_group() returns trigger language plpgsql as $$
begin
  perform keep_application_work(array(select a.id from application a where a.received_at is not null and a.organisation_id = new.id));
  return null;
end $$;
create trigger work_of_group after update on organisation for each row when (old.name <> new.name) execute function work_of_group();
create function work_of_pot() returns trigger language plpgsql as $$
begin
  perform keep_application_work(array(select a.id from application a where a.received_at is not null and a.pot_id = new.id));
  return null;
end $$;
create trigger work_of_pot after update on pot for each row when (old.assessors_needed <> new.assessors_needed) execute function work_of_pot();
`.execute(db);
  for (const table of ofApplications) {
    await sql`create trigger work_of_insert after insert on ${sql.table(table)} referencing new table as changed for each statement execute function work_of_changed()`.execute(db);
    await sql`create trigger work_of_update after update on ${sql.table(table)} referencing new table as changed for each statement execute function work_of_changed()`.execute(db);
    await sql`create trigger work_of_delete after delete on ${sql.table(table)} referencing old table as gone for each statement execute function work_of_gone()`.execute(db);
  }
  for (const table of ["role_held"]) {
    await sql`create trigger work_of_insert after insert on ${sql.table(table)} referencing new table as changed for each statement execute function work_of_groups()`.execute(db);
    await sql`create trigger work_of_update after update on ${sql.table(table)} referencing new table as changed for each statement execute function work_of_groups()`.execute(db);
  }
  for (const table of ["pot_check", "sub_pot"]) {
    await sql`create trigger work_of_insert after insert on ${sql.table(table)} referencing new table as changed for each statement execute function work_of_pots()`.execute(db);
    await sql`create trigger work_of_delete after delete on ${sql.table(table)} referencing old table as gone for each statement execute function work_of_pots_gone()`.execute(db);
  }
  await sql`
create function work_of_interests() returns trigger language plpgsql as $$
begin
  perform keep_application_work(array(
    select distinct a.id from changed c join application a on a.organisation_id = c.organisation_id and a.pot_id = c.pot_id
      join score_sheet t on t.application_id = a.id and t.person_id = c.person_id and t.status = 'sent'
     where c.has_interest and a.received_at is not null));
  return null;
end $$;
create trigger work_of_insert after insert on interest_in_organisation referencing new table as changed for each statement execute function work_of_interests();
create trigger work_of_update after update on interest_in_organisation referencing new table as changed for each statement execute function work_of_interests();
create trigger work_of_update after update on pot_check referencing new table as changed for each statement execute function work_of_pots();
create function work_of_sub_pot() returns trigger language plpgsql as $$
begin
  perform keep_application_work(array(select a.id from application a where a.received_at is not null and a.pot_id = new.pot_id));
  return null;
end $$;
create trigger work_of_update after update on sub_pot for each row
  when ((old.kind, old.from_pence, old.to_pence, old.position) is distinct from (new.kind, new.from_pence, new.to_pence, new.position)) execute function work_of_sub_pot();

create table saved_view (
  id uuid primary key,
  fund_id uuid not null references fund,
  area_code text not null references area,
  owner_id uuid not null references person,
  name text not null check (length(name) between 1 and 60),
  query text not null check (length(query) <= 1000),
  shared boolean not null,
  saved_at timestamptz not null default clock_timestamp()
);
create unique index saved_view_own on saved_view (fund_id, area_code, owner_id, lower(name)) where not shared;
create unique index saved_view_shared on saved_view (fund_id, area_code, lower(name)) where shared;
comment on table saved_view is 'Filters of the list of applications under a name: for its owner, or for every administrator of the fund in the area, also in its later rounds.';
comment on column saved_view.query is 'As it stands in the address. A shared one never holds words that were searched for.';

create table bulk_action (
  id uuid primary key,
  pot_id uuid not null references pot,
  kind text not null check (kind in ('assign', 'end-assignment', 'ask-checks', 'remind')),
  person_id uuid references person,
  asked_by uuid not null references person,
  asked_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz
);
create index bulk_action_pot on bulk_action (pot_id, asked_at);
create table bulk_action_line (
  action_id uuid not null references bulk_action,
  application_id uuid not null references application on delete cascade,
  position integer not null,
  outcome text not null,
  done boolean not null,
  primary key (action_id, application_id)
);
create index bulk_action_line_application on bulk_action_line (application_id);
comment on table bulk_action is 'One press for many applications: each is done by itself, and what came of each stays to be looked at.';

select keep_application_work(array(select id from application where received_at is not null and status <> 'draft'));
`.execute(db);
}

/** What is summed up, each row with its application_id. */
const ofApplications = [
  "application_check", "application_flag", "assignment", "interest", "score_sheet", "moderation", "decision", "award", "change_request", "application_message", "application_message_read",
];
