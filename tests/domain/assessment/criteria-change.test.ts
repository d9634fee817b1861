/** Criteria that change after scoring began: nobody's points are lost, nobody is ranked by two sets, and the author saw what it touches. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assign, declare } from "#app/domain/assessment/change.server.ts";
import { changeCriteria, draftCriteria, listCriteriaVersions, planCriteria } from "#app/domain/assessment/criteria-change.server.ts";
import { movesOf } from "#app/domain/assessment/criteria-change.ts";
import { findOwnSheet, rankedApplications } from "#app/domain/assessment/read.server.ts";
import { historyOf } from "#app/domain/assessment/scores-history.server.ts";
import { saveScores, sendScores } from "#app/domain/assessment/scores.server.ts";
import { asInput } from "#app/domain/funds/criteria.server.ts";
import { belowMinimum, compareCriteria, readCriteria, readPointsGuidance, typePointsGuidance, type CriterionInput } from "#app/domain/funds/criteria.ts";
import { getPot, listCriteria } from "#app/domain/funds/read.server.ts";
import { Conflict, type Invalid, NotFound, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { assessmentWorld, caught, joined, sentApplication } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const noInterest = { has_interest: false, explanation: "" };

/** A round that has closed, two applications; Ann and Bob sent scores for the first, Ann for the second. */
async function scored() {
  const world = await assessmentWorld(test);
  const second = await sentApplication(test, world.pot.id);
  for (const [application, people] of [[world.application, [world.ann, world.bob]], [second, [world.ann]]] as const)
    for (const person of people) {
      await assign(world.as(world.administrator), application.id, person.id);
      await declare(world.as(person), application.id, noInterest);
    }
  await sendScores(world.as(world.ann), world.application.id, world.sheet(0, [5, 0]));
  await sendScores(world.as(world.bob), world.application.id, world.sheet(0, [4, 1]));
  await sendScores(world.as(world.ann), second.id, world.sheet(0, [1, 10]));
  const now = new Date();
  await test.db.updateTable("pot").set({ opens_at: new Date(now.getTime() - 864e5), closes_at: new Date(now.getTime() - 36e5) }).where("id", "=", world.pot.id).execute();
  const saved = async (): Promise<(CriterionInput & { id: string })[]> => (await listCriteria(test.db, world.pot.id)).map(asInput);
  const pot = () => getPot(test.db, world.pot.id);
  const as = world.as(world.administrator);
  return {
    ...world, second, saved, getPot: pot,
    draft: async (criteria: CriterionInput[], minimum_percent?: number | null) => draftCriteria(as, world.pot.id, { version: (await pot()).version, criteria, ...(minimum_percent === undefined ? {} : { minimum_percent }) }),
    plan: async () => (await planCriteria(test.db, await pot(), world.administrator.id))!,
    make: async (reason = "The panel agreed it") => changeCriteria(as, world.pot.id, { seen: (await planCriteria(test.db, await pot(), world.administrator.id))!.seen, reason }),
  };
}
const weights = (criteria: CriterionInput[], ...next: number[]) => criteria.map((criterion, index) => ({ ...criterion, weight: next[index]! }));
const means = async (potId: string) => Object.fromEntries((await rankedApplications(test.db, potId)).map(({ application_id, mean_percent }) => [application_id, mean_percent]));

describe("other weights", () => {
  it("are shown first with every place that changes, and nothing is written by looking", async () => {
    const { pot, application, second, saved, draft, plan } = await scored();
    const before = await means(pot.id);
    await draft(weights(await saved(), 10, 90));
    const shown = await plan();
    expect(shown).toMatchObject({ recomputed: 3, reopened: 0, drafts: 0, against: [], change: { touch: "recomputed", told: true } });
    expect(shown.moves.map(({ application_id, before: from, after, place_before, place_after }) => [application_id, from, after, place_before, place_after])).toEqual([[application.id, 56, 13.5, 1, 2], [second.id, 52, 92, 2, 1]]);
    expect([await means(pot.id), (await saved()).map(({ weight }) => weight)]).toEqual([before, [60, 40]]);
  });

  it("reckon every sheet again to exactly what was shown; points, the sheet before and both versions are kept", async () => {
    const { pot, ann, application, second, saved, draft, plan, make } = await scored();
    await draft(weights(await saved(), 10, 90), 50);
    const shown = await plan();
    await make();
    expect(await means(pot.id)).toEqual(Object.fromEntries(shown.moves.map(({ application_id, after }) => [application_id, after])));
    const sheet = (await findOwnSheet(test.db, second.id, ann.id))!;
    expect(sheet).toMatchObject({ status: "sent", weighted_percent: 92 });
    expect(sheet.scores.map(({ points }) => points).sort()).toEqual([1, 10]);
    expect((await historyOf(test.db, [sheet.id])).map(({ cause, weighted_percent }) => [cause, weighted_percent])).toEqual([["sent", 52], ["criteria", 92]]);
    expect((await listCriteriaVersions(test.db, pot.id)).map(({ version, criteria, minimum_percent, reason }) => [version, criteria.map(({ weight }) => weight), minimum_percent, reason])).toEqual([
      [2, [10, 90], 50, "The panel agreed it"], [1, [60, 40], null, ""],
    ]);
    const marked = await test.db.selectFrom("score_sheet").select("criteria_version").where("application_id", "in", [application.id, second.id]).execute();
    expect(marked.map(({ criteria_version }) => criteria_version)).toEqual([2, 2, 2]);
    expect(await caught(test.db.updateTable("criteria_version").set({ reason: "Another" }).where("pot_id", "=", pot.id).execute())).toBeInstanceOf(Error);
  });

  it("that do not add to 100 are refused before anybody looks at them", async () => {
    const { saved, draft } = await scored();
    expect(((await caught(draft(weights(await saved(), 60, 30)))) as Invalid).fields[""]).toContain("Add 10 more");
  });
});

describe("another criterion", () => {
  it("gives sheets back to their readers with what they gave, tells each once, and counts none of them until it is sent again", async () => {
    const { pot, ann, bob, application, second, as, saved, draft, plan, make } = await scored();
    const [first, other] = await saved();
    await draft([{ ...first!, weight: 50 }, { ...other!, weight: 30 }, { title: "Value", guidance: "", weight: 20, max_points: 5 }]);
    expect(await plan()).toMatchObject({ recomputed: 0, reopened: 3, readers: 2, change: { touch: "reopened", added: ["Value"] } });
    await make();
    expect(await means(pot.id)).toEqual({ [application.id]: null, [second.id]: null });
    const sheet = (await findOwnSheet(test.db, application.id, ann.id))!;
    expect(sheet).toMatchObject({ status: "draft", weighted_percent: null });
    expect(sheet.scores.map(({ points, reason }) => [points, reason]).sort()).toEqual([[0, "Clear need"], [5, "Clear need"]]);
    const mail = await test.db.selectFrom("message").select(["to_person_id", "body"]).where("template", "=", "criteria-changed").where("to_person_id", "in", [ann.id, bob.id]).execute();
    expect(mail.map(({ to_person_id }) => to_person_id).sort()).toEqual([ann.id, bob.id].sort());
    expect(mail.every(({ body }) => !body.includes(application.reference) && !body.includes(application.title!))).toBe(true);
    const criteria = await saved();
    await sendScores(as(ann), application.id, { version: sheet.version, overall: "", scores: criteria.map(({ id }) => ({ criterion_id: id, points: 5, cannot: false, reason: "Clear need" })) });
    expect((await means(pot.id))[application.id]).toBe(85);
  });

  it("points out of another most are other points: the criterion is a new one, and the old one's points stay on the record", async () => {
    const { ann, application, saved, draft, plan, make } = await scored();
    const [first, other] = await saved();
    await draft([{ ...first!, max_points: 10 }, other!]);
    expect((await plan()).change).toMatchObject({ touch: "reopened", added: [first!.title], left_out: [first!.title] });
    await make();
    const sheet = (await findOwnSheet(test.db, application.id, ann.id))!;
    expect(sheet.scores.find(({ criterion_id }) => criterion_id === first!.id)?.points).toBe(5);
    expect((await saved()).map(({ id }) => id)).not.toContain(first!.id);
    const late = await caught(test.db.updateTable("score").set({ points: 3 }).where("sheet_id", "=", sheet.id).where("criterion_id", "=", first!.id).execute());
    expect(refusedConstraint(late)).toBe("score_of_standing_criterion");
  });
});

describe("a change is refused", () => {
  it("when a score was sent since its author looked: nothing of it happens", async () => {
    const { pot, bob, second, administrator, as, sheet, saved, draft, plan } = await scored();
    await assign(as(administrator), second.id, bob.id);
    await declare(as(bob), second.id, noInterest);
    await draft(weights(await saved(), 10, 90));
    const { seen } = await plan();
    await sendScores(as(bob), second.id, sheet(0, [5, 5]));
    expect(await caught(changeCriteria(as(administrator), pot.id, { seen, reason: "Agreed" }))).toBeInstanceOf(Conflict);
    expect((await saved()).map(({ weight }) => weight)).toEqual([60, 40]);
  });

  it("without a reason, by a person who is not the administrator, and without a draft", async () => {
    const { pot, administrator, chair, as, saved, draft, make } = await scored();
    expect(await caught(changeCriteria(as(administrator), pot.id, { seen: "", reason: "Agreed" }))).toBeInstanceOf(NotFound);
    await draft(weights(await saved(), 10, 90));
    expect(((await caught(make(" "))) as Invalid).fields).toHaveProperty("reason");
    expect(await caught(changeCriteria(as(chair), pot.id, { seen: "", reason: "Agreed" }))).toBeInstanceOf(Error);
    expect((await listCriteriaVersions(test.db, pot.id)).length).toBe(0);
  });

  it("while groups are still writing to the criteria, but readers' guidance may change then", async () => {
    const { pot, saved, draft, plan, make } = await scored();
    await test.db.updateTable("pot").set({ closes_at: new Date(Date.now() + 864e5) }).where("id", "=", pot.id).execute();
    await draft(weights(await saved(), 10, 90));
    expect(await caught(make())).toBeInstanceOf(WrongState);
    const [first, other] = await saved();
    await draft([{ ...first!, points_guidance: [{ points: 3, text: "Shown by what people said" }], minimum_points: 2 }, other!]);
    expect(await plan()).toMatchObject({ against: [], recomputed: 0, reopened: 0, change: { touch: "nothing", told: false } });
    await make();
    expect((await saved())[0]).toMatchObject({ id: first!.id, minimum_points: 2, points_guidance: [{ points: 3, text: "Shown by what people said" }] });
  });

  it("where an application is decided on the criteria, or the chair has closed scoring", async () => {
    const { pot, chair, application, saved, draft, plan, make } = await scored();
    await draft(weights(await saved(), 10, 90));
    await test.db.updateTable("application").set({ status: "decided" }).where("id", "=", application.id).execute();
    await test.db.updateTable("pot").set({ scoring_closed_at: sql<Date>`now()`, scoring_closed_by: chair.id }).where("id", "=", pot.id).execute();
    expect((await plan()).against).toHaveLength(2);
    expect(await caught(make())).toBeInstanceOf(WrongState);
  });

  it("a reader who turned out to be in the group neither stops the change nor counts in it", async () => {
    const { bob, application, saved, draft, plan, make } = await scored();
    await joined(test, bob, application.organisation_id);
    await draft(weights(await saved(), 10, 90));
    expect(await plan()).toMatchObject({ recomputed: 2 });
    await make();
  });

  it("the author's own conflict hides that application's places from them", async () => {
    const { pot, administrator, application, saved, draft } = await scored();
    await draft(weights(await saved(), 10, 90));
    await joined(test, administrator, application.organisation_id);
    const shown = (await planCriteria(test.db, await getPot(test.db, pot.id), administrator.id))!;
    expect(JSON.stringify(shown)).not.toContain(application.reference);
  });
});

it("a draft of scores keeps its points when the criteria change under it", async () => {
  const { ann, administrator, as, sheet, pot, application } = await assessmentWorld(test);
  await assign(as(administrator), application.id, ann.id);
  await declare(as(ann), application.id, noInterest);
  await saveScores(as(ann), application.id, sheet(0, [4, null]));
  await test.db.updateTable("pot").set({ closes_at: new Date(Date.now() - 36e5) }).where("id", "=", pot.id).execute();
  const saved = (await listCriteria(test.db, pot.id)).map(asInput);
  await draftCriteria(as(administrator), pot.id, { version: (await getPot(test.db, pot.id)).version, criteria: weights(saved, 20, 80) });
  const plan = (await planCriteria(test.db, await getPot(test.db, pot.id), administrator.id))!;
  expect(plan).toMatchObject({ drafts: 1, recomputed: 0, reopened: 0 });
  await changeCriteria(as(administrator), pot.id, { seen: plan.seen, reason: "Agreed" });
  expect((await findOwnSheet(test.db, application.id, ann.id))!.scores.find(({ points }) => points === 4)).toBeDefined();
});

describe("criteria as typed", () => {
  it("guidance for points comes back as it was written, and every slip is named", () => {
    const { lines } = readPointsGuidance("5 – Shown and tested\n0: Nothing is said\n\nabout it\n3) Said", 5);
    expect(lines).toEqual([{ points: 0, text: "Nothing is said about it" }, { points: 3, text: "Said" }, { points: 5, text: "Shown and tested" }]);
    expect(readPointsGuidance(typePointsGuidance(lines), 5).lines).toEqual(lines);
    for (const typed of ["No number", "6: Too many", "1: One\n1: Again", "2:", `1: ${"x".repeat(501)}`]) expect(readPointsGuidance(typed, 5).message, typed).toBeTruthy();
  });

  it("two criteria of one name are refused: a spreadsheet could not tell them apart", () => {
    const row = (title: string) => ({ id: "", title, guidance: "", weight: "50", max_points: "5" });
    expect(readCriteria([row("Need"), row(" need ")]).errors[""]).toContain("Two criteria");
    expect(readCriteria([{ ...row("Need"), weight: "100", minimum_points: "6" }]).errors).toHaveProperty("minimum_points-0");
  });

  it("only words that applicants never saw leave what they were told alone", () => {
    const before = [{ id: "one", title: "Need", guidance: "", weight: 100, max_points: 5, minimum_points: null, question_ids: [], points_guidance: [] }];
    expect(compareCriteria(before, before)).toEqual({ touch: "nothing", told: false, any: false, added: [], left_out: [] });
    expect(compareCriteria(before, [{ ...before[0]!, question_ids: ["need"] }])).toMatchObject({ touch: "nothing", told: false, any: true });
    expect(compareCriteria(before, [{ ...before[0]!, guidance: "Other" }])).toMatchObject({ touch: "nothing", told: true });
  });

  it("a mean below the least is named; one without points is not", () => {
    const criteria = [{ id: "a", title: "Need", minimum_points: 2 }, { id: "b", title: "Reach", minimum_points: null }, { id: "c", title: "Value", minimum_points: 1 }];
    expect(belowMinimum(criteria, new Map([["a", 1.9], ["b", 0]]))).toEqual(["Need"]);
    expect(belowMinimum(criteria, new Map([["a", 2], ["c", 0.5]]))).toEqual(["Value"]);
  });

  it("places: equals share one, and what has no score has none", () => {
    const row = (reference: string, before: number | null, after: number | null) => ({ application_id: reference, reference, title: "", organisation_name: "", before, after });
    expect(movesOf([row("A", 50, 50), row("B", 50, 60), row("C", 40, null)]).map(({ reference, place_before, place_after }) => [reference, place_before, place_after])).toEqual([["A", 1, 2], ["B", 1, 1], ["C", 3, null]]);
  });
});
