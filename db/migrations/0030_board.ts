/** The live board: scenarios with their line, what a fund wants to cover, meetings with who was in the room, and the snapshot that is frozen. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table scenario (
  id uuid primary key,
  pot_id uuid not null references pot,
  name text not null check (length(name) between 1 and 80),
  main boolean not null default false,
  line_percent numeric(5, 2) check (line_percent between 0 and 100),
  line_reference text not null default '',
  version bigint not null default 1,
  shortlist_id uuid references shortlist,
  made_by uuid not null references person,
  made_at timestamptz not null default clock_timestamp(),
  changed_by uuid not null references person,
  changed_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  constraint scenario_line_is_drawn_below_one check (line_percent is null or line_reference <> ''),
  constraint scenario_main_stays check (not main or ended_at is null)
);
create unique index scenario_name on scenario (pot_id, lower(name)) where ended_at is null;
create unique index scenario_main on scenario (pot_id) where main;
comment on table scenario is 'What could be decided: the ranked list with a line, and what differs from it. It decides nothing and holds no money.';
comment on column scenario.main is 'The one that the board of the pot shows: everyone there sees its line move.';
comment on column scenario.line_reference is 'The line lies below the place in the order that this score and this reference have, whoever has it now; '''' is above every application.';
comment on column scenario.version is 'Grows with every change, so that an open board asks cheaply whether anything is new.';

create table scenario_line (
  scenario_id uuid not null references scenario on delete cascade,
  application_id uuid not null references application on delete cascade,
  outcome text not null check (outcome in ('full', 'part', 'conditional', 'reserve', 'decline', 'none')),
  amount_pence bigint check (amount_pence > 0),
  primary key (scenario_id, application_id),
  constraint scenario_line_amount_fits check ((outcome in ('part', 'conditional', 'reserve')) = (amount_pence is not null))
);
comment on table scenario_line is 'What a scenario proposes for one application whatever the line says; none: nothing for now.';

create table coverage_target (
  pot_id uuid not null references pot,
  list_code text not null check (list_code in ('focus-group', 'priority-issue', 'family-group', 'place')),
  code text not null,
  at_least integer not null check (at_least between 1 and 9999),
  set_by uuid not null references person,
  set_at timestamptz not null default clock_timestamp(),
  primary key (pot_id, list_code, code)
);
comment on table coverage_target is 'How many awards the fund wants to reach a group, an issue, families or a place with, at least.';

create table meeting (
  id uuid primary key,
  pot_id uuid not null references pot,
  quorum integer not null check (quorum between 1 and 50),
  opened_at timestamptz not null default clock_timestamp(),
  opened_by uuid not null references person,
  closed_at timestamptz,
  closed_by uuid references person,
  notes text not null default '' check (length(notes) <= 20000),
  version integer not null default 1,
  constraint meeting_closed_whole check ((closed_at is null) = (closed_by is null))
);
create unique index meeting_open on meeting (pot_id) where closed_at is null;
create index meeting_pot on meeting (pot_id, opened_at);

create table meeting_attendance (
  id uuid primary key,
  meeting_id uuid not null references meeting,
  person_id uuid references person,
  name text not null check (length(name) between 1 and 200),
  role text not null default '' check (length(role) <= 200),
  votes boolean not null default true,
  arrived_at timestamptz not null default clock_timestamp(),
  left_at timestamptz,
  recorded_by uuid not null references person,
  constraint meeting_attendance_in_order check (left_at is null or left_at >= arrived_at)
);
create unique index meeting_attendance_once on meeting_attendance (meeting_id, person_id) where left_at is null and person_id is not null;
create index meeting_attendance_meeting on meeting_attendance (meeting_id);
comment on column meeting_attendance.votes is 'Counts towards the quorum; somebody who only takes notes does not.';

create table meeting_leave (
  id uuid primary key,
  meeting_id uuid not null references meeting,
  application_id uuid not null references application,
  person_id uuid not null references person,
  left_at timestamptz not null default clock_timestamp(),
  returned_at timestamptz,
  recorded_by uuid not null references person
);
create unique index meeting_leave_once on meeting_leave (meeting_id, application_id, person_id) where returned_at is null;
create index meeting_leave_person on meeting_leave (person_id, application_id) where returned_at is null;
comment on table meeting_leave is 'Who left the room while an application was talked about. Until they return or the meeting closes it is closed to them everywhere.';

create table meeting_snapshot (
  meeting_id uuid primary key references meeting,
  pot_id uuid not null references pot,
  taken_at timestamptz not null,
  body text not null,
  sha256 text not null
);
comment on table meeting_snapshot is 'What the board showed when the meeting closed: scores, order, line, decisions, coverage, who was there. Canonical JSON and its hash.';
create trigger meeting_snapshot_never_changes before update or delete on meeting_snapshot for each row execute function forbid_change();
create trigger meeting_snapshot_no_truncate before truncate on meeting_snapshot for each statement execute function forbid_change();

create function meeting_closed_stays() returns trigger language plpgsql as $$
declare the_meeting uuid;
begin
  if tg_table_name = 'meeting' then
    if tg_op = 'UPDATE' and old.closed_at is null and new.pot_id = old.pot_id then return new; end if;
  else
    if tg_op = 'DELETE' then the_meeting := null; else the_meeting := new.meeting_id; end if;
    if exists (select 1 from meeting m where m.id = the_meeting and m.closed_at is null)
       and (tg_op = 'INSERT' or old.meeting_id = new.meeting_id) then return new; end if;
  end if;
  raise exception 'a meeting that was closed stays as it is' using errcode = 'restrict_violation', constraint = 'meeting_closed_stays';
end $$;
create trigger meeting_closed_stays before update or delete on meeting for each row execute function meeting_closed_stays();
create trigger meeting_attendance_closed_stays before insert or update or delete on meeting_attendance for each row execute function meeting_closed_stays();
create trigger meeting_leave_closed_stays before insert or update or delete on meeting_leave for each row execute function meeting_closed_stays();

alter table decision add column meeting_id uuid references meeting;
create index decision_meeting on decision (meeting_id) where meeting_id is not null;
comment on column decision.meeting_id is 'The meeting that was open when it was decided; null in a pot that is decided without meetings.';
create function decision_in_open_meeting() returns trigger language plpgsql as $$
declare of_pot uuid; is_open uuid;
begin
  select pot_id into of_pot from application where id = new.application_id;
  select id into is_open from meeting where pot_id = of_pot and closed_at is null;
  new.meeting_id := is_open;
  if is_open is null and exists (select 1 from meeting where pot_id = of_pot)
     and not exists (select 1 from decision d where d.application_id = new.application_id and d.moved_up_at is not null) then
    raise exception 'a pot with meetings is decided in an open one' using errcode = 'check_violation', constraint = 'decision_in_open_meeting';
  end if;
  return new;
end $$;
create trigger decision_in_open_meeting before insert on decision for each row execute function decision_in_open_meeting();

alter function conflicted(uuid, uuid) rename to conflicted_by_interest;
create function conflicted(the_application uuid, the_person uuid) returns boolean language sql stable as $$
  select conflicted_by_interest(the_application, the_person)
      or exists (select 1 from meeting_leave l join meeting m on m.id = l.meeting_id
                  where l.application_id = the_application and l.person_id = the_person and l.returned_at is null and m.closed_at is null)
$$;
comment on function conflicted is 'Whether an application is closed to a person: by an interest or a place in the group (conflicted_by_interest), or because they left the room for it.';

create function board_shows_decisions() returns trigger language plpgsql as $$
begin
  update pot set board_version = board_version + 1 where id in (select a.pot_id from changed c join application a on a.id = c.application_id);
  return null;
end $$;
create function board_shows_awards() returns trigger language plpgsql as $$
begin
  update pot set board_version = board_version + 1 where id in (select c.pot_id from changed c where c.application_id is not null);
  return null;
end $$;
create function board_shows_scores() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update pot set board_version = board_version + 1 where id in (select a.pot_id from changed c join application a on a.id = c.application_id where c.status = 'sent');
  else
    update pot set board_version = board_version + 1
     where id in (select a.pot_id from changed c join before o on o.id = c.id join application a on a.id = c.application_id
                   where (c.status = 'sent' or o.status = 'sent') and (c.status, c.weighted_percent) is distinct from (o.status, o.weighted_percent));
  end if;
  return null;
end $$;
create function board_shows_applications() returns trigger language plpgsql as $$
begin
  update pot set board_version = board_version + 1 where id = new.pot_id;
  return null;
end $$;
create function board_shows_pots() returns trigger language plpgsql as $$
begin
  update pot set board_version = board_version + 1 where id in (select c.pot_id from changed c);
  return null;
end $$;
create function board_shows_groups() returns trigger language plpgsql as $$
begin
  update pot set board_version = board_version + 1 where id in (select a.pot_id from application a where a.organisation_id = new.organisation_id and a.status <> 'draft');
  return null;
end $$;
create trigger board_shows_group_interest after insert on interest_in_organisation referencing new table as changed for each statement execute function board_shows_pots();
create trigger board_shows_group_interest_change after update on interest_in_organisation referencing new table as changed for each statement execute function board_shows_pots();
create trigger board_shows_membership after insert or update on role_held for each row when (new.organisation_id is not null) execute function board_shows_groups();
create trigger board_shows_decision after insert on decision referencing new table as changed for each statement execute function board_shows_decisions();
create trigger board_shows_decision_change after update on decision referencing new table as changed for each statement execute function board_shows_decisions();
create trigger board_shows_interest after insert on interest referencing new table as changed for each statement execute function board_shows_decisions();
create trigger board_shows_interest_change after update on interest referencing new table as changed for each statement execute function board_shows_decisions();
create trigger board_shows_award_change after update on award referencing new table as changed for each statement execute function board_shows_awards();
create trigger board_shows_score after insert on score_sheet referencing new table as changed for each statement execute function board_shows_scores();
create trigger board_shows_score_change after update on score_sheet referencing old table as before new table as changed for each statement execute function board_shows_scores();
create trigger board_shows_application_change after update on application for each row
  when (old.status <> 'draft' and (new.status, new.title, new.asked_pence, new.sub_pot_id) is distinct from (old.status, old.title, old.asked_pence, old.sub_pot_id))
  execute function board_shows_applications();
comment on function board_shows_scores is 'A board that is open must never go on showing what is no longer so, whoever changed it: the tables themselves say that something did.';
`.execute(db);
}
