/** Where this checkout keeps its data. */
import { createHash } from "node:crypto";
import { accessSync, chmodSync, constants, existsSync, mkdirSync, rmdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { canEnter, postgresAccount, type Account } from "./account.ts";
import { Problem, saying } from "./problem.ts";

/** The folder that holds package.json. */
export const checkout = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * The data folder when nobody names one: beside the code, or under /var/lib/lade where the account that PostgreSQL runs
 * under cannot reach the code (a checkout in root's home).
 */
export function defaultDataFolder(name: "data" | "test" | "bench" = "data"): string {
  if (canEnter(postgresAccount(), checkout)) return join(checkout, ".lade", name);
  const elsewhere = join("/var/lib/lade", createHash("sha256").update(checkout).digest("hex").slice(0, 16));
  return name === "data" ? elsewhere : `${elsewhere}-${name}`;
}

/** Makes the folder where it is missing, and sees that we can write in it. Throws Problem in one sentence. */
export function prepareFolder(folder: string): void {
  refuseFile(folder);
  make(folder, 0o700);
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw cannotBe("written", folder, error);
  }
}

/**
 * Makes the data folder enterable for the account that PostgreSQL runs under: others may pass through it, not list it.
 * Only folders made by this call are opened; one that was there is left as it is. Throws Problem when it cannot be reached.
 * @returns the account, or undefined where PostgreSQL runs under our own
 */
export function prepareDataFolder(folder: string): Account | undefined {
  refuseFile(folder);
  const account = postgresAccount(join(folder, "postgres"));
  const made = account ? make(folder, 0o711) : [];
  prepareFolder(folder);
  if (account && !canEnter(account, folder)) {
    for (const path of made.reverse()) rmdirSync(path);
    throw new Problem(
      `The data folder ${folder} cannot be reached by the account “${account.name}”, under which PostgreSQL runs because it refuses root: name a folder outside of root's own with LADE_DATA_DIR.`,
    );
  }
  return account;
}

/** Makes the folder and those above it, each with this mode whatever the umask. Not Node's own `recursive`: that never ends where a file system refuses, as /proc does. */
function make(folder: string, mode: number): string[] {
  const missing: string[] = [];
  const made: string[] = [];
  for (let above = folder; !existsSync(above); above = dirname(above)) missing.unshift(above);
  for (const path of missing) {
    try {
      mkdirSync(path);
      chmodSync(path, mode);
      made.push(path);
    } catch (error) {
      // Another start may have made it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw cannotBe("made", folder, error);
    }
  }
  return made;
}

function refuseFile(path: string): void {
  let there = path;
  while (!existsSync(there)) there = dirname(there);
  if (!statSync(there).isDirectory()) throw new Problem(`${there} is a file where a data folder is wanted: name another with LADE_DATA_DIR.`);
}

const cannotBe = (what: string, folder: string, error: unknown): Problem =>
  new Problem(`The data folder ${folder} cannot be ${what} (${saying(error)}): make it writable, or name another with LADE_DATA_DIR.`);
