/** `npm start` when something is wrong: one clear sentence, exit code 1, no stack; and when nothing is, a clean stop. */
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a } from "#tests/support/factories.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const patience = { timeout: 120_000 };
let database: TestDatabase;
let folder: string;
const started: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lade-start-"));
  database = await testDatabase();
  // Somebody is there, so the demonstration's world is not loaded: these tests are about starting.
  await a.person(database.db);
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  said: string;
}
interface Run {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves when it says that it runs; rejects when it ends first. */
  serving: Promise<void>;
}

function start(env: Record<string, string>): Run {
  const child = spawn(process.execPath, ["bin/start.mjs"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: tmpdir(), NODE_ENV: "production",
      LADE_MODE: "demonstration", LADE_DATA_DIR: join(folder, "data"), DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl, ...env,
    },
  });
  started.push(child);
  let said = "";
  const serving = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (said.includes("Lade is running at")) resolve();
      });
    child.once("exit", () => reject(new Error(said)));
  });
  serving.catch(() => undefined);
  return { child, serving, ended: new Promise((resolve) => child.once("close", (code) => resolve({ code, said }))) };
}

const port = () =>
  new Promise<{ port: string; close: () => void }>((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => resolve({ port: String((server.address() as { port: number }).port), close: () => server.close() }));
  });
async function freePort(): Promise<string> {
  const held = await port();
  held.close();
  return held.port;
}

function oneSentence({ code, said }: Ended, pattern: RegExp): void {
  expect(code).toBe(1);
  expect(said.trim().split("\n"), said).toHaveLength(1);
  expect(said).toMatch(pattern);
  expect(said).not.toMatch(/^\s+at |node:internal|Error:/m);
}

test("a database that is not there, another password, another name: the sentence says which, and never the password", patience, async () => {
  const wrong = new URL(database.url);
  const cases: [string, RegExp][] = [["postgresql://lade:s3cr3t@127.0.0.1:1/lade", /nothing listens there/], ["postgresql://lade:s3cr3t@no-such-host.invalid/lade", /host/]];
  wrong.pathname = "/no_such_database";
  cases.push([wrong.href, /there is no such database/]);
  for (const [address, pattern] of cases) {
    const ended = await start({ DATABASE_URL: address, DATABASE_OWNER_URL: "", PORT: await freePort() }).ended;
    oneSentence(ended, pattern);
    expect(ended.said).not.toContain("s3cr3t");
    expect(ended.said).toContain("check DATABASE_URL");
  }
});

test("a port that another program holds is named", patience, async () => {
  const held = await port();
  try {
    oneSentence(await start({ PORT: held.port }).ended, new RegExp(`^127\\.0\\.0\\.1:${held.port} is taken by another program`));
  } finally {
    held.close();
  }
});

test("a data folder that is a file, or that nobody may write, is named", patience, async () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  oneSentence(await start({ LADE_DATA_DIR: join(file, "data"), PORT: await freePort() }).ended, /is a file where a data folder is wanted/);
  // Root may write everywhere but where the system itself refuses.
  const closed = process.getuid?.() === 0 ? "/proc/lade" : join(folder, "closed");
  if (closed.startsWith(folder)) {
    mkdirSync(closed);
    chmodSync(closed, 0o500);
  }
  oneSentence(await start({ LADE_DATA_DIR: closed, PORT: await freePort() }).ended, /^The data folder .* cannot be (made|written)/);
});

test("production without its settings says a sentence for each, and starts nothing", patience, async () => {
  const { code, said } = await start({ LADE_MODE: "production", PORT: await freePort() }).ended;
  expect(code).toBe(1);
  expect(said.trim().split("\n").map((line) => /Production needs (a )?(\w+)/.exec(line)?.[2])).toEqual(["PUBLIC_URL", "SMTP_URL", "LADE_SECRET", "TRUST_PROXY"]);
});

test("of two starts at once in one data folder one serves, and the other says in a sentence that it does not", patience, async () => {
  for (const ports of [Array<string>(2).fill(await freePort()), [await freePort(), await freePort()]]) {
    const both = ports.map((PORT) => start({ PORT }));
    oneSentence(await Promise.race(both.map((run) => run.ended)), ports[0] === ports[1] ? /Another start of Lade holds|is taken by another program/ : /Another start of Lade holds/);
    const [other] = both.filter((run) => run.child.exitCode === null);
    await other!.serving;
    expect((await fetch(`http://127.0.0.1:${ports[both.indexOf(other!)]}/health`)).status).toBe(200);
    other!.child.kill("SIGTERM");
    await other!.ended;
  }
});

test("it stops cleanly when it is told to, and leaves its port to the next", patience, async () => {
  const PORT = await freePort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const run = start({ PORT });
    await run.serving;
    run.child.kill(signal);
    const { code, said } = await run.ended;
    expect(code).toBe(0);
    expect(said).toContain("What was entered is kept");
  }
});

test("after a kill -9 the next start serves what was entered", patience, async () => {
  const PORT = await freePort();
  const run = start({ PORT });
  await run.serving;
  run.child.kill("SIGKILL");
  const next = start({ PORT });
  await next.serving;
  expect(await (await fetch(`http://127.0.0.1:${PORT}/health`)).json()).toEqual({ status: "ok" });
});
