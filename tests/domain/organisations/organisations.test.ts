/** Groups: their numbers, who may see and change them, and that a group is never left without an owner. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Conflict, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { changeOrganisation, createOrganisation, endMembership } from "#app/domain/organisations/change.server.ts";
import { organisationSchema, readCharityNumber, readCompanyNumber, type OrganisationInput } from "#app/domain/organisations/model.ts";
import { getOrganisation, listOrganisationsOf, listPeople } from "#app/domain/organisations/read.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf, an, someArea } from "#tests/support/factories.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await a.codeList(database.db, "legal-form", ["scio", "unincorporated-association", "unconstituted-group"]);
  await a.area(database.db);
});
afterAll(() => database.close());

const typed = {
  name: "Lantern Walking Group", legal_form: "unincorporated-association", charity_number: "", company_number: "", area_code: someArea, address: "", postcode: "", telephone: "",
  website: "", purpose: "", annual_income_pence: "", founded_year: "", host_name: "", host_charity_number: "", host_contact_name: "", host_contact_email: "",
};
const input = (changes: Partial<typeof typed> = {}): OrganisationInput => organisationSchema.parse({ ...typed, ...changes });
const fieldsOf = async (work: Promise<unknown>): Promise<string[]> =>
  work.then(() => [], (error: unknown) => {
    if (error instanceof Invalid) return Object.keys(error.fields);
    throw error;
  });

describe("numbers of the registers", () => {
  test.each([["SC900123", "SC900123"], ["sc 900 123", "SC900123"], [" Sc-900123 ", "SC900123"], ["", null], ["   ", null]])("charity number %j is kept as %j", (text, value) => {
    expect(readCharityNumber(text)).toEqual({ value });
  });
  test.each([["sc12345", "SC012345"], ["SC9001234", "You have 7"], ["900123", "SC900123"], ["SCO12345", "six digits"], ["1234", "SC001234"], ["SC９００１２３", "six digits"]])("charity number %j is refused with what to do (%s)", (text, hint) => {
    expect(readCharityNumber(text)).toEqual({ message: expect.stringContaining(hint) });
  });
  test.each([["sc912345", "SC912345"], ["SP 90123 4", "SP901234"], ["01234567", "01234567"], ["", null]])("company number %j is kept as %j", (text, value) => {
    expect(readCompanyNumber(text)).toEqual({ value });
  });
  test.each([["SC12345", "SC012345"], ["1234567", "01234567"], ["ABC123", "eight digits"], ["SC1234567", "eight digits"]])("company number %j is refused with what to do (%s)", (text, hint) => {
    expect(readCompanyNumber(text)).toEqual({ message: expect.stringContaining(hint) });
  });
  test("what the schema lets through PostgreSQL takes too", async () => {
    const me = await an.actor(database.db);
    for (const [charity_number, company_number] of [["SC900001", "SC900001"], ["sc900002", "NI900002"], ["", "09000003"]] as const)
      await createOrganisation(contextFor(database.db, me), input({ charity_number, company_number }));
  });
});

describe("setting up a group", () => {
  test("whoever sets it up is its owner at once", async () => {
    const me = await an.actor(database.db);
    const id = await createOrganisation(contextFor(database.db, me), input());
    const owner = await actorOf(database.db, me.id);
    expect(owner.roles).toEqual([expect.objectContaining({ role: "owner", organisation_id: id })]);
    expect(await listOrganisationsOf(database.db, owner)).toEqual([expect.objectContaining({ id, role: "owner", synthetic: true })]);
  });

  test("a group is not set up by somebody whose e-mail address may be another's", async () => {
    const me = await an.actor(database.db, [], { email_confirmed_at: null });
    await expect(createOrganisation(contextFor(database.db, me), input())).rejects.toThrow(NotAllowed);
    await expect(createOrganisation(contextFor(database.db, { kind: "visitor" }), input())).rejects.toThrow(NotFound);
  });

  test("a number that is known is said kindly, and nothing of the second group stays", async () => {
    const [first, second] = [await an.actor(database.db), await an.actor(database.db)];
    await createOrganisation(contextFor(database.db, first), input({ charity_number: "SC911111", company_number: "SC911111" }));
    expect(await fieldsOf(createOrganisation(contextFor(database.db, second), input({ charity_number: "SC911111" })))).toEqual(["charity_number"]);
    expect(await fieldsOf(createOrganisation(contextFor(database.db, second), input({ company_number: "sc911111" })))).toEqual(["company_number"]);
    expect((await actorOf(database.db, second.id)).roles).toEqual([]);
  });

  test("the same number from two people in the same moment makes one group", async () => {
    const people = await Promise.all([1, 2, 3, 4, 5].map(() => an.actor(database.db)));
    const made = await Promise.allSettled(people.map((person) => createOrganisation(contextFor(database.db, person), input({ charity_number: "SC922222" }))));
    expect(made.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    for (const one of made) if (one.status === "rejected") expect(one.reason).toBeInstanceOf(Invalid);
  });

  test("a legal form or an area that is not in the lists is a message, not a fault", async () => {
    const me = await an.actor(database.db);
    expect(await fieldsOf(createOrganisation(contextFor(database.db, me), input({ legal_form: "empire" })))).toEqual(["legal_form"]);
    expect(await fieldsOf(createOrganisation(contextFor(database.db, me), input({ area_code: "S12999999" })))).toEqual(["area_code"]);
  });

  test("an unconstituted group names its host; a constituted one keeps no host by mistake", () => {
    const result = organisationSchema.safeParse({ ...typed, legal_form: "unconstituted-group" });
    expect(result.error?.issues.map((issue) => issue.path[0])).toEqual(["host_name", "host_contact_name", "host_contact_email"]);
    const host = { host_name: "Harbour Trust", host_charity_number: "sc900777", host_contact_name: "The secretary", host_contact_email: "secretary@trust.example" };
    expect(input({ legal_form: "unconstituted-group", ...host })).toMatchObject({ ...host, host_charity_number: "SC900777" });
    expect(input({ legal_form: "scio", ...host })).toMatchObject({ host_name: "", host_charity_number: null });
  });
});

describe("changing a group", () => {
  const group = async () => {
    const organisation = await a.organisation(database.db);
    const owner = await an.actor(database.db, [{ role: "owner", organisation_id: organisation.id }]);
    return { organisation, owner };
  };

  test("a second save from a stale page does not overwrite the first", async () => {
    const { organisation, owner } = await group();
    await changeOrganisation(contextFor(database.db, owner), organisation.id, input({ name: "First" }), organisation.version);
    await expect(changeOrganisation(contextFor(database.db, owner), organisation.id, input({ name: "Second" }), organisation.version)).rejects.toThrow(Conflict);
    expect((await getOrganisation(contextFor(database.db, owner), organisation.id)).name).toBe("First");
  });

  test("strangers learn nothing, viewers read, editors change", async () => {
    const { organisation } = await group();
    const [viewer, editor, stranger] = [
      await an.actor(database.db, [{ role: "viewer", organisation_id: organisation.id }]),
      await an.actor(database.db, [{ role: "editor", organisation_id: organisation.id }]),
      (await group()).owner,
    ];
    await expect(getOrganisation(contextFor(database.db, stranger), organisation.id)).rejects.toThrow(NotFound);
    await expect(changeOrganisation(contextFor(database.db, stranger), organisation.id, input(), 1)).rejects.toThrow(NotFound);
    expect((await getOrganisation(contextFor(database.db, viewer), organisation.id)).id).toBe(organisation.id);
    await expect(changeOrganisation(contextFor(database.db, viewer), organisation.id, input(), 1)).rejects.toThrow(NotAllowed);
    await changeOrganisation(contextFor(database.db, editor), organisation.id, input({ name: "By the editor" }), 1);
  });

  test("the last owner cannot leave, and of two who leave in the same moment one stays", async () => {
    const { organisation, owner } = await group();
    const second = await an.actor(database.db, [{ role: "owner", organisation_id: organisation.id }]);
    const people = await listPeople(database.db, organisation.id);
    const roleOf = (id: string) => people.find((one) => one.person_id === id)!.role_id;
    const left = await Promise.allSettled([
      endMembership(contextFor(database.db, owner), organisation.id, roleOf(owner.id)),
      endMembership(contextFor(database.db, second), organisation.id, roleOf(second.id)),
    ]);
    expect(left.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(left.find((one) => one.status === "rejected")).toMatchObject({ reason: expect.any(WrongState) });
    expect(await listPeople(database.db, organisation.id)).toHaveLength(1);
  });

  test("nobody ends a membership through another group's address", async () => {
    const [one, other] = [await group(), await group()];
    const [role] = await listPeople(database.db, other.organisation.id);
    await expect(endMembership(contextFor(database.db, one.owner), one.organisation.id, role!.role_id)).rejects.toThrow(NotFound);
    await expect(endMembership(contextFor(database.db, one.owner), other.organisation.id, role!.role_id)).rejects.toThrow(NotFound);
    expect(await listPeople(database.db, other.organisation.id)).toHaveLength(1);
  });
});
