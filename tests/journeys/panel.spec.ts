/**
 * A round is read: its administrator works the list, builds the panel and shares the applications out; readers declare, are shut out of what
 * they are close to, read without names and score, one of them on paper; the chair closes scoring.
 */
import { scoreCells } from "#app/domain/assessment/score-file-cells.server.ts";
import { pdfText } from "#tests/support/pdf-text.ts";
import { enter, fitsBothWidths, knowsNothingOf, makeAdministrator, type Somebody } from "./a-round.ts";
import { Walker } from "./walker.ts";
import { expect, test } from "./walking.ts";
import type { WorldDatabase } from "./world-database.ts";

test.describe.configure({ mode: "serial" });

const administrator = { name: "Roddy Kelpwright", email: "roddy@reading.example" };
const colleague = { name: "Oighrig Limpetson", email: "oighrig@reading.example" };
const readers = {
  first: { name: "Ishbel Quernstone", email: "ishbel@reading.example", seat: "Assessor" },
  second: { name: "Callum Larkrise", email: "callum@reading.example", seat: "Assessor" },
  lived: { name: "Bettina Foxglen", email: "bettina@reading.example", seat: "Lived experience" },
  onPaper: { name: "Wattie Braeburnie", email: "wattie@reading.example", seat: "Assessor" },
  chair: { name: "Marsali Thornlaw", email: "marsali@reading.example", seat: "Chair" },
} as const;

interface Sent {
  id: string;
  reference: string;
  group: string;
  title: string;
}
/** What the later steps need of the earlier ones. */
const story = { pot: "", sent: [] as Sent[], closed: {} as Sent, shared: {} as Sent, given: {} as Sent };
const manage = (rest = "") => `/manage/pots/${story.pot}${rest}`;
const panelOf = ({ id }: Sent) => `/panel/applications/${id}`;

const idOf = async (database: WorldDatabase, { email }: Somebody) => (await database.row<{ id: string }>("select id from person where email = $1", [email])).id;
/** What somebody is asked to read now, the earliest received first. */
async function readsOf(database: WorldDatabase, { email }: Somebody): Promise<Sent[]> {
  const rows = await database.rows<{ id: string }>(
    "select s.application_id as id from assignment s join application a on a.id = s.application_id join person p on p.id = s.person_id where p.email = $1 and a.pot_id = $2 and s.ended_at is null order by a.reference",
    [email, story.pot],
  );
  return rows.map(({ id }) => story.sent.find((one) => one.id === id)!);
}
const assignments = async (database: WorldDatabase): Promise<number> =>
  (await database.rows("select 1 from assignment s join application a on a.id = s.application_id where a.pot_id = $1 and s.ended_at is null", [story.pot])).length;

test("the administrator builds the panel, which declares before anything opens and reads without names", async ({ walkAs, database, baseURL }) => {
  story.pot = await database.potIn("city-of-edinburgh");
  await database.closeIn(story.pot, -1);
  story.sent = await database.rows<Sent>("select a.id, a.reference, o.name as group, a.title from application a join organisation o on o.id = a.organisation_id where a.pot_id = $1 and a.status = 'submitted' order by a.reference", [story.pot]);
  await makeAdministrator(database, administrator, story.pot);
  await makeAdministrator(database, colleague, story.pot);

  const walker = await enter(walkAs, database, administrator.email, baseURL!);
  await walker.open(manage());
  await walker.follow("Panel");
  await walker.press("Ask the panel to declare for the round");
  await walker.sees("the panel declares for the round before anything opens");
  const invite = async ({ name, email }: Somebody, seat?: string) => {
    await walker.type("Name", name);
    await walker.type("E-mail address", email);
    if (seat) await walker.choose(seat);
    await walker.press("Invite to the panel");
  };
  for (const { seat, ...reader } of Object.values(readers)) {
    await invite(reader, seat);
    await walker.sees("They have an e-mail");
    expect(await database.messagesTo(reader.email, "panel-invited")).toBe(1);
  }
  await invite(administrator, "Chair");
  await walker.sees("nobody gives themselves a seat");
  await fitsBothWidths(walker, "The panel with somebody refused");
  await walker.open(manage("/reading"));
  await walker.choose("Administrators, and the chair once scoring is closed");
  await walker.press("Save who sees names");
  await walker.sees("Names are hidden from readers now");
});

test("the pot is divided into parts and years, which can't hold more than the pot", async ({ walkAs, database, baseURL }) => {
  const walker = await enter(walkAs, database, administrator.email, baseURL!);
  await walker.open(manage("/parts"));
  const part = (number: number) => walker.main.getByRole("group", { name: `Part ${number}` });
  await walker.type("Name", "Small grants", part(1));
  await walker.type(/^And for at most/, "2,000", part(1));
  await walker.type(/^Money in it/, "26,000", part(1));
  await walker.type("Name", "Larger grants", part(2));
  await walker.type(/^For applications that ask for at least/, "2,000.01", part(2));
  await walker.type(/^Money in it/, "200,000", part(2));
  await walker.press("Save the parts");
  await walker.sees("There is a problem");
  await walker.type(/^Money in it/, "100,000", part(2));
  await walker.press("Save the parts");
  await walker.sees("The parts are saved");
  await walker.type(/^2026-27, in pounds/, "90,000");
  await walker.press("Save the years");
  await walker.sees("The limits of the years are saved");
  await walker.sees("£100,000");
});

test("the administrator works the list: a view by name, checks asked for several at once after a look at each, and a flag resolved", async ({ walkAs, database, baseURL, javaScriptEnabled }) => {
  const walker = await enter(walkAs, database, administrator.email, baseURL!);
  const flags = async () => (await database.rows("select 1 from application_flag f join application a on a.id = f.application_id where a.pot_id = $1 and f.resolved_at is null", [story.pot])).length;
  await walker.open(manage());
  await walker.follow("4 applications to check");
  await expect(walker.main.getByRole("status")).toContainText("4 of 4");
  await walker.unfold("Save this view");
  await walker.type("Name of the view", "Still to check");
  await walker.press("Save this view");
  await walker.sees("The view is saved");
  await walker.follow("Everything", walker.main.getByRole("navigation", { name: "Views of the list" }));
  await walker.follow("Still to check");
  expect(walker.path).toContain("checks=to-do");

  const box = (index: number) => walker.main.locator("tbody").getByRole("checkbox").nth(index);
  if (javaScriptEnabled ?? true) {
    await box(0).focus();
    for (const key of ["x", "j", "ArrowDown", "k", "x"]) await walker.page.keyboard.press(key);
    await expect(walker.main.getByText("2 applications are chosen.")).toBeVisible();
  } else {
    for (const index of [0, 1]) await walker.choose(await walker.main.locator("tbody label").nth(index).innerText());
  }
  for (const [index, ticked] of [true, true, false, false].entries()) await expect(box(index)).toBeChecked({ checked: ticked });
  await walker.press("Do something with the chosen");
  await walker.sees("2 applications are chosen");
  await walker.press("Look at asking for checks");
  await walker.sees("There is a problem");
  await walker.pick("Colleague", colleague.name);
  await walker.day("Wanted by", "2099-03-01");
  await walker.press("Look at asking for checks");
  await walker.sees("Will have a flag to do the checks");
  await fitsBothWidths(walker, "A preview of what is done with several");
  expect(await flags(), "nothing is written by looking").toBe(0);
  await walker.press("Raise 2 flags");
  await walker.arrivesAt(colleague.name);
  await walker.sees("All 2 applications");
  expect(await flags()).toBe(2);

  const other = await enter(walkAs, database, colleague.email, baseURL!);
  await other.open("/desk");
  await other.follow(/checks/i);
  await other.unfold(/^Resolve it/);
  await other.press("Resolve this flag");
  await other.sees("There is a problem");
  await other.type("What came of it?", "All is there, and the accounts add up.");
  await other.press("Resolve this flag");
  await other.sees("The flag is resolved");
  await other.unfold("One flag was resolved");
  await other.sees("All is there, and the accounts add up.");
});

test("a reader declares for the round before anything opens, and what they are close to stays closed to them everywhere", async ({ walkAs, database, baseURL }) => {
  const reader = await enter(walkAs, database, readers.first.email, baseURL!);
  const first = story.sent[0]!;
  story.closed = first;
  await reader.open("/panel");
  await reader.sees("First say to which groups you are close");
  for (const { title, reference } of story.sent) await knowsNothingOf(reader, "/panel", [title, reference]);
  expect((await reader.page.request.get(panelOf(first))).status()).toBe(404);
  await reader.follow(/City of Edinburgh/);
  await reader.sees("4 groups applied");
  await reader.choose(first.group);
  await reader.choose("I am close to none of them");
  await reader.press("Record the declaration");
  await reader.sees("There is a problem");
  await reader.choose("I am close to those that I ticked, and to no other");
  await reader.type(/^What connects you/, "My brother keeps its books.");
  await fitsBothWidths(reader, "A declaration that is not complete");
  await reader.press("Record the declaration");
  await reader.sees("The groups you ticked are closed to you now");
  const others = [readers.second, readers.lived, readers.chair];
  for (const { email } of others) {
    const free = await enter(walkAs, database, email, baseURL!);
    await free.open(`/panel/pots/${story.pot}/declaration`);
    await free.choose("I am close to none of them");
    await free.press("Record the declaration");
    await free.sees("Your declaration is recorded");
  }
});

test("a proposal writes nothing; applied, it is even, reaches everybody, and closes nobody's interest again", async ({ walkAs, database, baseURL }) => {
  const walker = await enter(walkAs, database, administrator.email, baseURL!);
  await walker.open(manage("/panel"));
  await walker.follow(readers.onPaper.name);
  await walker.follow("Record a declaration made on paper");
  await walker.choose("They declared that they are close to none of them");
  await walker.press("Record the declaration");
  await walker.sees("What they declared on paper is recorded");

  await walker.open(manage("/assign"));
  await walker.unfold("What each application needs");
  await walker.type("Readers for each application", "3");
  await walker.type(/^Of these with lived experience/, "1");
  await walker.press("Propose again");
  await walker.sees("A proposal: 12 assignments");
  await fitsBothWidths(walker, "A proposal of who reads what");
  expect(await assignments(database)).toBe(0);
  const late = new Walker(await walker.page.context().newPage(), false);
  await late.open(walker.path);
  await walker.press("Make 12 assignments");
  await walker.sees("12 assignments are made");
  await late.press("Make 12 assignments");
  await late.sees("Nothing was shared out");
  expect(await assignments(database)).toBe(12);
  const loads = await Promise.all([readers.lived, readers.first, readers.second, readers.onPaper].map(async (reader) => (await readsOf(database, reader)).length));
  expect(loads[0], "every application has a reader with lived experience").toBe(4);
  expect(loads.slice(1).sort(), "the others read as many as each other").toEqual([2, 3, 3]);
  expect((await readsOf(database, readers.first)).map(({ id }) => id)).not.toContain(story.closed.id);

  const reader = await enter(walkAs, database, readers.first.email, baseURL!);
  const { closed } = story;
  for (const address of [panelOf(closed), `${panelOf(closed)}/declaration`, `${panelOf(closed)}/scores`, `/manage/applications/${closed.id}`, `/manage/applications/${closed.id}/decision`, `/manage/applications/${closed.id}/moderation`, `/applications/${closed.id}`])
    expect((await reader.page.request.get(address)).status(), address).toBeGreaterThanOrEqual(400);
  for (const address of ["/desk", "/panel", `/panel/pots/${story.pot}/declaration`, manage("/decisions"), manage("/decisions/state?since=0"), manage("/agreement")]) await knowsNothingOf(reader, address, [closed.id, closed.reference, closed.title, closed.group]);
});

/** Declares that there is no interest, and arrives where it is read. */
async function openToRead(reader: Walker, application: Sent): Promise<void> {
  await reader.open("/panel");
  await reader.follow(application.title);
  await reader.choose("I have no interest in this application");
  await reader.press("Record my answer");
  await reader.arrivesAt("Score: Group LA-");
}
const titles = ["The need", "What will be better", "People's own say", "The money", "Safe and doable"];
const criterion = (reader: Walker, title: string) => reader.main.getByRole("region", { name: title });
async function score(reader: Walker, points: string, reason: string): Promise<void> {
  for (const title of titles) {
    await reader.choose(points, criterion(reader, title));
    await reader.type(/^Reason/, reason, criterion(reader, title));
  }
}

test("readers read without names beside the criterion's guidance, score, and see each other only once they have sent", async ({ walkAs, database, baseURL }) => {
  const lived = await enter(walkAs, database, readers.lived.email, baseURL!);
  const shared = (await readsOf(database, readers.second)).find(({ id }) => id !== story.closed.id)!;
  story.shared = shared;
  await openToRead(lived, shared);
  await knowsNothingOf(lived, panelOf(shared), [shared.group]);
  await lived.unfold("Scored under “The need”");
  await lived.sees("How well does the group know what people here need");
  await lived.press("Send my scores");
  await lived.sees("There is a problem");
  await score(lived, "4", "They asked people first.");
  await lived.choose("I can’t assess this", criterion(lived, "The money"));
  await fitsBothWidths(lived, "A sheet with everything filled in");
  await lived.press("Send my scores");
  await lived.sees("Your scores are sent");

  const second = await enter(walkAs, database, readers.second.email, baseURL!);
  await openToRead(second, shared);
  await knowsNothingOf(second, panelOf(shared), ["They asked people first.", readers.lived.name]);
  await score(second, "2", "Who comes is not clear.");
  await second.press("Send my scores");
  await second.open(panelOf(shared));
  await second.sees("They asked people first.");
  await second.follow("Change your scores");
  await second.choose("3", criterion(second, "The need"));
  await second.type(/^Why do you change them/, "I had not seen the survey.");
  await second.press("Change my scores");
  await second.sees("Your scores are changed");
  await second.unfold("What you gave before");
  await second.sees("I had not seen the survey.");
});

test("one application closes to a reader who finds an interest in it, and another reader says what they can't assess", async ({ walkAs, database, baseURL }) => {
  const second = await enter(walkAs, database, readers.second.email, baseURL!);
  const [mine] = (await readsOf(database, readers.first)).filter(({ id }) => id !== story.shared.id);
  const first = await enter(walkAs, database, readers.first.email, baseURL!);
  story.given = mine!;
  await openToRead(first, mine!);
  await first.unfold("I can’t assess this application");
  await first.press("I can’t assess it");
  await first.sees("There is a problem");
  await first.type("Why can’t you assess it?", "I know nothing of work with the youngest.");
  await first.press("I can’t assess it");
  await first.sees("We know that you can’t assess it");

  await second.open(`${panelOf(story.shared)}/declaration`);
  await second.choose(/^I have an interest/);
  await second.type("If you have one: what is it?", "I met its treasurer at a wedding.");
  await second.press("Record my answer");
  await second.sees("Your interest is recorded");
  expect((await second.open(panelOf(story.shared)))?.status()).toBe(403);
  const { status } = await database.row<{ status: string }>("select t.status from score_sheet t join person p on p.id = t.person_id where p.email = $1 and t.application_id = $2", [readers.second.email, story.shared.id]);
  expect(status, "what was scored is set aside, and kept").toBe("void");
});

test("on a phone scores save by themselves, and are there when the page opens again", async ({ walkAs, database, baseURL, browser }) => {
  const signedIn = await enter(walkAs, database, readers.lived.email, baseURL!);
  const context = await browser.newContext({ storageState: await signedIn.keep(), viewport: { width: 320, height: 640 }, javaScriptEnabled: true });
  const reader = new Walker(await context.newPage(), false);
  const next = (await readsOf(database, readers.lived)).find(({ id }) => id !== story.shared.id)!;
  await openToRead(reader, next);
  await reader.choose("5", criterion(reader, "The need"));
  await reader.type(/^Reason/, "Their own words are in it.", criterion(reader, "The need"));
  await expect(reader.main.getByText("4 criteria are still to score.")).toBeVisible();
  await expect(reader.main.getByText(/^Saved at/)).toBeVisible();
  await reader.open(panelOf(next));
  await expect(criterion(reader, "The need").getByLabel("5", { exact: true })).toBeChecked();
  await expect(criterion(reader, "The need").getByRole("textbox")).toHaveValue("Their own words are in it.");
  await fitsBothWidths(reader, "A sheet that saves by itself");
  await context.close();
});

test("whoever reads on paper gets a pack without names, and the sheet they return is looked at before it is entered for them", async ({ walkAs, database, baseURL }) => {
  const walker = await enter(walkAs, database, administrator.email, baseURL!);
  const [theirs] = await readsOf(database, readers.onPaper);
  await walker.open(manage("/reading"));
  await walker.follow(readers.onPaper.name);
  await walker.unfold(/without a declaration/);
  for (const choice of await walker.main.getByLabel("No interest").all()) await walker.page.locator(`label[for="${await choice.getAttribute("id")}"]`).click();
  await walker.press("Record what they declared");
  await walker.sees("What they declared is recorded");
  const file = async (name: string | RegExp) => (await walker.page.request.get((await walker.main.getByRole("link", { name }).getAttribute("href"))!)).body();
  const pack = pdfText(await file("Reading pack (PDF)")).replace(/\s+/g, " ");
  expect(pack).toContain(theirs!.reference);
  expect(pack).not.toContain(theirs!.group);
  const lines = scoreCells(new Uint8Array(await file("Score sheet to fill in (Excel)"))).map((line) => Array.from({ length: 8 }, (_, index) => line[index] ?? ""));
  const filled = (points: string) => lines.map((line) => (line[1] === theirs!.reference && line[4] !== "" ? [...line.slice(0, 5), points, "", "Read twice, by the fire."] : line));
  const send = async (sheet: string[][]) => {
    const buffer = Buffer.from(sheet.map((line) => line.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\r\n"));
    await walker.main.getByLabel(/^Score sheet/).setInputFiles({ name: "from the post.csv", mimeType: "text/csv", buffer });
    await walker.press("Check the sheet");
  };
  await send(filled("9"));
  await walker.sees(/to be put right first|has to be put right first/);
  await expect(walker.main.getByRole("button", { name: /^Enter scores/ })).toHaveCount(0);
  await send(filled("4"));
  await walker.sees("What will be entered");
  await fitsBothWidths(walker, "A returned sheet before it is entered");
  const sheets = async () => (await database.rows("select 1 from score_sheet where person_id = $1 and status = 'sent' and entered_by is not null", [await idOf(database, readers.onPaper)])).length;
  expect(await sheets()).toBe(0);
  await walker.press("Enter scores for 1 application");
  await walker.sees("The scores are in, with your name and the time");
  expect(await sheets()).toBe(1);
});

test("the administrator sees who owes what, reminds them once a day, and asks somebody else in a reader's place", async ({ walkAs, database, baseURL }) => {
  const walker = await enter(walkAs, database, administrator.email, baseURL!);
  await walker.open(manage("/panel"));
  const row = walker.main.getByRole("row").filter({ hasText: readers.first.name });
  await expect(row).toContainText("Can’t assess 1");
  await walker.press(/^Remind the \d who owe something/);
  await walker.sees(/reminders are on their way/);
  await expect(walker.main.getByRole("button", { name: /^Remind/ }), "one a day is enough").toHaveCount(0);
  expect(await database.messagesTo(readers.lived.email, "panel-reminder")).toBe(1);

  const { given } = story;
  await walker.follow(readers.first.name);
  await walker.unfold(`Choose another reader of ${given.title}`);
  const others = walker.main.locator("details[open]");
  await walker.pick("Reader", readers.chair.name, others);
  await walker.press("Ask them instead", others);
  await walker.sees("The other reader has been asked");
  expect((await readsOf(database, readers.first)).map(({ id }) => id)).not.toContain(given.id);
  expect(await readsOf(database, readers.chair)).toEqual([given]);
});

test("the chair closes scoring: nothing changes after, and the chair sees whose applications these are", async ({ walkAs, database, baseURL }) => {
  const chair = await enter(walkAs, database, readers.chair.email, baseURL!);
  const names = story.sent.map(({ group }) => group);
  await knowsNothingOf(chair, manage("/agreement"), names);
  await chair.open(manage("/agreement"));
  await chair.sees(/sheets? that (was|were) asked for (is|are) not sent yet/);
  await chair.press("Close scoring");
  await chair.sees("Scoring is closed");
  const lived = await enter(walkAs, database, readers.lived.email, baseURL!);
  await chair.follow(story.shared.group);
  await lived.open(panelOf(story.shared));
  await lived.sees(/The chair closed scoring/);
  await expect(lived.main.getByRole("link", { name: "Change your scores" })).toHaveCount(0);
  await knowsNothingOf(lived, lived.path, names);
});
