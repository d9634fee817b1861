/**
 * The device's side of keeping answers: sealed records on the shelf, the lock that says which pages are open, the turn to send.
 * Every browser lacks something of this: then answers are held in the page only, and sent all the same.
 */
import { leftBehind, type Field, type Label, type Waiting } from "./queue.ts";
import { canSeal, importKey, open, seal } from "./seal.ts";
import { change, markUnsent, openShelf, readAll, throwAwayOld, type Shelved } from "./shelf.ts";

export interface Device {
  /** Whether what is unsent outlives this page. */
  readonly keeps: boolean;
  /** Writes one sealed and takes others away, all or nothing. False when the device did not take it. */
  put(one: Waiting | undefined, drop: readonly string[]): Promise<boolean>;
  /** What closed pages left behind of this draft, oldest first: it belongs to this page from now on. */
  adopt(): Promise<(Label & { fields: Field[] })[]>;
  /** One page at a time. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

/** In this page only: on a shared computer, or where the browser can't seal. */
export const pageOnly: Device = { keeps: false, put: () => Promise.resolve(true), adopt: () => Promise.resolve([]), inTurn: (work) => work() };

interface Whose {
  person: string;
  application: string;
  tab: string;
  /** Base64, from the server. */
  deviceKey: string;
  /** False: nothing new is written; what lies here from before is still sent. */
  keep: boolean;
}

/** Opens this person's shelf for this draft. What lay there for 14 days goes, whoever's it was; all else of others is left alone. */
export async function openDevice({ person, application, tab, deviceKey, keep }: Whose): Promise<Device> {
  if (!canSeal()) return pageOnly;
  let shelf: IDBDatabase;
  let key: CryptoKey;
  try {
    [shelf, key] = [await openShelf(), await importKey(deviceKey)];
    await throwAwayOld(shelf, Date.now());
  } catch {
    return pageOnly;
  }
  holdWhileOpen(tabLock(tab));
  const anyLeft = async () => (await readAll(shelf)).some((record) => record.person === person);
  return {
    keeps: keep,
    async put(one, drop) {
      try {
        const record = keep && one ? [await sealed(key, one)] : [];
        if (record.length > 0) markUnsent(person, true);
        if (record.length + drop.length === 0) return true;
        await change(shelf, record, drop);
        if (record.length === 0 && !(await anyLeft())) markUnsent(person, false);
        return true;
      } catch {
        return false;
      }
    },
    adopt: () =>
      inTurn(`lade-adopt ${application}`, async () => {
        const found = leftBehind(await readAll(shelf), { person, application, tab, open: await openTabs() });
        const opened: (Label & { fields: Field[] })[] = [];
        for (const record of found) {
          const fields = await open(key, record, record);
          if (!fields) continue;
          await change(shelf, [{ ...record, tab }], []);
          opened.push({ ...labelOf(record), tab, fields });
        }
        return opened;
      }).catch(() => []),
    inTurn: (work) => inTurn(`lade-send ${person} ${application}`, work),
  };
}

const labelOf = ({ key, application, person, section, question, tab, line, at, base, tried }: Label): Label => ({ key, application, person, section, question, tab, line, at, base, tried });
const sealed = async (key: CryptoKey, one: Waiting): Promise<Shelved> => ({ ...labelOf(one), ...(await seal(key, one, one.fields)) });

const locks = (): LockManager | undefined => (typeof navigator === "undefined" ? undefined : navigator.locks);
const tabLock = (tab: string): string => `lade-tab ${tab}`;
const inTurn = async <T>(name: string, work: () => Promise<T>): Promise<T> => (locks()?.request(name, work) as Promise<T> | undefined) ?? work();
/** Held until the page is gone, however it goes. */
const holdWhileOpen = (name: string): void => void locks()?.request(name, () => new Promise(() => undefined));
async function openTabs(): Promise<ReadonlySet<string> | undefined> {
  const held = (await locks()?.query())?.held;
  return held && new Set(held.flatMap(({ name }) => (name?.startsWith(tabLock("")) ? [name.slice(tabLock("").length)] : [])));
}
