/** The rows behind a number of a statement, as they were in its cut: what an official opens to stand by it. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { hashOfRows } from "../figures/cuts.server.ts";
import { permit, type Actor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { may } from "./policy.ts";
import { rowsBehindSlot } from "./slots.server.ts";

export const rowsOnPage = 50;

/**
 * A number of a statement with what it was asked and a page of the awards behind it, with the amount, the day and the area that they had at
 * the cut; or the figure it repeats.
 * @throws NotAllowed, NotFound
 */
export async function getSlotRows(db: Kysely<DB>, actor: Actor, { publication, statement, name, page: asked }: { publication: string; statement: string; name: string; page: number }) {
  permit(may.read(actor));
  const slot = isId(publication) && isId(statement)
    ? await db
        .selectFrom("publication_slot as slot")
        .innerJoin("publication_statement as s", "s.id", "slot.statement_id")
        .innerJoin("publication as p", "p.id", "s.publication_id")
        .leftJoin("award_cut as c", "c.id", "slot.cut_id")
        .select(["slot.name", "slot.source", "slot.query", "slot.printed", "slot.cut_id", "slot.observation_id", "slot.rows_behind", "slot.rows_sha256", "s.printed as sentence", "p.id", "p.title", "c.data_at", "c.note"])
        .where("p.id", "=", publication)
        .where("s.id", "=", statement)
        .where("slot.name", "=", name)
        .executeTakeFirst()
    : undefined;
  if (!slot) throw new NotFound();
  const { query, cut_id, observation_id, rows_sha256, ...shown } = slot;
  const rows = await rowsBehindSlot(db, { query, cut_id, observation_id });
  const pages = Math.max(1, Math.ceil(rows.length / rowsOnPage));
  const page = Math.min(Math.max(1, Math.trunc(asked) || 1), pages);
  const keys = rows.slice((page - 1) * rowsOnPage, page * rowsOnPage);
  return {
    ...shown,
    same: hashOfRows(rows) === rows_sha256,
    figure: observation_id === null ? null : await figureOf(db, observation_id),
    awards: cut_id === null || keys.length === 0 ? [] : await awardsOf(db, cut_id, keys),
    page,
    pages,
  };
}

const figureOf = async (db: Kysely<DB>, id: string) =>
  (await db.selectFrom("observation").innerJoin("measure", "measure.id", "observation.measure_id").leftJoin("source", "source.id", "observation.source_id").select(["measure.code", "measure.title", "source.title as source", "observation.source_ref"]).where("observation.id", "=", id).executeTakeFirst()) ?? null;

const awardsOf = (db: Kysely<DB>, cutId: string, keys: readonly string[]) =>
  db
    .selectFrom("award_cut_award as c")
    .innerJoin("award", "award.id", "c.award_id")
    .innerJoin("organisation", "organisation.id", "c.organisation_id")
    .innerJoin("area", "area.code", "c.area_code")
    .select(["award.reference", "award.title", "award.status", "organisation.name as organisation", "area.name as area", "c.awarded_on", "c.amount_pence", "c.synthetic"])
    .where("c.cut_id", "=", cutId)
    .where("c.award_id", "in", [...keys])
    .orderBy("c.award_id")
    .execute();
