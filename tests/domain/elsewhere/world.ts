/** A pot of a round of 2023-24 with its administrator, and files of awards made elsewhere. */
import { columnKeys, columns, type ColumnKey } from "#app/domain/awards/elsewhere/columns.ts";
import { decodeFile } from "#app/domain/awards/elsewhere/file.server.ts";
import { loadUpload, stageUpload, type Loaded } from "#app/domain/awards/elsewhere/load.server.ts";
import { planUpload } from "#app/domain/awards/elsewhere/plan.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { csvFile } from "#app/domain/kernel/csv.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import type { Database } from "#db/connection.ts";
import { aPot, as } from "#tests/domain/awards/world.ts";
import { a } from "#tests/support/factories.ts";

export type Cells = Partial<Record<ColumnKey, string>>;
let made = 0;

/** One good row; what the test is about it passes itself. */
export function row(cells: Cells = {}): Cells {
  made += 1;
  return {
    reference: `REF-${made}`, organisation: `Group number ${made}`, legal_form: "scio", title: "Singing on Tuesdays", description: "A weekly choir with tea.", amount: "2500",
    awarded_on: "14/02/2024", project_type: "social", focus_groups: "women; older-people", issues: "isolation", families: "none of these", reach: "open with a focus", standing: "new", ...cells,
  };
}

export const fileOf = (rows: readonly Cells[], only: readonly ColumnKey[] = columnKeys): string =>
  csvFile([only.map((key) => columns[key].name), ...rows.map((cells) => only.map((key) => cells[key] ?? ""))]);

export type World = Awaited<ReturnType<typeof aWorld>>;
export async function aWorld(db: Database, allocation_pence = 100_000_000) {
  await a.codeList(db, "legal-form", ["scio", "unincorporated-association"]);
  const world = await aPot(db, allocation_pence);
  await db.updateTable("round").set({ financial_year: "2023-24" }).where("id", "=", world.round.id).execute();
  return world;
}

export const sentOf = (csv: string) => decodeFile("awards.csv", new TextEncoder().encode(csv));

/** What would happen with the file now. */
export async function planOf(db: Database, world: Pick<World, "pot" | "administrator">, csv: string, today = "2026-01-31") {
  return planUpload(db, world.administrator, await getPot(db, world.pot.id), csv, today);
}

/** Sends a file and loads it. */
export async function send(db: Database, world: Pick<World, "pot" | "administrator">, csv: string, { reason = "", actor = world.administrator }: { reason?: string; actor?: PersonActor } = {}): Promise<Loaded> {
  const upload_id = await stageUpload(as(db, actor), world.pot.id, sentOf(csv));
  const { sha256 } = await db.selectFrom("award_upload").select("sha256").where("id", "=", upload_id).executeTakeFirstOrThrow();
  return loadUpload(as(db, actor), world.pot.id, { upload_id, sha256, reason });
}

export const awardsOf = (db: Database, potId: string) => db.selectFrom("award").selectAll().where("pot_id", "=", potId).orderBy("elsewhere_reference").execute();
export const committedOf = async (db: Database, potId: string): Promise<number> => (await db.selectFrom("pot").select("committed_pence").where("id", "=", potId).executeTakeFirstOrThrow()).committed_pence;
