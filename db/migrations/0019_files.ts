/** Files are looked at for viruses; an application's answers may be files; what was sent with it stays for ever. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
alter table stored_file
  drop constraint stored_file_kind_check,
  add constraint stored_file_kind_check check (kind in ('governing-document', 'accounts', 'partnership-letter', 'answer')),
  add column scan text not null default 'not-scanned' check (scan in ('held', 'clean', 'infected', 'not-scanned')),
  add column scanned_at timestamptz,
  add column scan_tries integer not null default 0 check (scan_tries >= 0),
  add column finding text not null default '' check (length(finding) <= 200),
  add column bytes_removed_at timestamptz,
  add constraint stored_file_scanned_when check ((scan in ('clean', 'infected')) = (scanned_at is not null)),
  add constraint stored_file_found_what check ((scan = 'infected') = (finding <> '')),
  add constraint stored_file_bytes_removed_of_infected check (bytes_removed_at is null or scan = 'infected');
comment on column stored_file.scan is 'held: the scanner has not answered yet, nobody gets the bytes. not-scanned: none was there when it came; said beside the file.';
create index stored_file_to_scan on stored_file (uploaded_at) where scan in ('held', 'not-scanned') and removed_at is null;
create index stored_file_quarantined on stored_file (scanned_at) where scan = 'infected' and bytes_removed_at is null;

create table application_file (
  stored_file_id uuid primary key references stored_file,
  application_id uuid not null references application,
  question_id text not null,
  upload_key uuid not null,
  name_given text not null check (length(name_given) <= 300),
  sha256 text not null check (length(sha256) = 64),
  added_by uuid not null references person,
  added_at timestamptz not null default now(),
  removed_at timestamptz,
  constraint application_file_upload_once unique (application_id, upload_key)
);
create unique index application_file_once on application_file (application_id, question_id, sha256) where removed_at is null;
comment on column application_file.upload_key is 'Made by the sender, one for each file: an upload that is tried again is kept once.';

create table submission_file (
  submission_id uuid not null references submission,
  stored_file_id uuid not null references stored_file,
  question_id text not null,
  sha256 text not null,
  primary key (submission_id, stored_file_id)
);
create index submission_file_stored on submission_file (stored_file_id);
create trigger submission_file_never_changes before update or delete on submission_file for each row execute function forbid_change();
create trigger submission_file_no_truncate before truncate on submission_file for each statement execute function forbid_change();

alter table submission add column files jsonb not null default '[]';
comment on column submission.files is 'What was sent as files: question, id, name, type, bytes and sha256 of each. Part of the submission''s hash where there are any.';

create function sent_file_stays() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from submission_file s where s.stored_file_id = old.id) then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  if tg_op = 'DELETE' or new.removed_at is not null
     or (new.id, new.storage_key, new.sha256, new.bytes, new.media_type, new.name, new.owner_type, new.owner_id) is distinct from
        (old.id, old.storage_key, old.sha256, old.bytes, old.media_type, old.name, old.owner_type, old.owner_id) then
    raise exception 'a file that was sent with an application is never changed or removed' using errcode = 'check_violation', constraint = 'sent_file_stays';
  end if;
  return new;
end $$;
create trigger sent_file_stays before update or delete on stored_file for each row execute function sent_file_stays();
`.execute(db);
}
