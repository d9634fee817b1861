/** Every page of the site, as somebody who may see it, on a phone and at a desk: WCAG 2.2 AA as far as a machine can tell. */
import AxeBuilder from "@axe-core/playwright";
import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import type { Browser, Page } from "@playwright/test";
import { isPublicPath } from "#app/web/public-pages.ts";
import { table, type Entry } from "../wall/access-table.ts";
import { emails, findMore, findThings, more, stateOf, type Viewer } from "./every-page.ts";
import { expect, test } from "./walking.ts";
import type { WorldDatabase } from "./world-database.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const widths = [1280, 320];
const isPage = (id: string): boolean => existsSync(`${root}app/${id}.tsx`);

/** Pages that look different to somebody who is signed in already, or have nothing to show them. */
const asVisitor = new Set(["routes/account/sign-in", "routes/account/register", "routes/account/forgotten", "routes/account/link"]);

function viewerOf(id: string, { reads }: Entry): Viewer {
  if (asVisitor.has(id)) return "visitor";
  if (id === "routes/account/second-factor") return "halfway";
  if (id === "routes/account/sign-out") return "member";
  // Seen only by somebody whose last proof is old: one who looks at no page that asks for a fresh one.
  if (id === "routes/account/prove") return "service";
  if (reads === "open") return "visitor";
  // Read by those named on a list, not by a role: what everyone else finds there is looked at.
  if (reads.length === 0) return "official";
  const viewer = reads.find((persona): persona is keyof typeof emails => persona in emails);
  if (!viewer) throw new Error(`Nobody looks at ${id}: add a person for one of ${reads.join(", ")}`);
  return viewer;
}

/** Some pages are shown only after a recent proof of who one is, and one only after an old one. The looking takes longer than a proof lasts. */
const proved = (database: WorldDatabase, viewer: "member" | "service", minutesAgo: number) =>
  database.rows("update session set proved_at = clock_timestamp() - $1 * interval '1 minute' where person_id = (select id from person where email = $2)", [minutesAgo, emails[viewer]]);

async function visit(browser: Browser, viewer: Viewer, path: string): Promise<void> {
  const context = await browser.newContext(viewer === "visitor" ? {} : { storageState: stateOf(viewer) });
  const page = await context.newPage();
  const response = await page.goto(path);
  expect(response?.status(), `${viewer} at ${path}`).toBeLessThan(500);
  expect(new URL(page.url()).pathname, `${viewer} is sent away from ${path}`).toBe(new URL(path, "http://x").pathname);
  await expect(page).toHaveTitle(/\S.* – Lade$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  if (isPublicPath(new URL(page.url()).pathname)) expect(await page.locator("script").count(), "scripts on a public page").toBe(0);
  await unfold(page);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `scrolls sideways at ${width}`).toBeLessThanOrEqual(0);
    // Two copies of one library name the same page twice.
    const { violations } = await new AxeBuilder({ page: page as never }).setLegacyMode().options({ runOnly: levels, resultTypes: ["violations"] }).analyze();
    const found = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ""}`).join("\n")}`);
    expect(found, `${path} at ${width}`).toEqual([]);
  }
  await context.close();
}

/** What is folded is part of the page too. */
const unfold = (page: Page) => page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));

test("no page of the site is without somebody who looks at it", async () => {
  const build = (await import(pathToFileURL(`${root}build/server/index.js`).href)) as ServerBuild;
  const pages = Object.values(build.routes).flatMap((route) => (route?.module.default && route.id !== "root" && route.id !== "routes/public/not-found" ? [route.id] : []));
  expect(Object.keys(table).filter(isPage).sort()).toEqual(pages.sort());
});

for (const [id, entry] of Object.entries(table)) {
  // What is closed to every persona of the table (a publication before its release) is read by its own test.
  if (!isPage(id) || entry.reads.length === 0) continue;
  test(id, async ({ browser, database }) => {
    await proved(database, "member", 0);
    if (id === "routes/account/prove") await proved(database, "service", 11);
    await visit(browser, viewerOf(id, entry), entry.at(await findThings(database)));
  });
}

// The addresses stand in the database; how many there are does not.
for (const part of [0, 1, 2, 3])
  test(`pages in their other states, ${part + 1} of 4`, async ({ browser, database }) => {
    await proved(database, "member", 0);
    const things = await findThings(database);
    const visits = more(things, await findMore(database, things)).filter((_, index) => index % 4 === part);
    for (const [viewer, path] of visits) await visit(browser, viewer, path);
  });
