/** Award counts by month beside those by day, and what lets a page of figures or of the register be read without reading everything. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
create table award_month_count (
  month date not null check (extract(day from month) = 1),
  round_id uuid not null references round,
  fund_id uuid not null references fund,
  area_code text not null references area,
  list_code text not null,
  list_version integer not null,
  code text not null,
  awards integer not null,
  amount_pence bigint not null,
  primary key (list_code, fund_id, month, round_id, area_code, list_version, code),
  constraint award_month_count_never_below_nothing check (awards >= 0 and amount_pence >= 0)
);
comment on table award_month_count is 'award_count added up by month, kept in the same statement: whole months, years and rounds are answered here, whatever the number of days on which awards were made.';
insert into award_month_count (month, round_id, fund_id, area_code, list_code, list_version, code, awards, amount_pence)
select date_trunc('month', day)::date, round_id, fund_id, area_code, list_code, list_version, code, sum(awards), sum(amount_pence)
  from award_count group by 1, 2, 3, 4, 5, 6, 7;
create function count_awards(the_awards uuid[], sign integer) returns boolean language plpgsql as $$
declare new_rows boolean;
begin
  with counted as materialized (
    select a.awarded_on as day, a.round_id, a.fund_id, a.area_code, t.list_code, t.list_version, t.code,
           count(*)::integer as awards, sum(a.amount_pence)::bigint as amount_pence
      from award a
     cross join lateral (
       select 'all' as list_code, 0 as list_version, 'all' as code
       union all
       select list_code, list_version, code from award_tag where award_id = a.id) t
     where a.id = any(the_awards)
     group by 1, 2, 3, 4, 5, 6, 7),
  days as (
    insert into award_count as c (day, round_id, fund_id, area_code, list_code, list_version, code, awards, amount_pence)
    select day, round_id, fund_id, area_code, list_code, list_version, code, awards, amount_pence from counted
     order by fund_id, list_code, day, round_id, area_code, list_version, code
    on conflict (fund_id, list_code, day, round_id, area_code, list_version, code) do update
      set awards = c.awards + sign * excluded.awards, amount_pence = c.amount_pence + sign * excluded.amount_pence
    returning c.xmax = 0 as fresh),
  months as (
    insert into award_month_count as c (month, round_id, fund_id, area_code, list_code, list_version, code, awards, amount_pence)
    select date_trunc('month', day::timestamp)::date, round_id, fund_id, area_code, list_code, list_version, code, sum(awards)::integer, sum(amount_pence)::bigint
      from counted
     group by 1, 2, 3, 4, 5, 6, 7
     order by 5, 3, 1, 2, 4, 6, 7
    on conflict (list_code, fund_id, month, round_id, area_code, list_version, code) do update
      set awards = c.awards + sign * excluded.awards, amount_pence = c.amount_pence + sign * excluded.amount_pence
    returning c.xmax = 0 as fresh),
  organisations as (
    insert into award_organisation_count as c (round_id, organisation_id, area_code, awards)
    select a.round_id, a.organisation_id, a.area_code, count(*)::integer from award a where a.id = any(the_awards) group by 1, 2, 3 order by 1, 2, 3
    on conflict (round_id, organisation_id, area_code) do update set awards = c.awards + sign * excluded.awards
    returning c.xmax = 0 as fresh)
  select coalesce(bool_or(fresh), false) into new_rows
    from (select fresh from days union all select fresh from months union all select fresh from organisations) changed;
  return new_rows;
end $$;
comment on function count_awards is 'Adds the awards, as they stand now, to the counts (sign 1) or takes them away (-1), and says whether a row had to be made. A function, because its plan is kept: planned anew it takes as long as it runs. A CHECK sees the proposed row before the conflict is found, so the numbers proposed are always positive and the sign comes after.';
create index award_event_changed on award_event (award_id, recorded_at) where kind in ('reduced', 'retagged', 'corrected');
create index award_register_area on award (area_code, awarded_on desc, id desc) where status in ('released', 'accepted');
create index award_count_days on award_count (round_id, day, area_code) where list_code = 'all';
`.execute(db);
}
