/** What leaves the service on paper: only what its reader may read, without names where these are hidden, and nothing of what is closed to anyone involved. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getApplicationFile } from "#app/domain/applications/files-read.server.ts";
import { namesFor } from "#app/domain/assessment/anonymity.server.ts";
import { assign, declare } from "#app/domain/assessment/change.server.ts";
import { declareRound } from "#app/domain/assessment/declare.server.ts";
import { listToDeclare } from "#app/domain/assessment/interests.server.ts";
import { getReader, listReaders, packSize, readingPack } from "#app/domain/assessment/reading-pack.server.ts";
import { declareOnPaper, readPaperAnswers } from "#app/domain/assessment/reading-paper.server.ts";
import { getApplicationHead, listAssignments, rankedApplications } from "#app/domain/assessment/read.server.ts";
import { readApplication } from "#app/domain/assessment/reading.server.ts";
import { scoreFile } from "#app/domain/assessment/score-file.server.ts";
import { scoreCells } from "#app/domain/assessment/score-file-cells.server.ts";
import { standingTo } from "#app/domain/files/read.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { Invalid, NotAllowed, NotFound, refusedConstraint, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, actorOf, an } from "#tests/support/factories.ts";
import { pdfText } from "#tests/support/pdf-text.ts";
import { assessmentWorld, caught, joined } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const noInterest = { has_interest: false, explanation: "" };
const group = "The Harbour & Hill Walking Group";
let numbered = 900_700;
const canaries = [group, "Harbour", "HHWG", "SC9007", "Quay Street", "Morag Finlayson", "morag@harbour.example", "01632 960777", "harbour-hill"];

/** The text of a pack, whatever its lines. */
const unbroken = (pdf: Buffer): string => pdfText(pdf).replace(/\s+/g, " ");

/** An application of a group whose every mark is known, sent under a form with a text, a place and a file. */
async function named(pot_id: string) {
  const form = await a.formVersion(test.db, {
    definition: JSON.stringify({ code: "named", title: "Form", sections: [{ id: "one", title: "About it", questions: [{ id: "need", kind: "long-text", title: "Why is it needed?", limit: 3000 }, { id: "where", kind: "address", title: "Where?" }, { id: "papers", kind: "files", title: "Papers", maxFiles: 2, accept: "PDF" }] }] }),
  });
  const charity_number = `SC${(numbered += 1)}`;
  const organisation = await an.organisation(test.db, { name: group, charity_number, address: "7 Quay Street", postcode: "ZZ7 7ZZ", website: "https://harbour-hill.example" });
  const morag = await an.actor(test.db, [{ role: "owner", organisation_id: organisation.id }], { name: "Morag Finlayson" });
  const application = await an.application(test.db, { pot_id, status: "submitted", organisation_id: organisation.id, form_version_id: form.id, created_by: morag.id, title: "HHWG walks: Harbour and Hill Walking Group outside" });
  const file = { id: newId(), name: "Harbour constitution.pdf" };
  const answers = { need: `${group} sees it. Ask Morag Finlayson, morag@harbour.example or 01632 960777. Older people are lonely.`, where: { lines: "7 Quay Street", town: "Invertown", postcode: "ZZ7 7ZZ", area: "" }, papers: [file.id] };
  await test.db
    .insertInto("submission")
    .values({
      id: newId(), application_id: application.id, form_version_id: form.id, answers: JSON.stringify(answers), sha256: "0".repeat(64), received_at: application.received_at!, submitted_by: morag.id,
      organisation: JSON.stringify({ name: group, legal_form_title: "SCIO", charity_number, address: "7 Quay Street", postcode: "ZZ7 7ZZ", telephone: "01632 960777", website: "https://harbour-hill.example", purpose: "HHWG walks", host_name: "", area_name: "Area" }),
    })
    .execute();
  await test.db.insertInto("stored_file").values({ ...file, owner_type: "application", owner_id: application.id, kind: "answer", media_type: "application/pdf", bytes: 10, sha256: "0".repeat(64), storage_key: newId(), uploaded_by: morag.id, scan: "not-scanned" }).execute();
  const { id: submission_id } = await test.db.selectFrom("submission").select("id").where("application_id", "=", application.id).executeTakeFirstOrThrow();
  await test.db.insertInto("submission_file").values({ submission_id, stored_file_id: file.id, question_id: "papers", sha256: "0".repeat(64) }).execute();
  return { application, file };
}

async function declareAll(world: { pot: { id: string }; as: (actor: PersonActor) => Parameters<typeof declareRound>[0] }, person: PersonActor) {
  const listed = await listToDeclare(test.db, world.pot.id, person.id);
  await declareRound(world.as(person), world.pot.id, listed.map(({ organisation_id }) => ({ organisation_id, has_interest: false, explanation: "" })));
}

/** A round read without names; Ann holds the named application and has declared for the round, not for the application. */
async function anonymousRound() {
  const world = await assessmentWorld(test);
  const { application, file } = await named(world.pot.id);
  await test.db.updateTable("pot").set({ declaration_needed: true, anonymous_reading: true }).where("id", "=", world.pot.id).execute();
  await declareAll(world, world.ann);
  await assign(world.as(world.administrator), application.id, world.ann.id);
  return { ...world, named: application, file };
}

describe("where names are hidden", () => {
  it("no page, list, pack or file of an assessor holds a mark of the group; the administrator reads all of them", async () => {
    const { administrator, ann, pot, as, named: application, file } = await anonymousRound();
    await declare(as(ann), application.id, noInterest);
    const seen = [
      await getApplicationHead(test.db, application.id, ann.id), await listAssignments(test.db, ann.id), await rankedApplications(test.db, pot.id, ann.id), await readApplication(test.db, application.id, ann.id),
      (await getReader(as(ann), pot.id, ann.id)).rows, scoreCells((await scoreFile(as(ann), pot.id, ann.id)).xlsx), scoreCells((await scoreFile(as(administrator), pot.id, ann.id)).xlsx),
      unbroken((await readingPack(as(ann), pot.id, ann.id)).pdf), unbroken((await readingPack(as(administrator), pot.id, ann.id)).pdf),
    ].map((one) => JSON.stringify(one));
    for (const text of seen) for (const mark of [...canaries, application.organisation_id, file.name]) expect(text, mark).not.toContain(mark);
    for (const text of seen.slice(0, 2)) expect(text).toContain(`Group ${application.reference}`);
    expect(seen[3]).toContain("Older people are lonely");
    expect(seen[7]).toContain("Older people are lonely");
    const full = JSON.stringify(await readApplication(test.db, application.id, administrator.id));
    for (const mark of [group, "SC9007", "Morag Finlayson", file.name]) expect(full).toContain(mark);
  });

  it("its files can't be opened by their address either, until names are shown again", async () => {
    const { administrator, ann, pot, as, named: application, file } = await anonymousRound();
    await declare(as(ann), application.id, noInterest);
    expect(await caught(getApplicationFile(as(ann), application.id, file.id))).toBeInstanceOf(NotFound);
    expect(await standingTo(test.db, ann, { organisation_id: application.organisation_id })).toEqual([]);
    expect((await getApplicationFile(as(administrator), application.id, file.id)).name).toBe(file.name);
    await test.db.updateTable("pot").set({ anonymous_reading: false }).where("id", "=", pot.id).execute();
    expect((await getApplicationFile(as(ann), application.id, file.id)).name).toBe(file.name);
  });

  it("the chair reads without names until scoring is closed; somebody who administers too has them", async () => {
    const { administrator, chair, ann, place, pot, named: application } = await anonymousRound();
    const row = { application_id: application.id, reference: application.reference, organisation_name: group, title: application.title };
    const nameTo = async (person: PersonActor) => (await namesFor(test.db, person.id, [row]))[0]!.organisation_name;
    expect([await nameTo(chair), await nameTo(ann), await nameTo(administrator)]).toEqual([`Group ${application.reference}`, `Group ${application.reference}`, group]);
    await test.db.updateTable("pot").set({ scoring_closed_at: new Date(), scoring_closed_by: chair.id }).where("id", "=", pot.id).execute();
    expect([await nameTo(chair), await nameTo(ann)]).toEqual([group, `Group ${application.reference}`]);
    await a.role(test.db, { person_id: ann.id, role: "administrator", ...place });
    expect(await nameTo(await actorOf(test.db, ann.id))).toBe(group);
  });

  it("a round without a declaration for all groups can't be read so: nobody could say to whom they are close", async () => {
    const pot = await a.pot(test.db, { declaration_needed: false });
    expect(refusedConstraint(await caught(test.db.updateTable("pot").set({ anonymous_reading: true }).where("id", "=", pot.id).execute()))).toBe("pot_anonymous_after_declaration");
  });
});

describe("a reading pack", () => {
  it("holds nothing before the declaration, and only what the reader was asked to read and is free of", async () => {
    const world = await assessmentWorld(test);
    const { administrator, ann, bob, pot, as, application } = world;
    const { application: other } = await named(pot.id);
    for (const one of [application, other]) await assign(as(administrator), one.id, ann.id);
    const before = pdfText((await readingPack(as(administrator), pot.id, ann.id)).pdf);
    expect([before.includes("What to look for"), before.includes(application.reference), before.includes(other.reference)]).toEqual([true, false, false]);
    expect(scoreCells((await scoreFile(as(administrator), pot.id, ann.id)).xlsx)).toHaveLength(1);
    await declare(as(ann), application.id, noInterest);
    const text = pdfText((await readingPack(as(administrator), pot.id, ann.id)).pdf);
    expect([text.includes(application.reference), text.includes(other.reference)]).toEqual([true, false]);
    await declare(as(ann), other.id, { has_interest: true, explanation: "My neighbour" });
    expect(pdfText((await readingPack(as(ann), pot.id, ann.id)).pdf)).not.toContain(other.reference);
    expect(await caught(readingPack(as(bob), pot.id, ann.id))).toBeInstanceOf(NotAllowed);
    expect(pdfText((await readingPack(as(bob), pot.id, bob.id)).pdf)).not.toContain(application.reference);
    const stranger = await an.actor(test.db);
    expect(await caught(readingPack(as(stranger), pot.id, ann.id))).toBeInstanceOf(NotFound);
  });

  it("made by somebody to whom an application is closed, it is without that one, and so is every count", async () => {
    const { administrator, ann, pot, as, application } = await assessmentWorld(test);
    const { application: other } = await named(pot.id);
    for (const one of [application, other]) {
      await assign(as(administrator), one.id, ann.id);
      await declare(as(ann), one.id, noInterest);
    }
    const close = await joined(test, administrator, other.organisation_id);
    const text = pdfText((await readingPack(as(close), pot.id, ann.id)).pdf);
    expect([text.includes(application.reference), text.includes(other.reference), text.includes("Harbour")]).toEqual([true, false, false]);
    expect(JSON.stringify(scoreCells((await scoreFile(as(close), pot.id, ann.id)).xlsx))).not.toContain(other.reference);
    expect(await listReaders(test.db, pot.id, close.id)).toMatchObject([{ id: ann.id, asked: 1, open: 1 }]);
  });

  it("shows what each criterion looks for beside the answers it concerns, is tagged, and begins a page for each application", async () => {
    const { administrator, ann, pot, as, criteria } = await assessmentWorld(test);
    const { application } = await named(pot.id);
    await test.db.updateTable("criterion").set({ guidance: "What people said", question_ids: ["need"] }).where("id", "=", criteria[0]!.id).execute();
    await test.db.insertInto("criterion_guidance").values({ criterion_id: criteria[0]!.id, points: 3, text: "Shown by what people said" }).execute();
    await assign(as(administrator), application.id, ann.id);
    await declare(as(ann), application.id, noInterest);
    const { pdf, name } = await readingPack(as(administrator), pot.id, ann.id);
    const text = pdfText(pdf);
    expect(text).toContain("3: Shown by what people said");
    expect(text.indexOf(`Look for: ${criteria[0]!.title}`)).toBeGreaterThan(text.indexOf("Why is it needed?"));
    expect(text.match(/Look for: /g)).toHaveLength(1);
    expect(pdf.toString("latin1")).toMatch(/\/MarkInfo|\/StructTreeRoot/);
    expect(pdf.toString("latin1")).toContain("/Outlines");
    expect(name).toMatch(/^reading-pack-.*-synthetic\.pdf$/);
    expect(await caught(readingPack(as(administrator), pot.id, ann.id, 2))).toBeInstanceOf(NotFound);
    expect(packSize).toBeGreaterThan(10);
  });
});

describe("what a reader declared on paper", () => {
  it("opens the application with who typed it in; an interest closes it; what they declared themselves is not overwritten", async () => {
    const { administrator, ann, chair, pot, as, application } = await assessmentWorld(test);
    const { application: other } = await named(pot.id);
    for (const one of [application, other]) await assign(as(administrator), one.id, ann.id);
    const answer = (application_id: string, has_interest: boolean) => ({ application_id, has_interest, explanation: has_interest ? "A friend" : "" });
    expect(await caught(declareOnPaper(as(chair), pot.id, ann.id, [answer(application.id, false)]))).toBeInstanceOf(NotAllowed);
    await declareOnPaper(as(administrator), pot.id, ann.id, [answer(application.id, false), answer(other.id, true)]);
    const told = await test.db.selectFrom("message").select("body").where("template", "=", "panel-recorded-for-you").where("to_person_id", "=", ann.id).execute();
    expect(told.map(({ body }) => body).join()).toContain("2 applications, with an interest in 1 of them");
    expect(told.map(({ body }) => body).join()).not.toMatch(new RegExp(`${application.reference}|${other.reference}`));
    const rows = await test.db.selectFrom("interest").select(["application_id", "has_interest", "recorded_by"]).where("person_id", "=", ann.id).orderBy("has_interest").execute();
    expect(rows).toEqual([{ application_id: application.id, has_interest: false, recorded_by: administrator.id }, { application_id: other.id, has_interest: true, recorded_by: administrator.id }]);
    expect((await getReader(as(administrator), pot.id, ann.id)).rows.map(({ application_id }) => application_id)).toEqual([application.id]);
    expect(await caught(declareOnPaper(as(administrator), pot.id, ann.id, [answer(other.id, false)]))).toBeInstanceOf(WrongState);
    await declare(as(ann), application.id, { has_interest: true, explanation: "After all" });
    expect(await caught(declareOnPaper(as(administrator), pot.id, ann.id, [answer(application.id, false)]))).toBeInstanceOf(WrongState);
  });

  it("is not taken for another pot's application, nor typed in for oneself, nor empty", async () => {
    const { administrator, ann, place, pot, as } = await assessmentWorld(test);
    const elsewhere = await assessmentWorld(test);
    await assign(elsewhere.as(elsewhere.administrator), elsewhere.application.id, elsewhere.ann.id);
    expect(await caught(declareOnPaper(as(administrator), pot.id, ann.id, [{ application_id: elsewhere.application.id, ...noInterest }]))).toBeInstanceOf(NotFound);
    await a.role(test.db, { person_id: administrator.id, role: "assessor", ...place });
    expect(await caught(declareOnPaper(as(await actorOf(test.db, administrator.id)), pot.id, administrator.id, []))).toBeInstanceOf(WrongState);
    expect(() => readPaperAnswers(["a"], {})).toThrow(Invalid);
    expect(() => readPaperAnswers(["a"], { "declared-a": "interest" })).toThrow(Invalid);
    expect(readPaperAnswers(["a", "b"], { "declared-a": "interest", "why-a": " A friend " })).toEqual([{ application_id: "a", has_interest: true, explanation: "A friend" }]);
  });
});
