/** Saving by itself, who is there, comments, a second person's signature, later deadlines, and sending again before the closing. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
alter table application
  add column reopened_at timestamptz,
  add column sign_off_wanted boolean not null default false,
  add constraint application_reopened_was_sent check (reopened_at is null or received_at is not null);
comment on column application.reopened_at is 'Sent, and opened again before the closing: the copy that was sent goes on counting until another is sent.';

alter table pot
  add column grace_minutes integer not null default 0 check (grace_minutes between 0 and 1440),
  add column sign_off text not null default 'none' check (sign_off in ('none', 'second-person'));
comment on column pot.grace_minutes is 'What arrives so many minutes after the closing still counts.';

create table deadline_extension (
  id uuid primary key,
  pot_id uuid not null references pot,
  application_id uuid references application,
  until timestamptz not null,
  reason text not null check (length(reason) between 1 and 1000),
  kind text not null check (kind in ('discretion', 'our-outage')),
  recorded_by uuid not null references person,
  recorded_at timestamptz not null default now()
);
create index deadline_extension_pot on deadline_extension (pot_id);
create trigger deadline_extension_never_changes before update or delete on deadline_extension for each row execute function forbid_change();
comment on column deadline_extension.application_id is 'Empty: for everyone who applies to the pot.';

create function closing_told(the_pot uuid, the_application uuid) returns timestamptz language sql stable as $$
  select greatest(p.closes_at, (select max(e.until) from deadline_extension e
                                 where e.pot_id = p.id and (e.application_id is null or e.application_id = the_application)))
    from pot p where p.id = the_pot
$$;
comment on function closing_told is 'The closing that an applicant is told: the pot''s own, or a later one that was recorded for everyone or for this application.';
create function last_moment(the_pot uuid, the_application uuid) returns timestamptz language sql stable as $$
  select closing_told(the_pot, the_application) + p.grace_minutes * interval '1 minute' from pot p where p.id = the_pot
$$;
comment on function last_moment is 'What arrives before it counts: the closing that is told, and the grace of the round.';

create function deadline_extension_is_later() returns trigger language plpgsql as $$
begin
  if new.application_id is not null and not exists (select 1 from application a where a.id = new.application_id and a.pot_id = new.pot_id) then
    raise exception 'the application belongs to another pot' using errcode = 'check_violation', constraint = 'deadline_extension_of_this_pot';
  end if;
  if not coalesce(new.until > closing_told(new.pot_id, new.application_id), false) then
    raise exception 'an extension is later than the closing that was told' using errcode = 'check_violation', constraint = 'deadline_extension_is_later';
  end if;
  return new;
end $$;
create trigger deadline_extension_is_later before insert on deadline_extension for each row execute function deadline_extension_is_later();

alter table submission add column number integer not null default 1 check (number >= 1);
alter table submission drop constraint submission_once;
alter table submission add constraint submission_once unique (application_id, number);
create function submission_only_when_open() returns trigger language plpgsql as $$
declare sent integer;
begin
  select coalesce(max(s.number), 0) into sent from submission s where s.application_id = new.application_id;
  if sent > 0 and (new.number <> sent + 1 or not exists (select 1 from application a where a.id = new.application_id and a.reopened_at is not null)) then
    raise exception 'what was sent once is sent again only after it was reopened' using errcode = 'unique_violation', constraint = 'submission_once';
  end if;
  return new;
end $$;
create trigger submission_only_when_open before insert on submission for each row execute function submission_only_when_open();

create table application_save (
  application_id uuid not null references application on delete cascade,
  key uuid not null,
  person_id uuid not null references person,
  content_hash text not null check (length(content_hash) = 64),
  response jsonb not null,
  saved_at timestamptz not null default now(),
  primary key (application_id, key)
);
create index application_save_age on application_save (saved_at);
comment on table application_save is 'What each save was answered, so that a repeated one is answered the same. Kept for 30 days.';

create table application_presence (
  application_id uuid not null references application on delete cascade,
  person_id uuid not null references person on delete cascade,
  section text not null default '',
  seen_at timestamptz not null default now(),
  primary key (application_id, person_id)
);

create table application_comment (
  id uuid primary key,
  application_id uuid not null references application on delete cascade,
  question_id text not null,
  person_id uuid not null references person,
  text text not null check (length(text) between 1 and 5000),
  at timestamptz not null default now(),
  resolved_at timestamptz,
  resolved_by uuid references person,
  check ((resolved_at is null) = (resolved_by is null))
);
create index application_comment_question on application_comment (application_id, question_id, at);

create table sign_off (
  id uuid primary key,
  application_id uuid not null references application on delete cascade,
  person_id uuid not null references person,
  asked_by uuid not null references person,
  asked_at timestamptz not null default now(),
  state text not null default 'asked' check (state in ('asked', 'signed', 'sent-back', 'over')),
  changes integer,
  note text not null default '' check (length(note) <= 2000),
  answered_at timestamptz,
  constraint sign_off_by_a_second_person check (person_id <> asked_by),
  check (state <> 'signed' or (changes is not null and answered_at is not null))
);
create unique index sign_off_one_live on sign_off (application_id) where state in ('asked', 'signed');
create index sign_off_person on sign_off (person_id) where state = 'asked';
comment on column sign_off.changes is 'How many changes the answers had seen when it was signed (the sum of their versions): one more, and the signature holds no longer.';

create table application_reminder_off (
  application_id uuid not null references application on delete cascade,
  person_id uuid not null references person on delete cascade,
  at timestamptz not null default now(),
  primary key (application_id, person_id)
);
`.execute(db);
}
