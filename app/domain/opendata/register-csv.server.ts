/** The register of awards as CSV under the filters of its page, a page of rows at a time. */
import { sql } from "kysely";
import type { Database } from "#db/connection.ts";
import { publicStates, type AwardFilters } from "../figures/register-model.ts";
import { selection } from "../figures/registers.server.ts";
import { csvFile } from "../kernel/csv.ts";
import { closing, openSnapshot, type Chunks, type Snapshot } from "./snapshot.server.ts";

const columns = [
  ["reference", "string"], ["title", "string"], ["organisation", "string"], ["charity_number", "string"], ["area_code", "string"], ["area", "string"], ["fund", "string"],
  ["round", "string"], ["awarded_on", "date"], ["amount_pence", "integer"], ["starts_on", "date"], ["ends_on", "date"], ["state", "string"], ["focus_groups", "string"],
  ["qualifier", "string"],
] as const;
export const registerColumns = columns.map(([name, datatype]) => ({ name, datatype }));
const pageSize = 1_000;

/** @throws TooManyReaders */
export async function registerCsv(db: Database, filters: AwardFilters): Promise<Chunks> {
  const snapshot = await openSnapshot(db);
  return closing(snapshot, rows(db, snapshot, filters));
}

async function* rows(db: Database, snapshot: Snapshot, filters: AwardFilters): AsyncGenerator<Uint8Array> {
  yield Buffer.from(csvFile([columns.map(([name]) => name)]));
  let last: { id: string; awarded_on: string } | undefined;
  for (;;) {
    const awards = await snapshot.rows(page(db, filters, last));
    if (awards.length > 0)
      yield Buffer.from(
        csvFile(awards.map((row) => [
          row.reference, row.title, row.organisation, row.charity_number, row.area_code, row.area, row.fund, row.round, row.awarded_on, row.amount_pence,
          row.starts_on, row.ends_on, publicStates[row.status] ?? "", row.focus_groups, row.synthetic ? "synthetic" : "",
        ])),
      );
    if (awards.length < pageSize) return;
    last = awards.at(-1)!;
  }
}

/** The next page of the public register after an award, in the order of its page: newest first. */
function page(db: Database, filters: AwardFilters, after: { id: string; awarded_on: string } | undefined) {
  let chosen = selection(db, filters, "public");
  if (after) chosen = chosen.where(sql<boolean>`(award.awarded_on, award.id) < (${after.awarded_on}::date, ${after.id}::uuid)`);
  const keys = chosen.select("award.id").orderBy("award.awarded_on", "desc").orderBy("award.id", "desc").limit(pageSize);
  return db
    .selectFrom("award")
    .innerJoin("organisation", "organisation.id", "award.organisation_id")
    .innerJoin("area", "area.code", "award.area_code")
    .innerJoin("fund", "fund.id", "award.fund_id")
    .innerJoin("round", "round.id", "award.round_id")
    .select(["award.id", "award.reference", "award.title", "award.status", "award.awarded_on", "award.amount_pence", "award.starts_on", "award.ends_on", "award.synthetic"])
    .select(["organisation.name as organisation", "organisation.charity_number", "area.code as area_code", "area.name as area", "fund.title as fund", "round.title as round"])
    .select(sql<string>`coalesce((select string_agg(t.code, ';' order by t.code) from award_tag t where t.award_id = award.id and t.list_code = 'focus-group'), '')`.as("focus_groups"))
    .where("award.id", "in", keys)
    .orderBy("award.awarded_on", "desc")
    .orderBy("award.id", "desc")
    .compile();
}
