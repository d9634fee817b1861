/** What anyone can read without signing in. */
import { expect, test } from "./walking.ts";

test("a stranger reads what is open, what is asked, what was awarded, counted and reported", async ({ walkAs }) => {
  const stranger = await walkAs("stranger");
  await stranger.open("/");
  await stranger.follow("Find a fund");
  await stranger.arrivesAt("Find a fund");
  await stranger.pick("What are you?", "(SCIO)");
  await stranger.pick("Where will it happen?", "Glasgow City");
  await stranger.choose("Adults: people aged 16 and over");
  await stranger.press("Find a fund");
  await stranger.sees("One round is open to you");
  await stranger.open("/funds");
  await stranger.follow(/^Glasgow City/);
  await stranger.sees(/Open until .*12 noon|Open until /);
  await stranger.sees("£500 to £20,000");
  await stranger.follow("Read all the questions");
  await stranger.arrivesAt("All the questions");
  await stranger.sees("What is your project called?");
  await stranger.sees("Who will you work with?");
  await stranger.follow(/^the short form/);
  await stranger.sees("Do you agree?");
  await expect(stranger.page.getByText("Who will you work with?")).toHaveCount(0);
  await stranger.follow("Gàidhlig");
  await expect(stranger.page.locator("html")).toHaveAttribute("lang", "gd");
  await stranger.sees("Draft translation");

  await stranger.open("/awards");
  await stranger.pick("Fund", "Communities");
  await stranger.pick("Area", "Fife");
  await stranger.press("Apply filters");
  await expect(stranger.main.getByRole("status")).toContainText("Fife");
  await stranger.followFirstRow();
  await stranger.sees("Fife");

  await stranger.open("/figures/award-counts?fund=communities-adults&from=2023-11-01&to=2024-03-31&by=focus-group");
  expect(await stranger.figure("awards")).toBe("1,430");
  expect(await stranger.figure("different organisations")).toBe("1,379");
  for (const [group, count] of [["People facing socio-economic disadvantage", 554], ["People with a long term health condition or disability", 537], ["People from a Minority Ethnic background", 316]] as const)
    await expect(stranger.main.getByRole("link", { name: `${count} awards: ${group}`, exact: true })).toBeVisible();
  await stranger.open("/figures/award-counts?fund=communities-adults&by=area");
  await stranger.sees("Shetland");

  await stranger.open("/strategy");
  await stranger.follow(/^3/);
  await stranger.follow(/^3\.2/);
  await stranger.arrivesAt(/./);
  await stranger.sees("feeds this action");
});
