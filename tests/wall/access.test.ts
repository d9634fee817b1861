import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diskStore } from "#app/domain/files/store.server.ts";
import { closeMeeting, openMeeting } from "#app/domain/awards/meeting.server.ts";
import { filesQuestions } from "#app/domain/applications/files-model.ts";
import type { FormDefinition } from "#app/domain/forms/model.ts";
import { isPublicPath } from "#app/web/public-pages.ts";
import { contextFor } from "../support/database.ts";
import { a, actorOf, an } from "../support/factories.ts";
import { testSite, type TestSite } from "../support/site.ts";
import { personas, table, type Entry, type Persona, type World } from "./access-table.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let site: TestSite;
let world: World;
let build: ServerBuild;
const tokens = new Map<Persona, string>();
const halfway = new Map<Persona, string>();

beforeAll(async () => {
  build = (await import(`${root}build/server/index.js`)) as ServerBuild;
  site = await testSite({ seed: "demonstration" });
  world = await findWorld();
  await makePersonas();
});
afterAll(() => site.close());

const db = () => site.database.db;

async function findWorld(): Promise<World> {
  const { round_id, pot } = await db()
    .selectFrom("pot as p").innerJoin("round as r", "r.id", "p.round_id").innerJoin("area as ar", "ar.code", "p.area_code")
    .where("r.code", "=", "communities-2026-27").where("ar.slug", "=", "highland").select(["p.id as pot", "p.round_id"]).executeTakeFirstOrThrow();
  const application = await db().selectFrom("application").where("pot_id", "=", pot).where("status", "=", "in-assessment").select(["id", "organisation_id"]).orderBy("id").executeTakeFirstOrThrow();
  const draft = await db().selectFrom("application").where("status", "=", "draft").select(["id", "organisation_id", "form_version_id"]).orderBy("id").executeTakeFirstOrThrow();
  const award = await db()
    .selectFrom("award as w").innerJoin("grant_return as g", "g.award_id", "w.id").where("w.round_id", "=", round_id).where("w.status", "=", "accepted").where("g.status", "=", "due")
    .select(["w.id", "w.reference", "w.application_id", "w.organisation_id", "g.id as grant_return"]).orderBy("w.id").executeTakeFirstOrThrow();
  const form = await db().selectFrom("form_version").where("id", "=", draft.form_version_id).select("definition").executeTakeFirstOrThrow();
  const sent = await db().selectFrom("grant_return").select("id").where("status", "=", "sent").orderBy("id").executeTakeFirstOrThrow();
  const observation = await db().selectFrom("observation").select("id").where("source_ref", "=", "S30.1b").executeTakeFirstOrThrow();
  const kept = await diskStore(join(site.dataDir, "files")).put((async function* () { yield Buffer.from("%PDF-1.4 a constitution"); })());
  const document = crypto.randomUUID();
  await db().insertInto("stored_file").values({ id: document, storage_key: kept.key, sha256: kept.sha256, bytes: kept.bytes, media_type: "application/pdf", name: "constitution.pdf", kind: "governing-document", owner_type: "organisation", owner_id: application.organisation_id }).execute();
  const file = crypto.randomUUID();
  const paper = await diskStore(join(site.dataDir, "files")).put((async function* () { yield Buffer.from("%PDF-1.4 a letter"); })());
  await db().insertInto("stored_file").values({ id: file, storage_key: paper.key, sha256: paper.sha256, bytes: paper.bytes, media_type: "application/pdf", name: "letter.pdf", kind: "answer", owner_type: "application", owner_id: application.id }).execute();
  const copy = await db().selectFrom("submission").select("id").where("application_id", "=", application.id).executeTakeFirstOrThrow();
  await db().insertInto("submission_file").values({ submission_id: copy.id, stored_file_id: file, question_id: "papers", sha256: paper.sha256 }).execute();
  const changeRequest = crypto.randomUUID();
  const asker = await db().selectFrom("person").select("id").where("email", "=", "administrator.highland@lade.example").executeTakeFirstOrThrow();
  await db().insertInto("change_request").values({ id: changeRequest, application_id: application.id, question_ids: ["title"], message: "Give your project a name that says what happens.", asked_by: asker.id, before_number: 1 }).execute();
  const message = await db().selectFrom("message").select("id").orderBy("id").executeTakeFirstOrThrow();
  // One member belongs to all three groups, so that "member" means the same at each address.
  const member = await a.person(db(), { name: "Member" });
  for (const organisation_id of new Set([application.organisation_id, draft.organisation_id, award.organisation_id]))
    await a.role(db(), { person_id: member.id, role: "owner", organisation_id });
  tokens.set("member", await site.signIn(member.id));
  const publication = await db()
    .insertInto("publication").values({ id: crypto.randomUUID(), code: "a-draft", title: "A draft", period_from: "2023-11-01", period_to: "2024-03-31", data_on: "2025-05-30", synthetic: true }).returning("id").executeTakeFirstOrThrow();
  const published = await db().selectFrom("publication").select("id").where("code", "=", "communities-fund-year-3-restated").executeTakeFirstOrThrow();
  const statement = await db().selectFrom("publication_statement").select("id").where("publication_id", "=", published.id).orderBy("position").executeTakeFirstOrThrow();
  return {
    publication: publication.id, published: published.id, statement: statement.id, remark: (await openDispute()).id, changeRequest,
    meeting: await closedMeeting(pot, asker.id),
    round: "communities-2026-27", area: "highland", pot, together: await doneTogether(pot, application.id), panelist: (await db().selectFrom("person").select("id").where("email", "=", "assessor.one@lade.example").executeTakeFirstOrThrow()).id, application: application.id, draft: draft.id, organisation: application.organisation_id, document, file, filesQuestion: filesQuestions(form.definition as unknown as FormDefinition)[0]!.id,
    section: (form.definition as { sections: { id: string }[] }).sections[0]!.id,
    question: (form.definition as unknown as { sections: { questions: { id: string }[] }[] }).sections[0]!.questions[0]!.id,
    award: { id: award.id, reference: award.reference }, decided: award.application_id!, grantReturn: award.grant_return, sentReturn: sent.id, person: member.id, message: message.id, observation: observation.id,
  };
}

/** As if something had been done with several applications, of which this is one. */
async function doneTogether(pot_id: string, application_id: string): Promise<string> {
  const [run, { id }] = [crypto.randomUUID(), await db().selectFrom("person").select("id").where("email", "=", "administrator.highland@lade.example").executeTakeFirstOrThrow()];
  await db().insertInto("bulk_action").values({ id: run, pot_id, kind: "remind", asked_by: id }).execute();
  await db().insertInto("bulk_action_line").values({ action_id: run, application_id, position: 0, outcome: "remind", done: true }).execute();
  return run;
}

/** A meeting that was opened and closed, with the snapshot that freezes it. */
async function closedMeeting(pot: string, personId: string): Promise<string> {
  const chair = contextFor(db(), await actorOf(db(), personId));
  await openMeeting(chair, pot, { quorum: 1, present: [] });
  return closeMeeting(chair, pot);
}

const openDispute = () =>
  db().selectFrom("remark").select(["id", "member_body_id"]).where("kind", "=", "dispute").where(({ not, exists, selectFrom }) => not(exists(selectFrom("remark_answer as a").select("a.id").whereRef("a.remark_id", "=", "remark.id")))).executeTakeFirstOrThrow();

async function makePersonas(): Promise<void> {
  const { fund_id, area_code } = await db().selectFrom("pot as p").innerJoin("round as r", "r.id", "p.round_id").where("p.id", "=", world.pot).select(["r.fund_id", "p.area_code"]).executeTakeFirstOrThrow();
  const awarded = await db().selectFrom("award").where("id", "=", world.award.id).select("area_code").executeTakeFirstOrThrow();
  const group = await a.organisation(db());
  const here = [area_code, awarded.area_code];
  const inArea = (role: "administrator" | "assessor" | "chair" | "finance", areas: string[]) => areas.map((code) => ({ role, fund_id, area_code: code }));
  const roles: Record<Exclude<Persona, "member">, Parameters<typeof an.actor>[1]> = {
    stranger: [{ role: "owner", organisation_id: group.id }],
    administrator: inArea("administrator", here),
    neighbour: inArea("administrator", ["S12000042"]),
    assessor: inArea("assessor", here),
    outsider: inArea("assessor", ["S12000042"]),
    chair: inArea("chair", here),
    finance: inArea("finance", here),
    official: [{ role: "official" }],
    publisher: [{ role: "publisher" }],
    partner: [{ role: "partner", member_body_id: (await openDispute()).member_body_id }],
    service: [{ role: "service-administrator" }],
  };
  for (const [persona, held] of Object.entries(roles) as [Exclude<Persona, "member">, Parameters<typeof an.actor>[1]][]) {
    const actor = await an.actor(db(), held);
    tokens.set(persona, await site.signIn(actor.id));
    if (persona !== "stranger") halfway.set(persona, await site.signIn(actor.id, { secondFactor: false }));
    if (persona === "assessor") {
      await db().insertInto("interest").values({ id: crypto.randomUUID(), application_id: world.application, person_id: actor.id, has_interest: false }).execute();
      await db().insertInto("assignment").values({ id: crypto.randomUUID(), application_id: world.application, person_id: actor.id, assigned_by: actor.id }).execute();
    }
  }
}

const entries = Object.entries(table);
const withData = (path: string, id: string) => `${path}${path.includes("?") ? "&" : "?"}_data=${encodeURIComponent(id)}`;
const letIn = (status: number, location: string | undefined) => status === 200 || (status === 302 && !/sign-in|second-factor\?/.test(location ?? ""));

describe("the table and the site name the same addresses", () => {
  it("nothing is served that nobody thought about", () => {
    const served = Object.values(build.routes).map((route) => route!.id).filter((id) => id !== "root" && id !== "routes/public/not-found");
    expect(served.sort()).toEqual(Object.keys(table).sort());
  });
  it("a file that no address serves is not left lying about", () => {
    const ids = Object.values(build.routes).map((route) => route!.id);
    for (const room of ["public", "account", "apply", "manage", "panel", "national", "partnership", "admin", "demonstration", "api"])
      for (const file of readdirSync(`${root}app/routes/${room}`))
        if (/\.tsx$/.test(file)) expect(ids).toContain(`routes/${room}/${file.replace(/\.tsx$/, "")}`);
    expect(existsSync(`${root}app/routes/public/home.tsx`)).toBe(true);
  });
  it("what the cache may keep is exactly what is public", () => {
    for (const [id, entry] of entries) expect(isPublicPath(new URL(entry.at(world), "http://x").pathname), id).toBe(id.startsWith("routes/public/"));
  });
});

describe.each(entries)("%s", (id, entry) => {
  const allowed = (list: Entry["reads"] | undefined, persona: Persona) => list === "open" || (list?.includes(persona) ?? false);

  it("is read by those it is for and by nobody else, as a page and as data", async () => {
    const path = entry.at(world);
    const route = build.routes[id]!;
    for (const address of [path, ...(route.module.default && route.module.loader ? [withData(path, id)] : [])]) {
      const visitor = await site.ask(address);
      if (entry.reads === "open") expect(visitor.status, `visitor ${address}`).toBe(id === "routes/account/link" ? 410 : visitor.status < 400 ? visitor.status : 200);
      else if (entry.data) expect([visitor.status, visitor.text], `visitor ${address}`).toEqual([401, '{"signIn":true}']);
      else expectSentTo(visitor, "/account/sign-in", `visitor ${address}`);
      for (const persona of personas) {
        const answer = await site.ask(address, { token: tokens.get(persona)! });
        const what = `${persona} ${address}`;
        if (allowed(entry.reads, persona)) expect(id === "routes/account/link" || letIn(answer.status, answer.headers.location ?? answer.headers["x-remix-redirect"]) || answer.status === 204, `${what}: ${answer.status}`).toBe(true);
        else expect(refusals(entry, persona), `${what}: ${answer.status}`).toContain(answer.status);
      }
    }
  });

  it("lets nobody change anything who may not", async () => {
    const path = entry.at(world);
    if (!entry.changes) {
      for (const persona of ["member", "administrator", "official"] as const) expect((await site.ask(path, { token: tokens.get(persona)!, form: {} })).status).toBe(405);
      return;
    }
    if (entry.changes === "open") return;
    const visitor = await site.ask(path, { form: {} });
    if (entry.data) expect([visitor.status, visitor.text]).toEqual([401, '{"signIn":true}']);
    else expectSentTo(visitor, "/account/sign-in", "visitor");
    for (const persona of personas) {
      if (allowed(entry.changes, persona)) continue;
      const answer = await site.ask(path, { token: tokens.get(persona)!, form: {} });
      expect([403, 404], `${persona} ${path}: ${answer.status}`).toContain(answer.status);
    }
  });

  if (entry.staff)
    it("does not open to a password alone", async () => {
      for (const [persona, token] of halfway) {
        if (!allowed(entry.reads, persona)) continue;
        if (entry.data) {
          const answers = [await site.ask(entry.at(world), { token }), await site.ask(entry.at(world), { token, form: {} })];
          expect(answers.map(({ status, text }) => [status, text]), `${persona} without the second step`).toEqual([[401, '{"signIn":true}'], [401, '{"signIn":true}']]);
          continue;
        }
        expectSentTo(await site.ask(entry.at(world), { token }), "/account/second-factor", `${persona} without the second step`);
        if (allowed(entry.changes, persona)) expectSentTo(await site.ask(entry.at(world), { token, form: {} }), "/account/second-factor", `${persona} posting without the second step`);
      }
    });
});

/**
 * A group's people have no staff role at all: staff pages may tell them so. Whoever works in the place knows that the thing is there.
 * To everyone else it is as if it were not.
 */
function refusals(entry: Entry, persona: Persona): number[] {
  if (entry.staff && (persona === "member" || persona === "stranger")) return [403, 404];
  if (["administrator", "assessor", "chair", "finance"].includes(persona)) return [403, 404];
  return [entry.else ?? 404];
}

function expectSentTo(answer: { status: number; headers: Record<string, string> }, path: string, what: string): void {
  // Asked for as data, Remix answers a redirect with 204 and a header.
  expect([302, 204], what).toContain(answer.status);
  expect(answer.headers.location ?? answer.headers["x-remix-redirect"], what).toMatch(new RegExp(`^${path}`));
}

it("someone who may change a thing gets as far as its form", async () => {
  for (const [id, entry] of entries) {
    if (!entry.changes || entry.changes === "open") continue;
    // One button without a field does what it says at once; the journeys press it.
    // A sheet that saves itself names whose page it is: without that it is refused (tests/wall/anonymous).
    if (["routes/manage/release", "routes/account/sign-out", "routes/panel/scores"].includes(id)) continue;
    const persona = entry.changes[0]!;
    const answer = await site.ask(entry.at(world), { token: tokens.get(persona)!, form: { intent: "" } });
    // 404: an empty form names no button of the page.
    expect([200, 302, 400, 404, 409, 422], `${persona} ${id}: ${answer.status}`).toContain(answer.status);
  }
});
