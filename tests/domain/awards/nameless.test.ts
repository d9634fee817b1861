/** A round that is read without names: its chair decides, meets and looks back without one either, until scoring is closed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scoresOf } from "#app/domain/assessment/read.server.ts";
import { decide } from "#app/domain/awards/decide.server.ts";
import { listLeaves } from "#app/domain/awards/meeting-read.server.ts";
import { closeMeeting, openMeeting, stepOut } from "#app/domain/awards/meeting.server.ts";
import { listPotAwards } from "#app/domain/awards/read.server.ts";
import { listReserves } from "#app/domain/awards/reserve.server.ts";
import { listReturned, listToConfirm, returnDecision } from "#app/domain/awards/second.server.ts";
import { askForShortlist, getShortlist } from "#app/domain/awards/shortlist/ask.server.ts";
import { readSnapshot } from "#app/domain/awards/snapshot.server.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a } from "#tests/support/factories.ts";
import { anApplicant, aPot, as, inFull } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

/** Three groups, the last in the alphabet first to apply; a chair, an administrator and two readers' sheets. */
async function nameless() {
  const { db } = test;
  const there = await aPot(db, 5_000_000, { second_person_above_pence: 100_000 });
  const [chair, reader] = [await there.staff("chair"), await there.staff("assessor")];
  const criterion = await a.criterion(db, { pot_id: there.pot.id, weight: 100, max_points: 5 });
  const groups = [];
  for (const name of ["Wombat Weavers", "Quoll Singers", "Bilby Bakers"]) {
    const group = await anApplicant(db, there.pot.id);
    await db.updateTable("organisation").set({ name }).where("id", "=", group.organisation_id).execute();
    await db.updateTable("application").set({ title: `${name} go on` }).where("id", "=", group.application_id).execute();
    groups.push(group.application_id);
    await db.insertInto("interest").values({ id: newId(), application_id: group.application_id, person_id: reader.id, has_interest: false }).execute();
    const sheet = newId();
    await db.insertInto("score_sheet").values({ id: sheet, application_id: group.application_id, person_id: reader.id, status: "draft", overall: `${name} again` }).execute();
    await db.insertInto("score").values({ sheet_id: sheet, criterion_id: criterion.id, points: 4, reason: `I think that ${name} will do it` }).execute();
    await db.updateTable("score_sheet").set({ status: "sent", sent_at: new Date(), weighted_percent: 80 }).where("id", "=", sheet).execute();
  }
  const hide = async () => db.updateTable("pot").set({ declaration_needed: true, anonymous_reading: true }).where("id", "=", there.pot.id).execute();
  return { ...there, db, chair, reader, groups: groups as [string, string, string], hide };
}
const names = /Wombat|Quoll|Bilby/;

describe("the chair of a round without names", () => {
  it("finds none in decisions to confirm or given back, reserves, awards, leaves, snapshots, shortlists and readers' reasons; then all, once scoring is closed", async () => {
    const { db, pot, administrator, chair, groups, hide } = await nameless();
    const shortlist = await askForShortlist(as(db, administrator), pot.id, { least_percent: 100, floors: {} });
    const meeting = await openMeeting(as(db, chair), pot.id, { quorum: 1, present: [administrator.id, chair.id] });
    await stepOut(as(db, administrator), pot.id, { person: administrator.id, application: groups[2] });
    const given = await decide(as(db, chair), groups[0], inFull);
    await returnDecision(as(db, administrator), given.decision_id, { reason: "Too much" });
    await decide(as(db, administrator), groups[0], inFull);
    await decide(as(db, administrator), groups[1], { ...inFull, outcome: "reserve", feedback: "Just below the line" });
    await hide();
    const looks = async () => ({
      leaves: await listLeaves(db, meeting, chair.id),
      confirm: await listToConfirm(db, chair),
      reserves: (await listReserves(db, pot.id, chair.id)).reserves,
      awards: await listPotAwards(db, pot.id, chair.id),
      shortlist: (await getShortlist(db, pot.id, shortlist, chair.id)).conditions.applications,
      scores: await scoresOf(db, groups[0], chair),
    });
    for (const [where, rows] of Object.entries(await looks())) {
      expect(rows, where).not.toEqual([]);
      expect(JSON.stringify(rows), where).not.toMatch(names);
    }
    await closeMeeting(as(db, administrator), pot.id);
    expect(JSON.stringify((await readSnapshot(db, pot.id, meeting, chair.id)).body.lines)).not.toMatch(names);
    expect(JSON.stringify((await readSnapshot(db, pot.id, meeting, administrator.id)).body.lines)).toMatch(names);
    await db.updateTable("pot").set({ scoring_closed_at: new Date(), scoring_closed_by: chair.id }).where("id", "=", pot.id).execute();
    for (const [where, rows] of Object.entries({ ...(await looks()), leaves: [{ name: "Bilby" }] })) expect(JSON.stringify(rows), where).toMatch(names);
    expect((await readSnapshot(db, pot.id, meeting, chair.id)).whole).toBe(true);
  });

  it("reads what was given back to them without a name", async () => {
    const { db, administrator, chair, groups, hide } = await nameless();
    const given = await decide(as(db, chair), groups[0], inFull);
    await returnDecision(as(db, administrator), given.decision_id, { reason: "Too much" });
    expect(JSON.stringify(await listReturned(db, chair))).toMatch(names);
    await hide();
    expect(await listReturned(db, chair)).toHaveLength(1);
    expect(JSON.stringify(await listReturned(db, chair))).not.toMatch(names);
  });
});

it("a snapshot and a shortlist show nobody the scores of what they have still to score themselves", async () => {
  const { db, pot, administrator, chair, groups } = await nameless();
  const shortlist = await askForShortlist(as(db, administrator), pot.id, { least_percent: 100, floors: {} });
  const meeting = await openMeeting(as(db, administrator), pot.id, { quorum: 1, present: [administrator.id] });
  await closeMeeting(as(db, administrator), pot.id);
  await db.insertInto("assignment").values({ id: newId(), application_id: groups[0], person_id: chair.id, assigned_by: administrator.id }).execute();
  const { body } = await readSnapshot(db, pot.id, meeting, chair.id);
  expect(body.lines.find((line) => line.application_id === groups[0])).toMatchObject({ mean_percent: null, spread: null, sheets: [] });
  expect(body.lines.find((line) => line.application_id === groups[1])).toMatchObject({ mean_percent: 80 });
  const shown = await getShortlist(db, pot.id, shortlist, chair.id);
  expect(shown.conditions.applications.map(({ id }) => id).sort()).toEqual([groups[1], groups[2]].sort());
  expect(JSON.stringify(shown.answer)).not.toContain(groups[0]);
});
