/** Whether everything that must hold does: each check by name, with findings that say where it does not. */
import { sql, type Kysely, type RawBuilder } from "kysely";
import type { DB } from "#db/types.ts";
import type { Answers } from "./domain/forms/model.ts";
import type { OrganisationFacts } from "./domain/applications/model.ts";
import { snapshotHash } from "./domain/applications/submit.server.ts";
import { compareWork } from "./domain/assessment/list.server.ts";
import { verifyAudit } from "./domain/audit/verify.server.ts";
import { compareCommitments, compareCounts } from "./domain/awards/counts.server.ts";
import { alteredSnapshots } from "./domain/awards/snapshot.server.ts";
import { compareParts, overdrawnParts } from "./domain/awards/parts-compare.server.ts";
import { alteredDocuments } from "./domain/files/read.server.ts";
import type { FileStore } from "./domain/files/store.server.ts";

export interface Checked {
  name: string;
  /** A sentence each; empty when the check holds. */
  findings: string[];
}

interface Check {
  name: string;
  find: (db: Kysely<DB>, secret: string, files: FileStore) => Promise<string[]>;
}

/** Runs every check, one after the other. Reads only; what people do meanwhile is seen whole or not at all. @param secret LADE_SECRET */
export async function verify(db: Kysely<DB>, secret: string, files: FileStore, tell: (checked: Checked) => void = () => undefined): Promise<Checked[]> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (snapshot) => {
      // Long tables take long: only these readings may.
      await sql`set local statement_timeout = 0`.execute(snapshot);
      const all: Checked[] = [];
      for (const { name, find } of checks) {
        const checked = { name, findings: await find(snapshot, secret, files) };
        all.push(checked);
        tell(checked);
      }
      return all;
    });
}

/** A check in SQL: each row is a finding, its one column `finding` a sentence. At most a hundred are named. */
const finds = (query: RawBuilder<{ finding: string }>) => async (db: Kysely<DB>) => (await sql<{ finding: string }>`${query} limit 100`.execute(db)).rows.map((row) => row.finding);

/** The legal paths of an award, as pairs of events that may follow one another; "" is before the first. */
const awardPaths: Record<string, readonly string[]> = {
  "": ["made"],
  made: ["released", "taken-back"],
  released: ["accepted", "not-taken-up", "reduced", "withdrawn", "retagged"],
  accepted: ["reduced", "withdrawn", "retagged", "corrected"],
  reduced: ["accepted", "not-taken-up", "reduced", "withdrawn", "retagged", "corrected"],
  retagged: ["accepted", "not-taken-up", "reduced", "withdrawn", "retagged", "corrected"],
  corrected: ["reduced", "withdrawn", "retagged", "corrected"],
};
const legalPairs = sql.join(Object.entries(awardPaths).flatMap(([from, to]) => to.map((kind) => sql`(${from}, ${kind})`)));

export const checks: readonly Check[] = [
  { name: "The audit chains are whole", find: verifyAudit },
  { name: "What each pot has committed is the sum of its awards' events", find: compareCommitments },
  {
    name: "No pot is over-committed",
    find: finds(sql`select format('Pot %s has committed %s pence of %s', id, committed_pence, allocation_pence) as finding from pot where committed_pence > allocation_pence or committed_pence < 0`),
  },
  { name: "What each part and year of a pot has committed is what its awards hold", find: compareParts },
  { name: "No part or year of a pot is over-committed", find: overdrawnParts },
  { name: "The award counts agree with the awards", find: compareCounts },
  { name: "The snapshot of every meeting that closed is as it was frozen", find: alteredSnapshots },
  {
    name: "An award is counted exactly while it is public",
    find: finds(sql`select format('Award %s is %s and %s', reference, status, case when counted then 'counted' else 'not counted' end) as finding
      from award where counted <> (status in ('released', 'accepted'))`),
  },
  {
    name: "Each award's history is a legal path",
    find: finds(sql`
      select format('Award %s: “%s” follows “%s”', a.reference, e.kind, e.before) as finding
        from (select award_id, kind, coalesce(lag(kind) over (partition by award_id order by recorded_at, id), '') as before from award_event) e
        join award a on a.id = e.award_id
       where (e.before, e.kind) not in (${legalPairs})`),
  },
  {
    name: "Each award is in the state in which its history left it",
    find: finds(sql`
      select format('Award %s is %s, its last move was “%s”', a.reference, a.status, coalesce(e.kind, 'none')) as finding
        from award a
        left join lateral (select kind from award_event where award_id = a.id and kind not in ('reduced', 'retagged', 'corrected') order by recorded_at desc, id desc limit 1) e on true
       where a.status <> case e.kind when 'made' then 'decided' else coalesce(e.kind, '') end`),
  },
  {
    name: "Each application is in a state that its records allow",
    find: finds(sql`
      select format('Application %s is %s, with %s submission and %s decision that stands', a.reference, a.status,
                    case when s.id is null then 'no' else 'a' end, case when d.id is null then 'no' else 'a' end) as finding
        from application a
        left join submission s on s.application_id = a.id
        left join decision d on d.application_id = a.id and d.taken_back_at is null and d.moved_up_at is null
       where (a.status = 'draft' and s.id is not null)
          or (a.status in ('submitted', 'in-assessment', 'decided') and s.id is null)
          or (a.status = 'decided') <> (d.id is not null)`),
  },
  {
    name: "Each award that was decided here has the application and the decision it came from",
    find: finds(sql`
      select format('Award %s: %s', a.reference, case when d.id is null then 'no decision' when d.outcome in ('decline', 'reserve') then 'its decision awards nothing' else 'its decision is of another application' end) as finding
        from award a
        left join decision d on d.id = a.decision_id
       where a.application_id is not null and (d.id is null or d.application_id <> a.application_id or d.outcome in ('decline', 'reserve'))`),
  },
  {
    name: "Each decision that was released stands as its rules ask",
    find: finds(sql`
      select format('The decision %s on %s was released without its second person', d.id, a.reference) as finding
        from decision d join application a on a.id = d.application_id where d.released_at is not null and d.needs_second and (d.confirmed_at is null or d.confirmed_by = d.decided_by)
      union all
      select format('Award %s was accepted before its condition was met', w.reference)
        from award w join decision d on d.id = w.decision_id where w.status = 'accepted' and d.outcome = 'conditional' and d.conditions_met_at is null
      union all
      select format('%s reserves stand in place %s of pot %s', count(*), d.reserve_position, a.pot_id)
        from decision d join application a on a.id = d.application_id
       where d.outcome = 'reserve' and d.taken_back_at is null and d.moved_up_at is null group by a.pot_id, d.reserve_position having count(*) > 1`),
  },
  { name: "The list of applications says what their records say", find: compareWork },
  { name: "Each submission is what was sent", find: alteredSubmissions },
  {
    name: "Each submission's hash stands in the audit",
    find: finds(sql`
      select format('Application %s: the audit does not hold the hash of what was sent', a.reference) as finding
        from submission s join application a on a.id = s.application_id
       where not exists (select 1 from audit_event e where e.subject_type = 'application' and e.subject_id = a.id
                                                       and e.action in ('application.submitted', 'application.change-answered') and e.detail ->> 'sha256' = s.sha256)`),
  },
  {
    name: "Scores that were sent are what their history kept last",
    find: finds(sql`
      select format('Application %s: the scores of %s are not what was kept as version %s', a.reference, t.person_id, h.version) as finding
        from score_sheet t join application a on a.id = t.application_id
       cross join lateral (select * from score_history k where k.sheet_id = t.id order by k.version desc limit 1) h
       where t.status = 'sent' and (h.scores is distinct from scores_of_sheet(t.id) or (h.overall, h.weighted_percent) is distinct from (t.overall, t.weighted_percent))`),
  },
  {
    name: "Nobody with an interest has scored",
    find: finds(sql`
      select format('Application %s was scored by %s, who %s', a.reference, s.person_id,
                    case when i.id is not null or d.id is not null then 'declared an interest' else 'belonged to the applying group' end) as finding
        from score_sheet s
        join application a on a.id = s.application_id
        left join interest i on i.application_id = s.application_id and i.person_id = s.person_id and i.has_interest
        left join interest_in_organisation d on d.pot_id = a.pot_id and d.organisation_id = a.organisation_id and d.person_id = s.person_id and d.has_interest
       where s.status = 'sent'
         and (i.id is not null or d.id is not null
              or exists (select 1 from role_held r where r.organisation_id = a.organisation_id and r.person_id = s.person_id and r.role <> 'helper'
                                                     and r.granted_at <= s.sent_at and (r.ended_at is null or r.ended_at > s.sent_at)))`),
  },
  {
    name: "Each message went out at most once",
    find: finds(sql`select format('%s messages have the key %s', count(*), dedupe_key) as finding from message group by dedupe_key having count(*) > 1`),
  },
  {
    name: "What is invented says so all the way",
    find: finds(sql`
      select format('Award %s is %s, its group is %s', a.reference, case when a.synthetic then 'invented' else 'real' end, case when o.synthetic then 'invented' else 'real' end) as finding
        from award a join organisation o on o.id = a.organisation_id where a.synthetic <> o.synthetic
      union all
      select format('Application %s is %s, its group is %s', a.reference, case when a.synthetic then 'invented' else 'real' end, case when o.synthetic then 'invented' else 'real' end)
        from application a join organisation o on o.id = a.organisation_id where a.synthetic <> o.synthetic`),
  },
  { name: "Each document has the bytes that were kept", find: (db, _secret, files) => alteredDocuments(db, files) },
  {
    name: "The database's own guards are on",
    find: finds(sql`
      select format('The trigger %s on %s is switched off', t.tgname, t.tgrelid::regclass) as finding
        from pg_trigger t join pg_class c on c.oid = t.tgrelid
       where c.relnamespace = 'public'::regnamespace and t.tgenabled <> 'O'
      union all
      select format('The constraint %s on %s was not checked against every row', conname, conrelid::regclass)
        from pg_constraint where connamespace = 'public'::regnamespace and not convalidated`),
  },
];

/** Every submission is hashed again, in pages, so that memory does not grow with their number. */
async function alteredSubmissions(db: Kysely<DB>): Promise<string[]> {
  const findings: string[] = [];
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const page = await db
      .selectFrom("submission as s")
      .innerJoin("application as a", "a.id", "s.application_id")
      .select(["s.id", "s.sha256", "s.form_version_id", "s.received_at", "s.answers", "s.organisation", "s.files", "a.reference"])
      .where("s.id", ">", after)
      .orderBy("s.id")
      .limit(200)
      .execute();
    for (const sent of page) {
      const hash = snapshotHash({ ...sent, answers: sent.answers as Answers, organisation: sent.organisation as unknown as OrganisationFacts });
      if (hash !== sent.sha256) findings.push(`What ${sent.reference} sent was changed afterwards: its hash is ${hash.slice(0, 12)}…, the receipt says ${sent.sha256.slice(0, 12)}…`);
    }
    const last = page.at(-1);
    if (!last) return findings;
    after = last.id;
  }
}
