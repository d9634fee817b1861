import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endRole, grantRole } from "#app/domain/accounts/roles.server.ts";
import { openSession, readSession } from "#app/domain/accounts/sessions.server.ts";
import { roleGrant } from "#app/domain/accounts/model.ts";
import { Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { speaksFor, type PersonActor } from "#app/domain/kernel/actor.ts";
import { addBody, declareInterest, endInterest, endMembership, interestsOf, listBodies } from "#app/domain/partnership/bodies.server.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf, an } from "#tests/support/factories.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const as = (actor: PersonActor) => contextFor(test.db, actor);
const service = () => an.actor(test.db, [{ role: "service-administrator" }]);

describe("speaking for a member body", () => {
  it("is given by a service administrator, for one body, and reaches the next request of that person alone", async () => {
    const [admin, person, body] = [await service(), await a.person(test.db), await a.memberBody(test.db)];
    await grantRole(as(admin), { person_id: person.id, role: "partner", member_body_id: body.id });
    const { token } = await openSession(test.db, { person_id: person.id, device: "test", second_factor: true });
    const session = (await readSession(test.db, token))!;
    expect(speaksFor(session.actor)).toBe(body.id);
    const { token: halfway } = await openSession(test.db, { person_id: person.id, device: "test" });
    const half = (await readSession(test.db, halfway))!;
    expect(half.secondFactorNeeded).toBe(true);
    expect(speaksFor(half.actor)).toBeUndefined();
    await expect(grantRole(as(admin), { person_id: person.id, role: "partner", member_body_id: (await a.memberBody(test.db)).id })).rejects.toThrow(WrongState);
    await expect(grantRole(as(await an.actor(test.db, [{ role: "official" }])), { person_id: person.id, role: "partner", member_body_id: body.id })).rejects.toThrow(NotFound);
  });

  it("needs a body that is a member now", async () => {
    const [admin, person] = [await service(), await a.person(test.db)];
    expect(() => roleGrant.parse({ role: "partner" })).toThrow(/Choose the member body/);
    expect(roleGrant.parse({ role: "official", member_body_id: "x" })).toMatchObject({ member_body_id: null });
    for (const member_body_id of ["nonsense", crypto.randomUUID(), (await a.memberBody(test.db, { ended_at: new Date() })).id])
      await expect(grantRole(as(admin), { person_id: person.id, role: "partner", member_body_id })).rejects.toThrow(Invalid);
  });

  it("goes together with a group's roles and with no role in which bids are read or figures released", async () => {
    const admin = await service();
    const [{ id: fund_id }, { code: area_code }, body] = [await a.fund(test.db), await a.area(test.db), await a.memberBody(test.db)];
    const group = await a.organisation(test.db);
    const partner = await an.actor(test.db, [{ role: "partner", member_body_id: body.id }, { role: "owner", organisation_id: group.id }]);
    expect(partner.roles).toHaveLength(2);
    for (const role of ["administrator", "assessor", "chair", "finance"] as const) {
      await expect(grantRole(as(admin), { person_id: partner.id, role, fund_id, area_code }), role).rejects.toThrow(/End the other role first/);
      const staff = await an.actor(test.db, [{ role, fund_id, area_code }]);
      await expect(grantRole(as(admin), { person_id: staff.id, role: "partner", member_body_id: body.id }), role).rejects.toThrow(WrongState);
    }
    for (const role of ["official", "publisher", "service-administrator"] as const) await expect(grantRole(as(admin), { person_id: partner.id, role }), role).rejects.toThrow(WrongState);
    await endRole(as(admin), (await test.db.selectFrom("role_held").select("id").where("person_id", "=", partner.id).where("role", "=", "partner").executeTakeFirstOrThrow()).id);
    await grantRole(as(admin), { person_id: partner.id, role: "official" });
    // Nor can an ended role be brought back beside the new one.
    await expect(test.db.updateTable("role_held").set({ ended_at: null }).where("person_id", "=", partner.id).where("role", "=", "partner").execute()).rejects.toThrow(/no other role/);
  });

  it("of two administrators who give one person both at the same moment, one is refused", async () => {
    const [one, other, body] = [await service(), await service(), await a.memberBody(test.db)];
    for (let round = 0; round < 5; round += 1) {
      const person = await a.person(test.db);
      const given = await Promise.allSettled([grantRole(as(one), { person_id: person.id, role: "partner", member_body_id: body.id }), grantRole(as(other), { person_id: person.id, role: "official" })]);
      expect(given.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect((await actorOf(test.db, person.id)).roles).toHaveLength(1);
    }
  });
});

it("PostgreSQL itself lets no two writers make one person both, whatever code they come from", async () => {
  const [person, body] = [await a.person(test.db), await a.memberBody(test.db)];
  let second: Promise<unknown> = Promise.resolve();
  await test.db.transaction().execute(async (tx) => {
    await tx.insertInto("role_held").values({ id: newId(), person_id: person.id, role: "partner", member_body_id: body.id }).execute();
    second = test.db.insertInto("role_held").values({ id: newId(), person_id: person.id, role: "official" }).execute();
    second.catch(() => undefined);
    // The second writer has asked before the first one is done.
    await expect.poll(async () => (await sql<{ n: number }>`select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(test.db)).rows[0]!.n).toBe(1);
  });
  await expect(second).rejects.toThrow(/no other role/);
});

describe("member bodies", () => {
  it("are kept by service administrators, under one name, each linked to one registered group at most", async () => {
    const admin = as(await service());
    const group = await a.organisation(test.db, { charity_number: "SC998001" });
    const id = await addBody(admin, { name: "Rowan Forum", source: "", charity_number: "SC998001" });
    expect((await listBodies(test.db)).find((body) => body.id === id)).toMatchObject({ name: "Rowan Forum", organisation_name: group.name, people: 0, ended_at: null });
    await expect(addBody(admin, { name: "Rowan Forum", source: "", charity_number: "" })).rejects.toMatchObject({ fields: { name: expect.stringContaining("already") as string } });
    await expect(addBody(admin, { name: "Another", source: "", charity_number: "SC998001" })).rejects.toMatchObject({ fields: { charity_number: expect.stringContaining("another member") as string } });
    await expect(addBody(admin, { name: "Another", source: "", charity_number: "SC998002" })).rejects.toMatchObject({ fields: { charity_number: expect.stringContaining("No group") as string } });
    for (const actor of [await an.actor(test.db, [{ role: "official" }]), await an.actor(test.db, [{ role: "partner", member_body_id: id }])])
      await expect(addBody(as(actor), { name: "Mine", source: "", charity_number: "" })).rejects.toThrow(NotFound);
  });

  it("end with everyone who speaks for them, at once and once", async () => {
    const admin = as(await service());
    const body = await a.memberBody(test.db);
    const [first, second] = [await an.actor(test.db, [{ role: "partner", member_body_id: body.id }]), await an.actor(test.db, [{ role: "partner", member_body_id: body.id }])];
    await endMembership(admin, body.id);
    for (const { id } of [first, second]) expect((await actorOf(test.db, id)).roles).toEqual([]);
    await expect(endMembership(admin, body.id)).rejects.toThrow(WrongState);
    await expect(endMembership(as(first), body.id)).rejects.toThrow(NotFound);
  });

  it("nobody comes to speak for a body in the moment in which its membership ends", async () => {
    const [one, other] = [await service(), await service()];
    for (let round = 0; round < 5; round += 1) {
      const [body, person] = [await a.memberBody(test.db), await a.person(test.db)];
      await Promise.allSettled([endMembership(as(one), body.id), grantRole(as(other), { person_id: person.id, role: "partner", member_body_id: body.id })]);
      expect((await actorOf(test.db, person.id)).roles).toEqual([]);
    }
  });
});

describe("what a body declares", () => {
  it("is its own to declare and to end, and that it was declared is never lost", async () => {
    const [mine, theirs] = [await a.memberBody(test.db), await a.memberBody(test.db)];
    const partner = as(await an.actor(test.db, [{ role: "partner", member_body_id: mine.id }]));
    await declareInterest(partner, mine.id, { statement: "We run a service with public money.", fund: "" });
    await expect(declareInterest(partner, theirs.id, { statement: "Not mine.", fund: "" })).rejects.toThrow(NotAllowed);
    await expect(declareInterest(partner, mine.id, { statement: "Which?", fund: "no-such-fund" })).rejects.toThrow(Invalid);
    const [declared] = (await interestsOf(test.db, [mine.id, theirs.id])).get(mine.id)!;
    expect(declared).toMatchObject({ statement: "We run a service with public money.", declared: true });
    await expect(endInterest(as(await an.actor(test.db, [{ role: "partner", member_body_id: theirs.id }])), theirs.id, declared!.id)).rejects.toThrow(NotFound);
    await endInterest(partner, mine.id, declared!.id);
    expect((await interestsOf(test.db, [mine.id])).get(mine.id)).toBeUndefined();
    expect(await test.db.selectFrom("member_interest").select("statement").where("member_body_id", "=", mine.id).execute()).toHaveLength(1);
  });
});
