/** What a measure counts, exact values and corrections of figures; plan versions, their wording and crosswalks; the Leadership Board's cycle. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await measures(db);
  await plans(db);
  await board(db);
}

async function measures(db: Kysely<unknown>): Promise<void> {
  await sql`
alter table measure
  add column result_type text check (result_type in ('output', 'outcome', 'population-metric')),
  add column population text not null default '' check (length(population) <= 500),
  add column geography text not null default '' check (length(geography) <= 200),
  add column period_basis text not null default '' check (length(period_basis) <= 200),
  add column defined_by uuid references person,
  add column defined_at timestamptz;
comment on column measure.result_type is 'An output is what was done, an outcome what changed for those reached, a population metric what is true of everyone: never added, never taken for one another. Null: not said yet.';

create table measure_outcome (
  measure_id uuid not null references measure,
  outcome_id uuid not null references outcome,
  primary key (measure_id, outcome_id)
);

alter table observation
  add column exact_value numeric,
  add column rounded_to numeric check (rounded_to > 0),
  add column replaces_id uuid references observation,
  add column correction_reason text not null default '' check (length(correction_reason) <= 2000),
  add constraint observation_replaced_once unique (replaces_id),
  add constraint observation_corrected_with_reason check ((replaces_id is null) = (correction_reason = '')),
  add constraint observation_recorded_with_as_at check (recorded_by is null or as_at is not null);
comment on column observation.rounded_to is 'The step to which the printed value was rounded. With the exact value it decides which qualifiers are true.';
create trigger observation_never_changes before update or delete on observation for each row execute function forbid_change();
create trigger observation_no_truncate before truncate on observation for each statement execute function forbid_change();

create table published_difference (
  id uuid primary key,
  observation_id uuid not null references observation,
  source_id uuid not null references source,
  source_ref text not null default '' check (length(source_ref) <= 200),
  published_value numeric not null,
  note text not null check (length(note) between 1 and 2000),
  recorded_by uuid references person,
  recorded_at timestamptz not null default clock_timestamp(),
  synthetic boolean not null
);
create index published_difference_of on published_difference (observation_id);
create trigger published_difference_never_changes before update or delete on published_difference for each row execute function forbid_change();
comment on table published_difference is 'A publication prints another number than the one held here. Both stay, with a note that says why.';
`.execute(db);
}

async function plans(db: Kysely<unknown>): Promise<void> {
  await sql`
alter table plan
  add column series text not null default 'delivery-plan' check (series ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  add column version integer not null default 1 check (version > 0),
  add column state text not null default 'in-force' check (state in ('draft', 'in-force')),
  add column follows_id uuid references plan,
  add column prepared_by uuid references person,
  add column issued_by uuid references person,
  add column issued_at timestamptz,
  add constraint plan_version_once unique (series, version),
  add constraint plan_second_person check (issued_by is null or issued_by <> prepared_by);
comment on column plan.state is 'A draft is nobody''s but its officials''.';

alter table action
  add column parent_id uuid references action,
  add column lead text not null default '' check (length(lead) <= 300),
  add column timescale text not null default '' check (length(timescale) <= 300),
  drop constraint action_scheme_check,
  add constraint action_scheme_check check (scheme in ('strategic', 'sub-action', 'workforce', 'workforce-action'));
comment on column action.scheme is 'Four ways of numbering in one plan: "1.1" names a strategic action and a workforce theme. workforce: a theme; workforce-action: a delivery action of a theme.';
create index action_parent on action (parent_id);

create table action_crosswalk (
  id uuid primary key,
  from_action_id uuid not null references action,
  to_action_id uuid not null references action,
  dated_on date not null,
  note text not null default '' check (length(note) <= 500),
  recorded_by uuid references person,
  recorded_at timestamptz not null default clock_timestamp(),
  constraint action_crosswalk_once unique (from_action_id, to_action_id),
  constraint action_crosswalk_leads_on check (from_action_id <> to_action_id)
);
create index action_crosswalk_to on action_crosswalk (to_action_id);

create table wording (
  id uuid primary key,
  priority_id uuid references priority,
  outcome_id uuid references outcome,
  label text not null check (label ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(label) <= 60),
  document text not null check (length(document) between 1 and 200),
  wording text not null check (length(wording) between 1 and 4000),
  recorded_by uuid references person,
  recorded_at timestamptz not null default clock_timestamp(),
  check (num_nonnulls(priority_id, outcome_id) = 1),
  constraint wording_of_priority_once unique (priority_id, label),
  constraint wording_of_outcome_once unique (outcome_id, label)
);
comment on table wording is 'How one document words a priority or an outcome. The label names the document in addresses.';
`.execute(db);
}

async function board(db: Kysely<unknown>): Promise<void> {
  await sql`
create table board_report (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(code) <= 60),
  reference text not null default '' check (length(reference) <= 60),
  plan_id uuid not null references plan,
  title text not null check (length(title) between 1 and 200),
  data_on date not null,
  data_stated text not null default '' check (length(data_stated) <= 60),
  meeting_on date not null,
  state text not null default 'preparing' check (state in ('preparing', 'ready', 'issued')),
  origin text not null default 'made-here' check (origin in ('made-here', 'brought-in')),
  source_id uuid references source,
  note text not null default '' check (length(note) <= 2000),
  given_back_reason text not null default '' check (length(given_back_reason) <= 1000),
  opened_by uuid references person,
  opened_at timestamptz not null default clock_timestamp(),
  ready_by uuid references person,
  ready_at timestamptz,
  issued_by uuid references person,
  issued_at timestamptz,
  synthetic boolean not null,
  constraint board_report_data_before_meeting check (data_on <= meeting_on),
  constraint board_report_meeting_once unique (plan_id, meeting_on),
  constraint board_report_second_person check (issued_by is null or (issued_by <> opened_by and issued_by <> ready_by)),
  constraint board_report_issued_has_time check ((state = 'issued') = (issued_at is not null))
);
comment on column board_report.data_stated is 'Where the source dates its data by a month only: what is printed in place of the day.';

create table board_status (
  id uuid primary key,
  report_id uuid not null references board_report,
  action_id uuid not null references action,
  sequence integer not null check (sequence > 0),
  status text not null check (status in ('delivered', 'on-track', 'at-risk', 'off-track', 'missed-no-risk', 'missed-with-risk')),
  reason text not null default '' check (length(reason) <= 2000),
  mitigation text not null default '' check (length(mitigation) <= 2000),
  achievement text not null default '' check (length(achievement) <= 2000),
  signed_by uuid references person,
  signed_at timestamptz not null default clock_timestamp(),
  constraint board_status_in_turn unique (report_id, action_id, sequence)
);
comment on table board_status is 'Judgements as they were signed, each kept; the last of an action is the one that stands.';

create table board_split (
  report_id uuid not null references board_report,
  action_id uuid not null references action,
  status text not null check (status in ('delivered', 'on-track', 'at-risk', 'off-track', 'missed-no-risk', 'missed-with-risk')),
  percent numeric not null check (percent >= 0 and percent <= 100),
  primary key (report_id, action_id, status)
);
comment on table board_split is 'The split of sub-actions as a report prints it, where the sub-actions themselves are not known here. Never computed from.';

create table board_published_count (
  report_id uuid not null references board_report,
  part text not null check (part in ('strategic', 'sub-action', 'workforce-action')),
  position integer not null,
  status text check (status in ('delivered', 'on-track', 'at-risk', 'off-track', 'missed-no-risk', 'missed-with-risk')),
  published_count integer not null check (published_count >= 0),
  published_percent numeric not null,
  held_count integer not null check (held_count >= 0),
  held_base integer not null check (held_base >= held_count),
  note text not null default '' check (length(note) <= 2000),
  primary key (report_id, part, position)
);
comment on column board_published_count.held_count is 'What is held to be right; the published one is kept beside it.';

create table board_risk (
  id uuid primary key,
  report_id uuid not null references board_report,
  kind text not null check (kind in ('risk', 'issue')),
  description text not null check (length(description) between 1 and 1000),
  owner text not null check (length(owner) between 1 and 200),
  response text not null check (length(response) between 1 and 1000),
  recorded_by uuid references person,
  recorded_at timestamptz not null default clock_timestamp()
);
create index board_risk_of on board_risk (report_id);

create table board_author (
  report_id uuid not null references board_report,
  person_id uuid not null references person,
  primary key (report_id, person_id)
);
comment on table board_author is 'Everyone who wrote anything in a report: none of them issues it.';

create table board_file (
  report_id uuid not null references board_report,
  format text not null check (format in ('json', 'html', 'pdf', 'ods')),
  media_type text not null,
  body bytea not null,
  sha256 text not null check (length(sha256) = 64),
  primary key (report_id, format)
);
create trigger board_file_never_changes before update or delete on board_file for each row execute function forbid_change();
create trigger board_file_no_truncate before truncate on board_file for each statement execute function forbid_change();

create function board_report_stays() returns trigger language plpgsql as $$
begin
  if old.state = 'issued' then
    raise exception 'an issued report is never changed or deleted' using errcode = 'restrict_violation', constraint = 'board_report_stays';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger board_report_stays before update or delete on board_report for each row execute function board_report_stays();
create trigger board_report_no_truncate before truncate on board_report for each statement execute function forbid_change();

create function board_part_stays() returns trigger language plpgsql as $$
begin
  if exists (select 1 from board_report r where r.state <> 'preparing'
              and r.id in (case when tg_op <> 'INSERT' then old.report_id end, case when tg_op <> 'DELETE' then new.report_id end)) then
    raise exception 'only a report that is being prepared is changed' using errcode = 'restrict_violation', constraint = 'board_part_stays';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create function board_status_fits() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from action a join board_report r on r.plan_id = a.plan_id
                  where a.id = new.action_id and r.id = new.report_id
                    and (a.scheme in ('sub-action', 'workforce-action') or new.status in ('on-track', 'at-risk', 'off-track'))) then
    raise exception 'that action is of another plan, or takes no such status' using errcode = 'check_violation', constraint = 'board_status_fits';
  end if;
  return new;
end $$;
create trigger board_status_fits before insert on board_status for each row execute function board_status_fits();
create trigger board_status_never_changes before update or delete on board_status for each row execute function forbid_change();
`.execute(db);
  for (const table of ["board_status", "board_split", "board_published_count", "board_risk"])
    await sql`
create trigger ${sql.id(`${table}_stays`)} before insert or update or delete on ${sql.table(table)} for each row execute function board_part_stays();
create trigger ${sql.id(`${table}_no_truncate`)} before truncate on ${sql.table(table)} for each statement execute function forbid_change();
`.execute(db);
}
