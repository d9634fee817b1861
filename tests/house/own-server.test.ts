/** PostgreSQL of our own: what survives a kill, who may come in, and who stops it. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openOwnServer, type OwnServer } from "#db/server/own.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;
const opened: OwnServer[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  const temporary = mkdtempSync(join(tmpdir(), "lade-own-"));
  // Under root PostgreSQL has an account of its own, which must be able to pass.
  chmodSync(temporary, 0o711);
  folder = join(temporary, "data");
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const server of opened.splice(0)) await server.leave();
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

async function open(): Promise<OwnServer> {
  const server = await openOwnServer({ folder, settings: { fsync: "off" } });
  opened.push(server);
  return server;
}
const leave = (server: OwnServer) => {
  opened.splice(opened.indexOf(server), 1);
  return server.leave();
};

async function query(address: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: address });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

const postmaster = () => Number(readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
const isRunning = (pid: number) => {
  try {
    process.kill(pid, 0);
    // A process that ended and was not yet collected still has a number.
    return !/^State:\s+Z/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "");
  } catch {
    return false;
  }
};
async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`It did not come to pass in 30 seconds: ${what}`);
}

/** Another process with the server of our folder open, until it is killed. */
async function anotherLade(): Promise<ChildProcess> {
  const script = `const { openOwnServer } = await import("#db/server/own.ts");
    const server = await openOwnServer({ folder: process.argv[1], settings: { fsync: "off" } });
    process.on("SIGTERM", () => server.leave().then(() => process.exit(0)));
    setInterval(() => undefined, 1000);
    console.log("open");`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script, folder], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await new Promise<void>((resolve, reject) => {
    child.stdout!.setEncoding("utf8").on("data", (text: string) => text.includes("open") && resolve());
    child.once("exit", () => reject(new Error("the other process ended before it was ready")));
  });
  return child;
}

test("the data survives a clean stop, and a second start attaches to a server that runs", { timeout: 120_000 }, async () => {
  const first = await open();
  expect(first.started).toBe(true);
  await query(first.address("owner"), "create table kept as select 42 as answer");
  const second = await open();
  expect(second.started).toBe(false);
  const pid = postmaster();
  await leave(first);
  expect(isRunning(pid), "somebody is still here").toBe(true);
  expect(await query(second.address("owner"), "select answer from kept")).toEqual([42]);
  await leave(second);
  expect(isRunning(pid), "the last to leave stops it").toBe(false);
  const again = await open();
  expect(again.started).toBe(true);
  expect(await query(again.address("owner"), "select answer from kept")).toEqual([42]);
});

test("a kill -9 of Lade leaves the server and its data for the next start", { timeout: 120_000 }, async () => {
  const lade = await anotherLade();
  const pid = postmaster();
  lade.kill("SIGKILL");
  await until(() => lade.signalCode === "SIGKILL", "the other process is killed");
  expect(isRunning(pid)).toBe(true);
  const next = await open();
  expect(next.started).toBe(false);
  expect(postmaster()).toBe(pid);
  await leave(next);
  expect(isRunning(pid), "who was killed does not keep it running").toBe(false);
});

test("after a kill -9 of PostgreSQL the next start has everything that was committed", { timeout: 120_000 }, async () => {
  const lade = await anotherLade();
  const { owner } = JSON.parse(readFileSync(join(folder, "postgres.json"), "utf8")) as { owner: string };
  const port = Number(readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8").split("\n")[3]);
  await query(`postgresql://lade_owner:${owner}@127.0.0.1:${port}/lade`, "create table kept as select 42 as answer");
  lade.kill("SIGKILL");
  process.kill(postmaster(), "SIGKILL");
  const next = await open();
  expect(next.started).toBe(true);
  expect(await query(next.address("owner"), "select answer from kept")).toEqual([42]);
});

test("when PostgreSQL is killed under a running Lade it is started again, at the same address", { timeout: 120_000 }, async () => {
  const server = await open();
  const address = server.address("owner");
  await query(address, "create table kept as select 42 as answer");
  process.kill(postmaster(), "SIGKILL");
  await until(() => query(address, "select answer from kept").then((rows) => rows[0] === 42, () => false), "the table can be read again");
});

test("three starts at once on a fresh folder make one server", { timeout: 120_000 }, async () => {
  const servers = await Promise.all([open(), open(), open(), anotherLade().then(() => undefined)]);
  expect(new Set(servers.map((server) => server?.address("owner")).filter(Boolean)).size).toBe(1);
  expect(servers.filter((server) => server?.started).length).toBeLessThanOrEqual(1);
  expect(await query(servers[0]!.address("application"), "select 1")).toEqual([1]);
});

test("a number in postmaster.pid that belongs to another program by now does not keep the server from starting", { timeout: 120_000 }, async () => {
  const first = await open();
  await leave(first);
  // Of the same account as the server: of another's, PostgreSQL would not mind.
  const { uid, gid } = statSync(join(folder, "postgres"));
  const stranger = spawn("sleep", ["120"], { cwd: "/", ...(process.getuid?.() === 0 && { uid, gid }) });
  children.push(stranger);
  writeFileSync(join(folder, "postgres", "postmaster.pid"), `${stranger.pid}\n${join(folder, "postgres")}\n1\n5432\n\n127.0.0.1\n  1 1\nready   \n`);
  expect((await open()).started).toBe(true);
});

test("a start that was killed while it set up its data is done anew by the next", { timeout: 120_000 }, async () => {
  const first = await open();
  await leave(first);
  rmSync(join(folder, "postgres"), { recursive: true });
  execFileSync("mkdir", ["-p", join(folder, "postgres.unfinished", "data", "base")]);
  writeFileSync(join(folder, "postgres.lock"), "999999999 gone");
  const server = await open();
  expect(await query(server.address("application"), "select 1")).toEqual([1]);
  expect(existsSync(join(folder, "postgres.unfinished"))).toBe(false);
});

test("nobody comes in without the password, or from outside this machine, and the passwords are for our eyes only", { timeout: 120_000 }, async () => {
  const server = await open();
  const wrong = new URL(server.address("superuser", "postgres"));
  for (const password of ["", "postgres", "wrong"]) {
    wrong.password = password;
    await expect(query(wrong.href, "select 1"), `password “${password}”`).rejects.toThrow(/password/i);
  }
  expect(await query(server.address("superuser", "postgres"), "select setting from pg_settings where name in ('listen_addresses', 'password_encryption', 'unix_socket_directories') order by name")).toEqual([
    "127.0.0.1", "scram-sha-256", "",
  ]);
  expect(await query(server.address("superuser", "postgres"), "select distinct auth_method from pg_hba_file_rules")).toEqual(["scram-sha-256"]);
  if (process.platform !== "win32") {
    expect(statSync(join(folder, "postgres.json")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "postgres")).mode & 0o077).toBe(0);
  }
});

test("the application's role can make nothing, and the owner's is no superuser", { timeout: 120_000 }, async () => {
  const server = await open();
  await expect(query(server.address("application"), "create table mine (id int)")).rejects.toThrow("permission denied");
  await expect(query(server.address("application", "postgres"), "create database mine")).rejects.toThrow("permission denied");
  expect(await query(server.address("superuser", "postgres"), "select rolname from pg_roles where rolsuper")).toEqual(["postgres"]);
});

test.skipIf(process.getuid?.() !== 0)("a data folder that PostgreSQL's account cannot reach is refused in one sentence, and not left behind", { timeout: 120_000 }, async () => {
  chmodSync(join(folder, ".."), 0o700);
  await expect(openOwnServer({ folder })).rejects.toThrow(/^The data folder .* cannot be reached by the account [^\n]+ with LADE_DATA_DIR\.$/);
  expect(existsSync(folder)).toBe(false);
});
