/** Checks: a checklist that each round and area sets, what staff saw and agreed, flags, and the charity register. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table check_item (
  code text primary key check (code ~ '^[a-z]+(-[a-z]+)*$'),
  position integer not null unique,
  title text not null check (length(title) between 1 and 120),
  asks text not null check (length(asks) between 1 and 500)
);
comment on table check_item is 'The checks for which facts are gathered. A new pot begins with all of them, or with the list that its fund used last in the area.';
insert into check_item (code, position, title, asks) values
  ('governing-document', 1, 'Governing document', 'The group has a constitution or another governing document, or applies through a host.'),
  ('accounts', 2, 'Accounts', 'There are accounts for the last year, or the group is too new to have any.'),
  ('legal-form', 3, 'Legal form and numbers', 'The legal form can be funded here, and a charity or company number is that group’s own.'),
  ('income', 4, 'Income against the limit', 'Last year’s income is under this area’s limit, or an exception was agreed.'),
  ('host', 5, 'Host and partnership letter', 'An unconstituted group has a constituted host that keeps the money, with a letter that both signed.'),
  ('safeguarding', 6, 'Safeguarding and PVG', 'The answers fit the work: a policy, and PVG membership where the roles need it. Certificates are never kept.'),
  ('fair-work', 7, 'Fair Work First', 'The real Living Wage and an effective voice for workers, with the evidence that the sum of public money asks for.'),
  ('subsidy', 8, 'Subsidy control', 'The grant is no subsidy, or it fits into Minimal Financial Assistance.'),
  ('bank-account', 9, 'Bank account', 'The account is in the group’s own name, or the host’s, and no other group’s.'),
  ('other-bids', 10, 'Other bids and awards', 'The same work is not paid for twice, and nothing is overdue from an earlier grant.');

create table pot_check (
  pot_id uuid not null references pot on delete cascade,
  code text not null check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  position integer not null,
  title text not null check (length(title) between 1 and 120),
  asks text not null check (length(asks) between 1 and 500),
  primary key (pot_id, code),
  constraint pot_check_position_once unique (pot_id, position) deferrable initially deferred
);
comment on table pot_check is 'What is checked of every application to this pot. An answer to a check that was taken off the list stays and no longer counts.';
alter table pot
  add column checks_version integer not null default 1,
  add column income_exceptions boolean not null default false;
comment on column pot.income_exceptions is 'Whether this area agrees to fund a group whose income is over its limit, with the reason recorded.';

-- Work that is under way is not put back: a pot that is there goes on with the checks it had.
insert into pot_check (pot_id, code, position, title, asks)
  select pot.id, item.code, item.position, item.title, item.asks from pot join round on round.id = pot.round_id cross join check_item item
   where round.kind = 'live' and item.code in ('governing-document', 'legal-form', 'income', 'host', 'safeguarding', 'bank-account', 'other-bids');

create function pot_begins_with_checks() returns trigger language plpgsql as $$
declare earlier uuid; this_fund uuid;
begin
  select fund_id into this_fund from round where id = new.round_id and kind = 'live';
  if this_fund is null then return null; end if;
  select pot.id into earlier from pot join round on round.id = pot.round_id
   where pot.area_code = new.area_code and round.fund_id = this_fund and exists (select 1 from pot_check c where c.pot_id = pot.id)
   order by round.financial_year desc, pot.opens_at desc nulls last, pot.id desc limit 1;
  if earlier is null then
    insert into pot_check (pot_id, code, position, title, asks) select new.id, item.code, item.position, item.title, item.asks from check_item item;
  else
    insert into pot_check (pot_id, code, position, title, asks) select new.id, c.code, c.position, c.title, c.asks from pot_check c where c.pot_id = earlier;
    update pot set income_exceptions = true where id = new.id and exists (select 1 from pot before where before.id = earlier and before.income_exceptions);
  end if;
  return null;
end $$;
create trigger pot_begins_with_checks after insert on pot for each row execute function pot_begins_with_checks();

create table income_exception (
  application_id uuid primary key references application on delete cascade,
  agreed_by text not null check (length(agreed_by) between 1 and 200),
  agreed_on date not null,
  reason text not null check (length(reason) between 1 and 2000),
  recorded_by uuid not null references person,
  recorded_at timestamptz not null default clock_timestamp()
);
comment on table income_exception is 'A group over the income limit that may be funded all the same: who agreed, when and why.';

create table fair_work (
  application_id uuid primary key references application on delete cascade,
  workers text not null check (workers in ('none', 'some')),
  wage text check (wage in ('paid', 'exception', 'not-paid')),
  voice text check (voice in ('yes', 'no')),
  evidence text not null default 'none' check (evidence in ('none', 'self-declaration', 'accreditation', 'payroll', 'accountant')),
  exception_by text not null default '' check (length(exception_by) <= 200),
  exception_reason text not null default '' check (length(exception_reason) <= 2000),
  recorded_by uuid not null references person,
  recorded_at timestamptz not null default clock_timestamp(),
  constraint fair_work_of_workers check ((workers = 'some') = (wage is not null) and (workers = 'some') = (voice is not null)),
  constraint fair_work_exception_is_whole check ((wage is not distinct from 'exception') = (exception_by <> '' and exception_reason <> ''))
);

create table subsidy_view (
  application_id uuid primary key references application on delete cascade,
  economic text not null check (economic in ('yes', 'no')),
  notice_on date,
  confirmed_on date,
  reason text not null check (length(reason) between 1 and 2000),
  recorded_by uuid not null references person,
  recorded_at timestamptz not null default clock_timestamp(),
  constraint subsidy_notice_before_confirmation check (confirmed_on is null or (notice_on is not null and notice_on <= confirmed_on)),
  constraint subsidy_steps_of_a_subsidy check (economic = 'yes' or (notice_on is null and confirmed_on is null))
);
comment on table subsidy_view is 'Whether the grant pays for economic activity, as a person judged it; the notice before and the confirmation after make it Minimal Financial Assistance.';

create table public_funding (
  id uuid primary key,
  application_id uuid not null references application on delete cascade,
  funder text not null check (length(funder) between 1 and 200),
  given_on date not null,
  amount_pence bigint not null check (amount_pence > 0),
  minimal_assistance boolean not null,
  recorded_by uuid not null references person,
  recorded_at timestamptz not null default clock_timestamp(),
  removed_by uuid references person,
  removed_at timestamptz,
  constraint public_funding_removed_whole check ((removed_at is null) = (removed_by is null))
);
create index public_funding_application on public_funding (application_id) where removed_at is null;
comment on table public_funding is 'Public money that the group says it has from elsewhere; Lade knows its own awards.';

create table account_seen (
  application_id uuid primary key references application on delete cascade,
  account_hash text not null check (account_hash ~ '^[0-9a-f]{64}$'),
  recorded_by uuid not null references person,
  recorded_at timestamptz not null default clock_timestamp()
);
create index account_seen_hash on account_seen (account_hash);
comment on table account_seen is 'The account of the statement that was looked at, as a keyed hash only: it can be compared and never read.';

create table application_flag (
  id uuid primary key,
  application_id uuid not null references application on delete cascade,
  title text not null check (length(title) between 1 and 120),
  risk text not null check (risk in ('low', 'medium', 'high')),
  words text not null check (length(words) between 1 and 2000),
  owner_id uuid not null references person,
  due_on date not null,
  version integer not null default 1,
  raised_by uuid not null references person,
  raised_at timestamptz not null default clock_timestamp(),
  resolved_by uuid references person,
  resolved_at timestamptz,
  resolution text not null default '' check (length(resolution) <= 2000),
  constraint flag_resolved_whole check ((resolved_at is null) = (resolved_by is null) and (resolved_at is null) = (resolution = ''))
);
create index application_flag_application on application_flag (application_id);
create index application_flag_owner on application_flag (owner_id) where resolved_at is null;
create function flag_owner_without_interest() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.resolved_at is not null then
    raise exception 'a flag that was resolved is not changed' using errcode = 'restrict_violation', constraint = 'flag_resolved_stays';
  end if;
  if new.resolved_at is null and conflicted(new.application_id, new.owner_id) then
    raise exception 'someone with an interest follows up no flag' using errcode = 'check_violation', constraint = 'flag_owner_without_interest';
  end if;
  return new;
end $$;
create trigger flag_owner_without_interest before insert or update on application_flag for each row execute function flag_owner_without_interest();

create table charity_register_file (
  id uuid primary key,
  kind text not null check (kind in ('current', 'former')),
  file_name text not null check (length(file_name) between 1 and 200),
  dated_on date not null,
  sha256 text not null,
  charities integer not null check (charities > 0),
  loaded_by uuid references person,
  loaded_at timestamptz not null default clock_timestamp(),
  replaced_at timestamptz,
  synthetic boolean not null
);
create unique index charity_register_file_holds on charity_register_file (kind) where replaced_at is null;
create table charity_register (
  charity_number text not null check (charity_number ~ '^SC[0-9]{6}$'),
  kind text not null check (kind in ('current', 'former')),
  file_id uuid not null references charity_register_file,
  name text not null check (name <> ''),
  known_as text not null default '',
  status text not null default '',
  constitutional_form text not null default '',
  postcode text not null default '',
  location text not null default '',
  registered_on date,
  ceased_on date,
  income_pence bigint check (income_pence >= 0),
  year_end date,
  primary key (charity_number, kind)
);
comment on table charity_register is 'The Scottish Charity Register as its last file has it, without addresses and purposes: what a number is compared with.';

create index application_received_title on application (lower(title)) where received_at is not null;
create index organisation_postcode on organisation (replace(upper(postcode), ' ', '')) where postcode <> '';
`.execute(db);
}
