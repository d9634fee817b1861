import { afterAll, beforeAll, expect, test } from "vitest";
import { endRole, enablePerson, disablePerson, grantRole, inviteToOrganisation, joinOrganisation } from "#app/domain/accounts/change.server.ts";
import { roleGrant } from "#app/domain/accounts/model.ts";
import { listMembers, listPeople, listRoles } from "#app/domain/accounts/read.server.ts";
import { verifyAudit } from "#app/domain/audit/verify.server.ts";
import { Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { contextFor, testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf, an } from "#tests/support/factories.ts";
import { postOf, someone, tokenFor } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ connections: 15 });
});
afterAll(() => database.close());

const as = (actor: Parameters<typeof contextFor>[1]) => contextFor(database.db, actor);
const admin = () => an.actor(database.db, [{ role: "service-administrator" }]);

async function group() {
  const organisation = await a.organisation(database.db);
  const owner = await an.actor(database.db, [{ role: "owner", organisation_id: organisation.id }]);
  return { organisation, owner };
}

test("only a service administrator with the second factor passed gives roles, and nobody to themselves", async () => {
  const person = await someone(database.db);
  const service = await admin();
  const official = await an.actor(database.db, [{ role: "official" }]);
  const role = { person_id: person.id, role: "official" as const };
  await expect(grantRole(as({ kind: "visitor" }), role)).rejects.toThrow(NotFound);
  await expect(grantRole(as(official), role)).rejects.toThrow(NotFound);
  await expect(grantRole(as({ ...service, secondFactor: false }), role)).rejects.toThrow(NotFound);
  await expect(grantRole(as(service), { person_id: service.id, role: "publisher" })).rejects.toThrow(NotAllowed);
  expect((await actorOf(database.db, service.id)).roles).toHaveLength(1);
  await grantRole(as(service), role);
  expect((await actorOf(database.db, person.id)).roles).toMatchObject([{ role: "official" }]);
  expect((await postOf(database.db, person.email))[0]).toMatchObject({ template: "account.role-granted" });
});

test("a role is held once in a place, and of two who give it at once one is told so", async () => {
  const person = await someone(database.db);
  const service = await admin();
  const fund = await a.fund(database.db);
  const area = await a.area(database.db);
  const role = { person_id: person.id, role: "assessor" as const, fund_id: fund.id, area_code: area.code };
  const outcomes = await Promise.allSettled([grantRole(as(service), role), grantRole(as(service), role)]);
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(outcomes.find((outcome) => outcome.status === "rejected")?.reason).toBeInstanceOf(WrongState);
  await expect(grantRole(as(service), { ...role, fund_id: newId() })).rejects.toThrow(Invalid);
  await expect(grantRole(as(service), { ...role, area_code: "S12999999" })).rejects.toThrow(Invalid);
});

test("a role of a fund cannot be given without its place, nor one of the nation with one", async () => {
  expect(roleGrant.safeParse({ role: "chair", fund_id: "", area_code: "" }).success).toBe(false);
  expect(roleGrant.parse({ role: "official", fund_id: newId(), area_code: "S12000033" })).toMatchObject({ fund_id: null, area_code: null });
  expect(roleGrant.safeParse({ role: "owner" }).success).toBe(false);
  const person = await someone(database.db);
  await expect(database.db.insertInto("role_held").values({ id: newId(), person_id: person.id, role: "chair" }).execute()).rejects.toThrow("role_held_in_its_place");
});

test("an account whose address is not confirmed gets no role of a fund", async () => {
  const person = await a.person(database.db, { email_confirmed_at: null });
  await expect(grantRole(as(await admin()), { person_id: person.id, role: "official" })).rejects.toThrow("confirm their e-mail address");
});

test("of two owners who remove each other in the same moment one stays", async () => {
  for (let round = 0; round < 5; round += 1) {
    const { organisation, owner } = await group();
    const other = await an.actor(database.db, [{ role: "owner", organisation_id: organisation.id }]);
    const roles = await listMembers(database.db, organisation.id);
    const roleOf = (id: string) => roles.find((held) => held.person_id === id)!.role_id;
    const outcomes = await Promise.allSettled([endRole(as(owner), roleOf(other.id)), endRole(as(other), roleOf(owner.id))]);
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    expect(await listMembers(database.db, organisation.id)).toHaveLength(1);
  }
});

test("the last owner cannot leave; members leave by themselves; strangers do not learn that a role exists", async () => {
  const { organisation, owner } = await group();
  const viewer = await an.actor(database.db, [{ role: "viewer", organisation_id: organisation.id }]);
  const stranger = await someone(database.db);
  const [first, second] = await listMembers(database.db, organisation.id);
  expect([first!.role, second!.role]).toEqual(["owner", "viewer"]);
  await expect(endRole(as(owner), first!.role_id)).rejects.toThrow("needs an owner");
  await expect(endRole(as(stranger), second!.role_id)).rejects.toThrow(NotFound);
  await expect(endRole(as(viewer), first!.role_id)).rejects.toThrow(NotAllowed);
  await expect(endRole(as(owner), "not an id")).rejects.toThrow(NotFound);
  await endRole(as(viewer), second!.role_id);
  await expect(endRole(as(owner), second!.role_id)).rejects.toThrow(WrongState);
});

test("an invitation says the same for every address and only its own address can join, once", async () => {
  const { organisation, owner } = await group();
  const invited = await someone(database.db);
  const other = await someone(database.db);
  await expect(inviteToOrganisation(as(owner), organisation.id, { email: invited.email, role: "editor" })).resolves.toBeUndefined();
  await expect(inviteToOrganisation(as(owner), organisation.id, { email: "without-account@accounts.example", role: "viewer" })).resolves.toBeUndefined();
  const token = await tokenFor(database.db, invited.email);
  await expect(joinOrganisation(as(other), token)).rejects.toThrow(NotAllowed);
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => joinOrganisation(as(invited), token)));
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  expect((await actorOf(database.db, invited.id)).roles).toMatchObject([{ role: "editor", organisation_id: organisation.id }]);
});

test("who may invite: an owner with a confirmed address", async () => {
  const { organisation, owner } = await group();
  const editor = await an.actor(database.db, [{ role: "editor", organisation_id: organisation.id }]);
  const input = { email: "somebody@accounts.example", role: "editor" as const };
  await expect(inviteToOrganisation(as(editor), organisation.id, input)).rejects.toThrow(NotAllowed);
  await expect(inviteToOrganisation(as(await someone(database.db)), organisation.id, input)).rejects.toThrow(NotFound);
  await expect(inviteToOrganisation(as({ ...owner, emailConfirmed: false }), organisation.id, input)).rejects.toThrow("Confirm your e-mail address");
  expect(await postOf(database.db, input.email)).toHaveLength(0);
});

test("an account is switched off and on by somebody else who administers the service", async () => {
  const person = await someone(database.db);
  const service = await admin();
  await expect(disablePerson(as(person), person.id)).rejects.toThrow(NotFound);
  await expect(disablePerson(as(service), service.id)).rejects.toThrow(NotAllowed);
  await disablePerson(as(service), person.id);
  await expect(disablePerson(as(service), person.id)).rejects.toThrow(WrongState);
  await expect(grantRole(as(service), { person_id: person.id, role: "official" })).rejects.toThrow("switched off");
  await enablePerson(as(service), person.id);
  await grantRole(as(service), { person_id: person.id, role: "official" });
});

test("people are found by a part of their name or address, and a sign of the search language is only a sign", async () => {
  const person = await someone(database.db, "Una 100% Findable");
  await grantRole(contextFor(database.db), { person_id: person.id, role: "publisher" });
  expect((await listPeople(database.db, { search: "100% find" })).people.map((found) => found.id)).toEqual([person.id]);
  expect((await listPeople(database.db, { search: "1%0" })).total).toBe(0);
  expect((await listPeople(database.db, { search: person.email.slice(3), role: "publisher" })).people[0]?.roles).toMatchObject([{ role: "publisher" }]);
  expect((await listPeople(database.db, { search: "una 100", role: "chair" })).total).toBe(0);
  expect(await listRoles(database.db, person.id)).toHaveLength(1);
});

test("after all of this the audit is whole", async () => {
  expect(await verifyAudit(database.db, testSecret)).toEqual([]);
});
