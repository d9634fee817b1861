/** The demonstration world: people for every role, open rounds, and applications at every stage. Loaded once; `--refresh` moves its dates on. */
import { record } from "#app/domain/audit/change.server.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { refuseInProduction, type SeedContext } from "../kit.ts";
import { addPartnership } from "./partnership.ts";
import { addPeople } from "./people.ts";
import { addPots, communitiesRound, perinatalRound, refreshPots, roundId } from "./pots.ts";
import { addCharityRegister } from "./register.ts";
import { addWorld } from "./world.ts";

export async function loadDemonstration(context: SeedContext): Promise<void> {
  refuseInProduction(context, "demonstration");
  const loaded = await context.db.selectFrom("round").select("id").where("code", "=", communitiesRound).executeTakeFirst();
  if (loaded) {
    if (context.refresh) await refresh(context);
    await addPartnership(context);
    await addCharityRegister(context);
    return;
  }
  const people = await addPeople(context);
  await addPots(context);
  await addWorld(context, people);
  await addPartnership(context);
  await addCharityRegister(context);
}

/** Brings the dates of what still goes on up to date: pots, offers that wait for an answer, returns that are due. */
async function refresh(context: SeedContext): Promise<void> {
  const today = londonDay(context.now);
  const rounds = [roundId(communitiesRound), roundId(perinatalRound)];
  await refreshPots(context);
  const offers = await context.db
    .updateTable("award")
    .set((eb) => ({ accept_by: addDays(today, 21), version: eb("version", "+", 1) }))
    .where("round_id", "in", rounds)
    .where("status", "=", "released")
    .where("accept_by", "<", addDays(today, 21))
    .returning("id")
    .execute();
  for (const { id } of offers) await record(context, "award.offer-extended", { type: "award", id }, { accept_by: addDays(today, 21) });
  const returns = await context.db
    .updateTable("grant_return")
    .set({ due_on: addDays(today, 18) })
    .where("status", "=", "due")
    .where("due_on", "<", addDays(today, 18))
    .where("award_id", "in", (eb) => eb.selectFrom("award").select("id").where("round_id", "in", rounds))
    .returning("id")
    .execute();
  for (const { id } of returns) await record(context, "grant-return.due-moved", { type: "grant-return", id }, { due_on: addDays(today, 18) });
}
