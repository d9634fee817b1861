/** Shortlists that were asked for: with what conditions, by whom, and what came out. They decide nothing. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table shortlist (
  id uuid primary key,
  pot_id uuid not null references pot,
  asked_by uuid not null references person,
  asked_at timestamptz not null default now(),
  conditions jsonb not null,
  answer jsonb not null
);
create index shortlist_pot on shortlist (pot_id, asked_at);
create trigger shortlist_never_changes before update or delete on shortlist for each row execute function forbid_change();
comment on table shortlist is 'What the program proposed under which conditions: kept as it was, so that a panel can say what it had before it.';
`.execute(db);
}
