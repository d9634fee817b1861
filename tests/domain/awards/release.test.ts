import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withdraw as withdrawApplication } from "#app/domain/applications/change.server.ts";
import { applicationStates } from "#app/domain/applications/model.ts";
import { listApplicationsOf } from "#app/domain/applications/read.server.ts";
import { decide, takeBack } from "#app/domain/awards/decide.server.ts";
import { findReleasedDecision } from "#app/domain/awards/read.server.ts";
import { confirmDecision } from "#app/domain/awards/second.server.ts";
import { findLetter, waitingDigest } from "#app/domain/awards/letters-read.server.ts";
import { draftLetters, writeLetter } from "#app/domain/awards/letters.server.ts";
import { release } from "#app/domain/awards/release.server.ts";
import { Conflict, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { readLetters, releaseRead } from "#tests/support/letters.ts";
import { anApplicant, aPot, as, awardOf, countOf, declined, faults, inFull, inPart } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ connections: 20 });
});
afterAll(() => test.close());

const messagesTo = (email: string) => test.db.selectFrom("message").selectAll().where("to_email", "=", email).execute();
const publicVersion = async () => (await test.db.selectFrom("public_version").select("version").executeTakeFirstOrThrow()).version;

describe("before release", () => {
  it("tells the group nothing: neither its own pages, nor a message, nor the counts, nor a public page", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const applicant = await anApplicant(test.db, pot.id);
    const undecided = await anApplicant(test.db, pot.id);
    const version = await publicVersion();
    await decide(as(test.db, administrator), applicant.application_id, inFull);
    expect(await findReleasedDecision(test.db, applicant.application_id)).toBeUndefined();
    const shown = async (owner: typeof applicant.owner) => {
      const [row] = await listApplicationsOf(test.db, owner);
      return { fields: Object.keys(row!), state: applicationStates[row!.status].applicant, colour: applicationStates[row!.status].colour };
    };
    expect(await shown(applicant.owner)).toEqual(await shown(undecided.owner));
    await expect(withdrawApplication(as(test.db, applicant.owner), applicant.application_id)).rejects.toThrow(/^(?!.*decided).*being considered/);
    expect(await messagesTo(applicant.owner.email)).toEqual([]);
    expect(await countOf(test.db, pot.id)).toEqual({ awards: 0, amount_pence: 0 });
    expect(await publicVersion()).toBe(version);
  });
});

describe("release", () => {
  it("makes every waiting decision of the pot known at once, and writes to each group in its own words", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const [whole, part, none, waiting] = await Promise.all([anApplicant(test.db, pot.id), anApplicant(test.db, pot.id), anApplicant(test.db, pot.id), anApplicant(test.db, pot.id)]);
    const editor = await an.actor(test.db, [{ role: "editor", organisation_id: whole.organisation_id }]);
    const viewer = await an.actor(test.db, [{ role: "viewer", organisation_id: whole.organisation_id }]);
    const unconfirmed = await an.actor(test.db, [{ role: "owner", organisation_id: whole.organisation_id }], { email_confirmed_at: null });
    await decide(as(test.db, administrator), whole.application_id, inFull);
    await decide(as(test.db, administrator), part.application_id, inPart(250_000));
    await decide(as(test.db, administrator), none.application_id, declined);
    const version = await publicVersion();
    expect(await releaseRead(as(test.db, administrator), pot.id)).toEqual({ decisions: 3, awards: 2, messages: 4 });

    expect(await countOf(test.db, pot.id)).toEqual({ awards: 2, amount_pence: 750_000 });
    expect(await countOf(test.db, pot.id, "focus-group", "women")).toEqual({ awards: 2, amount_pence: 750_000 });
    expect(await publicVersion()).toBe(version + 1);
    const award = await awardOf(test.db, whole.application_id);
    expect(award).toMatchObject({ status: "released", counted: true, accept_by: addDays(londonDay(new Date()), 28) });

    const [letter] = await messagesTo(whole.owner.email);
    expect(letter!.body).toContain("£5,000, the whole amount");
    expect(letter!.body).toContain("A good plan");
    expect(await messagesTo(editor.email)).toHaveLength(1);
    expect([...(await messagesTo(viewer.email)), ...(await messagesTo(unconfirmed.email))]).toEqual([]);
    expect((await messagesTo(part.owner.email))[0]!.body).toContain("We are glad to offer you £2,500. You asked for £5,000");
    const [refusal] = await messagesTo(none.owner.email);
    expect(refusal!.body).toContain("We can't fund this application");
    expect(refusal!.body).toContain("Say more about the costs");
    expect(refusal!.body).not.toMatch(/reject|Weak budget/i);
    for (const message of await test.db.selectFrom("message").select(["body", "to_email"]).where("to_email", "in", [whole, part, none].map((one) => one.owner.email)).execute())
      expect(message.body).not.toContain(administrator.name);
    expect(await messagesTo(waiting.owner.email)).toEqual([]);
    expect(await findReleasedDecision(test.db, none.application_id)).toMatchObject({ outcome: "decline", words: expect.stringContaining("Say more about the costs"), award_id: null });
    expect(await faults(test.db)).toEqual([]);
  });

  it("tells a group the words of its letter and not those that somebody took out of its draft, by no way", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const me = as(test.db, administrator);
    const { application_id, owner } = await anApplicant(test.db, pot.id);
    await decide(me, application_id, { ...declined, feedback: "Your neighbours at the bowling green asked for less" });
    await draftLetters(me, pot.id);
    await writeLetter(me, application_id, { version: 1, words: "The money does not reach every good project." });
    await releaseRead(me, pot.id);
    expect(await findReleasedDecision(test.db, application_id)).toMatchObject({ words: "The money does not reach every good project." });
    expect(JSON.stringify([await findReleasedDecision(test.db, application_id), await messagesTo(owner.email)])).not.toContain("bowling");
  });

  it("says to who releases no number from which a decision that is closed to them follows", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 5_000_000);
    const chair = await staff("chair");
    const [open, closed] = [await anApplicant(test.db, pot.id), await anApplicant(test.db, pot.id)];
    await decide(as(test.db, administrator), open.application_id, declined);
    await decide(as(test.db, administrator), closed.application_id, declined);
    await test.db.insertInto("interest").values({ id: newId(), application_id: closed.application_id, person_id: chair.id, has_interest: true }).execute();
    await readLetters(as(test.db, administrator), pot.id);
    expect(await release(as(test.db, chair), pot.id)).toEqual({ decisions: 1, awards: 0, messages: 1 });
    expect(await messagesTo(closed.owner.email)).toHaveLength(1);
  });

  it("happens once when two people press in the same moment: one letter each, each award counted once", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 5_000_000);
    const applicants = await Promise.all([1, 2, 3].map(() => anApplicant(test.db, pot.id)));
    for (const one of applicants) await decide(as(test.db, administrator), one.application_id, inFull);
    await readLetters(as(test.db, administrator), pot.id);
    const seen = await waitingDigest(test.db, pot.id);
    const answers = await Promise.all([release(as(test.db, administrator), pot.id, seen), release(as(test.db, await staff("chair")), pot.id, seen)]);
    expect(answers.map((answer) => answer.decisions).sort()).toEqual([0, 3]);
    for (const one of applicants) expect(await messagesTo(one.owner.email)).toHaveLength(1);
    expect(await countOf(test.db, pot.id)).toEqual({ awards: 3, amount_pence: 1_500_000 });
    expect(await faults(test.db)).toEqual([]);
  });

  it("releases nothing that the page did not show: a decision more or less, a letter written in, a letter marked", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const me = as(test.db, administrator);
    const [one, two] = await Promise.all([anApplicant(test.db, pot.id), anApplicant(test.db, pot.id)]);
    const refuses = async (change: () => Promise<unknown>) => {
      await readLetters(me, pot.id);
      const seen = await waitingDigest(test.db, pot.id);
      await change();
      await expect(release(me, pot.id, seen)).rejects.toBeInstanceOf(Conflict);
      await readLetters(me, pot.id);
      await expect(release(me, pot.id, seen)).rejects.toBeInstanceOf(Conflict);
    };
    await decide(me, one.application_id, inFull);
    await refuses(() => decide(me, two.application_id, inFull));
    await refuses(() => takeBack(me, one.application_id));
    await refuses(async () => writeLetter(me, two.application_id, { version: (await findLetter(test.db, pot.id, two.application_id))!.letter.version, words: "Other words for the group" }));
    expect(await countOf(test.db, pot.id)).toEqual({ awards: 0, amount_pence: 0 });
    expect(await messagesTo(two.owner.email)).toEqual([]);
  });

  it("refuses a decision without a letter, a letter that nobody read, and a decision that waits for a second person", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 5_000_000);
    const me = as(test.db, administrator);
    await test.db.updateTable("pot").set({ second_person_above_pence: 400_000 }).where("id", "=", pot.id).execute();
    const { application_id, owner } = await anApplicant(test.db, pot.id);
    const { decision_id } = await decide(me, application_id, inFull);
    await expect(release(me, pot.id)).rejects.toThrow(/no letter yet/);
    await draftLetters(me, pot.id);
    await expect(release(me, pot.id)).rejects.toThrow(/not been read/);
    await readLetters(me, pot.id);
    await expect(release(me, pot.id)).rejects.toThrow(/waits for a second person/);
    expect(await messagesTo(owner.email)).toEqual([]);
    await confirmDecision(as(test.db, await staff("chair")), decision_id);
    expect(await release(me, pot.id)).toMatchObject({ decisions: 1 });
  });

  it("is refused by the database itself without the letter that goes with it, and a letter that was sent stays as it was", async () => {
    const { pot, administrator } = await aPot(test.db, 5_000_000);
    const me = as(test.db, administrator);
    const { application_id } = await anApplicant(test.db, pot.id);
    const { decision_id } = await decide(me, application_id, inFull);
    const byHand = () => test.db.updateTable("decision").set({ released_at: new Date(), released_by: administrator.id }).where("id", "=", decision_id).execute();
    await expect(byHand()).rejects.toMatchObject({ constraint: "decision_released_with_letter" });
    await releaseRead(me, pot.id);
    const sent = await test.db.selectFrom("letter").selectAll().where("decision_id", "=", decision_id).executeTakeFirstOrThrow();
    expect(sent.sent_body).toContain("We are glad to offer you £5,000");
    await expect(test.db.updateTable("letter").set({ words: "Other words" }).where("id", "=", sent.id).execute()).rejects.toMatchObject({ constraint: "letter_sent_stays" });
    await expect(test.db.deleteFrom("letter").where("id", "=", sent.id).execute()).rejects.toMatchObject({ constraint: "letter_sent_stays" });
    await expect(test.db.updateTable("letter_version").set({ words: "Other words" }).where("letter_id", "=", sent.id).execute()).rejects.toThrow();
  });

  it("is not for assessors, and a released decision is not taken back", async () => {
    const { pot, administrator, staff } = await aPot(test.db, 5_000_000);
    const { application_id } = await anApplicant(test.db, pot.id);
    await decide(as(test.db, administrator), application_id, inFull);
    await expect(release(as(test.db, await staff("assessor")), pot.id)).rejects.toBeInstanceOf(NotFound);
    await releaseRead(as(test.db, administrator), pot.id);
    await expect(takeBack(as(test.db, administrator), application_id)).rejects.toBeInstanceOf(WrongState);
  });
});
