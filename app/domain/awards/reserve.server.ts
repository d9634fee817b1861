/** The reserve list: who stands on it, for whom the money would reach now, and moving one up. Nobody is moved up but by a person. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { namesFor } from "../assessment/anonymity.server.ts";
import { closedToViewer } from "../assessment/pot-facts.server.ts";
import { lockPot } from "../funds/change.server.ts";
import { subPotOf } from "../funds/sub-pots.ts";
import { listSubPots } from "../funds/sub-pots.server.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Conflict, NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { decide, type Decided } from "./decide.server.ts";
import { reserveToOffer, type Reserve } from "./reserve.ts";

export interface ReserveList {
  /** In their order, without those that are closed to the viewer. */
  reserves: Reserve[];
  /** Whose turn it is; undefined also where that one is closed to the viewer, who then offers nothing to those behind it. */
  turn: Reserve | undefined;
  closed: number;
  remaining_pence: number;
}

/** The reserves of a pot that stand, in their order, with the money that is there for each one alone. Those closed to the viewer are left out and counted. */
export async function listReserves(db: Kysely<DB>, potId: string, viewerId: string): Promise<ReserveList> {
  const { rows } = await sql<Omit<Reserve, "fits_pence"> & { sub_pot_id: string | null; closed: boolean }>`
    with ${closedToViewer([potId], viewerId)}
    select d.id as decision_id, a.id as application_id, a.reference, a.title, a.asked_pence, a.sub_pot_id, o.name as organisation_name, d.amount_pence, d.reserve_position as position,
           d.released_at is not null as told, c.application_id is not null as closed
      from decision d join application a on a.id = d.application_id join organisation o on o.id = a.organisation_id
      left join closed_to_viewer c on c.application_id = a.id
     where a.pot_id = ${potId} and d.outcome = 'reserve' and d.taken_back_at is null and d.moved_up_at is null and a.status = 'decided'
     order by d.reserve_position, d.id`.execute(db);
  const pot = await db.selectFrom("pot").select(["allocation_pence", "committed_pence"]).where("id", "=", potId).executeTakeFirstOrThrow();
  const parts = await listSubPots(db, potId);
  const remaining_pence = pot.allocation_pence - pot.committed_pence;
  const closed = new Set(rows.filter((row) => row.closed).map(({ decision_id }) => decision_id));
  const all = rows.map(({ sub_pot_id, closed: _closed, ...row }): Reserve => {
    const part = subPotOf(parts, { sub_pot_id, asked_pence: row.asked_pence });
    return { ...row, fits_pence: Math.min(remaining_pence, part ? part.allocation_pence - part.committed_pence : remaining_pence) };
  });
  const turn = reserveToOffer(all);
  return { reserves: await namesFor(db, viewerId, all.filter(({ decision_id }) => !closed.has(decision_id))), turn: turn && !closed.has(turn.decision_id) ? turn : undefined, closed: closed.size, remaining_pence };
}

/**
 * Offers to the reserve whose turn it is what it was put on the list for: a decision like any other, which waits for its letter and for release.
 * The group goes on reading that it is on the list until then. Whoever wants another one first decides on that one, with reasons.
 * @param decisionId of the reserve that the page showed
 * @throws Conflict when it is not, or no longer, that one's turn
 * @throws WrongState when the pot's year holds less
 */
export async function moveUp(context: Context, potId: string, decisionId: string): Promise<Decided> {
  return inTransaction(context, async (tx) => {
    const { actor } = tx;
    if (actor.kind !== "person") throw new NotFound();
    const found = !isId(decisionId) ? undefined : await tx.db.selectFrom("decision").innerJoin("application", "application.id", "decision.application_id")
      .select(["decision.id", "decision.application_id", "decision.amount_pence", "decision.feedback", "application.asked_pence"])
      .where("decision.id", "=", decisionId).where("application.pot_id", "=", potId).where("decision.outcome", "=", "reserve").executeTakeFirst();
    if (!found) throw new NotFound();
    // The application before its pot, as every decision does.
    await tx.db.selectFrom("application").select("id").where("id", "=", found.application_id).forNoKeyUpdate().execute();
    await lockPot(tx, potId);
    const { turn } = await listReserves(tx.db, potId, actor.id);
    if (turn?.decision_id !== found.id) throw new Conflict("It is not the turn of this one any more. Look at the list again");
    const whole = found.amount_pence === found.asked_pence;
    return decide(tx, found.application_id, {
      outcome: whole ? "full" : "part", amount_pence: whole ? null : found.amount_pence, reasons: "Moved up from the reserve list, in its order.",
      feedback: found.feedback, conditions: "", moves_up: found.id,
    });
  });
}

export interface ReserveTurn {
  pot_id: string;
  /** What would be offered. */
  amount_pence: number;
}
/** Pots in which a reserve's turn has come: its group was told, and the money is free. Without what is closed to the viewer. */
export async function listReserveTurns(db: Kysely<DB>, potIds: readonly string[], viewerId: string): Promise<ReserveTurn[]> {
  if (potIds.length === 0) return [];
  const pots = await db
    .selectFrom("decision as d")
    .innerJoin("application as a", "a.id", "d.application_id")
    .innerJoin("pot", "pot.id", "a.pot_id")
    .select("a.pot_id")
    .where("a.pot_id", "in", [...potIds])
    .where("d.outcome", "=", "reserve")
    .where("d.released_at", "is not", null)
    .where("d.moved_up_at", "is", null)
    .whereRef("d.amount_pence", "<=", sql<number>`pot.allocation_pence - pot.committed_pence`)
    .distinct()
    .execute();
  const turns: ReserveTurn[] = [];
  for (const { pot_id } of pots) {
    const { turn } = await listReserves(db, pot_id, viewerId);
    if (turn) turns.push({ pot_id, amount_pence: turn.amount_pence });
  }
  return turns;
}
