/** Decisions, awards, their tags and events; the award counts; returns. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table decision (
  id uuid primary key,
  application_id uuid not null references application,
  outcome text not null check (outcome in ('full', 'part', 'decline')),
  amount_pence bigint check (amount_pence > 0),
  reasons text not null default '',
  feedback text not null default '',
  decided_by uuid not null references person,
  decided_at timestamptz not null default now(),
  taken_back_at timestamptz,
  taken_back_by uuid references person,
  released_at timestamptz,
  released_by uuid references person,
  constraint decision_amount_fits check ((outcome = 'decline') = (amount_pence is null)),
  constraint decision_released_stands check (released_at is null or taken_back_at is null)
);
create unique index decision_once on decision (application_id) where taken_back_at is null;
comment on column decision.reasons is 'For staff. What the applicant reads is feedback.';

create table award (
  id uuid primary key,
  reference text not null unique,
  fund_id uuid not null references fund,
  round_id uuid not null references round,
  pot_id uuid not null references pot,
  area_code text not null references area,
  organisation_id uuid not null references organisation,
  application_id uuid references application,
  decision_id uuid references decision,
  title text not null,
  description text not null default '',
  asked_pence bigint,
  amount_pence bigint not null,
  status text not null check (status in ('decided', 'released', 'accepted', 'not-taken-up', 'withdrawn', 'taken-back')),
  reach text check (reach in ('general', 'open-with-a-focus', 'targeted')),
  project_standing text check (project_standing in ('new', 'existing')),
  starts_on date,
  ends_on date,
  awarded_on date not null,
  recorded_at timestamptz not null default clock_timestamp(),
  released_at timestamptz,
  accept_by date,
  accepted_at timestamptz,
  accepted_by uuid references person,
  signatory_name text not null default '',
  signatory_role text not null default '',
  withdrawn_at timestamptz,
  withdrawn_reason text not null default '',
  conditions text not null default '',
  counted boolean not null default false,
  version integer not null default 1,
  synthetic boolean not null,
  constraint award_amount_positive check (amount_pence > 0),
  constraint award_not_above_ask check (asked_pence is null or amount_pence <= asked_pence),
  constraint award_released_has_time check ((status in ('decided', 'taken-back')) = (released_at is null)),
  constraint award_withdrawn_has_reason check ((status = 'withdrawn') = (withdrawn_at is not null) and (status <> 'withdrawn' or withdrawn_reason <> '')),
  constraint award_counted_when_public check (counted = (status in ('released', 'accepted')))
);
create unique index award_one_per_application on award (application_id) where status not in ('taken-back');
create index award_register on award (awarded_on desc, id desc) where status in ('released', 'accepted');
create index award_fund_date on award (fund_id, awarded_on);
create index award_round_area on award (round_id, area_code);
create index award_organisation on award (organisation_id);
create index award_pot on award (pot_id);
create index award_invented on award (round_id) where synthetic;
comment on column award.awarded_on is 'The day of the award in Europe/London: the time of the thing. recorded_at and withdrawn_at are the times of the record.';
comment on column award.counted is 'Whether award_count holds it now: public and not withdrawn.';

create table award_tag (
  award_id uuid not null references award on delete cascade,
  list_code text not null,
  list_version integer not null,
  code text not null,
  primary key (award_id, list_code, code),
  foreign key (list_code, list_version, code) references code_item (list_code, version, code)
);
create unique index award_tag_one_project_type on award_tag (award_id) where list_code = 'project-type';
create index award_tag_code on award_tag (list_code, code);

create table award_event (
  id uuid primary key,
  award_id uuid not null references award,
  kind text not null check (kind in ('made', 'taken-back', 'released', 'accepted', 'not-taken-up', 'reduced', 'withdrawn', 'retagged')),
  change_pence bigint not null default 0,
  awarded_on date not null,
  recorded_at timestamptz not null default clock_timestamp(),
  reason text not null default '',
  person_id uuid references person,
  synthetic boolean not null
);
create index award_event_award on award_event (award_id, recorded_at);
create trigger award_event_never_changes before update or delete on award_event for each row execute function forbid_change();
comment on column award_event.change_pence is 'What the event adds to the pot''s commitment (negative where it gives back). The sum over an award is what it commits now.';

create table award_count (
  day date not null,
  round_id uuid not null references round,
  fund_id uuid not null references fund,
  area_code text not null references area,
  list_code text not null,
  list_version integer not null,
  code text not null,
  awards integer not null,
  amount_pence bigint not null,
  primary key (fund_id, list_code, day, round_id, area_code, list_version, code),
  constraint award_count_never_below_nothing check (awards >= 0 and amount_pence >= 0)
);
comment on table award_count is 'Additive counts of public awards by day, kept in the transaction that changes an award. list_code ''all'' (version 0, code ''all'') counts each award once.';
create table award_organisation_count (
  round_id uuid not null references round,
  organisation_id uuid not null references organisation,
  area_code text not null references area,
  awards integer not null check (awards >= 0),
  primary key (round_id, organisation_id, area_code)
);

create table grant_return (
  id uuid primary key,
  award_id uuid not null references award,
  form_version_id uuid not null references form_version,
  kind text not null default 'end-of-project' check (kind in ('end-of-project')),
  due_on date not null,
  status text not null default 'due' check (status in ('due', 'sent')),
  answers jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  people_total integer check (people_total >= 0),
  spent_pence bigint check (spent_pence >= 0),
  started_at timestamptz,
  sent_at timestamptz,
  sent_by uuid references person,
  synthetic boolean not null,
  constraint grant_return_once unique (award_id, kind),
  constraint grant_return_sent_is_whole check (status <> 'sent' or (sent_at is not null and people_total is not null and spent_pence is not null))
);
create function grant_return_sent_stays() returns trigger language plpgsql as $$
begin
  if old.status = 'sent' then
    raise exception 'a return that was sent is not changed' using errcode = 'restrict_violation', constraint = 'grant_return_sent_stays';
  end if;
  return new;
end $$;
create trigger grant_return_sent_stays before update or delete on grant_return for each row execute function grant_return_sent_stays();
create table grant_return_history (
  id uuid primary key,
  return_id uuid not null references grant_return on delete cascade,
  section text not null,
  version integer not null,
  answers jsonb not null,
  saved_by uuid not null references person,
  kept text not null check (kept in ('replaced', 'refused')),
  kept_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz
);
create index grant_return_history_section on grant_return_history (return_id, section, version);
comment on table grant_return_history is 'Nothing typed is lost: what a section held before (at that version of the return), and a text that came too late to be saved, until somebody has chosen between it and the one that is.';
create table grant_return_people (
  return_id uuid not null references grant_return on delete cascade,
  list_code text not null,
  list_version integer not null,
  code text not null,
  people integer not null check (people >= 0),
  primary key (return_id, list_code, code),
  foreign key (list_code, list_version, code) references code_item (list_code, version, code)
);
create function grant_return_people_stay() returns trigger language plpgsql as $$
begin
  if exists (select 1 from grant_return r where r.status = 'sent'
              and r.id in (case when tg_op <> 'INSERT' then old.return_id end, case when tg_op <> 'DELETE' then new.return_id end)) then
    raise exception 'a return that was sent is not changed' using errcode = 'restrict_violation', constraint = 'grant_return_sent_stays';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger grant_return_people_stay before insert or update or delete on grant_return_people for each row execute function grant_return_people_stay();
`.execute(db);
}
