/** Writes what was drawn, a round in one transaction: its pots, awards, events and tags, and the counts of them. */
import { Kysely, PostgresDialect, type PostgresPoolClient, type Transaction } from "kysely";
import type pg from "pg";
import { publicPagesChanged, record } from "#app/domain/audit/change.server.ts";
import { countRound } from "#app/domain/awards/counts.server.ts";
import type { Context, TransactionContext } from "#app/domain/kernel/context.ts";
import type { DB } from "#db/types.ts";
import { insertMissing } from "../kit.ts";
import { bodyId } from "../reference/areas.ts";
import { copyIn, Rows } from "./copy.ts";
import { drawAwards, drawGroups, groupCounts, type DrawnAward } from "./draw.ts";
import { areaBodies, bulkFund, potId, type BulkOptions, type BulkRound } from "./plan.ts";

/** Awards that go to PostgreSQL together: some ten megabytes with their tags and events. */
const batch = 10_000;

/** Runs in one transaction of the client, to which Kysely and COPY both speak. */
export async function onClient<T>(client: pg.PoolClient, work: (tx: Transaction<DB>) => Promise<T>): Promise<T> {
  const one = { query: client.query.bind(client) as PostgresPoolClient["query"], release: () => undefined };
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: { connect: () => Promise.resolve(one), end: () => Promise.resolve() } }) });
  return db.transaction().execute(async (tx) => {
    await client.query("set local statement_timeout = 0");
    return work(tx);
  });
}

export async function writeGroups(client: pg.PoolClient, options: BulkOptions): Promise<number> {
  const groups = new Rows("organisation", [
    "id", "name", "legal_form", "legal_form_list", "legal_form_version", "charity_number", "area_code", "purpose", "annual_income_pence", "founded_year", "synthetic", "created_at",
  ]);
  const at = "2020-09-01T09:00:00Z";
  for (const group of drawGroups(groupCounts(options), options.seed)) {
    groups.add(group.id, group.name, group.legal_form, "legal-form", 1, group.charity_number, group.area_code, group.purpose, group.annual_income_pence, group.founded_year, true, at);
    if (groups.count % batch === 0) await copyIn(client, groups);
  }
  await copyIn(client, groups);
  return groups.count;
}

/** A round that has awards already stays as it is. @returns how many awards were made */
export async function writeRound(client: pg.PoolClient, context: Context, round: BulkRound, options: BulkOptions): Promise<number> {
  return onClient(client, async (db) => {
    const tx: TransactionContext = { ...context, db };
    if (await db.selectFrom("award").select("id").where("round_id", "=", round.id).limit(1).executeTakeFirst()) return 0;
    await insertMissing(
      db,
      "pot",
      [...areaBodies].map(([area, body]) => ({
        id: potId(round, area), round_id: round.id, area_code: area, body_id: bodyId(body), allocation_pence: 0, committed_pence: 0,
        note: "Invented: the allocation is what the invented awards come to.", synthetic: true,
      })),
    );
    const committed = await writeAwards(client, round, options);
    for (const [id, { standing, most }] of committed.pots)
      await db.updateTable("pot").set({ allocation_pence: Math.max(standing, Math.ceil(most * 1.015)), committed_pence: standing }).where("id", "=", id).execute();
    await countRound(db, round.id);
    await publicPagesChanged(tx);
    await record(tx, "round.ledger-loaded", { type: "round", id: round.id }, { awards: committed.awards, synthetic: true });
    return committed.awards;
  });
}

interface Written {
  awards: number;
  /** By pot: what its awards hold now, and what they held at most. Pence. */
  pots: Map<string, { standing: number; most: number }>;
}

async function writeAwards(client: pg.PoolClient, round: BulkRound, options: BulkOptions): Promise<Written> {
  const awards = new Rows("award", [
    "id", "reference", "fund_id", "round_id", "pot_id", "area_code", "organisation_id", "title", "description", "asked_pence", "amount_pence", "status", "reach", "project_standing",
    "starts_on", "ends_on", "awarded_on", "recorded_at", "released_at", "accepted_at", "withdrawn_at", "withdrawn_reason", "counted", "synthetic",
  ]);
  const events = new Rows("award_event", ["id", "award_id", "kind", "change_pence", "awarded_on", "recorded_at", "reason", "synthetic"]);
  const tags = new Rows("award_tag", ["award_id", "list_code", "list_version", "code"]);
  const send = async () => {
    for (const rows of [awards, events, tags]) await copyIn(client, rows);
  };
  const pots: Written["pots"] = new Map();
  for (const award of drawAwards(round, options)) {
    const pot = pots.get(award.pot_id) ?? { standing: 0, most: 0 };
    pot.most += award.amount_pence;
    if (award.ended === null) pot.standing += award.amount_pence;
    pots.set(award.pot_id, pot);
    addAward(awards, round, award);
    addEvents(events, award);
    for (const { list, code } of award.tags) tags.add(award.id, list, round.lists[list]!, code);
    if (awards.count % batch === 0) await send();
  }
  await send();
  return { awards: awards.count, pots };
}

const instant = (milliseconds: number): string => new Date(milliseconds).toISOString();
const withdrawn = "Invented: the group could not go ahead and gave the grant back.";

function addAward(rows: Rows, round: BulkRound, award: DrawnAward): void {
  const recorded = instant(award.recorded);
  rows.add(
    award.id, award.reference, bulkFund.id, round.id, award.pot_id, award.area, award.organisation_id, award.title, award.description, award.asked_pence, award.amount_pence,
    award.status, award.reach, award.standing, award.starts_on, award.ends_on, award.awarded_on, recorded, recorded, wasAccepted(award) ? recorded : null,
    award.status === "withdrawn" ? instant(award.ended!) : null, award.status === "withdrawn" ? withdrawn : "", award.ended === null, true,
  );
}
const wasAccepted = ({ status }: DrawnAward): boolean => status === "accepted" || status === "withdrawn";

/** An award entered after the fact is made, released and accepted in the record at once; what ends it gives its money back. */
function addEvents(rows: Rows, award: DrawnAward): void {
  const event = (place: number, kind: string, at: number, change_pence = 0, reason = "") =>
    rows.add(eventKey(award.id, at, place), award.id, kind, change_pence, award.awarded_on, instant(at), reason, true);
  event(2, "made", award.recorded, award.amount_pence);
  event(3, "released", award.recorded + 1);
  if (wasAccepted(award)) event(4, "accepted", award.recorded + 2);
  if (award.ended !== null) event(5, award.status, award.ended, -award.amount_pence, award.status === "withdrawn" ? withdrawn : "");
}

/** The award's key with the time of the event and the digit of its kind in it. */
function eventKey(awardId: string, at: number, kind: number): string {
  const time = at.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kind}${awardId.slice(16)}`;
}
