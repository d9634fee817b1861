/**
 * A panel decides: two people at two browsers have one board open, see each other's line move, leave the room for an application, record
 * what they agreed, and close the meeting on a snapshot. Then once more with no script at all, on a phone.
 */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./walking.ts";
import { atDesk, type Walker } from "./walker.ts";

test.describe.configure({ mode: "serial" });

const people = { administrator: "administrator.highland@lade.example", chair: "chair@lade.example" };
/** What others do shows within so many milliseconds. */
const soon = { timeout: 2_000 };
const story = { pot: "", chair: "" };
const address = (rest = "decisions") => `/manage/pots/${story.pot}/${rest}`;
const grip = (walker: Walker) => walker.page.locator("#board-grip");
const rowOf = (walker: Walker, name: string) => walker.page.locator("#board-rows tr[data-place]").filter({ hasText: name });

/** Both with the board open and alive. */
async function together(walkAs: (person: string) => Promise<Walker>): Promise<{ administrator: Walker; chair: Walker }> {
  const [administrator, chair] = [await atDesk(walkAs, people.administrator), await atDesk(walkAs, people.chair)];
  for (const walker of [administrator, chair]) {
    await walker.open(address());
    await expect(grip(walker)).toHaveAttribute("role", "separator");
  }
  return { administrator, chair };
}

async function accessible(walker: Walker): Promise<void> {
  for (const width of [320, 1280]) {
    await walker.page.setViewportSize({ width, height: 900 });
    expect(await walker.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `scrolls sideways at ${width}`).toBeLessThanOrEqual(0);
    const { violations } = await new AxeBuilder({ page: walker.page as never }).setLegacyMode().options({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), `at ${width}`).toEqual([]);
  }
}

test("the line moves with the keys, and the other sees it and its money within two seconds", async ({ walkAs, database }) => {
  story.pot = await database.potIn("highland");
  story.chair = (await database.row<{ name: string }>("select name from person where email = $1", [people.chair])).name;
  const { administrator, chair } = await together(walkAs);
  const before = await administrator.page.locator("#line").inputValue();
  await grip(administrator).focus();
  for (const key of ["Home", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"]) await administrator.page.keyboard.press(key);
  await expect(grip(administrator)).toHaveAttribute("aria-valuenow", "2");
  expect(before).not.toBe("2");
  await expect(grip(chair)).toHaveAttribute("aria-valuenow", "2", soon);
  const remains = administrator.page.locator("[data-say=remains]");
  await expect(administrator.page.locator("#board-status")).toContainText("After 2 of");
  await expect(chair.page.locator("[data-say=remains]")).toHaveText(await remains.innerText(), soon);
  await chair.main.getByRole("button", { name: "Down by one application" }).click();
  await expect(grip(administrator)).toHaveAttribute("aria-valuenow", "3", soon);
  await expect(grip(administrator), "the key still moves it").toBeFocused();
  const { lines } = await database.row<{ lines: string }>("select count(*) as lines from audit_event where action = 'scenario.line-moved'");
  expect(Number(lines)).toBeGreaterThan(1);
  await accessible(administrator);
});

test("what one proposes for a single application shows to the other, and targets say what is short", async ({ walkAs }) => {
  const { administrator, chair } = await together(walkAs);
  const name = await administrator.page.locator("#board-rows tr[data-free] th a").first().innerText();
  await rowOf(administrator, name).getByRole("link", { name: "Change" }).click();
  await administrator.choose("Award in part");
  await administrator.type("Amount in pounds", "600");
  await administrator.press("Propose this");
  await expect(rowOf(chair, name)).toContainText("£600, in part", soon);
  await administrator.follow("Set targets");
  const group = administrator.main.getByRole("group", { name: "Focus groups" }).getByRole("textbox").first();
  await group.fill("99");
  await administrator.press("Save the targets");
  await administrator.sees(/of 99: \d+ short/);
  await expect(chair.main.getByText(/1 target short/).first()).toBeVisible(soon);
});

test("whoever leaves the room for an application loses it from the board at once, and has it back once they are back", async ({ walkAs }) => {
  const { administrator, chair } = await together(walkAs);
  const name = await chair.page.locator("#board-rows tr[data-free] th a").nth(1).innerText();
  const decision = (await chair.page.locator("#board-rows tr[data-free] th a").nth(1).getAttribute("href"))!;
  await administrator.follow("The meeting");
  await administrator.type("How many have to be in the room for a decision", "2");
  for (const one of await administrator.main.getByRole("checkbox").all()) await administrator.page.locator(`label[for="${await one.getAttribute("id")}"]`).click();
  await administrator.press("Open the meeting");
  await expect(chair.page.getByRole("link", { name: /^Meeting open since/ })).toBeVisible(soon);
  await administrator.unfold("Somebody leaves for an application");
  await administrator.pick("Who leaves", story.chair);
  await administrator.pick("For which application", name);
  await administrator.press("They leave now");
  await expect(rowOf(chair, name)).toHaveCount(0, soon);
  expect((await chair.page.request.get(decision)).status()).toBe(403);
  await administrator.press(/^Is back/);
  await expect(rowOf(chair, name)).toHaveCount(1, soon);
  await accessible(administrator);
});

test("what the board proposes is looked at, recorded together, and shows to the other as decided", async ({ walkAs, database }) => {
  const { administrator, chair } = await together(walkAs);
  await administrator.main.getByRole("button", { name: "Move it to where the money runs out" }).click();
  await expect(administrator.page.locator("#board-status")).toContainText("would remain");
  await administrator.follow(/^Record \d+ decisions?$/);
  await administrator.type("Reasons for the record, for all of them", "Agreed by the panel.");
  await administrator.type("Feedback for the groups that are not funded in full", "We could fund a part of it. Say more about the costs next time.");
  await administrator.press(/^Record \d+ decisions?$/);
  await administrator.sees("The decisions are recorded");
  await expect(chair.page.locator("#board-rows .ds_tag").first()).toBeVisible(soon);
  const { committed, decided } = await database.row<{ committed: string; decided: string }>(
    "select committed_pence as committed, (select sum(d.amount_pence) from decision d join application a on a.id = d.application_id where a.pot_id = pot.id and d.taken_back_at is null and d.outcome in ('full', 'part')) as decided from pot where id = $1",
    [story.pot],
  );
  expect(Number(committed)).toBeGreaterThan(0);
  expect(committed).toBe(decided);
});

test("scenarios stand side by side, a balanced shortlist becomes one, and neither decides anything", async ({ walkAs }) => {
  const administrator = await atDesk(walkAs, people.administrator);
  await administrator.open(address());
  await administrator.follow("Keep this as a scenario");
  await administrator.type("Name", "A little further down");
  await administrator.press("Keep it");
  await administrator.sees("You look at a scenario");
  const above = Number(await administrator.page.locator("#line").inputValue());
  await administrator.main.getByRole("button", { name: "Down by one application" }).click();
  await expect(grip(administrator)).toHaveAttribute("aria-valuenow", String(above + 1));
  await administrator.open(address("shortlist"));
  await administrator.press("Work out a shortlist");
  await administrator.sees("Take it to the board");
  await administrator.type("Name of the scenario", "Balanced");
  await administrator.press("Keep as a scenario");
  await administrator.sees("You look at a scenario");
  await administrator.open(address("scenarios"));
  for (const name of ["The board", "A little further down", "Balanced"]) await expect(administrator.main.getByRole("columnheader", { name }).first()).toBeVisible();
  await accessible(administrator);
});

test("the meeting closes on a snapshot that stays, and nothing more is decided until another opens", async ({ walkAs, database }) => {
  const { administrator } = await together(walkAs);
  const open = await administrator.page.locator("#board-rows tr[data-free] th a").first().getAttribute("href");
  await administrator.follow(/^Meeting open since/);
  await administrator.press("Close the meeting");
  await administrator.arrivesAt("Meeting of");
  await administrator.sees("It matches its hash");
  await administrator.sees(story.chair);
  await accessible(administrator);
  await administrator.open(open!);
  await administrator.choose("Decline");
  await administrator.type("Reasons for the record", "Below the line.");
  await administrator.type("Feedback for the group", "Ask the people it is for, and write down what they say.");
  await administrator.press("Record this decision");
  await administrator.sees(/The meeting on this round is closed/);
  expect((await database.rows("select 1 from meeting_snapshot where pot_id = $1", [story.pot])).length).toBe(1);
});

test("with no script, on a phone, the same board moves its line by its buttons and its number", async ({ walkAs, browser }) => {
  const signedIn = await atDesk(walkAs, people.administrator);
  const context = await browser.newContext({ storageState: await signedIn.keep(), javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  await page.goto(address());
  const line = page.locator("#line");
  await line.fill("4");
  await page.getByRole("button", { name: "Move the line there" }).click();
  await expect(line).toHaveValue("4");
  await page.getByRole("button", { name: "Up by one application" }).click();
  await expect(line).toHaveValue("3");
  await expect(page.locator("#board-rows tr[data-place]").nth(2)).toBeVisible();
  expect(await page.locator("#board-line").evaluate((element) => element.previousElementSibling?.getAttribute("data-place"))).toBe("3");
  await line.fill("lots");
  await page.getByRole("button", { name: "Move the line there" }).click();
  await expect(page.getByRole("main")).toContainText("Enter how many applications lie above the line");
  await context.close();
});
