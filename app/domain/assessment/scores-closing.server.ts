/** The end of the time in which scores change: the chair says it, and says why when it opens again. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { boardChanged } from "../funds/board-version.server.ts";
import { lockPot } from "../funds/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid, WrongState } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { actingPerson } from "./change.server.ts";
import { may } from "./policy.ts";

/** Closes the scoring of a pot: sheets are neither sent nor changed any more, except in a moderation. Throws WrongState where it is closed already. */
export const closeScoring = (context: Context, potId: string): Promise<void> => turn(context, potId, "closed", "");

/** Opens it again. Throws Invalid on `reason`, WrongState where it is open already. */
export const reopenScoring = (context: Context, potId: string, reason: string): Promise<void> => turn(context, potId, "reopened", reason.trim());

async function turn(context: Context, potId: string, event: "closed" | "reopened", reason: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { id: person_id } = actingPerson(tx);
    const pot = await lockPot(tx, potId);
    permit(may.closeScoring(tx.actor, pot));
    if ((event === "closed") === (pot.scoring_closed_at !== null)) throw new WrongState(event === "closed" ? "Scoring is closed already" : "Scoring is open already");
    if (event === "reopened" && reason === "") throw new Invalid({ reason: "Say why scores may change again: it stays on the record" });
    if (reason.length > 2000) throw new Invalid({ reason: "Use 2,000 characters or fewer" });
    const { at } = await tx.db.insertInto("scoring_event").values({ id: newId(), pot_id: pot.id, event, reason, person_id }).returning("at").executeTakeFirstOrThrow();
    await tx.db.updateTable("pot").set(event === "closed" ? { scoring_closed_at: at, scoring_closed_by: person_id } : { scoring_closed_at: null, scoring_closed_by: null }).where("id", "=", pot.id).execute();
    await boardChanged(tx, pot.id);
    await record(tx, event === "closed" ? "pot.scoring-closed" : "pot.scoring-reopened", { type: "pot", id: pot.id });
  });
}

/** When scoring was closed and opened again, by whom and why; oldest first. */
export async function listScoringEvents(db: Kysely<DB>, potId: string) {
  return db
    .selectFrom("scoring_event as e")
    .innerJoin("person", "person.id", "e.person_id")
    .select(["e.id", "e.event", "e.reason", "e.at", "person.name"])
    .where("e.pot_id", "=", potId)
    .orderBy("e.at")
    .execute();
}

/** Sheets that readers still owe in the pot, without naming an application: the viewer's own conflicts are left out. */
export async function countOwedSheets(db: Kysely<DB>, potId: string, viewerId: string): Promise<number> {
  const { rows } = await sql<{ owed: number }>`
    select count(*) as owed from assignment s join application a on a.id = s.application_id
     where a.pot_id = ${potId}::uuid and a.status = 'in-assessment' and s.ended_at is null and not conflicted(a.id, ${viewerId}::uuid)
       and not exists (select 1 from score_sheet t where t.application_id = s.application_id and t.person_id = s.person_id and t.status in ('sent', 'cannot'))`.execute(db);
  return rows[0]!.owed;
}
