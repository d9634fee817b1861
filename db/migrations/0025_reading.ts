/** Reading: from whom names are hidden, criteria in versions with guidance for each point, score sheets that come back as spreadsheets. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create function names_hidden(the_pot uuid, the_person uuid) returns boolean language sql stable as $$
  select exists (
    select 1 from pot p join round r on r.id = p.round_id
     where p.id = the_pot and p.anonymous_reading
       and exists (select 1 from role_held h where h.person_id = the_person and h.fund_id = r.fund_id and h.area_code = p.area_code and h.ended_at is null and h.role in ('assessor', 'chair'))
       and not exists (select 1 from role_held h where h.person_id = the_person and h.fund_id = r.fund_id and h.area_code = p.area_code and h.ended_at is null
                          and (h.role = 'administrator' or (h.role = 'chair' and p.scoring_closed_at is not null))))
$$;
comment on function names_hidden is 'Whether the names of a pot''s groups are hidden from a person: from its assessors always, from its chair until scoring is closed, never from its administrators.';
alter table pot add constraint pot_anonymous_after_declaration check (not anonymous_reading or declaration_needed);

alter table criterion
  add column minimum_points integer,
  add column question_ids text[] not null default '{}',
  add column ended_at timestamptz,
  add constraint criterion_minimum_within check (minimum_points between 0 and max_points),
  drop constraint criterion_position_once,
  add constraint criterion_position_once exclude using btree (pot_id with =, position with =) where (ended_at is null) deferrable initially deferred;
create index criterion_pot on criterion (pot_id);
comment on column criterion.minimum_points is 'The least mean of points that an application wants here; null for none.';
comment on column criterion.question_ids is 'The questions of the form that the criterion concerns: its guidance is shown beside their answers.';
comment on column criterion.ended_at is 'When a later version of the criteria left it out. Points that were given on it stay on the record.';

create table criterion_guidance (
  criterion_id uuid not null references criterion on delete cascade,
  points integer not null check (points between 0 and 100),
  text text not null check (length(text) between 1 and 500),
  primary key (criterion_id, points)
);
comment on table criterion_guidance is 'What an application shows that is given this number of points.';

alter table pot add column criteria_version integer not null default 1;
comment on column pot.criteria_version is 'Grows when the criteria change after the round opened.';
create table criteria_version (
  pot_id uuid not null references pot,
  version integer not null,
  criteria jsonb not null,
  minimum_percent numeric(5, 2),
  reason text not null check (length(reason) <= 2000),
  made_by uuid references person,
  made_at timestamptz not null default clock_timestamp(),
  sheets_recomputed integer not null default 0,
  sheets_reopened integer not null default 0,
  primary key (pot_id, version),
  constraint criteria_version_has_a_reason check (version = 1 or (reason <> '' and made_by is not null))
);
create trigger criteria_version_never_changes before update or delete on criteria_version for each row execute function forbid_change();
create trigger criteria_version_no_truncate before truncate on criteria_version for each statement execute function forbid_change();
comment on table criteria_version is 'The criteria as each version had them, the first one too once there is a second.';
create table criteria_draft (
  pot_id uuid not null references pot,
  person_id uuid not null references person,
  base_version integer not null,
  criteria jsonb not null,
  minimum_percent numeric(5, 2),
  made_at timestamptz not null default now(),
  primary key (pot_id, person_id)
);
comment on table criteria_draft is 'A change of the criteria that its author looks at before it is made.';

alter table score_sheet
  add column criteria_version integer not null default 1,
  add column entered_by uuid references person,
  add column entered_at timestamptz,
  add constraint score_sheet_entered_whole check ((entered_by is null) = (entered_at is null)),
  add constraint score_sheet_entered_by_another check (entered_by is null or entered_by <> person_id);
comment on column score_sheet.criteria_version is 'The version of the criteria that its points were given or reckoned under.';
comment on column score_sheet.entered_by is 'Who typed in a sheet that its author returned as a spreadsheet; null where the author gave the scores here.';
create function score_sheet_of_criteria() returns trigger language plpgsql as $$
begin
  select p.criteria_version into new.criteria_version from application a join pot p on p.id = a.pot_id where a.id = new.application_id;
  return new;
end $$;
create trigger score_sheet_of_criteria before insert or update of status, weighted_percent on score_sheet for each row when (new.status <> 'void') execute function score_sheet_of_criteria();
create function score_of_standing_criterion() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from score_sheet s join application a on a.id = s.application_id join criterion c on c.pot_id = a.pot_id
                  where s.id = new.sheet_id and c.id = new.criterion_id and c.ended_at is null) then
    raise exception 'points are given on the criteria of the pot as they stand' using errcode = 'check_violation', constraint = 'score_of_standing_criterion';
  end if;
  return new;
end $$;
create trigger score_of_standing_criterion before insert or update of points on score for each row execute function score_of_standing_criterion();

alter table interest add column recorded_by uuid references person, add constraint interest_recorded_by_another check (recorded_by is null or recorded_by <> person_id);
comment on column interest.recorded_by is 'Who typed in what the person declared on paper; null where they did so themselves.';

create table score_upload (
  id uuid primary key,
  pot_id uuid not null references pot,
  person_id uuid not null references person,
  uploaded_by uuid not null references person,
  uploaded_at timestamptz not null default now(),
  file_name text not null,
  sha256 text not null,
  cells jsonb not null,
  entered_at timestamptz,
  sheets integer,
  synthetic boolean not null,
  constraint score_upload_entered_whole check ((entered_at is null) = (sheets is null))
);
create unique index score_upload_waiting on score_upload (pot_id, person_id, uploaded_by) where entered_at is null;
create index score_upload_pot on score_upload (pot_id, person_id);
comment on table score_upload is 'A score sheet that a reader returned as a spreadsheet: kept while it waits to be entered, afterwards only that it came.';
`.execute(db);
}
