/** Anyone: from the Strategy down to a figure and its source, from the register to an award, and away with the data. */
import { expect, test } from "./walking.ts";

test("anyone reads from the Strategy down to a figure, what it counts and where it comes from", async ({ walkAs }) => {
  const anyone = await walkAs("anyone");
  await anyone.open("/");
  await anyone.follow("Strategy", anyone.page.getByRole("navigation").first());
  await anyone.arrivesAt("The Mental Health and Wellbeing Strategy");
  expect(await anyone.figure("priorities")).toBe("10");
  await anyone.follow(/^3\. /);
  await anyone.arrivesAt(/./);
  await anyone.follow(/^3\.1 /);
  const card = anyone.main.locator(".app-stat").filter({ hasText: "people using them" });
  await expect(card.locator(".app-stat__value")).toHaveText("almost 83,000");
  await anyone.unfold(/^What this counts: Community supports for children and young people: people using them/);
  await expect(card).toContainText("Reported by its source; not computed here");
  await expect(card).toContainText("Between the dates stated");
  await expect(card).toContainText("(S19.1a)");
  await anyone.sees(/Also reported under/);
  for (const priority of [5, 8, 9]) {
    await anyone.open(`/strategy/priorities/${priority}`);
    await anyone.followFirstRow();
    await anyone.sees(/of its summary of achievements/);
  }
  for (const format of ["csv", "csv-metadata.json", "xlsx", "ods"]) expect((await anyone.page.request.get(`/api/strategy/actions/3.1/figures.${format}`)).status(), format).toBe(200);
});

test("anyone finds an award in the register, and programs read the same of it", async ({ walkAs }) => {
  const anyone = await walkAs("anyone");
  await anyone.open("/awards");
  await anyone.pick("Area", "Glasgow City");
  await anyone.press("Apply filters");
  await expect(anyone.main.getByRole("status")).toContainText("Glasgow City");
  await anyone.followFirstRow();
  const title = await anyone.page.getByRole("heading", { level: 1 }).innerText();
  const jsonld = (await (await anyone.page.request.get(`${anyone.path}.jsonld`)).json()) as { "@type": string; name: string };
  expect(jsonld["@type"]).toBe("MonetaryGrant");
  expect(jsonld.name).toBe(title.trim());
  const csv = await anyone.page.request.get("/awards.csv?area=S12000049");
  expect(csv.status()).toBe(200);
  expect((await csv.text()).split("\r\n")[0]).toContain("reference");
});

test("anyone asks the figures what they like: the answer first, then the question, and away with the rows", async ({ walkAs }) => {
  const anyone = await walkAs("anyone");
  await anyone.open("/figures/award-counts?fund=communities-adults&from=2023-11-01&to=2024-03-31&by=focus-group");
  const [answer, question] = await Promise.all(["#answer", "#question"].map(async (at) => (await anyone.main.locator(at).boundingBox())!.y));
  expect(answer).toBeLessThan(question!);
  await anyone.follow("554 awards: People facing socio-economic disadvantage");
  await expect(anyone.main.getByRole("status")).toContainText("554 awards");
  await anyone.open("/figures/explore?measure=awarded&by=area&then=project-type&fund=communities-adults");
  for (const format of ["CSV", "XLSX", "ODS"]) {
    const file = await anyone.page.request.get((await anyone.main.getByRole("link", { name: format, exact: true }).getAttribute("href"))!);
    expect([format, file.status()]).toEqual([format, 200]);
  }
  await anyone.open("/figures/explore?measure=people&by=area");
  await anyone.sees("these numbers are for signed-in officials");
});

test("anyone reads what was published, what replaced it and why, and takes its tables", async ({ walkAs }) => {
  const anyone = await walkAs("anyone");
  await anyone.open("/publications");
  await anyone.follow("Communities Fund for adults, year 3: awards");
  await anyone.sees("This has been replaced");
  await anyone.sees("Angus");
  await anyone.follow("Communities Fund for adults, year 3: awards, restated");
  await anyone.sees("This replaces an earlier publication");
  const files = anyone.main.getByRole("link", { name: /of the table “Awards by focus group”/ });
  await expect(files).toHaveCount(4);
  for (const link of await files.all()) expect((await anyone.page.request.get((await link.getAttribute("href"))!)).status()).toBe(200);
});

test("anyone takes the open data, follows the feeds, and is told what the files are", async ({ walkAs }) => {
  const anyone = await walkAs("anyone");
  await anyone.open("/open-data");
  await anyone.sees("invented for a demonstration");
  await anyone.sees("Open Government Licence");
  for (const format of ["json", "csv", "xlsx"]) {
    const file = await anyone.page.request.get(`/open-data/360giving/perinatal-infant.${format}`);
    expect([format, file.status()]).toEqual([format, 200]);
    if (format === "csv") expect((await file.text()).split("\n")[0]).toContain("Classifications:0:Code");
  }
  for (const feed of ["/feeds/awards.atom", "/feeds/rounds.atom", "/feeds/releases.atom"]) expect(await (await anyone.page.request.get(feed)).text(), feed).toContain("<feed");
  expect(await (await anyone.page.request.get("/feeds/releases.ics")).text()).toContain("BEGIN:VCALENDAR");
  expect(await (await anyone.page.request.get("/sitemaps/pages.xml")).text()).toContain("/publications/communities-fund-year-3");
  expect(((await (await anyone.page.request.get("/common-grants/opportunities")).json()) as { status: number }).status).toBe(200);
  expect(await (await anyone.page.request.get("/robots.txt")).text()).toContain("Sitemap:");
});
