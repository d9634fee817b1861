/** Takes the pictures of the README from a running demonstration: `npm run screenshots`, with LADE_AT where it is not http://127.0.0.1:3000. */
import { chromium, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { demonstrationPassword } from "#seeds/demonstration/people.ts";
import { findBrowser } from "#tests/support/browser.ts";

const folder = fileURLToPath(new URL("../docs/pictures/", import.meta.url));
const site = process.env.LADE_AT ?? "http://127.0.0.1:3000";

interface Picture {
  name: string;
  path: string;
  /** Who looks; nobody when left out. */
  as?: string;
  /** Follows these links from the path first: the text of each begins so. */
  follow?: readonly RegExp[];
  phone?: boolean;
  /** What stands at the top of the picture; the page's own top when left out. */
  from?: string;
}

const pictures: readonly Picture[] = [
  { name: "home", path: "/" },
  { name: "award-counts", path: "/figures/award-counts?fund=communities-adults&from=2023-11-01&to=2024-03-31", from: "main h2" },
  { name: "tile-map", path: "/figures/award-counts?fund=communities-adults&from=2023-11-01&to=2024-03-31&by=area", from: "main h2" },
  { name: "action", path: "/strategy/actions/3.2" },
  { name: "pot-phone", path: "/rounds/communities-2026-27/glasgow-city", phone: true },
  { name: "desk-phone", path: "/desk", as: "volunteer@lade.example", phone: true },
  { name: "board", path: "/manage", as: "administrator.highland@lade.example", follow: [/Highland|Communities/, /^Decide|Decisions|ranked/i] },
];

const { executablePath, args, env } = findBrowser();
const browser = await chromium.launch({ executablePath, args, env: { ...process.env, ...env } as Record<string, string> });
mkdirSync(folder, { recursive: true });
try {
  for (const picture of pictures) {
    const context = await browser.newContext({ viewport: picture.phone ? { width: 360, height: 740 } : { width: 1200, height: 800 }, deviceScaleFactor: 1, locale: "en-GB", javaScriptEnabled: false });
    const page = await context.newPage();
    if (picture.as) await signIn(page, picture.as);
    await page.goto(site + picture.path);
    for (const text of picture.follow ?? []) await page.locator("main").getByRole("link", { name: text }).first().click();
    if (picture.from) await page.locator(picture.from).first().evaluate((element) => element.scrollIntoView({ behavior: "instant" }));
    await page.screenshot({ path: `${folder}${picture.name}.png` });
    await context.close();
  }
} finally {
  await browser.close();
}

/** By the form, with the second step where it is asked for. */
async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${site}/account/sign-in`);
  await page.fill("[name=email]", email);
  await page.fill("[name=password]", demonstrationPassword);
  await page.click("main button[type=submit]");
  if (!page.url().includes("second-factor")) return;
  const next = page.url();
  await page.goto(`${site}/demonstration/codes`);
  const code = /\b(\d{3}) ?(\d{3})\b/.exec(await page.locator("tr", { hasText: email }).innerText());
  await page.goto(next);
  await page.fill("[name=code]", `${code?.[1]}${code?.[2]}`);
  await page.click("main button[type=submit]");
}
