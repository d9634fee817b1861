/** A member of the Partnership: reads progress through its aims, disputes a figure, sees the answer, and later both public. */
import { expect, test } from "./walking.ts";
import { atDesk } from "./walker.ts";

test.describe.configure({ mode: "serial" });

const staff = { partner: "partner@lade.example", official: "official@lade.example", publisher: "publisher@lade.example" };
const said = "This is a budget, and nobody has said what was spent.";
const answered = "That is so. Spending is not reported yet; the figure says budget.";
/** What the later steps need of the earlier ones. */
const story = { remark: "", file: "" };

test("the member reads the six aims down to an action's figures, and prevention apart from crisis and treatment", async ({ walkAs }) => {
  const member = await atDesk(walkAs, staff.partner);
  await member.follow("The Strategy through the Partnership’s six aims");
  await member.arrivesAt("Progress through the six aims");
  await member.follow("6. Support, care and treatment");
  await member.arrivesAt("Support, care and treatment");
  await member.sees("4.5 Urgent and unplanned mental health care");
  await member.sees("over 180,000");
  await member.follow("The Partnership", member.page.getByRole("navigation", { name: "Breadcrumb" }));
  await member.follow("Prevention and early help, apart from crisis and treatment");
  await member.sees("No plan prints this.");
  await member.sees("These are never added up");
  await member.follow("Distress and crisis");
  await member.arrivesAt("Distress and crisis");
  await member.sees("£2,800,000");
});

test("it disputes a figure, which shows on the official's desk and to nobody outside", async ({ walkAs }) => {
  const member = await atDesk(walkAs, staff.partner);
  await member.open("/partnership/approaches/crisis");
  await member.follow(/^Add to it or dispute it \(Suicide prevention budget,/);
  await member.arrivesAt("Remark on Suicide prevention budget");
  await member.press("Send it");
  await member.sees("There is a problem");
  await member.choose("Dispute it");
  await member.type("What should a reader know?", said);
  await member.press("Send it");
  await member.sees("Your remark is sent");
  await member.sees("Waits for an answer");
  story.remark = member.path.replace(/^\/partnership\/remarks\/([0-9a-f-]+).*$/, "$1");

  const anyone = await walkAs("anyone");
  await anyone.open("/strategy/actions/4.1");
  await expect(anyone.main.getByText(said)).toHaveCount(0);
  const official = await atDesk(walkAs, staff.official);
  await official.follow(/disputed figures? to answer/);
  await official.arrivesAt("Remarks of the Partnership");
  await official.open("/national/actions/4.1");
  await expect(official.main.getByRole("link", { name: /^Dispute by Lanternhill Mental Health Alliance/ })).toBeVisible();
});

test("an official answers, and the member finds the answer on its desk", async ({ walkAs }) => {
  const official = await atDesk(walkAs, staff.official);
  await official.open(`/national/remarks/${story.remark}`);
  await official.sees(said);
  await official.choose("Noted");
  await official.type("Answer", answered);
  await official.press("Keep this answer");
  await official.sees("The answer is kept");
  await expect(official.main.getByRole("button", { name: "Make both public" })).toHaveCount(0);

  const member = await atDesk(walkAs, staff.partner);
  await member.follow("Read the answer on “Suicide prevention budget”");
  await member.sees(answered);
  const anyone = await walkAs("anyone");
  await anyone.open("/strategy/actions/4.1");
  await expect(anyone.main.getByText(answered)).toHaveCount(0);
});

test("a publisher who did not write it makes both public, beside the figure", async ({ walkAs }) => {
  const publisher = await atDesk(walkAs, staff.publisher);
  await publisher.follow(/answers? to (a remark|remarks) to make public/);
  await publisher.open(`/national/remarks/${story.remark}`);
  await publisher.press("Make both public");
  await publisher.sees("There is a problem");
  await publisher.choose(/^I have read both/);
  await publisher.press("Make both public");
  await publisher.sees("Both are public");

  const anyone = await walkAs("anyone");
  await anyone.open("/strategy/actions/4.1");
  await anyone.unfold("Disputed by Lanternhill Mental Health Alliance: read why, and the answer");
  await anyone.sees(said);
  await anyone.sees(answered);
});

test("it adds to a released publication, whose files stay byte for byte what they were, and withdraws it again", async ({ walkAs, database }) => {
  const code = "communities-fund-year-3-restated";
  const files = () => database.rows("select f.format, f.sha256, md5(f.body) from publication_file f join publication p on p.id = f.publication_id where p.code = $1 order by f.format", [code]);
  const before = await files();
  const member = await atDesk(walkAs, staff.partner);
  await member.open("/partnership/publications");
  await member.follow("Communities Fund for adults, year 3: awards, restated");
  await member.follow(/^Add to it or dispute it \(Statement 2/);
  await member.choose("Add to it");
  await member.type("What should a reader know?", "An award can have more than one focus.");
  await member.press("Send it");
  await member.unfold("Withdraw this remark");
  await member.type("Why you withdraw it", "The publication says so itself.");
  await member.press("Withdraw it");
  await member.sees("Your remark is withdrawn");
  await member.sees("The publication says so itself.");
  expect(await files()).toEqual(before);
});

test("it declares an interest, applies as a group beside others, and finds none of their bids", async ({ walkAs, database }) => {
  const member = await atDesk(walkAs, staff.partner);
  await member.sees("Being considered");
  await member.open("/partnership/interests");
  await member.type("What your body receives or does", "We run a helpline with money from councils.");
  await member.press("Declare it");
  await member.sees("We run a helpline with money from councils.");
  const rival = await database.row<{ id: string; title: string }>(
    `select b.id, b.title from application b where b.received_at is not null and b.organisation_id not in (select organisation_id from role_held r join person p on p.id = r.person_id where p.email = $1 and r.organisation_id is not null)
       and b.pot_id in (select m.pot_id from application m join role_held r on r.organisation_id = m.organisation_id join person p on p.id = r.person_id where p.email = $1) limit 1`,
    [staff.partner],
  );
  for (const path of [`/manage/applications/${rival.id}`, `/panel/applications/${rival.id}`, `/national/applications/${rival.id}`, `/applications/${rival.id}/receipt`]) {
    const answer = await member.open(path);
    expect([403, 404], path).toContain(answer!.status());
    await expect(member.page.getByText(rival.title)).toHaveCount(0);
  }
});

test("anyone reads the Strategy in Easy Read, from its parts to where a number comes from", async ({ walkAs }) => {
  const anyone = await walkAs("anyone");
  await anyone.open("/strategy");
  await anyone.follow("Read this in Easy Read");
  await anyone.arrivesAt("Our plan for good mental health");
  await anyone.follow("Help when you feel very bad");
  await anyone.sees("About 84 thousand people were sent to get it.");
  await anyone.sees("How the work is going");
  await anyone.unfold("Where the numbers come from");
  await anyone.follow("Action 4.3");
  await anyone.sees("some 84,000");
});

test("an official puts an Easy Read sentence right, and reads an action anew", async ({ walkAs }) => {
  const official = await atDesk(walkAs, staff.official);
  await official.open("/national/easy-read/9");
  await official.type("Sentences, one a line", "Some people think in another way. That is fine.");
  await official.press("Put it on the public page");
  await official.sees("One sentence a line");
  await official.type("Sentences, one a line", "Some people think in another way.\nThat is fine.");
  await official.press("Put it on the public page");
  await official.sees("Anyone can read the new version now.");
  await official.open("/strategy/easy-read/9");
  await official.sees("That is fine.");

  await official.open("/national/approaches");
  await official.follow(/^7\.1/);
  await official.choose("Early help");
  await official.type("Why", "Most of it is done before anyone is ill.");
  await official.press("Keep this reading");
  await official.sees("The reading is kept.");
  await official.sees("Lade’s own reading: Most of it is done before anyone is ill.");
});
