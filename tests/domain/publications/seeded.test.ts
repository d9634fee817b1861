/** The two publications of one ledger, and the summary of progress, as the seeds bring them in. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replaceTags } from "#app/domain/awards/ledger.server.ts";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { awardCountsCsv, csvName } from "#app/domain/figures/award-counts-csv.ts";
import { parseAwardCountsQuery } from "#app/domain/figures/model.ts";
import { composeContent } from "#app/domain/publications/content.server.ts";
import { printFiles } from "#app/domain/publications/print.ts";
import { getReleased, latestOf, listReleased } from "#app/domain/publications/read.server.ts";
import { rowsBehindSlot } from "#app/domain/publications/slots.server.ts";
import { hashOfRows } from "#app/domain/figures/cuts.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { load } from "#tests/domain/seeds/support.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ seed: "reference" });
  await load(test.db, "ledger-communities-2023-24");
  await load(test.db, "ledger-perinatal-2024");
});
afterAll(() => test.close());

const ask = (parameters: string) => awardCounts(test.db, parseAwardCountsQuery(new URLSearchParams(`fund=communities-adults&${parameters}`)), new Date());
const third = "from=2023-11-01&to=2024-03-31";

describe("T1: as published September 2024", () => {
  it("is 1,515 awards to 1,363 organisations, without Angus, and does not pretend to know the groups (requirements 9, 11)", async () => {
    const answer = await ask(`${third}&as_published=2024-09`);
    expect(answer.total).toMatchObject({ awards: 1_515, organisations: 1_363 });
    expect(answer.completeness).toEqual({ expected: 32, reported: 31, missing: [{ code: "S12000041", title: "Angus" }] });
    expect(answer.rows.length).toBeGreaterThan(5);
    expect(answer.rows.every((row) => row.awards === null && row.amount_pence === null)).toBe(true);
    expect(answer.note).toContain("Counts by focus group are not known for this publication");
    expect(answer.note).toContain("Angus");
    expect(answer).toMatchObject({ synthetic: true, as_published: { code: "2024-09", superseded_by: "2025-06" } });
    expect(answer.as_at < "2024-10").toBe(true);
  });

  it("knows its areas and months, and Angus as not known rather than nought", async () => {
    const byArea = await ask(`${third}&as_published=2024-09&by=area`);
    expect(byArea.rows.find((row) => row.code === "S12000041")?.awards).toBeNull();
    expect(byArea.rows.reduce((sum, row) => sum + (row.awards ?? 0), 0)).toBe(1_515);
    expect((await ask(`${third}&as_published=2024-09&by=month`)).rows.reduce((sum, row) => sum + (row.awards ?? 0), 0)).toBe(1_515);
    expect((await ask(`${third}&as_published=2024-09&area=S12000041`)).total.awards).toBeNull();
  });
});

describe("T1: as published June 2025", () => {
  it("is 1,430 awards to 1,379 organisations with 554, 537 and 316 in the three groups (requirements 8, 9)", async () => {
    const answer = await ask(`${third}&as_published=2025-06`);
    expect(answer.total).toMatchObject({ awards: 1_430, organisations: 1_379 });
    expect(answer.completeness).toEqual({ expected: 32, reported: 32, missing: [] });
    const groups = Object.fromEntries(answer.rows.map((row) => [row.code, row.awards]));
    expect(groups).toMatchObject({ "socio-economic-disadvantage": 554, "long-term-condition-or-disability": 537, "minority-ethnic": 316 });
  });

  it("says of days outside the publication that it knows nothing of them", async () => {
    const answer = await ask("from=2022-01-01&to=2022-12-31&as_published=2025-06");
    expect(answer.total.awards).toBeNull();
    expect(answer.note).toContain("says nothing of other days");
  });

  it("names itself in its file", async () => {
    const query = parseAwardCountsQuery(new URLSearchParams(`fund=communities-adults&${third}&as_published=2024-09`));
    const answer = await awardCounts(test.db, query, new Date());
    expect(csvName(query, answer)).toContain("as-published-2024-09");
    expect(awardCountsCsv(answer)).toContain("[x] not available");
  });
});

it("refuses a publication that there is not, and names those that there are", async () => {
  await expect(ask(`${third}&as_published=2024-10`)).rejects.toMatchObject({ fields: { as_published: expect.stringMatching(/2024-09, 2025-06/) as string } });
  expect(() => parseAwardCountsQuery(new URLSearchParams("fund=x&as_published=September"))).toThrow("month of a publication");
});

describe("the answers stay", () => {
  it("whatever happens to the awards afterwards: each comes from its own rows", async () => {
    const before = await Promise.all(["2024-09", "2025-06"].map((code) => ask(`${third}&as_published=${code}`)));
    await test.db.transaction().execute(async (tx) => {
      const tagged = await tx.selectFrom("award").select("id").where("counted", "=", true).limit(300).execute();
      await replaceTags({ ...contextFor(test.db), db: tx }, tagged.map(({ id }) => id), []);
      await sql`update award set status = 'withdrawn', counted = false, withdrawn_at = clock_timestamp(), withdrawn_reason = 'Test' where id in (select id from award where counted and fund_id = (select id from fund where code = 'communities-adults') limit 200)`.execute(tx);
      await sql`update award set amount_pence = 100 where id in (select id from award where counted limit 100)`.execute(tx);
    });
    expect(await Promise.all(["2024-09", "2025-06"].map((code) => ask(`${third}&as_published=${code}`)))).toEqual(before);
  });

  it("and every publication is drawn again to the byte (requirement 27)", async () => {
    const publications = await test.db.selectFrom("publication").select("id").execute();
    expect(publications).toHaveLength(3);
    for (const { id } of publications) {
      const kept = await test.db.selectFrom("publication_file").select(["format", "media_type", "body"]).where("publication_id", "=", id).orderBy("format").execute();
      expect(printFiles(await composeContent(test.db, id)).sort((a, b) => a.format.localeCompare(b.format))).toEqual(kept);
    }
  });
});

describe("the statements", () => {
  const text = async (line: number) => (await test.db.selectFrom("publication_statement as s").innerJoin("reported_item as i", "i.id", "s.item_id").select("s.printed").where("i.line", "=", line).executeTakeFirstOrThrow()).printed;

  it("print the Communities Fund's item from its ledger, as the source prints its numbers (requirements 8, 16)", async () => {
    const printed = await text(20);
    expect(printed).toContain("From November 2023 to March 2024");
    expect(printed).toContain("1430 awards");
    for (const number of ["554", "537", "316"]) expect(printed).toContain(number);
  });

  it("print the Perinatal Fund's from its own", async () => {
    expect(await text(40)).toBe("From October 2024 the Perinatal and Infant Mental Health Fund put £1.5 million into 16 third sector organisations, who stand by families around birth.");
  });

  it("print commas and years in the style of each (requirement 16)", async () => {
    expect(await text(16)).toContain("5,075");
    expect(await text(12)).toContain("In 2024/25, around 53,000 people");
    expect(await text(26)).toContain("over £9,000,000 in 2024–25");
  });

  it("stand for each of the 31 items, those without a figure too (requirement 22)", async () => {
    const lines = await test.db.selectFrom("publication_statement as s").innerJoin("reported_item as i", "i.id", "s.item_id").select(["i.line", "s.printed"]).execute();
    expect(lines).toHaveLength(31);
    expect(lines.filter(({ printed }) => /[{}]/.test(printed))).toEqual([]);
  });

  it("keep the question, the cut and the rows behind each slot (requirement 27)", async () => {
    const slots = await test.db.selectFrom("publication_slot").selectAll().execute();
    expect(slots.length).toBeGreaterThan(50);
    for (const slot of slots) {
      const rows = await rowsBehindSlot(test.db, slot);
      expect([slot.name, rows.length, hashOfRows(rows)]).toEqual([slot.name, slot.rows_behind, slot.rows_sha256]);
    }
    const awards = slots.find((slot) => slot.source === "communities-adults:awards" && slot.value === 1_430)!;
    expect(await rowsBehindSlot(test.db, awards)).toHaveLength(1_430);
    expect(awards.query).toEqual({ fund: "communities-adults", count: "awards" });
  });
});

it("stand beside one another: the first says what replaced it and why, and its own bytes don't", async () => {
  const releases = await listReleased(test.db);
  expect(releases.map((release) => release.release_on)).toEqual(["2025-06-24", "2025-06-17", "2024-09-24"]);
  const first = await getReleased(test.db, "communities-fund-year-3");
  expect(first).toMatchObject({ replaced_by: { code: "communities-fund-year-3-restated" }, replaced_because: expect.stringContaining("Angus") as string });
  expect(JSON.stringify(first.content)).not.toContain("restated");
  expect(first.content.tables[0]!.total[0]).toEqual({ value: 1_515, marks: ["p"] });
  const second = await getReleased(test.db, "communities-fund-year-3-restated");
  expect(second.content.replaces?.reason).toContain("Invented for the demonstration");
  expect(second.content.tables.find((table) => table.key.endsWith("/area"))!.total[0]).toEqual({ value: 1_430, marks: ["r"] });
  expect(await latestOf(test.db, "communities-fund-year-3")).toBe("communities-fund-year-3-restated");
});
