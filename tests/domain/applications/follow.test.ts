import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerRequest, askForChange, differences, findOpenRequest, takeBackRequest } from "#app/domain/applications/change-request.server.ts";
import { endRole, inviteToOrganisation } from "#app/domain/accounts/roles.server.ts";
import { confirmEntered, enterForGroup, findEntered, inviteAgain } from "#app/domain/applications/on-behalf.server.ts";
import { enterSchema } from "#app/domain/applications/on-behalf.ts";
import { getApplication, getSubmission, listSubmissions } from "#app/domain/applications/read.server.ts";
import { listPossibleSigners } from "#app/domain/applications/sign-off.server.ts";
import { saveSection } from "#app/domain/applications/save.server.ts";
import { startApplication } from "#app/domain/applications/start.server.ts";
import { submit } from "#app/domain/applications/submit.server.ts";
import { countUnread, listThread, markRead, say } from "#app/domain/applications/thread.server.ts";
import { may as mayKeep } from "#app/domain/files/policy.ts";
import { Conflict, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import type { OrganisationInput } from "#app/domain/organisations/model.ts";
import { getOrganisation } from "#app/domain/organisations/read.server.ts";
import { readDesk } from "#app/domain/desk/read.server.ts";
import { checks } from "#app/verify.server.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { draft, whole, world } from "./support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** A sent application, its group's owner and editor, and the administrator, an assessor and the chair of its place. */
async function sentApplication() {
  const { db } = database;
  const there = await world(db);
  const { fund_id, area_code } = await db.selectFrom("pot").innerJoin("round", "round.id", "pot.round_id").select(["round.fund_id", "pot.area_code"]).where("pot.id", "=", there.pot.id).executeTakeFirstOrThrow();
  const id = await draft(db, there);
  await submit(contextFor(db, there.owner), id);
  const of = (role: "administrator" | "assessor" | "chair") => an.actor(db, [{ role, fund_id, area_code }]);
  return { db, id, owner: there.owner, organisation: there.organisation, administrator: await of("administrator"), assessor: await of("assessor"), chair: await of("chair") };
}
const request = { question_ids: ["title"], message: "Please give it a name that says what happens.", wanted_by: null };

describe("the thread between a group and its fund", () => {
  test("each side reads what the other wrote and is told once by e-mail, without the words: nothing private travels by mail", async () => {
    const { db, id, owner, administrator } = await sentApplication();
    await say(contextFor(db, owner), id, "group", { text: "Our treasurer has left. <b>What now?</b>" });
    expect(await countUnread(db, id, "fund")).toBe(1);
    expect(await countUnread(db, id, "group")).toBe(0);
    await say(contextFor(db, administrator), id, "fund", { text: "Tell us who took over." });
    expect(await countUnread(db, id, "fund")).toBe(0);
    expect(await countUnread(db, id, "group")).toBe(1);
    await markRead(contextFor(db, owner), id, "group");
    expect(await countUnread(db, id, "group")).toBe(0);
    expect((await listThread(db, id)).map(({ side, text }) => [side, text])).toEqual([["group", "Our treasurer has left. <b>What now?</b>"], ["fund", "Tell us who took over."]]);
    const mails = await db.selectFrom("message").select(["to_email", "body"]).where("template", "=", "application.message").where("body", "like", `%${id}%`).execute();
    expect(mails.map(({ to_email }) => to_email).sort()).toEqual([owner.email, administrator.email].sort());
    for (const { body } of mails) expect(body).not.toMatch(/treasurer|took over/);
  });

  test("an assessor, another group and somebody with an interest neither write nor learn of the thread", async () => {
    const { db, id, assessor, administrator, organisation } = await sentApplication();
    const stranger = await an.actor(db, [{ role: "owner", organisation_id: (await a.organisation(db)).id }]);
    await expect(say(contextFor(db, assessor), id, "fund", { text: "x" })).rejects.toThrow(NotAllowed);
    await expect(say(contextFor(db, stranger), id, "group", { text: "x" })).rejects.toThrow(NotFound);
    await a.role(db, { person_id: administrator.id, role: "viewer", organisation_id: organisation.id });
    await expect(say(contextFor(db, administrator), id, "fund", { text: "x" })).rejects.toThrow(NotAllowed);
    expect(await listThread(db, id)).toEqual([]);
  });
});

describe("a change that the fund asks for", () => {
  test("the named answer is sent anew as a copy beside the first, and both sides see what was changed", async () => {
    const { db, id, owner, administrator } = await sentApplication();
    const before = await getSubmission(db, id);
    await askForChange(contextFor(db, administrator), id, request);
    const asked = (await findOpenRequest(db, id))!;
    await answerRequest(contextFor(db, owner), id, asked.id, { seen_number: 1, answers: { title: "A walk every Tuesday" } });
    const after = await getSubmission(db, id);
    expect(after.number).toBe(2);
    expect(after.answers).toEqual({ ...before.answers, title: "A walk every Tuesday" });
    expect(after.organisation).toEqual(before.organisation);
    const first = (await listSubmissions(db, id)).find(({ number }) => number === 1)!;
    expect(first.sha256).toBe(before.sha256);
    expect(after.sha256).not.toBe(before.sha256);
    expect(await differences(db, id, 1, 2, {})).toEqual([{ question: "title", title: expect.any(String), before: whole["title"], after: "A walk every Tuesday" }]);
    expect((await db.selectFrom("application").select(["title", "status"]).where("id", "=", id).executeTakeFirstOrThrow())).toEqual({ title: "A walk every Tuesday", status: "submitted" });
    expect(await findOpenRequest(db, id)).toBeUndefined();
  });

  test("answers that were not named stay as they were sent, whatever the form brings", async () => {
    const { db, id, owner, administrator } = await sentApplication();
    const before = await getSubmission(db, id);
    await askForChange(contextFor(db, administrator), id, request);
    const asked = (await findOpenRequest(db, id))!;
    await answerRequest(contextFor(db, owner), id, asked.id, { seen_number: 1, answers: { title: "Another name", asked: 99_999_99 } });
    expect((await getSubmission(db, id)).answers["asked"]).toEqual(before.answers["asked"]);
  });

  test("an emptied answer is refused beside its field and nothing is sent", async () => {
    const { db, id, owner, administrator } = await sentApplication();
    await askForChange(contextFor(db, administrator), id, request);
    const asked = (await findOpenRequest(db, id))!;
    const refusal = await answerRequest(contextFor(db, owner), id, asked.id, { seen_number: 1, answers: { title: null } }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Invalid);
    expect(Object.keys((refusal as Invalid).fields)).toEqual(["title"]);
    expect((await getSubmission(db, id)).number).toBe(1);
  });

  test("twenty presses send one copy; a page that is older than the copy that counts is refused", async () => {
    const { db, id, owner, administrator } = await sentApplication();
    await askForChange(contextFor(db, administrator), id, request);
    const asked = (await findOpenRequest(db, id))!;
    const answer = () => answerRequest(contextFor(db, owner), id, asked.id, { seen_number: 1, answers: { title: "Once" } });
    const results = await Promise.allSettled(Array.from({ length: 20 }, answer));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) if (result.status === "rejected") expect(result.reason).toBeInstanceOf(WrongState);
    await askForChange(contextFor(db, administrator), id, request);
    const again = (await findOpenRequest(db, id))!;
    await expect(answerRequest(contextFor(db, owner), id, again.id, { seen_number: 1, answers: { title: "Old page" } })).rejects.toThrow(Conflict);
    expect(await listSubmissions(db, id)).toHaveLength(2);
  });

  test("nothing is sent after the request was taken back or the application decided; a second copy without a request is refused by the database", async () => {
    const { db, id, owner, administrator } = await sentApplication();
    await askForChange(contextFor(db, administrator), id, request);
    await expect(askForChange(contextFor(db, administrator), id, request)).rejects.toThrow(WrongState);
    const asked = (await findOpenRequest(db, id))!;
    await takeBackRequest(contextFor(db, administrator), id, asked.id);
    await expect(answerRequest(contextFor(db, owner), id, asked.id, { seen_number: 1, answers: { title: "Late" } })).rejects.toThrow(WrongState);
    const copy = await db.selectFrom("submission").selectAll().where("application_id", "=", id).executeTakeFirstOrThrow();
    const forged = { ...copy, id: crypto.randomUUID(), number: 2, answers: JSON.stringify(copy.answers), organisation: JSON.stringify(copy.organisation), files: JSON.stringify(copy.files) };
    await expect(db.insertInto("submission").values(forged).execute()).rejects.toThrow(/sent again only after/);
    await askForChange(contextFor(db, administrator), id, request);
    const open = (await findOpenRequest(db, id))!;
    await db.updateTable("application").set({ status: "decided" }).where("id", "=", id).execute();
    await expect(answerRequest(contextFor(db, owner), id, open.id, { seen_number: 1, answers: { title: "Late" } })).rejects.toThrow(WrongState);
  });

  test("only the administrator asks, and only for answers that the application has", async () => {
    const { db, id, administrator, assessor, chair, owner } = await sentApplication();
    for (const person of [assessor, chair]) await expect(askForChange(contextFor(db, person), id, request)).rejects.toThrow(NotAllowed);
    await expect(askForChange(contextFor(db, owner), id, request)).rejects.toThrow(NotFound);
    await expect(askForChange(contextFor(db, administrator), id, { ...request, question_ids: ["asked", "no-such-question"] })).rejects.toThrow(Invalid);
    expect(await findOpenRequest(db, id)).toBeUndefined();
  });
});

/** What `lade verify` finds about the hashes of what was sent. */
async function brokenHashes(db: TestDatabase["db"], reference: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of ["Each submission is what was sent", "Each submission's hash stands in the audit"])
    found.push(...(await checks.find((check) => check.name === name)!.find(db, "", undefined as never)).filter((finding) => finding.includes(reference)));
  return found;
}

describe("what waits on a desk", () => {
  test("a message and a change that is asked for wait for the other side until it has read and answered", async () => {
    const { db, id, owner, administrator, assessor } = await sentApplication();
    await say(contextFor(db, owner), id, "group", { text: "A question" });
    await askForChange(contextFor(db, administrator), id, request);
    await say(contextFor(db, administrator), id, "fund", { text: "An answer" });
    await say(contextFor(db, owner), id, "group", { text: "Another" });
    expect((await readDesk(db, administrator)).unread).toEqual([expect.objectContaining({ id, unread: 1 })]);
    expect((await readDesk(db, assessor)).unread).toEqual([]);
    expect((await readDesk(db, owner)).follows).toEqual([expect.objectContaining({ id, unread: 0, to_confirm: false, request_id: expect.any(String) })]);
    const asked = (await findOpenRequest(db, id))!;
    await answerRequest(contextFor(db, owner), id, asked.id, { seen_number: 1, answers: { title: "A walk every Tuesday" } });
    await markRead(contextFor(db, administrator), id, "fund");
    expect([(await readDesk(db, administrator)).unread, (await readDesk(db, owner)).follows]).toEqual([[], []]);
    const { reference } = await db.selectFrom("application").select("reference").where("id", "=", id).executeTakeFirstOrThrow();
    expect(await brokenHashes(db, reference)).toEqual([]);
  });
});

describe("an application that came on paper", () => {
  const group: OrganisationInput = {
    name: "The Paper Walkers", legal_form: "", charity_number: null, company_number: null, area_code: "", address: "", postcode: "", telephone: "", website: "", purpose: "",
    annual_income_pence: null, founded_year: null, host_name: "", host_charity_number: null, host_contact_name: "", host_contact_email: "",
  };
  const arrived = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const at = (arrived_at: Date) => ({ how: "paper" as const, arrived_at, contact_email: "walker@group.example", about_pence: null });

  async function onPaper(closes: number) {
    const { db } = database;
    const there = await world(db, { opens_at: arrived(-10_000), closes_at: arrived(closes) });
    const place = await db.selectFrom("pot").innerJoin("round", "round.id", "pot.round_id").select(["round.fund_id", "pot.area_code"]).where("pot.id", "=", there.pot.id).executeTakeFirstOrThrow();
    const administrator = await an.actor(db, [{ role: "administrator", ...place }]);
    const known = await db.selectFrom("organisation").select("legal_form").where("id", "=", there.organisation.id).executeTakeFirstOrThrow();
    return { db, pot: there.pot.id, administrator, place, group: { ...group, legal_form: known.legal_form, area_code: place.area_code } };
  }
  /** The person as the next request finds them, with the roles that they hold now. */
  async function again(db: TestDatabase["db"], person: PersonActor): Promise<PersonActor> {
    const roles = await db.selectFrom("role_held").select(["role", "organisation_id", "fund_id", "area_code"]).where("person_id", "=", person.id).where("ended_at", "is", null).execute();
    return { ...person, roles };
  }

  test("is entered after the closing, counts as received when it came, and is the group's own once it confirms", async () => {
    const { db, pot, administrator, group } = await onPaper(-30);
    const came = new Date(Math.floor(arrived(-60).getTime() / 1000) * 1000);
    const id = await enterForGroup(contextFor(db, administrator), pot, at(came), group);
    const helper = await again(db, administrator);
    await saveSection(contextFor(db, helper), id, Object.entries(whole).map(([question_id, value]) => ({ question_id, base_version: 0, value })));
    const receipt = await submit(contextFor(db, helper), id);
    expect(receipt.received_at).toEqual(came);
    const { organisation_id } = await db.selectFrom("application").select("organisation_id").where("id", "=", id).executeTakeFirstOrThrow();
    // Entering it is no interest: the administrator goes on to work on it.
    expect((await sql<{ closed: boolean }>`select conflicted(${id}::uuid, ${administrator.id}::uuid) as closed`.execute(db)).rows[0]!.closed).toBe(false);
    expect(await db.selectFrom("account_link").select(["email", "role"]).where("organisation_id", "=", organisation_id).execute()).toEqual([{ email: "walker@group.example", role: "owner" }]);
    await expect(confirmEntered(contextFor(db, helper), id)).rejects.toThrow(NotFound);
    const owner = await an.actor(db, [{ role: "owner", organisation_id }]);
    await confirmEntered(contextFor(db, owner), id);
    const left = await again(db, administrator);
    await expect(getApplication(contextFor(db, left), id)).rejects.toThrow(NotFound);
    await expect(getOrganisation(contextFor(db, left), organisation_id)).rejects.toThrow(NotFound);
  });

  /** Entered and sent by its helper, not confirmed. */
  async function entered() {
    const there = await onPaper(600);
    const { db, pot, administrator, group } = there;
    const id = await enterForGroup(contextFor(db, administrator), pot, { ...at(arrived(-5)), contact_email: `${administrator.id}@group.example` }, group);
    const helper = await again(db, administrator);
    const { organisation_id, reference } = await db.selectFrom("application").select(["organisation_id", "reference"]).where("id", "=", id).executeTakeFirstOrThrow();
    const write = () => saveSection(contextFor(db, helper), id, Object.entries(whole).map(([question_id, value]) => ({ question_id, base_version: 0, value })));
    return { ...there, id, helper, organisation_id, reference, write };
  }

  test("opens to its helper this application and nothing else of the group: no other application, no word in its name, nobody invited or asked to sign", async () => {
    const { db, pot, id, helper, organisation_id, write, administrator } = await entered();
    const owner = await an.actor(db, [{ role: "owner", organisation_id }]);
    const elsewhere = await world(db);
    await expect(startApplication(contextFor(db, helper), { pot_id: elsewhere.pot.id, organisation_id })).rejects.toThrow(NotFound);
    const theirs = await startApplication(contextFor(db, owner), { pot_id: elsewhere.pot.id, organisation_id });
    await expect(getApplication(contextFor(db, helper), theirs.id)).rejects.toThrow(NotFound);
    await expect(inviteToOrganisation(contextFor(db, helper), organisation_id, { email: "friend@group.example", role: "owner" })).rejects.toThrow(NotFound);
    expect((await listPossibleSigners(db, organisation_id, owner.id)).map((one) => one.id)).not.toContain(helper.id);
    await write();
    await submit(contextFor(db, helper), id);
    await expect(say(contextFor(db, helper), id, "group", { text: "As if we were them" })).rejects.toThrow(NotFound);
    await askForChange(contextFor(db, helper), id, request);
    const asked = (await findOpenRequest(db, id))!;
    await expect(answerRequest(contextFor(db, helper), id, asked.id, { seen_number: 1, answers: { title: "Ours" } })).rejects.toThrow(NotFound);
    const desk = await readDesk(db, helper);
    expect([desk.organisations, desk.applications, desk.follows, desk.toEnter]).toEqual([[], [], [], []]);
    expect((await readDesk(db, await again(db, administrator))).pots.map((one) => one.pot.id)).toEqual([pot]);
  });

  test("is typed by its helper alone until it is sent: what a group writes later does not count from when the paper came", async () => {
    const { db, id, helper, organisation_id, reference, write } = await entered();
    const owner = await an.actor(db, [{ role: "owner", organisation_id }]);
    await write();
    await expect(saveSection(contextFor(db, owner), id, [{ question_id: "title", base_version: 1, value: "Written later" }])).rejects.toThrow(NotAllowed);
    await expect(submit(contextFor(db, owner), id)).rejects.toThrow(NotAllowed);
    expect((await readDesk(db, helper)).toEnter.map((one) => one.id)).toEqual([id]);
    await submit(contextFor(db, helper), id);
    expect((await readDesk(db, owner)).follows).toEqual([expect.objectContaining({ id, to_confirm: true })]);
    expect(await brokenHashes(db, reference)).toEqual([]);
  });

  test("keeps the form that was signed: the group does not take it away, and its helper only what they added", async () => {
    const { db, helper, organisation_id } = await entered();
    const owner = await an.actor(db, [{ role: "owner", organisation_id }]);
    const signed = { organisation_id, kind: "signed-form", uploaded_by: helper.id };
    const accounts = { organisation_id, kind: "accounts", uploaded_by: owner.id };
    const removes = (actor: PersonActor, document: typeof signed) => mayKeep.remove(actor, document).allowed;
    expect([removes(owner, signed), removes(helper, signed), removes(owner, accounts), removes(helper, accounts)]).toEqual([false, true, true, false]);
    expect([mayKeep.keepSigned(helper, { organisation_id }).allowed, mayKeep.keepSigned(owner, { organisation_id }).allowed]).toEqual([true, false]);
  });

  test("needs no second person's signature here, which its group gave on paper", async () => {
    const { db, pot, id, helper, write } = await entered();
    await db.updateTable("pot").set({ sign_off: "second-person" }).where("id", "=", pot).execute();
    await write();
    expect((await submit(contextFor(db, helper), id)).first).toBe(true);
  });

  test("is confirmed by whom the fund invited last: an address with a slip in it gets nothing any more", async () => {
    const { db, id, helper, organisation_id, write } = await entered();
    await write();
    await submit(contextFor(db, helper), id);
    await inviteAgain(contextFor(db, helper), id, "right@group.example");
    const open = await db.selectFrom("account_link").select("email").where("organisation_id", "=", organisation_id).where("used_at", "is", null).execute();
    expect(open).toEqual([{ email: "right@group.example" }]);
    expect(await findEntered(db, id)).toMatchObject({ invited: "right@group.example", invitation_open: true, joined: false, confirmed_at: null });
    await an.actor(db, [{ role: "owner", organisation_id }]);
    await expect(inviteAgain(contextFor(db, helper), id, "another@group.example")).rejects.toThrow(WrongState);
    expect(enterSchema.parse({ how: "paper", arrived_on: "2026-05-01", arrived_time: "10:00", contact_email: "Ann@Group.Example", about: "" }).contact_email).toBe("ann@group.example");
  });

  test("is out of reach of an administrator who no longer looks after the place", async () => {
    const { db, id, administrator, place } = await entered();
    const { id: held } = await db.selectFrom("role_held").select("id").where("person_id", "=", administrator.id).where("role", "=", "administrator").where("area_code", "=", place.area_code).executeTakeFirstOrThrow();
    await endRole(contextFor(db, { kind: "system" }), held);
    await expect(getApplication(contextFor(db, await again(db, administrator)), id)).rejects.toThrow(NotFound);
  });

  test("that came too late, before the opening or is still to come is refused beside its day, and no group is left behind", async () => {
    const { db, pot, administrator, group } = await onPaper(-30);
    for (const when of [arrived(-10), arrived(-20_000), arrived(600)]) {
      const refusal = await enterForGroup(contextFor(db, administrator), pot, at(when), group).catch((error: unknown) => error);
      expect(Object.keys((refusal as Invalid).fields)).toEqual(["arrived_on"]);
    }
    expect(await db.selectFrom("role_held").select("id").where("person_id", "=", administrator.id).where("role", "=", "helper").execute()).toEqual([]);
  });

  test("is entered by the administrator of the place and by nobody else", async () => {
    const { db, pot, place, group } = await onPaper(600);
    for (const role of ["assessor", "chair", "finance"] as const)
      await expect(enterForGroup(contextFor(db, await an.actor(db, [{ role, ...place }])), pot, at(arrived(-5)), group)).rejects.toThrow(NotAllowed);
    await expect(enterForGroup(contextFor(db, await an.actor(db, [])), pot, at(arrived(-5)), group)).rejects.toThrow(NotFound);
  });
});
