/**
 * The board of a pot out of the tables. What is the same for everybody is read once for each version of the board and kept in memory; what
 * a person may not see is asked for every time. The tables themselves raise the version (migration 0030), so nothing stale is shown.
 */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { namesFor, readsAnonymously } from "../assessment/anonymity.server.ts";
import { potFacts } from "../assessment/pot-facts.server.ts";
import { rankedApplications } from "../assessment/read.server.ts";
import { listsFor } from "../forms/read.server.ts";
import { getPot, type Pot } from "../funds/read.server.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { coverageLists, seenBy, type BoardFacts, type BoardLine, type CoverageCode, type Limit, type LineDecision, type SeenBoard } from "./board.ts";
import { standing } from "./model.ts";

/** What an open board compares: nothing it shows has changed while this is the same. */
export interface BoardStamp {
  fund_id: string;
  area_code: string;
  /** The board's version and how many applications came: everything but scenarios. */
  facts: string;
}

/** The place of a pot, for the policy, and the stamp of its board; one cheap question. Throws NotFound. */
export async function readStamp(db: Kysely<DB>, potId: string): Promise<BoardStamp> {
  const { rows } = isId(potId)
    ? await sql<{ fund_id: string; area_code: string; board_version: string; came: string; synthetic: boolean }>`
        select round.fund_id, pot.area_code, pot.board_version, (select count(*) from application a where a.pot_id = pot.id and a.received_at is not null) as came
          from pot join round on round.id = pot.round_id where pot.id = ${potId}`.execute(db)
    : { rows: [] };
  const [row] = rows;
  if (!row) throw new NotFound();
  return { fund_id: row.fund_id, area_code: row.area_code, facts: `${row.board_version}-${row.came}` };
}

interface Kept {
  stamp: string;
  facts: Promise<BoardFacts>;
}
/** By database, so that two in one process never mix; each holds the last few pots that somebody looked at. */
const kept = new WeakMap<Kysely<DB>, Map<string, Kept>>();
const potsKept = 6;

/** What the board shows to everybody, as of this stamp. In a transaction it is read afresh. */
export async function readFacts(db: Kysely<DB>, potId: string, stamp: string): Promise<BoardFacts> {
  if (db.isTransaction) return loadFacts(db, potId);
  const mine = kept.get(db) ?? new Map<string, Kept>();
  kept.set(db, mine);
  const known = mine.get(potId);
  mine.delete(potId);
  const facts = known?.stamp === stamp ? known.facts : loadFacts(db, potId);
  mine.set(potId, { stamp, facts });
  for (const old of [...mine.keys()].slice(0, -potsKept)) mine.delete(old);
  // What could not be read is asked for again the next time.
  facts.catch(() => mine.delete(potId));
  return facts;
}

/** The board as this person may see it. The caller has asked the policy. */
export async function readBoard(db: Kysely<DB>, potId: string, viewerId: string, stamp?: BoardStamp): Promise<{ facts: BoardFacts; seen: SeenBoard }> {
  const facts = await readFacts(db, potId, (stamp ?? (await readStamp(db, potId))).facts);
  const { closed, owed } = await hiddenFrom(db, potId, viewerId);
  const seen = seenBy(facts, closed, owed);
  // While a round is read without names its chair sees none here either.
  return { facts, seen: (await readsAnonymously(db, viewerId, potId)) ? { ...seen, lines: await namesFor(db, viewerId, seen.lines) } : seen };
}

/** What is closed to a person in a pot, and what they still owe scores for: also where they say that they can't assess it, as long as they are asked to and could begin after all. */
export async function hiddenFrom(db: Kysely<DB>, potId: string, viewerId: string): Promise<{ closed: Set<string>; owed: Set<string> }> {
  const { rows } = await sql<{ application_id: string; closed: boolean }>`
    with ${potFacts([potId], viewerId)}
    select application_id, true as closed from closed_to_viewer
    union all
    select s.application_id, false from assignment s join application a on a.id = s.application_id
     where s.person_id = ${viewerId} and s.ended_at is null and a.pot_id = ${potId}
       and not exists (select 1 from score_sheet own where own.application_id = s.application_id and own.person_id = s.person_id and own.status = 'sent')`.execute(db);
  const of = (closed: boolean) => new Set(rows.filter((row) => row.closed === closed).map((row) => row.application_id));
  return { closed: of(true), owed: of(false) };
}

async function loadFacts(db: Kysely<DB>, potId: string): Promise<BoardFacts> {
  const pot = await getPot(db, potId);
  const ranked = await rankedApplications(db, potId);
  const placed = await readPlaces(db, pot);
  const codes = await readCodes(db, pot, placed.titles);
  const indexOf = new Map(codes.map(({ list, code }, index) => [`${list}/${code}`, index]));
  const known = (names: readonly string[]) => names.flatMap((name) => indexOf.get(name) ?? []);
  const tags = await readTags(db, potId);
  const decisions = await readDecisions(db, potId);
  const lines = ranked.map((line): BoardLine => {
    const place = placed.byApplication.get(line.application_id);
    return {
      application_id: line.application_id, reference: line.reference, title: line.title, organisation_name: line.organisation_name, asked_pence: line.asked_pence,
      mean_percent: line.mean_percent, spread: line.spread, sheets_sent: line.sheets_sent, assigned: line.assigned,
      sub_pot_id: place?.sub_pot_id ?? null, codes: known([...(tags.get(line.application_id) ?? []), ...(place ? [`place/${place.place}`] : [])]),
      decision: decisions.get(line.application_id) ?? null,
    };
  });
  return { lines, codes, limits: await readLimits(db, pot), others: await readOthers(db, potId, known), year: pot.financial_year, smallest_pence: pot.min_amount_pence };
}

/**
 * The part of the pot and the place of each application. In a pot that is divided by locality the place is the locality, else the
 * council area that the group is of.
 */
async function readPlaces(db: Kysely<DB>, pot: Pot) {
  const { rows } = await sql<{ id: string; sub_pot_id: string | null; area_code: string; area_name: string; locality: string | null }>`
    select a.id, s.id as sub_pot_id, o.area_code, area.name as area_name, s.locality
      from application a join organisation o on o.id = a.organisation_id join area on area.code = o.area_code
      left join sub_pot s on s.id = sub_pot_of(a.pot_id, a.sub_pot_id, a.asked_pence)
     where a.pot_id = ${pot.id} and a.received_at is not null`.execute(db);
  const localities = await db.selectFrom("sub_pot").select(["id", "locality"]).where("pot_id", "=", pot.id).where("kind", "=", "locality").orderBy("position").execute();
  const placeOf = (row: (typeof rows)[number]) => (localities.length > 0 ? (row.locality ? row.sub_pot_id! : "elsewhere") : row.area_code);
  const titles = new Map<string, string>(localities.map((one) => [one.id, one.locality]));
  for (const row of [...rows].sort((a, b) => a.area_name.localeCompare(b.area_name, "en-GB"))) titles.set(placeOf(row), titles.get(placeOf(row)) ?? (localities.length > 0 ? "No locality said" : row.area_name));
  return { titles, byApplication: new Map(rows.map((row) => [row.id, { sub_pot_id: row.sub_pot_id, place: placeOf(row) }])) };
}

async function readCodes(db: Kysely<DB>, pot: Pot, places: ReadonlyMap<string, string>): Promise<CoverageCode[]> {
  const versions = Object.fromEntries(coverageLists.flatMap((list) => (pot.lists[list] ? [[list, pot.lists[list]]] : [])));
  const lists = await listsFor(db, versions);
  const targets = await db.selectFrom("coverage_target").select(["list_code", "code", "at_least"]).where("pot_id", "=", pot.id).execute();
  const target = (list: string, code: string) => targets.find((one) => one.list_code === list && one.code === code)?.at_least ?? null;
  return coverageLists.flatMap((list) => {
    const items = list === "place" ? [...places].map(([code, title]) => ({ code, title })) : (lists[list]?.items ?? []);
    return items.map(({ code, title }): CoverageCode => ({ list, code, title, at_least: target(list, code) }));
  });
}

/** "focus-group/women" and its like by application: as its award was tagged, else as the group chose. */
async function readTags(db: Kysely<DB>, potId: string): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ application_id: string; tags: string[] }>`
    with awarded as (select w.id, w.application_id from award w where w.pot_id = ${potId} and w.application_id is not null and w.status in (${sql.join(standing)}))
    select t.application_id, array_agg(t.list_code || '/' || t.code) as tags
      from application_tag t join application a on a.id = t.application_id
     where a.pot_id = ${potId} and not exists (select 1 from awarded w where w.application_id = a.id) group by t.application_id
    union all
    select w.application_id, array_agg(t.list_code || '/' || t.code) from award_tag t join awarded w on w.id = t.award_id group by w.application_id`.execute(db);
  return new Map(rows.map((row) => [row.application_id, row.tags]));
}

async function readDecisions(db: Kysely<DB>, potId: string): Promise<Map<string, LineDecision>> {
  const { rows } = await sql<Omit<LineDecision, "amount_pence"> & { application_id: string; amount_pence: number | null }>`
    select d.application_id, d.outcome, d.released_at is not null as released, d.needs_second, d.confirmed_at is not null as confirmed, d.reserve_position,
           w.status as award_status, case when w.status in (${sql.join(standing)}) then w.amount_pence end as amount_pence
      from decision d join application a on a.id = d.application_id left join award w on w.decision_id = d.id
     where a.pot_id = ${potId} and d.taken_back_at is null and d.moved_up_at is null`.execute(db);
  return new Map(rows.map(({ application_id, ...decision }) => [application_id, decision]));
}

async function readOthers(db: Kysely<DB>, potId: string, known: (names: readonly string[]) => number[]) {
  const { rows } = await sql<{ amount_pence: number; tags: string[] }>`
    select w.amount_pence, coalesce(array_agg(t.list_code || '/' || t.code) filter (where t.code is not null), '{}') as tags
      from award w left join award_tag t on t.award_id = w.id
     where w.pot_id = ${potId} and w.application_id is null and w.status in (${sql.join(standing)}) group by w.id`.execute(db);
  return rows.map(({ amount_pence, tags }) => ({ amount_pence, codes: known(tags) }));
}

/** The pot, its parts, what is free outside of them, and its financial years: what was committed before years were kept is the round's own. */
async function readLimits(db: Kysely<DB>, pot: Pot): Promise<Limit[]> {
  const parts = await db.selectFrom("sub_pot").selectAll().where("pot_id", "=", pot.id).orderBy("position").orderBy("id").execute();
  const years = await db.selectFrom("pot_year").selectAll().where("pot_id", "=", pot.id).orderBy("financial_year").execute();
  const inYears = years.reduce((sum, year) => sum + year.committed_pence, 0);
  const own = years.find((year) => year.financial_year === pot.financial_year) ?? { financial_year: pot.financial_year, allocation_pence: null, committed_pence: 0 };
  const ownYear: Limit = { kind: "year", id: own.financial_year, title: own.financial_year, allocation_pence: own.allocation_pence, committed_pence: own.committed_pence + pot.committed_pence - inYears };
  const sum = (of: "allocation_pence" | "committed_pence") => parts.reduce((total, part) => total + part[of], 0);
  return [
    { kind: "pot", id: "pot", title: "The pot", allocation_pence: pot.allocation_pence, committed_pence: pot.committed_pence },
    ...parts.map(({ id, title, allocation_pence, committed_pence }): Limit => ({ kind: "part", id, title, allocation_pence, committed_pence })),
    ...(parts.length > 0 ? [{ kind: "outside", id: "outside", title: "Outside the parts", allocation_pence: pot.allocation_pence - sum("allocation_pence"), committed_pence: pot.committed_pence - sum("committed_pence") } satisfies Limit] : []),
    ownYear,
    ...years.filter((year) => year.financial_year !== pot.financial_year).map((year): Limit => ({ kind: "year", id: year.financial_year, title: year.financial_year, allocation_pence: year.allocation_pence, committed_pence: year.committed_pence })),
  ];
}
