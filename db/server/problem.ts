/** A fault of the surroundings, not of ours: its message is one sentence that the person at the terminal can act on. */
export class Problem extends Error {
  override name = "Problem";
}

/** What an unknown error says, in one line and without its stack. */
export const saying = (error: unknown): string =>
  (error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code || error.name : String(error)).split("\n")[0]!.trim();
