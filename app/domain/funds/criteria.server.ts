/** The only code that writes criteria. Until the round opens they are replaced; afterwards each change is a version (assessment/criteria-change.server.ts). */
import { sql } from "kysely";
import { publicPagesChanged, record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, WrongState } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { formatInstant } from "../kernel/time.ts";
import { lockPot } from "./change.server.ts";
import { togetherMessage, type CriteriaInput, type CriterionInput } from "./criteria.ts";
import { may } from "./policy.ts";
import { listCriteria, type Criterion, type Pot } from "./read.server.ts";

export const staleCriteria = "Someone else changed this since you opened the page. Nothing you typed is lost: compare both and save again";

/** Replaces the criteria of a pot that has not opened. Throws Invalid when the weights do not add to 100, Conflict, WrongState once it has opened. */
export async function saveCriteria(context: Context, potId: string, input: CriteriaInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.changePot(tx.actor, pot));
    const saved = await listCriteria(tx.db, pot.id);
    if (pot.version !== input.version) throw new Conflict(staleCriteria, { version: pot.version, criteria: saved });
    if (await hasOpened(tx, pot)) throw new WrongState(`This pot opened ${formatInstant(pot.opens_at!)}. Applicants rely on its criteria, so they change only as a new version that you look at first`);
    refuseUnfit(input);
    const known = new Set(saved.map(({ id }) => id));
    const dropped = [...known].filter((id) => !input.criteria.some((criterion) => criterion.id === id));
    if (dropped.length > 0) await tx.db.deleteFrom("criterion").where("id", "in", dropped).execute();
    await writeCriteria(tx, pot, input, known);
    await publicPagesChanged(tx);
    await record(tx, "pot.criteria-changed", { type: "pot", id: pot.id }, { weights: input.criteria.map(({ weight }) => weight) });
  });
}

/** Throws Invalid where these criteria can't stand together. */
export function refuseUnfit({ criteria, minimum_percent }: CriteriaInput): void {
  const message = togetherMessage(criteria);
  if (message) throw new Invalid({ "": message });
  if (typeof minimum_percent === "number" && !(minimum_percent >= 0 && minimum_percent <= 100)) throw new Invalid({ minimum_percent: "Enter a number from 0 to 100, or leave it empty" });
}

/** Whether the pot has opened by the database's clock. */
export async function hasOpened(tx: TransactionContext, pot: Pick<Pot, "opens_at">): Promise<boolean> {
  const { rows } = await sql<{ opened: boolean | null }>`select ${pot.opens_at}::timestamptz <= clock_timestamp() - ${tx.elapsed()} * interval '1 millisecond' as opened`.execute(tx.db);
  return rows[0]!.opened === true;
}

/**
 * Writes criteria that were found fit, and the pot's next version. A key that is not among `known` makes a new criterion: another pot's
 * is never reached, nor one that a colleague took away meanwhile.
 */
export async function writeCriteria(tx: TransactionContext, pot: Pick<Pot, "id" | "version">, { criteria, minimum_percent }: CriteriaInput, known: ReadonlySet<string>): Promise<void> {
  for (const [position, criterion] of criteria.entries()) {
    const { title, guidance, weight, max_points } = criterion;
    const values = { position, title, guidance, weight, max_points, minimum_points: criterion.minimum_points ?? null, question_ids: [...(criterion.question_ids ?? [])] };
    const id = criterion.id && known.has(criterion.id) ? criterion.id : newId();
    if (id === criterion.id) await tx.db.updateTable("criterion").set(values).where("id", "=", id).execute();
    else await tx.db.insertInto("criterion").values({ ...values, id, pot_id: pot.id }).execute();
    await writeGuidance(tx, id, criterion);
  }
  await tx.db.updateTable("pot").set({ version: pot.version + 1, ...(minimum_percent === undefined ? {} : { minimum_percent }) }).where("id", "=", pot.id).execute();
}

async function writeGuidance(tx: TransactionContext, criterion_id: string, { points_guidance = [] }: CriterionInput): Promise<void> {
  await tx.db.deleteFrom("criterion_guidance").where("criterion_id", "=", criterion_id).execute();
  if (points_guidance.length > 0) await tx.db.insertInto("criterion_guidance").values(points_guidance.map((line) => ({ ...line, criterion_id }))).execute();
}

/** Saved criteria as they are typed again. */
export const asInput = ({ id, title, guidance, weight, max_points, minimum_points, question_ids, points_guidance }: Criterion): CriterionInput & { id: string } => ({
  id, title, guidance, weight, max_points, minimum_points, question_ids, points_guidance,
});
