/** A lock between processes: a file that names its holder, taken over when the holder is gone. */
import { randomUUID } from "node:crypto";
import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from "node:fs";
import { Problem, saying } from "./problem.ts";

const beat = 1_000;
/** A holder that has not touched its lock for so long is gone, whatever its process number says. */
const silence = 15_000;

/** Runs `work` while no other process holds the lock. Waits up to `patience` ms, then throws Problem naming the holder. */
export async function withLock<T>(path: string, work: () => Promise<T>, patience = 120_000): Promise<T> {
  const until = Date.now() + patience;
  while (!take(path)) {
    if (isStale(path)) breakLock(path);
    else if (Date.now() > until) throw new Problem(`Another start of Lade holds ${path} (process ${holder(path) ?? "unknown"}): wait for it, or end that process.`);
    else await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 50));
  }
  const heart = setInterval(() => touch(path), beat);
  try {
    return await work();
  } finally {
    clearInterval(heart);
    rmSync(path, { force: true });
  }
}

function take(path: string): boolean {
  try {
    const file = openSync(path, "wx", 0o600);
    writeSync(file, `${process.pid} ${randomUUID()}`);
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new Problem(`${path} cannot be written (${saying(error)}).`);
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The folder was removed under us: there is nothing left to hold.
  }
}

function holder(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, "utf8"), 10) || undefined;
  } catch {
    return undefined;
  }
}

function isStale(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > silence) return true;
  } catch {
    return false;
  }
  const pid = holder(path);
  return pid !== undefined && !isAlive(pid);
}

/** Whether a process of that number runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes a stale lock. A second lock keeps two who saw the same stale lock from removing a fresh one. */
function breakLock(path: string): void {
  const breaking = `${path}.breaking`;
  if (!take(breaking)) {
    if (isStale(breaking)) rmSync(breaking, { force: true });
    return;
  }
  try {
    if (isStale(path)) rmSync(path, { force: true });
  } finally {
    rmSync(breaking, { force: true });
  }
}
