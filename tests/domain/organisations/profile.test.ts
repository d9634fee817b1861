/** Answer once: what a group told us, when, who confirmed it, and what is still to be asked before it is sent. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Conflict, NotAllowed, NotFound } from "#app/domain/kernel/errors.ts";
import { changeOrganisation, createOrganisation } from "#app/domain/organisations/change.server.ts";
import { organisationSchema } from "#app/domain/organisations/model.ts";
import { partSchemas, toldSince, type Fact } from "#app/domain/organisations/profile.ts";
import { changePart, confirmFacts, getProfile, profileToConfirm } from "#app/domain/organisations/profile.server.ts";
import { getOrganisation } from "#app/domain/organisations/read.server.ts";
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
  name: "Lantern Walking Group", legal_form: "unincorporated-association", charity_number: "", company_number: "", area_code: someArea, address: "The Hall, Shore Road", postcode: "", telephone: "01632 960111",
  website: "", purpose: "", annual_income_pence: "4,000", founded_year: "", host_name: "", host_charity_number: "", host_contact_name: "", host_contact_email: "",
};
async function group() {
  const person = await an.actor(database.db);
  const id = await createOrganisation(contextFor(database.db, person), organisationSchema.parse(typed));
  return { id, as: contextFor(database.db, await actorOf(database.db, person.id)), person };
}
const ask = (id: string) => profileToConfirm(database.db, id, toldSince(new Date()));
const versionOf = async (id: string) => (await database.db.selectFrom("organisation").select("version").where("id", "=", id).executeTakeFirstOrThrow()).version;
const age = (id: string, days: number, ...facts: Fact[]) =>
  database.db
    .updateTable("organisation_fact_confirmed")
    .set({ confirmed_at: sql<Date>`confirmed_at - ${days} * interval '1 day'` })
    .where("organisation_id", "=", id)
    .$if(facts.length > 0, (query) => query.where("fact", "in", facts))
    .execute();
async function tellEverything({ id, as }: Awaited<ReturnType<typeof group>>) {
  await changePart(as, id, { part: "people", input: { people_running: 5, people_unrelated: 4 } }, await versionOf(id));
  await changePart(as, id, { part: "safeguarding", input: { safeguarding_policy: "agreed", safeguarding_lead: "Our secretary" } }, await versionOf(id));
  await changePart(as, id, { part: "bank", input: { bank_account: "two-signatories" } }, await versionOf(id));
}

test("what was told when the group was set up is not asked again: only what is missing", async () => {
  const { id } = await group();
  expect(await ask(id)).toMatchObject({ missing: ["people", "safeguarding", "bank"], stale: [] });
});

test("once everything is told nothing is asked, until ninety days have passed", async () => {
  const told = await group();
  await tellEverything(told);
  expect(await ask(told.id)).toMatchObject({ missing: [], stale: [] });
  await age(told.id, 89);
  expect((await ask(told.id)).stale).toEqual([]);
  await age(told.id, 2, "people", "income");
  expect((await ask(told.id)).stale).toEqual(["income", "people"]);
});

test("confirming keeps the day and the person, for what was in view and nothing else", async () => {
  const told = await group();
  await tellEverything(told);
  await age(told.id, 100);
  const editor = await an.actor(database.db, [{ role: "editor", organisation_id: told.id }], { name: "Eilidh Editor" });
  await confirmFacts(contextFor(database.db, editor), told.id, ["people", "bank"], await versionOf(told.id));
  expect((await ask(told.id)).stale).toEqual(["identity", "contact", "income", "safeguarding"]);
  const { facts } = await getProfile(told.as, told.id);
  const people = facts.find(({ fact }) => fact === "people")!;
  expect(people).toMatchObject({ confirmed_by: "Eilidh Editor", lines: [["People who run it", "5"], ["Not related to each other", "4"]] });
  expect(Date.now() - people.confirmed_at!.getTime()).toBeLessThan(60_000);
  const event = await database.db.selectFrom("audit_event").select(["detail", "actor_id"]).where("subject_id", "=", told.id).where("action", "=", "organisation.facts-confirmed").executeTakeFirstOrThrow();
  expect(event).toEqual({ detail: { facts: ["people", "bank"] }, actor_id: editor.id });
});

test("what was never told can't be confirmed", async () => {
  const { id, as } = await group();
  await confirmFacts(as, id, ["people", "safeguarding", "bank", "documents"], await versionOf(id));
  expect((await ask(id)).missing).toEqual(["people", "safeguarding", "bank"]);
  expect(await database.db.selectFrom("organisation_fact_confirmed").select("fact").where("organisation_id", "=", id).where("fact", "in", ["people", "bank", "documents"]).execute()).toEqual([]);
});

test("nobody confirms what somebody else changed under their eyes", async () => {
  const told = await group();
  const seen = await versionOf(told.id);
  await changePart(told.as, told.id, { part: "bank", input: { bank_account: "none" } }, seen);
  await expect(confirmFacts(told.as, told.id, ["identity"], seen)).rejects.toThrow(Conflict);
  await expect(changePart(told.as, told.id, { part: "bank", input: { bank_account: "host" } }, seen)).rejects.toThrow(Conflict);
});

test("a correction in an application corrects the profile, and saving the details as they stand confirms them", async () => {
  const told = await group();
  await tellEverything(told);
  await age(told.id, 100);
  await changePart(told.as, told.id, { part: "people", input: { people_running: 6, people_unrelated: 4 } }, await versionOf(told.id));
  expect((await getOrganisation(told.as, told.id)).people_running).toBe(6);
  await changeOrganisation(told.as, told.id, organisationSchema.parse(typed), await versionOf(told.id));
  expect((await ask(told.id)).stale).toEqual(["safeguarding", "bank"]);
});

test("strangers learn nothing and viewers change nothing", async () => {
  const told = await group();
  const [stranger, viewer] = [(await group()).as, contextFor(database.db, await an.actor(database.db, [{ role: "viewer", organisation_id: told.id }]))];
  const version = await versionOf(told.id);
  await expect(getProfile(stranger, told.id)).rejects.toThrow(NotFound);
  await expect(confirmFacts(stranger, told.id, ["identity"], version)).rejects.toThrow(NotFound);
  await expect(changePart(stranger, told.id, { part: "bank", input: { bank_account: "none" } }, version)).rejects.toThrow(NotFound);
  await expect(confirmFacts(viewer, told.id, ["identity"], version)).rejects.toThrow(NotAllowed);
  await expect(changePart(viewer, told.id, { part: "bank", input: { bank_account: "none" } }, version)).rejects.toThrow(NotAllowed);
  expect((await getProfile(viewer, told.id)).facts).toHaveLength(7);
});

test("a document's fact is told while one is kept, with the day it was added", async () => {
  const { id, as, person } = await group();
  const shown = async () => (await getProfile(as, id)).facts.find(({ fact }) => fact === "documents")!;
  expect((await shown()).told).toBe(false);
  await database.db
    .insertInto("stored_file")
    .values({ id: crypto.randomUUID(), storage_key: crypto.randomUUID(), sha256: "0".repeat(64), bytes: 10, media_type: "application/pdf", name: "rules.pdf", kind: "governing-document", owner_type: "organisation", owner_id: id, uploaded_by: person.id, uploaded_at: new Date("2026-05-03T10:00:00Z") })
    .execute();
  expect(await shown()).toMatchObject({ told: true, needed: false, lines: [["Governing document", "rules.pdf, added 3 May 2026"]] });
});

test.each([
  ["people", { people_running: "0", people_unrelated: "0" }, "people_running"],
  ["people", { people_running: "3", people_unrelated: "4" }, "people_unrelated"],
  ["people", { people_running: "three", people_unrelated: "1" }, "people_running"],
  ["people", { people_running: "501", people_unrelated: "1" }, "people_running"],
  ["safeguarding", { safeguarding_policy: "agreed", safeguarding_lead: "" }, "safeguarding_lead"],
  ["safeguarding", { safeguarding_policy: "perhaps", safeguarding_lead: "" }, "safeguarding_policy"],
  ["bank", {}, "bank_account"],
] as const)("%s typed as %j is refused beside %s", (part, input, field) => {
  expect(partSchemas[part].safeParse(input).error?.issues[0]?.path).toEqual([field]);
});
