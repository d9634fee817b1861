/** What the demonstration's administrator came across while checking: two groups with one account, and a flag that is followed up. */
import { recordAssurances } from "#app/domain/assessment/checks.server.ts";
import { raiseFlag } from "#app/domain/assessment/flags.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import type { SeedContext } from "../kit.ts";
import { at, type Applied } from "./groups.ts";

export async function addFindings(context: SeedContext, administrator: PersonActor, [first, second]: readonly [Applied, Applied]): Promise<void> {
  const now = at(context, administrator, context.now);
  const seen = { exception: "", fair_work: "", subsidy: "", account: "" };
  for (const { id } of [first, second]) await recordAssurances(now, id, { account: { sort_code: "000000", number: "00000012" }, remove: [], seen });
  await recordAssurances(now, second.id, { funding: { funder: "Another public body", given_on: addDays(londonDay(context.now), -200), amount_pence: 1_200_000, minimal_assistance: true }, remove: [], seen });
  await raiseFlag(now, first.id, {
    title: "The statement may be another group’s",
    risk: "medium",
    words: "The account of the statement is the same as that of another group here. Ask both whose it is, and for a letter from the bank.",
    owner_id: administrator.id,
    due_on: addDays(londonDay(context.now), 14),
  });
}
