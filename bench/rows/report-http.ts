/** Award counts by focus group and area, ours against the summary-table query alone behind node:http. */
import { Client } from "../client.ts";
import { described, inTurns } from "../measure.ts";
import type { Row } from "../row.ts";
import { timeOfAnswer } from "./counts.ts";

export const reportHttp: Row = {
  name: "report-http",
  async measure(world) {
    const { awards, rounds, effort } = world.sizes;
    const requests = Math.ceil(60 * effort);
    const ledger = await world.ledger(awards);
    const [ours, bare] = [new Client((await world.site(ledger)).origin), new Client((await world.bare("counts", ledger)).origin)];
    const taken = await inTurns(rounds, () => timeOfAnswer(ours, requests), () => timeOfAnswer(bare, requests));
    ours.close();
    bare.close();
    return [
      {
        name: "report-http", what: `${awards} awards, ours against the bare query`, ratio: taken.ratio, limit: 2.5,
        details: [`ours: ${described(taken.ours, "ms")}`, `bare: ${described(taken.theirs, "ms")}`],
      },
    ];
  },
};
