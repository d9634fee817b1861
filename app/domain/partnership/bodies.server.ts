/** The Partnership's member bodies, who speaks for them, and what has to be known beside what they say. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { endRole } from "../accounts/roles.server.ts";
import { record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import type { BodyInput, InterestInput } from "./model.ts";
import { may } from "./policy.ts";

/** Every body that is or was a member, by name, with how many people speak for it now. */
export const listBodies = (db: Kysely<DB>) =>
  db
    .selectFrom("member_body as b")
    .leftJoin("organisation as o", "o.id", "b.organisation_id")
    .select(["b.id", "b.name", "b.source", "b.ended_at", "b.synthetic", "o.name as organisation_name"])
    .select((eb) => eb.selectFrom("role_held as r").select((one) => one.fn.countAll<number>().as("n")).whereRef("r.member_body_id", "=", "b.id").where("r.ended_at", "is", null).as("people"))
    .orderBy(sql`b.ended_at is not null`)
    .orderBy("b.name")
    .execute();

/** Throws NotFound. */
export async function getBody(db: Kysely<DB>, id: string) {
  const body = isId(id) ? await db.selectFrom("member_body").select(["id", "name", "organisation_id", "ended_at", "synthetic"]).where("id", "=", id).executeTakeFirst() : undefined;
  if (!body) throw new NotFound();
  return body;
}

/**
 * Makes a body a member, and says which registered group it is where it applies for grants itself.
 * @throws NotFound for who may not know; Invalid for a name or a group that is taken, or a charity number that no group has
 */
export async function addBody(context: Context, input: BodyInput): Promise<string> {
  return inTransaction(context, async (tx) => {
    permit(may.keepBodies(tx.actor));
    const group = input.charity_number === "" ? null : await tx.db.selectFrom("organisation").select("id").where("charity_number", "=", input.charity_number).executeTakeFirst();
    if (group === undefined) throw new Invalid({ charity_number: "No group is registered here with that number. Leave it empty until there is one" });
    const id = newId();
    await tx.db
      .insertInto("member_body")
      .values({ id, name: input.name, source: input.source, organisation_id: group?.id ?? null, added_by: tx.actor.kind === "person" ? tx.actor.id : null, synthetic: tx.synthetic })
      .execute()
      .catch((error: unknown) => {
        const constraint = refusedConstraint(error);
        if (constraint === "member_body_name_once") throw new Invalid({ name: "There is a member of that name already" });
        if (constraint === "member_body_organisation_once") throw new Invalid({ charity_number: "That group is another member already" });
        throw error;
      });
    await record(tx, "member-body.added", { type: "member-body", id }, group ? { organisation_id: group.id } : {});
    return id;
  });
}

/**
 * Ends a membership: nobody speaks for the body from the next request on. What it said stays.
 * @throws NotFound; WrongState when it has ended
 */
export async function endMembership(context: Context, id: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    permit(may.keepBodies(tx.actor));
    const body = isId(id) ? await tx.db.selectFrom("member_body").select(["id", "ended_at"]).where("id", "=", id).forUpdate().executeTakeFirst() : undefined;
    if (!body) throw new NotFound();
    if (body.ended_at) throw new WrongState("This membership has ended already");
    await tx.db.updateTable("member_body").set({ ended_at: sql<Date>`clock_timestamp()` }).where("id", "=", id).execute();
    const roles = await tx.db.selectFrom("role_held").select("id").where("member_body_id", "=", id).where("ended_at", "is", null).orderBy("id").execute();
    for (const role of roles) await endRole(tx, role.id);
    await record(tx, "member-body.ended", { type: "member-body", id }, { roles: roles.length });
  });
}

export interface KnownInterest {
  id: string;
  statement: string;
  fund: string | null;
  since: Date;
  /** False: known from a source, the body itself has not declared it. */
  declared: boolean;
}

/** What stands declared for each of these bodies, by the body's key. */
export async function interestsOf(db: Kysely<DB>, bodyIds: readonly string[]): Promise<Map<string, KnownInterest[]>> {
  const by = new Map<string, KnownInterest[]>();
  if (bodyIds.length === 0) return by;
  const rows = await db
    .selectFrom("member_interest as i")
    .leftJoin("fund as f", "f.id", "i.fund_id")
    .select(["i.id", "i.member_body_id", "i.statement", "i.declared_at", "i.declared_by", "f.title as fund"])
    .where("i.member_body_id", "in", [...bodyIds])
    .where("i.ended_at", "is", null)
    .orderBy("i.declared_at")
    .orderBy("i.id")
    .execute();
  for (const { member_body_id, declared_at, declared_by, ...rest } of rows) by.set(member_body_id, [...(by.get(member_body_id) ?? []), { ...rest, since: declared_at, declared: declared_by !== null }]);
  return by;
}

/** Awards in the public register to the body as a registered group: an interest that nobody has to declare. */
export async function publicAwardsOf(db: Kysely<DB>, organisationId: string | null) {
  if (organisationId === null) return [];
  return db
    .selectFrom("award")
    .innerJoin("fund", "fund.id", "award.fund_id")
    .select(["award.reference", "award.title", "award.amount_pence", "award.awarded_on", "fund.title as fund"])
    .where("award.organisation_id", "=", organisationId)
    .where("award.counted", "=", true)
    .orderBy("award.awarded_on", "desc")
    .orderBy("award.id")
    .limit(50)
    .execute();
}

/** @throws NotAllowed; Invalid for a fund that is not there */
export async function declareInterest(context: Context, bodyId: string, input: InterestInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    permit(may.declareInterest(tx.actor, { member_body_id: bodyId }));
    const fund = input.fund === "" ? null : await tx.db.selectFrom("fund").select("id").where("code", "=", input.fund).executeTakeFirst();
    if (fund === undefined) throw new Invalid({ fund: "Choose a fund from the list" });
    const id = newId();
    await tx.db.insertInto("member_interest").values({ id, member_body_id: bodyId, fund_id: fund?.id ?? null, statement: input.statement, declared_by: tx.actor.kind === "person" ? tx.actor.id : null }).execute();
    await record(tx, "member-body.interest-declared", { type: "member-body", id: bodyId }, { interest: id });
  });
}

/** @throws NotAllowed; NotFound for an interest of another body or one that has ended */
export async function endInterest(context: Context, bodyId: string, interestId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    permit(may.declareInterest(tx.actor, { member_body_id: bodyId }));
    const ended = isId(interestId)
      ? await tx.db
          .updateTable("member_interest")
          .set({ ended_at: sql<Date>`clock_timestamp()`, ended_by: tx.actor.kind === "person" ? tx.actor.id : null })
          .where("id", "=", interestId)
          .where("member_body_id", "=", bodyId)
          .where("ended_at", "is", null)
          .returning("id")
          .executeTakeFirst()
      : undefined;
    if (!ended) throw new NotFound();
    await record(tx, "member-body.interest-ended", { type: "member-body", id: bodyId }, { interest: interestId });
  });
}
