/** Once before the journeys: the demonstration loaded once, a copy of it for each world, the built site on each; gone afterwards. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { dropDatabases } from "./drop.ts";
import { openTestServer, type TestServer } from "./server.ts";
import { chosenPorts, nameDatabases, worlds, type World } from "./worlds.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export default async function setUp(): Promise<() => Promise<void>> {
  const server = await openTestServer();
  const prefix = `lade_test_${Date.now().toString(36)}${randomBytes(3).toString("hex")}_journeys`;
  const superuser = server.superuserUrl(server.maintenance);
  const folder = mkdtempSync(join(tmpdir(), "lade-journeys-"));
  chmodSync(folder, 0o700);
  const sites: ChildProcess[] = [];
  const tearDown = async () => {
    await Promise.all(sites.map(ended));
    await dropDatabases(superuser, prefix);
    rmSync(folder, { recursive: true, force: true });
    await server.leave();
  };
  try {
    // Copies are opened with the same seals as the world they were copied from.
    const surroundings = surroundingsOf(server, randomBytes(36).toString("base64"));
    const database = (world: World) => `${prefix}_${world}`;
    const folderOf = (name: string) => (mkdirSync(join(folder, name)), join(folder, name));
    const owner = decodeURIComponent(new URL(server.ownerUrl(prefix)).username);
    await makeDatabases(superuser, owner, [prefix]);
    await finished(start(["bin/build.mjs"], process.env));
    await finished(start(["bin/run.mjs", "seed", "demonstration"], surroundings(prefix, folderOf("template"))));
    await makeDatabases(superuser, owner, worlds.map(database), prefix);
    nameDatabases(Object.fromEntries(worlds.map((world) => [world, server.ownerUrl(database(world))])) as Record<World, string>);
    const ports = await chosenPorts();
    await Promise.all(
      worlds.map((world) => {
        const site = start(["bin/start.mjs"], { ...surroundings(database(world), folderOf(world)), PORT: String(ports[world]) });
        sites.push(site);
        return serving(site);
      }),
    );
    return tearDown;
  } catch (error) {
    await tearDown();
    throw error;
  }
}

type Environment = NodeJS.ProcessEnv;

/** Ours are the only ones that count: nothing of the surroundings may send mail or change the address. */
const surroundingsOf = (server: TestServer, secret: string) => (database: string, folder: string): Environment => ({
  ...process.env,
  HOST: "127.0.0.1", LADE_MODE: "demonstration", LADE_DATA_DIR: folder, LADE_SECRET: secret,
  DATABASE_URL: server.appUrl(database), DATABASE_OWNER_URL: server.ownerUrl(database),
  PUBLIC_URL: "", SMTP_URL: "", TRUST_PROXY: "",
  // As under npm, a site ends with whoever started it, however that ends.
  npm_lifecycle_event: "journeys",
});

const start = (parameters: string[], env: Environment): ChildProcess => spawn(process.execPath, parameters, { cwd: root, stdio: ["ignore", "pipe", "pipe"], env });

async function makeDatabases(superuser: string, owner: string, names: readonly string[], template = "template1"): Promise<void> {
  const client = new pg.Client({ connectionString: superuser });
  await client.connect();
  try {
    for (const name of names)
      await client.query(`create database ${pg.escapeIdentifier(name)} owner ${pg.escapeIdentifier(owner)} template ${pg.escapeIdentifier(template)}`);
  } finally {
    await client.end();
  }
}

/** Waits for the line in which the site says where it is. */
const serving = (site: ChildProcess): Promise<void> => heard(site, (said) => said.includes("Lade is running at"), () => false);
/** Waits for a command to end well. */
const finished = (command: ChildProcess): Promise<void> => heard(command, () => false, (code) => code === 0);

function heard(child: ChildProcess, isReady: (said: string) => boolean, endsWell: (code: number | null) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (isReady(said)) resolve();
      });
    child.once("close", (code) => (endsWell(code) ? resolve() : reject(new Error(`${child.spawnargs.slice(1).join(" ")} ended:\n${said}`))));
  });
}

async function ended(site: ChildProcess): Promise<void> {
  if (site.exitCode !== null || site.signalCode !== null) return;
  const exit = new Promise((resolve) => site.once("exit", resolve));
  site.kill("SIGTERM");
  await exit;
}
