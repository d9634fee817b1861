/** Decisions for a whole pot that was scored, none of them released: the best get what they ask for until the money is used, the others nothing. */
import { sql, type Transaction } from "kysely";
import { newId, newReference } from "#app/domain/kernel/ids.server.ts";
import { londonDay } from "#app/domain/kernel/time.ts";
import type { DB } from "#db/types.ts";
import { insertBulk } from "#seeds/kit.ts";
import type { Scored } from "./pot-world.ts";

interface Pot {
  pot_id: string;
  round_id: string;
  fund_id: string;
  area_code: string;
  allocation_pence: number;
  decided_by: string;
  sub_pots: readonly SubPot[];
}
export interface SubPot {
  id: string;
  from_pence: number;
  to_pence: number | null;
  allocation_pence: number;
}

const strong = "The assessors found the need well shown and the people it is for close to the plan.";
const weak = "The budget left questions open, and what happens after the grant stayed general.";

export async function decideAll(tx: Transaction<DB>, { allocation_pence, decided_by, sub_pots, ...place }: Pot, scored: readonly Scored[]): Promise<void> {
  const whole = { id: null, from_pence: 0, to_pence: null, allocation_pence };
  const parts = (sub_pots.length > 0 ? sub_pots : [whole]).map((part) => ({ ...part, left: part.allocation_pence }));
  const lines = [...scored].sort((one, other) => other.mean - one.mean).map((application) => {
    const part = parts.find(({ from_pence, to_pence }) => application.asked_pence >= from_pence && (to_pence === null || application.asked_pence <= to_pence))!;
    const amount_pence = application.asked_pence <= part.left ? application.asked_pence : null;
    part.left -= amount_pence ?? 0;
    return { application, amount_pence, sub_pot_id: part.id, decision_id: newId(), award_id: newId() };
  });
  const at = new Date();
  const awarded_on = londonDay(new Date());
  const funded = lines.flatMap((line) => (line.amount_pence === null ? [] : [{ ...line, amount_pence: line.amount_pence }]));
  await insertBulk(tx, "decision", lines.map(({ application, amount_pence, decision_id }) => ({
    id: decision_id, application_id: application.id, outcome: amount_pence === null ? ("decline" as const) : ("full" as const), amount_pence, reasons: strong, feedback: `${strong}\n\n${weak}`,
    decided_by, decided_at: at, conditions_to_meet: "", needs_second: false, needs_second_why: "",
  })));
  await insertBulk(tx, "award", funded.map(({ application: { id, organisation_id, title, asked_pence, reach, project_standing }, amount_pence, sub_pot_id, decision_id, award_id }) => ({
    id: award_id, reference: newReference("LG"), ...place, sub_pot_id, organisation_id, application_id: id, decision_id, title, description: "", asked_pence, amount_pence, status: "decided" as const, reach, project_standing,
    awarded_on, recorded_at: at, signatory_name: "", signatory_role: "", withdrawn_reason: "", conditions: "", counted: false, version: 1, synthetic: true,
  })));
  await insertBulk(tx, "award_event", funded.map(({ award_id, amount_pence }) => ({ id: newId(), award_id, kind: "made" as const, change_pence: amount_pence, awarded_on, recorded_at: at, reason: "", person_id: decided_by, synthetic: true })));
  await insertBulk(tx, "award_tag", funded.flatMap(({ application, award_id }) => application.tags.map((tag) => ({ award_id, ...tag }))));
  const used = parts.map(({ id, allocation_pence: from, left }) => ({ id, committed_pence: from - left }));
  await tx.updateTable("pot").set({ committed_pence: used.reduce((sum, { committed_pence }) => sum + committed_pence, 0) }).where("id", "=", place.pot_id).execute();
  for (const { id, committed_pence } of used) if (id !== null) await tx.updateTable("sub_pot").set({ committed_pence }).where("id", "=", id).execute();
  await sql`update application a set status = 'decided' from decision d where d.application_id = a.id and a.pot_id = ${place.pot_id}`.execute(tx);
}
