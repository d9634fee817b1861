/** Answers that save by themselves, through the built site: whose they are, and signing out while some wait on the device. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { paths } from "#app/paths.ts";
import { draft, sectionOf, world } from "#tests/domain/applications/support.ts";
import { a } from "#tests/support/factories.ts";
import { testSite, type TestSite } from "#tests/support/site.ts";

let site: TestSite;
beforeAll(async () => {
  site = await testSite();
});
afterAll(() => site.close());

test("what one person typed is not saved under the session of another of the same group", async () => {
  const { db } = site.database;
  const group = await world(db);
  const id = await draft(db, group, {});
  const other = await a.person(db);
  await a.role(db, { person_id: other.id, role: "editor", organisation_id: group.organisation.id });
  const form = () => ({ section: sectionOf("title"), key: newId(), person: group.owner.id, "version.title": "0", title: "Mine" });
  const answers = () => db.selectFrom("application_answer").select("value").where("application_id", "=", id).where("question_id", "=", "title").execute();

  const refused = await site.ask(paths.applicationAnswers(id), { token: await site.signIn(other.id), form: form() });
  expect([refused.status, JSON.parse(refused.text)]).toEqual([403, { otherPerson: true }]);
  expect(await answers()).toEqual([]);
  const taken = await site.ask(paths.applicationAnswers(id), { token: await site.signIn(group.owner.id), form: form() });
  expect([taken.status, (JSON.parse(taken.text) as { saved: unknown[] }).saved.length]).toEqual([200, 1]);
  expect(await answers()).toHaveLength(1);
});

test("signing out asks first where the device says that this person's answers wait there, and keeps what lies there", async () => {
  const { id } = await a.person(site.database.db);
  const token = await site.signIn(id);
  const cookie = (unsentOf: string) => ({ cookie: `lade=${token}; lade-unsent=${unsentOf}` });
  const asked = await site.ask(paths.signOut(), { headers: cookie(id), form: {} });
  expect([asked.status, asked.headers.location, asked.cookies]).toEqual([302, paths.signOut(), []]);
  expect((await site.ask(paths.signOut(), { headers: cookie(id) })).text).toContain("is not saved yet");
  expect((await site.ask(paths.signOut(), { headers: cookie(newId()) })).text).not.toContain("is not saved yet");
  const out = await site.ask(paths.signOut(), { headers: cookie(id), form: { knowing: "yes" } });
  expect([out.status, out.headers["clear-site-data"], out.headers.location]).toEqual([302, '"cache"', paths.signIn({ done: "out" })]);
  expect((await site.ask(paths.account(), { token })).status).toBe(302);
});
