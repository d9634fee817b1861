/**
 * A person at the site: finds things by what they are called, with a pointer or with a keyboard alone. Every page they arrive at is
 * looked at on the way: one heading, a title, nothing to scroll sideways.
 */
import { expect, type Locator, type Page, type Response } from "@playwright/test";
import { join } from "node:path";

type Name = string | RegExp;
/** More presses of Tab than any page of ours has stops. */
const mostStops = 500;
export const password = "oats-and-clear-water";

export class Walker {
  constructor(
    readonly page: Page,
    private readonly byKeyboard: boolean,
    private readonly shots?: string | undefined,
  ) {
    // A dialogue that nobody expects would hold everything up.
    page.on("dialog", (dialog) => void dialog.dismiss());
  }

  get main(): Locator {
    return this.page.getByRole("main");
  }
  get path(): string {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }
  keep() {
    return this.page.context().storageState();
  }

  // ---- going somewhere

  async open(path: string): Promise<Response | null> {
    const response = await this.page.goto(path);
    await this.look();
    return response;
  }
  async follow(name: Name, within: Locator = this.main): Promise<void> {
    await this.leaveBy(within.getByRole("link", exactly(name)).first());
  }
  async press(name: Name, within: Locator = this.main): Promise<void> {
    await this.leaveBy(within.getByRole("button", exactly(name)));
  }
  /** Opens what the first row of the list is about. */
  async followFirstRow(): Promise<void> {
    await this.leaveBy(this.main.locator("tbody tr").first().getByRole("link").first());
  }
  /** Follows the first of several ways that lead on alike. */
  async leaveByFirst(targets: Locator): Promise<void> {
    await this.leaveBy(targets.first());
  }
  private async leaveBy(target: Locator): Promise<void> {
    const arrived = this.page.waitForEvent("domcontentloaded");
    await this.activate(target, "Enter");
    await arrived;
    await this.look();
  }
  /** Opens a part of the page that is folded. */
  async unfold(summary: Name): Promise<void> {
    const part = this.main.locator("details").filter({ has: this.page.locator("summary", { hasText: summary }) });
    if ((await part.getAttribute("open")) === null) await this.activate(part.locator("summary"), "Enter");
  }

  // ---- filling in

  async type(label: Name, text: string, within: Locator = this.main): Promise<void> {
    const field = within.getByLabel(label, { exact: typeof label === "string" });
    if (!this.byKeyboard) return field.fill(text);
    await this.reach(field);
    await this.page.keyboard.press("ControlOrMeta+A");
    if (text === "") await this.page.keyboard.press("Delete");
    else await this.page.keyboard.insertText(text);
  }
  async choose(label: Name, within: Locator = this.main): Promise<void> {
    const choice = within.getByLabel(label, { exact: typeof label === "string" });
    if (!this.byKeyboard) {
      // What a pointer presses is the words beside the box.
      if (!(await choice.isChecked())) await this.page.locator(`label[for="${await choice.getAttribute("id")}"]`).click();
      return expect(choice).toBeChecked();
    }
    await this.reach(choice);
    for (let step = 0; !(await choice.isChecked()); step += 1) {
      if (step > 60) throw new Error(`${String(label)} can't be chosen by keyboard`);
      const isHere = await choice.evaluate((element) => element === document.activeElement);
      await this.page.keyboard.press(isHere ? "Space" : "ArrowDown");
    }
  }
  async pick(label: Name, option: string, within: Locator = this.main): Promise<void> {
    const select = within.getByLabel(label, { exact: typeof label === "string" });
    const value = await select.locator("option", { hasText: option }).first().getAttribute("value");
    if (!this.byKeyboard) return void (await select.selectOption(value));
    await this.reach(select);
    await this.page.keyboard.press("Home");
    for (let step = 0; (await select.inputValue()) !== value; step += 1) {
      if (step > 80) throw new Error(`${option} can't be chosen by keyboard`);
      await this.page.keyboard.press("ArrowDown");
    }
  }
  /** @param day "YYYY-MM-DD" */
  async day(legend: Name, day: string): Promise<void> {
    const [year, month, date] = day.split("-").map((part) => String(Number(part))) as [string, string, string];
    const group = this.main.getByRole("group", exactly(legend));
    await this.type("Day", date, group);
    await this.type("Month", month, group);
    await this.type("Year", year, group);
  }

  // ---- seeing

  async sees(text: Name): Promise<void> {
    await expect(this.main.getByText(text).filter({ visible: true }).first()).toBeVisible();
  }
  async arrivesAt(heading: Name): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1 })).toContainText(heading);
  }
  /** The large number above these words. */
  async figure(unit: Name): Promise<string> {
    return (await this.main.locator(".app-stat").filter({ hasText: unit }).first().locator(".app-stat__value").innerText()).trim();
  }

  private async look(): Promise<void> {
    const { page } = this;
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(page).toHaveTitle(/\S.* – Lade$/);
    // Before its style has come a page has no width to speak of.
    await page.waitForLoadState();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
    if (!this.shots) return;
    const name = new URL(page.url()).pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id").replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";
    await page.screenshot({ path: join(this.shots, `${process.pid}-${String((shotNumber += 1)).padStart(3, "0")}-${name.slice(0, 60)}.png`), fullPage: true });
  }

  // ---- hands

  private async activate(target: Locator, key: string): Promise<void> {
    if (!this.byKeyboard) return target.click();
    await this.reach(target);
    await this.page.keyboard.press(key);
  }
  /** Presses Tab until the thing has the focus. One of a group of radio buttons stands for all. */
  private async reach(target: Locator): Promise<void> {
    await expect(target).toBeAttached();
    if (await target.evaluate((element) => document.activeElement === document.body && element.closest("main") !== null)) await this.skipToMain();
    for (let stop = 0; stop < mostStops; stop += 1) {
      if (await target.evaluate(hasFocus)) return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`${String(target)} can't be reached with the Tab key`);
  }

  /** On a page that was just opened the first stop leads past everything that every page begins with. */
  private async skipToMain(): Promise<void> {
    await this.page.keyboard.press("Tab");
    await expect(this.page.getByRole("link", { name: "Skip to main content" })).toBeFocused();
    await this.page.keyboard.press("Enter");
    await expect(this.main).toBeFocused();
  }

  // ---- who they are

  async signIn(email: string, secret = password): Promise<void> {
    await this.open("/account/sign-in");
    await this.enterPassword(email, secret);
  }
  /** On the sign-in page: password, and the code where one is asked for. */
  async enterPassword(email: string, secret = password): Promise<void> {
    await this.type("E-mail address", email);
    await this.type("Password", secret);
    await this.press("Sign in");
    if (!this.path.startsWith("/account/second-factor")) return;
    await this.type("Code", await this.freshCode(email));
    await this.press("Continue");
  }
  private async freshCode(email: string): Promise<string> {
    const codes = await this.page.context().newPage();
    const row = codes.getByRole("row", { name: email });
    // A code works once: for the next one everybody waits for the clock.
    await expect(async () => {
      await codes.goto("/demonstration/codes");
      await expect(row).toContainText(/\d{3} \d{3}/, { timeout: 100 });
    }).toPass({ timeout: 45_000 });
    const code = /\d{3} \d{3}/.exec(await row.innerText())![0];
    await codes.close();
    return code;
  }
}

/** Somebody of the staff at their desk, signed in if they were not. */
export async function atDesk(walkAs: (person: string) => Promise<Walker>, email: string): Promise<Walker> {
  const walker = await walkAs(email);
  const answer = await walker.page.goto("/desk");
  if (new URL(walker.page.url()).pathname !== "/desk" || answer?.status() !== 200) await walker.signIn(email);
  return walker;
}

let shotNumber = 0;

const exactly = (name: Name) => ({ name, exact: typeof name === "string" });

/** Runs in the page. */
function hasFocus(element: Element): boolean {
  const active = document.activeElement;
  if (active === element) return true;
  return element instanceof HTMLInputElement && element.type === "radio" && active instanceof HTMLInputElement && active.type === "radio" && active.name === element.name && active.form === element.form;
}
