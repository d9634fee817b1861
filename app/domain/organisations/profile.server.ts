/** The profile's facts with the day each was told: what is asked before an application is sent, and confirming or correcting it. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { documentKinds, isDocumentKind } from "../files/model.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { londonDay } from "../kernel/time.ts";
import { may } from "./policy.ts";
import { describeFact, facts, factTitles, isTold, neededFacts, type Fact, type KeptDocument, type Part, type partSchemas } from "./profile.ts";
import { organisationForProfile } from "./read.server.ts";
import type { z } from "zod";

export interface FactShown {
  fact: Fact;
  title: string;
  lines: [name: string, value: string][];
  /** Whether the group has said anything here. */
  told: boolean;
  /** Whether an application should not be sent without it. */
  needed: boolean;
  confirmed_at: Date | null;
  confirmed_by: string | null;
}

async function readFacts(db: Kysely<DB>, organisationId: string): Promise<{ version: number; name: string; facts: FactShown[] }> {
  const group = await organisationForProfile(db, organisationId);
  const documents = await listKept(db, organisationId);
  const confirmed = await db
    .selectFrom("organisation_fact_confirmed as c")
    .leftJoin("person as p", "p.id", "c.confirmed_by")
    .select(["c.fact", "c.confirmed_at", "p.name"])
    .where("c.organisation_id", "=", organisationId)
    .execute();
  return {
    version: group.version,
    name: group.name,
    facts: facts.map((fact) => {
      const told = isTold(fact, group, documents);
      const row = told ? confirmed.find((one) => one.fact === fact) : undefined;
      return { fact, title: factTitles[fact], lines: describeFact(fact, group, documents), told, needed: neededFacts.includes(fact), confirmed_at: row?.confirmed_at ?? null, confirmed_by: row?.name ?? null };
    }),
  };
}

async function listKept(db: Kysely<DB>, organisationId: string): Promise<KeptDocument[]> {
  const rows = await db
    .selectFrom("stored_file")
    .select(["kind", "name", "uploaded_at"])
    .where("owner_type", "=", "organisation")
    .where("owner_id", "=", organisationId)
    .where("removed_at", "is", null)
    .orderBy("kind")
    .orderBy("uploaded_at", "desc")
    .execute();
  return rows.flatMap(({ kind, name, uploaded_at }) => (isDocumentKind(kind) ? [{ title: documentKinds[kind].title, name, day: londonDay(uploaded_at) }] : []));
}

/** Every fact of a group's profile with the day it was told, for the group's own people. @throws NotFound for everyone else */
export async function getProfile({ db, actor }: Pick<Context, "db" | "actor">, organisationId: string) {
  if (!isId(organisationId)) throw new NotFound();
  permit(may.read(actor, { id: organisationId }));
  return readFacts(db, organisationId);
}

export interface ToConfirm {
  /** Needed and never told. */
  missing: Fact[];
  /** Told, but not told or confirmed since. */
  stale: Fact[];
  /** The oldest day among the facts that hold; undefined where none was told. */
  toldOn: Date | undefined;
}

/**
 * What a group should still tell or confirm before its profile goes with an application. Both lists empty: nothing to ask. The caller
 * decides who may see it.
 * @param since facts told before this are asked about once more: `toldSince(now)` says ninety days
 */
export async function profileToConfirm(db: Kysely<DB>, organisationId: string, since: Date): Promise<ToConfirm> {
  const { facts: all } = await readFacts(db, organisationId);
  const told = all.filter((one) => one.told);
  const days = told.flatMap(({ confirmed_at }) => (confirmed_at ? [confirmed_at.getTime()] : []));
  return {
    missing: all.filter((one) => one.needed && !one.told).map(({ fact }) => fact),
    stale: told.filter(({ confirmed_at }) => confirmed_at === null || confirmed_at < since).map(({ fact }) => fact),
    toldOn: days.length > 0 ? new Date(Math.min(...days)) : undefined,
  };
}

/** Notes that these facts were told or confirmed now, by who acts. Part of the verbs that write a profile. */
export async function noteTold({ db, actor }: TransactionContext, organisationId: string, told: readonly Fact[]): Promise<void> {
  if (told.length === 0) return;
  const confirmed_by = actor.kind === "person" ? actor.id : null;
  const confirmed_at = sql<Date>`clock_timestamp()`;
  await db
    .insertInto("organisation_fact_confirmed")
    .values(told.map((fact) => ({ organisation_id: organisationId, fact, confirmed_at, confirmed_by })))
    .onConflict((conflict) => conflict.columns(["organisation_id", "fact"]).doUpdateSet({ confirmed_at, confirmed_by }))
    .execute();
}

/** Locks a group for a change of its profile. @throws NotFound, NotAllowed; Conflict where it was changed since the page was opened */
async function lockProfile(tx: TransactionContext, id: string, version: number) {
  const saved = isId(id) ? await tx.db.selectFrom("organisation").selectAll().where("id", "=", id).forUpdate().executeTakeFirst() : undefined;
  if (!saved) throw new NotFound();
  permit(may.edit(tx.actor, saved));
  if (saved.version !== version) throw new Conflict("Someone else in your group changed these details since you opened the page. Open it again and look at what they wrote");
  return saved;
}

/**
 * Says that what was told still holds. What was never told can't be confirmed and is left out.
 * @param version that of the page on which they were read: nobody confirms what they have not seen
 */
export async function confirmFacts(context: Context, organisationId: string, chosen: readonly Fact[], version: number): Promise<void> {
  await inTransaction(context, async (tx) => {
    const saved = await lockProfile(tx, organisationId, version);
    const { facts: all } = await readFacts(tx.db, saved.id);
    const held = all.filter(({ fact, told }) => told && chosen.includes(fact)).map(({ fact }) => fact);
    if (held.length === 0) return;
    await noteTold(tx, saved.id, held);
    await record(tx, "organisation.facts-confirmed", { type: "organisation", id: saved.id }, { facts: held });
  });
}

export type PartInput = { [P in Part]: { part: P; input: z.output<(typeof partSchemas)[P]> } }[Part];

/** Tells or corrects one part of the profile. @throws NotFound, NotAllowed, Conflict */
export async function changePart(context: Context, organisationId: string, { part, input }: PartInput, version: number): Promise<void> {
  await inTransaction(context, async (tx) => {
    const saved = await lockProfile(tx, organisationId, version);
    const before: Record<string, unknown> = saved;
    const fields = Object.entries(input).filter(([name, value]) => before[name] !== value).map(([name]) => name);
    if (fields.length > 0) await tx.db.updateTable("organisation").set({ ...input, version: saved.version + 1 }).where("id", "=", saved.id).execute();
    await noteTold(tx, saved.id, [part]);
    await record(tx, fields.length > 0 ? "organisation.changed" : "organisation.facts-confirmed", { type: "organisation", id: saved.id }, fields.length > 0 ? { fields } : { facts: [part] });
  });
}
