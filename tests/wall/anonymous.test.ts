/**
 * A round that is read without names: whatever address its assessor or its chair asks for, no answer says whose an application is. One who
 * administers the round finds all of it, so that what is looked for is known to stand somewhere.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { diskStore } from "#app/domain/files/store.server.ts";
import { table, type Entry, type World } from "./access-table.ts";
import { betrayals, crawlAs, withData, type Crawler, type Seen } from "../support/crawl.ts";
import { a, an } from "../support/factories.ts";
import { testSite, type TestSite } from "../support/site.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let site: TestSite;
let build: ServerBuild;
const db = () => site.database.db;
let pot: { id: string };
let bid: { id: string; reference: string; organisation_id: string; file: string };
const people = new Map<string, Crawler>();
/** The assessor's session. */
let assessor = "";

const group = "Wallaby Ridge Growers";
const owner = "Ishbel Quokkason";
/** Of the group alone: nothing else in the demonstration has any of them. */
const marks = ["Wallaby", "Quokkason", "WRG", "SC909099", "9 Bandicoot Wynd", "wallaby.example", "960099"];

beforeAll(async () => {
  build = (await import(`${root}build/server/index.js`)) as ServerBuild;
  site = await testSite({ seed: "demonstration" });
  pot = await db().selectFrom("pot as p").innerJoin("round as r", "r.id", "p.round_id").innerJoin("area as ar", "ar.code", "p.area_code").select("p.id").where("r.code", "=", "communities-2026-27").where("ar.slug", "=", "highland").executeTakeFirstOrThrow();
  const place = await db().selectFrom("round as r").innerJoin("pot as p", "p.round_id", "r.id").select(["r.fund_id", "p.area_code"]).where("p.id", "=", pot.id).executeTakeFirstOrThrow();
  bid = await namedBid();
  await db().updateTable("pot").set({ declaration_needed: true, anonymous_reading: true }).where("id", "=", pot.id).execute();
  const groups = await db().selectFrom("application").select("organisation_id").distinct().where("pot_id", "=", pot.id).where("received_at", "is not", null).execute();
  for (const role of ["assessor", "chair", "administrator"] as const) {
    const { id } = await an.actor(db(), [{ role, ...place }], { name: `Reading ${role}` });
    await db().insertInto("interest_in_organisation").values(groups.map(({ organisation_id }) => ({ id: randomUUID(), pot_id: pot.id, person_id: id, organisation_id, has_interest: false }))).execute();
    await db().insertInto("round_declaration").values({ pot_id: pot.id, person_id: id, organisations: groups.length }).execute();
    if (role === "assessor") {
      await db().insertInto("assignment").values({ id: randomUUID(), application_id: bid.id, person_id: id, assigned_by: id }).execute();
      await db().insertInto("interest").values({ id: randomUUID(), application_id: bid.id, person_id: id, has_interest: false }).execute();
    }
    const token = await site.signIn(id);
    if (role === "assessor") assessor = token;
    people.set(role, crawlAs(site.origin, token));
  }
}, 300_000);
afterAll(() => site.close());

async function namedBid() {
  const organisation = await a.organisation(db(), { name: group, charity_number: "SC909099", address: "9 Bandicoot Wynd", postcode: "ZZ9 9ZZ", telephone: "01632 960099", website: "https://wallaby.example" });
  const member = await an.actor(db(), [{ role: "owner", organisation_id: organisation.id }], { name: owner });
  const example = await db().selectFrom("application").select("form_version_id").where("pot_id", "=", pot.id).executeTakeFirstOrThrow();
  const made = await an.application(db(), { pot_id: pot.id, organisation_id: organisation.id, status: "in-assessment", form_version_id: example.form_version_id, created_by: member.id, title: "Wallaby Ridge Growers outdoors", asked_pence: 234_500 });
  const copy = randomUUID();
  const file = randomUUID();
  const answers = { title: made.title, summary: `${group} (WRG) grows food. Ask ${owner}, 01632 960099 or hello@wallaby.example, SC909099.`, need: "Readers read this sentence.", place: { lines: "9 Bandicoot Wynd", town: "Invertown", postcode: "ZZ9 9ZZ", area: "" }, papers: [file] };
  const facts = { name: group, legal_form_title: "SCIO", charity_number: "SC909099", company_number: null, area_name: "Highland", address: "9 Bandicoot Wynd", postcode: "ZZ9 9ZZ", telephone: "01632 960099", website: "https://wallaby.example", purpose: "WRG grows", host_name: "", host_charity_number: null, host_contact_name: "", host_contact_email: "" };
  await db().insertInto("submission").values({ id: copy, application_id: made.id, form_version_id: made.form_version_id, answers: JSON.stringify(answers), organisation: JSON.stringify(facts), sha256: "0".repeat(64), received_at: made.received_at!, submitted_by: member.id }).execute();
  const kept = await diskStore(join(site.dataDir, "files")).put((async function* () { yield Buffer.from("%PDF-1.4 Wallaby Ridge Growers"); })());
  await db().insertInto("stored_file").values({ id: file, storage_key: kept.key, sha256: kept.sha256, bytes: kept.bytes, media_type: "application/pdf", name: "Wallaby constitution.pdf", kind: "answer", owner_type: "application", owner_id: made.id }).execute();
  await db().insertInto("submission_file").values({ submission_id: copy, stored_file_id: file, question_id: "papers", sha256: kept.sha256 }).execute();
  return { id: made.id, reference: made.reference, organisation_id: organisation.id, file };
}

/** Every address of the staff's rooms, about this application where it is about one. On the round's declaration names stand: that is what it is for. */
async function walk(role: string): Promise<Map<string, Seen>> {
  const none = randomUUID();
  const named = { round: "communities-2026-27", area: "highland", pot: pot.id, section: "the-group", question: "title", filesQuestion: "papers", application: bid.id, draft: bid.id, decided: bid.id, organisation: bid.organisation_id, file: bid.file, document: bid.file, award: { id: none, reference: "LG-NONE" } };
  const world = new Proxy(named, { get: (known, key) => (key in known ? known[key as keyof typeof known] : none) }) as unknown as World;
  const from = ["/desk", "/manage", "/panel", `/manage/pots/${pot.id}/applications?search=Wallaby`];
  for (const [id, entry] of Object.entries<Entry>(table)) {
    if (!/^routes\/(manage|panel|apply)\//.test(id) || id === "routes/panel/declarations") continue;
    const path = entry.at(world);
    from.push(path, ...(build.routes[id]?.module.default && build.routes[id]?.module.loader ? [withData(path, id)] : []));
  }
  const seen = await people.get(role)!.walk(from, { within: /^\/(?!panel\/pots\/[^/]+\/declaration)(desk|manage|panel|applications|documents|organisations)/ });
  return new Map([...seen].filter(([path]) => !path.includes("Wallaby")));
}

it.each(["assessor", "chair"])("the %s reads the application and finds no mark of its group at any address", async (role) => {
  const seen = await walk(role);
  expect(betrayals(seen, [...marks, bid.organisation_id])).toEqual([]);
  if (role === "assessor") expect([...seen.values()].some(({ text }) => text.includes("Readers read this sentence."))).toBe(true);
  expect([...seen.values()].some(({ text }) => text.includes(`Group ${bid.reference}`))).toBe(true);
}, 120_000);

it("what somebody else typed into the page before they signed in there is neither saved as theirs nor shown to them", async () => {
  const form = new URLSearchParams({ intent: "save", version: "0", person: randomUUID(), overall: "Typed by another" });
  const answer = await fetch(`${site.origin}/panel/applications/${bid.id}`, { method: "POST", body: form, headers: { cookie: `lade=${assessor}`, origin: site.origin } });
  expect([answer.status, (await answer.text()).includes("Typed by another")]).toEqual([403, false]);
  expect(await db().selectFrom("score_sheet").select("id").where("application_id", "=", bid.id).execute()).toEqual([]);
}, 60_000);

it("the administrator finds every mark but those that are kept from the page: what is looked for is there to be found", async () => {
  const seen = [...(await walk("administrator")).values()].map(({ text }) => text).join("\n");
  for (const mark of ["Wallaby", "WRG", "Bandicoot", "SC909099"]) expect(seen).toContain(mark);
}, 120_000);
