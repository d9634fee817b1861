/** Loading the Scottish Charity Register and asking it. A file replaces the one before as a whole, or nothing changes. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.server.ts";
import { isDay, londonDay } from "../kernel/time.ts";
import { may } from "./policy.ts";
import type { RegisterFile } from "./register-file.server.ts";
import type { RegisterEntry, RegisterKind } from "./register.ts";

const atOnce = 2_000;

export interface LoadInput {
  file: RegisterFile;
  file_name: string;
  /** The day on which the register wrote it, "YYYY-MM-DD". */
  dated_on: string;
  /** Load it although it has far fewer charities than the one that holds. */
  fewer?: boolean;
}
export interface Loaded {
  kind: RegisterKind;
  charities: number;
  /** False where exactly this file holds already: nothing was done. */
  fresh: boolean;
}

/**
 * Puts a file in the place of the one that holds.
 * @throws NotAllowed; Invalid for a day that is none or lies ahead, a file older than the one that holds, and one that lost a fifth of it
 */
export async function loadRegister(context: Context, { file, file_name, dated_on, fewer = false }: LoadInput): Promise<Loaded> {
  permit(may.loadRegister(context.actor));
  if (!isDay(dated_on)) throw new Invalid({ dated_on: "Enter the day of the file, like 2026-11-21" });
  if (dated_on > londonDay(context.now)) throw new Invalid({ dated_on: "The day of the file lies ahead" });
  return inTransaction(context, async (tx) => {
    const { kind } = file;
    const held = await tx.db.selectFrom("charity_register_file").selectAll().where("kind", "=", kind).where("replaced_at", "is", null).forUpdate().executeTakeFirst();
    if (held?.sha256 === file.sha256) return { kind, charities: held.charities, fresh: false };
    if (held && dated_on < held.dated_on) throw new Invalid({ dated_on: `A newer file holds already, of ${held.dated_on}` });
    if (held && !fewer && file.lines.length < held.charities * 0.8)
      throw new Invalid({ file: `This file has ${file.lines.length.toLocaleString("en-GB")} charities and the one that holds ${held.charities.toLocaleString("en-GB")}: it may have been cut off. Download it once more, or say that it is right` });
    if (held) await tx.db.updateTable("charity_register_file").set({ replaced_at: sql<Date>`clock_timestamp()` }).where("id", "=", held.id).execute();
    await tx.db.deleteFrom("charity_register").where("kind", "=", kind).execute();
    const id = newId();
    await tx.db
      .insertInto("charity_register_file")
      .values({ id, kind, file_name: file_name.slice(-200), dated_on, sha256: file.sha256, charities: file.lines.length, loaded_by: tx.actor.kind === "person" ? tx.actor.id : null, synthetic: tx.synthetic })
      .execute();
    for (let start = 0; start < file.lines.length; start += atOnce)
      await tx.db.insertInto("charity_register").values(file.lines.slice(start, start + atOnce).map((line) => ({ ...line, kind, file_id: id }))).execute();
    await record(tx, "charity-register.loaded", { type: "charity-register", id }, { kind, charities: file.lines.length });
    return { kind, charities: file.lines.length, fresh: true };
  });
}

/** The files that hold, and the day of the register's own. */
export async function registerHeld(db: Kysely<DB>) {
  const files = await db.selectFrom("charity_register_file").selectAll().where("replaced_at", "is", null).orderBy("kind").execute();
  return { files, dated_on: files.find(({ kind }) => kind === "current")?.dated_on ?? null };
}

const entries = (db: Kysely<DB>) =>
  db
    .selectFrom("charity_register as c")
    .innerJoin("charity_register_file as f", "f.id", "c.file_id")
    .select(["c.charity_number", "c.kind", "c.name", "c.known_as", "c.status", "c.constitutional_form", "c.postcode", "c.location", "c.registered_on", "c.ceased_on", "c.income_pence", "c.year_end", "f.dated_on"]);

/** The entries of these numbers, in the register and among former charities. */
export async function findCharities(db: Kysely<DB>, numbers: readonly (string | null)[]): Promise<RegisterEntry[]> {
  const wanted = numbers.filter((number) => number != null);
  return wanted.length === 0 ? [] : entries(db).where("c.charity_number", "in", wanted).orderBy("c.kind").execute();
}

/** Up to fifty entries by a number or a part of a name. */
export async function searchRegister(db: Kysely<DB>, search: string): Promise<RegisterEntry[]> {
  const part = `%${search.trim().replace(/[\\%_]/g, "\\$&")}%`;
  return search.trim() === ""
    ? []
    : entries(db).where((eb) => eb.or([eb("c.charity_number", "=", search.trim().toUpperCase()), eb("c.name", "ilike", part), eb("c.known_as", "ilike", part)])).orderBy("c.name").orderBy("c.kind").limit(50).execute();
}
