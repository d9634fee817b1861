/**
 * `npm run bench [-- --only NAME] [--json FILE] [--awards N] [--fewer N] [--rounds R] [--keep]`: measures each row beside its limit in the same run, in turns.
 * Ends with exit code 1 when a row does not hold.
 */
import { rows } from "#bench/rows.ts";
import { runRows, writeReport } from "#bench/run.ts";
import { holds } from "#bench/row.ts";
import { openWorld } from "#bench/world.ts";
import { Problem } from "#db/server/problem.ts";
import { command, tell } from "./terminal.ts";

export const run = (words: string[]) =>
  command(async () => {
    const { only, json, keep, ...sizes } = readWords(words);
    const chosen = rows.filter(({ name }) => only === undefined || name === only);
    if (chosen.length === 0) throw new Problem(`There is no row “${only}”: the bench has ${rows.map(({ name }) => name).join(", ")}.`);
    const from = performance.now();
    const world = await openWorld({ sizes: { ...sizes, effort: 1 }, tell, databaseUrl: process.env.DATABASE_URL, keep });
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void world.close().finally(() => process.exit(130)));
    try {
      const measured = await runRows(chosen, world);
      if (json !== undefined) writeReport(json, measured);
      const holding = measured.filter(holds).length;
      tell("", `${holding} of ${measured.length} hold. It took ${Math.round((performance.now() - from) / 1_000)} seconds.`);
      return holding === measured.length ? 0 : 1;
    } finally {
      await world.close();
    }
  });

interface Words {
  only?: string;
  json?: string;
  keep: boolean;
  awards: number;
  fewer: number;
  rounds: number;
}

/** @throws Problem that says how to say it */
function readWords(words: readonly string[]): Words {
  const read: Words = { keep: false, awards: 1_000_000, fewer: 100_000, rounds: 5 };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--keep") read.keep = true;
    else if (word === "--only" || word === "--json") read[word.slice(2) as "only" | "json"] = rest.shift() ?? usage();
    else if (word === "--awards" || word === "--fewer" || word === "--rounds") read[word.slice(2) as "awards" | "fewer" | "rounds"] = whole(rest.shift());
    else usage();
  }
  return read;
}

function whole(word: string | undefined): number {
  const number = Number(word);
  return Number.isInteger(number) && number >= 1 ? number : usage();
}

function usage(): never {
  throw new Problem("Say it like this: npm run bench [-- --only NAME] [--json FILE] [--awards N] [--fewer N] [--rounds R] [--keep].");
}
