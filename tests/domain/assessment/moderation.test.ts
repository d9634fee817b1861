/** Moderation: readers change only their own scores, the note is one for all, and before and after stay. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assign, declare, endAssignment } from "#app/domain/assessment/change.server.ts";
import { finishModeration, listModerations, noteModeration, openModeration } from "#app/domain/assessment/moderation.server.ts";
import { findOwnSheet } from "#app/domain/assessment/read.server.ts";
import { closeScoring } from "#app/domain/assessment/scores-closing.server.ts";
import { historyOf } from "#app/domain/assessment/scores-history.server.ts";
import { cannotAssess, changeScores, sendScores } from "#app/domain/assessment/scores.server.ts";
import { readDesk } from "#app/domain/desk/read.server.ts";
import { Conflict, Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { assessmentWorld, caught, joined } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

/** Two sheets, far apart. */
async function apart() {
  const world = await assessmentWorld(test);
  for (const [person, points] of [[world.ann, [5, 10]], [world.bob, [0, 0]]] as const) {
    await assign(world.as(world.administrator), world.application.id, person.id);
    await declare(world.as(person), world.application.id, { has_interest: false, explanation: "" });
    await sendScores(world.as(person), world.application.id, world.sheet(0, [...points]));
  }
  return world;
}
const moderated = async () => {
  const world = await apart();
  await openModeration(world.as(world.chair), world.application.id, "Is the budget real?");
  return world;
};

describe("a moderation", () => {
  it("lets readers change their own scores after scoring was closed, and nobody else's; before and after are kept", async () => {
    const { ann, bob, chair, pot, application, as, sheet } = await moderated();
    await closeScoring(as(chair), pot.id);
    await changeScores(as(bob), application.id, sheet(1, [3, 5], "I had misread the budget"));
    expect(await caught(changeScores(as(chair), application.id, sheet(1, [1, 1])))).toBeInstanceOf(NotFound);
    expect(await caught(cannotAssess(as(ann), application.id, "x"))).toBeUndefined();
    await finishModeration(as(chair), application.id, { version: 1, note: "One withdrew, one moved" });
    expect(await caught(changeScores(as(bob), application.id, sheet(2, [5, 5])))).toBeInstanceOf(WrongState);
    const [moderation] = await listModerations(test.db, application.id);
    const own = (await findOwnSheet(test.db, application.id, bob.id))!;
    expect(refusedConstraint(await caught(test.db.updateTable("score").set({ points: 0 }).where("sheet_id", "=", own.id).execute()))).toBe("score_sheet_sent_is_closed");
    expect(moderation).toMatchObject({ note: "One withdrew, one moved", opened_by_name: chair.name, finished_by_name: chair.name });
    expect(moderation!.sheets.find(({ sheet_id }) => sheet_id === own.id)).toMatchObject({ version_before: 1, version_after: 2 });
    expect(moderation!.sheets.find(({ sheet_id }) => sheet_id !== own.id)).toMatchObject({ version_before: 1, version_after: null });
    expect((await historyOf(test.db, [own.id])).map(({ cause, moderation_id, weighted_percent }) => [cause, moderation_id, weighted_percent])).toEqual([["sent", null, 0], ["moderated", moderation!.id, 56]]);
  });

  it("stands on the desk of its readers until it is finished, and writes to none who can't open it any more", async () => {
    const { administrator, ann, bob, chair, application, as } = await apart();
    await endAssignment(as(administrator), application.id, bob.id);
    await openModeration(as(chair), application.id, "Is the budget real?");
    const told = await test.db.selectFrom("message").select("to_person_id").where("template", "=", "moderation-opened").where("to_person_id", "in", [ann.id, bob.id]).execute();
    expect(told).toEqual([{ to_person_id: ann.id }]);
    const panelOf = async (person: typeof ann) => (await readDesk(test.db, person)).panel;
    expect([await panelOf(ann), await panelOf(bob)]).toEqual([{ to_declare: 0, to_score: 0, to_talk: 1 }, { to_declare: 0, to_score: 0, to_talk: 0 }]);
    await finishModeration(as(chair), application.id, { version: 1, note: "They agree" });
    expect(await panelOf(ann)).toMatchObject({ to_talk: 0 });
  });

  it("is opened once, by who decides, where there is something to compare", async () => {
    const { administrator, ann, chair, application, as } = await apart();
    const attempts = [() => openModeration(as(chair), application.id, "Why?"), () => openModeration(as(administrator), application.id, "Why?")];
    const refusals = await Promise.all(attempts.map((attempt) => caught(attempt())));
    expect(refusals.filter((refusal) => refusal === undefined)).toHaveLength(1);
    expect(refusals.find((refusal) => refusal !== undefined)).toBeInstanceOf(WrongState);
    expect(await caught(openModeration(as(ann), application.id, "Why?"))).toBeInstanceOf(NotAllowed);
    const alone = await assessmentWorld(test);
    await assign(alone.as(alone.administrator), alone.application.id, alone.ann.id);
    expect(await caught(openModeration(alone.as(alone.chair), alone.application.id, "Why?"))).toBeInstanceOf(WrongState);
  });

  it("tells each reader once, with the reference and no name of the group", async () => {
    const { ann, bob, application, as, chair } = await moderated();
    const { name } = await test.db.selectFrom("organisation").select("name").where("id", "=", application.organisation_id).executeTakeFirstOrThrow();
    const sent = await test.db.selectFrom("message").select(["to_person_id", "subject", "body"]).where("template", "=", "moderation-opened").where("to_person_id", "in", [ann.id, bob.id]).execute();
    expect(sent.map(({ to_person_id }) => to_person_id).sort()).toEqual([ann.id, bob.id].sort());
    for (const { subject, body } of sent) {
      expect(subject).toContain(application.reference);
      expect(subject + body).not.toContain(name);
      expect(subject + body).not.toContain("Is the budget real?");
    }
    expect(await caught(openModeration(as(chair), application.id, "Again"))).toBeInstanceOf(WrongState);
  });

  it("is not opened or written by someone with an interest, nor by someone who owes scores of their own", async () => {
    const { chair, application, as } = await moderated();
    const closed = await joined(test, chair, application.organisation_id);
    expect(await caught(noteModeration(as(closed), application.id, { version: 1, note: "Mine" }))).toBeInstanceOf(NotAllowed);
    const other = await apart();
    await assign(other.as(other.administrator), other.application.id, other.chair.id);
    expect(await caught(openModeration(other.as(other.chair), other.application.id, "Why?"))).toBeInstanceOf(WrongState);
  });

  it("has one note: two who write at once never lose one's words unseen", async () => {
    const { administrator, chair, application, as } = await moderated();
    await noteModeration(as(chair), application.id, { version: 1, note: "First" });
    const refusal = await caught(noteModeration(as(administrator), application.id, { version: 1, note: "Second" }));
    expect([refusal, (refusal as Conflict).theirs]).toEqual([expect.any(Conflict), { version: 2, note: "First" }]);
    expect(await caught(finishModeration(as(chair), application.id, { version: 2, note: " " }))).toBeInstanceOf(Invalid);
    expect((await listModerations(test.db, application.id))[0]).toMatchObject({ note: "First", finished_at: null });
  });

  it("that is finished stays as it is, also behind our back", async () => {
    const { chair, application, as } = await moderated();
    await finishModeration(as(chair), application.id, { version: 1, note: "They differ" });
    const [moderation] = await listModerations(test.db, application.id);
    const behind = [
      () => test.db.updateTable("moderation").set({ note: "They agree" }).where("id", "=", moderation!.id).execute(),
      () => test.db.deleteFrom("moderation_sheet").where("moderation_id", "=", moderation!.id).execute(),
      () => test.db.updateTable("moderation_sheet").set({ version_before: 1, version_after: null }).where("moderation_id", "=", moderation!.id).execute(),
    ];
    for (const change of behind) expect(refusedConstraint(await caught(change()))).toBe("moderation_finished_stays");
    expect(await caught(noteModeration(as(chair), application.id, { version: 2, note: "x" }))).toBeInstanceOf(WrongState);
  });
});
