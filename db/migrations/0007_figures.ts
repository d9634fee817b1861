/** Measures, their definitions, and observations with period, as-at, exact value and source. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table measure (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title text not null,
  unit text not null,
  kind text not null,
  definition text not null default '',
  fund_id uuid references fund,
  computed_from text check (computed_from in ('award-counts', 'returns')),
  computed_code text,
  position integer not null default 0
);
comment on column measure.computed_from is 'Null: the measure holds only what a source asserts.';

create table observation (
  id uuid primary key,
  measure_id uuid not null references measure,
  item_id uuid references reported_item,
  source_id uuid not null references source,
  source_ref text not null default '',
  value numeric,
  value_to numeric,
  qualifier text,
  comparator text check (comparator in ('eq', 'gt', 'ge', 'lt', 'le', 'approx', 'range')),
  period_from date,
  period_to date,
  period_stated text,
  basis text not null,
  as_at date,
  evidence_class text not null check (evidence_class in ('A', 'B', 'C', 'D', 'E', 'F', 'G')),
  note text not null default '',
  recorded_by uuid references person,
  recorded_at timestamptz not null default now(),
  synthetic boolean not null,
  constraint observation_period_in_order check (period_to >= period_from),
  constraint observation_range_in_order check (value_to >= value)
);
create index observation_measure on observation (measure_id);
create table observation_action (
  observation_id uuid not null references observation,
  action_id uuid not null references action,
  primary key (observation_id, action_id)
);
create table observation_plan (
  observation_id uuid primary key references observation,
  plan_id uuid not null references plan
);
comment on table observation_plan is 'For a figure about the plan as a whole, shown on the Strategy''s own page.';
create table measure_action (
  measure_id uuid not null references measure,
  action_id uuid not null references action,
  primary key (measure_id, action_id)
);
`.execute(db);
}
