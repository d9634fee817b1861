/** Guards of the money's parts: sub-pots within their pot, years that add up to the award, reserves in line, conditions met first, and who decides. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
alter table decision
  add column below_minimum_reason text not null default '',
  add column returned_reason text not null default '',
  add constraint decision_returned_was_taken_back check (returned_reason = '' or taken_back_at is not null);
comment on column decision.below_minimum_reason is 'Why an award was made although the mean score is below the pot''s minimum, or there is none.';
comment on column decision.returned_reason is 'What the second person said who did not confirm it. For staff.';

create function sub_pot_of(of_pot uuid, by_hand uuid, asked_pence bigint) returns uuid language sql stable as $$
  select coalesce(by_hand, (
    select s.id from sub_pot s
     where s.pot_id = of_pot and s.kind = 'grant-size' and asked_pence >= coalesce(s.from_pence, 0) and (s.to_pence is null or asked_pence <= s.to_pence)
     order by s.position, s.id limit 1))
$$;
comment on function sub_pot_of is 'The part of a pot that an application belongs to: as set by hand, else by the size of what it asks for. funds/sub-pots.ts says the same.';

create function sub_pots_fit() returns trigger language plpgsql as $$
declare
  of_pot uuid;
  pot_allocation bigint;
  pot_committed bigint;
  parts_allocation bigint;
  parts_committed bigint;
begin
  if tg_table_name = 'pot' then of_pot := new.id; else of_pot := new.pot_id; end if;
  if not exists (select 1 from sub_pot where pot_id = of_pot) then return null; end if;
  select allocation_pence, committed_pence into pot_allocation, pot_committed from pot where id = of_pot for no key update;
  select sum(allocation_pence), sum(committed_pence) into parts_allocation, parts_committed from sub_pot where pot_id = of_pot;
  if parts_allocation > pot_allocation then
    raise exception 'the parts of a pot hold more than the pot' using errcode = 'check_violation', constraint = 'sub_pots_within_pot';
  end if;
  if pot_committed - parts_committed > pot_allocation - parts_allocation then
    raise exception 'what is committed outside of the parts takes money of theirs' using errcode = 'check_violation', constraint = 'sub_pots_leave_room';
  end if;
  return null;
end $$;
create constraint trigger sub_pots_fit after insert or update of allocation_pence, committed_pence on sub_pot
  deferrable initially deferred for each row execute function sub_pots_fit();
create constraint trigger sub_pots_fit after update of allocation_pence, committed_pence on pot
  deferrable initially deferred for each row execute function sub_pots_fit();

create function award_years_add_up() returns trigger language plpgsql as $$
declare
  of_award uuid;
  held bigint;
  years bigint;
begin
  if tg_table_name = 'award' then of_award := new.id; elsif tg_op = 'DELETE' then of_award := old.award_id; else of_award := new.award_id; end if;
  select sum(amount_pence) into years from award_year where award_id = of_award;
  select amount_pence into held from award where id = of_award;
  if years is not null and years <> held then
    raise exception 'the years of an award add up to the award' using errcode = 'check_violation', constraint = 'award_years_add_up';
  end if;
  return null;
end $$;
create constraint trigger award_years_add_up after insert or update or delete on award_year
  deferrable initially deferred for each row execute function award_years_add_up();
create constraint trigger award_years_add_up after update of amount_pence on award
  deferrable initially deferred for each row execute function award_years_add_up();

create function award_condition_met_first() returns trigger language plpgsql as $$
begin
  if exists (select 1 from decision d where d.id = new.decision_id and d.outcome = 'conditional' and d.conditions_met_at is null) then
    raise exception 'an offer is accepted once its condition is met' using errcode = 'check_violation', constraint = 'award_condition_met_first';
  end if;
  return new;
end $$;
create trigger award_condition_met_first before update of status on award
  for each row when (new.status = 'accepted' and old.status <> 'accepted') execute function award_condition_met_first();

create function decision_reserve_place_once() returns trigger language plpgsql as $$
declare
  of_pot uuid;
begin
  select pot_id into of_pot from application where id = new.application_id;
  perform 1 from pot where id = of_pot for no key update;
  if exists (select 1 from decision d join application a on a.id = d.application_id
              where a.pot_id = of_pot and d.id <> new.id and d.outcome = 'reserve' and d.reserve_position = new.reserve_position
                and d.taken_back_at is null and d.moved_up_at is null) then
    raise exception 'two reserves of a pot do not stand in one place' using errcode = 'unique_violation', constraint = 'decision_reserve_place_once';
  end if;
  return new;
end $$;
create trigger decision_reserve_place_once before insert or update of outcome, reserve_position, taken_back_at, moved_up_at on decision
  for each row when (new.outcome = 'reserve' and new.taken_back_at is null and new.moved_up_at is null) execute function decision_reserve_place_once();

create function decision_without_interest() returns trigger language plpgsql as $$
begin
  if conflicted(new.application_id, case when tg_op = 'INSERT' then new.decided_by else new.confirmed_by end) then
    raise exception 'who has an interest in an application does not decide on it' using errcode = 'check_violation', constraint = 'decision_without_interest';
  end if;
  return new;
end $$;
create trigger decision_without_interest before insert on decision for each row execute function decision_without_interest();
create trigger decision_confirmed_without_interest before update of confirmed_by on decision
  for each row when (new.confirmed_by is not null) execute function decision_without_interest();
`.execute(db);
}
