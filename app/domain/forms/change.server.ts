/** The only code that writes forms. A published version never changes: another wording is another version. */
import type { JsonValue } from "#db/types.ts";
import { canonical } from "../audit/chain.server.ts";
import type { TransactionContext } from "../kernel/context.ts";
import { newId } from "../kernel/ids.server.ts";
import { definitionFaults } from "./faults.ts";
import type { FormDefinition } from "./model.ts";
import { findLatestForm } from "./read.server.ts";

/**
 * Publishes a definition as the next version of its form and answers its key; where the newest version says the same, that one's.
 * @throws Error with all faults of the definition: it comes from our own files, so a fault is ours
 */
export async function publishForm({ db }: Pick<TransactionContext, "db">, definition: FormDefinition, id: string = newId()): Promise<string> {
  const faults = definitionFaults(definition);
  if (faults.length > 0) throw new Error(`The form ${definition.code} has faults: ${faults.join("; ")}`);
  const latest = await findLatestForm(db, definition.code);
  const text = JSON.stringify(definition);
  if (latest && canonical(latest.definition as unknown as JsonValue) === canonical(JSON.parse(text))) return latest.id;
  await db
    .insertInto("form_version")
    .values({ id, form_code: definition.code, version: (latest?.version ?? 0) + 1, title: definition.title, definition: text })
    .execute();
  return id;
}
