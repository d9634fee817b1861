/** The form that never loses a word: offline, signed out, with others in it, on a computer that others use. */
import { better, isFitFor, join, makeDraft, makePerson, needKnown, partNeed, readDevice, savedText, say } from "./drafting.ts";
import type { WorldDatabase } from "./world-database.ts";
import { expect, test } from "./walking.ts";
import { password, Walker } from "./walker.ts";

/** On this page the first line of what the page says of itself as a whole. */
const status = (walker: Walker) => walker.main.locator(".app-saving").getByRole("status");
const beside = (walker: Walker, question: string) => walker.main.locator("[data-question]").filter({ hasText: question }).locator(".app-answer-foot__state");
const field = (walker: Walker, question: string) => walker.main.getByLabel(question, { exact: true });
const need = (application: string) => `${application}/sections/need`;
const anotherTab = async (walker: Walker) => new Walker(await walker.page.context().newPage(), false);

/** Somebody signed in, at a part of a draft of their group in which nothing is written yet. */
async function beginNeed(walker: Walker, database: WorldDatabase, name: string, email: string, group: string): Promise<string> {
  await makePerson(database, email, name);
  const application = await makeDraft(database, email, group);
  await walker.signIn(email);
  await openNeed(walker, application);
  return application;
}
/** The page is whole once its script knows who is there: what is typed before is taken up too, and is not what these journeys are about. */
async function openNeed(walker: Walker, application: string): Promise<void> {
  const known = walker.page.waitForResponse((response) => response.url().includes("/answers?"));
  await walker.open(need(application));
  await walker.arrivesAt(partNeed);
  await known;
}

test("an answer saves by itself and says so, and the plain form after it meets no conflict", async ({ walkAs, database }) => {
  const walker = await walkAs("one who trusts it");
  const application = await beginNeed(walker, database, "Ina Trustlea", "ina@trust.example", "Quiet Hour");
  await field(walker, needKnown).pressSequentially("Twelve people came");
  await expect(beside(walker, needKnown)).toHaveText(/^Saved \d\d:\d\d$/);
  await expect(status(walker)).toHaveText(/^Saved \d\d:\d\d$/);
  expect(await savedText(database, application, "need")).toBe("Twelve people came");
  await expect(field(walker, needKnown)).toBeFocused();
  await isFitFor(walker.page, "saved by itself");
  await walker.page.keyboard.type(" and asked for more.\n\nSo we asked them “why?”");
  await expect.poll(() => savedText(database, application, "need")).toBe("Twelve people came and asked for more.\n\nSo we asked them “why?”");
  await field(walker, better).fill("Less alone.");
  await walker.press("Save and continue");
  await walker.arrivesAt("Who it is for");
  expect(await savedText(database, application, "difference")).toBe("Less alone.");
  const { refused } = await database.row<{ refused: string }>("select count(*) as refused from application_answer_history where application_id = $1 and kept = 'refused'", [application.split("/")[2]]);
  expect(refused).toBe("0");
});

test("what is typed offline outlives the closed tab, can't be read on the device, and is sent when the connection is back", async ({ walkAs, database }) => {
  const walker = await walkAs("one on a train");
  const application = await beginNeed(walker, database, "Eilidh Trainlea", "eilidh@train.example", "Window Seat");
  const { page } = walker;
  await field(walker, needKnown).fill("Written in the tunnel: heliotrope.");
  await expect(beside(walker, needKnown)).toHaveText(/^Saved/);
  await page.context().setOffline(true);
  await field(walker, needKnown).fill("Written in the tunnel: heliotrope and fern.");
  await field(walker, better).fill("Saffron lights at the end of it.");
  await expect(status(walker)).toHaveText("Not saved: you are offline. It is kept on this device and will be sent.");
  await expect(beside(walker, better)).toHaveText("Not saved. Kept on this device");
  await isFitFor(page, "offline");
  const device = await readDevice(page);
  expect(device.records).toBeGreaterThanOrEqual(2);
  for (const word of ["heliotrope", "Saffron", "tunnel"]) expect(device.readable, word).not.toContain(word);
  expect(await savedText(database, application, "difference")).toBeNull();
  await page.close();

  await walker.page.context().setOffline(false);
  const again = await anotherTab(walker);
  await openNeed(again, application);
  await expect(field(again, needKnown)).toHaveValue("Written in the tunnel: heliotrope and fern.");
  await expect(field(again, better)).toHaveValue("Saffron lights at the end of it.");
  await expect(beside(again, better)).toHaveText(/^Saved/);
  await expect.poll(() => savedText(database, application, "need")).toBe("Written in the tunnel: heliotrope and fern.");
  expect(await savedText(database, application, "difference")).toBe("Saffron lights at the end of it.");
  await expect.poll(async () => (await readDevice(again.page)).records).toBe(0);
});

test("a connection that comes back while the page is open sends everything in its order", async ({ walkAs, database }) => {
  const walker = await walkAs("one on a ferry");
  const application = await beginNeed(walker, database, "Morna Ferrylea", "morna@ferry.example", "Ferry Choir");
  await walker.page.context().setOffline(true);
  for (const text of ["One", "One two", "One two three"]) {
    await field(walker, needKnown).fill(text);
    await expect.poll(async () => (await readDevice(walker.page)).records).toBe(1);
  }
  await walker.main.getByRole("button", { name: "Save and continue" }).click();
  await expect(status(walker)).toContainText("you are offline");
  await walker.arrivesAt(partNeed);
  await walker.page.context().setOffline(false);
  await expect(beside(walker, needKnown)).toHaveText(/^Saved/);
  await expect.poll(() => savedText(database, application, "need")).toBe("One two three");
  await expect.poll(async () => (await readDevice(walker.page)).records).toBe(0);
});

test("a session that ends in mid-sentence is begun again in place, by the same person only, and nothing is typed twice", async ({ walkAs, database }) => {
  const walker = await walkAs("one in mid-sentence");
  const email = "catriona@midsentence.example";
  const application = await beginNeed(walker, database, "Catriona Halflea", email, "Half Sentences");
  await database.endSessions(email);
  await field(walker, needKnown).pressSequentially("We asked everyone who");
  await expect(status(walker)).toHaveText("Not saved: you have been signed out. It is kept on this device and will be sent.");
  await expect(field(walker, needKnown)).toBeFocused();
  const panel = walker.main.getByRole("group", { name: "Sign in again to save" });
  await isFitFor(walker.page, "signed out");
  await panel.getByLabel("E-mail address").fill(email);
  await panel.getByLabel("Password").fill("not-this-one-at-all");
  await panel.getByRole("button", { name: "Sign in" }).click();
  await expect(panel.getByText("do not belong together").first()).toBeVisible();
  await panel.getByLabel("Password").fill(password);
  await panel.getByLabel("Password").press("Enter");
  await expect(beside(walker, needKnown)).toHaveText(/^Saved/);
  await expect(panel).toHaveCount(0);
  await expect(field(walker, needKnown)).toBeFocused();
  await walker.page.keyboard.press("End");
  await walker.page.keyboard.type(" came on Thursdays.");
  await expect.poll(() => savedText(database, application, "need")).toBe("We asked everyone who came on Thursdays.");
  const { events } = await database.row<{ events: string }>("select count(*) as events from application_answer_history where application_id = $1 and value #>> '{}' like '%not-this-one%'", [application.split("/")[2]]);
  expect(events).toBe("0");
});

test("what one person typed is never sent as another's who signs in on the same device", async ({ walkAs, database }) => {
  const walker = await walkAs("one of two on a laptop");
  const email = "una@laptop.example";
  const application = await beginNeed(walker, database, "Una Laplea", email, "Shared Laptop");
  await makePerson(database, "ruth@laptop.example", "Ruth Guestlea");
  await join(database, "ruth@laptop.example", application);
  await database.endSessions(email);
  await field(walker, needKnown).fill("Una's own words");
  await expect(status(walker)).toContainText("you have been signed out");
  const other = await anotherTab(walker);
  await other.signIn("ruth@laptop.example");
  await openNeed(other, application);
  await expect(field(other, needKnown)).toHaveValue("");
  await walker.page.bringToFront();
  await walker.main.getByRole("button", { name: "Save and continue" }).click();
  await expect(status(walker)).toContainText("somebody else is signed in here now");
  expect(await savedText(database, application, "need")).toBeNull();
  expect((await readDevice(walker.page)).records).toBe(1);
  await isFitFor(walker.page, "another account");
  await other.press("Sign out", other.page.getByRole("banner"));
  await other.signIn(email);
  await walker.page.bringToFront();
  await walker.main.getByRole("button", { name: "Save and continue" }).click();
  await walker.arrivesAt("Who it is for");
  expect(await savedText(database, application, "need")).toBe("Una's own words");
});

test.describe("two people in one draft", () => {
  test.describe.configure({ mode: "serial" });
  const story = { application: "" };

  test("in different answers never collide, and each sees who is there and what changed", async ({ walkAs, database }) => {
    const one = await walkAs("one of the pair");
    story.application = await beginNeed(one, database, "Flora Pairlea", "flora@pair.example", "Pair of Oars");
    const two = await walkAs("two of the pair");
    await makePerson(database, "hamish@pair.example", "Hamish Oarlea");
    await join(database, "hamish@pair.example", story.application);
    await two.signIn("hamish@pair.example");
    await openNeed(two, story.application);
    await field(one, needKnown).fill("Flora wrote this.");
    await field(two, better).fill("Hamish wrote that.");
    await expect(beside(one, needKnown)).toHaveText(/^Saved/);
    await expect(beside(two, better)).toHaveText(/^Saved/);
    // The page looks every half minute; seen again it looks at once.
    await one.page.evaluate(() => window.dispatchEvent(new Event("online")));
    await two.page.evaluate(() => window.dispatchEvent(new Event("online")));
    await expect(field(one, better)).toHaveValue("Hamish wrote that.");
    await expect(beside(one, better)).toHaveText(/^Changed by Hamish Oarlea at \d\d:\d\d$/);
    await expect(field(two, needKnown)).toHaveValue("Flora wrote this.");
    await one.sees("Here now: Hamish Oarlea (this part)");
    await isFitFor(one.page, "others are here");
  });

  test("in the same answer both texts are kept and shown side by side to choose from", async ({ walkAs, database }) => {
    const one = await walkAs("one of the pair");
    const two = await walkAs("two of the pair");
    for (const walker of [one, two]) await openNeed(walker, story.application);
    await field(one, say).fill("They chose the songs.");
    await expect(beside(one, say)).toHaveText(/^Saved/);
    await field(two, say).fill("They chose the evening.");
    const choice = two.main.getByRole("group", { name: /^Someone else wrote here at the same time/ });
    await expect(choice).toContainText("They chose the songs.");
    await expect(choice).toContainText("They chose the evening.");
    await expect(choice).toContainText("Flora Pairlea, saved");
    await expect(field(two, say)).toBeFocused();
    await field(two, say).fill("They chose the evening and the biscuits.");
    await expect(choice).toContainText("and the biscuits");
    await isFitFor(two.page, "two texts");
    await two.main.getByRole("button", { name: "Save and continue" }).click();
    await expect(choice).toBeFocused();
    expect(await savedText(database, story.application, "involved")).toBe("They chose the songs.");
    await choice.getByRole("button", { name: "Use my text" }).click();
    await expect(beside(two, say)).toHaveText(/^Saved/);
    await expect(choice).toHaveCount(0);
    expect(await savedText(database, story.application, "involved")).toBe("They chose the evening and the biscuits.");

    // Now the other way: theirs is kept.
    await field(one, say).fill("They chose the songs and the hall.");
    const back = one.main.getByRole("group", { name: /^Someone else wrote here at the same time/ });
    await expect(back).toContainText("biscuits");
    await back.getByRole("button", { name: "Keep what is saved" }).click();
    await expect(field(one, say)).toHaveValue("They chose the evening and the biscuits.");
    await expect(back).toHaveCount(0);
    const kept = await database.rows<{ value: string }>("select value #>> '{}' as value from application_answer_history where application_id = $1 and question_id = 'involved'", [story.application.split("/")[2]]);
    for (const text of ["They chose the songs.", "They chose the evening.", "They chose the songs and the hall."]) expect(kept.map(({ value }) => value), text).toContain(text);
    await one.press("Save and continue");
    await one.arrivesAt("Who it is for");
  });

  test("two tabs of one person lose nothing and save nothing twice", async ({ walkAs, database }) => {
    const one = await walkAs("one of the pair");
    const tab = await anotherTab(one);
    for (const walker of [one, tab]) await openNeed(walker, story.application);
    await one.page.context().setOffline(true);
    await field(one, needKnown).fill("From the first tab.");
    await field(tab, better).fill("From the second tab.");
    await expect.poll(async () => (await readDevice(one.page)).records).toBe(2);
    await one.page.context().setOffline(false);
    await expect.poll(() => savedText(database, story.application, "need")).toBe("From the first tab.");
    await expect.poll(() => savedText(database, story.application, "difference")).toBe("From the second tab.");
    await expect.poll(async () => (await readDevice(one.page)).records).toBe(0);
    const { twice } = await database.row<{ twice: string }>("select count(*) as twice from application_answer_history where application_id = $1 and value #>> '{}' like 'From the % tab.'", [story.application.split("/")[2]]);
    expect(twice).toBe("0");
  });
});

test("a shared computer keeps nothing, says so, and still saves", async ({ walkAs, database }) => {
  const walker = await walkAs("one in the library");
  const email = "isla@library.example";
  const application = await beginNeed(walker, database, "Isla Readlea", email, "Library Table");
  await walker.press("Sign out", walker.page.getByRole("banner"));
  await walker.open("/account/sign-in");
  await walker.type("E-mail address", email);
  await walker.type("Password", password);
  await walker.choose("This is a shared computer");
  await walker.press("Sign in");
  await openNeed(walker, application);
  await walker.page.context().setOffline(true);
  await field(walker, needKnown).fill("Typed between the shelves.");
  await expect(status(walker)).toHaveText("Not saved: you are offline. What you typed is only in this page: keep it open.");
  await expect(beside(walker, needKnown)).toHaveText("Not saved. Only in this page");
  const device = await readDevice(walker.page);
  expect(device.records).toBe(0);
  expect(device.readable).not.toContain("shelves");
  await walker.page.context().setOffline(false);
  await expect(beside(walker, needKnown)).toHaveText(/^Saved/);
  expect(await savedText(database, application, "need")).toBe("Typed between the shelves.");
  expect((await readDevice(walker.page)).records).toBe(0);
});

test("what is typed after the application was sent is shown to be copied, and leaves nothing on the device", async ({ walkAs, database }) => {
  const walker = await walkAs("one who is late");
  const application = await beginNeed(walker, database, "Mairi Latelea", "mairi@late.example", "Late Bus");
  await walker.page.context().setOffline(true);
  await field(walker, needKnown).fill("Thought of on the bus.");
  await expect.poll(async () => (await readDevice(walker.page)).records).toBe(1);
  await database.rows("update application set status = 'withdrawn' where id = $1", [application.split("/")[2]]);
  await walker.page.context().setOffline(false);
  await expect(status(walker)).toContainText("This can’t be changed any more");
  await walker.sees("Not part of the application");
  await expect(walker.main.locator(".app-two-texts")).toContainText("Thought of on the bus.");
  await expect.poll(async () => (await readDevice(walker.page)).records).toBe(0);
  await isFitFor(walker.page, "too late");
});

test("signing out with answers that are not saved yet warns first, and leaves them locked or gone as the person chooses", async ({ walkAs, database }) => {
  const walker = await walkAs("one who leaves");
  const email = "oighrig@leaving.example";
  const application = await beginNeed(walker, database, "Oighrig Leavelea", email, "Leaving Early");
  const banner = walker.page.getByRole("banner");
  await walker.page.context().setOffline(true);
  await field(walker, needKnown).fill("Half a thought.");
  await expect.poll(async () => (await readDevice(walker.page)).records).toBe(1);
  // Away from the form, on a page without script.
  await walker.page.goto("about:blank");
  await walker.page.context().setOffline(false);
  await walker.open("/desk");
  await walker.press("Sign out", banner);
  await walker.sees("Some of what you wrote on this device is not saved yet");
  await expect(walker.main.getByRole("link", { name: "Go to 1 answer that is not saved" })).toHaveAttribute("href", need(application));
  await isFitFor(walker.page, "signing out with unsent answers");
  await walker.press("Sign out and leave it here, locked");
  await walker.arrivesAt("Sign in");
  const device = await readDevice(walker.page);
  expect(device.records).toBe(1);
  expect(device.readable).not.toContain("thought");

  await walker.signIn(email);
  await openNeed(walker, application);
  await expect(field(walker, needKnown)).toHaveValue("Half a thought.");
  await expect.poll(() => savedText(database, application, "need")).toBe("Half a thought.");
  await walker.page.context().setOffline(true);
  await field(walker, needKnown).fill("Half a thought, never to be kept.");
  await expect.poll(async () => (await readDevice(walker.page)).records).toBe(1);
  await walker.page.goto("about:blank");
  await walker.page.context().setOffline(false);
  await walker.open("/desk");
  await walker.press("Sign out", banner);
  await walker.press("Sign out and delete it here");
  await walker.arrivesAt("Sign in");
  expect((await readDevice(walker.page)).records).toBe(0);

  await walker.signIn(email);
  await walker.press("Sign out", banner);
  await walker.arrivesAt("Sign in");
});
