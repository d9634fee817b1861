/** Drafts, answers, submissions, checks; assignments, interests, scores. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table application (
  id uuid primary key,
  reference text not null unique,
  pot_id uuid not null references pot,
  organisation_id uuid not null references organisation,
  form_version_id uuid not null references form_version,
  status text not null default 'draft' check (status in ('draft', 'submitted', 'in-assessment', 'decided', 'withdrawn')),
  created_by uuid not null references person,
  created_at timestamptz not null default now(),
  title text,
  asked_pence bigint check (asked_pence > 0),
  reach text check (reach in ('general', 'open-with-a-focus', 'targeted')),
  project_standing text check (project_standing in ('new', 'existing')),
  project_type text,
  received_at timestamptz,
  version integer not null default 1,
  synthetic boolean not null,
  constraint application_sent_is_whole check (status in ('draft', 'withdrawn') or (title is not null and asked_pence is not null and received_at is not null))
);
create unique index application_one_live_per_pot on application (pot_id, organisation_id) where status <> 'withdrawn';
create index application_pot_status on application (pot_id, status);
create index application_organisation on application (organisation_id);
comment on column application.title is 'This and the columns after it are written at submission from the answers, for lists and figures.';

create function application_moves_legally() returns trigger language plpgsql as $$
begin
  if new.status <> old.status and (old.status, new.status) not in (
    ('draft', 'submitted'), ('draft', 'withdrawn'), ('submitted', 'in-assessment'), ('submitted', 'withdrawn'), ('submitted', 'decided'),
    ('in-assessment', 'decided'), ('in-assessment', 'withdrawn'), ('decided', 'in-assessment')) then
    raise exception 'an application does not move from % to %', old.status, new.status using errcode = 'check_violation', constraint = 'application_moves_legally';
  end if;
  return new;
end $$;
create trigger application_moves_legally before update of status on application for each row execute function application_moves_legally();

create table application_answer (
  application_id uuid not null references application on delete cascade,
  question_id text not null,
  value jsonb not null,
  version integer not null default 1,
  saved_at timestamptz not null default now(),
  saved_by uuid not null references person,
  primary key (application_id, question_id)
);
create table application_answer_history (
  id uuid primary key,
  application_id uuid not null references application on delete cascade,
  question_id text not null,
  version integer not null,
  value jsonb not null,
  saved_at timestamptz not null,
  saved_by uuid not null references person,
  kept text not null check (kept in ('replaced', 'refused')),
  kept_at timestamptz not null default now()
);
create index application_answer_history_question on application_answer_history (application_id, question_id, kept_at);
comment on table application_answer_history is 'Nothing typed is lost: the text an answer had before, and a text that came too late to be saved.';

create table submission (
  id uuid primary key,
  application_id uuid not null references application,
  form_version_id uuid not null references form_version,
  answers jsonb not null,
  organisation jsonb not null,
  sha256 text not null,
  received_at timestamptz not null,
  submitted_by uuid not null references person,
  constraint submission_once unique (application_id)
);
create trigger submission_never_changes before update or delete on submission for each row execute function forbid_change();

create table application_tag (
  application_id uuid not null references application on delete cascade,
  list_code text not null,
  list_version integer not null,
  code text not null,
  primary key (application_id, list_code, code),
  foreign key (list_code, list_version, code) references code_item (list_code, version, code)
);

create table application_check (
  application_id uuid not null references application on delete cascade,
  check_code text not null,
  outcome text not null check (outcome in ('met', 'not-met', 'not-needed', 'to-do')),
  note text not null default '',
  recorded_by uuid not null references person,
  recorded_at timestamptz not null default now(),
  primary key (application_id, check_code)
);

create table interest (
  id uuid primary key,
  application_id uuid not null references application,
  person_id uuid not null references person,
  has_interest boolean not null,
  explanation text not null default '',
  declared_at timestamptz not null default now(),
  constraint interest_once unique (application_id, person_id)
);

create table assignment (
  id uuid primary key,
  application_id uuid not null references application,
  person_id uuid not null references person,
  assigned_by uuid not null references person,
  assigned_at timestamptz not null default now(),
  ended_at timestamptz,
  ended_reason text not null default ''
);
create unique index assignment_once on assignment (application_id, person_id) where ended_at is null;
create index assignment_person on assignment (person_id) where ended_at is null;

create table score_sheet (
  id uuid primary key,
  application_id uuid not null references application,
  person_id uuid not null references person,
  status text not null default 'draft' check (status in ('draft', 'sent', 'void')),
  overall text not null default '',
  weighted_percent numeric(5, 2),
  version integer not null default 1,
  started_at timestamptz not null default now(),
  sent_at timestamptz,
  constraint score_sheet_once unique (application_id, person_id),
  constraint score_sheet_sent_is_whole check (status <> 'sent' or (sent_at is not null and weighted_percent is not null))
);
create table score (
  sheet_id uuid not null references score_sheet on delete cascade,
  criterion_id uuid not null references criterion,
  points integer check (points >= 0),
  reason text not null default '',
  primary key (sheet_id, criterion_id)
);

create function conflicted(the_application uuid, the_person uuid) returns boolean language sql stable as $$
  select exists (select 1 from interest i where i.application_id = the_application and i.person_id = the_person and i.has_interest)
      or exists (select 1 from role_held r join application a on a.organisation_id = r.organisation_id
                  where a.id = the_application and r.person_id = the_person and r.ended_at is null)
$$;
create function score_sheet_only_without_interest() returns trigger language plpgsql as $$
begin
  if new.status = 'void' then return new; end if;
  if conflicted(new.application_id, new.person_id) then
    raise exception 'an assessor with an interest cannot score' using errcode = 'check_violation', constraint = 'score_without_interest';
  end if;
  if not exists (select 1 from interest i where i.application_id = new.application_id and i.person_id = new.person_id and not i.has_interest) then
    raise exception 'an assessor declares before scoring' using errcode = 'check_violation', constraint = 'score_after_declaration';
  end if;
  return new;
end $$;
create trigger score_sheet_only_without_interest before insert or update on score_sheet for each row execute function score_sheet_only_without_interest();
create function score_only_without_interest() returns trigger language plpgsql as $$
declare s score_sheet; m integer;
begin
  select * into s from score_sheet where id = new.sheet_id;
  if conflicted(s.application_id, s.person_id) then
    raise exception 'an assessor with an interest cannot score' using errcode = 'check_violation', constraint = 'score_without_interest';
  end if;
  if s.status <> 'draft' then
    raise exception 'a score sheet that was sent is not changed' using errcode = 'check_violation', constraint = 'score_sheet_sent_is_closed';
  end if;
  select max_points into m from criterion where id = new.criterion_id;
  if new.points > m then
    raise exception 'more points than the criterion allows' using errcode = 'check_violation', constraint = 'score_within_range';
  end if;
  return new;
end $$;
create trigger score_only_without_interest before insert or update on score for each row execute function score_only_without_interest();
create function assignment_only_without_interest() returns trigger language plpgsql as $$
begin
  if new.ended_at is null and conflicted(new.application_id, new.person_id) then
    raise exception 'someone with an interest is not assigned' using errcode = 'check_violation', constraint = 'assignment_without_interest';
  end if;
  return new;
end $$;
create trigger assignment_only_without_interest before insert or update on assignment for each row execute function assignment_only_without_interest();
`.execute(db);
}
