/**
 * Whoever has an interest in an application, or belongs to the group that made it, works beside it without ever meeting it: every person
 * of a panel x every application they are conflicted with, over every address that they can reach.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diskStore } from "#app/domain/files/store.server.ts";
import { table, type Entry, type World } from "./access-table.ts";
import { betrayals, crawlAs, differences, withData, type Crawler, type Seen } from "../support/crawl.ts";
import { a, an } from "../support/factories.ts";
import { testSite, type TestSite } from "../support/site.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let site: TestSite;
let build: ServerBuild;
const db = () => site.database.db;

/** How somebody comes to be conflicted with an application. */
const means = ["interest", "membership", "round"] as const;
type Means = (typeof means)[number];
const workers = ["administrator.highland", "assessor.one", "assessor.two", "chair", "finance"] as const;
type Worker = (typeof workers)[number];

interface Bid {
  id: string;
  organisation_id: string;
  sheet: string;
  file: string;
  /** What gives it away, wherever it stands. */
  secrets: string[];
}
const pairs = workers.flatMap((worker) => means.map((how) => ({ worker, how })));
const bids = new Map<string, Bid>();
const bidOf = (worker: Worker, how: Means): Bid => bids.get(`${worker} ${how}`)!;
const people = new Map<Worker, { id: string; crawler: Crawler }>();
let pot: { id: string };
let reader: { id: string };
/** Reads once more after everybody has looked. */
let second: { id: string };

beforeAll(async () => {
  build = (await import(`${root}build/server/index.js`)) as ServerBuild;
  site = await testSite({ seed: "demonstration" });
  pot = await db().selectFrom("pot as p").innerJoin("round as r", "r.id", "p.round_id").innerJoin("area as ar", "ar.code", "p.area_code").select("p.id").where("r.code", "=", "communities-2026-27").where("ar.slug", "=", "highland").executeTakeFirstOrThrow();
  reader = await personOf("assessor.three");
  second = await an.actor(db(), [{ role: "assessor", ...(await db().selectFrom("round as r").innerJoin("pot as p", "p.round_id", "r.id").select(["r.fund_id", "p.area_code"]).where("p.id", "=", pot.id).executeTakeFirstOrThrow()) }]);
  for (const worker of workers) {
    const { id } = await personOf(worker);
    people.set(worker, { id, crawler: crawlAs(site.origin, await site.signIn(id)) });
  }
  for (const { worker, how } of pairs) {
    const bid = await canaryBid(`${worker.replace(".", "-")}-${how}`);
    bids.set(`${worker} ${how}`, bid);
    await conflict(people.get(worker)!.id, bid, how);
  }
}, 300_000);
afterAll(() => site.close());

const personOf = (key: string) => db().selectFrom("person").select("id").where("email", "=", `${key}@lade.example`).executeTakeFirstOrThrow();

/** A bid with a word of its own in everything that is ever kept about one: answers, files, checks, messages, scores and their reasons. */
async function canaryBid(mark: string): Promise<Bid> {
  const canary = (what: string) => `Quokka ${what} ${mark} ${randomUUID().slice(0, 8)}`;
  const organisation = await a.organisation(db(), { name: canary("group") });
  const example = await db().selectFrom("application").select("form_version_id").where("pot_id", "=", pot.id).executeTakeFirstOrThrow();
  const bid = await an.application(db(), { pot_id: pot.id, organisation_id: organisation.id, status: "in-assessment", form_version_id: example.form_version_id, title: canary("title"), asked_pence: 234_567 });
  const said = { answer: canary("answer"), note: canary("note"), message: canary("message"), reason: canary("reason"), overall: canary("overall"), file: canary("file"), words: canary("words") };
  const copy = randomUUID();
  await db().insertInto("submission").values({ id: copy, application_id: bid.id, form_version_id: bid.form_version_id, answers: JSON.stringify({ title: bid.title, summary: said.answer }), organisation: JSON.stringify({ name: organisation.name }), sha256: "0".repeat(64), received_at: bid.received_at!, submitted_by: bid.created_by }).execute();
  const kept = await diskStore(join(site.dataDir, "files")).put((async function* () { yield Buffer.from(`%PDF-1.4 ${said.words}`); })());
  const file = randomUUID();
  await db().insertInto("stored_file").values({ id: file, storage_key: kept.key, sha256: kept.sha256, bytes: kept.bytes, media_type: "application/pdf", name: `${said.file}.pdf`, kind: "answer", owner_type: "application", owner_id: bid.id }).execute();
  await db().insertInto("submission_file").values({ submission_id: copy, stored_file_id: file, question_id: "papers", sha256: kept.sha256 }).execute();
  await db().insertInto("application_message").values({ id: randomUUID(), application_id: bid.id, side: "group", person_id: bid.created_by, text: said.message }).execute();
  await db().insertInto("application_check").values({ application_id: bid.id, check_code: "income", outcome: "not-met", note: said.note, recorded_by: reader.id }).execute();
  const sheet = await sheetBy(reader.id, bid.id, said);
  return { id: bid.id, organisation_id: organisation.id, sheet, file, secrets: [bid.id, bid.reference, organisation.id, organisation.name, organisation.charity_number!, bid.title!, sheet, file, ...Object.values(said)] };
}

async function sheetBy(person_id: string, application_id: string, said: { reason: string; overall: string }): Promise<string> {
  await db().insertInto("interest").values({ id: randomUUID(), application_id, person_id, has_interest: false }).execute();
  await db().insertInto("assignment").values({ id: randomUUID(), application_id, person_id, assigned_by: people.get("administrator.highland")!.id }).execute();
  const { id } = await db().insertInto("score_sheet").values({ id: randomUUID(), application_id, person_id, overall: said.overall, status: "draft" }).returning("id").executeTakeFirstOrThrow();
  for (const criterion of await db().selectFrom("criterion").select(["id"]).where("pot_id", "=", pot.id).execute()) await db().insertInto("score").values({ sheet_id: id, criterion_id: criterion.id, points: 4, reason: said.reason }).execute();
  await db().updateTable("score_sheet").set({ status: "sent", sent_at: new Date(), weighted_percent: 80 }).where("id", "=", id).execute();
  return id;
}

async function conflict(person_id: string, bid: Bid, how: Means): Promise<void> {
  if (how === "membership") await a.role(db(), { person_id, role: "viewer", organisation_id: bid.organisation_id });
  else if (how === "interest") await db().insertInto("interest").values({ id: randomUUID(), application_id: bid.id, person_id, has_interest: true, explanation: "A friend." }).execute();
  else await db().insertInto("interest_in_organisation").values({ id: randomUUID(), pot_id: pot.id, organisation_id: bid.organisation_id, person_id, has_interest: true, explanation: "A friend." }).execute();
}

/** Everything that this person can reach, with each of the bids that are closed to them in the place of an application. */
async function walk(worker: Worker): Promise<Map<string, Seen>> {
  const from = ["/desk", "/manage", "/panel", `/manage/pots/${pot.id}/applications?search=Quokka`, `/awards?q=Quokka`];
  for (const [id, entry] of Object.entries<Entry>(table)) {
    if (entry.reads === "open") continue;
    const paths = means.map((how) => entry.at(worldOf(bidOf(worker, how))));
    from.push(...new Set(paths), ...(build.routes[id]?.module.default && build.routes[id]?.module.loader ? [withData(paths[0]!, id)] : []));
  }
  return people.get(worker)!.crawler.walk(from);
}

/** A member of the group knows of its bid in the rooms where groups apply, and nowhere else. */
const staffRooms = /^\/(manage|panel|national|partnership|figures|awards|publications|strategy)/;
const inTheirWork = (seen: Map<string, Seen>, how: Means) => (how === "membership" ? new Map([...seen].filter(([path]) => staffRooms.test(path))) : seen);

function worldOf(bid: Bid): World {
  const none = randomUUID();
  const named = { round: "communities-2026-27", area: "highland", pot: pot.id, section: "the-group", question: "title", filesQuestion: "papers", application: bid.id, draft: bid.id, decided: bid.id, organisation: bid.organisation_id, file: bid.file, document: bid.file, award: { id: none, reference: "LG-0000" } };
  return new Proxy(named, { get: (known, key) => (key in known ? known[key as keyof typeof known] : none) }) as unknown as World;
}

describe.each(workers)("%s", (worker) => {
  let before: Map<string, Seen>;
  beforeAll(async () => {
    before = await walk(worker);
  }, 300_000);

  it("comes far enough to see the others' bids", () => {
    const all = [...before.values()].map(({ text }) => text).join("\n");
    if (worker === "finance") expect(all).toContain("Highland");
    else if (worker.startsWith("assessor")) expect(all.length).toBeGreaterThan(10_000);
    else for (const other of workers.filter((one) => one !== worker)) expect(all.includes(bidOf(other, "interest").id), `${worker} should see ${other}'s`).toBe(true);
  });

  it.each(means)("reads no row, file, name or word of a bid that is closed by %s", (how) => {
    expect(betrayals(inTheirWork(before, how), bidOf(worker, how).secrets)).toEqual([]);
  });

  it("is written no e-mail that names one", async () => {
    const mail = await db().selectFrom("message").select(["subject", "body"]).where("to_person_id", "=", people.get(worker)!.id).execute();
    const written = new Map(mail.map(({ subject, body }, index) => [String(index), { status: 200, text: `${subject}\n${body}` }]));
    for (const how of means) expect(betrayals(written, bidOf(worker, how).secrets)).toEqual([]);
  });

  it("learns from no count, mean, order or file that such a bid was scored again, written about or checked", { timeout: 300_000 }, async () => {
    const was = new Map([...before].filter(([path]) => /^\/(manage|panel)/.test(path)));
    for (const how of means) {
      const bid = bidOf(worker, how);
      await sheetBy(second.id, bid.id, { reason: "Another reason", overall: "Another overall" });
      await db().insertInto("application_message").values({ id: randomUUID(), application_id: bid.id, side: "group", person_id: reader.id, text: "One more thing" }).execute();
      await db().updateTable("application_check").set({ outcome: "met" }).where("application_id", "=", bid.id).execute();
    }
    expect(await differences(people.get(worker)!.crawler, was)).toEqual([]);
  });
});
