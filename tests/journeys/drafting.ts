/** What the journeys of applying look at beside the page: what lies on the device, what the server has, and how it reads to a machine. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./walking.ts";
import type { WorldDatabase } from "./world-database.ts";

export const partNeed = "The need";
export const needKnown = "How do you know that people need this?";
export const better = "What will be better for people because of it?";
export const say = "How have people who may take part had a say in the plan?";

/** Everything that lies on this device for the site, as text: what can be read of it by whoever holds the device. */
export async function readDevice(page: Page): Promise<{ records: number; readable: string }> {
  return page.evaluate(async () => {
    const wait = <T>(asked: IDBRequest<T>) => new Promise<T>((resolve, reject) => ((asked.onsuccess = () => resolve(asked.result)), (asked.onerror = () => reject(asked.error ?? new Error("unreadable")))));
    let records = 0;
    let readable = JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + document.cookie;
    const readableOf = (value: unknown): string => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
        const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer);
        return ["utf-8", "utf-16le", "latin1"].map((encoding) => new TextDecoder(encoding).decode(bytes)).join(" ");
      }
      return typeof value === "object" && value !== null ? Object.values(value).map(readableOf).join(" ") : String(value);
    };
    for (const { name } of await indexedDB.databases()) {
      const database = await wait(indexedDB.open(name!));
      for (const store of database.objectStoreNames) {
        const found = await wait(database.transaction(store).objectStore(store).getAll());
        records += found.length;
        readable += readableOf(found);
      }
      database.close();
    }
    for (const name of await caches.keys()) readable += name;
    return { records, readable };
  });
}

/** The text of an answer as the server has it. */
export async function savedText(database: WorldDatabase, application: string, question: string): Promise<string | null> {
  const [row] = await database.rows<{ value: string | null }>("select value #>> '{}' as value from application_answer where application_id = $1 and question_id = $2", [idOf(application), question]);
  return row?.value ?? null;
}
export const idOf = (path: string): string => path.replace(/^\/applications\/([^/?]+).*$/, "$1");

const volunteer = "volunteer@lade.example";
/**
 * Somebody with an account and a password of the demonstration, who has confirmed their address: what register, confirm and sign in
 * bring about is walked elsewhere.
 */
export async function makePerson(database: WorldDatabase, email: string, name: string): Promise<void> {
  await database.rows("insert into person (id, email, name, email_confirmed_at, synthetic) values (gen_random_uuid(), $1, $2, now(), true)", [email, name]);
  await database.rows(
    `insert into person_password select (jsonb_populate_record(w, jsonb_build_object('person_id', (select id from person where email = $1)))).*
     from person_password w join person p on p.id = w.person_id where p.email = $2`,
    [email, volunteer],
  );
}
/** Their group, with a draft in Dundee's pot in which nothing is written. @returns the draft's address */
export async function makeDraft(database: WorldDatabase, email: string, group: string): Promise<string> {
  const { id: organisation } = await database.row<{ id: string }>(
    `insert into organisation (id, name, legal_form, legal_form_list, legal_form_version, charity_number, area_code, purpose, annual_income_pence, host_name, synthetic)
     select gen_random_uuid(), $1, o.legal_form, o.legal_form_list, o.legal_form_version, null, o.area_code, o.purpose, o.annual_income_pence, o.host_name, true
     from organisation o join role_held r on r.organisation_id = o.id join person p on p.id = r.person_id where p.email = $2 limit 1 returning id`,
    [group, volunteer],
  );
  return draftOf(database, email, organisation, "dundee-city");
}
/** A draft of a group that is there already, which gets this owner. @param area the slug of the pot's area */
export async function draftOf(database: WorldDatabase, email: string, organisation: string, area: string): Promise<string> {
  await database.rows("insert into role_held (id, person_id, role, organisation_id) select gen_random_uuid(), id, 'owner', $1 from person where email = $2", [organisation, email]);
  const { id } = await database.row<{ id: string }>(
    `insert into application (id, reference, pot_id, organisation_id, form_version_id, created_by, synthetic)
     select gen_random_uuid(), 'LA-' || upper(substr(md5(random()::text), 1, 4)) || '-' || upper(substr(md5(random()::text), 1, 4)), pot.id, $1, round.form_version_id, p.id, true
     from pot join round on round.id = pot.round_id, person p where pot.id = $2 and p.email = $3 returning id`,
    [organisation, await database.potIn(area), email],
  );
  return `/applications/${id}`;
}

/** Lets somebody write for the group whose application this is, as an owner does by inviting them. */
export const join = (database: WorldDatabase, email: string, application: string) =>
  database.rows(
    `insert into role_held (id, person_id, role, organisation_id)
     select gen_random_uuid(), p.id, 'editor', a.organisation_id from application a, person p where a.id = $1 and p.email = $2`,
    [idOf(application), email],
  );

const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** The page as it stands now: WCAG 2.2 AA as far as a machine can tell, and nothing to scroll sideways. */
export async function isFitFor(page: Page, what: string): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${what} scrolls sideways`).toBeLessThanOrEqual(0);
  // Two copies of one library name the same page twice.
  const { violations } = await new AxeBuilder({ page: page as never }).setLegacyMode().options({ runOnly: levels, resultTypes: ["violations"] }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ""}`).join("\n")}`), what).toEqual([]);
  if (process.env.LADE_JOURNEY_SHOTS) await page.screenshot({ path: `${process.env.LADE_JOURNEY_SHOTS}/${what.replace(/[^a-z0-9]+/gi, "-")}-${page.viewportSize()?.width ?? 0}.png` });
}
