/** Once before the journeys: a database of their own, the built server on it, the demonstration loaded; gone afterwards. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { dropDatabases } from "./drop.ts";
import { openTestServer } from "./server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export default async function setUp(): Promise<() => Promise<void>> {
  const server = await openTestServer();
  const database = `lade_test_${Date.now().toString(36)}${randomBytes(3).toString("hex")}_journeys`;
  const superuser = server.superuserUrl(server.maintenance);
  await makeDatabase(superuser, database, decodeURIComponent(new URL(server.ownerUrl(database)).username));
  const folder = mkdtempSync(join(tmpdir(), "lade-journeys-"));
  chmodSync(folder, 0o700);
  const site = spawn(process.execPath, ["bin/start.mjs"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PORT: process.env.LADE_JOURNEY_PORT, HOST: "127.0.0.1", LADE_MODE: "demonstration", LADE_DATA_DIR: folder,
      DATABASE_URL: server.appUrl(database), DATABASE_OWNER_URL: server.ownerUrl(database),
      // Ours are the only ones that count: nothing of the surroundings may send mail or change the address.
      PUBLIC_URL: "", SMTP_URL: "", LADE_SECRET: "", TRUST_PROXY: "", npm_lifecycle_event: "",
    },
  });
  const tearDown = async () => {
    await ended(site);
    await dropDatabases(superuser, database);
    rmSync(folder, { recursive: true, force: true });
    await server.leave();
  };
  try {
    await serving(site);
    return tearDown;
  } catch (error) {
    await tearDown();
    throw error;
  }
}

async function makeDatabase(superuser: string, name: string, owner: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuser });
  await client.connect();
  await client.query(`create database ${pg.escapeIdentifier(name)} owner ${pg.escapeIdentifier(owner)}`);
  await client.end();
}

/** Waits for the line in which the site says where it is. */
function serving(site: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    for (const stream of [site.stdout!, site.stderr!])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (said.includes("Lade is running at")) resolve();
      });
    site.once("exit", () => reject(new Error(`The site did not start:\n${said}`)));
  });
}

async function ended(site: ChildProcess): Promise<void> {
  if (site.exitCode !== null) return;
  const exit = new Promise((resolve) => site.once("exit", resolve));
  site.kill("SIGTERM");
  await exit;
}
