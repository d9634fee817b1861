/** Asking for a balanced shortlist of a pot: from the scores that were sent and the money that remains. The answer is kept; nothing is decided. */
import type { Kysely } from "kysely";
import { z } from "zod";
import type { DB, JsonValue } from "#db/types.ts";
import { record } from "../../audit/change.server.ts";
import { conflictedApplicationIds } from "../../assessment/read.server.ts";
import { listsFor } from "../../forms/read.server.ts";
import { getPot, type Pot } from "../../funds/read.server.ts";
import { permit, type PersonActor } from "../../kernel/actor.ts";
import { inTransaction, type Context } from "../../kernel/context.ts";
import { Invalid, NotFound } from "../../kernel/errors.ts";
import { isId, newId } from "../../kernel/ids.server.ts";
import { may } from "../policy.ts";
import { listBoard, remainingIn } from "../read.server.ts";
import type { Floor, Impossible, OutOfTime, Shortlist, ShortlistRound, Swap } from "./model.ts";
import { balancedShortlist } from "./solve.server.ts";

/** The lists whose codes a floor can name. */
export const floorLists = ["focus-group", "priority-issue", "family-group"] as const;

export interface FloorChoice {
  /** "focus-group/older-people" */
  code: string;
  title: string;
  list: (typeof floorLists)[number];
  /** Scored, undecided applications that have it. */
  applications: number;
}
export interface Shortlistable {
  pot: Pot;
  remaining_pence: number;
  applications: { id: string; reference: string; organisation_name: string; title: string; score: number; asked_pence: number; codes: string[] }[];
  /** Undecided applications without a score that this person may see: they can't be compared, so they are left out. */
  unscored: number;
  floors: FloorChoice[];
}

/** What can be shortlisted in a pot, as far as it is open to this person. The caller has asked the policy. */
export async function readShortlistable(db: Kysely<DB>, potId: string, viewerId: string): Promise<Shortlistable> {
  const pot = await getPot(db, potId);
  const undecided = (await listBoard(db, pot.id, viewerId)).filter((line) => line.outcome === null);
  const scored = undecided.filter((line) => line.mean_percent !== null);
  const tags = scored.length === 0 ? [] : await db.selectFrom("application_tag").select(["application_id", "list_code", "code"]).where("application_id", "in", scored.map((line) => line.application_id)).execute();
  const codesOf = new Map<string, string[]>();
  for (const tag of tags) codesOf.set(tag.application_id, [...(codesOf.get(tag.application_id) ?? []), `${tag.list_code}/${tag.code}`]);
  const applications = scored.map((line) => ({
    id: line.application_id, reference: line.reference, organisation_name: line.organisation_name, title: line.title, score: line.mean_percent!, asked_pence: line.asked_pence, codes: codesOf.get(line.application_id) ?? [],
  }));
  const lists = await listsFor(db, Object.fromEntries(floorLists.flatMap((list) => (pot.lists[list] ? [[list, pot.lists[list]]] : []))));
  const floors = floorLists.flatMap((list) =>
    (lists[list]?.items ?? []).map((item): FloorChoice => {
      const code = `${list}/${item.code}`;
      return { code, title: item.title, list, applications: applications.filter((one) => one.codes.includes(code)).length };
    }),
  );
  return { pot, remaining_pence: remainingIn(pot), applications, unscored: undecided.length - scored.length, floors };
}

/** Whole numbers, "" for none. `least_percent`: an award in part is at least so much of what was asked; 100 for whole awards only. */
export const shortlistSchema = z.object({
  least_percent: z.string().trim().regex(/^(?:100|[1-9]\d?)$/, "Enter a whole number from 1 to 100").transform(Number),
  floors: z.record(z.string(), z.string().trim().regex(/^\d{0,3}$/, "Enter a whole number, or leave it empty")),
});

export interface Conditions {
  remaining_pence: number;
  least_percent: number;
  smallest_pence: number | null;
  floors: Floor[];
  /** As they stood: score in per cent, ask in pence. */
  applications: Shortlistable["applications"];
  unscored: number;
}
export type ShortlistAnswer = Shortlist | Impossible | OutOfTime;

/**
 * Works a shortlist out and keeps it with its conditions. Throws Invalid by field, NotFound and NotAllowed as the policy says. The
 * solver runs outside of any transaction: it can take seconds, and nothing waits for it.
 */
export async function askForShortlist(context: Context, potId: string, input: z.output<typeof shortlistSchema>, seconds = 20): Promise<string> {
  const person = context.actor as PersonActor;
  permit(may.seeBoard(person, await getPot(context.db, potId)));
  const { pot, remaining_pence, applications, unscored, floors } = await readShortlistable(context.db, potId, person.id);
  if (applications.length === 0) throw new Invalid({ least_percent: "No undecided application has scores yet" });
  const chosen = floors.flatMap(({ code, title }): Floor[] => {
    const at_least = Number(input.floors[code] ?? 0);
    return at_least > 0 ? [{ code, title, at_least }] : [];
  });
  const conditions: Conditions = { remaining_pence, least_percent: input.least_percent, smallest_pence: pot.min_amount_pence, floors: chosen, applications, unscored };
  const answer = await balancedShortlist(roundOf(conditions), seconds);
  return inTransaction(context, async (tx) => {
    const id = newId();
    await tx.db.insertInto("shortlist").values({ id, pot_id: pot.id, asked_by: person.id, conditions: JSON.stringify(conditions), answer: JSON.stringify(answer) }).execute();
    await record(tx, "pot.shortlist-asked", { type: "pot", id: pot.id }, { shortlist_id: id, floors: chosen.map(({ code, at_least }) => `${code}:${at_least}`), status: answer.status });
    return id;
  });
}

/** The least that may be awarded: its share of the ask, not below the pot's smallest award, never more than the ask. */
export function roundOf({ applications, remaining_pence, least_percent, smallest_pence, floors }: Conditions): ShortlistRound {
  return {
    candidates: applications.map((one) => ({
      id: one.id, score: one.score, asked_pence: one.asked_pence, limits: ["pot"], codes: one.codes,
      least_pence: Math.min(one.asked_pence, Math.max(Math.ceil((one.asked_pence * least_percent) / 100), smallest_pence ?? 1)),
    })),
    limits: [{ id: "pot", title: "The pot", remaining_pence, inside: null }],
    floors,
  };
}

/**
 * A shortlist that was asked for, for this pot. What is closed to the viewer is left out, also where it was not closed to whoever asked.
 * Throws NotFound.
 */
export async function getShortlist(db: Kysely<DB>, potId: string, id: string, viewerId: string) {
  const row = isId(id)
    ? await db.selectFrom("shortlist as s").innerJoin("person", "person.id", "s.asked_by").select(["s.id", "s.asked_at", "s.conditions", "s.answer", "person.name as asked_by_name"]).where("s.id", "=", id).where("s.pot_id", "=", potId).executeTakeFirst()
    : undefined;
  if (!row) throw new NotFound();
  const closed = new Set(await conflictedApplicationIds(db, viewerId, potId));
  const conditions = row.conditions as unknown as Conditions;
  const applications = conditions.applications.filter((one) => !closed.has(one.id));
  return { ...row, conditions: { ...conditions, applications }, hidden: conditions.applications.length - applications.length, answer: withoutClosed(row.answer as JsonValue as unknown as ShortlistAnswer, closed) };
}

function withoutClosed(answer: ShortlistAnswer, closed: ReadonlySet<string>): ShortlistAnswer {
  if (answer.status === "impossible" || answer.status === "out-of-time") return answer;
  const open = (ids: readonly string[]) => ids.filter((id) => !closed.has(id));
  const swap = <T extends Swap | null | undefined>(one: T): T => (one ? { in: open(one.in), out: open(one.out), changed: open(one.changed) } as T : one);
  return { ...answer, chosen: answer.chosen.filter(({ id }) => !closed.has(id)), even: open(answer.even), tie: swap(answer.tie), costs: answer.costs.map((cost) => ({ ...cost, swap: swap(cost.swap) })) };
}

/** What was asked for in a pot, newest first. */
export async function listShortlists(db: Kysely<DB>, potId: string) {
  return db.selectFrom("shortlist as s").innerJoin("person", "person.id", "s.asked_by").select(["s.id", "s.asked_at", "person.name as asked_by_name"]).where("s.pot_id", "=", potId).orderBy("s.asked_at", "desc").limit(20).execute();
}
