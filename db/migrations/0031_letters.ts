/** Letters of decisions: drafted, edited, looked through, sent once at release; offers that lapse. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table letter (
  id uuid primary key,
  decision_id uuid not null unique references decision,
  application_id uuid not null references application,
  pot_id uuid not null references pot,
  sorted_by text not null,
  version integer not null default 1 check (version > 0),
  words text not null check (length(words) between 1 and 8000),
  reading_age numeric(4, 1),
  findings jsonb not null default '[]',
  accepted text[] not null default '{}',
  blocked boolean not null,
  drafted_at timestamptz not null default now(),
  drafted_by uuid not null references person,
  edited_at timestamptz,
  edited_by uuid references person,
  checked_at timestamptz,
  checked_by uuid references person,
  sent_at timestamptz,
  sent_subject text,
  sent_body text,
  over boolean not null default false,
  synthetic boolean not null,
  constraint letter_edited_whole check ((edited_at is null) = (edited_by is null)),
  constraint letter_checked_whole check ((checked_at is null) = (checked_by is null)),
  constraint letter_checked_unblocked check (checked_at is null or not blocked or sent_at is not null),
  constraint letter_sent_was_checked check (sent_at is null or checked_at is not null),
  constraint letter_over_unsent check (not over or sent_at is null),
  constraint letter_sent_whole check ((sent_at is null) = (sent_body is null) and (sent_at is null) = (sent_subject is null))
);
create index letter_waiting on letter (pot_id, sorted_by, id) include (decision_id, application_id, blocked, checked_at) where sent_at is null and not over;
create index letter_application on letter (application_id);
comment on table letter is 'What a group reads at release. Only what a person may write stands here; what the record says is put around it when it is shown and sent.';
comment on column letter.sorted_by is 'The name of the group in small letters when it was drafted: the order of the list.';
comment on column letter.findings is 'What must not or may not stand in it, as found when it was last looked through: [{kind, found}].';
comment on column letter.over is 'Its decision was taken back: it waits for nothing any more.';
comment on column letter.accepted is 'Findings that a person looked at and lets stand in this version.';

create table letter_version (
  letter_id uuid not null references letter,
  version integer not null check (version > 0),
  words text not null,
  written_by uuid not null references person,
  written_at timestamptz not null default now(),
  primary key (letter_id, version)
);
create trigger letter_version_never_changes before update or delete on letter_version for each row execute function forbid_change();

create function letter_sent_stays() returns trigger language plpgsql as $$
begin
  if old.sent_at is not null then
    raise exception 'a letter that was sent stays as it is' using errcode = 'check_violation', constraint = 'letter_sent_stays';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
create trigger letter_sent_stays before update or delete on letter for each row execute function letter_sent_stays();

create function letter_goes_with_decision() returns trigger language plpgsql as $$
begin
  update letter set over = true where decision_id = new.id and sent_at is null;
  return new;
end $$;
create trigger letter_goes_with_decision after update of taken_back_at on decision for each row
  when (old.taken_back_at is null and new.taken_back_at is not null) execute function letter_goes_with_decision();
create index decision_waits on decision (application_id) where released_at is null and taken_back_at is null and moved_up_at is null;

create function decision_released_with_letter() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from letter where decision_id = new.id and sent_at is not null) then
    raise exception 'a decision is released with its letter' using errcode = 'check_violation', constraint = 'decision_released_with_letter';
  end if;
  return new;
end $$;
create trigger decision_released_with_letter before update on decision for each row
  when (old.released_at is null and new.released_at is not null) execute function decision_released_with_letter();

alter table award add column lapsed_at timestamptz;
alter table award add constraint award_lapsed_not_taken_up check (lapsed_at is null or status = 'not-taken-up');
create index award_offer_open on award (accept_by) where status = 'released';
comment on column award.lapsed_at is 'Nobody answered the offer by accept_by: not taken up, though nobody declined it.';
`.execute(db);
}
