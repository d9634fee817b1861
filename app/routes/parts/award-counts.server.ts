/** Reads the award counts page, for anyone and for officials alike. */
import { json } from "@remix-run/node";
import type { Kysely } from "kysely";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { countChoices, labelVariants, publicationsOfFund } from "#app/domain/figures/choices.server.ts";
import { yearsWithAwards } from "#app/domain/figures/measures.server.ts";
import { awardCountsQueryFromPage, parseAwardCountsQuery } from "#app/domain/figures/model.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import type { DB } from "#db/types.ts";
import type { AwardCountsPage } from "./award-counts-view.tsx";

/** A question that can't be answered comes back with its messages (400) and what was asked. Throws NotFound for an unknown fund. */
export async function readAwardCountsPage(db: Kysely<DB>, url: URL, now: Date) {
  const choices = await countChoices(db);
  const parameters = awardCountsQueryFromPage(url.searchParams, choices.funds[0]?.code ?? "");
  const asked: Record<string, string> = Object.fromEntries(parameters);
  const published = await publicationsOfFund(db, asked.fund ?? "");
  try {
    const query = parseAwardCountsQuery(parameters);
    const answer = await awardCounts(db, query, now);
    const years = await yearsWithAwards(db, query.fund);
    return json<AwardCountsPage>({ choices, published, asked, years, found: { query, answer, variants: await labelVariants(db, query.by) }, errors: null });
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return json<AwardCountsPage>({ choices, published, asked, years: [], found: null, errors: error.fields }, { status: 400 });
  }
}
