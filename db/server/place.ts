/** Where this checkout keeps its data. */
import { createHash } from "node:crypto";
import { accessSync, chmodSync, constants, mkdirSync } from "node:fs";
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
export function defaultDataFolder(name: "data" | "test" = "data"): string {
  if (canEnter(postgresAccount(), checkout)) return join(checkout, ".lade", name);
  const elsewhere = join("/var/lib/lade", createHash("sha256").update(checkout).digest("hex").slice(0, 16));
  return name === "data" ? elsewhere : `${elsewhere}-${name}`;
}

/** Makes the folder where it is missing, and sees that we can write in it. Throws Problem in one sentence. */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Problem(`The data folder ${folder} cannot be written (${saying(error)}): make it writable, or name another with LADE_DATA_DIR.`);
  }
}

/**
 * Makes the data folder enterable for the account that PostgreSQL runs under: others may pass through it, not list it.
 * Only folders made by this call are opened; one that was there is left as it is. Throws Problem when it cannot be reached.
 * @returns the account, or undefined where PostgreSQL runs under our own
 */
export function prepareDataFolder(folder: string): Account | undefined {
  const account = postgresAccount(join(folder, "postgres"));
  if (!account) {
    prepareFolder(folder);
    return undefined;
  }
  try {
    const first = mkdirSync(folder, { recursive: true, mode: 0o711 });
    for (let made = folder; first !== undefined && made.startsWith(first); made = dirname(made)) chmodSync(made, 0o711);
  } catch (error) {
    throw new Problem(`The data folder ${folder} cannot be made (${saying(error)}): make it writable, or name another with LADE_DATA_DIR.`);
  }
  prepareFolder(folder);
  if (!canEnter(account, folder))
    throw new Problem(
      `The data folder ${folder} cannot be reached by the account “${account.name}”, under which PostgreSQL runs because it refuses root: name a folder outside of root's own with LADE_DATA_DIR.`,
    );
  return account;
}
