/** A small grant gets the short form; an amount that grows takes everything that was written into the full one, and only when somebody asks. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limitsHere } from "#app/domain/applications/limits.server.ts";
import { answersFrom, getApplication, listSavedAnswers } from "#app/domain/applications/read.server.ts";
import { saveSection } from "#app/domain/applications/save.server.ts";
import { formFit, formsOpenTo, goOnInLongerForm, startApplication } from "#app/domain/applications/start.server.ts";
import { submit } from "#app/domain/applications/submit.server.ts";
import { publishForm } from "#app/domain/forms/change.server.ts";
import { crossChecks, missingAnswers, type Answers } from "#app/domain/forms/model.ts";
import { findLatestForm, getFormVersion, listsFor } from "#app/domain/forms/read.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { formFor, formsWithin } from "#app/domain/funds/round-forms.ts";
import { listFormsOf } from "#app/domain/funds/round-forms.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { communitiesApplication } from "#seeds/forms/communities-application.ts";
import { communitiesShort, shortFormUpTo } from "#seeds/forms/communities-short.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ seed: "reference", connections: 12 });
});
afterAll(() => database.close());

const lists = { "focus-group": 2, "priority-issue": 1, "family-group": 1, "project-type": 2 };
/** What a group writes in the short form. */
const short: Answers = {
  title: "Harbour walks", summary: "We walk on Tuesdays.", need: "People told us.", difference: "They know each other.", "project-type": "social", "project-standing": "new",
  "starts-on": "2027-04-01", "ends-on": "2027-12-01", "priority-issues": ["social-isolation-and-loneliness"], reach: "general", "family-groups": ["not-known"], "people-reached": 20,
  safeguarding: "Two of us are always there.", asked: 150_000, budget: [{ item: "Tea", amount: 150_000 }], declaration: true,
};

interface World {
  pot: { id: string; round_id: string };
  group: { id: string };
  owner: PersonActor;
}
async function world({ pot: limits = {}, round: more = {}, group: facts = {} }: { pot?: Parameters<typeof a.pot>[1]; round?: Parameters<typeof a.round>[1]; group?: Parameters<typeof a.organisation>[1] } = {}): Promise<World> {
  const { db } = database;
  const [full, light] = [(await findLatestForm(db, communitiesApplication.code))!, (await findLatestForm(db, communitiesShort.code))!];
  const round = await a.round(db, { form_version_id: full.id, lists, ...more });
  await db.insertInto("round_form").values({ round_id: round.id, up_to_pence: shortFormUpTo, form_version_id: light.id }).execute();
  const pot = await a.pot(db, { round_id: round.id, ...limits });
  const group = await a.organisation(db, facts);
  return { pot, group, owner: await an.actor(db, [{ role: "owner", organisation_id: group.id }]) };
}
const start = ({ pot, group, owner }: World, about_pence?: number) => startApplication(contextFor(database.db, owner), { pot_id: pot.id, organisation_id: group.id, about_pence });
const save = async ({ owner }: World, id: string, answers: Answers) => {
  const saved = await listSavedAnswers(database.db, id);
  await saveSection(contextFor(database.db, owner), id, Object.entries(answers).map(([question_id, value]) => ({ question_id, base_version: saved.get(question_id)?.version ?? 0, value })));
};
const formOf = async (here: World, id: string) => {
  const application = await getApplication(contextFor(database.db, here.owner), id);
  return { application, ...(await getFormVersion(database.db, application.form_version_id)) };
};
const answersOf = async (id: string) => answersFrom(await listSavedAnswers(database.db, id));

test("the bound itself is within the short form; a penny more is not", () => {
  const forms = [{ name: "short", up_to_pence: 200_000 }, { name: "full", up_to_pence: null }];
  expect(formFor(forms, 200_000).name).toBe("short");
  expect(formFor(forms, 200_001).name).toBe("full");
  expect(formsWithin(forms, { min_amount_pence: 200_001 }).map((form) => form.name)).toEqual(["full"]);
  expect(formsWithin(forms, { max_amount_pence: 200_000 }).map((form) => form.name)).toEqual(["short"]);
  expect(formsWithin(forms, { min_amount_pence: 1, max_amount_pence: 500_000 }).map((form) => form.name)).toEqual(["short", "full"]);
  expect(formsWithin(forms, {}).map((form) => form.name)).toEqual(["short", "full"]);
});

describe("starting", () => {
  test("the amount chooses the form, and the amount that the place does not give is refused before anything is written", async () => {
    for (const [about, code] of [[150_000, communitiesShort.code], [shortFormUpTo, communitiesShort.code], [shortFormUpTo + 1, communitiesApplication.code], [undefined, communitiesApplication.code]] as const) {
      const here = await world();
      const { id } = await start(here, about);
      expect((await formOf(here, id)).form_code).toBe(code);
    }
    const here = await world();
    const refused = await start(here, 99_999_999).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Invalid);
    expect(Object.keys((refused as Invalid).fields)).toEqual(["about"]);
    expect(await database.db.selectFrom("application").select("id").where("pot_id", "=", here.pot.id).execute()).toEqual([]);
  });

  test("a group without a constitution, which may ask for little only, is never sent into the full form", async () => {
    const here = await world({ pot: { unconstituted_max_pence: 200_000 }, group: { legal_form: "unconstituted-group", host_name: "A host", host_contact_name: "Somebody", host_contact_email: "host@group.example" } });
    const { id } = await start(here);
    expect((await formOf(here, id)).form_code).toBe(communitiesShort.code);
    expect(await formsOpenTo(database.db, await getPot(database.db, here.pot.id), { legal_form: "unconstituted-group" })).toHaveLength(1);
  });

  test("a round without a short form has the one it always had", async () => {
    const full = (await findLatestForm(database.db, communitiesApplication.code))!;
    const round = await a.round(database.db, { form_version_id: full.id, lists });
    expect((await listFormsOf(database.db, round.id)).map((form) => [form.id, form.up_to_pence])).toEqual([[full.id, null]]);
  });

  test("no round has two forms for one amount", async () => {
    const here = await world();
    const other = await a.formVersion(database.db);
    const twice = await database.db.insertInto("round_form").values({ round_id: here.pot.round_id, up_to_pence: shortFormUpTo, form_version_id: other.id }).execute().catch((error: unknown) => error);
    expect(refusedConstraint(twice)).toBe("round_form_pkey");
  });
});

describe("an amount that outgrows the short form", () => {
  const grown: Answers = { ...short, asked: 450_000, budget: [{ item: "A worker", amount: 450_000 }] };

  test("is a warning while writing, stops the sending, and changes nothing by itself", async () => {
    const here = await world();
    const { id } = await start(here, 150_000);
    await save(here, id, grown);
    const { application, definition } = await formOf(here, id);
    const limits = await limitsHere(database.db, application, await getPot(database.db, here.pot.id), { legal_form: "scio" });
    expect(crossChecks(definition, grown, limits).map(({ field, message }) => [field, message])).toEqual([["asked", expect.stringContaining("£2,000")]]);
    const refused = await submit(contextFor(database.db, here.owner), id).catch((error: unknown) => error);
    expect(Object.keys((refused as Invalid).fields)).toEqual(["asked"]);
    expect((await formOf(here, id)).form_code).toBe(communitiesShort.code);
  });

  test("goes on in the full form when it is asked for, with every answer and every version as they were", async () => {
    const here = await world();
    const { id } = await start(here, 150_000);
    await save(here, id, grown);
    const before = await listSavedAnswers(database.db, id);
    await goOnInLongerForm(contextFor(database.db, here.owner), id);
    expect(await listSavedAnswers(database.db, id)).toEqual(before);
    const { application, definition, form_code } = await formOf(here, id);
    expect(form_code).toBe(communitiesApplication.code);
    // Nothing that was answered is asked again: only the questions that the short form lacks are missing.
    const missing = missingAnswers(definition, await answersOf(id), await listsFor(database.db, lists), await limitsHere(database.db, application, await getPot(database.db, here.pot.id), { legal_form: "scio" }));
    expect(missing.every((problem) => problem.kind === "missing" && !(problem.question in grown))).toBe(true);
    expect(missing.length).toBeGreaterThan(0);
    const [event] = await database.db.selectFrom("audit_event").select("detail").where("subject_id", "=", id).where("action", "=", "application.form-changed").execute();
    expect(event?.detail).toMatchObject({ to: application.form_version_id });
  });

  test("is nobody's but the group's, and only while it is needed", async () => {
    const here = await world();
    const { id } = await start(here, 150_000);
    await expect(goOnInLongerForm(contextFor(database.db, here.owner), id)).rejects.toThrow(WrongState);
    await save(here, id, grown);
    await expect(goOnInLongerForm(contextFor(database.db, await an.actor(database.db, [{ role: "owner", organisation_id: (await a.organisation(database.db)).id }])), id)).rejects.toThrow(NotFound);
    await expect(goOnInLongerForm(contextFor(database.db, await an.actor(database.db, [{ role: "viewer", organisation_id: here.group.id }])), id)).rejects.toThrow(NotAllowed);
    await goOnInLongerForm(contextFor(database.db, here.owner), id);
    await expect(goOnInLongerForm(contextFor(database.db, here.owner), id)).rejects.toThrow(WrongState);
  });

  test("ten presses at once move it once", async () => {
    const here = await world();
    const { id } = await start(here, 150_000);
    await save(here, id, grown);
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => goOnInLongerForm(contextFor(database.db, here.owner), id)));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect((await formOf(here, id)).application.version).toBe(2);
  });

  test("an application that has been sent keeps its form", async () => {
    const here = await world();
    const { id } = await start(here, 150_000);
    await save(here, id, short);
    await submit(contextFor(database.db, here.owner), id);
    await expect(goOnInLongerForm(contextFor(database.db, here.owner), id)).rejects.toThrow(WrongState);
  });
});

describe("a form that is published anew", () => {
  test("is a version of its own: a draft stays on the one it began with and is held to its bound", async () => {
    const here = await world();
    const { id } = await start(here, 150_000);
    const begun = (await formOf(here, id)).application.form_version_id;
    const second = await database.db.transaction().execute((tx) => publishForm({ db: tx }, { ...communitiesShort, intro: "Said in other words." }));
    await database.db.updateTable("round_form").set({ form_version_id: second }).where("round_id", "=", here.pot.round_id).execute();
    expect(second).not.toBe(begun);
    const { application, definition } = await formOf(here, id);
    expect(application.form_version_id).toBe(begun);
    expect(definition.intro).toBe(communitiesShort.intro);
    expect((await formFit(database.db, application, here.pot.round_id, { asked: 300_000 })).longer?.form_code).toBe(communitiesApplication.code);
    // The next group begins on the new one.
    const group = await a.organisation(database.db);
    const next: World = { ...here, group, owner: await an.actor(database.db, [{ role: "owner", organisation_id: group.id }]) };
    expect((await formOf(next, (await start(next, 150_000)).id)).application.form_version_id).toBe(second);
  });

  test("the same words are not a new version, and no version is ever changed or deleted", async () => {
    const { db } = database;
    const { id } = (await findLatestForm(db, communitiesApplication.code))!;
    expect(await db.transaction().execute((tx) => publishForm({ db: tx }, communitiesApplication))).toBe(id);
    await expect(db.updateTable("form_version").set({ title: "Another" }).where("id", "=", id).execute()).rejects.toThrow();
    await expect(db.deleteFrom("form_version").where("id", "=", id).execute()).rejects.toThrow();
  });
});

describe("where a group may apply to a round once", () => {
  async function inTwoAreas(one_per_group: boolean) {
    const here = await world({ round: { one_per_group } });
    const other: World = { ...here, pot: await a.pot(database.db, { round_id: here.pot.round_id, area_code: "S12000036" }) };
    const drafts = [];
    for (const place of [here, other]) {
      const { id } = await start(place, 150_000);
      await save(place, id, short);
      drafts.push(id);
    }
    return { here, drafts };
  }

  test("the second is named before it is sent, with the first's reference, and is not sent", async () => {
    const { here, drafts: [first, second] } = await inTwoAreas(true);
    const { reference } = await submit(contextFor(database.db, here.owner), first!);
    const { application, definition } = await formOf(here, second!);
    const limits = await limitsHere(database.db, application, await getPot(database.db, application.pot_id), { legal_form: "scio" });
    expect(crossChecks(definition, short, limits)).toEqual([expect.objectContaining({ field: "title", message: expect.stringContaining(reference) as string })]);
    await expect(submit(contextFor(database.db, here.owner), second!)).rejects.toThrow(Invalid);
  });

  test("of two sent in the same moment one is received", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { here, drafts } = await inTwoAreas(true);
      const sent = await Promise.allSettled(drafts.map((id) => submit(contextFor(database.db, here.owner), id)));
      expect(sent.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    }
  });

  test("elsewhere a group applies in every area it works in", async () => {
    const { here, drafts } = await inTwoAreas(false);
    for (const id of drafts) await submit(contextFor(database.db, here.owner), id);
  });
});
