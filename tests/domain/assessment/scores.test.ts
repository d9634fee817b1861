/** Independent scores: nobody sees another's before sending their own, and nothing typed is lost. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assign, declare } from "#app/domain/assessment/change.server.ts";
import { recordChecks } from "#app/domain/assessment/checks.server.ts";
import { listApplications } from "#app/domain/assessment/list.server.ts";
import { facetCounts, filterQuery, readFilters } from "#app/domain/assessment/list.ts";
import { findOwnSheet, listChecks, rankedApplications, scoresOf } from "#app/domain/assessment/read.server.ts";
import { saveScores, sendScores } from "#app/domain/assessment/scores.server.ts";
import { countPotWork, listTimeline } from "#app/domain/desk/read.server.ts";
import { type Conflict, Invalid, NotAllowed, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf, an } from "#tests/support/factories.ts";
import { assessmentWorld, caught, sentApplication } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const noInterest = { has_interest: false, explanation: "" };

/** Both assessors asked, with no interest. */
async function ready() {
  const world = await assessmentWorld(test);
  for (const person of [world.ann, world.bob]) {
    await assign(world.as(world.administrator), world.application.id, person.id);
    await declare(world.as(person), world.application.id, noInterest);
  }
  return world;
}

describe("independence", () => {
  it("neither assessor sees the other's scores before sending their own", async () => {
    const { administrator, ann, bob, application, as, sheet } = await ready();
    await sendScores(as(ann), application.id, sheet(0, [4, 6]));
    expect(await scoresOf(test.db, application.id, bob)).toEqual([]);
    await saveScores(as(bob), application.id, sheet(0, [2, 3]));
    expect(await scoresOf(test.db, application.id, bob)).toEqual([]);
    expect((await scoresOf(test.db, application.id, ann)).map(({ person_id }) => person_id)).toEqual([ann.id]);
    expect((await scoresOf(test.db, application.id, administrator)).map(({ person_id }) => person_id)).toEqual([ann.id]);
    await sendScores(as(bob), application.id, sheet(1, [2, 3]));
    expect((await scoresOf(test.db, application.id, bob)).map(({ person_id, weighted_percent }) => [person_id, weighted_percent])).toEqual([[ann.id, 72], [bob.id, 36]]);
  });

  it("an administrator who also assesses sees no scores and no mean before sending their own", async () => {
    const { administrator, ann, pot, place, application, as, sheet } = await ready();
    await a.role(test.db, { person_id: administrator.id, role: "assessor", ...place });
    const both = await actorOf(test.db, administrator.id);
    await assign(as(both), application.id, both.id);
    await declare(as(both), application.id, noInterest);
    await sendScores(as(ann), application.id, sheet(0, [4, 6]));
    const mean = async () => (await rankedApplications(test.db, pot.id, both.id))[0]!.mean_percent;
    const listed = async () => (await listApplications(test.db, pot.id, both.id, readFilters(new URLSearchParams()), new Date())).rows[0]!.mean_percent;
    expect([await scoresOf(test.db, application.id, both), await mean(), await listed()]).toEqual([[], null, null]);
    await sendScores(as(both), application.id, sheet(0, [0, 0]));
    expect([(await scoresOf(test.db, application.id, both)).length, await mean(), await listed()]).toEqual([2, 36, 36]);
  });

  it("a chair reads them to decide, but not while they owe scores of their own", async () => {
    const { administrator, ann, chair, application, as, sheet } = await ready();
    await sendScores(as(ann), application.id, sheet(0, [4, 6]));
    expect(await scoresOf(test.db, application.id, chair)).toHaveLength(1);
    await assign(as(administrator), application.id, chair.id);
    expect(await scoresOf(test.db, application.id, chair)).toEqual([]);
  });

  it("someone with no part in it reads nothing, whatever they ask for", async () => {
    const { ann, place, application, as, sheet } = await ready();
    await sendScores(as(ann), application.id, sheet(0, [4, 6]));
    await a.area(test.db, { code: "S12000034" });
    const neighbour = await an.actor(test.db, [{ role: "administrator", fund_id: place.fund_id, area_code: "S12000034" }]);
    const idle = await an.actor(test.db, [{ role: "assessor", ...place }]);
    for (const person of [idle, neighbour]) expect(await scoresOf(test.db, application.id, person)).toEqual([]);
  });
});

describe("a score sheet", () => {
  it("is not begun before the declaration", async () => {
    const { administrator, ann, application, as, sheet } = await assessmentWorld(test);
    await assign(as(administrator), application.id, ann.id);
    expect(await caught(saveScores(as(ann), application.id, sheet(0, [4, 6])))).toBeInstanceOf(NotAllowed);
  });

  it("from a second window is refused with what is saved, and neither text is lost", async () => {
    const { ann, application, as, sheet } = await ready();
    await saveScores(as(ann), application.id, sheet(0, [4, null], "First window"));
    const refusal = await caught(saveScores(as(ann), application.id, sheet(0, [1, 1], "Second window")));
    expect((refusal as Conflict).theirs).toMatchObject({ version: 1, scores: [{ reason: "First window" }, { reason: "First window" }] });
    const saved = await findOwnSheet(test.db, application.id, ann.id);
    expect(saved).toMatchObject({ version: 1, status: "draft" });
    expect(saved!.scores.every(({ reason }) => reason === "First window")).toBe(true);
  });

  it("takes no points above the most, from us or from the database", async () => {
    const { ann, application, criteria, as, sheet } = await ready();
    expect((await caught(saveScores(as(ann), application.id, sheet(0, [6, 1]))) as Invalid).fields).toHaveProperty(`points-${criteria[0]!.id}`);
    await saveScores(as(ann), application.id, sheet(0, [5, 1]));
    const { id } = (await findOwnSheet(test.db, application.id, ann.id))!;
    const behind = await caught(test.db.updateTable("score").set({ points: 6 }).where("sheet_id", "=", id).where("criterion_id", "=", criteria[0]!.id).execute());
    expect(refusedConstraint(behind)).toBe("score_within_range");
  });

  it("a criterion of another pot is not scored", async () => {
    const { ann, application, as, sheet } = await ready();
    const other = await a.criterion(test.db, { pot_id: (await a.pot(test.db)).id });
    const foreign = { ...sheet(0, [1, 1]), scores: [{ criterion_id: other.id, points: 1, reason: "x" }] };
    expect(await caught(saveScores(as(ann), application.id, foreign))).toBeInstanceOf(Invalid);
  });

  it("is sent only whole, and not saved as a draft again", async () => {
    const { ann, application, criteria, as, sheet } = await ready();
    const missing = (await caught(sendScores(as(ann), application.id, sheet(0, [4, null])))) as Invalid;
    expect(Object.keys(missing.fields)).toEqual([`points-${criteria[1]!.id}`]);
    expect(await findOwnSheet(test.db, application.id, ann.id)).toBeUndefined();
    await sendScores(as(ann), application.id, sheet(0, [4, 6]));
    expect(await findOwnSheet(test.db, application.id, ann.id)).toMatchObject({ status: "sent", weighted_percent: 72 });
    expect(await caught(saveScores(as(ann), application.id, sheet(1, [5, 5])))).toBeInstanceOf(WrongState);
    const { id } = (await findOwnSheet(test.db, application.id, ann.id))!;
    const behind = await caught(test.db.updateTable("score").set({ points: 5 }).where("sheet_id", "=", id).execute());
    expect(refusedConstraint(behind)).toBe("score_leaves_a_trace");
  });

  it("takes nothing more once the application is decided", async () => {
    const { ann, application, as, sheet } = await ready();
    await test.db.updateTable("application").set({ status: "decided" }).where("id", "=", application.id).execute();
    expect(await caught(saveScores(as(ann), application.id, sheet(0, [4, 6])))).toBeInstanceOf(WrongState);
  });
});

describe("checks", () => {
  const check = (outcome: "met" | "not-met" | "to-do", note = "", seen = "") => ({ code: "income" as const, outcome, note, seen });

  it("two administrators who answer the same check at once: the second is told, and the first answer stands", async () => {
    const { administrator, place, application, as } = await assessmentWorld(test);
    const colleague = await an.actor(test.db, [{ role: "administrator", ...place }]);
    await recordChecks(as(administrator), application.id, [check("met")]);
    const refusal = await caught(recordChecks(as(colleague), application.id, [check("not-met", "Over the limit")]));
    expect((refusal as Conflict).theirs).toEqual({ checks: [{ code: "income", outcome: "met", note: "" }] });
    const [saved] = await listChecks(test.db, application.id);
    expect(saved).toMatchObject({ outcome: "met", recorded_by_name: administrator.name });
    await recordChecks(as(colleague), application.id, [check("not-met", "Over the limit", saved!.recorded_at.toISOString())]);
    expect((await listChecks(test.db, application.id))[0]).toMatchObject({ outcome: "not-met", note: "Over the limit" });
  });

  it("answers that did not change leave no trace", async () => {
    const { administrator, application, as } = await assessmentWorld(test);
    await recordChecks(as(administrator), application.id, [check("to-do")]);
    expect(await listChecks(test.db, application.id)).toEqual([]);
    expect(await listTimeline(test.db, { type: "application", id: application.id })).toEqual([]);
  });
});

describe("the administrator's list", () => {
  it("filters, counts, sorts and pages within the pot, and the desk counts the same work", async () => {
    const { administrator, ann, bob, pot, application, as, sheet } = await ready();
    const other = await sentApplication(test, pot.id);
    await an.application(test.db, { status: "submitted" });
    await recordChecks(as(administrator), other.id, [{ code: "income", outcome: "not-met", note: "Too high", seen: "" }]);
    await sendScores(as(ann), application.id, sheet(0, [4, 6]));
    await sendScores(as(bob), application.id, sheet(0, [5, 10]));
    const list = (query: string) => listApplications(test.db, pot.id, administrator.id, readFilters(new URLSearchParams(query)), new Date());
    const all = await list("sort=score");
    expect(all.rows.map(({ id, mean_percent, checks, next_step }) => [id, mean_percent, checks, next_step])).toEqual([[application.id, 86, "to-do", "check"], [other.id, null, "problem", "settle-check"]]);
    expect((await list("status=submitted")).rows.map(({ id }) => id)).toEqual([other.id]);
    expect((await list("assessors=found")).rows.map(({ id }) => id)).toEqual([application.id]);
    expect((await list(`search=${other.reference.toLowerCase()}`)).rows.map(({ id }) => id)).toEqual([other.id]);
    expect((await list("search=%25")).rows).toEqual([]);
    expect((await list("status=submitted&checks=to-do")).found).toBe(0);
    expect((await list("page=99")).page).toBe(1);
    const withdrawn = await an.application(test.db, { pot_id: pot.id, status: "withdrawn", received_at: new Date(), title: "Gone", asked_pence: 100 });
    expect(await list("")).toMatchObject({ found: 2, total: 2 });
    expect((await list("status=withdrawn")).rows.map(({ id }) => id)).toEqual([withdrawn.id]);
    expect(facetCounts(all.counts, readFilters(new URLSearchParams("checks=problem")), "status", ["submitted", "in-assessment"])).toEqual({ submitted: 1, "in-assessment": 0 });
    expect(filterQuery(readFilters(new URLSearchParams("status=nonsense&page=-2&sort=score")))).toEqual({ sort: "score" });
    expect((await countPotWork(test.db, [pot.id], administrator.id))[0]).toEqual({ pot_id: pot.id, received: 2, to_check: 1, to_assign: 1, to_decide: 1, to_release: 0 });
  });

  it("the timeline says who did what in words, newest first", async () => {
    const { application } = await ready();
    const texts = (await listTimeline(test.db, { type: "application", id: application.id })).map(({ text }) => text);
    expect(texts[0]).toBe("Declared that there is no interest");
    expect(texts.at(-1)).toMatch(/^Asked Person \d+ to assess$/);
  });
});
