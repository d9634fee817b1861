/** Look-ups for places: people by council area, health boards, data zones with their deprivation, and where projects are. Each under its edition. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table lookup_edition (
  id uuid primary key,
  kind text not null check (kind in ('population', 'health-board', 'deprivation', 'award-places')),
  edition text not null check (length(edition) between 1 and 200),
  source text not null check (length(source) between 1 and 500),
  source_date date not null,
  line_count integer not null check (line_count > 0),
  sha256 text not null,
  loaded_at timestamptz not null default clock_timestamp(),
  loaded_by uuid references person,
  synthetic boolean not null,
  constraint lookup_edition_once unique (kind, edition)
);
create index lookup_edition_newest on lookup_edition (kind, loaded_at desc, id desc);
comment on table lookup_edition is 'A file that was loaded, with where it is from. The one loaded last of its kind holds; the others are kept.';
create trigger lookup_edition_never_changes before update or delete on lookup_edition for each row execute function forbid_change();

create table population (
  edition_id uuid not null references lookup_edition,
  area_code text not null references area,
  year integer not null check (year between 1900 and 2200),
  people integer not null check (people > 0),
  primary key (edition_id, area_code, year)
);
create trigger population_never_changes before update or delete on population for each row execute function forbid_change();

create table health_board_area (
  edition_id uuid not null references lookup_edition,
  area_code text not null references area,
  board_code text not null check (board_code ~ '^S08[0-9]{6}$'),
  board_name text not null check (length(board_name) between 1 and 100),
  primary key (edition_id, area_code)
);
create trigger health_board_area_never_changes before update or delete on health_board_area for each row execute function forbid_change();

create table data_zone (
  edition_id uuid not null references lookup_edition,
  code text not null check (code ~ '^S01[0-9]{6}$'),
  area_code text not null references area,
  decile integer not null check (decile between 1 and 10),
  primary key (edition_id, code)
);
comment on column data_zone.decile is '1: among the most deprived tenth of data zones.';
create trigger data_zone_never_changes before update or delete on data_zone for each row execute function forbid_change();

create table award_place (
  edition_id uuid not null references lookup_edition,
  award_id uuid not null references award,
  data_zone_code text not null check (data_zone_code ~ '^S01[0-9]{6}$'),
  primary key (edition_id, award_id)
);
comment on table award_place is 'The data zone in which a project takes place, where that is known. An organisation''s address is not it.';
create trigger award_place_never_changes before update or delete on award_place for each row execute function forbid_change();
`.execute(db);
}
