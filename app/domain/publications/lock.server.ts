/** A publication as every change of it begins: locked, with whether the one who acts has written in it. */
import type { Selectable } from "kysely";
import type { PublicationTable } from "#db/types.ts";
import { permit } from "../kernel/actor.ts";
import type { TransactionContext } from "../kernel/context.ts";
import { NotFound, WrongState } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { afterMove, publicationStates, type PublicationMove, type PublicationState } from "./model.ts";
import { may } from "./policy.ts";

export type Locked = Selectable<PublicationTable> & { authored: boolean };

/** Throws NotFound. */
export async function lockPublication(tx: TransactionContext, id: string): Promise<Locked> {
  const found = isId(id) ? await tx.db.selectFrom("publication").selectAll().where("id", "=", id).forUpdate().executeTakeFirst() : undefined;
  if (!found) throw new NotFound();
  const { actor } = tx;
  const authored = actor.kind === "person" && (await tx.db.selectFrom("publication_author").select("person_id").where("publication_id", "=", id).where("person_id", "=", actor.id).executeTakeFirst()) !== undefined;
  return { ...found, authored };
}

/** The state after the move. Throws WrongState with the state it is in. */
export function moved(publication: { state: PublicationState }, move: PublicationMove): PublicationState {
  const next = afterMove(publication.state, move);
  if (next === undefined) throw new WrongState(`This publication is ${publicationStates[publication.state].text.toLowerCase()}: open it again to see what can be done now`);
  return next;
}

/** The publication locked, its authors joined by the one who acts. Throws NotFound, NotAllowed. */
export async function lockDraft(tx: TransactionContext, id: string): Promise<Locked> {
  const publication = await lockPublication(tx, id);
  permit(may.edit(tx.actor, publication));
  moved(publication, "edit");
  await noteAuthor(tx, id);
  return publication;
}

/** Notes that the one who acts has written in the publication: somebody else approves it. */
export async function noteAuthor(tx: TransactionContext, publicationId: string): Promise<void> {
  if (tx.actor.kind !== "person") return;
  await tx.db.insertInto("publication_author").values({ publication_id: publicationId, person_id: tx.actor.id }).onConflict((conflict) => conflict.doNothing()).execute();
}
