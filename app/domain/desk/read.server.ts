/** What is waiting for one person, read across many rooms; and what happened to a record. Writes nothing. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import type { ApplicationStatus } from "../applications/model.ts";
import { listOwnFlags } from "../assessment/flags.server.ts";
import { closedToViewer } from "../assessment/pot-facts.server.ts";
import { listOwedRounds } from "../assessment/interests.server.ts";
import { countPanelWork } from "../assessment/progress.server.ts";
import { listAssignments } from "../assessment/read.server.ts";
import { listReserveTurns } from "../awards/reserve.server.ts";
import { listReturned, listToConfirm } from "../awards/second.server.ts";
import { listPotsOf } from "../funds/read.server.ts";
import { remarkWork } from "../partnership/read.server.ts";
import type { PersonActor } from "../kernel/actor.ts";
import { listGroupFollows, listToEnter, listUnreadOfPots } from "./follow.server.ts";
import { quietActions, sentence } from "./model.ts";

/** The groups a person belongs to. */
export async function listOwnOrganisations(db: Kysely<DB>, personId: string) {
  return db
    .selectFrom("role_held as r")
    .innerJoin("organisation as o", "o.id", "r.organisation_id")
    .select(["o.id", "o.name", "r.role", "o.synthetic"])
    .where("r.person_id", "=", personId)
    .where("r.role", "<>", "helper")
    .where("r.ended_at", "is", null)
    .orderBy("o.name")
    .execute();
}

const ofOwnGroups = (personId: string) => sql<boolean>`a.organisation_id in (select r.organisation_id from role_held r where r.person_id = ${personId}::uuid and r.ended_at is null and r.role <> 'helper')`;

/** Their groups' applications that are drafts, on their way, or decided with the decision released; what is not released is not here. */
export async function listOwnApplications(db: Kysely<DB>, personId: string) {
  return db
    .selectFrom("application as a")
    .innerJoin("organisation as o", "o.id", "a.organisation_id")
    .innerJoin("pot", "pot.id", "a.pot_id")
    .innerJoin("round", "round.id", "pot.round_id")
    .innerJoin("area", "area.code", "pot.area_code")
    .leftJoin("decision as d", (join) => join.onRef("d.application_id", "=", "a.id").on("d.released_at", "is not", null).on("d.taken_back_at", "is", null)
      // The newest that they know of: a reserve that was moved up, until the decision in its place is released too.
      .on(sql<boolean>`not exists (select 1 from decision newer where newer.application_id = d.application_id and newer.taken_back_at is null and (newer.released_at, newer.id) > (d.released_at, d.id))`))
    .leftJoin("award as w", (join) => join.onRef("w.decision_id", "=", "d.id").on("w.released_at", "is not", null))
    .select(["a.id", "a.reference", "a.title", "a.received_at", "o.name as organisation_name", "round.title as round_title", "area.name as area_name"])
    // That it is decided is told at the release.
    .select(sql<ApplicationStatus>`case when a.status = 'decided' and d.id is null then 'in-assessment' else a.status end`.as("status"))
    .select(sql<boolean>`a.entered_by is not null`.as("entered"))
    .select(["pot.closes_at", "pot.decisions_by", "d.outcome", "d.released_at", "d.conditions_met_at", "w.status as award_status", "w.accept_by", "w.amount_pence"])
    .where(ofOwnGroups(personId))
    .where("a.status", "<>", "withdrawn")
    .orderBy("a.created_at", "desc")
    .limit(100)
    .execute();
}

/** The returns that their groups owe, the earliest first. */
export async function listOwnReturnsDue(db: Kysely<DB>, personId: string) {
  return db
    .selectFrom("grant_return as g")
    .innerJoin("award as a", "a.id", "g.award_id")
    .select(["g.id", "g.due_on", "g.started_at", "a.title", "a.reference"])
    .where("g.status", "=", "due")
    .where("a.status", "=", "accepted")
    .where(ofOwnGroups(personId))
    .orderBy("g.due_on")
    .limit(100)
    .execute();
}

export interface PotWork {
  pot_id: string;
  received: number;
  to_check: number;
  to_assign: number;
  to_decide: number;
  to_release: number;
}

/** For each pot, how many applications wait to be checked, assigned, decided and released; without what is closed to the viewer. */
export async function countPotWork(db: Kysely<DB>, potIds: readonly string[], viewerId: string): Promise<PotWork[]> {
  if (potIds.length === 0) return [];
  const { rows } = await sql<PotWork>`
    with ${closedToViewer(potIds, viewerId)}
    select w.pot_id, count(*) as received,
           count(*) filter (where w.checks = 'to-do') as to_check,
           count(*) filter (where w.status <> 'decided' and greatest(w.readers, w.sheets_sent) < w.needed) as to_assign,
           count(*) filter (where w.status = 'in-assessment' and w.sheets_sent >= w.needed) as to_decide,
           count(*) filter (where w.outcome is not null and not w.released) as to_release
      from application_work w left join closed_to_viewer closed on closed.application_id = w.application_id
     where w.pot_id in (${sql.join(potIds)}) and w.status <> 'withdrawn' and closed.application_id is null
     group by w.pot_id`.execute(db);
  return rows;
}

/** The latest releases of awards: by pot and day, newest first. */
export async function listRecentReleases(db: Kysely<DB>, limit = 5) {
  const { rows } = await sql<{ pot_id: string; round_title: string; fund_code: string; area_name: string; released_on: string; awards: number; amount_pence: number; synthetic: boolean }>`
    select w.pot_id, round.title as round_title, fund.code as fund_code, area.name as area_name, (w.released_at at time zone 'Europe/London')::date as released_on,
           count(*) as awards, sum(w.amount_pence) as amount_pence, bool_or(w.synthetic) as synthetic
      from award w join round on round.id = w.round_id join fund on fund.id = w.fund_id join area on area.code = w.area_code
     where w.status in ('released', 'accepted') and round.kind = 'live'
     group by w.pot_id, round.title, fund.code, area.name, released_on
     order by released_on desc, awards desc limit ${limit}`.execute(db);
  return rows;
}

export interface Handed {
  what: "publication" | "board-report";
  /** In an address: a publication's key, a report's code. */
  at: string;
  title: string;
  /** The day of release or of the meeting. */
  day: string | null;
}

/** What waits for a second person's hand: publications to approve and reports to issue in which this person has not written, the first due first. */
export async function listToApprove(db: Kysely<DB>, personId: string): Promise<Handed[]> {
  const { rows } = await sql<Handed>`
    select 'publication' as what, p.id::text as at, p.title, p.release_on::text as day from publication p
     where p.state = 'awaiting-approval' and not exists (select 1 from publication_author a where a.publication_id = p.id and a.person_id = ${personId}::uuid)
    union all
    select 'board-report', r.code, r.title, r.meeting_on::text from board_report r
     where r.state = 'ready' and not exists (select 1 from board_author a where a.report_id = r.id and a.person_id = ${personId}::uuid)
    order by day nulls last, title limit 50`.execute(db);
  return rows;
}

/** The person's own publications that a publisher has given back. */
export const listGivenBack = (db: Kysely<DB>, personId: string) =>
  db
    .selectFrom("publication as p")
    .innerJoin("publication_author as a", "a.publication_id", "p.id")
    .select(["p.id", "p.title", "p.given_back_reason"])
    .where("a.person_id", "=", personId)
    .where("p.state", "=", "draft")
    .where("p.given_back_reason", "<>", "")
    .orderBy("p.title")
    .limit(50)
    .execute();

/** Messages that could not be handed to the mail server yet, for who runs the service. */
export async function countFailingMessages(db: Kysely<DB>): Promise<number> {
  const { count } = await db
    .selectFrom("message")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("sent_at", "is", null)
    .where("attempts", ">", 0)
    .executeTakeFirstOrThrow();
  return count;
}

/** Everything that one person's home shows, by the roles they hold. Staff parts only once the second factor is passed. */
export async function readDesk(db: Kysely<DB>, actor: PersonActor) {
  const holds = (...roles: string[]) => actor.secondFactor && actor.roles.some(({ role }) => roles.includes(role));
  const pots = holds("administrator") ? await listPotsOf(db, actor, ["administrator"]) : [];
  const chaired = holds("chair") ? (await listPotsOf(db, actor, ["chair"])).filter((pot) => !pots.some(({ id }) => id === pot.id)) : [];
  const work = await countPotWork(db, [...pots, ...chaired].map(({ id }) => id), actor.id);
  const withWork = (pot: (typeof pots)[number]) => ({ pot, work: work.find(({ pot_id }) => pot_id === pot.id) ?? noWork(pot.id) });
  const assignments = holds("assessor", "chair") ? await listAssignments(db, actor.id) : [];
  const owedRounds = holds("assessor", "chair") ? await listOwedRounds(db, actor.id) : [];
  const open = assignments.filter(({ status, pot_id }) => status === "in-assessment" && !owedRounds.some((round) => round.pot_id === pot_id));
  const toScore = open.filter(({ scoring_closed, sheet_status }) => !scoring_closed && (sheet_status === null || sheet_status === "draft"));
  return {
    organisations: await listOwnOrganisations(db, actor.id),
    applications: await listOwnApplications(db, actor.id),
    returns: await listOwnReturnsDue(db, actor.id),
    follows: await listGroupFollows(db, actor.id),
    toEnter: holds("administrator") ? await listToEnter(db, actor.id) : [],
    flags: await listOwnFlags(db, pots.map(({ id }) => id), actor.id),
    unread: await listUnreadOfPots(db, pots.map(({ id }) => id), actor.id),
    pots: pots.map(withWork),
    /** Of which this person is the chair and not also the administrator. */
    chaired: chaired.map(withWork),
    owedRounds,
    panelWork: await countPanelWork(db, pots.map(({ id }) => id), actor.id),
    panel: holds("assessor", "chair")
      ? {
          to_declare: toScore.filter(({ has_interest }) => has_interest === null).length,
          to_score: toScore.filter(({ has_interest }) => has_interest === false).length,
          to_talk: open.filter(({ to_talk }) => to_talk).length,
        }
      : undefined,
    reserveTurns: await listReserveTurns(db, pots.map(({ id }) => id), actor.id),
    toConfirm: holds("administrator", "chair") ? await listToConfirm(db, actor) : [],
    returned: holds("administrator", "chair") ? await listReturned(db, actor) : [],
    toApprove: holds("publisher") ? await listToApprove(db, actor.id) : [],
    givenBack: holds("official") ? await listGivenBack(db, actor.id) : [],
    releases: holds("official", "publisher") ? await listRecentReleases(db) : undefined,
    remarks: holds("official", "publisher", "partner") ? await remarkWork(db, actor) : undefined,
    failingMessages: holds("service-administrator") ? await countFailingMessages(db) : undefined,
  };
}
const noWork = (pot_id: string): PotWork => ({ pot_id, received: 0, to_check: 0, to_assign: 0, to_decide: 0, to_release: 0 });

/** What happened to a record, newest first, as sentences with when and who. */
export async function listTimeline(db: Kysely<DB>, subject: { type: string; id: string }, limit = 100) {
  const events = await db
    .selectFrom("audit_event as e")
    .leftJoin("person as actor", "actor.id", "e.actor_id")
    .leftJoin("person as other", (join) => join.on(sql<boolean>`other.id::text = e.detail ->> 'person_id'`))
    .select(["e.id", "e.at", "e.action", "e.detail", "e.actor_kind", "actor.name as actor_name", "other.name as other_name"])
    .where("e.subject_type", "=", subject.type)
    .where("e.subject_id", "=", subject.id)
    .where("e.action", "not in", quietActions)
    .orderBy("e.sequence", "desc")
    .limit(limit)
    .execute();
  return events.map((event) => ({
    id: event.id,
    at: event.at,
    text: sentence(event.action, event.detail, event.other_name ?? undefined),
    by: event.actor_kind === "system" ? "Lade" : (event.actor_name ?? ""),
  }));
}
