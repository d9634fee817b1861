/**
 * The pieces of SQL from which lists over whole pots are made: one pass over a pot's rows, joined, so that a list costs the
 * same for each application however many there are. `conflicted()` says the same of one application at a time.
 */
import { sql, type RawBuilder } from "kysely";

const among = (potIds: readonly string[]): RawBuilder<unknown> => sql`in (${sql.join(potIds.map((id) => sql`${id}::uuid`))})`;

/**
 * A common table expression, to stand after `with`: `closed_to_viewer (application_id)`, what is closed to the viewer by an interest, in
 * it or in its group, a membership, or having left the room; empty without a viewer. `conflicted()` set-wise.
 */
export function closedToViewer(potIds: readonly string[], viewerId: string | null): RawBuilder<unknown> {
  const inPots = among(potIds);
  const viewer = sql`${viewerId}::uuid`;
  return sql`
  closed_to_viewer as materialized (
    select i.application_id from interest i join application b on b.id = i.application_id
     where b.pot_id ${inPots} and i.person_id = ${viewer} and i.has_interest
    union
    select b.id from role_held r join application b on b.organisation_id = r.organisation_id
     where b.pot_id ${inPots} and r.person_id = ${viewer} and r.ended_at is null and r.role <> 'helper'
    union
    select b.id from interest_in_organisation d join application b on b.organisation_id = d.organisation_id and b.pot_id = d.pot_id
     where d.pot_id ${inPots} and d.person_id = ${viewer} and d.has_interest
    union
    select l.application_id from meeting_leave l join meeting m on m.id = l.meeting_id
     where m.pot_id ${inPots} and m.closed_at is null and l.person_id = ${viewer} and l.returned_at is null
  )`;
}

/**
 * Common table expressions about the applications of some pots, to stand after `with`:
 * - `closed_to_viewer (application_id)`: as `closedToViewer`
 * - `counted_sheet (application_id, person_id, weighted_percent)`: sheets that were sent by people without a conflict
 * - `sheet (application_id, sent, mean, spread, by_viewer)`: those, by application
 * - `given (application_id, assigned, to_viewer)`: assignments that have not ended, by application
 */
export function potFacts(potIds: readonly string[], viewerId: string | null): RawBuilder<unknown> {
  const inPots = among(potIds);
  const viewer = sql`${viewerId}::uuid`;
  return sql`
  ${closedToViewer(potIds, viewerId)}, counted_sheet as materialized (
    select t.application_id, t.person_id, t.weighted_percent
      from score_sheet t join application b on b.id = t.application_id
      left join interest i on i.application_id = t.application_id and i.person_id = t.person_id and i.has_interest
      left join role_held r on r.organisation_id = b.organisation_id and r.person_id = t.person_id and r.ended_at is null and r.role <> 'helper'
      left join interest_in_organisation d on d.pot_id = b.pot_id and d.organisation_id = b.organisation_id and d.person_id = t.person_id and d.has_interest
     where b.pot_id ${inPots} and t.status = 'sent' and i.id is null and r.id is null and d.id is null
  ), sheet as materialized (
    select application_id, count(*) as sent, round(avg(weighted_percent), 2) as mean, max(weighted_percent) - min(weighted_percent) as spread,
           coalesce(bool_or(person_id = ${viewer}), false) as by_viewer
      from counted_sheet group by application_id
  ), given as materialized (
    select s.application_id, count(*) as assigned, coalesce(bool_or(s.person_id = ${viewer}), false) as to_viewer
      from assignment s join application b on b.id = s.application_id
     where b.pot_id ${inPots} and s.ended_at is null group by s.application_id
  )`;
}

/** True where the viewer still owes scores of their own; over the rows of `sheet` and `given`, which may be missing. */
export const viewerOwesScores: RawBuilder<boolean> = sql<boolean>`(coalesce(given.to_viewer, false) and not coalesce(sheet.by_viewer, false))`;
