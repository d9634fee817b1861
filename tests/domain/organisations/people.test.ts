/** Several people for one group: invited, joined, given another role, gone; and never a group without an owner. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { inviteToOrganisation, joinOrganisation } from "#app/domain/accounts/change.server.ts";
import { changeMemberRole, joinByInvitation, listInvitationsTo, withdrawInvitation } from "#app/domain/accounts/roles.server.ts";
import { NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { endMembership } from "#app/domain/organisations/change.server.ts";
import { listInvitations, listOrganisationsOf, listPeople } from "#app/domain/organisations/read.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf, an } from "#tests/support/factories.ts";
import { postOf, tokenFor } from "../accounts/support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

type Owner = Awaited<ReturnType<typeof an.actor>>;
const as = (actor: Owner) => contextFor(database.db, actor);
async function group() {
  const organisation = await a.organisation(database.db);
  return { id: organisation.id, owner: await an.actor(database.db, [{ role: "owner", organisation_id: organisation.id }]) };
}
const roleIdOf = async (organisationId: string, personId: string) => (await listPeople(database.db, organisationId)).find((one) => one.person_id === personId)!.role_id;
const open = (id: string) => listInvitations(database.db, id, new Date());

test("another role holds at once, in place of the old one, is told to whom it concerns and is on record", async () => {
  const { id, owner } = await group();
  const member = await an.actor(database.db, [{ role: "editor", organisation_id: id }]);
  await changeMemberRole(as(owner), id, await roleIdOf(id, member.id), "viewer");
  expect((await actorOf(database.db, member.id)).roles).toEqual([expect.objectContaining({ role: "viewer", organisation_id: id })]);
  expect((await postOf(database.db, member.email))[0]).toMatchObject({ template: "account.member-role-changed" });
  const event = await database.db.selectFrom("audit_event").select("detail").where("subject_id", "=", id).where("action", "=", "organisation.member-role-changed").executeTakeFirstOrThrow();
  expect(event.detail).toEqual({ person_id: member.id, from: "editor", to: "viewer" });
});

test("only an owner of the same group changes what people may do, and nobody through another group's address", async () => {
  const [one, other] = [await group(), await group()];
  const editor = await an.actor(database.db, [{ role: "editor", organisation_id: one.id }]);
  const role = await roleIdOf(one.id, editor.id);
  await expect(changeMemberRole(as(editor), one.id, role, "owner")).rejects.toThrow(NotAllowed);
  await expect(changeMemberRole(as(other.owner), one.id, role, "owner")).rejects.toThrow(NotFound);
  await expect(changeMemberRole(as(other.owner), other.id, role, "owner")).rejects.toThrow(NotFound);
  await expect(changeMemberRole(as(one.owner), one.id, "nonsense", "owner")).rejects.toThrow(NotFound);
  // An owner of both could otherwise move somebody from one group into the other.
  await a.role(database.db, { person_id: one.owner.id, role: "owner", organisation_id: other.id });
  await expect(changeMemberRole(as(await actorOf(database.db, one.owner.id)), other.id, role, "owner")).rejects.toThrow(NotFound);
  expect((await actorOf(database.db, editor.id)).roles).toEqual([expect.objectContaining({ role: "editor" })]);
});

test("the last owner stays an owner, and of two who make each other editors in the same moment one stays", async () => {
  const { id, owner } = await group();
  await expect(changeMemberRole(as(owner), id, await roleIdOf(id, owner.id), "viewer")).rejects.toThrow(WrongState);
  const second = await an.actor(database.db, [{ role: "owner", organisation_id: id }]);
  const roles = [await roleIdOf(id, owner.id), await roleIdOf(id, second.id)] as const;
  const outcomes = await Promise.allSettled([changeMemberRole(as(owner), id, roles[1], "editor"), changeMemberRole(as(second), id, roles[0], "editor")]);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await listPeople(database.db, id)).filter(({ role }) => role === "owner")).toHaveLength(1);
});

test("one person belongs to several groups with a role in each, and one group has several people", async () => {
  const [one, other] = [await group(), await group()];
  await a.role(database.db, { person_id: one.owner.id, role: "viewer", organisation_id: other.id });
  const groups = await listOrganisationsOf(database.db, await actorOf(database.db, one.owner.id));
  expect(groups.map(({ id, role }) => [id, role]).sort()).toEqual([[one.id, "owner"], [other.id, "viewer"]].sort());
  expect(await listPeople(database.db, other.id)).toHaveLength(2);
});

test("an invitation is listed, withdrawn, and then opens nothing", async () => {
  const { id, owner } = await group();
  const invited = await an.actor(database.db);
  await inviteToOrganisation(as(owner), id, { email: invited.email, role: "editor" });
  const [invitation] = await open(id);
  expect(invitation).toMatchObject({ email: invited.email, role: "editor" });
  const stranger = (await group()).owner;
  await expect(withdrawInvitation(as(stranger), id, invitation!.id)).rejects.toThrow(NotFound);
  await withdrawInvitation(as(owner), id, invitation!.id);
  expect(await open(id)).toEqual([]);
  await expect(joinOrganisation(as(invited), await tokenFor(database.db, invited.email))).rejects.toThrow(WrongState);
  await expect(joinByInvitation(as(invited), invitation!.id)).rejects.toThrow(WrongState);
  await expect(withdrawInvitation(as(owner), id, invitation!.id)).rejects.toThrow(WrongState);
  await expect(withdrawInvitation(as(owner), id, newId())).rejects.toThrow(WrongState);
});

test("nobody withdraws another group's invitation through their own group's address", async () => {
  const [one, other] = [await group(), await group()];
  await inviteToOrganisation(as(one.owner), one.id, { email: "somebody@invited.example", role: "editor" });
  const [invitation] = await open(one.id);
  await expect(withdrawInvitation(as(other.owner), other.id, invitation!.id)).rejects.toThrow(WrongState);
  expect(await open(one.id)).toHaveLength(1);
});

test("of two invitations to one address only the newest works: it says what they may do", async () => {
  const { id, owner } = await group();
  const invited = await an.actor(database.db);
  await inviteToOrganisation(as(owner), id, { email: invited.email, role: "owner" });
  const first = await tokenFor(database.db, invited.email);
  await inviteToOrganisation(as(owner), id, { email: invited.email, role: "viewer" });
  expect(await open(id)).toHaveLength(1);
  await expect(joinOrganisation(as(invited), first)).rejects.toThrow(WrongState);
  await joinOrganisation(as(invited), await tokenFor(database.db, invited.email));
  expect((await actorOf(database.db, invited.id)).roles).toEqual([expect.objectContaining({ role: "viewer" })]);
});

test("an invitation ends with its sender's right to invite, whether they leave or become an editor", async () => {
  for (const end of ["leaves", "becomes an editor"]) {
    const { id, owner } = await group();
    await an.actor(database.db, [{ role: "owner", organisation_id: id }]);
    await inviteToOrganisation(as(owner), id, { email: `${end.replaceAll(" ", "-")}@invited.example`, role: "owner" });
    const role = await roleIdOf(id, owner.id);
    if (end === "leaves") await endMembership(as(owner), id, role);
    else await changeMemberRole(as(owner), id, role, "editor");
    expect(await open(id), end).toEqual([]);
  }
});

test("who comes to the invited address by any way finds the invitation, and joins once", async () => {
  const { id, owner } = await group();
  const invited = await an.actor(database.db);
  await inviteToOrganisation(as(owner), id, { email: invited.email, role: "editor" });
  const [invitation] = await listInvitationsTo(as(invited));
  expect(invitation).toMatchObject({ role: "editor" });
  const other = await an.actor(database.db);
  expect(await listInvitationsTo(as(other))).toEqual([]);
  await expect(joinByInvitation(as(other), invitation!.id)).rejects.toThrow(WrongState);
  expect(await listInvitationsTo(as({ ...invited, emailConfirmed: false }))).toEqual([]);
  await expect(joinByInvitation(as({ ...invited, emailConfirmed: false }), invitation!.id)).rejects.toThrow(NotAllowed);
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => joinByInvitation(as(invited), invitation!.id)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await actorOf(database.db, invited.id)).roles).toHaveLength(1);
});

test("an invitation whose week is over is not shown and not taken", async () => {
  const { id, owner } = await group();
  const invited = await an.actor(database.db);
  await inviteToOrganisation(as(owner), id, { email: invited.email, role: "editor" });
  const [invitation] = await open(id);
  await database.db.updateTable("account_link").set({ expires_at: new Date(Date.now() - 1000) }).where("id", "=", invitation!.id).execute();
  expect([await open(id), await listInvitationsTo(as(invited))]).toEqual([[], []]);
  await expect(joinByInvitation(as(invited), invitation!.id)).rejects.toThrow(WrongState);
});
