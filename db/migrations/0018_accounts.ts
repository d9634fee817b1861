/** Sign-in by a link and by passkeys, proof again before what matters, invitations with who sent them; the facts of a group with the day they were told. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
alter table session
  add column shared_computer boolean not null default false,
  add column proved_by text not null default 'password' check (proved_by in ('password', 'email-link', 'passkey')),
  add column proved_at timestamptz;
update session set proved_at = created_at;
alter table session alter column proved_at set default now(), alter column proved_at set not null;
comment on column session.shared_computer is 'The person said so at sign-in: nothing is kept on the device, and the session is short.';
comment on column session.proved_at is 'When the person last showed who they are: asked again before what cannot be undone by them alone.';

alter table account_link drop constraint account_link_purpose_check;
alter table account_link
  add constraint account_link_purpose_check check (purpose in ('confirm-email', 'reset-password', 'join-organisation', 'sign-in', 'register', 'change-email')),
  add column next_path text not null default '',
  add column created_by uuid references person on delete set null;
create index account_link_organisation on account_link (organisation_id) where organisation_id is not null and used_at is null;
create index account_link_email on account_link (email) where used_at is null;
create index account_link_person on account_link (person_id, purpose) where used_at is null;
comment on column account_link.created_by is 'Who invited: an invitation ends with the right to invite.';

create table passkey (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  credential_id text not null check (length(credential_id) between 1 and 2048),
  public_key text not null,
  counter bigint not null default 0,
  transports text not null default '',
  synced boolean not null default false,
  name text not null check (length(name) between 1 and 100),
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  constraint passkey_credential_once unique (credential_id)
);
create index passkey_person on passkey (person_id);

create table passkey_challenge (
  challenge_hash text primary key check (length(challenge_hash) = 64),
  purpose text not null check (purpose in ('add', 'sign-in', 'prove')),
  person_id uuid references person on delete cascade,
  expires_at timestamptz not null,
  constraint passkey_challenge_is_for_someone check ((purpose = 'sign-in') = (person_id is null))
);
create index passkey_challenge_expires on passkey_challenge (expires_at);
comment on table passkey_challenge is 'Taken out by the answer to it: each is answered once, soon, for what it was asked for and by whom.';

alter table organisation
  add column people_running integer check (people_running between 0 and 500),
  add column people_unrelated integer check (people_unrelated between 0 and 500),
  add column safeguarding_policy text check (safeguarding_policy in ('agreed', 'being-written', 'none')),
  add column safeguarding_lead text not null default '' check (length(safeguarding_lead) <= 200),
  add column bank_account text check (bank_account in ('two-signatories', 'one-signatory', 'host', 'none'));
comment on column organisation.people_running is 'How many run the group: a number, because names of trustees are not needed to apply.';

create table organisation_fact_confirmed (
  organisation_id uuid not null references organisation on delete cascade,
  fact text not null check (fact in ('identity', 'contact', 'income', 'people', 'safeguarding', 'bank', 'documents')),
  confirmed_at timestamptz not null default now(),
  confirmed_by uuid references person on delete set null,
  primary key (organisation_id, fact)
);
comment on table organisation_fact_confirmed is 'When a group last told us each part of its profile, or said that it still holds.';
insert into organisation_fact_confirmed (organisation_id, fact, confirmed_at)
  select id, fact, created_at from organisation, unnest(array['identity', 'contact', 'income']) as fact
  where fact = 'identity' or (fact = 'contact' and address <> '') or (fact = 'income' and annual_income_pence is not null);
`.execute(db);
}
