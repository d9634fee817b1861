/** How a group of the demonstration applies to its area's pot. */
import type { Answers } from "#app/domain/forms/model.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { addDays } from "#app/domain/kernel/time.ts";
import type { Chance, SeedContext } from "../kit.ts";
import { scotland } from "../reference/areas.ts";
import { between, datesOf, type PotDates } from "./calendar.ts";
import { apply, type Applied, type Groups } from "./groups.ts";
import type { PersonKey } from "./people.ts";
import { potId, pots } from "./pots.ts";
import { communitiesAnswers, inventType, perinatalAnswers } from "./stories.ts";

/** What every part of the world is made with. */
export interface World {
  context: SeedContext;
  luck: Chance;
  groups: Groups;
  people: Record<PersonKey, PersonActor>;
}

const potOf = (area: string) => pots.find((pot) => pot.area === area)!;
/** When a pot takes applications, up to now. */
export function potWindow({ context }: Pick<World, "context">, area: string): PotDates & { until: Date } {
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
export async function addBid(world: Omit<World, "people">, area: string, options: BidOptions = {}): Promise<Applied> {
  const { context, luck, groups } = world;
  const pot = potOf(area);
  const { opens_at, until, decisions_by } = potWindow(world, area);
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
