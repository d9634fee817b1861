/** The statements of a draft: sentences whose numbers are asked of the publication's own cuts and kept with what they rest on. */
import type { Insertable } from "kysely";
import type { PublicationStatementTable } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, NotFound } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { lockDraft } from "./lock.server.ts";
import { stylesSchema, type Styles } from "./model.ts";
import { cutsOf, resolveSlot, Unresolved, type Resolved } from "./slots.server.ts";
import { fillTemplate, slotNames, templateFault } from "./template.ts";

export interface StatementInput {
  /** Left out for a new statement. */
  id?: string;
  /** The statement's as the page showed it; without it the change is made whatever happened since. */
  version?: number;
  heading: string;
  template: string;
  styles: Styles;
  /** A source for each slot of the template. */
  sources: Record<string, string>;
  /** The reported item that it words anew; a change that leaves it out keeps it. */
  item_id?: string | null;
}

/**
 * Writes a statement: each slot is asked of the publication's cuts and kept with its question and the rows behind it.
 * @returns its key
 * @throws Invalid with a message by slot (`slot-NAME`) where one has no source or no longer resolves, Conflict when somebody else changed it
 * since: nothing is saved then
 */
export async function writeStatement(context: Context, publicationId: string, input: StatementInput): Promise<string> {
  return inTransaction(context, async (tx) => {
    const publication = await lockDraft(tx, publicationId);
    const fault = templateFault(input.template);
    if (fault) throw new Invalid({ template: fault });
    const slots = await resolveAll(tx, publication, input);
    const values = { heading: input.heading, template: input.template, ...input.styles, printed: printedOf(input.template, slots) };
    const id = input.id === undefined ? await add(tx, publicationId, { ...values, item_id: input.item_id ?? null }) : await change(tx, publicationId, { ...input, id: input.id }, values);
    await keepSlots(tx, id, slots);
    await record(tx, "publication.statement-written", { type: "publication", id: publicationId }, { statement: id, slots: Object.keys(slots) });
    return id;
  });
}

type Words = Pick<Insertable<PublicationStatementTable>, "heading" | "template" | "printed"> & Styles;

async function add({ db }: TransactionContext, publicationId: string, values: Words & { item_id: string | null }): Promise<string> {
  const { position } = await db.selectFrom("publication_statement").select((eb) => eb.fn.coalesce(eb.fn.max("position"), eb.lit(0)).as("position")).where("publication_id", "=", publicationId).executeTakeFirstOrThrow();
  const id = newId();
  await db.insertInto("publication_statement").values({ id, publication_id: publicationId, position: position + 1, ...values }).execute();
  return id;
}

async function change({ db }: TransactionContext, publicationId: string, { id, version, item_id }: StatementInput & { id: string }, values: Words): Promise<string> {
  const stands = isId(id) ? await db.selectFrom("publication_statement").select(["version", "printed"]).where("id", "=", id).where("publication_id", "=", publicationId).executeTakeFirst() : undefined;
  if (!stands) throw new NotFound();
  if (version !== undefined && version !== stands.version)
    throw new Conflict("This statement has been changed since you opened the page. Nothing of yours is saved yet: look at what it says now, then save again", { version: stands.version, printed: stands.printed });
  await db.updateTable("publication_statement").set({ ...values, ...(item_id === undefined ? {} : { item_id }), version: stands.version + 1 }).where("id", "=", id).execute();
  return id;
}

type Slots = Record<string, Resolved>;
const printedOf = (template: string, slots: Slots): string => fillTemplate(template, Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, slot.printed])));

async function resolveAll(tx: TransactionContext, publication: { id: string; period_from: string; period_to: string }, input: Pick<StatementInput, "template" | "sources" | "styles">): Promise<Slots> {
  const asked = { ...publication, cuts: await cutsOf(tx.db, publication.id) };
  const slots: Slots = {};
  const problems: Record<string, string> = {};
  for (const name of slotNames(input.template)) {
    const source = Object.hasOwn(input.sources, name) ? input.sources[name]! : "";
    if (source === "") problems[`slot-${name}`] = `Choose what {${name}} is filled from`;
    else
      try {
        slots[name] = await resolveSlot(tx.db, asked, source, input.styles);
      } catch (error) {
        if (!(error instanceof Unresolved)) throw error;
        problems[`slot-${name}`] = `{${name}}: ${error.message}`;
      }
  }
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  return slots;
}

async function keepSlots(tx: TransactionContext, statementId: string, slots: Slots): Promise<void> {
  await tx.db.deleteFrom("publication_slot").where("statement_id", "=", statementId).execute();
  const rows = Object.entries(slots).map(([name, slot]) => ({ statement_id: statementId, name, ...slot, query: JSON.stringify(slot.query) }));
  if (rows.length > 0) await tx.db.insertInto("publication_slot").values(rows).execute();
}

/** Asks every statement again. Throws Invalid naming the statement and the slot that no longer resolves. */
export async function reprint(tx: TransactionContext, publicationId: string): Promise<void> {
  const publication = await tx.db.selectFrom("publication").select(["id", "period_from", "period_to"]).where("id", "=", publicationId).executeTakeFirstOrThrow();
  const statements = await tx.db.selectFrom("publication_statement").selectAll().where("publication_id", "=", publicationId).orderBy("position").execute();
  for (const statement of statements) {
    const kept = await tx.db.selectFrom("publication_slot").select(["name", "source"]).where("statement_id", "=", statement.id).execute();
    const styles = stylesSchema.parse(statement);
    try {
      const slots = await resolveAll(tx, publication, { template: statement.template, styles, sources: Object.fromEntries(kept.map((slot) => [slot.name, slot.source])) });
      await tx.db.updateTable("publication_statement").set({ printed: printedOf(statement.template, slots) }).where("id", "=", statement.id).execute();
      await keepSlots(tx, statement.id, slots);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      throw new Invalid({ "": `Statement ${statement.position} no longer holds. ${error.message}` });
    }
  }
}

export async function removeStatement(context: Context, publicationId: string, statementId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    await lockDraft(tx, publicationId);
    const { numDeletedRows } = await tx.db.deleteFrom("publication_statement").where("id", "=", isId(statementId) ? statementId : newId()).where("publication_id", "=", publicationId).executeTakeFirst();
    if (numDeletedRows === 0n) throw new NotFound();
    await record(tx, "publication.statement-removed", { type: "publication", id: publicationId }, { statement: statementId });
  });
}
