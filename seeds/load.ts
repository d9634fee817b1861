/** The seeds by name. Each can be loaded by itself and loads first what it stands on; loading one again changes nothing. */
import type { Kysely } from "kysely";
import { inTransaction, type Context } from "#app/domain/kernel/context.ts";
import type { DB } from "#db/types.ts";
import { loadDemonstration } from "./demonstration/load.ts";
import { loadHistory } from "./history/load.ts";
import { refuseInProduction, type Mode, type SeedContext } from "./kit.ts";
import { loadCommunitiesLedger } from "./ledgers/communities.ts";
import { loadPerinatalLedger } from "./ledgers/perinatal.ts";
import { loadReference } from "./reference/load.ts";

export { SeedRefused } from "./kit.ts";

export const seedNames = ["reference", "strategy", "history", "ledger-communities-2023-24", "ledger-perinatal-2024", "demonstration"] as const;
export type SeedName = (typeof seedNames)[number];
export const isSeedName = (name: string): name is SeedName => (seedNames as readonly string[]).includes(name);

interface Seed {
  /** Loaded before it, in this order. */
  needs: readonly SeedName[];
  /** Holds invented rows: never in production. */
  invented: boolean;
  load: (context: SeedContext) => Promise<void>;
}

const seeds: Record<SeedName, Seed> = {
  reference: { needs: [], invented: false, load: loadReference },
  // The Strategy's skeleton is part of the reference data; the name is kept so that it can be asked for.
  strategy: { needs: ["reference"], invented: false, load: async () => undefined },
  history: { needs: ["reference"], invented: false, load: loadHistory },
  "ledger-communities-2023-24": { needs: ["history"], invented: true, load: loadCommunitiesLedger },
  "ledger-perinatal-2024": { needs: ["history"], invented: true, load: loadPerinatalLedger },
  demonstration: { needs: ["ledger-communities-2023-24", "ledger-perinatal-2024"], invented: true, load: loadDemonstration },
};

export interface SeedOptions {
  db: Kysely<DB>;
  now: Date;
  mode: Mode;
  /** LADE_SECRET: seals the audit and the second factors. */
  secret: string;
  /** For the demonstration: bring the dates of its open rounds up to date again. */
  refresh?: boolean;
}

/**
 * Loads one seed and what it needs, in one transaction.
 * @throws SeedRefused where it holds invented rows and the mode is production
 */
export async function loadSeed(name: SeedName, { db, now, mode, secret, refresh = false }: SeedOptions): Promise<void> {
  const context: Context = { db, now, secret, actor: { kind: "system" }, elapsed: () => 0, synthetic: mode === "demonstration" };
  await inTransaction(context, async (tx) => {
    const seedContext: SeedContext = { ...tx, mode, refresh };
    for (const each of inOrder(name)) {
      if (seeds[each].invented) refuseInProduction(seedContext, each);
      await seeds[each].load(seedContext);
    }
  });
}

/** The seed's prerequisites and the seed itself, each once, first things first. */
function inOrder(name: SeedName, before: readonly SeedName[] = []): SeedName[] {
  if (before.includes(name)) return [...before];
  const needed = seeds[name].needs.reduce<SeedName[]>((order, need) => inOrder(need, order), [...before]);
  return needed.includes(name) ? needed : [...needed, name];
}
