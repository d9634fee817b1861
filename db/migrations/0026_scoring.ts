/** Scores that may change until the chair closes, with their history; "I can't assess this"; moderation. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
alter table score_sheet
  drop constraint score_sheet_status_check,
  add column cannot_reason text not null default '' check (length(cannot_reason) <= 3000),
  add column saved_page uuid,
  add column saved_turn integer,
  add constraint score_sheet_saved_turn_of_a_page check ((saved_page is null) = (saved_turn is null)),
  add constraint score_sheet_status_known check (status in ('draft', 'sent', 'cannot', 'void')),
  add constraint score_sheet_cannot_is_said check (status <> 'cannot' or cannot_reason <> '');
comment on column score_sheet.status is 'cannot: its author can''t assess the application. It counts in no mean, and somebody else is to be asked.';
comment on column score_sheet.saved_page is 'The open page that saved last, and its how-manieth save that was: what it sends again after a lost answer is not taken for somebody else''s.';

alter table score
  add column cannot boolean not null default false,
  add constraint score_cannot_has_no_points check (not cannot or points is null);
comment on column score.cannot is 'The author can''t assess this criterion: it counts neither as points nor as weight.';

create table moderation (
  id uuid primary key,
  application_id uuid not null references application,
  why text not null check (length(why) between 1 and 2000),
  opened_by uuid not null references person,
  opened_at timestamptz not null default clock_timestamp(),
  note text not null default '' check (length(note) <= 5000),
  version integer not null default 1,
  finished_by uuid references person,
  finished_at timestamptz,
  constraint moderation_finished_whole check ((finished_at is null) = (finished_by is null)),
  constraint moderation_ends_with_a_note check (finished_at is null or note <> '')
);
create unique index moderation_once on moderation (application_id) where finished_at is null;
create index moderation_application on moderation (application_id, opened_at);
comment on table moderation is 'The readers of one application talk about their scores. While it is open those who sent scores may change them, also after the pot''s scoring was closed.';

create table score_history (
  sheet_id uuid not null references score_sheet,
  version integer not null,
  cause text not null check (cause in ('sent', 'changed', 'moderated', 'cannot', 'resumed', 'entered', 'criteria')),
  why text not null default '',
  status text not null check (status in ('draft', 'sent', 'cannot')),
  overall text not null,
  weighted_percent numeric(5, 2),
  scores jsonb not null,
  kept_by uuid not null references person,
  kept_at timestamptz not null default clock_timestamp(),
  moderation_id uuid references moderation,
  primary key (sheet_id, version)
);
create index score_history_moderation on score_history (moderation_id) where moderation_id is not null;
comment on table score_history is 'A sheet as it stood after each sending and each change that followed: [{criterion_id, points, cannot, reason}] by criterion. Drafts leave none.';
create trigger score_history_never_changes before update or delete on score_history for each row execute function forbid_change();
create trigger score_history_no_truncate before truncate on score_history for each statement execute function forbid_change();

create table moderation_sheet (
  moderation_id uuid not null references moderation,
  sheet_id uuid not null references score_sheet,
  version_before integer not null,
  version_after integer,
  primary key (moderation_id, sheet_id),
  foreign key (sheet_id, version_before) references score_history (sheet_id, version),
  foreign key (sheet_id, version_after) references score_history (sheet_id, version)
);
comment on table moderation_sheet is 'Each sheet as it stood when the moderation began and when it was finished.';

create function moderation_finished_stays() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'moderation' then
    if tg_op = 'UPDATE' and old.finished_at is null and (new.application_id, new.why, new.opened_by, new.opened_at) = (old.application_id, old.why, old.opened_by, old.opened_at) then return new; end if;
  elsif tg_op <> 'DELETE' then
    if exists (select 1 from moderation m where m.id = new.moderation_id and m.finished_at is null)
       and (tg_op = 'INSERT' or (new.sheet_id, new.version_before) = (old.sheet_id, old.version_before)) then return new; end if;
  end if;
  raise exception 'a moderation that is finished stays as it is' using errcode = 'restrict_violation', constraint = 'moderation_finished_stays';
end $$;
create trigger moderation_finished_stays before update or delete on moderation for each row execute function moderation_finished_stays();
create trigger moderation_no_truncate before truncate on moderation for each statement execute function forbid_change();
create trigger moderation_sheet_finished_stays before insert or update or delete on moderation_sheet for each row execute function moderation_finished_stays();
create trigger moderation_sheet_no_truncate before truncate on moderation_sheet for each statement execute function forbid_change();

create table scoring_event (
  id uuid primary key,
  pot_id uuid not null references pot,
  event text not null check (event in ('closed', 'reopened')),
  reason text not null default '' check (length(reason) <= 2000),
  person_id uuid not null references person,
  at timestamptz not null default clock_timestamp(),
  constraint scoring_event_reopened_for_a_reason check (event <> 'reopened' or reason <> '')
);
create index scoring_event_pot on scoring_event (pot_id, at);
create trigger scoring_event_never_changes before update or delete on scoring_event for each row execute function forbid_change();
create trigger scoring_event_no_truncate before truncate on scoring_event for each statement execute function forbid_change();

create function scores_of_sheet(the_sheet uuid) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('criterion_id', s.criterion_id, 'points', s.points, 'cannot', s.cannot, 'reason', s.reason) order by s.criterion_id), '[]'::jsonb)
    from score s where s.sheet_id = the_sheet
$$;
create function takes_score_changes(the_application uuid) returns boolean language sql stable as $$
  select a.status = 'in-assessment'
     and (p.scoring_closed_at is null or exists (select 1 from moderation m where m.application_id = a.id and m.finished_at is null))
    from application a join pot p on p.id = a.pot_id where a.id = the_application
$$;
comment on function takes_score_changes is 'Whether scores that were sent may change: while the application is in assessment, until the chair closes the pot''s scoring, and in a moderation.';

create or replace function score_only_without_interest() returns trigger language plpgsql as $$
declare s score_sheet; m integer;
begin
  if tg_op = 'DELETE' then
    select * into s from score_sheet where id = old.sheet_id;
    if s.status <> 'draft' then
      raise exception 'a score that was sent is not deleted' using errcode = 'check_violation', constraint = 'score_sheet_sent_is_closed';
    end if;
    return old;
  end if;
  if tg_op = 'UPDATE' and (new.sheet_id, new.criterion_id) is distinct from (old.sheet_id, old.criterion_id) then
    raise exception 'a score keeps its sheet and its criterion' using errcode = 'check_violation', constraint = 'score_keeps_its_place';
  end if;
  select * into s from score_sheet where id = new.sheet_id;
  if conflicted(s.application_id, s.person_id) then
    raise exception 'an assessor with an interest cannot score' using errcode = 'check_violation', constraint = 'score_without_interest';
  end if;
  if s.status in ('cannot', 'void') or (s.status = 'sent' and not takes_score_changes(s.application_id)) then
    raise exception 'these scores no longer change' using errcode = 'check_violation', constraint = 'score_sheet_sent_is_closed';
  end if;
  select max_points into m from criterion where id = new.criterion_id;
  if new.points > m then
    raise exception 'more points than the criterion allows' using errcode = 'check_violation', constraint = 'score_within_range';
  end if;
  return new;
end $$;
create trigger score_sent_is_not_deleted before delete on score for each row execute function score_only_without_interest();

create function score_sheet_sent_is_closed() returns trigger language plpgsql as $$
begin
  if new.status = 'void' then return new; end if;
  if old.status = 'void' or not takes_score_changes(old.application_id) then
    raise exception 'these scores no longer change' using errcode = 'check_violation', constraint = 'score_sheet_sent_is_closed';
  end if;
  return new;
end $$;
create trigger score_sheet_sent_is_closed before update on score_sheet for each row
  when ((old.status <> 'draft' or new.status <> 'draft') and (old.status, old.overall, old.weighted_percent, old.cannot_reason, old.person_id, old.application_id)
        is distinct from (new.status, new.overall, new.weighted_percent, new.cannot_reason, new.person_id, new.application_id))
  execute function score_sheet_sent_is_closed();

create function score_leaves_a_trace() returns trigger language plpgsql as $$
declare the_sheet uuid; s score_sheet; h score_history;
begin
  if tg_table_name = 'score' then
    if tg_op = 'DELETE' then the_sheet := old.sheet_id; else the_sheet := new.sheet_id; end if;
  else the_sheet := new.id; end if;
  select * into s from score_sheet where id = the_sheet;
  if s.status is distinct from 'sent' then return null; end if;
  select * into h from score_history where sheet_id = the_sheet order by version desc limit 1;
  -- A sheet that was never kept was put in as a whole, by whoever owns the tables: its first change keeps it.
  if h.sheet_id is null then return null; end if;
  if h.scores is distinct from scores_of_sheet(the_sheet) or (h.overall, h.weighted_percent) is distinct from (s.overall, s.weighted_percent) then
    raise exception 'scores that were sent change only with their history' using errcode = 'restrict_violation', constraint = 'score_leaves_a_trace';
  end if;
  return null;
end $$;
create constraint trigger score_leaves_a_trace after insert or update or delete on score deferrable initially deferred for each row execute function score_leaves_a_trace();
create constraint trigger score_sheet_leaves_a_trace after update on score_sheet deferrable initially deferred for each row
  when (new.status = 'sent' and (old.status, old.overall, old.weighted_percent) is distinct from (new.status, new.overall, new.weighted_percent))
  execute function score_leaves_a_trace();

insert into score_history (sheet_id, version, cause, status, overall, weighted_percent, scores, kept_by, kept_at)
select id, version, 'sent', 'sent', overall, weighted_percent, scores_of_sheet(id), person_id, sent_at from score_sheet where status = 'sent';
`.execute(db);
}
