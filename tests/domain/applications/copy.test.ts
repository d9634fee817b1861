/** The copy that a group keeps: everything that was sent, of what was sent, for nobody else. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyPdf, copyText, getSentCopy } from "#app/domain/applications/copy.server.ts";
import { reopen } from "#app/domain/applications/change.server.ts";
import { saveSection } from "#app/domain/applications/save.server.ts";
import { submit } from "#app/domain/applications/submit.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { draft, form, whole, world } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

async function sent(answers: typeof whole = whole) {
  const here = await world(database.db);
  const id = await draft(database.db, here, answers);
  const receipt = await submit(contextFor(database.db, here.owner), id);
  return { ...here, id, receipt };
}

test("the plain text holds every question and every answer, with the reference, the time and the code", async () => {
  const { id, owner, receipt, organisation } = await sent({ ...whole, story: "We walk.\n\nThen tea. 👩🏽 漢字" });
  const text = copyText(await getSentCopy(contextFor(database.db, owner), id));
  for (const question of form.sections.flatMap((section) => section.questions)) expect(text).toContain(question.title);
  for (const said of [receipt.reference, receipt.sha256, organisation.name, "We walk.\n\nThen tea. 👩🏽 漢字", "£2,500.50", "- Hall: £2,000", "2 Shore Road", "Harbour café: Lends a room, 3 hours", "1 April 2027", "Invented for the demonstration"]) expect(text).toContain(said);
});

test("the PDF is tagged, says its language and its title, holds its fonts, and is the same bytes each time", async () => {
  const { id, owner } = await sent({ ...whole, story: "Ж ω ế 👍 漢 مرحبا" });
  const copy = await getSentCopy(contextFor(database.db, owner), id);
  const [first, second] = [await copyPdf(copy), await copyPdf(copy)];
  expect(first.equals(second)).toBe(true);
  const structure = first.toString("latin1");
  expect(structure.startsWith("%PDF-1.7")).toBe(true);
  for (const mark of [/\/MarkInfo/, /\/Marked true/, /\/StructTreeRoot/, /\/Lang \(en-GB\)/, /\/DisplayDocTitle true/, /\/S \/H1/, /\/S \/H2/, /\/S \/H3/, /\/S \/LI\b/, /\/S \/LBody/, /\/FontFile/, /\/ToUnicode/, /pdfuaid:part/]) expect(structure).toMatch(mark);
});

test("what is written after the sending is in no copy, and a new sending takes its place", async () => {
  const { id, owner } = await sent();
  const context = contextFor(database.db, owner);
  const before = copyText(await getSentCopy(context, id));
  await reopen(context, id);
  await saveSection(context, id, [{ question_id: "story", base_version: 1, value: "Changed since." }]);
  expect(copyText(await getSentCopy(context, id))).toBe(before);
  await submit(context, id);
  expect(copyText(await getSentCopy(context, id))).toContain("Changed since.");
});

test("is not there before the sending, nor for anyone outside the group", async () => {
  const here = await world(database.db);
  const unsent = await draft(database.db, here);
  await expect(getSentCopy(contextFor(database.db, here.owner), unsent)).rejects.toThrow(NotFound);
  const { id } = await sent();
  const other = await an.actor(database.db, [{ role: "owner", organisation_id: (await a.organisation(database.db)).id }]);
  await expect(getSentCopy(contextFor(database.db, other), id)).rejects.toThrow(NotFound);
  await expect(getSentCopy(contextFor(database.db, { kind: "visitor" }), id)).rejects.toThrow(NotFound);
});

test("the receipt by e-mail leads to both copies", async () => {
  const { id } = await sent();
  const { body } = await database.db.selectFrom("message").select("body").where("dedupe_key", "=", `application.received/${id}`).executeTakeFirstOrThrow();
  expect(body).toContain(`/applications/${id}/copy.pdf`);
  expect(body).toContain(`/applications/${id}/copy.txt`);
});
