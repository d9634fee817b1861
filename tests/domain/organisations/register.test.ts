/** The charity register: a file takes the place of the one before as a whole, or nothing changes. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Invalid, NotAllowed } from "#app/domain/kernel/errors.ts";
import { readRegisterFile } from "#app/domain/organisations/register-file.server.ts";
import { findCharities, loadRegister, registerHeld, searchRegister } from "#app/domain/organisations/register.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";

let test: TestDatabase;
beforeAll(async () => void (test = await testDatabase()));
afterAll(() => test.close());
beforeEach(async () => {
  await test.db.deleteFrom("charity_register").execute();
  await test.db.deleteFrom("charity_register_file").execute();
});

/** In pieces of a few bytes, so that signs and lines are cut anywhere. */
async function* pieces(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
const read = (text: string | Uint8Array) => readRegisterFile(pieces(typeof text === "string" ? Buffer.from(text) : text));
const refusal = async (work: Promise<unknown>): Promise<string> => work.then(() => "", (error: unknown) => (error instanceof Invalid ? Object.values(error.fields)[0]! : `another error: ${String(error)}`));
const head = "Charity Number,Charity Name,Registered Date,Known As,Charity Status,Postcode,Objectives,Most recent year income\r\n";
const file = (...charities: [number: string, name: string][]) => head + charities.map(([number, name]) => `${number},"${name}",23/04/2010 00:00,,Active,,"To help, and\nto walk",1000\r\n`).join("");
const load = async (text: string, dated_on = "2026-11-01", more: { fewer?: boolean } = {}) => loadRegister(contextFor(test.db), { file: await read(text), file_name: "register.csv", dated_on, ...more });

describe("reading the file", () => {
  it("takes names with accents, commas, quotation marks and line breaks as they stand, wherever the bytes are cut", async () => {
    const { kind, lines } = await read("\uFEFF" + file(["SC900001", 'Taigh a’ Chèilidh, ""the house""'], ["SC900002", "Plain"]));
    expect(kind).toBe("current");
    expect(lines.map(({ charity_number, name, income_pence }) => [charity_number, name, income_pence])).toEqual([["SC900001", 'Taigh a’ Chèilidh, "the house"', 100_000], ["SC900002", "Plain", 100_000]]);
  });
  it("the first line of a number counts, and a file with days of leaving is of former charities", async () => {
    expect(await read(file(["SC900001", "One"], ["SC900001", "Two"]))).toMatchObject({ repeated: 1, lines: [{ name: "One" }] });
    expect((await read("Charity Number,Charity Name,Ceased Date\nSC900001,Gone,12/01/2025 00:00\n"))).toMatchObject({ kind: "former", lines: [{ ceased_on: "2025-01-12" }] });
  });
  it("refuses what is no register, in words: other columns, other text, no charity, a broken line with its number", async () => {
    expect(await refusal(read("name,number\nA,B\n"))).toContain("Missing: Charity Number, Charity Name");
    expect(await refusal(read(head))).toContain("no charity");
    expect(await refusal(read(""))).toContain("no charity");
    expect(await refusal(read(`${head}SC900001,"open`))).toContain("quotation marks");
    expect(await refusal(read(Buffer.concat([Buffer.from(head), Buffer.from([0x53, 0x43, 0xe8, 0x0a])])))).toContain("not in UTF-8");
    expect(await refusal(read(head + "SC900001,Good,,,,,,\nSC12,Bad,,,,,,\n"))).toBe("Nothing was loaded. Line 3: “SC12” is not a Scottish charity number");
  });
});

describe("loading it", () => {
  it("replaces the register as a whole, keeps which files held, and leaves former charities alone", async () => {
    await load(file(["SC900001", "One"], ["SC900002", "Two"]));
    await load("Charity Number,Charity Name,Ceased Date\nSC900002,Two as it was,12/01/2025\n");
    expect(await load(file(["SC900002", "Two again"], ["SC900003", "Three"]), "2026-11-02")).toMatchObject({ fresh: true, charities: 2 });
    expect((await findCharities(test.db, ["SC900001", "SC900002", null])).map(({ name, kind }) => [name, kind])).toEqual([["Two again", "current"], ["Two as it was", "former"]]);
    expect((await registerHeld(test.db)).dated_on).toBe("2026-11-02");
    expect(await test.db.selectFrom("charity_register_file").select("dated_on").where("replaced_at", "is not", null).execute()).toEqual([{ dated_on: "2026-11-01" }]);
  });
  it("refuses an older file, one cut off, and a day that lies ahead; what holds goes on holding", async () => {
    const many = file(...Array.from({ length: 10 }, (_, index): [string, string] => [`SC90001${index}`, `Charity ${index}`]));
    await load(many, "2026-11-10");
    expect(await refusal(load(file(["SC900001", "One"]), "2026-11-09"))).toContain("A newer file holds already");
    expect(await refusal(load(file(["SC900001", "One"]), "2026-11-11"))).toContain("may have been cut off");
    expect(await refusal(load(file(["SC900001", "One"]), "2999-01-01"))).toContain("lies ahead");
    expect(await load(many, "2026-11-10")).toMatchObject({ fresh: false });
    expect(await searchRegister(test.db, "charity")).toHaveLength(10);
    expect(await load(file(["SC900001", "One"]), "2026-11-11", { fewer: true })).toMatchObject({ charities: 1 });
  });
  it("two at once: one register holds at the end, and it is whole", async () => {
    const [one, two] = [file(["SC900001", "One"], ["SC900002", "Two"]), file(["SC900003", "Three"], ["SC900004", "Four"])];
    await load(file(["SC900009", "Before"], ["SC900008", "Before"]));
    await Promise.all([load(one), load(two), load(one), load(two)].map((work) => work.catch((error: unknown) => error)));
    const { files } = await registerHeld(test.db);
    const rows = await test.db.selectFrom("charity_register").select(["charity_number", "file_id"]).orderBy("charity_number").execute();
    expect(files).toHaveLength(1);
    expect(rows.map(({ file_id }) => file_id)).toEqual([files[0]!.id, files[0]!.id]);
    expect([["SC900001", "SC900002"], ["SC900003", "SC900004"]]).toContainEqual(rows.map(({ charity_number }) => charity_number));
  });
  it("is loaded by whoever runs the service and by nobody else", async () => {
    const text = file(["SC900001", "One"]);
    const official = await an.actor(test.db, [{ role: "official" }]);
    await expect(loadRegister(contextFor(test.db, official), { file: await read(text), file_name: "x.csv", dated_on: "2026-11-01" })).rejects.toBeInstanceOf(NotAllowed);
    const service = await an.actor(test.db, [{ role: "service-administrator" }]);
    expect(await loadRegister(contextFor(test.db, service), { file: await read(text), file_name: "x.csv", dated_on: "2026-11-01" })).toMatchObject({ fresh: true });
  });
  it("what is typed into a search is looked for as it stands", async () => {
    await load(file(["SC900001", "One% and_more"], ["SC900002", "Two"]));
    expect((await searchRegister(test.db, "%")).map(({ name }) => name)).toEqual(["One% and_more"]);
    expect(await searchRegister(test.db, "  ")).toEqual([]);
    expect((await searchRegister(test.db, "sc900002")).map(({ name }) => name)).toEqual(["Two"]);
  });
});
