/** The invented ledger of the Perinatal Fund's 2024 round: 16 awards in its three published bands that add up to exactly £1,500,000. */
import { addDays } from "#app/domain/kernel/time.ts";
import { chance, idOf, insertMissing, refuseInProduction, type SeedContext } from "../kit.ts";
import { roundId } from "../history/load.ts";
import { bringInPublications } from "../history/publications.ts";
import { rounds } from "../history/rounds.ts";
import { bodyId, nationalBody, scotland } from "../reference/areas.ts";
import { fundId } from "../reference/load.ts";
import { inventGroup, namePairs } from "./names.ts";
import { committedByPot, hasAwards, writeLedger, type LedgerAward, type LedgerRound } from "./write.ts";

const name = "ledger-perinatal-2024";
const facts = rounds.find(({ code }) => code === "perinatal-infant-2024")!;
const round: LedgerRound = { id: roundId(facts.code), code: facts.code, fund_id: fundId(facts.fund), lists: facts.lists };
const pot_id = idOf(`pot/${round.code}/${scotland}`);
/** Eighteen months: six in 2024-25 and twelve in 2025-26. */
const window = { starts_on: "2024-10-01", ends_on: "2026-03-31" };

/** Seven in band 1, seven in band 2, two in band 3; whole pounds. Each with an area for the group's own address. */
const drawn: readonly (readonly [pounds: number, area: string, type: string, title: string, what: string])[] = [
  [132_000, "S12000049", "peer-support-and-befriending", "First Steps Together", "Parents who have been there support new parents, one to one and in small groups."],
  [128_500, "S12000036", "counselling-or-therapy", "Held in Mind", "Counselling for parents before and after birth, with the baby welcome in the room."],
  [124_000, "S12000017", "peer-support-and-befriending", "Near or Far", "Peer support at home and by video for families a long way from a clinic."],
  [121_500, "S12000050", "peer-support-and-befriending", "Doorstep Friends", "Trained volunteers visit families with a new baby each week."],
  [118_000, "S12000047", "education-and-training", "Getting to Know You", "Parents and babies find out together what a baby is saying."],
  [112_000, "S12000042", "peer-support-and-befriending", "Young Parents, Steady Hands", "A group and a worker for parents under 25 and their babies."],
  [104_000, "S12000029", "counselling-or-therapy", "After a Hard Birth", "Listening and counselling for families after a frightening birth."],
  [96_500, "S12000033", "social", "Fathers' Saturday", "Fathers and partners meet each week, with their babies and without."],
  [91_000, "S12000034", "peer-support-and-befriending", "The Quiet Hours", "Support by telephone and message for parents who are awake and low at night."],
  [86_000, "S12000006", "counselling-or-therapy", "Waiting and Hoping", "Support for parents who are expecting again after a loss."],
  [82_500, "S12000014", "arts-and-craft", "Lullaby Makers", "Parents write and record a lullaby for their own baby with a musician."],
  [76_000, "S12000035", "peer-support-and-befriending", "Island Mothers", "Boats, buses and video calls bring parents on islands together."],
  [69_500, "S12000038", "social", "Many Tongues, One Nest", "Groups in several languages for families who are new to Scotland."],
  [61_500, "S12000008", "sport-or-physical-activity", "Pram Walks and Talks", "Gentle walks with prams and a peer worker who listens."],
  [49_500, "S12000026", "education-and-training", "Kin and Carers", "A group for grandparents and others who bring up a baby in the family."],
  [47_500, "S12000020", "peer-support-and-befriending", "A Place at the Table", "A weekly breakfast for families in temporary homes."],
];

const focus: Record<string, readonly string[]> = {
  "counselling-or-therapy": ["women", "psychological-trauma"],
  "peer-support-and-befriending": ["women", "socio-economic-disadvantage"],
  social: ["minority-ethnic"],
  "education-and-training": ["severe-and-multiple-disadvantage"],
};

export function drawPerinatal(): LedgerAward[] {
  const luck = chance(20_241_001);
  const pairs = namePairs(luck);
  const recorded = Date.parse("2024-10-14T09:30:00Z");
  return drawn.map(([pounds, area, type, title, description], index) => ({
    number: index + 1,
    area_code: scotland,
    pot_id,
    group: inventGroup(luck, `organisation/${round.code}/${index + 1}`, new Date("2024-05-01T09:00:00Z"), pairs[index]!, type, area, 902_001 + index),
    project: { title, description },
    amount_pence: pounds * 100,
    asked_pence: pounds * 100,
    reach: luck.one(["open-with-a-focus", "targeted"] as const),
    standing: "existing" as const,
    awarded_on: addDays("2024-10-01", luck.between(0, 9)),
    ...window,
    recorded_at: new Date(recorded + index * 1_000),
    tags: {
      "focus-group": focus[type] ?? [],
      "priority-issue": ["social-isolation-and-loneliness"],
      "family-group": [...luck.some(["lone-parent-families", "families-with-a-mother-under-25", "minority-ethnic-families"], luck.between(0, 2)), "families-with-a-child-under-one"],
      "project-type": [type],
    },
  }));
}

export async function loadPerinatalLedger(context: SeedContext): Promise<void> {
  refuseInProduction(context, name);
  if (await hasAwards(context, round.id)) return;
  const awards = drawPerinatal();
  await insertMissing(context.db, "pot", [
    {
      id: pot_id, round_id: round.id, area_code: scotland, body_id: bodyId(nationalBody), allocation_pence: facts.budget_pence,
      committed_pence: committedByPot(awards).get(pot_id)!, note: "The amount is the published one; the awards are invented.", synthetic: true,
    },
  ]);
  await writeLedger(context, round, awards);
  await bringInPublications(context);
}
