/** Forms under immutable versions; funds, rounds, pots, criteria. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table form_version (
  id uuid primary key,
  form_code text not null check (form_code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  version integer not null,
  title text not null,
  definition jsonb not null,
  published_at timestamptz not null default now(),
  constraint form_version_once unique (form_code, version)
);
create trigger form_version_never_changes before update or delete on form_version for each row execute function forbid_change();

create table fund (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title text not null,
  short_title text not null,
  summary text not null,
  shape text not null check (shape in ('areas', 'national')),
  who_can_apply text not null default '',
  not_funded text not null default '',
  position integer not null
);
alter table role_held add foreign key (fund_id) references fund;

create table fund_action (
  fund_id uuid not null references fund,
  action_id uuid not null references action,
  note text not null default '',
  primary key (fund_id, action_id)
);
create table fund_outcome (
  fund_id uuid not null references fund,
  outcome_id uuid not null references outcome,
  note text not null default '',
  primary key (fund_id, outcome_id)
);

create table round (
  id uuid primary key,
  fund_id uuid not null references fund,
  code text not null unique check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title text not null,
  financial_year text not null check (financial_year ~ '^[0-9]{4}-[0-9]{2}$'),
  year_number integer,
  kind text not null check (kind in ('history', 'live')),
  budget_pence bigint check (budget_pence >= 0),
  form_version_id uuid references form_version,
  return_form_version_id uuid references form_version,
  lists jsonb not null default '{}'::jsonb,
  synthetic boolean not null,
  note text not null default '',
  check (kind = 'history' or (form_version_id is not null and return_form_version_id is not null))
);
comment on column round.kind is 'history: known from publications only, nobody applied here. live: applications are made in Lade.';
comment on column round.lists is 'Which version of each code list holds in this round: {"focus-group": 2, ...}.';

create table published_total (
  id uuid primary key,
  round_id uuid not null references round,
  source_id uuid not null references source,
  published_on date,
  published_text text not null default '',
  superseded_by uuid references published_total,
  applications integer,
  awards integer,
  organisations integer,
  projects integer,
  amount_pence bigint,
  note text not null default ''
);

create table published_allocation (
  id uuid primary key,
  round_id uuid not null references round,
  source_id uuid not null references source,
  label text not null,
  amount_pence bigint not null,
  note text not null default '',
  unique (round_id, label)
);
create table published_allocation_area (
  allocation_id uuid not null references published_allocation,
  area_code text not null references area,
  primary key (allocation_id, area_code)
);
comment on table published_allocation is 'A row of a published allocation table as it was printed: one row may serve two areas together.';

create table amount_band (
  fund_id uuid not null references fund,
  code text not null,
  title text not null,
  from_pence bigint not null,
  to_pence bigint,
  position integer not null,
  basis text not null check (basis in ('published', 'our-own')),
  primary key (fund_id, code),
  check (to_pence is null or to_pence >= from_pence)
);
comment on column amount_band.to_pence is 'Included in the band; the next band starts one penny above.';

create table pot (
  id uuid primary key,
  round_id uuid not null references round,
  area_code text not null references area,
  body_id uuid references body,
  allocation_pence bigint not null check (allocation_pence >= 0),
  committed_pence bigint not null default 0,
  opens_at timestamptz,
  closes_at timestamptz,
  decisions_by date,
  min_amount_pence bigint,
  max_amount_pence bigint,
  income_cap_pence bigint,
  unconstituted_max_pence bigint,
  assessors_needed integer not null default 2 check (assessors_needed between 1 and 10),
  guidance text not null default '',
  contact_email text not null default '',
  note text not null default '',
  version integer not null default 1,
  synthetic boolean not null,
  constraint pot_once unique (round_id, area_code),
  constraint pot_never_overcommitted check (committed_pence >= 0 and committed_pence <= allocation_pence),
  constraint pot_opens_before_it_closes check (closes_at > opens_at),
  constraint pot_limits_in_order check (min_amount_pence > 0 and max_amount_pence >= min_amount_pence and unconstituted_max_pence > 0)
);
comment on table pot is 'The money of one round in one area (the whole of Scotland for a national competition), with that area''s own dates, limits and administering body.';

create table criterion (
  id uuid primary key,
  pot_id uuid not null references pot on delete cascade,
  position integer not null,
  title text not null check (length(title) between 1 and 120),
  guidance text not null default '',
  weight integer not null check (weight between 1 and 100),
  max_points integer not null default 5 check (max_points between 1 and 100),
  constraint criterion_position_once unique (pot_id, position) deferrable initially deferred
);
`.execute(db);
}
