/** What nobody should send about figures, and what each gets: a clear answer, problem+json where programs ask, and nothing half saved. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draftPublication } from "#app/domain/publications/draft.server.ts";
import { publicationSchema, usualStyles } from "#app/domain/publications/model.ts";
import { writeStatement } from "#app/domain/publications/statements.server.ts";
import { londonDay } from "#app/domain/kernel/time.ts";
import { load } from "#tests/domain/seeds/support.ts";
import { contextFor } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { testSite, type TestSite } from "#tests/support/site.ts";

let site: TestSite;
let token: string;
let draft: string;
let statement: string;
beforeAll(async () => {
  site = await testSite({ seed: "reference" });
  const { db } = site.database;
  await load(db, "ledger-communities-2023-24");
  const official = await an.actor(db, [{ role: "official" }]);
  token = await site.signIn(official.id);
  const context = contextFor(db, official);
  draft = await draftPublication(context, publicationSchema.parse({ title: "A draft", period_from: "2023-11-01", period_to: "2024-03-31", data_on: londonDay(new Date()), people_threshold: 5, funds: ["communities-adults"] }));
  statement = await writeStatement(context, draft, { heading: "", template: "There were {awards} awards.", styles: usualStyles, sources: { awards: "communities-adults:awards" } });
});
afterAll(() => site.close());

const fund = "fund=communities-adults";
interface Problem {
  title: string;
  status: number;
  detail: string;
  fields?: Record<string, string>;
}
/** How an address for programs refuses. */
async function refused(path: string): Promise<Problem> {
  const answer = await site.ask(path);
  expect([path, answer.headers["content-type"]]).toEqual([path, "application/problem+json; charset=utf-8"]);
  const problem = JSON.parse(answer.text) as Problem;
  expect(problem.status).toBe(answer.status);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  return problem;
}
const counted = async (query: string) => JSON.parse((await site.ask(`/api/figures/award-counts?${query}`)).text) as { area?: { code: string }; total: { awards: number } };

describe("to programs", () => {
  it.each([
    ["dates out of order", `${fund}&from=2024-03-31&to=2023-11-01`, "to"],
    ["a day that there is not", `${fund}&from=2024-02-30`, "from"],
    ["an unknown breakdown", `${fund}&by=star-sign`, "by"],
    ["no fund at all", "by=area", "fund"],
    ["an area that does not exist", `${fund}&area=S12999999`, "area"],
    ["a publication that does not exist", `${fund}&as_published=2020-01`, "as_published"],
    ["a publication that is no month", `${fund}&as_published=last-year`, "as_published"],
  ])("%s is named by its field", async (_, query, field) => {
    for (const file of ["award-counts", "award-counts.csv", "award-counts.xlsx", "award-counts.ods"]) {
      const problem = await refused(`/api/figures/${file}?${query}`);
      expect(problem.fields?.[field], `${file}: ${JSON.stringify(problem)}`).toMatch(/\w/);
    }
  });

  it("a fund that does not exist is not found, by its name", async () => {
    for (const file of ["award-counts", "award-counts.csv", "award-counts.xlsx"]) {
      const { status, detail } = await refused(`/api/figures/${file}?fund=no-such-fund`);
      expect([status, detail]).toEqual([404, expect.stringContaining("no-such-fund")]);
    }
  });

  it.each([
    ["dates out of order", "from=2024-03-31&to=2023-11-01"], ["an unknown measure", "measure=happiness"], ["an impossible cut", "by=project-type&then=project-type"], ["a cut of which one part says the other", "by=round&then=fund"],
    ["bands without a fund", "by=band"], ["an unknown code", `${fund}&focus-group=nobody`], ["a fund that does not exist", "fund=no-such-fund"], ["a measure that is not for anyone", "measure=people&by=area"],
  ])("a file to explore with %s is refused, never another selection than was asked", async (_, query) => {
    const problem = await refused(`/figures/explore.csv?${query}`);
    expect(Object.values(problem.fields ?? {}).join()).toMatch(/\w/);
  });

  it("a code of a council that has been superseded is accepted and translated", async () => {
    const [old, now] = [await counted(`${fund}&area=S12000046`), await counted(`${fund}&area=S12000049`)];
    expect(old.area?.code).toBe("S12000049");
    expect([old.total.awards, old.total.awards > 0]).toEqual([now.total.awards, true]);
    for (const path of [`/awards?area=S12000046`, `/figures/award-counts?${fund}&area=S12000046`, `/figures/explore?${fund}&area=S12000046`, "/open-data/360giving/S12000046.json"]) expect((await site.ask(path)).status, path).toBe(200);
  });

  it("files that there are not, an action and a plan that nobody knows, are 404 and say so", async () => {
    for (const path of ["/open-data/360giving/no-such-fund.json", "/open-data/360giving/2023-25.json", "/open-data/360giving/S12999999.csv", "/open-data/anything.zip", "/api/strategy/actions/9.99", "/api/strategy/actions/1.1?plan=1999", "/awards/LG-0000-0000.jsonld"])
      expect((await refused(path)).status, path).toBe(404);
  });

  it("a filter of the register's file that makes no sense is refused, where its page says that it was left out", async () => {
    expect((await refused("/awards.csv?from=2024-03-31&to=2023-11-01")).fields).toHaveProperty("to");
    expect((await site.ask("/awards?from=2024-03-31&to=2023-11-01")).text).toContain("Part of what you asked for was left out");
  });
});

describe("on a page", () => {
  it.each([
    ["dates out of order", `/figures/award-counts?${fund}&from=2024-03-31&to=2023-11-01`], ["an area that does not exist", `/figures/award-counts?${fund}&area=S12999999`],
    ["an impossible cut", "/figures/explore?by=project-type&then=project-type"], ["an unknown code", `/figures/explore?${fund}&focus-group=nobody`],
  ])("%s is said beside the question, which stays as it was asked, and no number is shown", async (_, path) => {
    const { status, text } = await site.ask(path);
    expect(status).toBe(400);
    expect(text).toContain("There is a problem");
    expect(text).not.toContain("app-stat__value");
    expect(text).toContain("Choose what is counted");
  });

  it("a page a million rows on is the last page there is, and a page that is no number the first", async () => {
    for (const path of ["/awards?page=1000000", "/awards?page=99999999999999999999", "/awards?page=-3", "/awards?page=x"]) {
      const { status, text } = await site.ask(path);
      expect([path, status, /<h1/.test(text), text.includes("1,430")]).toEqual([path, 200, true, true]);
    }
    for (const path of ["/national/awards?page=1000000", "/national/applications?page=1000000", `/national/publications/${draft}/rows/${statement}/awards?page=1000000`]) expect((await site.ask(path, { token })).status, path).toBe(200);
    const pages = await site.ask("/common-grants/opportunities?page=1000000&pageSize=1000000");
    expect([pages.status, pages.headers["content-type"]]).toEqual([400, "application/json; charset=utf-8"]);
  });

  it("a fund that does not exist is not found, and the page says which", async () => {
    const { status, text } = await site.ask("/figures/award-counts?fund=no-such-fund");
    expect([status, text.includes("no-such-fund")]).toEqual([404, true]);
  });
});

describe("in a form", () => {
  const observations = async () => (await sql<{ n: number }>`select count(*)::int as n from observation`.execute(site.database.db)).rows[0]!.n;

  it("a half-filled observation is not recorded: each gap is named beside its box and what was typed is kept", async () => {
    const before = await observations();
    const answer = await site.ask("/national/actions/1.1/observations/new", { token, form: { value: "83,000", qualifier: "almost", note: "Typed by somebody" } });
    expect(answer.status).toBe(422);
    for (const part of ["There is a problem", "83,000", "Typed by somebody"]) expect(answer.text).toContain(part);
    expect(answer.text.match(/ds_question__error-message/g)!.length).toBeGreaterThan(3);
    expect(await observations()).toBe(before);
  });

  it("T10: a word that the exact number gives the lie to is refused, and requirement 14: so is a figure without its day", async () => {
    const before = await observations();
    const { code: measure } = await site.database.db.selectFrom("observation as o").innerJoin("measure", "measure.id", "o.measure_id").select("measure.code").where("o.source_ref", "=", "S10.8a").executeTakeFirstOrThrow();
    const { code: source } = await site.database.db.selectFrom("source").select("code").limit(1).executeTakeFirstOrThrow();
    const typed = { id: crypto.randomUUID(), measure, source, evidence_class: "B", basis: "open-ended", value: "83,000", exact_value: "83,000", qualifier: "almost", "period_from-day": "1", "period_from-month": "11", "period_from-year": "2023" };
    const whole = { ...typed, "as_at-day": "31", "as_at-month": "3", "as_at-year": "2024" };
    const lie = await site.ask("/national/actions/1.1/observations/new", { token, form: whole });
    expect([lie.status, /almost/.test(lie.text)]).toEqual([422, true]);
    const dayless = await site.ask("/national/actions/1.1/observations/new", { token, form: { ...typed, exact_value: "82,938", qualifier: "" } });
    expect([dayless.status, /as_at/.test(dayless.text)]).toEqual([422, true]);
    expect(await observations()).toBe(before);
  });

  it("a publication with its dates out of order is not begun", async () => {
    const before = (await site.database.db.selectFrom("publication").select("id").execute()).length;
    const days = { "period_from-day": "31", "period_from-month": "3", "period_from-year": "2024", "period_to-day": "1", "period_to-month": "11", "period_to-year": "2023", "data_on-day": "1", "data_on-month": "6", "data_on-year": "2024" };
    const answer = await site.ask("/national/publications/new", { token, form: { title: "Out of order", people_threshold: "5", funds: "communities-adults", ...days } });
    expect([answer.status, answer.text.includes("The period ends before it begins")]).toEqual([422, true]);
    expect((await site.database.db.selectFrom("publication").select("id").execute()).length).toBe(before);
  });

  it("a statement whose slot no longer resolves is refused by the slot's name, what was typed is kept, and what stood stands", async () => {
    const path = `/national/publications/${draft}/statement?statement=${statement}`;
    for (const source of ["perinatal-infant:awards", "communities-adults:focus-group/no-such-group", "figure:00000000-0000-0000-0000-000000000000", "nonsense"]) {
      const answer = await site.ask(path, { token, form: { statement, version: "1", heading: "", template: "Now {awards} of them.", ...usualStyles, "slot-awards": source } });
      expect([source, answer.status, answer.text.includes("Now {awards} of them."), answer.text.includes("{awards}:")]).toEqual([source, 422, true, true]);
    }
    const stands = await site.database.db.selectFrom("publication_statement").select(["template", "printed"]).where("id", "=", statement).executeTakeFirstOrThrow();
    expect(stands).toEqual({ template: "There were {awards} awards.", printed: "There were 1,430 awards." });
  });

  it("two tabs with one statement: the second is told, keeps what it typed, and can save it on top (409, nothing lost)", async () => {
    const path = `/national/publications/${draft}/statement?statement=${statement}`;
    const form = (template: string, version: string) => ({ statement, version, heading: "", template, ...usualStyles, "slot-awards": "communities-adults:awards" });
    expect((await site.ask(path, { token, form: form("First: {awards}.", "1") })).status).toBe(302);
    const second = await site.ask(path, { token, form: form("Second: {awards}.", "1") });
    expect(second.status).toBe(409);
    for (const part of ["Nothing was saved", "First: 1,430.", "Second: {awards}."]) expect(second.text).toContain(part);
    const version = /name="version" value="(\d+)"/.exec(second.text)![1]!;
    expect((await site.ask(path, { token, form: form("Second: {awards}.", version) })).status).toBe(302);
    expect((await site.database.db.selectFrom("publication_statement").select("printed").where("id", "=", statement).executeTakeFirstOrThrow()).printed).toBe("Second: 1,430.");
  });
});
