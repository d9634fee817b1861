/** The demonstration's applications, pot by pot, at every stage from a draft to a return that was sent. */
import { addRole } from "#app/domain/accounts/roles.server.ts";
import { withdraw } from "#app/domain/applications/change.server.ts";
import { addConnection } from "#app/domain/assessment/declare.server.ts";
import { changeSeat, inviteToPanel } from "#app/domain/assessment/panel-change.server.ts";
import { setTargets } from "#app/domain/awards/coverage.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { saveSubPots } from "#app/domain/funds/sub-pots.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import { chance, type SeedContext } from "../kit.ts";
import { scotland } from "../reference/areas.ts";
import { addBid, potWindow, type World } from "./bids.ts";
import { daysAfter, doneAfter } from "./calendar.ts";
import { addFindings } from "./checks.ts";
import { at, groupsOf, type Applied } from "./groups.ts";
import { addOrkney } from "./orkney.ts";
import { assess, checkAll, declareForRound, type Progress } from "./panel.ts";
import { areas, type PersonKey } from "./people.ts";
import { communitiesRound, potId } from "./pots.ts";

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
  await addFindings(context, people["administrator.glasgow"], [sent[3]!, sent[4]!]);
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
    // Each of the three leaves out every third, so that all of them can be compared.
    const readers = [people["assessor.one"], people["assessor.two"], people["assessor.three"]].filter((_, place) => place !== count % 3);
    for (const assessor of readers) await assess(context, luck, administrator, assessor, application, "sent", daysAfter(closes_at, luck.between(8, 20)));
  }
  await setTargets(at(context, administrator, daysAfter(closes_at, 1)), potId({ round: communitiesRound, area: areas.highland }), highlandTargets);
}

/** What Highland's panel said before it met, by list and code: how many awards at least. */
const highlandTargets = {
  "focus-group/socio-economic-disadvantage": "2", "focus-group/older-people": "2", "focus-group/minority-ethnic": "1", "priority-issue/suicide-prevention": "3",
  "family-group/lone-parent-families": "2",
};

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
  const untouched: Applied[] = [];
  for (let count = 0; count < 3; count += 1) untouched.push(await addBid(world, areas.fife));
  const gone = await addBid(world, areas.fife);
  await withdraw(at(context, gone.group.owner, gone.instant), gone.id);
  const fifePot = potId({ round: communitiesRound, area: areas.fife });
  await divideBySize(at(context, administrator, daysAfter(closes_at, 1)), fifePot);
  await changeSeat(at(context, administrator, daysAfter(closes_at, 1)), fifePot, people["assessor.three"].id, "lived-experience");
  for (const [index, progress] of fife.entries()) {
    const application = await addBid(world, areas.fife);
    await checkAll(context, administrator, application, doneAfter(closes_at, 2, context.now));
    if (index === ownGroupOfAssessorTwo) await addMember(context, application.group.id, people["assessor.two"], "viewer");
    for (const [place, assessor] of assessors.entries()) {
      const so = progress[place];
      if (so) await declareForRound(context, assessor, fifePot, doneAfter(closes_at, 3, context.now));
      if (so) await assess(context, luck, administrator, assessor, application, so, doneAfter(closes_at, luck.between(4, 11), context.now));
    }
  }
  await addPanel(world, fifePot, untouched);
}

/** A quarter of the pot is kept for smaller grants. */
async function divideBySize(context: Context, pot: string): Promise<void> {
  const { version } = await getPot(context.db, pot);
  const part = (title: string, from_pence: number | null, to_pence: number | null, pounds: number) => ({ title, kind: "grant-size" as const, from_pence, to_pence, locality: "", allocation_pence: pounds * 100 });
  await saveSubPots(context, pot, { version, parts: [part("Smaller grants", null, 700_000, 20_000), part("Larger grants", 700_001, null, 60_000)] });
}

/** The panel has declared, but for its chair and for somebody who was just invited; three applications wait to be shared out. */
async function addPanel({ context, people }: World, pot: string, untouched: readonly Applied[]): Promise<void> {
  const [first, second] = untouched;
  const administrator = people["administrator.fife"];
  const { name } = await context.db.selectFrom("organisation").select("name").where("id", "=", second!.group.id).executeTakeFirstOrThrow();
  await addConnection(at(context, people["assessor.three"], context.now), { kind: "worked", organisation_name: name, charity_number: null });
  await declareForRound(context, people["assessor.one"], pot, context.now);
  await declareForRound(context, people["assessor.two"], pot, context.now, [first!.group.id]);
  await declareForRound(context, people["assessor.three"], pot, context.now);
  await inviteToPanel(at(context, administrator, context.now), pot, { name: "Aggie Fernielea", email: "aggie.fernielea@lade.example", seat: "lived-experience" });
}

/** Open for the whole of Scotland. */
async function addPerinatal(world: World): Promise<void> {
  for (let count = 0; count < 4; count += 1)
    await addBid(world, scotland, { group: await world.groups.add(Object.values(areas)[count]!, { founded: potWindow(world, scotland).opens_at }), draft: count === 3 });
}

