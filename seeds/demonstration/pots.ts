/** The demonstration's open rounds, their pots and what applications are scored on. */
import { publicPagesChanged, record } from "#app/domain/audit/change.server.ts";
import { findLatestForm } from "#app/domain/forms/read.server.ts";
import { addDays, londonDay, londonInstant } from "#app/domain/kernel/time.ts";
import { communitiesShort, shortFormUpTo } from "../forms/communities-short.ts";
import { idOf, insertMissing, type SeedContext } from "../kit.ts";
import { bodyId, nationalBody, readAreas, scotland, slugOf } from "../reference/areas.ts";
import { fundId } from "../reference/load.ts";
import { datesOf, type PotDates, type Stage } from "./calendar.ts";
import { areas } from "./people.ts";

const lists = { "focus-group": 2, "priority-issue": 1, "family-group": 1, "project-type": 2, "legal-form": 1 };

const rounds = [
  {
    code: "communities-2026-27",
    fund: "communities-adults",
    form: "communities-application",
    title: "Communities Mental Health and Wellbeing Fund for adults 2026-27",
    year_number: 6,
  },
  { code: "perinatal-infant-2026", fund: "perinatal-infant", form: "perinatal-application", title: "Perinatal and Infant Mental Health Fund 2026", year_number: null },
] as const;
export const roundId = (code: string): string => idOf(`round/${code}`);
export const communitiesRound = rounds[0].code;
export const perinatalRound = rounds[1].code;

interface PotFacts {
  round: string;
  area: string;
  stage: Stage;
  pounds: number;
  least: number;
  most: number;
}
const pot = (area: string, stage: Stage, pounds: number, least: number, most: number): PotFacts => ({ round: communitiesRound, area, stage, pounds, least, most });

/** Far smaller than the areas' real shares, so that a dozen applications already have to be chosen among. Pounds. */
export const pots: readonly PotFacts[] = [
  pot(areas.glasgow, "open", 120_000, 500, 20_000),
  pot(areas.edinburgh, "open", 126_000, 500, 20_000),
  pot(areas.dundee, "open", 42_000, 500, 15_000),
  pot(areas.shetland, "open", 18_000, 300, 7_500),
  pot(areas.highland, "to-decide", 52_000, 500, 10_000),
  pot(areas.fife, "in-assessment", 80_000, 500, 15_000),
  pot(areas.orkney, "released", 30_000, 300, 7_500),
  pot(areas.moray, "before", 26_000, 500, 10_000),
  { round: perinatalRound, area: scotland, stage: "open", pounds: 450_000, least: 10_000, most: 132_000 },
];
export const potId = ({ round, area }: Pick<PotFacts, "round" | "area">): string => idOf(`pot/${round}/${area}`);

/** Name, what is looked for, weight, the answers it concerns (of whichever form), and what points mean. */
const criteria: readonly (readonly [title: string, guidance: string, weight: number, questions: readonly string[], points: Readonly<Record<number, string>>])[] = [
  ["The need", "How well does the group know what people here need, and how?", 30, ["need", "how-known"], { 1: "It is said, and not how they know", 3: "People were asked, or come already", 5: "Several ways of knowing agree, and people’s own words are there" }],
  ["What will be better", "Is it clear what will change for people, and is it likely?", 30, ["difference", "change", "outcomes"], { 1: "A hope", 3: "It is clear what changes, and for whom", 5: "Clear, likely, and they will know whether it happened" }],
  ["People's own say", "Have people with experience of poor mental health shaped the plan?", 15, ["involved", "families"], { 1: "Not yet", 3: "They were asked and something changed", 5: "They planned it and help to run it" }],
  ["The money", "Do the costs make sense for what is planned?", 15, ["asked", "budget"], { 1: "The costs do not fit the plan", 3: "They fit", 5: "They fit, and little is spent on anything else" }],
  ["Safe and doable", "Can the group do this, and keep people safe while doing it?", 10, ["safeguarding", "protected-roles", "safe-practice"], {}],
];

/** Makes the rounds, their pots and criteria. */
export async function addPots(context: SeedContext): Promise<void> {
  const { db } = context;
  const returnForm = await findLatestForm(db, "grant-return");
  for (const { code, fund, form, title, year_number } of rounds) {
    const application = await findLatestForm(db, form);
    await insertMissing(db, "round", [
      {
        id: roundId(code), fund_id: fundId(fund), code, title, financial_year: "2026-27", year_number, kind: "live", budget_pence: null,
        form_version_id: application!.id, return_form_version_id: returnForm!.id, lists: JSON.stringify(lists), synthetic: true,
        one_per_group: fund === "perinatal-infant",
        note: "Invented for the demonstration.",
      },
    ]);
    await record(context, "round.created", { type: "round", id: roundId(code) }, { synthetic: true });
  }
  const short = await findLatestForm(db, communitiesShort.code);
  await insertMissing(db, "round_form", [{ round_id: roundId(communitiesRound), up_to_pence: shortFormUpTo, form_version_id: short!.id }]);
  const areaFacts = new Map(readAreas().map((area) => [area.code, area]));
  await insertMissing(
    db,
    "pot",
    pots.map((facts) => {
      const area = areaFacts.get(facts.area);
      const national = area === undefined;
      return {
        id: potId(facts), round_id: roundId(facts.round), area_code: facts.area, body_id: bodyId(area?.body ?? nationalBody),
        allocation_pence: facts.pounds * 100, ...datesOf(facts.stage, context.now),
        min_amount_pence: facts.least * 100, max_amount_pence: facts.most * 100,
        income_cap_pence: national ? null : 100_000_000, unconstituted_max_pence: national ? null : 200_000,
        guidance: national ? nationalGuidance : guidance,
        // One panel declares for the round and reads with lived experience; the others go on as before there was either.
        declaration_needed: facts.area === areas.fife, lived_experience_readers: facts.area === areas.fife ? 1 : 0,
        anonymous_reading: facts.area === areas.fife, scoring_closes_at: facts.area === areas.fife ? scoresWanted(datesOf(facts.stage, context.now)) : null,
        // One panel has a lowest score, and asks a second person about its larger awards.
        minimum_percent: facts.area === areas.highland ? 45 : null, second_person_above_pence: facts.area === areas.highland ? 800_000 : null,
        contact_email: `${national ? "perinatal" : slugOf(area.name)}@fund.lade.example`, note: "Invented for the demonstration.", synthetic: true,
      };
    }),
  );
  const scored = pots.flatMap((facts) =>
    criteria.map(([title, guidance, weight, question_ids], position) => ({ id: idOf(`criterion/${potId(facts)}/${position}`), pot_id: potId(facts), position, title, guidance, weight, question_ids: [...question_ids] })),
  );
  await db.insertInto("criterion").values(scored).execute();
  const guided = scored.flatMap(({ id, position }) => Object.entries(criteria[position]![4]).map(([points, text]) => ({ criterion_id: id, points: Number(points), text })));
  await db.insertInto("criterion_guidance").values(guided).execute();
  for (const facts of pots) await record(context, "pot.created", { type: "pot", id: potId(facts) }, { allocation_pence: facts.pounds * 100, synthetic: true });
}

/** Five in the afternoon, three weeks after a pot closed. */
const scoresWanted = ({ closes_at }: PotDates): Date => londonInstant(addDays(londonDay(closes_at), 21), "17:00")!;

const guidance =
  "Small groups are welcome, and so are first applications. If you are not sure whether your idea fits, write to us or ring before you begin: we would rather talk early than turn you down late.";
const nationalGuidance = "This round is for support that is already running. Choose your band first: it decides how much you can ask for over 18 months.";

/** What refreshing leaves alone: pots that closed stay closed, because their applications came in before. */
const moving: readonly Stage[] = ["before", "open"];

/** Brings the dates of pots that are open, or not yet open, up to date again; those that have opened keep their opening. */
export async function refreshPots(context: SeedContext): Promise<void> {
  for (const facts of pots.filter(({ stage }) => moving.includes(stage))) {
    const { opens_at, ...rest } = datesOf(facts.stage, context.now);
    const saved = await context.db.selectFrom("pot").select(["id", "opens_at"]).where("id", "=", potId(facts)).forUpdate().executeTakeFirst();
    if (!saved) continue;
    const dates: Partial<PotDates> = facts.stage === "before" && (await isUntouched(context, saved.id)) ? { opens_at, ...rest } : rest;
    await context.db.updateTable("pot").set((eb) => ({ ...dates, version: eb("version", "+", 1) })).where("id", "=", saved.id).execute();
    await publicPagesChanged(context);
    await record(context, "pot.settings-changed", { type: "pot", id: saved.id }, { fields: Object.keys(dates), closes_at: rest.closes_at.toISOString() });
  }
}

async function isUntouched({ db }: SeedContext, id: string): Promise<boolean> {
  return (await db.selectFrom("application").select("id").where("pot_id", "=", id).limit(1).executeTakeFirst()) === undefined;
}
