/** Questions asked about forms: a version's definition, and the code lists its questions choose from. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import type { CodeLists, FormDefinition } from "./model.ts";

export interface FormVersion {
  id: string;
  form_code: string;
  version: number;
  title: string;
  definition: FormDefinition;
}

/** A published form never changes (PostgreSQL sees to it), so those in use are kept at hand: a definition is larger than any page. */
const inUse = new Map<string, FormVersion>();
const most = 60;

/** A form as it was published. Not to be changed by whoever gets it. Throws NotFound. */
export async function getFormVersion(db: Kysely<DB>, id: string): Promise<FormVersion> {
  const known = inUse.get(id);
  if (known) return known;
  const form = isId(id)
    ? await db.selectFrom("form_version").select(["id", "form_code", "version", "title", "definition"]).where("id", "=", id).executeTakeFirst()
    : undefined;
  if (!form) throw new NotFound();
  // Only `publishForm` writes this column, and only definitions without faults.
  const found = { ...form, definition: form.definition as unknown as FormDefinition };
  if (inUse.size >= most) inUse.delete(inUse.keys().next().value!);
  inUse.set(id, found);
  return found;
}

/** The newest version of a form, or undefined where none was published. */
export async function findLatestForm(db: Kysely<DB>, formCode: string): Promise<FormVersion | undefined> {
  const latest = await db.selectFrom("form_version").select("id").where("form_code", "=", formCode).orderBy("version", "desc").limit(1).executeTakeFirst();
  return latest && getFormVersion(db, latest.id);
}

/** The items of each code list in the version that is named, in the list's order. @param versions code list → version, as a round keeps them */
export async function listsFor(db: Kysely<DB>, versions: Readonly<Record<string, number>>): Promise<CodeLists> {
  const wanted = Object.entries(versions);
  if (wanted.length === 0) return {};
  const rows = await db
    .selectFrom("code_item")
    .innerJoin("code_list_version as v", (join) => join.onRef("v.list_code", "=", "code_item.list_code").onRef("v.version", "=", "code_item.version"))
    .select(["code_item.list_code", "code_item.version", "v.title as list_title", "code_item.code", "code_item.title", "code_item.confirmed"])
    .where((eb) => eb.or(wanted.map(([list, version]) => eb.and([eb("code_item.list_code", "=", list), eb("code_item.version", "=", version)]))))
    .orderBy("code_item.list_code")
    .orderBy("code_item.position")
    .execute();
  const lists: Record<string, CodeLists[string] & { items: { code: string; title: string; confirmed: boolean }[] }> = {};
  for (const { list_code, version, list_title, code, title, confirmed } of rows) {
    const list = (lists[list_code] ??= { code: list_code, version, title: list_title, items: [] });
    list.items.push({ code, title, confirmed });
  }
  return lists;
}
