/** What a conflict of interest must keep apart: the person from the application, everywhere, and behind our back in the database too. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assign, declare, endAssignment } from "#app/domain/assessment/change.server.ts";
import { recordChecks } from "#app/domain/assessment/checks.server.ts";
import {
  conflictedApplicationIds, findOwnSheet, getApplicationHead, isClosedTo, listAssignable, listAssignments, listAssessors, rankedApplications, scoresOf,
} from "#app/domain/assessment/read.server.ts";
import { readApplication } from "#app/domain/assessment/reading.server.ts";
import { saveScores, sendScores } from "#app/domain/assessment/scores.server.ts";
import { listApplications } from "#app/domain/assessment/list.server.ts";
import { readFilters } from "#app/domain/assessment/list.ts";
import { countPotWork, readDesk } from "#app/domain/desk/read.server.ts";
import { Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { assessmentWorld, caught, joined } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const noInterest = { has_interest: false, explanation: "" };
const interest = { has_interest: true, explanation: "My sister runs the group" };
const filters = readFilters(new URLSearchParams());

describe("assigning", () => {
  it("the first assessor moves the application into assessment, and each is told by e-mail", async () => {
    const { administrator, ann, bob, application, as } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    await assign(as(administrator), application.id, bob.id);
    const { status } = await test.db.selectFrom("application").select("status").where("id", "=", application.id).executeTakeFirstOrThrow();
    expect(status).toBe("in-assessment");
    expect((await listAssessors(test.db, application.id)).map(({ person_id }) => person_id)).toEqual([ann.id, bob.id]);
    const messages = await test.db.selectFrom("message").select("to_email").where("to_person_id", "in", [ann.id, bob.id]).execute();
    expect(messages).toHaveLength(2);
  });

  it("a member of the applying group is refused by the rule, and by the database when the rule is passed by", async () => {
    const { administrator, ann, application, as } = await assessmentWorld(test);
    await joined(test, ann, application.organisation_id);
    const refusal = await caught(assign(as(administrator), application.id, ann.id));
    expect((refusal as Invalid).fields.person_id).toContain("belongs to the group");
    const behind = await caught(
      test.db.insertInto("assignment").values({ id: newId(), application_id: application.id, person_id: ann.id, assigned_by: administrator.id }).execute(),
    );
    expect(refusedConstraint(behind)).toBe("assignment_without_interest");
  });

  it("someone who declared an interest is refused by the rule, and by the database when the rule is passed by", async () => {
    const { administrator, ann, application, as } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    await declare(as(ann), application.id, interest);
    expect(await caught(assign(as(administrator), application.id, ann.id))).toBeInstanceOf(Invalid);
    const reopened = await caught(test.db.updateTable("assignment").set({ ended_at: null }).where("application_id", "=", application.id).where("person_id", "=", ann.id).execute());
    expect(refusedConstraint(reopened)).toBe("assignment_without_interest");
    expect((await listAssignable(test.db, application.id)).find(({ id }) => id === ann.id)?.closed).toBe(true);
  });

  it("only an assessor or chair of this fund in this area can be asked, once", async () => {
    const { administrator, ann, chair, place, application, as } = await assessmentWorld(test);
    await a.area(test.db, { code: "S12000034" });
    const neighbour = await an.actor(test.db, [{ role: "assessor", fund_id: place.fund_id, area_code: "S12000034" }]);
    for (const id of [neighbour.id, administrator.id, "nobody"]) expect(await caught(assign(as(administrator), application.id, id))).toBeInstanceOf(Invalid);
    await assign(as(administrator), application.id, chair.id);
    const twice = await Promise.all([1, 2].map(() => caught(assign(as(administrator), application.id, ann.id))));
    expect(twice.filter((result) => result === undefined)).toHaveLength(1);
    expect(twice.filter((result) => result instanceof Invalid)).toHaveLength(1);
  });

  it("an administrator of another area gets the answer that nothing is there", async () => {
    const { ann, place, application, as } = await assessmentWorld(test);
    await a.area(test.db, { code: "S12000034" });
    const neighbour = await an.actor(test.db, [{ role: "administrator", fund_id: place.fund_id, area_code: "S12000034" }]);
    const context = as(neighbour);
    expect(await caught(assign(context, application.id, ann.id))).toBeInstanceOf(NotFound);
    expect(await caught(endAssignment(context, application.id, ann.id))).toBeInstanceOf(NotFound);
    expect(await caught(recordChecks(context, application.id, []))).toBeInstanceOf(NotFound);
    expect(await caught(declare(context, application.id, noInterest))).toBeInstanceOf(NotFound);
  });

  it("a draft does not exist for staff", async () => {
    const { administrator, pot, ann, as } = await assessmentWorld(test);
    const draft = await an.application(test.db, { pot_id: pot.id });
    expect(await caught(assign(as(administrator), draft.id, ann.id))).toBeInstanceOf(NotFound);
    expect((await listApplications(test.db, pot.id, administrator.id, filters, new Date())).rows.some(({ id }) => id === draft.id)).toBe(false);
  });
});

describe("a declared interest", () => {
  it("closes the application to the assessor in everything they can read", async () => {
    const { administrator, ann, bob, pot, application, as, sheet } = await assessmentWorld(test);
    for (const person of [ann, bob]) {
      await assign(as(administrator), application.id, person.id);
      await declare(as(person), application.id, noInterest);
      await sendScores(as(person), application.id, sheet(0, [4, 6]));
    }
    await declare(as(ann), application.id, interest);
    expect(await listAssignments(test.db, ann.id)).toEqual([]);
    expect(await findOwnSheet(test.db, application.id, ann.id)).toBeUndefined();
    expect(await scoresOf(test.db, application.id, ann)).toEqual([]);
    expect(await caught(getApplicationHead(test.db, application.id, ann.id))).toBeInstanceOf(NotFound);
    expect(await caught(readApplication(test.db, application.id, ann.id))).toBeInstanceOf(NotFound);
    expect((await rankedApplications(test.db, pot.id, ann.id)).map(({ application_id }) => application_id)).toEqual([]);
    expect((await readDesk(test.db, ann)).panel).toEqual({ to_declare: 0, to_score: 0, to_talk: 0 });
    expect(await isClosedTo(test.db, ann.id, application.id)).toBe(true);
    expect(await conflictedApplicationIds(test.db, ann.id, pot.id)).toEqual([application.id]);
    expect(await caught(saveScores(as(ann), application.id, sheet(1, [5, 5])))).toBeInstanceOf(NotAllowed);
  });

  it("sets the scores aside, which stay on the record and count no more", async () => {
    const { administrator, ann, bob, pot, application, as, sheet } = await assessmentWorld(test);
    for (const [person, points] of [[ann, [5, 10]], [bob, [0, 0]]] as const) {
      await assign(as(administrator), application.id, person.id);
      await declare(as(person), application.id, noInterest);
      await sendScores(as(person), application.id, sheet(0, [...points]));
    }
    expect((await rankedApplications(test.db, pot.id))[0]).toMatchObject({ mean_percent: 50, spread: 100, sheets_sent: 2, assigned: 2 });
    await declare(as(ann), application.id, interest);
    expect((await rankedApplications(test.db, pot.id))[0]).toMatchObject({ mean_percent: 0, spread: null, sheets_sent: 1, assigned: 1 });
    const kept = await test.db.selectFrom("score_sheet").selectAll().where("person_id", "=", ann.id).executeTakeFirstOrThrow();
    expect(kept).toMatchObject({ status: "void", weighted_percent: 100 });
    expect(await test.db.selectFrom("score").select("reason").where("sheet_id", "=", kept.id).execute()).toHaveLength(2);
  });

  it("is not taken back", async () => {
    const { administrator, ann, application, as } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    await declare(as(ann), application.id, interest);
    expect(await caught(declare(as(ann), application.id, noInterest))).toBeInstanceOf(NotFound);
    expect(await isClosedTo(test.db, ann.id, application.id)).toBe(true);
  });

  it("keeps an administrator out of that application and no other", async () => {
    const { administrator, ann, pot, application, as } = await assessmentWorld(test);
    const other = await an.application(test.db, { pot_id: pot.id, status: "submitted" });
    await declare(as(administrator), application.id, interest);
    expect(await caught(assign(as(administrator), application.id, ann.id))).toBeInstanceOf(NotAllowed);
    expect(await caught(recordChecks(as(administrator), application.id, []))).toBeInstanceOf(NotAllowed);
    const listed = await listApplications(test.db, pot.id, administrator.id, filters, new Date());
    expect(listed).toMatchObject({ found: 1, total: 1 });
    expect(listed.rows.map(({ id }) => id)).toEqual([other.id]);
    expect((await countPotWork(test.db, [pot.id], administrator.id))[0]?.received).toBe(1);
  });

  it("membership alone keeps an administrator out, and an assessor who joins the group after scoring", async () => {
    const { administrator, ann, pot, application, as, sheet } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    await declare(as(ann), application.id, noInterest);
    await sendScores(as(ann), application.id, sheet(0, [5, 10]));
    const member = await joined(test, ann, application.organisation_id);
    expect(await listAssignments(test.db, member.id)).toEqual([]);
    expect(await scoresOf(test.db, application.id, member)).toEqual([]);
    expect((await rankedApplications(test.db, pot.id))[0]).toMatchObject({ sheets_sent: 0, mean_percent: null });
    const owner = await joined(test, administrator, application.organisation_id);
    expect(await caught(endAssignment(as(owner), application.id, ann.id))).toBeInstanceOf(NotAllowed);
  });

  it("the database takes no score from someone conflicted, nor one before a declaration", async () => {
    const { administrator, ann, bob, application, as } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    await declare(as(ann), application.id, interest);
    const insert = (person_id: string) => caught(test.db.insertInto("score_sheet").values({ id: newId(), application_id: application.id, person_id }).execute());
    expect(refusedConstraint(await insert(ann.id))).toBe("score_without_interest");
    expect(refusedConstraint(await insert(bob.id))).toBe("score_after_declaration");
  });

  it("is recorded in the audit without the person's words", async () => {
    const { administrator, ann, application, as } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    await declare(as(ann), application.id, interest);
    const events = await test.db.selectFrom("audit_event").select(["action", "detail"]).where("subject_id", "=", application.id).orderBy("sequence").execute();
    expect(events.map(({ action }) => action)).toEqual(["application.assigned", "interest.declared"]);
    expect(JSON.stringify(events)).not.toContain("sister");
  });
});

it("an assignment that has ended leaves the list, and ends once", async () => {
  const { administrator, ann, application, as } = await assessmentWorld(test);
  await assign(as(administrator), application.id, ann.id);
  await endAssignment(as(administrator), application.id, ann.id);
  expect(await listAssignments(test.db, ann.id)).toEqual([]);
  expect(await caught(endAssignment(as(administrator), application.id, ann.id))).toBeInstanceOf(WrongState);
  expect(await caught(declare(as(ann), application.id, noInterest))).toBeInstanceOf(NotFound);
});

describe("a chair's desk", () => {
  it("says how many applications are ready to decide, and counts none that is closed to the chair", async () => {
    const { administrator, ann, bob, chair, pot, application, as, sheet } = await assessmentWorld(test);
    for (const person of [ann, bob]) {
      await assign(as(administrator), application.id, person.id);
      await declare(as(person), application.id, { has_interest: false, explanation: "" });
      await sendScores(as(person), application.id, sheet(0, [3, 5]));
    }
    const toDecide = async () => (await readDesk(test.db, chair)).chaired.find((one) => one.pot.id === pot.id)?.work.to_decide;
    expect(await toDecide()).toBe(1);
    expect((await readDesk(test.db, administrator)).chaired).toEqual([]);
    await test.db.insertInto("interest").values({ id: newId(), application_id: application.id, person_id: chair.id, has_interest: true, explanation: "A friend." }).execute();
    expect(await toDecide()).toBe(0);
  });
});
