/** Where the bytes of files are kept: behind an interface, so that an object store can take the disk's place. */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, opendir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Readable } from "node:stream";

/** Bytes that are safely kept. */
export interface Kept {
  /** Random, made by the store: what it was called never becomes part of a path. */
  key: string;
  sha256: string;
  bytes: number;
}

export interface FileStore {
  /** Whether a scanner looks at what is kept here: what comes is held until it has. */
  readonly scanned: boolean;
  /** Keeps the bytes, whole or not at all: when it resolves they survive a power cut. Rejects as the stream does. */
  put(source: AsyncIterable<Uint8Array>): Promise<Kept>;
  /** Rejects with ENOENT where there are none. */
  open(key: string): Promise<Readable>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  /** Everything kept, with the instant since when. */
  list(): AsyncIterable<{ key: string; since: Date }>;
  /** Removes what was begun before this instant and never finished. Answers how many. */
  tidy(before: Date): Promise<number>;
}

const keyPattern = /^[0-9a-f]{48}$/;

/** Keeps files in a folder that only this account can read. Bytes arrive under `incoming` and get their place by a rename. */
export function diskStore(folder: string, { scanned = false }: { scanned?: boolean } = {}): FileStore {
  const incoming = join(folder, "incoming");
  const kept = join(folder, "kept");
  const place = (key: string): string => {
    if (!keyPattern.test(key)) throw Object.assign(new Error("That is no key of a kept file"), { code: "ENOENT" });
    return join(kept, key.slice(0, 2), key);
  };
  return {
    scanned,
    async put(source) {
      const key = randomBytes(24).toString("hex");
      const draft = join(incoming, key);
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      try {
        const written = await write(draft, source);
        const folder = dirname(place(key));
        const isNew = await mkdir(folder, { recursive: true, mode: 0o700 });
        await rename(draft, place(key));
        await settle(folder);
        if (isNew) await settle(kept);
        return { key, ...written };
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    async open(key) {
      const file = await open(place(key), "r");
      return file.createReadStream();
    },
    async remove(key) {
      await rm(place(key), { force: true });
    },
    async *list() {
      for await (const path of filesBelow(kept)) {
        const since = await changedAt(path);
        if (since) yield { key: basename(path), since };
      }
    },
    async tidy(before) {
      let removed = 0;
      for await (const path of filesBelow(incoming)) {
        const since = await changedAt(path);
        if (!since || since >= before) continue;
        await rm(path, { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}

/** Everything a store's stream holds, in memory: for files, whose size is limited. */
export async function readAll(store: Pick<FileStore, "open">, key: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await store.open(key)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function write(path: string, source: AsyncIterable<Uint8Array>): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  const file = await open(path, "wx", 0o600);
  let bytes = 0;
  try {
    for await (const chunk of source) {
      await file.writeFile(chunk);
      hash.update(chunk);
      bytes += chunk.byteLength;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** A rename is only safe from a power cut once its folder is written too. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Undefined where somebody else has removed it meanwhile. */
async function changedAt(path: string): Promise<Date | undefined> {
  return stat(path).then(({ mtime }) => mtime, (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

/** The files in a folder and the folders in it; none where it was never made. */
async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries = await opendir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!entries) return;
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}
