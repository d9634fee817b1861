/** What somebody who decides on one application has to know about the money: before they decide, not from a refusal after it. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { remainingPence } from "../funds/model.ts";
import { getPot } from "../funds/read.server.ts";
import { listPotYears, listSubPots } from "../funds/sub-pots.server.ts";
import { subPotOf, subPotWords, type SubPot } from "../funds/sub-pots.ts";
import { hasAssessed, lowScore, nextReservePlace } from "./decide-checks.server.ts";
import type { Outcome } from "./model.ts";
import { remainingIn } from "./read.server.ts";

/** @param standing the decision that stands, where there is one: a released reserve can be moved up */
export async function findDeciding(db: Kysely<DB>, applicationId: string, personId: string, standing: { id: string; outcome: Outcome; released_at: Date | null } | null) {
  const application = await db.selectFrom("application").select(["pot_id", "sub_pot_id", "asked_pence"]).where("id", "=", applicationId).executeTakeFirstOrThrow();
  const pot = await getPot(db, application.pot_id);
  const subPots = await listSubPots(db, pot.id);
  const part = subPotOf(subPots, application);
  return {
    asked_pence: application.asked_pence ?? 0,
    min_amount_pence: pot.min_amount_pence,
    free_pence: Math.min(remainingIn(pot), part ? remainingPence(part) : Infinity),
    part: part ? shown(part) : null,
    parts: subPots.map(shown),
    placed_by_hand: application.sub_pot_id !== null,
    years: (await listPotYears(db, pot)).map((year) => ({ financial_year: year.financial_year, remaining_pence: year.allocation_pence === null ? null : year.allocation_pence - year.committed_pence })),
    low_score: (await lowScore(db, applicationId, personId, pot.minimum_percent)) ?? null,
    second_person_above_pence: pot.second_person_above_pence,
    assessed: await hasAssessed(db, applicationId, personId),
    next_reserve: await nextReservePlace(db, pot.id),
    moves_up: standing?.outcome === "reserve" && standing.released_at ? standing.id : null,
  };
}

const shown = (part: SubPot) => ({ id: part.id, title: part.kind === "locality" ? part.title : `${part.title} (${subPotWords(part)})`, remaining_pence: remainingPence(part) });
