/** What officials do with a round's money: share it out over the areas, raise it in the year. Every change keeps its reason. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { formatPence, splitPence } from "../kernel/money.ts";
import { lockPot } from "./change.server.ts";
import { may } from "./policy.ts";
import { getRound } from "./read.server.ts";

/** An area's weight in a formula such as NRAC's: what its part is to the whole. */
export interface Share {
  area_code: string;
  share: number;
}
export interface AllocationLine {
  area_code: string;
  area_name: string;
  share: number;
  /** What the area's pot has now; null where it has none. */
  now_pence: number | null;
  committed_pence: number;
  /** What it would have. */
  then_pence: number;
}
export interface Allocation {
  lines: AllocationLine[];
  /** Exactly what was to be shared out: the parts add up to it. */
  total_pence: number;
  /** Sentences that say why it can't be carried out. */
  problems: string[];
}

/** The shares of an earlier round: its pots' allocations, which stand for the formula that made them. */
export async function sharesOfRound(db: Kysely<DB>, roundId: string): Promise<Share[]> {
  return db
    .selectFrom("pot")
    .innerJoin("area", "area.code", "pot.area_code")
    .select(["pot.area_code", "pot.allocation_pence as share"])
    .where("pot.round_id", "=", roundId)
    .where("area.kind", "=", "council")
    .where("pot.allocation_pence", ">", 0)
    .orderBy("area.position")
    .execute();
}

/**
 * What each of the 32 areas would have of the total: whole pence by largest remainder, so that the parts are the whole. Writes nothing.
 * @throws Invalid where the total is no amount or an area has no share
 */
export async function previewAllocation(db: Kysely<DB>, roundId: string, totalPence: number, shares: readonly Share[]): Promise<Allocation> {
  if (!Number.isSafeInteger(totalPence) || totalPence <= 0) throw new Invalid({ total_pence: "Enter what is shared out, in pounds" });
  const areas = await db.selectFrom("area").select(["code", "name"]).where("kind", "=", "council").orderBy("position").execute();
  const given = new Map(shares.map((one) => [one.area_code, one.share]));
  const without = areas.filter(({ code }) => !(Number(given.get(code)) > 0)).map(({ name }) => name);
  if (without.length > 0) throw new Invalid({ shares: `There is no share for ${without.join(", ")}` });
  const pots = await db
    .selectFrom("pot")
    .select(["area_code", "allocation_pence", "committed_pence"])
    .select((eb) => eb.selectFrom("sub_pot").whereRef("sub_pot.pot_id", "=", "pot.id").select((sub) => sub.fn.sum<number | null>("sub_pot.allocation_pence").as("promised")).as("parts_pence"))
    .where("round_id", "=", roundId)
    .execute();
  const parts = splitPence(totalPence, areas.map(({ code }) => given.get(code)!));
  const lines = areas.map(({ code, name }, index): AllocationLine => {
    const pot = pots.find((one) => one.area_code === code);
    return { area_code: code, area_name: name, share: given.get(code)!, now_pence: pot?.allocation_pence ?? null, committed_pence: pot?.committed_pence ?? 0, then_pence: parts[index]! };
  });
  const problems = lines.flatMap((line) => {
    const parts_pence = Number(pots.find((pot) => pot.area_code === line.area_code)?.parts_pence ?? 0);
    if (line.then_pence < line.committed_pence) return [`${line.area_name} has ${formatPence(line.committed_pence)} committed to awards already, and would have ${formatPence(line.then_pence)}`];
    return line.then_pence < parts_pence ? [`${line.area_name} has divided ${formatPence(parts_pence)} into parts, and would have ${formatPence(line.then_pence)}`] : [];
  });
  return { lines, total_pence: parts.reduce((sum, part) => sum + part, 0), problems };
}

export interface Allocating {
  total_pence: number;
  shares: readonly Share[];
  reason: string;
}

/**
 * Shares a round's money out over the areas as the preview showed it: pots that are there get their part, missing ones are made without
 * dates, and the round's budget is the total. All or nothing.
 * @param seen the round's allocation as the preview showed it: another in the meantime is not overwritten
 * @throws Conflict when the pots changed since the preview, Invalid where a part is below what is committed or there is no reason
 */
export async function allocateRound(context: Context, roundCode: string, { total_pence, shares, reason }: Allocating, seen: number): Promise<Allocation> {
  return inTransaction(context, async (tx) => {
    permit(may.allocate(tx.actor));
    const round = await lockRound(tx, roundCode);
    refuseWithoutReason(reason);
    if (round.shape !== "areas") throw new Invalid({ "": "This fund is one competition for the whole of Scotland: it has no areas to share its money out over" });
    const pots = await tx.db.selectFrom("pot").select(["id", "area_code", "allocation_pence"]).where("round_id", "=", round.id).orderBy("id").forUpdate().execute();
    if (pots.reduce((sum, pot) => sum + pot.allocation_pence, 0) !== seen) throw new Conflict("The areas' allocations have changed since you looked at the preview. Nothing is changed: look at it again");
    const allocation = await previewAllocation(tx.db, round.id, total_pence, shares);
    if (allocation.problems.length > 0) throw new Invalid({ "": allocation.problems.join(". ") });
    const changes: Change[] = [];
    for (const line of allocation.lines) {
      const pot = pots.find((one) => one.area_code === line.area_code);
      const pot_id = pot?.id ?? (await makePot(tx, round, line.area_code));
      changes.push({ round_id: round.id, pot_id, from_pence: pot?.allocation_pence ?? 0, to_pence: line.then_pence, reason });
    }
    await setAllocations(tx, changes);
    await setBudget(tx, round, total_pence, reason);
    await publicPagesChanged(tx);
    await recordChanges(tx, changes);
    await record(tx, "round.allocated", { type: "round", id: round.id }, { total_pence, areas: allocation.lines.length });
    return allocation;
  });
}

/**
 * Raises one pot, or a whole round by its present allocations, in the year: the budget of the round rises by the same.
 * @param input.pot_id the pot that is raised; without it every pot of the round takes its part
 * @returns what was added to each pot, in pence
 */
export async function increaseAllocation(context: Context, roundCode: string, input: { by_pence: number; reason: string; pot_id?: string | undefined }): Promise<{ pot_id: string; added_pence: number }[]> {
  return inTransaction(context, async (tx) => {
    permit(may.allocate(tx.actor));
    const round = await lockRound(tx, roundCode);
    refuseWithoutReason(input.reason);
    if (!Number.isSafeInteger(input.by_pence) || input.by_pence <= 0) throw new Invalid({ by_pence: "Enter what is added, in pounds. Taking money away is a new allocation" });
    const pots = input.pot_id === undefined
      ? await tx.db.selectFrom("pot").select(["id", "round_id", "allocation_pence"]).where("round_id", "=", round.id).orderBy("area_code").forUpdate().execute()
      : [await lockPot(tx, input.pot_id)];
    if (pots.length === 0) throw new Invalid({ "": "This round has no pots yet. Share its money out first" });
    if (pots.some((pot) => pot.round_id !== round.id)) throw new NotFound();
    const shares = pots.map((pot) => pot.allocation_pence);
    const parts = splitPence(input.by_pence, shares.some((share) => share > 0) ? shares : shares.map(() => 1));
    const changes = pots.map((pot, index) => ({ round_id: round.id, pot_id: pot.id, from_pence: pot.allocation_pence, to_pence: pot.allocation_pence + parts[index]!, reason: input.reason }));
    await setAllocations(tx, changes);
    await setBudget(tx, round, (round.budget_pence ?? shares.reduce((sum, share) => sum + share, 0)) + input.by_pence, input.reason);
    await publicPagesChanged(tx);
    await recordChanges(tx, changes);
    await record(tx, "round.allocation-increased", { type: "round", id: round.id }, { by_pence: input.by_pence, pots: pots.length, pot_id: input.pot_id ?? null });
    return pots.map((pot, index) => ({ pot_id: pot.id, added_pence: parts[index]! }));
  });
}

/** What has been changed of a round's money, the newest first. */
export async function listAllocationChanges(db: Kysely<DB>, roundId: string) {
  return db
    .selectFrom("allocation_change as change")
    .innerJoin("person", "person.id", "change.changed_by")
    .leftJoin("pot", "pot.id", "change.pot_id")
    .leftJoin("area", "area.code", "pot.area_code")
    .select(["change.id", "area.name as area_name", "change.from_pence", "change.to_pence", "change.reason", "change.changed_at", "person.name as person_name"])
    .where("change.round_id", "=", roundId)
    .orderBy("change.changed_at", "desc")
    .orderBy("area.position")
    .limit(500)
    .execute();
}

type Round = Awaited<ReturnType<typeof getRound>>;

async function lockRound(tx: TransactionContext, code: string): Promise<Round> {
  const round = await getRound(tx.db, code);
  await tx.db.selectFrom("round").select("id").where("id", "=", round.id).forNoKeyUpdate().execute();
  return getRound(tx.db, code);
}

function refuseWithoutReason(reason: string): void {
  if (reason.trim() === "") throw new Invalid({ reason: "Say why. It stays with the change" });
  if (reason.length > 2_000) throw new Invalid({ reason: "Use 2,000 characters or fewer" });
}

async function makePot(tx: TransactionContext, round: Round, area_code: string): Promise<string> {
  const serving = await tx.db
    .selectFrom("area_body")
    .select("body_id")
    .where("area_code", "=", area_code)
    .where((eb) => eb.or([eb("valid_to", "is", null), eb("valid_to", ">=", `${round.financial_year.slice(0, 4)}-04-01`)]))
    .orderBy("valid_from", "desc")
    .executeTakeFirst();
  const id = newId();
  await tx.db.insertInto("pot").values({ id, round_id: round.id, area_code, body_id: serving?.body_id ?? null, allocation_pence: 0, synthetic: round.synthetic || tx.synthetic }).execute();
  return id;
}

interface Change {
  round_id: string;
  pot_id: string;
  from_pence: number;
  to_pence: number;
  reason: string;
}
async function setAllocations(tx: TransactionContext, changes: readonly Change[]): Promise<void> {
  for (const change of changes.filter(({ from_pence, to_pence }) => from_pence !== to_pence)) {
    await tx.db.updateTable("pot").set((eb) => ({ allocation_pence: change.to_pence, version: eb("version", "+", 1) })).where("id", "=", change.pot_id).execute();
    await tx.db.insertInto("allocation_change").values({ ...change, id: newId(), changed_by: (tx.actor as PersonActor).id }).execute();
  }
}

async function recordChanges(tx: TransactionContext, changes: readonly Change[]): Promise<void> {
  for (const { pot_id, from_pence, to_pence } of changes.filter((change) => change.from_pence !== change.to_pence))
    await record(tx, "pot.allocation-changed", { type: "pot", id: pot_id }, { from_pence, to_pence });
}

async function setBudget(tx: TransactionContext, round: Round, to_pence: number, reason: string): Promise<void> {
  if (round.budget_pence === to_pence) return;
  await tx.db.updateTable("round").set({ budget_pence: to_pence }).where("id", "=", round.id).execute();
  await tx.db.insertInto("allocation_change").values({ id: newId(), round_id: round.id, pot_id: null, from_pence: round.budget_pence ?? 0, to_pence, reason, changed_by: (tx.actor as PersonActor).id }).execute();
}
