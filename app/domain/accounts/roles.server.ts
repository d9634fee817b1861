/** Roles held in a place: given, ended, and for an organisation's members invited and joined. */
import { sql, type UpdateQueryBuilder, type UpdateResult } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { permit, staffRoles, type HeldRole, type OrganisationRole, type Role } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import type { NewMessage } from "../messages/model.ts";
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
  const row = { id: newId(), person_id: held.person_id, role: held.role, organisation_id: held.organisation_id ?? null, fund_id: held.fund_id ?? null, area_code: held.area_code ?? null, member_body_id: held.member_body_id ?? null };
  try {
    await tx.db.insertInto("role_held").values({ ...row, granted_by: tx.actor.kind === "person" ? tx.actor.id : null }).execute();
  } catch (error) {
    const constraint = refusedConstraint(error);
    if (constraint === "role_held_once") throw new WrongState("They hold this role already");
    if (constraint === "role_held_fund_id_fkey") throw new Invalid({ fund_id: "Choose a fund" });
    if (constraint === "role_held_area_code_fkey") throw new Invalid({ area_code: "Choose an area" });
    if (constraint === "role_held_of_a_member" || constraint === "role_held_member_body_id_fkey") throw new Invalid({ member_body_id: "Choose one of the member bodies" });
    if (constraint === "role_held_partner_apart")
      throw new WrongState("Who speaks for a member of the Partnership holds no role of a fund or of the nation beside it, because member bodies can apply for grants. End the other role first");
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
  if (held.member_body_id) return (await db.selectFrom("member_body").select("name").where("id", "=", held.member_body_id).executeTakeFirst())?.name ?? "";
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
  for (const field of ["fund_id", "organisation_id", "member_body_id"] as const) if (held[field] && !isId(held[field])) throw new Invalid({ [field]: "Choose one of the list" });
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

const placeOfRole = ({ role, organisation_id, fund_id, area_code, member_body_id }: NewRole) => ({
  role,
  ...(organisation_id ? { organisation_id } : {}),
  ...(fund_id ? { fund_id } : {}),
  ...(area_code ? { area_code } : {}),
  ...(member_body_id ? { member_body_id } : {}),
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
    if (held.organisation_id && held.role === "owner") await leaveOwnership(tx, held);
    await tx.db.updateTable("role_held").set({ ended_at: sql<Date>`clock_timestamp()` }).where("id", "=", roleId).execute();
    await record(tx, "role.ended", person(held.person_id), placeOfRole(held));
    if (held.role === "administrator") await endHelp(tx, held);
  });
}

/** Who no longer looks after a place no longer enters applications to it. */
async function endHelp(tx: TransactionContext, held: { person_id: string; fund_id: string | null; area_code: string | null }): Promise<void> {
  const { rows } = await sql<{ organisation_id: string }>`
    update role_held r set ended_at = clock_timestamp()
     where r.person_id = ${held.person_id} and r.role = 'helper' and r.ended_at is null
       and exists (select 1 from application a join pot on pot.id = a.pot_id join round on round.id = pot.round_id
                    where a.organisation_id = r.organisation_id and a.entered_by = r.person_id and round.fund_id = ${held.fund_id} and pot.area_code = ${held.area_code})
    returning r.organisation_id`.execute(tx.db);
  for (const { organisation_id } of rows) await record(tx, "role.ended", person(held.person_id), { role: "helper", organisation_id });
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
    const organisation = await lockOrganisation(tx, organisationId);
    // One invitation an address: the newest says what they may do.
    await voidInvitations(tx, organisation.id, (links) => links.where("email", "=", input.email));
    const created_by = tx.actor.kind === "person" ? tx.actor.id : null;
    const token = await newLink(tx, { purpose: "join-organisation", email: input.email, organisation_id: organisation.id, role: input.role, created_by });
    const invitedBy = tx.actor.kind === "person" ? tx.actor.name : "Someone";
    await queueMessage(tx, { ...letters.joinOrganisation(organisation, invitedBy, token), to_email: input.email, dedupe_key: `join-organisation:${newId()}` });
    await record(tx, "organisation.member-invited", { type: "organisation", id: organisation.id }, { role: input.role });
  });
}

/**
 * Invites the first owner of a group that a fund set up for it, with the caller's letter and permission. The newest address is the only
 * one that holds. @throws WrongState where the group has an owner; TooManyTries
 */
export async function inviteFirstOwner(tx: TransactionContext, organisationId: string, email: string, letter: (organisation: { name: string }, token: string) => Pick<NewMessage, "template" | "subject" | "body">): Promise<void> {
  await spendOrRefuse(tx, "mail-address", email);
  const organisation = await lockOrganisation(tx, organisationId);
  const owned = await tx.db.selectFrom("role_held").select("id").where("organisation_id", "=", organisation.id).where("role", "=", "owner").where("ended_at", "is", null).executeTakeFirst();
  if (owned) throw new WrongState("Somebody of the group has joined already");
  await voidInvitations(tx, organisation.id, (links) => links);
  const created_by = tx.actor.kind === "person" ? tx.actor.id : null;
  const token = await newLink(tx, { purpose: "join-organisation", email, organisation_id: organisation.id, role: "owner", created_by });
  await queueMessage(tx, { ...letter(organisation, token), to_email: email, dedupe_key: `join-organisation:${newId()}` });
  await record(tx, "organisation.member-invited", { type: "organisation", id: organisation.id }, { role: "owner" });
}

async function lockOrganisation({ db }: TransactionContext, id: string) {
  if (!isId(id)) throw new NotFound();
  return db.selectFrom("organisation").select(["id", "name"]).where("id", "=", id).forUpdate().executeTakeFirstOrThrow(() => new NotFound());
}

type OpenInvitations = UpdateQueryBuilder<DB, "account_link", "account_link", UpdateResult>;

/** Makes invitations of an organisation worthless. Answers how many. */
async function voidInvitations({ db }: TransactionContext, organisationId: string, those: (links: OpenInvitations) => OpenInvitations): Promise<number> {
  const open = db
    .updateTable("account_link")
    .set({ used_at: sql<Date>`clock_timestamp()` })
    .where("organisation_id", "=", organisationId)
    .where("purpose", "=", "join-organisation")
    .where("used_at", "is", null);
  return Number((await those(open).executeTakeFirst()).numUpdatedRows);
}

/** Takes an invitation back: its link stops working. @throws NotFound when it is not open; NotAllowed */
export async function withdrawInvitation(context: Context, organisationId: string, invitationId: string): Promise<void> {
  permit(may.invite(context.actor, organisationId));
  if (!isId(invitationId)) throw new NotFound();
  await inTransaction(context, async (tx) => {
    const gone = await voidInvitations(tx, organisationId, (links) => links.where("id", "=", invitationId));
    if (gone === 0) throw new WrongState("That invitation has been used or withdrawn already");
    await record(tx, "organisation.invitation-withdrawn", { type: "organisation", id: organisationId }, { invitation_id: invitationId });
  });
}

/** The invitations to a person's own confirmed address that still hold. */
export async function listInvitationsTo(context: Context): Promise<{ id: string; organisation: string; role: OrganisationRole }[]> {
  const me = myself(context);
  if (!me.emailConfirmed) return [];
  const rows = await context.db
    .selectFrom("account_link as l")
    .innerJoin("organisation as o", "o.id", "l.organisation_id")
    .where("l.email", "=", me.email)
    .where("l.purpose", "=", "join-organisation")
    .where("l.used_at", "is", null)
    .where("l.expires_at", ">", sql<Date>`clock_timestamp()`)
    .select(["l.id", "o.name as organisation", "l.role"])
    .orderBy("o.name")
    .execute();
  return rows.map(({ role, ...row }) => ({ ...row, role: role as OrganisationRole }));
}

/**
 * Gives somebody of an organisation another role in it, at once. Who stops being an owner takes the invitations that they sent with them.
 * @throws NotFound, NotAllowed; WrongState for the last owner, for a role that has ended or is the same
 */
export async function changeMemberRole(context: Context, organisationId: string, roleId: string, role: OrganisationRole): Promise<void> {
  if (!isId(roleId)) throw new NotFound();
  await inTransaction(context, async (tx) => {
    const organisation = await lockOrganisation(tx, organisationId);
    const held = await tx.db.selectFrom("role_held").selectAll().where("id", "=", roleId).where("organisation_id", "=", organisation.id).forUpdate().executeTakeFirstOrThrow(() => new NotFound());
    permit(may.changeMember(tx.actor, held));
    if (held.ended_at) throw new WrongState("They have left the group");
    if (held.role === "helper") throw new WrongState("They enter an application for the group and do not belong to it");
    if (held.role === role) return;
    if (held.role === "owner") await leaveOwnership(tx, held);
    await tx.db.updateTable("role_held").set({ ended_at: sql<Date>`clock_timestamp()` }).where("id", "=", held.id).execute();
    await addRole(tx, { person_id: held.person_id, role, organisation_id: organisation.id });
    if (tx.actor.kind !== "person" || tx.actor.id !== held.person_id) {
      const to = await lockPerson(tx, held.person_id);
      await write(tx, to, letters.memberRoleChanged(to, roleNames[role], organisation));
    }
    await record(tx, "organisation.member-role-changed", { type: "organisation", id: organisation.id }, { person_id: held.person_id, from: held.role, to: role });
  });
}

/** An owner stops being one: another must be there, and what they alone could give ends. */
async function leaveOwnership(tx: TransactionContext, held: { id: string; organisation_id: string | null; person_id: string }): Promise<void> {
  await keepAnOwner(tx, held.organisation_id!, held.id);
  await voidInvitations(tx, held.organisation_id!, (links) => links.where("created_by", "=", held.person_id));
}

/** Joins by an invitation without its link: the address it was sent to is the person's own, and confirmed. @throws WrongState */
export async function joinByInvitation(context: Context, invitationId: string): Promise<string> {
  const me = myself(context);
  if (!me.emailConfirmed) throw new NotAllowed("Confirm your e-mail address first: we sent you a link");
  if (!isId(invitationId)) throw new NotFound();
  return inTransaction(context, async (tx) => {
    const link = await tx.db
      .updateTable("account_link")
      .set({ used_at: sql<Date>`clock_timestamp()` })
      .where("id", "=", invitationId)
      .where("email", "=", me.email)
      .where("purpose", "=", "join-organisation")
      .where("used_at", "is", null)
      .where("expires_at", ">", sql<Date>`clock_timestamp()`)
      .returning(["organisation_id", "role"])
      .executeTakeFirstOrThrow(() => new WrongState("This invitation has been used, withdrawn or is too old. Ask for a new one."));
    return join(tx, me.id, link);
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
    // The link reached this mailbox, so it is theirs.
    await confirmAddress(tx, me.id);
    return join(tx, me.id, link);
  });
}

async function join(tx: TransactionContext, personId: string, link: { organisation_id: string | null; role: string | null }): Promise<string> {
  const { id } = await lockOrganisation(tx, link.organisation_id!);
  const belongs = await tx.db.selectFrom("role_held").select("id").where("organisation_id", "=", id).where("person_id", "=", personId).where("ended_at", "is", null).executeTakeFirst();
  if (belongs) throw new WrongState("You belong to this group already");
  await addRole(tx, { person_id: personId, role: link.role as OrganisationRole, organisation_id: id });
  await record(tx, "organisation.member-joined", { type: "organisation", id }, { person_id: personId, role: link.role });
  return id;
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
