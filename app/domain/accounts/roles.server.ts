/** Roles held in a place: given, ended, and for an organisation's members invited and joined. */
import { sql } from "kysely";
import { record } from "../audit/change.server.ts";
import { permit, staffRoles, type HeldRole, type OrganisationRole, type Role } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import { spendOrRefuse } from "./budgets.server.ts";
import { letters } from "./letters.ts";
import { newLink, useLink } from "./links.server.ts";
import { roleNames, type Invitation } from "./model.ts";
import { confirmAddress, myself, person, write } from "./person.server.ts";
import { may } from "./policy.ts";
import { closeOtherSessions, shortenSessions } from "./sessions.server.ts";

export interface NewRole extends Partial<Omit<HeldRole, "role">> {
  person_id: string;
  role: Role;
}

/**
 * Writes a role, in the caller's transaction and with the caller's permission: for verbs that make somebody something by their
 * nature, such as the first owner of a new organisation. Answers the row's id.
 * @throws WrongState when the person holds it already; Invalid when the place does not exist
 */
export async function addRole(tx: TransactionContext, held: NewRole): Promise<string> {
  const row = { id: newId(), person_id: held.person_id, role: held.role, organisation_id: held.organisation_id ?? null, fund_id: held.fund_id ?? null, area_code: held.area_code ?? null };
  try {
    await tx.db.insertInto("role_held").values({ ...row, granted_by: tx.actor.kind === "person" ? tx.actor.id : null }).execute();
  } catch (error) {
    const constraint = refusedConstraint(error);
    if (constraint === "role_held_once") throw new WrongState("They hold this role already");
    if (constraint === "role_held_fund_id_fkey") throw new Invalid({ fund_id: "Choose a fund" });
    if (constraint === "role_held_area_code_fkey") throw new Invalid({ area_code: "Choose an area" });
    throw error;
  }
  if (staffRoles.includes(held.role)) await shortenSessions(tx.db, held.person_id);
  return row.id;
}

/** A person's row, locked, as somebody else changes it. @throws NotFound */
async function lockPerson({ db }: TransactionContext, id: string) {
  if (!isId(id)) throw new NotFound();
  return db
    .selectFrom("person")
    .select(["id", "email", "name", "email_confirmed_at", "disabled_at"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow(() => new NotFound());
}

/** The names of the fund and the area, for a letter. */
async function placeName({ db }: TransactionContext, held: NewRole): Promise<string> {
  if (!held.fund_id || !held.area_code) return "";
  const place = await db
    .selectFrom("fund as f")
    .innerJoin("area as a", (join) => join.on("a.code", "=", held.area_code!))
    .where("f.id", "=", held.fund_id)
    .select(["f.short_title", "a.name"])
    .executeTakeFirst();
  return place ? `${place.short_title}, ${place.name}` : "";
}

/**
 * Gives a person a role of a fund in an area, or of the nation. Answers the role's id.
 * @throws NotFound, NotAllowed, WrongState when they hold it or their account can't, Invalid when the place does not exist
 */
export async function grantRole(context: Context, held: NewRole): Promise<string> {
  permit(may.grantRole(context.actor, held.person_id));
  for (const field of ["fund_id", "organisation_id"] as const) if (held[field] && !isId(held[field])) throw new Invalid({ [field]: "Choose one of the list" });
  return inTransaction(context, async (tx) => {
    const to = await lockPerson(tx, held.person_id);
    if (to.disabled_at) throw new WrongState("This account is switched off");
    if (!to.email_confirmed_at) throw new WrongState("They have to confirm their e-mail address first");
    const id = await addRole(tx, held);
    if (tx.actor.kind === "person") await write(tx, to, letters.roleGranted(to, roleNames[held.role], await placeName(tx, held)));
    await record(tx, "role.granted", person(to.id), placeOfRole(held));
    return id;
  });
}

const placeOfRole = ({ role, organisation_id, fund_id, area_code }: NewRole) => ({
  role,
  ...(organisation_id ? { organisation_id } : {}),
  ...(fund_id ? { fund_id } : {}),
  ...(area_code ? { area_code } : {}),
});

/**
 * Ends a role; the person's next request no longer has it.
 * @throws NotFound, NotAllowed, WrongState for the last owner of an organisation or a role that has ended
 */
export async function endRole(context: Context, roleId: string): Promise<void> {
  if (!isId(roleId)) throw new NotFound();
  await inTransaction(context, async (tx) => {
    const held = await tx.db.selectFrom("role_held").selectAll().where("id", "=", roleId).forUpdate().executeTakeFirstOrThrow(() => new NotFound());
    permit(may.endRole(tx.actor, held));
    if (held.ended_at) throw new WrongState("This role has ended already");
    if (held.organisation_id && held.role === "owner") await keepAnOwner(tx, held.organisation_id, held.id);
    await tx.db.updateTable("role_held").set({ ended_at: sql<Date>`clock_timestamp()` }).where("id", "=", roleId).execute();
    await record(tx, "role.ended", person(held.person_id), placeOfRole(held));
  });
}

/** Locks the organisation, so that of two owners who remove each other one stays. */
async function keepAnOwner({ db }: TransactionContext, organisationId: string, except: string): Promise<void> {
  await db.selectFrom("organisation").select("id").where("id", "=", organisationId).forUpdate().execute();
  const another = await db
    .selectFrom("role_held")
    .select("id")
    .where("organisation_id", "=", organisationId)
    .where("role", "=", "owner")
    .where("ended_at", "is", null)
    .where("id", "<>", except)
    .executeTakeFirst();
  if (!another) throw new WrongState("A group needs an owner. Make someone else an owner first");
}

/**
 * Invites an address to an organisation. The answer does not say whether the address has an account.
 * @throws NotFound, NotAllowed, TooManyTries
 */
export async function inviteToOrganisation(context: Context, organisationId: string, input: Invitation): Promise<void> {
  if (!isId(organisationId)) throw new NotFound();
  permit(may.invite(context.actor, organisationId));
  await spendOrRefuse(context, "mail-address", input.email);
  await inTransaction(context, async (tx) => {
    const organisation = await tx.db.selectFrom("organisation").select(["id", "name"]).where("id", "=", organisationId).executeTakeFirstOrThrow(() => new NotFound());
    const token = await newLink(tx, { purpose: "join-organisation", email: input.email, organisation_id: organisation.id, role: input.role });
    const invitedBy = tx.actor.kind === "person" ? tx.actor.name : "Someone";
    await queueMessage(tx, { ...letters.joinOrganisation(organisation, invitedBy, token), to_email: input.email, dedupe_key: `join-organisation:${newId()}` });
    await record(tx, "organisation.member-invited", { type: "organisation", id: organisation.id }, { role: input.role });
  });
}

/**
 * Joins an organisation by the link that was sent to the signed-in person's own address. Answers the organisation's id.
 * @throws NotAllowed when the link went to another address; WrongState when it no longer works or they belong already
 */
export async function joinOrganisation(context: Context, token: string): Promise<string> {
  const me = myself(context);
  return inTransaction(context, async (tx) => {
    const link = await useLink(tx, token, "join-organisation");
    if (link.email !== me.email) throw new NotAllowed("This invitation was sent to another address. Sign in with the account of that address.");
    const organisationId = link.organisation_id!;
    await tx.db.selectFrom("organisation").select("id").where("id", "=", organisationId).forUpdate().execute();
    const belongs = await tx.db.selectFrom("role_held").select("id").where("organisation_id", "=", organisationId).where("person_id", "=", me.id).where("ended_at", "is", null).executeTakeFirst();
    if (belongs) throw new WrongState("You belong to this group already");
    await addRole(tx, { person_id: me.id, role: link.role as OrganisationRole, organisation_id: organisationId });
    // The link reached this mailbox, so it is theirs.
    await confirmAddress(tx, me.id);
    await record(tx, "organisation.member-joined", { type: "organisation", id: organisationId }, { person_id: me.id, role: link.role });
    return organisationId;
  });
}

/** Switches an account off: every session ends at once and no new one opens. @throws NotFound, NotAllowed, WrongState */
export async function disablePerson(context: Context, personId: string): Promise<void> {
  permit(may.manageAccount(context.actor, personId));
  await inTransaction(context, async (tx) => {
    const found = await lockPerson(tx, personId);
    if (found.disabled_at) throw new WrongState("This account is switched off already");
    await tx.db.updateTable("person").set({ disabled_at: sql<Date>`clock_timestamp()` }).where("id", "=", personId).execute();
    await closeOtherSessions(tx.db, personId);
    await record(tx, "person.disabled", person(personId));
  });
}

/** Switches an account on again. @throws NotFound, NotAllowed, WrongState */
export async function enablePerson(context: Context, personId: string): Promise<void> {
  permit(may.manageAccount(context.actor, personId));
  await inTransaction(context, async (tx) => {
    const found = await lockPerson(tx, personId);
    if (!found.disabled_at) throw new WrongState("This account is on already");
    await tx.db.updateTable("person").set({ disabled_at: null }).where("id", "=", personId).execute();
    await record(tx, "person.enabled", person(personId));
  });
}
