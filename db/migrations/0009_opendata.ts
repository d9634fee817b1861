/** When the public record last changed, and since when this installation publishes it as open data. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
alter table public_version
  add column changed_at timestamptz not null default clock_timestamp(),
  add column published_since date not null default (clock_timestamp() at time zone 'Europe/London')::date;
comment on column public_version.changed_at is 'When the version was last raised: the "modified" of every open data file.';
comment on column public_version.published_since is 'The "issued" of every open data file: it stays as it is when the data change.';
create function public_version_changed_now() returns trigger language plpgsql as $$
begin
  new.changed_at := clock_timestamp();
  return new;
end $$;
create trigger public_version_changed_now before update on public_version for each row execute function public_version_changed_now();
create index award_newly_released on award (released_at desc, id desc) where status in ('released', 'accepted');
`.execute(db);
}
