/** A Third Sector Interface: brings in awards that were made elsewhere, puts a faulty row right, sends the file again in safety, takes the national return away and signs it. */
import { addDays, londonDay } from "../../app/domain/kernel/time.ts";
import { expect, test } from "./walking.ts";
import { atDesk, type Walker } from "./walker.ts";

test.describe.configure({ mode: "serial" });

const administrator = "administrator.orkney@lade.example";
const day = addDays(londonDay(new Date()), -5).split("-").reverse().join("/");
const head = "reference,organisation name,legal form,project title,description,amount,awarded on,project type,focus groups,reach,new or existing";
const good = `OI-1,Skerry Song Circle,scio,Singing by the sea,A weekly choir with tea,300,${day},social,older-people,open with a focus,new`;
const faulty = `OI-2,Haven Bench Makers,scio,Benches and company,Making benches together,three hundred,${day},social,,general,new`;
const right = faulty.replace("three hundred", "250.50");
const file = (...rows: string[]) => ({ name: "awards of the island.csv", mimeType: "text/csv", buffer: Buffer.from([head, ...rows].join("\r\n")) });
/** What the later steps need of the earlier ones. */
const story = { pot: "", before: 0 };

async function sendFile(walker: Walker, ...rows: string[]): Promise<void> {
  await walker.open(`/manage/pots/${story.pot}/upload`);
  await walker.main.getByLabel(/^CSV file/).setInputFiles(file(...rows));
  await walker.press("Check the rows");
}

test("the interface takes the published template, and a faulty row is named with its remedy; nothing of the file is loaded", async ({ walkAs, database }) => {
  story.pot = await database.potIn("orkney-islands");
  story.before = Number((await database.row<{ n: string }>("select count(*) as n from award where pot_id = $1", [story.pot])).n);
  const interfaceOf = await atDesk(walkAs, administrator);
  await interfaceOf.open(`/manage/pots/${story.pot}`);
  await interfaceOf.follow(/made elsewhere/);
  const template = await interfaceOf.page.request.get((await interfaceOf.main.getByRole("link", { name: /Download the template/ }).getAttribute("href"))!);
  expect(await template.text()).toContain("reference,organisation name");
  await sendFile(interfaceOf, good, faulty);
  await interfaceOf.sees("One thing has to be put right first");
  const row = interfaceOf.main.getByRole("row").filter({ hasText: "amount" }).first();
  await expect(row).toContainText("3");
  await expect(interfaceOf.main.getByRole("button", { name: /^Load/ })).toHaveCount(0);
  expect(Number((await database.row<{ n: string }>("select count(*) as n from award where pot_id = $1", [story.pot])).n)).toBe(story.before);
});

test("put right, the file is loaded whole, and its awards are in the register and the open data at once", async ({ walkAs }) => {
  const interfaceOf = await atDesk(walkAs, administrator);
  await sendFile(interfaceOf, good, right);
  await interfaceOf.sees("What will happen");
  await interfaceOf.press("Load 2 awards");
  await interfaceOf.sees("2 awards loaded");
  const anyone = await walkAs("anyone");
  await anyone.open("/awards?q=Skerry");
  await anyone.sees("Singing by the sea");
  expect(await (await anyone.page.request.get("/open-data/360giving/S12000023.json")).text()).toContain("Skerry Song Circle");
});

test("the same file a second time changes nothing, and says so", async ({ walkAs, database }) => {
  const interfaceOf = await atDesk(walkAs, administrator);
  await sendFile(interfaceOf, good, right);
  await interfaceOf.sees("Every award of this file is here already");
  expect(Number((await database.row<{ n: string }>("select count(*) as n from award where pot_id = $1", [story.pot])).n)).toBe(story.before + 2);
});

test("the national return is taken away and signed: that is what completeness counts", async ({ walkAs, database }) => {
  const interfaceOf = await atDesk(walkAs, administrator);
  await interfaceOf.open(`/manage/pots/${story.pot}/return`);
  await interfaceOf.sees("Not signed");
  await interfaceOf.sees("Skerry Song Circle");
  const csv = await interfaceOf.page.request.get((await interfaceOf.main.getByRole("link", { name: "CSV", exact: true }).getAttribute("href"))!);
  expect(await csv.text()).toContain("Skerry Song Circle");
  const signed = async () => (await database.rows("select 1 from area_return where pot_id = $1 and ended_at is null", [story.pot])).length;
  expect(await signed()).toBe(0);
  await interfaceOf.press("Sign the return");
  await interfaceOf.sees("There is a problem");
  await interfaceOf.choose("I sign that this return is complete");
  await interfaceOf.press("Sign the return");
  await interfaceOf.sees("The return is signed");
  expect(await signed()).toBe(1);

  const official = await atDesk(walkAs, "official@lade.example");
  await official.open("/national/returns-of-bodies?round=communities-2026-27");
  await official.sees("Orkney Islands");
  await official.open("/national/explore?measure=awards&by=area&round=communities-2026-27");
  await official.sees(/1 have signed|1 has signed/);
});
