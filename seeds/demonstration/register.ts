/** An invented charity register: the columns of the real one, with most of the demonstration's groups in it, and some as checks should find them. */
import { csvFile } from "#app/domain/kernel/csv.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { readRegisterFile } from "#app/domain/organisations/register-file.server.ts";
import { loadRegister, registerHeld } from "#app/domain/organisations/register.server.ts";
import type { SeedContext } from "../kit.ts";

const columns = ["Charity Number", "Charity Name", "Registered Date", "Known As", "Charity Status", "Postcode", "Constitutional Form", "Main Operating Location", "Most recent year income", "Year End"];

/** Every group with a number, but one in eleven under another name, and one in seventeen among former charities. Once only. */
export async function addCharityRegister(context: SeedContext): Promise<void> {
  if ((await registerHeld(context.db)).files.length > 0) return;
  const groups = await context.db
    .selectFrom("organisation")
    .innerJoin("area", "area.code", "organisation.area_code")
    .select(["organisation.name", "charity_number", "annual_income_pence", "founded_year", "area.name as area"])
    .where("charity_number", "like", "SC903%")
    .where("organisation.synthetic", "=", true)
    .orderBy("charity_number")
    .execute();
  const hosts = await context.db.selectFrom("organisation").select(["host_name", "host_charity_number"]).where("host_charity_number", "is not", null).orderBy("host_charity_number").execute();
  const today = londonDay(context.now);
  const year = Number(today.slice(0, 4));
  const lines = groups.map(({ name, charity_number, annual_income_pence, founded_year, area }, index) => {
    const called = index % 11 === 7 ? name.replace(/^\S+/, "Old") : name;
    return [charity_number, called, `01/06/${founded_year ?? 2010} 00:00`, "", "Active", "", "SCIO (Scottish Charitable Incorporated Organisation)", area, annual_income_pence === null ? "" : String(Math.round(annual_income_pence / 100)), `31/03/${year - 1}`];
  });
  const held = hosts.map(({ host_name, host_charity_number }) => [host_charity_number, host_name, "01/06/1998 00:00", "", "Active", "", "Trust", "", "180000", `31/03/${year - 1}`]);
  const left = (index: number) => index % 17 === 12;
  await load(context, "charity-register.csv", csvFile([columns, ...lines.filter((_, index) => !left(index)), ...held]), today);
  await load(context, "former-charities.csv", csvFile([[...columns, "Ceased Date"], ...lines.filter((_, index) => left(index)).map((line) => [...line, `12/01/${year} 00:00`])]), today);
}

async function load(context: SeedContext, file_name: string, text: string, today: string): Promise<void> {
  const file = await readRegisterFile(parts(text));
  await loadRegister(context, { file, file_name, dated_on: addDays(today, -1) });
}

async function* parts(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
