/** The pages of a body: a file sent without any script, its rows checked, loaded, downloaded and signed; and the officials' view of it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { columnKeys, columns, type ColumnKey } from "#app/domain/awards/elsewhere/columns.ts";
import { csvFile } from "#app/domain/kernel/csv.ts";
import { an } from "../support/factories.ts";
import { testSite, type Answer, type TestSite } from "../support/site.ts";

let site: TestSite;
let pot: string;
let administrator: string;
let official: string;
beforeAll(async () => {
  site = await testSite({ seed: "demonstration" });
  const { db } = site.database;
  const found = await db
    .selectFrom("pot").innerJoin("round", "round.id", "pot.round_id").innerJoin("area", "area.code", "pot.area_code")
    .select(["pot.id", "round.fund_id", "pot.area_code"]).where("round.code", "=", "communities-2026-27").where("area.slug", "=", "dundee-city").executeTakeFirstOrThrow();
  pot = found.id;
  administrator = await site.signIn((await an.actor(db, [{ role: "administrator", fund_id: found.fund_id, area_code: found.area_code }])).id);
  official = await site.signIn((await an.actor(db, [{ role: "official" }])).id);
});
afterAll(() => site.close());

const good: Partial<Record<ColumnKey, string>> = {
  reference: "DD-1", organisation: "The Tay Bank Singers", legal_form: "unincorporated-association", title: "Songs by the Tay", description: "Singing each week.", amount: "1500",
  awarded_on: "15/05/2026", project_type: "social", focus_groups: "older-people", issues: "social-isolation-and-loneliness", reach: "open with a focus", standing: "new",
};
const csv = (...rows: Partial<Record<ColumnKey, string>>[]) => csvFile([columnKeys.map((key) => columns[key].name), ...rows.map((cells) => columnKeys.map((key) => cells[key] ?? ""))]);
const upload = () => `/manage/pots/${pot}/upload`;

/** As a browser sends a form with a file. */
function sendFile(content: string, token = administrator): Promise<Answer> {
  const boundary = "----lade-test";
  const part = (name: string, value: string, more = "") => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
  const body = `${part("intent", "check")}${part("file", content, '; filename="awards.csv"\r\nContent-Type: text/csv')}${part("pasted", "")}--${boundary}--\r\n`;
  return site.ask(upload(), { token, body, headers: { "content-type": `multipart/form-data; boundary=${boundary}` } });
}
const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";
const read = async (path: string, token = administrator) => (await site.ask(path, { token })).text.replaceAll("<!-- -->", "");

describe("awards made elsewhere", () => {
  it("says on the page which row, column and remedy, and loads nothing", async () => {
    const sent = await sendFile(csv(good, { ...good, reference: "DD-2", amount: "1500,50" }));
    expect([sent.status, sent.headers.location]).toEqual([302, `${upload()}#checked`]);
    const page = await read(upload());
    expect(page).toContain("One thing has to be put right first");
    expect(page).toMatch(/<th[^>]*data-heading="Row"[^>]*>3<\/th>/);
    expect(page).toContain("can be read in two ways");
    expect(page).not.toContain('value="load"');
    const { awards } = await site.database.db.selectFrom("award").select((eb) => eb.fn.countAll<number>().as("awards")).where("pot_id", "=", pot).where("origin", "=", "elsewhere").executeTakeFirstOrThrow();
    expect(awards).toBe(0);
  });

  it("shows what will happen, loads it by one button, and has it in the public register at the next request", async () => {
    await sendFile(csv(good, { ...good, reference: "DD-2", organisation: "Harbour <b>Bold</b>", amount: "2000" }));
    const page = await read(upload());
    expect(page).toContain("What will happen");
    expect(page).toContain("Load 2 awards");
    const loaded = await site.ask(upload(), { token: administrator, form: { intent: "load", upload: hidden(page, "upload"), sha256: hidden(page, "sha256"), reason: "" } });
    expect(loaded.status).toBe(302);
    expect(await read(loaded.headers.location!)).toContain("2 awards loaded");
    const register = (await site.ask("/awards?q=Tay+Bank")).text;
    expect(register).toContain("The Tay Bank Singers");
    expect((await site.ask("/awards?q=Harbour")).text).toContain("Harbour &lt;b&gt;Bold&lt;/b&gt;");
    await sendFile(csv(good));
    expect(await read(upload())).toContain("There is nothing to load");
    expect((await site.ask(upload(), { token: administrator, form: { intent: "discard" } })).status).toBe(302);
  });

  it("takes pasted cells too, and refuses a file that is none with a message beside the field", async () => {
    const pasted = await site.ask(upload(), { token: administrator, form: { intent: "check", pasted: csv({ ...good, reference: "DD-9" }) } });
    expect(pasted.status).toBe(302);
    const workbook = await sendFile("PK\u0003\u0004not really");
    expect(workbook.status).toBe(422);
    expect(workbook.text).toContain("That is a workbook");
    expect(workbook.text).toContain('id="file-error"');
    expect((await sendFile(csv({ ...good, title: "x" }).replace("amount", "money"))).status).toBe(422);
    expect((await sendFile("x".repeat(2.3 * 1024 * 1024))).status).toBe(413);
    expect((await sendFile(csv(good), official)).status).toBe(404);
  });

  it("has a template to download, which a spreadsheet opens as UTF-8", async () => {
    const template = await site.ask(`${upload()}/template.csv`, { token: administrator });
    expect(template.headers["content-disposition"]).toMatch(/^attachment; filename="awards-made-elsewhere.csv"/);
    expect(template.text).toMatch(/^\uFEFFreference,organisation name,/);
  });
});

describe("the national return", () => {
  const path = () => `/manage/pots/${pot}/return`;

  it("shows and gives the same awards as CSV and as a workbook", async () => {
    expect(await read(path())).toContain("The Tay Bank Singers");
    const file = await site.ask(`${path()}/awards.csv`, { token: administrator });
    expect(file.text).toContain("The Tay Bank Singers");
    expect(file.text).toContain("[x]");
    expect(file.headers["content-disposition"]).toContain("national-return-communities-2026-27-dundee-city-synthetic.csv");
    const book = await site.ask(`${path()}/awards.xlsx`, { token: administrator });
    expect(book.text.slice(0, 2)).toBe("PK");
    expect((await site.ask(`${path()}/awards.pdf`, { token: administrator })).status).toBe(404);
  });

  it("is signed, shown as changed after another load, and the official sees and reminds", async () => {
    const page = await read(path());
    const form = { intent: "sign", seen_awards: hidden(page, "seen_awards"), seen_pence: hidden(page, "seen_pence"), signatory_name: "Ailsa Muir", applications: "4", agreed: "yes" };
    expect((await site.ask(path(), { token: administrator, form: { ...form, agreed: "" } })).status).toBe(422);
    expect((await site.ask(path(), { token: administrator, form })).status).toBe(302);
    expect(await read(path())).toContain("What is signed");
    const waiting = await sendFile(csv({ ...good, reference: "DD-3" }));
    expect(waiting.status).toBe(302);
    const shown = await read(upload());
    await site.ask(upload(), { token: administrator, form: { intent: "load", upload: hidden(shown, "upload"), sha256: hidden(shown, "sha256"), reason: "" } });
    expect(await read(path())).toContain("1 award changed since you signed");
    const bodies = await read("/national/returns-of-bodies?round=communities-2026-27", official);
    expect(bodies).toContain("Changed since");
    expect(bodies).toMatch(/Remind \d+ areas/);
    const reminded = await site.ask("/national/returns-of-bodies", { token: official, form: { round: "communities-2026-27" } });
    expect(reminded.headers.location).toMatch(/done=reminded/);
    expect(await read(reminded.headers.location!, official)).toMatch(/e-mails? (is|are) on the way/);
  });
});

describe("the allocation", () => {
  it("is previewed to the penny and shared out only with a reason", async () => {
    const path = "/national/rounds/communities-2026-27/allocation";
    const page = await read(`${path}?total=15%2C000%2C000&like=communities-2023-24`, official);
    expect(page).toContain("the 32 parts add up to exactly £15,000,000");
    const form = { intent: "allocate", total: "15,000,000", like: "communities-2023-24", seen: hidden(page, "seen"), reason: "" };
    const refused = await site.ask(path, { token: official, form });
    expect([refused.status, refused.text.includes("Say why")]).toEqual([422, true]);
    expect((await site.ask(path, { token: official, form: { ...form, intent: "increase", by_pence: "1,000", reason: "For the test", pot_id: "" } })).status).toBe(302);
    expect(await read(path, official)).toContain("For the test");
  });
});
