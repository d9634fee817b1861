/** People, sign-in, sessions, second factor, roles held in a place; the audit chain; messages; stored files. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table installation (
  only_row boolean primary key default true check (only_row),
  mode text not null check (mode in ('demonstration', 'production')),
  created_at timestamptz not null default now()
);
comment on table installation is 'Which declared mode first wrote here. Demonstration refuses a production database and the other way round.';

create table person (
  id uuid primary key,
  email text not null check (email = lower(email) and length(email) between 3 and 254),
  name text not null check (length(name) between 1 and 200),
  email_confirmed_at timestamptz,
  disabled_at timestamptz,
  synthetic boolean not null,
  created_at timestamptz not null default now(),
  constraint person_email_once unique (email)
);

create table person_password (
  person_id uuid primary key references person on delete cascade,
  hash text not null,
  changed_at timestamptz not null default now()
);

create table session (
  id text primary key check (length(id) = 64),
  person_id uuid not null references person on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ends_at timestamptz not null,
  second_factor_at timestamptz,
  device text not null default ''
);
comment on column session.id is 'SHA-256 of the token in the cookie: the table alone signs nobody in.';
comment on column session.expires_at is 'Idle limit, moved by use.';
comment on column session.ends_at is 'Absolute limit, never moved.';
create index session_person on session (person_id);

create table account_link (
  id uuid primary key,
  token_hash text not null unique,
  purpose text not null check (purpose in ('confirm-email', 'reset-password', 'join-organisation')),
  email text not null,
  person_id uuid references person on delete cascade,
  organisation_id uuid,
  role text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);

create table second_factor (
  person_id uuid primary key references person on delete cascade,
  secret_sealed text not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0
);
comment on column second_factor.secret_sealed is 'AES-256-GCM under a key derived from LADE_SECRET, bound to the person.';

create table recovery_code (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  code_hash text not null,
  used_at timestamptz,
  unique (person_id, code_hash)
);

create table rate_budget (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);

create table audit_event (
  id uuid primary key,
  subject_type text not null,
  subject_id uuid not null,
  sequence integer not null check (sequence >= 1),
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('person', 'system', 'visitor')),
  actor_id uuid,
  action text not null,
  detail jsonb not null,
  previous_hash text not null,
  hash text not null,
  constraint audit_event_sequence_once unique (subject_type, subject_id, sequence)
);
create index audit_event_at on audit_event (at);
create index audit_event_actor on audit_event (actor_id, at);

create table audit_head (
  subject_type text not null,
  subject_id uuid not null,
  register_sequence bigint not null unique,
  count integer not null check (count >= 1),
  last_hash text not null,
  register_previous text not null,
  register_hash text not null,
  seal text not null,
  primary key (subject_type, subject_id)
);
comment on table audit_head is 'One row a subject: how long its chain is and how it ends, sealed with a key the database does not hold; the rows themselves are chained in the order in which the subjects first appeared, so that a missing chain shows.';

create table audit_register (
  only_row boolean primary key default true check (only_row),
  count bigint not null,
  last_hash text not null,
  seal text not null
);

create function forbid_change() returns trigger language plpgsql as $$
begin
  raise exception '% is never changed or deleted', tg_table_name using errcode = 'restrict_violation', constraint = tg_table_name || '_append_only';
end $$;
create trigger audit_event_append_only before update or delete on audit_event for each row execute function forbid_change();
create trigger audit_event_no_truncate before truncate on audit_event for each statement execute function forbid_change();

create table message (
  id uuid primary key,
  to_email text not null,
  to_person_id uuid,
  template text not null,
  subject text not null check (subject !~ '[\r\n]'),
  body text not null,
  dedupe_key text not null unique,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  attempts integer not null default 0,
  last_error text
);
create index message_to_send on message (created_at) where sent_at is null;

create table stored_file (
  id uuid primary key,
  storage_key text not null unique,
  sha256 text not null,
  bytes bigint not null check (bytes > 0),
  media_type text not null,
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('governing-document', 'accounts', 'partnership-letter')),
  owner_type text not null,
  owner_id uuid not null,
  uploaded_by uuid references person,
  uploaded_at timestamptz not null default now(),
  removed_at timestamptz
);
create index stored_file_owner on stored_file (owner_type, owner_id);

create table public_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
insert into public_version (version) values (1);
comment on table public_version is 'Raised by every change that a public page shows, in that change''s own transaction: cached pages of another version are stale.';
`.execute(db);
}
