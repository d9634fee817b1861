/** What the journeys of deciding begin with: people of a fund at their desks, and how a page reads to a machine. */
import { isFitFor, makePerson } from "./drafting.ts";
import type { Walker } from "./walker.ts";
import { expect } from "./walking.ts";
import type { WorldDatabase } from "./world-database.ts";

export interface Somebody {
  name: string;
  email: string;
}
type WalkAs = (person: string) => Promise<Walker>;

/** Somebody with a session: how one signs in is walked elsewhere. */
export async function enter(walkAs: WalkAs, database: WorldDatabase, email: string, baseURL: string): Promise<Walker> {
  const walker = await walkAs(email);
  const context = walker.page.context();
  if ((await context.cookies()).length === 0) await context.addCookies([{ name: "lade", value: await database.signIn(email), url: baseURL }]);
  return walker;
}

/** Somebody who looks after the pot of an area. */
export async function makeAdministrator(database: WorldDatabase, { email, name }: Somebody, pot: string): Promise<void> {
  await makePerson(database, email, name);
  await database.rows(
    `insert into role_held (id, person_id, role, fund_id, area_code)
     select gen_random_uuid(), p.id, 'administrator', r.fund_id, pot.area_code from person p, pot join round r on r.id = pot.round_id where p.email = $1 and pot.id = $2`,
    [email, pot],
  );
}

const widths = [1280, 320];
/** The page as it stands, at a desk's width and at a phone's. Where no script runs nothing can look: the same journey is walked with script. */
export async function fitsBothWidths({ page }: Walker, what: string): Promise<void> {
  if (!(await page.evaluate(() => matchMedia("(scripting: enabled)").matches))) return;
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await isFitFor(page, what);
  }
  if (before) await page.setViewportSize(before);
}

/** Nothing of these words reaches whoever asks for the address: not on the page, not in what the page was made from. */
export async function knowsNothingOf({ page }: Walker, address: string, words: readonly string[]): Promise<void> {
  const answer = await page.request.get(address);
  const told = await answer.text();
  for (const word of words) expect(told, `${address} tells of ${word}`).not.toContain(word);
}
