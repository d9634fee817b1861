/** What the board showed when a meeting closed: frozen with its hash, shown again as it was, and checked. */
import { sql, type Kysely, type Selectable } from "kysely";
import type { DB, JsonValue, MeetingTable } from "#db/types.ts";
import { namesFor } from "../assessment/anonymity.server.ts";
import { canonical } from "../audit/chain.server.ts";
import type { Pot } from "../funds/read.server.ts";
import type { TransactionContext } from "../kernel/context.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId, sha256 } from "../kernel/ids.server.ts";
import { aboveAll, boardAt, lineAfter, lineThatFits, proposedFor, seenAbove, seenBy, type BoardFacts, type CoverageList, type Limit, type LineKey } from "./board.ts";
import { hiddenFrom, readFacts } from "./board.server.ts";
import { findScenario, shownScenario } from "./scenario.server.ts";

export interface SnapshotLine {
  application_id: string;
  reference: string;
  organisation_name: string;
  title: string;
  asked_pence: number;
  rank: number;
  mean_percent: number | null;
  spread: number | null;
  /** How many readers it was given to. */
  assigned: number;
  /** What every reader gave who sent scores: points by criterion, null where they could not say. One with an interest is not counted in the mean. */
  sheets: { person_id: string; name: string; weighted_percent: number; version: number; criteria_version: number; counted: boolean; points: Record<string, number | null> }[];
  /** The part of the pot it belongs to, and under what it counts: "focus-group/women". */
  sub_pot_id: string | null;
  codes: string[];
  above: boolean;
  outcome: string | null;
  amount_pence: number | null;
  /** Who decided, why, and who stands behind it; null while it is open. */
  decision: SnapshotDecision | null;
  proposed: string | null;
  proposed_pence: number | null;
}
export interface SnapshotDecision {
  id: string;
  decided_by: string;
  decided_by_name: string;
  decided_at: string;
  /** In the meeting that closes, or an earlier one; null where there was none. */
  meeting_id: string | null;
  decided_pence: number | null;
  reasons: string;
  conditions: string;
  conditions_to_meet: string;
  below_minimum_reason: string;
  reserve_position: number | null;
  needs_second_why: string;
  confirmed_by_name: string | null;
  years: { financial_year: string; amount_pence: number }[];
}
export interface SnapshotBody {
  pot: { id: string; title: string; area: string; financial_year: string; minimum_percent: number | null; second_person_above_pence: number | null };
  /** What was scored, in its order: the mean of a reader is weighed by these. */
  criteria: { id: string; title: string; weight: number; max_points: number; ended: boolean }[];
  meeting: { id: string; opened_at: string; closed_at: string; quorum: number; notes: string };
  attendance: { person_id: string | null; name: string; role: string; votes: boolean; arrived_at: string; left_at: string | null }[];
  leaves: { application_id: string; person_id: string; person: string; left_at: string; returned_at: string | null }[];
  line_after: number;
  /** The line as it was drawn: below this score and reference. */
  line: LineKey;
  lines: SnapshotLine[];
  limits: { kind: Limit["kind"]; title: string; allocation_pence: number | null; committed_pence: number; proposed_pence: number }[];
  coverage: { list: CoverageList; title: string; at_least: number | null; awards: number; amount_pence: number }[];
  awards: number;
  median_pence: number | null;
}

/** Writes the snapshot of a meeting that is about to close. The pot is locked. @returns its hash */
export async function freezeSnapshot(tx: TransactionContext, pot: Pot, meeting: Selectable<MeetingTable>): Promise<string> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(tx.db);
  const { at } = rows[0]!;
  const body = canonical((await bodyOf(tx.db, pot, meeting, at)) as unknown as JsonValue);
  const hash = sha256(body);
  await tx.db.insertInto("meeting_snapshot").values({ meeting_id: meeting.id, pot_id: pot.id, taken_at: at, body, sha256: hash }).execute();
  return hash;
}

async function bodyOf(db: Kysely<DB>, pot: Pot, meeting: Selectable<MeetingTable>, at: Date): Promise<SnapshotBody> {
  const facts = await readFacts(db, pot.id, "");
  const seen = seenBy(facts, new Set(), new Set());
  const scenario = await shownScenario(db, await findScenario(db, pot.id, null), () => lineAfter(seen, lineThatFits(facts, seen)));
  const above = seenAbove(seen, scenario.line);
  const { limits, coverage, awards, median_pence } = boardAt(facts, seen, above, scenario.proposals);
  const people = await db.selectFrom("meeting_attendance").select(["person_id", "name", "role", "votes", "arrived_at", "left_at"]).where("meeting_id", "=", meeting.id).orderBy("arrived_at").orderBy("name").execute();
  const leaves = await db.selectFrom("meeting_leave as l").innerJoin("person", "person.id", "l.person_id").select(["l.application_id", "l.person_id", "person.name as person", "l.left_at", "l.returned_at"]).where("l.meeting_id", "=", meeting.id).orderBy("l.left_at").execute();
  const text = (instant: Date | null) => instant?.toISOString() ?? null;
  return {
    pot: { id: pot.id, title: pot.round_title, area: pot.area_name, financial_year: pot.financial_year, minimum_percent: pot.minimum_percent, second_person_above_pence: pot.second_person_above_pence },
    criteria: (await db.selectFrom("criterion").select(["id", "title", "weight", "max_points", "ended_at"]).where("pot_id", "=", pot.id).orderBy("position").orderBy("id").execute()).map(({ ended_at, ...one }) => ({ ...one, ended: ended_at !== null })),
    meeting: { id: meeting.id, opened_at: meeting.opened_at.toISOString(), closed_at: at.toISOString(), quorum: meeting.quorum, notes: meeting.notes },
    attendance: people.map((one) => ({ ...one, arrived_at: one.arrived_at.toISOString(), left_at: text(one.left_at) })),
    leaves: leaves.map((one) => ({ ...one, left_at: one.left_at.toISOString(), returned_at: text(one.returned_at) })),
    line_after: above,
    line: scenario.line,
    lines: await linesOf(db, pot.id, facts, above, scenario.proposals),
    limits: limits.map(({ kind, title, allocation_pence, committed_pence, proposed_pence }) => ({ kind, title, allocation_pence, committed_pence, proposed_pence })),
    coverage: coverage.map(({ list, title, at_least, awards: count, amount_pence }) => ({ list, title, at_least, awards: count, amount_pence })),
    awards, median_pence,
  };
}

async function linesOf(db: Kysely<DB>, potId: string, facts: BoardFacts, above: number, proposals: Parameters<typeof proposedFor>[2]): Promise<SnapshotLine[]> {
  const sheets = await sheetsOf(db, potId);
  const decisions = await decisionsOf(db, potId);
  return facts.lines.map((line, index) => {
    const proposed = proposedFor(line, index < above, proposals);
    const { application_id, reference, organisation_name, title, asked_pence, mean_percent, spread, assigned, sub_pot_id } = line;
    return {
      application_id, reference, organisation_name, title, asked_pence, rank: index + 1, mean_percent, spread, assigned, sub_pot_id,
      codes: line.codes.map((code) => `${facts.codes[code]!.list}/${facts.codes[code]!.code}`),
      sheets: (sheets.get(application_id) ?? []).map(({ application_id: _application, weighted_percent, ...sheet }) => ({ ...sheet, weighted_percent: weighted_percent! })),
      above: index < above, outcome: line.decision?.outcome ?? null, amount_pence: line.decision?.amount_pence ?? null, decision: decisions.get(application_id) ?? null,
      proposed: proposed?.outcome ?? null, proposed_pence: proposed?.amount_pence ?? null,
    };
  });
}

/** The sheets that were sent, with the points as they are now. */
async function sheetsOf(db: Kysely<DB>, potId: string) {
  const sheets = await db
    .selectFrom("score_sheet as t")
    .innerJoin("application as a", "a.id", "t.application_id")
    .innerJoin("person", "person.id", "t.person_id")
    .select(["t.application_id", "t.person_id", "person.name", "t.weighted_percent", "t.version", "t.criteria_version"])
    .select(sql<boolean>`not conflicted_by_interest(t.application_id, t.person_id)`.as("counted"))
    .select(sql<Record<string, number | null>>`(select coalesce(jsonb_object_agg(s.criterion_id, s.points), '{}'::jsonb) from score s where s.sheet_id = t.id)`.as("points"))
    .where("a.pot_id", "=", potId)
    .where("t.status", "=", "sent")
    .orderBy("person.name")
    .orderBy("t.id")
    .execute();
  const byApplication = new Map<string, typeof sheets>();
  for (const sheet of sheets) byApplication.set(sheet.application_id, [...(byApplication.get(sheet.application_id) ?? []), sheet]);
  return byApplication;
}

/** The decisions that stand, with their reasons. */
async function decisionsOf(db: Kysely<DB>, potId: string): Promise<Map<string, SnapshotDecision>> {
  const rows = await db
    .selectFrom("decision as d")
    .innerJoin("application as a", "a.id", "d.application_id")
    .innerJoin("person", "person.id", "d.decided_by")
    .leftJoin("person as second", "second.id", "d.confirmed_by")
    .leftJoin("award as w", "w.decision_id", "d.id")
    .select(["d.application_id", "d.id", "d.decided_by", "person.name as decided_by_name", "d.decided_at", "d.meeting_id", "d.amount_pence as decided_pence", "d.reasons", "d.conditions_to_meet"])
    .select(["d.below_minimum_reason", "d.reserve_position", "d.needs_second_why", "second.name as confirmed_by_name", sql<string>`coalesce(w.conditions, '')`.as("conditions")])
    .select(sql<SnapshotDecision["years"]>`(select coalesce(jsonb_agg(jsonb_build_object('financial_year', y.financial_year, 'amount_pence', y.amount_pence) order by y.financial_year), '[]'::jsonb) from award_year y where y.award_id = w.id)`.as("years"))
    .where("a.pot_id", "=", potId)
    .where("d.taken_back_at", "is", null)
    .where("d.moved_up_at", "is", null)
    .execute();
  return new Map(rows.map(({ application_id, decided_at, ...decision }) => [application_id, { ...decision, decided_at: decided_at.toISOString() }]));
}

/** Every meeting of a pot, the newest first, with who opened it. */
export async function listMeetings(db: Kysely<DB>, potId: string) {
  return db
    .selectFrom("meeting as m")
    .innerJoin("person", "person.id", "m.opened_by")
    .select(["m.id", "m.opened_at", "m.closed_at", "m.quorum", "person.name as opened_by_name"])
    .where("m.pot_id", "=", potId)
    .orderBy("m.opened_at", "desc")
    .execute();
}

/**
 * A snapshot as this person may see it: lines and leaves of what is closed to them are left out, and the others are numbered without a gap.
 * An application for which they still owe scores stands last, without scores, rank or side of the line. `whole_view` is false where anything
 * is so: then what was summed up over all is not for them, because the difference to what they see is what they may not see. The committed
 * money is, as on the board. Throws NotFound.
 */
export async function readSnapshot(db: Kysely<DB>, potId: string, meetingId: string, viewerId: string) {
  const row = isId(meetingId) ? await db.selectFrom("meeting_snapshot").selectAll().where("meeting_id", "=", meetingId).where("pot_id", "=", potId).executeTakeFirst() : undefined;
  if (!row) throw new NotFound();
  const body = JSON.parse(row.body) as SnapshotBody;
  const { closed, owed } = await hiddenFrom(db, potId, viewerId);
  const open = body.lines.filter((line) => !closed.has(line.application_id));
  const known = open.filter((line) => !owed.has(line.application_id)).map((line, index) => ({ ...line, rank: index + 1 }));
  const still = open.filter((line) => owed.has(line.application_id)).sort((a, b) => (a.reference < b.reference ? -1 : 1));
  const lines = await namesFor(db, viewerId, [...known, ...still.map((line) => ({ ...line, ...unknown }))]);
  const whole_view = known.length === body.lines.length;
  return {
    taken_at: row.taken_at, sha256: row.sha256, whole: sha256(row.body) === row.sha256, hidden: body.lines.length - lines.length, whole_view,
    body: {
      ...body, lines, leaves: body.leaves.filter((leave) => !closed.has(leave.application_id)), ...(whole_view ? {} : withoutSums(body, known)),
    },
  };
}
const unknown = { rank: 0, mean_percent: null, spread: null, sheets: [], above: false, proposed: null, proposed_pence: null };
/** The same snapshot without what was counted over all. */
function withoutSums(body: SnapshotBody, known: readonly SnapshotLine[]) {
  const line_after = known.filter(({ above }) => above).length;
  const last = known[line_after - 1];
  return {
    line_after, line: last ? { percent: last.mean_percent, reference: last.reference } : aboveAll, coverage: [], awards: 0, median_pence: null,
    limits: body.limits.map((limit) => ({ ...limit, proposed_pence: 0 })),
  };
}

/** Whatever is wrong with the snapshots: one changed, one missing, one that the audit knows otherwise. */
export async function alteredSnapshots(db: Kysely<DB>): Promise<string[]> {
  const rows = await db
    .selectFrom("meeting as m")
    .leftJoin("meeting_snapshot as s", "s.meeting_id", "m.id")
    .leftJoin("audit_event as e", (join) => join.onRef("e.subject_id", "=", "m.id").on("e.subject_type", "=", "meeting").on("e.action", "=", "meeting.closed"))
    .select(["m.id", "s.body", "s.sha256", sql<string | null>`e.detail ->> 'sha256'`.as("recorded")])
    .where("m.closed_at", "is not", null)
    .execute();
  return rows.flatMap(({ id, body, sha256: hash, recorded }) => {
    if (body === null || hash === null) return [`Meeting ${id} was closed and has no snapshot`];
    if (sha256(body) !== hash) return [`The snapshot of meeting ${id} is not what its hash says`];
    return hash === recorded ? [] : [`The snapshot of meeting ${id} is not the one that was recorded when it closed`];
  });
}
