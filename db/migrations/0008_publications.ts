/** Cuts of the ledger as it was recorded at one moment; publications, what they say, and the bytes that were released. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table award_cut (
  id uuid primary key,
  fund_id uuid not null references fund,
  data_at timestamptz not null,
  period_from date not null,
  period_to date not null,
  groups_known boolean not null,
  note text not null default '',
  taken_by uuid references person,
  taken_at timestamptz not null default clock_timestamp(),
  replaces_id uuid references award_cut,
  published_as text check (published_as ~ '^[0-9]{4}-[0-9]{2}(-[0-9]{2})?(-[0-9]+)?$'),
  published_title text not null default '',
  published_at timestamptz,
  synthetic boolean not null,
  constraint award_cut_period_in_order check (period_to >= period_from),
  constraint award_cut_named_when_published check ((published_as is null) = (published_at is null)),
  constraint award_cut_name_once unique (fund_id, published_as)
);
comment on table award_cut is 'A fund''s awards of a period as they were recorded at data_at, kept row by row. published_as is how a released one is asked for; a cut without it is nobody''s but its drafters''.';
comment on column award_cut.groups_known is 'False: the publication is known by its totals only, so counts by a code list are answered as not known.';
create table award_cut_area (
  cut_id uuid not null references award_cut,
  area_code text not null references area,
  reported boolean not null,
  primary key (cut_id, area_code)
);
comment on table award_cut_area is 'The areas from which awards were expected at the cut, and whether they had reported.';
create table award_cut_award (
  cut_id uuid not null references award_cut,
  award_id uuid not null references award,
  round_id uuid not null references round,
  area_code text not null references area,
  organisation_id uuid not null references organisation,
  awarded_on date not null,
  amount_pence bigint not null check (amount_pence > 0),
  synthetic boolean not null,
  primary key (cut_id, award_id)
);
create table award_cut_tag (
  cut_id uuid not null,
  award_id uuid not null,
  list_code text not null,
  list_version integer not null,
  code text not null,
  primary key (cut_id, award_id, list_code, code),
  foreign key (cut_id, award_id) references award_cut_award,
  foreign key (list_code, list_version, code) references code_item (list_code, version, code)
);
create index award_cut_tag_code on award_cut_tag (cut_id, list_code, code);
create table award_cut_people (
  cut_id uuid not null,
  award_id uuid not null,
  return_id uuid not null references grant_return,
  area_code text not null references area,
  list_code text not null,
  list_version integer not null,
  code text not null,
  people integer not null check (people >= 0),
  primary key (cut_id, return_id, list_code, code),
  foreign key (cut_id, award_id) references award_cut_award
);
comment on table award_cut_people is 'People from the returns that had come by data_at; list_code ''all'' is a return''s total. Never public but through a publication''s disclosure decision.';

create function award_cut_stays() returns trigger language plpgsql as $$
begin
  if old.published_at is not null then
    raise exception 'a published cut is never changed or deleted' using errcode = 'restrict_violation', constraint = 'award_cut_stays';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger award_cut_stays before update or delete on award_cut for each row execute function award_cut_stays();
create function award_cut_gains_no_row() returns trigger language plpgsql as $$
begin
  if exists (select 1 from changed join award_cut c on c.id = changed.cut_id where c.published_at is not null) then
    raise exception 'a published cut is never changed or deleted' using errcode = 'restrict_violation', constraint = 'award_cut_stays';
  end if;
  return null;
end $$;
`.execute(db);
  for (const table of ["award_cut_area", "award_cut_award", "award_cut_tag", "award_cut_people"]) {
    await sql`
create trigger ${sql.id(`${table}_never_changes`)} before update on ${sql.table(table)} for each row execute function forbid_change();
create trigger ${sql.id(`${table}_gains_none`)} after insert on ${sql.table(table)} referencing new table as changed for each statement execute function award_cut_gains_no_row();
create trigger ${sql.id(`${table}_loses_none`)} after delete on ${sql.table(table)} referencing old table as changed for each statement execute function award_cut_gains_no_row();
create trigger ${sql.id(`${table}_no_truncate`)} before truncate on ${sql.table(table)} for each statement execute function forbid_change();
`.execute(db);
  }
  await publications(db);
}

async function publications(db: Kysely<unknown>): Promise<void> {
  await sql`
create table publication (
  id uuid primary key,
  code text not null check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(code) <= 100),
  title text not null check (length(title) between 1 and 200),
  summary text not null default '' check (length(summary) <= 4000),
  state text not null default 'draft' check (state in ('draft', 'awaiting-approval', 'embargoed', 'released', 'abandoned')),
  origin text not null default 'made-here' check (origin in ('made-here', 'brought-in')),
  badge text not null default 'management-information' check (badge = 'management-information'),
  period_from date not null,
  period_to date not null,
  data_on date not null,
  release_on date,
  release_at timestamptz,
  announced_at timestamptz,
  people_threshold integer not null default 5 check (people_threshold between 3 and 100),
  completeness_label text not null default '' check (length(completeness_label) <= 1000),
  replaces_id uuid references publication,
  restatement_reason text not null default '' check (length(restatement_reason) <= 2000),
  drafted_by uuid references person,
  drafted_at timestamptz not null default clock_timestamp(),
  given_back_reason text not null default '' check (length(given_back_reason) <= 2000),
  submitted_by uuid references person,
  submitted_at timestamptz,
  approved_by uuid references person,
  approved_at timestamptz,
  released_at timestamptz,
  version integer not null default 1,
  synthetic boolean not null,
  constraint publication_code_once unique (code),
  constraint publication_replaced_once unique (replaces_id),
  constraint publication_period_in_order check (period_to >= period_from),
  constraint publication_release_has_a_time check ((release_on is null) = (release_at is null)),
  constraint publication_second_person check (approved_by is null or approved_by <> drafted_by),
  constraint publication_out_is_approved check (state not in ('embargoed', 'released') or (release_at is not null and (approved_by is not null or origin = 'brought-in'))),
  constraint publication_released_has_time check ((state = 'released') = (released_at is not null)),
  constraint publication_restated_with_reason check (replaces_id is null or restatement_reason <> '')
);
create index publication_due on publication (release_at) where state = 'embargoed';
create index publication_released on publication (release_at desc) where state = 'released';
comment on column publication.badge is 'All that is published here is management information: official statistics are produced under a code of practice that this system does not claim.';

create table publication_author (
  publication_id uuid not null references publication,
  person_id uuid not null references person,
  primary key (publication_id, person_id)
);
create table publication_cut (
  publication_id uuid not null references publication,
  cut_id uuid not null references award_cut,
  primary key (publication_id, cut_id)
);
create table publication_statement (
  id uuid primary key,
  publication_id uuid not null references publication,
  position integer not null,
  heading text not null default '' check (length(heading) <= 200),
  template text not null check (length(template) between 1 and 4000),
  number_style text not null check (number_style in ('commas', 'plain')),
  money_style text not null check (money_style in ('full', 'millions')),
  date_style text not null check (date_style in ('day', 'month')),
  year_style text not null check (year_style in ('hyphen', 'slash', 'whole', 'dash')),
  percent_style text not null check (percent_style in ('whole', 'one', 'two')),
  printed text not null,
  item_id uuid references reported_item,
  constraint publication_statement_place_once unique (publication_id, position)
);
create table publication_slot (
  statement_id uuid not null references publication_statement on delete cascade,
  name text not null,
  source text not null,
  query jsonb not null,
  cut_id uuid references award_cut,
  observation_id uuid references observation,
  value numeric,
  printed text not null,
  rows_behind integer not null,
  rows_sha256 text not null,
  primary key (statement_id, name)
);
comment on table publication_slot is 'What a sentence''s number rests on: the question, the cut it was asked of, and the number and hash of the rows behind it, in the order of their keys. The rows themselves stay in the cut.';
create table publication_table (
  id uuid primary key,
  publication_id uuid not null references publication,
  position integer not null,
  title text not null check (length(title) between 1 and 200),
  cut_id uuid not null references award_cut,
  measure text not null check (measure in ('awards', 'people')),
  by_code text not null,
  across_areas boolean not null,
  constraint publication_table_place_once unique (publication_id, position)
);
create table publication_finding_answer (
  publication_id uuid not null references publication,
  finding text not null,
  message text not null,
  answer text not null check (length(answer) between 1 and 1000),
  answered_by uuid references person,
  answered_at timestamptz not null default clock_timestamp(),
  primary key (publication_id, finding)
);
create table publication_disclosure (
  id uuid primary key,
  publication_id uuid not null references publication,
  threshold integer not null,
  cells integer not null,
  primary_suppressed integer not null,
  secondary_suppressed integer not null,
  basis_sha256 text not null,
  suppressed jsonb not null,
  assessment text not null check (length(assessment) between 1 and 4000),
  decided_by uuid references person,
  decided_at timestamptz not null default clock_timestamp()
);
create index publication_disclosure_of on publication_disclosure (publication_id, decided_at);
create trigger publication_disclosure_never_changes before update or delete on publication_disclosure for each row execute function forbid_change();
comment on column publication_disclosure.basis_sha256 is 'Of the cells, the equations and the threshold that were decided upon: a decision about other tables does not count.';
create table publication_cell (
  publication_id uuid not null references publication,
  key text not null,
  value integer not null,
  suppressed boolean not null,
  primary key (publication_id, key)
);
comment on table publication_cell is 'Every count of people in a publication''s tables, totals included, and whether it is shown: what the next publication must not undo.';
create table publication_reader (
  publication_id uuid not null references publication,
  person_id uuid not null references person,
  post text not null check (length(post) between 1 and 200),
  added_by uuid references person,
  added_at timestamptz not null default clock_timestamp(),
  removed_at timestamptz,
  primary key (publication_id, person_id)
);
comment on table publication_reader is 'Who may read before release, by name and post.';
create table publication_reading (
  id uuid primary key,
  publication_id uuid not null references publication,
  person_id uuid not null references person,
  read_at timestamptz not null default clock_timestamp()
);
create index publication_reading_of on publication_reading (publication_id, read_at);
create trigger publication_reading_never_changes before update or delete on publication_reading for each row execute function forbid_change();
create table publication_file (
  publication_id uuid not null references publication,
  format text not null check (format in ('html', 'csv', 'json')),
  media_type text not null,
  body text not null,
  sha256 text not null check (length(sha256) = 64),
  primary key (publication_id, format)
);
create table release_hold (
  id uuid primary key,
  reason text not null check (length(reason) between 1 and 1000),
  started_by uuid references person,
  started_at timestamptz not null default clock_timestamp(),
  ended_by uuid references person,
  ended_at timestamptz
);
create unique index release_hold_one_at_a_time on release_hold ((true)) where ended_at is null;

create function publication_stays() returns trigger language plpgsql as $$
begin
  if old.state = 'released' then
    raise exception 'a released publication is never changed or deleted' using errcode = 'restrict_violation', constraint = 'publication_stays';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger publication_stays before update or delete on publication for each row execute function publication_stays();
create trigger publication_no_truncate before truncate on publication for each statement execute function forbid_change();
create function publication_part_stays() returns trigger language plpgsql as $$
begin
  if exists (select 1 from publication p where p.state = 'released'
              and p.id in (case when tg_op <> 'INSERT' then old.publication_id end, case when tg_op <> 'DELETE' then new.publication_id end)) then
    raise exception 'a released publication is never changed or deleted' using errcode = 'restrict_violation', constraint = 'publication_stays';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create function publication_slot_stays() returns trigger language plpgsql as $$
begin
  if exists (select 1 from publication p join publication_statement s on s.publication_id = p.id where p.state = 'released'
              and s.id in (case when tg_op <> 'INSERT' then old.statement_id end, case when tg_op <> 'DELETE' then new.statement_id end)) then
    raise exception 'a released publication is never changed or deleted' using errcode = 'restrict_violation', constraint = 'publication_stays';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger publication_slot_stays before insert or update or delete on publication_slot for each row execute function publication_slot_stays();
`.execute(db);
  for (const table of ["publication_cut", "publication_statement", "publication_table", "publication_finding_answer", "publication_cell", "publication_file"])
    await sql`
create trigger ${sql.id(`${table}_stays`)} before insert or update or delete on ${sql.table(table)} for each row execute function publication_part_stays();
create trigger ${sql.id(`${table}_no_truncate`)} before truncate on ${sql.table(table)} for each statement execute function forbid_change();
`.execute(db);
}
