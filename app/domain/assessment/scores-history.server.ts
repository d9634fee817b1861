/** What sheets said before: written at each sending and each change that follows, never again. */
import { sql, type Kysely } from "kysely";
import type { DB, ScoreHistoryTable } from "#db/types.ts";
import type { TransactionContext } from "../kernel/context.ts";

export type KeptCause = ScoreHistoryTable["cause"];
export interface KeptScore {
  criterion_id: string;
  points: number | null;
  cannot: boolean;
  reason: string;
}

interface Keeping {
  cause: KeptCause;
  /** Whose doing it was: the author, or who entered it for them. */
  by: string;
  why?: string;
  moderationId?: string | null;
}

/** Keeps a sheet as it stands now, under its version: after the change, in the same transaction. */
export async function keepSheet({ db }: TransactionContext, sheetId: string, { cause, by, why = "", moderationId = null }: Keeping): Promise<void> {
  await sql`
    insert into score_history (sheet_id, version, cause, why, status, overall, weighted_percent, scores, kept_by, moderation_id)
    select id, version, ${cause}, ${why}, status, overall, weighted_percent, scores_of_sheet(id), ${by}::uuid, ${moderationId}::uuid from score_sheet where id = ${sheetId}::uuid`.execute(db);
}

/** A sheet that was put in as a whole (from before there was a history) is kept before its first change. */
export async function keepBefore(tx: TransactionContext, sheetId: string): Promise<void> {
  await sql`
    insert into score_history (sheet_id, version, cause, status, overall, weighted_percent, scores, kept_by, kept_at)
    select id, version, 'sent', status, overall, weighted_percent, scores_of_sheet(id), person_id, coalesce(sent_at, started_at) from score_sheet
     where id = ${sheetId}::uuid and status in ('sent', 'cannot') and not exists (select 1 from score_history h where h.sheet_id = score_sheet.id)`.execute(tx.db);
}

export type KeptSheet = Awaited<ReturnType<typeof historyOf>>[number];
/** What was kept of these sheets, oldest first within each. The caller has shown that the viewer may read the sheets. */
export async function historyOf(db: Kysely<DB>, sheetIds: readonly string[]) {
  if (sheetIds.length === 0) return [];
  const rows = await db
    .selectFrom("score_history as h")
    .innerJoin("person", "person.id", "h.kept_by")
    .innerJoin("score_sheet as t", "t.id", "h.sheet_id")
    .innerJoin("person as reader", "reader.id", "t.person_id")
    .select(["h.sheet_id", "h.version", "h.cause", "h.why", "h.status", "h.overall", "h.weighted_percent", "h.kept_at", "h.kept_by", "h.moderation_id", "person.name as kept_by_name", "reader.name as reader_name"])
    .select(sql<KeptScore[]>`h.scores`.as("scores"))
    .where("h.sheet_id", "in", [...sheetIds])
    .orderBy("h.sheet_id")
    .orderBy("h.version")
    .execute();
  return rows;
}
