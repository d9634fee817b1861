/** The demonstration's people: invented, all with one password that is used nowhere else. */
import { addPerson, grantRole } from "#app/domain/accounts/change.server.ts";
import { setUpForDemonstration } from "#app/domain/accounts/secondFactor.server.ts";
import { record } from "#app/domain/audit/change.server.ts";
import { staffRoles, type HeldRole, type PersonActor, type Role } from "#app/domain/kernel/actor.ts";
import { idOf, type SeedContext } from "../kit.ts";
import { scotland } from "../reference/areas.ts";
import { fundId } from "../reference/load.ts";

export const demonstrationPassword = "oats-and-clear-water";

export interface DemonstrationSignIn {
  /** What they are here for, in words. */
  role: string;
  email: string;
  name: string;
  password: string;
}

interface Place {
  fund: string;
  areas: readonly string[];
}
interface Facts {
  key: string;
  role: string;
  name: string;
  holds?: readonly (readonly [role: Role, place?: Place])[];
}

export const areas = {
  glasgow: "S12000049",
  edinburgh: "S12000036",
  dundee: "S12000042",
  shetland: "S12000027",
  highland: "S12000017",
  fife: "S12000047",
  orkney: "S12000023",
  moray: "S12000020",
} as const;

const communities = (...codes: readonly string[]): Place => ({ fund: "communities-adults", areas: codes });
const perinatal: Place = { fund: "perinatal-infant", areas: [scotland] };
const panels = communities(areas.glasgow, areas.fife, areas.highland, areas.orkney);

const people = [
  { key: "volunteer", role: "Volunteer, owner of two groups", name: "Isla Brambleton" },
  { key: "treasurer", role: "Volunteer with a return to send", name: "Rory Oatlaw" },
  { key: "editor", role: "Volunteer, editor of a group", name: "Catriona Larchfield" },
  { key: "viewer", role: "Volunteer, viewer of a group", name: "Hamish Whinfell" },
  { key: "administrator.glasgow", role: "Administrator, Glasgow City (open)", name: "Ailsa Thrushel", holds: [["administrator", communities(areas.glasgow)]] },
  { key: "administrator.highland", role: "Administrator, Highland (ready to decide)", name: "Donald Heatherby", holds: [["administrator", communities(areas.highland)]] },
  { key: "administrator.fife", role: "Administrator, Fife (being assessed)", name: "Mairi Pebblewick", holds: [["administrator", communities(areas.fife)]] },
  { key: "administrator.orkney", role: "Administrator, Orkney Islands (decided)", name: "Magnus Ternsay", holds: [["administrator", communities(areas.orkney)]] },
  { key: "administrator.moray", role: "Administrator, Moray (not open yet)", name: "Elspeth Rowanlea", holds: [["administrator", communities(areas.moray)]] },
  { key: "administrator.perinatal", role: "Administrator, Perinatal Fund (open)", name: "Fiona Dippersong", holds: [["administrator", perinatal]] },
  { key: "assessor.one", role: "Assessor", name: "Kirsty Acornell", holds: [["assessor", panels], ["assessor", perinatal]] },
  { key: "assessor.two", role: "Assessor", name: "Ewan Kettleburn", holds: [["assessor", panels], ["assessor", perinatal]] },
  { key: "assessor.three", role: "Assessor with lived experience", name: "Senga Bluebellow", holds: [["assessor", panels]] },
  { key: "chair", role: "Chair of the panels", name: "Una Hearthstane", holds: [["chair", panels], ["chair", perinatal]] },
  { key: "finance", role: "Finance", name: "Gregor Tallystick", holds: [["finance", panels]] },
  { key: "official", role: "Official", name: "Morven Quillday", holds: [["official"]] },
  { key: "publisher", role: "Publisher", name: "Tavish Inkerman-Lees", holds: [["publisher"]] },
  { key: "service", role: "Service administrator", name: "Nell Lanternway", holds: [["service-administrator"]] },
] as const satisfies readonly Facts[];
export type PersonKey = (typeof people)[number]["key"];

/** Speaks for a member of the Partnership; added with that body. */
export const partner = { key: "partner", role: "Member of the Partnership, whose body applies too", name: "Sorcha Fallowmere" } as const satisfies Facts;

export const emailOf = (key: string): string => `${key}@lade.example`;

/** Printed at the start of the demonstration and in the README. */
export const demonstrationSignIns: readonly DemonstrationSignIn[] = [...people, partner].map(({ key, role, name }) => ({ role, email: emailOf(key), name, password: demonstrationPassword }));

/** Adds everyone with their roles; staff get a second factor, whose codes the demonstration shows on a page. Answers who is who. */
export async function addPeople(context: SeedContext): Promise<Record<PersonKey, PersonActor>> {
  const actors: Partial<Record<PersonKey, PersonActor>> = {};
  for (const { key, name, ...facts } of people as readonly (Facts & { key: PersonKey })[]) {
    const id = await addPerson(context, { email: emailOf(key), name, password: demonstrationPassword });
    const roles: HeldRole[] = (facts.holds ?? []).flatMap(([role, place]): HeldRole[] =>
      place ? place.areas.map((area_code) => ({ role, organisation_id: null, fund_id: fundId(place.fund), area_code })) : [{ role, organisation_id: null, fund_id: null, area_code: null }],
    );
    for (const held of roles) await grantRole(context, { person_id: id, ...held });
    if (roles.some(({ role }) => staffRoles.includes(role))) await setUpForDemonstration(context, id);
    actors[key] = { kind: "person", id, name, email: emailOf(key), emailConfirmed: true, secondFactor: true, roles };
  }
  return actors as Record<PersonKey, PersonActor>;
}

const firstNames = ["Ailidh", "Archie", "Bea", "Coll", "Effie", "Finlay", "Greer", "Innes", "Jean", "Keir", "Lorna", "Murdo", "Nessa", "Ola", "Peigi", "Rab", "Shona", "Tam", "Wilma", "Yusra", "Zofia", "Amara"];
const surnames = ["Otterley", "Wrenwood", "Cloverdean", "Skylarkin", "Mosshill-Grey", "Birkwood-Ross", "Tidewell", "Haystoun-Bell", "Puddockie", "Fernaby"];

/** Someone who answers for a group and never signs in: without a password, so that nobody can. */
export async function addGroupOwner(context: SeedContext, number: number): Promise<PersonActor> {
  const name = `${firstNames[number % firstNames.length]!} ${surnames[Math.floor(number / 3) % surnames.length]!}`;
  const id = idOf(`demonstration/owner/${number}`, context.now);
  const email = `group-${number}@lade.example`;
  await context.db.insertInto("person").values({ id, email, name, email_confirmed_at: context.now, synthetic: true }).execute();
  await record(context, "person.added", { type: "person", id });
  return { kind: "person", id, name, email, emailConfirmed: true, secondFactor: false, roles: [] };
}
