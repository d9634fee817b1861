/** Orkney in the demonstration: decided, released, accepted, and the first returns are in. */
import { declineOffer } from "#app/domain/awards/offer.server.ts";
import { listWaiting } from "#app/domain/awards/letter-facts.server.ts";
import { draftLetters, markLettersRight } from "#app/domain/awards/letters.server.ts";
import { release } from "#app/domain/awards/release.server.ts";
import type { DecisionInput } from "#app/domain/awards/model.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { acceptOffer, saveReturn, sendReturn } from "#app/domain/monitoring/change.server.ts";
import { addBid, type World } from "./bids.ts";
import { datesOf, daysAfter, workdayBefore } from "./calendar.ts";
import { at, type Applied, type Group } from "./groups.ts";
import { assess, checkAll, decideAt } from "./panel.ts";
import { areas } from "./people.ts";
import { communitiesRound, potId } from "./pots.ts";

type End = "return sent" | "return due" | "running" | "not taken up" | "offer open" | "declined";
const ends: readonly End[] = ["return sent", "return due", "running", "running", "not taken up", "declined", "declined", "declined", "offer open"];
/** Awards in part, by place in the list above. */
const inPart = [2, 3];

const declines = [
  "Your plan is warm and the need is real. We could not see from the application how people would be kept safe on the outings, and what each trip would cost. With both written down, we would gladly read it again.",
  "More was asked for than there was, and others had asked the people they want to reach. Hold one open evening, write down what people say, and build the plan on it: that would have made the difference.",
  "We liked the idea and funded another like it nearby. Talk to that group: together you could run both days of the week.",
];

export async function addOrkney(world: World): Promise<void> {
  const { context, people, groups } = world;
  const { closes_at, opens_at } = datesOf("released", context.now);
  const pot = potId({ round: communitiesRound, area: areas.orkney });
  const administrator = people["administrator.orkney"];
  const decided = daysAfter(closes_at, 24);
  const released = daysAfter(closes_at, 27);
  const startsOn = londonDay(daysAfter(released, 10));
  const late = workdayBefore(context.now, 6);
  const awards: { end: End; award: string; application: Applied }[] = [];
  for (const [index, end] of ends.entries()) {
    const owner = end === "offer open" ? people.volunteer : end === "return due" ? people.treasurer : undefined;
    const group: Group = await groups.add(areas.orkney, { founded: opens_at, ...(owner ? { owner } : {}) });
    const application = await addBid(world, areas.orkney, { group, ...projectDays(world, end, startsOn) });
    await read(world, application, daysAfter(closes_at, 10));
    const input = decisionFor(end, index, application);
    const award = end === "offer open" ? null : await decideAt(context, people.chair, application, input, decided);
    if (award) awards.push({ end, award, application });
    if (end === "offer open") {
      await readAndRelease(at(context, administrator, released), pot);
      const offered = await decideAt(context, people.chair, application, input, late);
      if (offered) awards.push({ end, award: offered, application });
      await readAndRelease(at(context, administrator, new Date(late.getTime() + 3 * 3_600_000)), pot);
    }
  }
  for (const { end, award, application } of awards) await answer(world, end, award, application, daysAfter(released, 5));
}

/** The letters drafted, read and marked as right; then the release. */
async function readAndRelease(context: Context, pot: string): Promise<void> {
  await draftLetters(context, pot);
  const waiting = await listWaiting(context.db, pot);
  await markLettersRight(context, pot, waiting.flatMap(({ letter_id, version }) => (letter_id && version ? [{ id: letter_id, version }] : [])));
  await release(context, pot);
}

/** A short project is over by now; the last group's has not begun. */
function projectDays({ context }: World, end: End, startsOn: string): { starts_on: string; days: number } {
  const today = londonDay(context.now);
  const until = (day: string) => Math.round((Date.parse(day) - Date.parse(startsOn)) / 86_400_000);
  if (end === "return sent") return { starts_on: startsOn, days: until(addDays(today, -30)) };
  if (end === "return due") return { starts_on: startsOn, days: until(addDays(today, -10)) };
  return end === "offer open" ? { starts_on: addDays(today, 35), days: 180 } : { starts_on: startsOn, days: 300 };
}

async function read({ context, luck, people }: World, application: Applied, when: Date): Promise<void> {
  const administrator = people["administrator.orkney"];
  await checkAll(context, administrator, application, when);
  for (const assessor of [people["assessor.one"], people["assessor.three"]]) await assess(context, luck, administrator, assessor, application, "sent", when);
}

function decisionFor(end: End, index: number, application: Applied): DecisionInput {
  if (end === "declined")
    return { outcome: "decline", amount_pence: null, reasons: "Below the line at this pot's size; discussed at the panel.", feedback: declines[index % declines.length]!, conditions: "" };
  if (inPart.includes(index))
    return {
      outcome: "part", amount_pence: Math.round((application.asked_pence * 0.75) / 5_000) * 5_000, reasons: "Strong, and the pot is small: the equipment can wait.",
      feedback: "The panel liked your plan and had less than was asked for. Start with the weekly group; the equipment can be asked for another time.", conditions: "",
    };
  return {
    outcome: "full", amount_pence: null, reasons: "Near the top of both readers' lists.",
    feedback: "The panel liked how you asked people first, and how plainly you wrote it down.", conditions: "Tell us if the weekly day changes.",
  };
}

async function answer(world: World, end: End, award: string, application: Applied, when: Date): Promise<void> {
  const { context } = world;
  const { owner } = application.group;
  if (end === "offer open" || end === "declined") return;
  if (end === "not taken up") return declineOffer(at(context, owner, when), award, { reason: "Our hall is closed for repairs until next year." });
  await acceptOffer(at(context, owner, when), award, { signatory_name: owner.name, signatory_role: "Secretary" });
  if (end === "return sent") await sendOneReturn(world, owner, award, daysAfter(context.now, -8));
}

async function sendOneReturn({ context }: World, owner: PersonActor, award: string, when: Date): Promise<void> {
  const then = at(context, owner, when);
  const { id, amount_pence } = await context.db
    .selectFrom("grant_return")
    .innerJoin("award", "award.id", "grant_return.award_id")
    .select(["grant_return.id", "award.amount_pence"])
    .where("grant_return.award_id", "=", award)
    .executeTakeFirstOrThrow();
  await saveReturn(then, id, {
    section: "return",
    version: 1,
    answers: {
      done: "We met every week but two, when the ferry did not sail. From the fourth week people brought friends, so we took the bigger room. What people liked best was the hour after, with soup.",
      "people-total": 43,
      "people-by-group": { "older-people": 24, "geographical-disadvantage": 43, "long-term-condition-or-disability": 11 },
      changed: "Most of those who answered our card of faces moved up by one. Several said that they sleep better on the night after. Three people who came to be helped now open the hall.",
      learned: "Start with food, and let people leave early without having to say why.",
      spent: amount_pence,
      "all-spent": true,
    },
  });
  const { version } = await context.db.selectFrom("grant_return").select("version").where("id", "=", id).executeTakeFirstOrThrow();
  await sendReturn(then, id, { version, explained: false });
}
