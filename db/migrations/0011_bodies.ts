/** Awards made elsewhere and the files they came in; awards that top up a project; signed national returns; changes of allocations. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table award_upload (
  id uuid primary key,
  pot_id uuid not null references pot,
  uploaded_by uuid not null references person,
  uploaded_at timestamptz not null default clock_timestamp(),
  file_name text not null check (length(file_name) <= 200),
  encoding text not null check (encoding in ('utf-8', 'utf-16', 'windows-1252', 'typed')),
  content text not null,
  sha256 text not null,
  loaded_at timestamptz,
  awards_new integer check (awards_new >= 0),
  awards_corrected integer check (awards_corrected >= 0),
  awards_unchanged integer check (awards_unchanged >= 0),
  change_pence bigint,
  synthetic boolean not null,
  constraint award_upload_loaded_is_counted check (
    (loaded_at is null) = (awards_new is null) and (loaded_at is null) = (awards_corrected is null)
    and (loaded_at is null) = (awards_unchanged is null) and (loaded_at is null) = (change_pence is null))
);
create unique index award_upload_one_waiting on award_upload (pot_id, uploaded_by) where loaded_at is null;
create index award_upload_pot on award_upload (pot_id, uploaded_at);
comment on table award_upload is 'A file of awards that were made elsewhere. It waits until its sender loads it or sends another; a loaded one stays as the source of its awards.';

create function award_upload_loaded_stays() returns trigger language plpgsql as $$
begin
  if old.loaded_at is not null then
    raise exception 'a file that was loaded is not changed' using errcode = 'restrict_violation', constraint = 'award_upload_loaded_stays';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger award_upload_loaded_stays before update or delete on award_upload for each row execute function award_upload_loaded_stays();

alter table award
  add column origin text not null default 'lade' check (origin in ('lade', 'elsewhere')),
  add column upload_id uuid references award_upload,
  add column elsewhere_reference text check (length(elsewhere_reference) between 1 and 60),
  add column capital_pence bigint check (capital_pence >= 0),
  add column coverage text check (coverage in ('part-of-area', 'whole-area', 'several-areas', 'scotland')),
  add column recipient_income_pence bigint check (recipient_income_pence >= 0),
  add column tops_up_award_id uuid references award,
  add constraint award_elsewhere_has_reference check ((origin = 'elsewhere') = (elsewhere_reference is not null)),
  add constraint award_tops_up_another check (tops_up_award_id <> id);
create unique index award_elsewhere_once on award (pot_id, lower(elsewhere_reference)) where elsewhere_reference is not null;
create index award_tops_up on award (tops_up_award_id) where tops_up_award_id is not null;
create index award_of_upload on award (upload_id) where upload_id is not null;
comment on column award.origin is 'elsewhere: made by the area''s body outside Lade and entered from a file; the offer was accepted there and the money is paid there.';
comment on column award.capital_pence is 'How much of the amount buys or builds things; null where nobody has said.';
comment on column award.coverage is 'Where the funded organisation works; null where nobody has said.';
comment on column award.recipient_income_pence is 'The organisation''s yearly income at the time of the award; null: as the organisation''s own profile says.';
comment on column award.tops_up_award_id is 'The first award of the project that this one adds to: awards with the same first award are one project.';

create function award_tops_up_a_first_award() returns trigger language plpgsql as $$
begin
  if exists (select 1 from award f where f.id = new.tops_up_award_id
              and (f.tops_up_award_id is not null or f.organisation_id <> new.organisation_id or f.fund_id <> new.fund_id)) then
    raise exception 'a top-up adds to the first award of a project of the same organisation and fund'
      using errcode = 'check_violation', constraint = 'award_tops_up_a_first_award';
  end if;
  return new;
end $$;
create trigger award_tops_up_a_first_award after insert or update of tops_up_award_id on award
  for each row when (new.tops_up_award_id is not null) execute function award_tops_up_a_first_award();

alter table award_event drop constraint award_event_kind_check;
alter table award_event add constraint award_event_kind_check
  check (kind in ('made', 'taken-back', 'released', 'accepted', 'not-taken-up', 'reduced', 'withdrawn', 'retagged', 'corrected'));

create table area_return (
  id uuid primary key,
  pot_id uuid not null references pot,
  nil boolean not null,
  statement text not null check (statement <> ''),
  signatory_name text not null check (length(signatory_name) between 1 and 200),
  signed_by uuid references person,
  signed_at timestamptz not null default clock_timestamp(),
  applications integer check (applications >= 0),
  awards integer not null check (awards >= 0),
  projects integer not null check (projects >= 0),
  organisations integer not null check (organisations >= 0),
  amount_pence bigint not null check (amount_pence >= 0),
  ended_at timestamptz,
  ended_as text check (ended_as in ('taken-back', 'signed-again')),
  ended_by uuid references person,
  ended_reason text not null default '',
  published_at timestamptz,
  synthetic boolean not null,
  constraint area_return_nil_is_empty check (nil = (awards = 0)),
  constraint area_return_ended_says_how check ((ended_at is null) = (ended_as is null)),
  constraint area_return_taken_back_with_reason check (ended_as is distinct from 'taken-back' or ended_reason <> ''),
  constraint area_return_published_stays check (published_at is null or ended_as is distinct from 'taken-back')
);
create unique index area_return_once on area_return (pot_id) where ended_at is null;
comment on table area_return is 'That somebody answers for an area''s awards of a round being all there. What completeness counts.';
comment on column area_return.signed_by is 'Null only for a ledger that was loaded whole.';
comment on column area_return.published_at is 'Set when a national publication has used it: from then on it is not taken back, only signed again.';
create function area_return_as_signed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.ended_at is not null
     or (new.id, new.pot_id, new.nil, new.statement, new.signatory_name, new.signed_by, new.signed_at, new.applications, new.awards, new.projects, new.organisations, new.amount_pence)
        is distinct from
        (old.id, old.pot_id, old.nil, old.statement, old.signatory_name, old.signed_by, old.signed_at, old.applications, old.awards, old.projects, old.organisations, old.amount_pence) then
    raise exception 'what was signed is not changed: it ends, and another is signed' using errcode = 'restrict_violation', constraint = 'area_return_as_signed';
  end if;
  return new;
end $$;
create trigger area_return_as_signed before update or delete on area_return for each row execute function area_return_as_signed();

create function published_cut_closes_returns() returns trigger language plpgsql as $$
begin
  update area_return r set published_at = new.published_at
    from pot p
   where p.id = r.pot_id and r.ended_at is null and r.published_at is null
     and p.area_code in (select a.area_code from award_cut_area a where a.cut_id = new.id and a.reported)
     and p.round_id in (select distinct w.round_id from award_cut_award w where w.cut_id = new.id);
  return null;
end $$;
create trigger published_cut_closes_returns after update of published_at on award_cut
  for each row when (old.published_at is null and new.published_at is not null) execute function published_cut_closes_returns();
comment on function published_cut_closes_returns() is 'Publications lie downstream of awards: the tables themselves say which returns a release has used.';

create table allocation_change (
  id uuid primary key,
  round_id uuid not null references round,
  pot_id uuid references pot,
  from_pence bigint not null check (from_pence >= 0),
  to_pence bigint not null check (to_pence >= 0),
  reason text not null check (reason <> ''),
  changed_by uuid not null references person,
  changed_at timestamptz not null default clock_timestamp()
);
create index allocation_change_round on allocation_change (round_id, changed_at);
create trigger allocation_change_never_changes before update or delete on allocation_change for each row execute function forbid_change();
comment on column allocation_change.pot_id is 'Null: the budget of the round as a whole.';
alter table round add column administration_pence bigint check (administration_pence >= 0);
comment on column round.administration_pence is 'Paid to the bodies for running the round and for capacity, beside budget_pence and never part of it, of an allocation or of any figure of awards.';
`.execute(db);
}
