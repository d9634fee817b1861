/** Under which account PostgreSQL runs: it refuses root, so root hands it to `postgres` or `nobody`. */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { Problem } from "./problem.ts";

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const identity = (flag: "-u" | "-g", name: string): number => {
  const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" });
  return status === 0 ? Number(stdout.trim()) : Number.NaN;
};

/**
 * The account to hand PostgreSQL to, or undefined where it may run under our own. Data that is there already stays with the
 * account that made it. Throws Problem when root finds none.
 */
export function postgresAccount(existingData?: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = existingData ? statSync(existingData, { throwIfNoEntry: false }) : undefined;
  if (owner && owner.uid > 0) return { name: `number ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  for (const name of ["postgres", "nobody"]) {
    const account = { name, uid: identity("-u", name), gid: identity("-g", name) };
    if (account.uid > 0 && Number.isInteger(account.gid)) return account;
  }
  throw new Problem("PostgreSQL refuses to run as root and there is no account “postgres” or “nobody” to hand it to: start Lade as an ordinary user, or give DATABASE_URL.");
}

/** Whether the account may enter the folder, asked of the system itself: every folder above counts too. */
export const canEnter = (account: Account | undefined, folder: string): boolean => asked(account, 'cd -- "$1"', folder);

/** Whether the account may run the program. */
export const canRun = (account: Account | undefined, program: string): boolean => asked(account, 'test -x "$1" && test -r "$1"', program);

function asked(account: Account | undefined, question: string, path: string): boolean {
  if (!account) return true;
  const { status } = spawnSync("/bin/sh", ["-c", question, "sh", path], { uid: account.uid, gid: account.gid, cwd: "/", stdio: "ignore" });
  return status === 0;
}
