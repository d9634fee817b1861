/**
 * Cuts: a fund's awards of a period as they were recorded at one moment, kept row by row, so that a publication can be answered from
 * what it was made of whatever happens to the awards later. A cut is known to the public by `published_as` once it has been released.
 */
import { sql, type Kysely, type Selectable } from "kysely";
import type { AwardCutTable, DB } from "#db/types.ts";
import type { TransactionContext } from "../kernel/context.ts";
import { newId, sha256 } from "../kernel/ids.server.ts";
import { roundSpans, type Counted } from "./live-counts.server.ts";
import type { TaggedList } from "./model.ts";
import { expectedAreas, roundsInPeriod } from "./rounds.server.ts";
import { hasReported, signingOf } from "./signed.server.ts";

export type AwardCut = Selectable<AwardCutTable>;

export interface CutWanted {
  /** Given by a seed, so that every load makes the same key. */
  id?: string;
  fund_id: string;
  /** The moment of the record: what was recorded later is not in the cut. */
  data_at: Date;
  period_from: string;
  period_to: string;
  /** False where a publication is known by its totals only. */
  groups_known?: boolean;
  note?: string;
  replaces_id?: string | null;
  taken_at?: Date;
}

/**
 * Takes a cut in the caller's transaction: the awards that were public and stood at `data_at`, with the amount and the tags they had then;
 * which areas had reported; and the people of the returns that had come.
 * @returns the cut's key
 */
export async function takeCut(tx: TransactionContext, wanted: CutWanted): Promise<string> {
  const { db } = tx;
  const { fund_id, data_at, period_from, period_to, groups_known = true, note = "", replaces_id = null } = wanted;
  const id = wanted.id ?? newId();
  const synthetic = await anyInvented(db, wanted);
  await db
    .insertInto("award_cut")
    .values({
      id, fund_id, data_at, period_from, period_to, groups_known, note, replaces_id, synthetic,
      taken_by: tx.actor.kind === "person" ? tx.actor.id : null, ...(wanted.taken_at ? { taken_at: wanted.taken_at } : {}),
    })
    .execute();
  await sql`
    insert into award_cut_award (cut_id, award_id, round_id, area_code, organisation_id, awarded_on, amount_pence, synthetic)
    select ${id}::uuid, a.id, a.round_id, a.area_code, a.organisation_id, ${dayAt(data_at)},
           coalesce(nullif((select sum(e.change_pence) from award_event e where e.award_id = a.id and e.recorded_at <= ${data_at}), 0), a.amount_pence), a.synthetic
      from award a where ${standingAt(wanted)}`.execute(db);
  if (groups_known)
    await sql`
      insert into award_cut_tag (cut_id, award_id, list_code, list_version, code)
      select c.cut_id, t.award_id, t.list_code, t.list_version, t.code
        from award_cut_award c
        join (select award_id, list_code, list_version, code from award_tag where since is null or since <= ${data_at}
              union all
              select award_id, list_code, list_version, code from award_tag_past where (since is null or since <= ${data_at}) and until > ${data_at}) t on t.award_id = c.award_id
       where c.cut_id = ${id}`.execute(db);
  await sql`
    insert into award_cut_people (cut_id, award_id, return_id, area_code, list_code, list_version, code, people)
    select c.cut_id, c.award_id, r.id, c.area_code, p.list_code, p.list_version, p.code, p.people
      from award_cut_award c
      join grant_return r on r.award_id = c.award_id and r.status = 'sent' and r.sent_at <= ${data_at}
     cross join lateral (
       select 'all' as list_code, 0 as list_version, 'all' as code, r.people_total as people
       union all
       select list_code, list_version, code, people from grant_return_people where return_id = r.id) p
     where c.cut_id = ${id}`.execute(db);
  await keepAreas(db, id, wanted);
  return id;
}

/** The day of award as it was recorded at that moment: a correction may have changed it since. */
const dayAt = (at: Date) => sql`coalesce((
  select e.awarded_on from award_event e where e.award_id = a.id and e.recorded_at <= ${at} order by e.recorded_at desc, e.id desc limit 1), a.awarded_on)`;

const standingAt = ({ fund_id, data_at, period_from, period_to }: CutWanted) => sql`
  a.fund_id = ${fund_id} and ${dayAt(data_at)} between ${period_from}::date and ${period_to}::date
  and a.recorded_at <= ${data_at} and a.released_at <= ${data_at} and (a.withdrawn_at is null or a.withdrawn_at > ${data_at})
  and not exists (select 1 from award_event e where e.award_id = a.id and e.kind = 'not-taken-up' and e.recorded_at <= ${data_at})`;

async function anyInvented(db: Kysely<DB>, wanted: CutWanted): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (select 1 from award a where a.synthetic and ${standingAt(wanted)}) as found`.execute(db);
  return rows[0]!.found;
}

async function keepAreas(db: Kysely<DB>, cutId: string, { fund_id, data_at, period_from, period_to }: CutWanted): Promise<void> {
  const period = { fund_id, from: period_from, to: period_to, area_code: undefined };
  const { shape } = await db.selectFrom("fund").select("shape").where("id", "=", fund_id).executeTakeFirstOrThrow();
  const rounds = await roundsInPeriod(db, period, await roundSpans(db, period));
  const expected = await expectedAreas(db, rounds, shape);
  const withAwards = new Set((await db.selectFrom("award_cut_award").select("area_code").distinct().where("cut_id", "=", cutId).execute()).map((row) => row.area_code));
  const reported = hasReported(await signingOf(db, rounds.map((round) => round.id), data_at), withAwards);
  if (expected.length > 0) await db.insertInto("award_cut_area").values(expected.map(({ code }) => ({ cut_id: cutId, area_code: code, reported: reported(code) }))).execute();
}

/** The cut under the name by which a publication made it public; undefined where there is none. */
export const findPublishedCut = (db: Kysely<DB>, fundId: string, publishedAs: string): Promise<AwardCut | undefined> =>
  db.selectFrom("award_cut").selectAll().where("fund_id", "=", fundId).where("published_as", "=", publishedAs).executeTakeFirst();

export interface PublishedName {
  code: string;
  title: string;
}
/** The names under which a fund's counts have been published, oldest first. */
export async function listPublishedAs(db: Kysely<DB>, fundId: string): Promise<PublishedName[]> {
  const rows = await db.selectFrom("award_cut").select(["published_as", "published_title as title"]).where("fund_id", "=", fundId).where("published_as", "is not", null).orderBy("published_as").execute();
  return rows.map(({ published_as, title }) => ({ code: published_as!, title }));
}

/** Makes a cut public under the month of its release, under the day where the month is taken; one that is public already stays as it is. */
export async function publishCut(tx: TransactionContext, cutId: string, { day, at, title }: { day: string; at: Date; title: string }): Promise<void> {
  const cut = await tx.db.selectFrom("award_cut").select(["fund_id", "published_as"]).where("id", "=", cutId).forUpdate().executeTakeFirstOrThrow();
  if (cut.published_as !== null) return;
  const taken = new Set((await listPublishedAs(tx.db, cut.fund_id)).map(({ code }) => code));
  const names = [day.slice(0, 7), day, ...Array.from({ length: taken.size + 1 }, (_, index) => `${day}-${index + 2}`)];
  await tx.db
    .updateTable("award_cut")
    .set({ published_as: names.find((name) => !taken.has(name))!, published_title: title, published_at: at })
    .where("id", "=", cutId)
    .execute();
}

/** What is asked of a cut: days of award, both included, and an area. */
export interface WithinCut {
  from?: string | undefined;
  to?: string | undefined;
  area_code?: string | undefined;
}

function rowsOf(db: Kysely<DB>, cutId: string, { from, to, area_code }: WithinCut) {
  let rows = db.selectFrom("award_cut_award as c").where("c.cut_id", "=", cutId);
  if (area_code) rows = rows.where("c.area_code", "=", area_code);
  if (from) rows = rows.where("c.awarded_on", ">=", from);
  if (to) rows = rows.where("c.awarded_on", "<=", to);
  return rows;
}
const awards = sql<number>`count(*)`.as("awards");
const amount = sql<number>`coalesce(sum(c.amount_pence), 0)::bigint`.as("amount_pence");

export async function totalOfCut(db: Kysely<DB>, cutId: string, within: WithinCut = {}): Promise<Counted & { organisations: number }> {
  return rowsOf(db, cutId, within).select([awards, amount, sql<number>`count(distinct c.organisation_id)`.as("organisations")]).executeTakeFirstOrThrow();
}

/** By code of a list, with the list version the awards were tagged under; codes without an award are left out. */
export async function codesOfCut(db: Kysely<DB>, cutId: string, list: TaggedList, within: WithinCut = {}): Promise<({ code: string; list_version: number } & Counted)[]> {
  return rowsOf(db, cutId, within)
    .innerJoin("award_cut_tag as t", (join) => join.onRef("t.cut_id", "=", "c.cut_id").onRef("t.award_id", "=", "c.award_id"))
    .where("t.list_code", "=", list)
    .select(["t.code", "t.list_version", awards, amount])
    .groupBy(["t.code", "t.list_version"])
    .execute();
}

export async function areasOfCut(db: Kysely<DB>, cutId: string, within: WithinCut = {}): Promise<({ code: string } & Counted)[]> {
  return rowsOf(db, cutId, within).select(["c.area_code as code", awards, amount]).groupBy("c.area_code").execute();
}

export async function monthsOfCut(db: Kysely<DB>, cutId: string, within: WithinCut = {}): Promise<({ code: string } & Counted)[]> {
  const month = sql<string>`to_char(c.awarded_on, 'YYYY-MM')`;
  return rowsOf(db, cutId, within).select([month.as("code"), awards, amount]).groupBy(month).execute();
}

/** The areas from which awards were expected at the cut, and which of them had not reported. */
export async function completenessOfCut(db: Kysely<DB>, cutId: string) {
  const areas = await db
    .selectFrom("award_cut_area as c")
    .innerJoin("area", "area.code", "c.area_code")
    .select(["area.code", "area.name as title", "c.reported"])
    .where("c.cut_id", "=", cutId)
    .orderBy("area.position")
    .execute();
  const missing = areas.filter((area) => !area.reported).map(({ code, title }) => ({ code, title }));
  return { expected: areas.length, reported: areas.length - missing.length, missing };
}

/** The keys of the awards behind a number of a cut, in order; with a code of a list, those that carry it. */
export async function awardsBehind(db: Kysely<DB>, cutId: string, within: WithinCut & { tag?: { list: string; code: string } } = {}): Promise<string[]> {
  let rows = rowsOf(db, cutId, within).select("c.award_id");
  const { tag } = within;
  if (tag)
    rows = rows.where(({ exists, selectFrom }) =>
      exists(
        selectFrom("award_cut_tag as t").select("t.code").whereRef("t.cut_id", "=", "c.cut_id").whereRef("t.award_id", "=", "c.award_id").where("t.list_code", "=", tag.list).where("t.code", "=", tag.code),
      ),
    );
  return (await rows.orderBy("c.award_id").execute()).map((row) => row.award_id);
}

/** A hash of the rows behind a number, so that it can be shown later that they are the same rows. */
export const hashOfRows = (ids: readonly string[]): string => sha256(ids.join("\n"));
