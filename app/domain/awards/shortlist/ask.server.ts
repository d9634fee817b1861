/** Asking for a balanced shortlist of a pot: from the scores that were sent and the money that remains. The answer is kept; nothing is decided. */
import type { Kysely } from "kysely";
import { z } from "zod";
import type { DB, JsonValue } from "#db/types.ts";
import { record } from "../../audit/change.server.ts";
import { namesFor } from "../../assessment/anonymity.server.ts";
import { getPot, type Pot } from "../../funds/read.server.ts";
import { permit, type PersonActor } from "../../kernel/actor.ts";
import { inTransaction, type Context } from "../../kernel/context.ts";
import { Invalid, NotFound } from "../../kernel/errors.ts";
import { isId, newId } from "../../kernel/ids.server.ts";
import { boardAt, type BoardFacts, type BoardLine, type CoverageList, type Limit } from "../board.ts";
import { hiddenFrom, readBoard } from "../board.server.ts";
import { may } from "../policy.ts";
import type { Floor, Impossible, MoneyLimit, OutOfTime, Shortlist, ShortlistRound, Swap } from "./model.ts";
import { balancedShortlist } from "./solve.server.ts";

export interface FloorChoice {
  /** "focus-group/older-people", "place/S12000005" */
  code: string;
  title: string;
  list: CoverageList;
  /** Scored, undecided applications that have it. */
  applications: number;
  /** What the fund wants to reach at least, less what is awarded already; null where it set no target. */
  wanted: number | null;
}
export interface Shortlistable {
  pot: Pot;
  /** What is left of the pot and of its parts, in pence; the pot first. */
  limits: MoneyLimit[];
  applications: { id: string; reference: string; organisation_name: string; title: string; score: number; asked_pence: number; codes: string[]; part: string | null }[];
  /** Undecided applications without a score that this person may see: they can't be compared, so they are left out. */
  unscored: number;
  floors: FloorChoice[];
}

/** What can be shortlisted in a pot, as far as it is open to this person. The caller has asked the policy. */
export async function readShortlistable(db: Kysely<DB>, potId: string, viewerId: string): Promise<Shortlistable> {
  const pot = await getPot(db, potId);
  const { facts, seen } = await readBoard(db, pot.id, viewerId);
  const limits = moneyLeft(facts);
  const named = (line: Pick<BoardLine, "codes">) => line.codes.map((index) => `${facts.codes[index]!.list}/${facts.codes[index]!.code}`);
  const undecided = seen.lines.filter((line) => line.decision === null);
  const applications = undecided.flatMap((line) => line.mean_percent === null ? [] : [{
    id: line.application_id, reference: line.reference, organisation_name: line.organisation_name, title: line.title, score: line.mean_percent, asked_pence: line.asked_pence, codes: named(line),
    part: line.sub_pot_id ?? (limits.some(({ id }) => id === "outside") ? "outside" : null),
  }]);
  const { coverage } = boardAt(facts, seen, 0, new Map());
  const floors = coverage.map(({ list, code: item, title, at_least, awards }): FloorChoice => {
    const code = `${list}/${item}`;
    return { code, title, list, applications: applications.filter((one) => one.codes.includes(code)).length, wanted: at_least === null ? null : Math.max(0, at_least - awards) };
  });
  return { pot, limits, applications, unscored: undecided.length - applications.length, floors };
}

/** The limits that nest in one another. Proposals count in the round's own financial year, so its limit is one of the pot's. */
function moneyLeft({ limits, year }: BoardFacts): MoneyLimit[] {
  const left = ({ allocation_pence, committed_pence }: Limit) => (allocation_pence === null ? Infinity : Math.max(0, allocation_pence - committed_pence));
  const whole = Math.min(...limits.filter(({ kind, id }) => kind === "pot" || (kind === "year" && id === year)).map(left));
  const parts = limits.filter(({ kind }) => kind === "part" || kind === "outside").map((part) => ({ id: part.id, title: part.title, remaining_pence: left(part), inside: "pot" }));
  return [{ id: "pot", title: "The pot", remaining_pence: whole, inside: null }, ...parts];
}

/** Whole numbers, "" for none. `least_percent`: an award in part is at least so much of what was asked; 100 for whole awards only. */
export const shortlistSchema = z.object({
  least_percent: z.string().trim().regex(/^(?:100|[1-9]\d?)$/, "Enter a whole number from 1 to 100").transform(Number),
  floors: z.record(z.string(), z.string().trim().regex(/^\d{0,3}$/, "Enter a whole number, or leave it empty")),
});

export interface Conditions {
  remaining_pence: number;
  /** Absent in one that was asked for before pots had parts. */
  limits?: MoneyLimit[];
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
  const { pot, limits, applications, unscored, floors } = await readShortlistable(context.db, potId, person.id);
  if (applications.length === 0) throw new Invalid({ least_percent: "No undecided application has scores yet" });
  const chosen = floors.flatMap(({ code, title }): Floor[] => {
    const at_least = Number(input.floors[code] ?? 0);
    return at_least > 0 ? [{ code, title, at_least }] : [];
  });
  const conditions: Conditions = { remaining_pence: limits[0]!.remaining_pence, limits, least_percent: input.least_percent, smallest_pence: pot.min_amount_pence, floors: chosen, applications, unscored };
  const answer = await balancedShortlist(roundOf(conditions), seconds);
  return inTransaction(context, async (tx) => {
    const id = newId();
    await tx.db.insertInto("shortlist").values({ id, pot_id: pot.id, asked_by: person.id, conditions: JSON.stringify(conditions), answer: JSON.stringify(answer) }).execute();
    await record(tx, "pot.shortlist-asked", { type: "pot", id: pot.id }, { shortlist_id: id, floors: chosen.map(({ code, at_least }) => `${code}:${at_least}`), status: answer.status });
    return id;
  });
}

/** The least that may be awarded: its share of the ask, not below the pot's smallest award, never more than the ask. */
export function roundOf({ applications, remaining_pence, limits = [{ id: "pot", title: "The pot", remaining_pence, inside: null }], least_percent, smallest_pence, floors }: Conditions): ShortlistRound {
  return {
    candidates: applications.map((one) => ({
      id: one.id, score: one.score, asked_pence: one.asked_pence, limits: one.part ? ["pot", one.part] : ["pot"], codes: one.codes,
      least_pence: Math.min(one.asked_pence, Math.max(Math.ceil((one.asked_pence * least_percent) / 100), smallest_pence ?? 1)),
    })),
    limits, floors,
  };
}

/**
 * A shortlist that was asked for, for this pot. What is closed to the viewer is left out, also where it was not closed to whoever asked,
 * and so is what they have still to score.
 * Throws NotFound.
 */
export async function getShortlist(db: Kysely<DB>, potId: string, id: string, viewerId: string) {
  const row = isId(id)
    ? await db.selectFrom("shortlist as s").innerJoin("person", "person.id", "s.asked_by").select(["s.id", "s.asked_at", "s.conditions", "s.answer", "person.name as asked_by_name"]).where("s.id", "=", id).where("s.pot_id", "=", potId).executeTakeFirst()
    : undefined;
  if (!row) throw new NotFound();
  const { closed: shut, owed } = await hiddenFrom(db, potId, viewerId);
  const closed = new Set([...shut, ...owed]);
  const conditions = row.conditions as unknown as Conditions;
  const applications = await namesFor(db, viewerId, conditions.applications.filter((one) => !closed.has(one.id)));
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
