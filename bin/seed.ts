/** `npm run seed -- NAME`: loads one of the seeds and what it stands on; loading one again changes nothing but the demonstration's dates. */
import { readConfig } from "#app/config.server.ts";
import { openDatabase } from "#app/database.server.ts";
import { Problem } from "#db/server/problem.ts";
import { isSeedName, loadSeed, seedNames, SeedRefused } from "#seeds/load.ts";
import { command, oneSentence, tell } from "./terminal.ts";

export const run = ([name = "", ...more]: string[]) =>
  command(async () => {
    if (!isSeedName(name) || more.some((word) => word !== "--refresh"))
      throw new Problem(`Say which seed to load: npm run seed -- NAME, where NAME is ${seedNames.join(", ")}; “demonstration --refresh” brings its dates up to date.`);
    const config = readConfig(process.env);
    const database = await openDatabase(config, oneSentence);
    try {
      await loadSeed(name, { db: database.db, now: new Date(), mode: config.mode, secret: config.secret, refresh: more.includes("--refresh") });
      tell(`Loaded: ${name}.`);
    } catch (error) {
      throw error instanceof SeedRefused ? new Problem(error.message) : error;
    } finally {
      await database.close();
    }
  });
