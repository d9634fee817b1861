/** What the commands say to the person at the terminal. */
import { DomainError } from "#app/domain/kernel/errors.ts";
import { Problem, saying } from "#db/server/problem.ts";

export const tell = (...lines: string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);

/** A fault of the surroundings and a rule that refuses speak in their own words; anything else in one line, without a stack. */
export function oneSentence(error: unknown): void {
  const spoken = error instanceof Problem || error instanceof DomainError;
  process.stderr.write(`${spoken ? error.message : `Lade met a fault: ${saying(error)}`}\n`);
}

/** Runs a command to its end: exit code 1 and one sentence when it fails. */
export async function command(work: () => Promise<number | void>): Promise<never> {
  let code = 1;
  try {
    code = (await work()) ?? 0;
  } catch (error) {
    oneSentence(error);
  }
  process.exit(code);
}
