/** The 360Giving file of a ledger against COPY of the same rows: how long, how soon the first byte, how much memory. */
import { Client } from "../client.ts";
import type { Child } from "../child.ts";
import { described, inTurns, median } from "../measure.ts";
import type { Row } from "../row.ts";

export const file = "/open-data/360giving.json";
/** A small file, by which the code is loaded before memory is watched. */
const oneArea = "/open-data/360giving/invented-at-scale/2024-25/S12000023.json";
const mebibyte = 1_048_576;

export const exportRow: Row = {
  name: "export-360giving",
  async measure(world) {
    const { awards, rounds } = world.sizes;
    const ledger = await world.ledger(awards);
    const [ours, bare] = [await world.site(ledger), await world.bare("export", ledger)];
    const firstBytes = { ours: [] as number[], theirs: [] as number[] };
    const growth: number[] = [];
    let bytes = 0;
    const take = async (child: Child, first: number[]) => {
      const client = new Client(child.origin);
      const before = child.memory();
      let most = before;
      const watching = setInterval(() => (most = Math.max(most, child.memory())), 25);
      const answer = await client.drain(file);
      clearInterval(watching);
      if (answer.status !== 200 || answer.bytes < awards * 100) throw new Error(`${file} was answered ${answer.status} with ${answer.bytes} bytes`);
      first.push(answer.firstByte);
      if (child === ours) growth.push((Math.max(most, child.memory()) - before) / mebibyte);
      bytes = answer.bytes;
      return answer.end / 1_000;
    };
    await new Client(ours.origin).drain(oneArea);
    const taken = await inTurns(rounds, () => take(ours, firstBytes.ours), () => take(bare, firstBytes.theirs), { warm: false });
    const later = median(firstBytes.ours.map((value, index) => value - firstBytes.theirs[index]!));
    return [
      {
        name: "export-360giving", what: `${awards} awards, ours against COPY of the same rows`, ratio: taken.ratio, limit: 1.25,
        details: [`ours: ${described(taken.ours, "s")} for ${(bytes / mebibyte).toFixed(0)} MiB`, `COPY: ${described(taken.theirs, "s")}`],
      },
      {
        name: "export-360giving-memory", what: "the most that memory grew, in MiB, to 64", ratio: Math.max(...growth) / 64, limit: 1,
        details: [`grew by ${described(growth, "MiB")}`],
      },
      {
        name: "export-360giving-first-byte", what: "how much later than COPY's the first byte came, to 0.2 s", ratio: Math.max(0, later) / 200, limit: 1,
        details: [`ours: ${described(firstBytes.ours, "ms")}`, `COPY: ${described(firstBytes.theirs, "ms")}`],
      },
    ];
  },
};
