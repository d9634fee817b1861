/** What a decision needs beyond yes and no: parts of a pot, financial years, conditions, reserves, a second person; and how a pot is read. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
alter table pot
  add column second_person_above_pence bigint check (second_person_above_pence >= 0),
  add column minimum_percent numeric(5, 2) check (minimum_percent between 0 and 100),
  add column anonymous_reading boolean not null default false,
  add column lived_experience_readers integer not null default 0 check (lived_experience_readers between 0 and 3),
  add column scoring_closes_at timestamptz,
  add column scoring_closed_at timestamptz,
  add column scoring_closed_by uuid references person,
  add column board_version bigint not null default 1,
  add constraint pot_scoring_closed_whole check ((scoring_closed_at is null) = (scoring_closed_by is null));
comment on column pot.second_person_above_pence is 'An award above this needs a second person; null where only those by someone who assessed do.';
comment on column pot.minimum_percent is 'The least mean score that the fund awards at; null for none.';
comment on column pot.scoring_closes_at is 'Told to assessors. Scores change until scoring_closed_at, when the chair closes.';
comment on column pot.board_version is 'Grows with every change that the decision board shows, so that an open board asks cheaply whether anything is new.';

create table sub_pot (
  id uuid primary key,
  pot_id uuid not null references pot,
  position integer not null,
  title text not null check (length(title) between 1 and 120),
  kind text not null check (kind in ('grant-size', 'locality')),
  from_pence bigint check (from_pence > 0),
  to_pence bigint check (to_pence > 0),
  locality text not null default '',
  allocation_pence bigint not null check (allocation_pence >= 0),
  committed_pence bigint not null default 0,
  constraint sub_pot_never_overcommitted check (committed_pence >= 0 and committed_pence <= allocation_pence),
  constraint sub_pot_sizes_in_order check (to_pence is null or from_pence is null or to_pence >= from_pence),
  constraint sub_pot_of_its_kind check ((kind = 'grant-size') = (from_pence is not null or to_pence is not null) and (kind = 'locality') = (locality <> '')),
  constraint sub_pot_in_pot unique (id, pot_id)
);
create index sub_pot_pot on sub_pot (pot_id);
comment on table sub_pot is 'A part of a pot with a limit of its own, by the size of the grant asked for or by locality. An award in it counts against both.';

create table pot_year (
  pot_id uuid not null references pot,
  financial_year text not null check (financial_year ~ '^[0-9]{4}-[0-9]{2}$'),
  allocation_pence bigint check (allocation_pence >= 0),
  committed_pence bigint not null default 0,
  primary key (pot_id, financial_year),
  constraint pot_year_never_overcommitted check (committed_pence >= 0 and (allocation_pence is null or committed_pence <= allocation_pence))
);
comment on column pot_year.allocation_pence is 'The most that may be committed for this financial year; null where only the pot as a whole has a limit.';

alter table application add column sub_pot_id uuid;
alter table application add constraint application_in_sub_pot foreign key (sub_pot_id, pot_id) references sub_pot (id, pot_id);
create index application_sub_pot on application (sub_pot_id) where sub_pot_id is not null;
comment on column application.sub_pot_id is 'Set by hand; where it is null the sub-pot follows from the amount asked for.';

alter table award add column sub_pot_id uuid;
alter table award add constraint award_in_sub_pot foreign key (sub_pot_id, pot_id) references sub_pot (id, pot_id);
create index award_sub_pot on award (sub_pot_id) where sub_pot_id is not null;
create table award_year (
  award_id uuid not null references award,
  financial_year text not null check (financial_year ~ '^[0-9]{4}-[0-9]{2}$'),
  amount_pence bigint not null check (amount_pence >= 0),
  primary key (award_id, financial_year)
);
comment on table award_year is 'What the award commits in each financial year; the rows add up to the award. An award from before has none: all of it is of its round''s year.';

alter table decision drop constraint decision_outcome_check;
alter table decision drop constraint decision_amount_fits;
alter table decision
  add column conditions_to_meet text not null default '',
  add column conditions_met_at timestamptz,
  add column conditions_met_by uuid references person,
  add column reserve_position integer check (reserve_position > 0),
  add column moved_up_at timestamptz,
  add column moved_up_by uuid references person,
  add column needs_second boolean not null default false,
  add column needs_second_why text not null default '',
  add column confirmed_at timestamptz,
  add column confirmed_by uuid references person,
  add constraint decision_outcome_known check (outcome in ('full', 'part', 'conditional', 'reserve', 'decline')),
  add constraint decision_amount_fits check ((outcome = 'decline') = (amount_pence is null)),
  add constraint decision_reserve_has_place check ((outcome = 'reserve') = (reserve_position is not null)),
  add constraint decision_condition_is_said check ((outcome = 'conditional') = (conditions_to_meet <> '')),
  add constraint decision_confirmed_whole check ((confirmed_at is null) = (confirmed_by is null)),
  add constraint decision_confirmed_by_another check (confirmed_by is null or confirmed_by <> decided_by),
  add constraint decision_released_confirmed check (released_at is null or not needs_second or confirmed_at is not null),
  add constraint decision_moved_up_was_reserve check (moved_up_at is null or outcome = 'reserve');
drop index decision_once;
create unique index decision_once on decision (application_id) where taken_back_at is null and moved_up_at is null;
comment on column decision.amount_pence is 'Awarded; for a reserve what would be offered, which commits nothing.';
comment on column decision.moved_up_at is 'A reserve whose turn came: another decision stands in its place.';
`.execute(db);
}
