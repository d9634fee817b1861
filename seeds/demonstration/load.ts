import type { SeedContext } from "../kit.ts";
export async function loadDemonstration(_: SeedContext): Promise<void> {}
