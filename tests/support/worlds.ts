/** The worlds of the journeys: each a demonstration of its own, so that what one journey decides moves no figure under another. */
import { createServer } from "node:net";

export const worlds = ["desk", "phone", "keyboard", "site"] as const;
export type World = (typeof worlds)[number];

const ports = "LADE_JOURNEY_PORTS";
const databases = "LADE_JOURNEY_DATABASES";
type Of<T> = Record<World, T>;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** A free port for each world. The processes that run the journeys ask again: what was chosen first holds. */
export async function chosenPorts(): Promise<Of<number>> {
  const known = process.env[ports];
  if (known) return JSON.parse(known) as Of<number>;
  const chosen = Object.fromEntries(await Promise.all(worlds.map(async (world) => [world, await freePort()] as const))) as Of<number>;
  process.env[ports] = JSON.stringify(chosen);
  return chosen;
}

/** Tells the processes that run the journeys where each world's database is. */
export function nameDatabases(addresses: Of<string>): void {
  process.env[databases] = JSON.stringify(addresses);
}

/** The address of a world's database, as the owner of its tables. */
export const databaseOf = (world: World): string => (JSON.parse(process.env[databases] ?? "{}") as Partial<Of<string>>)[world] ?? "";
