/** Forms that fit the amount: a round may have shorter forms for smaller grants; and rounds to which a group applies once only. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table round_form (
  round_id uuid not null references round,
  up_to_pence bigint not null check (up_to_pence > 0),
  form_version_id uuid not null references form_version,
  primary key (round_id, up_to_pence),
  constraint round_form_once unique (round_id, form_version_id)
);
comment on table round_form is 'The shorter forms of a round. An amount takes the form with the lowest bound that it does not pass (bounds included); above them all round.form_version_id holds.';

alter table round add column one_per_group boolean not null default false;
comment on column round.one_per_group is 'A group applies to this round once, in whichever area. Otherwise once in each area.';
`.execute(db);
}
