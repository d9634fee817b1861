/** Sixty deciders on twenty pots for a minute, with part awards, reversals, second persons, reserves and lapses, watched all the while. */
import { verifyAudit } from "#app/domain/audit/verify.server.ts";
import { compareCounts } from "#app/domain/awards/counts.server.ts";
import { makeRace, movesThatMatter, race } from "#tests/support/race.ts";
import { openPool, overPool } from "#db/connection.ts";
import type { Row } from "../row.ts";
import { benchSecret } from "../world.ts";

const [pots, deciders, groups] = [20, 60, 40];

export const potsMinute: Row = {
  name: "pots-minute",
  async measure(world) {
    const ledger = await world.ledger(1_000, "pots");
    const db = overPool(openPool(ledger.url, { max: 32 }));
    try {
      const made = await makeRace(db, { pots, deciders, groups });
      const minute = 60_000 * world.sizes.effort;
      const from = performance.now();
      const result = await race(db, benchSecret, made, () => performance.now() - from < minute);
      const taken = performance.now() - from;
      const after = [...(await compareCounts(db)), ...(await verifyAudit(db, benchSecret))];
      const moves = [...result.done.values()].reduce((sum, count) => sum + count, 0);
      // A short trial carries out some moves only.
      const missing = world.sizes.effort < 1 ? [] : movesThatMatter.filter((move) => !result.done.has(move));
      const wrong = [...result.surprises.map(String), ...result.faults, ...after, ...missing.map((move) => `nobody came to “${move}”`)];
      return [
        {
          name: "pots-minute", what: `${deciders} deciders on ${pots} pots for ${Math.round(minute / 1_000)} s: the fullest pot, part or year at any snapshot against its limit`, ratio: result.fullest, limit: 1, sound: wrong.length === 0,
          details: [
            `${moves} moves carried out (${Math.round(moves / (taken / 1_000))} a second), ${result.refused} refused with a reason: ${[...result.done].map(([move, count]) => `${move} ${count}`).join(", ")}`,
            `${result.snapshots} snapshots; ${wrong.length === 0 ? "every pot, part and year within its limit at each, the counts true, the audit whole" : wrong.slice(0, 5).join("; ")}`,
          ],
        },
      ];
    } finally {
      await db.destroy();
    }
  },
};
