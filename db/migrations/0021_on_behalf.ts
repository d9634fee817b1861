/** Applications that came on paper or by telephone and that the fund enters for the group, which then confirms them. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
alter table application
  add column entered_by uuid references person,
  add column entered_how text check (entered_how in ('paper', 'telephone')),
  add column arrived_at timestamptz,
  add column confirmed_by uuid references person,
  add column confirmed_at timestamptz,
  add constraint application_entered_whole check ((entered_by is null) = (entered_how is null) and (entered_by is null) = (arrived_at is null)),
  add constraint application_confirmed_by_the_group check ((confirmed_at is null) = (confirmed_by is null) and (confirmed_by is null or confirmed_by <> entered_by));
comment on column application.arrived_at is 'When the paper or the call came, for one that the fund entered: that counts as its receipt.';

alter table role_held
  drop constraint role_held_role_check,
  drop constraint role_held_in_its_place,
  add constraint role_held_role_check check (role in ('owner', 'editor', 'viewer', 'helper', 'administrator', 'assessor', 'chair', 'finance', 'official', 'publisher', 'service-administrator', 'partner')),
  add constraint role_held_in_its_place check (
    case
      when role in ('owner', 'editor', 'viewer', 'helper') then organisation_id is not null and fund_id is null and area_code is null and member_body_id is null
      when role in ('administrator', 'assessor', 'chair', 'finance') then organisation_id is null and fund_id is not null and area_code is not null and member_body_id is null
      when role = 'partner' then organisation_id is null and fund_id is null and area_code is null and member_body_id is not null
      else organisation_id is null and fund_id is null and area_code is null and member_body_id is null
    end);

create or replace function conflicted(the_application uuid, the_person uuid) returns boolean language sql stable as $$
  select exists (select 1 from interest i where i.application_id = the_application and i.person_id = the_person and i.has_interest)
      or exists (select 1 from role_held r join application a on a.organisation_id = r.organisation_id
                  where a.id = the_application and r.person_id = the_person and r.ended_at is null and r.role <> 'helper')
$$;
comment on function conflicted is 'Whether an application is closed to a person: an interest declared, or a place in the group. Who only enters it for the group has none.';

alter table stored_file
  drop constraint stored_file_kind_check,
  add constraint stored_file_kind_check check (kind in ('governing-document', 'accounts', 'partnership-letter', 'signed-form', 'answer'));
`.execute(db);
}
