/** Plans and their priorities, actions, outcomes; the Partnership's aims; what was reported against each action. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table source (
  id uuid primary key,
  code text not null unique,
  title text not null,
  publisher text not null default '',
  reference text not null default '',
  published_on date,
  published_text text not null default '',
  licence text not null default '',
  note text not null default ''
);

create table plan (
  id uuid primary key,
  code text not null unique,
  title text not null,
  published_on date,
  valid_from date not null,
  valid_to date,
  note text not null default ''
);

create table priority (
  id uuid primary key,
  plan_id uuid not null references plan,
  number integer not null,
  title text not null,
  official_wording text,
  wording_status text not null check (wording_status in ('sourced', 'unconfirmed')),
  note text not null default '',
  unique (plan_id, number)
);

create table action (
  id uuid primary key,
  plan_id uuid not null references plan,
  scheme text not null check (scheme in ('strategic', 'sub-action', 'workforce')),
  ref text not null,
  priority_id uuid references priority,
  title text not null,
  official_wording text,
  title_basis text not null check (title_basis in ('official-short-label', 'our-words', 'not-found')),
  sort_order integer not null,
  note text not null default '',
  unique (plan_id, scheme, ref)
);
comment on column action.title_basis is 'not-found: the action is known to exist by its number alone.';

create table outcome (
  id uuid primary key,
  plan_id uuid not null references plan,
  number integer not null,
  title text not null,
  official_wording text,
  unique (plan_id, number)
);
create table priority_outcome (
  priority_id uuid not null references priority,
  outcome_id uuid not null references outcome,
  primary key (priority_id, outcome_id)
);

create table aim (
  id uuid primary key,
  number integer not null unique,
  title text not null,
  description text not null default ''
);
create table aim_crosswalk (
  aim_id uuid not null references aim,
  priority_id uuid references priority,
  outcome_id uuid references outcome,
  note text not null default '',
  check (num_nonnulls(priority_id, outcome_id) = 1),
  unique (aim_id, priority_id, outcome_id)
);

create table reported_item (
  id uuid primary key,
  plan_id uuid not null references plan,
  source_id uuid not null references source,
  line integer not null,
  programme text not null,
  summary text not null,
  milestone text not null default '',
  unique (source_id, line)
);
create table reported_item_action (
  item_id uuid not null references reported_item,
  action_id uuid not null references action,
  inherited boolean not null default false,
  primary key (item_id, action_id)
);
`.execute(db);
}
