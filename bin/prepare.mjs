/** Makes a clone ready to run: packages as the lockfile says, and a build of these sources. Needs nothing but Node and npm. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);

/** Ends the process with one sentence. @param {string} message @returns {never} */
export function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** @param {{ build: boolean }} wanted */
export function prepare({ build }) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) stop(`Lade needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
  if (isInstalled() && (!build || isBuilt())) return;
  try {
    const unlock = lock();
    try {
      if (!isInstalled()) install();
      if (build && !isBuilt()) makeBuild();
    } finally {
      unlock();
    }
  } catch (error) {
    stop(`Lade cannot be made ready in ${root} (${error instanceof Error ? error.message.split("\n")[0] : error}).`);
  }
}

// ---- packages

const installStamp = at("node_modules", ".lade-lockfile");
const lockfileHash = () => createHash("sha256").update(readFileSync(at("package-lock.json"))).digest("hex");

function isInstalled() {
  if (!existsSync(at("node_modules", ".package-lock.json"))) return false;
  const wanted = lockfileHash();
  if (existsSync(installStamp) && readFileSync(installStamp, "utf8") === wanted) return true;
  if (!holdsWhatTheLockfileNames()) return false;
  stamp(installStamp, wanted);
  return true;
}

/** Whether npm, run by somebody else, has left exactly the versions that the lockfile names (packages for other machines aside). */
function holdsWhatTheLockfileNames() {
  const { packages: named } = JSON.parse(readFileSync(at("package-lock.json"), "utf8"));
  const { packages: here } = JSON.parse(readFileSync(at("node_modules", ".package-lock.json"), "utf8"));
  return Object.entries(named).every(([path, { version, optional, devOptional, peer }]) => path === "" || here[path]?.version === version || (!here[path] && (optional || devOptional || peer)));
}

function install() {
  process.stdout.write("Installing the packages that the lockfile names. This takes a minute, the first time only.\n");
  const npm = process.env.npm_execpath?.endsWith(".js") ? [process.execPath, process.env.npm_execpath] : [process.platform === "win32" ? "npm.cmd" : "npm"];
  // No package's own install script is run: none is needed, and none gets a say.
  const { status, error } = spawnSync(npm[0], [...npm.slice(1), "ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) stop(`The packages could not be installed${error ? ` (${error.message})` : ""}: what npm says stands above. Is the network there?`);
  stamp(installStamp, lockfileHash());
}

// ---- build

const buildStamp = at("build", ".lade-sources");
const sources = ["app", "db", "seeds", "remix.config.js", "tsconfig.json", "package.json", "package-lock.json"];

function sourcesHash() {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0]);
  const add = (path) => {
    const name = at(path);
    if (!existsSync(name)) return;
    if (statSync(name).isFile()) hash.update(path).update("\0").update(readFileSync(name));
    else for (const entry of readdirSync(name).sort()) add(join(path, entry));
  };
  for (const source of sources) add(source);
  return hash.digest("hex");
}

const isBuilt = () => existsSync(at("build", "server", "index.js")) && existsSync(buildStamp) && readFileSync(buildStamp, "utf8") === sourcesHash();

function makeBuild() {
  process.stdout.write("Building the site. This takes half a minute, the first time and after a change.\n");
  rmSync(buildStamp, { force: true });
  const hash = sourcesHash();
  const { status, stdout, stderr } = spawnSync(process.execPath, [at("node_modules", "@remix-run", "dev", "dist", "cli.js"), "vite:build", "--config", "remix.config.js", "--logLevel", "warn"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 100_000_000,
    env: { ...process.env, NODE_ENV: "production", NO_COLOR: "1" },
  });
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}`);
    stop("The site could not be built: what the builder says stands above.");
  }
  stamp(buildStamp, hash);
}

const stamp = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

// ---- one at a time

/** Two at once would pull the packages from under each other: the second is told to wait. @returns {() => void} */
function lock() {
  const folder = at(".lade");
  if (!existsSync(folder)) {
    mkdirSync(folder);
    // PostgreSQL's data lies below, under an account of its own when we are root.
    chmodSync(folder, 0o755);
  }
  const path = join(folder, "prepare.lock");
  for (let attempt = 1; ; attempt += 1) {
    try {
      const file = openSync(path, "wx", 0o644);
      writeSync(file, String(process.pid));
      closeSync(file);
      process.once("exit", () => rmSync(path, { force: true }));
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const holder = Number(readFileSync(path, "utf8"));
      if (attempt > 1 || isAlive(holder)) stop(`Another start is making Lade ready in this folder (process ${holder}): wait for it, or end it.`);
      rmSync(path, { force: true });
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
