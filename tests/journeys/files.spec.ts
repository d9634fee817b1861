/** Attaching files where the answers are written: several at once, broken off and sent again, refused, taken out; and the same without a script. */
import { jpeg, pdf } from "../domain/files/samples.ts";
import { idOf, isFitFor, makeDraft, makePerson } from "./drafting.ts";
import { expect, test } from "./walking.ts";
import type { WorldDatabase } from "./world-database.ts";

const file = (name: string, buffer: Buffer) => ({ name, mimeType: "application/pdf", buffer });
const held = (database: WorldDatabase, application: string) =>
  database.rows<{ name: string }>("select s.name from application_file f join stored_file s on s.id = f.stored_file_id where f.application_id = $1 and f.removed_at is null order by f.added_at", [idOf(application)]).then((rows) => rows.map(({ name }) => name));
/** The part of the form that asks for papers. */
async function partWithPapers(database: WorldDatabase, application: string): Promise<string> {
  const { section } = await database.row<{ section: string }>(
    `select jsonb_path_query_first(f.definition, '$.sections[*] ? (@.questions[*].id == "papers").id') #>> '{}' as section from application a join form_version f on f.id = a.form_version_id where a.id = $1`,
    [idOf(application)],
  );
  return `${application}/sections/${section}`;
}

test("several files at once, each with its own progress and its own answer; what broke off is sent again and kept once", async ({ walkAs, database }) => {
  const walker = await walkAs("one with papers");
  await makePerson(database, "paula@papers.example", "Paula Paperley");
  const application = await makeDraft(database, "paula@papers.example", "Paper Lanterns");
  await walker.signIn("paula@papers.example");
  await walker.open(await partWithPapers(database, application));
  const { page } = walker;
  const papers = page.locator(".app-files");
  const beside = (text: string) => papers.locator(".app-files__about").filter({ hasText: text });
  const choose = papers.locator("input[type=file]");
  await choose.setInputFiles([file("Letter.pdf", pdf("A letter")), file("Hall.jpg", jpeg()), file("setup.pdf", Buffer.from("MZ\x90\0")), file("Film.pdf", Buffer.alloc(11 * 1024 * 1024))]);
  await expect(beside("That file is a program")).toBeVisible();
  await expect(beside("This file is 11 MB")).toBeVisible();
  expect(await held(database, application)).toEqual(["Letter.pdf", "Hall.jpg"]);
  await isFitFor(page, "files refused and added");

  await page.route("**/files", (route) => route.abort("connectionreset"));
  await choose.setInputFiles([file("Plan.pdf", pdf("A plan"))]);
  await expect(beside("The connection broke off. Nothing of this file is kept yet")).toBeVisible();
  await isFitFor(page, "file broken off");
  expect(await held(database, application)).toHaveLength(2);
  await page.unroute("**/files");
  await papers.getByRole("button", { name: /Try again.*Plan\.pdf/ }).click();
  await expect.poll(() => held(database, application)).toEqual(["Letter.pdf", "Hall.jpg", "Plan.pdf"]);
  await expect(papers.getByText("There are 3 files, and there is no room for more")).toBeVisible();

  await papers.getByRole("button", { name: /Remove.*Hall\.jpg/ }).click();
  await expect.poll(() => held(database, application)).toEqual(["Letter.pdf", "Plan.pdf"]);
  await expect(papers.getByRole("link", { name: "Hall.jpg" })).toHaveCount(0);
  const saving = page.waitForEvent("download");
  await papers.getByRole("link", { name: "Letter.pdf" }).click();
  expect((await saving).suggestedFilename()).toBe("Letter.pdf");
  await walker.press("Save and continue");
  expect(await held(database, application)).toEqual(["Letter.pdf", "Plan.pdf"]);
});

test("the same without a script, on a phone: a button saves what is typed and opens the files' page", async ({ browser, walkAs, database }) => {
  const walker = await walkAs("one with an old phone");
  await makePerson(database, "olga@phone.example", "Olga Phoneley");
  const application = await makeDraft(database, "olga@phone.example", "Old Phones");
  await walker.signIn("olga@phone.example");
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 }, storageState: await walker.page.context().storageState() });
  const page = await context.newPage();
  await page.goto(await partWithPapers(database, application));
  await page.getByRole("button", { name: "Add or remove files" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Is there anything you want to show us?" })).toBeVisible();
  await page.getByLabel("Choose files, or take a photo").setInputFiles([file("Plan.pdf", pdf("A plan")), file("Poster.pdf", pdf("A poster")), file("setup.pdf", Buffer.from("MZ\x90\0"))]);
  await page.getByRole("button", { name: "Add these files" }).click();
  await expect(page.getByText("setup.pdf: That file is a program")).toBeVisible();
  expect(await held(database, application)).toEqual(["Plan.pdf", "Poster.pdf"]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  await page.getByRole("link", { name: /Remove.*Plan\.pdf/ }).click();
  await page.getByRole("button", { name: "Remove it" }).click();
  await expect(page.getByText("It is removed from your answer.")).toBeVisible();
  expect(await held(database, application)).toEqual(["Poster.pdf"]);
  await context.close();
});
