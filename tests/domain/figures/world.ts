/** A fund with three areas and awards that are counted, for the tests of figures. */
import { addToCounts } from "#app/domain/awards/counts.server.ts";
import type { AwardCountsQuery } from "#app/domain/figures/model.ts";
import type { Database } from "#db/connection.ts";
import type { Insertable } from "kysely";
import type { DB } from "#db/types.ts";
import { a, an } from "#tests/support/factories.ts";

export const aberdeen = "S12000033";
export const angus = "S12000041";
export const glasgow = "S12000049";
export const oldGlasgow = "S12000046";

export interface World {
  fund: { id: string; code: string };
  round: { id: string; code: string };
  pots: Record<string, { id: string }>;
}

/** The focus groups of every test here, in the list's order. */
export const groups = ["women", "minority-ethnic", "socio-economic-disadvantage"] as const;

export async function aWorld(db: Database, { kind = "live" as "live" | "history", financial_year = "2023-24", lists = { "focus-group": 1 } as Record<string, number> } = {}): Promise<World> {
  await a.codeList(db, "focus-group", groups);
  const fund = await a.fund(db);
  const round = await a.round(db, { fund_id: fund.id, kind, financial_year, lists });
  const pots: World["pots"] = {};
  for (const code of [aberdeen, angus, glasgow]) pots[code] = await a.pot(db, { round_id: round.id, area_code: code, allocation_pence: 100_000_000 });
  return { fund, round, pots };
}

export interface Tag {
  list: string;
  version?: number;
  code: string;
}
type AwardValues = Partial<Insertable<DB["award"]>> & { area: string; on: string; tags?: readonly Tag[] };

/** An award as the register holds it: released (unless said otherwise), tagged, and in the counts when it is public. */
export async function anAward(db: Database, world: World, { area, on, tags = [], ...values }: AwardValues) {
  const award = await an.award(db, { pot_id: world.pots[area]!.id, awarded_on: on, status: "released", ...values });
  for (const { list, version = 1, code } of tags) await db.insertInto("award_tag").values({ award_id: award.id, list_code: list, list_version: version, code }).execute();
  if (award.counted) await db.transaction().execute((tx) => addToCounts(tx, [award.id], 1));
  return award;
}

export const focus = (...codes: string[]): Tag[] => codes.map((code) => ({ list: "focus-group", code }));

export const asking = (world: World, query: Partial<AwardCountsQuery> = {}): AwardCountsQuery => ({ fund: world.fund.code, by: "focus-group", ...query });
export const aNow = new Date("2024-06-01T10:00:00Z");
