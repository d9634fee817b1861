/** A score sheet that comes back as a spreadsheet: what is entered is what was written, with who typed it in, under every rule that holds on the page. */
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assign, declare } from "#app/domain/assessment/change.server.ts";
import { findOwnSheet, rankedApplications, scoresOf } from "#app/domain/assessment/read.server.ts";
import { scoreCells } from "#app/domain/assessment/score-file-cells.server.ts";
import { discardScoreFile, enterScoreFile, listEnteredFiles, planScoreFile, scoreFile, stageScoreFile } from "#app/domain/assessment/score-file.server.ts";
import { readScoreFile, scoreColumnKeys, scoreColumns, type Enterable } from "#app/domain/assessment/score-file.ts";
import { historyOf } from "#app/domain/assessment/scores-history.server.ts";
import { changeScores, saveScores } from "#app/domain/assessment/scores.server.ts";
import { Conflict, Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf } from "#tests/support/factories.ts";
import { assessmentWorld, caught, joined, sentApplication } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const noInterest = { has_interest: false, explanation: "" };
const asCsv = (lines: readonly (readonly string[])[]) => new TextEncoder().encode(lines.map((line) => line.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\r\n"));

/** Ann was asked to read two applications and declared that she is free of both. */
async function returned() {
  const world = await assessmentWorld(test);
  const { administrator, ann, pot, as, application } = world;
  const second = await sentApplication(test, pot.id);
  for (const one of [application, second]) {
    await assign(as(administrator), one.id, ann.id);
    await declare(as(ann), one.id, noInterest);
  }
  const lines = scoreCells((await scoreFile(as(administrator), pot.id, ann.id)).xlsx).map((line) => Array.from({ length: 8 }, (_, index) => line[index] ?? ""));
  /** The sheet with these points and reasons on the rows of an application, in the order of the criteria. */
  const filled = (reference: string, ...cells: (readonly [points: string, reason: string, cannot?: string])[]): string[][] => {
    let row = 0;
    return lines.map((line) => {
      if (line[1] !== reference || row >= cells.length) return [...line];
      const [points, reason, cannot = ""] = cells[row++]!;
      return [...line.slice(0, 5), points, cannot, reason];
    });
  };
  const send = (sheet: readonly (readonly string[])[], who = administrator) => stageScoreFile(as(who), pot.id, ann.id, { name: "ann.csv", bytes: asCsv(sheet) });
  const enter = async (who = administrator) => {
    const plan = (await planScoreFile(as(who), pot.id, ann.id))!;
    return enterScoreFile(as(who), pot.id, ann.id, plan);
  };
  return { ...world, second, lines, filled, send, enter, plan: (who = administrator) => planScoreFile(as(who), pot.id, ann.id) };
}

describe("a sheet that came back", () => {
  it("is looked at first, then entered for its reader with who and when; the same points as on the page give the same score", async () => {
    const { administrator, ann, bob, pot, as, application, second, filled, send, plan, enter } = await returned();
    await send(filled(application.reference, ["4", "Clear need"], ["6", "=1+1 is no formula"], ["", "A good one"]));
    const shown = (await plan())!;
    expect(shown).toMatchObject({ problems: [], empty: [second.reference], sheets: [{ application_id: application.id, percent: 72, before: null }] });
    expect((await rankedApplications(test.db, pot.id)).every(({ mean_percent }) => mean_percent === null)).toBe(true);
    expect(await enter()).toBe(1);
    const sheet = (await findOwnSheet(test.db, application.id, ann.id))!;
    expect(sheet).toMatchObject({ status: "sent", weighted_percent: 72, overall: "A good one" });
    expect(sheet.scores.map(({ reason }) => reason).sort()).toEqual(["=1+1 is no formula", "Clear need"]);
    const row = await test.db.selectFrom("score_sheet").select(["entered_by", "entered_at", "person_id"]).where("id", "=", sheet.id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ entered_by: administrator.id, person_id: ann.id, entered_at: expect.any(Date) as Date });
    expect((await historyOf(test.db, [sheet.id])).map(({ cause, kept_by }) => [cause, kept_by])).toEqual([["entered", administrator.id]]);
    const audited = await test.db.selectFrom("audit_event").select(["action", "detail"]).where("subject_id", "=", application.id).where("action", "=", "scores.entered").execute();
    expect(audited).toHaveLength(1);
    expect(JSON.stringify(audited)).not.toContain("Clear need");
    expect((await scoresOf(test.db, application.id, administrator)).map(({ person_id }) => person_id)).toEqual([ann.id]);
    expect(await scoresOf(test.db, application.id, bob)).toEqual([]);
    expect(await plan()).toBeUndefined();
    expect(await listEnteredFiles(test.db, pot.id, ann.id)).toMatchObject([{ file_name: "ann.csv", sheets: 1 }]);
    expect((await test.db.selectFrom("score_upload").select("cells").where("pot_id", "=", pot.id).executeTakeFirstOrThrow()).cells).toEqual([]);
    expect(as(ann).actor).toBe(ann);
  });

  it("is told to its reader, and is theirs again once they change it themselves", async () => {
    const { administrator, ann, as, application, second, filled, send, plan, enter, sheet } = await returned();
    await send(filled(application.reference, ["4", "Clear need"], ["6", "Fair"]));
    await enter();
    const mail = await test.db.selectFrom("message").select(["to_person_id", "body"]).where("template", "=", "panel-recorded-for-you").where("to_person_id", "=", ann.id).execute();
    expect(mail).toHaveLength(1);
    expect(mail[0]!.body).toContain(`${administrator.name} recorded for you, from your paper: your scores for 1 application.`);
    for (const secret of [application.reference, application.title!, second.reference]) expect(mail[0]!.body).not.toContain(secret);
    const own = async () => (await findOwnSheet(test.db, application.id, ann.id))!;
    expect(await own()).toMatchObject({ entered_by_name: administrator.name });
    await changeScores(as(ann), application.id, sheet((await own()).version, [5, 6], "My own words"));
    expect(await own()).toMatchObject({ entered_by_name: null, entered_at: null, weighted_percent: 84 });
    expect((await historyOf(test.db, [(await own()).id])).map(({ cause, kept_by }) => [cause, kept_by])).toEqual([["entered", administrator.id], ["changed", ann.id]]);
    await send(filled(application.reference, ["0", "Overwritten"], ["0", "Overwritten"]));
    expect((await plan())!.problems.map(({ message }) => message).join()).toContain("begun scores here themselves");
  });

  it("sent again corrected changes what was entered and keeps what it was", async () => {
    const { ann, application, filled, send, plan, enter } = await returned();
    await send(filled(application.reference, ["4", "Clear need"], ["6", "Fair"]));
    await enter();
    await send(filled(application.reference, ["5", "Clearer on a second look"], ["6", "Fair"]));
    expect((await plan())!.sheets).toMatchObject([{ percent: 84, before: 72 }]);
    await enter();
    const sheet = (await findOwnSheet(test.db, application.id, ann.id))!;
    expect((await historyOf(test.db, [sheet.id])).map(({ cause, weighted_percent }) => [cause, weighted_percent])).toEqual([["entered", 72], ["entered", 84]]);
  });

  it("“can't assess” is neither points nor weight", async () => {
    const { application, filled, send, plan, enter } = await returned();
    await send(filled(application.reference, ["4", "Clear need"], ["", "I know nothing of costs", "Yes"]));
    expect((await plan())!.sheets).toMatchObject([{ percent: 80 }]);
    await enter();
  });

  it("with a slip anywhere enters nothing, and names every slip with its row", async () => {
    const { pot, application, second, lines, filled, send, plan, enter } = await returned();
    const sheet = filled(application.reference, ["6", "Too many"], ["3.5", "Half"]).map((line) => (line[1] === second.reference && line[3] === lines[1]![3] ? [...line.slice(0, 5), "4", "", ""] : line));
    await send(sheet);
    const { problems } = (await plan())!;
    const [first, other] = [application, second].map(({ reference }) => 1 + lines.findIndex((line) => line[1] === reference)) as [number, number];
    const named = [[first, "Points"], [first + 1, "Points"], [other, "Reason"], [other + 1, "Points"], [other + 1, "Reason"]] as [number, string][];
    expect(problems.map(({ row, column }) => [row, column])).toEqual(named.sort((one, another) => one[0] - another[0]));
    expect(await caught(enter())).toBeInstanceOf(Invalid);
    expect(await test.db.selectFrom("score_sheet as t").innerJoin("application as b", "b.id", "t.application_id").select("t.id").where("b.pot_id", "=", pot.id).execute()).toEqual([]);
  });

  it("of another reader, of an application that is not theirs and of one that there is not are refused, the last two in the same words", async () => {
    const { application, pot, lines, filled, send, plan } = await returned();
    const stray = await sentApplication(test, pot.id);
    const row = (line: number, changes: Record<number, string>) => lines[line]!.map((cell, index) => changes[index] ?? cell);
    await send([...filled(application.reference, ["4", "Clear"], ["6", "Fair"]), row(4, { 0: "Somebody Else" }), row(4, { 1: stray.reference, 5: "3" }), row(4, { 1: "LA-NONE", 5: "3" }), row(4, { 1: "LA-EMPTY" })]);
    const { problems } = (await plan())!;
    expect(problems.map(({ column }) => column)).toEqual(["For", "Reference", "Reference"]);
    expect(problems[1]!.message.replace(stray.reference, "")).toBe(problems[2]!.message.replace("LA-NONE", ""));
  });
});

describe("what holds on the page holds for a file", () => {
  it("before the declaration, with an interest, after the decision or the closing nothing is entered", async () => {
    const { chair, ann, administrator, as, pot, application, second, filled, send, plan, enter } = await returned();
    await send(filled(application.reference, ["4", "Clear"], ["6", "Fair"]));
    await test.db.updateTable("pot").set({ scoring_closed_at: new Date(), scoring_closed_by: chair.id }).where("id", "=", pot.id).execute();
    expect((await plan())!.problems[0]!.message).toContain("closed scoring");
    expect(await caught(enter())).toBeInstanceOf(Invalid);
    await test.db.updateTable("pot").set({ scoring_closed_at: null, scoring_closed_by: null }).where("id", "=", pot.id).execute();
    await declare(as(ann), application.id, { has_interest: true, explanation: "A friend" });
    expect((await plan())!.problems[0]!.message).toContain("not among the applications");
    await send(filled(second.reference, ["4", "Clear"], ["6", "Fair"]));
    await test.db.updateTable("application").set({ status: "decided" }).where("id", "=", second.id).execute();
    expect((await plan())!.problems[0]!.message).toContain("decided");
    expect(await caught(enter(administrator))).toBeInstanceOf(Invalid);
  });

  it("scores that the reader began here are not written over", async () => {
    const { ann, as, application, sheet, filled, send, plan } = await returned();
    await saveScores(as(ann), application.id, sheet(0, [1, null]));
    await send(filled(application.reference, ["4", "Clear"], ["6", "Fair"]));
    expect((await plan())!.problems[0]!.message).toContain("begun scores here themselves");
  });

  it("an administrator with an interest neither sees nor enters that application's rows", async () => {
    const { administrator, ann, pot, as, application, filled, send } = await returned();
    await send(filled(application.reference, ["4", "A secret reason"], ["6", "Fair"]));
    const close = await joined(test, administrator, application.organisation_id);
    const shown = (await planScoreFile(as(close), pot.id, ann.id))!;
    expect(shown.sheets).toEqual([]);
    expect(JSON.stringify(shown)).not.toContain("secret");
    expect(await caught(enterScoreFile(as(close), pot.id, ann.id, shown))).toBeInstanceOf(Invalid);
  });

  it("an administrator who owes scores of their own sees nobody's by entering them", async () => {
    const { administrator, ann, place, pot, as, application, filled, send } = await returned();
    await send(filled(application.reference, ["4", "A secret reason"], ["6", "Fair"]));
    await a.role(test.db, { person_id: administrator.id, role: "assessor", ...place });
    const both = await actorOf(test.db, administrator.id);
    await assign(as(both), application.id, both.id);
    const shown = (await planScoreFile(as(both), pot.id, ann.id))!;
    expect([shown.sheets, shown.problems.map(({ message }) => message.includes("scores of your own"))]).toEqual([[], [true]]);
    expect(JSON.stringify(shown)).not.toContain("secret");
  });

  it("only the administrator enters, and never their own", async () => {
    const { administrator, ann, chair, place, pot, as, lines, send } = await returned();
    const file = { name: "x.csv", bytes: asCsv(lines) };
    expect(await caught(stageScoreFile(as(chair), pot.id, ann.id, file))).toBeInstanceOf(NotAllowed);
    expect(await caught(stageScoreFile(as(ann), pot.id, ann.id, file))).toBeInstanceOf(NotAllowed);
    await a.role(test.db, { person_id: administrator.id, role: "assessor", ...place });
    expect(await caught(stageScoreFile(as(await actorOf(test.db, administrator.id)), pot.id, administrator.id, file))).toBeInstanceOf(WrongState);
    await send(lines);
    await discardScoreFile(as(administrator), pot.id, ann.id);
    expect(await planScoreFile(as(administrator), pot.id, ann.id)).toBeUndefined();
    const own = await caught(test.db.insertInto("score_sheet").values({ id: ann.id, application_id: (await sentApplication(test, pot.id)).id, person_id: ann.id, entered_by: ann.id, entered_at: new Date() }).execute());
    expect(refusedConstraint(own)).toMatch(/score_after_declaration|score_sheet_entered_by_another/);
  });

  it("a file that was replaced since the page was opened is not entered unseen", async () => {
    const { administrator, ann, pot, as, application, filled, send, plan } = await returned();
    await send(filled(application.reference, ["4", "Clear"], ["6", "Fair"]));
    const seen = (await plan())!;
    await send(filled(application.reference, ["0", "Other"], ["0", "Other"]));
    expect(await caught(enterScoreFile(as(administrator), pot.id, ann.id, seen))).toBeInstanceOf(Conflict);
    expect(await caught(enterScoreFile(as(administrator), pot.id, ann.id, { ...seen, upload_id: ann.id }))).toBeInstanceOf(NotFound);
  });

  it("the same file entered from two windows at once is entered once", async () => {
    const { administrator, ann, pot, as, application, filled, send, plan } = await returned();
    await send(filled(application.reference, ["4", "Clear"], ["6", "Fair"]));
    const seen = (await plan())!;
    const both = await Promise.all([0, 1].map(() => caught(enterScoreFile(as(administrator), pot.id, ann.id, seen))));
    expect(both.filter((one) => one === undefined)).toHaveLength(1);
    const sheet = (await findOwnSheet(test.db, application.id, ann.id))!;
    expect(await historyOf(test.db, [sheet.id])).toHaveLength(1);
  });
});

describe("the bytes of a file", () => {
  const book = (sheet: string, shared = "") =>
    zipSync({
      "[Content_Types].xml": strToU8('<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'),
      "xl/workbook.xml": strToU8('<x:workbook xmlns:x="m" xmlns:r="r"><x:sheets><x:sheet name="Scores" sheetId="1" r:id="rId7"/></x:sheets></x:workbook>'),
      "xl/_rels/workbook.xml.rels": strToU8('<Relationships><Relationship Id="rId7" Target="worksheets/other.xml"/></Relationships>'),
      "xl/worksheets/other.xml": strToU8(sheet), "xl/sharedStrings.xml": strToU8(shared),
    });

  it("shared texts with runs, pronunciation, entities, gaps, booleans and the saved value of a formula are read as they show", () => {
    const sheet = '<x:worksheet><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>1</x:v></x:c><x:c r="C1"><x:f>1+3</x:f><x:v>4</x:v></x:c></x:row><x:row r="3"><x:c r="B3" t="b"><x:v>1</x:v></x:c><x:c r="C3" t="inlineStr"><x:is><x:t>A &amp; B&#x2019;s</x:t></x:is></x:c><x:c r="D3"/></x:row></x:sheetData></x:worksheet>';
    const shared = "<sst><si><t>No</t></si><si><r><t>Bo</t></r><r><t>th</t></r><rPh><t>bo</t></rPh></si></sst>";
    expect(scoreCells(book(sheet, shared))).toEqual([["Both", "", "4"], [], ["", "yes", "A & B’s", ""]]);
  });

  it("what is no spreadsheet is refused in words and never thrown as a fault of ours", () => {
    const refused = (bytes: Uint8Array) => {
      try {
        return void scoreCells(bytes);
      } catch (error) {
        return error;
      }
    };
    for (const bytes of [new Uint8Array(), strToU8("%PDF-1.7"), Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0), Uint8Array.of(0x50, 0x4b, 3, 4, 9), Uint8Array.of(0xff, 0xfe, 0xfd), strToU8('"open'), new Uint8Array(3 * 1024 * 1024), zipSync({ "a.txt": strToU8("x") }), book("<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), book(`<row r="99999"><c><v>1</v></c></row>${"<row r=\"1\">".repeat(5_001)}`.replace("99999", "1"), "<sst>")]) {
      const error = refused(bytes);
      if (error !== undefined) expect(error).toBeInstanceOf(Invalid);
    }
    expect(refused(strToU8("%PDF-1.7"))).toBeInstanceOf(Invalid);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (noise, zipped) => {
        const error = refused(zipped ? book(new TextDecoder().decode(noise)) : noise);
        expect(error === undefined || error instanceof Invalid).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("broken markup costs no more than its length: half a million open tags are read, not searched again from each", () => {
    expect(scoreCells(book(`<row r="1">${"<c><v>".repeat(500_000)}`)).length).toBe(1);
  });
});

describe("reading rows", () => {
  const criteria = [{ id: "need", title: "Need", weight: 60, max_points: 5 }, { id: "reach", title: "Reach", weight: 40, max_points: 10 }];
  const applications: Enterable[] = [{ application_id: "one", reference: "LA-1", title: "One", against: null, version: 0 }];
  const header = scoreColumnKeys.map((key) => scoreColumns[key].name);
  const line = (criterion: string, most: string, points: string, reason: string, cannot = "") => ["Ann", "LA-1", "One", criterion, most, points, cannot, reason];
  const read = (...lines: string[][]) => readScoreFile([header, ...lines], { reader: "Ann", criteria, applications });

  it.each([
    ["a criterion without a row", [line("Need", "5", "3", "Yes")], ["Criterion"]],
    ["a row twice", [line("Need", "5", "3", "Yes"), line("Need", "5", "4", "Yes"), line("Reach", "10", "1", "No")], ["Criterion"]],
    ["most points of another version", [line("Need", "10", "3", "Yes"), line("Reach", "10", "1", "No")], ["Criterion", "Most points"]],
    ["a criterion of another version", [line("Value", "5", "3", "Yes"), line("Need", "5", "3", "Yes"), line("Reach", "10", "1", "No")], ["Criterion"]],
    ["points and “can't assess”", [line("Need", "5", "3", "Yes", "yes"), line("Reach", "10", "1", "No")], ["Points"]],
    ["a maybe", [line("Need", "5", "", "Yes", "perhaps"), line("Reach", "10", "1", "No")], ["Can't assess"]],
    ["a date that a spreadsheet made of points", [line("Need", "5", "03/05", "Yes"), line("Reach", "10", "1", "No")], ["Points"]],
    ["below nought", [line("Need", "5", "-1", "Yes"), line("Reach", "10", "1", "No")], ["Points"]],
  ])("%s is asked about", (_what, lines, columns) => {
    expect(read(...lines).problems.map(({ column }) => column).sort()).toEqual(columns);
  });

  it("columns in another order, capitals, spaces and 4.0 are read; a missing column is named", () => {
    const shuffled = [["reason", " POINTS", "most  points", "criterion", "reference", "for"], ["Yes", "4.0", "5", " need ", "la-1", "ANN"], ["No", "0", "10", "Reach", "LA-1", "Ann"]];
    const { sheets, problems } = readScoreFile(shuffled, { reader: "Ann", criteria, applications });
    expect([problems, sheets[0]!.scores.map(({ points }) => points)]).toEqual([[], [4, 0]]);
    expect(readScoreFile([["For", "Reference"]], { reader: "Ann", criteria, applications }).problems[0]!.message).toContain("Criterion");
  });
});
