/** The bare server that saving is measured against is an honest one: the same statements, the same checks, the same rows. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyAudit } from "#app/domain/audit/verify.server.ts";
import { openPool } from "#db/connection.ts";
import { bareSaving } from "../../bench/bare/saving.ts";
import { makeDrafts, type Draft } from "../../bench/drafts.ts";
import { Person } from "../../bench/person.ts";
import { testSecret } from "../support/database.ts";
import { testSite, type TestSite } from "../support/site.ts";

let site: TestSite;
let bare: { origin: string; close(): Promise<void> };
let drafts: Draft[];
beforeAll(async () => {
  site = await testSite({ seed: "reference" });
  ({ drafts } = await makeDrafts(site.database.db, testSecret, 3));
  const pool = openPool(site.database.url, { max: 3 });
  const handle = bareSaving(pool, testSecret);
  const server = createServer((request, response) => void handle(request, response, new URL(request.url!, "http://bare")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  bare = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await pool.end();
    },
  };
});
afterAll(async () => {
  await bare.close();
  await site.close();
});

const form = (text: string, version: number, key: string = crypto.randomUUID()) => ({ section: "need", key, need: text, "version.need": String(version) });
const at = (draft: Draft) => `/applications/${draft.application}/answers`;

/** What PostgreSQL is asked while the work goes on, by whichever client, with how it is written taken away. */
async function statements(work: () => Promise<unknown>): Promise<string[]> {
  const said: string[] = [];
  const client = pg.Client.prototype as unknown as { query: (...all: unknown[]) => unknown };
  const original = client.query;
  client.query = function (this: unknown, ...all: unknown[]) {
    said.push(typeof all[0] === "string" ? all[0] : (all[0] as { text: string }).text);
    return original.apply(this, all);
  };
  try {
    await work();
  } finally {
    client.query = original;
  }
  return said.map((text) => text.replaceAll('"', "").replace(/\$\d+/g, "$").replace(/\s+/g, " ").replace(/ ?([(),]) ?/g, "$1").trim());
}

test("it asks PostgreSQL for the same, word for word and in the same order", async () => {
  const draft = drafts[0]!;
  const [ours, theirs] = [new Person(site.origin, draft.token), new Person(bare.origin, draft.token)];
  await ours.ask(at(draft), form("Warm", 1));
  await theirs.ask(at(draft), form("Warmer", 2));
  const asked = await statements(async () => expect((await ours.ask(at(draft), form("Third", 3))).status).toBe(200));
  expect(await statements(async () => expect((await theirs.ask(at(draft), form("Fourth", 4))).status).toBe(200))).toEqual(asked);
  expect(asked.length).toBeGreaterThan(6);
  ours.leave();
  theirs.leave();
});

const untimed = (text: string): unknown => JSON.parse(text.replace(/"at": ?"\d\d:\d\d"/g, '"at":""'));

test("it leaves the same rows and answers the same, and its events stand in an unbroken chain", async () => {
  const { db } = site.database;
  const [first, second] = [drafts[1]!, drafts[2]!];
  const [ours, theirs] = [new Person(site.origin, first.token), new Person(bare.origin, second.token)];
  const answers = [];
  for (const [person, draft] of [[ours, first], [theirs, second]] as const) {
    const key = crypto.randomUUID();
    const saved = await person.ask(at(draft), form("We meet\r\non Tuesdays", 1, key));
    const again = await person.ask(at(draft), form("We meet\r\non Tuesdays", 1, key));
    const other = await person.ask(at(draft), form("Other", 2, key));
    answers.push([saved.status, untimed(saved.text), untimed(again.text), other.status]);
  }
  expect(answers[1]).toEqual(answers[0]);
  const rows = async (draft: Draft) => ({
    answer: await db.selectFrom("application_answer").select(["value", "version"]).where("application_id", "=", draft.application).where("question_id", "=", "need").executeTakeFirst(),
    history: await db.selectFrom("application_answer_history").select(["version", "kept"]).where("application_id", "=", draft.application).execute(),
    saves: (await db.selectFrom("application_save").select("key").where("application_id", "=", draft.application).execute()).length,
    events: (await db.selectFrom("audit_event").select(["sequence", "action", "actor_kind", "detail"]).where("subject_id", "=", draft.application).orderBy("sequence").execute()).slice(1),
  });
  expect(await rows(second)).toEqual(await rows(first));
  expect(await verifyAudit(db, testSecret)).toEqual([]);
  ours.leave();
  theirs.leave();
});

test("it refuses whom ours refuses: nobody signed in, a form from elsewhere, another group's draft, an older version", async () => {
  const [mine, theirs] = [drafts[0]!, drafts[1]!];
  const before = await site.database.db.selectFrom("application_answer").select(["application_id", "question_id", "version"]).orderBy("application_id").orderBy("question_id").execute();
  const statuses: number[] = [];
  for (const person of [new Person(bare.origin, "no-such-session-token-at-all"), new Person(bare.origin, theirs.token)]) {
    statuses.push((await person.ask(at(mine), form("Not mine", 1))).status);
    person.leave();
  }
  const person = new Person(bare.origin, mine.token);
  statuses.push((await person.ask(at(mine), form("Stale", 1))).status);
  person.leave();
  const elsewhere = await fetch(`${bare.origin}${at(mine)}`, { method: "POST", body: new URLSearchParams(form("Evil", 1)), headers: { cookie: `lade=${mine.token}`, "sec-fetch-site": "cross-site" } });
  expect([...statuses, elsewhere.status]).toEqual([401, 404, 409, 403]);
  expect(await site.database.db.selectFrom("application_answer").select(["application_id", "question_id", "version"]).orderBy("application_id").orderBy("question_id").execute()).toEqual(before);
});
