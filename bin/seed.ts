/**
 * `npm run seed -- NAME`: loads one of the seeds and what it stands on; loading one again changes nothing but the demonstration's dates.
 * `npm run seed -- bulk --awards N [--applications M] [--seed S]`: an invented ledger of any size.
 */
import { readConfig } from "#app/config.server.ts";
import { openDatabase } from "#app/database.server.ts";
import { Problem } from "#db/server/problem.ts";
import { loadBulk, mostAwards, type BulkOptions } from "#seeds/bulk/load.ts";
import { isSeedName, loadSeed, seedNames, SeedRefused } from "#seeds/load.ts";
import { command, oneSentence, tell } from "./terminal.ts";

export const run = ([name = "", ...more]: string[]) =>
  command(async () => {
    if (name === "bulk") return bulk(more);
    if (!isSeedName(name) || more.some((word) => word !== "--refresh"))
      throw new Problem(`Say which seed to load: npm run seed -- NAME, where NAME is ${seedNames.join(", ")}, bulk; “demonstration --refresh” brings its dates up to date.`);
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

async function bulk(words: readonly string[]): Promise<void> {
  const options = readBulk(words);
  const config = readConfig(process.env);
  const database = await openDatabase(config, oneSentence);
  try {
    const started = performance.now();
    await loadBulk({ db: database.db, ownerUrl: database.ownerUrl, now: new Date(), mode: config.mode, secret: config.secret, tell }, options);
    tell(`Loaded: bulk, ${options.awards} awards, in ${Math.round((performance.now() - started) / 1_000)} seconds.`);
  } catch (error) {
    throw error instanceof SeedRefused ? new Problem(error.message) : error;
  } finally {
    await database.close();
  }
}

/** @throws Problem that says how to say it */
function readBulk(words: readonly string[]): BulkOptions {
  const options: BulkOptions = { awards: 0, applications: 0, seed: 1 };
  const most: Record<keyof BulkOptions, number> = { awards: mostAwards, applications: 100_000, seed: 1_000_000 };
  for (let index = 0; index < words.length; index += 2) {
    const name = words[index]!.replace(/^--/, "");
    const value = Number(words[index + 1] ?? "");
    if (!Object.hasOwn(options, name) || !Number.isInteger(value) || value < 1 || value > most[name as keyof BulkOptions])
      throw new Problem(`Say how many: npm run seed -- bulk --awards N [--applications M] [--seed S], with N up to ${mostAwards}, M up to ${most.applications} and S up to ${most.seed}.`);
    options[name as keyof BulkOptions] = value;
  }
  if (options.awards === 0) throw new Problem("Say how many awards: npm run seed -- bulk --awards N.");
  return options;
}
