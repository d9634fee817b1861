/** What an administrator can still change before applicants rely on it. */
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { atDesk } from "./walker.ts";
import { expect, test } from "./walking.ts";

const round = "communities-2026-27";

test("an administrator changes dates, limits, money and criteria of a round that has not opened", async ({ walkAs, database }) => {
  const walker = await atDesk(walkAs, "administrator.moray@lade.example");
  await walker.follow(/Moray/);
  await walker.sees("Not open yet");
  await walker.follow("Dates, limits and guidance");
  const closes = addDays(londonDay(new Date()), 120);
  await walker.type(/^Money in the pot/, "31,500");
  await walker.day("Closing day", closes);
  await walker.type(/^Closing time/, "12:00");
  await walker.day(/^Day by which applicants hear/, addDays(closes, 40));
  await walker.type(/^Largest grant/, "9,500");
  await walker.press("Save settings");
  await walker.sees("The new settings are saved");
  await walker.sees("£9,500");
  await walker.follow("Criteria and weights");
  const criterion = (number: number) => walker.main.getByRole("group", { name: new RegExp(`^(Criterion|Another criterion) \\(?${number}`) });
  await walker.type("Weight", "25", criterion(1));
  await walker.type("Name", "Near to people", criterion(6));
  await walker.type("What assessors look for", "Is it within reach of those it is for?", criterion(6));
  await walker.type("Weight", "5", criterion(6));
  await walker.press("Save criteria");
  await walker.sees("The criteria are saved");
  await walker.open(`/rounds/${round}/moray`);
  await walker.sees("£500 to £9,500");
  await walker.sees("Near to people");

  const pot = await database.potIn("glasgow-city");
  expect((await walker.page.goto(`/manage/pots/${pot}`))?.status(), "another area's pot").toBe(404);
});
