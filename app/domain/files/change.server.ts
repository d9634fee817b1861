/** The only code that writes kept files. Bytes come before their row and go after it: a row always has its bytes. */
import { sql, type Kysely } from "kysely";
import type { DB, StoredFileTable } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { DomainError, Invalid, NotFound } from "../kernel/errors.ts";
import { isId, keyedHash, newId } from "../kernel/ids.server.ts";
import { examine } from "./content.server.ts";
import { cleanName, formatBytes, isDocumentKind, mostBytes, mostDocuments, refusal, type MediaType, type ScanState } from "./model.ts";
import { may } from "./policy.ts";
import { askForScan, endQuarantine, firstState } from "./scan.server.ts";
import { readAll, type FileStore, type Kept } from "./store.server.ts";

/** Bytes that have just arrived, and what the sender called them. */
export interface Arrived extends Kept {
  name: string;
}

/**
 * Makes bytes that are in the store a document of a group. Where they are refused they are removed again.
 * @throws Invalid for `file` or `kind`, NotAllowed for who may only read, NotFound for everyone outside the group
 */
export async function keepDocument(context: Context, store: FileStore, organisationId: string, { arrived, kind }: { arrived: Arrived | undefined; kind: string }): Promise<string> {
  if (!arrived) throw new Invalid({ ...(!isDocumentKind(kind) && whichKind), file: "Choose the file that you want to add" });
  let kept: Kept = arrived;
  try {
    permit(may.change(context.actor, { organisation_id: organisationId }));
    if (!isDocumentKind(kind)) throw new Invalid(whichKind);
    if (kind === "signed-form") permit(may.keepSigned(context.actor, { organisation_id: organisationId }));
    const looked = await lookInto(store, arrived, (replacing) => (kept = replacing));
    return await inTransaction(context, async (tx) => {
      await lockGroup(tx, organisationId);
      permit(may.change(tx.actor, { organisation_id: organisationId }));
      await checkRoom(tx, organisationId, kept.bytes);
      const file = await writeFile(tx, store, { ...looked, kind, owner_type: "organisation", owner_id: organisationId });
      await record(tx, "organisation.document-added", { type: "organisation", id: organisationId }, fileFacts(tx, file));
      return file.id;
    });
  } catch (error) {
    // Only a refusal of ours is sure to have left no row. After anything else (the database went away while it committed) the sweep decides.
    if (error instanceof DomainError) await store.remove(kept.key);
    throw error;
  }
}

/** What arrived, looked into: the bytes that are kept, what they are and what they are called. */
export interface LookedInto {
  kept: Kept;
  media_type: MediaType;
  name: string;
}

/**
 * Finds out what bytes in the store are. Where they say more than they show, others are kept in their place.
 * @param replacing told of the bytes that now stand for those that arrived, so that a caller whose work fails removes the right ones
 * @throws Invalid for `file`
 */
export async function lookInto(store: FileStore, arrived: Arrived, replacing: (kept: Kept) => void): Promise<LookedInto> {
  return inTurn(async () => {
    const given = await readAll(store, arrived.key);
    const { media_type, bytes } = examine(given);
    const name = cleanName(arrived.name, media_type);
    if (bytes.equals(given)) return { kept: arrived, media_type, name };
    const kept = await store.put(inOne(bytes));
    replacing(kept);
    await store.remove(arrived.key);
    return { kept, media_type, name };
  });
}

/** Writes the row of a kept file, and asks for it to be looked at for viruses. The caller has shown that it may be there and records it. */
export async function writeFile(
  tx: TransactionContext, store: FileStore, { kept, media_type, name, kind, owner_type, owner_id }: LookedInto & { kind: StoredFileTable["kind"]; owner_type: "organisation" | "application"; owner_id: string },
) {
  const id = newId();
  const { key: storage_key, sha256, bytes } = kept;
  const scan: ScanState = firstState(store);
  await tx.db.insertInto("stored_file").values({ id, storage_key, sha256, bytes, media_type, kind, name, scan, owner_type, owner_id, uploaded_by: (tx.actor as PersonActor).id }).execute();
  await askForScan(tx, { id, scan });
  return { id, kind, media_type, bytes, sha256, name, scan };
}

/** One after the other: however many arrive at once, one file at a time is in memory. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = queue.then(work);
  queue = result.catch(() => undefined);
  return result;
}
let queue: Promise<unknown> = Promise.resolve();

const whichKind = { kind: "Choose what this document is" };

/** Takes a document out of a group's profile. Its bytes go at once; that it was there stays in the audit. Throws NotFound, NotAllowed. */
export async function removeDocument(context: Context, store: FileStore, organisationId: string, id: string): Promise<void> {
  const key = await inTransaction(context, async (tx) => {
    permit(may.change(tx.actor, { organisation_id: organisationId }));
    const file = isId(id)
      ? await tx.db
          .updateTable("stored_file")
          .set({ removed_at: sql<Date>`now()` })
          .where("id", "=", id)
          .where("owner_type", "=", "organisation")
          .where("owner_id", "=", organisationId)
          .where("removed_at", "is", null)
          .returningAll()
          .executeTakeFirst()
      : undefined;
    if (!file) throw new NotFound();
    permit(may.remove(tx.actor, { ...file, organisation_id: organisationId }));
    await record(tx, "organisation.document-removed", { type: "organisation", id: organisationId }, fileFacts(tx, file));
    return file.storage_key;
  });
  await store.remove(key);
}

const day = 86_400_000;

/**
 * Removes bytes that no document has: of uploads that broke off, of documents that were removed. Only those older than a day, so
 * that nothing is taken from an upload under way. Answers how many.
 */
export async function sweepFiles(db: Kysely<DB>, store: FileStore, now: Date): Promise<number> {
  const before = new Date(now.getTime() - day);
  let removed = (await store.tidy(before)) + (await endQuarantine(db, store));
  let old: string[] = [];
  const sweep = async () => {
    const known = await db.selectFrom("stored_file").select("storage_key").where("storage_key", "in", old).where("removed_at", "is", null).where("bytes_removed_at", "is", null).execute();
    const wanted = new Set(known.map(({ storage_key }) => storage_key));
    for (const key of old) {
      if (wanted.has(key)) continue;
      await store.remove(key);
      removed += 1;
    }
    old = [];
  };
  for await (const { key, since } of store.list()) {
    if (since < before) old.push(key);
    if (old.length === 500) await sweep();
  }
  if (old.length > 0) await sweep();
  return removed;
}

/** What the audit holds of a file: nothing that tells what is in it. */
export const fileFacts = ({ secret }: TransactionContext, file: { id: string; kind: string; media_type: string; bytes: number; sha256: string }) => ({
  file_id: file.id,
  kind: file.kind,
  media_type: file.media_type,
  bytes: file.bytes,
  sha256: keyedHash(secret, "stored-file", file.sha256),
});

/** Two people who add the last file at once are counted one after the other. Throws NotFound. */
export async function lockGroup({ db }: TransactionContext, id: string): Promise<void> {
  const found = isId(id) ? await db.selectFrom("organisation").select("id").where("id", "=", id).forNoKeyUpdate().executeTakeFirst() : undefined;
  if (!found) throw new NotFound();
}

async function checkRoom(tx: TransactionContext, organisationId: string, more: number): Promise<void> {
  const { count } = await tx.db
    .selectFrom("stored_file")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("owner_type", "=", "organisation")
    .where("owner_id", "=", organisationId)
    .where("removed_at", "is", null)
    .executeTakeFirstOrThrow();
  if (count >= mostDocuments) throw refusal(`Your group keeps ${mostDocuments} documents already. Remove one that is out of date first`);
  await checkQuota(tx, organisationId, more);
}

/** Throws Invalid for `file` where a locked group would keep more than `mostBytes`: its documents and the files of all its applications. */
export async function checkQuota({ db }: TransactionContext, organisationId: string, more: number): Promise<void> {
  const { total } = await db
    .selectFrom("stored_file")
    .select(({ fn }) => fn.coalesce(fn.sum<number>("bytes"), sql<number>`0`).as("total"))
    .where("removed_at", "is", null)
    .where((eb) =>
      eb.or([
        eb.and([eb("owner_type", "=", "organisation"), eb("owner_id", "=", organisationId)]),
        eb.and([eb("owner_type", "=", "application"), eb("owner_id", "in", eb.selectFrom("application").select("id").where("organisation_id", "=", organisationId))]),
      ]),
    )
    .executeTakeFirstOrThrow();
  const left = mostBytes - Number(total);
  if (more > left) throw refusal(`Your group keeps ${formatBytes(Number(total))} of files, and there is room for ${formatBytes(mostBytes)} in all. Remove some that you don't need any more first`);
}

async function* inOne(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
