/** The administrator's list of a pot's applications: filtered, counted, sorted and paged in SQL, without what is closed to the one who looks. */
import { sql, type Kysely, type RawBuilder } from "kysely";
import type { DB } from "#db/types.ts";
import { checks, type CheckState } from "../assessment/model.ts";
import { potFacts, viewerOwesScores } from "../assessment/pot-facts.server.ts";
import { unreadOf } from "./follow.server.ts";
import { isListed, type AssessorState, type ListedStatus, type ListFilters, type Sort, type StateCount } from "./model.ts";

export const pageSize = 50;

export interface ListedApplication {
  id: string;
  reference: string;
  title: string;
  organisation_name: string;
  asked_pence: number;
  received_at: Date;
  status: ListedStatus;
  checks: CheckState;
  assessors: AssessorState;
  assigned: number;
  sheets_sent: number;
  /** Null before the first sheet and while the viewer owes scores of their own. */
  mean_percent: number | null;
  synthetic: boolean;
  /** Entered by the fund, and the group has not said yet that it is right. */
  unconfirmed: boolean;
  /** Messages of the group that nobody of the fund has read. */
  unread: number;
}

/** One row an application of the pot that was received and is not closed to the viewer, with its states in words of `model.ts`. */
const listed = (potId: string, viewerId: string, search: string): RawBuilder<unknown> => sql`
  with ${potFacts([potId], viewerId)}, checked as materialized (
    select c.application_id, count(*) filter (where c.outcome <> 'to-do') as answered, count(*) filter (where c.outcome = 'not-met') as not_met
      from application_check c join application b on b.id = c.application_id where b.pot_id = ${potId} group by c.application_id
  ), listed as (
    select a.id, a.reference, a.title, o.name as organisation_name, a.asked_pence, a.received_at, a.status, a.synthetic,
           a.entered_by is not null and a.confirmed_at is null as unconfirmed,
           case when coalesce(checked.not_met, 0) > 0 then 'problem' when coalesce(checked.answered, 0) >= ${checks.length}::int then 'done' else 'to-do' end as checks,
           case when a.status in ('submitted', 'in-assessment') and greatest(coalesce(given.assigned, 0), coalesce(sheet.sent, 0)) < pot.assessors_needed
                then 'short' else 'found' end as assessors,
           coalesce(given.assigned, 0) as assigned, coalesce(sheet.sent, 0) as sheets_sent,
           case when not ${viewerOwesScores} then sheet.mean end as mean_percent
      from application a join organisation o on o.id = a.organisation_id join pot on pot.id = a.pot_id
      left join checked on checked.application_id = a.id
      left join given on given.application_id = a.id
      left join sheet on sheet.application_id = a.id
      left join closed_to_viewer on closed_to_viewer.application_id = a.id
     where a.pot_id = ${potId} and a.received_at is not null and a.status <> 'draft' and closed_to_viewer.application_id is null
       ${search ? sql`and (a.title ilike ${like(search)} or o.name ilike ${like(search)} or a.reference ilike ${like(search)})` : sql``}
  )`;
const like = (search: string): string => `%${search.replace(/[\\%_]/g, "\\$&")}%`;

const orders: Record<Sort, RawBuilder<unknown>> = {
  score: sql`mean_percent desc nulls last, reference`,
  amount: sql`asked_pence desc, reference`,
  received: sql`received_at, reference`,
  name: sql`lower(organisation_name), reference`,
};

/**
 * A page of a pot's applications and the counts for the filters. Scoped to the pot and the viewer in SQL; the caller asks the
 * policy first whether the viewer may see the pot's applications at all.
 */
export async function manageApplications(db: Kysely<DB>, potId: string, viewerId: string, filters: ListFilters) {
  const { rows: counts } = await sql<StateCount>`${listed(potId, viewerId, filters.search)}
    select status, checks, assessors, count(*) as count from listed group by status, checks, assessors`.execute(db);
  const sum = (rows: readonly StateCount[]) => rows.reduce((total, { count }) => total + count, 0);
  const found = sum(counts.filter((row) => isListed(row, filters)));
  const pages = Math.max(1, Math.ceil(found / pageSize));
  const page = Math.min(filters.page, pages);
  const conditions = [
    filters.status ? sql`and status = ${filters.status}` : sql`and status <> 'withdrawn'`,
    filters.checks ? sql`and checks = ${filters.checks}` : sql``,
    filters.assessors ? sql`and assessors = ${filters.assessors}` : sql``,
  ];
  const { rows } = await sql<ListedApplication>`${listed(potId, viewerId, filters.search)}
    select a.*, ${unreadOf("fund")} as unread from listed a where true ${sql.join(conditions, sql` `)}
     order by ${orders[filters.sort]} limit ${pageSize} offset ${(page - 1) * pageSize}`.execute(db);
  return { rows, counts, found, total: sum(counts.filter(({ status }) => status !== "withdrawn")), page, pages };
}
