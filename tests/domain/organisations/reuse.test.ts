/** An answer given to one fund is offered in the next: the group's own, the latest, with where it came from. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { listEarlierAnswers } from "#app/domain/applications/reuse.server.ts";
import type { Answers } from "#app/domain/forms/model.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const questions = {
  about: { id: "about", kind: "long-text", title: "What does your group do?", limit: 500, reuse: "what-the-group-does" },
  who: { id: "who-you-are", kind: "long-text", title: "Tell us about your group", limit: 300, reuse: "what-the-group-does" },
  whoShort: { id: "who-you-are", kind: "short-text", title: "Your group in a line", limit: 80, reuse: "what-the-group-does" },
  safe: { id: "keeping-safe", kind: "long-text", title: "How do you keep people safe?", limit: 500 },
  money: { id: "asked", kind: "money", title: "How much?" },
  agree: { id: "agree", kind: "declaration", title: "Declaration", statement: "All of this is true" },
  place: { id: "place", kind: "choice", title: "Where?", options: [{ value: "hall", text: "A hall" }, { value: "outside", text: "Outside" }] },
  placeNow: { id: "place", kind: "choice", title: "Where?", options: [{ value: "outside", text: "Outside" }] },
} as const;
type Asked = (typeof questions)[keyof typeof questions];

async function formOf(...asked: Asked[]) {
  const code = `form-${newId()}`;
  return a.formVersion(database.db, { form_code: code, definition: JSON.stringify({ code, title: "A form", sections: [{ id: "one", title: "One", questions: asked }] }) });
}

/** An application of this group that was sent on a day, with these answers. */
async function sent(organisation_id: string, asked: Asked[], answers: Answers, day: string) {
  const form = await formOf(...asked);
  const received_at = new Date(`${day}T12:00:00Z`);
  const application = await an.application(database.db, { organisation_id, form_version_id: form.id, status: "submitted", received_at });
  const id = newId();
  await database.db
    .insertInto("submission")
    .values({ id, application_id: application.id, form_version_id: form.id, answers: JSON.stringify(answers), organisation: "{}", sha256: "0".repeat(64), received_at, submitted_by: application.created_by })
    .execute();
  return id;
}
async function draftOf(organisation_id: string, ...asked: Asked[]) {
  return an.application(database.db, { organisation_id, form_version_id: (await formOf(...asked)).id });
}

test("an answer is offered under its own question and under another form's question on the same topic, the latest first, with fund and day", async () => {
  const { id } = await a.organisation(database.db);
  await sent(id, [questions.about, questions.safe], { about: "We walk.", "keeping-safe": "Two of us are always there." }, "2025-05-03");
  const later = await sent(id, [questions.who], { "who-you-are": "We walk and cook." }, "2026-02-01");
  const earlier = await listEarlierAnswers(database.db, await draftOf(id, questions.about, questions.safe));
  expect(earlier).toEqual({
    about: { value: "We walk and cook.", fund: expect.stringMatching(/^Test Fund/), round: expect.stringMatching(/^Test Round/), date: "2026-02-01", submission_id: later },
    "keeping-safe": expect.objectContaining({ value: "Two of us are always there.", date: "2025-05-03" }),
  });
});

test("no word of another group is ever offered", async () => {
  const [mine, other] = [await a.organisation(database.db), await a.organisation(database.db)];
  await sent(other.id, [questions.about], { about: "The other group's own words." }, "2026-03-01");
  expect(await listEarlierAnswers(database.db, await draftOf(mine.id, questions.about))).toEqual({});
});

test("what speaks of one project only, what is promised anew, another kind of question and a choice that is gone are not offered", async () => {
  const { id } = await a.organisation(database.db);
  await sent(id, [questions.money, questions.agree, questions.whoShort, questions.place], { asked: 100_000, agree: true, "who-you-are": "A line", place: "hall" }, "2026-03-01");
  expect(await listEarlierAnswers(database.db, await draftOf(id, questions.money, questions.agree, questions.who, questions.placeNow))).toEqual({});
  expect(await listEarlierAnswers(database.db, await draftOf(id, questions.place))).toMatchObject({ place: { value: "hall" } });
});

test("the application that is being written is not offered its own sent copy", async () => {
  const { id } = await a.organisation(database.db);
  await sent(id, [questions.about], { about: "We walk." }, "2026-03-01");
  const own = await database.db.selectFrom("application").selectAll().where("organisation_id", "=", id).executeTakeFirstOrThrow();
  expect(await listEarlierAnswers(database.db, own)).toEqual({});
});
