/** How each action helps: the reading that stands, the earlier ones, and a new one by an official. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Conflict, NotFound, refusedConstraint } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import type { Approach, ApproachBasis, ApproachInput } from "./approach.ts";
import { may } from "./policy.ts";
import { getPlan } from "./read.server.ts";

export interface Reading {
  approach: Approach | null;
  basis: ApproachBasis;
  source: string;
  reason: string;
  sequence: number;
}

/** The readings that stand for a plan's actions, by the action's key; and those of measures that differ from their action, by the measure's key. */
export async function standingReadings(db: Kysely<DB>, planId: string): Promise<{ byAction: Map<string, Reading>; byMeasure: Map<string, Reading> }> {
  const { rows } = await sql<Reading & { action_id: string | null; measure_id: string | null }>`
    select distinct on (a.action_id, a.measure_id) a.action_id, a.measure_id, a.approach, a.basis, a.source, a.reason, a.sequence
      from approach a left join action on action.id = a.action_id
     where a.measure_id is not null or action.plan_id = ${planId}
     order by a.action_id, a.measure_id, a.sequence desc`.execute(db);
  const facts = ({ action_id: _action, measure_id: _measure, ...reading }: (typeof rows)[number]): Reading => reading;
  return {
    byAction: new Map(rows.flatMap((row) => (row.action_id === null ? [] : [[row.action_id, facts(row)] as const]))),
    byMeasure: new Map(rows.flatMap((row) => (row.measure_id === null ? [] : [[row.measure_id, facts(row)] as const]))),
  };
}

/** What is read: a strategic action by its reference, or a measure by its code. */
export interface Subject {
  kind: "action" | "measure";
  code: string;
}

async function find(db: Kysely<DB>, planId: string, { kind, code }: Subject, lock = false): Promise<{ id: string; title: string }> {
  const query =
    kind === "action"
      ? db.selectFrom("action").select(["id", "title"]).where("plan_id", "=", planId).where("scheme", "=", "strategic").where("ref", "=", code)
      : db.selectFrom("measure").select(["id", "title"]).where("code", "=", code);
  const found = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (!found) throw new NotFound();
  return found;
}

const column = { action: "action_id", measure: "measure_id" } as const;

/** One action or measure with every reading of it, the last first. Throws NotFound. */
export async function readingsOf(db: Kysely<DB>, planId: string, subject: Subject) {
  const { id, title } = await find(db, planId, subject);
  const readings = await db.selectFrom("approach").select(["approach", "basis", "source", "reason", "sequence", "set_at"]).where(column[subject.kind], "=", id).orderBy("sequence", "desc").execute();
  return { ...subject, title, readings };
}

/**
 * Says how an action helps, or that one measure helps otherwise than its action. The earlier reading is kept.
 * @throws NotFound; NotAllowed; Conflict when somebody else said otherwise since the page was drawn
 */
export async function setApproach(context: Context, planCode: string, subject: Subject, input: ApproachInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const plan = await getPlan(tx.db, planCode);
    const { id } = await find(tx.db, plan.id, subject, true);
    permit(may.readApproach(tx.actor));
    const last = await tx.db.selectFrom("approach").select("sequence").where(column[subject.kind], "=", id).orderBy("sequence", "desc").limit(1).executeTakeFirst();
    const conflict = () => new Conflict("Somebody else said how this helps after you opened the page. Open it again and decide which reading stands.");
    if ((last?.sequence ?? 0) !== input.seen) throw conflict();
    const { seen, ...reading } = input;
    await tx.db
      .insertInto("approach")
      .values({ id: newId(), action_id: null, measure_id: null, [column[subject.kind]]: id, sequence: seen + 1, ...reading, set_by: tx.actor.kind === "person" ? tx.actor.id : null })
      .execute()
      .catch((error: unknown) => {
        if (refusedConstraint(error)?.endsWith("_in_turn")) throw conflict();
        throw error;
      });
    await record(tx, `${subject.kind}.approach-read`, { type: subject.kind, id }, { approach: reading.approach, basis: reading.basis });
  });
}
