/** Draws groups and awards one by one, so that a million of them never stand in memory. Pure: chance from a seed. */
import { addDays } from "#app/domain/kernel/time.ts";
import { chance, type Chance } from "../kit.ts";
import { inventGroup, namePairs, type InventedGroup } from "../ledgers/names.ts";
import { inventProject } from "../ledgers/projects.ts";
import { byArea, panelDays, potId, type BulkOptions, type BulkRound, type PanelDay } from "./plan.ts";

/** Of a hundred awards, how many different groups there are to hold them. */
const groupsOfHundred = 40;
/** Charity numbers for invented groups begin here; those below belong to the ledgers and the demonstration. */
const firstCharity = 910_000;
const lastCharity = 999_999;
const foundedAt = Date.parse("2020-09-01T09:00:00Z");

/** The groups of each area, by their place among them; keys that can be made again without keeping them. */
export function groupCounts({ awards }: BulkOptions): Map<string, number> {
  return new Map([...byArea(Math.ceil((awards * groupsOfHundred) / 100))].map(([area, count]) => [area, Math.max(1, count)]));
}
/** Those who hold awards, and those who apply. */
export type GroupKind = "holder" | "applicant";
const groupKey = (area: string, index: number, seed: number, kind: GroupKind = "holder"): string =>
  keyOf(foundedAt, kind === "holder" ? 0 : 6, index, `${Number(area.slice(1)) % 100_000}`, seed);

/** So many groups in each area. Applicants have no charity number: there are not enough invented ones. */
export function* drawGroups(counts: ReadonlyMap<string, number>, seed: number, kind: GroupKind = "holder"): Generator<InventedGroup> {
  const luck = chance(seed * 104_729 + (kind === "holder" ? 1 : 2));
  const pairs = namePairs(luck);
  let number = 0;
  for (const [area, count] of counts) {
    for (let index = 0; index < count; index += 1) {
      const pair = number < pairs.length ? pairs[number]! : `${luck.one(pairs)} and ${luck.one(pairs).split(" ")[1]}`;
      const charity = kind === "holder" ? firstCharity + number : lastCharity + 1;
      const group = inventGroup(luck, "", new Date(foundedAt), pair, luck.one(projectTypes), area, Math.min(charity, lastCharity));
      yield { ...group, id: groupKey(area, index, seed, kind), charity_number: charity > lastCharity ? null : group.charity_number };
      number += 1;
    }
  }
}

export interface DrawnTag {
  list: string;
  code: string;
}
export interface DrawnAward {
  id: string;
  reference: string;
  pot_id: string;
  area: string;
  organisation_id: string;
  title: string;
  description: string;
  asked_pence: number;
  amount_pence: number;
  status: "accepted" | "released" | "withdrawn" | "not-taken-up";
  reach: "general" | "open-with-a-focus" | "targeted";
  standing: "new" | "existing" | null;
  starts_on: string;
  ends_on: string;
  awarded_on: string;
  /** Milliseconds since 1970. */
  recorded: number;
  /** When it was withdrawn or was found not to have been taken up. */
  ended: number | null;
  tags: DrawnTag[];
}

/** The awards of a round in the order in which they were made. */
export function* drawAwards(round: BulkRound, options: BulkOptions): Generator<DrawnAward> {
  const luck = chance(options.seed * 15_485_863 + round.index);
  const groups = groupCounts(options);
  let number = 0;
  for (const panel of panelDays(round, options)) {
    const made = Date.parse(`${addDays(panel.day, 14)}T10:20:00Z`);
    const days = daysAfter(panel.day);
    for (let index = 0; index < panel.awards; index += 1) {
      yield drawAward(luck, round, panel, days, { number, recorded: made + number, groups: groups.get(panel.area)!, seed: options.seed });
      number += 1;
    }
  }
}

interface Place {
  number: number;
  recorded: number;
  groups: number;
  seed: number;
}

function drawAward(luck: Chance, round: BulkRound, panel: PanelDay, days: (count: number) => string, { number, recorded, groups, seed }: Place): DrawnAward {
  const amount_pence = drawPounds(luck) * 100;
  const reach = luck.happens(0.24) ? "general" : luck.happens(0.32) ? "targeted" : "open-with-a-focus";
  const focus = reach === "general" ? [] : pick(luck, focusWeights[round.lists["focus-group"]!]!, oneToFour(luck));
  const type = pick(luck, typeWeights, 1)[0]!;
  const end = luck.next();
  const status = end < 0.03 ? "withdrawn" : end < 0.04 ? "not-taken-up" : end < 0.1 ? "released" : "accepted";
  const starts = luck.between(7, 60);
  const standing = luck.next();
  return {
    id: keyOf(recorded, 1, number, String(round.index), seed),
    reference: referenceAt(round.index * 10_000_000 + number, seed),
    pot_id: potId(round, panel.area),
    area: panel.area,
    // Some groups come back round after round, many came once.
    organisation_id: groupKey(panel.area, Math.floor(Math.pow(luck.next(), 1.6) * groups), seed),
    ...inventProject(luck, type, reach, focus),
    amount_pence,
    asked_pence: luck.happens(0.62) ? amount_pence : Math.ceil((amount_pence * (1.05 + luck.next() * 0.8)) / 1_000) * 1_000,
    status,
    reach,
    standing: standing < 0.41 ? "new" : standing < 0.97 ? "existing" : null,
    awarded_on: panel.day,
    starts_on: days(starts),
    ends_on: days(starts + luck.between(150, 365)),
    recorded,
    ended: status === "withdrawn" || status === "not-taken-up" ? recorded + luck.between(10, 90) * 86_400_000 : null,
    tags: [
      ...focus.map((code) => ({ list: "focus-group", code })),
      ...pick(luck, issueWeights, luck.happens(0.4) ? 2 : 1).map((code) => ({ list: "priority-issue", code })),
      ...(luck.happens(0.55) ? pick(luck, familyWeights, luck.between(1, 3)).map((code) => ({ list: "family-group", code })) : []),
      { list: "project-type", code: type },
    ],
  };
}

/** Days after one, each worked out once. */
function daysAfter(day: string): (count: number) => string {
  const known = new Map<number, string>();
  return (count) => {
    const there = known.get(count);
    if (there !== undefined) return there;
    const made = addDays(day, count);
    known.set(count, made);
    return made;
  };
}

/** Mostly small: about half up to £10,000, a third up to £20,000, a few up to £60,000; in steps of £10. */
function drawPounds(luck: Chance): number {
  const place = luck.next();
  const [from, to] = place < 0.16 ? [500, 2_000] : place < 0.58 ? [2_000, 10_000] : place < 0.91 ? [10_000, 20_000] : place < 0.997 ? [20_000, 45_000] : [50_000, 60_000];
  return Math.round((from + luck.next() * (to - from)) / 10) * 10;
}

function oneToFour(luck: Chance): number {
  const place = luck.next();
  return place < 0.44 ? 1 : place < 0.76 ? 2 : place < 0.93 ? 3 : 4;
}

interface Weights {
  codes: readonly string[];
  /** The sum of the weights up to and with each code. */
  upTo: readonly number[];
}
function weights(of: Readonly<Record<string, number>>): Weights {
  let sum = 0;
  return { codes: Object.keys(of), upTo: Object.values(of).map((weight) => (sum += weight)) };
}

/** So many different codes, heavier ones more often. */
function pick(luck: Chance, { codes, upTo }: Weights, count: number): string[] {
  const picked: string[] = [];
  while (picked.length < count) {
    const at = luck.next() * upTo.at(-1)!;
    const code = codes[upTo.findIndex((sum) => at < sum)]!;
    if (!picked.includes(code)) picked.push(code);
  }
  return picked;
}

const focusGroups = {
  "socio-economic-disadvantage": 554, "long-term-condition-or-disability": 537, "older-people": 352, "minority-ethnic": 316, "diagnosed-mental-illness": 289,
  "psychological-trauma": 263, women: 238, "geographical-disadvantage": 214, "bereavement-or-loss": 187, "severe-and-multiple-disadvantage": 141, lgbti: 104,
  "refugees-and-no-recourse": 92, "highest-risk-list": 47,
};
const focusWeights: Readonly<Record<number, Weights>> = { 1: weights(focusGroups), 2: weights({ ...focusGroups, "young-people": 160, "neurodivergent-people": 120 }) };
const issueWeights = weights({ "social-isolation-and-loneliness": 1_147, "poverty-and-inequality": 762, "suicide-prevention": 398 });
const familyWeights = weights({
  "lone-parent-families": 402, "families-with-a-disabled-adult-or-child": 377, "minority-ethnic-families": 251, "larger-families": 229,
  "families-with-a-child-under-one": 133, "families-with-a-mother-under-25": 118,
});
const types = {
  social: 434, "counselling-or-therapy": 287, "peer-support-and-befriending": 227, "sport-or-physical-activity": 203, "arts-and-craft": 110,
  "financial-inclusion": 77, "education-and-training": 52, "equipment-maintenance-and-training": 27, other: 13,
};
const typeWeights = weights(types);
const projectTypes = Object.keys(types);

/** A key in the shape of a UUIDv7, made from where a row stands: no two rows of a seed share one. `kind` is one hexadecimal digit. */
export function keyOf(at: number, kind: number, index: number, place: string, seed: number): string {
  const time = at.toString(16).padStart(12, "0");
  const rest = `${(seed >>> 0).toString(16).padStart(8, "0")}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kind.toString(16)}${rest.slice(6)}-8${rest.slice(3, 6)}-${Number(place).toString(16).padStart(5, "0")}${index.toString(16).padStart(7, "0")}`;
}

const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const allReferences = 30n ** 8n;
/** A reference as `newReference` makes them. Multiplied by a number without a common factor, no two are the same and none tells its neighbour. */
function referenceAt(index: number, seed: number): string {
  let rest = Number((BigInt(index) * 387_420_489_011n + BigInt(seed) * 1_000_003n) % allReferences);
  let letters = "";
  for (let place = 0; place < 8; place += 1) {
    letters += alphabet[rest % 30];
    rest = Math.floor(rest / 30);
  }
  return `LG-${letters.slice(0, 4)}-${letters.slice(4)}`;
}
