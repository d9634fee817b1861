/** The files as a reader gets them, put together from their chunks. */
import { aboutFile, openFile } from "#app/domain/opendata/files.server.ts";
import type { Format, Selection } from "#app/domain/opendata/selection.ts";
import type { Database } from "#db/connection.ts";
import type { Package } from "./standard.ts";

export const origin = "https://lade.example";

export async function bytesOf(db: Database, format: Format, selection: Selection = {}): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await openFile(db, await aboutFile(db, selection, origin), format, origin)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
export const packageOf = async (db: Database, selection: Selection = {}): Promise<Package> => JSON.parse((await bytesOf(db, "json", selection)).toString("utf8")) as Package;
