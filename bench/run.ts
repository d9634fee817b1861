/** Runs rows one after the other, says what came out, and writes it down where it is asked to. */
import { writeFileSync } from "node:fs";
import { holds, type Measured, type Row } from "./row.ts";
import type { World } from "./world.ts";

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

/** @returns every line that was measured. A row that fails counts as one that does not hold, and the next is run all the same */
export async function runRows(rows: readonly Row[], world: World): Promise<Measured[]> {
  const all: Measured[] = [];
  for (const row of rows) {
    const from = performance.now();
    world.tell(`\n${row.name}`);
    const measured = await row.measure(world).catch((error: unknown): Measured[] => [
      { name: row.name, what: "could not be measured", ratio: Number.POSITIVE_INFINITY, limit: 0, details: [error instanceof Error ? error.message : String(error)] },
    ]);
    for (const one of measured) {
      world.tell(`  ${holds(one) ? "holds" : "FAILS"}  ${one.name}: ${rounded(one.ratio)} of at most ${one.limit} (${one.what})`);
      for (const detail of one.details) world.tell(`         ${detail}`);
    }
    world.tell(`         took ${Math.round((performance.now() - from) / 1_000)} seconds`);
    all.push(...measured);
  }
  return all;
}

export function writeReport(file: string, all: readonly Measured[]): void {
  const lines = all.map((one) => ({ name: one.name, ratio: Number.isFinite(one.ratio) ? rounded(one.ratio) : null, limit: one.limit, holds: holds(one) }));
  writeFileSync(file, `${JSON.stringify(lines, null, 2)}\n`);
}
