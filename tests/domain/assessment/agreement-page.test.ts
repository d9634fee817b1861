/** What the pages on disagreement tell: spread before the mean, nothing where there is too little, and nothing of what is closed to the viewer. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assign, declare } from "#app/domain/assessment/change.server.ts";
import { potScores } from "#app/domain/assessment/disagreement.server.ts";
import { disagreements, fewest, panelAgreement, ranksOf, readerManners, spreadOf, type CountedSheet } from "#app/domain/assessment/disagreement.ts";
import { rankedApplications } from "#app/domain/assessment/read.server.ts";
import { sendScores } from "#app/domain/assessment/scores.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { assessmentWorld, joined, sentApplication } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const criteria = [{ id: "need" }, { id: "value" }];
const sheet = (application_id: string, person_id: string, percent: number, need: number | null = 3, value: number | null = 3): CountedSheet => ({ application_id, person_id, percent, points: { need, value } });

describe("disagreement", () => {
  it("of one reader is none, and equal scores lie nothing apart", () => {
    expect([spreadOf([72]), spreadOf([72.1, 72.1]), spreadOf([40.05, 72.1])]).toEqual([null, { lowest: 72.1, highest: 72.1, spread: 0 }, { lowest: 40.05, highest: 72.1, spread: 32.05 }]);
  });

  it("puts the widest first, each criterion by itself, and takes a criterion that can't be assessed for no score at all", () => {
    const rows = disagreements(criteria, [sheet("calm", "ann", 60), sheet("calm", "bob", 62), sheet("torn", "ann", 20, 1, null), sheet("torn", "bob", 90, 5, 4), sheet("alone", "ann", 50)]);
    expect(rows.map(({ application_id, overall }) => [application_id, overall?.spread])).toEqual([["torn", 70], ["calm", 2], ["alone", undefined]]);
    expect(rows[0]!.criteria).toEqual({ need: { lowest: 1, highest: 5, spread: 4 }, value: null });
  });

  it("says no number of a panel below the stated minimum, and one above it", () => {
    const of = (applications: number) => Array.from({ length: applications }, (_, index) => [sheet(`a${index}`, "ann", index * 5, index % 6), sheet(`a${index}`, "bob", index * 5 + 1, index % 6)]).flat();
    const few = panelAgreement(criteria, of(fewest.shared - 1));
    expect([few.whole, few.criteria[0]!.enough]).toEqual([{ shared: fewest.shared - 1, enough: false, alpha: null, interval: null }, false]);
    const enough = panelAgreement(criteria, of(fewest.shared));
    expect(enough.whole.alpha).toBeGreaterThan(0.9);
    expect(enough.whole.interval!.from).toBeLessThanOrEqual(enough.whole.alpha!);
    // Everybody gave the same points for value: there is nothing to tell apart, which is not perfect agreement.
    expect(enough.criteria.map(({ id, alpha }) => [id, alpha])).toEqual([["need", 1], ["value", null]]);
  });

  it("counts five thousand applications, every reader of them", () => {
    const many = Array.from({ length: 5000 }, (_, index) => ["ann", "bob", "cat"].map((reader, at) => sheet(`a${index}`, `${reader}${index % 7}`, (index * 37 + at * 11) % 101, (index + at) % 6, (index * at) % 6))).flat();
    expect(panelAgreement(criteria, many).whole).toMatchObject({ shared: 5000, enough: true });
    expect(readerManners(many)).toHaveLength(21);
  });
});

describe("two ranks", () => {
  const applications = ["a", "b", "c", "d", "e", "f"];
  const fair = applications.flatMap((application, index) => [sheet(application, "ann", 50 + index), sheet(application, "bob", 50 + index - 10)]);

  it("stand side by side, and the raw one is the board's", () => {
    // Bob, who is ten points more severe, alone read the last one.
    const sheets = [...fair, sheet("g", "bob", 50)];
    const means = new Map([...applications.map((application, index): [string, number] => [application, 45 + index]), ["g", 50]]);
    const { rows, why } = ranksOf(means, sheets);
    const g = rows.find(({ application_id }) => application_id === "g")!;
    expect([why, g.mean, g.rank, g.adjusted_rank]).toEqual([null, 50, 1, 1]);
    expect(rows.find(({ application_id }) => application_id === "f")).toMatchObject({ mean: 50, rank: 1, adjusted_rank: 2 });
    expect(g.adjusted).toBeCloseTo(55, 6);
  });

  it("are one where severity can't be told, and it says why", () => {
    const means = new Map([["a", 45]]);
    expect(ranksOf(means, [sheet("a", "ann", 50), sheet("a", "bob", 40)])).toMatchObject({ why: "too-few", rows: [{ rank: 1, adjusted_rank: null }] });
    const apart = [...fair, ...["t", "u", "v", "w", "x"].flatMap((application) => [sheet(application, "cat", 50), sheet(application, "dee", 60)])];
    expect(ranksOf(means, apart).why).toBe("apart");
  });
});

describe("what a chair reads of a pot", () => {
  async function scored() {
    const world = await assessmentWorld(test);
    const other = await sentApplication(test, world.pot.id);
    for (const application of [world.application, other])
      for (const [person, points] of [[world.ann, [5, 10]], [world.bob, [1, 2]]] as const) {
        await assign(world.as(world.administrator), application.id, person.id);
        await declare(world.as(person), application.id, { has_interest: false, explanation: "" });
        await sendScores(world.as(person), application.id, world.sheet(0, [...points]));
      }
    return { ...world, other };
  }

  it("is every sheet that counts, with the mean that the board shows", async () => {
    const { pot, chair, criteria: [first] } = await scored();
    const read = await potScores(test.db, pot.id, chair.id);
    expect([read.applications.length, read.sheets.length, read.readers.length, read.owed]).toEqual([2, 4, 2, 0]);
    expect(new Map(read.applications.map(({ application_id, mean }) => [application_id, mean]))).toEqual(new Map((await rankedApplications(test.db, pot.id)).map((row) => [row.application_id, row.mean_percent])));
    expect(read.sheets.map(({ points }) => points[first!.id]).sort()).toEqual([1, 1, 5, 5]);
  });

  it("leaves out what is closed to them, row, number and sheet", async () => {
    const { pot, chair, application, other } = await scored();
    const closed = await joined(test, chair, application.organisation_id);
    const read = await potScores(test.db, pot.id, closed.id);
    expect(read.applications.map(({ application_id }) => application_id)).toEqual([other.id]);
    expect(JSON.stringify(read)).not.toContain(application.id);
    expect(read.owed).toBe(0);
  });

  it("leaves out the scores of what they have still to score themselves, and says how many", async () => {
    const { pot, administrator, chair, application, other, as } = await scored();
    await assign(as(administrator), application.id, chair.id);
    const read = await potScores(test.db, pot.id, chair.id);
    expect([read.applications.map(({ application_id }) => application_id), read.owed]).toEqual([[other.id], 1]);
    expect(read.sheets.every(({ application_id }) => application_id === other.id)).toBe(true);
  });

  it("counts no sheet of a reader who turned out to belong to the group", async () => {
    const { pot, chair, ann, application } = await scored();
    await joined(test, ann, application.organisation_id);
    const read = await potScores(test.db, pot.id, chair.id);
    expect(read.sheets.filter(({ application_id }) => application_id === application.id).map(({ person_id }) => person_id)).not.toContain(ann.id);
    expect(read.applications.find(({ application_id }) => application_id === application.id)).toMatchObject({ mean: 20, sent: 1 });
  });
});
