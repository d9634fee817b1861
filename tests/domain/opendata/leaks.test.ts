/** What must never be in open data: what is not released, what was withdrawn, where people live, how they are reached, and formulas. */
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide } from "#app/domain/awards/decide.server.ts";
import { releaseRead as release } from "#tests/support/letters.ts";
import { withdraw } from "#app/domain/awards/vary.server.ts";
import { readAwardFilters } from "#app/domain/figures/register-model.ts";
import { unguardCell } from "#app/domain/kernel/csv.ts";
import { awardJsonLd, listAwardReferences, listNewAwards } from "#app/domain/opendata/awards.server.ts";
import { atomFeed } from "#app/domain/opendata/feed.server.ts";
import { aboutFile, openFile } from "#app/domain/opendata/files.server.ts";
import { registerCsv } from "#app/domain/opendata/register-csv.server.ts";
import { sitemapFile } from "#app/domain/opendata/sitemap.server.ts";
import { openSnapshot, TooManyReaders } from "#app/domain/opendata/snapshot.server.ts";
import { a, an } from "#tests/support/factories.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { anApplicant, aPot, as, awardOf, inFull } from "../awards/world.ts";
import { faultsOf, sheetsOf } from "./standard.ts";
import { bytesOf, origin, packageOf } from "./support.ts";

let test: TestDatabase;
let released: Awaited<ReturnType<typeof an.award>>;
beforeAll(async () => {
  test = await testDatabase();
  const pot = await a.pot(test.db, { allocation_pence: 100_000_000 });
  const of = async (status: "released" | "decided" | "withdrawn" | "taken-back" | "not-taken-up") => {
    const organisation = await a.organisation(test.db, { name: `Canary ${status} group` });
    return an.award(test.db, { pot_id: pot.id, organisation_id: organisation.id, status, title: `Canary ${status} title`, description: `Canary ${status} words`, ...(status === "not-taken-up" ? { released_at: new Date() } : {}) });
  };
  released = await of("released");
  for (const status of ["decided", "withdrawn", "taken-back", "not-taken-up"] as const) await of(status);
});
afterAll(() => test.close());

async function everythingPublic(): Promise<string> {
  const sheets = sheetsOf(await bytesOf(test.db, "xlsx"), (rows) => rows);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await registerCsv(test.db, readAwardFilters(new URLSearchParams()).filters)) chunks.push(chunk);
  const references = await listAwardReferences(test.db, 0, 100);
  return [
    (await bytesOf(test.db, "json")).toString(),
    (await bytesOf(test.db, "csv")).toString(),
    JSON.stringify([...sheets]),
    Buffer.concat(chunks).toString(),
    atomFeed({ title: "t", path: "/f", page: "/p", origin, entries: await listNewAwards(test.db, origin) }),
    await sitemapFile(test.db, "awards-1.xml", origin),
    JSON.stringify(await Promise.all(references.map((reference) => awardJsonLd(test.db, reference, origin)))),
  ].join("\n");
}

describe("what is not released", () => {
  it("is in no file, feed, sitemap or JSON-LD, nor is what was withdrawn, taken back or not taken up", async () => {
    const text = await everythingPublic();
    expect(text).toContain("Canary released");
    for (const hidden of ["decided", "withdrawn", "taken-back", "not-taken-up"]) expect(text).not.toContain(`Canary ${hidden}`);
    const others = await test.db.selectFrom("award").select("reference").where("status", "<>", "released").execute();
    expect(others).toHaveLength(4);
    for (const { reference } of others) {
      expect(text).not.toContain(reference);
      await expect(awardJsonLd(test.db, reference, origin)).rejects.toThrow();
    }
  });

  it("is there in the very moment of its release, and gone in the moment of its withdrawal", async () => {
    const { pot, administrator } = await aPot(test.db, 10_000_000);
    const applicant = await anApplicant(test.db, pot.id);
    await decide(as(test.db, administrator), applicant.application_id, inFull);
    const award = await awardOf(test.db, applicant.application_id);
    const before = await aboutFile(test.db, {}, origin);
    expect(await everythingPublic()).not.toContain(award.reference);
    await release(as(test.db, administrator), pot.id);
    const after = await aboutFile(test.db, {}, origin);
    expect(after.version).toBeGreaterThan(before.version);
    expect(after.facts("json").modified > before.facts("json").modified).toBe(true);
    expect(after.facts("json").issued).toBe(before.facts("json").issued);
    expect(await everythingPublic()).toContain(award.reference);
    await withdraw(as(test.db, administrator), award.id, { reason: "For the test" });
    expect(await everythingPublic()).not.toContain(award.reference);
  });
});

describe("people and homes", () => {
  it("an address, a postcode, a telephone number or a person of a group is never published", async () => {
    await a.codeList(test.db, "legal-form", ["scio", "unconstituted-group"]);
    const organisation = await a.organisation(test.db, {
      name: "Kitchen Table Group", legal_form: "unconstituted-group", charity_number: null, address: "7 Secret Loan", postcode: "ZZ99 9ZZ", telephone: "01632 960999", website: "https://home-of-someone.example",
      host_name: "A Hosting Trust", host_contact_name: "Hostess Secret", host_contact_email: "secret@host.example",
    });
    const award = await an.award(test.db, {
      pot_id: released.pot_id, organisation_id: organisation.id, status: "released", title: "Ask secret.person@mail.example for tea",
      description: "Come to 7 Loan, ZZ99 9ZZ.\nRing 01632 960 999 or +44 1632 960999, or write to secret.person@mail.example. We have 12 places and £2,500 from 2024-03-01 to 2025-04-30.",
    });
    const text = await everythingPublic();
    expect(text).toContain("Kitchen Table Group");
    for (const hidden of ["Secret Loan", "ZZ99", "960999", "960 999", "home-of-someone", "Hostess", "secret@host", "secret.person"]) expect(text.replaceAll(award.title, ""), hidden).not.toContain(hidden);
    const grant = (await packageOf(test.db)).grants.find((one) => one.id.endsWith(award.reference))!;
    expect(grant.title).toBe("Ask [e-mail address removed] for tea");
    expect(grant.description).toMatch(/^Invented for a demonstration\. Come to 7 Loan, \[postcode removed\]\. Ring \[telephone number removed\] ?or \[telephone number removed\] ?, or write to \[e-mail address removed\]\.? We have 12 places and £2,500 from 2024-03-01 to 2025-04-30\.$/);
    expect(grant.recipientOrganization![0]!.id).toBe(`360G-lade-org-${organisation.id}`);
    expect(grant.deiDetails).toBeUndefined();
    await test.db.updateTable("award").set({ title: "Tea" }).where("id", "=", award.id).execute();
  });
});

describe("what people typed", () => {
  const typed = fc
    .tuple(fc.constantFrom("=", "+", "-", "@", "'", "\t", "\r", "\n", " ", "＝", "＋", '"', ",", ";", "=cmd|", "\\", ""), fc.string({ unit: "grapheme", minLength: 1 }))
    .map(([first, rest]) => (first + rest).replaceAll("\0", "").toWellFormed())
    .filter((text) => text.trim() !== "");

  it("never becomes a formula in the CSV, stays valid JSON, and comes back as it was", async () => {
    await fc.assert(
      fc.asyncProperty(typed, typed, typed, async (title, description, name) => {
        await test.db.updateTable("award").set({ title, description }).where("id", "=", released.id).execute();
        await test.db.updateTable("organisation").set({ name: name.slice(0, 200) }).where("id", "=", released.organisation_id).execute();
        const file = await packageOf(test.db);
        expect(faultsOf(file).filter((fault) => !fault.includes("S1200"))).toEqual([]);
        const grant = file.grants.find((one) => one.id.endsWith(released.reference))!;
        const rows = parse(await bytesOf(test.db, "csv"), { columns: true }) as Record<string, string>[];
        const row = rows.find((one) => one["Identifier"] === grant.id)!;
        for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect([row["Title"], row["Description"], row["Recipient Org:Name"]].map((cell) => unguardCell(cell!))).toEqual([grant.title, grant.description, grant.recipientOrganization![0]!.name]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("readers", () => {
  const started = async () => openFile(test.db, await aboutFile(test.db, {}, origin), "json", origin);

  it("who give up, before the first byte or in the middle, leave no connection taken", async () => {
    for (let round = 0; round < 12; round += 1) {
      const chunks = await started();
      if (round % 3 > 0) await chunks.next();
      if (round % 3 > 1) await chunks.next();
      await chunks.return();
    }
    expect((await packageOf(test.db)).grants.length).toBeGreaterThan(0);
  });

  it("beyond what there is room for are told so, and the others are not cut off", async () => {
    const open = [];
    for (let count = 0; count < 4; count += 1) open.push(await openSnapshot(test.db));
    await expect(openSnapshot(test.db)).rejects.toBeInstanceOf(TooManyReaders);
    expect(await test.db.selectFrom("public_version").select("version").executeTakeFirst()).toBeDefined();
    for (const snapshot of open) await snapshot.close();
    await (await openSnapshot(test.db)).close();
  });

  it("see one moment: an award released while a file is read is not half in it", async () => {
    const chunks = await started();
    const parts = [Buffer.from((await chunks.next()).value as Uint8Array)];
    await an.award(test.db, { pot_id: released.pot_id, status: "released", title: "Released meanwhile" });
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) parts.push(Buffer.from(next.value));
    expect(Buffer.concat(parts).toString()).not.toContain("Released meanwhile");
    expect((await bytesOf(test.db, "json")).toString()).toContain("Released meanwhile");
  });
});
