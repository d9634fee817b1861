/** The only code that writes pots and criteria. */
import { sql } from "kysely";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { formatPence } from "../kernel/money.ts";
import { formatInstant } from "../kernel/time.ts";
import { overcommitMessage, potState, weightsMessage, type CriteriaInput, type OpenSettings, type Settings } from "./model.ts";
import { may } from "./policy.ts";
import { listCriteria, potQuery, type Pot } from "./read.server.ts";

/** The pot, locked until the transaction ends. Throws NotFound. */
export async function lockPot(tx: TransactionContext, id: string): Promise<Pot> {
  const pot = isId(id) ? await potQuery(tx.db).where("pot.id", "=", id).forUpdate("pot").executeTakeFirst() : undefined;
  if (!pot) throw new NotFound();
  return pot;
}

/**
 * Takes pence out of the pot for an award, or gives them back when negative: one conditional update, so that two people in
 * the same moment cannot take more than there is. Throws WrongState with what remains.
 */
export async function commitFromPot(tx: TransactionContext, potId: string, changePence: number): Promise<{ allocation_pence: number; committed_pence: number }> {
  const after = await tx.db
    .updateTable("pot")
    .set((eb) => ({ committed_pence: eb("committed_pence", "+", changePence) }))
    .where("id", "=", potId)
    .where(sql<boolean>`committed_pence + ${changePence}::bigint between 0 and allocation_pence`)
    .returning(["allocation_pence", "committed_pence"])
    .executeTakeFirst();
  if (after) return after;
  const pot = await tx.db.selectFrom("pot").select(["allocation_pence", "committed_pence"]).where("id", "=", potId).executeTakeFirst();
  if (!pot) throw new NotFound();
  throw new WrongState(overcommitMessage(pot, changePence));
}

/**
 * Changes everything about a pot that has not opened. Throws Conflict with what is saved when the page was stale, WrongState
 * once it has opened, Invalid when the allocation would fall below what is committed.
 */
export async function changeSettings(context: Context, potId: string, input: Settings): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.changePot(tx.actor, pot));
    refuseStale(pot, input.version);
    const now = await databaseNow(tx);
    refuseOnceOpen(pot, now);
    if (input.closes_at <= now) throw new Invalid({ closes_on: "This time has passed. Choose one that is still to come" });
    if (input.allocation_pence < pot.committed_pence)
      throw new Invalid({ allocation_pence: `${formatPence(pot.committed_pence)} is already committed, so the pot cannot be smaller than that` });
    await writeSettings(tx, pot, input);
  });
}

/** Changes what may still change while a pot is open: the guidance, the contact and a later closing. Throws as `changeSettings`. */
export async function changeOpenPot(context: Context, potId: string, input: OpenSettings): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.changePot(tx.actor, pot));
    refuseStale(pot, input.version);
    const now = await databaseNow(tx);
    const moved = input.closes_at.getTime() !== pot.closes_at?.getTime();
    if (moved && potState(pot, now) !== "open") throw new WrongState("The closing time can be moved only while the pot is open");
    if (moved && pot.closes_at && input.closes_at < pot.closes_at)
      throw new Invalid({ closes_on: `Applicants were told ${formatInstant(pot.closes_at)}. It can close later than that, never earlier` });
    await writeSettings(tx, pot, input);
  });
}

/** Replaces the criteria of a pot that has not opened. Throws Invalid when the weights do not add to 100, Conflict, WrongState. */
export async function saveCriteria(context: Context, potId: string, input: CriteriaInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.changePot(tx.actor, pot));
    const saved = await listCriteria(tx.db, pot.id);
    if (pot.version !== input.version) throw new Conflict(staleMessage, { version: pot.version, criteria: saved });
    refuseOnceOpen(pot, await databaseNow(tx));
    const message = input.criteria.length === 0 ? "Add at least one criterion" : weightsMessage(input.criteria.map(({ weight }) => weight));
    if (message) throw new Invalid({ "": message });
    // A key that is not this pot's, because a colleague took the criterion away meanwhile, makes a new one.
    const known = new Set(saved.map(({ id }) => id));
    const dropped = [...known].filter((id) => !input.criteria.some((criterion) => criterion.id === id));
    if (dropped.length > 0) await tx.db.deleteFrom("criterion").where("id", "in", dropped).execute();
    for (const [position, { id, ...criterion }] of input.criteria.entries()) {
      if (id && known.has(id)) await tx.db.updateTable("criterion").set({ ...criterion, position }).where("id", "=", id).execute();
      else await tx.db.insertInto("criterion").values({ ...criterion, id: newId(), pot_id: pot.id, position }).execute();
    }
    await tx.db.updateTable("pot").set({ version: pot.version + 1 }).where("id", "=", pot.id).execute();
    await publicPagesChanged(tx);
    await record(tx, "pot.criteria-changed", { type: "pot", id: pot.id }, { weights: input.criteria.map(({ weight }) => weight) });
  });
}

const staleMessage = "Someone else changed this since you opened the page. Nothing you typed is lost: compare both and save again";

function refuseStale(pot: Pot, version: number): void {
  if (pot.version === version) return;
  const { opens_at, closes_at, decisions_by, allocation_pence, min_amount_pence, max_amount_pence, income_cap_pence, unconstituted_max_pence } = pot;
  const { assessors_needed, guidance, contact_email } = pot;
  throw new Conflict(staleMessage, {
    ...{ version: pot.version, opens_at, closes_at, decisions_by, allocation_pence, min_amount_pence, max_amount_pence },
    ...{ income_cap_pence, unconstituted_max_pence, assessors_needed, guidance, contact_email },
  });
}

function refuseOnceOpen(pot: Pot, now: Date): void {
  if (!pot.opens_at || now < pot.opens_at) return;
  throw new WrongState(`This pot opened ${formatInstant(pot.opens_at)}. Applicants rely on its dates, limits and criteria, so they no longer change`);
}

/** The database's clock at the moment the request began to arrive. */
async function databaseNow(tx: TransactionContext): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() - ${tx.elapsed()} * interval '1 millisecond' as at`.execute(tx.db);
  return rows[0]!.at;
}

async function writeSettings(tx: TransactionContext, pot: Pot, { version: _version, ...settings }: Settings | OpenSettings): Promise<void> {
  const before: Record<string, unknown> = pot;
  const comparable = (value: unknown) => (value instanceof Date ? value.getTime() : value);
  const changed = Object.entries(settings).filter(([name, value]) => comparable(value) !== comparable(before[name])).map(([name]) => name);
  if (changed.length === 0) return;
  await tx.db.updateTable("pot").set({ ...settings, version: pot.version + 1 }).where("id", "=", pot.id).execute();
  await publicPagesChanged(tx);
  const closes_at = settings.closes_at.toISOString();
  await record(tx, "pot.settings-changed", { type: "pot", id: pot.id }, { fields: changed, ...(changed.includes("closes_at") ? { closes_at } : {}) });
}
