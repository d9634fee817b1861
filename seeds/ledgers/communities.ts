/** The invented ledger of the Communities Fund's third year: exactly the published counts, every award inside its area's real allocation. */
import { insertMissing, idOf, refuseInProduction, type SeedContext } from "../kit.ts";
import { roundId } from "../history/load.ts";
import { bringInPublications } from "../history/publications.ts";
import { rounds } from "../history/rounds.ts";
import { bodyId, readAreas } from "../reference/areas.ts";
import { fundId } from "../reference/load.ts";
import { drawLedger } from "./picture.ts";
import { committedByPot, hasAwards, writeLedger, type LedgerAward, type LedgerRound } from "./write.ts";

const name = "ledger-communities-2023-24";
const facts = rounds.find(({ code }) => code === "communities-2023-24")!;
const round: LedgerRound = { id: roundId(facts.code), code: facts.code, fund_id: fundId(facts.fund), lists: facts.lists };
const potId = (areaCode: string): string => idOf(`pot/${round.code}/${areaCode}`);

export async function loadCommunitiesLedger(context: SeedContext): Promise<void> {
  refuseInProduction(context, name);
  if (await hasAwards(context, round.id)) return;
  const awards = drawLedger().map(({ tagging, ...award }): LedgerAward => ({
    ...award,
    pot_id: potId(award.area_code),
    reach: tagging.reach,
    standing: tagging.standing,
    tags: {
      "focus-group": tagging.focusGroups,
      "priority-issue": tagging.priorityIssues,
      "family-group": tagging.familyGroups,
      "project-type": [tagging.projectType],
    },
  }));
  const committed = committedByPot(awards);
  await insertMissing(
    context.db,
    "pot",
    readAreas().map(({ code, body, allocation_2023_24 }) => ({
      id: potId(code), round_id: round.id, area_code: code, body_id: bodyId(body), allocation_pence: allocation_2023_24,
      committed_pence: committed.get(potId(code)) ?? 0,
      note: "The allocation is the published one; the awards are invented.", synthetic: true,
    })),
  );
  await writeLedger(context, round, awards);
  await bringInPublications(context);
}
