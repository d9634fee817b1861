/** The only code that writes pots. Criteria are in criteria.server.ts. */
import { sql } from "kysely";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { formatPence } from "../kernel/money.ts";
import { formatInstant } from "../kernel/time.ts";
import { commitFromSubPot, commitInYears, leaveRoomForParts, promisedToParts } from "./commit-parts.server.ts";
import { overcommitMessage, potState, type OpenSettings, type Settings } from "./model.ts";
import { may } from "./policy.ts";
import { potQuery, type Pot } from "./read.server.ts";
import type { YearAmount } from "./years.ts";

/** The pot, locked until the transaction ends; what only refers to it is written meanwhile. Throws NotFound. */
export async function lockPot(tx: TransactionContext, id: string): Promise<Pot> {
  const pot = isId(id) ? await potQuery(tx.db).where("pot.id", "=", id).forNoKeyUpdate("pot").executeTakeFirst() : undefined;
  if (!pot) throw new NotFound();
  return pot;
}

/** Where in a pot a commitment lies. */
export interface CommitmentPart {
  /** The part of the pot that it counts against too. */
  subPotId?: string | null | undefined;
  /** What is added to each financial year; together the change. Without them all of it is the round's own year's. */
  years?: readonly YearAmount[] | undefined;
}

/**
 * Takes pence out of the pot for an award, or gives them back when negative: one conditional update for the pot, then for its part, then
 * for each financial year, so that two people in the same moment cannot take more than there is. Money is taken nowhere else.
 * @throws WrongState with what remains, in the pot, the part or the year: the caller's transaction is undone as a whole
 */
export async function commitFromPot(tx: TransactionContext, potId: string, changePence: number, part: CommitmentPart = {}): Promise<{ allocation_pence: number; committed_pence: number }> {
  const after = await tx.db
    .updateTable("pot")
    .set((eb) => ({ committed_pence: eb("committed_pence", "+", changePence) }))
    .where("id", "=", potId)
    .where(sql<boolean>`committed_pence + ${changePence}::bigint between 0 and allocation_pence`)
    .returning(["allocation_pence", "committed_pence"])
    .executeTakeFirst();
  if (!after) {
    const pot = await tx.db.selectFrom("pot").select(["allocation_pence", "committed_pence"]).where("id", "=", potId).executeTakeFirst();
    if (!pot) throw new NotFound();
    throw new WrongState(overcommitMessage(pot, changePence));
  }
  if (part.subPotId) await commitFromSubPot(tx, potId, part.subPotId, changePence);
  else if (changePence > 0) await leaveRoomForParts(tx, { id: potId, ...after });
  await commitInYears(tx, potId, changePence, after.committed_pence - changePence, part.years);
  return after;
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
    const parts = await promisedToParts(tx.db, pot.id);
    if (input.allocation_pence < parts) throw new Invalid({ allocation_pence: `The pot is divided into parts that hold ${formatPence(parts)} together. Make them smaller first` });
    await writeSettings(tx, pot, input);
  });
}

/** Changes what may still change while a pot is open: the guidance, the contact, who decides alone and a later closing. Throws as `changeSettings`. */
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
    if (pot.opens_at && now >= pot.opens_at && widens(pot.second_person_above_pence, input.second_person_above_pence))
      throw new Invalid({ second_person_above_pence: `Since the pot opened, two people decide above ${formatPence(pot.second_person_above_pence!)}. It can be made less, never more: nobody widens what they may decide alone` });
    await writeSettings(tx, pot, input);
  });
}

/** Whether more would be decided by one person than before. */
const widens = (before: number | null, after: number | null): boolean => before !== null && (after === null || after > before);

const staleMessage = "Someone else changed this since you opened the page. Nothing you typed is lost: compare both and save again";

function refuseStale(pot: Pot, version: number): void {
  if (pot.version === version) return;
  const { opens_at, closes_at, decisions_by, allocation_pence, min_amount_pence, max_amount_pence, income_cap_pence, unconstituted_max_pence } = pot;
  const { assessors_needed, second_person_above_pence, guidance, contact_email } = pot;
  throw new Conflict(staleMessage, {
    ...{ version: pot.version, opens_at, closes_at, decisions_by, allocation_pence, min_amount_pence, max_amount_pence },
    ...{ income_cap_pence, unconstituted_max_pence, assessors_needed, second_person_above_pence, guidance, contact_email },
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
  await record(tx, "pot.settings-changed", { type: "pot", id: pot.id }, { fields: changed, ...(changed.includes("closes_at") ? { closes_at } : {}), ...(changed.includes("second_person_above_pence") ? { second_person_above_pence: settings.second_person_above_pence } : {}) });
}
