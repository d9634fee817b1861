/** Who sits on a panel, what they declare before anything opens, and who has read others' scores and so no longer reads for the first time. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
alter table pot add column declaration_needed boolean not null default false;
alter table pot alter column declaration_needed set default true;
comment on column pot.declaration_needed is 'Whether the panel declares for the round before anything opens. False for pots from before there was such a declaration.';

create table panel_member (
  id uuid primary key,
  pot_id uuid not null references pot,
  person_id uuid not null references person,
  seat text not null check (seat in ('assessor', 'chair', 'lived-experience', 'adviser')),
  role_held_id uuid references role_held,
  invited_by uuid references person,
  invited_at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by uuid references person
);
create unique index panel_member_once on panel_member (pot_id, person_id) where ended_at is null;
create index panel_member_person on panel_member (person_id);
create index panel_member_role on panel_member (role_held_id) where role_held_id is not null;
comment on table panel_member is 'A seat on the panel of one pot, for who also holds the role of an assessor or a chair there. Who holds the role and has no row has the seat of that role.';
comment on column panel_member.seat is 'The seat for lived experience is known to the administrator and the chair alone: no applicant and no public page is told of it.';
comment on column panel_member.role_held_id is 'The role that came with this seat, and goes with it; null where it was held before.';

create table declaration_order (
  pot_id uuid not null references pot,
  person_id uuid not null references person,
  seed uuid not null,
  primary key (pot_id, person_id)
);
comment on table declaration_order is 'The order in which the organisations stand on this person''s list: another for each, and the same each time they look.';

create table round_declaration (
  pot_id uuid not null references pot,
  person_id uuid not null references person,
  declared_at timestamptz not null default now(),
  organisations integer not null check (organisations >= 0),
  recorded_by uuid references person,
  primary key (pot_id, person_id),
  constraint round_declaration_recorded_by_another check (recorded_by is null or recorded_by <> person_id)
);
comment on column round_declaration.recorded_by is 'Who typed in what the person declared on paper; null where they did so themselves.';

create table interest_in_organisation (
  id uuid primary key,
  pot_id uuid not null references pot,
  person_id uuid not null references person,
  organisation_id uuid not null references organisation,
  has_interest boolean not null,
  explanation text not null default '' check (length(explanation) <= 1000),
  declared_at timestamptz not null default now(),
  constraint interest_in_organisation_once unique (pot_id, person_id, organisation_id)
);
create index interest_in_organisation_person on interest_in_organisation (person_id, organisation_id) where has_interest;
create function interest_in_organisation_stands() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (old.has_interest and not new.has_interest) or (old.pot_id, old.person_id, old.organisation_id) <> (new.pot_id, new.person_id, new.organisation_id) then
    raise exception 'what was declared is not taken back' using errcode = 'check_violation', constraint = 'interest_in_organisation_stands';
  end if;
  return new;
end $$;
create trigger interest_in_organisation_stands before update or delete on interest_in_organisation for each row execute function interest_in_organisation_stands();

create table person_connection (
  id uuid primary key,
  person_id uuid not null references person,
  kind text not null check (kind in ('works', 'worked', 'helps', 'close')),
  organisation_name text not null check (length(organisation_name) between 2 and 200),
  charity_number text,
  added_at timestamptz not null default now()
);
create index person_connection_person on person_connection (person_id);
comment on table person_connection is 'Where somebody works, worked or helps, as they told us: a hint beside a group of that name, and never more than a hint.';

create table scores_read (
  application_id uuid not null references application,
  person_id uuid not null references person,
  first_read_at timestamptz not null default clock_timestamp(),
  primary key (application_id, person_id)
);
create index scores_read_person on scores_read (person_id);
comment on table scores_read is 'Who saw what others scored before they had scores of their own: they are not asked to assess that application any more.';

create or replace function conflicted(the_application uuid, the_person uuid) returns boolean language sql stable as $$
  select exists (select 1 from interest i where i.application_id = the_application and i.person_id = the_person and i.has_interest)
      or exists (select 1 from role_held r join application a on a.organisation_id = r.organisation_id
                  where a.id = the_application and r.person_id = the_person and r.ended_at is null and r.role <> 'helper')
      or exists (select 1 from interest_in_organisation d join application a on a.organisation_id = d.organisation_id and a.pot_id = d.pot_id
                  where a.id = the_application and d.person_id = the_person and d.has_interest)
$$;
comment on function conflicted is 'Whether an application is closed to a person: an interest declared in it or in its group for the round, or a place in the group. Who only enters it for the group has none.';

create function declaration_owed(the_pot uuid, the_person uuid) returns boolean language sql stable as $$
  select exists (select 1 from pot p where p.id = the_pot and p.declaration_needed)
     and (not exists (select 1 from round_declaration d where d.pot_id = the_pot and d.person_id = the_person)
          or exists (select 1 from application a where a.pot_id = the_pot and a.received_at is not null and a.status <> 'withdrawn'
                       and not exists (select 1 from interest_in_organisation i where i.pot_id = the_pot and i.person_id = the_person and i.organisation_id = a.organisation_id)
                       and not conflicted(a.id, the_person)))
$$;
comment on function declaration_owed is 'Whether somebody has still to say, for the round, whether they are close to a group that applied. A group that applies later asks again.';

create function panel_seat(the_pot uuid, the_person uuid) returns text language sql stable as $$
  select case when count(m.id) filter (where m.ended_at is null) > 0 then max(m.seat) filter (where m.ended_at is null)
              when count(m.id) > 0 then null
              when bool_or(r.role = 'chair') then 'chair' else 'assessor' end
    from pot p join round o on o.id = p.round_id
    join role_held r on r.fund_id = o.fund_id and r.area_code = p.area_code and r.role in ('assessor', 'chair') and r.ended_at is null
    left join panel_member m on m.pot_id = p.id and m.person_id = r.person_id
   where p.id = the_pot and r.person_id = the_person having count(*) > 0
$$;
comment on function panel_seat is 'The seat that somebody has on the panel of a pot; null where they have none: without the role, or once their seat has ended.';

create function declared_free_of(the_application uuid, the_person uuid) returns boolean language sql stable as $$
  select exists (select 1 from application a join pot p on p.id = a.pot_id where a.id = the_application and not p.declaration_needed)
      or exists (select 1 from application a join interest_in_organisation i on i.pot_id = a.pot_id and i.organisation_id = a.organisation_id
                  where a.id = the_application and i.person_id = the_person and not i.has_interest)
$$;

create or replace function assignment_only_without_interest() returns trigger language plpgsql as $$
begin
  if new.ended_at is not null then return new; end if;
  if conflicted(new.application_id, new.person_id) then
    raise exception 'someone with an interest is not assigned' using errcode = 'check_violation', constraint = 'assignment_without_interest';
  end if;
  if tg_op = 'UPDATE' and old.ended_at is null then return new; end if;
  if not declared_free_of(new.application_id, new.person_id) then
    raise exception 'someone declares for the round before they are assigned' using errcode = 'check_violation', constraint = 'assignment_after_declaration';
  end if;
  if exists (select 1 from scores_read r where r.application_id = new.application_id and r.person_id = new.person_id) then
    raise exception 'someone who has read others'' scores is not assigned' using errcode = 'check_violation', constraint = 'assignment_unread';
  end if;
  return new;
end $$;

create function score_sheet_after_round_declaration() returns trigger language plpgsql as $$
begin
  if not declared_free_of(new.application_id, new.person_id) then
    raise exception 'an assessor declares for the round before scoring' using errcode = 'check_violation', constraint = 'score_after_round_declaration';
  end if;
  return new;
end $$;
create function membership_ends_reading() returns trigger language plpgsql as $$
begin
  update assignment s set ended_at = clock_timestamp(), ended_reason = 'Belongs to the group now'
    from application a
   where a.id = s.application_id and a.organisation_id = new.organisation_id and s.person_id = new.person_id and s.ended_at is null;
  return null;
end $$;
comment on function membership_ends_reading is 'Whoever joins a group reads its applications no more: nobody waits for them, and somebody else is asked.';
create trigger membership_ends_reading after insert or update of ended_at on role_held for each row
  when (new.organisation_id is not null and new.ended_at is null and new.role <> 'helper') execute function membership_ends_reading();
create trigger score_sheet_after_round_declaration before insert on score_sheet for each row execute function score_sheet_after_round_declaration();
`.execute(db);
}
