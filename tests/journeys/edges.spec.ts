/** Where the walk could go wrong: everyone gets the right answer, and nobody loses what they wrote. */
import { begin, fillIn, type Plan } from "./a-group.ts";
import { expect, test } from "./walking.ts";
import { Walker } from "./walker.ts";

const round = "communities-2026-27";
const shetland = { slug: "shetland-islands", name: "Shetland Islands" };
const dundee = { slug: "dundee-city", name: "Dundee City" };
const plan: Plan = { group: "Voar Walkers", charity: "SC999701", title: "Spring walks", asks: 3_000, focus: ["Older people (aged 50 and above)"] };
const email = "sunniva@voar-walkers.example";

/** Another tab of the same browser. */
const anotherTab = async (walker: Walker) => new Walker(await walker.page.context().newPage(), false);

test("an application that is sent twice from two tabs is received once, with one receipt", async ({ walkAs, database }) => {
  const walker = await walkAs("volunteer");
  await begin(walker, { name: "Sunniva Voarlea", email }, plan, shetland);
  const application = walker.path.replace(/\?.*/, "");
  await fillIn(walker, plan);
  await walker.choose("I agree");
  await walker.press("Save and continue");
  const other = await anotherTab(walker);
  await other.open(`${application}/check`);
  await walker.press("Send application");
  await walker.arrivesAt("Application sent");
  const reference = await walker.main.locator(".ds_notification-panel__reference").innerText();
  await other.press("Send application");
  await other.arrivesAt("Application sent");
  await other.sees(reference);
  await walker.page.goBack();
  await walker.page.reload();
  await walker.arrivesAt("Application sent");
  expect(await database.messagesTo(email, "application.received")).toBe(1);
});

test("a group without a constitution applies through its host, and what is written after the sending is kept and said to be too late", async ({ walkAs, database }) => {
  const walker = await walkAs("another volunteer");
  const small: Plan = { group: "Tattie Bogles", title: "Tattie suppers", asks: 1_900, focus: plan.focus };
  await begin(walker, { name: "Magnie Voarlea", email: "magnie@tatties.example" }, small, dundee);
  const application = walker.path.replace(/\?.*/, "");
  await fillIn(walker, small);
  await walker.choose("I agree");
  await walker.press("Save and continue");
  const other = await anotherTab(walker);
  await other.open(`${application}/sections/project`);
  await walker.sees("Hillend Community Trust");
  await walker.press("Send application");
  await other.type("What will be better for people because of it?", "The school kitchen, as of today.");
  await other.press("Save and continue");
  await other.sees("This came after the application was sent");
  await other.sees("The school kitchen, as of today.");
  expect(await database.messagesTo("magnie@tatties.example", "application.received")).toBe(1);
});

test.describe("with a draft that is complete", () => {
  test.describe.configure({ mode: "serial" });
  const drafting: Plan = { ...plan, group: "Simmer Dim Choir", charity: "SC999703", title: "Singing in the light nights" };
  const story = { application: "" };

  // With script it happens in place: applying.spec.ts.
  test.describe("where no script runs", () => {
    test.use({ javaScriptEnabled: false });

    test("a section that was saved in another tab meanwhile keeps both texts", async ({ walkAs }) => {
      const walker = await walkAs("drafting volunteer");
      await begin(walker, { name: "Osla Dimlea", email: "osla@simmer-dim.example" }, drafting, shetland);
      story.application = walker.path.replace(/\?.*/, "");
      await fillIn(walker, drafting);
      await walker.choose("I agree");
      await walker.press("Save and continue");

      const other = await anotherTab(walker);
      for (const tab of [walker, other]) await tab.open(`${story.application}/sections/need`);
      await walker.type("How have people who may take part had a say in the plan?", "They chose the songs.");
      await walker.press("Save and come back later");
      await other.type("How have people who may take part had a say in the plan?", "They chose the evening.");
      await other.press("Save and continue");
      await other.sees("Someone else wrote here at the same time");
      await other.sees("They chose the songs.");
      await other.sees("They chose the evening.");
      await other.press("Use this text");
      await expect(other.main.getByLabel("How have people who may take part had a say in the plan?", { exact: true })).toHaveValue("They chose the evening.");
    });
  });

  test("an answer that is taken out in another tab is named, with the way to it, and nothing is sent", async ({ walkAs, database }) => {
    const walker = await walkAs("drafting volunteer");
    await walker.open(`${story.application}/check`);
    const other = await anotherTab(walker);
    await other.open(`${story.application}/sections/safety`);
    await other.type("How will you keep people safe?", "");
    await other.press("Save and come back later");
    await walker.press("Send application");
    await walker.sees("1 thing is left to do");
    await walker.follow(/^Write your answer: how you keep people safe/);
    await walker.arrivesAt("Keeping people safe");
    await expect(walker.page.locator(":target")).toHaveAttribute("name", "safeguarding");
    await walker.type("How will you keep people safe?", "Two of us are always there.");
    await walker.press("Save and continue");
    expect(await database.messagesTo("osla@simmer-dim.example", "application.received")).toBe(0);
  });

  // With script it happens in place: applying.spec.ts.
  test.describe("where no script runs", () => {
    test.use({ javaScriptEnabled: false });

    test("a session that ends in mid-form costs nothing that was typed", async ({ walkAs, database }) => {
      const walker = await walkAs("drafting volunteer");
      await walker.open(`${story.application}/sections/money`);
      await walker.type("What will happen when the grant ends?", "We sing on.\nThe school lends its hall.");
      await database.endSessions("osla@simmer-dim.example");
      await walker.press("Save and come back later");
      await walker.arrivesAt("Sign in again to save this");
      const other = await anotherTab(walker);
      await other.signIn("osla@simmer-dim.example");
      await walker.press("Send what I typed");
      await walker.sees("What you wrote is kept");
      await walker.open(`${story.application}/check`);
      await walker.sees("The school lends its hall.");
    });
  });

  test("a session that has ended asks to sign in, and comes back to the same page", async ({ walkAs, database }) => {
    const walker = await walkAs("drafting volunteer");
    await database.endSessions("osla@simmer-dim.example");
    await walker.open(`${story.application}/sections/people`);
    await walker.arrivesAt("Sign in");
    await walker.enterPassword("osla@simmer-dim.example");
    await walker.arrivesAt("Who it is for");
  });

  test("after the deadline the draft is kept, and the applicant is told kindly", async ({ walkAs, database }) => {
    const walker = await walkAs("drafting volunteer");
    const pot = await database.potIn(shetland.slug);
    await walker.open(`${story.application}/check`);
    await database.closeIn(pot, -1);
    try {
      await walker.press("Send application");
      await walker.sees("This came too late to be sent");
      await walker.sees("They chose the evening.");
      await walker.open(story.application);
      await walker.sees("You did not apply: the round has closed");
      await walker.sees("Everything you wrote is kept here");
      await expect(walker.main).not.toContainText("Go on with");
      expect(await database.messagesTo("osla@simmer-dim.example", "application.received")).toBe(0);

      await walker.open(`/rounds/${round}/${shetland.slug}`);
      await walker.sees("Closed since");
      await expect(walker.main.getByRole("link", { name: "Apply", exact: true })).toHaveCount(0);
      await walker.open(`/rounds/${round}/${shetland.slug}/start`);
      await walker.sees("This round is not open now");
      await expect(walker.main.getByRole("button", { name: "Begin" })).toHaveCount(0);
    } finally {
      await database.closeIn(pot, 20);
    }
  });

  test("after signing out, Back shows nothing of what was there", async ({ walkAs }) => {
    const walker = await walkAs("drafting volunteer");
    await walker.open(`${story.application}/check`);
    await walker.sees("They chose the evening.");
    await walker.press("Sign out", walker.page.getByRole("banner"));
    await walker.arrivesAt("Sign in");
    await walker.page.goBack();
    await walker.arrivesAt("Sign in");
    await expect(walker.page.getByText("They chose the evening.")).toHaveCount(0);
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("another cost gets its row, and what was typed before it stays", async ({ walkAs }) => {
    const walker = await walkAs("volunteer without script");
    await begin(walker, { name: "Inga Plainlea", email: "inga@plain.example" }, { ...plan, group: "Plain Knitters", charity: "SC999704" }, dundee);
    await walker.follow(/^Money/);
    await walker.type("How much are you asking for, in pounds?", "a bit over 900");
    for (const row of [1, 2, 3]) {
      await walker.type(`Cost ${row}: what is it for?`, `Wool ${row}`);
      await walker.type(`Cost ${row}: amount in pounds`, "250");
    }
    await walker.press("Add another cost");
    await walker.type("Cost 4: what is it for?", "Needles");
    await walker.type("Cost 4: amount in pounds", "150");
    await walker.press("Save and continue");
    await walker.sees("Everything is saved");
    await expect(walker.main.getByLabel("How much are you asking for, in pounds?", { exact: true })).toHaveValue("a bit over 900");
    await expect(walker.main.getByLabel("Cost 4: what is it for?", { exact: true })).toHaveValue("Needles");
    await walker.sees("Your costs add up to £900 so far.");
  });
});

test("a double click on the release, in two tabs at once, sends each group one letter", async ({ walkAs, database }) => {
  const walker = await walkAs("administrator");
  await walker.signIn("administrator.glasgow@lade.example");
  const pot = await database.potIn("glasgow-city");
  const decided = await database.rows<{ id: string; emails: string[] }>(
    `select a.id, array_agg(p.email) as emails from application a
     join role_held r on r.organisation_id = a.organisation_id and r.ended_at is null and r.role in ('owner', 'editor') join person p on p.id = r.person_id
     where a.pot_id = $1 and a.status = 'submitted' group by a.id order by a.id limit 2`,
    [pot],
  );
  const emails = decided.flatMap((one) => one.emails);
  expect(emails.length).toBeGreaterThan(1);
  for (const { id } of decided) {
    await walker.open(`/manage/applications/${id}/decision`);
    await walker.choose("Decline");
    await walker.type("Reasons for the record", "Below the line.");
    await walker.type("Feedback for the group", "Ask the people it is for, and write down what they say.");
    await walker.press("Record this decision");
  }
  await walker.open(`/manage/pots/${pot}/letters`);
  await walker.press("Draft 2 letters");
  await walker.press("These 2 letters are right");
  const tabs = [walker, await anotherTab(walker)];
  for (const tab of tabs) await tab.open(`/manage/pots/${pot}/release`);
  await Promise.all(tabs.map((tab) => tab.main.getByRole("button", { name: "Release 2 decisions" }).dblclick()));
  for (const tab of tabs) await expect(tab.page.getByRole("heading", { level: 1 })).toContainText(/^(Awards|Decide):/);
  for (const to of emails) {
    const { letters } = await database.row<{ letters: string }>("select count(*) as letters from message where to_email = $1 and subject like 'Decision on your application%'", [to]);
    expect(letters, to).toBe("1");
  }
});

test("an address that nothing answers to says so, with a way on", async ({ walkAs }) => {
  const stranger = await walkAs("stranger");
  for (const path of ["/nothing/here", "/rounds/no-such-round", "/awards/LG-0000-0000", "/strategy/actions/99.9"]) {
    expect((await stranger.open(path))?.status(), path).toBe(404);
    await stranger.arrivesAt("Page not found");
  }
  await stranger.follow("Go to the front page");
  await stranger.arrivesAt("Grants for mental health and wellbeing");
});
