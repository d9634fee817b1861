/** A publication over HTTP: unseen by anyone before its moment, there at the first request after it, and the pages that make it. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addTable, draftPublication } from "#app/domain/publications/draft.server.ts";
import { writeStatement } from "#app/domain/publications/statements.server.ts";
import { answerFinding, findings } from "#app/domain/publications/checks.server.ts";
import { publicationSchema, tableSchema, usualStyles } from "#app/domain/publications/model.ts";
import { addReader, approvePublication, submitPublication } from "#app/domain/publications/release.server.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { contextFor } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { testSite, type TestSite } from "#tests/support/site.ts";

const canary = "Canary7QX";
const third = "fund=communities-adults&from=2023-11-01&to=2024-03-31";
let site: TestSite;
let official: PersonActor;
let publisher: PersonActor;
const tokens: Record<string, string> = {};
let id: string;

beforeAll(async () => {
  site = await testSite({ seed: "demonstration" });
  const { db } = site.database;
  official = await an.actor(db, [{ role: "official" }]);
  publisher = await an.actor(db, [{ role: "publisher" }]);
  for (const [name, actor] of Object.entries({ official, publisher, reader: await an.actor(db, [], { email: "reader@test.example" }), service: await an.actor(db, [{ role: "service-administrator" }]) })) tokens[name] = await site.signIn(actor.id);
  id = await prepared(contextFor(db, official));
});
afterAll(() => site.close());

async function prepared(context: Context): Promise<string> {
  const today = londonDay(new Date());
  const made = await draftPublication(context, publicationSchema.parse({
    title: "Announced title", summary: canary, period_from: "2023-11-01", period_to: "2024-03-31", data_on: today, release_on: addDays(today, 40), announce: "yes", people_threshold: 5, funds: ["communities-adults"],
  }));
  await writeStatement(context, made, { heading: canary, template: `${canary}: {awards} awards.`, styles: usualStyles, sources: { awards: "communities-adults:awards" } });
  await addTable(context, made, tableSchema.parse({ title: canary, fund: "communities-adults", measure: "awards", by_code: "focus-group" }));
  for (const finding of await findings(context.db, made)) if (finding.level === "answer") await answerFinding(context, made, { finding: finding.code, answer: canary });
  return made;
}

const anyone = [
  "/", "/publications", "/publications/announced-title", "/publications/announced-title/files/publication.json", "/publications/announced-title/files/table-1-canary7qx.csv", "/publications/announced-title/files/table-1-canary7qx.xlsx", "/publications/announced-title/latest", "/release-calendar", "/feeds/releases.atom", "/feeds/releases.ics",
  "/figures", `/figures/award-counts?${third}`, `/api/figures/award-counts?${third}`, `/awards?search=${canary}`, "/strategy", "/strategy/actions/3.2", "/api/strategy/actions/3.2", "/demonstration/mail",
];
const withData = (path: string, route: string) => `${path}?_data=${encodeURIComponent(route)}`;
const asData = [withData("/publications", "routes/public/publications"), withData("/publications/announced-title", "routes/public/publication"), withData("/release-calendar", "routes/public/release-calendar")];

describe("before its release", () => {
  it("is made on pages that work without a script, each with its one title", async () => {
    for (const path of ["", "/edit", "/statement", "/tables", "/checks", "/disclosure"]) {
      const answer = await site.ask(`/national/publications/${id}${path}`, { token: tokens.official });
      expect([answer.status, answer.text.match(/<h1/g)?.length, /<script/.test(answer.text)], path).toEqual([200, 1, false]);
    }
    const asked = await site.ask(`/national/publications/${id}/statement`, { token: tokens.official, form: { heading: "", template: "There were {awards} awards.", ...usualStyles } });
    expect(asked.status).toBe(422);
    expect(asked.text).toContain("What {awards} is filled from");
    const answered = await site.ask(`/national/publications/${id}/statement`, { token: tokens.official, form: { heading: "", template: "There were {awards} awards.", ...usualStyles, "slot-awards": "communities-adults:awards" } });
    expect(answered.status).toBe(302);
  });

  it("nobody else sees a word of it: not as a page, as data, in a feed, a calendar, an API, a search, the audit or the log", async () => {
    const { db } = site.database;
    await submitPublication(contextFor(db, official), id);
    await addReader(contextFor(db, publisher), id, { email: "reader@test.example", post: "Private secretary" });
    await approvePublication(contextFor(db, publisher), id);
    for (const round of ["drawn", "cached"])
      for (const path of [...anyone, ...asData]) {
        const answer = await site.ask(path);
        expect(answer.text.includes(canary), `${round} ${path}`).toBe(false);
        if (path.startsWith("/publications/announced")) expect([302, 404], path).toContain(answer.status);
      }
    for (const path of [`/national/publications/${id}`, "/national/publications", `/national/publications/${id}/approval`])
      expect((await site.ask(path, { token: tokens.service })).status).toBe(403);
    expect((await site.ask("/admin/audit?type=publication", { token: tokens.service })).text).not.toContain(canary);
    expect(site.logged.join("\n")).not.toContain(canary);
    expect((await site.ask("/release-calendar")).text).toContain("Announced title");
  });

  it("is read by the one who is named, and by nobody else", async () => {
    const read = await site.ask(`/before-release/${id}`, { token: tokens.reader });
    expect([read.status, read.text.includes(canary), read.headers["cache-control"]]).toEqual([200, true, "no-store"]);
    for (const other of ["service", "official"]) expect((await site.ask(`/before-release/${id}`, { token: tokens[other]! })).status).toBe(404);
  });
});

describe("after its moment", () => {
  it("is there at the first request, in every form, and the cached pages show it", async () => {
    await sql`update publication set release_at = clock_timestamp() - interval '1 second' where id = ${id}`.execute(site.database.db);
    const first = await site.ask("/publications/announced-title");
    expect([first.status, first.text.includes(canary)]).toEqual([200, true]);
    for (const path of ["/publications", "/feeds/releases.atom"]) expect((await site.ask(path)).text, path).toContain("Announced title");
    expect((await site.ask("/release-calendar")).text).toContain("/publications/announced-title");
    const json = await site.ask("/publications/announced-title/files/publication.json");
    const kept = await site.database.db.selectFrom("publication_file").select("body").where("publication_id", "=", id).where("format", "=", "json").executeTakeFirstOrThrow();
    expect(json.text).toBe(kept.body);
    expect(json.headers.etag).toBeTruthy();
  });

  it("the two publications of one ledger are answered over HTTP, and one that there is not is 400 with those that there are", async () => {
    const ask = async (code: string) => site.ask(`/api/figures/award-counts?${third}&as_published=${code}`);
    expect((JSON.parse((await ask("2024-09")).text) as { total: object }).total).toMatchObject({ awards: 1_515, organisations: 1_363 });
    expect((JSON.parse((await ask("2025-06")).text) as { total: object }).total).toMatchObject({ awards: 1_430, organisations: 1_379 });
    const none = await ask("2020-01");
    expect([none.status, none.headers["content-type"]]).toEqual([400, "application/problem+json; charset=utf-8"]);
    expect(none.text).toContain("2024-09, 2025-06");
    const page = await site.ask(`/figures/award-counts?${third}&as_published=2024-09`);
    expect(page.text).toContain("1,515");
    expect(page.text).toContain("As published September 2024");
  });

  it("never calls anything an official statistic", async () => {
    for (const path of ["/publications/announced-title", "/publications/announced-title/files/publication.html", "/feeds/releases.atom", `/api/figures/award-counts?${third}&as_published=2025-06`])
      expect((await site.ask(path)).text.replace(/not official statistics/gi, ""), path).not.toMatch(/official statistics/i);
  });
});
