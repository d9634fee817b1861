/** The only code that writes flags, and the questions asked about them. An application's flags are closed to whom the application is. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { lockForActor } from "./change.server.ts";
import type { PassedOn, Raised, Resolved } from "./flags.ts";
import { may } from "./policy.ts";

const today = sql<string>`(clock_timestamp() at time zone 'Europe/London')::date`;

/** The administrators of an application's fund and area to whom it is open: who can follow a flag up. */
export async function listFlagOwners(db: Kysely<DB>, applicationId: string) {
  return db
    .selectFrom("application as a")
    .innerJoin("pot", "pot.id", "a.pot_id")
    .innerJoin("round", "round.id", "pot.round_id")
    .innerJoin("role_held as r", (join) => join.onRef("r.fund_id", "=", "round.fund_id").onRef("r.area_code", "=", "pot.area_code").on("r.role", "=", "administrator").on("r.ended_at", "is", null))
    .innerJoin("person as p", "p.id", "r.person_id")
    .select(["p.id", "p.name"])
    .where("a.id", "=", applicationId)
    .where("p.disabled_at", "is", null)
    .where(sql<boolean>`not conflicted(a.id, p.id)`)
    .distinct()
    .orderBy("p.name")
    .execute();
}

/**
 * Raises a flag. Answers its key.
 * @throws Invalid on `owner_id` for someone who is not the fund's administrator here or has an interest (the database refuses that again), on `due_on` for a day that is gone
 */
export async function raiseFlag(context: Context, applicationId: string, input: Raised): Promise<string> {
  return inTransaction(context, async (tx) => {
    const { actor, application, standing } = await lockForActor(tx, applicationId);
    permit(may.administer(actor, standing));
    await checkOwner(tx, application.id, input);
    const id = newId();
    await written(() => tx.db.insertInto("application_flag").values({ ...input, id, application_id: application.id, raised_by: actor.id }).execute());
    await record(tx, "application.flag-raised", { type: "application", id: application.id }, { flag_id: id, risk: input.risk, person_id: input.owner_id, due_on: input.due_on });
    return id;
  });
}

/** Hands a flag to somebody else, or gives it another day. @throws Conflict where it was changed since the page was opened; as `raiseFlag` */
export async function passOnFlag(context: Context, applicationId: string, flagId: string, input: PassedOn): Promise<void> {
  await changeFlag(context, applicationId, flagId, input.version, async (tx) => {
    await checkOwner(tx, applicationId, input);
    await written(() => tx.db.updateTable("application_flag").set({ owner_id: input.owner_id, due_on: input.due_on, version: input.version + 1 }).where("id", "=", flagId).execute());
    return ["application.flag-passed-on", { person_id: input.owner_id, due_on: input.due_on }];
  });
}

/** Closes a flag with what came of it; from then on it stays as it is. @throws Conflict, WrongState */
export async function resolveFlag(context: Context, applicationId: string, flagId: string, input: Resolved): Promise<void> {
  await changeFlag(context, applicationId, flagId, input.version, async (tx, actorId) => {
    const resolved = { resolution: input.resolution, resolved_by: actorId, resolved_at: sql<Date>`clock_timestamp()`, version: input.version + 1 };
    await tx.db.updateTable("application_flag").set(resolved).where("id", "=", flagId).execute();
    return ["application.flag-resolved", {}];
  });
}

type Change = (tx: TransactionContext, actorId: string) => Promise<[action: string, detail: Record<string, string>]>;
async function changeFlag(context: Context, applicationId: string, flagId: string, version: number, change: Change): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { actor, application, standing } = await lockForActor(tx, applicationId);
    permit(may.administer(actor, standing));
    const flag = isId(flagId) ? await tx.db.selectFrom("application_flag").selectAll().where("id", "=", flagId).where("application_id", "=", application.id).forUpdate().executeTakeFirst() : undefined;
    if (!flag) throw new NotFound();
    if (flag.resolved_at) throw new WrongState("A colleague resolved this flag already");
    if (flag.version !== version) throw new Conflict("A colleague changed this flag since you opened the page. Look at it once more");
    const [action, detail] = await change(tx, actor.id);
    await record(tx, action, { type: "application", id: application.id }, { flag_id: flag.id, ...detail });
  });
}

async function checkOwner({ db }: TransactionContext, applicationId: string, { owner_id, due_on }: { owner_id: string; due_on: string }): Promise<void> {
  if (!(await listFlagOwners(db, applicationId)).some(({ id }) => id === owner_id)) throw new Invalid({ owner_id: "Choose an administrator of this fund in this area who has no interest" });
  const { rows } = await sql<{ past: boolean }>`select ${due_on}::date < ${today} as past`.execute(db);
  if (rows[0]!.past) throw new Invalid({ due_on: "Choose a day that is still to come" });
}

async function written(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (refusedConstraint(error) === "flag_owner_without_interest") throw new Invalid({ owner_id: "This person has an interest in the application, so they can't follow it up" });
    throw error;
  }
}

const flagQuery = (db: Kysely<DB>) =>
  db
    .selectFrom("application_flag as f")
    .innerJoin("person as owner", "owner.id", "f.owner_id")
    .innerJoin("person as raiser", "raiser.id", "f.raised_by")
    .leftJoin("person as resolver", "resolver.id", "f.resolved_by")
    .select(["f.id", "f.application_id", "f.title", "f.risk", "f.words", "f.owner_id", "f.due_on", "f.version", "f.raised_at", "f.resolved_at", "f.resolution"])
    .select(["owner.name as owner_name", "raiser.name as raised_by_name", "resolver.name as resolved_by_name"])
    .select(sql<boolean>`f.resolved_at is null and f.due_on < ${today}`.as("late"));

/** The flags of an application, open ones first, the soonest due first. The caller asks the policy. */
export const listFlags = (db: Kysely<DB>, applicationId: string) =>
  flagQuery(db).where("f.application_id", "=", applicationId).orderBy(sql`f.resolved_at is not null`).orderBy("f.due_on").orderBy("f.id").execute();
export type Flag = Awaited<ReturnType<typeof listFlags>>[number];

const applicationFlags = (db: Kysely<DB>, viewerId: string) =>
  flagQuery(db)
    .innerJoin("application as a", "a.id", "f.application_id")
    .innerJoin("organisation as o", "o.id", "a.organisation_id")
    .select(["a.reference", "a.title as application_title", "o.name as organisation_name", "a.pot_id"])
    .where("f.resolved_at", "is", null)
    .where(sql<boolean>`not conflicted(a.id, ${viewerId}::uuid)`)
    .orderBy("f.due_on")
    .orderBy("f.id");

/** The open flags of a pot, the soonest due first, without what is closed to the viewer. */
export const listPotFlags = (db: Kysely<DB>, potId: string, viewerId: string) => applicationFlags(db, viewerId).where("a.pot_id", "=", potId).limit(500).execute();

/** The open flags that a person follows up in these pots. */
export const listOwnFlags = async (db: Kysely<DB>, potIds: readonly string[], personId: string) =>
  potIds.length === 0 ? [] : applicationFlags(db, personId).where("f.owner_id", "=", personId).where("a.pot_id", "in", [...potIds]).limit(50).execute();
