/** Scores that were sent: changed only by their author, only until the chair closes, and never without what they were. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assign, declare, endAssignment } from "#app/domain/assessment/change.server.ts";
import { findOwnSheet, rankedApplications, scoresOf } from "#app/domain/assessment/read.server.ts";
import { autosaveScores } from "#app/domain/assessment/scores-autosave.server.ts";
import { closeScoring, countOwedSheets, listScoringEvents, reopenScoring } from "#app/domain/assessment/scores-closing.server.ts";
import { historyOf } from "#app/domain/assessment/scores-history.server.ts";
import { cannotAssess, changeScores, resumeAssessing, saveScores, sendScores } from "#app/domain/assessment/scores.server.ts";
import { readDesk } from "#app/domain/desk/read.server.ts";
import { Conflict, Invalid, NotAllowed, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { openPool, overPool } from "#db/connection.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { assessmentWorld, caught } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

async function ready() {
  const world = await assessmentWorld(test);
  for (const person of [world.ann, world.bob]) {
    await assign(world.as(world.administrator), world.application.id, person.id);
    await declare(world.as(person), world.application.id, { has_interest: false, explanation: "" });
  }
  const own = async (person = world.ann) => (await findOwnSheet(test.db, world.application.id, person.id))!;
  const boardVersion = async () => (await test.db.selectFrom("pot").select("board_version").where("id", "=", world.pot.id).executeTakeFirstOrThrow()).board_version;
  const mean = async () => (await rankedApplications(test.db, world.pot.id))[0]!.mean_percent;
  return { ...world, own, boardVersion, mean };
}
type Ready = Awaited<ReturnType<typeof ready>>;
const sent = async () => {
  const world = await ready();
  await sendScores(world.as(world.ann), world.application.id, world.sheet(0, [4, 6]));
  return world;
};
const points = (sheet: Awaited<ReturnType<Ready["own"]>>, criteria: Ready["criteria"]) => criteria.map(({ id }) => sheet.scores.find(({ criterion_id }) => criterion_id === id)?.points);

describe("the desk", () => {
  it("asks for no scores of what somebody can't assess, nor once the chair has closed scoring", async () => {
    const { ann, bob, chair, pot, application, as } = await ready();
    const toScore = async (person: typeof ann) => (await readDesk(test.db, person)).panel!.to_score;
    expect([await toScore(ann), await toScore(bob)]).toEqual([1, 1]);
    await cannotAssess(as(ann), application.id, "I don't know the subject");
    expect([await toScore(ann), await toScore(bob)]).toEqual([0, 1]);
    await closeScoring(as(chair), pot.id);
    expect(await toScore(bob)).toBe(0);
  });
});

describe("scores that were sent", () => {
  it("change, and what they were stays with when, by whom and why", async () => {
    const { ann, application, criteria, as, sheet, own, mean } = await sent();
    await changeScores(as(ann), application.id, sheet(1, [5, 6], "Read it again"), " I had overlooked the budget ");
    expect([points(await own(), criteria), await mean()]).toEqual([[5, 6], 84]);
    const kept = await historyOf(test.db, [(await own()).id]);
    expect(kept.map(({ version, cause, weighted_percent, why, kept_by }) => [version, cause, weighted_percent, why, kept_by])).toEqual([
      [1, "sent", 72, "", ann.id],
      [2, "changed", 84, "I had overlooked the budget", ann.id],
    ]);
    expect(kept[0]!.scores.map(({ reason }) => reason)).toEqual(["Clear need", "Clear need"]);
  });

  it("stay in the history for ever, whoever asks the database", async () => {
    const { own } = await sent();
    const { id } = await own();
    const owner = overPool(openPool(test.superuserUrl, { max: 1 }));
    try {
      for (const change of [owner.updateTable("score_history").set({ why: "x" }).where("sheet_id", "=", id), owner.deleteFrom("score_history").where("sheet_id", "=", id)])
        expect(refusedConstraint(await caught(change.execute()))).toBe("score_history_append_only");
    } finally {
      await owner.destroy();
    }
    expect((await caught(test.db.deleteFrom("score_history").where("sheet_id", "=", id).execute()) as Error).message).toContain("permission denied");
  });

  it("are not changed behind the history's back, neither a score nor the sheet's percentage", async () => {
    const { own } = await sent();
    const { id } = await own();
    const behind = [
      test.db.updateTable("score").set({ points: 5 }).where("sheet_id", "=", id),
      test.db.updateTable("score").set({ reason: "Changed my mind" }).where("sheet_id", "=", id),
      test.db.updateTable("score_sheet").set({ weighted_percent: 99 }).where("id", "=", id),
    ];
    for (const change of behind) expect(refusedConstraint(await caught(change.execute()))).toBe("score_leaves_a_trace");
    expect(refusedConstraint(await caught(test.db.deleteFrom("score").where("sheet_id", "=", id).execute()))).toBe("score_sheet_sent_is_closed");
  });

  it("stay whole: a change that leaves points out is refused and nothing of it is kept", async () => {
    const { ann, application, criteria, as, sheet, own } = await sent();
    expect(await caught(changeScores(as(ann), application.id, sheet(1, [5, null])))).toBeInstanceOf(Invalid);
    expect(points(await own(), criteria)).toEqual([4, 6]);
    expect(await historyOf(test.db, [(await own()).id])).toHaveLength(1);
  });

  it("from a stale page change nothing, and a page that changes nothing leaves no trace", async () => {
    const { ann, application, as, sheet, own } = await sent();
    await changeScores(as(ann), application.id, sheet(1, [5, 6]));
    expect(await caught(changeScores(as(ann), application.id, sheet(1, [1, 1])))).toBeInstanceOf(Conflict);
    await changeScores(as(ann), application.id, sheet(2, [5, 6]));
    expect(await historyOf(test.db, [(await own()).id])).toHaveLength(2);
  });

  it("are not somebody else's to change", async () => {
    const { bob, application, as, sheet } = await sent();
    expect(await caught(changeScores(as(bob), application.id, sheet(1, [1, 1])))).toBeInstanceOf(WrongState);
  });

  it("tell an open board", async () => {
    const { ann, application, as, sheet, boardVersion } = await ready();
    const start = await boardVersion();
    await saveScores(as(ann), application.id, sheet(0, [1, 1]));
    expect(await boardVersion()).toBe(start);
    let before = start;
    for (const change of [
      () => sendScores(as(ann), application.id, sheet(1, [4, 6])),
      () => changeScores(as(ann), application.id, sheet(2, [5, 6])),
      () => cannotAssess(as(ann), application.id, "I know too little of this"),
    ]) {
      await change();
      expect(await boardVersion()).toBeGreaterThan(before);
      before = await boardVersion();
    }
  });

  it("no longer change once the application is decided, by us or behind our back", async () => {
    const { ann, application, as, sheet, own } = await sent();
    const { id } = await own();
    await test.db.updateTable("application").set({ status: "decided" }).where("id", "=", application.id).execute();
    expect(await caught(changeScores(as(ann), application.id, sheet(1, [5, 5])))).toBeInstanceOf(WrongState);
    expect(refusedConstraint(await caught(test.db.updateTable("score").set({ points: 1 }).where("sheet_id", "=", id).execute()))).toBe("score_sheet_sent_is_closed");
    expect(refusedConstraint(await caught(test.db.updateTable("score_sheet").set({ weighted_percent: 1 }).where("id", "=", id).execute()))).toBe("score_sheet_sent_is_closed");
  });
});

describe("closing", () => {
  it("by the chair ends all saving, sending and changing, also behind our back; opening again needs a reason", async () => {
    const { ann, bob, chair, administrator, pot, application, as, sheet, own } = await sent();
    expect(await caught(closeScoring(as(administrator), pot.id))).toBeInstanceOf(NotAllowed);
    expect(await countOwedSheets(test.db, pot.id, chair.id)).toBe(1);
    await closeScoring(as(chair), pot.id);
    expect(await caught(closeScoring(as(chair), pot.id))).toBeInstanceOf(WrongState);
    const refused = [
      () => saveScores(as(bob), application.id, sheet(0, [1, 1])),
      () => sendScores(as(bob), application.id, sheet(0, [1, 1])),
      () => changeScores(as(ann), application.id, sheet(1, [5, 5])),
      () => cannotAssess(as(bob), application.id, "Too little time"),
    ];
    for (const attempt of refused) expect(await caught(attempt())).toBeInstanceOf(WrongState);
    const { id } = await own();
    expect(refusedConstraint(await caught(test.db.updateTable("score").set({ points: 1 }).where("sheet_id", "=", id).execute()))).toBe("score_sheet_sent_is_closed");
    expect(await caught(reopenScoring(as(chair), pot.id, " "))).toBeInstanceOf(Invalid);
    await reopenScoring(as(chair), pot.id, "One reader was ill");
    await changeScores(as(ann), application.id, sheet(1, [5, 5]));
    expect((await listScoringEvents(test.db, pot.id)).map(({ event, reason }) => [event, reason])).toEqual([["closed", ""], ["reopened", "One reader was ill"]]);
  });

  it("in the same moment as a change: a change that comes second waits for it, and is refused", async () => {
    const { ann, chair, pot, application, as, sheet, own } = await sent();
    let refusal: Promise<unknown> | undefined;
    await test.db.transaction().execute(async (db) => {
      await db.updateTable("pot").set({ scoring_closed_at: new Date(), scoring_closed_by: chair.id }).where("id", "=", pot.id).execute();
      refusal = caught(changeScores(as(ann), application.id, sheet(1, [5, 5])));
      await aSessionWaits();
    });
    expect(await refusal).toBeInstanceOf(WrongState);
    expect(await historyOf(test.db, [(await own()).id])).toHaveLength(1);
  });
});

/** Until a session of this database waits for another's lock. */
async function aSessionWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ waits: boolean }>`select exists (select 1 from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0) as waits`.execute(test.db);
    if (rows[0]!.waits) return;
  }
}

describe("I cannot assess this", () => {
  it("is not a low score: the application counts in no mean, what was scored is kept, and it can be taken up again", async () => {
    const { ann, bob, application, criteria, as, sheet, own, mean } = await ready();
    await sendScores(as(bob), application.id, sheet(0, [5, 10]));
    await saveScores(as(ann), application.id, sheet(0, [1, null], "Begun"));
    expect((await caught(cannotAssess(as(ann), application.id, " "))) as Invalid).toBeInstanceOf(Invalid);
    await cannotAssess(as(ann), application.id, "I know nothing of sea swimming");
    expect([await mean(), (await own()).status, points(await own(), criteria)]).toEqual([100, "cannot", [1, null]]);
    expect(await scoresOf(test.db, application.id, ann)).toEqual([]);
    expect(await caught(saveScores(as(ann), application.id, sheet(2, [1, 1])))).toBeInstanceOf(WrongState);
    await resumeAssessing(as(ann), application.id);
    await sendScores(as(ann), application.id, sheet(3, [0, 0]));
    expect(await mean()).toBe(50);
    expect((await historyOf(test.db, [(await own()).id])).map(({ cause }) => cause)).toEqual(["cannot", "resumed", "sent"]);
  });

  it("of a criterion takes neither points nor weight, and needs a reason", async () => {
    const { ann, application, criteria, as, sheet, own, mean } = await ready();
    const unsure = (reason: string) => ({ ...sheet(0, [null, 5]), scores: [{ criterion_id: criteria[0]!.id, points: null, reason, cannot: true }, { criterion_id: criteria[1]!.id, points: 5, reason: "Half" }] });
    expect(Object.keys(((await caught(sendScores(as(ann), application.id, unsure("")))) as Invalid).fields)).toEqual([`reason-${criteria[0]!.id}`]);
    await sendScores(as(ann), application.id, unsure("The accounts are not there"));
    expect([await mean(), (await own()).scores.find(({ cannot }) => cannot)?.criterion_id]).toEqual([50, criteria[0]!.id]);
  });

  it("of every criterion is said of the application instead", async () => {
    const { ann, application, criteria, as, sheet } = await ready();
    const nothing = { ...sheet(0, [null, null]), scores: criteria.map(({ id }) => ({ criterion_id: id, points: null, reason: "No", cannot: true })) };
    expect(await caught(sendScores(as(ann), application.id, nothing))).toBeInstanceOf(Invalid);
  });

  it("after sending takes the scores out of the mean and keeps them in the history; an ended assignment takes it up no more", async () => {
    const { administrator, ann, application, as, own, mean } = await sent();
    await cannotAssess(as(ann), application.id, "My cousin may work there: I can't tell");
    expect([await mean(), (await historyOf(test.db, [(await own()).id])).map(({ cause, weighted_percent }) => [cause, weighted_percent])]).toEqual([null, [["sent", 72], ["cannot", null]]]);
    await endAssignment(as(administrator), application.id, ann.id);
    expect(await caught(resumeAssessing(as(ann), application.id))).toBeInstanceOf(Error);
  });
});

describe("what saves by itself", () => {
  const page = "0198c0de-0000-4000-8000-000000000001";
  const typed = (world: Ready, values: { version: number; turn: number; points?: string; reason?: string; page?: string }) => {
    const form: Record<string, string> = { version: String(values.version), page: values.page ?? page, turn: String(values.turn), overall: "" };
    for (const { id } of world.criteria) Object.assign(form, { [`points-${id}`]: values.points ?? "3", [`reason-${id}`]: values.reason ?? "Typed" });
    return form;
  };

  it("is taken again after an answer that was lost, and never for another window's", async () => {
    const world = await ready();
    const { ann, application, as, own } = world;
    expect(await autosaveScores(as(ann), application.id, typed(world, { version: 0, turn: 1 }))).toMatchObject({ version: 1, left: 0, percent: 48 });
    // The answer never came, more was typed: the page still thinks of version 0.
    expect(await autosaveScores(as(ann), application.id, typed(world, { version: 0, turn: 2, reason: "Typed on" }))).toMatchObject({ version: 2 });
    // The first one arrives once more, late: it is behind what was saved, and changes nothing.
    expect(await autosaveScores(as(ann), application.id, typed(world, { version: 0, turn: 1 }))).toMatchObject({ version: 2 });
    expect((await own()).scores.map(({ reason }) => reason)).toEqual(["Typed on", "Typed on"]);
    const other = { version: 1, turn: 1, reason: "Elsewhere", page: "0198c0de-0000-4000-8000-000000000002" };
    expect(await caught(autosaveScores(as(ann), application.id, typed(world, other)))).toBeInstanceOf(Conflict);
  });

  it("keeps the rest where one field can't be kept, and says which", async () => {
    const world = await ready();
    const { ann, application, criteria, as, own } = world;
    const form = { ...typed(world, { version: 0, turn: 1 }), [`points-${criteria[0]!.id}`]: "6" };
    const answer = await autosaveScores(as(ann), application.id, form);
    expect([Object.keys(answer.errors), answer.left, points(await own(), criteria)]).toEqual([[`points-${criteria[0]!.id}`], 1, [undefined, 3]]);
  });

  it("writes no version and no trace where nothing was typed since", async () => {
    const world = await ready();
    const { ann, application, as } = world;
    await autosaveScores(as(ann), application.id, typed(world, { version: 0, turn: 1 }));
    const events = () => test.db.selectFrom("audit_event").select(sql<number>`count(*)`.as("count")).where("subject_id", "=", application.id).executeTakeFirstOrThrow();
    const before = await events();
    expect(await autosaveScores(as(ann), application.id, typed(world, { version: 1, turn: 2 }))).toMatchObject({ version: 1 });
    expect(await events()).toEqual(before);
  });
});
