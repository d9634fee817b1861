/** Serves: configuration, database, demonstration world, site; says where everything is; stops cleanly. */
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { readConfig, type Config } from "#app/config.server.ts";
import { openDatabase, type ReadyDatabase } from "#app/database.server.ts";
import { fullLog, quietLog } from "#app/log.server.ts";
import { paths } from "#app/paths.ts";
import { withLock } from "#db/server/lock.ts";
import { Problem, saying } from "#db/server/problem.ts";
import { oneSentence, tell } from "./terminal.ts";

/** Runs until a signal ends it. A fault of the surroundings is one sentence and exit code 1. */
export async function serve({ dev }: { dev: boolean }): Promise<void> {
  const started = begin(dev);
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    // Something that hangs must not keep a terminal for ever.
    setTimeout(() => process.exit(1), 20_000).unref();
    try {
      await (await started)();
    } catch {
      process.exit(1);
    }
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
  whenNpmIsGone(() => void stop());
  try {
    await started;
  } catch (error) {
    oneSentence(error);
    process.exit(1);
  }
}

/** One start at a time in a data folder: a second would find half a demonstration, or a port that is free only for now. */
async function begin(dev: boolean): Promise<() => Promise<void>> {
  const config = readConfig(process.env);
  return withLock(join(config.dataDir, "start.lock"), () => start(config, dev), 0);
}

/** @returns what stops everything that was started */
async function start(config: Config, dev: boolean): Promise<() => Promise<void>> {
  await waitForPort(config);
  const log = config.mode === "production" ? fullLog : quietLog;
  const database = await openDatabase(config, (what) => log.error(what));
  try {
    if (config.mode === "demonstration") await fillDemonstration(config, database);
    const { startServer } = await import("#app/server.ts");
    const server = await startServer({ config, pool: database.pool, db: database.db, log, dev }).catch((error: unknown) => {
      throw portProblem(config, error);
    });
    await announce(config, database);
    return async () => {
      await server.close();
      await database.close();
      if (config.mode === "demonstration") tell("Lade has stopped. What was entered is kept.");
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function fillDemonstration(config: Config, { db }: ReadyDatabase): Promise<void> {
  // A seed is loaded whole or not at all, and whoever is there came with it or after it.
  if (await db.selectFrom("person").select("id").limit(1).executeTakeFirst()) return;
  tell("Loading the reference data and the demonstration's invented world.");
  const { loadSeed } = await import("#seeds/load.ts");
  await loadSeed("demonstration", { db, now: new Date(), mode: config.mode, secret: config.secret });
}

/** What a stranger needs to know, and nothing else. */
async function announce(config: Config, database: ReadyDatabase): Promise<void> {
  const site = config.publicUrl.origin;
  tell(...database.warnings, "", `Lade is running at ${site}`);
  if (config.mode === "demonstration") {
    const { demonstrationSignIns } = await import("#seeds/demonstration/people.ts");
    const widest = (pick: (signIn: (typeof demonstrationSignIns)[number]) => string) => Math.max(...demonstrationSignIns.map((signIn) => pick(signIn).length));
    const [role, email] = [widest((signIn) => signIn.role), widest((signIn) => signIn.email)];
    tell(
      "",
      "This is the demonstration: people, groups and awards in it are invented.",
      `Sign in at ${site}${paths.signIn()} as`,
      ...demonstrationSignIns.map((signIn) => `  ${signIn.role.padEnd(role)}  ${signIn.email.padEnd(email)}  ${signIn.password}`),
      `The messages that would be sent are at ${site}${paths.demonstrationMail()}`,
      `Codes for the second step of signing in are at ${site}${paths.demonstrationCodes()}`,
    );
  }
  tell("", `The data is kept in ${config.dataDir}${config.ownPostgres ? "" : ` and in the database ${new URL(config.databaseUrl!).pathname.slice(1)}`}`, "Ctrl-C stops it.");
}

/** A server that was just killed may hold its port for a moment: it is given three seconds. */
async function waitForPort(config: Config): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await new Promise<void>((resolve, reject) => {
        const probe = createServer();
        probe.once("error", reject);
        probe.listen(config.port, config.host, () => probe.close(() => resolve()));
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || attempt > 6) throw portProblem(config, error);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

function portProblem(config: Config, error: unknown): unknown {
  const where = `${config.host}:${config.port}`;
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new Problem(`${where} is taken by another program, perhaps by a Lade that runs already: end it, or choose another with PORT.`);
    case "EACCES":
      return new Problem(`This account may not listen on ${where}: choose a PORT of 1024 or more.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new Problem(`This machine has no interface ${config.host}: check HOST (${saying(error)}).`);
    default:
      return error;
  }
}

/**
 * Where npm was killed, or told to end a shell that does not tell us, no signal comes: without a look at who started us we would
 * hold the port as an orphan. Between npm and us there may be a shell.
 */
function whenNpmIsGone(stop: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const lineage = () => (parentOf(process.ppid)?.isNpm === false ? `${process.ppid} ${parentOf(process.ppid)?.parent}` : String(process.ppid));
  const atFirst = lineage();
  setInterval(() => lineage() !== atFirst && stop(), 500).unref();
}

/** What Linux says of a process; undefined elsewhere, where only our own parent is watched. */
function parentOf(pid: number): { parent: number; isNpm: boolean } | undefined {
  try {
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
    return { parent, isNpm: readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("npm") };
  } catch {
    return undefined;
  }
}
