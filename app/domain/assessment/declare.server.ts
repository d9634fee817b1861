/** The only code that writes what people declare for a round, and what connects them with organisations. */
import { sql } from "kysely";
import { record } from "../audit/change.server.ts";
import { lockApplication } from "../applications/change.server.ts";
import { lockPot } from "../funds/change.server.ts";
import { getPot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { actingPerson, closeTo } from "./change.server.ts";
import { listToDeclare } from "./interests.server.ts";
import { tellOnBehalf } from "./on-behalf.server.ts";
import type { Connection, OrganisationAnswer } from "./panel.ts";
import { may } from "./policy.ts";

export interface Declared {
  /** Groups that applied while the page was open, or were not on it: they are asked about next. */
  left: number;
  interests: number;
}

/**
 * Keeps what a person says of the groups that applied to a pot. An interest closes every application of that group to the pot to them,
 * ends their assignment and sets their scores aside, which stay on the record; it is not taken back. Groups that are not on their list,
 * or closed to them, are passed over.
 * @param forPersonId somebody on the panel who declared on paper; the administrator types it in
 * @throws Invalid for no group at all; NotFound, NotAllowed
 */
export async function declareRound(context: Context, potId: string, answers: readonly OrganisationAnswer[], forPersonId?: string): Promise<Declared> {
  return inTransaction(context, async (tx) => {
    const actor = actingPerson(tx);
    const pot = await getPot(tx.db, potId);
    const personId = forPersonId ?? actor.id;
    permit(personId === actor.id ? may.declareRound(actor, pot) : may.changePanel(actor, pot));
    if (personId !== actor.id) await mustSit(tx, pot.id, personId);
    const before = await listToDeclare(tx.db, pot.id, personId, actor.id);
    // One at a time for each person, so that two windows don't count past each other.
    await tx.db.selectFrom("declaration_order").select("seed").where("pot_id", "=", pot.id).where("person_id", "=", personId).forUpdate().execute();
    const listed = new Map(before.map((row) => [row.organisation_id, row]));
    const kept = answers.filter(({ organisation_id }) => listed.has(organisation_id));
    if (kept.length === 0 && before.some(({ has_interest }) => has_interest === null)) throw new Invalid({ answer: "Groups have applied since you opened the page. Look at the list again" });
    const close = kept.filter(({ has_interest }) => has_interest);
    const voided = await closeGroups(tx, pot.id, personId, close.map(({ organisation_id }) => organisation_id));
    for (const { organisation_id, has_interest, explanation } of kept) {
      const values = { has_interest, explanation, declared_at: sql<Date>`clock_timestamp()` };
      await tx.db
        .insertInto("interest_in_organisation")
        .values({ id: newId(), pot_id: pot.id, person_id: personId, organisation_id, ...values })
        .onConflict((conflict) => conflict.columns(["pot_id", "person_id", "organisation_id"]).doUpdateSet(values).where("interest_in_organisation.has_interest", "=", false))
        .execute();
    }
    await writeDeclaration(tx, pot.id, personId, actor.id);
    if (personId !== actor.id)
      await tellOnBehalf(tx, pot, personId, `what you declared about ${kept.length === 1 ? "1 group" : `${kept.length} groups`}, with an interest in ${close.length === 0 ? "none" : close.length} of them`);
    for (const { application_id, sheet } of voided)
      await record(tx, "interest.declared", { type: "application", id: application_id }, { person_id: personId, has_interest: true, scores_voided: sheet });
    await record(tx, "panel.declared", { type: "pot", id: pot.id }, { person_id: personId, organisations: kept.length, interests: close.length, ...(personId !== actor.id && { on_paper: true }) });
    const answered = new Set(kept.map(({ organisation_id }) => organisation_id));
    return { left: before.filter(({ organisation_id, has_interest }) => has_interest === null && !answered.has(organisation_id)).length, interests: close.length };
  });
}

async function mustSit({ db }: TransactionContext, potId: string, personId: string): Promise<void> {
  const { rows } = isId(personId) ? await sql<{ seat: string | null }>`select panel_seat(${potId}::uuid, ${personId}::uuid) as seat`.execute(db) : { rows: [] };
  if (!rows[0]?.seat) throw new NotFound();
}

/** Ends assignments and voids sheets of these groups' applications. The applications are locked first, in one order for everybody. */
async function closeGroups(tx: TransactionContext, potId: string, personId: string, organisationIds: readonly string[]): Promise<{ application_id: string; sheet: boolean }[]> {
  if (organisationIds.length === 0) return [];
  const applications = await tx.db
    .selectFrom("application")
    .select("id")
    .where("pot_id", "=", potId)
    .where("organisation_id", "in", [...organisationIds])
    .where("received_at", "is not", null)
    .orderBy("id")
    .execute();
  const closed = [];
  for (const { id } of applications) await lockApplication(tx, id);
  await lockPot(tx, potId);
  for (const { id } of applications) {
    closed.push({ application_id: id, sheet: await closeTo(tx, id, personId) });
  }
  return closed;
}

async function writeDeclaration(tx: TransactionContext, pot_id: string, person_id: string, actorId: string): Promise<void> {
  const { count } = await tx.db.selectFrom("interest_in_organisation").select(({ fn }) => fn.countAll<number>().as("count")).where("pot_id", "=", pot_id).where("person_id", "=", person_id).executeTakeFirstOrThrow();
  const values = { organisations: count, recorded_by: actorId === person_id ? null : actorId, declared_at: sql<Date>`clock_timestamp()` };
  await tx.db
    .insertInto("round_declaration")
    .values({ pot_id, person_id, ...values })
    .onConflict((conflict) => conflict.columns(["pot_id", "person_id"]).doUpdateSet(values))
    .execute();
}

const mostConnections = 50;

/** Adds where the actor works, worked or helps. Throws WrongState beyond fifty. */
export async function addConnection(context: Context, input: Connection): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { id } = actingPerson(tx);
    await tx.db.selectFrom("person").select("id").where("id", "=", id).forUpdate().execute();
    const { count } = await tx.db.selectFrom("person_connection").select(({ fn }) => fn.countAll<number>().as("count")).where("person_id", "=", id).executeTakeFirstOrThrow();
    if (count >= mostConnections) throw new WrongState(`You have named ${mostConnections} organisations, which is the most. Take away one that no longer matters`);
    const connection_id = newId();
    await tx.db.insertInto("person_connection").values({ id: connection_id, person_id: id, ...input }).execute();
    await record(tx, "person.connection-added", { type: "person", id }, { connection_id, kind: input.kind });
  });
}

/** Takes away one of the actor's own. Throws NotFound. */
export async function removeConnection(context: Context, connectionId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { id } = actingPerson(tx);
    const gone = isId(connectionId) ? await tx.db.deleteFrom("person_connection").where("id", "=", connectionId).where("person_id", "=", id).executeTakeFirst() : undefined;
    if (gone?.numDeletedRows !== 1n) throw new NotFound();
    await record(tx, "person.connection-removed", { type: "person", id }, { connection_id: connectionId });
  });
}
