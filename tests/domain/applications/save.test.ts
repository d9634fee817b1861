/** Drafts: one for each group and pot, and no text of anybody ever lost. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withdraw } from "#app/domain/applications/change.server.ts";
import { startApplication } from "#app/domain/applications/start.server.ts";
import { getApplication, listAnswerHistory, listRefusedTexts, listSavedAnswers } from "#app/domain/applications/read.server.ts";
import { chooseText, saveSection } from "#app/domain/applications/save.server.ts";
import { submit } from "#app/domain/applications/submit.server.ts";
import { Closed, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { draft, world } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ connections: 12 });
});
afterAll(() => database.close());

const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
const patch = (question_id: string, value: string | null, base_version = 0) => ({ question_id, base_version, value });

describe("starting", () => {
  test("fifty presses at once make one draft", async () => {
    const { pot, organisation, owner } = await world(database.db);
    const started = await Promise.all(Array.from({ length: 50 }, () => startApplication(contextFor(database.db, owner), { pot_id: pot.id, organisation_id: organisation.id })));
    expect(new Set(started.map((one) => one.id)).size).toBe(1);
    expect(started.filter((one) => one.started)).toHaveLength(1);
    expect(await database.db.selectFrom("application").select("id").where("organisation_id", "=", organisation.id).execute()).toHaveLength(1);
  });

  test("a round that has not opened, has no dates or has closed takes nobody", async () => {
    for (const dates of [{ opens_at: hours(1), closes_at: hours(2) }, { opens_at: null, closes_at: null }, { opens_at: hours(-2), closes_at: hours(-1) }]) {
      const { pot, organisation, owner } = await world(database.db, dates);
      await expect(startApplication(contextFor(database.db, owner), { pot_id: pot.id, organisation_id: organisation.id })).rejects.toThrow(Closed);
    }
  });

  test("viewers, people without a confirmed address and strangers start nothing", async () => {
    const { pot, organisation } = await world(database.db);
    const press = (actor: Parameters<typeof contextFor>[1]) => startApplication(contextFor(database.db, actor), { pot_id: pot.id, organisation_id: organisation.id });
    await expect(press(await an.actor(database.db, [{ role: "viewer", organisation_id: organisation.id }]))).rejects.toThrow(NotAllowed);
    await expect(press(await an.actor(database.db, [{ role: "owner", organisation_id: organisation.id }], { email_confirmed_at: null }))).rejects.toThrow(NotAllowed);
    await expect(press(await an.actor(database.db))).rejects.toThrow(NotFound);
    await expect(press({ kind: "visitor" })).rejects.toThrow(NotFound);
  });

  test("a group that cannot be funded is told why before it writes a word", async () => {
    const { pot } = await world(database.db);
    const { version } = await database.db.selectFrom("code_item").select("version").where("list_code", "=", "legal-form").executeTakeFirstOrThrow();
    await database.db.insertInto("code_item").values({ list_code: "legal-form", version, code: "unconstituted-group", title: "Unconstituted group", position: 99, confirmed: true }).execute();
    const hostless = await a.organisation(database.db, { legal_form: "unconstituted-group", legal_form_version: version });
    const me = await an.actor(database.db, [{ role: "owner", organisation_id: hostless.id }]);
    await expect(startApplication(contextFor(database.db, me), { pot_id: pot.id, organisation_id: hostless.id })).rejects.toThrow(Invalid);
  });

  test("after giving up a draft the group may begin again", async () => {
    const here = await world(database.db);
    const first = await draft(database.db, here, {});
    await withdraw(contextFor(database.db, here.owner), first);
    const second = await draft(database.db, here, {});
    expect(second).not.toBe(first);
    await expect(withdraw(contextFor(database.db, here.owner), first)).rejects.toThrow(WrongState);
  });
});

describe("saving", () => {
  test("two people in different answers of one page do not collide", async () => {
    const here = await world(database.db);
    const other = await an.actor(database.db, [{ role: "editor", organisation_id: here.organisation.id }]);
    const id = await draft(database.db, here, { title: "Walks", story: "We walk" });
    // Both opened the page at version 1 of both answers.
    await saveSection(contextFor(database.db, other), id, [patch("title", "Walks", 1), patch("story", "We walk together", 1)]);
    const mine = await saveSection(contextFor(database.db, here.owner), id, [patch("title", "Harbour walks", 1), patch("story", "We walk", 1)]);
    expect(mine).toEqual({ saved: ["title"], refused: [], late: false });
    const saved = await listSavedAnswers(database.db, id);
    expect([saved.get("title")!.value, saved.get("story")!.value]).toEqual(["Harbour walks", "We walk together"]);
  });

  test("in the same answer theirs stands, mine is kept beside it, and choosing settles it", async () => {
    const here = await world(database.db);
    const other = await an.actor(database.db, [{ role: "editor", organisation_id: here.organisation.id }]);
    const id = await draft(database.db, here, { story: "Draft" });
    await saveSection(contextFor(database.db, other), id, [patch("story", "Theirs", 1)]);
    const mine = await saveSection(contextFor(database.db, here.owner), id, [patch("story", "Mine", 1)]);
    expect(mine).toEqual({ saved: [], refused: ["story"], late: false });
    expect((await listSavedAnswers(database.db, id)).get("story")!.value).toBe("Theirs");
    const [text] = await listRefusedTexts(database.db, id);
    expect(text).toMatchObject({ question_id: "story", value: "Mine", saved_by_name: here.owner.name });

    await chooseText(contextFor(database.db, here.owner), id, text!.id, "use");
    expect((await listSavedAnswers(database.db, id)).get("story")!.value).toBe("Mine");
    expect(await listRefusedTexts(database.db, id)).toEqual([]);
    expect((await listAnswerHistory(database.db, id, "story")).map((one) => one.value)).toEqual(expect.arrayContaining(["Draft", "Theirs", "Mine"]));
  });

  test("keeping what is saved settles it too, and the other text stays in the history", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here, { story: "Theirs" });
    await saveSection(contextFor(database.db, here.owner), id, [patch("story", "Mine", 0)]);
    const [text] = await listRefusedTexts(database.db, id);
    await chooseText(contextFor(database.db, here.owner), id, text!.id, "keep");
    expect((await listSavedAnswers(database.db, id)).get("story")).toMatchObject({ value: "Theirs" });
    expect(await listRefusedTexts(database.db, id)).toEqual([]);
    expect((await listAnswerHistory(database.db, id, "story")).map((one) => one.value)).toContain("Mine");
  });

  test("a text of one draft is not put into another", async () => {
    const [here, there] = [await world(database.db), await world(database.db)];
    const [id, other] = [await draft(database.db, here, { story: "Theirs" }), await draft(database.db, there, {})];
    await saveSection(contextFor(database.db, here.owner), id, [patch("story", "Mine", 0)]);
    const [text] = await listRefusedTexts(database.db, id);
    await expect(chooseText(contextFor(database.db, there.owner), other, text!.id, "use")).rejects.toThrow(NotFound);
  });

  test("pressing twice saves once", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here, {});
    await Promise.all(Array.from({ length: 10 }, () => saveSection(contextFor(database.db, here.owner), id, [patch("story", "Once")])));
    expect((await listSavedAnswers(database.db, id)).get("story")).toMatchObject({ value: "Once", version: 1 });
    expect(await listRefusedTexts(database.db, id)).toEqual([]);
  });

  test("an emptied answer keeps its versions, so that a stale page cannot bring it back unseen", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here, { story: "Words" });
    await saveSection(contextFor(database.db, here.owner), id, [patch("story", null, 1)]);
    expect(await saveSection(contextFor(database.db, here.owner), id, [patch("story", "Other words", 1)])).toMatchObject({ refused: ["story"] });
    expect((await listSavedAnswers(database.db, id)).get("story")).toMatchObject({ value: null, version: 2 });
  });

  test("a save that comes after sending changes nothing and keeps the text", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here);
    await submit(contextFor(database.db, here.owner), id);
    const late = await saveSection(contextFor(database.db, here.owner), id, [patch("story", "Too late", 1)]);
    expect(late).toEqual({ saved: [], refused: ["story"], late: true });
    expect((await listSavedAnswers(database.db, id)).get("story")!.value).toBe("We walk.\n\nThen tea.");
    expect((await listRefusedTexts(database.db, id)).map((text) => text.value)).toEqual(["Too late"]);
  });

  test("another group's draft is as if it were not there", async () => {
    const [here, there] = [await world(database.db), await world(database.db)];
    const id = await draft(database.db, here, { story: "Ours" });
    const stranger = contextFor(database.db, there.owner);
    for (const attempt of [() => getApplication(stranger, id), () => saveSection(stranger, id, [patch("story", "Theirs", 1)]), () => submit(stranger, id), () => withdraw(stranger, id)])
      await expect(attempt()).rejects.toThrow(NotFound);
    const viewer = await an.actor(database.db, [{ role: "viewer", organisation_id: here.organisation.id }]);
    expect((await getApplication(contextFor(database.db, viewer), id)).id).toBe(id);
    await expect(saveSection(contextFor(database.db, viewer), id, [patch("story", "Viewed", 1)])).rejects.toThrow(NotAllowed);
    expect((await listSavedAnswers(database.db, id)).get("story")!.value).toBe("Ours");
  });

  test("of any edits from two tabs, in any order, every text is the answer or in its history", async () => {
    const here = await world(database.db);
    const id = await draft(database.db, here, {});
    let number = 0;
    const edit = fc.record({ tab: fc.constantFrom(0, 1), reload: fc.boolean(), question: fc.constantFrom("story", "title"), twice: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), async (edits) => {
        const fresh = async () => new Map([...(await listSavedAnswers(database.db, id))].map(([question, { version }]) => [question, version]));
        const seen = [await fresh(), await fresh()];
        for (const { tab, reload, question, twice } of edits) {
          if (reload) seen[tab] = await fresh();
          const text = `Text ${(number += 1)}`;
          const press = () => saveSection(contextFor(database.db, here.owner), id, [patch(question, text, seen[tab]!.get(question) ?? 0)]);
          await (twice ? Promise.all([press(), press()]) : press());
          const [saved, history] = [await listSavedAnswers(database.db, id), await listAnswerHistory(database.db, id, question)];
          expect([saved.get(question)?.value, ...history.map((one) => one.value)]).toContain(text);
        }
      }),
      { numRuns: 25 },
    );
  });
});
