/** What an award was tagged with before; when what is published of an organisation changed; the release of a statistic; the tables of a publication as files. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
alter table award_tag add column since timestamptz;
comment on column award_tag.since is 'The time of the record from which the award carries the code. Null: as long as the award has been recorded, which is also all that is known of tags from before this column.';

create table award_tag_past (
  award_id uuid not null references award,
  list_code text not null,
  list_version integer not null,
  code text not null,
  since timestamptz,
  until timestamptz not null,
  primary key (award_id, list_code, code, until),
  foreign key (list_code, list_version, code) references code_item (list_code, version, code),
  constraint award_tag_past_in_order check (until >= since)
);
comment on table award_tag_past is 'Tags that an award no longer carries: from since (null: as long as it has been recorded) until, that instant not included. With award_tag it says what an award was tagged with at any moment of the record.';
create trigger award_tag_past_never_changes before update or delete on award_tag_past for each row execute function forbid_change();
create trigger award_tag_past_no_truncate before truncate on award_tag_past for each statement execute function forbid_change();

create function award_tag_leaves_a_trace() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from gone g join award a on a.id = g.award_id
     where not exists (select 1 from award_tag_past p where p.award_id = g.award_id and p.list_code = g.list_code and p.list_version = g.list_version and p.code = g.code and p.since is not distinct from g.since)) then
    raise exception 'a tag of an award is kept in award_tag_past before it goes' using errcode = 'restrict_violation', constraint = 'award_tag_leaves_a_trace';
  end if;
  return null;
end $$;
create trigger award_tag_leaves_a_trace after delete on award_tag referencing old table as gone for each statement execute function award_tag_leaves_a_trace();
create trigger award_tag_never_changes before update on award_tag for each row execute function forbid_change();

alter table organisation add column published_facts_at timestamptz;
comment on column organisation.published_facts_at is 'When what open data says of the organisation last changed: each of its grants says so as the moment of its own last change.';
create function organisation_published_facts_change() returns trigger language plpgsql as $$
begin
  new.published_facts_at := clock_timestamp();
  return new;
end $$;
create trigger organisation_published_facts_change before update of name, charity_number, company_number, area_code, legal_form on organisation for each row
  when ((old.name, old.charity_number, old.company_number, old.area_code, old.legal_form) is distinct from (new.name, new.charity_number, new.company_number, new.area_code, new.legal_form))
  execute function organisation_published_facts_change();

alter table observation
  add column source_released_on date,
  add constraint observation_released_statistic check (source_released_on is null or evidence_class = 'C');
comment on column observation.source_released_on is 'The day on which an official statistic was released: nothing of one is recorded before. Null where a figure brought in from before says none.';

alter table publication_statement add column version integer not null default 1;

create table publication_table_file (
  publication_id uuid not null references publication,
  name text not null check (name ~ '^[a-z0-9]+(-[a-z0-9]+)*[.](csv|csv-metadata[.]json|xlsx|ods)$'),
  table_number integer not null check (table_number > 0),
  media_type text not null,
  body bytea not null,
  sha256 text not null check (length(sha256) = 64),
  primary key (publication_id, name)
);
comment on table publication_table_file is 'Each table of a publication as files of its own, made when it is approved and kept like the whole of it. What was released before there were any has none.';
create trigger publication_table_file_stays before insert or update or delete on publication_table_file for each row execute function publication_part_stays();
create trigger publication_table_file_no_truncate before truncate on publication_table_file for each statement execute function forbid_change();
`.execute(db);
}
