/** Open data over HTTP: kept by caches, readable from anywhere, at the reader's pace, and nothing in the wrong hands. */
import { connect } from "node:net";
import { sql } from "kysely";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings } from "../domain/opendata/quality.ts";
import { faultsOf, type Package } from "../domain/opendata/standard.ts";
import { knownFindings } from "#app/domain/opendata/publisher.ts";
import { testSite, type TestSite } from "../support/site.ts";

let site: TestSite;
let award: { id: string; reference: string };
beforeAll(async () => {
  site = await testSite({ seed: "demonstration" });
  award = await site.database.db.selectFrom("award").select(["id", "reference"]).where("status", "=", "accepted").where("application_id", "is not", null).orderBy("id").executeTakeFirstOrThrow();
});
afterAll(() => site.close());

const files = ["/open-data/360giving.json", "/open-data/360giving.csv", "/open-data/360giving.xlsx", "/awards.csv"];

describe("a file", () => {
  it("of the whole demonstration is valid and finds no more than is known", async () => {
    const file = JSON.parse((await site.ask("/open-data/360giving.json")).text) as Package;
    expect(file.grants.length).toBeGreaterThan(1446);
    expect(faultsOf(file)).toEqual([]);
    expect(Object.keys(findings(file, new Date())).filter((name) => !Object.hasOwn(knownFindings, name))).toEqual([]);
    expect(file["downloadURL"]).toBe(`${site.origin}/open-data/360giving.json`);
  });

  it.each(files)("%s is kept by version, zipped for who takes that, open to other sites, and not drawn for HEAD", async (path) => {
    const whole = await fetch(site.origin + path);
    const body = Buffer.from(await whole.arrayBuffer());
    expect(whole.status).toBe(200);
    expect(whole.headers.get("content-encoding")).toBe("gzip");
    expect(whole.headers.get("cache-control")).toBe("public, no-cache, no-transform");
    expect(whole.headers.get("access-control-allow-origin")).toBe("*");
    expect(whole.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(whole.headers.get("content-disposition")).toMatch(/synthetic\.\w+"$/);
    const plain = await fetch(site.origin + path, { headers: { "accept-encoding": "identity" } });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(Buffer.from(await plain.arrayBuffer()).equals(body)).toBe(true);
    const etag = whole.headers.get("etag")!;
    expect(await fetch(site.origin + path, { headers: { "if-none-match": etag } }).then((answer) => answer.status)).toBe(304);
    const head = await fetch(site.origin + path, { method: "HEAD" });
    expect([head.status, head.headers.get("etag"), (await head.arrayBuffer()).byteLength]).toEqual([200, etag, 0]);
    await site.database.db.updateTable("public_version").set((eb) => ({ version: eb("version", "+", 1) })).execute();
    expect(await fetch(site.origin + path, { headers: { "if-none-match": etag } }).then((answer) => answer.status)).toBe(200);
  });

  it("holds no session, no cookie and nothing about who asks", async () => {
    const official = await site.database.db.selectFrom("role_held").select("person_id").where("role", "=", "official").executeTakeFirstOrThrow();
    const token = await site.signIn(official.person_id);
    for (const path of files) {
      const [anyone, signedIn] = [await site.ask(path), await site.ask(path, { token })];
      expect(signedIn.text).toBe(anyone.text);
      expect(signedIn.cookies).toEqual([]);
    }
  });

  it.each([
    "/open-data/360giving.xml", "/open-data/360giving", "/open-data/other.json", "/open-data/360giving/no-such-fund.json", "/open-data/360giving/S12000099.json", "/open-data/360giving/2023-25.json",
    "/open-data/360giving/S12000049/2023-24.json", "/open-data/360giving/1999-00.json", "/open-data/360giving/a/b/c/d.json", "/open-data/360giving/'%20or%201=1.json", "/awards/LG-AAAA-AAAA.jsonld", "/feeds/x.atom",
    "/sitemaps/awards-99.xml", "/rounds/communities-2026-27/nowhere/dates.ics", "/rounds/communities-2023-24/angus/dates.ics", "/api/figures/award-counts.pdf", "/api/strategy/actions/3.2/figures.doc", "/api/strategy/actions/99.9/figures.csv",
  ])("%s is not there, and says so to programs", async (path) => {
    const answer = await site.ask(path);
    expect(answer.status).toBe(404);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(JSON.parse(answer.text)).toMatchObject({ status: 404, title: expect.any(String), detail: expect.any(String) });
  });

  it("of the register refuses a filter that it does not understand, instead of passing it over", async () => {
    const answer = await site.ask("/awards.csv?year=2023-25");
    expect([answer.status, answer.headers["content-type"]]).toEqual([400, "application/problem+json; charset=utf-8"]);
    const rows = parse((await site.ask("/awards.csv?fund=perinatal-infant&year=2024-25")).text, { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(16);
    expect(rows[0]).toMatchObject({ fund: expect.stringContaining("Perinatal"), qualifier: "synthetic" });
    const all = parse((await site.ask("/awards.csv")).text, { columns: true }) as Record<string, string>[];
    expect(new Set(all.map((row) => row["reference"])).size).toBe((JSON.parse((await site.ask("/open-data/360giving.json")).text) as Package).grants.length);
  });
});

describe("beside the pages", () => {
  it("an award's page leads to its JSON-LD, and sends no script", async () => {
    const page = await site.ask(`/awards/${award.reference}`);
    expect(page.text).toContain(`<link rel="alternate" type="application/ld+json" href="/awards/${award.reference}.jsonld"/>`);
    expect(page.text).not.toContain("<script");
    const answer = await site.ask(`/awards/${award.reference}.jsonld`);
    expect(answer.headers["content-type"]).toBe("application/ld+json; charset=utf-8");
    expect(JSON.parse(answer.text)).toMatchObject({ "@type": "MonetaryGrant", "@id": `${site.origin}/awards/${award.reference}`, identifier: `360G-lade-${award.reference}`, amount: { currency: "GBP" } });
  });

  it("the page on open data names every finding, the licence and the prefix, and every link on it works", async () => {
    const page = await site.ask("/open-data");
    for (const word of [...Object.keys(knownFindings), "Open Government Licence v3.0", "360G-lade", "invented"]) expect(page.text).toContain(word);
    const main = page.text.slice(page.text.indexOf("<main"), page.text.indexOf("</main>"));
    const links = [...new Set([...main.matchAll(/href="(\/[^"]*)"/g)].map((match) => match[1]!.replaceAll("&amp;", "&")))];
    expect(links.length).toBeGreaterThan(15);
    for (const link of links) expect([link, (await site.ask(link, { method: "HEAD" })).status]).toEqual([link, 200]);
  });

  it("the register's page offers the file of what it shows", async () => {
    expect((await site.ask("/awards?fund=perinatal-infant")).text).toContain('href="/awards.csv?fund=perinatal-infant"');
  });

  it.each(["csv", "xlsx", "ods", "csv-metadata.json"])("figures come as %s", async (format) => {
    for (const path of [`/api/figures/award-counts.${format}?fund=communities-adults&by=area`, `/api/strategy/actions/3.2/figures.${format}`]) {
      const answer = await site.ask(path);
      expect([path, answer.status]).toEqual([path, 200]);
      if (format === "csv") expect(answer.headers["link"]).toContain("csv-metadata.json");
      if (format === "csv-metadata.json") expect(JSON.parse(answer.text)).toMatchObject({ url: expect.stringMatching(/^http.*\.csv/), tableSchema: { columns: expect.any(Array) } });
    }
  });

  it("the metadata of a CSV name exactly its columns", async () => {
    for (const path of ["/open-data/360giving.csv", "/awards.csv", "/api/strategy/actions/3.2/figures.csv"]) {
      const [head] = parse((await site.ask(path)).text) as string[][];
      const { tableSchema } = JSON.parse((await site.ask(`${path}-metadata.json`)).text) as { tableSchema: { columns: { titles: string | string[] }[] } };
      expect(tableSchema.columns.map(({ titles }) => [titles].flat()[0])).toEqual(head);
    }
  });

  it("opportunities keep the protocol's envelope, also when they refuse", async () => {
    const list = await site.ask("/common-grants/opportunities?page=1&pageSize=2");
    expect(JSON.parse(list.text)).toMatchObject({ status: 200, message: expect.any(String), items: expect.any(Array), paginationInfo: { page: 1, pageSize: 2 } });
    const [first] = (JSON.parse(list.text) as { items: { id: string }[] }).items;
    expect(JSON.parse((await site.ask(`/common-grants/opportunities/${first!.id}`)).text)).toMatchObject({ status: 200, data: { id: first!.id } });
    for (const [path, status] of [["/common-grants/opportunities?page=0", 400], ["/common-grants/opportunities?pageSize=1000000", 400], ["/common-grants/opportunities/nothing", 404]] as const) {
      const answer = await site.ask(path);
      expect([answer.status, answer.headers["content-type"]]).toEqual([status, "application/json; charset=utf-8"]);
      expect(JSON.parse(answer.text)).toMatchObject({ status, message: expect.any(String), errors: expect.any(Array) });
    }
  });
});

describe("a reader who does not read", () => {
  it("makes the database wait, not the memory grow; and frees the connection by going away", { timeout: 120_000 }, async () => {
    const { db } = site.database;
    await sql`
      insert into award (id, reference, fund_id, round_id, pot_id, area_code, organisation_id, title, description, amount_pence, status, awarded_on, released_at, counted, synthetic)
      select gen_random_uuid(), 'LG-T' || lpad(n::text, 8, '0'), fund_id, round_id, pot_id, area_code, organisation_id, title, repeat('words ', 300), 100, 'released', awarded_on, now(), true, true
        from award, generate_series(1, 12000) n where id = ${award.id}`.execute(db);
    const copies = async () => (await sql<{ wait_event: string | null }>`select wait_event from pg_stat_activity where datname = current_database() and query ilike 'copy %' and state = 'active'`.execute(db)).rows;
    const before = process.memoryUsage().rss;
    const socket = connect(Number(new URL(site.origin).port), "127.0.0.1");
    socket.write(`GET /open-data/360giving.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    await expect.poll(copies, { timeout: 30_000, interval: 100 }).toEqual([{ wait_event: "ClientWrite" }]);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
    socket.destroy();
    await expect.poll(copies, { timeout: 30_000, interval: 100 }).toEqual([]);
    expect((await site.ask("/open-data/360giving/perinatal-infant.json")).status).toBe(200);
  });
});
