/** A second person's signature, comments and the history: nobody signs what they did not read, and nothing said is seen outside the group. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { comment, countOpenComments, listComments, resolveComment } from "#app/domain/applications/comments.server.ts";
import { findAnswer, listAnswerHistory, listEarlierTexts, listRefusedTexts } from "#app/domain/applications/read.server.ts";
import { putBack, saveSection } from "#app/domain/applications/save.server.ts";
import { answerSignOff, askForSignOff, countChanges, findSignOff, listPossibleSigners, wantSignOff } from "#app/domain/applications/sign-off.server.ts";
import { submit } from "#app/domain/applications/submit.server.ts";
import type { Actor } from "#app/domain/kernel/actor.ts";
import { Conflict, Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { draft, world } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ connections: 12 });
});
afterAll(() => database.close());

const as = (actor?: Actor) => contextFor(database.db, actor);
const group = async (pot: Parameters<typeof world>[1] = {}) => {
  const here = await world(database.db, pot);
  const second = await an.actor(database.db, [{ role: "viewer", organisation_id: here.organisation.id }]);
  return { ...here, second, id: await draft(database.db, here) };
};
const sign = async (actor: Actor, id: string, changes?: number) => answerSignOff(as(actor), id, { signs: true, note: "", changes: changes ?? (await countChanges(database.db, id)) });
const save = (actor: Actor, id: string, value: string | null, base_version: number) => saveSection(as(actor), id, [{ question_id: "story", base_version, value }]);

describe("a signature", () => {
  test("that the fund wants is asked for, given, and lets it be sent; without it nothing is sent", async () => {
    const { id, owner, second } = await group({ sign_off: "second-person" });
    await expect(submit(as(owner), id)).rejects.toThrow(WrongState);
    await askForSignOff(as(owner), id, second.id);
    await expect(submit(as(owner), id)).rejects.toThrow(second.name);
    await sign(second, id);
    expect(await submit(as(owner), id)).toMatchObject({ first: true });
    const letters = await database.db.selectFrom("message").select(["to_email", "template"]).where("dedupe_key", "like", "application.sign-off%").where("to_email", "in", [owner.email, second.email]).orderBy("template").execute();
    expect(letters).toEqual([{ to_email: second.email, template: "application.sign-off-asked" }, { to_email: owner.email, template: "application.sign-off-signed" }]);
  });

  test("is wanted by the group where an owner says so, and not by an editor", async () => {
    const { id, owner, organisation } = await group();
    const editor = await an.actor(database.db, [{ role: "editor", organisation_id: organisation.id }]);
    await expect(wantSignOff(as(editor), id, true)).rejects.toThrow(NotAllowed);
    await wantSignOff(as(owner), id, true);
    await expect(submit(as(owner), id)).rejects.toThrow(WrongState);
    await wantSignOff(as(owner), id, false);
    expect(await submit(as(owner), id)).toMatchObject({ first: true });
  });

  test("is worth nothing once any answer has changed, even where the change is taken back", async () => {
    const { id, owner, second } = await group({ sign_off: "second-person" });
    await askForSignOff(as(owner), id, second.id);
    await sign(second, id);
    const was = (await findAnswer(database.db, id, "story"))!.value as string;
    await save(owner, id, "Something else", 1);
    await expect(submit(as(owner), id)).rejects.toThrow(WrongState);
    await save(owner, id, was, 2);
    await expect(submit(as(owner), id)).rejects.toThrow(WrongState);
    await askForSignOff(as(owner), id, second.id);
    await sign(second, id);
    expect(await submit(as(owner), id)).toMatchObject({ first: true });
  });

  test("is not given to a text that changed while it was read", async () => {
    const { id, owner, second } = await group({ sign_off: "second-person" });
    await askForSignOff(as(owner), id, second.id);
    const read = await countChanges(database.db, id);
    await save(owner, id, "Changed meanwhile", 1);
    await expect(sign(second, id, read)).rejects.toThrow(Conflict);
    expect((await findSignOff(database.db, id))!.state).toBe("asked");
  });

  test("is given only by who was asked, a second person of the group", async () => {
    const { id, owner, second } = await group({ sign_off: "second-person" });
    const stranger = (await world(database.db)).owner;
    await expect(askForSignOff(as(owner), id, owner.id)).rejects.toThrow(Invalid);
    await expect(askForSignOff(as(owner), id, stranger.id)).rejects.toThrow(Invalid);
    await expect(askForSignOff(as(second), id, owner.id)).rejects.toThrow(NotAllowed);
    await askForSignOff(as(owner), id, second.id);
    await expect(sign(owner, id)).rejects.toThrow(NotAllowed);
    await expect(sign(stranger, id)).rejects.toThrow(NotFound);
    const self = { id: crypto.randomUUID(), application_id: id, person_id: owner.id, asked_by: owner.id };
    expect(await database.db.insertInto("sign_off").values(self).execute().catch(refusedConstraint)).toBe("sign_off_by_a_second_person");
    expect((await listPossibleSigners(database.db, (await database.db.selectFrom("application").select("organisation_id").where("id", "=", id).executeTakeFirstOrThrow()).organisation_id, owner.id)).map((one) => one.id)).toEqual([second.id]);
  });

  test("sent back says why, and asking anew begins again; two asked at once leave one", async () => {
    const { id, owner, second, organisation } = await group({ sign_off: "second-person" });
    await askForSignOff(as(owner), id, second.id);
    await expect(answerSignOff(as(second), id, { signs: false, note: "  ", changes: 0 })).rejects.toThrow(Invalid);
    await answerSignOff(as(second), id, { signs: false, note: "The budget does not add up", changes: 0 });
    expect(await findSignOff(database.db, id)).toMatchObject({ state: "sent-back", note: "The budget does not add up" });
    await expect(submit(as(owner), id)).rejects.toThrow(WrongState);
    const third = await an.actor(database.db, [{ role: "editor", organisation_id: organisation.id }]);
    await Promise.all([askForSignOff(as(owner), id, second.id), askForSignOff(as(owner), id, third.id)]);
    expect(await database.db.selectFrom("sign_off").select("id").where("application_id", "=", id).where("state", "in", ["asked", "signed"]).execute()).toHaveLength(1);
    const notes = await database.db.selectFrom("audit_event").select("detail").where("subject_id", "=", id).execute();
    expect(JSON.stringify(notes)).not.toContain("budget does not add up");
  });

  test("of somebody who left the group is not given", async () => {
    const { id, owner, second } = await group({ sign_off: "second-person" });
    await askForSignOff(as(owner), id, second.id);
    await expect(sign({ ...second, roles: [] }, id)).rejects.toThrow(NotFound);
  });
});

describe("an earlier text", () => {
  test("is put back as a new version, and what stood there joins the history", async () => {
    const { id, owner } = await group();
    await save(owner, id, "Second", 1);
    await save(owner, id, "Third", 2);
    const first = (await listAnswerHistory(database.db, id, "story")).find((one) => one.version === 1)!;
    expect(await putBack(as(owner), id, { text_id: first.id, base_version: 3 })).toBe(true);
    expect(await findAnswer(database.db, id, "story")).toMatchObject({ value: first.value, version: 4, saved_by_name: owner.name });
    expect((await listAnswerHistory(database.db, id, "story")).map((one) => one.value)).toEqual(["Third", "Second", first.value]);
  });

  test("is shown where somebody stopped, went on after another or took much away; every save can be asked for", async () => {
    const { id, owner, organisation } = await group();
    const editor = await an.actor(database.db, [{ role: "editor", organisation_id: organisation.id }]);
    const long = "A long story of how we began, and of all who came to walk with us since.";
    const texts = ["We", "We walk", "We walk far", long, "Oh no", "Written again"];
    for (const [index, text] of texts.entries()) await save(owner, id, text, index + 1);
    await save(editor, id, "By the editor", texts.length + 1);
    await save(editor, id, "By the editor, longer", texts.length + 2);
    await save(owner, id, "Refused", 1);
    const list = (every: boolean, page = 1) => listEarlierTexts(database.db, id, "story", { every, page, perPage: 5 });
    const shown = await list(false);
    expect(shown.texts.map((one) => one.value)).toEqual(["Refused", "Written again", long]);
    expect([shown.shown, shown.all]).toEqual([3, 9]);
    const [first, second] = [await list(true), await list(true, 2)];
    expect([...first.texts, ...second.texts].map((one) => one.value)).toEqual(["Refused", "By the editor", "Written again", "Oh no", long, "We walk far", "We walk", "We", expect.any(String)]);
    await sql`update application_answer_history set saved_at = saved_at - interval '11 minutes' where application_id = ${id} and version = 3 and question_id = 'story'`.execute(database.db);
    expect((await list(false)).texts.map((one) => one.value)).toContain("We walk");
  });

  test("is not put over somebody's newer words, over what was sent, or into another draft", async () => {
    const [{ id, owner, second }, other] = [await group(), await group()];
    await save(owner, id, "Second", 1);
    const [first] = await listAnswerHistory(database.db, id, "story");
    await save(owner, id, "Third", 2);
    expect(await putBack(as(owner), id, { text_id: first!.id, base_version: 2 })).toBe(false);
    expect(await findAnswer(database.db, id, "story")).toMatchObject({ value: "Third" });
    await expect(putBack(as(other.owner), other.id, { text_id: first!.id, base_version: 1 })).rejects.toThrow(NotFound);
    await expect(putBack(as(second), id, { text_id: first!.id, base_version: 3 })).rejects.toThrow(NotAllowed);
    await submit(as(owner), id);
    await expect(putBack(as(owner), id, { text_id: first!.id, base_version: 3 })).rejects.toThrow(NotFound);
    expect(await listRefusedTexts(database.db, id)).toEqual([]);
  });
});

describe("comments", () => {
  test("are read, settled and opened again by the group, and by nobody else", async () => {
    const { id, owner, second } = await group();
    const stranger = (await world(database.db)).owner;
    await comment(as(second), id, "story", { text: "Do we say how many walks?" });
    await expect(comment(as(stranger), id, "story", { text: "Hello" })).rejects.toThrow(NotFound);
    await expect(comment(as(second), id, "no-such-question", { text: "Hello" })).rejects.toThrow(NotFound);
    const [one] = await listComments(database.db, id, "story");
    expect(one).toMatchObject({ text: "Do we say how many walks?", name: second.name, resolved_at: null });
    expect(await countOpenComments(database.db, id)).toEqual({ story: 1 });
    await expect(resolveComment(as(stranger), id, one!.id, true)).rejects.toThrow(NotFound);
    for (let times = 0; times < 2; times += 1) await resolveComment(as(owner), id, one!.id, true);
    expect((await listComments(database.db, id, "story"))[0]).toMatchObject({ resolved_by_name: owner.name });
    expect(await countOpenComments(database.db, id)).toEqual({});
    await resolveComment(as(owner), id, one!.id, false);
    expect(await countOpenComments(database.db, id)).toEqual({ story: 1 });
    const events = await database.db.selectFrom("audit_event").select("detail").where("subject_id", "=", id).execute();
    expect(JSON.stringify(events)).not.toContain("how many walks");
  });

  test("of one application are not settled from another", async () => {
    const [here, there] = [await group(), await group()];
    await comment(as(here.owner), here.id, "story", { text: "Ours" });
    const [one] = await listComments(database.db, here.id, "story");
    await expect(resolveComment(as(there.owner), there.id, one!.id, true)).rejects.toThrow(NotFound);
    expect(await countOpenComments(database.db, here.id)).toEqual({ story: 1 });
  });
});
