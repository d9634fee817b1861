/** The open data files of the ledgers as they are seeded, held against the standard and the rules of quality. */
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { headOfCsv } from "#app/domain/opendata/files.server.ts";
import { grantTitles } from "#app/domain/opendata/fields.server.ts";
import { knownFindings } from "#app/domain/opendata/publisher.ts";
import { loadSeed } from "#seeds/load.ts";
import { testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { findings } from "./quality.ts";
import { codelist, faultsOf, grantOfRow, sheetsOf, templateTitles, type Package } from "./standard.ts";
import { bytesOf, origin, packageOf } from "./support.ts";

let test: TestDatabase;
let file: Package;
const now = new Date();
beforeAll(async () => {
  test = await testDatabase({ seed: "reference" });
  for (const ledger of ["ledger-communities-2023-24", "ledger-perinatal-2024"] as const) await loadSeed(ledger, { db: test.db, now, mode: "demonstration", secret: testSecret });
  file = await packageOf(test.db);
});
afterAll(() => test.close());

describe("the JSON file", () => {
  it("holds the 1,446 awards of the ledgers and none that was withdrawn", async () => {
    expect(file.grants).toHaveLength(1446);
    const withdrawn = await test.db.selectFrom("award").select("reference").where("status", "=", "withdrawn").execute();
    expect(withdrawn.length).toBeGreaterThan(50);
    const text = JSON.stringify(file);
    for (const { reference } of withdrawn) expect(text).not.toContain(reference);
  });

  it("is valid against the schema with formats asserted, the extension, the closed lists, and no id stands twice", () => {
    expect(faultsOf(file)).toEqual([]);
  });

  it("says what it is, and that it is invented, in its title and in each description", () => {
    expect(file).toMatchObject({
      version: "1.4", extensions: ["dei"], identifier: "360G-lade-awards", license: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
      publisher: { name: "Lade", identifier: "360G-lade", website: origin }, downloadURL: `${origin}/open-data/360giving.json`, accessURL: `${origin}/open-data`,
    });
    expect(file["modified"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
    expect(file.title).toContain("invented for a demonstration");
    for (const grant of file.grants) expect(grant.description).toMatch(/^Invented for a demonstration\. ./);
  });

  it("has no finding of the rules of quality but the three that the data can't honestly avoid", () => {
    const found = findings(file, now);
    expect(Object.keys(found).sort()).toEqual(Object.keys(knownFindings).sort());
    expect(found["FundingOrg360GPrefix"]).toBe(1446);
    const withoutNumber = file.grants.filter((grant) => !grant.recipientOrganization![0]!.charityNumber).length;
    expect(found["RecipientOrg360GPrefix"]).toBe(withoutNumber);
    expect(found["NoRecipientOrgCompanyCharityNumber"]).toBe(withoutNumber);
    expect(withoutNumber).toBeLessThan(1446 / 3);
  });

  it("classifies by our own lists and by the DEI taxonomy where a code maps, with the counts of the register", () => {
    const withCode = (code: string) => file.grants.filter((grant) => grant.classifications?.some((one) => one.vocabulary === "Focus groups (version 1)" && one.code === code) && grant.grantProgramme![0]!.code === "communities-adults").length;
    expect([withCode("socio-economic-disadvantage"), withCode("long-term-condition-or-disability"), withCode("minority-ethnic")]).toEqual([554, 537, 316]);
    const withDei = (code: string) => file.grants.filter((grant) => grant.grantProgramme![0]!.code === "communities-adults" && grant.deiDetails?.project.response.taxonomyCodes.includes(code)).length;
    expect([withDei("DEI080000"), withDei("DEI020000"), withDei("DEI010000")]).toEqual([554, 537, 316]);
    expect(new Set(file.grants.flatMap((grant) => (grant.classifications ?? []).map((one) => one.vocabulary))).size).toBe(4);
  });

  it("names the place of a national award by its country's code, without a type that the standard does not have", () => {
    const national = file.grants.filter((grant) => grant["locationScope"] === "GLS040");
    expect(national).toHaveLength(16);
    expect(codelist("geoCodeType.csv")).not.toContain("CTY-S92");
    for (const grant of national) expect(grant.beneficiaryLocation).toEqual([{ name: "Scotland", countryCode: "GB", geoCode: "S92000003" }]);
  });
});

describe("a part of it", () => {
  it("is a file of its own by fund, by year and by area, valid too, and the parts add up", async () => {
    const communities = await packageOf(test.db, { fund: "communities-adults" });
    const perinatal = await packageOf(test.db, { fund: "perinatal-infant" });
    expect([communities.grants.length, perinatal.grants.length]).toEqual([1430, 16]);
    expect((await packageOf(test.db, { year: "2023-24" })).grants).toHaveLength(1430);
    const glasgow = await packageOf(test.db, { fund: "communities-adults", year: "2023-24", area: "S12000049" });
    expect(glasgow.grants.length).toBe(communities.grants.filter((grant) => grant.beneficiaryLocation![0]!.geoCode === "S12000049").length);
    expect(glasgow).toMatchObject({ identifier: "360G-lade-awards-communities-adults-2023-24-S12000049", downloadURL: `${origin}/open-data/360giving/communities-adults/2023-24/S12000049.json` });
    expect(glasgow.title).toContain("2023-24, Glasgow City");
    for (const part of [communities, perinatal, glasgow]) expect(faultsOf(part)).toEqual([]);
  });

  it("takes a superseded area code for the one of today", async () => {
    const old = await packageOf(test.db, { area: "S12000046" });
    expect(old).toEqual(await packageOf(test.db, { area: "S12000049" }));
  });

  it("is not there for a fund or an area that nobody knows, or where nothing has been released", async () => {
    for (const selection of [{ fund: "no-such-fund" }, { area: "S12000099" }, { year: "1999-00" }]) await expect(packageOf(test.db, selection)).rejects.toThrow(/fund|area|released/);
  });
});

describe("the CSV file", () => {
  it("carries the standard's titles, and the same as the JSON in every cell", async () => {
    const template = templateTitles();
    const known = [...template.get("grants")!, ...template.get("Rec_Location")!];
    const rows = parse(await bytesOf(test.db, "csv"), { columns: true }) as Record<string, string>[];
    expect(Object.keys(rows[0]!).slice(0, grantTitles.length)).toEqual(grantTitles);
    for (const title of grantTitles) expect(known).toContain(title);
    const inOrder = template.get("grants")!.filter((title) => grantTitles.includes(title));
    expect(grantTitles.filter((title) => inOrder.includes(title))).toEqual(inOrder);
    expect(rows).toHaveLength(1446);
    for (const [index, row] of rows.entries()) {
      const grant = file.grants[index]!;
      const [recipient] = grant.recipientOrganization!;
      expect(row).toMatchObject({
        Identifier: grant.id, Title: grant.title, Description: grant.description, Currency: "GBP", "Award Date": grant.awardDate, "Recipient Org:Identifier": recipient!.id, "Recipient Org:Name": recipient!.name,
        "Recipient Org:Charity Number": recipient!.charityNumber ?? "", "Beneficiary Location:Geographic Code": grant.beneficiaryLocation![0]!.geoCode, "Funding Org:Name": grant.fundingOrganization[0]!.name,
        "Planned Dates:Start Date": grant.plannedDates![0]!.startDate, "Last Modified": grant.dateModified, "Data Source": grant.dataSource,
      });
      expect(Number(row["Amount Awarded"])).toBe(grant.amountAwarded);
    }
  });

  it("classifies each award in numbered columns under the standard's titles, and read by them is the JSON again, valid", async () => {
    const rows = parse(await bytesOf(test.db, "csv"), { columns: true }) as Record<string, string>[];
    const most = Math.max(...file.grants.map((grant) => grant.classifications?.length ?? 0));
    expect(most).toBeGreaterThan(3);
    const numbered = Object.keys(rows[0]!).slice(grantTitles.length);
    expect(numbered).toHaveLength(most * 4);
    const known = templateTitles().get("Classifications")!;
    for (const title of numbered) expect(known).toContain(title.replace(/:\d+:/, ":"));
    const read = rows.map(grantOfRow);
    // The extension is declared in a package's metadata, which a CSV can't carry.
    expect(read).toEqual(file.grants.map(({ deiDetails: _extension, ...grant }) => grant));
    expect(faultsOf({ ...file, extensions: undefined, grants: read as unknown as Package["grants"] })).toEqual([]);
  });

  it("is described by metadata that names every column of it", async () => {
    const [head] = parse(await bytesOf(test.db, "csv", { fund: "perinatal-infant" }), { to: 1 }) as string[][];
    expect(await headOfCsv(test.db, { fund: "perinatal-infant" })).toEqual(head);
  });
});

describe("the workbook", () => {
  it("has the standard's sheets and titles: Meta in two columns, grants, Classifications, deiDetails", async () => {
    const template = templateTitles();
    const sheets = sheetsOf(await bytesOf(test.db, "xlsx"), (rows) => rows);
    expect([...sheets.keys()]).toEqual(["Meta", "grants", "Classifications", "deiDetails"]);
    const meta = sheets.get("Meta")!;
    expect(template.get("Meta")!.filter((title) => title !== "Publisher:Logo")).toEqual(meta.map((row) => row[0]));
    expect(Object.fromEntries(meta)).toMatchObject({ Version: "1.4", Extensions: "dei", "Publisher:Identifier": "360G-lade", "Download URL": `${origin}/open-data/360giving.xlsx` });
    for (const name of ["Classifications", "deiDetails"]) {
      const titles = sheets.get(name)![0]!;
      expect(template.get(name)!.filter((title) => titles.includes(title))).toEqual(titles);
    }
    const [head, ...grants] = sheets.get("grants")!;
    expect(head).toEqual(grantTitles);
    expect(grants.map((row) => row[0])).toEqual(file.grants.map((grant) => grant.id));
    const classified = sheets.get("Classifications")!.slice(1).map(([id, vocabulary, code]) => [id, vocabulary, code]);
    expect(classified).toEqual(file.grants.flatMap((grant) => (grant.classifications ?? []).map((one) => [grant.id, one.vocabulary, one.code])));
    const dei = sheets.get("deiDetails")!.slice(1).map((row) => [row[0], row[6]]);
    expect(dei).toEqual(file.grants.filter((grant) => grant.deiDetails).map((grant) => [grant.id, grant.deiDetails!.project.response.taxonomyCodes.join(";")]));
  });
});

describe("when an organisation changes its name, number, form or area", () => {
  it("its grants carry the new name and say in dateModified that they have changed; nobody else's do", async () => {
    const glasgow = { area: "S12000049" };
    const before = (await packageOf(test.db, glasgow)).grants;
    const [first] = before;
    const { reference } = { reference: first!.id.replace("360G-lade-", "") };
    const { organisation_id } = await test.db.selectFrom("award").select("organisation_id").where("reference", "=", reference).executeTakeFirstOrThrow();
    await test.db.updateTable("organisation").set({ name: "Another name altogether" }).where("id", "=", organisation_id).execute();
    const after = new Map((await packageOf(test.db, glasgow)).grants.map((grant) => [grant.id, grant]));
    const others = new Set((await test.db.selectFrom("award").select("reference").where("organisation_id", "=", organisation_id).execute()).map((row) => `360G-lade-${row.reference}`));
    for (const grant of before) {
      const now = after.get(grant.id)!;
      if (!others.has(grant.id)) expect(now).toEqual(grant);
      else expect([now.recipientOrganization![0]!.name, now.dateModified! > grant.dateModified!]).toEqual(["Another name altogether", true]);
    }
    // What is not published of it moves nothing.
    await test.db.updateTable("organisation").set({ telephone: "01632 960100" }).where("id", "=", organisation_id).execute();
    expect((await packageOf(test.db, glasgow)).grants.find((grant) => grant.id === first!.id)!.dateModified).toBe(after.get(first!.id)!.dateModified);
  });
});
