/** A plan with a strategic action, its parts and a workforce theme of the same number, and the people who report on it. */
import { newId } from "#app/domain/kernel/ids.server.ts";
import type { Scheme } from "#app/domain/strategy/status.ts";
import { contextFor } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import type { Database } from "#db/connection.ts";

export interface BoardWorld {
  plan: string;
  ids: Record<string, string>;
}
/** Actions are found by "scheme ref". */
export async function aPlan(db: Database, code = "2023-2025"): Promise<BoardWorld> {
  const plan = newId();
  await db.insertInto("plan").values({ id: plan, code, title: `The plan ${code}`, valid_from: "2023-11-07" }).execute();
  const priority = newId();
  await db.insertInto("priority").values({ id: priority, plan_id: plan, number: 1, title: "First", official_wording: "The plan’s own words.", wording_status: "sourced" }).execute();
  await db.insertInto("outcome").values({ id: newId(), plan_id: plan, number: 1, title: "Better" }).execute();
  const ids: Record<string, string> = {};
  const add = async (scheme: Scheme, ref: string, title: string, parent?: string) => {
    const id = (ids[`${scheme} ${ref}`] = newId());
    await db.insertInto("action").values({ id, plan_id: plan, scheme, ref, title, title_basis: "our-words", sort_order: Object.keys(ids).length, priority_id: scheme.startsWith("workforce") ? null : priority, parent_id: parent ? ids[parent]! : null, lead: scheme === "sub-action" ? "The lead body" : "" }).execute();
  };
  await add("strategic", "1.1", "Stigma");
  await add("strategic", "1.2", "Another");
  for (const number of [1, 2, 3, 4, 5]) await add("sub-action", `1.1.${number}`, `Part ${number}`, "strategic 1.1");
  await add("workforce", "1.1", "Workforce data");
  await add("workforce-action", "34.1", "A workforce action", "workforce 1.1");
  return { plan, ids };
}

export const official = async (db: Database) => contextFor(db, await an.actor(db, [{ role: "official" }]));
export const publisher = async (db: Database) => contextFor(db, await an.actor(db, [{ role: "publisher" }]));
export const both = async (db: Database) => contextFor(db, await an.actor(db, [{ role: "official" }, { role: "publisher" }]));
