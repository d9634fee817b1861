/** One PostgreSQL data folder: made, started, found running, stopped; by pg_ctl, under the account that may run it. */
import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { Problem } from "./problem.ts";

export interface Cluster {
  /** The data folder of Lade; PostgreSQL's own is `postgres` in it. */
  folder: string;
  binaries: Binaries;
  account: Account | undefined;
}

const dataOf = (cluster: Cluster): string => join(cluster.folder, "postgres");
const logOf = (cluster: Cluster): string => join(dataOf(cluster), "postgres.log");

/** What our server is told on the day it is made. Errors are not logged: they would carry what people typed. */
const always: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_checkpoints: "off",
  timezone: "UTC",
  log_timezone: "UTC",
};

/** Makes the data folder if there is none: in another place first, so that a broken attempt leaves nothing half made. */
export async function makeCluster(cluster: Cluster, superuserPassword: string, settings: Record<string, string>): Promise<void> {
  const made = dataOf(cluster);
  if (existsSync(join(made, "PG_VERSION"))) {
    const major = readFileSync(join(made, "PG_VERSION"), "utf8").trim();
    if (major !== cluster.binaries.major)
      throw new Problem(`The data in ${made} belongs to PostgreSQL ${major}, this Lade brings ${cluster.binaries.major}: see “Upgrading” in docs/operating.md.`);
    return;
  }
  for (const left of readdirSync(cluster.folder)) if (left.startsWith("postgres.unfinished")) rmSync(join(cluster.folder, left), { recursive: true, force: true });
  const unfinished = join(cluster.folder, "postgres.unfinished");
  const passwordFile = join(unfinished, "password");
  const target = join(unfinished, "data");
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
  if (cluster.account) for (const path of [unfinished, passwordFile]) chownSync(path, cluster.account.uid, cluster.account.gid);
  const options = Object.entries({ ...always, ...settings }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-GB"];
  const { code, said } = await run(cluster, cluster.binaries.initdb, [
    "-D", target, "-U", "postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256", ...locale, ...options,
  ]);
  if (code !== 0) throw new Problem(`PostgreSQL could not set up its data in ${cluster.folder}: ${lastLine(said)}.`);
  renameSync(target, made);
  rmSync(unfinished, { recursive: true, force: true });
}

/** The port of the server that runs on this folder, or undefined. */
export async function runningPort(cluster: Cluster): Promise<number | undefined> {
  forgetStranger(cluster);
  const { code } = await run(cluster, cluster.binaries.pgCtl, ["-D", dataOf(cluster), "status"]);
  if (code !== 0) return undefined;
  const port = Number(postmasterFile(cluster)?.[3]);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

/**
 * Starts the server, on the wanted port if it is free. After a kill -9 the old server's children may hold its memory for a
 * second, and another program may take the port between our look and the start: both are tried again.
 * @returns the port
 */
export async function startCluster(cluster: Cluster, wantedPort: number): Promise<number> {
  if (existsSync(logOf(cluster)) && statSync(logOf(cluster)).size > 5_000_000) truncateSync(logOf(cluster));
  let said = "";
  for (let attempt = 1; attempt <= 12; attempt += 1) {
    const port = await freePort(wantedPort);
    const outcome = await run(cluster, cluster.binaries.pgCtl, ["-D", dataOf(cluster), "-l", logOf(cluster), "-w", "-t", "120", "-o", `-p ${port}`, "start"]);
    if (outcome.code === 0) return port;
    const running = await runningPort(cluster);
    if (running) return running;
    said = outcome.said;
    await new Promise((resolve) => setTimeout(resolve, 250 * attempt));
  }
  throw new Problem(`PostgreSQL did not start on ${dataOf(cluster)} (${lastLine(said)}): its log is ${logOf(cluster)}.`);
}

/** Stops the server; clients are sent away, what was committed is kept. */
export async function stopCluster(cluster: Cluster): Promise<void> {
  await run(cluster, cluster.binaries.pgCtl, ["-D", dataOf(cluster), "-m", "fast", "-w", "-t", "60", "stop"]);
}

const postmasterFile = (cluster: Cluster): string[] | undefined => {
  const path = join(dataOf(cluster), "postmaster.pid");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n") : undefined;
};

/**
 * After a crash of the machine (a container most of all) the number in postmaster.pid may belong to another program by now,
 * and pg_ctl would take that one for our server. Where the system says what the process is, the file is removed.
 */
function forgetStranger(cluster: Cluster): void {
  const pid = Number(postmasterFile(cluster)?.[0]);
  if (!Number.isInteger(pid) || !existsSync(`/proc/${pid}/cmdline`)) return;
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(dataOf(cluster))) rmSync(join(dataOf(cluster), "postmaster.pid"), { force: true });
  } catch {
    // It ended while we looked: pg_ctl will see that too.
  }
}

/** A free port on the loopback: the wanted one if it is free. */
async function freePort(wanted: number): Promise<number> {
  const tried = (port: number) =>
    new Promise<number | undefined>((resolve) => {
      const server = createServer();
      server.once("error", () => resolve(undefined));
      server.listen(port, "127.0.0.1", () => {
        const { port: got } = server.address() as { port: number };
        server.close(() => resolve(got));
      });
    });
  const port = (wanted > 0 ? await tried(wanted) : undefined) ?? (await tried(0));
  if (!port) throw new Problem("No port is free on 127.0.0.1 for PostgreSQL.");
  return port;
}

/** Runs one of the programs with nothing of our environment but what it needs: no secret reaches it. */
function run(cluster: Cluster, program: string, parameters: string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const { account } = cluster;
    const bare: Record<string, string> = { PATH: "/usr/bin:/bin", LANG: "C", LC_ALL: "C" };
    const child = spawn(program, parameters, {
      cwd: cluster.folder,
      stdio: ["ignore", "pipe", "pipe"],
      ...(process.platform === "win32" ? {} : { env: bare as NodeJS.ProcessEnv }),
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.once("error", (error) => reject(new Problem(`${program} cannot be run on this machine (${error.message}): install PostgreSQL and give its address in DATABASE_URL.`)));
    // "exit", not "close": a server that pg_ctl started may keep the pipes open for as long as it lives.
    child.once("exit", (code) => {
      setImmediate(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ code, said });
      });
    });
  });
}

const lastLine = (said: string): string => said.trim().split("\n").at(-1)?.trim() ?? "it said nothing";
