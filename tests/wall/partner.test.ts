/**
 * A member of the Partnership whose body applies for grants itself: it reaches its own application and nothing of any other bid, not on
 * a page, in its data, in a file, by a search or in a count.
 */
import { fileURLToPath } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { table, type Entry, type World } from "./access-table.ts";
import { betrayals, crawlAs, differences, withData, type Crawler, type Seen } from "../support/crawl.ts";
import { a, an } from "../support/factories.ts";
import { testSite, type TestSite } from "../support/site.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let site: TestSite;
let build: ServerBuild;
let crawler: Crawler;
let own: World;
let rival: World;
/** Pots in which the body has an application, with rivals at every stage. */
let pots: string[];
const db = () => site.database.db;

beforeAll(async () => {
  build = (await import(`${root}build/server/index.js`)) as ServerBuild;
  site = await testSite({ seed: "demonstration" });
  await findWorlds();
});
afterAll(() => site.close());

async function findWorlds(): Promise<void> {
  const person = await db().selectFrom("person").select("id").where("email", "=", "partner@lade.example").executeTakeFirstOrThrow();
  crawler = crawlAs(site.origin, await site.signIn(person.id));
  const { organisation_id } = await db().selectFrom("role_held").select("organisation_id").where("person_id", "=", person.id).where("role", "=", "owner").executeTakeFirstOrThrow();
  const sent = await db().selectFrom("application").select(["id", "pot_id", "form_version_id"]).where("organisation_id", "=", organisation_id).executeTakeFirstOrThrow();
  const highland = await db()
    .selectFrom("pot as p").innerJoin("round as r", "r.id", "p.round_id").innerJoin("area as ar", "ar.code", "p.area_code").select(["p.id", "r.fund_id", "p.area_code"])
    .where("r.code", "=", "communities-2026-27").where("ar.slug", "=", "highland").executeTakeFirstOrThrow();
  const form = await db().selectFrom("application").select("form_version_id").where("pot_id", "=", highland.id).executeTakeFirstOrThrow();
  const mine = await an.application(db(), { pot_id: highland.id, organisation_id: organisation_id!, created_by: person.id, status: "in-assessment", form_version_id: form.form_version_id, title: "Our own bid in Highland" });
  await decideForSomebodyElse(highland.id);
  pots = [sent.pot_id, highland.id];

  const other = await db().selectFrom("application").select(["id", "organisation_id"]).where("pot_id", "=", highland.id).where("id", "<>", mine.id).where("status", "=", "in-assessment").orderBy("id").executeTakeFirstOrThrow();
  const award = await db().selectFrom("award as w").innerJoin("grant_return as g", "g.award_id", "w.id").select(["w.id", "w.reference", "w.application_id", "g.id as grant_return"]).where("w.application_id", "is not", null).where("w.counted", "=", true).orderBy("w.id").executeTakeFirstOrThrow();
  const draft = await db().selectFrom("application").select("id").where("status", "=", "draft").where("organisation_id", "<>", organisation_id!).orderBy("id").executeTakeFirstOrThrow();
  const definition = (await db().selectFrom("form_version").select("definition").where("id", "=", form.form_version_id).executeTakeFirstOrThrow()).definition as unknown as { sections: { id: string; questions: { id: string }[] }[] };
  const id = async (query: { executeTakeFirstOrThrow(): Promise<{ id: string }> }) => (await query.executeTakeFirstOrThrow()).id;
  const common = {
    round: "communities-2026-27", area: "highland", pot: highland.id, section: definition.sections[0]!.id, question: definition.sections[0]!.questions[0]!.id, filesQuestion: "papers", changeRequest: crypto.randomUUID(), file: crypto.randomUUID(), document: crypto.randomUUID(),
    award: { id: award.id, reference: award.reference }, decided: award.application_id!, grantReturn: award.grant_return, sentReturn: award.grant_return, person: person.id,
    together: crypto.randomUUID(), meeting: crypto.randomUUID(),
    panelist: await id(db().selectFrom("person").select("id").where("email", "=", "assessor.one@lade.example")),
    message: await id(db().selectFrom("message").select("id").orderBy("id")),
    observation: await id(db().selectFrom("observation").select("id").where("source_ref", "=", "S30.1b")),
    remark: await id(db().selectFrom("remark").select("id").where("kind", "=", "dispute").orderBy("said_at", "desc")),
    publication: await id(db().selectFrom("publication").select("id").where("code", "=", "communities-fund-year-3")),
    published: await id(db().selectFrom("publication").select("id").where("code", "=", "communities-fund-year-3-restated")),
    statement: await id(db().selectFrom("publication_statement as s").innerJoin("publication as p", "p.id", "s.publication_id").select("s.id").where("p.code", "=", "communities-fund-year-3-restated").orderBy("s.position")),
  };
  own = { ...common, application: mine.id, draft: sent.id, organisation: organisation_id! };
  rival = { ...common, application: other.id, draft: draft.id, organisation: other.organisation_id };
}

/** One more bid of somebody else: assessed, decided, with an award that is not released. */
async function decideForSomebodyElse(potId: string): Promise<void> {
  const { form_version_id } = await db().selectFrom("application").select("form_version_id").where("pot_id", "=", potId).executeTakeFirstOrThrow();
  const bid = await an.application(db(), { pot_id: potId, organisation_id: (await a.organisation(db(), { name: `Zephyrgarth Rivals ${potId.slice(-6)} ${Date.now()}` })).id, status: "decided", form_version_id, title: `Zephyrgarth bid ${Date.now()}` });
  await an.award(db(), { pot_id: potId, organisation_id: bid.organisation_id, application_id: bid.id, title: bid.title!, status: "decided", amount_pence: 123_457 });
}

/** Everything by which another applicant to these pots, its bid or its undecided award could be known. */
async function secrets(): Promise<string[]> {
  const bids = await db()
    .selectFrom("application as b").innerJoin("organisation as o", "o.id", "b.organisation_id")
    .leftJoin("submission as s", "s.application_id", "b.id").leftJoin("award as w", "w.application_id", "b.id")
    .select(["b.id", "b.reference", "b.title", "b.organisation_id", "o.name", "s.answers", "w.id as award_id", "w.reference as award_reference"])
    .where("b.pot_id", "in", pots).where("b.organisation_id", "<>", own.organisation).execute();
  expect(bids.length).toBeGreaterThan(15);
  // Titles and stories are invented from a few words: what stands in the public register as well betrays nobody.
  const register = (await db().selectFrom("award").innerJoin("organisation as o", "o.id", "award.organisation_id").select(["o.name", "award.title", "award.description"]).where("award.counted", "=", true).execute()).map(({ name, title, description }) => `${name} ${title} ${description}`).join("\n");
  const written = bids.flatMap(({ answers }) => (answers && typeof answers === "object" ? Object.values(answers) : [])).filter((answer): answer is string => typeof answer === "string" && answer.length > 40 && /\s/.test(answer));
  // The demonstration's stories repeat: a sentence that the body's own bid has as well betrays nobody.
  const ours = JSON.stringify(await db().selectFrom("submission as s").innerJoin("application as b", "b.id", "s.application_id").select("s.answers").where("b.organisation_id", "=", own.organisation).execute());
  const texts = [...new Set(written)].filter((text) => !ours.includes(text) && !register.includes(text));
  return [
    ...bids.flatMap(({ id, reference, organisation_id, award_id, award_reference }) => [id, reference, organisation_id, award_id, award_reference]),
    ...bids.flatMap(({ title, name }) => [title, name]).filter((words) => words !== null && !register.includes(words)),
    ...texts,
  ].filter((one): one is string => one !== null && one !== "");
}

/** Every address of the table, its data too, and everything that links lead to from there: at most a few of each shape. */
async function crawl(): Promise<Map<string, Seen>> {
  const from: string[] = ["/desk", "/partnership"];
  for (const [id, entry] of Object.entries<Entry>(table))
    for (const world of [own, rival]) {
      const path = entry.at(world);
      from.push(path, ...(build.routes[id]?.module.default && build.routes[id]?.module.loader ? [withData(path, id)] : []));
    }
  for (const measure of ["awards", "organisations", "projects", "awarded", "applications", "committed", "people"]) from.push(`/figures/explore?measure=${measure}&by=area&then=round`, `/figures/explore.csv?measure=${measure}&by=area`);
  from.push("/awards?q=Zephyrgarth", "/awards.csv?q=Zephyrgarth", "/funds?q=Zephyrgarth", `/api/figures/award-counts.csv?fund=communities-adults&by=area`, "/open-data/360giving.json", "/open-data/360giving.csv");
  return crawler.walk(from);
}

describe("a member body that is an applicant too", () => {
  let before: Map<string, Seen>;
  beforeAll(async () => {
    before = await crawl();
  }, 300_000);

  it("comes far enough to see something: its own application, its desk, every aim, the public figures", () => {
    expect(before.size).toBeGreaterThan(300);
    for (const path of [`/applications/${own.draft}/receipt`, "/desk", "/partnership/aims/3", "/partnership/interests", "/awards", "/figures/explore?measure=awards&by=area&then=round"]) expect(before.get(path)?.status, path).toBe(200);
    expect(before.get("/desk")!.text).toContain("Our own bid in Highland");
  });

  it("finds every door of an application, a score, a decision or an award that is not its own shut", () => {
    for (const [id, entry] of Object.entries<Entry>(table)) {
      if (entry.reads === "open" || entry.reads.includes("partner")) continue;
      const answer = before.get(entry.at(rival))!;
      expect([302, 403, 404], `${id}: ${answer.status}`).toContain(answer.status);
      expect(answer.status === 302 ? answer.text : "", id).toBe("");
    }
  });

  it("reads no name, title, reference, key or answer of another applicant anywhere", async () => {
    const all = await secrets();
    expect(betrayals(before, all)).toEqual([]);
  });

  it("learns nothing from any count, total, list or file when another bid is sent, assessed and decided", { timeout: 300_000 }, async () => {
    for (const pot of pots) await decideForSomebodyElse(pot);
    // Kept pages are drawn anew: what is compared is what the records say now.
    await db().updateTable("public_version").set((eb) => ({ version: eb("version", "+", 1) })).execute();
    expect(await differences(crawler, before)).toEqual([]);
  });

  it("searches in vain for who else applied", () => {
    expect(before.get("/awards?q=Zephyrgarth")!.text).toMatch(/No award|0 awards/);
    expect(before.get("/awards.csv?q=Zephyrgarth")!.text.trim().split("\n")).toHaveLength(1);
  });
});
