/** Who sits on a panel: how they come to it and leave it, how far they are, who is reminded and who takes over. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signInByLink, sendSignInLink } from "#app/domain/accounts/byLink.server.ts";
import { assign, declare, replaceReader } from "#app/domain/assessment/change.server.ts";
import { changeSeat, inviteToPanel, needDeclaration, planReading, removeFromPanel, seatOf } from "#app/domain/assessment/panel-change.server.ts";
import { owesSomething, readingPlanSchema, reminder } from "#app/domain/assessment/panel.ts";
import { countPanelWork, listPanel, listReading, remind, remindAll } from "#app/domain/assessment/progress.server.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { getStanding, listAssignable } from "#app/domain/assessment/read.server.ts";
import { closeScoring } from "#app/domain/assessment/scores-closing.server.ts";
import { sendScores } from "#app/domain/assessment/scores.server.ts";
import { Conflict, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf, an } from "#tests/support/factories.ts";
import { assessmentWorld, caught, joined, sentApplication } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const noInterest = { has_interest: false, explanation: "" };
const someone = () => ({ name: "Nell Thistledown", email: `nell-${newId()}@panel.example`, seat: "lived-experience" as const });
const audited = (ids: string[]) => test.db.selectFrom("audit_event").select(["action", "detail"]).where("subject_id", "in", ids).execute();

describe("an invitation", () => {
  it("gives somebody without an account a seat and an account that only their mailbox opens", async () => {
    const { pot, administrator, place, as } = await assessmentWorld(test);
    const input = someone();
    const id = await inviteToPanel(as(administrator), pot.id, input);
    const person = await test.db.selectFrom("person").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    expect(person).toMatchObject({ email: input.email, email_confirmed_at: null });
    expect(await test.db.selectFrom("person_password").select("person_id").where("person_id", "=", id).execute()).toEqual([]);
    expect((await actorOf(test.db, id)).roles).toMatchObject([{ role: "assessor", ...place }]);
    expect(await seatOf({ db: test.db as never }, pot.id, id)).toBe("lived-experience");
    await sendSignInLink(as(administrator), { email: input.email, next: "" });
    const { body } = await test.db.selectFrom("message").select("body").where("to_email", "=", input.email).where("template", "=", "account.sign-in").executeTakeFirstOrThrow();
    const opened = await signInByLink(as(administrator), { token: /\/account\/link\/([\w-]+)/.exec(body)![1]!, shared_computer: false }, { client: "test", device: "test" });
    expect(opened.person_id).toBe(id);
  });

  it("tells nobody which seat it is: not the e-mail, not the audit", async () => {
    const { pot, administrator, as } = await assessmentWorld(test);
    const input = someone();
    const id = await inviteToPanel(as(administrator), pot.id, input);
    await changeSeat(as(administrator), pot.id, id, "adviser");
    await changeSeat(as(administrator), pot.id, id, "lived-experience");
    const mail = await test.db.selectFrom("message").select(["subject", "body"]).where("to_email", "=", input.email).execute();
    expect(mail).toHaveLength(1);
    expect(JSON.stringify([mail, await audited([pot.id, id])])).not.toMatch(/lived|experience|adviser/i);
  });

  it("falls to nobody who opened an account with another's address, nor to an account that is switched off", async () => {
    const { pot, administrator, as } = await assessmentWorld(test);
    const squatted = await a.person(test.db, { email: `squat-${newId()}@panel.example`, email_confirmed_at: null });
    await test.db.insertInto("person_password").values({ person_id: squatted.id, hash: "x" }).execute();
    const off = await a.person(test.db, { email: `off-${newId()}@panel.example`, disabled_at: new Date() });
    for (const { id, email } of [squatted, off]) {
      expect(await caught(inviteToPanel(as(administrator), pot.id, { ...someone(), email }))).toBeInstanceOf(Invalid);
      expect((await actorOf(test.db, id)).roles).toEqual([]);
    }
  });

  it("is the administrator's of this fund and area, for others than themselves, and once", async () => {
    const { pot, administrator, ann, chair, as } = await assessmentWorld(test);
    for (const actor of [ann, chair]) expect(await caught(inviteToPanel(as(actor), pot.id, someone()))).toBeInstanceOf(NotAllowed);
    const stranger = await an.actor(test.db);
    expect(await caught(inviteToPanel(as(stranger), pot.id, someone()))).toBeInstanceOf(NotFound);
    expect(await caught(inviteToPanel(as(administrator), pot.id, { ...someone(), email: administrator.email, seat: "chair" }))).toBeInstanceOf(Invalid);
    const input = someone();
    await inviteToPanel(as(administrator), pot.id, input);
    expect(((await caught(inviteToPanel(as(administrator), pot.id, input))) as Invalid).fields.email).toContain("already");
    expect((await actorOf(test.db, administrator.id)).roles.map(({ role }) => role)).toEqual(["administrator"]);
  });
});

describe("leaving the panel", () => {
  it("ends the role that came with the seat and what was left to read; scores that were sent stay and count", async () => {
    const { pot, administrator, application, as, sheet } = await assessmentWorld(test);
    const id = await inviteToPanel(as(administrator), pot.id, someone());
    const member = await actorOf(test.db, id);
    const other = await sentApplication(test, pot.id);
    for (const one of [application, other]) {
      await assign(as(administrator), one.id, id);
      await declare(as(member), one.id, noInterest);
    }
    await sendScores(as(member), application.id, sheet(0, [5, 10]));
    expect(await removeFromPanel(as(administrator), pot.id, id)).toBe(1);
    const after = await actorOf(test.db, id);
    expect(after.roles).toEqual([]);
    expect(may.read(after, await getStanding(test.db, other.id, id)).allowed).toBe(false);
    expect(await test.db.selectFrom("score_sheet").select("status").where("person_id", "=", id).execute()).toEqual([{ status: "sent" }]);
    expect((await listPanel(test.db, pot.id, administrator.id)).map(({ person_id }) => person_id)).not.toContain(id);
    expect(await caught(removeFromPanel(as(administrator), pot.id, id))).toBeInstanceOf(NotFound);
  });

  it("leaves a role that was there before, and its holder off this panel alone", async () => {
    const { pot, administrator, ann, application, as } = await assessmentWorld(test);
    const next = await a.pot(test.db, { round_id: (await a.round(test.db, { fund_id: ann.roles[0]!.fund_id! })).id, area_code: pot.area_code });
    await removeFromPanel(as(administrator), pot.id, ann.id);
    expect((await actorOf(test.db, ann.id)).roles).toHaveLength(1);
    expect((await listAssignable(test.db, application.id)).map(({ id }) => id)).not.toContain(ann.id);
    expect(await caught(assign(as(administrator), application.id, ann.id))).toBeInstanceOf(Invalid);
    expect((await listPanel(test.db, next.id, administrator.id)).map(({ person_id }) => person_id)).toContain(ann.id);
    await inviteToPanel(as(administrator), pot.id, { name: ann.name, email: ann.email, seat: "assessor" });
    expect((await listAssignable(test.db, application.id)).map(({ id }) => id)).toContain(ann.id);
  });

  it("ends a role that two seats share only with the second of them", async () => {
    const { pot, administrator, place, as } = await assessmentWorld(test);
    const next = await a.pot(test.db, { round_id: (await a.round(test.db, { fund_id: place.fund_id })).id, area_code: pot.area_code });
    const input = someone();
    const id = await inviteToPanel(as(administrator), pot.id, input);
    await inviteToPanel(as(administrator), next.id, input);
    await removeFromPanel(as(administrator), pot.id, id);
    expect((await actorOf(test.db, id)).roles).toHaveLength(1);
    await removeFromPanel(as(administrator), next.id, id);
    expect((await actorOf(test.db, id)).roles).toEqual([]);
  });
});

describe("progress", () => {
  it("says of each how far they are, and to an administrator with an interest nothing of that application", async () => {
    const { pot, administrator, ann, bob, application, as, sheet } = await assessmentWorld(test);
    const other = await sentApplication(test, pot.id);
    for (const one of [application, other]) await assign(as(administrator), one.id, ann.id);
    await declare(as(ann), application.id, noInterest);
    await sendScores(as(ann), application.id, sheet(0, [5, 10]));
    const of = async (viewer: string) => (await listPanel(test.db, pot.id, viewer)).find(({ person_id }) => person_id === ann.id);
    expect(await of(administrator.id)).toMatchObject({ asked: 2, to_declare: 1, begun: 0, sent: 1, seat: "assessor" });
    expect((await of(administrator.id))?.last_seen).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect((await listPanel(test.db, pot.id, administrator.id)).find(({ person_id }) => person_id === bob.id)).toMatchObject({ asked: 0, last_seen: null });
    await joined(test, administrator, application.organisation_id);
    expect(await of(administrator.id)).toMatchObject({ asked: 1, sent: 0 });
    expect((await listReading(test.db, pot.id, ann.id, administrator.id)).map(({ application_id }) => application_id)).toEqual([other.id]);
    // Nor how busy anybody is with it.
    await test.db.insertInto("assignment").values({ id: newId(), application_id: application.id, person_id: bob.id, assigned_by: ann.id }).execute();
    expect((await listReading(test.db, pot.id, ann.id, administrator.id))[0]?.choices.find(({ id }) => id === bob.id)).toMatchObject({ holds: 0 });
    expect((await listAssignable(test.db, other.id, administrator.id)).find(({ id }) => id === bob.id)).toMatchObject({ holds: 0 });
  });

  it("counts for the desk who has to declare and who can't assess", async () => {
    const { pot, administrator, ann, as } = await assessmentWorld(test);
    const application = await sentApplication(test, pot.id);
    await assign(as(administrator), application.id, ann.id);
    await declare(as(ann), application.id, noInterest);
    await test.db.insertInto("score_sheet").values({ id: newId(), application_id: application.id, person_id: ann.id, status: "cannot", cannot_reason: "I don't know the field" }).execute();
    expect(await countPanelWork(test.db, [pot.id], administrator.id)).toEqual([{ pot_id: pot.id, to_declare: 0, to_replace: 1 }]);
    await needDeclaration(as(administrator), pot.id);
    expect(await countPanelWork(test.db, [pot.id], administrator.id)).toMatchObject([{ to_declare: 3 }]);
    await joined(test, administrator, application.organisation_id);
    expect(await countPanelWork(test.db, [pot.id], administrator.id)).toMatchObject([{ to_replace: 0 }]);
  });
});

describe("a reminder", () => {
  it("goes to who owes something, once a day, from whichever panel, and names no application", async () => {
    const { pot, administrator, ann, bob, application, as } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    await remind(as(administrator), pot.id, ann.id);
    expect(await caught(remind(as(administrator), pot.id, ann.id))).toBeInstanceOf(WrongState);
    expect(await caught(remind(as(administrator), pot.id, bob.id))).toBeInstanceOf(WrongState);
    expect(await remindAll(as(administrator), pot.id)).toBe(0);
    await assign(as(administrator), application.id, bob.id);
    expect(await remindAll(as(administrator), pot.id)).toBe(1);
    const mail = await test.db.selectFrom("message").select(["subject", "body"]).where("template", "=", "panel-reminder").where("to_person_id", "in", [ann.id, bob.id]).execute();
    expect(mail).toHaveLength(2);
    for (const secret of [application.reference, application.title!, application.id]) expect(JSON.stringify(mail)).not.toContain(secret);
  });

  it("goes to nobody for scores that can't be sent any more: scoring is closed, or they joined the group and read it no longer", async () => {
    const { pot, administrator, ann, bob, chair, application, as } = await assessmentWorld(test);
    for (const person of [ann, bob]) await assign(as(administrator), application.id, person.id);
    await joined(test, ann, application.organisation_id);
    expect(await test.db.selectFrom("assignment").select(["person_id", "ended_reason"]).where("application_id", "=", application.id).where("ended_at", "is not", null).execute()).toEqual([{ person_id: ann.id, ended_reason: "Belongs to the group now" }]);
    expect(await test.db.selectFrom("application_work").select("readers").where("application_id", "=", application.id).executeTakeFirstOrThrow()).toEqual({ readers: 1 });
    await closeScoring(as(chair), pot.id);
    expect(await remindAll(as(administrator), pot.id)).toBe(0);
    for (const person of [ann, bob]) expect(await caught(remind(as(administrator), pot.id, person.id))).toBeInstanceOf(WrongState);
  });

  it("sent twice at once is one e-mail", async () => {
    const { pot, administrator, ann, application, as } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    const results = await Promise.all([1, 2, 3].map(() => caught(remind(as(administrator), pot.id, ann.id))));
    expect(results.filter((result) => result === undefined)).toHaveLength(1);
    expect(await test.db.selectFrom("message").select("id").where("template", "=", "panel-reminder").where("to_person_id", "=", ann.id).execute()).toHaveLength(1);
  });

  it("says what is owed in words, and nothing to who owes nothing", () => {
    const nothing = { asked: 3, to_declare: 0, begun: 0, sent: 2, cannot: 1, owes_round: false, scoring_closed: false };
    expect(owesSomething(nothing)).toBe(false);
    expect(owesSomething({ ...nothing, owes_round: true })).toBe(true);
    expect([owesSomething({ ...nothing, cannot: 0 }), owesSomething({ ...nothing, cannot: 0, scoring_closed: true })]).toEqual([true, false]);
    expect(reminder("Ann", "A round, Fife", { ...nothing, cannot: 0, owes_round: true, scoring_closed: true }, "5pm")).not.toMatch(/scores/i);
    expect(reminder("Ann", "A round, Fife", { ...nothing, cannot: 0, to_declare: 1 }, null)).toContain("1 application of the 3 that you were asked to assess waits for your scores. For it you still have to say");
  });
});

describe("replacing a reader", () => {
  it("ends one and asks the other at once, or does neither", async () => {
    const { administrator, ann, bob, chair, application, as } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    const reading = async () => (await test.db.selectFrom("assignment").select("person_id").where("application_id", "=", application.id).where("ended_at", "is", null).execute()).map(({ person_id }) => person_id);
    await joined(test, bob, application.organisation_id);
    expect(await caught(replaceReader(as(administrator), application.id, ann.id, bob.id))).toBeInstanceOf(Invalid);
    expect(await reading()).toEqual([ann.id]);
    await replaceReader(as(administrator), application.id, ann.id, chair.id);
    expect(await reading()).toEqual([chair.id]);
    expect(await caught(replaceReader(as(administrator), application.id, ann.id, ann.id))).toBeInstanceOf(WrongState);
  });

  it("leaves who has sent their scores", async () => {
    const { administrator, ann, bob, application, as, sheet } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    await declare(as(ann), application.id, noInterest);
    await sendScores(as(ann), application.id, sheet(0, [1, 1]));
    expect(await caught(replaceReader(as(administrator), application.id, ann.id, bob.id))).toBeInstanceOf(WrongState);
    expect(await caught(replaceReader(as(ann), application.id, ann.id, bob.id))).toBeInstanceOf(NotAllowed);
  });
});

describe("what the panel is asked for", () => {
  it("names a time to come, never more readers with lived experience than readers, and overwrites no colleague's change", async () => {
    const { pot, administrator, chair, as } = await assessmentWorld(test);
    const version = async () => (await test.db.selectFrom("pot").select("version").where("id", "=", pot.id).executeTakeFirstOrThrow()).version;
    const plan = { version: await version(), scoring_closes_at: new Date(Date.now() + 86_400_000), lived_experience_readers: 1 };
    await planReading(as(administrator), pot.id, plan);
    expect(await test.db.selectFrom("pot").select(["scoring_closes_at", "lived_experience_readers"]).where("id", "=", pot.id).executeTakeFirstOrThrow()).toEqual({ scoring_closes_at: plan.scoring_closes_at, lived_experience_readers: 1 });
    expect(await caught(planReading(as(administrator), pot.id, plan))).toBeInstanceOf(Conflict);
    expect(await caught(planReading(as(administrator), pot.id, { ...plan, version: await version(), lived_experience_readers: 3 }))).toMatchObject({ fields: { lived_experience_readers: expect.stringContaining("2 readers") } });
    expect(await caught(planReading(as(administrator), pot.id, { ...plan, version: await version(), scoring_closes_at: new Date(Date.now() - 1000) }))).toMatchObject({ fields: { scoring_closes_on: expect.stringContaining("has passed") } });
    expect(await caught(planReading(as(chair), pot.id, { ...plan, version: await version() }))).toBeInstanceOf(NotAllowed);
  });
  it("refuses a time of day that the clocks skip, beside the day", () => {
    const typed = { version: "1", scoring_closes_time: "01:30", lived_experience_readers: "0" };
    expect(readingPlanSchema.safeParse({ ...typed, scoring_closes_on: "2027-03-28" }).error?.issues[0]?.path).toEqual(["scoring_closes_on"]);
    expect(readingPlanSchema.parse({ ...typed, scoring_closes_on: "" }).scoring_closes_at).toBeNull();
  });
});
