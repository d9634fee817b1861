/** What the pages on disagreement read. Nothing of an application that is closed to the viewer, and no score of one for which they owe their own. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { CountedSheet } from "./disagreement.ts";
import { potFacts, viewerOwesScores } from "./pot-facts.server.ts";

export interface ScoredApplication {
  application_id: string;
  reference: string;
  title: string;
  organisation_name: string;
  status: "submitted" | "in-assessment" | "decided";
  /** The mean of the sheets that were sent, per cent to two decimals. */
  mean: number;
  sent: number;
  /** A moderation is open; one was finished. */
  moderation: "open" | "finished" | null;
}
export interface PotScores {
  applications: ScoredApplication[];
  sheets: CountedSheet[];
  readers: { id: string; name: string }[];
  /** Applications left out, because the viewer has still to send their own scores. */
  owed: number;
}

/** The applications of a pot that have scores, with every sheet that counts. The caller has asked the policy. */
export async function potScores(db: Kysely<DB>, potId: string, viewerId: string): Promise<PotScores> {
  const facts = sql`with ${potFacts([potId], viewerId)}, readable as materialized (
    select a.id, a.reference, a.title, a.status, a.organisation_id, sheet.mean, sheet.sent, ${viewerOwesScores} as owes
      from application a join sheet on sheet.application_id = a.id
      left join given on given.application_id = a.id
      left join closed_to_viewer on closed_to_viewer.application_id = a.id
     where a.pot_id = ${potId}::uuid and a.status in ('submitted', 'in-assessment', 'decided') and closed_to_viewer.application_id is null)`;
  const { rows } = await sql<ScoredApplication & { owes: boolean }>`
    ${facts}
    select r.id as application_id, r.reference, coalesce(r.title, '') as title, o.name as organisation_name, r.status, r.mean, r.sent, r.owes,
           case when m.open then 'open' when m.application_id is not null then 'finished' end as moderation
      from readable r join organisation o on o.id = r.organisation_id
      left join (select application_id, bool_or(finished_at is null) as open from moderation group by application_id) m on m.application_id = r.id
     order by r.reference`.execute(db);
  const { rows: sheets } = await sql<CountedSheet>`
    ${facts}
    select c.application_id, c.person_id, c.weighted_percent as percent, coalesce(jsonb_object_agg(s.criterion_id, s.points) filter (where s.criterion_id is not null), '{}'::jsonb) as points
      from counted_sheet c join readable r on r.id = c.application_id and not r.owes
      join score_sheet t on t.application_id = c.application_id and t.person_id = c.person_id
      left join score s on s.sheet_id = t.id
     group by c.application_id, c.person_id, c.weighted_percent
     order by c.application_id, c.person_id`.execute(db);
  const ids = [...new Set(sheets.map(({ person_id }) => person_id))];
  const readers = ids.length === 0 ? [] : await db.selectFrom("person").select(["id", "name"]).where("id", "in", ids).orderBy("name").execute();
  return { applications: rows.filter(({ owes }) => !owes).map(({ owes: _owes, ...row }) => row), sheets, readers, owed: rows.filter(({ owes }) => owes).length };
}
