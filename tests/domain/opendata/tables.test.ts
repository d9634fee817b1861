/** Tables as people take them away: CSV with its metadata, XLSX, ODS. */
import { strFromU8, unzipSync } from "fflate";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { awardCountsTables } from "#app/domain/figures/award-counts-table.ts";
import { awardCountsCsv } from "#app/domain/figures/award-counts-csv.ts";
import type { AwardCounts } from "#app/domain/figures/model.ts";
import { tableCsv, tableMetadata } from "#app/domain/figures/tables/csv.ts";
import { figure, type DataTable } from "#app/domain/figures/tables/model.ts";
import { odsFile, odsType } from "#app/domain/figures/tables/ods.ts";
import { mostSheetRows, tableSheets, xlsxChunks, type Sheet } from "#app/domain/figures/tables/xlsx.ts";
import { calendar } from "#app/domain/kernel/ical.ts";
import { sheetsOf } from "./standard.ts";

const table: DataTable = {
  name: "people", title: "People <reached> & counted", source: "Returns", asAt: "2026-01-02T03:04:05.000Z", synthetic: true,
  columns: [{ name: "group", title: "Group", datatype: "string" }, { name: "people", title: "People", datatype: "integer" }, { name: "share", title: "Share", datatype: "decimal" }],
  rows: [["=1+1", 12, 0.5], ["Women", figure(null, "c"), figure(null, "c")], ["Older", figure(7, "p", "r"), figure(null, "z")], ["Control\u0001", figure(3, "b"), figure(null)]],
  notes: ["A note"],
};
const bytesOf = async (sheets: readonly Sheet[]): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of xlsxChunks(sheets)) chunks.push(chunk);
  return Buffer.concat(chunks);
};

describe("CSV", () => {
  it("keeps numbers apart from what is said of them: a qualifier column, empty where a number is held back", () => {
    expect(parse(tableCsv(table))).toEqual([
      ["group", "people", "share", "qualifier"],
      ["'=1+1", "12", "0.5", "synthetic"],
      ["Women", "", "", "[c] confidential; synthetic"],
      ["Older", "7", "", "people: [p] provisional, [r] revised; share: [z] not applicable; synthetic"],
      ["Control\u0001", "3", "", "people: [b] break in the series; share: [x] not available; synthetic"],
    ]);
  });

  it("is described by metadata that names each column, its type and the licence", () => {
    expect(tableMetadata(table, "https://lade.example/people.csv")).toMatchObject({
      "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }], url: "https://lade.example/people.csv", "dc:license": { "@id": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/" },
      tableSchema: { columns: [{ name: "group", datatype: "string" }, { name: "people", datatype: "integer" }, { name: "share", datatype: "decimal" }, { name: "qualifier" }] },
    });
  });
});

describe("ODS", () => {
  const files = unzipSync(odsFile([table, { ...table, title: "Second" }]));
  const content = strFromU8(files["content.xml"]!);

  it("begins with its type, uncompressed, where programs look for it", () => {
    const bytes = Buffer.from(odsFile([table]));
    expect(bytes.subarray(30, 38).toString()).toBe("mimetype");
    expect(bytes.subarray(38, 38 + odsType.length).toString()).toBe(odsType);
    expect(bytes.readUInt16LE(8)).toBe(0);
    expect(strFromU8(files["META-INF/manifest.xml"]!)).toContain(odsType);
  });

  it("holds numbers as numbers, shorthand in the place of what is missing, and the words for it on the cover", () => {
    expect(content).toContain('office:value-type="float" office:value="12"');
    expect(content).toContain("<text:p>[c]</text:p>");
    expect(content).toContain("<text:p>[p] [r]</text:p>");
    expect(content).toMatch(/<text:p>\[c\]<\/text:p><\/table:table-cell><table:table-cell[^>]*><text:p>confidential<\/text:p>/);
    expect([...content.matchAll(/table:name="([^"]+)"/g)].map((match) => match[1])).toEqual(["Cover", "Table 1", "Table 2"]);
    expect(content).toContain("invented for a demonstration");
  });

  it("holds any text as text: no formula, no broken XML, no character that XML can't hold", () => {
    expect(content).toContain("<text:p>=1+1</text:p>");
    expect(content).not.toContain("table:formula");
    expect(content).toContain("People &lt;reached&gt; &amp; counted");
    expect(content).toContain("<text:p>Control</text:p>");
    expect(content.match(/<table:table-row>/g)!.length).toBe(content.match(/<\/table:table-row>/g)!.length);
  });

  it("is the same bytes for the same tables", () => {
    expect(Buffer.from(odsFile([table])).equals(Buffer.from(odsFile([table])))).toBe(true);
  });
});

describe("XLSX", () => {
  it("holds the same cells, text as text and never as a formula", async () => {
    const bytes = await bytesOf(tableSheets([table]));
    const rows = sheetsOf(bytes, (all) => all).get("Table 1")!;
    expect(rows).toEqual([
      ["People <reached> & counted"],
      ["Group", "People", "Share", "Notes on the figures"],
      ["=1+1", "12", "0.5"],
      ["Women", "[c]", "[c]"],
      ["Older", "7", "[z]", "[p] [r]"],
      ["Control", "3", "[x]", "[b]"],
    ]);
    const sheet = strFromU8(unzipSync(bytes)["xl/worksheets/sheet2.xml"]!);
    expect(sheet).toContain('<c r="B3"><v>12</v></c>');
    expect(sheet).not.toContain("<f>");
  });

  it("takes its rows as it goes, and refuses more than a sheet can hold", async () => {
    let taken = 0;
    const rows = function* () {
      for (; taken < 50_000; taken += 1) yield ["some text in a cell", taken];
    };
    const chunks = xlsxChunks([{ name: "Long", rows: rows() }]);
    for (let count = 0; count < 8; count += 1) await chunks.next();
    expect(taken).toBeLessThan(20_000);
    await chunks.return(undefined);
    const tooLong = { name: "Long", rows: { *[Symbol.iterator]() { for (let row = 0; row <= mostSheetRows; row += 1) yield []; } } };
    await expect(bytesOf([tooLong])).rejects.toThrow(/more than 1048576 rows/);
  });
});

describe("award counts", () => {
  const answer: AwardCounts = {
    measure: "award-counts", fund: "f", period: { from: null, to: null }, as_at: "2026-01-01T00:00:00.000Z", synthetic: true,
    completeness: { expected: 2, reported: 1, missing: [{ code: "S12000041", title: "Angus" }] }, total: { awards: 3, organisations: 1, amount_pence: 300 },
    rows: [{ code: "group-activities", title: "Group activities", awards: 2, amount_pence: 300 }, { code: "other", title: "Other", awards: 1, amount_pence: 0 }, { code: "x", title: "X", awards: null, amount_pence: null }], note: "Overlap.",
    breaks: [{ list: "project-type", from: { version: 1, title: "One" }, to: { version: 2, title: "Two", since: "2023-11-01" }, ended: ["group-activities"], begun: [] }],
    asserted: [
      { kind: "published-total", round: "r", title: "Round", published: "2025-06-01", superseded: false, applications: null, awards: 1430, organisations: 1379, projects: null, amount_pence: null, note: "", source: { title: "Updated", ref: "" } },
      { kind: "published-total", round: "r", title: "Round", published: "2024-09-01", superseded: true, applications: null, awards: 1515, organisations: 1363, projects: null, amount_pence: null, note: "", source: { title: "First", ref: "" } },
    ],
  };
  const [counts, published] = awardCountsTables({ fund: "f", by: "project-type" }, answer);

  it("are the rows of their CSV, with breaks, gaps and completeness said", () => {
    const rows = parse(tableCsv(counts!)) as string[][];
    expect(rows.map((row) => row.slice(0, 4))).toEqual((parse(awardCountsCsv(answer)) as string[][]).map((row) => row.slice(0, 4)));
    expect(rows.map((row) => row[4])).toEqual(["qualifier", "[b] break in the series; synthetic", "synthetic", "[x] not available; synthetic"]);
    expect(counts!.notes.join(" ")).toContain("1 of 2 areas have reported; missing: Angus. An area reports by signing");
  });

  it("set what publications print beside them, the restated total marked as revised", () => {
    expect(parse(tableCsv(published!)).map((row: string[]) => [row[1], row[6], row[7]])).toEqual([
      ["awards", "standing", "qualifier"],
      ["1430", "Stands", "awards: [r] revised; organisations: [r] revised; applications: [x] not available; amount_pence: [x] not available"],
      ["1515", "Superseded", "applications: [x] not available; amount_pence: [x] not available"],
    ]);
  });
});

describe("a calendar", () => {
  it("says instants in UTC, folds at 75 octets without cutting a character, and escapes what people typed", () => {
    const text = calendar("Dates", [{ uid: "a@x", sequence: 3, stamp: new Date("2026-05-01T00:00:00Z"), at: new Date("2026-05-08T11:00:00Z"), summary: `Closes; ${"ä".repeat(60)}, \\ and\nmore` }, { uid: "b@x", sequence: 0, stamp: new Date(0), at: "2026-07-01", summary: "Decisions", cancelled: true }]);
    for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text).not.toMatch(/[^\r]\n/);
    const unfolded = text.replaceAll("\r\n ", "");
    expect(unfolded).toContain("DTSTART:20260508T110000Z\r\n");
    expect(unfolded).toContain("DTSTART;VALUE=DATE:20260701\r\n");
    expect(unfolded).toContain(`SUMMARY:Closes\\; ${"ä".repeat(60)}\\, \\\\ and\\nmore\r\n`);
    expect(unfolded).toContain("STATUS:CANCELLED");
    expect(unfolded).toContain("SEQUENCE:3");
  });
});
