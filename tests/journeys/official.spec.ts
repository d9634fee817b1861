/**
 * An official who has to stand by what the funds achieved: explores, defines, records, words, has it approved, sees it released and restates
 * it; reports to the Board; brings in the next plan.
 */
import { addDays, londonDay } from "../../app/domain/kernel/time.ts";
import { expect, test } from "./walking.ts";
import { atDesk, type Walker } from "./walker.ts";

test.describe.configure({ mode: "serial" });

const staff = { official: "official@lade.example", publisher: "publisher@lade.example", reader: "chair@lade.example" };
const today = londonDay(new Date());
const third = { from: "2023-11-01", to: "2024-03-31" };
const name = "Year three, as the journey tells it";
/** What the later steps need of the earlier ones. */
const story = { publication: "", code: "", reading: "" };

/** On the page of checks: everything that wants an answer gets one. */
async function answerAll(official: Walker): Promise<void> {
  const open = official.main.locator(".ds_summary-card").filter({ hasText: "Wants an answer" });
  for (let left = await open.count(); left > 0; left -= 1) {
    await official.type(/^Answer/, "Known, and right.", open.first());
    await official.press("Keep the answer", open.first());
    await expect(open).toHaveCount(left - 1);
  }
}

test("the official explores down to an award and to an application, and every number on the way leads on", async ({ walkAs }) => {
  const official = await atDesk(walkAs, staff.official);
  await official.open("/national");
  await official.follow("Explore the figures by any two things");
  await official.arrivesAt("Explore the figures");
  await official.pick("What is counted", "Applications");
  await official.pick("By", "Council area");
  await official.press("Count");
  await official.sees("Applications by council area");
  await official.sees("Each once, whatever became of them");
  await official.leaveByFirst(official.main.locator("tbody a"));
  await official.arrivesAt("Applications");
  await official.sees(/asking for £/);
  await official.followFirstRow();
  await expect(official.main.getByText(/^Application LA-/)).toBeVisible();

  await official.open("/national/explore?measure=organisations&by=focus-group&fund=communities-adults&year=2023-24");
  await official.follow(/different organisations: People from a Minority Ethnic background/);
  await official.arrivesAt("Awards");
  await expect(official.main.getByRole("status")).toContainText("316 awards");
  await official.followFirstRow();
  await official.sees("What happened");
});

test("the official defines a measure, and records a figure: a false word is refused, the true one is chosen", async ({ walkAs }) => {
  const official = await atDesk(walkAs, staff.official);
  await official.open("/national");
  await official.follow("Measures");
  await official.follow("Define a measure");
  await official.press("Define the measure");
  await official.sees("There is a problem");
  await official.type("What is counted", "People at the shore walks");
  await official.type("Unit", "people");
  await official.pick("What kind of figure", "A count of people");
  await official.choose(/^An output/);
  await official.type(/^What counts, and what does not/, "Each person once for each walk that they came to.");
  await official.type(/^Of whom or of what/, "Adults who came to a walk");
  await official.type(/^Where it holds/, "All 32 council areas, 2024");
  await official.type(/^Over what time it is counted/, "A stated range");
  await official.type(/^Strategic actions it tells about/, "1.1");
  await official.choose(/^A source asserts it/);
  await official.press("Define the measure");
  await official.arrivesAt("People at the shore walks");

  await official.open("/national/actions/1.1/observations/new");
  await official.pick("Measure", "People at the shore walks");
  await official.type("Number, as it is printed", "83,000");
  await official.type(/^What was counted, if it is known exactly/, "82,938");
  await official.pick("The word before the number", "over");
  await official.choose(/^Between two dates/);
  await official.day("First day of the period", "2023-07-01");
  await official.day("Last day of the period", "2024-03-31");
  await official.choose("From monitoring returns of grantees or partners");
  await official.pick("Source", "Another: named below");
  await official.type(/^Name of the document or body/, "The walks’ own report");
  await official.press("Record the figure");
  await official.sees("There is a problem");
  await expect(official.main.getByRole("link", { name: /would be false/ })).toBeVisible();
  await official.pick("The word before the number", "The exact number");
  await official.day("As-at date", "2024-03-31");
  await official.press("Record the figure");
  await official.arrivesAt("Stigma");
  const anyone = await walkAs("anyone");
  await anyone.open("/strategy/actions/1.1");
  await expect(anyone.main.locator(".app-stat").filter({ hasText: "People at the shore walks" })).toContainText("almost 83,000");
});

test("the official drafts a publication with a statement and a table, opens the rows behind its number, and settles the checks", async ({ walkAs }) => {
  const official = await atDesk(walkAs, staff.official);
  await official.open("/national/publications");
  await official.follow("Draft a publication");
  await official.type(/^Title/, name);
  await official.choose("Communities Mental Health and Wellbeing Fund for adults");
  await official.day("First day of award that it covers", third.from);
  await official.day("Last day of award that it covers", third.to);
  await official.day(/^Data date/, today);
  await official.day(/^Day of release/, addDays(today, 40));
  await official.choose(/^Announce the title and the day/);
  await official.press("Start the draft");
  await official.sees("The draft is begun");
  story.publication = official.path.replace(/\?.*/, "");

  await official.follow(/^Write a statement/);
  await official.type(/^Sentence/, "Between {from} and {to}, {awards} awards were made, {minority} of them with people from a minority ethnic background in mind.");
  await official.press("Go on");
  await official.sees("Choose below what each slot is filled from");
  await official.pick("What {from} is filled from", "The first day of the period");
  await official.pick("What {to} is filled from", "The last day of the period");
  await official.pick("What {awards} is filled from", "Communities Mental Health and Wellbeing Fund for adults: awards");
  await official.pick("What {minority} is filled from", "awards, People from a Minority Ethnic background");
  await official.pick("Numbers", "1430");
  await official.press("Save the statement");
  await official.sees("Between November 2023 and March 2024, 1430 awards were made, 316 of them");
  await official.unfold("Between November 2023");
  await official.follow("316");
  await official.arrivesAt("316");
  await official.sees("The awards as they stood in the cut");
  await official.followFirstRow();
  await official.sees("What happened");

  await official.open(story.publication);
  await official.follow(/^Tables/);
  await official.type("Title of the table", "Awards by focus group");
  await official.press("Add the table");
  await official.open(`${story.publication}/checks`);
  await answerAll(official);
  await official.open(story.publication);
  await official.press("Hand to a publisher");
  await official.sees("A publisher who has not written in it can approve it now");
});

test("the publisher finds it on the desk, gives it back once, names a reader, and approves; until its moment it is nobody else's", async ({ walkAs }) => {
  const publisher = await atDesk(walkAs, staff.publisher);
  await publisher.follow(`A publication waits for your approval: ${name}`);
  await publisher.arrivesAt(`Approve: ${name}`);
  await publisher.unfold(/Give it back/);
  await publisher.type("What is to be done", "Say in the summary what the awards are.");
  await publisher.press("Give it back to its authors");

  const official = await atDesk(walkAs, staff.official);
  await official.open("/desk");
  await official.follow(`A publication was given back to you: ${name}`);
  await official.sees("Say in the summary what the awards are.");
  await official.follow(/^What it is about/);
  await official.type(/^What it is about/, "Awards of the third year, as recorded today.");
  await official.press("Save");
  await official.press("Hand to a publisher");

  await publisher.open("/desk");
  await publisher.follow(`A publication waits for your approval: ${name}`);
  await publisher.press("Approve for release");
  await publisher.open(`${story.publication}/approval`);
  await publisher.type(/^E-mail address of their account/, staff.reader);
  await publisher.type("Their post", "Private secretary");
  await publisher.press("Name them");
  await publisher.sees("Private secretary");

  const reader = await atDesk(walkAs, staff.reader);
  story.reading = story.publication.replace("/national/publications", "/before-release");
  await reader.open(story.reading);
  await reader.sees("1430 awards were made");
  const anyone = await walkAs("anyone");
  await anyone.open("/release-calendar");
  await anyone.sees(name);
  for (const path of [story.reading, story.publication]) expect(await (await anyone.page.request.get(path)).text()).not.toContain("1430");
  await anyone.open("/publications");
  await expect(anyone.main.getByText(name)).toHaveCount(0);
});

test("at its moment it is public, in words, in tables and in files that say what they are", async ({ walkAs, database }) => {
  await database.momentOf(name);
  const anyone = await walkAs("anyone");
  await anyone.open("/publications");
  await anyone.follow(name);
  await anyone.sees("Management information, not official statistics");
  await anyone.sees("1430 awards were made, 316 of them");
  story.code = anyone.path.replace("/publications/", "");
  const files = anyone.main.getByRole("link", { name: /of the table “Awards by focus group”/ });
  await expect(files).toHaveCount(4);
  for (const link of await files.all()) expect((await anyone.page.request.get((await link.getAttribute("href"))!)).status()).toBe(200);
  const csv = await (await anyone.page.request.get((await files.first().getAttribute("href"))!)).text();
  expect(csv).toContain("minority-ethnic,People from a Minority Ethnic background,316");
  expect(await (await anyone.page.request.get("/feeds/releases.atom")).text()).toContain(story.code);
});

test("a correction stands beside it with its reason, and never over it", async ({ walkAs, database }) => {
  const official = await atDesk(walkAs, staff.official);
  await official.open(story.publication);
  await official.follow("Correct it by a restatement");
  await official.type(/^Why the figures change/, "A return came in late.");
  await official.day("New data date", today);
  await official.press("Begin the restatement");
  const restatement = official.path.replace(/\?.*/, "");
  await official.follow(/^What it is about/);
  await official.day(/^Day of release/, addDays(today, 41));
  await official.press("Save");
  await official.open(`${restatement}/checks`);
  await answerAll(official);
  await official.open(restatement);
  await official.press("Hand to a publisher");
  const publisher = await atDesk(walkAs, staff.publisher);
  await publisher.open(`${restatement}/approval`);
  await publisher.press("Approve for release");
  await database.momentOf(`${name}, restated`);
  const anyone = await walkAs("anyone");
  await anyone.open(`/publications/${story.code}`);
  await anyone.sees("This has been replaced");
  await anyone.sees("A return came in late.");
  await anyone.sees("1430 awards were made, 316 of them");
});

test("the Board's cycle: statuses are judged and signed, the pack has its form, a second person issues it, and then it stays", async ({ walkAs }) => {
  const official = await atDesk(walkAs, staff.official);
  await official.open("/national/board");
  await official.follow("Open a report");
  await official.type("Title", "Delivery progress report of the journey");
  await official.type(/^Code for its address/, "journey");
  await official.day(/^Data date/, addDays(today, -20));
  await official.day(/^Meeting date/, addDays(today, 30));
  await official.press("Open the report");
  const strategic = official.main.locator('a[href*="/statuses/strategic/"]');
  const every = await Promise.all((await strategic.all()).map(async (link) => (await link.getAttribute("href"))!));
  expect(every.length).toBeGreaterThan(20);
  await official.follow("Stigma & discrimination");
  await official.choose("At Risk");
  await official.press("Sign this judgement");
  await official.sees("There is a problem");
  await official.type(/^Reason/, "Zażółć: two partners have left.");
  await official.type(/^Mitigating actions/, "Two others are asked.");
  await official.press("Sign this judgement");
  for (const path of every.slice(1)) {
    await official.open(path);
    await official.choose("On Track");
    await official.press("Sign this judgement");
  }
  await official.open("/national/board/journey/risks");
  await official.choose(/^A risk/);
  await official.type("What may go wrong, or has", "Nobody comes.");
  await official.type("Owner", "The programme board");
  await official.type("Response", "Ask earlier.");
  await official.press("Enter it");
  await official.open("/national/board/journey");
  await official.press("Hand it to a publisher");

  const publisher = await atDesk(walkAs, staff.publisher);
  await publisher.open("/desk");
  await publisher.follow("A report to the Board waits to be issued: Delivery progress report of the journey");
  await publisher.press("Issue this report");
  await publisher.open("/national/board/journey/pack");
  await publisher.sees("Frozen when it was issued");
  await publisher.sees("Zażółć: two partners have left.");
  for (const format of ["html", "pdf", "ods"]) expect((await publisher.page.request.get(`/national/board/journey/pack/${format}`)).status()).toBe(200);
  const anyone = await walkAs("anyone");
  await anyone.open("/strategy/actions/1.1");
  await anyone.sees("Zażółć: two partners have left.");
});

test("the next plan comes with new numbers, and each old figure stays under its old one and says where the work goes on", async ({ walkAs }) => {
  const official = await atDesk(walkAs, staff.official);
  await official.open("/national/plans");
  await official.follow("Prepare a new plan");
  await official.type("Title of the plan", "The plan after this one");
  await official.type(/^Code for its address/, "journey-plan");
  await official.day("First day on which it holds", addDays(today, -1));
  await official.press("Create the draft");
  await official.follow("Bring actions in");
  await official.type(/^Rows/, "ref,title,priority,scheme\n1.1,A workforce that is cared for,1,strategic\n1.2,Talking about it,1,strategic");
  await official.press("Check and bring in");
  await official.sees("2 actions were brought in");
  await official.follow("Say where earlier actions went");
  await official.pick("Earlier action", "Strategic action 1.1:");
  await official.type(/^Its references in this plan/, "1.2");
  await official.press("Keep it");
  await expect(official.main.getByRole("button", { name: "Bring this plan into force" })).toHaveCount(0);
  const publisher = await atDesk(walkAs, staff.publisher);
  await publisher.open("/national/plans/journey-plan");
  await publisher.press("Bring this plan into force");
  await publisher.sees("The plan is in force");
  const anyone = await walkAs("anyone");
  await anyone.open("/strategy/actions/1.1?plan=2023-2025");
  await anyone.sees("almost 83,000");
  await anyone.sees(/1\.2/);
});
