/** Saved views of the list of applications: who may keep, share and remove one, and which a person is shown. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { lockPot } from "../funds/change.server.ts";
import { may } from "../funds/policy.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid, NotFound, refusedConstraint } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { actingPerson } from "./change.server.ts";
import { closedToViewer } from "./pot-facts.server.ts";
import { mostViews, type ViewInput } from "./views.ts";

export interface SavedView {
  id: string;
  name: string;
  query: string;
  shared: boolean;
  /** Saved by the viewer. */
  own: boolean;
}

/**
 * The views of a fund in an area that a person may open: their own and the shared ones, by name. A shared one whose name holds that of
 * a group or a project that is closed to them, in this pot, is not among them.
 */
export async function listViews(db: Kysely<DB>, pot: { id: string; fund_id: string; area_code: string }, personId: string): Promise<SavedView[]> {
  const { rows } = await sql<SavedView>`
    with ${closedToViewer([pot.id], personId)}
    select v.id, v.name, v.query, v.shared, v.owner_id = ${personId}::uuid as own
      from saved_view v
     where v.fund_id = ${pot.fund_id} and v.area_code = ${pot.area_code} and (v.shared or v.owner_id = ${personId}::uuid)
       and not exists (
         select 1 from closed_to_viewer closed join application a on a.id = closed.application_id join organisation o on o.id = a.organisation_id
          where v.owner_id <> ${personId}::uuid
            and (position(lower(o.name) in lower(v.name)) > 0 or position(lower(a.reference) in lower(v.name)) > 0 or position(lower(a.title) in lower(v.name)) > 0))
     order by lower(v.name), v.id`.execute(db);
  return rows;
}

/** Keeps filters under a name. Throws Invalid on `name` where there is one of that name, or too many. */
export async function saveView(context: Context, potId: string, { name, query, shared }: ViewInput): Promise<string> {
  return inTransaction(context, async (tx) => {
    const person = actingPerson(tx);
    const pot = await lockPot(tx, potId);
    permit(may.seeApplications(person, pot));
    const { fund_id, area_code } = pot;
    const { count } = await tx.db
      .selectFrom("saved_view")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("fund_id", "=", fund_id)
      .where("area_code", "=", area_code)
      .where("shared", "=", shared)
      .$if(!shared, (own) => own.where("owner_id", "=", person.id))
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostViews) throw new Invalid({ name: `There are ${mostViews} views already. Remove one that is no longer used` });
    const id = newId();
    try {
      await tx.db.insertInto("saved_view").values({ id, fund_id, area_code, owner_id: person.id, name, query, shared }).execute();
    } catch (error) {
      if (["saved_view_own", "saved_view_shared"].includes(refusedConstraint(error) ?? "")) throw new Invalid({ name: "There is a view of this name already. Choose another, or remove that one first" });
      throw error;
    }
    await record(tx, "view.saved", { type: "pot", id: pot.id }, { view_id: id, shared });
    return id;
  });
}

/** Takes a view away: one's own, or a shared one of the fund that one looks after. Throws NotFound, NotAllowed. */
export async function removeView(context: Context, potId: string, viewId: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const person = actingPerson(tx);
    const pot = await lockPot(tx, potId);
    permit(may.seeApplications(person, pot));
    const view = isId(viewId)
      ? await tx.db.selectFrom("saved_view").selectAll().where("id", "=", viewId).where("fund_id", "=", pot.fund_id).where("area_code", "=", pot.area_code).executeTakeFirst()
      : undefined;
    if (!view || (!view.shared && view.owner_id !== person.id)) throw new NotFound();
    if (view.shared && !(await listViews(tx.db, pot, person.id)).some(({ id }) => id === view.id)) throw new NotFound();
    await tx.db.deleteFrom("saved_view").where("id", "=", view.id).execute();
    await record(tx, "view.removed", { type: "pot", id: pot.id }, { view_id: view.id, shared: view.shared });
  });
}
