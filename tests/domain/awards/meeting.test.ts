import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { conflictedApplicationIds, isClosedTo, rankedApplications } from "#app/domain/assessment/read.server.ts";
import { weightedPercent } from "#app/domain/assessment/model.ts";
import { readBoardView } from "#app/domain/awards/board-view.server.ts";
import { decide, takeBack } from "#app/domain/awards/decide.server.ts";
import { arrive, closeMeeting, comeBack, depart, openMeeting, saveNotes, stepOut } from "#app/domain/awards/meeting.server.ts";
import { findOpenMeeting, listAttendance, listLeaves } from "#app/domain/awards/meeting-read.server.ts";
import { moveLine } from "#app/domain/awards/scenario.server.ts";
import { alteredSnapshots, readSnapshot } from "#app/domain/awards/snapshot.server.ts";
import { Conflict, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a } from "#tests/support/factories.ts";
import { anApplicant, aPot, as, faults, inFull } from "./world.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** A pot with two applications, an administrator and a chair. */
async function round() {
  const { db } = database;
  const there = await aPot(db, 1_000_000);
  const chair = await there.staff("chair");
  const [one, two] = [await anApplicant(db, there.pot.id), await anApplicant(db, there.pot.id)];
  const open = (quorum: number, present = [there.administrator.id, chair.id]) => openMeeting(as(db, chair), there.pot.id, { quorum, present });
  const leaves = async (person: string, application: string) => stepOut(as(db, chair), there.pot.id, { person, application });
  return { ...there, db, chair, one: one.application_id, two: two.application_id, open, leaves, visitor: { person: "", name: "Somebody who advises", role: "adviser", votes: false } };
}

describe("when a pot may be decided", () => {
  test("without any meeting as ever; with one while it is open; once it is closed not before another opens", async () => {
    const { db, pot, administrator, one, two, open } = await round();
    await decide(as(db, administrator), one, inFull);
    await takeBack(as(db, administrator), one);
    const meeting = await open(2);
    await decide(as(db, administrator), one, inFull);
    const { meeting_id } = await db.selectFrom("decision").select("meeting_id").where("application_id", "=", one).where("taken_back_at", "is", null).executeTakeFirstOrThrow();
    expect(meeting_id).toBe(meeting);
    await closeMeeting(as(db, administrator), pot.id);
    await expect(decide(as(db, administrator), two, inFull)).rejects.toThrow(WrongState);
    await expect(db.insertInto("decision").values({ id: newId(), application_id: two, outcome: "decline", decided_by: administrator.id }).execute(), "past every verb").rejects.toMatchObject({ constraint: "decision_in_open_meeting" });
    await open(1);
    await decide(as(db, administrator), two, inFull);
    expect(await faults(db)).toEqual([]);
  });

  test("not while fewer are in the room than are needed: those who only advise, went home or left for this application don't count", async () => {
    const { db, pot, administrator, chair, one, two, open, leaves, visitor } = await round();
    await open(2);
    await arrive(as(db, chair), pot.id, visitor);
    await leaves(chair.id, one);
    await expect(decide(as(db, administrator), one, inFull)).rejects.toThrow(/1 of the 2/);
    await decide(as(db, administrator), two, inFull);
    const meeting = (await findOpenMeeting(db, pot.id))!;
    const [leave] = await listLeaves(db, meeting.id, administrator.id);
    await comeBack(as(db, administrator), pot.id, leave!.id);
    const theChair = (await listAttendance(db, meeting.id)).find((person) => person.person_id === chair.id)!;
    await depart(as(db, administrator), pot.id, theChair.id);
    await expect(decide(as(db, administrator), one, inFull)).rejects.toThrow(/1 of the 2/);
    await arrive(as(db, administrator), pot.id, { person: chair.id, name: "", role: "", votes: true });
    await decide(as(db, administrator), one, inFull);
  });

  test("somebody with an interest makes no quorum for that application, and one name is one person", async () => {
    const { db, pot, administrator, chair, one, two, open, visitor } = await round();
    await open(2);
    await db.insertInto("interest").values({ id: newId(), application_id: one, person_id: chair.id, has_interest: true }).execute();
    await expect(decide(as(db, administrator), one, inFull)).rejects.toThrow(/1 of the 2/);
    await decide(as(db, administrator), two, inFull);
    await arrive(as(db, administrator), pot.id, { ...visitor, votes: true });
    await expect(arrive(as(db, administrator), pot.id, { ...visitor, name: "somebody WHO advises", votes: true })).rejects.toThrow(Invalid);
    await decide(as(db, administrator), one, inFull);
  });

  test("who leaves the room takes their score out of no minimum: it is the same mean as on the board", async () => {
    const { db, pot, administrator, chair, staff, one, open, leaves } = await round();
    await db.updateTable("pot").set({ minimum_percent: 50 }).where("id", "=", pot.id).execute();
    const [low, high] = [await staff("assessor"), await staff("assessor")];
    for (const [person, weighted_percent] of [[low, 20], [high, 70]] as const) {
      await db.insertInto("interest").values({ id: newId(), application_id: one, person_id: person.id, has_interest: false }).execute();
      await db.insertInto("score_sheet").values({ id: newId(), application_id: one, person_id: person.id, status: "sent", weighted_percent, sent_at: new Date() }).execute();
    }
    await open(1, [administrator.id, chair.id, low.id]);
    await leaves(low.id, one);
    await expect(decide(as(db, administrator), one, inFull)).rejects.toMatchObject({ fields: { below_minimum_reason: expect.stringContaining("45%") } });
  });

  test("a decision and the close in the same moment: it is in the snapshot or it was refused", async () => {
    for (let time = 0; time < 5; time += 1) {
      const { db, pot, administrator, chair, one, open } = await round();
      const meeting = await open(1);
      const [decided] = await Promise.allSettled([decide(as(db, administrator), one, inFull), closeMeeting(as(db, chair), pot.id)]);
      const { body } = await readSnapshot(db, pot.id, meeting, administrator.id);
      expect(body.lines.find((line) => line.application_id === one)!.outcome).toBe(decided.status === "fulfilled" ? "full" : null);
    }
  });
});

describe("who leaves the room for an application", () => {
  test("sees nothing of it on the board, in lists or in counts, and can't decide on it, until somebody else records that they are back", async () => {
    const { db, pot, administrator, chair, one, two, open, leaves } = await round();
    await open(1);
    await leaves(administrator.id, one);
    const seen = async () => (await readBoardView(db, administrator, pot.id, null)).seen.lines.map((line) => line.application_id);
    expect(await seen()).toEqual([two]);
    expect((await rankedApplications(db, pot.id, administrator.id)).map((line) => line.application_id)).toEqual([two]);
    expect(await isClosedTo(db, administrator.id, one)).toBe(true);
    expect(await conflictedApplicationIds(db, administrator.id, pot.id)).toEqual([one]);
    await expect(decide(as(db, administrator), one, inFull)).rejects.toThrow(NotAllowed);
    const meeting = (await findOpenMeeting(db, pot.id))!;
    expect(await listLeaves(db, meeting.id, administrator.id), "not even their own leave").toEqual([]);
    const [leave] = await listLeaves(db, meeting.id, chair.id);
    await expect(comeBack(as(db, administrator), pot.id, leave!.id)).rejects.toThrow(NotFound);
    await expect(stepOut(as(db, administrator), pot.id, { person: chair.id, application: one })).rejects.toThrow(NotFound);
    await comeBack(as(db, chair), pot.id, leave!.id);
    expect((await seen()).sort()).toEqual([one, two].sort());
  });

  test("keeps the scores they gave: leaving the room is no conflict of interest", async () => {
    const { db, pot, administrator, chair, staff, one, open, leaves } = await round();
    const assessor = await staff("assessor");
    await db.insertInto("interest").values({ id: newId(), application_id: one, person_id: assessor.id, has_interest: false }).execute();
    await db.insertInto("score_sheet").values({ id: newId(), application_id: one, person_id: assessor.id, status: "sent", weighted_percent: 75, sent_at: new Date() }).execute();
    await open(1, [administrator.id, chair.id, assessor.id]);
    await leaves(assessor.id, one);
    expect((await rankedApplications(db, pot.id, chair.id))[0]).toMatchObject({ application_id: one, mean_percent: 75 });
  });

  test("is back when the meeting closes; leaving twice, being elsewhere, or an application of another pot is refused", async () => {
    const { db, pot, administrator, chair, one, open, leaves, staff } = await round();
    const other = await round();
    const meeting = await open(1);
    await leaves(administrator.id, one);
    await expect(leaves(administrator.id, one)).rejects.toThrow(Invalid);
    await expect(leaves((await staff("assessor")).id, one)).rejects.toThrow(Invalid);
    await expect(leaves(administrator.id, other.one)).rejects.toThrow(NotFound);
    await closeMeeting(as(db, chair), pot.id);
    expect(await isClosedTo(db, administrator.id, one)).toBe(false);
    expect((await readSnapshot(db, pot.id, meeting, chair.id)).body.leaves).toMatchObject([{ application_id: one, person: administrator.name }]);
  });
});

describe("the meeting", () => {
  test("is one at a time, held by those who decide, and stays as it was once closed", async () => {
    const { db, pot, chair, administrator, open, staff } = await round();
    const meeting = await open(1);
    await expect(open(1)).rejects.toThrow(WrongState);
    await expect(openMeeting(as(db, await staff("assessor")), pot.id, { quorum: 1, present: [] })).rejects.toThrow(NotFound);
    await expect(arrive(as(db, chair), pot.id, { person: administrator.id, name: "", role: "", votes: true })).rejects.toThrow(Invalid);
    await saveNotes(as(db, chair), pot.id, { version: 1, notes: "We begin" });
    await expect(saveNotes(as(db, administrator), pot.id, { version: 1, notes: "I begin" })).rejects.toThrow(Conflict);
    await closeMeeting(as(db, chair), pot.id);
    await expect(closeMeeting(as(db, chair), pot.id)).rejects.toThrow(WrongState);
    await expect(db.updateTable("meeting").set({ notes: "Otherwise" }).where("id", "=", meeting).execute()).rejects.toMatchObject({ constraint: "meeting_closed_stays" });
    await expect(db.updateTable("meeting_attendance").set({ role: "king" }).where("meeting_id", "=", meeting).execute()).rejects.toMatchObject({ constraint: "meeting_closed_stays" });
    await expect(db.deleteFrom("meeting_attendance").where("meeting_id", "=", meeting).execute()).rejects.toMatchObject({ constraint: "meeting_closed_stays" });
  });
});

describe("the snapshot", () => {
  test("is what the board showed at the close, and nothing that happens after changes it", async () => {
    const { db, pot, administrator, chair, one, two, open } = await round();
    const meeting = await open(1);
    await decide(as(db, administrator), one, inFull);
    await closeMeeting(as(db, chair), pot.id);
    const before = await readSnapshot(db, pot.id, meeting, chair.id);
    expect(before.body.lines.map((line) => [line.application_id, line.outcome])).toEqual(expect.arrayContaining([[one, "full"], [two, null]]));
    expect(before.body.attendance.map((person) => person.name).sort()).toEqual([administrator.name, chair.name].sort());
    await takeBack(as(db, administrator), one);
    expect(await readSnapshot(db, pot.id, meeting, chair.id)).toEqual(before);
    await expect(db.updateTable("meeting_snapshot").set({ body: "{}" }).where("meeting_id", "=", meeting).execute()).rejects.toThrow();
    await expect(db.deleteFrom("meeting_snapshot").where("meeting_id", "=", meeting).execute()).rejects.toThrow();
  });

  test("leaves out what is closed to its reader", async () => {
    const { db, pot, chair, administrator, one, open } = await round();
    const meeting = await open(1);
    await closeMeeting(as(db, chair), pot.id);
    await db.insertInto("interest").values({ id: newId(), application_id: one, person_id: administrator.id, has_interest: true }).execute();
    const { hidden, body } = await readSnapshot(db, pot.id, meeting, administrator.id);
    expect(hidden).toBe(1);
    expect(JSON.stringify(body)).not.toContain(one);
  });

  test("holds what a year later is needed to come to the same: points by reader and criterion, weights, order, line, codes, who decided and why, who was there", async () => {
    const { db, pot, administrator, chair, staff, one, two, open } = await round();
    const criteria = [await a.criterion(db, { pot_id: pot.id, weight: 60, max_points: 5 }), await a.criterion(db, { pot_id: pot.id, weight: 40, max_points: 10 })];
    const readers = [await staff("assessor"), await staff("assessor")];
    const given = new Map([[one, [[4, 5], [3, 10]]], [two, [[5, 10], [5, null]]]] as const);
    for (const [application_id, sheets] of given)
      for (const [index, points] of sheets.entries()) {
        const person_id = readers[index]!.id;
        const scores = criteria.map(({ id }, at) => ({ criterion_id: id, points: points[at]!, cannot: points[at] === null, reason: "Clear" }));
        const id = newId();
        await db.insertInto("interest").values({ id: newId(), application_id, person_id, has_interest: false }).execute();
        await db.insertInto("score_sheet").values({ id, application_id, person_id, status: "draft" }).execute();
        await db.insertInto("score").values(scores.map((score) => ({ ...score, sheet_id: id }))).execute();
        await db.updateTable("score_sheet").set({ status: "sent", sent_at: new Date(), weighted_percent: weightedPercent(criteria, scores)! }).where("id", "=", id).execute();
      }
    await db.updateTable("interest").set({ has_interest: true }).where("application_id", "=", two).where("person_id", "=", readers[1]!.id).execute();
    const meeting = await open(1);
    await moveLine(as(db, chair), pot.id, null, 1);
    await decide(as(db, administrator), one, { ...inFull, reasons: "Nobody else works there" });
    await closeMeeting(as(db, chair), pot.id);
    const { body } = await readSnapshot(db, pot.id, meeting, chair.id);
    const ranked = body.lines.map((line) => {
      for (const sheet of line.sheets) {
        const scores = Object.entries(sheet.points).map(([criterion_id, points]) => ({ criterion_id, points, cannot: points === null }));
        expect(weightedPercent(body.criteria, scores)).toBe(sheet.weighted_percent);
      }
      const counted = line.sheets.filter((sheet) => sheet.counted).map((sheet) => sheet.weighted_percent);
      expect(counted.reduce((sum, percent) => sum + percent, 0) / counted.length).toBeCloseTo(line.mean_percent!, 2);
      return { ...line, above: line.mean_percent! > body.line.percent! || (line.mean_percent === body.line.percent && line.reference <= body.line.reference) };
    });
    expect(ranked.map(({ above }) => above)).toEqual(body.lines.map(({ above }) => above));
    expect(body.lines.map((line) => [line.application_id, line.sheets.map((sheet) => sheet.counted).sort(), line.codes.includes("focus-group/women")])).toEqual([[two, [false, true], true], [one, [true, true], true]]);
    expect(body.lines[1]!.decision).toMatchObject({ decided_by: administrator.id, reasons: "Nobody else works there", meeting_id: meeting, decided_pence: 500_000, years: [{ amount_pence: 500_000 }] });
    expect(body.attendance.map(({ person_id }) => person_id).sort()).toEqual([administrator.id, chair.id].sort());
  });

  test("tells nobody by a gap, a sum or a place in the order what is closed to them or still theirs to score", async () => {
    const { db, pot, chair, administrator, staff, one, two, open } = await round();
    const reader = await staff("assessor");
    const third = (await anApplicant(db, pot.id)).application_id;
    for (const [application_id, weighted_percent] of [[one, 90], [two, 80], [third, 70]] as const) {
      await db.insertInto("interest").values({ id: newId(), application_id, person_id: reader.id, has_interest: false }).execute();
      await db.insertInto("score_sheet").values({ id: newId(), application_id, person_id: reader.id, status: "sent", weighted_percent, sent_at: new Date() }).execute();
    }
    await db.insertInto("assignment").values({ id: newId(), application_id: two, person_id: chair.id, assigned_by: administrator.id }).execute();
    const meeting = await open(1);
    await decide(as(db, administrator), one, inFull);
    await closeMeeting(as(db, administrator), pot.id);
    const whole = await readSnapshot(db, pot.id, meeting, administrator.id);
    expect([whole.whole_view, whole.body.awards, whole.body.lines.map(({ rank }) => rank)]).toEqual([true, 2, [1, 2, 3]]);
    await db.insertInto("interest").values({ id: newId(), application_id: one, person_id: chair.id, has_interest: true }).execute();
    const { body, whole_view } = await readSnapshot(db, pot.id, meeting, chair.id);
    expect(body.lines.map((line) => [line.application_id, line.rank, line.mean_percent, line.sheets.length, line.above])).toEqual([[third, 1, 70, 1, false], [two, 0, null, 0, false]]);
    expect([whole_view, body.awards, body.median_pence, body.coverage, body.line_after]).toEqual([false, 0, null, [], 0]);
    expect(body.limits.every(({ proposed_pence }) => proposed_pence === 0)).toBe(true);
  });

  test("one that was altered past every guard is found", async () => {
    const { db, pot, chair, open } = await round();
    const meeting = await open(1);
    await closeMeeting(as(db, chair), pot.id);
    const found = async () => (await alteredSnapshots(db)).filter((finding) => finding.includes(meeting));
    expect(await found()).toEqual([]);
    const superuser = new pg.Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    await superuser.query("set session_replication_role = replica");
    await superuser.query("update meeting_snapshot set body = replace(body, '\"awards\":0', '\"awards\":9') where meeting_id = $1", [meeting]);
    expect(await found()).toHaveLength(1);
    await superuser.query("update meeting_snapshot set sha256 = encode(sha256(convert_to(body, 'UTF8')), 'hex') where meeting_id = $1", [meeting]);
    expect(await found(), "with a hash that fits").toEqual([`The snapshot of meeting ${meeting} is not the one that was recorded when it closed`]);
    await superuser.query("delete from meeting_snapshot where meeting_id = $1", [meeting]);
    expect(await found()).toEqual([`Meeting ${meeting} was closed and has no snapshot`]);
    await superuser.end();
  });
});
