/** Names of groups that do not exist: words for a mood and for a thing, no places, no people, no names that a real group bears. */
import { idOf, type Chance } from "../kit.ts";

const moods = [
  "Bright", "Kindly", "Steady", "Open", "Gentle", "Braw", "Canny", "Couthy", "Bonnie", "Hale", "Leal", "Warm", "Quiet", "Merry", "Ready", "Cosy", "Hopeful", "Glowing", "Fair",
  "Blithe", "Tender", "Patient", "Cheery", "Hearty", "Singing", "Wandering", "Early", "Second", "Seven", "Homely", "Sturdy", "Lively", "Golden", "Silver", "Copper", "Mossy", "Sunlit", "Windward",
];
const things = [
  "Lintie", "Kettle", "Lantern", "Bothy", "Thistledown", "Rowan", "Skylark", "Puffin", "Otter", "Ember", "Harbour", "Ceilidh", "Bannock", "Heron", "Hearth", "Tapestry", "Teapot", "Blether",
  "Bramble", "Curlew", "Dipper", "Wren", "Whin", "Bracken", "Larch", "Hazel", "Birk", "Acorn", "Pinecone", "Clover", "Primrose", "Bluebell", "Heather", "Harebell", "Selkie", "Tern", "Gannet", "Swift",
  "Gate", "Doorstep", "Compass", "Anchor", "Tide", "Pebble", "Burn", "Brae", "Haystack", "Weaver", "Spindle", "Patchwork", "Porridge", "Oatcake", "Whistle", "Fiddle",
];

/** Kinds of group, by the type of project that suits them. */
const kinds: Record<string, readonly string[]> = {
  "arts-and-craft": ["Arts Collective", "Makers", "Craft Circle", "Choir", "Storytellers"],
  "education-and-training": ["Learning Group", "Learning Project", "Community Trust"],
  "equipment-maintenance-and-training": ["Workshop", "Hall Committee", "Repair Circle"],
  "financial-inclusion": ["Advice Project", "Pantry", "Neighbours", "Community Trust"],
  other: ["Community Project", "Wellbeing Group"],
  "peer-support-and-befriending": ["Befriending Group", "Carers' Circle", "Recovery Group", "Peer Network", "Friendship Club", "Families Group"],
  social: ["Community Group", "Lunch Club", "Social Club", "Growing Project", "Community Kitchen", "Community Hub", "Neighbours", "Supper Club"],
  "sport-or-physical-activity": ["Walking Group", "Sports Club", "Outdoor Group", "Movers", "Swimmers"],
  "counselling-or-therapy": ["Listening Service", "Wellbeing Project", "Counselling Project"],
};

/** Pairs of a mood and a thing in an order of chance, each once: some two thousand. */
export const namePairs = (chance: Chance): string[] => chance.shuffled(moods.flatMap((mood) => things.map((thing) => `${mood} ${thing}`)));

const forms: readonly (readonly [code: string, weight: number, charity: number])[] = [
  ["scio", 36, 1],
  ["unincorporated-association", 22, 0.55],
  ["company-limited-by-guarantee", 20, 0.9],
  ["cic-limited-by-guarantee", 11, 0],
  ["trust", 4, 1],
  ["community-benefit-society", 3, 0.5],
  ["community-amateur-sports-club", 2, 0],
  ["co-operative", 2, 0],
];

export interface InventedGroup {
  id: string;
  name: string;
  legal_form: string;
  charity_number: string | null;
  area_code: string;
  annual_income_pence: number;
  founded_year: number;
  purpose: string;
}

/**
 * A group that does not exist.
 * @param key its name among the seeds, from which its id comes
 * @param charityNumber from 900000, so that it is no real charity's
 */
export function inventGroup(chance: Chance, key: string, at: Date, pair: string, projectType: string, area_code: string, charityNumber: number): InventedGroup {
  const total = forms.reduce((sum, [, weight]) => sum + weight, 0);
  let rest = chance.next() * total;
  const [legal_form, , charity] = forms.find(([, weight]) => (rest -= weight) < 0) ?? forms[0]!;
  const name = `${pair} ${chance.one(kinds[projectType] ?? kinds["other"]!)}`;
  return {
    id: idOf(key, at),
    name: legal_form.startsWith("cic") ? `${name} CIC` : name,
    legal_form,
    charity_number: chance.happens(charity) ? `SC${charityNumber}` : null,
    area_code,
    annual_income_pence: Math.round(Math.exp(8.5 + chance.next() * 5)) * 100,
    founded_year: chance.between(1978, 2022),
    purpose: "An invented group: it stands for the many that look after people where they live.",
  };
}
