/** Council areas and the bodies that serve them, code lists by version, organisations, and the roles people hold in these places. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table area (
  code text primary key check (code ~ '^S[0-9]{8}$'),
  name text not null unique,
  slug text not null unique,
  short_name text not null,
  kind text not null check (kind in ('council', 'nation')),
  position integer not null,
  tile_column integer,
  tile_row integer
);
comment on table area is 'The 32 council areas by current GSS code, and Scotland (S92000003) for national competitions.';

create table superseded_area_code (
  code text primary key,
  area_code text not null references area
);

create table body (
  id uuid primary key,
  name text not null unique,
  kind text not null check (kind in ('third-sector-interface', 'national')),
  name_status text not null check (name_status in ('sourced', 'unconfirmed')),
  note text not null default ''
);

create table area_body (
  area_code text not null references area,
  body_id uuid not null references body,
  valid_from date not null,
  valid_to date,
  note text not null default '',
  primary key (area_code, body_id, valid_from)
);

create table code_list (
  code text primary key,
  title text not null,
  choice text not null check (choice in ('one', 'many')),
  description text not null default ''
);

create table code_list_version (
  list_code text not null references code_list,
  version integer not null,
  valid_from date not null,
  valid_to date,
  title text not null,
  note text not null default '',
  primary key (list_code, version),
  check (valid_to is null or valid_to >= valid_from)
);

create table code_item (
  list_code text not null,
  version integer not null,
  code text not null check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title text not null,
  position integer not null,
  confirmed boolean not null,
  note text not null default '',
  primary key (list_code, version, code),
  foreign key (list_code, version) references code_list_version,
  unique (list_code, version, position)
);

create table code_item_variant (
  list_code text not null,
  version integer not null,
  code text not null,
  label text not null,
  used_in text not null,
  primary key (list_code, version, code, label),
  foreign key (list_code, version, code) references code_item
);
comment on table code_item_variant is 'Another wording that a document used for the same code, with the document.';

create table organisation (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  legal_form text not null,
  legal_form_list text not null default 'legal-form' check (legal_form_list = 'legal-form'),
  legal_form_version integer not null default 1,
  charity_number text check (charity_number ~ '^SC[0-9]{6}$'),
  company_number text check (company_number ~ '^(SC|SO|SL|CS|IP|SP|NI|OC)?[0-9]{6,8}$'),
  area_code text not null references area,
  address text not null default '',
  postcode text not null default '',
  telephone text not null default '',
  website text not null default '',
  purpose text not null default '',
  annual_income_pence bigint check (annual_income_pence >= 0),
  founded_year integer check (founded_year between 1700 and 2100),
  host_name text not null default '',
  host_charity_number text check (host_charity_number ~ '^SC[0-9]{6}$'),
  host_contact_name text not null default '',
  host_contact_email text not null default '',
  synthetic boolean not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  foreign key (legal_form_list, legal_form_version, legal_form) references code_item (list_code, version, code),
  constraint organisation_charity_number_once unique (charity_number),
  constraint organisation_company_number_once unique (company_number)
);
create index organisation_name on organisation (lower(name));

create table role_held (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  role text not null check (role in ('owner', 'editor', 'viewer', 'administrator', 'assessor', 'chair', 'finance', 'official', 'publisher', 'service-administrator')),
  organisation_id uuid references organisation,
  fund_id uuid,
  area_code text references area,
  granted_at timestamptz not null default now(),
  granted_by uuid references person,
  ended_at timestamptz,
  constraint role_held_in_its_place check (
    case
      when role in ('owner', 'editor', 'viewer') then organisation_id is not null and fund_id is null and area_code is null
      when role in ('administrator', 'assessor', 'chair', 'finance') then organisation_id is null and fund_id is not null and area_code is not null
      else organisation_id is null and fund_id is null and area_code is null
    end)
);
create unique index role_held_once on role_held (person_id, role, coalesce(organisation_id::text, ''), coalesce(fund_id::text, ''), coalesce(area_code, '')) where ended_at is null;
create index role_held_organisation on role_held (organisation_id) where ended_at is null;

alter table account_link add foreign key (organisation_id) references organisation;
`.execute(db);
}
