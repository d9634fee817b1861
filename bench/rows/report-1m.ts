/** Award counts by focus group and area cost the same with a million awards and with a hundred thousand. */
import { Client } from "../client.ts";
import { described, inTurns } from "../measure.ts";
import type { Row } from "../row.ts";
import { timeOfAnswer } from "./counts.ts";

export const reportMillion: Row = {
  name: "report-1m",
  async measure(world) {
    const { awards, fewer, rounds, effort } = world.sizes;
    const requests = Math.ceil(60 * effort);
    const [many, few] = [await world.site(await world.ledger(awards)), await world.site(await world.ledger(fewer))].map((site) => new Client(site.origin));
    const taken = await inTurns(rounds, () => timeOfAnswer(many!, requests), () => timeOfAnswer(few!, requests));
    many!.close();
    few!.close();
    return [
      {
        name: "report-1m", what: `${awards} awards against ${fewer}, ours both times`, ratio: taken.ratio, limit: 1.3,
        details: [`${awards} awards: ${described(taken.ours, "ms")}`, `${fewer} awards: ${described(taken.theirs, "ms")}`],
      },
    ];
  },
};
