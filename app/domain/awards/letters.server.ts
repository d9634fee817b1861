/** Letters of decisions: drafted from the record, written on by a person, looked through, marked as right. Sending is the release's. */
import type { Insertable } from "kysely";
import type { LetterTable } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { lockPot } from "../funds/change.server.ts";
import type { Pot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { findingKey, findingKinds, standingFindings, type Finding, type Phrases } from "./forbidden.ts";
import { decidable, londonToday } from "./ledger.server.ts";
import { criterionResults, listWaiting, lookThrough, phrasesOfPot, strongFrom, weakBelow, type CriterionResult, type Waiting } from "./letter-facts.server.ts";
import { findingWords, isBlocked, readFindings, type LetterInput, type SeenLetter } from "./letter-model.ts";
import { closedApplications } from "./letters-read.server.ts";
import { draftWords } from "./letters.ts";
import { may } from "./policy.ts";

const atOnce = 500;
const slices = <T>(all: readonly T[]): T[][] => Array.from({ length: Math.ceil(all.length / atOnce) }, (_, index) => all.slice(index * atOnce, (index + 1) * atOnce));

const actorId = ({ actor }: TransactionContext): string => {
  if (actor.kind !== "person") throw new NotFound();
  return actor.id;
};

/**
 * Drafts a letter for every waiting decision of the pot that has none. Pressing twice drafts each once.
 * @returns how many were drafted
 */
export async function draftLetters(context: Context, potId: string): Promise<number> {
  return inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.release(tx.actor, pot));
    const missing = (await listWaiting(tx.db, pot.id)).filter(({ letter_id }) => letter_id === null);
    if (missing.length === 0) return 0;
    const results = await resultsOf(tx, pot.id, missing);
    const phrases = await phrasesOfPot(tx.db, pot);
    const { today, at } = await londonToday(tx);
    const rows = missing.map((waiting) => draftOf(tx, waiting, pot, { words: wordsFromRecord(waiting, results), phrases, today, at }));
    for (const some of slices(rows)) {
      await tx.db.insertInto("letter").values(some).execute();
      await tx.db.insertInto("letter_version").values(some.map(({ id, words, drafted_by }) => ({ letter_id: id, version: 1, words, written_by: drafted_by, written_at: at }))).execute();
    }
    await record(tx, "pot.letters-drafted", { type: "pot", id: pot.id }, { letters: rows.length });
    return rows.length;
  });
}

async function resultsOf(tx: TransactionContext, potId: string, waiting: readonly Waiting[]): Promise<Map<string, CriterionResult[]>> {
  const results = new Map<string, CriterionResult[]>();
  for (const one of await criterionResults(tx.db, potId, waiting.map(({ application_id }) => application_id)))
    results.set(one.application_id, [...(results.get(one.application_id) ?? []), one]);
  return results;
}

/** More criteria than this in one list say nothing. */
const mostNamed = 3;
function wordsFromRecord(waiting: Waiting, results: ReadonlyMap<string, readonly CriterionResult[]>): string {
  const own = results.get(waiting.application_id) ?? [];
  const titles = (these: readonly CriterionResult[]) => these.map(({ title }) => title);
  return draftWords({
    outcome: waiting.outcome, feedback: waiting.feedback,
    strong: titles(own.filter(({ percent }) => percent >= strongFrom).slice(0, mostNamed)),
    weak: titles(own.filter(({ percent }) => percent < weakBelow).slice(-mostNamed)),
  }).slice(0, 8000);
}

function draftOf(tx: TransactionContext, waiting: Waiting, pot: Pot, { words, phrases, today, at }: { words: string; phrases: Phrases; today: string; at: Date }): Insertable<LetterTable> & { id: string; words: string; drafted_by: string } {
  const { findings, reading_age } = lookThrough(waiting, pot, phrases, today, words);
  return {
    id: newId(), decision_id: waiting.decision_id, application_id: waiting.application_id, pot_id: pot.id, sorted_by: waiting.organisation.toLowerCase(),
    words, reading_age, findings: JSON.stringify(findings), blocked: isBlocked(findings, []), drafted_at: at, drafted_by: actorId(tx), synthetic: waiting.synthetic,
  };
}

interface Locked {
  waiting: Waiting & { letter_id: string; version: number };
  pot: Pot;
}
/** The letter of an application's waiting decision, locked with its pot. Throws NotFound where there is none, NotAllowed to whom it is closed. */
async function lockLetter(tx: TransactionContext, applicationId: string): Promise<Locked> {
  const found = isId(applicationId) ? await tx.db.selectFrom("application").select(["pot_id", "organisation_id"]).where("id", "=", applicationId).executeTakeFirst() : undefined;
  if (!found) throw new NotFound();
  const pot = await lockPot(tx, found.pot_id);
  permit(may.decide(tx.actor, await decidable(tx.db, tx.actor, { ...pot, application_id: applicationId, organisation_id: found.organisation_id })));
  const letter = await tx.db
    .selectFrom("letter")
    .select("decision_id")
    .where("application_id", "=", applicationId)
    .where("sent_at", "is", null)
    .where("over", "=", false)
    .forUpdate()
    .executeTakeFirst();
  const [waiting] = await listWaiting(tx.db, pot.id, { decisionIds: letter ? [letter.decision_id] : [] });
  if (!waiting?.letter_id || waiting.version === null) throw new WrongState("This letter does not wait any more: it was sent, or its decision was taken back");
  return { waiting: { ...waiting, letter_id: waiting.letter_id, version: waiting.version }, pot };
}

/**
 * Writes on in a letter: a new version, looked through again and no longer marked as right. The same words change nothing.
 * @throws Conflict with the words that are saved now, where somebody wrote since the page was opened
 */
export async function writeLetter(context: Context, applicationId: string, input: LetterInput): Promise<void> {
  await inTransaction(context, async (tx) => {
    const locked = await lockLetter(tx, applicationId);
    refuseStale(locked, input.version);
    if (input.words !== locked.waiting.words) await keepWords(tx, locked, input.words);
  });
}

/** Drafts the letter anew from the record, as a further version: what was written stays among its versions. */
export async function draftAgain(context: Context, applicationId: string, version: number): Promise<void> {
  await inTransaction(context, async (tx) => {
    const locked = await lockLetter(tx, applicationId);
    refuseStale(locked, version);
    await keepWords(tx, locked, wordsFromRecord(locked.waiting, await resultsOf(tx, locked.pot.id, [locked.waiting])));
  });
}

function refuseStale({ waiting }: Locked, version: number): void {
  if (waiting.version !== version) throw new Conflict("Somebody else wrote in this letter since you opened the page. What you typed is still here: compare both and save again", { version: waiting.version, words: waiting.words });
}

async function keepWords(tx: TransactionContext, { waiting, pot }: Locked, words: string): Promise<void> {
  const { today, at } = await londonToday(tx);
  const { findings, reading_age } = lookThrough(waiting, pot, await phrasesOfPot(tx.db, pot), today, words);
  const version = waiting.version + 1;
  await tx.db
    .updateTable("letter")
    .set({ words, version, reading_age, findings: JSON.stringify(findings), accepted: [], blocked: isBlocked(findings, []), checked_at: null, checked_by: null, edited_at: at, edited_by: actorId(tx) })
    .where("id", "=", waiting.letter_id)
    .execute();
  await tx.db.insertInto("letter_version").values({ letter_id: waiting.letter_id, version, words, written_by: actorId(tx), written_at: at }).execute();
  await record(tx, "letter.written", { type: "application", id: waiting.application_id }, { letter_id: waiting.letter_id, version });
}

/**
 * Marks one letter as read and right, and lets stand what the person looked at.
 * @param accepted keys of findings that may stay; those that nobody may accept block all the same
 * @throws Invalid naming what is still in the way, Conflict when the letter changed since the page was opened
 */
export async function markRight(context: Context, applicationId: string, { version, accepted }: { version: number; accepted: readonly string[] }): Promise<void> {
  const left = await inTransaction(context, async (tx) => {
    const locked = await lockLetter(tx, applicationId);
    refuseStale(locked, version);
    const { waiting } = locked;
    const { today, at } = await londonToday(tx);
    const { findings, reading_age } = lookThrough(waiting, locked.pot, await phrasesOfPot(tx.db, locked.pot), today);
    const stay = findings.filter((finding) => findingKinds[finding.kind].accept !== null && accepted.includes(findingKey(finding))).map(findingKey);
    const blocked = standingFindings(findings, stay);
    await mark(tx, { id: waiting.letter_id, findings, reading_age, accepted: stay, right: blocked.length === 0, at });
    if (blocked.length === 0) await record(tx, "letter.marked-right", { type: "application", id: waiting.application_id }, { letter_id: waiting.letter_id, version, accepted: stay.length });
    return blocked;
  });
  // After the transaction, so that what was found is kept.
  if (left.length > 0) throw new Invalid({ findings: `${left.map(findingWords).join(". ")}. ${left.some(({ kind }) => findingKinds[kind].accept === null) ? "Take it out of the letter" : "Take it out, or say why it may stay"}` });
}

interface Marking {
  id: string;
  findings: readonly Finding[];
  reading_age: number | null;
  accepted: readonly string[];
  right: boolean;
  at: Date;
}
async function mark(tx: TransactionContext, { id, findings, reading_age, accepted, right, at }: Marking): Promise<void> {
  await tx.db
    .updateTable("letter")
    .set({ findings: JSON.stringify(findings), reading_age, accepted: [...accepted], blocked: !right, checked_at: right ? at : null, checked_by: right ? actorId(tx) : null })
    .where("id", "=", id)
    .execute();
}

/**
 * Marks letters as read and right, as they stood on the page. Each is looked through once more: one in which something is found now stays
 * unmarked and is counted. Those that are closed to the person, sent or taken back are left out.
 * @throws Conflict when one of them was written in since the page was opened: then none is marked
 */
export async function markLettersRight(context: Context, potId: string, seen: readonly SeenLetter[]): Promise<{ right: number; blocked: number }> {
  return inTransaction(context, async (tx) => {
    const pot = await lockPot(tx, potId);
    permit(may.release(tx.actor, pot));
    const closed = await closedApplications(tx.db, pot.id, actorId(tx));
    const versions = new Map(seen.map(({ id, version }) => [id, version]));
    const letters = seen.length === 0 ? [] : await tx.db.selectFrom("letter").select(["id", "decision_id", "version"]).where("id", "in", [...versions.keys()]).where("pot_id", "=", pot.id).where("sent_at", "is", null).orderBy("id").forUpdate().execute();
    if (letters.some(({ id, version }) => versions.get(id) !== version)) throw new Conflict("One of these letters was written in since you opened the page. Nothing is marked: read them again");
    const waiting = (await listWaiting(tx.db, pot.id, { decisionIds: letters.map(({ decision_id }) => decision_id) })).filter(({ application_id }) => !closed.has(application_id));
    const phrases = await phrasesOfPot(tx.db, pot);
    const { today, at } = await londonToday(tx);
    let right = 0;
    for (const one of waiting) {
      const accepted = one.accepted ?? [];
      const looked = lookThrough(one, pot, phrases, today);
      const good = !isBlocked(looked.findings, accepted);
      await mark(tx, { id: one.letter_id!, ...looked, accepted, right: good, at });
      if (good) right += 1;
    }
    if (right > 0) await record(tx, "pot.letters-marked-right", { type: "pot", id: pot.id }, { letters: right });
    return { right, blocked: waiting.length - right };
  });
}

/**
 * Looks through every waiting letter of a pot again: since it was marked as right a person may have joined the panel or another group applied.
 * One in which something is found that nobody has let stand is no longer right.
 */
export async function lookThroughAgain(tx: TransactionContext, pot: Pot): Promise<void> {
  const waiting = (await listWaiting(tx.db, pot.id)).filter(({ letter_id }) => letter_id !== null);
  if (waiting.length === 0) return;
  const phrases = await phrasesOfPot(tx.db, pot);
  const { today } = await londonToday(tx);
  for (const one of waiting) {
    const { findings } = lookThrough(one, pot, phrases, today);
    const blocked = isBlocked(findings, one.accepted ?? []);
    if (blocked === one.blocked && JSON.stringify(findings) === JSON.stringify(readFindings(one.findings))) continue;
    await tx.db.updateTable("letter").set({ findings: JSON.stringify(findings), blocked, ...(blocked ? { checked_at: null, checked_by: null } : {}) }).where("id", "=", one.letter_id!).execute();
  }
}
