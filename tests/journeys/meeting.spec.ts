/**
 * A round is decided and told: the chair looks at where readers differ and lets them talk; a meeting decides, a second person confirms; nobody
 * outside knows before the release, and then each group reads its own letter; an offer lapses, and the reserve moves up.
 */
import { formatPercent } from "#app/domain/assessment/model.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { openNewestMail } from "./a-group.ts";
import { enter, fitsBothWidths, knowsNothingOf } from "./a-round.ts";
import type { Walker } from "./walker.ts";
import { expect, test } from "./walking.ts";
import type { WorldDatabase } from "./world-database.ts";

test.describe.configure({ mode: "serial" });

const staff = { administrator: "administrator.highland@lade.example", chair: "chair@lade.example" };

interface Bid {
  id: string;
  group: string;
  owner: string;
  /** Pence. */
  asked: number;
}
const fates = ["accepts", "conditional", "lapses", "reserve", "declined"] as const;
type Fate = (typeof fates)[number];
/** What the later steps need of the earlier ones. Amounts are in pence. */
const story = { pot: "", bids: {} as Record<Fate, Bid>, above: [] as Bid[], remains: 0, limit: 0 };
const address = (rest = "decisions") => `/manage/pots/${story.pot}/${rest}`;
const decisionOf = (fate: Fate) => `/manage/applications/${story.bids[fate].id}/decision`;
const toldOf = (fate: Fate) => `/applications/${story.bids[fate].id}/decision`;
const nameOf = (fate: Fate) => story.bids[fate].group;

interface Sheet {
  id: string;
  group: string;
  reader: string;
  percent: number;
}
/** Every sheet that was sent, the lowest first. */
const readSheets = (database: WorldDatabase) =>
  database.rows<Sheet>(
    `select a.id, o.name as group, p.email as reader, t.weighted_percent::float as percent from application a join organisation o on o.id = a.organisation_id
       join score_sheet t on t.application_id = a.id join person p on p.id = t.person_id where a.pot_id = $1 and t.status = 'sent' order by t.weighted_percent`,
    [story.pot],
  );

/** What becomes of whom, from the order of the scores: money for those above the line, and a reserve that another's money would reach. */
async function chooseFates(database: WorldDatabase): Promise<void> {
  const { allocation, most } = await database.row<{ allocation: string; most: string }>("select allocation_pence as allocation, second_person_above_pence as most from pot where id = $1", [story.pot]);
  story.limit = Number(most);
  const rows = await database.rows<Omit<Bid, "asked"> & { asked: string }>(
    `select a.id, o.name as group, a.asked_pence as asked, (select p.email from role_held r join person p on p.id = r.person_id where r.organisation_id = o.id and r.role = 'owner' limit 1) as owner
       from application a join organisation o on o.id = a.organisation_id join score_sheet t on t.application_id = a.id and t.status = 'sent'
      where a.pot_id = $1 group by a.id, o.id order by avg(t.weighted_percent) desc`,
    [story.pot],
  );
  const ranked = rows.map((row) => ({ ...row, asked: Number(row.asked) }));
  story.remains = Number(allocation);
  story.above = [];
  for (const bid of ranked) {
    if (bid.asked > story.remains) break;
    story.above.push(bid);
    story.remains -= bid.asked;
  }
  const below = ranked.slice(story.above.length);
  const [accepts, conditional, ...others] = story.above;
  const lapses = others.reduce((dearest, bid) => (bid.asked > dearest.asked ? bid : dearest));
  const reserve = below.find(({ asked }) => asked > story.remains && asked < lapses.asked)!;
  story.bids = { accepts: accepts!, conditional: conditional!, lapses, reserve, declined: below.find((bid) => bid !== reserve)! };
}

test("the chair sees where readers differ before any mean, lets them talk, and before and after are kept", async ({ walkAs, database, baseURL }) => {
  story.pot = await database.potIn("highland");
  const before = await readSheets(database);
  const chair = await enter(walkAs, database, staff.chair, baseURL!);
  await chair.open(`/manage/pots/${story.pot}`);
  await chair.follow("How far readers agree");
  const widest = chair.main.locator("tbody tr").first();
  const group = await widest.getByRole("link").innerText();
  const [lowest, highest] = before.filter((sheet) => sheet.group === group) as [Sheet, Sheet];
  const spreads = before.map((one) => Math.max(...before.map(({ id, percent }) => (id === one.id ? percent - one.percent : 0))));
  expect(highest.percent - lowest.percent, "the widest spread comes first").toBe(Math.max(...spreads));
  await expect(widest).toContainText(`${formatPercent(lowest.percent)} to ${formatPercent(highest.percent)}`);
  await expect(widest, "no mean beside the spread").not.toContainText(formatPercent((lowest.percent + highest.percent) / 2));
  await chair.follow("Readers and panel");
  await chair.sees("Krippendorff’s alpha");
  await fitsBothWidths(chair, "Each reader beside the others");
  await chair.follow("Ranks");
  await chair.sees("that is the one that counts");
  await chair.follow("Where readers differ");
  await chair.follow(group);
  await chair.sees(`The sheets lie ${highest.percent - lowest.percent} percentage points apart`);
  await chair.press("Open a moderation");
  await chair.sees("There is a problem");
  await chair.type("What are they to talk about?", "One of you knows the street, one the costs.");
  await chair.press("Open a moderation");
  await chair.sees("The readers are told by e-mail");

  const reader = await enter(walkAs, database, lowest.reader, baseURL!);
  await reader.open(`/panel/applications/${lowest.id}`);
  await reader.sees("One of you knows the street, one the costs.");
  await reader.follow("Change your scores");
  const need = reader.main.getByRole("region", { name: "The need" });
  await reader.choose(String(Number(await need.locator("input[type=radio]:checked").inputValue()) + 1), need);
  await reader.type(/^Why do you change them/, "The street has no other hall.");
  await reader.press("Change my scores");
  await reader.sees("Your scores are changed");

  await chair.type("Notes", "They agree on the need and still differ on the money.");
  await chair.press("Finish the moderation");
  await chair.sees("Before and after are kept below");
  const after = (await readSheets(database)).find(({ id, reader: by }) => id === lowest.id && by === lowest.reader)!;
  expect(after.percent).toBeGreaterThan(lowest.percent);
  await expect(chair.main.getByRole("row").filter({ hasText: formatPercent(lowest.percent) }).first()).toContainText(formatPercent(after.percent));
  await chair.open(address("agreement"));
  await chair.press("Close scoring");
  await chair.sees("Scoring is closed");
  await reader.open(`/panel/applications/${lowest.id}`);
  await expect(reader.main.getByRole("link", { name: "Change your scores" })).toHaveCount(0);
});

const decide = async (walker: Walker, fate: Fate, outcome: string, feedback: string) => {
  await walker.open(decisionOf(fate));
  await walker.choose(outcome);
  await walker.type("Reasons for the record", "Agreed by the panel.");
  await walker.type("Feedback for the group", feedback);
};

test("the meeting decides once enough are in the room: in full, on a condition, as a reserve, and not", async ({ walkAs, database, baseURL }) => {
  await chooseFates(database);
  const walker = await enter(walkAs, database, staff.administrator, baseURL!);
  await walker.open(address("settings"));
  await walker.type(/^Awards above this need a second person/, String(story.limit / 100 + 1));
  await walker.press("Save settings");
  await walker.sees("nobody widens what they may decide alone");
  await walker.open(address("meeting"));
  await walker.type("How many have to be in the room for a decision", "2");
  await walker.choose(/^Donald Heatherby/);
  await walker.press("Open the meeting");
  await walker.sees("1 present, 2 needed");
  await decide(walker, "conditional", "Award once a condition is met", "A second year that people asked for.");
  await walker.press("Record this decision");
  await expect(walker.main).not.toContainText("The decision is recorded");
  await walker.open(address("meeting"));
  await walker.unfold("Somebody comes in");
  await walker.pick(/^One of the fund’s people/, "Una Hearthstane");
  await walker.press("Add them");
  await walker.sees("2 present, 2 needed");

  await walker.unfold("Somebody leaves for an application");
  await walker.pick("Who leaves", "Una Hearthstane");
  await walker.pick("For which application", nameOf("accepts"));
  await walker.press("They leave now");
  const chair = await enter(walkAs, database, staff.chair, baseURL!);
  await knowsNothingOf(chair, address(), [nameOf("accepts")]);
  expect((await chair.page.request.get(decisionOf("accepts"))).status()).toBe(403);
  await walker.press(/^Is back/);

  await decide(walker, "conditional", "Award once a condition is met", "A second year that people asked for.");
  await walker.press("Record this decision");
  await walker.sees("There is a problem");
  await walker.type(/^Condition to meet before/, "Show us the hall’s fire certificate.");
  await walker.press("Record this decision");
  await walker.sees("The decision is recorded");
  // With script the board stays where it is.
  await walker.main.getByRole("button", { name: "Move it to where the money runs out" }).click();
  const others = `Record ${story.above.length - 1} decisions`;
  await walker.follow(others);
  await walker.sees(`${formatPence(story.remains)} then remains in the pot`);
  await walker.type("Reasons for the record, for all of them", "Agreed by the panel, in the order of the scores.");
  await walker.press(others);
  await walker.sees("The decisions are recorded");
  await decide(walker, "reserve", "Reserve", "It would come next.");
  await walker.press("Record this decision");
  await walker.sees("The decision is recorded");
  await decide(walker, "declined", "Decline", "Kirsty Acornell would have liked to read how often you meet.");
  await walker.press("Record this decision");
  await walker.sees("The decision is recorded");
  await fitsBothWidths(walker, "The board with every kind of decision");
});

/** As the second person: those of these that are above the limit. */
async function confirmWhatWaits(chair: Walker, bids: readonly Bid[]): Promise<void> {
  for (const { group } of bids.filter(({ asked }) => asked > story.limit)) {
    await chair.open("/desk");
    await chair.follow(new RegExp(`^Confirm a decision: ${group}`));
    await chair.sees("It is above the amount from which two people decide");
    await chair.press("Confirm this decision");
    await chair.sees("confirmed");
  }
}

test("a decision above the limit waits for a second person, and the meeting closes on what was decided", async ({ walkAs, database, baseURL }) => {
  const walker = await enter(walkAs, database, staff.administrator, baseURL!);
  await walker.open(decisionOf("lapses").replace("/decision", "/confirm"));
  await walker.sees("Someone else confirms this");
  await expect(walker.main.getByRole("button", { name: "Confirm this decision" })).toHaveCount(0);
  const chair = await enter(walkAs, database, staff.chair, baseURL!);
  await chair.open("/desk");
  await fitsBothWidths(chair, "A desk with decisions to confirm");
  await confirmWhatWaits(chair, story.above);

  await walker.open(address("meeting"));
  await walker.press("Close the meeting");
  await walker.arrivesAt("Meeting of");
  await walker.sees("It matches its hash");
  for (const who of ["Donald Heatherby", "Una Hearthstane", `Una Hearthstane left the room for ${nameOf("accepts")}`]) await walker.sees(new RegExp(who));
  await expect(walker.main.getByRole("row").filter({ hasText: nameOf("reserve") })).toContainText("Reserve");
  await expect(walker.main.getByRole("row").filter({ hasText: nameOf("conditional") })).toContainText(formatPence(story.bids.conditional.asked));
});

test("before the release no group, page, count, file or mail knows of any decision", async ({ walkAs, database, baseURL }) => {
  const tells = ["glad to offer", "reserve list", "A second year that people asked for", "It would come next", "Kirsty", "fire certificate", "We will fund", "can’t fund"];
  for (const fate of fates) {
    const { id, owner } = story.bids[fate];
    const group = await enter(walkAs, database, owner, baseURL!);
    await group.open(toldOf(fate));
    await group.sees("We have not told any decision yet");
    for (const page of ["/desk", toldOf(fate), `/applications/${id}`, `/applications/${id}/receipt`, `/applications/${id}/messages`]) await knowsNothingOf(group, page, tells);
    expect(await database.messagesTo(owner, "decision.released")).toBe(0);
    for (const page of ["/awards?area=S12000017", "/awards.csv?area=S12000017", "/feeds/awards.atom", "/open-data/360giving/S12000017.json"]) await knowsNothingOf(group, page, [nameOf(fate)]);
  }
});

test("letters are drafted from the record, one that names an assessor is held back until it is put right, and all go out once", async ({ walkAs, database, baseURL }) => {
  const walker = await enter(walkAs, database, staff.administrator, baseURL!);
  await walker.open(address("letters"));
  const letters = story.above.length + 2;
  await walker.press(`Draft ${letters} letters`);
  await walker.sees(`${letters} letters drafted`);
  await walker.follow("Something to look at (1)");
  await walker.follow(nameOf("declined"));
  await walker.sees(/Kirsty Acornell/);
  const words = walker.main.getByLabel("What we tell the group", { exact: true });
  const drafted = await words.inputValue();
  expect(drafted).toContain("What would have made it stronger:");
  await walker.press("This letter is right");
  await walker.sees("There is a problem");
  await walker.type("What we tell the group", drafted.replace("Kirsty Acornell would have liked to read", "We would have liked to read"));
  await fitsBothWidths(walker, "A letter that is written on");
  await walker.press("Save the letter");
  await walker.sees("The letter is saved");
  await walker.press("This letter is right");
  await walker.sees("The letter is marked as right");
  await walker.open(address("release"));
  await walker.sees(`${letters - 1} letters have not been read and marked as right`);
  await expect(walker.main.getByRole("button", { name: /^Release/ })).toHaveCount(0);
  await walker.follow("Go to the letters");
  await walker.press(`These ${letters - 1} letters are right`);
  await walker.follow("Look at everything before release");
  await walker.press(`Release ${letters} decisions`);
  await walker.sees(`${letters} decisions are released`);
  for (const { owner } of Object.values(story.bids)) expect(await database.messagesTo(owner, "decision.released")).toBe(1);
});

test("each group reads its own letter and what to do next, accepts, waits for what has to be settled, or knows how to ask", async ({ walkAs, database, baseURL }) => {
  const as = (fate: Fate) => enter(walkAs, database, story.bids[fate].owner, baseURL!);
  const accept = async (group: Walker, fate: Fate) => {
    await group.type("Who signs for your group?", "Ailidh Otterley");
    await group.type("What is their role?", "Chair");
    await group.choose(new RegExp(`^We accept ${formatPence(story.bids[fate].asked)}`));
    await group.press("Accept the offer");
    await group.sees("You have accepted the offer");
  };
  const accepts = await as("accepts");
  await openNewestMail(accepts, story.bids.accepts.owner, /^Decision on your application/);
  await accepts.sees(`We are glad to offer you ${formatPence(story.bids.accepts.asked)}, the whole amount that you asked for.`);
  await accepts.open("/desk");
  await accepts.follow(/^Accept the offer/);
  await fitsBothWidths(accepts, "An offer");
  await accept(accepts, "accepts");

  const conditional = await as("conditional");
  await conditional.open(toldOf("conditional"));
  await conditional.sees("Show us the hall’s fire certificate.");
  await expect(conditional.main.getByRole("button", { name: "Accept the offer" })).toHaveCount(0);
  const walker = await enter(walkAs, database, staff.administrator, baseURL!);
  await walker.open(decisionOf("conditional"));
  await walker.press("Record that the condition is met");
  await conditional.open(toldOf("conditional"));
  await accept(conditional, "conditional");

  const reserve = await as("reserve");
  await reserve.open(toldOf("reserve"));
  await reserve.sees("Your place on it is 1");
  await fitsBothWidths(reserve, "A place on the reserve list");
  const declined = await as("declined");
  await openNewestMail(declined, story.bids.declined.owner, /^Decision on your application/);
  await declined.sees("You can apply again in a later round.");
  await declined.open(toldOf("declined"));
  await declined.sees("We would have liked to read how often you meet.");
  await declined.sees("You can apply again in a later round.");
  await declined.sees("What would have made it stronger:");
  await declined.sees(/give the reference LA-/);
  await fitsBothWidths(declined, "A letter that declines");
  for (const [group, fate] of [[accepts, "accepts"], [conditional, "conditional"], [reserve, "reserve"], [declined, "declined"]] as const) {
    const others = fates.map(nameOf).filter((name) => name !== nameOf(fate));
    await knowsNothingOf(group, toldOf(fate), ["Kirsty Acornell", "Senga Bluebellow", "Ewan Kettleburn", "Agreed by the panel", ...others]);
    expect((await group.page.request.get(toldOf(fate === "accepts" ? "declined" : "accepts"))).status()).toBe(404);
  }
});

test("an offer that nobody answers ends, its money reaches the reserve, and a person moves it up", async ({ walkAs, database, baseURL }) => {
  const walker = await enter(walkAs, database, staff.administrator, baseURL!);
  await walker.open(address("reserve"));
  await walker.sees(`${formatPence(story.remains)} is free for it`);
  await database.passLastDayOf(story.bids.lapses.id);
  await expect.poll(() => database.messagesTo(story.bids.lapses.owner, "award.lapsed")).toBe(1);
  const lapsed = await enter(walkAs, database, story.bids.lapses.owner, baseURL!);
  await lapsed.open(toldOf("lapses"));
  await lapsed.sees("The offer has ended");
  await expect(lapsed.main.getByRole("button", { name: "Accept the offer" })).toHaveCount(0);

  await walker.open("/desk");
  await walker.follow(/is free for the next on the reserve list/);
  await walker.sees("Its turn");
  await fitsBothWidths(walker, "A reserve whose turn has come");
  await walker.press(new RegExp(`^Offer ${formatPence(story.bids.reserve.asked)}`));
  await walker.sees("Moved up");
  const reserve = await enter(walkAs, database, story.bids.reserve.owner, baseURL!);
  await reserve.open(toldOf("reserve"));
  await reserve.sees("Your place on it is 1");
  await confirmWhatWaits(await enter(walkAs, database, staff.chair, baseURL!), [story.bids.reserve]);
  await walker.follow("draft its letter");
  await walker.press("Draft 1 letter");
  await walker.press("This letter is right");
  await walker.follow("Look at everything before release");
  await walker.press("Release 1 decision");
  await walker.sees("1 decision is released");
  await reserve.open("/desk");
  await reserve.follow(/^Accept the offer/);
  await reserve.sees(`The offer of ${formatPence(story.bids.reserve.asked)} is open until`);
  const { held } = await database.row<{ held: string }>("select allocation_pence - committed_pence as held from pot where id = $1", [story.pot]);
  expect(Number(held), "nothing is promised twice").toBe(story.remains + story.bids.lapses.asked - story.bids.reserve.asked);
});
