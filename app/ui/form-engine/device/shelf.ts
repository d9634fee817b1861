/** The shelf on the device where sealed answers lie until the server has them: one IndexedDB store, one record for each answer. */
import { paths } from "#app/paths.ts";
import { isExpired, type Label } from "./queue.ts";
import type { Sealed } from "./seal.ts";

export type Shelved = Label & Sealed;

const database = "lade-drafts";
const store = "answers";

/** Opens the shelf. Rejects where the browser has none or refuses it. */
export function openShelf(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(database, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(store, { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("The shelf can't be opened"));
    asked.onblocked = () => reject(new Error("The shelf is being changed by another page"));
  });
}

/** Puts some and takes others away, all or nothing. */
export const change = (shelf: IDBDatabase, put: readonly Shelved[], drop: readonly string[]): Promise<void> =>
  within(shelf, "readwrite", (answers) => {
    for (const record of put) answers.put(record);
    for (const key of drop) answers.delete(key);
  });

/** Everything that lies there, whoever's. */
export async function readAll(shelf: IDBDatabase): Promise<Shelved[]> {
  let found: Shelved[] = [];
  await within(shelf, "readonly", (answers) => {
    const asked = answers.getAll() as IDBRequest<Shelved[]>;
    asked.onsuccess = () => (found = asked.result);
  });
  return found;
}

/** Throws away what has lain there for too long. */
export async function throwAwayOld(shelf: IDBDatabase, now: number): Promise<void> {
  const old = (await readAll(shelf)).filter((record) => isExpired(record, now));
  if (old.length > 0) await change(shelf, [], old.map((record) => record.key));
}

function within(shelf: IDBDatabase, mode: IDBTransactionMode, work: (answers: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = shelf.transaction(store, mode, { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("The shelf did not take it"));
    work(transaction.objectStore(store));
  });
}

/**
 * Says to the sign-out of this browser that somebody's answers lie here unsent: a cookie with the person's id and nothing else, sent
 * only to that address. It goes when nothing of theirs is left.
 */
export function markUnsent(person: string, unsent: boolean): void {
  document.cookie = `${unsentCookie}=${unsent ? person : ""}; path=${paths.signOut()}; max-age=${unsent ? 14 * 24 * 60 * 60 : 0}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}
export const unsentCookie = "lade-unsent";
