/** The demonstration's applications, pot by pot, at every stage from a draft to a return that was sent. */
import { withdraw } from "#app/domain/applications/change.server.ts";
import { addRole } from "#app/domain/accounts/roles.server.ts";
import type { Answers } from "#app/domain/forms/model.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { addDays } from "#app/domain/kernel/time.ts";
import { chance, type Chance, type SeedContext } from "../kit.ts";
import { scotland } from "../reference/areas.ts";
import { between, datesOf, daysAfter, type PotDates } from "./calendar.ts";
import { apply, at, groupsOf, type Applied, type Groups } from "./groups.ts";
import { addOrkney } from "./orkney.ts";
import { assess, checkAll, type Progress } from "./panel.ts";
import { areas, type PersonKey } from "./people.ts";
import { potId, pots } from "./pots.ts";
import { communitiesAnswers, inventType, perinatalAnswers } from "./stories.ts";

/** What every part of the world is made with. */
export interface World {
  context: SeedContext;
  luck: Chance;
  groups: Groups;
  people: Record<PersonKey, PersonActor>;
}

export async function addWorld(context: SeedContext, people: Record<PersonKey, PersonActor>): Promise<void> {
  const luck = chance(20_260_401);
  const world: World = { context, luck, people, groups: await groupsOf(context, luck) };
  await addGlasgow(world);
  for (const [area, sent, drafts] of [[areas.edinburgh, 4, 1], [areas.dundee, 3, 1], [areas.shetland, 2, 0]] as const) {
    for (let count = 0; count < sent; count += 1) await addBid(world, area);
    for (let count = 0; count < drafts; count += 1) await addBid(world, area, { draft: true });
  }
  await addHighland(world);
  await addFife(world);
  await addOrkney(world);
  await addPerinatal(world);
}

const potOf = (area: string) => pots.find((pot) => pot.area === area)!;
/** When a pot takes applications, up to now. */
function window({ context }: World, area: string): PotDates & { until: Date } {
  const dates = datesOf(potOf(area).stage, context.now);
  return { ...dates, until: dates.closes_at < context.now ? dates.closes_at : context.now };
}

interface BidOptions {
  draft?: boolean;
  group?: Awaited<ReturnType<Groups["add"]>>;
  unconstituted?: boolean;
  /** Of the way from the pot's opening to its closing, or to now. */
  share?: number;
  starts_on?: string;
  days?: number;
}

/** One group applies to its area's pot. */
export async function addBid(world: World, area: string, options: BidOptions = {}): Promise<Applied> {
  const { context, luck, groups } = world;
  const pot = potOf(area);
  const { opens_at, until, decisions_by } = window(world, area);
  const sent = between(opens_at, until, options.share ?? 0.15 + luck.next() * 0.8);
  const began = between(opens_at, sent, 0.6);
  const group = options.group ?? (await groups.add(area, { founded: opens_at, unconstituted: options.unconstituted ?? false }));
  const most = options.unconstituted ? 2_000 : pot.most;
  const pounds = Math.max(pot.least, Math.round((most * (0.3 + luck.next() * 0.7)) / 50) * 50);
  const ask = { projectType: inventType(luck), pounds, starts_on: options.starts_on ?? addDays(decisions_by, luck.between(14, 45)), days: options.days ?? luck.between(150, 330) };
  const answers = area === scotland ? perinatalAnswers(luck, { ...ask, days: 540 }) : communitiesAnswers(luck, ask);
  return apply(context, group, { pot_id: potId(pot), answers: options.draft ? unfinished(answers) : answers, began, ...(options.draft ? {} : { sent }) });
}

/** The first half of the answers: what a group has after an evening. */
const unfinished = (answers: Answers): Answers => Object.fromEntries(Object.entries(answers).slice(0, 9));

/** Open: applications come in, some groups are still writing, one has taken its application back. */
async function addGlasgow(world: World): Promise<void> {
  const { context, people, groups } = world;
  const own = await groups.add(areas.glasgow, { owner: people.volunteer, founded: window(world, areas.glasgow).opens_at });
  await addMember(context, own.id, people.editor, "editor");
  await addMember(context, own.id, people.viewer, "viewer");
  await addBid(world, areas.glasgow, { draft: true, group: own });
  for (let count = 0; count < 2; count += 1) await addBid(world, areas.glasgow, { draft: true });
  const sent: Applied[] = [];
  for (let count = 0; count < 12; count += 1) sent.push(await addBid(world, areas.glasgow, { unconstituted: count === 5 }));
  for (const application of sent.slice(0, 3)) await checkAll(context, people["administrator.glasgow"], application, daysAfter(application.instant, 0));
  const gone = await addBid(world, areas.glasgow, { share: 0.3 });
  await withdraw(at(context, gone.group.owner, gone.instant), gone.id);
}

async function addMember(context: SeedContext, organisation_id: string, person: PersonActor, role: "editor" | "viewer"): Promise<void> {
  await addRole(context, { person_id: person.id, role, organisation_id });
}

/** Closed and read: every application has its two score sheets, and the board waits. */
async function addHighland(world: World): Promise<void> {
  const { context, luck, people } = world;
  const administrator = people["administrator.highland"];
  const { closes_at } = window(world, areas.highland);
  for (let count = 0; count < 14; count += 1) {
    const application = await addBid(world, areas.highland, { unconstituted: count === 8 });
    await checkAll(context, administrator, application, daysAfter(closes_at, 3));
    const readers = luck.some([people["assessor.one"], people["assessor.two"], people["assessor.three"]], 2);
    for (const assessor of readers) await assess(context, luck, administrator, assessor, application, "sent", daysAfter(closes_at, luck.between(8, 20)));
  }
}

/** For each application in assessment: how far its assessors are (one, two, three; null was not asked). */
const fife: readonly (readonly [Progress | null, Progress | null, Progress | null])[] = [
  ["sent", "sent", null],
  ["sent", null, "sent"],
  ["sent", "begun", null],
  ["declared", "sent", null],
  ["asked", "asked", null],
  ["interest", "asked", "sent"],
  ["asked", null, "asked"],
  [null, "sent", "declared"],
  ["begun", "asked", null],
  [null, "asked", "sent"],
];
/** Of these, the one whose group the second assessor belongs to: it is closed to him, and he was not asked. */
const ownGroupOfAssessorTwo = 6;

/** Closed and being read: some applications wait for assessors, others for their scores. */
async function addFife(world: World): Promise<void> {
  const { context, luck, people } = world;
  const administrator = people["administrator.fife"];
  const assessors = [people["assessor.one"], people["assessor.two"], people["assessor.three"]] as const;
  const { closes_at } = window(world, areas.fife);
  await addBid(world, areas.fife, { draft: true });
  for (let count = 0; count < 3; count += 1) await addBid(world, areas.fife);
  const gone = await addBid(world, areas.fife);
  await withdraw(at(context, gone.group.owner, gone.instant), gone.id);
  for (const [index, progress] of fife.entries()) {
    const application = await addBid(world, areas.fife);
    await checkAll(context, administrator, application, daysAfter(closes_at, 2));
    if (index === ownGroupOfAssessorTwo) await addMember(context, application.group.id, people["assessor.two"], "viewer");
    for (const [place, assessor] of assessors.entries()) {
      const so = progress[place];
      if (so) await assess(context, luck, administrator, assessor, application, so, daysAfter(closes_at, luck.between(4, 11)));
    }
  }
}

/** Open for the whole of Scotland. */
async function addPerinatal(world: World): Promise<void> {
  for (let count = 0; count < 4; count += 1)
    await addBid(world, scotland, { group: await world.groups.add(Object.values(areas)[count]!, { founded: window(world, scotland).opens_at }), draft: count === 3 });
}

