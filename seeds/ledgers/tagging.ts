/** How the invented awards of the third year are tagged, so that the published counts come out to the last award. */
import type { Chance } from "../kit.ts";

export interface Tagging {
  projectType: string;
  reach: "general" | "open-with-a-focus" | "targeted" | null;
  standing: "new" | "existing" | null;
  focusGroups: string[];
  priorityIssues: string[];
  familyGroups: string[];
}

/** Counts as published for November 2023 to March 2024. The ninth project type is what remains of the total. */
export const publishedTags = {
  focusGroups: { "socio-economic-disadvantage": 554, "long-term-condition-or-disability": 537, "minority-ethnic": 316 },
  projectTypes: {
    "arts-and-craft": 110,
    "education-and-training": 52,
    "equipment-maintenance-and-training": 27,
    "financial-inclusion": 77,
    other: 13,
    "peer-support-and-befriending": 227,
    social: 434,
    "sport-or-physical-activity": 203,
    "counselling-or-therapy": 287,
  },
} as const;

/** Counts of our own for the groups whose published count is not known. */
const ownFocusGroups: Record<string, number> = {
  women: 238,
  "highest-risk-list": 47,
  "refugees-and-no-recourse": 92,
  "severe-and-multiple-disadvantage": 141,
  "diagnosed-mental-illness": 289,
  "psychological-trauma": 263,
  "bereavement-or-loss": 187,
  "geographical-disadvantage": 214,
  "older-people": 352,
  lgbti: 104,
};
const ownFamilyGroups: Record<string, number> = {
  "lone-parent-families": 402,
  "minority-ethnic-families": 251,
  "families-with-a-disabled-adult-or-child": 377,
  "families-with-a-mother-under-25": 118,
  "families-with-a-child-under-one": 133,
  "larger-families": 229,
};
const ownIssues: Record<string, number> = { "social-isolation-and-loneliness": 1_147, "suicide-prevention": 398, "poverty-and-inequality": 762 };

/** Areas where distance counts: Argyll and Bute, Highland, the islands, the south and the north-east. */
const remote = new Set(["S12000035", "S12000017", "S12000013", "S12000023", "S12000027", "S12000006", "S12000026", "S12000020", "S12000034"]);
/** Of awards, how many are for the general population: about a quarter, as in the fund's fourth year. */
const general = 343;

/** Tags for the awards that stand, in the order of their areas. */
export function tagLive(luck: Chance, areas: readonly string[]): Tagging[] {
  const all = areas.map((_, index) => index);
  const types = luck.shuffled(Object.entries(publishedTags.projectTypes).flatMap(([type, count]) => Array.from({ length: count }, () => type)));
  const tagged: Tagging[] = all.map((index) => ({
    projectType: types[index]!, reach: "open-with-a-focus", standing: drawStanding(luck), focusGroups: [], priorityIssues: [], familyGroups: [],
  }));
  for (const [code, count] of Object.entries(publishedTags.focusGroups)) for (const index of luck.some(all, count)) tagged[index]!.focusGroups.push(code);
  const untagged = all.filter((index) => tagged[index]!.focusGroups.length === 0);
  const forAll = new Set(luck.some(untagged, general));
  const focused = all.filter((index) => !forAll.has(index));
  for (const [code, count] of Object.entries(ownFocusGroups)) {
    const weight = code === "geographical-disadvantage" ? (index: number) => (remote.has(areas[index]!) ? 12 : 1) : undefined;
    for (const index of luck.some(focused, count, weight)) tagged[index]!.focusGroups.push(code);
  }
  for (const index of focused) if (tagged[index]!.focusGroups.length === 0) tagged[index]!.focusGroups.push("older-people");
  for (const index of forAll) tagged[index]!.reach = "general";
  for (const index of luck.some(focused, 346)) tagged[index]!.reach = "targeted";
  for (const [code, count] of Object.entries(ownFamilyGroups)) for (const index of luck.some(all, count)) tagged[index]!.familyGroups.push(code);
  for (const [code, count] of Object.entries(ownIssues)) for (const index of luck.some(all, count)) tagged[index]!.priorityIssues.push(code);
  for (const tagging of tagged) if (tagging.priorityIssues.length === 0) tagging.priorityIssues.push("social-isolation-and-loneliness");
  return tagged;
}

/** Tags for an award that was withdrawn and has no other to take them from: they count nowhere now. */
export function tagWithdrawn(luck: Chance): Tagging {
  return {
    projectType: luck.one(["social", "peer-support-and-befriending", "sport-or-physical-activity", "arts-and-craft"]),
    reach: "open-with-a-focus",
    standing: drawStanding(luck),
    focusGroups: luck.some(["women", "older-people", "socio-economic-disadvantage", "long-term-condition-or-disability"], luck.between(1, 2)),
    priorityIssues: ["social-isolation-and-loneliness"],
    familyGroups: [],
  };
}

/** New or already running, or not known, in the shares of the fund's fourth year. */
function drawStanding(luck: Chance): Tagging["standing"] {
  const place = luck.next();
  return place < 0.41 ? "new" : place < 0.97 ? "existing" : null;
}
