import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { columnKeys, columns, readHeader, templateCsv } from "#app/domain/awards/elsewhere/columns.ts";
import { decodeFile, decodePasted, readLines } from "#app/domain/awards/elsewhere/file.server.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { csvFile } from "#app/domain/kernel/csv.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, someArea } from "#tests/support/factories.ts";
import { aWorld, fileOf, planOf, row, send, sentOf, type Cells, type World } from "./world.ts";

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  world = await aWorld(test.db);
});

const problemsOf = async (...rows: Cells[]) => (await planOf(test.db, world, fileOf(rows))).problems;
const refusal = (read: () => unknown): Record<string, string> => {
  try {
    read();
  } catch (error) {
    if (error instanceof Invalid) return error.fields;
    throw error;
  }
  throw new Error("It was not refused");
};

describe("the template", () => {
  it("is read by what reads files: every column is known, and its example is a good row but for being the example", async () => {
    const { header, rows } = readLines(decodeFile("template.csv", new TextEncoder().encode(templateCsv())).content);
    expect(readHeader(header)).toMatchObject({ problems: [], places: Object.fromEntries(columnKeys.map((key, place) => [key, place])) });
    expect(rows).toHaveLength(1);
    await a.codeList(test.db, "focus-group", ["older-people", "geographical-disadvantage"]);
    await test.db.insertInto("code_item").values({ list_code: "priority-issue", version: 1, code: "social-isolation-and-loneliness", title: "Isolation", position: 90, confirmed: true }).onConflict((c) => c.doNothing()).execute();
    await test.db.insertInto("code_item").values({ list_code: "focus-group", version: 1, code: "geographical-disadvantage", title: "Remote", position: 91, confirmed: true }).onConflict((c) => c.doNothing()).execute();
    const { problems } = await planOf(test.db, world, sentOf(templateCsv()).content);
    expect(problems).toEqual([{ row: 2, column: "reference", message: "This is the example from the template. Take the row out" }]);
  });

  it("may have its columns in any order and written in any way, and names what is missing, unknown or there twice", () => {
    const names = columnKeys.map((key) => columns[key].name.toUpperCase().replaceAll(" ", "_")).reverse();
    expect(readHeader(names).problems).toEqual([]);
    const { problems } = readHeader(["reference", "Reference", "postcode", "organisation name"]);
    expect(problems[0]).toContain("“reference” is there twice");
    expect(problems[1]).toContain("no column called “postcode”");
    expect(problems[2]).toContain("“amount”");
  });
});

describe("a row that can't be loaded", () => {
  it.each<[Cells, string, RegExp]>([
    [{ amount: "2500,50" }, "amount", /read in two ways.*2500\.50/],
    [{ amount: "lots" }, "amount", /not an amount/],
    [{ amount: "0" }, "amount", /Enter what was awarded/],
    [{ amount: "" }, "amount", /Enter what was awarded/],
    [{ awarded_on: "02/14/2024" }, "awarded on", /no month 14: the day comes first/],
    [{ awarded_on: "31/02/2024" }, "awarded on", /not a day of the calendar/],
    [{ awarded_on: "14/02/24" }, "awarded on", /year of two figures/],
    [{ awarded_on: "45336" }, "awarded on", /Format the column as a date/],
    [{ awarded_on: "14/02/2031" }, "awarded on", /still to come/],
    [{ awarded_on: "14/02/2021" }, "awarded on", /before this round's money existed/],
    [{ charity_number: "SC1234" }, "charity number", /six digits/],
    [{ company_number: "12" }, "company number", /eight characters/],
    [{ legal_form: "club" }, "legal form", /not on the list.*scio/],
    [{ legal_form: "" }, "legal form", /not known here yet/],
    [{ focus_groups: "women; martians" }, "focus groups", /“martians” is not on the list.*refugees/],
    [{ project_type: "social; arts" }, "project type", /not on the list/],
    [{ reach: "" }, "reach", /general, open with a focus, or targeted/],
    [{ reach: "targeted", focus_groups: "" }, "focus groups", /for somebody/],
    [{ standing: "maybe" }, "new or existing", /not on the list/],
    [{ capital: "3000" }, "capital amount", /more than the award/],
    [{ ends_on: "01/01/2024", starts_on: "01/02/2024" }, "ends on", /ends before it starts/],
    [{ title: "x".repeat(201) }, "project title", /201 characters/],
    [{ description: "" }, "description", /it is published/],
    [{ area: "Narnia" }, "council area", /not a council area/],
    [{ tops_up: "NOWHERE" }, "tops up", /No award with the reference NOWHERE/],
  ])("%o is named with its row, its column and what to do", async (cells, column, message) => {
    const problems = await problemsOf(row(), row(cells), row());
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ row: 3, column });
    expect(problems[0]!.message).toMatch(message);
  });

  it("has every one of its problems named at once", async () => {
    expect((await problemsOf(row({ amount: "?", awarded_on: "?", reach: "?" }))).map((one) => one.column)).toEqual(["amount", "awarded on", "reach"]);
  });

  it("is named where its reference stands twice in the file", async () => {
    const [problem] = await problemsOf(row({ reference: "A-1" }), row({ reference: "a-1" }));
    expect(problem).toMatchObject({ row: 3, column: "reference", message: expect.stringContaining("Row 2 has the reference") });
  });

  it("is named where its two numbers belong to two organisations", async () => {
    const one = await a.organisation(test.db);
    await a.organisation(test.db, { company_number: "SC912345" });
    const [problem] = await problemsOf(row({ charity_number: one.charity_number!, company_number: "SC912345" }));
    expect(problem).toMatchObject({ row: 2, column: "company number", message: expect.stringContaining(one.name) });
  });
});

describe("what is understood all the same", () => {
  it("takes days with a time of nought, amounts with pounds and commas, names for codes", async () => {
    const { problems, fresh } = await planOf(test.db, world, fileOf([row({ amount: "£2,500.50", awarded_on: "2024-02-14 00:00:00", project_type: "Social", reach: "Open-with-a-focus", coverage: "Part of the area", families: "not known" })]));
    expect(problems).toEqual([]);
    expect(fresh[0]).toMatchObject({ amount_pence: 250_050, awarded_on: "2024-02-14", reach: "open-with-a-focus", coverage: "part-of-area" });
    expect(fresh[0]!.tags).toEqual({ "focus-group": ["women", "older-people"], "priority-issue": ["isolation"], "family-group": [], "project-type": ["social"] });
  });

  it("accepts a superseded council code and translates it; another area's code is sent to its own page", async () => {
    await test.db.insertInto("superseded_area_code").values({ code: "S12000099", area_code: someArea }).onConflict((c) => c.doNothing()).execute();
    const other = await a.area(test.db, { code: "S12000049", name: "Glasgow City", slug: "glasgow-city" });
    expect(await problemsOf(row({ area: "S12000099" }), row({ area: someArea }))).toEqual([]);
    expect(await problemsOf(row({ area: other.code }))).toMatchObject([{ row: 2, column: "council area", message: expect.stringContaining(`This is ${other.name}`) }]);
  });

  it("keeps what looks like a formula as the text it is, with and without a spreadsheet's apostrophe", async () => {
    const typed = "=HYPERLINK(\"http://evil.example\",\"Click\")";
    const guarded = fileOf([row({ title: typed })]);
    expect(guarded).toContain("'=HYPERLINK");
    await send(test.db, world, guarded);
    await send(test.db, world, `${columnKeys.map((key) => columns[key].name).join(",")}\r\n${columnKeys.map((key) => `"${(row({ title: "@SUM(A1)" })[key] ?? "").replaceAll('"', '""')}"`).join(",")}\r\n`);
    const titles = await test.db.selectFrom("award").select("title").where("pot_id", "=", world.pot.id).orderBy("title").execute();
    expect(titles.map(({ title }) => title).sort()).toEqual([typed, "@SUM(A1)"].sort());
    expect(csvFile([[titles[0]!.title]])).toMatch(/^"?'/);
  });
});

describe("files as spreadsheets write them", () => {
  const names = columnKeys.map((key) => columns[key].name);
  const line = (separator: string, cells: Cells) => columnKeys.map((key) => (cells[key]?.includes(separator) ? `"${cells[key]}"` : (cells[key] ?? ""))).join(separator);
  const text = (separator: string, end = "\r\n") => [names.join(separator), line(separator, row({ organisation: "Café Òran – Mòr" })), ""].join(end);
  const organisationOf = async (bytes: Uint8Array) => {
    const { problems, fresh } = await planOf(test.db, world, decodeFile("a.csv", bytes).content);
    expect(problems).toEqual([]);
    return fresh[0]!.organisation.name;
  };
  const utf16 = (value: string) => new Uint8Array(Buffer.from(`\uFEFF${value}`, "utf16le"));

  it.each([
    ["UTF-8", (value: string) => new TextEncoder().encode(value)],
    ["UTF-8 with a mark", (value: string) => new TextEncoder().encode(`\uFEFF${value}`)],
    ["UTF-16, which Excel calls Unicode text", utf16],
    ["Windows-1252", (value: string) => new Uint8Array([...value].map((sign) => (sign === "–" ? 0x96 : sign.charCodeAt(0))))],
  ])("reads %s, whatever separates the cells", async (_name, encode) => {
    for (const separator of [",", ";", "\t"]) expect(await organisationOf(encode(text(separator)))).toBe("Café Òran – Mòr");
  });

  it("passes over the line that tells Excel the separator, over empty rows, and over old line ends, and numbers rows as the spreadsheet does", async () => {
    expect(await organisationOf(new TextEncoder().encode(`sep=;\r\n${text(";")}`))).toBe("Café Òran – Mòr");
    expect(await organisationOf(new TextEncoder().encode(text(",", "\r")))).toBe("Café Òran – Mòr");
    const [head, ...rest] = fileOf([row(), row({ amount: "x" })]).split("\r\n");
    const { problems } = await planOf(test.db, world, [head, ",,,,", ...rest].join("\r\n"));
    expect(problems).toMatchObject([{ row: 4, column: "amount" }]);
  });

  it("counts a cell with line breaks as one row", async () => {
    const { problems } = await planOf(test.db, world, fileOf([row({ description: "One\nTwo\nThree" }), row({ amount: "x" })]));
    expect(problems).toMatchObject([{ row: 3, column: "amount" }]);
  });

  it("refuses kindly what is no CSV, what is empty, what is too long and what never closes a quotation mark", () => {
    const bytes = (...values: number[]) => new Uint8Array(values);
    expect(refusal(() => decodeFile("a.xlsx", bytes(0x50, 0x4b, 3, 4))).file).toMatch(/workbook.*CSV UTF-8/);
    expect(refusal(() => decodeFile("a.xls", bytes(0xd0, 0xcf, 0x11, 0xe0))).file).toMatch(/workbook/);
    expect(refusal(() => decodeFile("a.pdf", bytes(0x25, 0x50, 0x44, 0x46))).file).toMatch(/PDF/);
    expect(refusal(() => decodeFile("a.csv", bytes())).file).toMatch(/empty/);
    expect(refusal(() => decodeFile("a.csv", new Uint8Array(2 * 1024 * 1024 + 1))).file).toMatch(/larger than 2 MB/);
    expect(refusal(() => decodePasted("x".repeat(2 * 1024 * 1024 + 1))).pasted).toMatch(/more than 2 MB/);
    expect(refusal(() => readLines(`${fileOf([])}`)).file).toMatch(/no awards under the first line/);
    expect(refusal(() => readLines(`reference,amount\r\n"A,1\r\n`)).file).toMatch(/quotation mark/);
    expect(refusal(() => readLines(fileOf(Array.from({ length: 5_001 }, () => row())))).file).toMatch(/5,001 awards/);
  });

  it("says so where a comma outside quotation marks has pushed the cells along", async () => {
    const broken = fileOf([row()]).replace(/\r\n$/, ",one too many\r\n");
    expect((await planOf(test.db, world, broken)).problems).toMatchObject([{ row: 2, column: "", message: expect.stringContaining("more cells than columns") }]);
  });
});
