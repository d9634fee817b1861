/** The Partnership: member bodies and who speaks for them, what they remark on figures and the answers; how an action helps; Easy Read. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await bodies(db);
  await approaches(db);
  await remarks(db);
  await easyRead(db);
}

async function bodies(db: Kysely<unknown>): Promise<void> {
  await sql`
create table member_body (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  organisation_id uuid references organisation,
  source text not null default '' check (length(source) <= 500),
  added_by uuid references person,
  added_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  synthetic boolean not null,
  constraint member_body_name_once unique (name),
  constraint member_body_organisation_once unique (organisation_id)
);
comment on table member_body is 'A member of Scotland''s Mental Health Partnership.';
comment on column member_body.organisation_id is 'The same body as a registered group, where it applies for grants itself.';

create table member_interest (
  id uuid primary key,
  member_body_id uuid not null references member_body,
  fund_id uuid references fund,
  statement text not null check (length(statement) between 1 and 1000),
  declared_by uuid references person,
  declared_at timestamptz not null default clock_timestamp(),
  ended_by uuid references person,
  ended_at timestamptz
);
create index member_interest_of on member_interest (member_body_id, declared_at);
comment on table member_interest is 'What a member body receives or does that has to be known beside its remarks. Ended, never removed.';

alter table role_held
  add column member_body_id uuid references member_body,
  drop constraint role_held_role_check,
  drop constraint role_held_in_its_place,
  add constraint role_held_role_check check (role in ('owner', 'editor', 'viewer', 'administrator', 'assessor', 'chair', 'finance', 'official', 'publisher', 'service-administrator', 'partner')),
  add constraint role_held_in_its_place check (
    case
      when role in ('owner', 'editor', 'viewer') then organisation_id is not null and fund_id is null and area_code is null and member_body_id is null
      when role in ('administrator', 'assessor', 'chair', 'finance') then organisation_id is null and fund_id is not null and area_code is not null and member_body_id is null
      when role = 'partner' then organisation_id is null and fund_id is null and area_code is null and member_body_id is not null
      else organisation_id is null and fund_id is null and area_code is null and member_body_id is null
    end);
create index role_held_member_body on role_held (member_body_id) where ended_at is null;

create function role_held_partner_apart() returns trigger language plpgsql as $$
begin
  if new.ended_at is not null or new.organisation_id is not null then
    return new;
  end if;
  perform 1 from person where id = new.person_id for no key update;
  if exists (select 1 from role_held r where r.person_id = new.person_id and r.id <> new.id and r.ended_at is null and r.organisation_id is null
              and (new.role = 'partner' or r.role = 'partner')) then
    raise exception 'a member of the Partnership holds no other role of a fund or of the nation' using errcode = 'check_violation', constraint = 'role_held_partner_apart';
  end if;
  if new.role = 'partner' then
    perform 1 from member_body b where b.id = new.member_body_id and b.ended_at is null for share;
    if not found then
      raise exception 'that body is not a member' using errcode = 'check_violation', constraint = 'role_held_of_a_member';
    end if;
  end if;
  return new;
end $$;
create trigger role_held_partner_apart before insert or update on role_held for each row execute function role_held_partner_apart();
comment on function role_held_partner_apart() is 'Member bodies can be grantees: whoever speaks for one works on no application, decision or publication.';
`.execute(db);
}

async function approaches(db: Kysely<unknown>): Promise<void> {
  await sql`
create table approach (
  id uuid primary key,
  action_id uuid references action,
  measure_id uuid references measure,
  sequence integer not null check (sequence > 0),
  approach text check (approach in ('prevention', 'early-help', 'crisis', 'treatment', 'across')),
  basis text not null check (basis in ('own-reading', 'source')),
  source text not null default '' check (length(source) <= 300),
  reason text not null check (length(reason) between 1 and 500),
  set_by uuid references person,
  set_at timestamptz not null default clock_timestamp(),
  constraint approach_of_one_thing check (num_nonnulls(action_id, measure_id) = 1),
  constraint approach_source_is_named check ((basis = 'source') = (source <> '')),
  constraint approach_of_action_in_turn unique (action_id, sequence),
  constraint approach_of_measure_in_turn unique (measure_id, sequence)
);
comment on table approach is 'Whether an action, or one measure apart from its action, prevents, helps early, meets a crisis or treats. The last one stands, the earlier ones are kept; null: not said any more.';
create trigger approach_never_changes before update or delete on approach for each row execute function forbid_change();
create trigger approach_no_truncate before truncate on approach for each statement execute function forbid_change();

create table priority_focus (
  priority_id uuid not null references priority,
  focus text not null check (focus in ('promote', 'prevent', 'provide')),
  primary key (priority_id, focus)
);
comment on table priority_focus is 'The areas of focus under which the Strategy itself puts a priority; none where that is not known here.';
`.execute(db);
}

async function remarks(db: Kysely<unknown>): Promise<void> {
  await sql`
create table remark (
  id uuid primary key,
  kind text not null check (kind in ('annotation', 'dispute')),
  member_body_id uuid not null references member_body,
  observation_id uuid references observation,
  measure_id uuid references measure,
  financial_year text check (financial_year ~ '^[0-9]{4}-[0-9]{2}$'),
  publication_id uuid references publication,
  part text check (length(part) <= 200 and part ~ '^(statement/[1-9][0-9]{0,3}|table(/[a-z0-9-]+){1,6}|basis/[a-z0-9-]+)$'),
  figure_said text not null check (length(figure_said) between 1 and 2000),
  said text not null check (length(said) between 1 and 2000),
  said_by uuid references person,
  said_at timestamptz not null default clock_timestamp(),
  withdrawn_by uuid references person,
  withdrawn_at timestamptz,
  withdrawn_reason text not null default '' check (length(withdrawn_reason) <= 1000),
  synthetic boolean not null,
  constraint remark_on_one_figure check (num_nonnulls(observation_id, measure_id, publication_id) = 1),
  constraint remark_on_a_year check ((measure_id is null) = (financial_year is null)),
  constraint remark_on_a_part check ((publication_id is null) = (part is null)),
  constraint remark_withdrawn_with_reason check ((withdrawn_at is null) = (withdrawn_reason = ''))
);
create index remark_on_observation on remark (observation_id) where observation_id is not null;
create index remark_on_measure on remark (measure_id) where measure_id is not null;
create index remark_on_publication on remark (publication_id) where publication_id is not null;
create index remark_of_body on remark (member_body_id, said_at desc);
comment on table remark is 'What a member body says of a figure that is public. Withdrawn ones are marked, none is ever removed or reworded.';
comment on column remark.figure_said is 'The figure in words as it stood when the remark was made: it may be corrected since.';
create function remark_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.withdrawn_at is not null or new.withdrawn_at is null
     or to_jsonb(new) - array['withdrawn_by', 'withdrawn_at', 'withdrawn_reason'] is distinct from to_jsonb(old) - array['withdrawn_by', 'withdrawn_at', 'withdrawn_reason'] then
    raise exception 'a remark is withdrawn once, and never changed or deleted' using errcode = 'restrict_violation', constraint = 'remark_stays';
  end if;
  return new;
end $$;
create trigger remark_stays before update or delete on remark for each row execute function remark_stays();
create trigger remark_no_truncate before truncate on remark for each statement execute function forbid_change();

create table remark_answer (
  id uuid primary key,
  remark_id uuid not null references remark,
  version integer not null check (version > 0),
  finding text not null check (finding in ('noted', 'stands', 'will-be-corrected', 'has-been-corrected')),
  answer text not null check (length(answer) between 1 and 2000),
  answered_by uuid not null references person,
  answered_at timestamptz not null default clock_timestamp(),
  constraint remark_answer_in_turn unique (remark_id, version),
  constraint remark_answer_author unique (id, answered_by)
);
create trigger remark_answer_never_changes before update or delete on remark_answer for each row execute function forbid_change();
create trigger remark_answer_no_truncate before truncate on remark_answer for each statement execute function forbid_change();

create table remark_release (
  id uuid primary key,
  answer_id uuid not null,
  answered_by uuid not null,
  released_by uuid not null references person,
  released_at timestamptz not null default clock_timestamp(),
  foreign key (answer_id, answered_by) references remark_answer (id, answered_by),
  constraint remark_release_once unique (answer_id),
  constraint remark_release_second_person check (released_by <> answered_by)
);
comment on table remark_release is 'The moment from which a remark and this answer stand beside the figure for anyone. A second person stands behind each.';
create trigger remark_release_never_changes before update or delete on remark_release for each row execute function forbid_change();
create trigger remark_release_no_truncate before truncate on remark_release for each statement execute function forbid_change();
`.execute(db);
}

async function easyRead(db: Kysely<unknown>): Promise<void> {
  await sql`
create table easy_read_text (
  id uuid primary key,
  priority_id uuid not null references priority,
  version integer not null check (version > 0),
  title text not null check (length(title) between 1 and 80),
  sentences text not null check (length(sentences) between 1 and 4000),
  checked_with text not null default '' check (length(checked_with) <= 200),
  checked_on date,
  written_by uuid references person,
  written_at timestamptz not null default clock_timestamp(),
  constraint easy_read_text_in_turn unique (priority_id, version),
  constraint easy_read_text_checked_on_a_day check ((checked_with = '') = (checked_on is null))
);
comment on table easy_read_text is 'A priority told in short sentences, one a line, with figures as slots that are filled from what was reported. The last version stands.';
create trigger easy_read_text_never_changes before update or delete on easy_read_text for each row execute function forbid_change();
create trigger easy_read_text_no_truncate before truncate on easy_read_text for each statement execute function forbid_change();
`.execute(db);
}
