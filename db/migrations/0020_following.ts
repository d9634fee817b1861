/** What a fund and a group say to each other about an application, and changes that a fund asks for after it was sent. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table application_message (
  id uuid primary key,
  application_id uuid not null references application,
  side text not null check (side in ('group', 'fund')),
  person_id uuid not null references person,
  text text not null check (length(text) between 1 and 10000),
  at timestamptz not null default now()
);
create index application_message_thread on application_message (application_id, at);
comment on table application_message is 'One thread for each application, between the group and the staff of its fund. Who assesses never reads it.';
create table application_message_read (
  application_id uuid not null references application,
  side text not null check (side in ('group', 'fund')),
  read_until timestamptz not null,
  primary key (application_id, side)
);

create table change_request (
  id uuid primary key,
  application_id uuid not null references application,
  question_ids text[] not null check (cardinality(question_ids) > 0),
  message text not null check (length(message) between 1 and 5000),
  wanted_by date,
  asked_by uuid not null references person,
  asked_at timestamptz not null default now(),
  before_number integer not null,
  after_number integer,
  answered_by uuid references person,
  answered_at timestamptz,
  taken_back_at timestamptz,
  foreign key (application_id, before_number) references submission (application_id, number),
  foreign key (application_id, after_number) references submission (application_id, number),
  constraint change_request_answered_whole check ((answered_at is null) = (after_number is null) and (answered_at is null) = (answered_by is null)),
  constraint change_request_ends_once check (answered_at is null or taken_back_at is null)
);
create unique index change_request_one_open on change_request (application_id) where answered_at is null and taken_back_at is null;
comment on column change_request.before_number is 'The copy that counted when it was asked, and in after_number the one that answers it: what was changed is the difference.';

create or replace function submission_only_when_open() returns trigger language plpgsql as $$
declare sent integer;
begin
  select coalesce(max(s.number), 0) into sent from submission s where s.application_id = new.application_id;
  if sent > 0 and (new.number <> sent + 1
      or not (exists (select 1 from application a where a.id = new.application_id and a.reopened_at is not null)
           or exists (select 1 from change_request r where r.application_id = new.application_id and r.answered_at is null and r.taken_back_at is null))) then
    raise exception 'what was sent once is sent again only after it was reopened or a change was asked for' using errcode = 'unique_violation', constraint = 'submission_once';
  end if;
  return new;
end $$;
`.execute(db);
}
