/** What stands between a decision and its release, done as a person does it: the letters drafted, read and marked as right. */
import { listWaiting } from "#app/domain/awards/letter-facts.server.ts";
import { draftLetters, markLettersRight } from "#app/domain/awards/letters.server.ts";
import { release, type Released } from "#app/domain/awards/release.server.ts";
import type { Context } from "#app/domain/kernel/context.ts";

/** Drafts what has no letter and marks every letter as right. */
export async function readLetters(context: Context, potId: string): Promise<void> {
  await draftLetters(context, potId);
  const waiting = await listWaiting(context.db, potId);
  await markLettersRight(context, potId, waiting.flatMap(({ letter_id, version }) => (letter_id && version ? [{ id: letter_id, version }] : [])));
}

/** Reads the letters of a pot and releases its decisions. */
export async function releaseRead(context: Context, potId: string): Promise<Released> {
  await readLetters(context, potId);
  return release(context, potId);
}
