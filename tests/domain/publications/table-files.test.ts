/** Requirement 29: each table of a publication as CSV with a qualifier column, its metadata, XLSX and ODS with shorthand, frozen like the rest. */
import { parse } from "csv-parse/sync";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "#app/domain/kernel/ids.server.ts";
import { addTable } from "#app/domain/publications/draft.server.ts";
import type { Content } from "#app/domain/publications/content.ts";
import { composeContent } from "#app/domain/publications/content.server.ts";
import { printTableFiles } from "#app/domain/publications/table-files.ts";
import { getReleased, getReleasedTableFile } from "#app/domain/publications/read.server.ts";
import { giveBackPublication } from "#app/domain/publications/release.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { load } from "#tests/domain/seeds/support.ts";
import { sheetsOf } from "#tests/domain/opendata/standard.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { aDraft, approved, aPublishing, aTable, released } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ seed: "reference" });
  await load(test.db, "ledger-communities-2023-24");
});
afterAll(() => test.close());

const restated = "communities-fund-year-3-restated";
const filesOfTables = (id: string) => test.db.selectFrom("publication_table_file").select(["name", "table_number", "media_type", "body", "sha256"]).where("publication_id", "=", id).orderBy("name").execute();
const idOf = async (code: string) => (await test.db.selectFrom("publication").select("id").where("code", "=", code).executeTakeFirstOrThrow()).id;

describe("the files of a publication's tables", () => {
  it("hold every cell of every table, its marks beside it, and say the licence, the source and that they are invented", async () => {
    const { content, table_files } = await getReleased(test.db, restated);
    expect(table_files.map(({ name }) => name).filter((name) => name.startsWith("table-3-"))).toEqual(["csv", "csv-metadata.json", "ods", "xlsx"].map((ending) => `table-3-awards-by-council-area.${ending}`));
    for (const [index, table] of content.tables.entries()) {
      const [stem] = table_files.find(({ table_number }) => table_number === index + 1)!.name.split(".");
      const read = async (ending: string) => getReleasedTableFile(test.db, restated, `${stem}.${ending}`);
      const wanted = [...table.rows, { code: "all", title: "All", cells: table.total }];
      const csv = parse((await read("csv")).body, { columns: true }) as Record<string, string>[];
      expect(csv.map((row) => [row.code, row.title, row.awards, row.amount_pence])).toEqual(wanted.map((row) => [row.code, row.title, ...row.cells.map((cell) => String(cell.value ?? ""))]));
      expect(csv.every((row) => row.qualifier!.includes("synthetic"))).toBe(true);
      const metadata = JSON.parse((await read("csv-metadata.json")).body.toString()) as { url: string; tableSchema: { columns: { name: string }[] } };
      expect(metadata).toMatchObject({ url: `${stem}.csv`, "dc:license": { "@id": content.licence.url }, "dc:title": table.title });
      expect(metadata.tableSchema.columns.map(({ name }) => name)).toEqual(Object.keys(csv[0]!));
      const sheets = sheetsOf((await read("xlsx")).body, (rows) => rows);
      expect(sheets.get("Table 1")!.slice(2).map((row) => [row[0], row[2]])).toEqual(wanted.map((row) => [row.code, String(row.cells[0]!.value)]));
      expect(JSON.stringify(sheets.get("Cover"))).toContain("Management information, not official statistics");
      expect(JSON.stringify(sheets.get("Cover"))).toContain("Open Government Licence");
    }
  });

  it("mark in brackets what was revised, and put the mark where a number is not available", async () => {
    const area = strFromU8(unzipSync((await getReleasedTableFile(test.db, restated, "table-3-awards-by-council-area.ods")).body)["content.xml"]!);
    expect(area).toContain("[r]");
    const first = await getReleasedTableFile(test.db, "communities-fund-year-3", "table-1-awards-by-council-area.csv");
    const angus = (parse(first.body, { columns: true }) as Record<string, string>[]).find((row) => row.code === "S12000041")!;
    expect([angus.awards, angus.qualifier]).toEqual(["", "[x] not available; synthetic"]);
    const sheet = sheetsOf((await getReleasedTableFile(test.db, "communities-fund-year-3", "table-1-awards-by-council-area.xlsx")).body, (rows) => rows).get("Table 1")!;
    expect(sheet.find((row) => row[0] === "S12000041")!.slice(2, 4)).toEqual(["[x]", "[x]"]);
  });

  it("are drawn again to the byte whatever has happened since (requirement 27)", async () => {
    for (const code of ["communities-fund-year-3", restated]) {
      const id = await idOf(code);
      const kept = await filesOfTables(id);
      const again = (await printTableFiles(await composeContent(test.db, id))).sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(again.map((file) => ({ ...file, sha256: sha256(file.body) }))).toEqual(kept);
    }
  });

  it("can be changed, added to or removed by nobody once they are released", async () => {
    const id = await idOf(restated);
    const stays = expect.objectContaining({ constraint: "publication_stays" }) as Error;
    await expect(test.db.updateTable("publication_table_file").set({ media_type: "text/plain" }).where("publication_id", "=", id).execute()).rejects.toEqual(stays);
    await expect(test.db.deleteFrom("publication_table_file").where("publication_id", "=", id).execute()).rejects.toEqual(stays);
    const [file] = await filesOfTables(id);
    await expect(test.db.insertInto("publication_table_file").values({ ...file!, publication_id: id, name: "table-9.csv" }).execute()).rejects.toEqual(stays);
  });
});

describe("before release", () => {
  it("they are made by the approval, go when it is given back, and nobody outside gets one before the moment", async () => {
    const publishing = await aPublishing(test.db);
    const id = await aDraft(publishing);
    await addTable(publishing.official, id, aTable(publishing.world, { title: "By focus group", by_code: "area" }));
    expect(await filesOfTables(id)).toEqual([]);
    await approved(publishing, id);
    const names = (await filesOfTables(id)).map(({ name }) => name);
    expect(names.filter((name) => name.endsWith(".csv"))).toEqual(["table-1-by-focus-group.csv", "table-2-by-focus-group.csv"]);
    const { code } = await test.db.selectFrom("publication").select("code").where("id", "=", id).executeTakeFirstOrThrow();
    await expect(getReleasedTableFile(test.db, code, names[0]!)).rejects.toBeInstanceOf(NotFound);
    await giveBackPublication(publishing.publisher, id, { reason: "Once more" });
    expect(await filesOfTables(id)).toEqual([]);
    await released(publishing, id);
    const { body, sha256: hash } = await getReleasedTableFile(test.db, code, names[0]!);
    expect(sha256(body)).toBe(hash);
    const json = await test.db.selectFrom("publication_file").select("body").where("publication_id", "=", id).where("format", "=", "json").executeTakeFirstOrThrow();
    expect((JSON.parse(json.body) as Content).tables).toHaveLength(2);
  });
});
