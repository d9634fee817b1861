/** The demonstration's applications, pot by pot, at every stage from a draft to a return that was sent. */
import { addRole } from "#app/domain/accounts/roles.server.ts";
import { withdraw } from "#app/domain/applications/change.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { chance, type SeedContext } from "../kit.ts";
import { scotland } from "../reference/areas.ts";
import { addBid, potWindow, type World } from "./bids.ts";
import { daysAfter, doneAfter } from "./calendar.ts";
import { at, groupsOf, type Applied } from "./groups.ts";
import { addOrkney } from "./orkney.ts";
import { assess, checkAll, type Progress } from "./panel.ts";
import { areas, type PersonKey } from "./people.ts";

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

/** Open: applications come in, some groups are still writing, one has taken its application back. */
async function addGlasgow(world: World): Promise<void> {
  const { context, people, groups } = world;
  const own = await groups.add(areas.glasgow, { owner: people.volunteer, founded: potWindow(world, areas.glasgow).opens_at });
  await addMember(context, own.id, people.editor, "editor");
  await addMember(context, own.id, people.viewer, "viewer");
  await addBid(world, areas.glasgow, { draft: true, group: own });
  for (let count = 0; count < 2; count += 1) await addBid(world, areas.glasgow, { draft: true });
  const sent: Applied[] = [];
  for (let count = 0; count < 12; count += 1) sent.push(await addBid(world, areas.glasgow, { unconstituted: count === 5 }));
  for (const application of sent.slice(0, 3)) await checkAll(context, people["administrator.glasgow"], application, doneAfter(application.instant, 1, context.now));
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
  const { closes_at } = potWindow(world, areas.highland);
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
  const { closes_at } = potWindow(world, areas.fife);
  await addBid(world, areas.fife, { draft: true });
  for (let count = 0; count < 3; count += 1) await addBid(world, areas.fife);
  const gone = await addBid(world, areas.fife);
  await withdraw(at(context, gone.group.owner, gone.instant), gone.id);
  for (const [index, progress] of fife.entries()) {
    const application = await addBid(world, areas.fife);
    await checkAll(context, administrator, application, doneAfter(closes_at, 2, context.now));
    if (index === ownGroupOfAssessorTwo) await addMember(context, application.group.id, people["assessor.two"], "viewer");
    for (const [place, assessor] of assessors.entries()) {
      const so = progress[place];
      if (so) await assess(context, luck, administrator, assessor, application, so, doneAfter(closes_at, luck.between(4, 11), context.now));
    }
  }
}

/** Open for the whole of Scotland. */
async function addPerinatal(world: World): Promise<void> {
  for (let count = 0; count < 4; count += 1)
    await addBid(world, scotland, { group: await world.groups.add(Object.values(areas)[count]!, { founded: potWindow(world, scotland).opens_at }), draft: count === 3 });
}

