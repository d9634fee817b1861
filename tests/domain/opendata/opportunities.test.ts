/** Rounds as others read them: the CommonGrants protocol, the calendar of a pot, the feed, the sitemap. */
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { atomFeed } from "#app/domain/opendata/feed.server.ts";
import { getOpportunity, listAnnounced, listOpportunities, potCalendar } from "#app/domain/opendata/pots.server.ts";
import { robots } from "#app/domain/opendata/robots.ts";
import { sitemapFile, sitemapIndex } from "#app/domain/opendata/sitemap.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { origin } from "./support.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ seed: "demonstration" });
});
afterAll(() => test.close());

/** The protocol's models (CommonGrants 0.4.0, CC0), as far as an opportunity is made of them. */
const event = {
  type: "object", required: ["name", "eventType", "date"],
  properties: { name: { type: "string" }, eventType: { const: "singleDate" }, date: { type: "string", format: "date" }, time: { type: "string", pattern: "^\\d{2}:\\d{2}:\\d{2}$" }, description: { type: "string" } },
};
const money = { type: "object", required: ["amount", "currency"], properties: { amount: { type: "string", pattern: "^-?\\d+(\\.\\d+)?$" }, currency: { type: "string", pattern: "^[A-Z]{3}$" } } };
const opportunity = {
  type: "object", required: ["id", "title", "status", "description", "createdAt", "lastModifiedAt"],
  properties: {
    id: { type: "string", format: "uuid" }, title: { type: "string" }, description: { type: "string" }, createdAt: { type: "string", format: "date-time" }, lastModifiedAt: { type: "string", format: "date-time" }, source: { type: "string", format: "uri" },
    status: { type: "object", required: ["value"], properties: { value: { enum: ["forecasted", "open", "closed", "custom"] }, customValue: { type: "string" }, description: { type: "string" } }, unevaluatedProperties: false },
    funding: { type: "object", properties: { totalAmountAvailable: money, minAwardAmount: money, maxAwardAmount: money } },
    keyDates: { type: "object", properties: { postDate: event, closeDate: event, otherDates: { type: "object", additionalProperties: event } } },
    acceptedApplicantTypes: { type: "array", items: { type: "object", required: ["value"], properties: { value: { enum: ["custom", "organization", "unrestricted"] }, customValue: { type: "string" }, description: { type: "string" } }, unevaluatedProperties: false } },
    customFields: { type: "object", additionalProperties: { type: "object", required: ["name", "fieldType", "value"], properties: { name: { type: "string" }, fieldType: { enum: ["string", "number", "boolean", "object", "array"] } } } },
  },
};
const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
const valid = ajv.compile(opportunity);

describe("opportunities", () => {
  it("follow the protocol's models, a page at a time, each once", async () => {
    const now = new Date();
    const first = await listOpportunities(test.db, { page: 1, pageSize: 3 }, now, origin);
    expect(first.paginationInfo.totalPages).toBe(Math.ceil(first.paginationInfo.totalItems / 3));
    const ids = new Set<string>();
    for (let page = 1; page <= first.paginationInfo.totalPages; page += 1)
      for (const item of (await listOpportunities(test.db, { page, pageSize: 3 }, now, origin)).items) {
        expect(valid(item), JSON.stringify(valid.errors)).toBe(true);
        ids.add(item.id);
        expect(await getOpportunity(test.db, item.id, now, origin)).toEqual(item);
      }
    expect(ids.size).toBe(first.paginationInfo.totalItems);
    expect((await listOpportunities(test.db, { page: 1, pageSize: 100 }, now, origin)).items.map((item) => item.status.value)).toContain("open");
  });

  it("of a round that was not made here, or of no round, are not there", async () => {
    const past = await test.db.selectFrom("pot").innerJoin("round", "round.id", "pot.round_id").select("pot.id").where("round.kind", "=", "history").limit(1).executeTakeFirstOrThrow();
    for (const id of [past.id, "not-an-id", "00000000-0000-7000-8000-000000000000"]) await expect(getOpportunity(test.db, id, new Date(), origin)).rejects.toThrow();
  });

  it("open and close by the clock", async () => {
    const pot = await test.db.selectFrom("pot").innerJoin("round", "round.id", "pot.round_id").select(["pot.id", "pot.opens_at", "pot.closes_at"]).where("round.kind", "=", "live").where("pot.opens_at", "is not", null).limit(1).executeTakeFirstOrThrow();
    const at = async (instant: Date, shift: number) => (await getOpportunity(test.db, pot.id, new Date(instant.getTime() + shift), origin)).status.value;
    expect([await at(pot.opens_at!, -1), await at(pot.opens_at!, 0), await at(pot.closes_at!, -1), await at(pot.closes_at!, 0)]).toEqual(["forecasted", "open", "open", "closed"]);
  });
});

describe("calendar, feed and sitemap", () => {
  it("the calendar of a pot has its deadline in UTC, and no calendar is made for a past round", async () => {
    const pot = await test.db.selectFrom("pot").innerJoin("round", "round.id", "pot.round_id").innerJoin("area", "area.code", "pot.area_code").select(["pot.id", "pot.closes_at", "pot.version", "round.code", "area.slug"]).where("round.kind", "=", "live").where("pot.closes_at", "is not", null).limit(1).executeTakeFirstOrThrow();
    const text = (await potCalendar(test.db, pot.code, pot.slug, origin)).replaceAll("\r\n ", "");
    expect(text).toContain(`DTSTART:${pot.closes_at!.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`);
    expect(text).toContain(`UID:pot-${pot.id}-closes@lade.example\r\nSEQUENCE:${pot.version}`);
    await expect(potCalendar(test.db, "communities-2023-24", "angus", origin)).rejects.toThrow();
  });

  it("the feed of rounds holds those whose dates are announced, each with the id, title and time that Atom wants", async () => {
    const entries = await listAnnounced(test.db, origin);
    expect(entries.length).toBeGreaterThan(0);
    const text = atomFeed({ title: "Rounds & more", path: "/feeds/rounds.atom", page: "/funds", origin, entries });
    expect(text).toContain('xmlns="http://www.w3.org/2005/Atom"');
    expect(text).toMatch(/<link rel="self" href="https:\/\/lade\.example\/feeds\/rounds\.atom"\/>/);
    expect(text.match(/<entry>/g)).toHaveLength(entries.length);
    for (const part of text.split("<entry>").slice(1)) {
      expect(part).toMatch(/<id>https:\/\/lade\.example\/rounds\/[^<]+<\/id>/);
      expect(part).toMatch(/<updated>\d{4}-\d\d-\d\dT[^<]+Z<\/updated>/);
      expect(part).toMatch(/<title[^>]*>/);
    }
  });

  it("a feed without entries is a feed all the same", () => {
    expect(atomFeed({ title: "None", path: "/f", page: "/p", origin, entries: [] })).toContain("<updated>");
  });

  it("the sitemap names every award once and only pages that anyone may read; robots.txt names the sitemap", async () => {
    const index = await sitemapIndex(test.db, origin);
    const names = [...index.matchAll(/<loc>https:\/\/lade\.example\/sitemaps\/([^<]+)<\/loc>/g)].map((match) => match[1]!);
    expect(names).toEqual(["pages.xml", "awards-1.xml"]);
    const addresses = (await Promise.all(names.map((name) => sitemapFile(test.db, name, origin)))).flatMap((text) => [...text.matchAll(/<loc>https:\/\/lade\.example([^<]*)<\/loc>/g)].map((match) => match[1]!));
    const { awards } = await test.db.selectFrom("award").select((eb) => eb.fn.countAll<number>().as("awards")).where("counted", "=", true).executeTakeFirstOrThrow();
    expect(addresses.filter((address) => address.startsWith("/awards/"))).toHaveLength(awards);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses.filter((address) => /^\/(manage|national|panel|desk|account|admin|organisations|applications)/.test(address))).toEqual([]);
    await expect(sitemapFile(test.db, "awards-2.xml", origin)).rejects.toThrow();
    expect(robots(origin)).toContain("Sitemap: https://lade.example/sitemap.xml");
    expect(robots(origin)).toContain("Disallow: /manage\n");
  });
});
