/** Saving by itself over HTTP: what the page's script is told, always in JSON, and that nothing sent there reaches beyond one's own draft. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnswersNow, SaveAnswer } from "#app/domain/applications/autosave.server.ts";
import { versionField } from "#app/domain/applications/model.ts";
import { listSavedAnswers } from "#app/domain/applications/read.server.ts";
import { submit } from "#app/domain/applications/submit.server.ts";
import { paths } from "#app/paths.ts";
import { draft, sectionOf, world } from "../domain/applications/support.ts";
import { contextFor } from "../support/database.ts";
import { an } from "../support/factories.ts";
import { testSite, type Answer, type TestSite } from "../support/site.ts";

let site: TestSite;
beforeAll(async () => {
  site = await testSite();
});
afterAll(() => site.close());

async function place(answers?: Parameters<typeof draft>[2]) {
  const { db } = site.database;
  const around = await world(db);
  const id = await draft(db, around, answers ?? {});
  return { ...around, id, at: paths.applicationAnswers(id), token: await site.signIn(around.owner.id) };
}
const fields = (text: string, version = 0, key: string = randomUUID()) => ({ section: sectionOf("story"), key, story: text, [versionField("story")]: String(version) });
const answerOf = (answer: Answer): SaveAnswer => JSON.parse(answer.text) as SaveAnswer;

describe("a save", () => {
  test("is answered with what stands, its version and the time, and is kept by nobody on the way", async () => {
    const { at, token, id } = await place();
    const answer = await site.ask(at, { token, form: fields("We walk") });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toMatch(/^application\/json/);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answerOf(answer)).toMatchObject({ saved: [{ question: "story", version: 1 }], refused: [], errors: {}, late: false, receipt: null, closed: false });
    expect((await listSavedAnswers(site.database.db, id)).get("story")).toMatchObject({ value: "We walk", version: 1 });
  });

  test("repeated under its key is answered the same; other content under it is 422 and saves nothing", async () => {
    const { at, token, id } = await place();
    const one = fields("Once");
    const first = await site.ask(at, { token, form: one });
    const again = await Promise.all(Array.from({ length: 8 }, () => site.ask(at, { token, form: one })));
    for (const answer of again) expect(answerOf(answer)).toEqual(answerOf(first));
    const other = await site.ask(at, { token, form: { ...one, story: "Other" } });
    expect([other.status, Object.keys((JSON.parse(other.text) as { errors: object }).errors)]).toEqual([422, ["key"]]);
    expect((await listSavedAnswers(site.database.db, id)).get("story")).toMatchObject({ value: "Once", version: 1 });
  });

  test("without a session is 401 in JSON, never a way to the sign-in page, and so is one that ended in mid-sentence", async () => {
    const { at, token, id } = await place();
    await sql`delete from session where person_id in (select created_by from application where id = ${id})`.execute(site.database.db);
    for (const answer of [await site.ask(at, { form: fields("Nobody") }), await site.ask(at, { token, form: fields("Too late") }), await site.ask(at, { token })]) {
      expect([answer.status, answer.text]).toEqual([401, '{"signIn":true}']);
      expect(answer.headers.location).toBeUndefined();
    }
    expect((await listSavedAnswers(site.database.db, id)).size).toBe(0);
  });

  test("with only the first of two steps of signing in is 401 too", async () => {
    const { at, owner } = await place();
    await site.database.db.insertInto("second_factor").values({ person_id: owner.id, secret_sealed: "x", confirmed_at: new Date() }).execute();
    const token = await site.signIn(owner.id, { secondFactor: false });
    expect((await site.ask(at, { token, form: fields("Half") })).status).toBe(401);
  });

  test("from another site, of another group, by a viewer, too large or broken is refused and changes nothing", async () => {
    const [mine, theirs] = [await place(), await place()];
    const viewer = await an.actor(site.database.db, [{ role: "viewer", organisation_id: mine.organisation.id }]);
    const tries: [number, Promise<Answer>][] = [
      [403, site.ask(mine.at, { token: mine.token, form: fields("Evil"), headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" } })],
      [403, site.ask(mine.at, { token: mine.token, form: fields("None"), headers: { origin: "", "sec-fetch-site": "" } })],
      [404, site.ask(mine.at, { token: theirs.token, form: fields("Theirs") })],
      [404, site.ask(paths.applicationAnswers("not-an-id"), { token: mine.token, form: fields("Nowhere") })],
      [403, site.ask(mine.at, { token: await site.signIn(viewer.id), form: fields("Viewed") })],
      [413, site.ask(mine.at, { token: mine.token, form: fields("a".repeat(600_000)) })],
      [415, site.ask(mine.at, { token: mine.token, body: JSON.stringify(fields("JSON")), headers: { "content-type": "application/json" } })],
      [400, site.ask(mine.at, { token: mine.token, body: "--x\r\nbroken", headers: { "content-type": "multipart/form-data; boundary=x" } })],
    ];
    for (const [status, answer] of tries) expect((await answer).status).toBe(status);
    for (const { id } of [mine, theirs]) expect((await listSavedAnswers(site.database.db, id)).size).toBe(0);
  });

  test("after sending says so, keeps the words and points to the receipt", async () => {
    const { db } = site.database;
    const around = await world(db);
    const id = await draft(db, around);
    await submit(contextFor(db, around.owner), id);
    const answer = await site.ask(paths.applicationAnswers(id), { token: await site.signIn(around.owner.id), form: fields("Late", 1) });
    expect([answer.status, answerOf(answer)]).toMatchObject([200, { late: true, receipt: paths.applicationReceipt(id), refused: [{ mine: { value: "Late" } }] }]);
  });

  test("whatever is sent, it is never our fault and never changes another draft", async () => {
    const { db } = site.database;
    const [mine, theirs] = [await place(), await place({ story: "Theirs" })];
    const others = async () => (await sql<{ all: string }>`select md5(string_agg(t::text, '' order by t::text)) as all from (
      select a::text from application_answer a where application_id <> ${mine.id} union all select p::text from application p union all select p::text from pot p union all select o::text from organisation o union all select r::text from role_held r) as t`.execute(db)).rows[0]!.all;
    const before = await others();
    const { rows: columns } = await sql<{ name: string }>`select distinct column_name as name from information_schema.columns where table_schema = 'public'`.execute(db);
    const names = ["story", "title", "people", "asked", "starts-on-day", "starts-on", "reach", "support", "budget.0.item", "__proto__", "constructor", "story[]", "version.story", "version.__proto__", "intent", "key", "section", ...columns.map(({ name }) => name)];
    const nasty = fc.oneof(
      fc.constantFrom("", "\0", "\ud800", "\u202eabc", "1e309", "-1", "99999999999999999999", "null", "{\"a\":".repeat(50), "'; drop table person; --", "<script>", "a".repeat(9_000), mine.id, theirs.id, theirs.owner.id, `use:${randomUUID()}`, `keep:${theirs.id}`),
      fc.string({ unit: "binary", maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...names), nasty), { maxLength: 12 }), fc.constantFrom(randomUUID(), "", "x"), fc.constantFrom(sectionOf("story"), sectionOf("budget"), "", "../x"), async (pairs, key, section) => {
        const form = new URLSearchParams([["section", section], ["key", key === "" || key === "x" ? key : randomUUID()], ["version.story", "0"], ...pairs]);
        const answer = await site.ask(mine.at, { token: mine.token, form });
        expect(answer.status).toBeLessThan(500);
        JSON.parse(answer.text);
      }),
      { numRuns: Number(process.env.LADE_FUZZ ?? 200) },
    );
    expect(await others()).toBe(before);
    expect(site.logged.filter((line) => line.includes("unexpected error"))).toEqual([]);
  }, 120_000);
});

describe("what an open page asks", () => {
  test("is answered for those who may write, with the key of their device, and kept by nobody", async () => {
    const { at, token, owner, id } = await place({ story: "We walk" });
    const answer = await site.ask(`${at}?section=${sectionOf("story")}`, { token });
    expect([answer.status, answer.headers["cache-control"]]).toEqual([200, "no-store"]);
    const now = JSON.parse(answer.text) as AnswersNow;
    expect(now).toMatchObject({ person: owner.id, keep: true, sent: false, closed: false, changed: [{ question: "story", value: "We walk" }] });
    expect(Buffer.from(now.device_key, "base64")).toHaveLength(32);
    const viewer = await an.actor(site.database.db, [{ role: "viewer", organisation_id: (await site.database.db.selectFrom("application").select("organisation_id").where("id", "=", id).executeTakeFirstOrThrow()).organisation_id }]);
    expect((await site.ask(at, { token: await site.signIn(viewer.id) })).status).toBe(403);
    expect((await site.ask(at, { token: (await place()).token })).status).toBe(404);
  });
});
