/**
 * The administrator's list of a pot's applications. One row an application stands in `application_work`, kept by the database, so that
 * filtering, counting and sorting thousands reads one narrow table; names are read for the page alone. What is closed to the viewer is
 * in none of it.
 */
import { sql, type Kysely, type RawBuilder } from "kysely";
import type { DB } from "#db/types.ts";
import { londonDay } from "../kernel/time.ts";
import type { CheckState } from "./checks-model.ts";
import { isListed, type ListFilters, type Sort, type StateCount } from "./list.ts";
import { stepsOf, type ListedStatus, type NextStep } from "./next-step.ts";
import { closedToViewer } from "./pot-facts.server.ts";

export interface ListedApplication {
  id: string;
  reference: string;
  title: string;
  organisation_name: string;
  asked_pence: number;
  received_at: Date;
  status: ListedStatus;
  next_step: NextStep;
  /** The people by name, where it waits for some: assessors who owe something, owners of open flags. */
  waits_for: string | null;
  checks: CheckState;
  flags_open: number;
  /** The soonest day of an open flag. */
  flag_due: string | null;
  needed: number;
  readers: number;
  sheets_sent: number;
  /** Null before the first sheet and while the viewer owes scores of their own. */
  mean_percent: number | null;
  /** Of the part of the pot; null where it is in none. */
  part: string | null;
  synthetic: boolean;
  /** Entered by the fund, and the group has not said yet that it is right. */
  unconfirmed: boolean;
  change_asked: boolean;
  /** Messages of the group that nobody of the fund has read. */
  unread: number;
}

/** The mean, for who owes no scores of their own. */
const mean = sql`case when owed.application_id is null then w.mean_percent end`;
const short = sql`(w.status in ('submitted', 'in-assessment') and greatest(w.readers, w.sheets_sent) < w.needed)`;
const like = (search: string): string => `%${search.replace(/[\\%_]/g, "\\$&")}%`;

/** The viewer's own doors, to stand first: what is closed to them, and where they owe scores and see nobody's. */
const forViewer = (potId: string, viewerId: string): RawBuilder<unknown> => sql`
  with ${closedToViewer([potId], viewerId)}, owed as materialized (
    select s.application_id from assignment s
     where s.person_id = ${viewerId}::uuid and s.ended_at is null
       and not exists (select 1 from score_sheet own where own.application_id = s.application_id and own.person_id = s.person_id and own.status = 'sent')
  )`;

/** The rows under every filter without counts, before the counted ones; `names` joins what the order by name looks at. */
function rows(potId: string, filters: ListFilters, names: boolean): RawBuilder<unknown> {
  const { search, reader, group, score_from, score_to, asks_from, asks_to } = filters;
  return sql`
      from application_work w
      left join closed_to_viewer closed on closed.application_id = w.application_id
      left join owed on owed.application_id = w.application_id
      ${names ? sql`join application a on a.id = w.application_id join organisation o on o.id = a.organisation_id` : sql``}
     where w.pot_id = ${potId}::uuid and closed.application_id is null
       ${search ? sql`and w.words like lower(${like(search)})` : sql``}
       ${reader ? sql`and exists (select 1 from assignment s where s.application_id = w.application_id and s.person_id = ${reader}::uuid and s.ended_at is null)` : sql``}
       ${group ? sql`and exists (select 1 from application_tag t where t.application_id = w.application_id and t.list_code = 'focus-group' and t.code = ${group})` : sql``}
       ${score_from !== undefined ? sql`and ${mean} >= ${score_from}::int` : sql``} ${score_to !== undefined ? sql`and ${mean} <= ${score_to}::int` : sql``}
       ${asks_from !== undefined ? sql`and w.asked_pence >= ${asks_from}::bigint * 100` : sql``} ${asks_to !== undefined ? sql`and w.asked_pence <= ${asks_to}::bigint * 100` : sql``}`;
}

/** The counted filters. `isListed` says the same of a row of counts. */
function facetConditions(filters: ListFilters, today: string): RawBuilder<unknown> {
  const { status, next, by, checks, assessors, flags, also, part } = filters;
  return sql`
       ${status ? sql`and w.status = ${status}` : sql`and w.status <> 'withdrawn'`}
       ${next ? sql`and w.next_step = ${next}` : sql``}
       ${by ? sql`and w.next_step = any(${stepsOf(by)})` : sql``}
       ${checks ? sql`and w.checks = ${checks}` : sql``}
       ${assessors ? sql`and ${short} = ${assessors === "short"}` : sql``}
       ${flags ? flagCondition[flags](today) : sql``}
       ${also ? alsoCondition[also] : sql``}
       ${part ? (part === "none" ? sql`and w.sub_pot_id is null` : sql`and w.sub_pot_id = ${part}::uuid`) : sql``}`;
}
const flagCondition = {
  open: () => sql`and w.flags_open > 0`,
  late: (today: string) => sql`and w.flag_due < ${today}::date`,
  none: () => sql`and w.flags_open = 0`,
};
const alsoCondition = { message: sql`and w.unread > 0`, change: sql`and w.change_asked`, unconfirmed: sql`and w.unconfirmed` };

const orders: Record<Sort, RawBuilder<unknown>> = {
  received: sql`w.received_at, w.application_id`,
  newest: sql`w.received_at desc, w.application_id`,
  name: sql`lower(o.name), w.application_id`,
  amount: sql`w.asked_pence desc, w.application_id`,
  "amount-up": sql`w.asked_pence, w.application_id`,
  score: sql`${mean} desc nulls last, w.application_id`,
  "score-up": sql`${mean} nulls last, w.application_id`,
  flag: sql`w.flag_due nulls last, w.application_id`,
};

/** The names that an application waits for, of a row that is shown. */
const names = sql<string | null>`case
  when w.next_step in ('declare', 'score') then (
    select string_agg(p.name, ', ' order by p.name) from assignment s join person p on p.id = s.person_id
      left join score_sheet t on t.application_id = s.application_id and t.person_id = s.person_id
      left join interest i on i.application_id = s.application_id and i.person_id = s.person_id
     where s.application_id = w.application_id and s.ended_at is null and (t.status is null or t.status = 'draft') and (w.next_step = 'score' or i.has_interest is null))
  when w.next_step = 'settle-flag' then (
    select string_agg(distinct p.name, ', ') from application_flag f join person p on p.id = f.owner_id where f.application_id = w.application_id and f.resolved_at is null)
  end`;

const shown = sql`w.application_id as id, a.reference, a.title, o.name as organisation_name, w.asked_pence, w.received_at, w.status, w.next_step, ${names} as waits_for, w.checks, w.flags_open, w.flag_due,
           w.needed, w.readers, w.sheets_sent, f.mean_percent, part.title as part, a.synthetic, w.unconfirmed, w.change_asked, w.unread`;

/** Rows in order, names and all. The order is found first, over the narrow table. */
async function listed(db: Kysely<DB>, potId: string, viewerId: string, filters: ListFilters, today: string, window: RawBuilder<unknown>): Promise<ListedApplication[]> {
  const { rows: found } = await sql<ListedApplication>`${forViewer(potId, viewerId)}, found as materialized (
    select w.application_id, ${mean} as mean_percent
    ${rows(potId, filters, filters.sort === "name")} ${facetConditions(filters, today)}
     order by ${orders[filters.sort]} ${window}
  ), placed as (
    -- In the order in which they were found: numbered before that, every row of the pot would be sorted whole.
    select found.*, row_number() over () as place from found
  )
    select ${shown}
      from placed f join application_work w on w.application_id = f.application_id join application a on a.id = f.application_id join organisation o on o.id = a.organisation_id
      left join sub_pot part on part.id = w.sub_pot_id
     order by f.place`.execute(db);
  return found;
}

type CountedRow = Omit<StateCount, "assessors" | "flags"> & { short: boolean; flagged: boolean; late: boolean };

/** How many there are of each combination of states. Counted by short columns: words of them are made of the few rows that come out. */
async function countStates(db: Kysely<DB>, potId: string, viewerId: string, filters: ListFilters, today: string): Promise<StateCount[]> {
  const { rows: counted } = await sql<CountedRow>`${forViewer(potId, viewerId)}
    select w.status, w.next_step, w.checks, w.readers < w.needed and w.sheets_sent < w.needed as short, w.flags_open > 0 as flagged, coalesce(w.flag_due < ${today}::date, false) as late,
           w.unread > 0 as message, w.change_asked as change, w.unconfirmed, w.sub_pot_id as part, count(*)::int as count
    ${rows(potId, filters, false)}
     group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`.execute(db);
  return counted.map(({ short: few, flagged, late, ...row }) => ({
    ...row,
    assessors: few && (row.status === "submitted" || row.status === "in-assessment") ? "short" : "found",
    flags: late ? "late" : flagged ? "open" : "none",
  }));
}

/**
 * A page of a pot's applications and the counts for the filters. Scoped to the pot and the viewer in SQL; the caller asks the
 * policy first whether the viewer may see the pot's applications at all.
 */
export async function listApplications(db: Kysely<DB>, potId: string, viewerId: string, filters: ListFilters, now: Date) {
  const today = londonDay(now);
  const counts = await countStates(db, potId, viewerId, filters, today);
  const sum = (all: readonly StateCount[]) => all.reduce((total, { count }) => total + count, 0);
  const found = sum(counts.filter((row) => isListed(row, filters)));
  const pages = Math.max(1, Math.ceil(found / filters.size));
  const page = Math.min(filters.page, pages);
  const applications = await listed(db, potId, viewerId, filters, today, sql`limit ${filters.size}::int offset ${(page - 1) * filters.size}::int`);
  return { rows: applications, counts, found, total: sum(counts.filter(({ status }) => status !== "withdrawn")), page, pages };
}

/** Everything that the filters find, in their order. @param most no more than so many */
export const listFound = (db: Kysely<DB>, potId: string, viewerId: string, filters: ListFilters, now: Date, most: number): Promise<ListedApplication[]> =>
  listed(db, potId, viewerId, filters, londonDay(now), sql`limit ${most}::int`);

/** Those of a pot with these references that are open to the viewer, in the order of receipt; what is not is left out without a word. */
export async function listChosen(db: Kysely<DB>, potId: string, viewerId: string, references: readonly string[]): Promise<ListedApplication[]> {
  if (references.length === 0) return [];
  const { rows: found } = await sql<ListedApplication>`${forViewer(potId, viewerId)}
    select ${shown}
      from application a join application_work w on w.application_id = a.id join organisation o on o.id = a.organisation_id
      left join closed_to_viewer closed on closed.application_id = a.id
      left join owed on owed.application_id = a.id
      cross join lateral (select ${mean} as mean_percent) f
      left join sub_pot part on part.id = w.sub_pot_id
     where a.pot_id = ${potId}::uuid and a.reference = any(${[...references]}) and closed.application_id is null
     order by w.received_at, w.application_id`.execute(db);
  return found;
}

export interface ListChoices {
  /** Who has an application of the pot to assess, or had a seat to be asked for one. */
  readers: { id: string; name: string }[];
  parts: { id: string; title: string }[];
  groups: { code: string; title: string }[];
}

/** What can be chosen in the filters: the panel's people, the parts of the pot, the round's focus groups. */
export async function listChoices(db: Kysely<DB>, pot: { id: string; fund_id: string; area_code: string; lists: Record<string, number> }): Promise<ListChoices> {
  const readers = await db
    .selectFrom("role_held as r")
    .innerJoin("person as p", "p.id", "r.person_id")
    .select(["p.id", "p.name"])
    .where("r.fund_id", "=", pot.fund_id)
    .where("r.area_code", "=", pot.area_code)
    .where("r.role", "in", ["assessor", "chair"])
    .where("r.ended_at", "is", null)
    .distinct()
    .orderBy("p.name")
    .execute();
  const parts = await db.selectFrom("sub_pot").select(["id", "title"]).where("pot_id", "=", pot.id).orderBy("position").orderBy("id").execute();
  const version = pot.lists["focus-group"];
  const groups = version === undefined ? [] : await db.selectFrom("code_item").select(["code", "title"]).where("list_code", "=", "focus-group").where("version", "=", version).orderBy("position").execute();
  return { readers, parts, groups };
}

/** What is kept about applications, beside what their tables say now: the rows that differ. */
const differing = sql`
    with received as materialized (select id from application where received_at is not null and status <> 'draft'),
    now as materialized (select n.* from application_work_of(array(select id from received)) n),
    differing as (select coalesce(w.application_id, n.application_id) as application_id from now n full join application_work w on w.application_id = n.application_id
                   where (to_jsonb(w) - 'next_step') is distinct from to_jsonb(n))`;

/** Where what is kept about an application differs from what its tables say now: a sentence each, for verify. At most a hundred. */
export async function compareWork(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ application_id: string }>`${differing} select application_id from differing limit 100`.execute(db);
  return rows.map(({ application_id }) => `Application ${application_id}: what the list keeps of it is not what its records say`);
}

/**
 * Works out again what differs. A change of the whole pot and an application that is received in the same moment do not see each other;
 * a job runs this each night, so that what such a moment left is gone the next morning.
 */
export async function mendWork(db: Kysely<DB>): Promise<void> {
  await sql`${differing} select keep_application_work(array(select application_id from differing))`.execute(db);
}
