import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide, takeBack } from "#app/domain/awards/decide.server.ts";
import { findingKey } from "#app/domain/awards/forbidden.ts";
import { readFindings } from "#app/domain/awards/letter-model.ts";
import { countLetters, countWaiting, findLetter, letterMaterial, listLetters } from "#app/domain/awards/letters-read.server.ts";
import { draftAgain, draftLetters, markLettersRight, markRight, writeLetter } from "#app/domain/awards/letters.server.ts";
import { release } from "#app/domain/awards/release.server.ts";
import { Conflict, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { contextFor, testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { verifyAudit } from "#app/domain/audit/verify.server.ts";
import { a, an } from "#tests/support/factories.ts";
import { readLetters } from "#tests/support/letters.ts";
import { anApplicant, aPot, as, declined, inFull, inPart } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const literal = "{{name}} ${amount} {accept_by} %s <b>x</b> <%= 1 %> \\n $1 $& 'quoted'";

/** A pot with one decision whose letter is drafted. */
async function aLetter(input = inFull) {
  const world = await aPot(test.db, 5_000_000);
  const me = as(test.db, world.administrator);
  const applicant = await anApplicant(test.db, world.pot.id);
  const { decision_id } = await decide(me, applicant.application_id, input);
  await draftLetters(me, world.pot.id);
  const id = applicant.application_id;
  const letter = async () => (await findLetter(test.db, world.pot.id, id))!;
  const write = async (words: string) => writeLetter(me, id, { version: (await letter()).letter.version, words });
  const right = async (accepted: string[] = []) => markRight(me, id, { version: (await letter()).letter.version, accepted });
  return { ...world, me, applicant, id, decision_id, letter, write, right };
}

async function aSheet(potId: string, applicationId: string, name: string, points: readonly number[]) {
  const { fund_id, area_code } = await test.db.selectFrom("pot").innerJoin("round", "round.id", "pot.round_id").select(["fund_id", "area_code"]).where("pot.id", "=", potId).executeTakeFirstOrThrow();
  const assessor = await an.actor(test.db, [{ role: "assessor", fund_id, area_code }], { name });
  await test.db.insertInto("interest").values({ id: newId(), application_id: applicationId, person_id: assessor.id, has_interest: false }).execute();
  await test.db.insertInto("assignment").values({ id: newId(), application_id: applicationId, person_id: assessor.id, assigned_by: assessor.id }).execute();
  const sheet = newId();
  await test.db.insertInto("score_sheet").values({ id: sheet, application_id: applicationId, person_id: assessor.id }).execute();
  const criteria = await test.db.selectFrom("criterion").select("id").where("pot_id", "=", potId).orderBy("position").execute();
  for (const [index, { id }] of criteria.entries()) await test.db.insertInto("score").values({ sheet_id: sheet, criterion_id: id, points: points[index]!, reason: `${name} gave ${points[index]}` }).execute();
  await test.db.updateTable("score_sheet").set({ status: "sent", sent_at: new Date(), weighted_percent: 50 }).where("id", "=", sheet).execute();
  return assessor;
}

describe("a draft", () => {
  it("is made once for each waiting decision, by those who release, and names strong and weak criteria without copying a reason", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 5_000_000);
    for (const [title, position] of [["Need", 1], ["Reach", 2], ["Budget", 3]] as const) await a.criterion(test.db, { pot_id: pot.id, title, position, weight: 33, max_points: 5 });
    const [one, two] = await Promise.all([anApplicant(test.db, pot.id), anApplicant(test.db, pot.id)]);
    await aSheet(pot.id, one.application_id, "Ailsa Muir", [5, 3, 1]);
    await aSheet(pot.id, one.application_id, "Bram Tait", [4, 3, 2]);
    const me = as(test.db, administrator);
    await decide(me, one.application_id, declined);
    await decide(me, two.application_id, inFull);
    await expect(draftLetters(as(test.db, await staff("assessor")), pot.id)).rejects.toBeInstanceOf(NotFound);
    expect((await Promise.all([draftLetters(me, pot.id), draftLetters(me, pot.id)])).sort()).toEqual([0, 2]);
    const { letter } = (await findLetter(test.db, pot.id, one.application_id))!;
    expect(letter.words).toBe("Why we decided this:\nSay more about the costs\n\nWhat was strong in your application:\n- Need\n\nWhat would have made it stronger:\n- Budget");
    expect(letter).toMatchObject({ blocked: false, checked_at: null, version: 1 });
    const material = await letterMaterial(test.db, pot.id, one.application_id);
    expect(material.map(({ title, points }) => [title, points])).toEqual([["Need", 5], ["Need", 4], ["Reach", 3], ["Reach", 3], ["Budget", 2], ["Budget", 1]]);
    expect(Object.keys(material[0]!).sort()).toEqual(["criterion_id", "max_points", "points", "reason", "title"]);
    expect(await verifyAudit(test.db, testSecret)).toEqual([]);
  });
});

describe("writing", () => {
  it("keeps every version with who wrote it, and takes the mark away", async () => {
    const { pot, letter, write, right, staff, id } = await aLetter();
    await right();
    expect((await letter()).letter.checked_at).not.toBeNull();
    await write("Dear friends, well done");
    const chair = await staff("chair");
    await writeLetter(as(test.db, chair), id, { version: 2, words: "Dear friends, very well done" });
    const after = await letter();
    expect(after.letter).toMatchObject({ version: 3, words: "Dear friends, very well done", checked_at: null });
    expect(after.versions.map(({ version, words, written_by_name }) => [version, words, written_by_name === chair.name])).toEqual([
      [3, "Dear friends, very well done", true], [2, "Dear friends, well done", false], [1, "Why we decided this:\nA good plan", false],
    ]);
    await draftAgain(as(test.db, chair), id, 3);
    expect((await letter()).letter).toMatchObject({ version: 4, words: "Why we decided this:\nA good plan" });
    expect((await countLetters(test.db, pot.id, null))).toEqual({ undrafted: 0, blocked: 0, to_read: 1, right: 0 });
  });

  it("overwrites nobody unseen, and the same words are no new version", async () => {
    const { me, id, letter } = await aLetter();
    const answers = await Promise.allSettled(["One", "Two"].map((words) => writeLetter(me, id, { version: 1, words })));
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(answers.find((answer) => answer.status === "rejected")!.reason).toBeInstanceOf(Conflict);
    await writeLetter(me, id, { version: 2, words: (await letter()).letter.words });
    expect((await letter()).letter.version).toBe(2);
  });

  it("is closed to who has an interest in the application, and to everybody once the letter is sent", async () => {
    const { pot, place, me, id, right, applicant } = await aLetter();
    const conflicted = await an.actor(test.db, [{ role: "administrator", ...place }, { role: "viewer", organisation_id: applicant.organisation_id }]);
    const theirs = contextFor(test.db, conflicted);
    await expect(writeLetter(theirs, id, { version: 1, words: "Mine" })).rejects.toBeInstanceOf(NotAllowed);
    await expect(markRight(theirs, id, { version: 1, accepted: [] })).rejects.toBeInstanceOf(NotAllowed);
    const seen = (await listLetters(test.db, pot.id, me.actor.kind === "person" ? me.actor.id : "", { state: undefined, page: 1 })).letters;
    expect(await markLettersRight(theirs, pot.id, seen.map(({ letter_id, version }) => ({ id: letter_id!, version: version! })))).toEqual({ right: 0, blocked: 0 });
    expect(await listLetters(test.db, pot.id, conflicted.id, { state: undefined, page: 1 })).toMatchObject({ found: 0, letters: [] });
    expect(await countLetters(test.db, pot.id, conflicted.id)).toEqual({ undrafted: 0, blocked: 0, to_read: 0, right: 0 });
    expect(await countWaiting(test.db, pot.id, conflicted.id)).toEqual({ waiting: 0, awards: 0, amount_pence: 0, unconfirmed: 0 });
    await expect(release(theirs, pot.id)).rejects.toThrow(/closed to you is not ready/);
    await right();
    await release(me, pot.id);
    await expect(writeLetter(me, id, { version: 1, words: "Late" })).rejects.toBeInstanceOf(WrongState);
  });
});

describe("a decision that is taken back", () => {
  it("takes its letter with it, and the next decision gets one of its own", async () => {
    const { me, pot, id, letter } = await aLetter();
    await takeBack(me, id);
    expect(await countLetters(test.db, pot.id, null)).toEqual({ undrafted: 0, blocked: 0, to_read: 0, right: 0 });
    await expect(writeLetter(me, id, { version: 1, words: "Late" })).rejects.toBeInstanceOf(WrongState);
    await decide(me, id, declined);
    expect(await findLetter(test.db, pot.id, id)).toBeUndefined();
    expect(await draftLetters(me, pot.id)).toBe(1);
    expect((await letter()).letter.words).toContain("Say more about the costs");
  });
});

describe("what must not stand in a letter", () => {
  it("blocks it until it is taken out: a name of the panel, another group, an address; in the words, the conditions and what has to be settled", async () => {
    const world = await aPot(test.db, 5_000_000);
    const me = as(test.db, world.administrator);
    await an.actor(test.db, [{ role: "assessor", ...world.place }], { name: "Oighrig Sinclair" });
    const rival = await a.organisation(test.db, { name: "The Lantern Kitchen" });
    await an.application(test.db, { pot_id: world.pot.id, organisation_id: rival.id, status: "submitted" });
    const texts = ["Oighrig Sinclair liked it", "as the LANTERN KITCHEN does", "write to x@panel.example"];
    const inputs = [
      ...texts.map((feedback) => ({ ...inPart(100_000), feedback })),
      { ...inFull, conditions: texts[0]! },
      { ...inFull, outcome: "conditional" as const, conditions_to_meet: texts[1]! },
    ];
    for (const input of inputs) {
      const { application_id } = await anApplicant(test.db, world.pot.id);
      await decide(me, application_id, input);
      await draftLetters(me, world.pot.id);
      const { letter } = (await findLetter(test.db, world.pot.id, application_id))!;
      expect(letter.blocked, JSON.stringify(input)).toBe(true);
      await expect(markRight(me, application_id, { version: 1, accepted: [] })).rejects.toBeInstanceOf(Invalid);
    }
    expect(await countLetters(test.db, world.pot.id, null)).toEqual({ undrafted: 0, blocked: 5, to_read: 0, right: 0 });
    const { letters } = await listLetters(test.db, world.pot.id, world.administrator.id, { state: "blocked", page: 1 });
    expect(await markLettersRight(me, world.pot.id, letters.map(({ letter_id, version }) => ({ id: letter_id!, version: version! })))).toEqual({ right: 0, blocked: 5 });
    await expect(release(me, world.pot.id)).rejects.toThrow(/5 letters hold something/);
  });

  it("may stay where a person looked at it, in those words only; a whole name of the panel and an address never may", async () => {
    const { me, id, pot, letter, write, right, place } = await aLetter();
    await an.actor(test.db, [{ role: "chair", ...place }], { name: "Hope Sinclair" });
    const rival = await a.organisation(test.db, { name: "Lanterns" });
    await an.application(test.db, { pot_id: pot.id, organisation_id: rival.id, status: "submitted" });
    await write("Your lanterns are lovely. Hope is, too");
    const keys = async () => readFindings((await letter()).letter.findings).map(findingKey);
    expect((await keys()).sort()).toEqual(["group-name:lanterns", "panel-part:hope"]);
    await expect(right(["group-name:lanterns"])).rejects.toThrow(/“Hope”/);
    await right(await keys());
    expect((await letter()).letter).toMatchObject({ blocked: false });
    await write("Your lanterns are lovely, and Hope is too");
    expect((await letter()).letter).toMatchObject({ blocked: true, checked_at: null });
    const now = (await letter()).letter;
    expect(await markLettersRight(me, pot.id, [{ id: now.id, version: now.version }])).toEqual({ right: 0, blocked: 1 });
    await write("Hope Sinclair says hello from a@b.example");
    await expect(right(await keys())).rejects.toThrow(/Hope Sinclair.*Take it out of the letter/s);
    await expect(test.db.updateTable("letter").set({ checked_at: new Date(), checked_by: me.actor.kind === "person" ? me.actor.id : "" }).where("application_id", "=", id).execute()).rejects.toMatchObject({ constraint: "letter_checked_unblocked" });
  });

  it("is found at the release too: somebody who joined the panel after the letter was read", async () => {
    const { me, pot, place, letter, write, right } = await aLetter();
    await write("Your plan to walk with Oighrig Baird is good");
    await right();
    await an.actor(test.db, [{ role: "assessor", ...place }], { name: "Oighrig Baird" });
    await expect(release(me, pot.id)).rejects.toThrow(/must be looked at/);
    expect((await letter()).letter).toMatchObject({ blocked: true, checked_at: null });
  });

  it("is not the group's own name, its project, the fund's address", async () => {
    const { pot, applicant, write, letter } = await aLetter();
    const { name } = await test.db.selectFrom("organisation").select("name").where("id", "=", applicant.organisation_id).executeTakeFirstOrThrow();
    await write(`${name} can write to ${pot.contact_email}`);
    expect((await letter()).letter.blocked).toBe(false);
  });

  it("is a text far too hard to read, unless somebody says that it has to be", async () => {
    const { write, letter, right } = await aLetter();
    await write("Notwithstanding considerable organisational enthusiasm, demonstrable sustainability considerations necessitated comprehensive reconsideration of proportionality. ".repeat(6));
    expect((await letter()).letter.blocked).toBe(true);
    await expect(right()).rejects.toThrow(/Hard to read/);
    await right(readFindings((await letter()).letter.findings).map(findingKey));
    expect((await letter()).letter.checked_at).not.toBeNull();
  });
});

describe("what a person typed", () => {
  it("arrives as it was typed, whatever it looks like, and is never executed as a template", async () => {
    const { me, pot, applicant, write } = await aLetter({ ...inFull, conditions: `Condition ${literal}` });
    await write(`Words ${literal}\n/account/link/abc`);
    await readLetters(me, pot.id);
    await release(me, pot.id);
    const [mail] = await test.db.selectFrom("message").select(["body", "subject"]).where("to_email", "=", applicant.owner.email).execute();
    expect(mail!.body).toContain(`Words ${literal}\n /account/link/abc`);
    expect(mail!.body).toContain(`Condition ${literal}`);
    const sent = await test.db.selectFrom("letter").select(["sent_body", "words"]).where("application_id", "=", applicant.application_id).executeTakeFirstOrThrow();
    expect(sent.sent_body).toBe(mail!.body);
  });
});

describe("a page of letters", () => {
  it("holds as many as a page holds, in the groups' order, each once over all pages, and only those of the state asked for", async () => {
    const { pot, administrator } = await aPot(test.db, 50_000_000);
    const me = as(test.db, administrator);
    for (let index = 0; index < 28; index += 1) await decide(me, (await anApplicant(test.db, pot.id)).application_id, inFull);
    await draftLetters(me, pot.id);
    const [first, second] = [await listLetters(test.db, pot.id, administrator.id, { state: undefined, page: 1 }), await listLetters(test.db, pot.id, administrator.id, { state: undefined, page: 99 })];
    expect([first.letters.length, second.letters.length, first.found, first.pages, second.page]).toEqual([25, 3, 28, 2, 2]);
    const names = [...first.letters, ...second.letters].map(({ organisation }) => organisation.toLowerCase());
    expect(names).toEqual([...names].sort());
    expect(new Set(names).size).toBe(28);
    expect(await markLettersRight(me, pot.id, first.letters.map(({ letter_id, version }) => ({ id: letter_id!, version: version! })))).toEqual({ right: 25, blocked: 0 });
    expect((await listLetters(test.db, pot.id, administrator.id, { state: "to-read", page: 1 })).found).toBe(3);
    expect((await listLetters(test.db, pot.id, administrator.id, { state: "right", page: 1 })).found).toBe(25);
    await expect(markLettersRight(me, pot.id, [{ id: first.letters[0]!.letter_id!, version: 2 }])).rejects.toBeInstanceOf(Conflict);
  });
});
