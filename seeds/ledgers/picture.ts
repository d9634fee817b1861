/**
 * The invented awards of the Communities Fund's third year, drawn so that the published counts come out exactly: as the record stood
 * in September 2024 (without Angus) and as it stood in June 2025 (some withdrawn, Angus added). Pure: chance from a fixed seed.
 */
import { splitPence } from "#app/domain/kernel/money.ts";
import { addDays } from "#app/domain/kernel/time.ts";
import { chance, type Chance } from "../kit.ts";
import { readAreas } from "../reference/areas.ts";
import { inventGroup, namePairs, type InventedGroup } from "./names.ts";
import { inventProject, type InventedProject } from "./projects.ts";
import { tagLive, tagWithdrawn, type Tagging } from "./tagging.ts";

export const published = {
  september2024: { awards: 1_515, organisations: 1_363 },
  june2025: { awards: 1_430, organisations: 1_379 },
} as const;
export const angus = "S12000041";

/**
 * How the two pictures meet: 1,515 − 116 + 31 = 1,430 awards; 1,363 − 15 + 31 = 1,379 organisations. Of the 116 that were withdrawn,
 * 101 were second entries for a group that keeps another, so only 15 groups leave with theirs.
 */
const parts = { angus: 31, second: 152, withdrawnSecond: 101, withdrawnOnly: 15 };
/** Of each pot outside Angus, how much the awards of September 2024 take up. */
const used = 0.985;

export interface DrawnAward {
  number: number;
  area_code: string;
  group: InventedGroup;
  project: InventedProject;
  amount_pence: number;
  asked_pence: number;
  awarded_on: string;
  recorded_at: Date;
  withdrawn?: { at: Date; reason: string };
  starts_on: string;
  ends_on: string;
  tagging: Tagging;
}

interface Slot {
  area_code: string;
  /** The slot whose group has this one too. */
  secondOf?: Slot;
  withdrawn?: "second entry" | "given back";
  pounds: number;
}

export function drawLedger(): DrawnAward[] {
  const luck = chance(20_231_101);
  const slots = readAreas().flatMap((area, index, areas) => {
    const drawn = slotsOf(area.code, countsOf(areas.map((each) => each.code), areas.map((each) => each.allocation_2023_24))[index]!, luck);
    fitAmounts(drawn, area.allocation_2023_24, luck);
    return drawn;
  });
  const live = slots.filter((slot) => !slot.withdrawn);
  const taggings = new Map<Slot, Tagging>();
  tagLive(luck, live.map((slot) => slot.area_code)).forEach((tagging, index) => taggings.set(live[index]!, tagging));
  for (const slot of slots) if (slot.withdrawn) taggings.set(slot, (slot.withdrawn === "second entry" && slot.secondOf && taggings.get(slot.secondOf)) || tagWithdrawn(luck));
  return dressed(slots, taggings, luck);
}

interface Counts {
  awards: number;
  second: number;
  withdrawnSecond: number;
  withdrawnOnly: number;
}

/** How many awards each area makes, by its share of the money. */
function countsOf(codes: readonly string[], allocations: readonly number[]): Counts[] {
  const outside = allocations.map((allocation, index) => (codes[index] === angus ? 0 : allocation));
  const awards = splitPence(published.september2024.awards, outside);
  const second = splitPence(parts.second, awards);
  const withdrawnSecond = splitPence(parts.withdrawnSecond, second);
  const withdrawnOnly = splitPence(parts.withdrawnOnly, awards);
  return codes.map((code, index) =>
    code === angus
      ? { awards: parts.angus, second: 0, withdrawnSecond: 0, withdrawnOnly: 0 }
      : { awards: awards[index]!, second: second[index]!, withdrawnSecond: withdrawnSecond[index]!, withdrawnOnly: withdrawnOnly[index]! },
  );
}

function slotsOf(area_code: string, counts: Counts, luck: Chance): Slot[] {
  const first: Slot[] = Array.from({ length: counts.awards - counts.second }, () => ({ area_code, pounds: drawnPounds(luck) }));
  const shuffled = luck.shuffled(first);
  const second = shuffled.slice(0, counts.second).map((secondOf, index): Slot =>
    index < counts.withdrawnSecond
      ? { area_code, secondOf, withdrawn: "second entry", pounds: secondOf.pounds }
      : { area_code, secondOf, pounds: drawnPounds(luck) },
  );
  for (const slot of shuffled.slice(counts.second, counts.second + counts.withdrawnOnly)) slot.withdrawn = "given back";
  return [...first, ...second];
}

/** Mostly small: about half up to £10,000, a third up to £20,000, a few up to £50,000. */
function drawnPounds(luck: Chance): number {
  const place = luck.next();
  const [from, to] = place < 0.16 ? [500, 2_000] : place < 0.58 ? [2_000, 10_000] : place < 0.91 ? [10_000, 20_000] : place < 0.997 ? [20_000, 45_000] : [50_000, 60_000];
  return from + luck.next() * (to - from);
}

/** Stretches the drawn amounts to the area's money, in steps of £10, and never above what is to be used. */
function fitAmounts(slots: Slot[], allocationPence: number, luck: Chance): void {
  const target = Math.floor((allocationPence / 100) * used);
  const factor = target / slots.reduce((sum, slot) => sum + slot.pounds, 0);
  const rounded = (pounds: number) => Math.max(300, Math.floor((pounds * factor) / (pounds * factor > 5_000 ? 50 : 10)) * (pounds * factor > 5_000 ? 50 : 10));
  for (const slot of slots) slot.pounds = rounded(slot.pounds);
  for (const slot of slots) if (slot.withdrawn === "second entry") slot.pounds = slot.secondOf!.pounds;
  const over = () => slots.reduce((sum, slot) => sum + slot.pounds, 0) - target;
  while (over() > 0) {
    const slot = luck.one(slots.filter((each) => each.pounds > 1_000 && each.withdrawn !== "second entry" && !slots.some((other) => other.secondOf === each)));
    slot.pounds -= 100;
  }
}

const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);
const holidays = ["2023-12-25", "2023-12-26", "2024-01-01", "2024-01-02", "2024-03-29", "2024-04-01"];
const isWorkday = (day: string): boolean => ![0, 6].includes(noon(day).getUTCDay()) && !holidays.includes(day);
const onWorkday = (day: string): string => (isWorkday(day) ? day : onWorkday(addDays(day, 1)));

/** The days on which an area's panel decided, from late November 2023 to the end of March 2024. */
const panelDays = (luck: Chance, awards: number): string[] =>
  Array.from({ length: Math.min(4, 1 + Math.ceil(awards / 18)) }, () => onWorkday(addDays("2023-11-06", Math.floor(Math.pow(luck.next(), 0.8) * 140))));

/** Gives each slot its group, project, days, amounts and times of record. */
function dressed(slots: readonly Slot[], taggings: ReadonlyMap<Slot, Tagging>, luck: Chance): DrawnAward[] {
  const pairs = namePairs(luck);
  const days = new Map<string, string[]>();
  const drawn = new Map<Slot, DrawnAward>();
  for (const [index, slot] of slots.entries()) {
    const { area_code, secondOf, withdrawn } = slot;
    const number = index + 1;
    const tagging = taggings.get(slot)!;
    const first = secondOf && drawn.get(secondOf)!;
    const withdrawal = withdrawn ? { withdrawn: { at: withdrawnAt(luck), reason: reasons[withdrawn] } } : {};
    if (first && withdrawn === "second entry") {
      drawn.set(slot, { ...first, ...withdrawal, number, recorded_at: new Date(first.recorded_at.getTime() + 3 * 86_400_000) });
      continue;
    }
    const group =
      first?.group ??
      inventGroup(luck, `organisation/communities-2023-24/${number}`, foundedAt, pairs[number]!, tagging.projectType, area_code, 900_000 + number);
    if (!days.has(area_code)) days.set(area_code, panelDays(luck, slots.filter((other) => other.area_code === area_code).length));
    const awarded_on = luck.one(days.get(area_code)!);
    const starts_on = addDays(awarded_on, luck.between(7, 60));
    drawn.set(slot, {
      number, area_code, group, tagging, awarded_on, starts_on,
      project: inventProject(luck, tagging.projectType, tagging.reach, tagging.focusGroups),
      amount_pence: slot.pounds * 100,
      asked_pence: luck.happens(0.62) ? slot.pounds * 100 : Math.ceil((slot.pounds * (1.05 + luck.next() * 0.8)) / 10) * 1_000,
      ends_on: addDays(starts_on, luck.between(180, 365)),
      recorded_at: recordedAt(area_code, awarded_on, index),
      ...withdrawal,
    });
  }
  return slots.map((slot) => drawn.get(slot)!);
}

const foundedAt = new Date("2023-09-01T09:00:00Z");
const reasons = {
  "second entry": "Invented for the demonstration: the same award had been entered twice, and the second entry was withdrawn.",
  "given back": "Invented for the demonstration: the group could not go ahead and gave the grant back.",
};

/** When the award came into the record: a fortnight after the panel, and for Angus not before May 2025. */
function recordedAt(area_code: string, awarded_on: string, index: number): Date {
  const day = area_code === angus ? "2025-05-06" : onWorkday(addDays(awarded_on, 14));
  return new Date(Date.parse(`${day}T10:20:00Z`) + index * 1_000);
}
const withdrawnAt = (luck: Chance): Date => new Date(noon(onWorkday(addDays("2025-01-13", luck.between(0, 70)))).getTime() + luck.between(0, 14_000) * 1_000);
