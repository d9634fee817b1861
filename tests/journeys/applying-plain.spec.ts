/** What the form is without script: the same fields, a Save in each part, both texts of an answer, and what was answered before. */
import { draftOf, join, makeDraft, makePerson, needKnown, partNeed, savedText, say } from "./drafting.ts";
import { expect, test } from "./walking.ts";
import { Walker } from "./walker.ts";

test.use({ javaScriptEnabled: false });

test("without script two people's texts for the same answer are both kept, and one is chosen", async ({ walkAs, database }) => {
  const [one, two] = [await walkAs("plain one"), await walkAs("plain two")];
  await makePerson(database, "seonag@plainly.example", "Seonag Plainlea");
  await makePerson(database, "tormod@plainly.example", "Tormod Plainlea");
  const application = await makeDraft(database, "seonag@plainly.example", "Plainly Speaking");
  await join(database, "tormod@plainly.example", application);
  await one.signIn("seonag@plainly.example");
  await two.signIn("tormod@plainly.example");
  for (const walker of [one, two]) await walker.open(`${application}/sections/need`);
  await one.type(say, "They chose the day.");
  await one.type(needKnown, "Thirty people said so.");
  await one.press("Save and continue");
  await one.arrivesAt("Who it is for");
  await two.type(say, "They chose the hour.");
  await two.press("Save and continue");
  await two.sees("Someone else wrote here at the same time");
  await two.sees("They chose the day.");
  await expect(two.main).toContainText("They chose the hour.");
  expect(await savedText(database, application, "need"), "an answer that only one of them touched is saved").toBe("Thirty people said so.");
  await two.press("Use this text");
  expect(await savedText(database, application, "involved")).toBe("They chose the hour.");
  await two.follow(/^History and comments: .*had a say/);
  await expect(two.main).toContainText("They chose the day.");
});

test("what the group answered to an earlier fund is offered with its source, and copied only by a press", async ({ walkAs, database }) => {
  const walker = await walkAs("plain and faithful");
  const { organisation, fund } = await database.row<{ organisation: string; fund: string }>(
    `select a.organisation_id as organisation, fund.title as fund from submission s join application a on a.id = s.application_id join pot on pot.id = a.pot_id join round on round.id = pot.round_id
     join fund on fund.id = round.fund_id where s.answers ? 'safeguarding' and round.code = 'communities-2026-27' and pot.id <> $1
     and not exists (select from application other where other.pot_id = $1 and other.organisation_id = a.organisation_id) order by s.id limit 1`,
    [await database.potIn("dundee-city")],
  );
  await makePerson(database, "faithful@plainly.example", "Peigi Plainlea");
  const application = await draftOf(database, "faithful@plainly.example", organisation, "dundee-city");
  await walker.signIn("faithful@plainly.example");
  await walker.open(`${application}/sections/safety`);
  expect(await savedText(database, application, "safeguarding")).toBeNull();
  await walker.unfold(new RegExp(`^You answered this for ${fund} on \\d.*: How will you keep people safe\\?$`));
  const offer = walker.main.locator("details").filter({ hasText: "How will you keep people safe?" });
  const text = (await offer.locator(".app-as-typed").innerText()).trim();
  await walker.press("Use this text", offer);
  await walker.sees("The text of your earlier application stands here now");
  expect((await savedText(database, application, "safeguarding"))?.trim()).toBe(text);
});

test("without script a part shows no state that nobody would bring up to date", async ({ walkAs, database }) => {
  const walker = await walkAs("plain and quiet");
  await makePerson(database, "quiet@plainly.example", "Ealasaid Plainlea");
  const application = await makeDraft(database, "quiet@plainly.example", "Plainly Quiet");
  await walker.signIn("quiet@plainly.example");
  await walker.open(`${application}/sections/need`);
  await walker.arrivesAt(partNeed);
  for (const state of await walker.main.locator(".app-answer-foot__state").all()) await expect(state).toBeEmpty();
  await expect(walker.main.locator(".app-saving")).toHaveText("");
  const other = new Walker(await walker.page.context().newPage(), false);
  await other.open(`${application}/sections/need`);
  await other.type(needKnown, "From the other tab.");
  await other.press("Save and come back later");
  await walker.press("Save and continue");
  await walker.arrivesAt("Who it is for");
  expect(await savedText(database, application, "need"), "a page on which nothing was typed takes nothing away").toBe("From the other tab.");
});
